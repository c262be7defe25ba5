# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The base of all actions: the only layer that knows Ansible.

A concrete action says which options it takes, what they mean as a desire, and what its result holds. Everything else
is here: validation, observing, planning, check mode, diff, masking, and turning errors into results.
"""

from __future__ import annotations

import re
from abc import abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any

from ansible.errors import AnsibleConnectionFailure
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible.module_utils.common.parameters import remove_values
from ansible.plugins.action import ActionBase

from ._cim._session import Session
from ._connection import client_for
from ._errors import InputError, LicensingError, UnreachableError
from ._licensing._product_key import ProductKey
from ._licensing._typed_text import bare
from ._planner._desired import Desired, KeySource, Observed
from ._planner._run import Guard, Halted, Patience, Run
from ._planner._step import Step
from ._remote_host import RemoteHost
from ._render import render_diff, render_error, render_product
from ._wsman._client import Client

_GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")

#: Shorter values are no keys; masking them would only garble other text.
_SHORTEST_SECRET = 10


@dataclass(frozen=True, slots=True)
class Spec:
    """The options of a module, as Ansible's validator takes them. A test compares them with its documentation."""

    options: Mapping[str, Mapping[str, Any]]
    mutually_exclusive: Sequence[Sequence[str]] = ()
    required_one_of: Sequence[Sequence[str]] = ()
    required_if: Sequence[Sequence[Any]] = ()

    @property
    def secrets(self) -> frozenset[str]:
        """Names of the options whose values must not show."""
        return frozenset(name for name, option in self.options.items() if option.get("no_log"))


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an action has to report on.

    Attributes:
        desired: What was wanted.
        before: What was read at first.
        after: What was read last; the same as before in check mode.
        steps: What was done or, in check mode, is to be done.
    """

    desired: Desired
    before: Observed
    after: Observed
    steps: tuple[Step, ...]


class LicensingAction(ActionBase):
    """Template of an action; subclasses fill in ``spec``, ``desire`` and ``report``."""

    _supports_check_mode = True
    _supports_async = False
    _requires_connection = False

    spec: Spec
    _found_keys: tuple[str, ...] = ()

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

    def guard(self, args: Mapping[str, Any], host: str) -> Guard | None:
        """What watches over the activations of a host; None when nothing does."""
        return None

    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        """Run the task; errors come back as a failed result, never as a traceback."""
        super().run(tmp, task_vars)
        try:
            result = self._run_validated(self._validated(), (task_vars or {}).get("inventory_hostname", ""))
        except UnreachableError as error:
            raise AnsibleConnectionFailure(self._masked(str(error))) from None
        except LicensingError as error:
            result = _failure(error)
        masked: dict[str, Any] = self._masked(result)
        return masked

    def _validated(self) -> dict[str, Any]:
        spec = self.spec
        validator = ArgumentSpecValidator(
            {name: dict(option) for name, option in spec.options.items()},
            mutually_exclusive=spec.mutually_exclusive,
            required_one_of=spec.required_one_of,
            required_if=spec.required_if,
        )
        outcome = validator.validate(self._task.args)
        if outcome.unsupported_parameters:
            unknown = ", ".join(sorted(str(name) for name in outcome.unsupported_parameters))
            raise InputError(f"Unknown option: {unknown}.", f"The options are {', '.join(sorted(spec.options))}.")
        if outcome.error_messages:
            messages = "; ".join(outcome.error_messages).rstrip(".")
            raise InputError(f"{messages}.", "See the documentation of the module.")
        arguments: dict[str, Any] = outcome.validated_parameters
        return arguments

    def _run_validated(self, args: dict[str, Any], host: str) -> dict[str, Any]:
        desired = self.desire(args)
        client = client_for(self._connection)
        self._require_confidential(args, client)
        patience = Patience(args.get("timeout") or 0, args.get("retries") or 0)
        run = Run(RemoteHost(Session(client)), desired, patience, self.guard(args, host))
        before = run.observe()
        steps = run.plan()
        self._remember_key(run.desired)
        steps, error = (steps, None) if self._task.check_mode else self._carried_out(run, steps)
        outcome = Outcome(run.desired, before, run.observed, steps)
        error = error or self.objection(args, outcome)
        result: dict[str, Any] = {"changed": bool(steps), "warnings": self.remarks(args, outcome)}
        if run.notes:
            result["notes"] = list(run.notes)
        if self._task.diff:
            result["diff"] = render_diff(steps)
        return result | self.report(args, outcome, datetime.now(timezone.utc)) | _failure(error)

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

    def _require_confidential(self, args: Mapping[str, Any], client: Client) -> None:
        """Keys and Confirmation IDs do not travel in the clear; a published setup key is no secret."""
        carries = [name for name in self.spec.secrets if args.get(name)]
        if args.get("source") == KeySource.FIRMWARE.value:
            carries.append("the firmware key")
        if carries and not args.get("allow_unencrypted") and not client.is_confidential:
            raise InputError(
                f"This connection would carry {carries[0]} unencrypted, so nothing was sent.",
                "Use HTTPS or message encryption (ntlm, kerberos or credssp), or set allow_unencrypted: true.",
            )

    def _masked(self, value: Any) -> Any:
        """Without any form of a secret option, whatever a host or a library put into its texts."""
        return remove_values(value, self._secret_texts())

    def _remember_key(self, desired: Desired) -> None:
        """A key that was found on the host is as secret as one that was given."""
        key = getattr(desired, "key", None)
        self._found_keys = (key.reveal(),) if isinstance(key, ProductKey) else ()

    def _secret_texts(self) -> list[str]:
        given = [str(self._task.args[name]) for name in self.spec.secrets if self._task.args.get(name)]
        texts = (*given, *self._found_keys)
        return [form for text in texts for form in _forms(text) if len(form) >= _SHORTEST_SECRET]


def report_change(outcome: Outcome, now: datetime) -> dict[str, Any]:
    """The part of the result that all modules which can change something share."""
    target = outcome.desired.subject.select(outcome.after.products)
    return {
        "product": render_product(target[0], now) if len(target) == 1 else None,
        "licensed": bool(target) and all(product.is_licensed for product in target),
        "before": [render_product(product, now) for product in outcome.before.products],
        "after": [render_product(product, now) for product in outcome.after.products],
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
            "Copy it from the result of win_activation_status, 8-4-4-4-12 hexadecimal digits.",
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


def _failure(error: LicensingError | None) -> dict[str, Any]:
    if error is None:
        return {}
    return {"failed": True, "msg": str(error), "error": render_error(error)}


def _forms(text: str) -> set[str]:
    """The ways a secret may be written: as given, bare, in blocks of five, digits only, in either case."""
    symbols = bare(text)
    dashed = "-".join(symbols[start : start + 5] for start in range(0, len(symbols), 5))
    digits = "".join(char for char in symbols if char.isdigit())
    return {text, text.lower(), symbols, symbols.lower(), dashed, dashed.lower(), digits}
