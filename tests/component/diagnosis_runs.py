# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Diagnoses the whole fleet of diagnosis_fleet.yml once, for all tests that look at the answers.

Four runs: the tasks that fail on purpose, a plain diagnosis of every host, one that is told the codes, one in
Japanese. Processes of pytest-xdist share what the first of them recorded.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.component import diagnosis_cases as cases
from tests.component.bench import LocalFleet
from tests.support.fleet import Fleet
from tests.support.launch import PlayRun
from tests.support.once import once
from tests.support.play import Playbook

SCENARIO = Path(__file__).parent / "diagnosis_fleet.yml"
MODULE = "licenseops.windows.win_activation_diagnosis"
#: the last five of the key whose Confirmation ID the deposit takes
DEPOSITED_KEY = "PKX99"

Answer = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Recorded:
    """What the runs gave, by host.

    Attributes:
        raised: Code of the task that failed on purpose last.
        alone: Plain diagnoses, without a word from outside.
        told: Diagnoses that were told the code.
        japanese: The same again in Japanese, with the code where there is one.
        traffic: Counts of requests of the plain diagnosis.
        journal: Kind, class and method of each of its requests, log-ins left out.
    """

    raised: dict[str, str]
    alone: dict[str, Answer]
    told: dict[str, Answer]
    japanese: dict[str, Answer]
    traffic: dict[str, dict[str, int]]
    journal: dict[str, list[list[str | None]]]


def recorded(factory: pytest.TempPathFactory) -> Recorded:
    """The record of the runs; made by whoever comes first."""
    return Recorded(**once(factory, "diagnosis", lambda directory: asdict(_record(directory))))


def task(name: str, **options: Any) -> dict[str, Any]:
    """A task that diagnoses."""
    return {"name": name, MODULE: options}


def _record(directory: Path) -> Recorded:
    fleet = LocalFleet.of(SCENARIO)
    playbook = Playbook(fleet, directory)
    for host in cases.NEW_HARDWARE:
        fleet.admin.change_hardware(host)
    raised = _provoked(playbook, fleet, directory)
    fleet.admin.clear_journal()
    alone = _answers(played(playbook, directory, [_play("all", task("alone"))]))
    traffic = {host: fleet.summary(host) for host in fleet.hosts}
    journal = {host: _requests(fleet, host) for host in fleet.hosts}
    told = _answers(played(playbook, directory, [_told(raised)]))
    japanese = _answers(played(playbook, directory, [_in_japanese(raised)]))
    return Recorded(raised, alone, told, japanese, traffic, journal)


def _requests(fleet: Fleet, host: str) -> list[list[str | None]]:
    entries = fleet.admin.journal(host)
    return [[item["kind"], item["class"], item["method"]] for item in entries if item["kind"] != "authentication"]


def _play(hosts: str | Iterable[str], *tasks: Mapping[str, Any], **variables: Any) -> dict[str, Any]:
    pattern = hosts if isinstance(hosts, str) else ":".join(hosts)
    return {"hosts": pattern, "gather_facts": False, "vars": variables, "tasks": list(tasks)}


def played(playbook: Playbook, directory: Path, plays: Sequence[Mapping[str, Any]]) -> PlayRun:
    """Run several plays in one go."""
    path = directory / "plays.json"
    path.write_text(json.dumps(plays), encoding="utf-8")
    return playbook.run_file(path)


def _answers(run: PlayRun) -> dict[str, Answer]:
    assert run.results, run.output
    return {item.host: {"verdict": item.verdict, **item.result} for item in run.results}


def _provoked(playbook: Playbook, fleet: Fleet, directory: Path) -> dict[str, str]:
    """Let the tasks fail that shall fail; tasks of one host in the order of the table."""
    plays = []
    for position in range(2):
        hosts = _by_provocation(position)
        plays += [_provoking(fleet, provocation, names) for provocation, names in hosts.items()]
    run = played(playbook, directory, plays)
    unharmed = [item.host for item in run.results if item.verdict != "failed"]
    assert run.results and not unharmed, f"nothing failed on {unharmed}"
    return {item.host: item.result["error"]["code"] for item in run.results}


def _by_provocation(position: int) -> dict[cases.Provocation, list[str]]:
    found: dict[cases.Provocation, list[str]] = {}
    for host, provocations in _provocations().items():
        if position < len(provocations):
            found.setdefault(provocations[position], []).append(host)
    return found


def _provocations() -> dict[str, tuple[cases.Provocation, ...]]:
    seeds = {case.host: (case.provoked_by,) for case in cases.CODES if case.provoked_by}
    return seeds | {case.host: case.after for case in cases.SCENARIOS if case.after}


def _provoking(fleet: Fleet, provocation: cases.Provocation, hosts: Sequence[str]) -> dict[str, Any]:
    options = dict(provocation.options)
    if provocation is cases.DEPOSIT:
        options["confirmation_id"] = fleet.confirmation_id(hosts[0], DEPOSITED_KEY)
    name = f"licenseops.windows.{provocation.module}"
    return _play(hosts, {"name": "provoke", name: options, "ignore_errors": True})


def _told(raised: Mapping[str, str]) -> dict[str, Any]:
    hosts = {case.host for case in cases.CODES if case.host in raised}
    hosts |= {case.host for case in cases.SCENARIOS if case.tells_code}
    return _play(sorted(hosts), task("told", code="{{ raised[inventory_hostname] }}"), raised=dict(raised))


def _in_japanese(raised: Mapping[str, str]) -> dict[str, Any]:
    hosts = [case.host for case in cases.CODES] + [case.host for case in cases.JAPANESE_SCENARIOS]
    code = "{{ raised[inventory_hostname] | default(omit) }}"
    return _play(hosts, task("japanese", code=code, language="ja"), raised=dict(raised))
