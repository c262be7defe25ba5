# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every module once over winrm and once over psrp, through all there is: processes, logins, sockets.

What a module does in which case is tested in tests/component.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.component.bench import LocalFleet
from tests.integration import keys
from tests.support.fleet import ROOT, Fleet
from tests.support.launch import TaskResult
from tests.support.once import once
from tests.support.play import PSRP, WINRM, Playbook
from tests.support.plays import module, play, played

SCENARIO = Path(__file__).parent / "fleet.yml"
CONNECTIONS = {"winrm": WINRM, "psrp": PSRP}
STATUS = "win_activation_status"

#: Requests of a login with NTLM and message encryption.
LOGIN = 3


@dataclass(frozen=True, slots=True)
class Step:
    """A module run twice on a host of its own.

    Attributes:
        changes: Whether the first run changes something; the second never does.
        requests: Of both runs, without those of the logins.
        mutating: Those of them that may change something.
    """

    module: str
    host: str
    options: dict[str, Any]
    changes: bool
    requests: int
    mutating: int


STEPS = (
    Step(STATUS, "esu", {}, changes=False, requests=4, mutating=0),
    Step("win_product_key", "fresh", {"product_key": keys.MAK_PRO}, changes=True, requests=7, mutating=1),
    Step("win_activation", "trial", {"product_key": keys.MAK_PRO}, changes=True, requests=10, mutating=3),
    Step("win_kms_client", "kms-lost", {"host": "kms1.corp.example"}, changes=True, requests=10, mutating=1),
    Step("win_office_licensing", "microsoft-365", {"shared_computer": True}, changes=True, requests=10, mutating=1),
    Step("win_office_status", "microsoft-365-shared", {}, changes=False, requests=36, mutating=0),
    Step("win_office_reset", "account", {"backup": "{{ copies }}"}, changes=True, requests=35, mutating=5),
    Step("win_offline_activation", "airgap", {"confirmation_id": "{{ cid }}"}, changes=True, requests=8, mutating=2),
    Step("win_activation_diagnosis", "showcase", {}, changes=False, requests=16, mutating=0),
    Step("win_edition", "showcase-kms", {"edition": "full"}, changes=False, requests=26, mutating=0),
    Step("win_software_protection", "digital", {}, changes=False, requests=2, mutating=0),
)
EVERY = pytest.mark.parametrize("step", STEPS, ids=lambda step: step.module)
pytestmark = pytest.mark.parametrize("connection", CONNECTIONS)


@dataclass(frozen=True, slots=True)
class Recorded:
    """What one run gave.

    Attributes:
        results: Results of tasks, in order.
        traffic: Counts of requests, by host.
        licensed: Last five characters of the keys that license a host, by host, as the model knows them.
    """

    results: list[dict[str, Any]]
    traffic: dict[str, dict[str, int]]
    licensed: dict[str, list[str]]

    def of(self, task: str) -> list[TaskResult]:
        """The results of a task, in order."""
        return [TaskResult(**item) for item in self.results if item["task"] == task]


@pytest.fixture
def recorded(tmp_path_factory: pytest.TempPathFactory, connection: str) -> Recorded:
    """The record of the run over a connection."""
    return Recorded(**once(tmp_path_factory, f"modules-{connection}", lambda place: asdict(_record(place, connection))))


def _record(directory: Path, connection: str) -> Recorded:
    with Fleet.started(SCENARIO, directory) as fleet:
        return _run_on(fleet, Playbook(fleet, directory), directory, connection)


#: What a host counts down, and a file that is named by the clock.
_OF_THE_CLOCK = {"grace_minutes", "expires_at", "backup"}


def _run_on(fleet: Fleet, playbook: Playbook, directory: Path, connection: str) -> Recorded:
    plays = [play(step.host, *[module(step.module, step.module, step.options)] * 2) for step in STEPS]
    more = {
        "cid": fleet.confirmation_id("airgap", "FDF64"),
        "port": fleet.login("tokyo")["ansible_port"],
        "copies": str(directory / "copies"),
    }
    run = played(
        playbook,
        directory,
        [*plays, _loop(), _company()],
        variables=CONNECTIONS[connection] | more,
        arguments=["--forks", "4"],
    )
    traffic = {host: fleet.summary(host) for host in fleet.hosts}
    licensed = {host: _licensed(fleet, host) for host in fleet.hosts}
    return Recorded([asdict(item) for item in run.results], traffic, licensed)


def _licensed(fleet: Fleet, host: str) -> list[str]:
    return [last for last, row in fleet.keyed(host).items() if row["license_status"] == 1]


def _loop() -> dict[str, Any]:
    return play("licensed", module("loop", STATUS, loop=list(range(10))))


def _company() -> dict[str, Any]:
    """Hosts of every kind beside one another: fine, failing, skipped, and one that is not there."""
    task = module("company", STATUS, {"assert": "licensed"}, when="inventory_hostname != 'plain'")
    port = "{{ 1 if inventory_hostname == 'tokyo' else port }}"
    return play(["desk-01", "kms", "plain", "tokyo"], task, vars={"ansible_port": port})


def test_every_module_that_works_on_hosts_has_its_line(connection: str) -> None:
    assert {path.stem for path in (ROOT / "plugins" / "modules").glob("win_*.py")} == {step.module for step in STEPS}


@EVERY
def test_it_does_its_work_and_a_second_run_changes_nothing(recorded: Recorded, step: Step) -> None:
    first, second = recorded.of(step.module)
    assert (first.verdict, second.verdict) == ("ok", "ok"), (first.result, second.result)
    assert (first.is_changed, second.is_changed) == (step.changes, False)


@EVERY
def test_it_sends_no_more_than_it_has_to_and_each_task_logs_in_once(recorded: Recorded, step: Step) -> None:
    seen = recorded.traffic[step.host]
    assert seen["authentication"] == 2 * LOGIN
    assert (seen["requests"] - seen["authentication"], seen["mutating"]) == (step.requests, step.mutating)


def test_the_hosts_are_what_the_modules_say(recorded: Recorded) -> None:
    assert recorded.licensed["trial"] == ["PKX99"]
    assert recorded.licensed["airgap"] == ["FDF64"]
    assert recorded.licensed["fresh"] == []
    (status, _again) = recorded.of(STATUS)
    assert len(status.result["products"]) == 3
    assert recorded.of("win_activation")[0].result["product"]["activated_by"] == "mak"
    assert recorded.of("win_activation_diagnosis")[0].result["findings"][0]["id"] == "esu_base_not_licensed"


def test_a_loop_logs_in_once(recorded: Recorded) -> None:
    seen = recorded.traffic["licensed"]
    assert (seen["requests"], seen["authentication"]) == (10 + LOGIN, LOGIN)


def test_one_query_is_small(recorded: Recorded) -> None:
    seen = recorded.traffic["licensed"]
    assert seen["bytes_in"] / 10 < 5000, "peers send 250 KB a task"


def test_every_host_of_a_play_gets_its_own_verdict(recorded: Recorded) -> None:
    results = recorded.of("company")
    assert {item.host: item.verdict for item in results} == {
        "desk-01": "failed",
        "kms": "ok",
        "plain": "skipped",
        "tokyo": "unreachable",
    }
    assert "No connection to the host" in next(item for item in results if item.host == "tokyo").result["msg"]
    assert [recorded.traffic[host]["requests"] for host in ("plain", "tokyo")] == [0, 0]


def test_the_bench_of_the_component_tests_gives_the_same(recorded: Recorded, connection: str, tmp_path: Path) -> None:
    fleet = LocalFleet.of(SCENARIO)
    local = _run_on(fleet, Playbook(fleet, tmp_path), tmp_path, connection)
    assert _comparable(local) == _comparable(recorded)
    assert local.licensed == recorded.licensed
    counts = ("requests", "authentication", "mutating")
    assert [[seen[name] for name in counts] for seen in local.traffic.values()] == [
        [seen[name] for name in counts] for seen in recorded.traffic.values()
    ]


def _comparable(recorded: Recorded) -> list[dict[str, Any]]:
    """Results by host, without what depends on addresses and on the real clock."""
    results = [
        item for item in recorded.results if item["verdict"] != "unreachable" and "diagnosis" not in item["task"]
    ]
    return sorted(map(_timeless, results), key=lambda item: (item["task"], item["host"]))


def _timeless(value: Any) -> Any:
    """The same without minutes left: those of a real run have passed."""
    if isinstance(value, dict):
        return {name: _timeless(inner) for name, inner in value.items() if name not in _OF_THE_CLOCK}
    return [_timeless(inner) for inner in value] if isinstance(value, list) else value
