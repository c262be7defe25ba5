# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Action of licenseops.windows.win_activation_status: read products and the service."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from ..plugin_utils._ansible._action import LANGUAGE_OPTION, Spec
from ..plugin_utils._ansible._host_action import HostAction
from ..plugin_utils._ansible._options import parse_activation_id
from ..plugin_utils._language._errors import InputError, LicensingError
from ..plugin_utils._language._text import Text
from ..plugin_utils._licensing._model import Application
from ..plugin_utils._planner._state import KnownState, unmet, untold
from ..plugin_utils._planner._support_state import (
    Supported,
    age_of_catalogue,
    office_supports,
    unsupported,
    windows_support,
)
from ..plugin_utils._planner._target import Target
from ..plugin_utils._result._status import render_status
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
            "assert": {"type": "list", "elements": "str", "choices": ["licensed", "supported"]},
            "min_days_remaining": {"type": "int"},
            "min_support_days": {"type": "int"},
            "language": LANGUAGE_OPTION,
        },
    )

    def desire(self, args: Mapping[str, Any]) -> KnownState:
        """Know the products of an application, or one by its activation ID."""
        for option in ("min_days_remaining", "min_support_days"):
            if args[option] is not None and args[option] < 0:
                raise InputError("{option} is negative.", advice="Give a number of days, 0 or more.", option=option)
        activation_id = parse_activation_id(args)
        if activation_id and _asserts_support(args):
            raise InputError(
                "activation_id reads one row, and support goes by all those of Windows or Office.",
                advice="Leave out activation_id, or else assert: supported and min_support_days.",
            )
        application = None if activation_id else _APPLICATIONS[args["application"]]
        needs_build = _asserts_support(args) and application is not Application.OFFICE and not args["host_id"]
        return KnownState(
            Target(application, activation_id),
            args["installation_ids"],
            args["service"] or needs_build,
            args["host_id"],
            with_subscription=args["service"],
            support=self._days_of_support(args) if needs_build or args["host_id"] else None,
        )

    def _days_of_support(self, args: Mapping[str, Any]) -> tuple[date, date]:
        """Today, and the day up to which Windows is to be supported, as many days later as are asked for."""
        today = self.now().date()
        return today, today + timedelta(days=min(args["min_support_days"] or 0, (date.max - today).days))

    def report(self, args: Mapping[str, Any], outcome: Outcome[KnownState], now: datetime) -> dict[str, Any]:
        """All products read, and whether those meant are licensed."""
        return render_status(outcome.wish, outcome.after, now, self.language, with_service=args["service"])

    def objection(self, args: Mapping[str, Any], outcome: Outcome[KnownState]) -> LicensingError | None:
        """The assertion that does not hold."""
        error = None
        if _asserts_licence(args):
            error = unmet(outcome.wish.subject, outcome.after, args["min_days_remaining"] or 0)
        if error is None and _asserts_support(args) and untold(outcome.wish.subject, outcome.after) is None:
            error = unsupported(self._meant(args, outcome), args["min_support_days"] or 0)
        return error

    def _meant(self, args: Mapping[str, Any], outcome: Outcome[KnownState]) -> tuple[Supported, ...]:
        """What is to be supported: Windows, the volume products of Office, or both."""
        today = self.now().date()
        windows = windows_support(outcome.after, today) if args["application"] != "office" else None
        office = office_supports(outcome.after, today) if args["application"] != "windows" else ()
        return (*([windows] if windows is not None else []), *office)

    def remarks(self, args: Mapping[str, Any], outcome: Outcome[KnownState]) -> list[Text]:
        """An assertion that no row could meet or miss, and dates of support that are old."""
        asserts = _asserts_licence(args) or _asserts_support(args)
        remark = untold(outcome.wish.subject, outcome.after) if asserts else None
        age = age_of_catalogue(self.now().date()) if _asserts_support(args) else None
        return [text for text in (remark, age) if text is not None]


def _asserts_licence(args: Mapping[str, Any]) -> bool:
    return "licensed" in (args["assert"] or ()) or args["min_days_remaining"] is not None


def _asserts_support(args: Mapping[str, Any]) -> bool:
    return "supported" in (args["assert"] or ()) or args["min_support_days"] is not None
