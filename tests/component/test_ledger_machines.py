# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an activation is counted for: the machine itself, whatever it is called, and its name where it has no UUID."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.component.bench import LocalFleet
from tests.integration import keys
from tests.support.fleet import Fleet
from tests.support.launch import TaskResult
from tests.support.race import SCENARIO, Names, Race, Tally, judged, pcs, tally, used


@pytest.fixture(scope="module")
def track() -> Fleet:
    """The machines of this file; each race begins with them as they were at first."""
    return LocalFleet.of(SCENARIO)


def race_on(fleet: Fleet, directory: Path, limit: int) -> Race:
    """Runs under a limit."""
    return Race.on(fleet, directory, key=keys.MAK_PRO, delay=0, limit=limit, timeout=30)


def one(race: Race, names: Names, limit: int) -> TaskResult:
    """A run on one machine under a limit."""
    (result,) = race.run(names, max_activations=limit).results
    return result


def test_other_hardware_under_an_old_name_counts_anew(track: Fleet, tmp_path: Path) -> None:
    race = race_on(track, tmp_path, 1)
    assert one(race, pcs(1), 1).verdict == "ok"
    race.fleet.admin.change_hardware("pc-001")
    assert "limit of 1 activation" in one(race, pcs(1), 1).result.get("msg", "")
    assert used(race.fleet) == 1
    assert one(race, pcs(1), 2).verdict == "ok"
    assert (used(race.fleet), tally(race.ledger)) == (2, Tally(2, 0))


def test_two_machines_of_one_name_in_two_inventories_count_twice(track: Fleet, tmp_path: Path) -> None:
    race = race_on(track, tmp_path, 1)
    assert one(race, {"pc": "pc-001"}, 1).verdict == "ok"
    assert "limit of 1 activation" in one(race, {"pc": "pc-002"}, 1).result.get("msg", "")
    assert one(race, {"pc": "pc-002"}, 2).verdict == "ok"
    assert (used(race.fleet), tally(race.ledger)) == (2, Tally(2, 0))


def test_machines_without_a_uuid_of_their_own_are_known_by_name_and_that_is_said(track: Fleet, tmp_path: Path) -> None:
    race, clones = race_on(track, tmp_path, 2), {name: name for name in ("clone-001", "clone-002")}
    run = race.run(clones)
    warnings = [item.result.get("warnings", []) for item in run.results]
    assert all("shows no UUID of its own" in text for (text,) in warnings), warnings
    assert judged(race, [clones], [run]).problems == []
