# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Power cuts and crowds: nothing is lost, and no ID is sent twice; tests/soak has the long form."""

from __future__ import annotations

import random
from pathlib import Path

from tests.support.fleet import Fleet
from tests.support.outage import bench, killed_after_deposits, power_cuts, slices_at_once
from tests.support.station import Station

#: Seconds a run waits for what a killed one may have left under way.
PATIENCE = 5


def test_power_cuts_lose_no_row_and_send_no_id_twice(air_gap: Fleet, tmp_path: Path) -> None:
    power_cuts(Station.of(air_gap, tmp_path, bench(air_gap, 2)), 1, random.Random(1), PATIENCE)


def test_a_kill_right_after_a_deposit_deposits_nothing_twice(air_gap: Fleet, tmp_path: Path) -> None:
    killed_after_deposits(Station.of(air_gap, tmp_path, bench(air_gap, 2)), [3], PATIENCE)


def test_slices_that_run_at_once_lose_nothing(air_gap: Fleet, tmp_path: Path) -> None:
    slices_at_once(Station.of(air_gap, tmp_path, bench(air_gap, 4)), 2)
