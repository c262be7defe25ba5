# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The file of the ledger: its tables, the conversion of older ones, and what SQLite says in words. It counts nothing.

Every transaction takes the lock of the file from its first read on, and is on the disk when it ends.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from .._language._errors import LicensingError
from .._language._text import Text
from ._paths import require_plain

#: PRAGMA application_id, "LOwL" in ASCII: tells a ledger from the databases of other programs.
_APPLICATION = 0x4C4F774C
#: PRAGMA user_version: the format of the tables below.
_FORMAT = 2

#: A transaction takes some milliseconds; hundreds of forks may queue for it.
_PATIENCE_MILLISECONDS = 60_000

_SALT_BYTES = 32

#: AUTOINCREMENT never gives a number twice, so a reservation that was freed cannot be taken for a later one.
_ACTIVATION = """CREATE TABLE activation (
    number INTEGER PRIMARY KEY AUTOINCREMENT, fingerprint BLOB NOT NULL, last_five TEXT NOT NULL,
    machine TEXT NOT NULL, host TEXT NOT NULL, activation_id TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('reserved', 'spent', 'unknown')),
    reserved_at TEXT NOT NULL, changed_at TEXT NOT NULL,
    UNIQUE (fingerprint, machine, activation_id))"""
_TABLES = ("CREATE TABLE ledger (salt BLOB NOT NULL)", _ACTIVATION)

#: Counting the activations of a key reads this alone. Earlier versions do without, and are not hindered by it.
_INDEX = "CREATE INDEX IF NOT EXISTS activation_by_state ON activation (fingerprint, state)"

#: Format 1 knew hosts by their names alone. Such a line stays counted, and its machine counts anew by its hardware.
_FROM_FORMAT_1 = (
    "ALTER TABLE activation RENAME TO activation_1",
    _ACTIVATION,
    """INSERT INTO activation
        (number, fingerprint, last_five, machine, host, activation_id, state, reserved_at, changed_at)
        SELECT number, fingerprint, last_five, 'name:' || host, host, activation_id, state, reserved_at, changed_at
        FROM activation_1""",
    "DROP TABLE activation_1",
)

_SAFE = "An activation is sent only after the ledger has counted it."
_ADVICE = "Give the path of a file on a local file system that this user may write, in a directory it may write too."
_ADVICE_BY_CODE = {
    sqlite3.SQLITE_BUSY: "Another process keeps it locked, perhaps a backup or a database browser; end that first.",
    sqlite3.SQLITE_CORRUPT: "The file is damaged; restore it from a backup.",
    sqlite3.SQLITE_FULL: "Make room on its file system.",
    sqlite3.SQLITE_NOTADB: "The file is no SQLite database; give another path, or restore the ledger from a backup.",
}


class LedgerError(LicensingError):
    """The ledger cannot be read or written."""


def check_ledger(path: Path) -> None:
    """Look at the path of a ledger before anything is sent; nothing is made or converted.

    Raises:
        InputError: No ledger can be there.
        LedgerError: Something else is there.
    """
    require_plain(path, "ledger")
    if not is_new(path):
        LedgerFile(path, is_dry=True).close()


def is_new(path: Path) -> bool:
    """Whether there is nothing in it yet; a file that is empty becomes a ledger, too."""
    return not path.exists() or path.stat().st_size == 0


class LedgerFile:
    """The file of a ledger, opened; made when there is none.

    Args:
        path: The file. A new one is readable by its owner only; missing directories are created.
        is_dry: Only look: one of an older format is not converted.

    Attributes:
        salt: What its fingerprints of keys are made with.

    Raises:
        LedgerError: The file cannot be written, or is no ledger. Every method may raise it.
    """

    def __init__(self, path: Path, *, is_dry: bool = False) -> None:
        self._path = path
        require_plain(path, "ledger")
        with self.explained():
            # An absolute path is never ":memory:" or a URI, which would be a ledger of this process alone.
            file = Path(os.path.realpath(path))
            _create(file)
            self._database = sqlite3.connect(file, isolation_level=None)
        try:
            self.salt = self._opened(is_dry=is_dry)
        except BaseException:
            self._database.close()
            raise

    def close(self) -> None:
        """Close it."""
        with self.explained():
            self._database.close()

    @contextlib.contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A look at the tables."""
        with self.explained():
            yield self._database

    @contextlib.contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """All or nothing, and one process at a time from the first read on: IMMEDIATE takes the lock at once."""
        with self.explained(), self._database as database:
            database.execute("BEGIN IMMEDIATE")
            yield database

    @contextlib.contextmanager
    def explained(self) -> Iterator[None]:
        """Errors of SQLite, of the file system, and of values that are no ledger's, as ours."""
        try:
            yield
        except (sqlite3.Error, OSError, ValueError) as problem:
            code = getattr(problem, "sqlite_errorcode", 0) & 0xFF  # extended codes keep the plain one there
            advice = Text("{hint} {safe}", hint=Text(_ADVICE_BY_CODE.get(code, _ADVICE)), safe=Text(_SAFE))
            raise LedgerError(
                "The ledger {path} cannot be used: {problem}.", advice=advice, path=self._path, problem=problem
            ) from problem

    def _opened(self, *, is_dry: bool) -> bytes:
        """Prepare the connection and the file; the salt."""
        with self.reading() as database:
            database.execute(f"PRAGMA busy_timeout = {_PATIENCE_MILLISECONDS}")
            # The default may lose the last transaction when the power fails, after the activation was sent.
            database.execute("PRAGMA synchronous = EXTRA")
        with self.transaction() as database:
            self._ensure_tables(database, is_dry=is_dry)
            row = database.execute("SELECT salt FROM ledger").fetchone()
        if row is None or not isinstance(row[0], bytes) or len(row[0]) != _SALT_BYTES:
            raise LedgerError(
                "The ledger {path} has lost its salt, without which its keys cannot be recognized.",
                advice="Restore it from a backup. {safe}",
                path=self._path,
                safe=Text(_SAFE),
            )
        return row[0]

    def _ensure_tables(self, database: sqlite3.Connection, *, is_dry: bool) -> None:
        (version,) = database.execute("PRAGMA user_version").fetchone()
        (is_empty,) = database.execute("SELECT COUNT(*) = 0 FROM sqlite_master").fetchone()
        self._require_ours(database, version, is_empty=bool(is_empty))
        if is_empty:
            _make_tables(database)
        elif version < _FORMAT and not is_dry:
            for statement in _FROM_FORMAT_1:
                database.execute(statement)
        if not is_dry:
            database.execute(_INDEX)
        if version != _FORMAT and not is_dry:
            database.execute(f"PRAGMA user_version = {_FORMAT}")

    def _require_ours(self, database: sqlite3.Connection, version: int, *, is_empty: bool) -> None:
        """The database is a ledger or nothing yet, and not newer than this collection."""
        (application,) = database.execute("PRAGMA application_id").fetchone()
        if application != _APPLICATION and not is_empty:
            raise LedgerError(
                "{path} is a database of another program.",
                advice="Give another path. {safe}",
                path=self._path,
                safe=Text(_SAFE),
            )
        if version > _FORMAT:
            raise LedgerError(
                "The ledger {path} was written by a newer version of this collection (format {version}).",
                advice="Update licenseops.windows on this controller. {safe}",
                path=self._path,
                version=version,
                safe=Text(_SAFE),
            )


def _make_tables(database: sqlite3.Connection) -> None:
    for statement in _TABLES:
        database.execute(statement)
    database.execute("INSERT INTO ledger (salt) VALUES (?)", (secrets.token_bytes(_SALT_BYTES),))
    database.execute(f"PRAGMA application_id = {_APPLICATION}")


def _create(file: Path) -> None:
    """A new, empty file, private from the start; its journal gets the same mode from SQLite.

    An existing file is not opened: closing it would drop the locks of other connections of this process (POSIX).
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    with contextlib.suppress(FileExistsError):
        os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
