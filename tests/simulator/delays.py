# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Operations that finish late and properties that show late.

The simulated clock stands still between requests, so unfinished work also ages a little with every request.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from .model.reading import Row
from .model.world import Clock


@dataclass(slots=True)
class _Unfinished:
    finish_at: datetime
    action: Callable[[], None]


class Agenda:
    """Work the machine goes on with after it answered TimedOut."""

    def __init__(self, clock: Clock, poll_seconds: int) -> None:
        self._clock = clock
        self._poll = timedelta(seconds=poll_seconds)
        self._items: list[_Unfinished] = []

    def add(self, seconds: float, action: Callable[[], None]) -> None:
        """Finish `action` after so many simulated seconds."""
        self._items.append(_Unfinished(self._clock.now + timedelta(seconds=seconds), action))

    def age(self) -> None:
        """One more request arrived: unfinished work gets closer, finished work takes effect."""
        for item in self._items:
            item.finish_at -= self._poll
        self.run_due()

    def run_due(self) -> None:
        """Let finished work take effect."""
        due = [item for item in self._items if item.finish_at <= self._clock.now]
        self._items = [item for item in self._items if item not in due]
        for item in due:
            item.action()


@dataclass(slots=True)
class LateView:
    """Keeps showing old product rows for some reads or seconds after a change (community observation)."""

    clock: Clock
    times: int = 0
    reads: int = 0
    seconds: float = 0
    _shown: list[Row] | None = None
    _reads_left: int = 0
    _until: datetime | None = field(default=None)

    def arm(self, times: int, reads: int = 0, seconds: float = 0) -> None:
        """Make the next `times` changes show late."""
        self.times, self.reads, self.seconds = times, reads, seconds

    def before_change(self, rows: list[Row]) -> None:
        """A mutating method is about to run: remember what was visible."""
        if self.times > 0:
            self.times -= 1
            self._reads_left = self.reads
            self._until = self.clock.now + timedelta(seconds=self.seconds)
            self._shown = self._shown or rows

    def show_now(self) -> None:
        """Nothing is late any more, now or later."""
        self.arm(0)
        self._shown = None

    def show(self, rows: list[Row]) -> list[Row]:
        """The rows a query sees now."""
        if self._shown is None:
            return rows
        if self._reads_left > 0:
            self._reads_left -= 1
            return self._shown
        if self._until is not None and self.seconds and self.clock.now < self._until:
            return self._shown
        self._shown = None
        return rows
