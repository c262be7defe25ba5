# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The way to a store: SQLite in a file or PostgreSQL, its transactions, and what they say in words. It knows no table.

One process at a time writes, from its first read on; whoever reads sees one moment of the store. What a transaction has
written is there whole, or not at all.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Final
from urllib.parse import quote

from .._language._errors import InputError, LicensingError
from .._language._text import Text
from ._place import Place
from ._sql import Connection, DBAPIError, Engine, NullPool, SQLAlchemyError, create_engine, event, make_url, text

#: A large survey takes seconds to add; several controllers may queue for it.
_PATIENCE_SECONDS: Final = 60

#: Of connections to PostgreSQL, unless the address has others: a server that is gone is noticed within a minute or so.
_SETTINGS: Final[Mapping[str, int | str]] = {
    "application_name": "licenseops.windows",
    "connect_timeout": 10,
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 60_000,
}

#: By which writers of a database of PostgreSQL know one another, "LOwS" in ASCII.
_WRITERS: Final = 0x4C4F7753

_WRITES: Final = "licenseops_writes"

_SAFE = "A survey is kept whole or not at all; run again, one that is there already is not added twice."
_ADVICE = "Give the path of a file on a local file system that this user may write, in a directory it may write too."
_BY_CODE = {
    sqlite3.SQLITE_BUSY: "Another process keeps it locked, perhaps a backup or a database browser; end that first.",
    sqlite3.SQLITE_CORRUPT: "The file is damaged; restore it from a backup.",
    sqlite3.SQLITE_FULL: "Make room on its file system.",
    sqlite3.SQLITE_NOTADB: "The file is no SQLite database; give another path, or restore the store from a backup.",
}
_SERVER = (
    "See that the server runs, that the database exists, and that user and password are right, in the address or in "
    "the file that PGPASSFILE names."
)
_BY_STATE = {
    "42501": "Let this user create and write tables in the first schema of its search path.",
    "53100": "Make room on the file system of the server.",
    "55P03": "Another process keeps it locked, perhaps a migration or a backup; end that first.",
}


class StoreError(LicensingError):
    """The store cannot be read or written."""


class Access:
    """Connections to a store; none is kept open.

    Args:
        place: Where it is. Nothing is looked at before the first transaction.

    Raises:
        InputError: The driver of the database is not installed. Every transaction may raise ``StoreError``.
    """

    def __init__(self, place: Place) -> None:
        self.place = place
        self._engine = _sqlite(place.path) if place.path is not None else _postgresql(place)

    @property
    def is_there(self) -> bool:
        """Whether there may be something; of a database only a connection can tell."""
        path = self.place.path
        return path is None or (path.is_file() and path.stat().st_size > 0)

    @contextlib.contextmanager
    def reading(self) -> Iterator[Connection]:
        """One moment of the store."""
        level = {} if self.place.path is not None else {"isolation_level": "REPEATABLE READ"}
        with self.explained(), self._engine.execution_options(**level).connect() as connection, connection.begin():
            yield connection

    @contextlib.contextmanager
    def writing(self) -> Iterator[Connection]:
        """All or nothing, one process at a time. A file that is not there is made, readable by its owner only."""
        with self.explained():
            if self.place.path is not None:
                _create(self.place.path)
            with self._engine.execution_options(**{_WRITES: True}).begin() as connection:
                if self.place.path is None:
                    connection.execute(text(f"SET LOCAL lock_timeout = '{_PATIENCE_SECONDS}s'"))
                    connection.execute(text("SELECT pg_advisory_xact_lock(:writers)"), {"writers": _WRITERS})
                yield connection

    @contextlib.contextmanager
    def explained(self) -> Iterator[None]:
        """Errors of databases, drivers and file systems, as ours; without the password, and without data of hosts."""
        try:
            yield
        except DBAPIError as problem:
            raise self._error(problem.orig or problem) from None
        except (SQLAlchemyError, OSError) as problem:
            raise self._error(problem) from None

    def _error(self, problem: BaseException) -> StoreError:
        code = getattr(problem, "sqlite_errorcode", 0) & 0xFF  # extended codes keep the plain one there
        told = str(problem).strip().partition("\n")[0].rstrip(".") or type(problem).__name__
        for secret in self.place.secrets:
            told = told.replace(secret, "********")
        advice = _BY_CODE.get(code, _ADVICE) if self.place.path is not None else _server_advice(problem)
        return StoreError(
            "The store {place} cannot be used: {problem}.",
            advice=Text("{hint} {safe}", hint=Text(advice), safe=Text(_SAFE)),
            place=self.place.shown,
            problem=told,
        )


def _server_advice(problem: BaseException) -> str:
    state = str(getattr(problem, "sqlstate", None) or "")
    return _BY_STATE.get(state, _SERVER)


def _sqlite(path: Path) -> Engine:
    engine = create_engine("sqlite://", creator=partial(_connected, path), poolclass=NullPool, hide_parameters=True)
    event.listen(engine, "begin", _begin)
    return engine


def _connected(path: Path) -> sqlite3.Connection:
    """A connection to a file that is there; SQLite never makes one."""
    address = f"file:{quote(os.fsencode(os.path.realpath(path)))}?mode=rw"
    database = sqlite3.connect(address, uri=True, isolation_level=None, timeout=_PATIENCE_SECONDS)
    database.execute("PRAGMA foreign_keys = ON")
    database.execute("PRAGMA secure_delete = ON")  # what is forgotten is not left in free pages
    return database


def _begin(connection: Connection) -> None:
    """IMMEDIATE takes the lock at once, so that nobody has read what another is changing."""
    writes = connection.get_execution_options().get(_WRITES)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _postgresql(place: Place) -> Engine:
    try:
        url = make_url(place.url)
        settings = {name: value for name, value in _SETTINGS.items() if name not in url.query}
        return create_engine(url, connect_args=settings, poolclass=NullPool, hide_parameters=True)
    except ImportError:
        raise InputError(
            "store: PostgreSQL needs psycopg, which is not installed on the controller.",
            advice="Install what requirements-optional.txt of the collection names where Ansible runs: "
            "pip install 'psycopg[binary]'.",
        ) from None
    except (SQLAlchemyError, ValueError):  # their words may hold the address
        raise InputError(
            "store: the address of the database cannot be read.",
            advice="Give the path of a file, or postgresql+psycopg://user@host/database.",
        ) from None


def _create(path: Path) -> None:
    """A new, empty file, private from the start; its journal gets the same mode from SQLite."""
    file = Path(os.path.realpath(path))
    file.parent.mkdir(parents=True, exist_ok=True)
    with contextlib.suppress(FileExistsError):
        os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC, 0o600))
