# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The ledger: never one activation too many, whatever runs at once and whatever is killed."""

from __future__ import annotations

import contextlib
import hashlib
import os
import signal
import socket
import sqlite3
import stat
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, multiple, rule

from ansible_collections.licenseops.windows.plugins.plugin_utils._controller import _ledger
from ansible_collections.licenseops.windows.plugins.plugin_utils._controller._ledger import (
    Count,
    Ledger,
    LedgerError,
    LimitReached,
    Outcome,
    Reservation,
    State,
    _Line,
    check_ledger,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._language._errors import InputError, LicensingError
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._hardware import Machine
from ansible_collections.licenseops.windows.tests.unit.plugins.support.products import (
    FAKE_KEY,
    FAKE_KEYS,
    OTHER_FAKE_KEY,
    OTHER_WINDOWS_ID,
    WINDOWS_ID,
    key,
)

#: Where ``import ansible_collections`` works from, for processes that do not run pytest.
IMPORTABLE = Path(_ledger.__file__ or "").absolute().parents[6]
MODULE = _ledger.__name__
ROOMS = MODULE.removesuffix("._controller._ledger")

PROCESSES = 20
TURNS = 3
LIMIT = 10
DEADLINE_SECONDS = 120

REAL_COST = _ledger._SCRYPT_COST
CHEAP = 2

needs_permissions = pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")


@pytest.fixture(scope="module", autouse=True)
def cheap_fingerprints() -> Iterator[None]:
    """Processes meet in the database, not in the hash."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_ledger, "_SCRYPT_COST", CHEAP)
        yield


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "ledger.sqlite"


@pytest.fixture
def ledger(path: Path) -> Iterator[Ledger]:
    with Ledger(path) as opened:
        yield opened


def machine(host: str = "pc1", uuid: str = "") -> Machine:
    """A machine, by its name unless it shows a UUID."""
    return Machine.known(uuid, host)


def reserve(ledger: Ledger, host: str = "pc1", limit: int | None = 10, **changes: str) -> Reservation:
    """A reservation for the fake key, unless changed."""
    product = changes.get("activation_id", WINDOWS_ID)
    return ledger.reserve(key(changes.get("key", FAKE_KEY)), machine(host, changes.get("uuid", "")), product, limit)


def states(ledger: Ledger) -> dict[str, State]:
    return {entry.host: entry.state for entry in ledger.entries()}


# Reserving


def test_a_reservation_is_pending_until_it_is_settled(ledger: Ledger) -> None:
    reserve(ledger)
    assert ledger.count(key()) == Count(spent=0, pending=1)


def test_nothing_is_counted_at_first(ledger: Ledger) -> None:
    assert (ledger.count(key()), ledger.entries()) == (Count(0, 0), ())


@pytest.mark.parametrize("limit", [1, 2, 10])
def test_exactly_the_limit_is_granted(ledger: Ledger, limit: int) -> None:
    for number in range(limit):
        reserve(ledger, f"pc{number}", limit)
    with pytest.raises(LimitReached):
        reserve(ledger, "one too many", limit)
    assert ledger.count(key()) == Count(0, limit)


@pytest.mark.parametrize("limit", [0, -1])
def test_a_limit_of_none_at_all_grants_none(ledger: Ledger, limit: int) -> None:
    with pytest.raises(LimitReached):
        reserve(ledger, limit=limit)
    assert ledger.entries() == ()


def test_without_a_limit_none_is_refused_and_all_are_counted(ledger: Ledger) -> None:
    for number in range(30):
        reserve(ledger, f"pc{number}", limit=None)
    assert ledger.count(key()) == Count(0, 30)


def test_a_limit_that_was_lowered_refuses_new_hosts_only(ledger: Ledger) -> None:
    first = reserve(ledger, "pc1")
    reserve(ledger, "pc2")
    with pytest.raises(LimitReached):
        reserve(ledger, "pc3", limit=1)
    assert reserve(ledger, "pc1", limit=1) == first


@pytest.mark.parametrize(
    ("taken", "limit", "message"),
    [
        (10, 10, "The limit of 10 activations for the key ...PKX99 is reached: 10 are spent or under way."),
        (1, 1, "The limit of 1 activation for the key ...PKX99 is reached: 1 is spent or under way."),
        (2, 1, "The limit of 1 activation for the key ...PKX99 is reached: 2 are spent or under way."),
        (0, 0, "The limit of 0 activations for the key ...PKX99 is reached: 0 are spent or under way."),
    ],
)
def test_a_refusal_names_the_limit_and_what_is_taken(ledger: Ledger, taken: int, limit: int, message: str) -> None:
    for number in range(taken):
        reserve(ledger, f"pc{number}", limit=None)
    with pytest.raises(LimitReached) as caught:
        reserve(ledger, "one too many", limit)
    assert caught.value.message == message
    assert "max_activations" in caught.value.advice
    assert isinstance(caught.value, LicensingError)


@pytest.mark.parametrize("outcome", [None, Outcome.SPENT, Outcome.UNKNOWN])
def test_the_same_host_product_and_key_are_counted_once(ledger: Ledger, outcome: Outcome | None) -> None:
    first = reserve(ledger, limit=1)
    if outcome is not None:
        ledger.settle(first, outcome)
    assert reserve(ledger, limit=1) == first
    count = ledger.count(key())
    assert count.spent + count.pending == 1


@pytest.mark.parametrize(
    "other",
    [
        pytest.param({"host": "pc2"}, id="host"),
        pytest.param({"host": "PC1"}, id="case of the host, which Ansible tells apart"),
        pytest.param({"activation_id": OTHER_WINDOWS_ID}, id="product"),
    ],
)
def test_another_host_or_product_counts_again(ledger: Ledger, other: dict[str, str]) -> None:
    reserve(ledger)
    reserve(ledger, **other)
    assert ledger.count(key()) == Count(0, 2)


def test_an_activation_id_is_the_same_in_either_case(ledger: Ledger) -> None:
    assert reserve(ledger, activation_id=WINDOWS_ID.upper()) == reserve(ledger)


def test_a_key_is_the_same_in_any_writing(ledger: Ledger) -> None:
    assert reserve(ledger, key=FAKE_KEY.lower().replace("-", " ")) == reserve(ledger)


def test_each_key_has_its_own_limit(ledger: Ledger) -> None:
    reserve(ledger, limit=1)
    reserve(ledger, limit=1, key=OTHER_FAKE_KEY)
    assert (ledger.count(key()), ledger.count(key(OTHER_FAKE_KEY))) == (Count(0, 1), Count(0, 1))


# Machines

UUID, OTHER_UUID = "4C4C4544-0042-3510-8052-B4C04F564433", "4C4C4544-0042-3510-8052-B4C04F564434"


def test_one_machine_under_two_names_counts_once_and_has_the_newer_name(ledger: Ledger) -> None:
    first = reserve(ledger, "pc1", 1, uuid=UUID)
    second = reserve(ledger, "pc1.corp.example", 1, uuid=UUID.lower())
    assert first.number == second.number
    assert states(ledger) == {"pc1.corp.example": State.UNKNOWN}


def test_new_hardware_under_an_old_name_counts_anew(ledger: Ledger) -> None:
    ledger.settle(reserve(ledger, "pc1", 1, uuid=UUID), Outcome.SPENT)
    with pytest.raises(LimitReached):
        reserve(ledger, "pc1", 1, uuid=OTHER_UUID)
    reserve(ledger, "pc1", 2, uuid=OTHER_UUID)
    assert ledger.count(key()) == Count(1, 1)


@pytest.mark.parametrize("placeholder", ["", "FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF", "no UUID"])
def test_machines_without_a_uuid_of_their_own_count_by_their_names(ledger: Ledger, placeholder: str) -> None:
    for name in ("pc1", "pc2", "pc1"):
        reserve(ledger, name, 2, uuid=placeholder)
    assert [entry.machine for entry in ledger.entries()] == ["name:pc1", "name:pc2"]


def test_a_name_cannot_be_taken_for_a_uuid(ledger: Ledger) -> None:
    reserve(ledger, UUID)
    reserve(ledger, "pc1", uuid=UUID)
    assert ledger.count(key()) == Count(0, 2)


# Debts


@pytest.mark.parametrize(
    ("outcome", "is_owed"),
    [(None, True), (Outcome.UNKNOWN, True), (Outcome.SPENT, False), (Outcome.UNSPENT, False)],
)
def test_what_was_never_told_is_owed(ledger: Ledger, outcome: Outcome | None, is_owed: bool) -> None:
    reservation = reserve(ledger)
    if outcome is not None:
        ledger.settle(reservation, outcome)
    assert ledger.is_owed("PKX99", "pc1") is is_owed
    assert not ledger.is_owed("PKX99", "pc2")
    assert not ledger.is_owed("WXF48", "pc1")


@pytest.mark.parametrize("outcome", [None, Outcome.UNKNOWN, Outcome.SPENT])
def test_a_machine_that_is_found_licensed_settles_its_debt(ledger: Ledger, outcome: Outcome | None) -> None:
    reservation = reserve(ledger, uuid=UUID)
    if outcome is not None:
        ledger.settle(reservation, outcome)
    ledger.witness(key(), machine("another name", UUID), WINDOWS_ID.upper())
    assert ledger.count(key()) == Count(1, 0)
    assert not ledger.is_owed("PKX99", "pc1")


@pytest.mark.parametrize(
    ("text", "where", "product"),
    [
        pytest.param(OTHER_FAKE_KEY, UUID, WINDOWS_ID, id="another key"),
        pytest.param(FAKE_KEY, OTHER_UUID, WINDOWS_ID, id="another machine"),
        pytest.param(FAKE_KEY, UUID, OTHER_WINDOWS_ID, id="another product"),
    ],
)
def test_what_is_found_licensed_settles_no_other_debt_and_counts_nothing(
    ledger: Ledger, text: str, where: str, product: str
) -> None:
    reserve(ledger, uuid=UUID)
    ledger.witness(key(text), machine("pc1", where), product)
    assert [entry.state for entry in ledger.entries()] == [State.RESERVED]


# Settling


@pytest.mark.parametrize(
    ("outcomes", "count"),
    [
        pytest.param([Outcome.SPENT], Count(1, 0), id="spent"),
        pytest.param([Outcome.UNKNOWN], Count(0, 1), id="unknown stays counted"),
        pytest.param([Outcome.UNSPENT], Count(0, 0), id="unspent is free again"),
        pytest.param([Outcome.UNKNOWN, Outcome.SPENT], Count(1, 0), id="unknown turns out to be spent"),
        pytest.param([Outcome.UNKNOWN, Outcome.UNSPENT], Count(0, 1), id="a later refusal says nothing of the unknown"),
        pytest.param([Outcome.SPENT, Outcome.UNSPENT], Count(1, 0), id="spent is final, unspent"),
        pytest.param([Outcome.SPENT, Outcome.UNKNOWN], Count(1, 0), id="spent is final, unknown"),
        pytest.param([Outcome.UNSPENT, Outcome.UNSPENT], Count(0, 0), id="freed twice"),
        pytest.param([Outcome.UNSPENT, Outcome.SPENT], Count(1, 0), id="spent after all"),
        pytest.param([Outcome.UNSPENT, Outcome.UNKNOWN], Count(0, 1), id="unknown after all"),
    ],
)
def test_outcomes_of_a_reservation_are_counted(ledger: Ledger, outcomes: list[Outcome], count: Count) -> None:
    reservation = reserve(ledger)
    for outcome in outcomes:
        ledger.settle(reservation, outcome)
    assert ledger.count(key()) == count


def test_what_is_freed_may_be_reserved_by_another_host(ledger: Ledger) -> None:
    ledger.settle(reserve(ledger, "pc1", limit=1), Outcome.UNSPENT)
    reserve(ledger, "pc2", limit=1)
    assert states(ledger) == {"pc2": State.RESERVED}


@pytest.mark.parametrize("first", [True, False], ids=["the first task is refused", "the second task is refused"])
def test_two_tasks_for_one_host_do_not_free_each_others_reservation(ledger: Ledger, first: bool) -> None:
    own, others = reserve(ledger), reserve(ledger)
    ledger.settle(own if first else others, Outcome.UNSPENT)
    assert ledger.count(key()) == Count(0, 1)


def test_a_refusal_frees_nothing_when_an_earlier_task_was_killed(ledger: Ledger) -> None:
    reserve(ledger)
    ledger.settle(reserve(ledger), Outcome.UNSPENT)
    assert states(ledger) == {"pc1": State.UNKNOWN}


def test_a_reservation_that_was_freed_does_not_free_a_later_one(ledger: Ledger) -> None:
    stale = reserve(ledger)
    ledger.settle(stale, Outcome.UNSPENT)
    later = reserve(ledger)
    ledger.settle(stale, Outcome.UNSPENT)
    assert later != stale
    assert ledger.count(key()) == Count(0, 1)


# Reports


def test_entries_tell_host_product_key_state_and_times(ledger: Ledger) -> None:
    started = datetime.now(timezone.utc).replace(microsecond=0)
    ledger.settle(reserve(ledger, "pc1"), Outcome.SPENT)
    ledger.settle(reserve(ledger, "pc2", key=OTHER_FAKE_KEY, activation_id=OTHER_WINDOWS_ID), Outcome.UNKNOWN)
    reserve(ledger, "pc3")
    entries = ledger.entries()
    assert [(entry.host, entry.activation_id, entry.last_five, entry.state) for entry in entries] == [
        ("pc1", WINDOWS_ID, "PKX99", State.SPENT),
        ("pc2", OTHER_WINDOWS_ID, "WXF48", State.UNKNOWN),
        ("pc3", WINDOWS_ID, "PKX99", State.RESERVED),
    ]
    ended = datetime.now(timezone.utc)
    assert all(started <= entry.reserved_at <= entry.changed_at <= ended for entry in entries)
    assert all(entry.changed_at.utcoffset() == timedelta(0) for entry in entries)


def test_a_spent_line_keeps_the_time_it_was_spent(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    ledger.settle(reserve(ledger), Outcome.SPENT)
    before = ledger.entries()
    monkeypatch.setattr(_ledger, "_now", lambda: "2099-01-01T00:00:00+00:00")
    ledger.settle(reserve(ledger), Outcome.UNKNOWN)
    assert ledger.entries() == before


@pytest.mark.parametrize("host", ["", "pc'1", 'pc"1; DROP TABLE activation', "東京-01", "a\0b", "x" * 10_000])
def test_a_host_may_have_any_name(ledger: Ledger, host: str) -> None:
    reserve(ledger, host)
    reserve(ledger, host)
    assert states(ledger) == {host: State.UNKNOWN}


# The file


def test_the_ledger_survives_closing(path: Path) -> None:
    with Ledger(path) as ledger:
        first = reserve(ledger, limit=1)
    with Ledger(path) as ledger, pytest.raises(LimitReached):
        reserve(ledger, "pc2", limit=1)
    with Ledger(path) as ledger:
        ledger.settle(first, Outcome.SPENT)
        assert ledger.count(key()) == Count(1, 0)


def test_a_new_file_is_private_whatever_the_umask(path: Path) -> None:
    before = os.umask(0)
    try:
        with Ledger(path) as ledger, ledger._transaction():
            ledger._put(State.SPENT, _Line(b"", machine(), WINDOWS_ID, "PKX99"))
            modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()}
    finally:
        os.umask(before)
    assert modes == {"ledger.sqlite": 0o600, "ledger.sqlite-journal": 0o600}


def test_directories_are_created_and_those_that_exist_are_not_touched(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    with Ledger(tmp_path / "a" / "b" / "ledger") as ledger:
        reserve(ledger)
    assert (tmp_path / "a" / "b" / "ledger").is_file()
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o755


def test_an_empty_file_becomes_a_ledger_and_keeps_its_mode(path: Path) -> None:
    path.touch()
    path.chmod(0o640)
    with Ledger(path) as ledger:
        reserve(ledger)
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_a_path_that_means_memory_to_sqlite_is_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with Ledger(Path(":memory:")) as ledger:
        reserve(ledger)
    with Ledger(Path(":memory:")) as ledger:
        assert ledger.count(key()) == Count(0, 1)


def test_every_commit_reaches_the_disk_and_every_lock_is_waited_for(ledger: Ledger) -> None:
    (synchronous,) = ledger._database.execute("PRAGMA synchronous").fetchone()
    (timeout,) = ledger._database.execute("PRAGMA busy_timeout").fetchone()
    assert (synchronous, timeout) == (3, 60_000)


# What goes wrong


def make_text(path: Path) -> None:
    path.write_text("pc1,spent\n" * 100, encoding="utf-8")


def make_two_bytes(path: Path) -> None:
    path.write_bytes(b"xy")  # one byte is an empty database to SQLite


def make_newer(path: Path) -> None:
    Ledger(path).close()
    with contextlib.closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA user_version = 3")


def make_newer_without_tables(path: Path) -> None:
    with contextlib.closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA user_version = 3")


def make_foreign(path: Path) -> None:
    with contextlib.closing(sqlite3.connect(path)) as database:
        database.execute("CREATE TABLE bookmarks (url TEXT)")


def without_salt(statement: str) -> Callable[[Path], None]:
    def make(path: Path) -> None:
        with Ledger(path) as ledger:
            reserve(ledger)
        with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as database:
            database.execute(statement)

    return make


def make_incomplete(path: Path) -> None:
    Ledger(path).close()
    with contextlib.closing(sqlite3.connect(path)) as database:
        database.execute("DROP TABLE ledger")


def make_damaged(path: Path) -> None:
    Ledger(path).close()
    content = path.read_bytes()
    path.write_bytes(content[:100] + b"\xff" * (len(content) - 100))


@pytest.mark.parametrize(
    ("make", "told"),
    [
        pytest.param(make_text, "no SQLite database", id="text"),
        pytest.param(make_two_bytes, "no SQLite database", id="two bytes"),
        pytest.param(make_newer, "written by a newer version", id="newer"),
        pytest.param(make_newer_without_tables, "written by a newer version", id="newer, empty"),
        pytest.param(make_foreign, "another program", id="another program's"),
        pytest.param(make_incomplete, "no such table", id="incomplete"),
        pytest.param(make_damaged, "damaged", id="damaged"),
        pytest.param(without_salt("DELETE FROM ledger"), "has lost its salt", id="no salt"),
        pytest.param(without_salt("UPDATE ledger SET salt = x''"), "has lost its salt", id="an empty salt"),
        pytest.param(without_salt("UPDATE ledger SET salt = x'00'"), "has lost its salt", id="a short salt"),
        pytest.param(without_salt("UPDATE ledger SET salt = 'x'"), "has lost its salt", id="a salt of text"),
    ],
)
def test_a_file_that_is_no_ledger_is_refused_and_left_alone(
    path: Path, make: Callable[[Path], None], told: str
) -> None:
    make(path)
    before = path.read_bytes() if path.is_file() else None
    with pytest.raises(LedgerError, match=told) as caught:
        Ledger(path)
    assert str(path) in caught.value.message
    assert "sent only after the ledger has counted it" in caught.value.advice
    assert (path.read_bytes() if path.is_file() else None) == before


def make_hole(path: Path) -> None:
    path.symlink_to("nothing")


def make_socket(path: Path) -> None:
    with contextlib.closing(socket.socket(socket.AF_UNIX)) as end, contextlib.chdir(path.parent):
        end.bind(path.name)


@pytest.mark.parametrize("open_it", [Ledger, check_ledger], ids=["opened", "checked"])
@pytest.mark.parametrize(
    ("make", "told"),
    [
        pytest.param(Path.mkdir, "is a directory, not a file", id="directory"),
        pytest.param(os.mkfifo, "is a named pipe, not a file", id="named pipe"),
        pytest.param(make_socket, "is a socket, not a file", id="socket"),
        pytest.param(lambda path: path.symlink_to("/dev/zero"), "is a device, not a file", id="device"),
        pytest.param(make_hole, "is a symbolic link to nothing", id="dangling link"),
    ],
)
def test_what_is_no_plain_file_is_refused_at_once_and_left_alone(
    path: Path, make: Callable[[Path], None], told: str, open_it: Callable[[Path], object]
) -> None:
    make(path)
    before = path.lstat()
    with pytest.raises(InputError, match=told) as caught:
        open_it(path)
    assert caught.value.message.startswith("ledger: ")
    assert caught.value.advice
    assert [item.name for item in path.parent.iterdir()] == [path.name]
    assert (path.lstat().st_ino, path.lstat().st_mode) == (before.st_ino, before.st_mode)


@pytest.mark.parametrize("open_it", [Ledger, check_ledger], ids=["opened", "checked"])
@pytest.mark.parametrize(
    ("name", "told"),
    [
        pytest.param("file/ledger", "is no directory", id="below a file"),
        pytest.param("nul\0byte", "ledger is no path", id="impossible name"),
        pytest.param("x" * 300, "ledger is too long", id="name too long"),
    ],
)
def test_a_path_that_cannot_be_is_refused(
    tmp_path: Path, name: str, told: str, open_it: Callable[[Path], object]
) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(InputError, match=told):
        open_it(tmp_path / name)


@pytest.mark.parametrize("make", [make_text, make_foreign, make_newer, without_salt("DELETE FROM ledger")])
def test_a_check_finds_what_is_no_ledger(path: Path, make: Callable[[Path], None]) -> None:
    make(path)
    before = path.read_bytes()
    with pytest.raises(LedgerError):
        check_ledger(path)
    assert path.read_bytes() == before


@pytest.mark.parametrize("is_there", [True, False], ids=["empty", "missing"])
def test_a_check_makes_nothing(tmp_path: Path, is_there: bool) -> None:
    path = tmp_path / "ledger"
    if is_there:
        path.touch()
    check_ledger(path)
    assert [item.name for item in tmp_path.iterdir()] == ["ledger"] * is_there
    check_ledger(tmp_path / "a" / "b" / "ledger")
    assert not (tmp_path / "a").exists()
    assert not is_there or path.stat().st_size == 0


def test_a_check_of_a_ledger_leaves_it_as_it_is(path: Path) -> None:
    with Ledger(path) as ledger:
        reserve(ledger)
    before = path.read_bytes()
    check_ledger(path)
    assert path.read_bytes() == before


@needs_permissions
@pytest.mark.parametrize("what", ["file", "directory"])
def test_what_may_not_be_written_stops_the_activation(path: Path, what: str) -> None:
    Ledger(path).close()
    place, mode = (path, 0o400) if what == "file" else (path.parent, 0o500)
    place.chmod(mode)
    try:
        with pytest.raises(InputError, match="this user may not read and write"), Ledger(path) as ledger:
            reserve(ledger)
    finally:
        place.chmod(0o700)


def test_a_ledger_that_became_read_only_stops_the_activation(ledger: Ledger) -> None:
    ledger._database.execute("PRAGMA query_only = ON")
    with pytest.raises(LedgerError, match="readonly"):
        reserve(ledger)


def test_a_full_disk_stops_the_activation_and_leaves_the_ledger_as_it_was(ledger: Ledger) -> None:
    reserve(ledger)
    ledger._database.execute("PRAGMA max_page_count = 1")
    with pytest.raises(LedgerError, match="Make room"):
        reserve(ledger, "x" * 100_000)
    assert states(ledger) == {"pc1": State.RESERVED}


def test_a_lock_that_is_never_given_up_stops_the_activation(path: Path, ledger: Ledger) -> None:
    ledger._database.execute("PRAGMA busy_timeout = 0")
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(LedgerError, match="Another process keeps it locked"):
            reserve(ledger)
    assert ledger.entries() == ()


def test_a_refusal_leaves_no_lock_behind(path: Path, ledger: Ledger) -> None:
    with pytest.raises(LimitReached):
        reserve(ledger, limit=0)
    with Ledger(path) as other:
        reserve(other)


def test_a_closed_ledger_can_be_closed_again_and_nothing_else(path: Path) -> None:
    ledger = Ledger(path)
    reservation = reserve(ledger)
    ledger.close()
    ledger.close()
    for use in (
        lambda: reserve(ledger),
        lambda: ledger.settle(reservation, Outcome.SPENT),
        lambda: ledger.count(key()),
        ledger.entries,
    ):
        with pytest.raises(LedgerError, match="closed"):
            use()


def test_a_platform_without_the_hash_stops_the_activation(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    def scrypt(*positional: object, **named: object) -> bytes:
        raise ValueError("unsupported in FIPS mode")

    monkeypatch.setattr(_ledger.hashlib, "scrypt", scrypt)
    with pytest.raises(LedgerError, match="unsupported in FIPS mode"):
        reserve(ledger)


# The first format

JANUARY, FEBRUARY = "2025-01-01T00:00:00+00:00", "2025-02-01T00:00:00+00:00"

#: As version 1 wrote it: hosts by their names, and no machines.
FORMAT_1 = f"""
CREATE TABLE ledger (salt BLOB NOT NULL);
CREATE TABLE activation (
    number INTEGER PRIMARY KEY AUTOINCREMENT, fingerprint BLOB NOT NULL, last_five TEXT NOT NULL,
    host TEXT NOT NULL, activation_id TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('reserved', 'spent', 'unknown')),
    reserved_at TEXT NOT NULL, changed_at TEXT NOT NULL,
    UNIQUE (fingerprint, host, activation_id));
INSERT INTO ledger (salt) VALUES (x'{bytes(range(32)).hex()}');
INSERT INTO activation VALUES
    (1, x'{{fingerprint}}', 'PKX99', 'pc1', '{WINDOWS_ID}', 'spent', '{{january}}', '{{february}}'),
    (3, x'{{fingerprint}}', 'PKX99', 'pc2', '{WINDOWS_ID}', 'unknown', '{{january}}', '{{february}}'),
    (7, x'{{fingerprint}}', 'PKX99', '東京-01', '', 'reserved', '{{february}}', '{{february}}'),
    (8, x'00', 'WXF48', 'pc1', '{WINDOWS_ID}', 'spent', '{{february}}', '{{february}}');
PRAGMA application_id = {_ledger._APPLICATION};
PRAGMA user_version = 1;
"""


@pytest.fixture
def old(path: Path) -> Path:
    """A ledger of the first format."""
    fingerprint = hashlib.scrypt(FAKE_KEY.encode(), salt=bytes(range(32)), n=CHEAP, r=8, p=1, dklen=32)
    with contextlib.closing(sqlite3.connect(path)) as database:
        lines = FORMAT_1.format(fingerprint=fingerprint.hex(), january=JANUARY, february=FEBRUARY)
        database.executescript(lines)
    path.chmod(0o600)
    return path


def test_a_ledger_of_the_first_format_keeps_every_line(old: Path) -> None:
    with Ledger(old) as ledger:
        lines = ledger.entries()
        assert ledger.count(key()) == Count(spent=1, pending=2)
    assert [(line.machine, line.host, line.activation_id, line.last_five, line.state) for line in lines] == [
        ("name:pc1", "pc1", WINDOWS_ID, "PKX99", State.SPENT),
        ("name:pc2", "pc2", WINDOWS_ID, "PKX99", State.UNKNOWN),
        ("name:東京-01", "東京-01", "", "PKX99", State.RESERVED),
        ("name:pc1", "pc1", WINDOWS_ID, "WXF48", State.SPENT),
    ]
    assert {(line.reserved_at.isoformat(), line.changed_at.isoformat()) for line in lines[:2]} == {(JANUARY, FEBRUARY)}


def test_a_ledger_of_the_first_format_is_converted_once(old: Path) -> None:
    Ledger(old).close()
    with contextlib.closing(sqlite3.connect(old)) as database:
        assert database.execute("PRAGMA user_version").fetchone() == (2,)
        tables = {name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert tables == {"ledger", "activation", "sqlite_sequence"}
    before = old.read_bytes()
    Ledger(old).close()
    assert old.read_bytes() == before


def test_a_look_at_a_ledger_of_the_first_format_counts_and_converts_nothing(old: Path) -> None:
    before = old.read_bytes()
    check_ledger(old)
    with Ledger(old, is_dry=True) as ledger:
        assert ledger.count(key()) == Count(spent=1, pending=2)
    assert old.read_bytes() == before


def test_a_key_is_recognized_in_a_ledger_that_was_converted(old: Path) -> None:
    with Ledger(old) as ledger:
        with pytest.raises(LimitReached):
            reserve(ledger, "pc4", limit=3)
        reserve(ledger, "pc1", limit=1)
        assert ledger.count(key()) == Count(1, 2)


def test_a_machine_of_a_converted_ledger_counts_anew_by_its_hardware(old: Path) -> None:
    with Ledger(old) as ledger:
        reserve(ledger, "pc1", uuid=UUID)
        assert ledger.count(key()) == Count(1, 3)


def test_numbers_go_on_after_a_conversion(old: Path) -> None:
    with Ledger(old) as ledger:
        assert reserve(ledger, "pc4").number > 8


def test_a_conversion_that_fails_leaves_the_old_ledger_as_it_was(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = old.read_bytes()
    monkeypatch.setattr(_ledger, "_FROM_FORMAT_1", (*_ledger._FROM_FORMAT_1, "no SQL"))
    with pytest.raises(LedgerError):
        Ledger(old)
    assert old.read_bytes() == before


def test_processes_that_find_an_old_ledger_at_once_convert_it_once(old: Path) -> None:
    granted = race(old, [[f"pc{number}"] for number in range(10, 16)], (FAKE_KEY,))
    assert granted == [[1]] * 6
    with Ledger(old) as ledger:
        assert ledger.count(key()) == Count(1, 8)


# Secrets


def forms_of(text: str) -> set[bytes]:
    """The key and its blocks but the last, bare and dashed, in either case, as text and as hexadecimal digits."""
    bare = text.replace("-", "")
    texts = {text, bare, *text.split("-")[:-1], bare[:-5]}
    cased = {form for each in texts for form in (each, each.lower())}
    raw = {form.encode(code) for form in cased for code in ("utf-8", "utf-16-le", "utf-16-be")}
    return raw | {form.hex().encode() for form in raw}


@pytest.mark.parametrize("text", FAKE_KEYS)
def test_no_part_of_a_key_but_its_end_is_ever_in_a_file(path: Path, text: str) -> None:
    written = bytearray()
    with Ledger(path) as ledger:
        for outcome in Outcome:
            ledger.settle(reserve(ledger, f"pc {outcome.value}", key=text), outcome)
        with ledger._transaction():
            line = _Line(ledger._fingerprint(key(text)), machine("pc"), WINDOWS_ID, text[-5:])
            ledger._put(State.SPENT, line)
            journal = path.with_name(f"{path.name}-journal")
            assert journal.stat().st_size
            written += journal.read_bytes()
    for file in path.parent.iterdir():
        written += file.read_bytes()
    assert text[-5:].encode() in written
    assert not [form for form in forms_of(text) if form in written]


def test_a_fingerprint_means_nothing_outside_its_file(tmp_path: Path) -> None:
    prints = set()
    for name in ("one", "two"):
        with Ledger(tmp_path / name) as ledger:
            prints.add(reserve(ledger).fingerprint)
    assert len(prints) == 2


def test_a_fingerprint_is_part_of_the_format(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    """With another one, every activation counted so far would be forgotten."""
    monkeypatch.setattr(_ledger, "_SCRYPT_COST", REAL_COST)
    ledger._salt = bytes(32)
    assert _ledger._FORMAT == 2
    assert ledger._fingerprint(key()).hex() == "f38137e6d9043c2926438438c853aa805ba53dbcd5cfeb1290af7935e9753643"


def test_a_salt_is_made_once_and_has_32_bytes(path: Path) -> None:
    with Ledger(path) as first, Ledger(path) as second:
        assert first._salt == second._salt
        assert len(first._salt) == 32


def test_a_reservation_shows_neither_key_nor_fingerprint(ledger: Ledger) -> None:
    reservation = reserve(ledger)
    assert "TTTTT" not in repr(reservation)
    assert repr(reservation.fingerprint) not in repr(reservation)


# Many processes

#: Opens the ledger only after the starting shot, so that the processes also compete for creating it.
RUNNER = f"""
import sys
from pathlib import Path
from {MODULE.removesuffix("._ledger")} import _ledger
from {MODULE} import Ledger, LimitReached
from {ROOMS}._licensing._hardware import Machine
from {ROOMS}._licensing._product_key import ProductKey

_ledger._SCRYPT_COST = {CHEAP}
hosts, texts = (argument.split(",") for argument in sys.argv[2:])
print("ready", flush=True)
sys.stdin.read()
with Ledger(Path(sys.argv[1])) as ledger:
    for key in map(ProductKey.parse, texts):
        granted = 0
        for host in hosts:
            try:
                ledger.reserve(key, Machine.known("", host), {WINDOWS_ID!r}, {LIMIT})
            except LimitReached:
                continue
            granted += 1
        print(granted)
"""

#: Takes the lock, changes more than the cache of SQLite holds, and dies: the file is half changed, with a journal.
HALF_DONE = f"""
import os, signal, sys
from pathlib import Path
from {MODULE.removesuffix("._ledger")} import _ledger
from {MODULE} import Ledger, State, _Line
from {ROOMS}._licensing._hardware import Machine
from {ROOMS}._licensing._product_key import ProductKey

_ledger._SCRYPT_COST = {CHEAP}
ledger = Ledger(Path(sys.argv[1]))
ledger.reserve(ProductKey.parse({FAKE_KEY!r}), Machine.known("", "pc1"), {WINDOWS_ID!r}, 10)
if sys.argv[2] == "within":
    ledger._database.execute("PRAGMA cache_size = 1")
    with ledger._transaction() as database:
        database.execute("DELETE FROM activation")
        for number in range(200):
            line = _Line(b"x" * 500, Machine.known("", str(number)), "x" * 500, "XXXXX")
            ledger._put(State.SPENT, line)
        os.kill(os.getpid(), signal.SIGKILL)
os.kill(os.getpid(), signal.SIGKILL)
"""


def start(script: str, *arguments: str, stdin: int = subprocess.DEVNULL) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", script, *arguments],
        env={**os.environ, "PYTHONPATH": str(IMPORTABLE)},
        stdin=stdin,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def race(path: Path, hosts: list[list[str]], keys: tuple[str, ...]) -> list[list[int]]:
    """How many reservations of each key each process got; one process for each list of hosts, all let go at once."""
    waiting, starting_shot = os.pipe()
    with contextlib.ExitStack() as cleanup:
        runners = []
        for names in hosts:
            runner = cleanup.enter_context(start(RUNNER, str(path), ",".join(names), ",".join(keys), stdin=waiting))
            cleanup.callback(runner.kill)
            runners.append(runner)
        os.close(waiting)
        for runner in runners:
            assert runner.stdout is not None
            runner.stdout.readline()
        os.close(starting_shot)
        answers = [runner.communicate(timeout=DEADLINE_SECONDS) for runner in runners]
    assert not [errors for dummy, errors in answers if errors]
    return [[int(granted) for granted in lines.split()] for lines, dummy in answers]


def test_nobody_gets_in_between_the_count_and_the_reservation(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Ledger(path) as first, Ledger(path) as second:
        second._database.execute("PRAGMA busy_timeout = 0")
        count = first._require_room

        def count_and_be_overtaken(fingerprint: bytes, last_five: str, limit: int | None) -> None:
            count(fingerprint, last_five, limit)
            with pytest.raises(LedgerError, match="locked"):
                reserve(second, "pc2", limit)

        monkeypatch.setattr(first, "_require_room", count_and_be_overtaken)
        reserve(first, "pc1", limit=1)
        assert states(second) == {"pc1": State.RESERVED}


def test_any_number_of_processes_get_exactly_the_limit_of_each_key_between_them(path: Path) -> None:
    hosts = [[f"pc{process}-{turn}" for turn in range(TURNS)] for process in range(PROCESSES)]
    granted = race(path, hosts, FAKE_KEYS)
    assert [sum(of_key) for of_key in zip(*granted, strict=True)] == [LIMIT] * len(FAKE_KEYS)
    with Ledger(path) as ledger:
        assert [ledger.count(key(text)) for text in FAKE_KEYS] == [Count(0, LIMIT)] * len(FAKE_KEYS)


def test_processes_that_want_the_same_hosts_share_their_reservations(path: Path) -> None:
    names = [f"pc{number}" for number in range(LIMIT)]
    turned = [names[process % LIMIT :] + names[: process % LIMIT] for process in range(PROCESSES)]
    assert race(path, turned, (FAKE_KEY,)) == [[LIMIT]] * PROCESSES
    with Ledger(path) as ledger:
        assert ledger.count(key()) == Count(0, LIMIT)


@pytest.mark.parametrize("when", ["after", "within"], ids=["after a transaction", "within a transaction"])
def test_a_killed_process_leaves_its_reservation_counted_and_the_file_readable(path: Path, when: str) -> None:
    with start(HALF_DONE, str(path), when) as victim:
        dummy, errors = victim.communicate(timeout=DEADLINE_SECONDS)
    assert (victim.returncode, errors) == (-signal.SIGKILL, "")
    assert path.with_name(f"{path.name}-journal").exists() is (when == "within")
    with Ledger(path) as ledger:
        assert states(ledger) == {"pc1": State.RESERVED}
        assert ledger.count(key()) == Count(0, 1)
        with pytest.raises(LimitReached):
            reserve(ledger, "pc2", limit=1)
        ledger.settle(reserve(ledger, "pc1", limit=1), Outcome.SPENT)
        assert ledger.count(key()) == Count(1, 0)


# Any order of events

#: Two of them are one, and two share a name.
MACHINES = st.sampled_from([machine("pc1"), machine("pc2"), machine("pc1", UUID), machine("alias", UUID)])
PRODUCTS = st.sampled_from([WINDOWS_ID, OTHER_WINDOWS_ID])
KEYS = st.sampled_from([FAKE_KEY, OTHER_FAKE_KEY])
LIMITS = st.none() | st.integers(0, 4)

Line = tuple[str, str, str]


class AnyOrder(RuleBasedStateMachine):
    """Two connections to one ledger, and a dict that says what must be in it."""

    reservations = Bundle("reservations")

    def __init__(self) -> None:
        super().__init__()
        self.directory = tempfile.TemporaryDirectory()
        self.path = Path(self.directory.name) / "ledger"
        self.ledgers = [Ledger(self.path), Ledger(self.path)]
        self.lines: dict[Line, tuple[int, State]] = {}
        self.made = 0

    def teardown(self) -> None:
        for ledger in self.ledgers:
            ledger.close()
        self.directory.cleanup()

    def taken(self, text: str) -> int:
        return sum(line[0] == text for line in self.lines)

    def put(self, line: Line, state: State) -> None:
        if line not in self.lines:
            self.made += 1
        number, before = self.lines.get(line, (self.made, state))
        self.lines[line] = (number, before if before is State.SPENT else state)

    @rule(target=reservations, text=KEYS, where=MACHINES, product=PRODUCTS, limit=LIMITS, which=st.integers(0, 1))
    def reserve(self, text: str, where: Machine, product: str, limit: int | None, which: int) -> object:
        line = (text, where.identity, product)
        is_full = line not in self.lines and limit is not None and self.taken(text) >= limit
        try:
            reservation = self.ledgers[which].reserve(key(text), where, product, limit)
        except LimitReached:
            assert is_full
            return multiple()
        assert not is_full
        self.put(line, State.UNKNOWN if line in self.lines else State.RESERVED)
        return line, self.lines[line][0], reservation

    @rule(item=reservations, outcome=st.sampled_from(Outcome), which=st.integers(0, 1))
    def settle(self, item: tuple[Line, int, Reservation], outcome: Outcome, which: int) -> None:
        line, number, reservation = item
        self.ledgers[which].settle(reservation, outcome)
        if outcome is not Outcome.UNSPENT:
            self.put(line, State(outcome.value))
        elif self.lines.get(line) == (number, State.RESERVED):
            del self.lines[line]

    @rule(text=KEYS, where=MACHINES, product=PRODUCTS, which=st.integers(0, 1))
    def witness(self, text: str, where: Machine, product: str, which: int) -> None:
        self.ledgers[which].witness(key(text), where, product)
        for identity in (where.identity, f"name:{where.name}"):
            line = (text, identity, product)
            if line in self.lines:
                self.put(line, State.SPENT)

    @rule(dummy=consumes(reservations))
    def kill(self, dummy: object) -> None:
        """The task is gone; nobody will settle it."""

    @rule(which=st.integers(0, 1))
    def reopen(self, which: int) -> None:
        self.ledgers[which].close()
        self.ledgers[which] = Ledger(self.path)

    @invariant()
    def the_ledger_holds_what_the_dict_holds(self) -> None:
        wanted = {(line[0][-5:], *line[1:]): state for line, (dummy, state) in self.lines.items()}
        for ledger in self.ledgers:
            assert {(e.last_five, e.machine, e.activation_id): e.state for e in ledger.entries()} == wanted
            for text in (FAKE_KEY, OTHER_FAKE_KEY):
                spent = sum(line[0] == text and state is State.SPENT for line, (dummy, state) in self.lines.items())
                assert ledger.count(key(text)) == Count(spent, self.taken(text) - spent)


TestAnyOrder = AnyOrder.TestCase
TestAnyOrder.settings = settings(max_examples=50, stateful_step_count=30)
