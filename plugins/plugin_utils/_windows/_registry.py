# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The registry of a host: StdRegProv, of whose methods none deletes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from .._cim._row import Row
from .._cim._session import Instance, MethodFailed, Session
from .._language._text import Text
from .._wsman._errors import MalformedAnswer

_PROVIDER = Instance("StdRegProv", namespace="root/default")
_LOCAL_MACHINE: Final = "2147483650"

#: ERROR_FILENOT_FOUND, which StdRegProv returns for a key or value that does not exist.
NOT_FOUND: Final = 2

#: WBEM_E_TYPE_MISMATCH, which it returns for a value of another type than the one asked for.
TYPE_MISMATCH: Final = 0x80041005


class Registry:
    """Values and names below HKEY_LOCAL_MACHINE. What does not exist is None; any other refusal is an error.

    Setting twice does no harm.

    Raises:
        MethodFailed: The registry refused it.
        WSManFault: The host refused it.
        MalformedAnswer: The answer is not of the type that was asked for.
    """

    def __init__(self, session: Session) -> None:
        self._session = session

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
        try:
            return bytes(int(byte) & 0xFF for byte in row.texts("uValue")) if row is not None else None
        except ValueError as problem:
            raise MalformedAnswer(Text("{name} is not a number", name=name)) from problem

    def value_names(self, path: str) -> tuple[str, ...] | None:
        """The names of a key's values."""
        return self._names("EnumValues", path)

    def key_names(self, path: str) -> tuple[str, ...] | None:
        """The names of the keys in a key."""
        return self._names("EnumKey", path)

    def create_key(self, path: str) -> None:
        """A key with those above it; nothing happens where it exists."""
        self._call("CreateKey", path)

    def set_string(self, path: str, name: str, text: str) -> None:
        """A REG_SZ in a key that exists, in place of a value of whatever type."""
        self._call("SetStringValue", path, {"sValueName": name, "sValue": text})

    def set_number(self, path: str, name: str, number: int) -> None:
        """A REG_DWORD in a key that exists, in place of a value of whatever type."""
        self._call("SetDWORDValue", path, {"sValueName": name, "uValue": str(number)})

    def _names(self, method: str, path: str) -> tuple[str, ...] | None:
        row = self._answer(method, path)
        return row.texts("sNames") if row is not None else None

    def _answer(self, method: str, path: str, name: str = "") -> Row | None:
        try:
            return self._call(method, path, {"sValueName": name} if name else {})
        except MethodFailed as problem:
            if problem.code == NOT_FOUND:
                return None
            raise

    def _call(self, method: str, path: str, more: Mapping[str, str] | None = None) -> Row:
        arguments = {"hDefKey": _LOCAL_MACHINE, "sSubKeyName": path, **(more or {})}
        return self._session.invoke(_PROVIDER, method, arguments, is_repeatable=True)
