# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Action of licenseops.windows.win_activation_status: read products and the service."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from ..plugin_utils._ansible._action import LANGUAGE_OPTION, Spec
from ..plugin_utils._ansible._host_action import HostAction
from ..plugin_utils._ansible._options import parse_activation_id
from ..plugin_utils._language._errors import InputError, LicensingError
from ..plugin_utils._language._text import Text
from ..plugin_utils._licensing._model import Application, Identity, Service
from ..plugin_utils._planner._state import KnownState, unmet, untold
from ..plugin_utils._planner._target import Target
from ..plugin_utils._result._product import render_identity, render_product, render_service
from ..plugin_utils._task._task import Outcome

_APPLICATIONS = {"windows": Application.WINDOWS, "office": Application.OFFICE, "all": None}


class ActionModule(HostAction[KnownState]):
    """Reads, and fails when an assertion does not hold."""

    spec = Spec(
        options={
            "application": {"type": "str", "choices": ["windows", "office", "all"], "default": "windows"},
            "activation_id": {"type": "str"},
            "installation_ids": {"type": "bool", "default": False},
            "service": {"type": "bool", "default": False},
            "host_id": {"type": "bool", "default": False},
            "assert": {"type": "str", "choices": ["licensed"]},
            "min_days_remaining": {"type": "int"},
            "language": LANGUAGE_OPTION,
        },
    )

    def desire(self, args: Mapping[str, Any]) -> KnownState:
        """Know the products of an application, or one by its activation ID."""
        if args["min_days_remaining"] is not None and args["min_days_remaining"] < 0:
            raise InputError("min_days_remaining is negative.", advice="Give a number of days, 0 or more.")
        activation_id = parse_activation_id(args)
        application = None if activation_id else _APPLICATIONS[args["application"]]
        return KnownState(
            Target(application, activation_id), args["installation_ids"], args["service"], args["host_id"]
        )

    def report(self, args: Mapping[str, Any], outcome: Outcome[KnownState], now: datetime) -> dict[str, Any]:
        """All products read, and whether those meant are licensed."""
        service, identity = outcome.after.part(Service), outcome.after.part(Identity)
        result: dict[str, Any] = {
            "products": [render_product(product, now, self.language, service) for product in outcome.after.products],
            "licensed": outcome.wish.subject.is_licensed(outcome.after.products),
        }
        if service is not None:
            result["service"] = render_service(service)
        if identity is not None:
            result["host"] = render_identity(identity)
        return result

    def objection(self, args: Mapping[str, Any], outcome: Outcome[KnownState]) -> LicensingError | None:
        """The assertion that does not hold."""
        if not _asserts(args):
            return None
        return unmet(outcome.wish.subject, outcome.after, args["min_days_remaining"] or 0)

    def remarks(self, args: Mapping[str, Any], outcome: Outcome[KnownState]) -> list[Text]:
        """An assertion that no row could meet or miss."""
        remark = untold(outcome.wish.subject, outcome.after) if _asserts(args) else None
        return [remark] if remark is not None else []


def _asserts(args: Mapping[str, Any]) -> bool:
    return args["assert"] == "licensed" or args["min_days_remaining"] is not None
