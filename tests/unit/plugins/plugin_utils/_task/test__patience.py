# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Patience: when to look again, when to send again, and that no pause goes beyond the end."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._errors import HostRefused
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._model import Application
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._activation import Activated
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._key import KeyPresent
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._target import Target
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._wish import Wish
from ansible_collections.licenseops.windows.plugins.plugin_utils._task._patience import Patience
from ansible_collections.licenseops.windows.plugins.plugin_utils._wsman._errors import (
    ConnectionLost,
    Delivery,
    MalformedAnswer,
    ServiceError,
    WSManFault,
)
from ansible_collections.licenseops.windows.tests.unit.plugins.support.fake_host import FakeClock, FakeHost
from ansible_collections.licenseops.windows.tests.unit.plugins.support.products import key, windows
from ansible_collections.licenseops.windows.tests.unit.plugins.support.scene import Scene

SECONDS = st.integers(1, 3600)
RETRIES = st.integers(0, 10)

#: Why a step may fail; the first three leave open what became of it.
TROUBLES = (
    ConnectionLost("it was closed", Delivery.UNKNOWN),
    MalformedAnswer("it is odd"),
    ServiceError(503),
    WSManFault((2150858793,), "TimedOut", ""),
    HostRefused("It", 0xC004E028, ""),
    HostRefused("It", 0xC004F074, ""),
    None,
)
UNKNOWN = TROUBLES[:4]


def patience(seconds: int, clock: FakeClock) -> Patience:
    return Patience(seconds, sleep=clock.sleep, clock=clock)


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
    rounds = list(patience(seconds, clock).begun().rounds())
    assert clock.pauses == pauses
    assert len(rounds) == len(pauses) + 1


@pytest.mark.parametrize(("seconds", "longest"), [(1200, 10), (2400, 20), (3600, 30), (5400, 30)])
def test_who_waits_long_looks_less_often(seconds: int, longest: float) -> None:
    clock = FakeClock()
    list(patience(10, clock).begun(seconds).rounds())
    assert (max(clock.pauses), sum(clock.pauses)) == (longest, seconds)


def test_time_spent_in_requests_counts_as_waiting_and_the_last_look_begins_at_the_deadline_or_later() -> None:
    clock = FakeClock()
    begin, looks = clock.now, []
    for _round in patience(10, clock).begun().rounds():
        looks.append(clock.now - begin)
        clock.now += 6
    assert looks == [0, 7, 13]
    assert sum(clock.pauses) == 1


@pytest.mark.parametrize(
    ("seconds", "limit", "total"),
    [
        pytest.param(60, 6, 6, id="the limit is sooner"),
        pytest.param(4, 6, 4, id="the deadline is sooner"),
        pytest.param(60, None, 60, id="no limit"),
        pytest.param(60, 0, 0, id="a limit of nothing: one look"),
    ],
)
def test_rounds_end_at_the_limit_or_at_the_deadline_if_that_is_sooner(
    seconds: int, limit: float | None, total: float
) -> None:
    clock = FakeClock()
    list(patience(seconds, clock).begun().rounds(limit))
    assert sum(clock.pauses) == total


def test_a_wait_can_be_shorter_than_the_patience() -> None:
    clock = FakeClock()
    wait = patience(60, clock).begun(2.5)
    assert wait.left == 2.5
    list(wait.rounds())
    assert sum(clock.pauses) == 2.5


def test_rounds_of_one_wait_share_its_time() -> None:
    clock = FakeClock()
    wait = patience(10, clock).begun()
    list(wait.rounds(6))
    list(wait.rounds(6))
    assert sum(clock.pauses) == 10
    assert wait.left == 0


@pytest.mark.parametrize(
    ("pause", "is_taken"),
    [
        pytest.param(4, True, id="time is left"),
        pytest.param(5, True, id="just enough"),
        pytest.param(5.01, False, id="too long"),
    ],
)
def test_a_pause_that_is_longer_than_what_is_left_is_not_begun(pause: float, is_taken: bool) -> None:
    clock = FakeClock()
    wait = patience(5, clock).begun()
    assert wait.paused(pause) is is_taken
    assert clock.pauses == ([pause] if is_taken else [])


@given(
    seconds=SECONDS,
    work=st.lists(st.tuples(st.booleans(), st.floats(0, 4000), st.floats(0, 500)), max_size=12),
)
def test_no_pause_ends_after_the_deadline_whatever_is_done_in_between(
    seconds: int, work: list[tuple[bool, float, float]]
) -> None:
    clock = FakeClock()
    wait = patience(seconds, clock).begun()
    for is_pause, size, request in work:
        before = clock.now
        if is_pause:
            wait.paused(size)
        else:
            list(wait.rounds(size))
        assert clock.now <= max(before, wait.deadline)
        clock.now += request
    assert wait.left >= 0


def one_step(desired: Wish, *products: object) -> Callable[[], tuple[FakeHost, Wish]]:
    return lambda: (FakeHost(*products), desired)


STEPS = {
    "activate": one_step(Activated(Target(Application.WINDOWS)), windows()),
    "install_key": one_step(KeyPresent(key())),
}


@given(
    method=st.sampled_from(sorted(STEPS)),
    seconds=SECONDS,
    retries=RETRIES,
    troubles=st.lists(st.sampled_from(TROUBLES), min_size=1, max_size=12),
    costs=st.lists(st.floats(0, 40), min_size=1, max_size=12),
)
def test_all_attempts_and_pauses_of_a_step_end_within_its_timeout(
    method: str, seconds: int, retries: int, troubles: list[Exception | None], costs: list[float]
) -> None:
    """Requests may take what they take; but none is begun, and no pause ends, after the time is over."""
    host, desired = STEPS[method]()
    scene = Scene(host, desired, seconds, retries)
    sent: list[float] = []

    def take_time(trouble: Exception | None, cost: float, host: FakeHost) -> None:
        sent.append(scene.clock.now)
        scene.clock.now += cost
        if trouble is not None:
            raise trouble

    paired = [partial(take_time, trouble, costs[turn % len(costs)]) for turn, trouble in enumerate(troubles)]
    host.script(method, *paired)
    scene.halt()
    assert len(sent) <= retries + 1
    assert max(sent + scene.clock.ends) <= sent[0] + seconds
    unknown = [turn for turn in range(len(sent)) if troubles[min(turn, len(troubles) - 1)] in UNKNOWN]
    assert method != "activate" or unknown in ([], [len(sent) - 1]), "sent again though nobody knew"


@given(seconds=SECONDS, retries=RETRIES, method=st.sampled_from(sorted(STEPS)), trouble=st.sampled_from(TROUBLES))
def test_a_step_on_a_host_that_answers_at_once_takes_its_timeout_at_most(
    seconds: int, retries: int, method: str, trouble: Exception | None
) -> None:
    host, desired = STEPS[method]()
    scene = Scene(host.script(method, trouble), desired, seconds, retries)
    before = scene.clock.now
    scene.halt()
    assert scene.clock.now <= before + seconds
