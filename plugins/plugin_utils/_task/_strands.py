# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The steps of a plan in their order, strand by strand: what one fails at does not keep the others from going on.

Steps of a kind that belong to different strands stand side by side in a plan. They are sent one after the other and
looked for together, which takes one reading instead of one for each.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from .._language._errors import LicensingError
from .._licensing._errors import StillRunning
from .._planner._wish import Setback, Step
from ._sending import Sender, ends_all

#: Steps that are sent before they are looked for; the names of all of them stand in the note of the lock.
_LARGEST_BATCH = 6


@dataclass(frozen=True, slots=True)
class Progress:
    """How far steps came.

    Attributes:
        done: Those that stay, those taken back excluded.
        error: Why no more were; None when all were, as far as each strand came.
        setbacks: Why strands were not, the nameless one included.
    """

    done: tuple[Step, ...] = ()
    error: LicensingError | None = None
    setbacks: tuple[Setback, ...] = ()


@dataclass(slots=True)
class _Walk:
    """A plan on its way to a host."""

    sender: Sender
    done: list[Step] = field(default_factory=list)
    setbacks: list[Setback] = field(default_factory=list)
    error: LicensingError | None = None

    def goes_on(self, step: Step) -> bool:
        """Whether its strand has not failed, and it is not done yet."""
        return all(setback.strand != step.strand for setback in self.setbacks) and self.sender.is_due(step)

    def send(self, steps: tuple[Step, ...]) -> None:
        """Steps of as many strands."""
        if len(steps) == 1:
            self._note(steps[0], _problem_of(self.sender, steps[0]))
            return
        for step, problem in self.sender.take_together(steps):
            self._note(step, problem)

    def _note(self, step: Step, problem: LicensingError | None) -> None:
        if problem is None:
            self.done.append(step)
            return
        if ends_all(problem) or not step.strand:
            self.error = self.error or problem
        self.setbacks.append(Setback(step.strand, problem))
        if not isinstance(problem, StillRunning):
            self.take_back(step.strand)

    def take_back(self, strand: str) -> None:
        """What can be undone of a strand."""
        own = [step for step in self.done if step.strand == strand]
        kept = self.sender.taken_back(own)
        self.done = [step for step in self.done if step.strand != strand or step in kept]

    def leave(self, steps: tuple[Step, ...]) -> None:
        """Nothing more is sent: strands that are not at their end fail as well."""
        for step in steps:
            if self.goes_on(step):
                self.setbacks.append(Setback(step.strand, _left_out()))
                self.take_back(step.strand)


def send_all(sender: Sender, steps: tuple[Step, ...]) -> Progress:
    """Send what is not done yet; in a strand, what comes after a step that failed is not sent.

    After a step of which nobody knows what became of it, nothing is sent to the host any more.
    """
    walk = _Walk(sender)
    for batch in _batches(steps):
        walk.send(tuple(step for step in batch if walk.goes_on(step)))
        if walk.error is not None:
            walk.leave(steps)
            break
    return Progress(tuple(walk.done), walk.error, tuple(walk.setbacks))


def _problem_of(sender: Sender, step: Step) -> LicensingError | None:
    try:
        sender.take(step)
    except LicensingError as problem:
        return problem
    return None


def _batches(steps: tuple[Step, ...]) -> Iterator[tuple[Step, ...]]:
    """Steps that stand side by side, are of a kind and belong to different strands."""
    batch: list[Step] = []
    for step in steps:
        fits = all(item.kind == step.kind and item.strand != step.strand for item in batch)
        if batch and (not fits or len(batch) == _LARGEST_BATCH):
            yield tuple(batch)
            batch = []
        batch.append(step)
    if batch:
        yield tuple(batch)


def _left_out() -> LicensingError:
    return LicensingError(
        "Nothing was sent for this product, because nobody knows what became of a request before.",
        advice="Run the task again; it reads the state first.",
    )
