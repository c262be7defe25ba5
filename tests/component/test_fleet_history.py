# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Surveys kept in a database, as a playbook does it: check mode first, once each, and no secret in any byte."""

from __future__ import annotations

import json
import re
import sqlite3
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from ansible_collections.licenseops.windows.plugins.plugin_utils._store._survey_file import load_survey, survey_text
from tests.component.bench import LocalFleet
from tests.integration import keys
from tests.support.fleet import ROOT
from tests.support.play import Playbook
from tests.support.secrets import assert_no_secret, secrets_of

MODULE = "licenseops.windows.fleet_history"
HOSTS = "licensed,fresh,esu,office"


def history(**options: Any) -> dict[str, Any]:
    """A task that keeps."""
    return {"name": "Keep", MODULE: {"store": "history.sqlite", **options}, "run_once": True}


def ask(**options: Any) -> dict[str, Any]:
    """A task that surveys."""
    return {
        "name": "Survey",
        "licenseops.windows.fleet_survey": {"hosts": HOSTS, "dest": "survey.json", **options},
        "run_once": True,
    }


@pytest.fixture
def desk(playbook: Playbook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the command is typed, with the survey of a fleet."""
    desk = tmp_path / "desk"
    desk.mkdir()
    monkeypatch.chdir(desk)
    run = playbook.run("licensed", [ask()])
    assert run.returncode == 0, run.output
    return desk


def kept(playbook: Playbook, *arguments: str, **options: Any) -> dict[str, Any]:
    """The result of a task that works."""
    run = playbook.run("licensed", [history(**options)], arguments=arguments)
    assert run.returncode == 0, run.output
    return dict(run.of("Keep").result)


def test_a_survey_is_added_once_and_check_mode_says_so_before(playbook: Playbook, desk: Path) -> None:
    tried = kept(playbook, "--check", "--diff", add="survey.json", dest="out.json")
    assert (tried["changed"], tried["predicted"], tried["added"], tried["run"], tried["runs"]) == (
        True,
        True,
        True,
        None,
        [],
    )
    assert [path.name for path in desk.iterdir()] == ["survey.json"]
    done = kept(playbook, "--diff", add="survey.json", dest="out.json", keep_days=400)
    assert (done["changed"], done["added"], done["run"], done["removed"]) == (True, True, 1, [])
    assert (done["diff"]["before"], done["diff"]["after"]) == ("", f"1 {done['runs'][0]['began_at']}: 4\n")
    assert load_survey(desk / "out.json") == load_survey(desk / "survey.json")
    assert {path.name: path.stat().st_mode & 0o777 for path in desk.iterdir()} == dict.fromkeys(
        ["survey.json", "history.sqlite", "out.json"], 0o600
    )
    for arguments in (("--check",), ()):
        again = kept(playbook, *arguments, add="survey.json", dest="out.json", keep_days=400)
        assert (again["changed"], again["added"], again["run"]) == (False, False, 1)
    assert [run["read"] for run in kept(playbook)["runs"]] == [4]


def test_a_machine_is_handed_out_and_forgotten(playbook: Playbook, desk: Path) -> None:
    kept(playbook, add="survey.json")
    assert kept(playbook, export="fresh", dest="fresh.json")["changed"]
    assert not kept(playbook, export="fresh", dest="fresh.json")["changed"]
    exported = json.loads((desk / "fresh.json").read_text())["readings"]
    assert [(item["run"], item["row"]["name"]) for item in exported] == [(1, "fresh")]
    before = (desk / "history.sqlite").read_bytes()
    tried = kept(playbook, "--check", forget="fresh")
    assert (tried["changed"], tried["forgotten"]) == (True, 1)
    assert (desk / "history.sqlite").read_bytes() == before
    assert kept(playbook, forget="fresh")["forgotten"] == 1
    assert not kept(playbook, forget="fresh")["changed"]
    assert kept(playbook)["runs"][0]["read"] == 3
    assert not kept(playbook, add="survey.json")["changed"], "its file brings it back"


def test_no_secret_is_in_any_byte_of_the_store(fleet: LocalFleet, playbook: Playbook, desk: Path) -> None:
    survey = load_survey(desk / "survey.json")
    data = json.loads(survey_text(survey))
    data["rows"][0]["reason"] = f"refused {keys.MAK_PRO}"
    (desk / "survey.json").write_text(json.dumps(data))
    opened = sqlite3.connect(desk / "history.sqlite")
    opened.close()
    kept(playbook, add="survey.json", dest="out.json")
    left = b"".join(path.read_bytes() for path in desk.iterdir() if path.name != "survey.json")
    assert b"PKX99" in left
    secrets = {**secrets_of(fleet), "password": "Simulated-Passw0rd"}
    for encoding in ("latin-1", "utf-16-le", "utf-16-be"):
        assert_no_secret(left.decode(encoding, "ignore"), secrets)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"add": "survey.json", "dest": "survey.json"}, "add and dest are one file"),
        ({"store": "survey.json", "add": "survey.json"}, "store and add are one file"),
        ({"store": "./out.json", "dest": "out.json"}, "store and dest are one file"),
        ({"dest": "history.sqlite-journal"}, "dest has the name of a file that is kept beside store"),
        ({"dest": "notes.txt"}, "dest: {desk}/notes.txt was not written by this collection"),
        ({"export": "fresh"}, "export is given without dest."),
        ({"dest": "out.json"}, "The store {desk}/history.sqlite has no run yet. Add a survey first."),
        ({"store": "."}, "store: {desk} is a directory, not a file."),
        ({"keep_days": 0}, "keep_days is out of bounds."),
        ({"add": "notes.txt"}, "{desk}/notes.txt is no survey."),
    ],
)
def test_what_is_wrong_is_one_sentence_and_nothing_is_written(
    playbook: Playbook, desk: Path, options: dict[str, Any], said: str
) -> None:
    (desk / "notes.txt").write_text("mine")
    before = {path: path.read_bytes() for path in desk.iterdir()}
    task = playbook.run("licensed", [history(**options)]).failure
    assert task.result["msg"].startswith(said.format(desk=desk))
    assert {path: path.read_bytes() for path in desk.iterdir()} == before


def test_the_password_of_a_database_is_shown_nowhere(playbook: Playbook, desk: Path) -> None:
    address = "postgresql://somebody:S3cret@127.0.0.1:1/history"
    for language, hint in (("en", "See that the server runs"), ("ja", "サーバーが動作")):
        run = playbook.run("licensed", [history(store=address, language=language)], arguments=["-vvv"])
        assert hint in run.failure.result["msg"]
        assert "S3cret" not in run.output + json.dumps(run.failure.result)


def test_without_sqlalchemy_it_is_said_what_to_install(
    playbook: Playbook, desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    base = "ansible_collections.licenseops.windows.plugins.plugin_utils._store._database"
    monkeypatch.delitem(sys.modules, base, raising=False)
    monkeypatch.setitem(sys.modules, "sqlalchemy", None)
    task = playbook.run("licensed", [history()]).failure
    assert task.result["msg"] == (
        "store: sqlalchemy is not installed on the controller. Install what requirements-optional.txt of the "
        "collection names where Ansible runs: pip install SQLAlchemy."
    )


def test_the_plays_of_the_guide_are_run(playbook: Playbook, desk: Path) -> None:
    guide = (ROOT / "docs" / "history.md").read_text(encoding="utf-8")
    (play,) = yaml.safe_load(re.findall(r"```yaml\n(- .*?)```", guide, re.DOTALL)[0])
    for arguments in (["--check"], []):
        run = playbook.run(HOSTS, play["tasks"], arguments=arguments)
        assert run.returncode == 0, run.output
    assert run.of("Keep what they said for 400 days").result["runs"][0]["read"] == 4
