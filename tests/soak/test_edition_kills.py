# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A controller that is killed at thirty moments of a change of edition, each on hosts of its own."""

from __future__ import annotations

import random
from pathlib import Path

from tests.support.conversion import REQUESTS, SCENARIO, Conversions
from tests.support.fleet import Fleet

KILLS = 30


def test_thirty_kills_leave_thirty_conversions_of_each_kind(tmp_path: Path, chance: random.Random) -> None:
    killed = 0
    with Fleet.started(SCENARIO, tmp_path) as fleet:
        for number in range(1, KILLS + 1):
            directory = tmp_path / f"kill{number}"
            directory.mkdir()
            runs = Conversions(fleet, directory, [f"by-task-{number:03}", f"by-process-{number:03}"])
            goal = chance.randrange(1, REQUESTS * len(runs.hosts))
            killed += runs.killed_when(lambda runs=runs, goal=goal: runs.requests >= goal)
            runs.require_converted_once()
    assert killed >= KILLS * 2 // 3, "hardly anything was killed: the moments lie too late"
