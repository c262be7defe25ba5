# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Doing: observe a host, carry out steps, and never trust a fault before reading the state.

When a step fails, or when nobody knows whether it failed, the state is read; only the state decides. A step is sent
again only after that, only where trying again can help, and only a few times.
"""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Iterator
from dataclasses import replace

from .._language._errors import LicensingError, UncertainError, UnreachableError
from .._licensing._errors import SOFTWARE_PROTECTION, HostRefused, StillRunning
from .._licensing._hardware import Machine
from .._licensing._host import Host
from .._licensing._model import Identity
from .._licensing._product_key import ProductKey
from .._planner._desired import (
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
from .._planner._key_source import find_key
from .._planner._plan import plan
from .._planner._step import Activate, ConfigureKms, Step
from ._lock import Guard, Leftover, Lock, Unguarded, Unlocked, kind_of
from ._patience import Patience, Wait

#: SL_E_... "another activation is running": wait for it.
ACTIVATION_IN_PROGRESS = 0xC004E028

#: Retryable, but in hours, not seconds. While a host is busy, nobody can be sure that a step did not get through.
_SLOW_CATEGORIES = frozenset({"busy", "count", "time", "hardware", "quota"})

#: Seconds to look for the effect of a request whose answer was lost, before it may be sent again if that does no harm.
_SETTLING_SECONDS = 6

#: Seconds a request of a dead task may be on its way to the host; waited for whatever the timeout is.
_UNDER_WAY_SECONDS = 15

#: Seconds before the first repetition of a step; doubled each time.
_RETRY_PAUSE = 2.0


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
    """Observing and changing one host for one desire.

    Args:
        host: The host.
        desired: What is wanted of it.
        patience: How long to wait for it.
        guard: Watches over activations.
        lock: Keeps others away from the machine while it is changed.
        name: Its name in the inventory.
    """

    def __init__(
        self,
        host: Host,
        desired: Desired,
        patience: Patience,
        guard: Guard | None = None,
        lock: Lock | None = None,
        name: str = "",
    ) -> None:
        self._host = host
        self._desired = desired
        self._patience = patience
        self._guard = guard or Unguarded()
        self._lock = lock or Unlocked()
        self._name = name
        self._machine: Machine | None = None
        self._leftover: Leftover | None = None
        self._is_alone = False
        self._observed = self._basis = Observed(())
        self._done: tuple[Step, ...] = ()
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
    def basis(self) -> Observed:
        """The state the steps were planned from."""
        return self._basis

    @property
    def machine(self) -> Machine | None:
        """The machine, once it had to be known."""
        return self._machine

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
            key = find_key(desired.key, self._host, self._observed, desired.target)
            self._desired = desired = replace(desired, key=key)
        if isinstance(desired, Activated) and desired.lacks_esu(self._observed):
            # The build tells why the add-on is missing, or that it is not for this Windows.
            self._observed = replace(self._observed, service=self._host.service())
        self._basis = self._observed
        return plan(self._observed, desired)

    @contextlib.contextmanager
    def alone(self) -> Iterator[None]:
        """While no other task changes the machine; what was read before may be out of date by then.

        Raises:
            LicensingError: Another task does not let go of it.
        """
        if self._is_alone:
            yield
            return
        with self._lock.held(self._identified()) as leftover:
            self._leftover, self._is_alone = leftover, True
            try:
                yield
            finally:
                self._is_alone = False

    def carry_out(self, steps: tuple[Step, ...]) -> tuple[Step, ...]:
        """Carry out what is missing, alone with the machine.

        The steps say that there is something to do. What it is, is planned anew from the state read then: another task
        may have done it, or changed what there is to do.

        Returns:
            The steps carried out.

        Raises:
            Halted: A step failed; those after it were not sent, and KMS settings made before it were taken back.
        """
        try:
            if not steps:
                self._settle_debts()
                return ()
            with self.alone():
                return self._carried_out(steps)
        except Halted:
            raise
        except LicensingError as error:
            raise Halted(error, self._done, self._observed) from error

    def _identified(self) -> Machine:
        """The machine, by its hardware where that can be read."""
        if self._machine is None:
            identity = self._observed.identity
            self._machine = Machine.known(identity.uuid if identity else self._hardware_uuid(), self._name)
        return self._machine

    def _hardware_uuid(self) -> str:
        try:
            return self._host.hardware_uuid()
        except HostRefused:
            return ""

    def _carried_out(self, steps: tuple[Step, ...]) -> tuple[Step, ...]:
        with self._accounted():
            is_reserved = self._reserved(steps)
            steps = self._planned_anew()
            if not is_reserved and self._reserved(steps):
                steps = self._planned_anew()
            self._done = self._done_of(steps)
        if not steps:
            self._settle_debts()
        return self._done

    @contextlib.contextmanager
    def _accounted(self) -> Iterator[None]:
        """Whatever was reserved is settled in the end. A task that is killed settles nothing: nobody knows."""
        self._was_spent = False
        try:
            yield
        except LicensingError:
            self._guard.settle(self._was_spent)
            raise
        self._guard.settle(self._was_spent)

    def _reserved(self, steps: tuple[Step, ...]) -> bool:
        """Whether there is a costly activation among the steps, which is counted now."""
        costly = next((step for step in steps if isinstance(step, Activate) and step.spends), None)
        if costly is None or costly.spends is None:
            return False
        self._guard.reserve(costly.spends, self._identified())
        return True

    def _planned_anew(self) -> tuple[Step, ...]:
        """The steps by a fresh reading.

        Where a task died over a request, that may still reach the host: the state is read until it shows, or until it
        would have shown. It may show only after the service has evaluated its licences.
        """
        leftover, self._leftover = self._leftover, None
        longest = max(self._patience.seconds, _UNDER_WAY_SECONDS)
        wait = self._patience.begun(max(0.0, longest - leftover.age) if leftover else 0)
        steps: tuple[Step, ...] = ()
        for _round in wait.rounds():
            if leftover is not None:
                self._refresh()
            self.observe()
            steps = self.plan()
            if leftover is None or all(kind_of(step) != leftover.step for step in steps):
                break
        if leftover is not None:
            self._lock.forget()
        return steps

    def _settle_debts(self) -> None:
        """An activation whose task died or gave up shows now: it was spent."""
        desired = self._desired
        if not isinstance(desired, Activated) or not isinstance(desired.key, ProductKey):
            return
        holders = desired.subject.select(self._observed.products)
        if holders and all(holder.is_licensed for holder in holders) and self._guard.is_owed(desired.key, self._name):
            self._guard.witness(desired.key, self._identified())

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
        """Send a step until it is done, and again only where that can help and the time for it is not over."""
        wait = self._patience.begun()
        for attempt in itertools.count():
            is_last = attempt == self._patience.retries
            problem = self._attempt(step, wait, is_last)
            if problem is None:
                return
            if is_last or not _can_help_again(problem) or not wait.paused(_RETRY_PAUSE * 2**attempt):
                raise problem
            if step.is_done(self.observe()):
                return
            self._notes.append(f"Sent again after: {problem.message}")

    def _attempt(self, step: Step, wait: Wait, is_last: bool) -> LicensingError | None:
        """One sending of a step: None when it is done, else why not. Only the state decides."""
        step.require_ready(self._observed)
        spent_before = self._was_spent
        if not step.is_repeatable:
            self._lock.mark(kind_of(step))  # when this fails, nothing was sent and nothing spent
        self._note_cost(step, was_spent=None)
        try:
            step.send(self._host, self._observed)
        except UncertainError as uncertain:
            problem = self._settle_uncertain(step, uncertain, wait, is_last)
        except HostRefused as refusal:
            if step.needs_refresh:
                self._refresh()
            problem = None if step.is_done(self.observe()) else refusal
            if problem is not None and _is_definite(refusal):
                self._was_spent = spent_before
        else:
            self._settle(step, wait)
            problem = None
        self._conclude(step, problem)
        return problem

    def _conclude(self, step: Step, problem: LicensingError | None) -> None:
        """What is known now that the step is done, or is not; after a refusal nothing is under way any more."""
        if problem is None:
            self._note_cost(step, was_spent=True)
        if not step.is_repeatable and (problem is None or isinstance(problem, HostRefused)):
            self._lock.forget()

    def _note_cost(self, step: Step, was_spent: bool | None) -> None:
        """Once an activation was spent, or may have been, a later refusal does not change that."""
        if isinstance(step, Activate) and step.spends is not None and self._was_spent is not True:
            self._was_spent = was_spent

    def _settle(self, step: Step, wait: Wait) -> None:
        """The host said yes: wait until it shows."""
        for number, _round in enumerate(wait.rounds()):
            if step.needs_refresh or number:
                self._refresh()
            if self._shows(step):
                return
        raise step.not_done(self._observed)

    def _settle_uncertain(
        self, step: Step, problem: UncertainError, wait: Wait, is_last: bool
    ) -> LicensingError | None:
        """Nobody knows: wait for what shows, only a little when the step does no harm twice.

        Any other takes all the time there is, so that it is never sent again by the same task.
        """
        is_short = step.is_repeatable and not problem.may_run and not is_last
        for number, _round in enumerate(wait.rounds(_SETTLING_SECONDS if is_short else None)):
            if step.needs_refresh or number:
                self._refresh()
            if self._shows(step):
                return None
        return StillRunning(step.action(), self._patience.seconds) if problem.may_run else problem

    def _shows(self, step: Step) -> bool:
        """Whether the state shows the step as done; a host that is restarting shows nothing yet."""
        try:
            return step.is_done(self.observe())
        except (UnreachableError, UncertainError):
            return False

    def _refresh(self) -> None:
        """Best effort: what counts is the state read next."""
        with contextlib.suppress(HostRefused, UnreachableError, UncertainError):
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
    return isinstance(problem, UncertainError)
