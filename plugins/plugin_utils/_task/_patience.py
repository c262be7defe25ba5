# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Waiting: how long, in which rounds, and never beyond the end."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

_FIRST_PAUSE = 1.0
_LONGEST_PAUSE = 10.0
_PAUSE_GROWTH = 1.5

#: Who waits for an hour looks less often: the longest pause is this part of the wait, and half a minute at most.
_PART_OF_WAIT = 1 / 120
_LONGEST_OF_ALL = 30.0


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait for a slow service.

    Attributes:
        seconds: Until we give up on one step, however often it is sent.
        retries: How often a step is sent again when trying again can help.
        sleep: Waits.
        clock: Seconds, monotonic.
    """

    seconds: int
    retries: int = 0
    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic

    def begun(self, seconds: float | None = None) -> Wait:
        """A wait that begins now."""
        now = self.clock()
        return Wait(self, now + (self.seconds if seconds is None else seconds), now)


@dataclass(frozen=True, slots=True)
class Wait:
    """What is left of somebody's patience.

    Attributes:
        deadline: When it ends, by the clock of the patience.
        began: When it began.
    """

    patience: Patience
    deadline: float
    began: float

    @property
    def passed(self) -> float:
        """Seconds since it began."""
        return self.patience.clock() - self.began

    @property
    def left(self) -> float:
        """Seconds."""
        return max(0.0, self.deadline - self.patience.clock())

    def rounds(self, limit: float | None = None) -> Iterator[None]:
        """One round at once, then one after each pause, until one has begun at the deadline, or the limit, or later.

        So what happens before that is seen, however long a single round takes.
        """
        clock = self.patience.clock
        end = self.deadline if limit is None else min(self.deadline, clock() + limit)
        longest = max(_LONGEST_PAUSE, min((self.deadline - self.began) * _PART_OF_WAIT, _LONGEST_OF_ALL))
        pause, began = _FIRST_PAUSE, clock()
        yield
        while began < end:
            if (left := end - clock()) > 0:
                self.patience.sleep(min(pause, left))
            pause, began = min(pause * _PAUSE_GROWTH, longest), clock()
            yield

    def paused(self, seconds: float) -> bool:
        """Wait that long; false, and at once, when that is longer than what is left."""
        if seconds > self.left:
            return False
        self.patience.sleep(seconds)
        return True
