# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Action of licenseops.windows.win_activation: licensed, with the given key or the installed one, and verified."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from ..plugin_utils._action import (
    LicensingAction,
    Outcome,
    Spec,
    key_remarks,
    parse_activation_id,
    parse_key,
    report_change,
)
from ..plugin_utils._licensing._model import Application
from ..plugin_utils._planner._desired import Activated, Target


class ActionModule(LicensingAction):
    """Activates over the Internet, by KMS or by Active Directory, as the key demands."""

    spec = Spec(
        options={
            "product_key": {"type": "str", "no_log": True},
            "source": {"type": "str", "choices": ["gvlk", "firmware"]},
            "application": {"type": "str", "choices": ["windows", "office"], "default": "windows"},
            "activation_id": {"type": "str"},
            "allow_failing_checksum": {"type": "bool", "default": False},
            "allow_unencrypted": {"type": "bool", "default": False},
            "timeout": {"type": "int", "default": 120},
        },
        mutually_exclusive=[["product_key", "source"]],
    )

    def desire(self, args: Mapping[str, Any]) -> Activated:
        """The product licensed."""
        target = Target(Application[args["application"].upper()], parse_activation_id(args))
        return Activated(target, parse_key(args))

    def report(self, args: Mapping[str, Any], outcome: Outcome, now: datetime) -> dict[str, Any]:
        """Products before and after."""
        return report_change(outcome, now)

    def remarks(self, args: Mapping[str, Any]) -> list[str]:
        """Keys that cannot be checked."""
        return key_remarks(args)
