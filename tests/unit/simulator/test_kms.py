# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""KMS and directory activation: finding a host, its answers, time and renewals."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.simulator.model import Machine, World
from tests.simulator.model.network import ActivationObject, Directory, KmsHost, SrvRecord
from tests.simulator.model.switches import Switches
from tests.simulator.simulation import new_machine, new_world
from tests.unit.simulator.machines import fails, picture, product, service, shown

ROW = "Professional/gvlk"
VALIDITY = 259_200


def world(**settings: Any) -> World:
    """A world with one KMS host that DNS knows."""
    found = new_world()
    found.network.hosts["kms1.corp.example"] = KmsHost("kms1.corp.example", address="192.0.2.7", **settings)
    found.network.srv["corp.example"] = [SrvRecord("kms1.corp.example")]
    return found


def client(where: World | None = None, **settings: Any) -> Machine:
    """A KMS client in that world."""
    situation = settings.pop("windows", "kms_never_activated")
    return new_machine(world=where or world(), windows=situation, **{"dns_suffix": "corp.example", **settings})


def last_request(machine: Machine) -> list[str]:
    """Fields of the newest event 12288."""
    text = [event.text for event in machine.state.events if event.identifier == 12288][-1]
    return [item.strip() for item in text.split(",")]


def test_a_client_finds_its_host_by_dns_and_is_licensed_for_180_days() -> None:
    machine = client()
    product(machine, ROW, "Activate")
    row = shown(machine, ROW)
    assert (row["LicenseStatus"], row["GracePeriodRemaining"]) == (1, VALIDITY)
    assert row["DiscoveredKeyManagementServiceMachineName"] == "kms1.corp.example"
    assert row["DiscoveredKeyManagementServiceMachineIpAddress"] == "192.0.2.7"
    assert (row["VLActivationType"], row["VLActivationInterval"], row["VLRenewalInterval"]) == (2, 120, 10080)
    assert [event.identifier for event in machine.state.events] == [12288, 12289]


def test_a_configured_host_wins_over_dns_and_is_not_shown_as_discovered() -> None:
    where = world()
    where.network.hosts["other"] = KmsHost("other", port=4321)
    machine = client(where, kms={"machine": "other", "port": 4321})
    product(machine, ROW, "Activate")
    assert last_request(machine)[2] == "other:4321"
    assert shown(machine, ROW)["DiscoveredKeyManagementServiceMachineName"] is None


def test_product_level_settings_win_over_the_service() -> None:
    where = world()
    where.network.hosts["other"] = KmsHost("other")
    machine = client(where, kms={"machine": "nowhere"})
    product(machine, ROW, "SetKeyManagementServiceMachine", MachineName="other")
    product(machine, ROW, "Activate")
    assert last_request(machine)[2] == "other:1688"


def test_a_forced_lookup_domain_is_the_only_one_asked() -> None:
    machine = client(kms={"lookup_domain": "elsewhere.example"})
    with fails(0xC004F074):
        product(machine, ROW, "Activate")
    assert last_request(machine)[0] == "0x8007232B"


def test_srv_records_are_tried_by_priority() -> None:
    where = world()
    where.network.hosts["best"] = KmsHost("best", is_reachable=False)
    where.network.srv["corp.example"].append(SrvRecord("best", priority=-1))
    machine = client(where)
    product(machine, ROW, "Activate")
    requests = [event.text.split(",")[2].strip() for event in machine.state.events if event.identifier == 12288]
    assert requests == ["best:1688", "kms1.corp.example:1688"]


@pytest.mark.parametrize(
    ("settings", "outer", "inner"),
    [
        ({"is_reachable": False}, 0xC004F074, "0x800706BA"),
        ({"port": 1700}, 0xC004F074, "0x800706BA"),
        ({"clock_offset": timedelta(hours=5)}, 0xC004F074, "0xC004F06C"),
        ({"is_activated": False}, 0xC004F041, "0xC004F041"),
        ({"serves": frozenset({"server-2022"})}, 0xC004F042, "0xC004F042"),
        ({"other_clients": 23}, 0xC004F038, "0xC004F038"),
    ],
)
def test_failures_show_outside_what_windows_shows_and_the_cause_in_event_12288(
    settings: dict[str, Any], outer: int, inner: str
) -> None:
    machine = client(world(**settings))
    with fails(outer):
        product(machine, ROW, "Activate")
    assert last_request(machine)[0] == inner
    assert picture(machine.row(ROW)) == (5, 0xC004F056)


def test_a_missing_srv_record_is_told_by_its_dns_code_inside_or_directly_on_older_systems() -> None:
    where = world()
    where.network.srv["corp.example"] = []
    with fails(0xC004F074):
        product(client(where), ROW, "Activate")
    with fails(0x8007251D):
        product(client(where, switches=Switches(kms_direct_dns_errors=True)), ROW, "Activate")


def test_25_clients_or_5_servers_are_needed() -> None:
    where = world(other_clients=4)
    with fails(0xC004F038):
        product(client(where), ROW, "Activate")
    server = new_machine(
        "server-2022-standard", where, windows="kms_never_activated", dns_suffix="corp.example", hardware="another"
    )
    product(server, "ServerStandard/gvlk", "Activate")
    assert server.row("ServerStandard/gvlk").is_licensed


def test_one_client_counts_once() -> None:
    machine = client(world(other_clients=20))
    for _dummy in range(10):
        with fails(0xC004F038):
            product(machine, ROW, "Activate")


def test_a_client_counts_for_30_days() -> None:
    host = KmsHost("kms", other_clients=0)
    start = new_world().clock.now
    assert host.count("a", start) == 1
    assert host.count("b", start + timedelta(days=29)) == 2
    assert host.count("b", start + timedelta(days=31)) == 1


def test_minutes_fall_with_the_clock_and_a_due_renewal_resets_them() -> None:
    machine = client()
    product(machine, ROW, "Activate")
    machine.state.world.clock.advance(minutes=1000)
    assert shown(machine, ROW)["GracePeriodRemaining"] == VALIDITY - 1000
    machine.state.world.clock.advance(minutes=10_080)
    assert shown(machine, ROW)["GracePeriodRemaining"] == VALIDITY - 1000


def test_without_a_host_the_licence_lapses_after_180_days() -> None:
    machine = client()
    product(machine, ROW, "Activate")
    machine.state.world.network.hosts["kms1.corp.example"].is_reachable = False
    machine.state.world.clock.advance(minutes=VALIDITY - 1)
    assert shown(machine, ROW)["LicenseStatus"] == 1
    machine.state.world.clock.advance(minutes=1)
    row = shown(machine, ROW)
    assert (row["LicenseStatus"], row["LicenseStatusReason"], row["GracePeriodRemaining"]) == (5, 0xC004F009, 0)


def test_a_lapsed_licence_may_go_through_additional_grace() -> None:
    machine = client(switches=Switches(kms_lapse_status="oot_grace"))
    product(machine, ROW, "Activate")
    machine.state.world.network.hosts.clear()
    machine.state.world.clock.advance(minutes=VALIDITY)
    row = shown(machine, ROW)
    assert (row["LicenseStatus"], row["LicenseStatusReason"]) == (3, 0x4004F00D)
    machine.state.world.clock.advance(minutes=30 * 1440)
    assert shown(machine, ROW)["LicenseStatus"] == 5


def test_a_host_that_comes_back_renews_a_lapsed_client_by_itself() -> None:
    machine = client()
    product(machine, ROW, "Activate")
    host = machine.state.world.network.hosts["kms1.corp.example"]
    host.is_reachable = False
    machine.state.world.clock.advance(minutes=VALIDITY + 10)
    assert shown(machine, ROW)["LicenseStatus"] == 5
    host.is_reachable = True
    machine.state.world.clock.advance(minutes=121)
    assert shown(machine, ROW)["LicenseStatus"] == 1


@pytest.mark.parametrize(("automatic", "status"), [(True, 1), (False, 5)])
def test_an_unactivated_client_tries_every_two_hours(automatic: bool, status: int) -> None:
    machine = client(switches=Switches(kms_automatic_attempts=automatic))
    machine.state.world.clock.advance(minutes=119)
    assert shown(machine, ROW)["LicenseStatus"] == 5
    machine.state.world.clock.advance(minutes=1)
    assert shown(machine, ROW)["LicenseStatus"] == status


def test_initial_grace_ends_in_notification() -> None:
    machine = new_machine(windows="kms_in_grace", installed_days_ago=0)
    assert shown(machine, ROW)["GracePeriodRemaining"] == 43_200
    machine.state.world.clock.advance(minutes=43_200)
    assert picture_of(machine) == (5, 0xC004F056)


def picture_of(machine: Machine) -> tuple[int, int]:
    """Status and reason after the clock moved."""
    row = shown(machine, ROW)
    return row["LicenseStatus"], row["LicenseStatusReason"]


def with_directory(**settings: Any) -> World:
    """A world with an activation object."""
    found = world()
    found.network.directories["corp.example"] = Directory("corp.example", **settings)
    return found


def test_the_directory_comes_before_kms() -> None:
    machine = client(with_directory(objects=[ActivationObject("Forest")]), domain="corp.example")
    product(machine, ROW, "Activate")
    row = shown(machine, ROW)
    assert (row["LicenseStatus"], row["VLActivationType"], row["ADActivationObjectName"]) == (1, 1, "Forest")
    assert row["ADActivationObjectDN"].endswith("CN=Services,CN=Configuration,DC=corp,DC=example")


def test_without_an_activation_object_kms_is_tried() -> None:
    machine = client(with_directory(), domain="corp.example")
    product(machine, ROW, "Activate")
    assert shown(machine, ROW)["VLActivationType"] == 2


@pytest.mark.parametrize(
    ("domain", "settings", "code"),
    [
        (None, {}, 0x80072030),
        ("corp.example", {}, 0xC004F081),
        ("corp.example", {"has_current_schema": False}, 0xC004F083),
    ],
)
def test_with_the_directory_only_its_own_codes_are_raised(
    domain: str | None, settings: dict[str, Any], code: int
) -> None:
    machine = client(with_directory(**settings), domain=domain, kms={"activation_type": 1})
    with fails(code):
        product(machine, ROW, "Activate")


def test_setting_a_machine_forgets_the_discovered_one_and_keeps_the_licence() -> None:
    machine = client()
    product(machine, ROW, "Activate")
    service(machine, "SetKeyManagementServiceMachine", MachineName="wrong.example")
    row = shown(machine, ROW)
    assert (row["LicenseStatus"], row["DiscoveredKeyManagementServiceMachineName"]) == (1, None)
