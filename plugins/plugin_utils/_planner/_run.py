# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Doing: observe a host, carry out steps, and never trust a fault before reading the state.

When a step fails, or when nobody knows whether it failed, the state is read; only the state decides. A step is sent
again only after that, only where trying again can help, and only a few times.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Protocol

from .._errors import LicensingError, UnreachableError
from .._licensing._errors import SOFTWARE_PROTECTION, HostRefused, StillRunning
from .._licensing._host import Host
from .._licensing._model import Identity
from .._wsman._errors import ConnectionLost, MalformedAnswer, ServiceError, WSManFault
from ._desired import (
    Activated,
    Desired,
    KeyCleared,
    KeyPresent,
    KeySource,
    KmsConfigured,
    KnownState,
    Observed,
    ProtectionReady,
)
from ._key_source import find_key
from ._plan import plan
from ._step import Activate, ConfigureKms, Step

#: After these nobody knows whether the host has done what it was asked.
_UNCERTAIN = (ConnectionLost, MalformedAnswer, ServiceError, WSManFault)

#: SL_E_... "another activation is running": wait for it.
ACTIVATION_IN_PROGRESS = 0xC004E028

#: Retryable, but in hours, not seconds.
_SLOW_CATEGORIES = frozenset({"count", "time", "hardware", "quota"})

#: Seconds to look for the effect of a request whose answer was lost, before it may be sent again.
_SETTLING_SECONDS = 6

#: Seconds before the first repetition of a step; doubled each time.
_RETRY_PAUSE = 2.0

_FIRST_PAUSE = 1.0
_LONGEST_PAUSE = 10.0
_PAUSE_GROWTH = 1.5


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait for a slow service.

    Attributes:
        seconds: Until we give up on one step.
        retries: How often a step is sent again when trying again can help.
        sleep: Waits.
        clock: Seconds, monotonic.
    """

    seconds: int
    retries: int = 0
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


class Guard(Protocol):
    """Watches over what activations cost."""

    def reserve(self, step: Activate) -> None:
        """Called before the first step of a plan that ends in a costly activation.

        Raises:
            LicensingError: It must not be sent.
        """

    def settle(self, step: Activate, was_spent: bool | None) -> None:
        """Called when the outcome is known; None when it is not."""


class Unguarded:
    """No limits."""

    def reserve(self, step: Activate) -> None:
        """Allow."""

    def settle(self, step: Activate, was_spent: bool | None) -> None:
        """Forget."""


class Halted(LicensingError):
    """A step failed.

    Attributes:
        error: Why.
        done: The steps that stay, those taken back excluded.
        observed: The state read last.
    """

    def __init__(self, error: LicensingError, done: tuple[Step, ...], observed: Observed) -> None:
        super().__init__(error.message, advice=error.advice)
        self.error = error
        self.done = done
        self.observed = observed


class Run:
    """Observing and changing one host for one desire."""

    def __init__(self, host: Host, desired: Desired, patience: Patience, guard: Guard | None = None) -> None:
        self._host = host
        self._desired = desired
        self._patience = patience
        self._guard = guard or Unguarded()
        self._observed = Observed(())
        self._notes: list[str] = []
        self._was_spent: bool | None = False

    @property
    def desired(self) -> Desired:
        """The desire, with its key once ``plan`` has found it."""
        return self._desired

    @property
    def observed(self) -> Observed:
        """The state read last."""
        return self._observed

    @property
    def notes(self) -> tuple[str, ...]:
        """What happened beside the steps: what was sent again, what was taken back."""
        return tuple(self._notes)

    def observe(self) -> Observed:
        """Read what the desire is about."""
        desired = self._desired
        if isinstance(desired, ProtectionReady):
            self._observed = self._observe_protection(desired)
            return self._observed
        self._observed = Observed(
            self._host.products(desired.scope),
            self._host.has_registry_key() if isinstance(desired, KeyCleared) else None,
            self._host.service() if _needs_service(desired) else None,
            identity=self._identity(),
        )
        return self._observed

    def observe_anew(self) -> Observed:
        """Read again after the service has evaluated its licences: an earlier request may show only then."""
        self._refresh()
        return self.observe()

    def aim(self, desired: Desired) -> None:
        """Change the desire after reading; what was read must suffice for the new one."""
        self._desired = desired

    def _identity(self) -> Identity | None:
        """Read once, when it is asked for at all: it does not change."""
        if not isinstance(self._desired, KnownState | Activated) or not self._desired.with_identity:
            return None
        return self._observed.identity or self._host.identity()

    def _observe_protection(self, desired: ProtectionReady) -> Observed:
        """The Windows service first: while it is disabled, the licensing classes cannot be read."""
        protection = self._host.protection()
        is_readable = desired.refreshed and protection is not None and not protection.is_disabled
        products = self._host.products(desired.scope) if is_readable else ()
        return Observed(products, protection=protection, is_refreshed=self._host.was_refreshed)

    def plan(self) -> tuple[Step, ...]:
        """The steps from what was observed to the desire; what is needed only now is looked up first.

        Raises:
            PlanError: The state of the host does not allow it.
        """
        desired = self._desired
        if isinstance(desired, KeyPresent | Activated) and isinstance(desired.key, KeySource):
            self._desired = desired = replace(desired, key=find_key(desired.key, self._host, self._observed))
        if isinstance(desired, Activated) and desired.lacks_esu(self._observed):
            # The build tells why the add-on is missing.
            self._observed = replace(self._observed, service=self._host.service())
        return plan(self._observed, desired)

    def carry_out(self, steps: tuple[Step, ...]) -> tuple[Step, ...]:
        """Carry out the steps in order; one that an earlier step made needless is left out.

        Returns:
            The steps carried out.

        Raises:
            Halted: A step failed; those after it were not sent, and KMS settings made before it were taken back.
        """
        costly = next((step for step in steps if isinstance(step, Activate) and step.spends), None)
        if costly is None:
            return self._done_of(steps)
        self._was_spent = False
        try:
            self._guard.reserve(costly)
        except LicensingError as error:
            raise Halted(error, (), self._observed) from error
        try:
            done = self._done_of(steps)
        except Halted:
            self._guard.settle(costly, self._was_spent)
            raise
        try:
            self._guard.settle(costly, self._was_spent)
        except LicensingError as error:
            raise Halted(error, done, self._observed) from error
        return done

    def _done_of(self, steps: tuple[Step, ...]) -> tuple[Step, ...]:
        done: list[Step] = []
        for step in steps:
            if step.is_done(self._observed):
                continue
            try:
                self._take(step)
            except LicensingError as error:
                kept = done if isinstance(error, StillRunning) else self._taken_back(done)
                raise Halted(error, tuple(kept), self._observed) from error
            done.append(step)
        return tuple(done)

    def _take(self, step: Step) -> None:
        """Send a step until it is done, and again only where that can help."""
        for attempt in range(self._patience.retries + 1):
            is_last = attempt == self._patience.retries
            problem = self._attempt(step, is_last)
            if problem is None:
                return
            if is_last or not _can_help_again(problem):
                raise problem
            self._patience.sleep(_RETRY_PAUSE * 2**attempt)
            if step.is_done(self.observe()):
                return
            self._notes.append(f"Sent again after: {problem.message}")
        raise AssertionError("unreachable")  # the last attempt returns or raises

    def _attempt(self, step: Step, is_last: bool) -> LicensingError | None:
        """One sending of a step: None when it is done, else why not. Only the state decides."""
        spent_before = self._was_spent
        self._note_cost(step, was_spent=None)
        try:
            step.send(self._host, self._observed)
        except _UNCERTAIN as uncertain:
            problem = self._settle_uncertain(step, uncertain, is_last)
        except HostRefused as refusal:
            if step.needs_refresh:
                self._refresh()
            problem = None if step.is_done(self.observe()) else refusal
            if problem is not None and _is_definite(refusal):
                self._was_spent = spent_before
        else:
            self._settle(step)
            problem = None
        if problem is None:
            self._note_cost(step, was_spent=True)
        return problem

    def _note_cost(self, step: Step, was_spent: bool | None) -> None:
        """Once an activation was spent, or may have been, a later refusal does not change that."""
        if isinstance(step, Activate) and step.spends is not None and self._was_spent is not True:
            self._was_spent = was_spent

    def _settle(self, step: Step) -> None:
        """The host said yes: wait until it shows."""
        for number, _round in enumerate(self._patience.rounds()):
            if step.needs_refresh or number:
                self._refresh()
            if self._shows(step):
                return
        raise step.not_done(self._observed)

    def _settle_uncertain(self, step: Step, problem: LicensingError, is_last: bool) -> LicensingError | None:
        """Nobody knows: wait for what shows, only a little when the step may be sent again and costs nothing."""
        may_run = isinstance(problem, WSManFault)
        is_short = not may_run and not is_last and not isinstance(step, Activate)
        seconds = min(self._patience.seconds, _SETTLING_SECONDS) if is_short else self._patience.seconds
        for number, _round in enumerate(replace(self._patience, seconds=seconds).rounds()):
            if step.needs_refresh or number:
                self._refresh()
            if self._shows(step):
                return None
        return StillRunning(step.action(), self._patience.seconds) if may_run else problem

    def _shows(self, step: Step) -> bool:
        """Whether the state shows the step as done; a host that is restarting shows nothing yet."""
        try:
            return step.is_done(self.observe())
        except (UnreachableError, *_UNCERTAIN):
            return False

    def _refresh(self) -> None:
        """Best effort: what counts is the state read next."""
        with contextlib.suppress(HostRefused, UnreachableError, *_UNCERTAIN):
            self._host.refresh()

    def _taken_back(self, done: list[Step]) -> list[Step]:
        """Put old KMS settings back, the last first; what cannot be put back stays and is told."""
        kept: list[Step] = []
        for step in reversed(done):
            if not isinstance(step, ConfigureKms):
                kept.insert(0, step)
                continue
            try:
                step.undo().send(self._host, self._observed)
                self._notes.append(f"Taken back: {step.describe()}")
            except LicensingError:
                kept.insert(0, step)
                self._notes.append(f"Could not be taken back: {step.describe()}")
        if len(kept) < len(done):
            self._refresh()
        return kept


def _needs_service(desired: Desired) -> bool:
    match desired:
        case KnownState():
            return desired.with_service
        case KmsConfigured():
            return desired.wish.activation_id is None
        case Activated():
            return desired.kms is not None
    return False


def _is_definite(refusal: HostRefused) -> bool:
    """Whether nothing was spent: Software Protection's own verdicts, and a service whose name was not even found."""
    entry = refusal.entry
    return refusal.code >> 16 == SOFTWARE_PROTECTION or (entry is not None and entry.category == "dns")


def _can_help_again(problem: LicensingError) -> bool:
    """Only what the catalogue calls retryable within seconds, and what the host has probably never seen."""
    if isinstance(problem, HostRefused):
        entry = problem.entry
        return problem.code == ACTIVATION_IN_PROGRESS or (
            entry is not None and entry.is_retryable and entry.category not in _SLOW_CATEGORIES
        )
    return isinstance(problem, ConnectionLost | ServiceError | MalformedAnswer)
