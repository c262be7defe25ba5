# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The file of the ledger: what may be one, what is refused, and one of the first format."""

from __future__ import annotations

import contextlib
import os
import socket
import sqlite3
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._controller import _ledger, _ledger_file
from ansible_collections.licenseops.windows.plugins.plugin_utils._controller._ledger import (
    Count,
    Fate,
    Ledger,
    LimitReached,
    ReservationState,
    _Line,
    _put,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._controller._ledger_file import (
    LedgerError,
    check_ledger,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._language._errors import InputError
from ansible_collections.licenseops.windows.tests.unit.plugins.support.ledger import (
    FEBRUARY,
    JANUARY,
    UUID,
    machine,
    make_format_1,
    reserve,
    states,
)
from ansible_collections.licenseops.windows.tests.unit.plugins.support.products import (
    WINDOWS_ID,
    key,
)

needs_permissions = pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")


# The file


def test_the_ledger_survives_closing(path: Path) -> None:
    with Ledger(path) as ledger:
        first = reserve(ledger, limit=1)
    with Ledger(path) as ledger, pytest.raises(LimitReached):
        reserve(ledger, "pc2", limit=1)
    with Ledger(path) as ledger:
        ledger.settle(first, Fate.SPENT)
        assert ledger.count(key()) == Count(1, 0)


def test_a_new_file_is_private_whatever_the_umask(path: Path) -> None:
    before = os.umask(0)
    try:
        with Ledger(path) as ledger, ledger._file.transaction() as database:
            _put(database, ReservationState.SPENT, _Line(b"", machine(), WINDOWS_ID, "PKX99"))
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
    (synchronous,) = ledger._file._database.execute("PRAGMA synchronous").fetchone()
    (timeout,) = ledger._file._database.execute("PRAGMA busy_timeout").fetchone()
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
    ledger._file._database.execute("PRAGMA query_only = ON")
    with pytest.raises(LedgerError, match="readonly"):
        reserve(ledger)


def test_a_full_disk_stops_the_activation_and_leaves_the_ledger_as_it_was(ledger: Ledger) -> None:
    reserve(ledger)
    ledger._file._database.execute("PRAGMA max_page_count = 1")
    with pytest.raises(LedgerError, match="Make room"):
        reserve(ledger, "x" * 100_000)
    assert states(ledger) == {"pc1": ReservationState.RESERVED}


def test_a_lock_that_is_never_given_up_stops_the_activation(path: Path, ledger: Ledger) -> None:
    ledger._file._database.execute("PRAGMA busy_timeout = 0")
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
        lambda: ledger.settle(reservation, Fate.SPENT),
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


@pytest.fixture
def old(path: Path) -> Path:
    """A ledger of the first format."""
    make_format_1(path)
    return path


def test_a_ledger_of_the_first_format_keeps_every_line(old: Path) -> None:
    with Ledger(old) as ledger:
        lines = ledger.entries()
        assert ledger.count(key()) == Count(spent=1, pending=2)
    assert [(line.machine, line.host, line.activation_id, line.last_five, line.state) for line in lines] == [
        ("name:pc1", "pc1", WINDOWS_ID, "PKX99", ReservationState.SPENT),
        ("name:pc2", "pc2", WINDOWS_ID, "PKX99", ReservationState.UNKNOWN),
        ("name:東京-01", "東京-01", "", "PKX99", ReservationState.RESERVED),
        ("name:pc1", "pc1", WINDOWS_ID, "WXF48", ReservationState.SPENT),
    ]
    assert {(line.reserved_at.isoformat(), line.changed_at.isoformat()) for line in lines[:2]} == {(JANUARY, FEBRUARY)}


def plan_of_a_count(path: Path) -> str:
    """How SQLite counts the activations of a key."""
    with contextlib.closing(sqlite3.connect(path)) as database:
        count = "SELECT state, COUNT(*) FROM activation WHERE fingerprint = ? GROUP BY state"
        return " ".join(str(row[3]) for row in database.execute(f"EXPLAIN QUERY PLAN {count}", (b"",)))


def test_a_count_reads_an_index_alone_however_long_the_ledger_is(path: Path, old: Path) -> None:
    """A new one, one of the first format, and one that an earlier version of this collection made."""
    with Ledger(path):
        pass
    with contextlib.closing(sqlite3.connect(path)) as database:
        database.execute("DROP INDEX activation_by_state")
    assert "COVERING" not in plan_of_a_count(path)
    for file in (path, old):
        with Ledger(file) as ledger:
            reserve(ledger)
            statements: list[str] = []
            ledger._file._database.set_trace_callback(statements.append)
            ledger.count(key())
        assert any("GROUP BY state" in statement for statement in statements)
        assert "COVERING INDEX activation_by_state" in plan_of_a_count(file)
        assert "TEMP" not in plan_of_a_count(file)


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
    monkeypatch.setattr(_ledger_file, "_FROM_FORMAT_1", (*_ledger_file._FROM_FORMAT_1, "no SQL"))
    with pytest.raises(LedgerError):
        Ledger(old)
    assert old.read_bytes() == before
