# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Bringing a host to a wish, from the first reading to the last."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Generic, TypeVar

from .._language._errors import LicensingError, UnreachableError
from .._language._text import Text
from .._licensing._hardware import Machine
from .._licensing._host import Host
from .._planner._plan import foreseen
from .._planner._wish import Observed, Setback, Step, Wish
from ._machine import ActivationGuard, Lock, Unguarded, Unlocked
from ._patience import Patience
from ._run import Run
from ._sending import Watcher

_Wish = TypeVar("_Wish", bound=Wish)
_Wished_co = TypeVar("_Wished_co", bound=Wish, covariant=True)


@dataclass(frozen=True, slots=True)
class Terms:
    """On what terms a host is changed.

    Attributes:
        patience: How long to wait for it.
        guard: Watches over activations.
        lock: Keeps others away from the machine.
        name: How the inventory calls the host.
        is_dry: Whether nothing is to be sent, as in check mode.
        watcher: Is told of each look that did not show the effect of a step yet.
    """

    patience: Patience
    guard: ActivationGuard = field(default_factory=Unguarded)
    lock: Lock = field(default_factory=Unlocked)
    name: str = ""
    is_dry: bool = False
    watcher: Watcher = lambda _step, _seconds: None


@dataclass(frozen=True, slots=True)
class Outcome(Generic[_Wished_co]):
    """What became of a wish.

    Attributes:
        wish: What was wanted, complete.
        before: What was read before anything was changed.
        after: What was read last or, on dry terms, what is foreseen to be read after the steps.
        steps: What was done or, on dry terms, is to be done.
        error: Why the wish is not fulfilled; None when it is.
        machine: The machine, where it had to be known.
        notes: What happened beside the steps.
        is_foreseen: Whether ``after`` was not read: there are steps, and they were not sent.
        setbacks: Which strands of the wish are not fulfilled, and why.
    """

    wish: _Wished_co
    before: Observed
    after: Observed
    steps: tuple[Step, ...]
    error: LicensingError | None = None
    machine: Machine | None = None
    notes: tuple[Text, ...] = ()
    is_foreseen: bool = False
    setbacks: tuple[Setback, ...] = ()


class Attendant(Generic[_Wish]):
    """Whoever has a say while a host is brought to a wish; this one has nothing to say."""

    def aimed(self, run: Run[_Wish]) -> _Wish:
        """The wish, after a first look at the host; most are known before.

        Raises:
            LicensingError: It cannot be.
        """
        return run.wish

    def planned(self, wish: _Wish, steps: tuple[Step, ...]) -> None:
        """Called with the complete wish and its steps before any of them is sent."""

    def concluded(self, outcome: Outcome[_Wish]) -> Outcome[_Wish]:
        """What became of it, written down; not called on dry terms."""
        return outcome


def bring(host: Host, wish: _Wish, terms: Terms, attendant: Attendant[_Wish]) -> Outcome[_Wish]:
    """Bring a host to a wish, or as far as it goes; on dry terms only say what there is to do.

    Raises:
        UnreachableError: The host cannot be reached.
        LicensingError: The wish cannot be planned.
    """
    with Run(host, wish, terms.patience, terms.guard, terms.lock, terms.name, terms.watcher) as run:
        if wish.is_claiming and not terms.is_dry:
            run.claim()
        run.observe()
        run.aim(attendant.aimed(run))
        steps = run.plan()
        attendant.planned(run.wish, steps)
        if terms.is_dry:
            return _foretold(run, steps)
        progress = run.carry_out(steps)
        if isinstance(progress.error, UnreachableError):
            raise progress.error
        return attendant.concluded(
            Outcome(
                run.wish,
                run.basis,
                run.observed,
                progress.done,
                run.wish.failure(progress.setbacks) or progress.error,
                run.machine,
                run.notes,
                setbacks=progress.setbacks,
            )
        )


def _foretold(run: Run[_Wish], steps: tuple[Step, ...]) -> Outcome[_Wish]:
    after, refused = foreseen(run.observed, run.wish, steps), run.refused()
    error = run.wish.failure(refused)
    return Outcome(run.wish, run.basis, after, steps, error, run.machine, is_foreseen=bool(steps), setbacks=refused)
