# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sending steps to a host. When one fails, or when nobody knows whether it failed, only the state decides.

A step is sent again only after the state was read, only where trying again can help, and only a few times. One that
must not be done twice is never sent twice by the same task, unless the host itself refused it.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from .._language._errors import LicensingError, UncertainError, UnreachableError
from .._language._text import Text
from .._licensing._errors import SOFTWARE_PROTECTION, HostRefused, NotLicensed, PlanError, StillRunning
from .._licensing._product_key import ProductKey
from .._planner._wish import Step
from ._patience import Patience, Wait
from ._under_way import UnderWay
from ._view import View

#: SL_E_... "another activation is running": wait for it.
ACTIVATION_IN_PROGRESS = 0xC004E028

#: Retryable, but in hours, not seconds. While a host is busy, nobody can be sure that a step did not get through.
_SLOW_CATEGORIES = frozenset({"busy", "count", "time", "hardware", "quota"})

#: Seconds to look for the effect of a request whose answer was lost, before it may be sent again if that does no harm.
_SETTLING_SECONDS = 6

#: Seconds before the first repetition of a step; doubled each time.
_RETRY_PAUSE = 2.0


#: A step and the seconds that its effect was waited for.
Watcher = Callable[[Step, float], None]


@dataclass(slots=True)
class _Answer:
    """What a host said to one of several steps.

    Attributes:
        problem: None when it accepted the step, or the step is done.
        spent_before: What was known of its key's activation.
    """

    step: Step
    spent_before: bool | None
    problem: LicensingError | None = None

    @property
    def is_open(self) -> bool:
        """Whether nobody knows what became of it, and it must not be sent again."""
        return ends_all(self.problem) and not self.step.is_repeatable


class Sender:
    """Sends steps of a plan, one or a few at a time.

    Args:
        view: The host.
        patience: How long to wait for it.
        under_way: Notes what must not be sent twice.
        watcher: Is told of each look that did not show an effect yet.

    Attributes:
        notes: What was sent again, and what was taken back.
    """

    def __init__(
        self, view: View[Any], patience: Patience, under_way: UnderWay, watcher: Watcher = lambda _step, _seconds: None
    ) -> None:
        self._watcher = watcher
        self._view = view
        self._patience = patience
        self._under_way = under_way
        self._spent: dict[ProductKey, bool | None] = {}
        self.notes: list[Text] = []

    def was_spent(self, key: ProductKey) -> bool | None:
        """Whether an activation of a key was spent; None when nobody knows."""
        return self._spent.get(key, False)

    def is_due(self, step: Step) -> bool:
        """Whether a step is not done yet, by the state read last."""
        return not step.is_done(self._view.observed)

    def take(self, step: Step, earlier: LicensingError | None = None) -> None:
        """Send a step until it is done, and again only where that can help and the time for it is not over.

        Args:
            step: The step.
            earlier: Why it is not done, when it was sent once already.

        Raises:
            LicensingError: It is not done.
        """
        wait = self._patience.begun(step.seconds)
        for attempt in itertools.count():
            is_last = attempt == self._patience.retries
            was_sent = attempt == 0 and earlier is not None
            problem = earlier if was_sent else self._attempt(step, wait, is_last)
            if problem is None:
                return
            if is_last or not _can_help_again(problem) or not wait.paused(_RETRY_PAUSE * 2**attempt):
                raise problem
            if step.is_done(self._view.read()):
                return
            self.notes.append(Text("Sent again after: {problem}", problem=problem.texts[0]))

    def take_together(self, steps: tuple[Step, ...]) -> tuple[tuple[Step, LicensingError | None], ...]:
        """Send steps that do not depend on each other, one after the other, and look once what has become of them.

        One of which nobody knows what became of it is the last that is sent.

        Returns:
            Those that were sent, each with None when it is done, else with why not.
        """
        answers: list[_Answer] = []
        for step in steps:
            answers.append(self._asked(step))
            if answers[-1].is_open:
                break
        self._look_for(answers)
        return tuple((answer.step, self._settled(answer)) for answer in answers)

    def _asked(self, step: Step) -> _Answer:
        """A step, sent once."""
        answer = _Answer(step, self._known_cost(step))
        try:
            step.require_ready(self._view.observed)
            self._under_way.note(step)
            self._note_cost(step, was_spent=None)
            step.send(self._view.host, self._view.observed)
        except UncertainError as uncertain:
            try:
                answer.problem = self._after_uncertainty(step, uncertain, self._patience.begun(), is_last=False)
            except LicensingError as problem:
                answer.problem = problem
        except LicensingError as problem:
            answer.problem = problem
        return answer

    def _look_for(self, answers: list[_Answer]) -> None:
        """Read until all shows that was accepted; at once for what shows without being evaluated.

        Only the state tells whether what was refused is not done all the same.
        """
        accepted = [answer.step for answer in answers if answer.problem is None]
        is_refused = any(isinstance(answer.problem, HostRefused) for answer in answers)
        if not accepted and not is_refused:
            return
        if not is_refused and self._show(accepted):
            return
        for _round in self._patience.begun().rounds(None if accepted else 0):
            self._view.refresh()
            if self._show(accepted):
                return

    def _show(self, steps: list[Step]) -> bool:
        try:
            observed = self._view.read()
        except (UnreachableError, UncertainError):
            return False
        return all(step.is_done(observed) for step in steps)

    def _settled(self, answer: _Answer) -> LicensingError | None:
        """None when it is done, else why not, after it was sent again where that can help."""
        step, problem = answer.step, answer.problem
        if problem is None or isinstance(problem, HostRefused):
            if not self.is_due(step):
                self._note_cost(step, was_spent=True)
                self._under_way.settle(step)
                return None
            if problem is None:
                return step.not_done(self._view.observed)
            self._note_refusal(step, problem, answer.spent_before)
            self._under_way.settle(step)  # after a refusal nothing is under way any more
        try:
            if _can_help_again(problem) and not answer.is_open:
                self.take(step, problem)
                return None
        except LicensingError as final:
            return final
        return problem

    def _attempt(self, step: Step, wait: Wait, is_last: bool) -> LicensingError | None:
        """One sending of a step: None when it is done, else why not. Only the state decides."""
        step.require_ready(self._view.observed)
        spent_before = self._known_cost(step)
        self._under_way.note(step)  # when this fails, nothing was sent and nothing spent
        self._note_cost(step, was_spent=None)
        problem = self._sent(step, wait, is_last)
        if problem is None:
            self._note_cost(step, was_spent=True)
        elif isinstance(problem, HostRefused):
            self._note_refusal(step, problem, spent_before)
        if problem is None or isinstance(problem, HostRefused):
            self._under_way.settle(step)  # after a refusal nothing is under way any more
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

    def _known_cost(self, step: Step) -> bool | None:
        return False if step.stake is None else self.was_spent(step.stake)

    def _note_cost(self, step: Step, was_spent: bool | None) -> None:
        """Once an activation was spent, or may have been, a later refusal does not change that."""
        if step.stake is not None and self.was_spent(step.stake) is not True:
            self._spent[step.stake] = was_spent

    def _note_refusal(self, step: Step, refusal: HostRefused, spent_before: bool | None) -> None:
        if step.stake is not None and _is_definite(refusal):
            self._spent[step.stake] = spent_before

    def _await_effect(self, step: Step, wait: Wait) -> None:
        """The host said yes: wait until it shows."""
        for number, _round in enumerate(wait.rounds()):
            self._refresh_for(step, number)
            if self._view.shows(step):
                return
            if (failure := step.failure(self._view.observed)) is not None:
                raise failure
            self._watcher(step, wait.passed)
        raise step.not_done(self._view.observed)

    def _refresh_for(self, step: Step, number: int) -> None:
        """Have the licences evaluated where an effect may show only then; late ones may whatever the step is."""
        if not step.is_upheaval and (step.needs_refresh or number):
            self._view.refresh()

    def _after_uncertainty(
        self, step: Step, problem: UncertainError, wait: Wait, is_last: bool
    ) -> LicensingError | None:
        """Nobody knows: wait for what shows, only a little when the step does no harm twice.

        Any other takes all the time there is, so that it is never sent again by the same task.
        """
        is_short = step.is_repeatable and not problem.may_run and not is_last
        for number, _round in enumerate(wait.rounds(_SETTLING_SECONDS if is_short else None)):
            self._refresh_for(step, number)
            if self._view.shows(step):
                return None
            if (failure := step.failure(self._view.observed)) is not None:
                return failure
        if step.is_upheaval:
            return step.not_done(self._view.observed)
        return StillRunning(step.action(), self._patience.seconds) if problem.may_run else problem

    def taken_back(self, done: list[Step]) -> list[Step]:
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


def ends_all(problem: LicensingError | None) -> bool:
    """Whether nobody knows what a host is doing after a problem, or the host cannot be reached or locked any more.

    What the host refuses, and what the state of a product does not allow, is no matter of others.
    """
    return problem is not None and not isinstance(problem, (HostRefused, PlanError, NotLicensed))


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
