# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Patience: when to look again, and when to give up."""

from __future__ import annotations

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._run import Patience
from ansible_collections.licenseops.windows.tests.unit.plugins.support.fake_host import FakeClock


@pytest.mark.parametrize(
    ("seconds", "pauses"),
    [
        pytest.param(0, [], id="none"),
        pytest.param(-5, [], id="negative"),
        pytest.param(1, [1.0], id="one second"),
        pytest.param(3, [1.0, 1.5, 0.5], id="the last pause ends at the deadline"),
        pytest.param(30, [1.0, 1.5, 2.25, 3.375, 5.0625, 7.59375, 9.21875], id="growing"),
        pytest.param(50, [1.0, 1.5, 2.25, 3.375, 5.0625, 7.59375, 10.0, 10.0, 9.21875], id="up to ten seconds"),
    ],
)
def test_patience_looks_at_once_and_then_after_growing_pauses_until_its_time_is_over(
    seconds: int, pauses: list[float]
) -> None:
    clock = FakeClock()
    rounds = list(Patience(seconds, sleep=clock.sleep, clock=clock).rounds())
    assert clock.pauses == pauses
    assert len(rounds) == len(pauses) + 1


def test_time_spent_in_requests_counts_as_waiting() -> None:
    clock = FakeClock()
    rounds = 0
    for _round in Patience(10, sleep=clock.sleep, clock=clock).rounds():
        rounds += 1
        clock.now += 6
    assert rounds == 2
