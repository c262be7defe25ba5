# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One task on one host, step by step: observe, aim, plan, carry out. ``_task.bring`` does them in their order."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Generic, Self, TypeVar

from .._language._errors import LicensingError, UncertainError, UnreachableError
from .._language._text import Text
from .._licensing._errors import HostRefused
from .._licensing._hardware import Machine
from .._licensing._host import Host
from .._licensing._model import Identity
from .._licensing._product_key import ProductKey
from .._planner._plan import plan
from .._planner._wish import Observed, Setback, Step, Wish
from ._machine import ActivationGuard, Leftover, Lock, Unguarded, Unlocked
from ._patience import Patience
from ._sending import Sender, Watcher
from ._strands import Progress, send_all
from ._under_way import UnderWay, may_be
from ._view import View

_Wish = TypeVar("_Wish", bound=Wish)

#: Seconds a request of a dead task may be on its way to the host; waited for whatever the timeout is.
_UNDER_WAY_SECONDS = 15


class Run(Generic[_Wish]):
    """Observing and changing one host for one wish.

    Args:
        host: The host.
        wish: What is wanted of it.
        patience: How long to wait for it.
        guard: Watches over activations.
        lock: Keeps others away from the machine while it is changed.
        name: Its name in the inventory.
        watcher: Is told of each look that did not show the effect of a step yet.
    """

    def __init__(
        self,
        host: Host,
        wish: _Wish,
        patience: Patience,
        guard: ActivationGuard | None = None,
        lock: Lock | None = None,
        name: str = "",
        watcher: Watcher = lambda _step, _seconds: None,
    ) -> None:
        self._watcher = watcher
        self._view: View[_Wish] = View(host, wish)
        self._patience = patience
        self._guard = guard or Unguarded()
        self._lock = lock or Unlocked()
        self._under_way = UnderWay(self._lock)
        self._name = name
        self._machine: Machine | None = None
        self._leftover: Leftover | None = None
        self._is_alone = False
        self._is_fresh = False
        self._reserved: list[ProductKey] = []
        self._limited: list[Setback] = []
        self._spent: frozenset[ProductKey] = frozenset()
        self._claims = contextlib.ExitStack()
        self._basis = Observed(())
        self._notes: list[Text] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *problem: Any) -> None:
        self._claims.__exit__(*problem)

    @property
    def wish(self) -> _Wish:
        """The wish, with its key once ``complete`` has found it."""
        return self._view.wish

    @property
    def name(self) -> str:
        """How the inventory calls the host."""
        return self._name

    @property
    def observed(self) -> Observed:
        """The state read last."""
        return self._view.observed

    @property
    def basis(self) -> Observed:
        """The state the steps were planned from."""
        return self._basis

    @property
    def machine(self) -> Machine | None:
        """The machine, once it had to be known."""
        return self._machine

    @property
    def notes(self) -> tuple[Text, ...]:
        """What happened beside the steps: what was sent again, what was taken back."""
        return tuple(self._notes)

    def observe(self) -> Observed:
        """Read what the wish is about, alone with the machine where the wish wants it so."""
        observed = self._view.read()
        self._is_fresh = self._is_alone and self.wish.is_claiming
        return observed

    def observe_anew(self) -> Observed:
        """Read again after the service has evaluated its licences: an earlier request may show only then."""
        self._view.refresh()
        return self._view.read()

    def aim(self, wish: _Wish) -> None:
        """Change the wish after reading; what was read must suffice for the new one."""
        self._view.wish = wish

    def plan(self) -> tuple[Step, ...]:
        """The steps from what was observed to the wish; what is needed only now is looked up first.

        Raises:
            PlanError: The state of the host does not allow it.
        """
        self._view.complete()
        self._basis = self.observed
        return plan(self.observed, self.wish)

    def claim(self) -> None:
        """Be alone with the machine until the run ends; what was read before may be out of date by now.

        Raises:
            LicensingError: Another task does not let go of it.
        """
        self._claims.enter_context(self._alone())

    def carry_out(self, steps: tuple[Step, ...]) -> Progress:
        """Carry out what is missing, alone with the machine.

        The steps say that there is something to do. What it is, is planned anew from the state read then: another task
        may have done it, or changed what there is to do. KMS settings made before a step that failed are taken back.
        """
        progress = Progress()
        try:
            if steps:
                with self._alone():
                    progress = self._carried_out(steps)
            else:
                self._acknowledge_debts()
        except LicensingError as error:
            progress = replace(progress, error=progress.error or error)
        if not isinstance(progress.error, (UnreachableError, UncertainError)):
            self._close()
        return replace(progress, setbacks=(*progress.setbacks, *self.refused()))

    def _close(self) -> None:
        """Tidy up; what cannot be done is told and left to the next run."""
        for step in self.wish.closing(self.observed):
            try:
                step.send(self._view.host, self.observed)
            except LicensingError:
                self._notes.append(Text("Left to the next run: {step}.", step=step.action()))
            else:
                self._notes.append(Text("{action}.", action=step.action()))

    def refused(self) -> tuple[Setback, ...]:
        """What the state that the steps were planned from does not allow of the wish."""
        return self.wish.refused(self._basis)

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        """While no other task changes the machine."""
        if self._is_alone:
            yield
            return
        with self._lock.held(self._identified()) as leftover:
            self._leftover, self._is_alone = leftover, True
            try:
                yield
            finally:
                self._is_alone = False

    def _identified(self) -> Machine:
        """The machine, by its hardware where that can be read."""
        if self._machine is None:
            identity = self.observed.part(Identity)
            self._machine = Machine.known(identity.uuid if identity else self._hardware_uuid(), self._name)
        return self._machine

    def _hardware_uuid(self) -> str:
        try:
            return self._view.host.hardware_uuid()
        except HostRefused:
            return ""

    def _carried_out(self, steps: tuple[Step, ...]) -> Progress:
        """Whatever was reserved is concluded in the end. A task that is killed concludes nothing: nobody knows."""
        sender = Sender(self._view, self._patience, self._under_way, self._watcher)
        try:
            steps = self._planned_alone(steps)
            progress = send_all(sender, steps)
        except LicensingError as error:
            progress = Progress(error=error)
        self._notes += sender.notes
        progress = replace(progress, setbacks=(*self._limited, *progress.setbacks))
        try:
            self._conclude(sender)
        except LicensingError as unwritten:
            progress = replace(progress, error=progress.error or unwritten)
        if progress.error is None:
            self._acknowledge_debts()
        return progress

    def _planned_alone(self, steps: tuple[Step, ...]) -> tuple[Step, ...]:
        """The steps by what is read now that nobody else changes the machine; costly ones among them are counted.

        A strand whose key may not be activated once more is left out.
        """
        self._reserve(steps)
        steps = self._planned_anew()
        while self._reserve(steps):
            steps = self._planned_anew()
        limited = {setback.strand for setback in self._limited}
        return tuple(step for step in steps if step.strand not in limited)

    def _reserve(self, steps: tuple[Step, ...]) -> bool:
        """Whether there is a costly activation among the steps that was not counted yet, and is now.

        Raises:
            LicensingError: It must not be sent, and the plan is of one piece.
        """
        before = len(self._reserved)
        for step in steps:
            is_limited = any(setback.strand == step.strand for setback in self._limited)
            if step.stake is None or step.stake in self._reserved or is_limited:
                continue
            try:
                self._guard.reserve(step.stake, self._identified())
            except LicensingError as refusal:
                if not step.strand:
                    raise
                self._limited.append(Setback(step.strand, refusal))
            else:
                self._reserved.append(step.stake)
        return len(self._reserved) > before

    def _conclude(self, sender: Sender) -> None:
        """In the order of the reservations; where there was none, there may be one that could not be finished."""
        problem: LicensingError | None = None
        self._spent = frozenset(key for key in self._reserved if sender.was_spent(key))
        for was_spent in [sender.was_spent(key) for key in self._reserved] or [False]:
            try:
                self._guard.conclude(was_spent)
            except LicensingError as unwritten:
                problem = problem or unwritten
        if problem is not None:
            raise problem

    def _planned_anew(self) -> tuple[Step, ...]:
        """The steps by a fresh reading.

        Where a task died over a request, that may still reach the host: the state is read until it shows, or until it
        would have shown. It may show only after the service has evaluated its licences.
        """
        leftover, self._leftover = self._leftover, None
        if leftover is None and self._is_fresh:
            return self.plan()
        longest = max(self._patience.seconds, _UNDER_WAY_SECONDS)
        wait = self._patience.begun(max(0.0, longest - leftover.age) if leftover else 0)
        steps: tuple[Step, ...] = ()
        for _round in wait.rounds():
            if leftover is not None:
                self._view.refresh()
            self._view.read()
            steps = self.plan()
            if leftover is None or not any(may_be(step, leftover.step) for step in steps):
                break
        if leftover is not None:
            self._under_way.conclude(leftover.step, lambda strand: self.wish.covers(strand, self.observed))
        return steps

    def _acknowledge_debts(self) -> None:
        """An activation whose task died or gave up shows now: it was spent. What this task spent is no debt."""
        for key, holder in self.wish.stakes:
            found = holder.select(self.observed.products)
            if key in self._spent or not found or not all(product.is_licensed for product in found):
                continue
            if self._guard.is_owed(key, self._name):
                self._guard.witness(key, self._identified())
