# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Action of licenseops.windows.fleet_survey: ask many hosts at once, in one task of the controller."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ..plugin_utils._ansible._action import LANGUAGE_OPTION, CollectionAction, Spec
from ..plugin_utils._ansible._host_pattern import groups_by_host, hosts_named
from ..plugin_utils._ansible._inventory_connections import InventoryConnections
from ..plugin_utils._ansible._options import require_within
from ..plugin_utils._ansible._survey_jobs import Inquiry, SurveyJobs
from ..plugin_utils._ansible._survey_progress import SurveyProgress
from ..plugin_utils._controller._files import require_own, require_room, write_own
from ..plugin_utils._controller._interruption import Interruption
from ..plugin_utils._controller._paths import full_path, require_plain
from ..plugin_utils._fleet._survey import FORMAT, Survey
from ..plugin_utils._fleet._tolerance import Tolerance
from ..plugin_utils._language._moment import iso_second
from ..plugin_utils._licensing._model import Application
from ..plugin_utils._planner._state import KnownState
from ..plugin_utils._planner._target import Target
from ..plugin_utils._report._survey_lines import counts_of, survey_lines
from ..plugin_utils._store._survey_file import is_survey, survey_text

_APPLICATIONS = {"windows": Application.WINDOWS, "office": Application.OFFICE, "all": None}

_WORKERS = range(1, 201)
_SECONDS = range(1, 3601)


class ActionModule(CollectionAction):
    """Reads, and writes down what was read."""

    spec = Spec(
        options={
            "hosts": {"type": "raw", "required": True},
            "application": {"type": "str", "choices": ["windows", "office", "all"], "default": "all"},
            "workers": {"type": "int", "default": 20},
            "timeout": {"type": "int", "default": 120},
            "max_unreachable": {"type": "str"},
            "with_evidence": {"type": "bool", "default": False},
            "dest": {"type": "path"},
            "language": LANGUAGE_OPTION,
        },
    )

    def perform(self, args: Mapping[str, Any], variables: Mapping[str, Any]) -> dict[str, Any]:
        """Look at what is asked for, ask all hosts, and keep what they answered, however it ends."""
        require_within(args, "workers", _WORKERS)
        require_within(args, "timeout", _SECONDS)
        tolerance = Tolerance.parse(args["max_unreachable"]) if args["max_unreachable"] is not None else None
        dest = full_path(args["dest"]) if args["dest"] else None
        if dest is not None:
            require_plain(dest, "dest")
            require_own(dest, "dest", is_survey)
        hosts = hosts_named(args["hosts"], "hosts", variables, self._loader, self._templar)
        if dest is not None and not self._task.check_mode:
            require_room(dest, "dest")
        with Interruption() as interruption:
            survey = self._taken(hosts, args, variables, interruption)
            if dest is not None and not self._task.check_mode:
                write_own(dest, "dest", survey_text(survey).encode(), is_survey, is_dry=False)
        interruption.pass_on()
        return self._result(survey, dest) | self._failure(tolerance.objection(survey) if tolerance else None)

    def _taken(
        self, hosts: Sequence[str], args: Mapping[str, Any], variables: Mapping[str, Any], interruption: Interruption
    ) -> Survey:
        """The survey, complete unless it was broken off."""
        target = Target(_APPLICATIONS[args["application"]])
        inquiry = Inquiry(
            KnownState(target, with_service=True, with_identity=True, with_subscription=True),
            args["timeout"],
            self.language,
            self.now,
            self._masked,
            with_evidence=args["with_evidence"],
        )
        connections = InventoryConnections(self._task, self._play_context, variables["hostvars"], self._loader)
        jobs = SurveyJobs(connections, inquiry, groups_by_host(variables))
        progress = SurveyProgress(len(hosts), self._display, self.language)
        began = self.now()
        rows = {row.name: row for row in jobs.rows(hosts, args["workers"], progress, interruption)}
        return Survey(
            FORMAT,
            iso_second(began),
            iso_second(self.now()),
            _pattern(args["hosts"], variables),
            args["application"],
            len(rows) == len(hosts),
            tuple(rows[host] if host in rows else jobs.not_asked(host) for host in hosts),
        )

    def _result(self, survey: Survey, dest: Path | None) -> dict[str, Any]:
        """What it came to; the rows themselves only where no file has them."""
        result: dict[str, Any] = {
            "changed": False,
            "counts": counts_of(survey.rows),
            "complete": survey.complete,
            "lines": survey_lines(survey, self.language),
        }
        return result | ({"dest": str(dest)} if dest is not None else {"survey": survey.as_data()})


def _pattern(given: object, variables: Mapping[str, Any]) -> str:
    """Of which hosts it is: by a pattern, or of a play, as --limit leaves it."""
    return given if isinstance(given, str) else str(variables.get("ansible_limit") or "")
