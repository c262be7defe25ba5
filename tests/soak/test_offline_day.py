# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A day at the portal with two hundred hosts, in a browser; tests/integration/test_offline_day.py is the short form."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.browser.page_driver import missing
from tests.support.day import day_at_the_portal, members
from tests.support.fleet import Fleet
from tests.support.station import Station


def test_two_hundred_hosts_are_licensed_and_every_id_is_used_once(air_gap: Fleet, tmp_path: Path) -> None:
    if reason := missing():
        pytest.skip(f"the page was not filled in: {reason}")
    hosts = members(air_gap, 200)
    assert len(hosts) == 200
    day_at_the_portal(Station.of(air_gap, tmp_path, hosts))
