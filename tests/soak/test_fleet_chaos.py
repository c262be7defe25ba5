# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A fleet under trouble: every host gets there, and every activation is spent once.

tests/integration/test_fleet_chaos.py is the short form.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.support.chaos import DISTURBED, SCENARIO, ends_well, licensed_in_three_runs, limited, members
from tests.support.fleet import Fleet
from tests.support.play import PSRP, WINRM

ROUNDS = 4


@pytest.fixture(scope="module")
def started_chaos(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fleet]:
    """One simulator for this file."""
    with Fleet.started(SCENARIO, tmp_path_factory.mktemp("chaos")) as fleet:
        yield fleet


@pytest.fixture
def chaos(started_chaos: Fleet) -> Fleet:
    """The fleet as its scenario describes it."""
    started_chaos.reset()
    return started_chaos


def test_two_hundred_hosts_are_licensed_after_three_runs_under_trouble(chaos: Fleet, tmp_path: Path) -> None:
    assert len(members(chaos, "mak", "waiting", "kms", "licensed")) == 200
    licensed_in_three_runs(chaos, tmp_path, most=200, part=DISTURBED, seed=3)


def test_a_limit_of_ten_lets_exactly_ten_of_fifty_hosts_spend(chaos: Fleet, tmp_path: Path) -> None:
    assert len(members(chaos, "limited")) == 50
    limited(chaos, tmp_path, most=50, limit=10)


@pytest.mark.parametrize("connection", [WINRM, PSRP], ids=["winrm", "psrp"])
@pytest.mark.parametrize("number", range(ROUNDS))
def test_schedules_of_many_faults_end_well_on_sixteen_hosts(
    chaos: Fleet, tmp_path: Path, connection: Mapping[str, Any], number: int, chance: random.Random
) -> None:
    assert len(members(chaos, "single")) == 16
    ends_well(chaos, tmp_path, connection, most=16, seed=chance.randrange(1_000_000))
