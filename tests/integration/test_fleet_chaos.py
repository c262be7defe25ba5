# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Some hosts under trouble get there, and every activation is spent once; tests/soak does the same with hundreds."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.chaos import SCENARIO, ends_well, licensed_in_three_runs, limited
from tests.support.fleet import Fleet
from tests.support.play import PSRP


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


def test_hosts_of_every_kind_are_licensed_after_three_runs_under_trouble(chaos: Fleet, tmp_path: Path) -> None:
    licensed_in_three_runs(chaos, tmp_path, most=4, part=0.12, seed=3)


def test_a_limit_of_three_lets_exactly_three_of_twelve_hosts_spend(chaos: Fleet, tmp_path: Path) -> None:
    limited(chaos, tmp_path, most=12, limit=3)


def test_a_schedule_of_many_faults_ends_well(chaos: Fleet, tmp_path: Path) -> None:
    ends_well(chaos, tmp_path, PSRP, most=4, seed=2)
