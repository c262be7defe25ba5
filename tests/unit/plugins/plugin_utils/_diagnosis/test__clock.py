# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How far the clock of a host is off, at its limits."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._diagnosis._clock import (
    DATE_TOLERANCE,
    KMS_TOLERANCE,
    clock_facts,
    clock_mentions,
    is_off_by_more,
    offset_fact,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._diagnosis._evidence import Evidence, Gap, System
from ansible_collections.licenseops.windows.tests.unit.plugins.support.evidence import NOW, clock, evidence

UNKNOWN = [evidence(system=Gap()), evidence(system=System())]


def off_by(seconds: int) -> Evidence:
    """A host whose clock is ahead by so many seconds."""
    return evidence(system=replace(clock(0), clock_offset=seconds))


@pytest.mark.parametrize("tolerance", [KMS_TOLERANCE, DATE_TOLERANCE])
def test_just_the_tolerance_is_tolerated(tolerance: timedelta) -> None:
    limit = int(tolerance.total_seconds())
    assert [is_off_by_more(off_by(seconds), tolerance) for seconds in (limit, -limit, 0)] == [False] * 3
    assert [is_off_by_more(off_by(seconds), tolerance) for seconds in (limit + 1, -limit - 1)] == [True] * 2


def test_kms_tolerates_four_hours_and_a_certificate_a_day() -> None:
    assert (timedelta(hours=4), timedelta(hours=24)) == (KMS_TOLERANCE, DATE_TOLERANCE)


@pytest.mark.parametrize("seen", UNKNOWN)
def test_what_was_not_read_is_not_wrong(seen: Evidence) -> None:
    assert not is_off_by_more(seen, timedelta())
    assert clock_facts(seen) == offset_fact(seen) == ()
    assert seen.host_now == NOW


@pytest.mark.parametrize(
    ("seconds", "names"),
    [
        (0, ["clock_ahead", "clock_of_kms_host"]),
        (-1, ["clock_behind", "clock_of_kms_host"]),
        (4 * 3600, ["clock_ahead", "clock_of_kms_host"]),
        (4 * 3600 + 1, ["clock_ahead"]),
        (-5 * 3600, ["clock_behind"]),
    ],
)
def test_a_small_difference_points_to_the_clock_of_the_kms_host(seconds: int, names: list[str]) -> None:
    assert [fact.name for fact in clock_facts(off_by(seconds))] == names
    assert [fact.name for fact in offset_fact(off_by(seconds))] == names[:1]


@pytest.mark.parametrize(
    ("offset", "expected"),
    [
        (timedelta(), {"difference": "0:00"}),
        (timedelta(seconds=31), {"difference": "0:01"}),
        (timedelta(hours=6, minutes=5), {"difference": "6:05"}),
        (timedelta(hours=-6, minutes=-5), {"difference": "6:05"}),
        (timedelta(hours=47), {"difference": "47:00"}),
        (timedelta(days=2), {"difference": "48:00", "days": 2}),
        (timedelta(days=-3), {"difference": "72:00", "days": 3}),
    ],
)
def test_days_are_mentioned_from_two_on(offset: timedelta, expected: dict[str, object]) -> None:
    assert clock_mentions(offset) == expected
