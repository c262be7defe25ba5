# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Moments as texts: always UTC, whatever the zone they come in."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._language._moment import iso_minute, iso_second, minute

UTC = datetime(2026, 3, 2, 8, 0, 59, tzinfo=timezone.utc)


@pytest.mark.parametrize("moment", [UTC, UTC.astimezone(timezone(timedelta(hours=9)))])
def test_a_moment_is_told_in_utc(moment: datetime) -> None:
    assert minute(moment) == "2026-03-02 08:00 UTC"
    assert iso_minute(moment) == "2026-03-02T08:00Z"
    assert iso_second(moment) == "2026-03-02T08:00:59Z"


def test_the_first_year_is_a_year() -> None:
    assert minute(datetime(1, 1, 1, tzinfo=timezone.utc)).endswith("1-01-01 00:00 UTC")
