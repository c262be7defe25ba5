# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The registry of a host: StdRegProv."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from typing import Final

from .._cim._row import Row
from .._cim._session import Instance, MethodFailed, Session
from .._language._text import Text
from .._licensing._hresult import ACCESS_DENIED_CODES, as_hresult
from .._licensing._registry_copy import RegistryValue, ValueKind
from .._wsman._errors import MalformedAnswer

_PROVIDER = Instance("StdRegProv", namespace="root/default")


class Hive(enum.Enum):
    """Where a path begins, by the number that StdRegProv has for it (documented)."""

    LOCAL_MACHINE = "2147483650"
    #: The hives of users who are logged on, by SID; that of anybody else does not exist there.
    USERS = "2147483651"


#: ERROR_FILENOT_FOUND, which StdRegProv returns for a key or value that does not exist.
NOT_FOUND: Final = 2

#: WBEM_E_TYPE_MISMATCH, which it returns for a value of another type than the one asked for.
TYPE_MISMATCH: Final = 0x80041005


class Registry:
    """Values and names of one hive. What does not exist is None; any other refusal is an error.

    Setting and deleting twice does no harm.

    Args:
        session: The host.
        hive: Where paths begin.

    Raises:
        MethodFailed: The registry refused it.
        WSManFault: The host refused it.
        MalformedAnswer: The answer is not of the type that was asked for.
    """

    def __init__(self, session: Session, hive: Hive = Hive.LOCAL_MACHINE) -> None:
        self._session = session
        self._hive = hive

    def string(self, path: str, name: str) -> str | None:
        """A REG_SZ; empty when nothing stands in it."""
        row = self._answer("GetStringValue", path, name)
        return row.text("sValue") or "" if row is not None else None

    def number(self, path: str, name: str) -> int | None:
        """A REG_DWORD."""
        row = self._answer("GetDWORDValue", path, name)
        return row.number("uValue") if row is not None else None

    def binary(self, path: str, name: str) -> bytes | None:
        """A REG_BINARY."""
        row = self._answer("GetBinaryValue", path, name)
        return _bytes_of(row, name) if row is not None else None

    def value_names(self, path: str) -> tuple[str, ...] | None:
        """The names of a key's values."""
        return self._names("EnumValues", path)

    def key_names(self, path: str) -> tuple[str, ...] | None:
        """The names of the keys in a key; of the hive itself with an empty path."""
        return self._names("EnumKey", path)

    def values(self, path: str) -> tuple[RegistryValue, ...] | None:
        """A key's values with their types, but without their data: one request."""
        row = self._answer("EnumValues", path)
        if row is None:
            return None
        names, kinds = row.texts("sNames"), row.texts("Types")
        if len(names) != len(kinds) or not all(kind.lstrip("-").isdigit() for kind in kinds):
            raise MalformedAnswer(Text("{name} does not fit the names", name="Types"))
        return tuple(RegistryValue(name, int(kind)) for name, kind in zip(names, kinds, strict=True))

    def with_data(self, path: str, value: RegistryValue) -> RegistryValue | None:
        """A value with its data, read by the method of its type; None when it is not there any more."""
        if value.kind not in _READERS:
            return value
        method, out = _READERS[ValueKind(value.kind)]
        # The default value has no name, which is sent as such.
        row = self._answered(method, path, {"sValueName": value.name})
        if row is None:
            return None
        return RegistryValue(value.name, value.kind, _data_of(row, ValueKind(value.kind), out))

    def grants(self, path: str, access: int) -> bool | None:
        """Whether the account has rights on a key, without trying; None where the host does not say.

        That it has not, is said by access denied as the return value, or by the output parameter alone (inferred).
        """
        try:
            return self._call("CheckAccess", path, {"uRequired": str(access)}).flag("bGranted")
        except MethodFailed as problem:
            if as_hresult(problem.code) in ACCESS_DENIED_CODES:
                return False
            raise

    def create_key(self, path: str) -> None:
        """A key with those above it; nothing happens where it exists."""
        self._call("CreateKey", path)

    def set_string(self, path: str, name: str, text: str) -> None:
        """A REG_SZ in a key that exists, in place of a value of whatever type."""
        self._call("SetStringValue", path, {"sValueName": name, "sValue": text})

    def set_number(self, path: str, name: str, number: int) -> None:
        """A REG_DWORD in a key that exists, in place of a value of whatever type."""
        self._call("SetDWORDValue", path, {"sValueName": name, "uValue": str(number)})

    def delete_key(self, path: str) -> None:
        """A key that has no keys below it, with its values; nothing happens where it does not exist."""
        self._answer("DeleteKey", path)

    def delete_value(self, path: str, name: str) -> None:
        """A value; nothing happens where it does not exist."""
        self._answered("DeleteValue", path, {"sValueName": name})

    def _names(self, method: str, path: str) -> tuple[str, ...] | None:
        row = self._answer(method, path)
        return row.texts("sNames") if row is not None else None

    def _answer(self, method: str, path: str, name: str = "") -> Row | None:
        return self._answered(method, path, {"sValueName": name} if name else {})

    def _answered(self, method: str, path: str, more: Mapping[str, str]) -> Row | None:
        try:
            return self._call(method, path, more)
        except MethodFailed as problem:
            if problem.code == NOT_FOUND:
                return None
            raise

    def _call(self, method: str, path: str, more: Mapping[str, str] | None = None) -> Row:
        arguments = {"hDefKey": self._hive.value, "sSubKeyName": path, **(more or {})}
        return self._session.invoke(_PROVIDER, method, arguments, is_repeatable=True)


#: How a type is read: the method, and where its answer has the data. GetExpandedStringValue would put variables into an
#: expandable text; that GetStringValue gives it as it stands is inferred, and a refusal of the type is an error.
_READERS: Final[Mapping[ValueKind, tuple[str, str]]] = {
    ValueKind.STRING: ("GetStringValue", "sValue"),
    ValueKind.EXPANDABLE: ("GetStringValue", "sValue"),
    ValueKind.BINARY: ("GetBinaryValue", "uValue"),
    ValueKind.NUMBER: ("GetDWORDValue", "uValue"),
    ValueKind.STRINGS: ("GetMultiStringValue", "sValue"),
    ValueKind.LONG_NUMBER: ("GetQWORDValue", "uValue"),
}


def _data_of(row: Row, kind: ValueKind, out: str) -> str | int | bytes | tuple[str, ...]:
    if kind is ValueKind.BINARY:
        return _bytes_of(row, out)
    if kind is ValueKind.STRINGS:
        return row.texts(out)
    if kind in (ValueKind.NUMBER, ValueKind.LONG_NUMBER):
        number = row.number(out)
        if number is None:
            raise MalformedAnswer(Text("{name} is not a number", name=out))
        return number
    return row.text(out) or ""


def _bytes_of(row: Row, name: str) -> bytes:
    try:
        return bytes(int(byte) & 0xFF for byte in row.texts("uValue"))
    except ValueError as problem:
        raise MalformedAnswer(Text("{name} is not a number", name=name)) from problem
