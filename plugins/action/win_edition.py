# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Action of licenseops.windows.win_edition: Windows is of an edition."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from ..plugin_utils._ansible._action import LANGUAGE_OPTION, Spec
from ..plugin_utils._ansible._edition_options import parse_edition, parse_edition_key
from ..plugin_utils._ansible._host_action import HostAction
from ..plugin_utils._ansible._options import LONG_SECONDS, key_remarks, parse_retries, require_within
from ..plugin_utils._language._text import Text
from ..plugin_utils._planner._edition import EditionWish, RestartTerms
from ..plugin_utils._planner._wish import Step
from ..plugin_utils._result._edition import render_edition
from ..plugin_utils._task._patience import Patience
from ..plugin_utils._task._task import Outcome

#: Seconds until a single request has to show, whatever a conversion takes.
_REQUEST_SECONDS = 60

#: Seconds between two lines that say what is waited for.
_TELL_EVERY = 120


class ActionModule(HostAction[EditionWish]):
    """Changes the edition, restarts where that is allowed, and puts in the key."""

    spec = Spec(
        options={
            "edition": {"type": "str", "required": True},
            "product_key": {"type": "str", "no_log": True},
            "accept_caveat": {"type": "bool", "default": False},
            "replace_licensed": {"type": "bool", "default": False},
            "restart": {"type": "str", "choices": ["never", "if_needed"], "default": "never"},
            "restart_force": {"type": "bool", "default": False},
            "restart_timeout": {"type": "int", "default": 3600},
            "timeout": {"type": "int", "default": 5400},
            "retries": {"type": "int", "default": 2},
            "allow_failing_checksum": {"type": "bool", "default": False},
            "allow_unencrypted": {"type": "bool", "default": False},
            "language": LANGUAGE_OPTION,
        },
    )

    _told_at = 0.0
    _told_of: Step | None = None

    def desire(self, args: Mapping[str, Any]) -> EditionWish:
        """The edition, its key, and on what terms."""
        edition = parse_edition(args)
        terms = RestartTerms(args["restart"] == "if_needed", args["restart_force"], args["restart_timeout"])
        return EditionWish(
            edition,
            parse_edition_key(args, edition),
            args["accept_caveat"],
            args["replace_licensed"],
            terms,
            args["timeout"],
        )

    def patience(self, args: Mapping[str, Any]) -> Patience:
        """For requests; a conversion and a restart have times of their own."""
        require_within(args, "timeout", LONG_SECONDS)
        require_within(args, "restart_timeout", LONG_SECONDS)
        return Patience(_REQUEST_SECONDS, parse_retries(args))

    def turn(self, args: Mapping[str, Any]) -> Patience:
        """Another conversion of the same machine may take as long as this one."""
        return Patience(args["timeout"])

    def report(self, args: Mapping[str, Any], outcome: Outcome[EditionWish], now: datetime) -> dict[str, Any]:
        """The edition before and after, and how it came about."""
        return render_edition(outcome, now, self.language)

    def remarks(self, args: Mapping[str, Any], outcome: Outcome[EditionWish]) -> list[Text]:
        """Keys that cannot be checked."""
        return key_remarks({"source": None, **args})

    def watch(self, step: Step, seconds: float) -> None:
        """A line now and then: a conversion is long and looks like nothing."""
        if step is not self._told_of:
            self._told_of, self._told_at = step, 0.0
        if seconds - self._told_at < _TELL_EVERY:
            return
        self._told_at = seconds
        text = Text(
            "{host}: {action}, for {minutes} minutes by now.",
            host=self.host_name,
            action=step.action(),
            minutes=int(seconds // 60),
        )
        self._display.display(text.said_in(self.language))
