# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reading a machine as WMI does: queries, all objects of a class, one object by its keys.

Where the rows come from is the business of a `RowSource`: the machine itself, or the machine as it is served.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from .errors import Wbem, WbemError
from .schema import ClassSchema
from .values import WmiValue
from .wql import WqlSyntaxError, parse
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


class RowSource(Protocol):
    """What can be read."""

    def schema(self, class_name: str, namespace: str = DEFAULT_NAMESPACE) -> ClassSchema:
        """The class, if it exists in the namespace."""

    def rows_of(self, schema: ClassSchema) -> list[Row]:
        """All objects of a class, with all their properties."""


def run_query(source: RowSource, wql: str, namespace: str) -> Selection:
    """Run a WQL data query."""
    try:
        query = parse(wql)
        schema = source.schema(query.class_name, namespace)
        check(query.where, schema)
        columns = _canonical(query.columns, schema)
    except WqlSyntaxError as error:
        raise WbemError(Wbem.INVALID_QUERY, wql) from error
    rows = [row for row in source.rows_of(schema) if matches(query.where, row, schema)]
    return _selected(schema, columns, rows)


def all_objects(source: RowSource, class_name: str, namespace: str) -> Selection:
    """All objects of a class."""
    schema = source.schema(class_name, namespace)
    return _selected(schema, None, source.rows_of(schema))


def one_object(source: RowSource, class_name: str, keys: Mapping[str, str], namespace: str) -> Selection:
    """One object by its keys; a subset of the keys is enough when it is unique (Win32_Service by Name)."""
    schema = source.schema(class_name, namespace)
    rows = [row for row in source.rows_of(schema) if _has_keys(row, schema, keys)]
    if len(rows) != 1:
        raise WbemError(Wbem.NOT_FOUND, _path(schema, keys))
    return _selected(schema, None, rows)


def require_object(source: RowSource, schema: ClassSchema, keys: Mapping[str, str]) -> None:
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
