# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""StdRegProv: the methods that read the registry and write to it.

Failures are return values, never faults: 2 not found, 1 invalid function, 5 access denied, 0x80041005 type mismatch
(community). A setter without its data is a fault (inferred). It replaces a value of whatever type (documented for
RegSetValueEx). A key with subkeys is not deleted: 5 (documented for RegDeleteKey). Nothing can be made directly below a
hive (documented for RegCreateKeyEx): 87 (inferred). GetExpandedStringValue puts variables in (documented).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from .errors import Wbem, WbemError
from .hives import OPEN_TO_ALL
from .registry import (
    HKEY_LOCAL_MACHINE,
    HKEY_USERS,
    REG_BINARY,
    REG_DWORD,
    REG_EXPAND_SZ,
    REG_MULTI_SZ,
    REG_QWORD,
    REG_SZ,
    DeniedKey,
    Registry,
    RegistryValue,
)
from .switches import Switches
from .values import WmiValue

_INVALID_FUNCTION, _NOT_FOUND, _ACCESS_DENIED, _INVALID_PARAMETER = 1, 2, 5, 87
_TYPE_MISMATCH = 0x80041005
#: documented: access rights that change a key (set value, create subkey, delete, write DAC and owner)
_WRITING_RIGHTS = 0x2 | 0x4 | 0x10000 | 0x40000 | 0x80000
_QUERY_AND_SET = 0x3
_VARIABLE = re.compile(r"%([^%]+)%")
#: what the service knows of its environment; others stay as they are (documented)
_ENVIRONMENT = {
    "systemdrive": "C:",
    "systemroot": r"C:\Windows",
    "windir": r"C:\Windows",
    "programdata": r"C:\ProgramData",
    "programfiles": r"C:\Program Files",
    "userprofile": r"C:\Windows\system32\config\systemprofile",
}

RegistryAnswer = tuple[int, dict[str, WmiValue]]


def expanded(text: Any) -> str:
    """A text with the variables of the service's environment in it."""
    return _VARIABLE.sub(lambda match: _ENVIRONMENT.get(match[1].lower(), match[0]), str(text))


@dataclass(frozen=True, slots=True)
class _Getter:
    """How a method reads: the types it knows, its output, and what that is made of."""

    kinds: tuple[int, ...]
    output: str
    convert: Callable[[Any], WmiValue]


@dataclass(frozen=True, slots=True)
class _Setter:
    """How a method writes: the parameter with the data, the type it gives, and what is stored."""

    parameter: str
    kind: int
    convert: Callable[[Any], str | int | bytes | tuple[str, ...]]


_GETTERS: Mapping[str, _Getter] = {
    "GetStringValue": _Getter((REG_SZ, REG_EXPAND_SZ), "sValue", str),
    "GetExpandedStringValue": _Getter((REG_SZ, REG_EXPAND_SZ), "sValue", expanded),
    "GetDWORDValue": _Getter((REG_DWORD,), "uValue", int),
    "GetQWORDValue": _Getter((REG_QWORD,), "uValue", int),
    "GetBinaryValue": _Getter((REG_BINARY,), "uValue", list),
    "GetMultiStringValue": _Getter((REG_MULTI_SZ,), "sValue", list),
}
_SETTERS: Mapping[str, _Setter] = {
    "SetStringValue": _Setter("sValue", REG_SZ, str),
    "SetExpandedStringValue": _Setter("sValue", REG_EXPAND_SZ, str),
    "SetMultiStringValue": _Setter("sValue", REG_MULTI_SZ, tuple),
    "SetDWORDValue": _Setter("uValue", REG_DWORD, int),
    "SetQWORDValue": _Setter("uValue", REG_QWORD, int),
    "SetBinaryValue": _Setter("uValue", REG_BINARY, bytes),
}
_OUTPUTS: Mapping[str, tuple[str, ...]] = {"EnumKey": ("sNames",), "EnumValues": ("sNames", "Types")}


@dataclass(frozen=True, slots=True)
class _Place:
    """What a call names."""

    hive: int
    registry: Registry
    path: str
    name: str


@dataclass(frozen=True, slots=True)
class Provider:
    """The registry of a machine, as one caller meets it.

    Attributes:
        hives: What can be named by hDefKey.
        switches: What is inferred about it.
        is_elevated: Whether the account is an administrator's.
        denied: Keys that keep even administrators out.
    """

    hives: Mapping[int, Registry]
    switches: Switches
    is_elevated: bool
    denied: tuple[DeniedKey, ...] = ()

    def call(self, method: str, arguments: Mapping[str, WmiValue]) -> RegistryAnswer:
        """Run one method."""
        hive = arguments.get("hDefKey")
        number = HKEY_LOCAL_MACHINE if hive is None else int(str(hive))
        if number not in self.hives:
            return _NOT_FOUND, _no_outputs(method)
        path = str(arguments.get("sSubKeyName") or "").strip("\\")
        place = _Place(number, self.hives[number], path, str(arguments.get("sValueName") or ""))
        if method in _GETTERS or method in _OUTPUTS:
            return self._read(method, place)
        if method == "CheckAccess":
            return self._check_access(place, arguments.get("uRequired"))
        return self._write(method, place, arguments), {}

    def _read(self, method: str, place: _Place) -> RegistryAnswer:
        if not place.registry.has_key(place.path):
            return _NOT_FOUND, _no_outputs(method)
        if not self._may_read(place):
            return _ACCESS_DENIED, _no_outputs(method)
        if method == "EnumKey":
            return 0, {"sNames": [*place.registry.subkeys(place.path)] or None}
        if method == "EnumValues":
            found = place.registry.values(place.path)
            names, kinds = [name for name, _value in found], [value.kind for _name, value in found]
            return 0, {"sNames": [*names] or None, "Types": [*kinds] or None}
        return self._value(method, place)

    def _value(self, method: str, place: _Place) -> RegistryAnswer:
        getter = _GETTERS[method]
        value = place.registry.value(place.path, place.name)
        if value is None:
            return _NOT_FOUND, {getter.output: None}
        wish = self.switches.expandable_as_string
        is_special = method == "GetStringValue" and value.kind == REG_EXPAND_SZ
        if value.kind not in getter.kinds or (is_special and wish == "mismatch"):
            return _TYPE_MISMATCH, {getter.output: None}
        convert = expanded if is_special and wish == "expanded" else getter.convert
        return 0, {getter.output: convert(value.data)}

    def _check_access(self, place: _Place, required: WmiValue) -> RegistryAnswer:
        if not place.registry.has_key(place.path):
            return _NOT_FOUND, {"bGranted": False}
        rights = _QUERY_AND_SET if required is None else int(str(required))
        is_granted = self._may_read(place) and (not rights & _WRITING_RIGHTS or self._may_write(place))
        return 0 if is_granted else _ACCESS_DENIED, {"bGranted": is_granted}

    def _write(self, method: str, place: _Place, arguments: Mapping[str, WmiValue]) -> int:
        if method == "CreateKey":
            return self._create_key(place)
        if method in _SETTERS and self.switches.registry_setters_create_keys and self._may_write(place):
            self._create_key(place)
        if not place.registry.has_key(place.path):
            return _NOT_FOUND
        if not self._may_write(place) or not place.path:
            return _ACCESS_DENIED
        if method == "DeleteKey":
            return _delete_key(place)
        if method == "DeleteValue":
            return _delete_value(place)
        return _set(method, place, arguments) if method in _SETTERS else _INVALID_FUNCTION

    def _create_key(self, place: _Place) -> int:
        if not self._may_write(place):
            return _ACCESS_DENIED
        if place.path.lower().partition("\\")[0] not in {name.lower() for name in place.registry.roots()}:
            return _INVALID_PARAMETER
        place.registry.create(place.path)
        return 0

    def _may_read(self, place: _Place) -> bool:
        """inferred: who is no administrator reads no hive of others."""
        owner = place.path.partition("\\")[0]
        is_foreign = place.hive == HKEY_USERS and bool(owner) and owner not in OPEN_TO_ALL
        if is_foreign and not self.is_elevated:
            return False
        return not any(item.keeps_readers_out and item.covers(place.hive, place.path) for item in self.denied)

    def _may_write(self, place: _Place) -> bool:
        return self.is_elevated and not any(item.covers(place.hive, place.path) for item in self.denied)


def _no_outputs(method: str) -> dict[str, WmiValue]:
    names = (_GETTERS[method].output,) if method in _GETTERS else _OUTPUTS.get(method, ())
    return dict.fromkeys(names)


def _set(method: str, place: _Place, arguments: Mapping[str, WmiValue]) -> int:
    setter = _SETTERS[method]
    data = arguments.get(setter.parameter)
    if data is None:
        raise WbemError(Wbem.INVALID_METHOD_PARAMETERS, method)
    place.registry.set(place.path, place.name, RegistryValue(setter.kind, setter.convert(data)))
    return 0


def _delete_key(place: _Place) -> int:
    """The key of a hive goes with its user and not otherwise (inferred: 5)."""
    if "\\" not in place.path or place.registry.subkeys(place.path):
        return _ACCESS_DENIED
    place.registry.remove_key(place.path)
    return 0


def _delete_value(place: _Place) -> int:
    if place.registry.value(place.path, place.name) is None:
        return _NOT_FOUND
    place.registry.remove(place.path, place.name)
    return 0
