# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Windows installed anew on the same hardware."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.simulator.background import BackgroundServer
from tests.simulator.model import Machine
from tests.simulator.scenario import parse_scenario
from tests.simulator.simulation import Simulation
from tests.unit.simulator.machines import fails, picture, product, service, shown

MAK, GVLK = "Professional/mak", "Professional/gvlk"


def fleet(**settings: Any) -> Simulation:
    """One host."""
    return Simulation(parse_scenario({"hosts": {"pc": {"profile": "windows-10-pro", **settings}}}))


def again(simulation: Simulation) -> Machine:
    """The host after a new installation."""
    simulation.reimage("pc")
    return simulation.hosts["pc"].machine


def identifier(machine: Machine) -> str:
    """The installation ID of the MAK row."""
    return str(shown(machine, MAK)["OfflineInstallationId"])


@pytest.mark.parametrize(
    ("situation", "row", "reason"),
    [
        ("mak_licensed", MAK, 0xC004F034),
        ("kms_licensed", GVLK, 0xC004F056),
        ("digital_licence", "Professional/retail", 0xC004F034),
    ],
)
def test_the_key_of_the_start_is_there_and_its_licence_is_gone(situation: str, row: str, reason: int) -> None:
    simulation = fleet(windows=situation)
    last_five = shown(simulation.hosts["pc"].machine, row)["PartialProductKey"]
    machine = again(simulation)
    assert picture(machine.row(row)) == (5, reason)
    assert shown(machine, row)["PartialProductKey"] == last_five


def test_a_new_installation_of_windows_7_begins_with_its_grace_period() -> None:
    machine = again(fleet(windows="mak_licensed", schema_level="7"))
    assert picture(machine.row(MAK)) == (2, 0x4004F00C)
    assert shown(machine, MAK)["GracePeriodRemaining"] == 43_200


def test_the_hardware_is_the_same_and_the_client_is_another() -> None:
    simulation = fleet(windows="kms_licensed")
    uuids, clients = set(), set()
    for machine in (simulation.hosts["pc"].machine, again(simulation), again(simulation)):
        uuids.add(machine.rows("SELECT UUID FROM Win32_ComputerSystemProduct")[0]["UUID"])
        clients.add(machine.state.service.client_machine_id)
    assert (len(uuids), len(clients)) == (1, 3)


@pytest.mark.parametrize("keeps", [True, False])
def test_whether_the_installation_id_is_the_same_is_a_switch(keeps: bool) -> None:
    simulation = fleet(windows="mak_licensed", switches={"reimage_keeps_installation_id": keeps})
    seen = {identifier(machine) for machine in (simulation.hosts["pc"].machine, again(simulation), again(simulation))}
    assert len(seen) == (1 if keeps else 3)


def test_what_the_activation_servers_know_stays() -> None:
    simulation = fleet(windows={"situation": "key_not_activated", "key": "mak-windows-pro"})
    for machine in (simulation.hosts["pc"].machine, again(simulation)):
        product(machine, MAK, "Activate")
        assert machine.row(MAK).is_licensed
    assert simulation.world.activation.report() == {"PKX99": {"used": 1, "left": 49}}


def test_an_entitlement_of_the_hardware_licenses_a_default_key_again() -> None:
    machine = again(fleet(windows="digital_licence"))
    product(machine, "Professional/retail", "Activate")
    assert picture(machine.row("Professional/retail")) == (1, 0x4004F401)


def test_other_hardware_is_not_made_known_by_installing_windows_on_it() -> None:
    simulation = fleet(windows="digital_licence")
    simulation.hosts["pc"].machine.change_hardware("other")
    machine = again(simulation)
    assert machine.state.hardware == "other"
    with fails(0xC004F034):
        product(machine, "Professional/retail", "Activate")


def test_settings_events_and_damage_of_the_past_are_gone() -> None:
    simulation = fleet(
        windows="kms_never_activated",
        events=[{"id": 12288, "hours_ago": 1, "code": 0x8007232B}],
        software_protection="disabled",
        pending_restart=True,
        clock_offset="+02:00",
    )
    simulation.hosts["pc"].machine.state.clock_offset *= 2
    machine = again(simulation)
    assert machine.state.events == []
    assert machine.rows("SELECT KeyManagementServiceMachine FROM SoftwareLicensingService")
    service(machine, "RefreshLicenseStatus")
    assert machine.state.clock_offset.total_seconds() == 4 * 3600


def test_a_volume_client_tries_again_by_itself() -> None:
    machine = again(fleet(windows="kms_licensed"))
    machine.state.world.clock.advance(minutes=121)
    shown(machine, GVLK)
    assert [event.identifier for event in machine.state.events] == [12288, 8198]


@pytest.fixture(scope="module")
def server() -> Iterator[BackgroundServer]:
    """A server with one licensed host that has a fault armed."""
    host = {"profile": "windows-10-pro", "windows": "mak_licensed", "faults": [{"name": "quota"}]}
    with BackgroundServer({"hosts": {"pc": host}}) as running:
        yield running


def test_the_admin_endpoint_installs_and_keeps_journal_and_faults(server: BackgroundServer) -> None:
    admin = server.admin()
    server.run(lambda: server.host("pc").journal.open("POST", 10))
    admin.reimage("pc")
    state = admin.state("pc")
    assert (state["keyed"][0]["license_status"], state["installations"]) == (5, 2)
    assert admin.summary("pc")["requests"] == 1
    assert [fault["name"] for fault in state["faults"]] == ["quota"]
    admin.reset()
    assert admin.state("pc")["installations"] == 1


def test_the_admin_endpoint_sets_a_clock(server: BackgroundServer) -> None:
    admin = server.admin()
    admin.set_clock_offset("pc", 300)
    assert (admin.state("pc")["clock_offset_minutes"], admin.state("pc")["now"]) == (300, "2026-03-02T13:00:00+00:00")
    admin.set_clock_offset("pc", 0)
    assert admin.state("pc")["clock_offset_minutes"] == 0
    assert admin.state("pc")["software_protection"] == {"start_mode": "Auto", "running": False}
