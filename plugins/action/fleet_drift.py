# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Action of licenseops.windows.fleet_drift: what has changed between two surveys."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..plugin_utils._ansible._action import LANGUAGE_OPTION, Spec
from ..plugin_utils._ansible._printing_action import PrintingAction
from ..plugin_utils._controller._files import require_own, write_own
from ..plugin_utils._controller._paths import Use, require_apart, require_plain
from ..plugin_utils._fleet._drift import Drift, drift_of
from ..plugin_utils._fleet._drift_kinds import Kind
from ..plugin_utils._language._errors import LicensingError
from ..plugin_utils._language._text import Listed
from ..plugin_utils._report._drift_json import drift_data, drift_json, is_drift_json
from ..plugin_utils._report._drift_lines import drift_lines
from ..plugin_utils._report._drift_page import is_drift_page, render_drift
from ..plugin_utils._store._survey_file import load_survey

#: What is written, and how a file shows that it may be replaced.
_OWN = {"html": is_drift_page, "json": is_drift_json}


class Drifted(LicensingError):
    """There is a change of a kind that is to stop a pipeline."""


class ActionModule(PrintingAction):
    """Compares, and tells."""

    spec = Spec(
        options={
            "before": {"type": "path", "required": True},
            "after": {"type": "path", "required": True},
            "html": {"type": "path"},
            "json": {"type": "path"},
            "fail_on": {"type": "list", "elements": "str", "choices": [kind.value for kind in Kind], "default": []},
            "language": LANGUAGE_OPTION,
        },
    )

    def perform(self, args: Mapping[str, Any], variables: Mapping[str, Any]) -> dict[str, Any]:
        """Everything given is looked at before anything is written."""
        _require_files(args)
        before, after = load_survey(Path(args["before"])), load_survey(Path(args["after"]))
        drift = drift_of(before, after)
        made = {
            "html": lambda: render_drift(drift, before, after, self.language),
            "json": lambda: self._masked(drift_json(drift, before, after)),
        }
        wanted = {name: make().encode() for name, make in made.items() if args[name]}
        is_changed = [
            write_own(Path(args[name]), name, data, _OWN[name], is_dry=self._task.check_mode)
            for name, data in wanted.items()
        ]
        printed = self.printed(drift_lines(drift, self.language))
        result = {**printed, **drift_data(drift), "machines": drift.machines, "changed": any(is_changed)}
        return result | self._failure(_objection(drift, frozenset(args["fail_on"])))


def _require_files(args: Mapping[str, Any]) -> None:
    """All are files, and what is written is none of those that are read nor of somebody else.

    Raises:
        InputError: Something else is there.
    """
    names = [name for name in ("before", "after", *_OWN) if args[name]]
    uses = [Use(name, Path(args[name]), is_written=name in _OWN) for name in names]
    for use in uses:
        require_plain(use.path, use.option, is_written=use.is_written)
    require_apart(uses)
    for use in uses:
        if use.is_written:
            require_own(use.path, use.option, _OWN[use.option])


def _objection(drift: Drift, kinds: frozenset[str]) -> Drifted | None:
    found = [kind for kind in Kind if kind.value in kinds and any(item.kind is kind for item in drift.changes)]
    if not found:
        return None
    return Drifted(
        "The fleet has changed: {kinds}.",
        advice="Look at the hosts that are named for it, or take the kind out of fail_on.",
        kinds=Listed(*(kind.value for kind in found)),
    )
