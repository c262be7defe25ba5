# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The role edition and its playbook: from the wrong edition to the right one, licensed, in one play."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.component.bench import LocalFleet
from tests.integration import keys
from tests.support.launch import PlayRun
from tests.support.play import Playbook

EDITION = "licenseops.windows.edition"
CHECK = ("--check", "--diff")
TO_DATACENTER = {"edition_target": "ServerDatacenter", "edition_restart": "if_needed", "activate_method": "kms"}
TO_PRO = {
    "edition_target": "Professional",
    "edition_product_key": keys.MAK_PRO,
    "edition_accept_caveat": True,
    "edition_restart": "if_needed",
    "activate_method": "online",
}


@pytest.fixture(scope="module")
def fleet_at_start() -> LocalFleet:
    """One host of each fate."""
    return LocalFleet.of(Path(__file__).parent / "edition_role.yml")


def changed(playbook: Playbook, hosts: str, *arguments: str, **variables: Any) -> PlayRun:
    """A run of the playbook."""
    given = json.dumps({"edition_hosts": hosts, **variables})
    return playbook.run_file(EDITION, arguments=[*arguments, "--extra-vars", given])


def primary(fleet: LocalFleet, host: str) -> dict[str, Any]:
    """Windows itself, as the model has it."""
    (row,) = fleet.keyed(host).values()
    return row


@pytest.mark.parametrize(
    ("host", "variables", "edition", "last_five"),
    [
        pytest.param("evaluation", TO_DATACENTER, "ServerDatacenter", "6VM33", id="evaluation to Datacenter by KMS"),
        pytest.param("home", TO_PRO, "Professional", keys.MAK_PRO[-5:], id="Home to Pro by MAK"),
    ],
)
def test_one_play_from_the_wrong_edition_to_licensed(
    fleet: LocalFleet, playbook: Playbook, host: str, variables: dict[str, Any], edition: str, last_five: str
) -> None:
    tried = changed(playbook, host, *CHECK, **variables)
    assert tried.returncode == 0, tried.output
    assert "1 host: 1 would be changed." in tried.output
    assert fleet.mutating(host) == 0
    done = changed(playbook, host, **variables)
    assert done.returncode == 0, done.output
    state = fleet.admin.state(host)
    assert (state["edition"], state["restarts"], state["tasks"], state["own_registry"]) == (edition, 1, [], [])
    row = primary(fleet, host)
    assert (row["partial_product_key"], row["license_status"]) == (last_five, 1)
    fleet.mark()
    again = changed(playbook, host, **variables)
    assert again.returncode == 0, again.output
    assert "1 host: 1 fine." in again.output, again.output
    assert fleet.mutating_since_mark(host) == 0
    assert keys.MAK_PRO not in done.output + again.output
    assert not [item for item in state["processes"] if keys.MAK_PRO[-5:] in item["command_line"]]


def test_a_host_that_waits_for_its_restart_is_not_activated_and_goes_on_later(
    fleet: LocalFleet, playbook: Playbook
) -> None:
    later = {**TO_DATACENTER, "edition_restart": "never"}
    first = changed(playbook, "waiting", **later)
    assert first.returncode == 0, first.output
    assert "waits for its restart" in first.output
    assert not [item for item in fleet.admin.journal("waiting") if item["method"] == "Activate"]
    again = changed(playbook, "waiting", **later)
    assert "1 host: 1 fine." in again.output, again.output
    fleet.admin.reboot("waiting")
    last = changed(playbook, "waiting", **later)
    assert last.returncode == 0, last.output
    assert "1 host: 1 changed." in last.output
    assert primary(fleet, "waiting")["license_status"] == 1
    fleet.mark()
    assert "1 host: 1 fine." in changed(playbook, "waiting", **later).output
    assert fleet.mutating_since_mark("waiting") == 0


FATES = "evaluation,controller,right,gone,out,pro"


@pytest.mark.parametrize(
    ("language", "mode", "summary", "rows"),
    [
        (
            "en",
            CHECK,
            "5 hosts: 1 fine, 1 would be changed, 2 failed, 1 unreachable.",
            (
                "about 15 minutes and a restart",
                "failed, domain_controller",
                "as wanted",
                "no way there",
                "unreachable",
            ),
        ),
        (
            "ja",
            (),
            "5 台: 正常 1、変更あり 1、失敗 2、接続不可 1。",
            ("変更あり", "失敗 (domain_controller)", "変更不要", "接続不可", "変更できません"),
        ),
    ],
)
def test_one_host_of_each_fate_in_one_play(
    fleet: LocalFleet, playbook: Playbook, language: str, mode: tuple[str, ...], summary: str, rows: tuple[str, ...]
) -> None:
    run = changed(playbook, FATES, *mode, "--limit", "!out", licenseops_language=language, **TO_DATACENTER)
    assert run.returncode in (2, 4, 6), run.output
    assert run.output.count(summary) == 1, run.output
    assert [row for row in rows if row not in run.output] == []
    assert fleet.summary("out")["requests"] == 0
    assert fleet.mutating("controller") == 0 and fleet.mutating("right") == 0
    assert (fleet.mutating("evaluation") == 0) is bool(mode)


def test_only_the_edition(fleet: LocalFleet, playbook: Playbook) -> None:
    run = changed(playbook, "evaluation", **TO_DATACENTER, edition_activate=False)
    assert run.returncode == 0, run.output
    assert not [item for item in fleet.admin.journal("evaluation") if item["method"] == "Activate"]
    assert primary(fleet, "evaluation")["license_status"] != 1


@pytest.mark.parametrize(
    ("variables", "last_five"),
    [
        pytest.param({"activate_method": "kms"}, "2YT43", id="setup key"),
        pytest.param({"edition_product_key": keys.MAK_ENTERPRISE}, keys.MAK_ENTERPRISE[-5:], id="own key"),
        pytest.param({"activate_product_key": "", "activate_source": "firmware"}, "2YT43", id="firmware"),
        pytest.param({"activate_method": "kms", "activate_application": "office"}, "2YT43", id="Office"),
    ],
)
def test_what_other_plays_activate_is_not_what_this_one_does(
    fleet: LocalFleet, playbook: Playbook, variables: dict[str, Any], last_five: str
) -> None:
    shared = {"edition_target": "Enterprise", "activate_product_key": keys.MAK_PRO}
    run = changed(playbook, "pro", **shared | variables)
    assert run.returncode == 0, run.output
    assert fleet.admin.state("pro")["edition"] == "Enterprise"
    row = primary(fleet, "pro")
    assert (row["partial_product_key"], row["license_status"]) == (last_five, 1)
