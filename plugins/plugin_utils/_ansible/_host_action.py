# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The base of actions that bring a host into a desired state: observe, plan, carry out, report.

A concrete action says which options it takes, what they mean as a desire, and what its result holds. Planning, check
mode and diff are here, everything that is not about a host is in ``_action``.
"""

from __future__ import annotations

import re
from abc import abstractmethod
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from .._cim._session import Session
from .._controller._machine_lock import MachineLock, Place, controller_place, place_beside
from .._language._errors import InputError, LicensingError, UnreachableError
from .._language._text import Language, Text
from .._licensing._hardware import Machine
from .._licensing._model import Application
from .._licensing._product_key import ProductKey
from .._planner._desired import Desired, KeySource, Observed, Target
from .._planner._step import Step
from .._result._product import render_diff, render_product
from .._task._lock import Guard
from .._task._patience import Patience
from .._task._run import Halted, Run
from .._windows._host import RemoteHost
from .._wsman._client import Client
from ._action import CollectionAction
from ._connection import client_for

#: Bounds of the options of these names, in every module that has them: seconds, and times.
TIMEOUT_SECONDS = range(1, 3601)
RETRIES = range(11)

_GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an action has to report on.

    Attributes:
        desired: What was wanted.
        before: What was read before anything was changed.
        after: What was read last; the same as before in check mode.
        steps: What was done or, in check mode, is to be done.
    """

    desired: Desired
    before: Observed
    after: Observed
    steps: tuple[Step, ...]


class LicensingAction(CollectionAction):
    """Template of an action; subclasses fill in ``spec``, ``desire`` and ``report``."""

    _found_keys: tuple[str, ...] = ()
    _claims: ExitStack

    @abstractmethod
    def desire(self, args: Mapping[str, Any]) -> Desired:
        """What the options mean.

        Raises:
            InputError: They mean nothing sensible.
        """

    @abstractmethod
    def report(self, args: Mapping[str, Any], outcome: Outcome, now: datetime) -> dict[str, Any]:
        """The module's own part of the result."""

    def objection(self, args: Mapping[str, Any], outcome: Outcome) -> LicensingError | None:
        """Why the task fails although everything asked of the host went well; None when it does not."""
        return None

    def remarks(self, args: Mapping[str, Any], outcome: Outcome) -> list[str]:
        """Warnings."""
        return []

    def guard(self, args: Mapping[str, Any]) -> Guard | None:
        """What watches over activations; None when nothing does. Called before the host is contacted.

        Raises:
            LicensingError: It cannot do its work.
        """
        return None

    def shared_file(self, args: Mapping[str, Any]) -> Path | None:
        """A file by which controllers share their work; they lock machines beside it."""
        return None

    def reconsider(self, args: Mapping[str, Any], run: Run, host: str) -> Desired:
        """The desire after a first look at the host, whose name in the inventory is given; most know it before."""
        return run.desired

    def settle(self, args: Mapping[str, Any], outcome: Outcome, error: LicensingError | None) -> LicensingError | None:
        """Write down what became of it, check mode excepted; the error the task fails with, if any."""
        return error

    def perform(self, args: Mapping[str, Any], variables: Mapping[str, Any]) -> dict[str, Any]:
        """Observe, plan, carry out unless in check mode, and report."""
        patience = _patience(args)
        desired = self.desire(args)
        guard = self.guard(args)
        client = client_for(self._connection)
        self._require_confidential(args, client)
        # A task that is delegated works on the host it is delegated to, and its connection leads there.
        name = str(self._task.delegate_to or variables.get("inventory_hostname", ""))
        lock = MachineLock(self._places(args), patience)
        run = Run(RemoteHost(Session(client)), desired, patience, guard, lock, name)
        with ExitStack() as self._claims:
            outcome, error = self._brought(args, run, client, name)
        error = error or self.objection(args, outcome)
        warnings = self.remarks(args, outcome) + _doubts(run.machine, self.language)
        result: dict[str, Any] = {"changed": bool(outcome.steps), "warnings": warnings}
        if run.notes:
            result["notes"] = list(run.notes)
        if self._task.diff:
            result["diff"] = render_diff(outcome.steps)
        return result | self.report(args, outcome, datetime.now(timezone.utc)) | self._failure(error)

    def _brought(
        self, args: Mapping[str, Any], run: Run, client: Client, name: str
    ) -> tuple[Outcome, LicensingError | None]:
        """The host as it is desired, or as far as it came; in check mode only what there is to do."""
        run.observe()
        run.aim(self.reconsider(args, run, name))
        self._require_confidential(args, client, run.desired)
        steps = run.plan()
        self._remember_key(run.desired)
        if self._task.check_mode:
            return Outcome(run.desired, run.basis, run.observed, steps), None
        steps, error = self._carried_out(run, steps)
        outcome = Outcome(run.desired, run.basis, run.observed, steps)
        return outcome, self.settle(args, outcome, error)

    def _places(self, args: Mapping[str, Any]) -> tuple[Place, ...]:
        shared = self.shared_file(args)
        return (controller_place(), *([place_beside(shared)] if shared else []))

    def _carried_out(self, run: Run, steps: tuple[Step, ...]) -> tuple[tuple[Step, ...], LicensingError | None]:
        """The steps done, and why no more were."""
        for step in steps:
            self._display.vv(step.describe())
        try:
            return run.carry_out(steps), None
        except Halted as halt:
            if isinstance(halt.error, UnreachableError):
                raise halt.error from None
            return halt.done, halt.error

    def _require_confidential(self, args: Mapping[str, Any], client: Client, desired: Desired | None = None) -> None:
        """Keys and Confirmation IDs do not travel in the clear; a published setup key is no secret."""
        carries = [name for name in self.spec.secrets if args.get(name)]
        if args.get("source") == KeySource.FIRMWARE.value:
            carries.append("the firmware key")
        if getattr(desired, "confirmation_id", None) is not None:
            carries.append("confirmation_id")
        if carries and not args.get("allow_unencrypted") and not client.is_confidential:
            raise InputError(
                "This connection would carry {what} unencrypted, so nothing was sent.",
                advice="Use HTTPS or message encryption (ntlm, kerberos or credssp), or set allow_unencrypted: true.",
                what=carries[0],
            )

    def _remember_key(self, desired: Desired) -> None:
        """A key that was found on the host is as secret as one that was given."""
        key = getattr(desired, "key", None)
        self._found_keys = (key.reveal(),) if isinstance(key, ProductKey) else ()

    def _found_secrets(self) -> tuple[str, ...]:
        return self._found_keys


def _patience(args: Mapping[str, Any]) -> Patience:
    """The options ``timeout`` and ``retries``; a module without them reads only, and waits for nothing.

    Raises:
        InputError: One of them is out of bounds.
    """
    for name, bounds in (("timeout", TIMEOUT_SECONDS), ("retries", RETRIES)):
        value = args.get(name)
        if value is not None and value not in bounds:
            raise InputError(
                "{option} is out of bounds.",
                advice="Give a number from {least} to {most}.",
                option=name,
                least=bounds[0],
                most=bounds[-1],
            )
    return Patience(args.get("timeout") or 0, args.get("retries") or 0)


def _doubts(machine: Machine | None, language: Language) -> list[str]:
    """A warning when a machine could not be told from others by its hardware."""
    if machine is None or machine.has_uuid:
        return []
    doubt = Text(
        "The hardware of {host} shows no UUID of its own, so it is known by its inventory name: list it under one name "
        "only, and set a UUID in its firmware or hypervisor.",
        host=machine.name,
    )
    return [doubt.said_in(language)]


def target_of(args: Mapping[str, Any]) -> Target:
    """The options ``application`` and ``activation_id``; an ID says by itself whose product it is.

    Raises:
        InputError: The ID is none.
    """
    activation_id = parse_activation_id(args)
    return Target(None if activation_id else Application[args["application"].upper()], activation_id)


def require_windows_key(args: Mapping[str, Any]) -> None:
    """The option ``source`` goes with the rest.

    Raises:
        InputError: It gives a key of Windows, and the task is about something else.
    """
    if args["source"] and args["application"] != "windows":
        raise InputError(
            "source: {source} gives a key of Windows, and application is {application}.",
            advice="Give product_key.",
            source=args["source"],
            application=args["application"],
        )


def report_change(outcome: Outcome, now: datetime, language: Language = Language.ENGLISH) -> dict[str, Any]:
    """The part of the result that all modules which can change something share."""
    target = outcome.desired.subject.select(outcome.after.products)
    return {
        "product": render_product(target[0], now, language) if len(target) == 1 else None,
        "licensed": outcome.desired.subject.is_licensed(outcome.after.products),
        "before": [render_product(product, now, language) for product in outcome.before.products],
        "after": [render_product(product, now, language) for product in outcome.after.products],
        "steps": [step.describe() for step in outcome.steps],
    }


def parse_activation_id(args: Mapping[str, Any]) -> str | None:
    """The option ``activation_id`` in lower case, None when it is not given.

    Raises:
        InputError: It is no GUID.
    """
    text = (args.get("activation_id") or "").strip().strip("{}").lower()
    if not text:
        return None
    if not _GUID.fullmatch(text):
        raise InputError(
            "The activation_id is not a GUID.",
            advice="Copy it from the result of win_activation_status, 8-4-4-4-12 hexadecimal digits.",
        )
    return text


def parse_key(args: Mapping[str, Any]) -> ProductKey | KeySource | None:
    """The options ``product_key`` and ``source``.

    Raises:
        InputError: The text cannot be a product key.
    """
    if args.get("source"):
        return KeySource(args["source"])
    if args.get("product_key") is None:
        return None
    return ProductKey.parse(args["product_key"], allow_failing_checksum=args["allow_failing_checksum"])


def key_remarks(args: Mapping[str, Any]) -> list[str]:
    """A warning when a key is of the format that cannot be checked."""
    key = parse_key(args)
    if isinstance(key, ProductKey) and not key.is_checkable:
        return ["The product key is of the older format (no N), in which typing mistakes cannot be found."]
    return []
