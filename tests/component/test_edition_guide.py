# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The guide "Change the edition": its examples run on simulated hosts, in check mode, for real and once more."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.component.bench import LocalFleet
from tests.integration import keys
from tests.support.fleet import ROOT
from tests.support.play import Playbook

GUIDES = {name: (ROOT / "docs" / name).read_text(encoding="utf-8") for name in ("edition.md", "edition.ja.md")}
_EXAMPLE = re.compile(r"<!-- host: (\S+) -->\n```yaml\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_TYPED = re.compile(r"^\$ ansible-playbook -i inventory (.*)$", re.MULTILINE)
_CONDITION = re.compile(r"^\| `(\w+)` \|", re.MULTILINE)

MAK_2022 = "TNTTT-TTTTT-TTTTT-TTTTT-WTR64"
VAULT = {"vault_server_mak": MAK_2022, "vault_pro_mak": keys.MAK_PRO}
EDITIONS = {"pro": "Enterprise", "evaluation": "ServerStandard", "standard": "ServerDatacenter", "home": "Professional"}


def examples(guide: str) -> dict[str, list[dict[str, Any]]]:
    """Tasks by the host they are for."""
    return {host: yaml.safe_load(text) for host, text in _EXAMPLE.findall(GUIDES[guide])}


@pytest.fixture(scope="module")
def fleet_at_start() -> LocalFleet:
    """The hosts of the role's tests."""
    return LocalFleet.of(Path(__file__).parent / "edition_role.yml")


def test_both_languages_show_the_same_tasks_apart_from_their_words() -> None:
    english, japanese = (
        {host: [{**task, "name": None} for task in tasks] for host, tasks in found.items()}
        for found in map(examples, GUIDES)
    )
    assert english == japanese
    assert english.keys() == EDITIONS.keys()
    assert [text.count("```yaml\n- ") for text in GUIDES.values()] == [len(english)] * 2


def test_every_condition_is_in_the_table_of_both(fleet: LocalFleet, playbook: Playbook) -> None:
    given = {"edition": "full", "restart": "if_needed"}
    server = playbook.task("evaluation", "win_edition", given, arguments=("--check",)).result["conditions"]
    to_pro = {"edition": "Professional", "accept_caveat": True, "replace_licensed": True}
    client = playbook.task("home", "win_edition", to_pro, arguments=("--check",)).result["conditions"]
    names = {condition["name"] for condition in (*server, *client)}
    for text in GUIDES.values():
        assert names <= set(_CONDITION.findall(text))


@pytest.mark.parametrize("host", EDITIONS)
@pytest.mark.parametrize("guide", GUIDES)
def test_an_example_runs_in_check_mode_for_real_and_has_nothing_left_to_do_then(
    fleet: LocalFleet, playbook: Playbook, guide: str, host: str
) -> None:
    tasks = examples(guide)[host]
    tried = playbook.run(host, tasks, variables=VAULT, arguments=("--check", "--diff"))
    assert tried.returncode == 0, tried.output
    assert fleet.mutating(host) == 0
    done = playbook.run(host, tasks, variables=VAULT)
    assert done.returncode == 0, done.output
    assert fleet.admin.state(host)["edition"] == EDITIONS[host]
    fleet.mark()
    again = playbook.run(host, tasks, variables=VAULT)
    assert not any(item.is_changed for item in again.results), again.output
    assert fleet.mutating_since_mark(host) == 0


@pytest.mark.parametrize("guide", GUIDES)
def test_the_commands_run(fleet: LocalFleet, playbook: Playbook, guide: str) -> None:
    commands = [shlex.split(line) for line in _TYPED.findall(GUIDES[guide])]
    assert len(commands) == 2
    for words, mutates in zip(commands, (False, True), strict=True):
        arguments = ["edition_hosts=evaluation" if word == "edition_hosts=evaluations" else word for word in words[1:]]
        run = playbook.run_file(words[0], arguments=[*arguments, "-e", "edition_activate=false"])
        assert run.returncode == 0, run.output
        assert bool(fleet.mutating("evaluation")) is mutates
