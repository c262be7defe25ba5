# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tables of WMI classes as data: columns that are plain values, facts of a host, or texts with facts in them.

Nothing here knows a machine; `system_classes.py` says what the facts are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from string import Formatter
from typing import Any, Protocol

import yaml

from .values import Scalar, WmiValue

Facts = Mapping[str, WmiValue]


class TableError(Exception):
    """A table that cannot be read, with its place."""


class RowKind(StrEnum):
    """What a row of a class stands for."""

    HOST = "host"
    SERVICE = "service"
    EVENT = "event"
    BATTERY = "battery"
    NOTHING = "nothing"


class Cell(Protocol):
    """One column of one class."""

    def value(self, facts: Facts) -> WmiValue:
        """What the column shows for these facts."""


@dataclass(frozen=True, slots=True)
class Plain:
    """The same on every host."""

    scalar: Scalar | None

    def value(self, _facts: Facts) -> WmiValue:
        """The value itself."""
        return self.scalar


@dataclass(frozen=True, slots=True)
class Several:
    """An array that is the same on every host."""

    items: tuple[Scalar, ...]

    def value(self, _facts: Facts) -> WmiValue:
        """A fresh list, so that no row can change the table."""
        return [*self.items]


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact with its type."""

    name: str

    def value(self, facts: Facts) -> WmiValue:
        """The fact."""
        return facts[self.name]


@dataclass(frozen=True, slots=True)
class Text:
    """A text with facts in it."""

    template: str

    def value(self, facts: Facts) -> WmiValue:
        """The text, filled in."""
        return self.template.format_map(facts)


@dataclass(frozen=True, slots=True)
class Table:
    """The columns of one class."""

    class_name: str
    kind: RowKind
    columns: Mapping[str, Cell]

    def row(self, facts: Facts) -> dict[str, WmiValue]:
        """One object of the class."""
        return {name: cell.value(facts) for name, cell in self.columns.items()}


@dataclass(frozen=True, slots=True)
class Locale:
    """What the operating system shows by its language."""

    language: int
    code_set: str
    country: str
    architecture: str


@dataclass(frozen=True, slots=True)
class Service:
    """A Windows service that every host has."""

    name: str
    title: str
    path: str
    account: str
    type: str = "Share Process"
    starts_delayed: bool = False


@dataclass(frozen=True, slots=True)
class EventType:
    """The word for a severity: the key of a locale's text, and the English word."""

    text: str
    word: str


@dataclass(frozen=True, slots=True)
class SystemTables:
    """The whole data file."""

    locales: Mapping[str, Locale]
    services: tuple[Service, ...]
    event_types: Mapping[str, EventType]
    tables: Mapping[str, Table]


def read_cell(data: object) -> Cell:
    """A column as it is written in the file."""
    if isinstance(data, list):
        return Several(tuple(data))
    if data is not None and not isinstance(data, bool | int | str):
        raise TableError(f"a number, a text, true, false or null is expected: {data!r}")
    names = _facts_in(data) if isinstance(data, str) else []
    if not names:
        return Plain(data)
    return Fact(names[0]) if data == f"{{{names[0]}}}" else Text(str(data))


def _facts_in(text: str) -> list[str]:
    return [name for dummy, name, *_rest in Formatter().parse(text) if name is not None]


def _table(name: str, data: Mapping[str, Any]) -> Table:
    columns = {column: read_cell(item) for column, item in data["columns"].items()}
    return Table(name, RowKind(data["each"]), columns)


def read_tables(path: Path) -> SystemTables:
    """The tables of a file.

    Raises:
        TableError: Something is missing, unknown or of the wrong kind.
    """
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    try:
        return SystemTables(
            locales={name: Locale(**item) for name, item in data["locales"].items()},
            services=tuple(Service(name, **item) for name, item in data["services"].items()),
            event_types={name: EventType(**item) for name, item in data["event_types"].items()},
            tables={name: _table(name, item) for name, item in data["classes"].items()},
        )
    except (KeyError, TypeError, ValueError) as error:
        raise TableError(f"{path.name}: {error}") from error
