# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A day at the portal with one host of each kind; tests/soak has two hundred."""

from __future__ import annotations

from pathlib import Path

from tests.support.day import day_at_the_portal, members
from tests.support.fleet import Fleet
from tests.support.station import Station


def test_hosts_of_every_kind_are_licensed_and_every_id_is_used_once(air_gap: Fleet, tmp_path: Path) -> None:
    day_at_the_portal(Station.of(air_gap, tmp_path, members(air_gap, 1)))
