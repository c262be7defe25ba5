# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Action of licenseops.windows.win_offline_activation: Installation ID out, Confirmation ID in, verified."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from ..plugin_utils._action import LicensingAction, Outcome, parse_activation_id, report_change
from ..plugin_utils._base_action import LANGUAGE_OPTION, Spec
from ..plugin_utils._licensing._model import Application
from ..plugin_utils._licensing._offline_id import ConfirmationId, InstallationId
from ..plugin_utils._planner._desired import Activated, Method, Target
from ..plugin_utils._render import render_installation_id


class ActionModule(LicensingAction):
    """Gives the Installation ID, or deposits the Confirmation ID that belongs to it."""

    spec = Spec(
        options={
            "confirmation_id": {"type": "str", "no_log": True},
            "installation_id": {"type": "str"},
            "application": {"type": "str", "choices": ["windows", "office"], "default": "windows"},
            "activation_id": {"type": "str"},
            "allow_failing_check_digits": {"type": "bool", "default": False},
            "allow_unencrypted": {"type": "bool", "default": False},
            "timeout": {"type": "int", "default": 60},
            "retries": {"type": "int", "default": 2},
            "language": LANGUAGE_OPTION,
        },
    )

    def desire(self, args: Mapping[str, Any]) -> Activated:
        """The product licensed by a Confirmation ID, or its Installation ID known."""
        allow = args["allow_failing_check_digits"]
        given, expected = args["confirmation_id"], args["installation_id"]
        return Activated(
            Target(Application[args["application"].upper()], parse_activation_id(args)),
            method=Method.OFFLINE,
            confirmation_id=None if given is None else ConfirmationId.parse(given, allow_failing_check_digits=allow),
            expected=None if expected is None else InstallationId.parse(expected),
        )

    def report(self, args: Mapping[str, Any], outcome: Outcome, now: datetime) -> dict[str, Any]:
        """Products before and after, and the Installation ID in the form the portal wants."""
        found = outcome.desired.subject.select(outcome.after.products)
        digits = found[0].installation_id if len(found) == 1 else None
        return {
            **report_change(outcome, now),
            "installation_id": digits,
            "installation_id_blocks": render_installation_id(digits),
        }
