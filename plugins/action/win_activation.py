# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Action of licenseops.windows.win_activation: the desired licence state in one task, and verified."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from ..plugin_utils._ansible._action import LANGUAGE_OPTION, Spec
from ..plugin_utils._ansible._host_action import HostAction
from ..plugin_utils._ansible._kms_options import kms_remarks, parse_kms_wish
from ..plugin_utils._ansible._office_wish import parse_office_wish, product_key_remarks, wants_office_products
from ..plugin_utils._ansible._options import key_remarks, parse_key, parse_target, require_windows_key
from ..plugin_utils._controller._ledger import Ledger
from ..plugin_utils._controller._ledger_file import check_ledger, is_new
from ..plugin_utils._controller._ledger_guard import LedgerGuard
from ..plugin_utils._language._errors import InputError, LicensingError
from ..plugin_utils._language._text import Language, Text
from ..plugin_utils._licensing._errors import NotLicensed, PlanError
from ..plugin_utils._licensing._model import Application, Product
from ..plugin_utils._licensing._offline_id import ConfirmationId, InstallationId
from ..plugin_utils._planner._activation import Activated
from ..plugin_utils._planner._activation_method import Method
from ..plugin_utils._planner._esu_choice import EsuChoice
from ..plugin_utils._planner._office_activation import OfficeActivated
from ..plugin_utils._planner._target import Target
from ..plugin_utils._result._change import render_change
from ..plugin_utils._result._office_activation import render_office
from ..plugin_utils._result._product import render_esu, render_installation
from ..plugin_utils._task._machine import ActivationGuard, Unguarded
from ..plugin_utils._task._task import Outcome

_Wish = Activated | OfficeActivated


class ActionModule(HostAction[_Wish]):
    """Takes a product to licensed, however its key allows."""

    spec = Spec(
        options={
            "product_key": {"type": "str", "no_log": True},
            "source": {"type": "str", "choices": ["gvlk", "firmware"]},
            "method": {"type": "str", "choices": ["auto", "online", "kms", "ad", "offline"], "default": "auto"},
            "application": {"type": "str", "choices": ["windows", "office"], "default": "windows"},
            "activation_id": {"type": "str"},
            "office_product": {"type": "str"},
            "product_keys": {"type": "dict", "no_log": True},
            "esu_year": {"type": "str", "choices": ["1", "2", "3", "4", "5", "6", "current", "next"]},
            "kms_host": {"type": "str"},
            "kms_port": {"type": "int"},
            "kms_lookup_domain": {"type": "str"},
            "kms_host_caching": {"type": "bool"},
            "activation_type": {"type": "str", "choices": ["any", "ad", "kms", "token"]},
            "confirmation_id": {"type": "str", "no_log": True},
            "installation_id": {"type": "str"},
            "ledger": {"type": "path"},
            "max_activations": {"type": "int"},
            "allow_failing_checksum": {"type": "bool", "default": False},
            "allow_failing_check_digits": {"type": "bool", "default": False},
            "allow_unencrypted": {"type": "bool", "default": False},
            "replace_licensed": {"type": "bool", "default": False},
            "timeout": {"type": "int", "default": 120},
            "retries": {"type": "int", "default": 2},
            "language": LANGUAGE_OPTION,
        },
        mutually_exclusive=[
            ["product_key", "source"],
            ["product_key", "product_keys"],
            ["activation_id", "esu_year"],
        ],
    )

    def desire(self, args: Mapping[str, Any]) -> _Wish:
        """The product licensed, or those of Office."""
        _check_limit(args)
        if wants_office_products(args):
            return parse_office_wish(args, _confirmation_id(args))
        require_windows_key(args)
        return Activated(
            _target(args),
            parse_key(args),
            Method(args["method"]),
            parse_kms_wish(args, "kms_"),
            _confirmation_id(args),
            None if args["installation_id"] is None else InstallationId.parse(args["installation_id"]),
            replaces_licensed=args["replace_licensed"],
            esu_on=self._esu_on(args),
        )

    def _esu_on(self, args: Mapping[str, Any]) -> tuple[EsuChoice, date] | None:
        """The year that goes by the date, and the date of the controller."""
        found = next((choice for choice in EsuChoice if choice.value == args["esu_year"]), None)
        return (found, self.now().date()) if found is not None else None

    def shared_file(self, args: Mapping[str, Any]) -> Path | None:
        """The ledger."""
        return Path(args["ledger"]) if args["ledger"] else None

    def guard(self, args: Mapping[str, Any]) -> ActivationGuard:
        """The ledger, when there is one."""
        ledger = self.shared_file(args)
        if ledger is None:
            return Unguarded()
        check_ledger(ledger)
        return LedgerGuard(ledger, args["max_activations"])

    def report(self, args: Mapping[str, Any], outcome: Outcome[_Wish], now: datetime) -> dict[str, Any]:
        """Products before and after, how and why so, ESU by year, and what it costs."""
        result = {**_rendered(outcome, now, self.language), "esu": render_esu(outcome.after.products)}
        if self._task.check_mode:
            result["forecasts"] = _forecasts(args, outcome)
            result["forecast"] = next(iter(result["forecasts"]), None)
        if outcome.wish.is_offline:
            result |= render_installation(_meant(outcome))
        return result

    def objection(self, args: Mapping[str, Any], outcome: Outcome[_Wish]) -> LicensingError | None:
        """Offline, a host cannot become licensed without a Confirmation ID."""
        wish = outcome.wish
        if self._task.check_mode or not wish.is_offline:
            return None
        found = _meant(outcome)
        if wish.confirmation_id is not None or all(product.is_licensed for product in found):
            return None
        return NotLicensed(
            "{product} waits for its Confirmation ID.",
            advice="Type the Installation ID of this result into https://aka.ms/aoh "
            "and give the answer as confirmation_id.",
            product=found[0].title,
        )

    def remarks(self, args: Mapping[str, Any], outcome: Outcome[_Wish]) -> list[Text]:
        """Keys that cannot be checked, KMS settings that stand in each other's way, and what Office nags about."""
        remarks = key_remarks(args)
        if isinstance(outcome.wish, OfficeActivated):
            return [*remarks, *product_key_remarks(args), *_leftovers(outcome.wish, outcome)]
        return [*remarks, *kms_remarks(outcome.wish.kms, outcome.after)]


def _rendered(outcome: Outcome[_Wish], now: datetime, language: Language) -> dict[str, Any]:
    """The shared part of the result, and the method: the choice the plan made stands, since the key is in by now."""
    if isinstance(outcome.wish, OfficeActivated):
        return render_office(outcome.wish, outcome, now, language)
    result = render_change(outcome, now, language)
    try:
        choice = outcome.wish.choice(outcome.after)
    except PlanError:
        return {**result, "method": None, "method_reason": None}
    return {**result, "method": choice.method.value, "method_reason": choice.reason.said_in(language)}


def _meant(outcome: Outcome[_Wish]) -> tuple[Product, ...]:
    """The products a result is about; of Office, one row of each."""
    products = outcome.after.products
    if isinstance(outcome.wish, OfficeActivated):
        return tuple(row for strand in outcome.wish.strands(outcome.before) for row in strand.rows(products)[:1])
    return outcome.wish.subject.select(products)


def _leftovers(wish: OfficeActivated, outcome: Outcome[_Wish]) -> list[Text]:
    """Rows that make Office nag although it is licensed."""
    return [
        Text(
            "{product} is licensed, but {row} has a key as well and is not, so that Office may nag. win_product_key "
            "with state: exclusive removes such keys.",
            product=strand.product.name,
            row=row.title,
        )
        for strand in wish.strands(outcome.before)
        for row in strand.now(outcome.after.products).leftovers
    ]


def _target(args: Mapping[str, Any]) -> Target:
    if args["esu_year"]:
        year = args["esu_year"]
        return Target(Application.WINDOWS, esu_year=int(year) if year.isdigit() else None)
    return parse_target(args)


def _confirmation_id(args: Mapping[str, Any]) -> ConfirmationId | None:
    text, allow = args["confirmation_id"], args["allow_failing_check_digits"]
    if text is None:
        return None
    if args["method"] not in ("auto", "offline"):
        raise InputError(
            "A Confirmation ID makes no sense with method {method}.",
            advice="Set method to offline or auto.",
            method=args["method"],
        )
    return ConfirmationId.parse(text, allow_failing_check_digits=allow)


def _check_limit(args: Mapping[str, Any]) -> None:
    limit = args["max_activations"]
    if limit is None:
        return
    if limit < 0:
        raise InputError("max_activations is negative.", advice="Give a number of activations, 0 or more.")
    if not args["ledger"] or (args["product_key"] is None and not args["product_keys"]):
        raise InputError(
            "max_activations counts a key in a ledger.",
            advice="Give ledger, a file on the controller, and product_key or product_keys.",
        )


def _forecasts(args: Mapping[str, Any], outcome: Outcome[_Wish]) -> list[dict[str, Any]]:
    """Activations a run without check mode would use, by key."""
    counts = Counter(step.stake for step in outcome.steps if step.stake is not None)
    path = Path(args["ledger"]) if args["ledger"] else None
    found = []
    for key, activations in counts.items():
        forecast = {"key": f"...{key.last_five}", "activations": activations, "limit": args["max_activations"]}
        if path is None or is_new(path):
            found.append(forecast | {"spent": 0, "pending": 0})
            continue
        with Ledger(path, is_dry=True) as ledger:
            count = ledger.count(key)
        found.append(forecast | {"spent": count.spent, "pending": count.pending})
    return found
