# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reading a machine as WMI does: queries, all objects of a class, one object by its keys.

Where the rows come from is the business of the `Readable`: the machine itself, or the machine as it is served.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass

from .errors import Wbem, WbemError
from .schema import ClassSchema
from .values import WmiValue
from .wql import Condition, WqlSyntaxError, parse
from .wql_filter import check, matches

Row = dict[str, WmiValue]
DEFAULT_NAMESPACE = "root/cimv2"


@dataclass(frozen=True, slots=True)
class Selection:
    """What a query yields.

    Attributes:
        schema: The class.
        columns: What was asked for; None when whole objects were.
        rows: These columns of each object.
        objects: The same objects with all they have, for their keys.
    """

    schema: ClassSchema
    columns: tuple[str, ...] | None
    rows: list[Row]
    objects: list[Row]


def _selected(schema: ClassSchema, columns: tuple[str, ...] | None, objects: list[Row]) -> Selection:
    return Selection(schema, columns, [_cut(row, schema, columns) for row in objects], objects)


class Readable(ABC):
    """What can be read as WMI reads."""

    @abstractmethod
    def schema(self, class_name: str, namespace: str = DEFAULT_NAMESPACE) -> ClassSchema:
        """The class, if it exists in the namespace."""

    @abstractmethod
    def rows_of(self, schema: ClassSchema) -> list[Row]:
        """All objects of a class, with all their properties."""

    def rows_for(self, schema: ClassSchema, _where: Condition | None) -> list[Row]:
        """The objects among which a query looks; of some classes the question decides which there are."""
        return self.rows_of(schema)

    @abstractmethod
    def settle(self) -> None:
        """Let everything happen that is due before anything is read."""

    def query(self, wql: str, namespace: str = DEFAULT_NAMESPACE) -> Selection:
        """Run a WQL data query."""
        self.settle()
        try:
            query = parse(wql)
            schema = self.schema(query.class_name, namespace)
            check(query.where, schema)
            columns = _canonical(query.columns, schema)
        except WqlSyntaxError as error:
            raise WbemError(Wbem.INVALID_QUERY, wql) from error
        found = [row for row in self.rows_for(schema, query.where) if matches(query.where, row, schema)]
        return _selected(schema, columns, found)

    def rows(self, wql: str) -> list[Row]:
        """Just the rows of a query."""
        return self.query(wql).rows

    def instances(self, class_name: str, namespace: str = DEFAULT_NAMESPACE) -> Selection:
        """All objects of a class."""
        self.settle()
        schema = self.schema(class_name, namespace)
        return _selected(schema, None, self.rows_of(schema))

    def get(self, class_name: str, keys: Mapping[str, str], namespace: str = DEFAULT_NAMESPACE) -> Selection:
        """One object by its keys; a subset of the keys is enough when it is unique (Win32_Service by Name)."""
        self.settle()
        schema = self.schema(class_name, namespace)
        found = [row for row in self.rows_of(schema) if _has_keys(row, schema, keys)]
        if len(found) != 1:
            raise WbemError(Wbem.NOT_FOUND, _path(schema, keys))
        return _selected(schema, None, found)


def require_object(source: Readable, schema: ClassSchema, keys: Mapping[str, str]) -> None:
    """Fail as WMI does where no object has the keys."""
    if not any(_has_keys(row, schema, keys) for row in source.rows_of(schema)):
        raise WbemError(Wbem.NOT_FOUND, _path(schema, keys))


def _canonical(columns: tuple[str, ...] | None, schema: ClassSchema) -> tuple[str, ...] | None:
    """Requested columns in class order and class spelling."""
    if columns is None:
        return None
    wanted = {name.lower() for name in columns}
    if unknown := wanted - set(schema.properties):
        raise WqlSyntaxError(f"no property {sorted(unknown)[0]}")
    return tuple(item.name for key, item in schema.properties.items() if key in wanted)


def _cut(row: Row, schema: ClassSchema, columns: tuple[str, ...] | None) -> Row:
    names = columns or tuple(item.name for item in schema.properties.values())
    return {name: row.get(name) for name in names}


def _has_keys(row: Row, schema: ClassSchema, keys: Mapping[str, str]) -> bool:
    names = {name.lower(): item.name for name, item in schema.properties.items()}
    return all(str(row.get(names.get(key.lower(), key))).lower() == value.lower() for key, value in keys.items())


def _path(schema: ClassSchema, keys: Mapping[str, str]) -> str:
    return schema.name + "." + ",".join(f'{name}="{value}"' for name, value in keys.items())
