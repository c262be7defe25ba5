# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Jobs in threads: never more at once than asked for, taken when one is free, and given up when told so."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

from ansible_collections.licenseops.windows.plugins.plugin_utils._controller._crowd import done_by_many


def test_as_many_as_there_are_workers_are_done_at_once() -> None:
    """They meet at a barrier that lets three through, which two workers would never pass and four would show."""
    barrier, lock = threading.Barrier(3, timeout=20), threading.Lock()
    running: list[int] = [0]
    most: list[int] = [0]

    def job() -> int:
        with lock:
            running[0] += 1
            most[0] = max(most[0], running[0])
        barrier.wait()
        with lock:
            running[0] -= 1
        return 1

    assert sum(done_by_many([job] * 30, 3, lambda: True)) == 30
    assert most[0] == 3


def test_a_job_is_taken_only_when_a_worker_is_free_for_it() -> None:
    """So that ten thousand hosts do not lie prepared in the memory."""
    taken: list[int] = [0]
    ended: list[int] = [0]
    ahead: list[int] = []

    def jobs() -> Iterator[Callable[[], int]]:
        for number in range(50):
            taken[0] += 1
            ahead.append(taken[0] - ended[0])
            yield lambda number=number: number

    for _result in done_by_many(jobs(), 4, lambda: True):
        ended[0] += 1
    assert (taken[0], ended[0]) == (50, 50)
    assert max(ahead) <= 5


def test_those_under_way_are_left_to_themselves_when_it_may_not_go_on() -> None:
    """One that hangs keeps nobody."""
    hung, looks = threading.Event(), [0]

    def may_go_on() -> bool:
        looks[0] += 1
        return looks[0] < 3

    try:
        assert list(done_by_many([hung.wait, hung.wait, hung.wait], 2, may_go_on)) == []
        assert looks[0] == 3
    finally:
        hung.set()
