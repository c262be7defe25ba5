# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A controller that is killed in the middle of a change of edition; tests/soak has thirty moments of it."""

from __future__ import annotations

from pathlib import Path

from tests.support.conversion import SCENARIO, Conversions
from tests.support.fleet import Fleet


def test_a_change_whose_controller_is_killed_is_found_again_and_never_begun_twice(tmp_path: Path) -> None:
    with Fleet.started(SCENARIO, tmp_path) as fleet:
        runs = Conversions(fleet, tmp_path, ["by-task-001", "by-process-001"])
        assert runs.killed_when(lambda: all(map(runs.conversions, runs.hosts)))
        runs.require_converted_once()
