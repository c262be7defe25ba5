# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The controller's own look at DNS and KMS ports: a name server and ports on loopback, made by the tests themselves."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype
import dns.rrset
import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._controller import _network
from tests.component.bench import LocalFleet
from tests.component.diagnosis_runs import MODULE
from tests.support.play import Playbook

LOOPBACK = "127.0.0.1"
RECORD = "_vlmcs._tcp.corp.example"
KMS_HOST = "kms.corp.example"
#: Seconds between two looks at whether the name server shall end
_TICK = 0.1

#: records by name and kind
Zone = Mapping[tuple[str, str], str]


class NameServer:
    """Answers from a zone over UDP; any other name does not exist. Without a zone it keeps silent."""

    def __init__(self, zone: Zone | None) -> None:
        self._zone = zone
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind((LOOPBACK, 0))
        self._socket.settimeout(_TICK)
        self._ended = threading.Event()
        self.asked: list[str] = []
        self.address = f"{LOOPBACK}:{self._socket.getsockname()[1]}"

    @contextmanager
    def serving(self) -> Iterator[NameServer]:
        """Serve until the block is left."""
        thread = threading.Thread(target=self._serve, daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self._ended.set()
            thread.join(timeout=5)
            self._socket.close()

    def _serve(self) -> None:
        while not self._ended.is_set():
            try:
                wire, client = self._socket.recvfrom(4096)
            except TimeoutError:
                continue
            question = dns.message.from_wire(wire)
            self.asked.append(question.question[0].name.to_text(omit_final_dot=True))
            if self._zone is not None:
                self._socket.sendto(self._answer(question, self._zone).to_wire(), client)

    def _answer(self, question: dns.message.Message, zone: Zone) -> dns.message.Message:
        answer = dns.message.make_response(question)
        answer.flags |= dns.flags.RA | dns.flags.AA
        asked = question.question[0]
        name, kind = asked.name.to_text(omit_final_dot=True).lower(), dns.rdatatype.to_text(asked.rdtype)
        if (name, kind) in zone:
            answer.answer.append(dns.rrset.from_text(asked.name, 60, "IN", kind, zone[name, kind]))
        elif name not in {known for known, _kind in zone}:
            answer.set_rcode(dns.rcode.NXDOMAIN)
        return answer


@pytest.fixture
def open_port() -> Iterator[int]:
    """A port somebody listens on."""
    with socket.create_server((LOOPBACK, 0)) as server:
        yield server.getsockname()[1]


@pytest.fixture
def closed_port() -> int:
    """A port nobody listens on."""
    with socket.create_server((LOOPBACK, 0)) as server:
        port: int = server.getsockname()[1]
    return port


Diagnose = Callable[..., dict[str, dict[str, Any]]]


@pytest.fixture
def diagnose(tmp_path: Path, open_port: int, closed_port: int) -> Diagnose:
    """Diagnoses hosts whose KMS hosts are ports of this process; answers by host."""
    failed = {"id": 12288, "hours_ago": 1, "code": "0x800706BA"}
    no_record = {"id": 12288, "hours_ago": 1, "code": "0x8007232B"}
    hosts = {
        "open": {"kms": {"machine": LOOPBACK, "port": open_port}, "events": [failed]},
        "closed": {"kms": {"machine": LOOPBACK, "port": closed_port}, "events": [failed]},
        "announced": {"dns_suffix": "corp.example", "events": [no_record]},
        "looked-up": {"dns_suffix": "corp.example", "kms": {"lookup_domain": "nowhere.example"}, "events": [no_record]},
    }
    content = {
        "simulation": {"clock": "now"},
        "defaults": {"profile": "windows-11-pro", "windows": "kms_never_activated"},
        "hosts": hosts,
    }
    scenario = tmp_path / "scenario.json"
    scenario.write_text(json.dumps(content), encoding="utf-8")
    playbook = Playbook(LocalFleet.of(scenario), tmp_path)

    def run(pattern: str, **options: Any) -> dict[str, dict[str, Any]]:
        played = playbook.run(pattern, [{"name": "diagnose", MODULE: options}])
        assert {item.verdict for item in played.results} == {"ok"}, played.output
        return {item.host: item.result for item in played.results}

    return run


def essence(answer: Mapping[str, Any]) -> list[tuple[str, ...]]:
    """What the controller's view may not change."""
    return [(item["id"], item["severity"], item["confidence"], item["title"]) for item in answer["findings"]]


def test_the_controller_tells_what_it_sees_and_changes_no_order(
    diagnose: Diagnose, open_port: int, closed_port: int
) -> None:
    zone = {(RECORD, "SRV"): f"0 0 {open_port} {KMS_HOST}.", (KMS_HOST, "A"): LOOPBACK}
    with NameServer(zone).serving() as server:
        seen = diagnose("all", controller_checks=True, dns_servers=[server.address])
        assert RECORD in {name.lower() for name in server.asked}
        assert "_vlmcs._tcp.nowhere.example" in {name.lower() for name in server.asked}
    plain = diagnose("all")

    assert {host: essence(answer) for host, answer in seen.items()} == {
        host: essence(answer) for host, answer in plain.items()
    }
    assert all(answer["controller_view"] is None for answer in plain.values())
    ports = {host: _ports(answer) for host, answer in seen.items()}
    assert ports["open"][LOOPBACK, open_port] is True
    assert ports["closed"][LOOPBACK, closed_port] is False
    assert ports["announced"][KMS_HOST, open_port] is True

    (record,) = [item for item in seen["announced"]["controller_view"]["records"] if item["name"] == RECORD]
    assert KMS_HOST in str(record["hosts"]) and record["problem"] is None
    (record,) = seen["looked-up"]["controller_view"]["records"]
    assert (record["name"], record["hosts"]) == ("_vlmcs._tcp.nowhere.example", [])
    assert record["problem"]


def _ports(answer: Mapping[str, Any]) -> dict[tuple[str, int], bool]:
    view = answer["controller_view"]
    return {(item["host"].rstrip("."), item["port"]): item["reachable"] for item in view["ports"]}


def test_the_evidence_says_whose_view_it_is(diagnose: Diagnose, closed_port: int) -> None:
    with NameServer({}).serving() as server:
        options = {"controller_checks": True, "dns_servers": [server.address]}
        english = diagnose("closed", **options)["closed"]["findings"][0]
        japanese = diagnose("closed", language="ja", **options)["closed"]["findings"][0]
    (told,) = [line for line in english["evidence"] if "controller" in line.lower() and str(closed_port) in line]
    assert "view" in told.lower() or told.lower().startswith(("seen from the controller", "from the controller"))
    assert [line for line in japanese["evidence"] if str(closed_port) in line and "コント" in line]


def test_a_record_of_a_host_without_an_address_is_seen_as_such(diagnose: Diagnose) -> None:
    with NameServer({(RECORD, "SRV"): f"0 0 1688 {KMS_HOST}."}).serving() as server:
        answer = diagnose("announced", controller_checks=True, dns_servers=[server.address])["announced"]
    (port,) = answer["controller_view"]["ports"]
    assert (port["host"], port["port"], port["reachable"]) == (KMS_HOST, 1688, False)
    assert port["problem"]


def test_a_name_server_that_keeps_silent_does_not_end_the_diagnosis(
    monkeypatch: pytest.MonkeyPatch, diagnose: Diagnose
) -> None:
    monkeypatch.setattr(_network, "TIMEOUT_SECONDS", 2 * _TICK)
    with NameServer(None).serving() as server:
        answer = diagnose("announced", controller_checks=True, dns_servers=[server.address])["announced"]
        assert server.asked
    (record,) = [item for item in answer["controller_view"]["records"] if item["name"] == RECORD]
    assert record["hosts"] == [] and record["problem"]
    assert answer["findings"][0]["id"] == "kms_record_missing"
