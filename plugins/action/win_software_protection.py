# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Action of licenseops.windows.win_software_protection: the service behind licensing can run and is up to date."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from ..plugin_utils._ansible._action import LANGUAGE_OPTION, Spec
from ..plugin_utils._ansible._host_action import HostAction
from ..plugin_utils._language._errors import InputError
from ..plugin_utils._licensing._protection import SERVICE_NAME, ProtectionService
from ..plugin_utils._planner._protection import ProtectionReady
from ..plugin_utils._result._change import render_steps
from ..plugin_utils._result._product import render_product
from ..plugin_utils._task._task import Outcome


class ActionModule(HostAction[ProtectionReady]):
    """Enables sppsvc where it is disabled, and refreshes the licence status."""

    spec = Spec(
        options={
            "enabled": {"type": "bool", "default": True},
            "refreshed": {"type": "bool", "default": False},
            "timeout": {"type": "int", "default": 60},
            "retries": {"type": "int", "default": 2},
            "language": LANGUAGE_OPTION,
        },
    )

    def desire(self, args: Mapping[str, Any]) -> ProtectionReady:
        """Enabled, refreshed, or both; this module never disables the service."""
        if not args["enabled"] and not args["refreshed"]:
            raise InputError(
                "There is nothing to do: this module never disables the service.", advice="Set enabled or refreshed."
            )
        return ProtectionReady(args["enabled"], args["refreshed"])

    def report(self, args: Mapping[str, Any], outcome: Outcome[ProtectionReady], now: datetime) -> dict[str, Any]:
        """The service at the end, the products around a refresh, and whether anything reads differently."""
        service = outcome.after.part(ProtectionService)
        return {
            "changed": _has_changed(outcome),
            "service": render_protection(service) if service else None,
            "before": [render_product(product, now, self.language) for product in outcome.before.products],
            "after": [render_product(product, now, self.language) for product in outcome.after.products],
            **render_steps(outcome, self.language),
        }


def render_protection(service: ProtectionService) -> dict[str, Any]:
    """The service as the module returns it."""
    return {
        "name": SERVICE_NAME,
        "start_mode": service.start_mode,
        "state": service.state,
        "enabled": not service.is_disabled,
    }


def _has_changed(outcome: Outcome[ProtectionReady]) -> bool:
    """A refresh alone is a change only when the products read differently afterwards."""
    if any(step.is_change for step in outcome.steps):
        return True
    return not outcome.is_foreseen and outcome.before.products != outcome.after.products
