# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every kind of connection, and one clear sentence for those that cannot work."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.integration import keys
from tests.support.fleet import Fleet
from tests.support.play import PSRP, WINRM, Playbook

STATUS = "win_activation_status"


def tls(fleet: Fleet, host: str, base: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    """Variables for HTTPS with the simulator's certificate trusted."""
    port = fleet.state["hosts"][host]["tls_port"]
    trust = {
        "ansible_winrm_ca_trust_path": fleet.state["certificate"],
        "ansible_psrp_ca_cert": fleet.state["certificate"],
    }
    return {
        **base,
        **trust,
        "ansible_port": port,
        "ansible_winrm_scheme": "https",
        "ansible_psrp_protocol": "https",
        **more,
    }


@pytest.mark.parametrize(
    ("variables", "authentication"),
    [
        (WINRM, 3),
        (PSRP, 3),
        (PSRP | {"ansible_psrp_auth": "ntlm"}, 3),
    ],
    ids=["winrm, NTLM", "psrp, SPNEGO", "psrp, NTLM"],
)
def test_message_encryption_over_http(
    fleet: Fleet, playbook: Playbook, variables: dict[str, Any], authentication: int
) -> None:
    assert playbook.task("licensed", STATUS, variables=variables).result["licensed"] is True
    entries = fleet.admin.journal("licensed")
    assert sum(entry["http"]["authentication"] for entry in entries) == authentication
    assert all(entry["http"]["encrypted"] for entry in entries if not entry["http"]["authentication"])


@pytest.mark.parametrize("base", [WINRM, PSRP], ids=["winrm", "psrp"])
def test_tls_with_channel_binding(fleet: Fleet, playbook: Playbook, base: dict[str, Any]) -> None:
    assert playbook.task("licensed", STATUS, variables=tls(fleet, "licensed", base)).result["licensed"] is True


@pytest.mark.parametrize(
    "variables",
    [WINRM | {"ansible_winrm_send_cbt": False}, PSRP | {"ansible_psrp_negotiate_send_cbt": False}],
    ids=["winrm", "psrp"],
)
def test_a_service_that_demands_channel_binding_refuses_a_client_without(
    fleet: Fleet, playbook: Playbook, variables: dict[str, Any]
) -> None:
    assert playbook.task("licensed", STATUS, variables=tls(fleet, "licensed", variables)).verdict == "unreachable"


@pytest.mark.parametrize(
    "variables",
    [WINRM | {"ansible_winrm_transport": "basic"}, PSRP | {"ansible_psrp_auth": "basic"}],
    ids=["winrm", "psrp"],
)
def test_basic_over_tls_is_one_request_a_message(fleet: Fleet, playbook: Playbook, variables: dict[str, Any]) -> None:
    assert playbook.task("licensed", STATUS, variables=tls(fleet, "licensed", variables)).result["licensed"] is True
    assert fleet.summary("licensed")["requests"] == 1


@pytest.mark.parametrize(
    "variables",
    [
        WINRM | {"ansible_winrm_transport": "basic"},
        PSRP | {"ansible_psrp_auth": "basic", "ansible_psrp_message_encryption": "never"},
    ],
    ids=["winrm", "psrp"],
)
def test_a_key_does_not_travel_in_the_clear_unless_told_to(
    fleet: Fleet, playbook: Playbook, variables: dict[str, Any]
) -> None:
    options = {"product_key": keys.MAK_PRO}
    refused = playbook.task("plain", "win_product_key", options, variables=variables)
    assert "unencrypted, so nothing was sent" in refused.result["msg"]
    assert fleet.summary("plain")["requests"] == 0
    assert playbook.task("plain", STATUS, variables=variables).verdict == "ok", "reading needs no encryption"
    assert playbook.task("plain", "win_product_key", {"source": "gvlk"}, variables=variables).is_changed, "published"
    options["allow_unencrypted"] = True
    assert playbook.task("plain", "win_product_key", options, variables=variables).is_changed


def test_the_next_transport_of_a_list_is_tried_after_a_401(fleet: Fleet, playbook: Playbook) -> None:
    variables = tls(fleet, "licensed", WINRM, ansible_winrm_transport=["ntlm", "basic"], ansible_winrm_send_cbt=False)
    assert playbook.task("licensed", STATUS, variables=variables).result["licensed"] is True


@pytest.mark.parametrize("variables", [WINRM, PSRP], ids=["winrm", "psrp"])
def test_a_wrong_password_is_unreachable_and_named(playbook: Playbook, variables: dict[str, Any]) -> None:
    task = playbook.task("licensed", STATUS, variables=variables | {"ansible_password": "wrong"})
    assert task.verdict == "unreachable"
    assert "refused the login" in task.result["msg"]
    assert "ansible_password" in task.result["msg"]


@pytest.mark.parametrize("variables", [WINRM, PSRP], ids=["winrm", "psrp"])
def test_nobody_listening_is_unreachable_and_named(playbook: Playbook, variables: dict[str, Any]) -> None:
    task = playbook.task("licensed", STATUS, variables=variables | {"ansible_port": 1})
    assert task.verdict == "unreachable"
    assert "No connection to the host" in task.result["msg"]
    assert "ansible_port" in task.result["msg"]


@pytest.mark.parametrize("kind", ["local", "ssh"])
def test_another_connection_gets_one_sentence(fleet: Fleet, playbook: Playbook, kind: str) -> None:
    task = playbook.task("licensed", STATUS, variables={"ansible_connection": kind})
    assert (task.verdict, task.result["msg"]) == (
        "failed",
        f"The connection {kind!r} cannot carry WS-Management. Set ansible_connection to winrm or psrp for this host.",
    )
    assert fleet.summary("licensed")["requests"] == 0


def test_become_is_refused_and_not_ignored(fleet: Fleet, playbook: Playbook) -> None:
    variables = {"ansible_become": True, "ansible_become_method": "runas", "ansible_become_user": "SYSTEM"}
    task = playbook.task("licensed", STATUS, variables=variables)
    assert "become does not work here" in task.result["msg"]
    assert "become: false" in task.result["msg"]
    assert fleet.summary("licensed")["requests"] == 0


@pytest.mark.parametrize(
    ("variables", "module", "package"), [(WINRM, "winrm", "pywinrm"), (PSRP, "pypsrp", "pypsrp")], ids=["winrm", "psrp"]
)
def test_a_missing_library_is_named(
    playbook: Playbook, tmp_path: Path, variables: dict[str, Any], module: str, package: str
) -> None:
    (tmp_path / "without").mkdir()
    (tmp_path / "without" / f"{module}.py").write_text(
        "raise ImportError('taken away by the test')\n", encoding="utf-8"
    )
    environ = {"PYTHONPATH": str(tmp_path / "without")}
    task = playbook.task("licensed", STATUS, variables=variables, environ=environ)
    assert f"The Python package {package} is missing on the controller." in task.result["msg"]
    assert f"pip install {package}" in task.result["msg"]


def test_delegation_from_localhost_uses_the_connection_of_the_host(fleet: Fleet, playbook: Playbook) -> None:
    task = {"name": "read", f"licenseops.windows.{STATUS}": {}, "delegate_to": "licensed"}
    assert playbook.run("localhost", [task]).only.result["licensed"] is True
    assert fleet.summary("licensed")["requests"] == 4


def test_options_can_be_given_once_for_all_modules(playbook: Playbook) -> None:
    defaults = {"module_defaults": {"group/licenseops.windows.activation": {"application": "office"}}}
    task = {"name": "read", f"licenseops.windows.{STATUS}": {}}
    assert len(playbook.run("office", [task], play=defaults).only.result["products"]) == 2


def test_until_works(fleet: Fleet, playbook: Playbook) -> None:
    task = {
        "name": "read",
        f"licenseops.windows.{STATUS}": {},
        "register": "state",
        "until": "state.licensed",
        "retries": 2,
        "delay": 0,
    }
    run = playbook.run("trial", [task])
    assert run.returncode != 0
    assert fleet.summary("trial")["requests"] == 6, "one login serves all three attempts"


@pytest.mark.parametrize("variables", [WINRM, PSRP], ids=["winrm", "psrp"])
def test_ansibles_own_connections_reach_the_simulator_and_are_told_that_it_has_no_shells(
    playbook: Playbook, variables: dict[str, Any]
) -> None:
    run = playbook.run("licensed", [{"name": "raw", "ansible.builtin.raw": "hostname"}], variables=variables)
    assert run.returncode != 0
    assert "This simulator has no remote shells" in run.output
