# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Action of licenseops.windows.win_office_reset: Microsoft 365 Apps as if nobody had ever signed in, or nearly so."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timezone
from typing import Any

from ..plugin_utils._ansible._action import LANGUAGE_OPTION, Spec
from ..plugin_utils._ansible._host_action import HostAction
from ..plugin_utils._controller._registry_file import require_directory, write_copy
from ..plugin_utils._language._errors import InputError
from ..plugin_utils._licensing._kms import quoted
from ..plugin_utils._licensing._sid import is_user_sid
from ..plugin_utils._planner._office_reset import OfficeReset, RemoveSignIn
from ..plugin_utils._planner._wish import Step
from ..plugin_utils._result._change import render_steps
from ..plugin_utils._result._office_reset import render_left, render_removed, reset_sheet
from ..plugin_utils._task._task import Outcome


class ActionModule(HostAction[OfficeReset]):
    """Removes what Office keeps of sign-ins, after it was copied to a file."""

    spec = Spec(
        options={
            "backup": {"type": "path", "required": True},
            "users": {"type": "list", "elements": "str", "default": []},
            "timeout": {"type": "int", "default": 60},
            "retries": {"type": "int", "default": 2},
            "language": LANGUAGE_OPTION,
        },
    )

    _copy: str | None = None

    def desire(self, args: Mapping[str, Any]) -> OfficeReset:
        """The users who are meant."""
        require_directory(args["backup"], "backup")
        for sid in args["users"]:
            if not is_user_sid(sid):
                raise InputError(
                    "users: {text!r} is no SID of a user.",
                    advice="Give SIDs such as S-1-5-21-1-2-3-1001, as win_office_status shows them, or none for all.",
                    text=quoted(sid),
                )
        return OfficeReset(tuple(args["users"]))

    def prepare(self, args: Mapping[str, Any], steps: tuple[Step, ...]) -> None:
        """The copy, before anything is removed."""
        users = tuple(step.user for step in steps if isinstance(step, RemoveSignIn))
        if users:
            directory = require_directory(args["backup"], "backup")
            path = write_copy(directory, self.host_name, datetime.now(timezone.utc), users, "backup")
            self._copy = str(path)

    def report(self, args: Mapping[str, Any], outcome: Outcome[OfficeReset], now: datetime) -> dict[str, Any]:
        """What was removed, what is left, and the sheet for the user."""
        return {
            "removed": render_removed(outcome),
            "left": render_left(outcome, self.language),
            "backup": self._copy,
            "sheet": reset_sheet(self.language),
            **render_steps(outcome, self.language),
        }
