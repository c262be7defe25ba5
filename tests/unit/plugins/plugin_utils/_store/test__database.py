# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Surveys in a store of either kind: read back as they were added, once each, whole or not at all."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import threading
import traceback
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, create_engine, func, select, text

from ansible_collections.licenseops.windows.plugins.plugin_utils._fleet._survey import FORMAT, Survey, SurveyRow
from ansible_collections.licenseops.windows.plugins.plugin_utils._language._errors import InputError, LicensingError
from ansible_collections.licenseops.windows.plugins.plugin_utils._language._moment import iso_minute, iso_second
from ansible_collections.licenseops.windows.plugins.plugin_utils._store import _access, _adding, _schema
from ansible_collections.licenseops.windows.plugins.plugin_utils._store._access import Access, StoreError
from ansible_collections.licenseops.windows.plugins.plugin_utils._store._database import Store
from ansible_collections.licenseops.windows.plugins.plugin_utils._store._place import place_of
from ansible_collections.licenseops.windows.plugins.plugin_utils._store._source import open_store
from ansible_collections.licenseops.windows.plugins.plugin_utils._store._tables import MACHINE, READING, STATE, TABLES

NOON = datetime(2026, 3, 2, 12, 0, 0, tzinfo=timezone.utc)
LATER = datetime(2026, 4, 1, tzinfo=timezone.utc)
KEY = "TNTTT-TTTTT-TTTTT-TTTTT-PKX99"

UUIDS = [f"00000000-0000-0000-0000-{number:012}" for number in range(20)]


def product(asked: datetime, grace: int = 0, **values: Any) -> dict[str, Any]:
    """One of Windows, by KMS when it has minutes."""
    return {
        "application": "windows",
        "is_addon": False,
        "partial_product_key": "PKX99",
        "channel": "gvlk" if grace else "mak",
        "licensed": True,
        "license_status": "licensed",
        "grace_minutes": grace,
        "expires_at": iso_minute(asked + timedelta(minutes=grace)) if grace else None,
        "kms": {"host": "kms.example", "port": 1688} if grace else {},
        "kms_source": "set" if grace else None,
        **values,
    }


def row(number: int, asked: datetime = NOON, **values: Any) -> SurveyRow:
    """A machine that was read, of a fleet in which every second is licensed by KMS."""
    grace = 100_000 - int((asked - NOON) / timedelta(minutes=1)) if number % 2 else 0
    result = {
        "products": [product(asked, grace)],
        "licensed": True,
        "host": {"uuid": UUIDS[number].upper(), "name": f"PC{number}", "build": 22631},
        "service": {"client_machine_id": f"client{number}"},
        "support": {"state": "supported", "ends": "2027-10-12", "days": (date(2027, 10, 12) - asked.date()).days},
        **values,
    }
    return SurveyRow.of_task(f"pc-{number}", ["desks", "all-pcs"], result, asked)


def unread(name: str, asked: datetime = NOON, msg: str = "No connection.") -> SurveyRow:
    """A machine that was not reached."""
    return SurveyRow.of_task(name, ["desks"], {"unreachable": True, "msg": msg}, asked)


def survey(rows: Sequence[SurveyRow], asked: datetime = NOON, **values: Any) -> Survey:
    """A survey of some rows."""
    whole = Survey(FORMAT, iso_second(asked), iso_second(asked), "all", "all", complete=True, rows=tuple(rows))
    return replace(whole, **values)


def fleet(day: int = 0, size: int = 10) -> Survey:
    """The fleet on a day."""
    asked = NOON + timedelta(days=day)
    return survey([row(number, asked) for number in range(size)], asked)


def counted(where: str) -> dict[str, int]:
    """How many rows each table has."""
    with Access(place_of(where)).reading() as connection:
        return {
            name: connection.execute(select(func.count()).select_from(table)).scalar_one()
            for name, table in TABLES.tables.items()
        }


def run_sql(where: str, *statements: str) -> None:
    """What somebody else does there."""
    place = place_of(where)
    engine = create_engine(f"sqlite:///{place.path}" if place.path is not None else place.url)
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


@pytest.fixture
def store(where: str) -> Store:
    """An empty one."""
    return open_store(place_of(where))


def test_surveys_come_back_as_they_were_added_by_number_day_and_as_the_latest(store: Store) -> None:
    assert store.runs() == ()
    with pytest.raises(InputError, match="has no run yet"):
        store.survey()
    strange = unread("odd\u0000\ud800", msg="応答なし\u0000\ud83d")
    days = [fleet(), survey([strange, row(3)], NOON + timedelta(days=3)), survey([], NOON + timedelta(days=1))]
    assert [store.add(item, LATER) for item in days] == [1, 2, 3]
    assert [store.survey(number) for number in (1, 2, 3)] == days
    assert store.survey() == days[1]
    choices = [date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 4), date(2027, 1, 1)]
    assert [store.survey(choice) for choice in choices] == [days[0], days[2], days[2], days[1]]
    assert [(run.run, run.read, run.unreachable) for run in store.runs()] == [(1, 10, 0), (3, 0, 0), (2, 1, 1)]
    for nothing in (4, date(2026, 3, 1)):
        with pytest.raises(InputError, match="no such run"):
            store.survey(nothing)


def test_a_survey_is_one_run_however_often_and_by_however_many_it_is_added(store: Store) -> None:
    found: list[int | BaseException] = []

    def adding(item: Survey) -> None:
        try:
            found.append(store.add(item, LATER))
        except BaseException as problem:
            found.append(problem)

    threads = [threading.Thread(target=adding, args=(fleet(number % 2),)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(map(str, found)) == ["1", "1", "1", "2", "2", "2"]
    assert len(store.runs()) == 2
    assert store.run_of(fleet()) in (1, 2)
    assert store.run_of(fleet(5)) is None


def test_a_day_without_a_change_adds_nothing_but_readings(where: str, store: Store) -> None:
    store.add(fleet(), LATER)
    first = counted(where)
    store.add(fleet(1), LATER)
    second = counted(where)
    assert {name: second[name] - first[name] for name in first} == {
        name: {"reading": 10, "run": 1}.get(name, 0) for name in first
    }
    assert (first["product"], first["license_key"], first["kms_source"]) == (2, 2, 1)
    changed = list(fleet(2).rows)
    changed[4] = row(4, NOON + timedelta(days=2), licensed=False)
    store.add(survey(changed, NOON + timedelta(days=2)), LATER)
    assert counted(where)["state"] == second["state"] + 1
    with Access(place_of(where)).reading() as connection:
        assert (
            connection.execute(select(READING.c.times).where(READING.c.times.is_not(None))).scalars().first()
            == "[100000]"
        )


def machines(where: str) -> list[tuple[str | None, str, list[str]]]:
    """UUID, last name and all names of every machine."""
    with Access(place_of(where)).reading() as connection:
        rows = connection.execute(select(MACHINE.c.id, MACHINE.c.uuid, MACHINE.c.name).order_by(MACHINE.c.id)).all()
        names = select(STATE.c.name).distinct().order_by(STATE.c.name)
        return [
            (uuid, name, list(connection.execute(names.where(STATE.c.machine_id == own)).scalars()))
            for own, uuid, name in rows
        ]


def test_a_machine_is_known_by_its_hardware_and_by_its_name_where_that_is_not_shown(where: str, store: Store) -> None:
    days = [
        [unread("pc-1"), row(2)],
        [row(1), unread("pc-2")],
        [replace(row(1), name="renamed"), unread("renamed-2")],
        [replace(row(3), name="renamed")],
    ]
    for day, rows in enumerate(days):
        store.add(survey(rows, NOON + timedelta(days=day)), LATER)
    assert machines(where) == [
        (UUIDS[1], "renamed", ["pc-1", "renamed"]),
        (UUIDS[2], "pc-2", ["pc-2"]),
        (None, "renamed-2", ["renamed-2"]),
        (UUIDS[3], "renamed", ["renamed"]),
    ]
    with Access(place_of(where)).reading() as connection:
        seen = connection.execute(select(MACHINE.c.first_seen, MACHINE.c.last_seen).order_by(MACHINE.c.id)).all()
    assert [(first[8:10], last[8:10]) for first, last in seen] == [
        ("02", "04"),
        ("02", "03"),
        ("04", "04"),
        ("05", "05"),
    ]
    store.add(survey([row(2)], NOON - timedelta(days=1)), LATER)
    assert machines(where)[1] == (UUIDS[2], "pc-2", ["pc-2"])
    with Access(place_of(where)).reading() as connection:
        assert (
            connection.execute(select(MACHINE.c.first_seen).where(MACHINE.c.id == 2)).scalar() == "2026-03-01T12:00:00Z"
        )
    with pytest.raises(InputError, match=f"2 machines.*{UUIDS[1]}, {UUIDS[3]}"):
        store.count("renamed")


def test_copied_hardware_tells_no_machine(where: str, store: Store) -> None:
    copy = row(2, host={"uuid": UUIDS[1], "name": "PC2"})
    store.add(survey([row(1), copy]), LATER)
    assert [(uuid, name) for uuid, name, _names in machines(where)] == [(None, "pc-1"), (None, "pc-2")]


@pytest.mark.parametrize("name", ["pc-3", "PC3", f" {{{UUIDS[3].upper()}}} "])
def test_a_forgotten_machine_is_nowhere_and_does_not_come_back(where: str, store: Store, name: str) -> None:
    secretive = replace(row(3), name="secretive")
    unknown = [unread("pc-3", msg="pc-3.example does not answer"), unread("secretive")]
    days = [
        survey([*unknown, row(1)], pattern="pc-1,pc-3"),
        survey([row(3), row(1), secretive], NOON + timedelta(days=1)),
    ]
    for item in days:
        store.add(item, LATER)
    assert store.count(name) == 4
    exported = [(run.run, its.name) for run, its in store.export(name)]
    assert exported == [(1, "pc-3"), (1, "secretive"), (2, "pc-3"), (2, "secretive")]
    assert store.forget(name) == 4
    assert store.forget(name) == store.count(name) == 0
    assert store.export(name) == ()
    assert [store.add(item, LATER) for item in days] == [1, 2]
    assert store.survey(1) == replace(days[0], rows=days[0].rows[2:], pattern="")
    assert store.survey(2) == replace(days[1], rows=days[1].rows[1:2])
    assert [(run.read, run.unreachable) for run in store.runs()] == [(1, 0), (1, 0)]
    path = place_of(where).path
    if path is not None:
        left = path.read_bytes().lower()
        assert not [word for word in ("pc-3", "pc3", "client3", "secretive", UUIDS[3]) if word.encode() in left]


def test_old_runs_are_removed_with_all_that_only_they_had(where: str, store: Store) -> None:
    for item in (survey([row(7)], NOON - timedelta(days=9)), fleet(0, 3), fleet(1, 3)):
        store.add(item, LATER)
    assert [run.run for run in store.expired(8, NOON)] == [1]
    assert [run.run for run in store.keep(8, NOON)] == [1]
    assert store.keep(8, NOON) == ()
    left = counted(where)
    assert (left["run"], left["reading"], left["state"], left["machine"]) == (2, 6, 3, 3)
    assert store.survey() == fleet(1, 3)
    store.keep(1, NOON + timedelta(days=400))
    assert {name: count for name, count in counted(where).items() if count} == {"store": 1}
    assert store.add(fleet(), LATER) == 4, "a number is never given again"


def test_nothing_that_looks_like_a_secret_is_kept(where: str, store: Store) -> None:
    names = {"name": KEY, "reason": f"refused {KEY}", "fate": "failed", "groups": [KEY]}
    rows = [SurveyRow.from_data(names), row(1, products=[product(NOON, description=KEY)])]
    store.add(survey(rows, pattern=KEY), LATER)
    dumped = json.dumps(store.survey().as_data())
    with Access(place_of(where)).reading() as connection:
        dumped += str([connection.execute(select(table)).all() for table in TABLES.tables.values()])
    assert "PKX99" in dumped
    assert "TTTTT" not in dumped


def killed_while(adding: Callable[[], object]) -> None:
    """Do something in another process, which kills itself."""
    child = os.fork()
    if child == 0:
        try:
            adding()
        finally:
            os._exit(1)
    assert os.waitpid(child, 0)[1] == signal.SIGKILL


@pytest.mark.parametrize("is_new", [True, False])
def test_a_kill_in_the_middle_leaves_nothing(
    where: str, store: Store, monkeypatch: pytest.MonkeyPatch, is_new: bool
) -> None:
    if not is_new:
        store.add(fleet(), LATER)
    with monkeypatch.context() as patch:
        patch.setattr(_adding, "_note_seen", lambda *_args: os.kill(os.getpid(), signal.SIGKILL))
        killed_while(lambda: store.add(fleet(1), LATER))
    assert [run.run for run in store.runs()] == [1] * (not is_new)
    assert store.add(fleet(1), LATER) == 2 - is_new
    assert store.survey() == fleet(1)


def test_a_store_of_a_newer_version_is_left_alone(where: str, store: Store) -> None:
    store.add(fleet(), LATER)
    run_sql(where, "UPDATE store SET format = 99")
    for use in (store.runs, lambda: store.add(fleet(1), LATER), lambda: store.keep(1, LATER)):
        with pytest.raises(InputError, match=r"newer version .*\(format 99\)"):
            use()
    assert counted(where)["run"] == 1


@pytest.mark.parametrize("statement", ["CREATE TABLE run (speed INTEGER)", "CREATE TABLE store (town INTEGER)"])
def test_a_database_of_another_program_is_left_alone(where: str, store: Store, statement: str) -> None:
    run_sql(where, statement)
    for use in (store.runs, lambda: store.add(fleet(), LATER)):
        with pytest.raises(InputError, match="database of another program"):
            use()


def test_an_older_store_is_brought_forward_or_stays_what_it_was(
    where: str, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.add(fleet(), LATER)
    monkeypatch.setattr(_schema, "STORE_FORMAT", 3)
    steps = {2: ["ALTER TABLE run ADD COLUMN note TEXT"], 3: ["ALTER TABLE nowhere ADD COLUMN note TEXT"]}
    monkeypatch.setattr(_schema, "MIGRATIONS", steps)
    assert store.survey() == fleet(), "reading changes nothing"
    with pytest.raises(StoreError, match="nowhere"):
        store.add(fleet(1), LATER)
    steps[3] = ["UPDATE run SET note = 'brought forward'"]
    assert store.add(fleet(1), LATER) == 2
    with Access(place_of(where)).reading() as connection:
        assert connection.execute(text("SELECT format FROM store")).scalar() == 3
        assert connection.execute(text("SELECT note FROM run WHERE id = 1")).scalar() == "brought forward"


def test_a_full_disk_is_one_sentence_and_loses_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "history.sqlite"
    store = open_store(place_of(str(path)))
    store.add(fleet(), LATER)
    pages = path.stat().st_size // 4096
    connected = _access._connected

    def small(file: Path) -> sqlite3.Connection:
        database = connected(file)
        database.execute(f"PRAGMA max_page_count = {pages}")
        return database

    monkeypatch.setattr(_access, "_connected", small)
    store = open_store(place_of(str(path)))
    with pytest.raises(StoreError, match=r"history\.sqlite cannot be used: .*full\. Make room on its file system\. "):
        store.add(
            survey([row(number, products=[product(NOON, name=f"{number} " * 5000)]) for number in range(9)]), LATER
        )
    assert store.survey() == fleet()
    assert len(store.runs()) == 1


def test_a_file_is_private_and_made_only_by_writing(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "history.sqlite"
    store = open_store(place_of(str(path)))
    assert (store.runs(), store.count("x"), store.export("x"), path.parent.exists()) == ((), 0, (), False)
    store.add(fleet(), LATER)
    assert path.stat().st_mode & 0o777 == 0o600
    assert [entry.name for entry in path.parent.iterdir()] == [path.name]


def test_what_is_no_database_is_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("my notes\n" * 200)
    for use in (open_store(place_of(str(path))).runs, lambda: open_store(place_of(str(path))).add(fleet(), LATER)):
        with pytest.raises(StoreError, match="The file is no SQLite database; give another path"):
            use()
    assert path.read_text() == "my notes\n" * 200


def test_a_lost_connection_in_the_middle_leaves_nothing(server: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    where = server.place()
    store = open_store(place_of(where))
    store.add(fleet(), LATER)

    def cut(connection: Connection, *_args: object) -> None:
        own = connection.execute(text("SELECT pg_backend_pid()")).scalar()
        run_sql(where, f"SELECT pg_terminate_backend({own})")
        connection.execute(text("SELECT 1"))

    with monkeypatch.context() as patch:
        patch.setattr(_adding, "_note_seen", cut)
        with pytest.raises(
            StoreError, match=r"cannot be used: .* run again, one that is there already is not added twice"
        ):
            store.add(fleet(1), LATER)
    assert len(store.runs()) == 1
    assert store.add(fleet(1), LATER) == 2


@pytest.mark.parametrize("password", ["Pa55", "S%40crEt-and-long-enough", "p'a s"])
@pytest.mark.parametrize(
    "form", ["postgresql+psycopg://u:{}@127.0.0.1:1/h", "postgresql://u@127.0.0.1:1/h?password={}"]
)
def test_a_password_is_shown_by_no_error(password: str, form: str) -> None:
    pytest.importorskip("psycopg")
    place = place_of(form.format(password))
    with pytest.raises(LicensingError) as caught:
        open_store(place).runs()
    shown = "".join(traceback.format_exception(caught.value)) + repr(place) + str(caught.value)
    assert not [secret for secret in (password, password.replace("%40", "@")) if secret in shown]
    assert "The store postgresql://u@127.0.0.1:1/h cannot be used: " in shown


def test_what_a_driver_says_is_shown_without_the_password() -> None:
    pytest.importorskip("psycopg")
    with pytest.raises(StoreError) as caught, Access(place_of("postgresql://u:S%40crEt@h/d")).explained():
        raise OSError("no such host as S@crEt or S%40crEt\nand more")
    assert str(caught.value).startswith(
        "The store postgresql://u@h/d cannot be used: no such host as ******** or ********. See that the server runs,"
    )
