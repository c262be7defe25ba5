# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A record: plain values under fixed keys. Its fields are the keys of a result, and each says how it is read back.

So writer and reader cannot drift apart. Reading forgives what a result that somebody stored may lack: a field with a
default may be missing, and what cannot be what the field holds counts as nothing.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, fields
from functools import cache
from typing import Annotated, Any, Self, TypeVar, get_type_hints

#: Values that are kept as they are, and most are of these.
_PLAIN = frozenset({str, int, bool, type(None)})

_NUMBER = re.compile(r"-?[0-9]{1,18}")


@dataclass(frozen=True, slots=True)
class _Key:
    """A key of a result, and what makes the value of a field of what stands there."""

    name: str
    read: Callable[[Any], Any]
    is_required: bool

    def value_in(self, data: Mapping[str, Any]) -> Any:
        value = data.get(self.name)
        if self.is_required and self.name not in data:
            raise KeyError(self.name)
        return self.read(value)


@dataclass(frozen=True, slots=True)
class Record:
    """What all records can do; the type of each of their fields is ``Annotated`` with what reads it."""

    def as_data(self) -> dict[str, Any]:
        """The record as a module returns it."""
        hashable: Any = type(self)  # as below
        return {key.name: _plain(getattr(self, key.name)) for key in _keys_of(hashable)}

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Self:
        """The record in a result.

        Raises:
            KeyError: A value without a default is missing.
            ValueError: The value of a field with a closed set of values is none of them.
            AttributeError, TypeError: Something else stands in the place of a list or a mapping.
        """
        hashable: Any = cls  # mypy takes the __hash__ of its instances for that of the class
        return cls(**{key.name: key.value_in(data) for key in _keys_of(hashable)})


_Record = TypeVar("_Record", bound=Record)


def one(kind: type[_Record]) -> Callable[[Any], _Record | None]:
    """Reads a record that may be missing."""
    return lambda value: kind.from_data(value) if value else None


def many(kind: type[_Record]) -> Callable[[Any], tuple[_Record, ...]]:
    """Reads a list of records."""
    return lambda value: tuple(kind.from_data(item) for item in value or ())


def many_if_read(kind: type[_Record]) -> Callable[[Any], tuple[_Record, ...] | None]:
    """Reads a list of records, of which none differs from no list."""
    return lambda value: None if value is None else many(kind)(value)


def _text(value: Any) -> str | None:
    return None if value is None else str(value)


def _words(value: Any) -> str:
    return str(value or "")


def _number(value: Any) -> int | None:
    return int(value) if isinstance(value, int) or _NUMBER.fullmatch(str(value)) else None


def _flag(value: Any) -> bool | None:
    return None if value is None else bool(value)


def _texts(value: Any) -> tuple[str, ...]:
    return tuple(str(item) for item in value or ())


def _texts_if_read(value: Any) -> tuple[str, ...] | None:
    return None if value is None else _texts(value)


OptionalText = Annotated[str | None, _text]
Words = Annotated[str, _words]
OptionalNumber = Annotated[int | None, _number]
OptionalFlag = Annotated[bool | None, _flag]
Texts = Annotated[tuple[str, ...], _texts]
OptionalTexts = Annotated[tuple[str, ...] | None, _texts_if_read]


def _plain(value: Any) -> Any:
    """A value of a field as results hold it."""
    if type(value) in _PLAIN:
        return value
    if isinstance(value, Record):
        return value.as_data()
    if isinstance(value, enum.Enum):
        return value.value
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return dict(value) if isinstance(value, Mapping) else value


@cache
def _keys_of(kind: type[Any]) -> tuple[_Key, ...]:
    """The keys of a record, from its fields and their types."""
    types = get_type_hints(kind, include_extras=True)
    return tuple(
        _Key(field.name, types[field.name].__metadata__[0], field.default is field.default_factory is MISSING)
        for field in fields(kind)
    )
