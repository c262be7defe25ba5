# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A simulated week between two surveys: what has happened is told, and nothing else is."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.component.bench import LocalFleet
from tests.component.test_examples import examples, tasks_of
from tests.integration import keys
from tests.support.fleet import ROOT
from tests.support.launch import Launch, PlayRun, controller_of, written
from tests.support.play import WINRM, Playbook
from tests.support.plays import module

FLEET = Path(__file__).parent / "drift.yml"

#: Nothing happens to these but that days go by.
QUIET = ("mak", "kms", "kms-dns", "short", "trial", "office")

#: What is done to hosts within the week, by the tasks of this collection.
DEEDS: Mapping[str, tuple[str, dict[str, Any]]] = {
    "lost": ("win_product_key", {"state": "absent", "product_key": keys.MAK_PRO}),
    "found": ("win_activation", {"product_key": keys.MAK_PRO}),
    "way": ("win_activation", {"method": "kms", "source": "gvlk", "replace_licensed": True}),
    "edition": ("win_edition", {"edition": "Enterprise", "replace_licensed": True}),
    "rollover": ("win_kms_client", {"host": "kms2.corp.example"}),
    "esu": ("win_activation", {"esu_year": 2}),
}

#: The inventory a week later: name and simulated host.
BEFORE = (*QUIET, *DEEDS, "back", "copy-1", "spare", "renamed", "clone-1", "clone-2", "gone", "dark")
AFTER = {
    **{name: name for name in BEFORE if name not in ("renamed", "gone")},
    "new-name": "renamed",
    "spare": "fresh",
    "twin": "mak",
    "copy-2": "copy-2",
}

#: What has changed, as it is told: kind, host, product, before, after. A new edition has Microsoft's setup key, by
#: which Windows has activated itself at the KMS host that was set.
EXPECTED = [
    ("unlicensed", "lost", "Windows", "mak", None),
    ("clones", "clone-1", None, None, None),
    ("same_uuid", "copy-1", None, None, "11111111-2222-3333-4444-555555555555"),
    ("support", "esu", None, "ended", "esu"),
    ("esu", "esu", None, None, "2"),
    ("activated_by", "edition", "Windows", "digital", "kms"),
    ("activated_by", "way", "Windows", "digital", "kms"),
    ("key", "edition", "Windows", "...3V66T", "...2YT43"),
    ("key", "way", "Windows", "...3V66T", "...T83GX"),
    ("edition", "edition", "Windows", "Professional", "Enterprise"),
    ("kms_host", "rollover", None, "kms1.corp.example", "kms2.corp.example"),
    ("hardware", "spare", None, None, None),
    ("renamed", "new-name", None, "renamed", "new-name"),
    ("two_names", "mak", None, None, None),
    ("vanished", "gone", None, None, None),
    ("unread", "dark", None, None, None),
    ("new", "copy-2", None, None, None),
    ("new", "twin", None, None, None),
    ("read_again", "back", None, None, None),
    ("licensed", "found", "Windows", "0xC004F034", "mak"),
]

#: Of these the values are identifiers of the simulation, and the words of a refusal.
VAGUE = {"clones", "hardware", "two_names", "unread"}
ENDS = ("before", "after")


@pytest.fixture(scope="module")
def fleet_at_start() -> LocalFleet:
    return LocalFleet.of(FLEET)


def run_task(fleet: LocalFleet, directory: Path, names: Mapping[str, str], hosts: str, task: Any) -> PlayRun:
    """A play with an inventory of its own."""
    directory.mkdir()
    inventory = written(directory / "inventory.json", fleet.inventory(names, WINRM, {}))
    story = [{"hosts": hosts, "gather_facts": False, "tasks": [task]}]
    launch = Launch(str(written(directory / "play.yml", story)), inventory, environ=controller_of(directory))
    run = fleet.run(launch, directory)
    assert run.returncode == 0, run.output
    return run


@pytest.fixture
def files(week: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Both surveys where the command is typed."""
    for path in week:
        shutil.copy(path, tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def fleet(fleet_at_start: LocalFleet) -> LocalFleet:
    """As the week has left it."""
    return fleet_at_start


def survey(fleet: LocalFleet, directory: Path, names: Mapping[str, str], path: Path) -> None:
    """Ask a fleet."""
    run_task(fleet, directory, names, "localhost", module("s", "fleet_survey", {"hosts": "windows", "dest": str(path)}))


@pytest.fixture(scope="module")
def week(fleet_at_start: LocalFleet, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Two surveys, between which days go by and things happen; once for all tests."""
    fleet, tmp_path = fleet_at_start, tmp_path_factory.mktemp("week")
    fleet.reset()
    before, after = tmp_path / "last-week.json", tmp_path / "survey.json"
    fleet.admin.add_fault("back", "access_denied", times=9)
    survey(fleet, tmp_path / "first", {name: name for name in BEFORE}, before)
    for day in range(7):
        fleet.admin.advance(24 * 60)
        for host, (name, options) in [*DEEDS.items()][day : day + 1]:
            run_task(fleet, tmp_path / host, {host: host}, host, module(host, name, options))
    fleet.admin.clear_faults("back")
    clients = [fleet.simulation.hosts[name].machine.state.service for name in ("clone-1", "clone-2")]
    clients[1].client_machine_id = clients[0].client_machine_id
    fleet.admin.add_fault("dark", "access_denied", times=9)
    survey(fleet, tmp_path / "second", AFTER, after)
    return before, after


def test_what_has_happened_within_a_week_is_told_and_nothing_else(
    playbook: Playbook, week: tuple[Path, Path], tmp_path: Path
) -> None:
    before, after = map(str, week)
    options = {"before": before, "after": after, "json": str(tmp_path / "drift.json")}
    run = playbook.run("localhost", [module("drift", "fleet_drift", options)])
    result = run.of("drift").result
    told = [
        (item["kind"], item["host"], item["product"], *(None if item["kind"] in VAGUE else item[end] for end in ENDS))
        for item in result["changes"]
    ]
    assert sorted(told, key=str) == sorted(EXPECTED, key=str), run.output
    assert {item["host"]: item["others"] for item in result["changes"] if item["others"]} == {
        "clone-1": ["clone-2"],
        "copy-1": ["copy-2"],
        "mak": ["twin"],
    }
    assert json.loads((tmp_path / "drift.json").read_text())["changes"] == result["changes"]
    assert not [item for item in result["changes"] if item["host"] in QUIET and item["kind"] != "two_names"]


def test_the_file_is_written_once_and_not_in_check_mode(
    playbook: Playbook, week: tuple[Path, Path], tmp_path: Path
) -> None:
    before, after = map(str, week)
    path = tmp_path / "drift.json"
    page = tmp_path / "drift.html"
    task = module("drift", "fleet_drift", {"before": before, "after": after, "json": str(path), "html": str(page)})
    changed = []
    for arguments in (["--check"], [], []):
        result = playbook.run("localhost", [task], arguments=arguments).of("drift").result
        changed.append(result["changed"])
        assert path.exists() == page.exists() == (len(changed) > 1)
    assert changed == [True, True, False]


@pytest.mark.parametrize("language", ["en", "ja"])
def test_the_playbook_stops_a_pipeline_where_it_is_told_to(
    playbook: Playbook, week: tuple[Path, Path], language: str
) -> None:
    """Kinds that have not changed stop nobody; what has is told in both languages."""
    before, after = week
    for kinds, returncode in (("", 0), ("unlicensed,clones", 2), ("vanished", 2)):
        given = ["-e", f"drift_before={before}", "-e", f"drift_after={after}", "-e", f"licenseops_language={language}"]
        run = playbook.run_file(
            "licenseops.windows.drift", arguments=[*given, *(["-e", f"drift_fail_on={kinds}"] if kinds else [])]
        )
        assert run.returncode == returncode, run.output
        assert ("20 changes" if language == "en" else "20 件の変化") in run.output
        assert "rollover: kms1.corp.example -> kms2.corp.example" in run.output
    swapped = playbook.run_file(
        "licenseops.windows.drift", arguments=["-e", f"drift_before={after}", "-e", f"drift_after={before}"]
    )
    assert swapped.returncode == 2
    assert "Swap before and after." in swapped.output


@pytest.mark.parametrize("guide", ["drift.md", "drift.ja.md", ""])
def test_what_the_documentation_shows_is_run(playbook: Playbook, files: Path, guide: str) -> None:
    """The tasks of the guide and the examples of the module; one of them stops a pipeline, as it says."""
    tasks = tasks_of(ROOT / "docs" / guide) if guide else examples("fleet_drift")
    for arguments in (("--check", "--diff"), ()):
        run = playbook.run("localhost", tasks, arguments=arguments)
        assert run.failure.result["msg"].startswith("The fleet has changed: unlicensed, clones."), run.output
        assert (files / "drift.json").exists() == (not arguments)


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        ({"before": "none.json"}, "before"),
        ({"after": "."}, "after"),
        ({"before": "empty.json"}, "empty.json is no survey"),
        ({"json": "survey.json"}, "after and json are one file"),
        ({"json": "empty.json"}, "is not replaced"),
        ({"fail_on": ["lost"]}, "fail_on"),
    ],
)
def test_a_mistake_is_told_by_its_option_and_writes_nothing(
    playbook: Playbook, files: Path, options: dict[str, Any], complaint: str
) -> None:
    (files / "empty.json").write_text("{}")
    before = {path.name: path.read_bytes() for path in files.glob("*.json")}
    given = {"before": "last-week.json", "after": "survey.json", **options}
    run = playbook.run("localhost", [module("drift", "fleet_drift", given)])
    assert complaint in run.failure.result["msg"]
    assert {name: (files / name).read_bytes() for name in before} == before
