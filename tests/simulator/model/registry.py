# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A small registry: keys with typed values. Who may do what to it is the business of `registry_provider.py`."""

from __future__ import annotations

from dataclasses import dataclass, field

HKEY_LOCAL_MACHINE, HKEY_USERS = 0x80000002, 0x80000003
CURRENT_VERSION = r"SOFTWARE\Microsoft\Windows NT\CurrentVersion"
#: documented: there while a restart for Windows' own servicing is pending
RESTART_KEY = r"SOFTWARE\Microsoft\Windows\CurrentVersion\Component Based Servicing\RebootPending"
SPP_KEY = CURRENT_VERSION + r"\SoftwareProtectionPlatform"

#: community: layout of DigitalProductId, 164 bytes, the installed key packed in bytes 52 to 66
DIGITAL_PRODUCT_ID_SIZE = 164
DIGITAL_PRODUCT_ID_KEY = slice(52, 67)

REG_NONE, REG_SZ, REG_EXPAND_SZ, REG_BINARY, REG_DWORD, REG_MULTI_SZ, REG_QWORD = 0, 1, 2, 3, 4, 7, 11
#: documented: types of values by name
REG_KINDS = {
    "REG_NONE": REG_NONE, "REG_SZ": REG_SZ, "REG_EXPAND_SZ": REG_EXPAND_SZ, "REG_BINARY": REG_BINARY,
    "REG_DWORD": REG_DWORD, "REG_DWORD_BIG_ENDIAN": 5, "REG_LINK": 6, "REG_MULTI_SZ": REG_MULTI_SZ,
    "REG_RESOURCE_LIST": 8, "REG_QWORD": REG_QWORD,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class RegistryValue:
    """A value with its registry type."""

    kind: int
    data: str | int | bytes | tuple[str, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class DeniedKey:
    """A key whose permissions keep callers out, with everything below it: from writing only, or from reading too."""

    hive: int
    path: str
    keeps_readers_out: bool = False

    def covers(self, hive: int, path: str) -> bool:
        """Whether a path is the key or lies below it."""
        return hive == self.hive and f"{path.lower()}\\".startswith(f"{self.path.lower()}\\")


def typed_value(data: object) -> RegistryValue:
    """Give plain data from a profile its registry type: text, number, list of texts or bytes."""
    if isinstance(data, RegistryValue):
        return data
    if isinstance(data, bytes):
        return RegistryValue(REG_BINARY, data)
    if isinstance(data, int):
        return RegistryValue(REG_DWORD, data)
    if isinstance(data, list):
        return RegistryValue(REG_MULTI_SZ, tuple(str(item) for item in data))
    return RegistryValue(REG_SZ, str(data))


class Registry:
    """One hive with its keys, case-insensitive."""

    def __init__(self) -> None:
        self._keys: dict[str, dict[str, tuple[str, RegistryValue]]] = {}
        self._names: dict[str, str] = {}

    def set(self, path: str, name: str, data: object) -> None:
        """Write a value, creating the keys above it."""
        self.create(path)
        self._keys[path.lower()][name.lower()] = (name, typed_value(data))

    def remove(self, path: str, name: str) -> None:
        """Delete a value if it is there."""
        self._keys.get(path.lower(), {}).pop(name.lower(), None)

    def remove_key(self, path: str) -> None:
        """Delete a key with everything below it, if it is there."""
        inside = path.lower() + "\\"
        for key in [key for key in self._keys if f"{key}\\".startswith(inside)]:
            del self._keys[key], self._names[key]

    def move_to(self, other: Registry, path: str) -> None:
        """Hand a key with everything below it to another registry, where it replaces what is there."""
        other.remove_key(path)
        inside = path.lower() + "\\"
        for key in [key for key in self._keys if f"{key}\\".startswith(inside)]:
            other._keys[key], other._names[key] = self._keys[key], self._names[key]
        self.remove_key(path)

    def roots(self) -> list[str]:
        """Names of the keys at the top."""
        return sorted(name for key, name in self._names.items() if "\\" not in key)

    def value(self, path: str, name: str) -> RegistryValue | None:
        """A value, or None."""
        found = self._keys.get(path.lower(), {}).get(name.lower())
        return found[1] if found else None

    def has_key(self, path: str) -> bool:
        """Whether a key exists; the hive itself does."""
        return not path or path.lower() in self._keys

    def values(self, path: str) -> list[tuple[str, RegistryValue]]:
        """Names and values of a key."""
        return sorted(self._keys.get(path.lower(), {}).values(), key=lambda item: item[0].lower())

    def subkeys(self, path: str) -> list[str]:
        """Names of the keys directly below a key, or of those at the top."""
        if not path:
            return self.roots()
        prefix = path.lower() + "\\"
        below = [key for key in self._keys if key.startswith(prefix) and "\\" not in key[len(prefix) :]]
        return sorted(self._names[key].rsplit("\\", 1)[1] for key in below)

    def within(self, path: str, *, empty: bool = False) -> dict[str, dict[str, RegistryValue]]:
        """All keys at and below a path that have values, or all there are, with these."""
        inside = path.lower() + "\\"
        keys = [key for key, values in self._keys.items() if f"{key}\\".startswith(inside) and (values or empty)]
        return {self._names[key]: dict(self.values(key)) for key in sorted(keys)}

    def create(self, path: str) -> None:
        """Make a key and the keys above it."""
        if path.lower() in self._keys:  # and so are those above it
            return
        parts = path.split("\\")
        for depth in range(1, len(parts) + 1):
            part = "\\".join(parts[:depth])
            self._keys.setdefault(part.lower(), {})
            self._names.setdefault(part.lower(), part)
