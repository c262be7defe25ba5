# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Action of licenseops.windows.licence_policy: a fleet judged by a policy, and a pipeline stopped by it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from ..plugin_utils._ansible._action import LANGUAGE_OPTION, Spec
from ..plugin_utils._ansible._printing_action import PrintingAction
from ..plugin_utils._controller._files import read_plain, require_own, write_own
from ..plugin_utils._controller._paths import Use, explained, require_apart, require_plain
from ..plugin_utils._fleet._policy import Policy, read_policy
from ..plugin_utils._fleet._policy_judge import Judgement, judge
from ..plugin_utils._fleet._policy_subject import CheckRun, Subject, Verdict
from ..plugin_utils._fleet._survey import RowFate, Survey, SurveyRow
from ..plugin_utils._language._errors import InputError
from ..plugin_utils._language._moment import minute, read_moment
from ..plugin_utils._report._policy_junit import is_policy_junit, policy_junit
from ..plugin_utils._report._policy_lines import Heading, policy_error, policy_lines
from ..plugin_utils._store._survey_file import load_survey

_NO_GROUPS = frozenset({"all", "ungrouped"})


class ActionModule(PrintingAction):
    """Reads, judges, and tells."""

    spec = Spec(
        options={
            "policy": {"type": "path", "required": True},
            "survey": {"type": "path"},
            "results": {"type": "list", "elements": "str", "default": []},
            "junit": {"type": "path"},
            "language": LANGUAGE_OPTION,
        },
    )

    def perform(self, args: Mapping[str, Any], variables: Mapping[str, Any]) -> dict[str, Any]:
        """Everything given is looked at before anything is written."""
        _require_files(args)
        policy = _policy(Path(args["policy"]))
        _require_sources(policy, args)
        now = self.now()
        survey = load_survey(Path(args["survey"])) if args["survey"] else None
        runs = _runs(args["results"], variables, is_check_mode=bool(self._task.check_mode))
        began = (read_moment(survey.began_at) or now) if survey is not None else None
        age = (now - began).days if began is not None else None
        judgement = judge(policy, list(_subjects(survey, runs, variables, began or now)), now.date(), age)
        heading = Heading(args["policy"], minute(began) if began is not None else None)
        is_changed = bool(args["junit"]) and self._write(Path(args["junit"]), judgement, heading)
        printed = self.printed(policy_lines(judgement, heading, self.language))
        result = {**printed, **self._told(judgement), "changed": is_changed}
        return result | self._failure(policy_error(judgement, heading))

    def _write(self, path: Path, judgement: Judgement, heading: Heading) -> bool:
        data = self._masked(policy_junit(judgement, heading, self.language))
        return write_own(path, "junit", data.encode(), is_policy_junit, is_dry=self._task.check_mode)

    def _told(self, judgement: Judgement) -> dict[str, Any]:
        """For programs, and for those who look at a result."""
        return {
            "kept": judgement.is_kept,
            "rules": [
                {
                    "name": outcome.rule.name,
                    "broken": outcome.is_broken,
                    "counts": {verdict.value: count for verdict, count in outcome.counts.items()},
                }
                for outcome in judgement.outcomes
            ],
            "findings": [
                {
                    "rule": outcome.rule.name,
                    "host": item.host,
                    "verdict": item.finding.verdict.value,
                    "reasons": [reason.said_in(self.language) for reason in item.finding.reasons],
                    "until": item.excuse.until.isoformat() if item.excuse is not None else None,
                }
                for outcome in judgement.outcomes
                for item in outcome.judged
                if item.finding.verdict in (Verdict.BROKEN, Verdict.EXCUSED)
            ],
            "hosts": {
                "all": judgement.hosts,
                "concerned": judgement.concerned,
                "unread": judgement.unread,
                "breaking": judgement.breaking,
            },
        }


def _require_files(args: Mapping[str, Any]) -> None:
    """All are files, nothing that is written is one of those that are read, and none of somebody else's is replaced.

    Raises:
        InputError: Something else is there.
    """
    uses = [
        Use(name, Path(args[name]), is_written=name == "junit") for name in ("policy", "survey", "junit") if args[name]
    ]
    for use in uses:
        require_plain(use.path, use.option, is_written=use.is_written)
    require_apart(uses)
    for use in uses:
        if use.is_written:
            require_own(use.path, use.option, is_policy_junit)


def _policy(path: Path) -> Policy:
    with explained(path, "policy"):
        data = read_plain(path, "policy")
    return read_policy(data, str(path))


def _require_sources(policy: Policy, args: Mapping[str, Any]) -> None:
    """What rules look at is there.

    Raises:
        InputError: It is not; the rule would be judged by nothing.
    """
    surveyed, run = policy.about_a_survey, policy.about_a_run
    if surveyed is not None and not args["survey"]:
        raise InputError(
            "The rule {rule!r} is about what a survey has read, and survey is not given.",
            advice="Give survey, a file that fleet_survey wrote.",
            rule=surveyed.name,
        )
    if run is not None and not args["results"]:
        raise InputError(
            "The rule {rule!r} is about a run in check mode, and results are not given.",
            advice="Give results, the names under which the tasks of the run registered theirs.",
            rule=run.name,
        )


def _runs(names: Sequence[str], variables: Mapping[str, Any], *, is_check_mode: bool) -> dict[str, CheckRun]:
    """What the run would do, by host: of all that registered something, and those of their play that did not."""
    if not names:
        return {}
    hosts = dict.fromkeys([*variables.get("ansible_play_hosts_all", ()), *variables.get("groups", {}).get("all", ())])
    hostvars = variables.get("hostvars", {})
    found = {str(host): _registered(hostvars.get(host), names) for host in hosts}
    playing = {str(host) for host in variables.get("ansible_play_hosts_all", ())}
    if not any(found[host] for host in playing):  # the gate is a play of its own
        playing = set()
    return {
        host: CheckRun.of(results, is_check_mode=is_check_mode)
        for host, results in found.items()
        if results or host in playing
    }


def _registered(own: Any, names: Sequence[str]) -> list[Mapping[str, Any]]:
    """The results of a host, as far as it came."""
    return [result for name in names if own is not None and isinstance(result := own.get(name), Mapping)]


def _subjects(
    survey: Survey | None, runs: Mapping[str, CheckRun], variables: Mapping[str, Any], began: datetime
) -> Iterator[Subject]:
    """All hosts of the survey, and those of the run that it lacks."""
    rows = survey.rows if survey is not None else ()
    for row in rows:
        yield Subject(row, read_moment(row.asked_at or "") or began, runs.get(row.name))
    groups = _groups_by_host(variables)
    surveyed = {row.name for row in rows}
    for host, run in runs.items():
        if host not in surveyed:
            yield Subject(SurveyRow(host, tuple(groups.get(host, ())), RowFate.NOT_ASKED), began, run)


def _groups_by_host(variables: Mapping[str, Any]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for group, hosts in variables.get("groups", {}).items():
        if group not in _NO_GROUPS:
            for host in hosts:
                found.setdefault(str(host), []).append(str(group))
    return found
