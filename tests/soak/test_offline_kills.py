# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Power cuts and crowds on many hosts, at other moments with every SEED.

tests/integration/test_offline_kills.py is the short form.
"""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.support.fleet import Fleet
from tests.support.outage import bench, killed_after_deposits, power_cuts, slices_at_once
from tests.support.station import Station

ROUNDS = 8
KILLS = 2


@pytest.mark.parametrize("number", range(ROUNDS))
def test_power_cuts_lose_no_row_and_send_no_id_twice(
    air_gap: Fleet, tmp_path: Path, number: int, chance: random.Random
) -> None:
    power_cuts(Station.of(air_gap, tmp_path, bench(air_gap, 6)), KILLS, chance)


def test_a_kill_right_after_each_deposit_deposits_nothing_twice(air_gap: Fleet, tmp_path: Path) -> None:
    killed_after_deposits(Station.of(air_gap, tmp_path, bench(air_gap, 3)), [1, 3, 5])


def test_slices_that_run_at_once_lose_nothing(air_gap: Fleet, tmp_path: Path) -> None:
    servers = [host for host in air_gap.hosts if host.startswith("srv-")][:20]
    slices_at_once(Station.of(air_gap, tmp_path, [*servers, "bench-office"]), 3)
