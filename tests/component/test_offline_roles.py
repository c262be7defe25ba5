# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The roles offline_collect and offline_apply from end to end on a few hosts; the simulator plays the portal."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from tests.component.bench import LocalFleet
from tests.support.fleet import Fleet
from tests.support.launch import PlayRun
from tests.support.play import Playbook

SCENARIO = Path(__file__).parent / "offline_roles.yml"


@pytest.fixture(scope="module")
def started() -> LocalFleet:
    """The hosts of this file."""
    return LocalFleet.of(SCENARIO)


class Room:
    """The hosts, the list, and what a person brings back."""

    def __init__(self, fleet: Fleet, directory: Path) -> None:
        self.fleet = fleet
        self.list = directory / "list.csv"
        self.page = directory / "page.html"
        self._directory = directory
        self._playbook = Playbook(fleet, directory)

    def collect(self, *arguments: str) -> PlayRun:
        given = {"offline_collect_worklist": str(self.list), "offline_collect_page": str(self.page)}
        return self._playbook.run_file("licenseops.windows.offline_collect", variables=given, arguments=arguments)

    def apply(self, confirmations: Path | str = "", *arguments: str) -> PlayRun:
        given = {"offline_apply_worklist": str(self.list), "offline_apply_confirmations": str(confirmations)}
        return self._playbook.run_file("licenseops.windows.offline_apply", variables=given, arguments=arguments)

    def rows(self) -> list[dict[str, str]]:
        with self.list.open(encoding="utf-8-sig", newline="") as stream:
            return list(csv.DictReader(stream))

    def states(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for row in self.rows():
            found.setdefault(row["host"], []).append(row["state"])
        return found

    def answered(self, *hosts: str) -> Path:
        """What a person brings back for some hosts."""
        names = ("host", "host_uuid", "activation_id", "partial_product_key", "installation_id")
        given = [
            {name: row[name] for name in names}
            | {"confirmation_id": self.fleet.admin.confirmation_id(row["host"], row["activation_id"])}
            for row in self.rows()
            if row["host"] in hosts
        ]
        path = self._directory / f"{'-'.join(hosts)}.json"
        document = {"format": "licenseops.windows/confirmations", "version": 1, "confirmations": given}
        path.write_text(json.dumps(document), encoding="utf-8")
        return path


@pytest.fixture
def room(started: Fleet, tmp_path: Path) -> Room:
    """The hosts as they were at first, and no list yet."""
    started.reset()
    return Room(started, tmp_path)


def test_hosts_without_internet_are_licensed_by_what_a_person_brings_back(room: Room) -> None:
    assert room.collect("--check").returncode == 0
    assert not room.list.exists()
    assert not room.page.exists()
    first = room.collect()
    assert first.returncode == 0, first.output
    assert room.states() == {"plain": ["needed"], "mixed": ["needed"] * 3, "server": ["needed"]}
    assert {row["portal_product"] for row in room.rows()} == {
        "Windows 11",
        "Windows 10",
        "Windows Server 2022",
        "Office LTSC Professional Plus 2024",
    }
    assert room.page.read_text(encoding="utf-8").startswith("<!")
    assert not any(item.is_changed for item in room.collect().results)
    assert all(room.fleet.mutating(host) == 0 for host in room.fleet.hosts)

    # One host first: what only waits is no failure.
    assert room.apply(room.answered("mixed")).returncode == 0
    assert room.states() == {"plain": ["needed"], "mixed": ["applied"] * 3, "server": ["needed"]}
    deposits = [name for name in room.fleet.methods("mixed") if name.startswith("Deposit")]
    assert len(deposits) == 3

    rest = room.answered("plain", "server")
    run = room.apply(rest)
    assert run.returncode == 0, run.output
    assert {state for states in room.states().values() for state in states} == {"applied"}
    assert all(row["license_status"] == 1 for name in ("plain", "mixed", "server") for row in keyed(room, name))
    room.fleet.mark()
    again = room.apply(rest)
    assert again.returncode == 0
    assert not any(item.is_changed for item in again.results)
    assert all(room.fleet.mutating_since_mark(host) == 0 for host in room.fleet.hosts)
    assert room.fleet.methods("volume") == room.fleet.methods("done") == []


def test_a_refusal_and_a_stale_row_end_the_play_with_an_error_and_hold_up_nobody(room: Room) -> None:
    assert room.collect().returncode == 0
    answers = room.answered("plain", "mixed", "server")
    document = json.loads(answers.read_text(encoding="utf-8"))
    by_host = {item["host"]: item for item in document["confirmations"]}
    by_host["plain"]["confirmation_id"], by_host["server"]["confirmation_id"] = (
        by_host["server"]["confirmation_id"],
        by_host["plain"]["confirmation_id"],
    )
    answers.write_text(json.dumps(document), encoding="utf-8")
    run = room.apply(answers)
    assert run.returncode != 0
    assert room.states() == {"plain": ["failed"], "mixed": ["applied"] * 3, "server": ["failed"]}
    assert {item.host for item in run.results if item.verdict == "failed"} == {"plain", "server"}
    before = room.list.read_bytes()
    room.fleet.mark()
    assert room.apply(answers).returncode != 0
    assert room.list.read_bytes() == before
    assert all(room.fleet.mutating_since_mark(host) == 0 for host in room.fleet.hosts)


def keyed(room: Room, host: str) -> list[dict[str, int]]:
    """Products of a host that have a key."""
    return list(room.fleet.keyed(host).values())


@pytest.mark.parametrize("name", ["itself", "a symbolic link", "a hard link", "another spelling"])
def test_the_page_cannot_take_the_place_of_the_list_and_no_host_is_asked(room: Room, name: str) -> None:
    assert room.collect().returncode == 0
    before = room.list.read_bytes()
    other = {"itself": room.list, "another spelling": room.list.parent / "x" / ".." / room.list.name}
    room.page.unlink()
    room.page = other.get(name, room.page)
    if name == "a symbolic link":
        room.page.symlink_to(room.list.name)
    if name == "a hard link":
        room.page.hardlink_to(room.list)
    asked = {host: room.fleet.summary(host)["requests"] for host in room.fleet.hosts}
    run = room.collect()
    assert run.returncode != 0
    (said,) = {item.result["msg"] for item in run.results if item.verdict == "failed"}
    assert said.startswith("path and page are one file, ")
    assert room.list.read_bytes() == before
    assert {host: room.fleet.summary(host)["requests"] for host in room.fleet.hosts} == asked


def test_the_list_given_as_its_own_confirmations_takes_what_was_typed_into_it(room: Room) -> None:
    assert room.collect().returncode == 0
    lines = room.rows()
    for line in lines:
        if line["host"] == "plain":
            line["confirmation_id"] = room.fleet.admin.confirmation_id(line["host"], line["activation_id"])
    with room.list.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(lines[0]))
        writer.writeheader()
        writer.writerows(lines)
    assert room.apply(room.list).returncode == 0
    assert room.states()["plain"] == ["applied"]
