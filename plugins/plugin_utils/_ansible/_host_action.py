# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The base of actions that bring a host to a wish.

A concrete action says which options it takes, what they mean as a wish, and what its result holds. Everything that is
not about a host is in ``_action``, and what happens in between in ``_task``.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Generic, TypeVar

from .._cim._session import Session
from .._controller._machine_lock import MachineLock, Place, controller_place, place_beside
from .._language._errors import InputError, LicensingError
from .._language._text import Text
from .._licensing._hardware import Machine
from .._licensing._host import Host
from .._planner._wish import Step, Wish
from .._result._change import render_diff, render_texts
from .._task._machine import ActivationGuard, Unguarded
from .._task._patience import Patience
from .._task._run import Run
from .._task._task import Attendant, Outcome, Terms, bring
from .._windows._host import RemoteHost
from ._action import CollectionAction
from ._connection import client_for
from ._options import parse_patience

_Wish = TypeVar("_Wish", bound=Wish)


@dataclass(frozen=True, slots=True)
class Reached:
    """A host that can be asked.

    Attributes:
        is_confidential: Whether nobody on the way can read what is sent.
    """

    host: Host
    is_confidential: bool


class HostAction(CollectionAction, Generic[_Wish]):
    """Template of an action; subclasses fill in ``spec``, ``desire`` and ``report``."""

    #: How the inventory calls the host.
    host_name: str = ""

    _known_secrets: tuple[str, ...] = ()

    @abstractmethod
    def desire(self, args: Mapping[str, Any]) -> _Wish:
        """What the options mean.

        Raises:
            InputError: They mean nothing sensible.
        """

    @abstractmethod
    def report(self, args: Mapping[str, Any], outcome: Outcome[_Wish], now: datetime) -> dict[str, Any]:
        """The module's own part of the result."""

    def objection(self, args: Mapping[str, Any], outcome: Outcome[_Wish]) -> LicensingError | None:
        """Why the task fails although everything asked of the host went well; None when it does not."""
        return None

    def remarks(self, args: Mapping[str, Any], outcome: Outcome[_Wish]) -> list[Text]:
        """Warnings."""
        return []

    def guard(self, args: Mapping[str, Any]) -> ActivationGuard:
        """What watches over activations. Called before the host is contacted.

        Raises:
            LicensingError: It cannot do its work.
        """
        return Unguarded()

    def shared_file(self, args: Mapping[str, Any]) -> Path | None:
        """A file by which controllers share their work; they lock machines beside it."""
        return None

    def reconsider(self, args: Mapping[str, Any], run: Run[_Wish]) -> _Wish:
        """The wish after a first look at the host; most know it before."""
        return run.wish

    def conclude(self, args: Mapping[str, Any], outcome: Outcome[_Wish]) -> Outcome[_Wish]:
        """Write down what became of it; check mode excepted."""
        return outcome

    def patience(self, args: Mapping[str, Any]) -> Patience:
        """How long the task waits, by the clock of the controller.

        Raises:
            InputError: An option is out of bounds.
        """
        return parse_patience(args)

    def turn(self, args: Mapping[str, Any]) -> Patience:
        """How long the task waits for another one that changes the same machine; as long as for anything else."""
        return self.patience(args)

    def reach(self) -> Reached:
        """The host at the other end of the connection; nothing is sent yet.

        Raises:
            InputError: The connection cannot be used.
        """
        client = client_for(self._connection)
        return Reached(RemoteHost(Session(client)), client.is_confidential)

    def perform(self, args: Mapping[str, Any], variables: Mapping[str, Any]) -> dict[str, Any]:
        """Bring the host to the wish, in check mode only as far as a plan, and report."""
        patience, wish, guard = self.patience(args), self.desire(args), self.guard(args)
        reached = self.reach()
        self.require_confidential(args, reached, wish)
        # A task that is delegated works on the host it is delegated to, and its connection leads there.
        name = self.host_name = str(self._task.delegate_to or variables.get("inventory_hostname", ""))
        lock = MachineLock(self._places(args), self.turn(args))
        terms = Terms(patience, guard, lock, name, is_dry=self.is_dry, watcher=self.watch)
        outcome = bring(reached.host, wish, terms, _Attendant(self, args, reached))
        return self._result(args, outcome)

    def _result(self, args: Mapping[str, Any], outcome: Outcome[_Wish]) -> dict[str, Any]:
        error = outcome.error or self.objection(args, outcome)
        remarks = [*self.remarks(args, outcome), *_doubts(outcome.machine)]
        result: dict[str, Any] = {"changed": bool(outcome.steps), "warnings": render_texts(remarks, self.language)}
        if outcome.notes:
            result["notes"] = render_texts(outcome.notes, self.language)
        if self._task.diff:
            result["diff"] = render_diff(outcome.steps, self.language)
        return result | self.report(args, outcome, self.now()) | self._failure(error)

    def _places(self, args: Mapping[str, Any]) -> tuple[Place, ...]:
        shared = self.shared_file(args)
        return (controller_place(), *([place_beside(shared)] if shared else []))

    def require_confidential(self, args: Mapping[str, Any], reached: Reached, wish: _Wish) -> None:
        """Keys and Confirmation IDs do not travel in the clear; a published setup key is no secret.

        Raises:
            InputError: They would.
        """
        carried = (*(name for name in sorted(self.spec.secrets) if args.get(name)), *wish.carries)
        if carried and not args.get("allow_unencrypted") and not reached.is_confidential:
            raise InputError(
                "This connection would carry {what} unencrypted, so nothing was sent.",
                advice="Use HTTPS or message encryption (ntlm, kerberos or credssp), or set allow_unencrypted: true.",
                what=carried[0],
            )

    def remember_secrets(self, wish: _Wish) -> None:
        """A key that was found on the host, or a Confirmation ID on a list, is as secret as one that was given."""
        self._known_secrets = tuple(secret.reveal() for secret in wish.secrets)

    @property
    def is_dry(self) -> bool:
        """Whether nothing is to be sent, as in check mode."""
        return bool(self._task.check_mode)

    def prepare(self, args: Mapping[str, Any], steps: tuple[Step, ...]) -> None:
        """Called before the first step is sent, check mode excepted.

        Raises:
            LicensingError: Nothing must be sent.
        """

    def announce(self, steps: tuple[Step, ...]) -> None:
        """Tell whoever listens (-vv) what is about to be done."""
        for step in steps if not self._task.check_mode else ():
            self._display.vv(step.describe(self.language))

    def watch(self, step: Step, seconds: float) -> None:
        """Called while the effect of a step is waited for."""

    def _found_secrets(self) -> tuple[str, ...]:
        return self._known_secrets


class _Attendant(Attendant[_Wish]):
    """An action, while its host is brought to the wish."""

    def __init__(self, action: HostAction[_Wish], args: Mapping[str, Any], reached: Reached) -> None:
        self._action = action
        self._args = args
        self._reached = reached

    def aimed(self, run: Run[_Wish]) -> _Wish:
        wish = self._action.reconsider(self._args, run)
        self._action.remember_secrets(wish)
        self._action.require_confidential(self._args, self._reached, wish)
        return wish

    def planned(self, wish: _Wish, steps: tuple[Step, ...]) -> None:
        self._action.remember_secrets(wish)
        self._action.announce(steps)
        if steps and not self._action.is_dry:
            self._action.prepare(self._args, steps)

    def concluded(self, outcome: Outcome[_Wish]) -> Outcome[_Wish]:
        return self._action.conclude(self._args, outcome)


def _doubts(machine: Machine | None) -> list[Text]:
    """A warning when a machine could not be told from others by its hardware."""
    if machine is None or machine.has_uuid:
        return []
    return [
        Text(
            "The hardware of {host} shows no UUID of its own, so it is known by its inventory name: list it under one "
            "name only, and set a UUID in its firmware or hypervisor.",
            host=machine.name,
        )
    ]
