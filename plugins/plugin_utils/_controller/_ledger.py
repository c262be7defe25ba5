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

import enum
import hashlib
import sqlite3
from dataclasses import dataclass, field
from datetime import datetime, timezone
from pathlib import Path

from .._language._errors import LicensingError
from .._licensing._hardware import Machine
from .._licensing._product_key import ProductKey
from ._ledger_file import LedgerFile

#: Much of a key is no secret: the last five characters stand beside the fingerprint, group and serial number are in the
#: product ID that every user of a host can read. What is left, some 45 bits by the layout of PKEY2009 (community), a
#: graphics card tries out in hours with a fast hash like BLAKE2, and in more than a lifetime with scrypt. The price:
#: 16 MiB, half of what OpenSSL allows by default, and about 50 ms, once per task. Part of the format.
_SCRYPT_COST = 2**14


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


class ReservationState(enum.Enum):
    """What is known of an activation. All three count."""

    RESERVED = "reserved"
    SPENT = "spent"
    UNKNOWN = "unknown"


class Fate(enum.Enum):
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
class LedgerEntry:
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
    state: ReservationState
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
        self._file = LedgerFile(path, is_dry=is_dry)

    def __enter__(self) -> Ledger:
        return self

    def __exit__(self, *details: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file; what is reserved stays reserved."""
        self._file.close()

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
        with self._file.transaction() as database:
            is_known = _number(database, line) is not None
            if not is_known:
                _require_room(database, line, limit)
            _put(database, ReservationState.UNKNOWN if is_known else ReservationState.RESERVED, line)
            number = _number(database, line)
        if number is None:
            raise TypeError("a line that was just written is not there")
        return Reservation(number, line.fingerprint, machine, line.activation_id, line.last_five)

    def settle(self, reservation: Reservation, fate: Fate) -> None:
        """Say how an attempt ended.

        SPENT is final. UNSPENT frees the reservation, unless the outcome of another attempt of the same machine,
        product and key is not known: only SPENT settles that. UNKNOWN keeps it counted.
        """
        line = _Line(reservation.fingerprint, reservation.machine, reservation.activation_id, reservation.last_five)
        with self._file.transaction() as database:
            if fate is Fate.UNSPENT:
                free = "DELETE FROM activation WHERE number = ? AND state = 'reserved'"
                database.execute(free, (reservation.number,))
            else:  # one that was freed too early comes back: what is spent is spent, whatever the limit
                _put(database, ReservationState(fate.value), line)

    def is_owed(self, last_five: str, host: str) -> bool:
        """Whether the outcome of an activation of such a key on a host of that name was never told.

        Quick, and true for other keys of that end, too.
        """
        owed = "SELECT 1 FROM activation WHERE last_five = ? AND host = ? AND state <> 'spent'"
        with self._file.reading() as database:
            return database.execute(owed, (last_five, host)).fetchone() is not None

    def witness(self, key: ProductKey, machine: Machine, activation_id: str) -> None:
        """The machine is licensed by the key: an activation of it there was spent, if one was ever counted.

        So was one that was counted for its name, by the first format or when its hardware showed no UUID.
        """
        spend = (
            "UPDATE activation SET state = 'spent', changed_at = ? WHERE fingerprint = ? AND activation_id = ? "
            "AND machine IN (?, 'name:' || ?) AND state <> 'spent'"
        )
        place = (self._fingerprint(key), activation_id.lower(), machine.identity, machine.name)
        with self._file.transaction() as database:
            database.execute(spend, (_now(), *place))

    def count(self, key: ProductKey) -> Count:
        """How many activations of a key are spent or pending."""
        fingerprint = self._fingerprint(key)
        with self._file.reading() as database:
            return _count(database, fingerprint)

    def entries(self) -> tuple[LedgerEntry, ...]:
        """Everything in the ledger, oldest first."""
        columns = "machine, host, activation_id, last_five, state, reserved_at, changed_at"
        with self._file.reading() as database:
            return tuple(_entry(*row) for row in database.execute(f"SELECT {columns} FROM activation ORDER BY number"))

    def _fingerprint(self, key: ProductKey) -> bytes:
        with self._file.explained():
            salt = self._file.salt
            return hashlib.scrypt(key.reveal().encode("ascii"), salt=salt, n=_SCRYPT_COST, r=8, p=1, dklen=32)


def _entry(
    machine: str, host: str, activation_id: str, last_five: str, state: str, reserved_at: str, changed_at: str
) -> LedgerEntry:
    return LedgerEntry(
        machine,
        host,
        activation_id,
        last_five,
        ReservationState(state),
        datetime.fromisoformat(reserved_at),
        datetime.fromisoformat(changed_at),
    )


def _number(database: sqlite3.Connection, line: _Line) -> int | None:
    same = "SELECT number FROM activation WHERE (fingerprint, machine, activation_id, last_five) = (?, ?, ?, ?)"
    place = (line.fingerprint, line.machine.identity, line.activation_id, line.last_five)
    row = database.execute(same, place).fetchone()
    return None if row is None else int(row[0])


def _put(database: sqlite3.Connection, state: ReservationState, line: _Line) -> None:
    """A new line; one that exists takes the name, and the new state unless it is spent."""
    now = _now()
    machine = line.machine
    database.execute(
        "INSERT INTO activation (fingerprint, machine, host, activation_id, last_five, state, reserved_at, "
        "changed_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (fingerprint, machine, activation_id) DO UPDATE "
        "SET host = excluded.host, state = excluded.state, changed_at = excluded.changed_at "
        "WHERE activation.state <> 'spent'",
        (line.fingerprint, machine.identity, machine.name, line.activation_id, line.last_five, state.value, now, now),
    )


def _require_room(database: sqlite3.Connection, line: _Line, limit: int | None) -> None:
    count = _count(database, line.fingerprint)
    taken = count.spent + count.pending
    if limit is not None and taken >= limit:
        raise LimitReached(line.last_five, limit, taken)


def _count(database: sqlite3.Connection, fingerprint: bytes) -> Count:
    tally = "SELECT state, COUNT(*) FROM activation WHERE fingerprint = ? GROUP BY state"
    numbers: dict[str, int] = dict(database.execute(tally, (fingerprint,)).fetchall())
    spent = numbers.pop(ReservationState.SPENT.value, 0)
    return Count(spent, sum(numbers.values()))


def _now() -> str:
    return datetime.now(timezone.utc).isoformat(timespec="seconds")
