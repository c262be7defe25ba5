# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Actions as a playbook runs them, against simulated hosts in this process."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.component.bench import LocalFleet
from tests.simulator.scenario import load_scenario
from tests.support.play import Playbook

SCENARIOS = Path(__file__).parents[1] / "integration"


@pytest.fixture(scope="session")
def fleet_at_start() -> LocalFleet:
    """The fleet all tests of this process share, one after the other."""
    return LocalFleet.of(SCENARIOS / "fleet.yml")


@pytest.fixture
def fleet(fleet_at_start: LocalFleet) -> LocalFleet:
    """The simulated fleet as its scenario describes it, with empty journals."""
    fleet_at_start.reset()
    return fleet_at_start


@pytest.fixture
def playbook(fleet: LocalFleet, tmp_path: Path) -> Playbook:
    """Runs tasks against hosts of the fleet."""
    return Playbook(fleet, tmp_path)


@pytest.fixture(scope="session")
def fates_at_start() -> LocalFleet:
    """Hosts of each fate, which all tests of this process share."""
    return LocalFleet.of(Path(__file__).parent / "fates.yml")


@pytest.fixture(scope="session")
def air_gap_at_start() -> LocalFleet:
    """The air-gapped hosts all tests of this process share: the bench, and one of each line of the others."""
    scenario = load_scenario(SCENARIOS / "offline_fleet.yml")
    hosts = tuple(plan for plan in scenario.hosts if plan.name.startswith("bench") or plan.name.endswith("-001"))
    return LocalFleet(replace(scenario, hosts=hosts))


@pytest.fixture
def air_gap(air_gap_at_start: LocalFleet) -> LocalFleet:
    """The air-gapped hosts as their scenario describes them, with empty journals."""
    air_gap_at_start.reset()
    return air_gap_at_start
