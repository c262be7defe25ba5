# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Until when Office is supported: every date is a Patch Tuesday, and what nobody knows has none."""

from __future__ import annotations

from datetime import date

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._diagnosis import _office_support
from ansible_collections.licenseops.windows.plugins.plugin_utils._diagnosis._office_support import (
    end_of_release,
    end_on_windows,
    retired_channel,
)

TUESDAY = 1


def test_every_end_is_the_second_tuesday_of_a_month() -> None:
    ends = [*_office_support._SYSTEMS.values(), _office_support._SERVER_2012_R2]
    ends += [end for _name, end in _office_support._CHANNELS.values()]
    assert [end for end in ends if end.weekday() != TUESDAY or not 8 <= end.day <= 14] == []


@pytest.mark.parametrize(
    ("base", "end"),
    [
        ("ProPlus2013", date(2023, 4, 11)),
        ("VisioPro2016", date(2025, 10, 14)),
        ("Standard2019", date(2025, 10, 14)),
        ("ProPlus2021", date(2026, 10, 13)),
        ("ProjectStd2024", date(2029, 10, 9)),
        ("ProPlus2030", None),
        ("O365ProPlus", None),
        ("", None),
    ],
)
def test_a_release_ends_by_its_year(base: str, end: date | None) -> None:
    assert end_of_release(base) == end


def test_a_channel_is_known_by_its_guid() -> None:
    found = retired_channel("http://officecdn.microsoft.com/pr/B8F9B850-328D-4355-9145-C59439A0C4CF")
    assert found is not None and found[1] == date(2025, 7, 8)
    assert retired_channel("http://officecdn.microsoft.com/pr/492350f6-3a01-4f97-b9c0-c7c6ddf67d60") is None


@pytest.mark.parametrize(
    ("build", "product_type", "end"),
    [
        (9600, 1, date(2023, 1, 10)),
        (9600, 3, date(2020, 1, 14)),
        (9600, None, date(2023, 1, 10)),
        (9200, 3, date(2020, 1, 14)),
        (26100, 1, None),
    ],
)
def test_an_old_windows_ends_microsoft_365_apps(build: int, product_type: int | None, end: date | None) -> None:
    assert end_on_windows(build, product_type) == end
