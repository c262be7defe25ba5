# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The admin endpoint with its client."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.simulator.background import BackgroundServer
from tests.simulator.client import AdminClient, AdminClientError
from tests.simulator.model.digits import has_valid_blocks
from tests.unit.simulator.machines import install, product, shown


def test_hosts_and_their_state_can_be_read(server: BackgroundServer) -> None:
    admin = server.admin()
    assert admin.hosts() == ["desk", "office", "basic", "basic-over-tls", "loose"]
    state = admin.state("office")
    keyed = {item["row"]: (item["partial_product_key"], item["license_status"]) for item in state["keyed"]}
    assert keyed == {"Professional/retail": ("3V66T", 1), "visio/mak": ("KRT37", 1)}
    assert len(state["products"]) == 69
    assert state["service"]["kms_port"] == 1688
    assert "TNTTT" not in json.dumps(state)


def test_the_journal_can_be_read_and_cleared(server: BackgroundServer) -> None:
    admin = server.admin()
    server.run(lambda: server.host("desk").journal.open("POST", 10))
    assert admin.journal("desk")[0]["http"] == {
        "method": "POST",
        "status": None,
        "authentication": False,
        "encrypted": False,
    }
    assert admin.summary("desk")["requests"] == 1
    assert admin.arrivals() == admin.journal("desk")[0]["arrival"]
    admin.clear_journal("desk")
    admin.clear_journal()
    assert admin.journal("desk") == []


def test_the_clock_moves_on_request(server: BackgroundServer) -> None:
    admin = server.admin()
    assert admin.advance(90) == "2026-03-02T09:30:00+00:00"
    assert admin.call("POST", "/clock", {"set": "2027-01-01T00:00:00Z"})["now"] == "2027-01-01T00:00:00+00:00"
    admin.reset()
    assert admin.call("GET", "/clock")["now"] == "2026-03-02T08:00:00+00:00"


def test_the_portal_answers_for_an_installation_id_and_counts_it_once(server: BackgroundServer) -> None:
    admin = server.admin()
    machine = server.host("desk").machine
    server.run(lambda: install(machine, "mak-windows-pro"))
    identifier = machine.row("Professional/mak").sku.activation_id
    confirmation = admin.confirmation_id("desk", identifier)
    assert has_valid_blocks(confirmation, 6)
    assert admin.confirmation_id("desk", identifier) == confirmation
    assert admin.activations() == {"PKX99": {"used": 1, "left": 49}}
    arguments = {
        "InstallationId": shown(machine, "Professional/mak")["OfflineInstallationId"],
        "ConfirmationId": confirmation,
    }
    server.run(lambda: product(machine, "Professional/mak", "DepositOfflineConfirmationId", **arguments))
    assert admin.state("desk")["keyed"][0]["license_status"] == 1


def test_the_portal_refuses_what_it_must(server: BackgroundServer) -> None:
    admin = server.admin()
    with pytest.raises(AdminClientError, match="404 no such activation_id"):
        admin.confirmation_id("desk", "none")
    machine = server.host("desk").machine
    with pytest.raises(AdminClientError, match="409 the product has no key"):
        admin.confirmation_id("desk", machine.row("Professional/mak").sku.activation_id)
    server.run(lambda: install(machine, "mak-windows-pro-exhausted"))
    with pytest.raises(AdminClientError, match="409 the activation service refuses: 0xC004C020"):
        admin.confirmation_id("desk", machine.row("Professional/mak").sku.activation_id)


def test_hardware_and_restart(server: BackgroundServer) -> None:
    admin = server.admin()
    before = admin.state("office")["hardware"]
    admin.change_hardware("office")
    state = admin.state("office")
    assert state["hardware"] != before
    assert {item["reason"] for item in state["keyed"]} == {"0xC004F00F"}
    admin.reboot("office")


def test_faults_can_be_armed_listed_and_cleared(server: BackgroundServer) -> None:
    admin = server.admin()
    admin.add_fault("desk", "quota", on={"method": "Activate"}, times="always")
    assert admin.state("desk")["faults"] == [
        {"name": "quota", "kind": None, "class": None, "method": "Activate", "left": "always"}
    ]
    admin.clear_faults("desk")
    admin.clear_faults()
    assert admin.call("GET", "/hosts/desk/faults") == []


@pytest.mark.parametrize(
    ("method", "path", "data", "message"),
    [
        ("GET", "/nothing", None, "404 no such resource"),
        ("GET", "/hosts/none/state", None, "404 no host none"),
        ("POST", "/hosts/desk/faults", {"name": "fire"}, "400 fault.name: one of access_denied"),
        ("POST", "/clock", {"advance_minutes": -1}, "400 clock.advance_minutes: a number from 0 up"),
        ("POST", "/clock", {"minutes": 1}, "400 clock.minutes: unknown key"),
    ],
)
def test_wrong_admin_requests_are_explained(
    server: BackgroundServer, method: str, path: str, data: dict[str, Any] | None, message: str
) -> None:
    with pytest.raises(AdminClientError, match=message):
        server.admin().call(method, path, data)


def test_the_admin_endpoint_wants_its_token(server: BackgroundServer) -> None:
    admin = server.admin()
    stranger = AdminClient(admin._address, admin._port, "guess")
    with pytest.raises(AdminClientError, match="401"):
        stranger.hosts()
