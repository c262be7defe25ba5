# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""fleet_report and its role as playbooks run them: what is written, when, and that no file of others is lost."""

from __future__ import annotations

import json
import stat
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._store._survey_file import survey_text
from tests.component.bench import LocalFleet
from tests.integration import keys
from tests.support.play import Playbook
from tests.support.secrets import all_files, assert_no_secret
from tests.support.surveys import survey_of

FORMS = {"html": "fleet.html", "csv": "fleet.csv", "json": "fleet.json", "metrics": "fleet.prom"}
CHECK = ("--check", "--diff")


@pytest.fixture(name="options")
def options_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """A survey, and all forms in a directory that is not there yet."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "survey.json").write_text(survey_text(survey_of(60)), encoding="utf-8")
    return {"survey": "survey.json", "limits": {"pkx99": 150}} | {name: f"out/{file}" for name, file in FORMS.items()}


def test_check_mode_foresees_the_run_writes_and_a_second_run_finds_nothing_new(
    fleet: LocalFleet, playbook: Playbook, tmp_path: Path, options: dict[str, Any]
) -> None:
    tried = playbook.task("fresh", "fleet_report", options, arguments=CHECK).result
    assert (tried["changed"], tried["predicted"], (tmp_path / "out").exists()) == (True, True, False)
    done = playbook.task("fresh", "fleet_report", options).result
    assert (done["changed"], done["predicted"]) == (True, False)
    assert [file["path"] for file in done["files"]] == [str(tmp_path / "out" / name) for name in FORMS.values()]
    assert (
        json.loads((tmp_path / "out" / "fleet.json").read_text(encoding="utf-8")) == done["figures"] == tried["figures"]
    )
    assert {"key": "PKX99", "used": 9, "limit": 150} in done["figures"]["mak_use"]
    before = {path: (path.stat().st_mtime_ns, path.stat().st_ino) for path in (tmp_path / "out").iterdir()}
    for arguments in (CHECK, ()):
        again = playbook.task("fresh", "fleet_report", options, arguments=arguments).result
        assert (again["changed"], again["predicted"], again.get("diff")) == (False, False, [] if arguments else None)
    assert before == {path: (path.stat().st_mtime_ns, path.stat().st_ino) for path in (tmp_path / "out").iterdir()}
    assert fleet.summary("fresh")["requests"] == 0


def test_metrics_can_be_read_by_the_collector_and_nothing_else_by_others(
    playbook: Playbook, tmp_path: Path, options: dict[str, Any]
) -> None:
    playbook.task("fresh", "fleet_report", options)
    modes = {name: stat.S_IMODE((tmp_path / "out" / file).stat().st_mode) for name, file in FORMS.items()}
    assert modes == {"html": 0o600, "csv": 0o600, "json": 0o600, "metrics": 0o644}


def test_a_diff_has_the_lines_that_change_and_of_the_page_that_it_does(
    playbook: Playbook, tmp_path: Path, options: dict[str, Any]
) -> None:
    playbook.task("fresh", "fleet_report", options)
    (tmp_path / "survey.json").write_text(survey_text(survey_of(59)), encoding="utf-8")
    page, *others = playbook.task("fresh", "fleet_report", options, arguments=CHECK).result["diff"]
    assert page == {"prepared": f"{tmp_path / 'out' / 'fleet.html'}: the page is written anew.\n"}
    assert [len(set(diff["before"].splitlines()) ^ set(diff["after"].splitlines())) > 0 for diff in others] == [
        True
    ] * 3


@pytest.mark.parametrize("form", FORMS)
def test_a_file_of_others_stays_and_nothing_is_written_beside_it(
    playbook: Playbook, tmp_path: Path, options: dict[str, Any], form: str
) -> None:
    (tmp_path / "out").mkdir()
    theirs = tmp_path / "out" / FORMS[form]
    theirs.write_text("mine", encoding="utf-8")
    result = playbook.task("fresh", "fleet_report", options).result
    assert f"{form}: {theirs} was not written by this collection, and is not replaced." in result["msg"]
    assert {path.name: path.read_text(encoding="utf-8") for path in (tmp_path / "out").iterdir()} == {
        theirs.name: "mine"
    }


def test_without_files_the_figures_are_returned(playbook: Playbook, options: dict[str, Any]) -> None:
    result = playbook.task("fresh", "fleet_report", {"survey": options["survey"], "language": "ja"}).result
    assert (result["changed"], result["files"], result["figures"]["hosts"]["total"]) == (False, [], 60)
    assert result["lines"][0] == "60 台: 認証済み 42、未認証 12、不明 6"


@pytest.mark.parametrize("mode", [(), CHECK], ids=["real", "check"])
def test_the_role_reports_and_says_where_and_check_mode_does_without_a_survey(
    fleet: LocalFleet, playbook: Playbook, tmp_path: Path, options: dict[str, Any], mode: tuple[str, ...]
) -> None:
    if mode:
        (tmp_path / "survey.json").unlink()
    run = playbook.run_file("licenseops.windows.report", arguments=["-e", "report_survey=survey.json", *mode])
    assert run.returncode == 0, run.output
    said = "Would be written" if mode else "Written"
    assert f"{said}: {tmp_path / 'reports' / 'fleet.html'}\n" in run.output
    assert ("There is no survey" in run.output) == bool(mode)
    assert (tmp_path / "reports").exists() != bool(mode)
    assert [fleet.summary(host)["requests"] for host in fleet.hosts] == [0] * len(fleet.hosts)


def test_a_survey_of_real_tasks_makes_a_report(fleet: LocalFleet, playbook: Playbook, tmp_path: Path) -> None:
    fleet.admin.add_fault("trial", "access_denied", times=9)
    ask: dict[str, Any] = {"hosts": "licensed:fresh:trial:office:tokyo", "with_evidence": True}
    tasks: list[dict[str, Any]] = [
        {"licenseops.windows.fleet_survey": {**ask, "dest": str(tmp_path / "survey.json")}, "run_once": True},
        {"licenseops.windows.fleet_report": {"survey": str(tmp_path / "survey.json")}, "register": "report"},
    ]
    figures = playbook.run("licensed", tasks).results[-1].result["figures"]
    assert figures["hosts"] == {"total": 5, "licensed": 2, "not_licensed": 2, "unknown": 1}
    assert (figures["fates"]["read"], figures["fates"]["failed"], figures["complete"]) == (4, 1, True)
    assert [group["name"] for group in figures["groups"]] == ["windows"]
    assert all(cause["title"] and cause["next_step"] for cause in figures["causes"])


def spoilt(value: Any, secret: str) -> Any:
    """The value with a secret in every text of it, but those that say what a row is."""
    if isinstance(value, dict):
        kept = ("fate", "application", "license_status", "channel", "severity")
        return {name: item if name in kept else spoilt(item, secret) for name, item in value.items()}
    if isinstance(value, list):
        return [spoilt(item, secret) for item in value]
    return f"{value} {secret}" if isinstance(value, str) else value


def test_no_secret_of_a_survey_comes_into_a_file_a_diff_or_a_result(
    playbook: Playbook, tmp_path: Path, options: dict[str, Any]
) -> None:
    """Hosts and people may put one into any text."""
    finding = {"id": "x", "group": "x", "severity": "critical", "title": "X", "next_steps": ["Y"], "evidence": ["Z"]}
    data = json.loads((tmp_path / "survey.json").read_text(encoding="utf-8"))
    data["rows"][5]["diagnosis"] = {"findings": [finding]}
    secrets = {"key": keys.MAK_PRO, "cid": "123453" + "543214" * 7}
    for secret in secrets.values():
        (tmp_path / "survey.json").write_text(json.dumps(spoilt(data, secret)), encoding="utf-8")
        run = playbook.run(
            "fresh", [{"licenseops.windows.fleet_report": options}], arguments=["--check", "--diff", "-vvvvvv"]
        )
        assert run.returncode == 0, run.output
        result = playbook.task("fresh", "fleet_report", options).result
        assert_no_secret(run.output + json.dumps(result) + all_files(tmp_path / "out"), secrets)
        assert result["figures"]["hosts"]["total"] == 60
