# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""win_edition against hosts whose edition changes as that of Windows does: by key, by DISM, by changepk."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from ansible_collections.licenseops.windows.plugins.modules import win_edition
from tests.component.bench import LocalFleet
from tests.integration import keys
from tests.support.play import PSRP, Playbook

MODULE = "win_edition"
MAK_2022 = "TNTTT-TTTTT-TTTTT-TTTTT-WTR64"
CHECK = ("--check", "--diff")
RESTART = {"restart": "if_needed"}
TO_DATACENTER = {"edition": "ServerDatacenter", **RESTART}


@pytest.fixture(scope="module")
def fleet_at_start() -> LocalFleet:
    """Hosts whose edition is to change."""
    return LocalFleet.of(Path(__file__).parent / "edition.yml")


def seen(fleet: LocalFleet, host: str) -> dict[str, Any]:
    """What the model knows of a host."""
    state: dict[str, Any] = fleet.admin.state(host)
    return state


def lines(fleet: LocalFleet, host: str) -> list[str]:
    """The command lines of all processes there ever were."""
    return [process["command_line"] for process in seen(fleet, host)["processes"]]


def changes(fleet: LocalFleet, host: str) -> list[str]:
    """Those that change an edition."""
    return [
        line
        for line in lines(fleet, host)
        if line.lower().startswith("c:\\windows\\system32\\dism.exe") and "/Set-Edition" in line
    ]


@pytest.mark.parametrize("connection", [{}, PSRP], ids=["winrm", "psrp"])
def test_an_evaluation_server_becomes_datacenter(
    fleet: LocalFleet, playbook: Playbook, connection: dict[str, str]
) -> None:
    foreseen = playbook.task("evaluation", MODULE, TO_DATACENTER, arguments=CHECK, variables=connection)
    assert foreseen.is_changed
    assert (fleet.mutating("evaluation"), lines(fleet, "evaluation")) == (0, [])
    assert all(condition["met"] is not False for condition in foreseen.result["conditions"])
    done = playbook.task("evaluation", MODULE, TO_DATACENTER, variables=connection)
    assert done.result["steps"] == foreseen.result["steps"]
    assert done.result["edition"]["after"] == "ServerDatacenter"
    assert (done.result["way"], done.result["exit_code"], done.result["restarted"]) == ("task", 3010, True)
    assert done.result["targets"] == ["ServerDatacenter", "ServerStandard"]
    state = seen(fleet, "evaluation")
    assert (state["edition"], state["restarts"], state["tasks"], state["own_registry"]) == (
        "ServerDatacenter",
        1,
        [],
        [],
    )
    assert len(changes(fleet, "evaluation")) == 1
    fleet.mark()
    again = playbook.task("evaluation", MODULE, TO_DATACENTER, variables=connection)
    assert (again.is_changed, fleet.mutating_since_mark("evaluation")) == (False, 0)


def test_a_japanese_core_host_lists_its_own_editions_and_needs_consent(fleet: LocalFleet, playbook: Playbook) -> None:
    refused = playbook.task("core", MODULE, TO_DATACENTER)
    assert "accept_caveat: true" in refused.message
    assert (lines(fleet, "core"), fleet.mutating("core")) == ([], 0)
    done = playbook.task("core", MODULE, {**TO_DATACENTER, "accept_caveat": True})
    assert (done.result["edition"]["after"], done.result["targets"]) == ("ServerDatacenter", ["ServerDatacenter"])
    assert "/Set-Edition:ServerDatacenterCor " in changes(fleet, "core")[0]


def test_the_own_list_of_a_host_has_the_last_word_and_nothing_stays(fleet: LocalFleet, playbook: Playbook) -> None:
    refused = playbook.task("narrow", MODULE, TO_DATACENTER)
    assert "By its own list this host cannot become ServerDatacenter, but only: ServerStandard" in refused.message
    assert refused.result["targets"] == ["ServerStandard"]
    state = seen(fleet, "narrow")
    assert (changes(fleet, "narrow"), state["tasks"], state["own_registry"]) == ([], [], [])


@pytest.mark.parametrize("scheduler", ["missing", "denied"])
def test_without_the_task_scheduler_a_process_does_it(fleet: LocalFleet, playbook: Playbook, scheduler: str) -> None:
    fleet.admin.servicing("evaluation", scheduler=scheduler)
    done = playbook.task("evaluation", MODULE, TO_DATACENTER)
    assert (done.result["way"], done.result["exit_code"]) == ("process", 3010)
    state = seen(fleet, "evaluation")
    assert (state["edition"], state["own_registry"]) == ("ServerDatacenter", [])
    fleet.mark()
    assert not playbook.task("evaluation", MODULE, TO_DATACENTER).is_changed
    assert fleet.mutating_since_mark("evaluation") == 0


def test_defender_stops_processes_of_wmi_and_not_tasks(fleet: LocalFleet, playbook: Playbook) -> None:
    fleet.admin.servicing("evaluation", blocks_wmi=True)
    assert playbook.task("evaluation", MODULE, TO_DATACENTER).result["way"] == "task"
    fleet.admin.servicing("evaluation-2025", blocks_wmi=True, scheduler="missing")
    refused = playbook.task("evaluation-2025", MODULE, {**TO_DATACENTER, "edition": "full"})
    assert "0x80070005" in refused.message
    assert seen(fleet, "evaluation-2025")["own_registry"] == []


@pytest.mark.parametrize("way", ["works", "missing"])
@pytest.mark.parametrize("code", [50, 1168, 0x800F0830])
def test_what_dism_ends_with_is_a_sentence_and_nothing_stays(
    fleet: LocalFleet, playbook: Playbook, code: int, way: str
) -> None:
    fleet.admin.servicing("evaluation", exit_code=code, scheduler=way)
    failed = playbook.task("evaluation", MODULE, TO_DATACENTER)
    assert failed.result["exit_code"] == code
    state = seen(fleet, "evaluation")
    assert (state["edition"], state["tasks"], state["own_registry"]) == ("ServerStandardEval", [], [])
    assert state["restarts"] == 0


@pytest.mark.parametrize("way", ["works", "missing"])
def test_a_change_whose_process_dies_is_told_and_may_be_begun_again(
    fleet: LocalFleet, playbook: Playbook, way: str
) -> None:
    fleet.admin.servicing("evaluation", dies_after=60, scheduler=way)
    failed = playbook.task("evaluation", MODULE, TO_DATACENTER)
    assert failed.is_failed
    fleet.admin.servicing("evaluation", scheduler=way)
    assert playbook.task("evaluation", MODULE, TO_DATACENTER).result["edition"]["after"] == "ServerDatacenter"
    assert len(changes(fleet, "evaluation")) == 2


@pytest.mark.parametrize(
    ("power", "words"),
    [({"users": ["Alice"]}, "1191"), ({"returns": False}, "did not come back within 3600 seconds")],
    ids=["users", "never back"],
)
def test_a_restart_that_does_not_happen_is_told(
    fleet: LocalFleet, playbook: Playbook, power: dict[str, Any], words: str
) -> None:
    fleet.admin.power("evaluation", **power)
    assert words in playbook.task("evaluation", MODULE, TO_DATACENTER).message


@pytest.mark.parametrize(
    "power",
    [{"users": ["Alice"]}, {"loses_answer": True}, {"second_after": 30}, {"refusals": [1115]}, {"away": 1200}],
    ids=lambda power: next(iter(power)),
)
def test_a_restart_with_its_troubles_is_waited_for(
    fleet: LocalFleet, playbook: Playbook, power: dict[str, Any]
) -> None:
    fleet.admin.power("evaluation", **power)
    done = playbook.task("evaluation", MODULE, {**TO_DATACENTER, "restart_force": True})
    assert (done.result["edition"]["after"], done.result["restart_required"]) == ("ServerDatacenter", False)
    assert len(changes(fleet, "evaluation")) == 1


def test_home_becomes_pro_with_the_setup_key_and_then_takes_the_key_of_the_user(
    fleet: LocalFleet, playbook: Playbook
) -> None:
    key = keys.MAK_PRO
    options = {"edition": "Professional", "product_key": key, "accept_caveat": True, **RESTART}
    done = playbook.task("home", MODULE, options)
    assert (done.result["edition"]["after"], done.result["edition"]["route"]) == ("Professional", "changepk")
    assert done.result["product"]["partial_product_key"] == key[-5:]
    assert all(key not in line for line in lines(fleet, "home"))
    fleet.mark()
    assert not playbook.task("home", MODULE, options).is_changed
    assert fleet.mutating_since_mark("home") == 0


def test_home_that_refuses_the_setup_key_is_told_so_and_stays_home(fleet: LocalFleet, playbook: Playbook) -> None:
    failed = playbook.task("home-strict", MODULE, {"edition": "Professional", "accept_caveat": True, **RESTART})
    assert failed.is_failed
    assert (seen(fleet, "home-strict")["edition"], seen(fleet, "home-strict")["tasks"]) == ("Core", [])


def test_pro_becomes_enterprise_by_its_setup_key_alone(fleet: LocalFleet, playbook: Playbook) -> None:
    done = playbook.task("pro", MODULE, {"edition": "Enterprise"})
    assert (done.result["edition"]["after"], done.result["restart_required"]) == ("Enterprise", False)
    assert (lines(fleet, "pro"), fleet.mutating("pro")) == ([], 1)


def test_education_waits_for_its_restart_and_a_second_run_sends_nothing(fleet: LocalFleet, playbook: Playbook) -> None:
    done = playbook.task("pro", MODULE, {"edition": "Education"})
    assert (done.is_changed, done.result["restart_required"]) == (True, True)
    fleet.mark()
    again = playbook.task("pro", MODULE, {"edition": "Education"})
    assert (again.is_changed, again.result["restart_required"]) == (False, True)
    assert fleet.mutating_since_mark("pro") == 0
    assert playbook.task("pro", MODULE, {"edition": "Education", **RESTART}).result["edition"]["after"] == "Education"


def test_multi_session_is_a_client_that_stays_what_it_is(fleet: LocalFleet, playbook: Playbook) -> None:
    assert "multi-session" in playbook.task("multi-session", MODULE, {"edition": "Enterprise"}).message
    assert fleet.mutating("multi-session") == 0


def test_a_licence_that_cannot_be_brought_back_needs_consent(fleet: LocalFleet, playbook: Playbook) -> None:
    refused = playbook.task("standard", MODULE, TO_DATACENTER)
    assert "replace_licensed: true" in refused.message
    assert [item["name"] for item in refused.result["conditions"] if item["met"] is False] == ["licence"]
    assert fleet.mutating("standard") == 0


def test_without_leave_to_restart_the_change_waits_and_a_second_run_changes_nothing(
    fleet: LocalFleet, playbook: Playbook
) -> None:
    first = playbook.task("evaluation", MODULE, {"edition": "ServerDatacenter"})
    assert (first.is_changed, first.result["restart_required"], first.result["restarted"]) == (True, True, False)
    fleet.mark()
    second = playbook.task("evaluation", MODULE, {"edition": "ServerDatacenter"})
    assert (second.is_changed, second.result["restart_required"]) == (False, True)
    assert fleet.mutating_since_mark("evaluation") == 0
    fleet.admin.reboot("evaluation")
    third = playbook.task("evaluation", MODULE, {"edition": "ServerDatacenter"})
    assert (third.is_changed, third.result["restart_required"]) == (False, False)
    assert seen(fleet, "evaluation")["tasks"] == []


@pytest.mark.parametrize("arguments", [CHECK, ()], ids=["check", "real"])
def test_the_examples_of_the_documentation_run(
    fleet: LocalFleet, playbook: Playbook, arguments: tuple[str, ...]
) -> None:
    """Of the five tasks one only says what another has registered."""
    variables = {"server_mak": MAK_2022, "windows_pro_mak": keys.MAK_PRO}
    tasks = yaml.safe_load(win_edition.EXAMPLES)
    groups = {"pro": tasks[:1], "evaluation": tasks[1:2], "standard": tasks[2:4], "home": tasks[4:]}
    reached = {
        "pro": "Enterprise",
        "evaluation": "ServerStandard",
        "standard": "ServerStandard",
        "home": "Professional",
    }
    for host, examples in groups.items():
        run = playbook.run(host, examples, variables=variables, arguments=arguments)
        assert run.returncode == 0, run.output
        assert run.results[0].is_changed
        if arguments:
            assert fleet.mutating(host) == 0
            continue
        assert seen(fleet, host)["edition"] == reached[host]
        told = [item.result.get("msg") for item in run.results[1:]]
        assert told == (["standard waits for its restart."] if host == "standard" else [])


def test_an_account_without_full_rights_is_told_so_before_anything_is_sent(
    fleet: LocalFleet, playbook: Playbook
) -> None:
    refused = playbook.task("limited", MODULE, TO_DATACENTER)
    assert "The account has no full administrator rights" in refused.message
    assert "rights" in [item["name"] for item in refused.result["conditions"] if item["met"] is False]
    assert (lines(fleet, "limited"), fleet.mutating("limited")) == ([], 0)


def test_a_task_that_a_restart_has_cut_off_does_not_run_for_ever(fleet: LocalFleet, playbook: Playbook) -> None:
    fleet.admin.servicing("cut-off", seconds=3600)
    waiting = playbook.task("cut-off", MODULE, {**TO_DATACENTER, "timeout": 60})
    assert "has not ended within 1 minutes" in waiting.message
    fleet.admin.reboot("cut-off")
    fleet.admin.servicing("cut-off", seconds=90)
    done = playbook.task("cut-off", MODULE, TO_DATACENTER)
    assert (done.result["edition"]["after"], len(changes(fleet, "cut-off"))) == ("ServerDatacenter", 2)


def test_a_task_scheduler_whose_methods_return_their_failures_is_understood(
    fleet: LocalFleet, playbook: Playbook
) -> None:
    fleet.admin.servicing("returns", scheduler="refuses")
    assert playbook.task("returns", MODULE, TO_DATACENTER).result["way"] == "process"
