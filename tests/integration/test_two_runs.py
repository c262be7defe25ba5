# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs that meet on a machine spend one activation for it, and the ledger says so; tests/soak has the long form."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.integration import keys
from tests.support.fleet import Fleet
from tests.support.race import (
    SCENARIO,
    Figures,
    Race,
    Tally,
    at_once,
    bad,
    controller,
    judged,
    others,
    pcs,
    tally,
    under_way,
    used,
    wait_for,
)

#: Seconds a task waits for another one, and for what a killed one left under way. None of these runs needs them all.
PATIENCE = 30

Setup = Callable[..., Race]


@pytest.fixture(scope="module")
def started_track(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fleet]:
    """One simulator for this file."""
    with Fleet.started(SCENARIO, tmp_path_factory.mktemp("race")) as fleet:
        yield fleet


@pytest.fixture
def race_of(started_track: Fleet, tmp_path: Path) -> Setup:
    """A race, every Activate arriving late by so many seconds; with a limit it has a ledger."""

    def begin(limit: int | None = None, delay: float = 0) -> Race:
        return Race.on(started_track, tmp_path, key=keys.MAK_PRO, delay=delay, limit=limit, timeout=PATIENCE)

    return begin


def holds(figures: Figures) -> bool:
    """Whether every claim about a round holds."""
    assert figures.problems == [], figures
    return True


def test_two_runs_at_once_spend_one_activation_for_each_machine(race_of: Setup) -> None:
    assert holds(at_once(race_of(2, delay=1.5), [pcs(2), pcs(2)]))


def test_without_a_ledger_they_do_not_spend_twice_either(race_of: Setup) -> None:
    assert holds(at_once(race_of(delay=1.5), [pcs(1), pcs(1)]))


def test_two_names_of_one_machine_in_one_play_spend_one_activation(race_of: Setup) -> None:
    assert holds(at_once(race_of(2, delay=0.3), [pcs(2) | others(2)]))


def test_a_run_killed_while_its_activations_were_in_flight_is_not_paid_for_twice(race_of: Setup) -> None:
    race = race_of(2, delay=1.5)
    assert race.begin(pcs(2)).killed_when(lambda: under_way(race.fleet, pcs(2)) == 2)
    assert tally(race.ledger) == Tally(0, 2)
    assert holds(judged(race, [pcs(2)], [race.run(pcs(2))]))


def test_two_controllers_that_share_nothing_but_the_ledger_spend_one_activation(race_of: Setup, tmp_path: Path) -> None:
    race = race_of(2, delay=1.5)
    runs = [race.begin(pcs(2), environ=controller(tmp_path / name)) for name in ("here", "there")]
    assert holds(judged(race, [pcs(2)], [run.finished() for run in runs]))


def test_a_run_that_waited_long_enough_says_so_and_changes_nothing(race_of: Setup, tmp_path: Path) -> None:
    race, mine = race_of(1, delay=5), tmp_path / "mine.sqlite"
    race.fleet.admin.add_fault("pc-001", "arrives_late", seconds=5, on={"method": "InstallProductKey"})
    first = race.begin(pcs(1))
    wait_for(lambda: under_way(race.fleet, pcs(1)) == 1)
    (second,) = race.run(pcs(1), ledger=str(mine), timeout=1).results
    assert bad(first.finished()) == []
    assert (second.verdict, second.is_changed) == ("failed", False)
    assert "is changing pc-001 and did not end within 1 second" in second.result["msg"]
    assert race.fleet.methods("pc-001") == ["InstallProductKey", "Activate", "RefreshLicenseStatus"]
    assert (used(race.fleet), tally(mine)) == (1, Tally(0, 0))
