# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sending steps to a host. When one fails, or when nobody knows whether it failed, only the state decides.

A step is sent again only after the state was read, only where trying again can help, and only a few times. One that
must not be done twice is never sent twice by the same task, unless the host itself refused it.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import Any

from .._language._errors import LicensingError, UncertainError
from .._language._text import Text
from .._licensing._errors import SOFTWARE_PROTECTION, HostRefused, StillRunning
from .._planner._wish import Step
from ._machine import Lock
from ._patience import Patience, Wait
from ._view import View

#: SL_E_... "another activation is running": wait for it.
ACTIVATION_IN_PROGRESS = 0xC004E028

#: Retryable, but in hours, not seconds. While a host is busy, nobody can be sure that a step did not get through.
_SLOW_CATEGORIES = frozenset({"busy", "count", "time", "hardware", "quota"})

#: Seconds to look for the effect of a request whose answer was lost, before it may be sent again if that does no harm.
_SETTLING_SECONDS = 6

#: Seconds before the first repetition of a step; doubled each time.
_RETRY_PAUSE = 2.0


@dataclass(frozen=True, slots=True)
class Progress:
    """How far steps came.

    Attributes:
        done: Those that stay, those taken back excluded.
        error: Why no more were; None when all were.
    """

    done: tuple[Step, ...] = ()
    error: LicensingError | None = None


class Sender:
    """Sends the steps of one plan.

    Args:
        view: The host.
        patience: How long to wait for it.
        lock: Held; notes what must not be sent twice.

    Attributes:
        was_spent: Whether an activation was spent; None when nobody knows.
        notes: What was sent again, and what was taken back.
    """

    def __init__(self, view: View[Any], patience: Patience, lock: Lock) -> None:
        self._view = view
        self._patience = patience
        self._lock = lock
        self.was_spent: bool | None = False
        self.notes: list[Text] = []

    def send_all(self, steps: tuple[Step, ...]) -> Progress:
        """Send what is not done yet, one after the other; what comes after one that failed is not sent."""
        done: list[Step] = []
        for step in steps:
            if step.is_done(self._view.observed):
                continue
            try:
                self._take(step)
            except StillRunning as error:
                return Progress(tuple(done), error)
            except LicensingError as error:
                return Progress(tuple(self._taken_back(done)), error)
            done.append(step)
        return Progress(tuple(done))

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
            if step.is_done(self._view.read()):
                return
            self.notes.append(Text("Sent again after: {problem}", problem=problem.texts[0]))

    def _attempt(self, step: Step, wait: Wait, is_last: bool) -> LicensingError | None:
        """One sending of a step: None when it is done, else why not. Only the state decides."""
        step.require_ready(self._view.observed)
        spent_before = self.was_spent
        if not step.is_repeatable:
            self._lock.mark(step.kind)  # when this fails, nothing was sent and nothing spent
        self._note_cost(step, was_spent=None)
        problem = self._sent(step, wait, is_last)
        if problem is None:
            self._note_cost(step, was_spent=True)
        elif isinstance(problem, HostRefused) and _is_definite(problem):
            self.was_spent = spent_before
        if not step.is_repeatable and (problem is None or isinstance(problem, HostRefused)):
            self._lock.forget()  # after a refusal nothing is under way any more
        return problem

    def _sent(self, step: Step, wait: Wait, is_last: bool) -> LicensingError | None:
        try:
            step.send(self._view.host, self._view.observed)
        except UncertainError as uncertain:
            return self._after_uncertainty(step, uncertain, wait, is_last)
        except HostRefused as refusal:
            if step.needs_refresh:
                self._view.refresh()
            return None if step.is_done(self._view.read()) else refusal
        self._await_effect(step, wait)
        return None

    def _note_cost(self, step: Step, was_spent: bool | None) -> None:
        """Once an activation was spent, or may have been, a later refusal does not change that."""
        if step.stake is not None and self.was_spent is not True:
            self.was_spent = was_spent

    def _await_effect(self, step: Step, wait: Wait) -> None:
        """The host said yes: wait until it shows."""
        for number, _round in enumerate(wait.rounds()):
            if step.needs_refresh or number:
                self._view.refresh()
            if self._view.shows(step):
                return
        raise step.not_done(self._view.observed)

    def _after_uncertainty(
        self, step: Step, problem: UncertainError, wait: Wait, is_last: bool
    ) -> LicensingError | None:
        """Nobody knows: wait for what shows, only a little when the step does no harm twice.

        Any other takes all the time there is, so that it is never sent again by the same task.
        """
        is_short = step.is_repeatable and not problem.may_run and not is_last
        for number, _round in enumerate(wait.rounds(_SETTLING_SECONDS if is_short else None)):
            if step.needs_refresh or number:
                self._view.refresh()
            if self._view.shows(step):
                return None
        return StillRunning(step.action(), self._patience.seconds) if problem.may_run else problem

    def _taken_back(self, done: list[Step]) -> list[Step]:
        """Undo what can be undone, the last first; what cannot be put back stays and is told."""
        kept: list[Step] = []
        for step in reversed(done):
            back = step.undo()
            if back is None or not self._is_undone(step, back):
                kept.insert(0, step)
        if len(kept) < len(done):
            self._view.refresh()
        return kept

    def _is_undone(self, step: Step, back: Step) -> bool:
        try:
            back.send(self._view.host, self._view.observed)
        except LicensingError:
            self.notes.append(Text("Could not be taken back: {step}.", step=step.action()))
            return False
        self.notes.append(Text("Taken back: {step}.", step=step.action()))
        return True


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
