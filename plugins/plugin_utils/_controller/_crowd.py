# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Much to be done at once, in threads of this process, while its main thread looks on. It knows nothing of the work."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import TypeVar

#: Seconds after which the main thread looks up, whatever the others do.
_PULSE_SECONDS = 0.2

_Result = TypeVar("_Result")


def done_by_many(
    jobs: Iterable[Callable[[], _Result]], workers: int, may_go_on: Callable[[], bool]
) -> Iterator[_Result]:
    """The results of jobs, in the order in which they end.

    A job is taken from the iterable, in this thread, when a worker is free for it; so there are never more than that.
    When it may not go on, those under way are left to themselves and no more are begun.

    Args:
        jobs: Each must not raise.
        workers: How many are done at once.
        may_go_on: Asked several times a second.
    """
    pool = ThreadPoolExecutor(workers, thread_name_prefix="survey")
    running: set[Future[_Result]] = set()
    try:
        for job in jobs:
            running.add(pool.submit(job))
            while len(running) >= workers:
                ended, running = wait(running, _PULSE_SECONDS, FIRST_COMPLETED)
                yield from (future.result() for future in ended)
                if not may_go_on():
                    return
        while running:
            ended, running = wait(running, _PULSE_SECONDS, FIRST_COMPLETED)
            yield from (future.result() for future in ended)
            if not may_go_on():
                return
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
