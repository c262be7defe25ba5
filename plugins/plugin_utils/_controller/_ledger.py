# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The ledger: activations spent per key, in one SQLite file on the controller. It knows nothing of the wire.

An activation is reserved before its request is sent and settled afterwards. Whatever is not known to be unspent stays
counted, so that a limit holds for any number of forks, lost connections and killed tasks. A machine counts by its
hardware, under whatever names it is in inventories; whoever reserves holds the lock of the machine.

Controllers may share the file where the file system keeps locks across machines, as NFS version 4 does; on others the
counts may be wrong. The process that uses a ``Ledger`` opens it; SQLite connections do not survive a fork.
"""

from __future__ import annotations

import contextlib
import enum
import hashlib
import os
import secrets
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timezone
from pathlib import Path

from .._language._errors import LicensingError
from .._language._text import Text
from .._licensing._hardware import Machine
from .._licensing._product_key import ProductKey
from ._files import require_plain

#: PRAGMA application_id, "LOwL" in ASCII: tells a ledger from the databases of other programs.
_APPLICATION = 0x4C4F774C
#: PRAGMA user_version: the format of the tables below.
_FORMAT = 2

#: A transaction takes some milliseconds; hundreds of forks may queue for it.
_PATIENCE_MILLISECONDS = 60_000

_SALT_BYTES = 32

#: Much of a key is no secret: the last five characters stand beside the fingerprint, group and serial number are in the
#: product ID that every user of a host can read. What is left, some 45 bits by the layout of PKEY2009 (community), a
#: graphics card tries out in hours with a fast hash like BLAKE2, and in more than a lifetime with scrypt. The price:
#: 16 MiB, half of what OpenSSL allows by default, and about 50 ms, once per task. Part of the format.
_SCRYPT_COST = 2**14

#: AUTOINCREMENT never gives a number twice, so a reservation that was freed cannot be taken for a later one.
_ACTIVATION = """CREATE TABLE activation (
    number INTEGER PRIMARY KEY AUTOINCREMENT, fingerprint BLOB NOT NULL, last_five TEXT NOT NULL,
    machine TEXT NOT NULL, host TEXT NOT NULL, activation_id TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('reserved', 'spent', 'unknown')),
    reserved_at TEXT NOT NULL, changed_at TEXT NOT NULL,
    UNIQUE (fingerprint, machine, activation_id))"""
_TABLES = ("CREATE TABLE ledger (salt BLOB NOT NULL)", _ACTIVATION)

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


def check_ledger(path: Path) -> None:
    """Look at the path of a ledger before anything is sent; nothing is made or converted.

    Raises:
        InputError: No ledger can be there.
        LedgerError: Something else is there.
    """
    require_plain(path, "ledger")
    if not is_new(path):
        Ledger(path, is_dry=True).close()


def is_new(path: Path) -> bool:
    """Whether there is nothing in it yet; a file that is empty becomes a ledger, too."""
    return not path.exists() or path.stat().st_size == 0


class LedgerError(LicensingError):
    """The ledger cannot be read or written."""


class LimitReached(LicensingError):
    """One more activation would exceed the limit. Nothing was reserved."""

    def __init__(self, last_five: str, limit: int, taken: int) -> None:
        super().__init__(
            "The limit of {limit} activation{plural} for the key ...{key} is reached: "
            "{taken} {verb} spent or under way.",
            advice="Raise max_activations if the key may be activated more often; hosts whose outcome is not known are "
            "settled by running them again.",
            limit=limit,
            plural="" if limit == 1 else "s",
            key=last_five,
            taken=taken,
            verb="is" if taken == 1 else "are",
        )


class State(enum.Enum):
    """What is known of an activation. All three count."""

    RESERVED = "reserved"
    SPENT = "spent"
    UNKNOWN = "unknown"


class Outcome(enum.Enum):
    """How an attempt ended. UNSPENT is for a definite refusal, and for a request that was never sent."""

    SPENT = "spent"
    UNSPENT = "unspent"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Count:
    """Activations of one key; pending ones are under way or their outcome stayed unknown."""

    spent: int
    pending: int


@dataclass(frozen=True, slots=True)
class Reservation:
    """The right to send one Activate request, to be given back to ``settle``."""

    number: int
    fingerprint: bytes = field(repr=False)
    machine: Machine
    activation_id: str
    last_five: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the ledger, for reports.

    Attributes:
        machine: UUID of the hardware, or ``name:`` and the host where that shows none.
        host: Its name in the inventory when it was reserved last.
        changed_at: When the last attempt was made or ended, UTC.
    """

    machine: str
    host: str
    activation_id: str
    last_five: str
    state: State
    reserved_at: datetime
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class _Line:
    """What a line is about."""

    fingerprint: bytes
    machine: Machine
    activation_id: str
    last_five: str


class Ledger:
    """A ledger, created when the file does not exist.

    Args:
        path: The file. A new one is readable by its owner only; missing directories are created.
        is_dry: Only look: one of an older format is not converted.

    Raises:
        LedgerError: The file cannot be written, or is no ledger. Every method may raise it.
    """

    def __init__(self, path: Path, *, is_dry: bool = False) -> None:
        self._path = path
        self._is_dry = is_dry
        require_plain(path, "ledger")
        with self._translated():
            # An absolute path is never ":memory:" or a URI, which would be a ledger of this process alone.
            file = Path(os.path.realpath(path))
            _create(file)
            self._database = sqlite3.connect(file, isolation_level=None)
        try:
            self._salt = self._open()
        except BaseException:
            self._database.close()
            raise

    def __enter__(self) -> Ledger:
        return self

    def __exit__(self, *details: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file; what is reserved stays reserved."""
        with self._translated():
            self._database.close()

    def reserve(self, key: ProductKey, machine: Machine, activation_id: str, limit: int | None) -> Reservation:
        """Reserve one activation of a key, unless the same machine and product already have one of that key.

        The activation service does not count the same hardware and key twice, and neither does the ledger. A
        reservation found under way belongs to a task that was killed, for the lock of the machine is ours, so that
        nobody knows its outcome: it is counted until it turns out to be spent.

        Args:
            machine: Where the key is activated.
            activation_id: The product, in either case.
            limit: How many activations of the key may be spent over all machines; None for any number.

        Raises:
            LimitReached: There are that many already.
        """
        line = _Line(self._fingerprint(key), machine, activation_id.lower(), key.last_five)
        with self._transaction():
            is_known = self._number(line) is not None
            if not is_known:
                self._require_room(line.fingerprint, key.last_five, limit)
            self._put(State.UNKNOWN if is_known else State.RESERVED, line)
            number = self._number(line)
        if number is None:
            raise TypeError("a line that was just written is not there")
        return Reservation(number, line.fingerprint, machine, line.activation_id, line.last_five)

    def settle(self, reservation: Reservation, outcome: Outcome) -> None:
        """Say how an attempt ended.

        SPENT is final. UNSPENT frees the reservation, unless the outcome of another attempt of the same machine,
        product and key is not known: only SPENT settles that. UNKNOWN keeps it counted.
        """
        line = _Line(reservation.fingerprint, reservation.machine, reservation.activation_id, reservation.last_five)
        with self._transaction() as database:
            if outcome is Outcome.UNSPENT:
                free = "DELETE FROM activation WHERE number = ? AND state = 'reserved'"
                database.execute(free, (reservation.number,))
            else:  # one that was freed too early comes back: what is spent is spent, whatever the limit
                self._put(State(outcome.value), line)

    def is_owed(self, last_five: str, host: str) -> bool:
        """Whether the outcome of an activation of such a key on a host of that name was never told.

        Quick, and true for other keys of that end, too.
        """
        owed = "SELECT 1 FROM activation WHERE last_five = ? AND host = ? AND state <> 'spent'"
        with self._translated():
            return self._database.execute(owed, (last_five, host)).fetchone() is not None

    def witness(self, key: ProductKey, machine: Machine, activation_id: str) -> None:
        """The machine is licensed by the key: an activation of it there was spent, if one was ever counted.

        So was one that was counted for its name, by the first format or when its hardware showed no UUID.
        """
        spend = (
            "UPDATE activation SET state = 'spent', changed_at = ? WHERE fingerprint = ? AND activation_id = ? "
            "AND machine IN (?, 'name:' || ?) AND state <> 'spent'"
        )
        place = (self._fingerprint(key), activation_id.lower(), machine.identity, machine.name)
        with self._transaction() as database:
            database.execute(spend, (_now(), *place))

    def count(self, key: ProductKey) -> Count:
        """How many activations of a key are spent or pending."""
        with self._translated():
            return self._count(self._fingerprint(key))

    def entries(self) -> tuple[Entry, ...]:
        """Everything in the ledger, oldest first."""
        with self._translated():
            rows = self._database.execute(
                "SELECT machine, host, activation_id, last_five, state, reserved_at, changed_at "
                "FROM activation ORDER BY number"
            )
            return tuple(
                Entry(
                    machine,
                    host,
                    product,
                    end,
                    State(state),
                    datetime.fromisoformat(made),
                    datetime.fromisoformat(changed),
                )
                for machine, host, product, end, state, made, changed in rows
            )

    def _open(self) -> bytes:
        """Prepare the connection and the file; the salt of its fingerprints."""
        with self._translated():
            self._database.execute(f"PRAGMA busy_timeout = {_PATIENCE_MILLISECONDS}")
            # The default may lose the last transaction when the power fails, after the activation was sent.
            self._database.execute("PRAGMA synchronous = EXTRA")
        with self._transaction() as database:
            self._ensure_tables()
            row = database.execute("SELECT salt FROM ledger").fetchone()
        if row is None or not isinstance(row[0], bytes) or len(row[0]) != _SALT_BYTES:
            raise LedgerError(
                "The ledger {path} has lost its salt, without which its keys cannot be recognized.",
                advice="Restore it from a backup. {safe}",
                path=self._path,
                safe=Text(_SAFE),
            )
        return row[0]

    def _ensure_tables(self) -> None:
        (application,) = self._database.execute("PRAGMA application_id").fetchone()
        (version,) = self._database.execute("PRAGMA user_version").fetchone()
        (is_empty,) = self._database.execute("SELECT COUNT(*) = 0 FROM sqlite_master").fetchone()
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
        if is_empty:
            for statement in _TABLES:
                self._database.execute(statement)
            self._database.execute("INSERT INTO ledger (salt) VALUES (?)", (secrets.token_bytes(_SALT_BYTES),))
            self._database.execute(f"PRAGMA application_id = {_APPLICATION}")
        elif version < _FORMAT and not self._is_dry:
            for statement in _FROM_FORMAT_1:
                self._database.execute(statement)
        if version != _FORMAT and not self._is_dry:
            self._database.execute(f"PRAGMA user_version = {_FORMAT}")

    def _number(self, line: _Line) -> int | None:
        same = "SELECT number FROM activation WHERE (fingerprint, machine, activation_id, last_five) = (?, ?, ?, ?)"
        place = (line.fingerprint, line.machine.identity, line.activation_id, line.last_five)
        row = self._database.execute(same, place).fetchone()
        return None if row is None else int(row[0])

    def _put(self, state: State, line: _Line) -> None:
        """A new line; one that exists takes the name, and the new state unless it is spent."""
        now = _now()
        machine = line.machine
        self._database.execute(
            "INSERT INTO activation (fingerprint, machine, host, activation_id, last_five, state, reserved_at, "
            "changed_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (fingerprint, machine, activation_id) DO UPDATE "
            "SET host = excluded.host, state = excluded.state, changed_at = excluded.changed_at "
            "WHERE activation.state <> 'spent'",
            (
                line.fingerprint,
                machine.identity,
                machine.name,
                line.activation_id,
                line.last_five,
                state.value,
                now,
                now,
            ),
        )

    def _require_room(self, fingerprint: bytes, last_five: str, limit: int | None) -> None:
        count = self._count(fingerprint)
        taken = count.spent + count.pending
        if limit is not None and taken >= limit:
            raise LimitReached(last_five, limit, taken)

    def _count(self, fingerprint: bytes) -> Count:
        tally = "SELECT state, COUNT(*) FROM activation WHERE fingerprint = ? GROUP BY state"
        numbers: dict[str, int] = dict(self._database.execute(tally, (fingerprint,)).fetchall())
        spent = numbers.pop(State.SPENT.value, 0)
        return Count(spent, sum(numbers.values()))

    def _fingerprint(self, key: ProductKey) -> bytes:
        with self._translated():
            return hashlib.scrypt(key.reveal().encode("ascii"), salt=self._salt, n=_SCRYPT_COST, r=8, p=1, dklen=32)

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        """All or nothing, and one process at a time from the first read on: IMMEDIATE takes the lock at once."""
        with self._translated(), self._database as database:
            database.execute("BEGIN IMMEDIATE")
            yield database

    @contextlib.contextmanager
    def _translated(self) -> Iterator[None]:
        """Errors of SQLite, of the file system, and of values that are no ledger's, as ours."""
        try:
            yield
        except (sqlite3.Error, OSError, ValueError) as problem:
            code = getattr(problem, "sqlite_errorcode", 0) & 0xFF  # extended codes keep the plain one there
            advice = Text("{hint} {safe}", hint=Text(_ADVICE_BY_CODE.get(code, _ADVICE)), safe=Text(_SAFE))
            raise LedgerError(
                "The ledger {path} cannot be used: {problem}.", advice=advice, path=self._path, problem=problem
            ) from problem


def _create(file: Path) -> None:
    """A new, empty file, private from the start; its journal gets the same mode from SQLite.

    An existing file is not opened: closing it would drop the locks of other connections of this process (POSIX).
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    with contextlib.suppress(FileExistsError):
        os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))


def _now() -> str:
    return datetime.now(timezone.utc).isoformat(timespec="seconds")
