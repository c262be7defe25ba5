# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Real ansible-playbook runs against the simulator."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.fleet import Fleet
from tests.support.play import Playbook

SCENARIO = Path(__file__).parent / "fleet.yml"
AIR_GAPPED = Path(__file__).parent / "offline_fleet.yml"


@pytest.fixture(scope="session")
def started_fleet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fleet]:
    """One simulator for all tests of this process."""
    with Fleet.started(SCENARIO, tmp_path_factory.mktemp("simulator")) as fleet:
        yield fleet


@pytest.fixture
def fleet(started_fleet: Fleet) -> Fleet:
    """The simulated fleet as its scenario describes it, with empty journals."""
    started_fleet.reset()
    return started_fleet


@pytest.fixture
def playbook(fleet: Fleet, tmp_path: Path) -> Playbook:
    """Runs tasks against hosts of the fleet."""
    return Playbook(fleet, tmp_path)


@pytest.fixture(scope="session")
def started_air_gap(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fleet]:
    """One simulator of air-gapped hosts for all tests of this process."""
    with Fleet.started(AIR_GAPPED, tmp_path_factory.mktemp("air_gap")) as fleet:
        yield fleet


@pytest.fixture
def air_gap(started_air_gap: Fleet) -> Fleet:
    """The air-gapped hosts as their scenario describes them, with empty journals."""
    started_air_gap.reset()
    return started_air_gap
