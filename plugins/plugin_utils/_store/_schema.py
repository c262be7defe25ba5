# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether the tables of a store are there, whose they are and of which format; made or brought forward when writing.

A new store gets the tables of ``_tables``; an older one takes the steps of ``MIGRATIONS``, in one transaction with what
is written then. Nothing here knows what stands in them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from .._language._errors import InputError
from ._place import Place
from ._sql import Connection, insert, inspect, select, text, update
from ._tables import STORE, STORE_FORMAT, TABLES

#: PRAGMA application_id, "LOwS" in ASCII: tells a store from the databases of other programs.
_APPLICATION: Final = 0x4C4F7753

#: Statements by the format they lead to, for both databases.
MIGRATIONS: Final[Mapping[int, Sequence[str]]] = {}


def require_ours(connection: Connection, place: Place) -> bool:
    """Whether a store is there already, of any format that this collection knows.

    Raises:
        InputError: It is a database of another program, or of a newer version of this one.
    """
    names = set(inspect(connection).get_table_names())
    if not _is_ours(connection, names):
        raise InputError(
            "store: {place} is a database of another program.",
            advice="Give a file, or a database or schema, of its own.",
            place=place.shown,
        )
    found = _format(connection) if STORE.name in names else 0
    if found > STORE_FORMAT:
        raise InputError(
            "The store {place} was written by a newer version of this collection (format {version}).",
            advice="Update licenseops.windows on this controller.",
            place=place.shown,
            version=found,
        )
    return bool(found)


def ensure(connection: Connection, place: Place) -> None:
    """The tables, as they are now.

    Raises:
        InputError: They cannot be made there.
    """
    if not require_ours(connection, place):
        TABLES.create_all(connection)
        connection.execute(insert(STORE).values(format=STORE_FORMAT, last_run=0))
        if _is_sqlite(connection):
            connection.execute(text(f"PRAGMA application_id = {_APPLICATION}"))
        return
    found = _format(connection)
    for version in range(found + 1, STORE_FORMAT + 1):
        for statement in MIGRATIONS[version]:
            connection.execute(text(statement))
    if found != STORE_FORMAT:
        connection.execute(update(STORE).values(format=STORE_FORMAT))


def _is_sqlite(connection: Connection) -> bool:
    return connection.dialect.name == "sqlite"


def _is_ours(connection: Connection, names: set[str]) -> bool:
    """Whether the tables are a store's; beside these, a schema of PostgreSQL may hold those of others."""
    if _is_sqlite(connection):
        return not names or connection.execute(text("PRAGMA application_id")).scalar() == _APPLICATION
    if STORE.name not in names:
        return not names & TABLES.tables.keys()
    columns = {column["name"] for column in inspect(connection).get_columns(STORE.name)}
    return columns >= set(STORE.columns.keys())


def _format(connection: Connection) -> int:
    return int(connection.execute(select(STORE.c.format)).scalar_one())
