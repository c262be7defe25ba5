# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Doing: observe a host, carry out steps, and never trust a fault before reading the state.

Every step is sent once. When it fails, or when nobody knows whether it failed, the state is read; only the state
decides. Nothing is sent again.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from .._errors import LicensingError
from .._licensing._errors import HostRefused, StillRunning
from .._licensing._host import Host
from .._wsman._errors import ConnectionLost, MalformedAnswer, ServiceError, WSManFault
from ._desired import Activated, Desired, KeyCleared, KeyPresent, KeySource, KnownState, Observed
from ._key_source import find_key
from ._plan import plan
from ._step import Step

#: After these nobody knows whether the host has done what it was asked.
_UNCERTAIN = (ConnectionLost, MalformedAnswer, ServiceError, WSManFault)

_FIRST_PAUSE = 1.0
_LONGEST_PAUSE = 10.0
_PAUSE_GROWTH = 1.5


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait for a slow service.

    Attributes:
        seconds: Until we give up on one step.
        sleep: Waits.
        clock: Seconds, monotonic.
    """

    seconds: int
    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic

    def rounds(self) -> Iterator[None]:
        """One round at once, then one after each pause, the last at the deadline."""
        deadline = self.clock() + self.seconds
        pause = _FIRST_PAUSE
        yield
        while (left := deadline - self.clock()) > 0:
            self.sleep(min(pause, left))
            pause = min(pause * _PAUSE_GROWTH, _LONGEST_PAUSE)
            yield


class Halted(LicensingError):
    """A step failed.

    Attributes:
        error: Why.
        done: The steps carried out before.
        observed: The state read last.
    """

    def __init__(self, error: LicensingError, done: tuple[Step, ...], observed: Observed) -> None:
        super().__init__(error.message, error.advice)
        self.error = error
        self.done = done
        self.observed = observed


class Run:
    """Observing and changing one host for one desire."""

    def __init__(self, host: Host, desired: Desired, patience: Patience) -> None:
        self._host = host
        self._desired = desired
        self._patience = patience
        self._observed = Observed(())

    @property
    def desired(self) -> Desired:
        """The desire, with its key once ``plan`` has found it."""
        return self._desired

    @property
    def observed(self) -> Observed:
        """The state read last."""
        return self._observed

    def observe(self) -> Observed:
        """Read what the desire is about."""
        desired = self._desired
        self._observed = Observed(
            self._host.products(desired.scope),
            self._host.has_registry_key() if isinstance(desired, KeyCleared) else None,
            self._host.service() if isinstance(desired, KnownState) and desired.with_service else None,
        )
        return self._observed

    def plan(self) -> tuple[Step, ...]:
        """The steps from what was observed to the desire; a key source is looked up first.

        Raises:
            PlanError: The state of the host does not allow it.
        """
        desired = self._desired
        if isinstance(desired, KeyPresent | Activated) and isinstance(desired.key, KeySource):
            self._desired = desired = replace(desired, key=find_key(desired.key, self._host, self._observed))
        return plan(self._observed, desired)

    def carry_out(self, steps: tuple[Step, ...]) -> tuple[Step, ...]:
        """Carry out the steps in order; one that an earlier step made needless is left out.

        Returns:
            The steps carried out.

        Raises:
            Halted: A step failed; those after it were not sent.
        """
        done: list[Step] = []
        for step in steps:
            if step.is_done(self._observed):
                continue
            try:
                self._take(step)
            except LicensingError as error:
                raise Halted(error, tuple(done), self._observed) from error
            done.append(step)
        return tuple(done)

    def _take(self, step: Step) -> None:
        try:
            step.send(self._host, self._observed)
        except _UNCERTAIN as uncertain:
            self._settle_uncertain(step, uncertain)
        except HostRefused:
            if not step.is_done(self.observe()):
                raise
        else:
            self._settle(step)

    def _settle(self, step: Step) -> None:
        """The host said yes: wait until it shows."""
        for number, _round in enumerate(self._patience.rounds()):
            if step.needs_refresh or number:
                self._refresh()
            if step.is_done(self.observe()):
                return
        raise step.not_done(self._observed)

    def _settle_uncertain(self, step: Step, problem: LicensingError) -> None:
        """Nobody knows: wait for what shows."""
        for _round in self._patience.rounds():
            if step.is_done(self.observe()):
                return
        if isinstance(problem, WSManFault):
            raise StillRunning(step.describe().rstrip("."), self._patience.seconds) from problem
        raise problem

    def _refresh(self) -> None:
        """Best effort: what counts is the state read next."""
        with contextlib.suppress(HostRefused, *_UNCERTAIN):
            self._host.refresh()
