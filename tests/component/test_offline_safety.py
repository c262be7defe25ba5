# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Encrypted lists, lists in JSON, check mode: what is not to be written is not, and nothing is sent."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.support.fleet import Fleet
from tests.support.portal import Portal, fill
from tests.support.station import COLUMNS, Station, files_in, has_changed, unlicensed, vault_arguments

HOSTS = ("bench-001", "bench-002", "bench-office")


@pytest.fixture
def station(air_gap: Fleet, tmp_path: Path) -> Station:
    """A station with three hosts."""
    return Station.of(air_gap, tmp_path, HOSTS)


def test_a_list_that_cannot_be_decrypted_is_left_as_it_is(air_gap: Fleet, station: Station, tmp_path: Path) -> None:
    export = tmp_path / "confirmations.json"
    assert station.collect(*vault_arguments(station), encrypt=True).returncode == 0
    fill(station.page, Portal(air_gap), export)
    before, page = station.worklist.read_bytes(), station.page.read_bytes()
    wrong = vault_arguments(station, "another")
    for run in (
        station.apply(confirmations=str(export)),
        station.apply(*wrong, confirmations=str(export)),
        station.collect(*wrong),
    ):
        assert run.returncode != 0
        assert str(station.worklist) in run.output
        assert "vault" in run.output
        assert "Traceback" not in run.output
    assert station.worklist.read_bytes() == before
    assert station.page.read_bytes() == page
    assert [host for host in HOSTS if air_gap.mutating(host)] == []


def test_a_list_in_json_serves_as_well(air_gap: Fleet, station: Station, tmp_path: Path) -> None:
    listed, export = tmp_path / "list.json", tmp_path / "confirmations.json"
    assert station.collect(worklist=str(listed)).returncode == 0
    fill(station.page, Portal(air_gap), export)
    assert station.apply(worklist=str(listed), confirmations=str(export)).returncode == 0
    assert unlicensed(air_gap, HOSTS) == []
    rows = json.loads(listed.read_text(encoding="utf-8"))["rows"]
    assert [tuple(row) for row in rows] == [COLUMNS] * (len(HOSTS) + 3)
    assert {row["state"] for row in rows} == {"applied"}
    assert listed.stat().st_mode & 0o777 == 0o600


def test_a_wish_to_encrypt_without_a_password_writes_nothing(station: Station) -> None:
    run = station.collect(encrypt=True)
    assert run.returncode != 0
    assert not station.worklist.exists()
    assert [name for name, content in files_in(station.folder).items() if content] == []


def test_check_mode_and_repetition_write_nothing_and_send_nothing(
    air_gap: Fleet, station: Station, tmp_path: Path
) -> None:
    plan = station.collect("--check", "--diff")
    assert plan.returncode == 0, plan.output[-2000:]
    assert has_changed(plan)
    assert files_in(station.folder) == {}
    assert not station.page.exists()

    assert has_changed(station.collect())
    before, page = files_in(station.folder), station.page.read_bytes()
    air_gap.admin.advance(minutes=600)
    assert not has_changed(station.collect()), "collecting again changes nothing"
    assert (files_in(station.folder), station.page.read_bytes()) == (before, page)
    export = tmp_path / "confirmations.json"
    fill(station.page, Portal(air_gap), export)
    plan = station.apply("--check", "--diff", confirmations=str(export))
    assert plan.returncode == 0, plan.output[-2000:]
    assert has_changed(plan)
    assert files_in(station.folder) == before
    assert station.page.read_bytes() == page
    assert [host for host in HOSTS if air_gap.mutating(host)] == []
    done = station.apply(confirmations=str(export))
    assert done.returncode == 0
    assert {line["state"] for line in station.lines()} == {"applied"}
    assert station.collect().returncode == 0, "the page shows what is done"
    settled = files_in(station.folder)
    assert not has_changed(station.apply("--check", confirmations=str(export)))
    assert not has_changed(station.collect("--check"))
    assert files_in(station.folder) == settled
