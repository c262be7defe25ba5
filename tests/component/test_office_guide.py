# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The guide "Activate Office": its examples run on simulated hosts, in check mode, for real and once more."""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.component.bench import LocalFleet
from tests.integration import keys
from tests.support.fleet import ROOT
from tests.support.play import Playbook

GUIDES = {name: (ROOT / "docs" / name).read_text(encoding="utf-8") for name in ("office.md", "office.ja.md")}
_EXAMPLE = re.compile(r"<!-- host: (\S+) -->\n```yaml\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_VAULT = re.compile(r"^```yaml\n(office_.*?)^```$", re.DOTALL | re.MULTILINE)
_TYPED = re.compile(r"^```console\n(.*?)^```$", re.DOTALL | re.MULTILINE)

CHECK = ("--check", "--diff")
VAULT = {
    "vault_office_mak": keys.OFFICE,
    "vault_visio_mak": keys.VISIO,
    "vault_project_mak": "TNTTT-TTTTT-TTTTT-TTTTT-WPX94",
}


Example = tuple[str, list[dict[str, Any]]]


def examples(guide: str) -> list[Example]:
    """Host and tasks of each example."""
    return [(host, yaml.safe_load(text)) for host, text in _EXAMPLE.findall(GUIDES[guide])]


EXAMPLES = [
    pytest.param(guide, number, id=f"{guide}-{number}-{host}")
    for guide in GUIDES
    for number, (host, _tasks) in enumerate(examples(guide))
]


@pytest.fixture(scope="module")
def office_at_start() -> LocalFleet:
    """The hosts all tests of this file share."""
    return LocalFleet.of(Path(__file__).parent / "office_guide.yml")


@pytest.fixture
def office(office_at_start: LocalFleet) -> LocalFleet:
    """The hosts as their scenario describes them, with empty journals."""
    office_at_start.reset()
    return office_at_start


@pytest.fixture
def play(office: LocalFleet, tmp_path: Path) -> Playbook:
    """Runs tasks against these hosts."""
    return Playbook(office, tmp_path)


def typed(playbook: str) -> list[list[str]]:
    """The two commands of the guide that run a playbook, in words: to see what would be, and to do it."""
    lines = [line for block in _TYPED.findall(GUIDES["office.md"]) for line in block.splitlines()]
    commands = [words for words in map(shlex.split, lines) if playbook in words]
    assert ["--check" in words for words in commands] == [True, False]
    return commands


def windows(fleet: LocalFleet, host: str) -> list[Mapping[str, Any]]:
    """The licence of Windows, as the model knows it."""
    return [row for row in fleet.admin.state(host)["keyed"] if not row["family"].startswith("Office")]


def test_both_languages_show_the_same_tasks_apart_from_their_words() -> None:
    english, japanese = (
        [(host, [{**task, "name": None} for task in tasks]) for host, tasks in examples(guide)] for guide in GUIDES
    )
    assert english == japanese
    assert len(english) == 10
    shown = [text.count("```yaml\n- ") for text in GUIDES.values()]
    assert shown == [len(english)] * 2, "an example without a host is not run"


@pytest.mark.parametrize(("guide", "number"), EXAMPLES)
def test_an_example_runs_in_check_mode_for_real_and_has_nothing_left_to_do_then(
    office: LocalFleet, play: Playbook, guide: str, number: int
) -> None:
    host, tasks = examples(guide)[number]
    before = windows(office, host)
    tried = play.run(host, tasks, variables=VAULT, arguments=CHECK)
    assert tried.returncode == 0, tried.output
    assert office.mutating(host) == 0
    done = play.run(host, tasks, variables=VAULT)
    assert done.returncode == 0, done.output
    changing = [name for task in tasks for name in task if name.endswith(("activation", "key", "client", "licensing"))]
    assert any(item.is_changed for item in done.results) == bool(changing)
    assert windows(office, host) == before
    office.mark()
    again = play.run(host, tasks, variables=VAULT)
    assert again.returncode == 0, again.output
    # Of the two tasks about KMS settings the second takes back what the first has set.
    if host != "licensed":
        assert not any(item.is_changed for item in again.results), again.output
        assert office.mutating_since_mark(host) == 0


def test_the_confirmation_id_of_the_portal_licenses_what_the_example_has_prepared(
    office: LocalFleet, play: Playbook
) -> None:
    (tasks,) = (tasks for host, tasks in examples("office.md") if host == "vault-room")
    assert play.run("vault-room", tasks, variables=VAULT).returncode == 0
    answer = {"project_confirmation_id": office.confirmation_id("vault-room", "WPX94")}
    done = play.run("vault-room", tasks, variables=VAULT | answer)
    assert done.returncode == 0, done.output
    assert office.keyed("vault-room")["WPX94"]["license_status"] == 1


def test_the_commands_license_a_fleet_and_leave_accounts_alone(
    office: LocalFleet, play: Playbook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (vault,) = _VAULT.findall(GUIDES["office.md"])
    names = yaml.safe_load(vault)["office_activate_product_keys"]
    own = {"VisioPro2024Volume": keys.VISIO, "ProjectPro2024Volume": VAULT["vault_project_mak"]}
    assert names.keys() == own.keys()
    Path("vault.yml").write_text(yaml.safe_dump({"office_activate_product_keys": own}), encoding="utf-8")
    hosts = ["desk", "designer", "engineer", "licensed", "signed-in"]
    commands = typed("licenseops.windows.office")
    outputs = []
    for words in (*commands, commands[-1]):
        arguments = [f"office_hosts={','.join(hosts)}" if word == "office_hosts=desks" else word for word in words[4:]]
        office.mark()
        run = play.run_file(words[3], arguments=arguments)
        assert run.returncode == 0, run.output
        outputs.append(run.output)
    assert "engineer   VisioPro2024Volume    would be licensed  online" in outputs[0], outputs[0]
    assert "5 hosts: 2 fine, 3 would be changed." in outputs[0]
    assert "engineer   VisioPro2024Volume    licensed         mak" in outputs[1], outputs[1]
    assert "signed-in  O365ProPlusRetail     see the account  vnext" in outputs[1]
    assert "5 hosts: 2 fine, 3 changed." in outputs[1]
    assert "5 hosts: 5 fine." in outputs[2], outputs[2]
    assert sum(office.mutating_since_mark(host) for host in hosts) == 0


def test_the_commands_of_the_reset_sign_out_once_leave_a_copy_and_print_the_steps(
    office: LocalFleet, play: Playbook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    commands = [
        ["office_reset_hosts=signed-in" if "_hosts=" in word else word for word in words]
        for words in typed("licenseops.windows.office_reset")
    ]
    tried, done = (play.run_file(words[3], arguments=words[4:]) for words in commands)
    assert tried.returncode == done.returncode == 0, tried.output + done.output
    assert "1 host: 1 would be changed." in tried.output
    assert "1 host: 1 changed." in done.output
    assert "signoutofwamaccounts.ps1" in done.output
    assert len(list(Path("office-resets").iterdir())) == 1
