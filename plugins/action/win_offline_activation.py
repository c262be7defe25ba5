# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Action of licenseops.windows.win_offline_activation: Installation ID out, Confirmation ID in, verified."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from ..plugin_utils._ansible._action import LANGUAGE_OPTION, Spec
from ..plugin_utils._ansible._host_action import HostAction
from ..plugin_utils._ansible._options import parse_target
from ..plugin_utils._ansible._vault import VaultCipher
from ..plugin_utils._controller._list_file import Store
from ..plugin_utils._controller._own_row import OwnRow, expects_deposit, look_up, write_down
from ..plugin_utils._language._errors import InputError, LicensingError
from ..plugin_utils._language._moment import minute
from ..plugin_utils._licensing._errors import PlanError
from ..plugin_utils._licensing._model import Identity
from ..plugin_utils._licensing._offline_id import ConfirmationId, InstallationId
from ..plugin_utils._planner._activation import Activated, the_product
from ..plugin_utils._planner._activation_method import Method
from ..plugin_utils._planner._activation_steps import ready_for_deposit
from ..plugin_utils._result._change import render_change
from ..plugin_utils._result._product import render_installation
from ..plugin_utils._task._machine import ActivationGuard, Unguarded
from ..plugin_utils._task._run import Run
from ..plugin_utils._task._task import Outcome
from ..plugin_utils._worklist._candidate import Candidate, Licence, ListedHost, candidate_on
from ..plugin_utils._worklist._row import ListRow, Pen, RowState


class ActionModule(HostAction[Activated]):
    """Gives the Installation ID, or deposits the Confirmation ID that belongs to it."""

    spec = Spec(
        options={
            "confirmation_id": {"type": "str", "no_log": True},
            "installation_id": {"type": "str"},
            "worklist": {"type": "path"},
            "application": {"type": "str", "choices": ["windows", "office"], "default": "windows"},
            "activation_id": {"type": "str"},
            "allow_failing_check_digits": {"type": "bool", "default": False},
            "allow_unencrypted": {"type": "bool", "default": False},
            "timeout": {"type": "int", "default": 60},
            "retries": {"type": "int", "default": 2},
            "language": LANGUAGE_OPTION,
        },
        mutually_exclusive=[["worklist", "confirmation_id"], ["worklist", "installation_id"]],
    )

    _own_row: OwnRow | None = None

    def desire(self, args: Mapping[str, Any]) -> Activated:
        """The product licensed by a Confirmation ID, or its Installation ID known."""
        allow = args["allow_failing_check_digits"]
        given, expected = args["confirmation_id"], args["installation_id"]
        return Activated(
            parse_target(args),
            method=Method.OFFLINE,
            confirmation_id=None if given is None else ConfirmationId.parse(given, allow_failing_check_digits=allow),
            expected=None if expected is None else InstallationId.parse(expected),
            with_identity=args["worklist"] is not None,
        )

    def shared_file(self, args: Mapping[str, Any]) -> Path | None:
        """The list."""
        return Path(args["worklist"]) if args["worklist"] else None

    def guard(self, args: Mapping[str, Any]) -> ActivationGuard:
        """Nothing counts activations here; but the list is to be one that can be read."""
        if args["worklist"]:
            self._store(args).read()
        return Unguarded()

    def reconsider(self, args: Mapping[str, Any], run: Run[Activated]) -> Activated:
        """With a list: the product is entered into it, and its Confirmation ID is taken from it."""
        if not args["worklist"]:
            return run.wish
        store, found = self._store(args), _candidate(run)
        if found is None:
            return run.wish
        if not self._task.check_mode and expects_deposit(store.read(), found) is not None:
            found = _candidate_alone(run, store, found)
        self._own_row = look_up(
            store,
            found,
            self._pen(),
            allow_failing=args["allow_failing_check_digits"],
            is_dry=self._task.check_mode,
        )
        return _with_confirmation(run.wish, self._own_row.row)

    def conclude(self, args: Mapping[str, Any], outcome: Outcome[Activated]) -> Outcome[Activated]:
        """The outcome of a deposit into the list, whether it went well or not."""
        own = self._own_row
        if own is None or own.row is None or outcome.wish.confirmation_id is None:
            return outcome
        try:
            row = write_down(self._store(args), own.row.key, outcome.error, self._pen())
        except LicensingError as unwritten:
            return replace(outcome, error=outcome.error or unwritten)
        self._own_row = replace(own, row=row or own.row, is_written=True)
        return outcome

    def objection(self, args: Mapping[str, Any], outcome: Outcome[Activated]) -> LicensingError | None:
        """What the list says that a person has to look at."""
        return _objection(self._own_row) if self._own_row else None

    def report(self, args: Mapping[str, Any], outcome: Outcome[Activated], now: datetime) -> dict[str, Any]:
        """Products before and after, and the Installation ID in the form the portal wants."""
        return {
            **render_change(outcome, now, self.language),
            **render_installation(outcome.wish.subject.select(outcome.after.products)),
            **(self._report_list(outcome) if args["worklist"] else {}),
        }

    def _report_list(self, outcome: Outcome[Activated]) -> dict[str, Any]:
        """Where the product stands on the list; one that is licensed and was never on it counts as applied.

        In check mode the row of a product whose Confirmation ID is to be sent is applied, as it will be.
        """
        own = self._own_row
        row = own.row if own and not outcome.is_foreseen else None
        is_written = own is not None and own.is_written
        return {
            "changed": bool(outcome.steps) or is_written,
            "worklist_state": row.state.value if row else RowState.APPLIED.value,
            "worklist_reason": row.why.said_in(self.language) if row else "",
        }

    def _pen(self) -> Pen:
        return Pen(minute(datetime.now(timezone.utc)), self.language)

    def _store(self, args: Mapping[str, Any]) -> Store:
        return Store(Path(args["worklist"]), VaultCipher(self._loader), option="worklist")


def _candidate_alone(run: Run[Activated], store: Store, found: Candidate) -> Candidate:
    """The product as it is now that no other task changes the machine: one may have sent its Confirmation ID."""
    run.claim()
    row = expects_deposit(store.read(), found)
    if row is not None and row.was_sent:
        run.observe_anew()
    else:
        run.observe()
    return _candidate(run) or found


def _with_confirmation(wish: Activated, row: ListRow | None) -> Activated:
    """The wish with the Confirmation ID of a row that is ready."""
    if row is None or row.confirmation_id is None or row.state is not RowState.CONFIRMED:
        return wish
    return replace(wish, confirmation_id=row.confirmation_id, expected=InstallationId.parse(row.installation_id))


def _candidate(run: Run[Activated]) -> Candidate | None:
    """The product as the list sees it; None for one that is licensed and never belongs there.

    Raises:
        LicensingError: There is no such product, no Confirmation ID can activate it, or its host cannot be told from
            others.
    """
    observed, target = run.observed, run.wish.target
    product, identity = the_product(observed, target), observed.part(Identity)
    if identity is None:
        raise TypeError("the identity was not read")
    machine = ListedHost.known(run.name or identity.name, identity.uuid, identity.build)
    found = candidate_on(machine, Licence.of(product))
    if found is not None or product.is_licensed:
        return found
    ready_for_deposit(observed, target, None)
    raise PlanError(
        "{product} is not activated by a Confirmation ID.",
        advice="Install a MAK or retail key first, or activate it in another way.",
        product=product.title,
    )


def _objection(own: OwnRow) -> LicensingError | None:
    """A stale row, a refused or a mistyped Confirmation ID; None when nothing is wrong."""
    row = own.row
    if own.problem:
        return InputError(own.problem)
    if row is not None and row.state is RowState.FAILED:
        return PlanError(
            "The host has refused the Confirmation ID of {product}. {reason}",
            advice="Nothing was sent. Get a new Confirmation ID for the Installation ID in the list.",
            product=row.title,
            reason=row.why,
        )
    if own.outdated and (row is None or row.state is RowState.NEEDED):
        return PlanError(
            "{product} is stale. {reason}",
            advice="Nothing was sent. The new Installation ID is on the list; get a Confirmation ID for it.",
            product=own.outdated[0].title,
            reason=own.outdated[0].why,
        )
    return None
