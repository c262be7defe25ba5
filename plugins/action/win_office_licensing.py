# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Action of licenseops.windows.win_office_licensing: how Microsoft 365 Apps are licensed on a computer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from ..plugin_utils._ansible._action import LANGUAGE_OPTION, Spec
from ..plugin_utils._ansible._host_action import HostAction
from ..plugin_utils._language._errors import InputError
from ..plugin_utils._language._text import Listed
from ..plugin_utils._licensing._office import ClickToRun, OfficeSetting
from ..plugin_utils._planner._office import OfficeConfigured
from ..plugin_utils._planner._wish import Observed
from ..plugin_utils._result._change import render_steps
from ..plugin_utils._task._task import Outcome

_SETTINGS = {
    "shared_computer": OfficeSetting.SHARED_COMPUTER,
    "device_based": OfficeSetting.DEVICE_BASED,
    "extended_offline": OfficeSetting.EXTENDED_OFFLINE,
}


class ActionModule(HostAction[OfficeConfigured]):
    """Turns settings of Microsoft 365 Apps on or off."""

    spec = Spec(
        options={
            **{name: {"type": "bool"} for name in _SETTINGS},
            "timeout": {"type": "int", "default": 60},
            "retries": {"type": "int", "default": 2},
            "language": LANGUAGE_OPTION,
        },
    )

    def desire(self, args: Mapping[str, Any]) -> OfficeConfigured:
        """The settings that are given."""
        values = tuple((setting, args[name]) for name, setting in _SETTINGS.items() if args[name] is not None)
        if not values:
            raise InputError(
                "There is nothing to set.", advice="Give at least one of {names}.", names=Listed(*_SETTINGS)
            )
        return OfficeConfigured(values)

    def report(self, args: Mapping[str, Any], outcome: Outcome[OfficeConfigured], now: datetime) -> dict[str, Any]:
        """What is installed, and the settings before and after."""
        found = outcome.after.part(ClickToRun)
        return {
            "release_ids": list(found.release_ids) if found else [],
            "before": _render(outcome.before),
            "after": _render(outcome.after),
            **render_steps(outcome, self.language),
        }


def _render(observed: Observed) -> dict[str, str]:
    """The settings that were read, by the names of their options."""
    found = observed.part(ClickToRun)
    names = {setting: name for name, setting in _SETTINGS.items()}
    return {names[setting]: value.value for setting, value in found.settings} if found else {}
