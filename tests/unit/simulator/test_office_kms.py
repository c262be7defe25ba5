# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""KMS of Office: settings of a product and of the service, the threshold; and how often Office can be rearmed."""

from __future__ import annotations

from typing import Any

from tests.simulator.model import Machine, World
from tests.simulator.model.network import KmsHost, SrvRecord
from tests.simulator.simulation import new_machine, new_world
from tests.unit.simulator.machines import fails, product, service, shown

OFFICE = "0ff1ce15-a989-479d-af46-f275c6370663"


def world(others: int = 50) -> World:
    """Three hosts: one that DNS knows, one for the service, one for a product."""
    found = new_world()
    for name in ("by-dns", "of-service", "of-product"):
        found.network.hosts[name] = KmsHost(name, port=1688, other_clients=others)
    found.network.hosts["of-product"].port = 4321
    found.network.srv["corp.example"] = [SrvRecord("by-dns")]
    return found


def office(where: World | None = None, **settings: Any) -> Machine:
    """ProPlus and Visio 2021 with setup keys."""
    rows = {"proplus/gvlk": "kms_never_activated", "visio/gvlk": "kms_never_activated"}
    settings = {"dns_suffix": "corp.example", "licences": rows, **settings}
    return new_machine(["windows-11-pro", "office-2021"], where or world(), **settings)


def asked(machine: Machine) -> list[str]:
    """The hosts that were asked, in order."""
    texts = [event.text for event in machine.state.events if event.identifier == 12288]
    return [text.split(",")[2].strip() for text in texts]


def test_settings_of_a_product_win_over_the_service_and_that_over_dns() -> None:
    machine = office()
    product(machine, "proplus/gvlk", "Activate")
    service(machine, "SetKeyManagementServiceMachine", MachineName="of-service")
    product(machine, "proplus/gvlk", "Activate")
    product(machine, "visio/gvlk", "SetKeyManagementServiceMachine", MachineName="of-product")
    product(machine, "visio/gvlk", "SetKeyManagementServicePort", PortNumber=4321)
    product(machine, "visio/gvlk", "Activate")
    product(machine, "proplus/gvlk", "Activate")
    assert asked(machine) == ["by-dns:1688", "of-service:1688", "of-product:4321", "of-service:1688"]
    assert shown(machine, "visio/gvlk")["KeyManagementServiceMachine"] == "of-product"
    assert shown(machine, "proplus/gvlk")["KeyManagementServiceMachine"] is None


def test_the_port_of_the_service_is_not_that_of_a_products_host() -> None:
    machine = office()
    service(machine, "SetKeyManagementServicePort", PortNumber=4321)
    product(machine, "visio/gvlk", "SetKeyManagementServiceMachine", MachineName="of-product")
    with fails(0xC004F074):
        product(machine, "visio/gvlk", "Activate")
    assert asked(machine) == ["of-product:1688"]


def test_a_cleared_product_goes_back_to_the_service() -> None:
    machine = office(kms={"machine": "of-service"})
    product(machine, "visio/gvlk", "SetKeyManagementServiceMachine", MachineName="gone")
    with fails(0xC004F074):
        product(machine, "visio/gvlk", "Activate")
    product(machine, "visio/gvlk", "ClearKeyManagementServiceMachine")
    product(machine, "visio/gvlk", "Activate")
    assert asked(machine) == ["gone:1688", "of-service:1688"]
    assert shown(machine, "visio/gvlk")["LicenseStatus"] == 1


def test_a_lookup_domain_and_an_activation_type_of_a_product_hold_for_it_only() -> None:
    where = world()
    where.network.srv["other.example"] = [SrvRecord("of-service")]
    machine = office(where)
    product(machine, "visio/gvlk", "SetKeyManagementServiceLookupDomain", LookupDomain="other.example")
    product(machine, "visio/gvlk", "Activate")
    product(machine, "proplus/gvlk", "SetVLActivationTypeEnabled", ActivationType=1)
    with fails(0x80072030):
        product(machine, "proplus/gvlk", "Activate")
    assert asked(machine) == ["of-service:1688"]


def test_office_needs_five_clients() -> None:
    machine = office(world(others=3))
    with fails(0xC004F038):
        product(machine, "visio/gvlk", "Activate")
    enough = office(world(others=4))
    product(enough, "visio/gvlk", "Activate")
    assert shown(enough, "visio/gvlk")["LicenseStatus"] == 1


def rearms(machine: Machine, row: str) -> tuple[int, int]:
    """What a row shows of its own counter and of that of its application."""
    found = shown(machine, row)
    return found["RemainingSkuReArmCount"], found["RemainingAppReArmCount"]


def test_office_counts_its_own_rearms_by_row_and_by_application() -> None:
    machine = office()
    assert (rearms(machine, "visio/gvlk"), rearms(machine, "Professional/retail")) == ((5, 5), (1001, 1001))
    product(machine, "visio/gvlk", "ReArmSku")
    machine.reboot()
    service(machine, "ReArmApp", ApplicationId=OFFICE.upper())
    assert [rearms(machine, row) for row in ("visio/gvlk", "proplus/gvlk")] == [(4, 4), (5, 4)]
    assert rearms(machine, "Professional/retail") == (1001, 1001)


def test_rearms_of_office_run_out() -> None:
    machine = office(office={"rearm_count": 0})
    for call in (
        lambda: product(machine, "visio/gvlk", "ReArmSku"),
        lambda: service(machine, "ReArmApp", ApplicationId=OFFICE),
    ):
        with fails(0xC004D307):
            call()
    assert not machine.state.pending_restart
