# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What was sent that must not be sent twice, until it shows: noted in the lock, for the task after one that dies."""

from __future__ import annotations

from collections.abc import Callable

from .._planner._wish import Step
from ._machine import Lock

#: Between the names of several steps in one note, and between kind and strand of one; in neither of them.
_AND, _OF = "+", " "


class UnderWay:
    """The steps of a task that are under way. One that may be sent twice is none.

    Args:
        lock: Held; takes the note.
    """

    def __init__(self, lock: Lock) -> None:
        self._lock = lock
        self._names: list[str] = []

    def note(self, step: Step) -> None:
        """A step is about to be sent.

        Raises:
            LicensingError: It cannot be noted, so it must not be sent.
        """
        if step.is_repeatable:
            return
        names = [*(name for name in self._names if name != _name(step)), _name(step)]
        self._lock.mark(_AND.join(names))
        self._names = names

    def conclude(self, note: str, is_covered: Callable[[str], bool]) -> None:
        """What an earlier task left has shown, or would have by now; unless this one does not look at its strand.

        Args:
            note: What was left.
            is_covered: Whether a strand is one that this task looks at.
        """
        named = (name for name in note.split(_AND) if _OF in name)
        self._names = [name for name in named if not is_covered(name.partition(_OF)[2])]
        if self._names:
            self._lock.mark(_AND.join(self._names))
        else:
            self._lock.forget()

    def settle(self, step: Step) -> None:
        """It is known what became of a step."""
        if _name(step) not in self._names:
            return
        self._names.remove(_name(step))
        if self._names:
            self._lock.mark(_AND.join(self._names))
        else:
            self._lock.forget()


def may_be(step: Step, note: str) -> bool:
    """Whether a step may be one of those in a note; a strand that is not named may be any.

    Args:
        step: A step that is missing.
        note: What a task has left behind.
    """
    return any(_is_alike(step, *name.partition(_OF)[::2]) for name in note.split(_AND))


def _is_alike(step: Step, kind: str, strand: str) -> bool:
    return kind == step.kind and (not strand or not step.strand or strand == step.strand)


def _name(step: Step) -> str:
    """``Activate``, or ``Activate ProPlus2024`` where several of a kind may be under way."""
    return f"{step.kind}{_OF}{step.strand}" if step.strand else step.kind
