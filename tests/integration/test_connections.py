# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every way to log in that the winrm and psrp connections have, and what is said where it does not work."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.integration import keys
from tests.support.fleet import Fleet
from tests.support.launch import TaskResult
from tests.support.once import once
from tests.support.play import PSRP, WINRM, Playbook
from tests.support.plays import module, play, played

SCENARIO = Path(__file__).parent / "fleet.yml"
STATUS = "win_activation_status"

#: Requests of a login with NTLM.
LOGIN = 3

_BASIC = {"ansible_winrm_transport": "basic", "ansible_psrp_auth": "basic"}
_NO_BINDING = {"ansible_winrm_send_cbt": False, "ansible_psrp_negotiate_send_cbt": False}
_NOT_SEALED = {"ansible_psrp_message_encryption": "never"}


@dataclass(frozen=True, slots=True)
class Way:
    """A way to a host no other way leads to.

    Attributes:
        variables: Of the connection.
        is_tls: Over HTTPS, with the simulator's certificate trusted.
    """

    host: str
    variables: Mapping[str, Any]
    is_tls: bool = False


WAYS = {
    "winrm, NTLM": Way("licensed", WINRM),
    "psrp, SPNEGO": Way("digital", PSRP),
    "psrp, NTLM": Way("tokyo", PSRP | {"ansible_psrp_auth": "ntlm"}),
    "winrm, TLS": Way("kms", WINRM, is_tls=True),
    "psrp, TLS": Way("esu", PSRP, is_tls=True),
    "winrm, TLS without binding": Way("office", WINRM | _NO_BINDING, is_tls=True),
    "psrp, TLS without binding": Way("showcase", PSRP | _NO_BINDING, is_tls=True),
    "winrm, basic over TLS": Way("trial-server", WINRM | _BASIC, is_tls=True),
    "psrp, basic over TLS": Way("desk-01", PSRP | _BASIC, is_tls=True),
    "winrm, the second of two": Way(
        "airgap", WINRM | _NO_BINDING | {"ansible_winrm_transport": ["ntlm", "basic"]}, is_tls=True
    ),
    "winrm, wrong password": Way("firmware", WINRM | {"ansible_password": "wrong"}),
    "psrp, wrong password": Way("fresh", PSRP | {"ansible_password": "wrong"}),
    "winrm, nobody there": Way("kms-lost", WINRM | {"ansible_port": 1}),
    "psrp, nobody there": Way("kms-few", PSRP | {"ansible_port": 1}),
    "local": Way("return-values", {"ansible_connection": "local"}),
    "ssh": Way("odd-wire", {"ansible_connection": "ssh"}),
}
IN_THE_CLEAR = {"winrm": WINRM | _BASIC, "psrp": PSRP | _BASIC | _NOT_SEALED}


@dataclass(frozen=True, slots=True)
class Recorded:
    """What one run gave.

    Attributes:
        results: Results of tasks, in order.
        requests: Journals without what is not about the connection, by host.
    """

    results: list[dict[str, Any]]
    requests: dict[str, list[dict[str, Any]]]
    output: str

    def of(self, task: str) -> TaskResult:
        """The result of a task."""
        (found,) = [TaskResult(**item) for item in self.results if item["task"] == task]
        return found

    def sent(self, way: str) -> list[dict[str, Any]]:
        """The requests on a way."""
        return self.requests[WAYS[way].host]


@pytest.fixture
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Recorded:
    """The record of the run on all ways."""
    return Recorded(**once(tmp_path_factory, "connections", lambda directory: asdict(_record(directory))))


def _record(directory: Path) -> Recorded:
    with Fleet.started(SCENARIO, directory) as fleet:
        plays = [_play(way.host, _variables(fleet, way), module(name, STATUS)) for name, way in WAYS.items()]
        plays += [
            _play("plain", variables, module(f"{kind} in the clear", "win_product_key", {"product_key": keys.MAK_PRO}))
            for kind, variables in IN_THE_CLEAR.items()
        ]
        plays += [
            _play("showcase-licensed", variables, {"name": "raw", "ansible.builtin.raw": "hostname"})
            for variables in (WINRM, PSRP)
        ]
        run = played(Playbook(fleet, directory), directory, plays)
        requests = {host: [item["http"] for item in fleet.admin.journal(host)] for host in fleet.hosts}
    return Recorded([asdict(item) for item in run.results], requests, run.output)


def _play(host: str, variables: Mapping[str, Any], task: Mapping[str, Any]) -> dict[str, Any]:
    return play(host, task, vars=dict(variables), ignore_errors=True, ignore_unreachable=True)


def _variables(fleet: Fleet, way: Way) -> dict[str, Any]:
    if not way.is_tls:
        return dict(way.variables)
    return {
        **way.variables,
        "ansible_port": fleet.state["hosts"][way.host]["tls_port"],
        "ansible_winrm_scheme": "https",
        "ansible_psrp_protocol": "https",
        "ansible_winrm_ca_trust_path": fleet.state["certificate"],
        "ansible_psrp_ca_cert": fleet.state["certificate"],
    }


@pytest.mark.parametrize("way", ["winrm, NTLM", "psrp, SPNEGO", "psrp, NTLM"])
def test_message_encryption_over_http(recorded: Recorded, way: str) -> None:
    assert recorded.of(way).verdict == "ok"
    sent = recorded.sent(way)
    assert sum(item["authentication"] for item in sent) == LOGIN
    assert all(item["encrypted"] for item in sent if not item["authentication"])


@pytest.mark.parametrize("way", ["winrm, TLS", "psrp, TLS"])
def test_tls_with_channel_binding(recorded: Recorded, way: str) -> None:
    assert recorded.of(way).result["licensed"] is True


@pytest.mark.parametrize("way", ["winrm, TLS without binding", "psrp, TLS without binding"])
def test_a_service_that_demands_channel_binding_refuses_a_client_without(recorded: Recorded, way: str) -> None:
    assert recorded.of(way).verdict == "unreachable"


@pytest.mark.parametrize("way", ["winrm, basic over TLS", "psrp, basic over TLS"])
def test_basic_over_tls_is_one_request_a_message(recorded: Recorded, way: str) -> None:
    assert recorded.of(way).verdict == "ok"
    assert len(recorded.sent(way)) == 1


def test_the_next_transport_of_a_list_is_tried_after_a_401(recorded: Recorded) -> None:
    assert recorded.of("winrm, the second of two").verdict == "ok"


@pytest.mark.parametrize("kind", IN_THE_CLEAR)
def test_a_key_does_not_travel_in_the_clear(recorded: Recorded, kind: str) -> None:
    assert "unencrypted, so nothing was sent" in recorded.of(f"{kind} in the clear").result["msg"]
    assert recorded.requests["plain"] == []


@pytest.mark.parametrize("way", ["winrm, wrong password", "psrp, wrong password"])
def test_a_wrong_password_is_unreachable_and_named(recorded: Recorded, way: str) -> None:
    task = recorded.of(way)
    assert task.verdict == "unreachable"
    assert "refused the login" in task.result["msg"]
    assert "ansible_password" in task.result["msg"]


@pytest.mark.parametrize("way", ["winrm, nobody there", "psrp, nobody there"])
def test_nobody_listening_is_unreachable_and_named(recorded: Recorded, way: str) -> None:
    task = recorded.of(way)
    assert task.verdict == "unreachable"
    assert "No connection to the host" in task.result["msg"]
    assert "ansible_port" in task.result["msg"]


@pytest.mark.parametrize("kind", ["local", "ssh"])
def test_another_connection_gets_one_sentence(recorded: Recorded, kind: str) -> None:
    task = recorded.of(kind)
    assert (task.verdict, task.result["msg"]) == (
        "failed",
        f"The connection {kind!r} cannot carry WS-Management. Set ansible_connection to winrm or psrp for this host.",
    )
    assert recorded.sent(kind) == []


def test_ansibles_own_connections_reach_the_simulator_and_are_told_that_it_has_no_shells(recorded: Recorded) -> None:
    assert recorded.output.count("This simulator has no remote shells") >= 2
    assert [item["verdict"] for item in recorded.results if item["task"] == "raw"].count("ok") == 0


def test_a_missing_library_is_named(fleet: Fleet, playbook: Playbook, tmp_path: Path) -> None:
    (tmp_path / "without").mkdir()
    for name in ("winrm", "pypsrp"):
        path = tmp_path / "without" / f"{name}.py"
        path.write_text("raise ImportError('taken away by the test')\n", encoding="utf-8")
    plays = [
        _play("licensed", variables, module(package, STATUS))
        for package, variables in (("pywinrm", WINRM), ("pypsrp", PSRP))
    ]
    run = played(playbook, tmp_path, plays, environ={"PYTHONPATH": str(tmp_path / "without")})
    for package in ("pywinrm", "pypsrp"):
        said = run.of(package).result["msg"]
        assert f"The Python package {package} is missing on the controller." in said
        assert f"pip install {package}" in said
    assert fleet.summary("licensed")["requests"] == 0
