# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Activate: keys that need the activation service, its verdicts and its counting."""

from __future__ import annotations

import pytest

from tests.simulator.model.switches import Switches
from tests.simulator.simulation import new_machine, new_world
from tests.unit.simulator.machines import fails, install, key, picture, product, service, shown

PRO_MAK = "Professional/mak"
LICENSED = (1, 0x4004F040)


def test_a_mak_is_activated_online_and_counted() -> None:
    machine = new_machine(windows="no_key")
    install(machine, "mak-windows-pro")
    product(machine, PRO_MAK, "Activate")
    assert picture(machine.row(PRO_MAK)) == LICENSED
    assert shown(machine, PRO_MAK)["GracePeriodRemaining"] == 0
    assert machine.state.world.activation.report() == {"PKX99": {"used": 1, "left": 49}}


def test_activating_a_licensed_mak_row_costs_another_activation() -> None:
    machine = new_machine(windows="mak_licensed")
    product(machine, PRO_MAK, "Activate")
    assert machine.state.world.activation.report()["PKX99"]["used"] == 1


def test_the_same_key_on_the_same_hardware_is_not_counted_again_after_a_reinstallation() -> None:
    machine = new_machine(windows="no_key")
    for _dummy in range(2):
        install(machine, "mak-windows-pro")
        product(machine, PRO_MAK, "Activate")
        product(machine, PRO_MAK, "UninstallProductKey")
    assert machine.state.world.activation.report()["PKX99"]["used"] == 1


def test_a_key_runs_out_across_machines() -> None:
    world = new_world()
    outcomes = []
    for number in range(3):
        machine = new_machine(world=world, windows="no_key", hardware=f"pc-{number}")
        install(machine, "mak-windows-pro-low")
        if number < 2:
            product(machine, PRO_MAK, "Activate")
        else:
            with fails(0xC004C020):
                product(machine, PRO_MAK, "Activate")
        outcomes.append(machine.row(PRO_MAK).is_licensed)
    assert outcomes == [True, True, False]


@pytest.mark.parametrize(
    ("name", "row", "code"),
    [
        ("mak-windows-pro-blocked", PRO_MAK, 0xC004C003),
        ("mak-windows-pro-exhausted", PRO_MAK, 0xC004C020),
        ("retail-windows-pro-in-use", "Professional/retail", 0xC004C008),
    ],
)
def test_the_activation_service_refuses_with_its_verdict(name: str, row: str, code: int) -> None:
    machine = new_machine(windows="no_key")
    install(machine, name)
    before = picture(machine.row(row))
    with fails(code):
        product(machine, row, "Activate")
    assert picture(machine.row(row)) == before


@pytest.mark.parametrize("code", [0x80072EE7, 0x80072EE2, 0x80072EFD, 0x80072F8F])
def test_without_internet_online_activation_fails_with_the_network_code(code: int) -> None:
    machine = new_machine(windows="no_key", internet=code)
    install(machine, "mak-windows-pro")
    with fails(code):
        product(machine, PRO_MAK, "Activate")
    assert machine.state.world.activation.report() == {}


def test_a_row_without_a_key_cannot_be_activated() -> None:
    with fails(0xC004F014):
        product(new_machine(windows="no_key"), PRO_MAK, "Activate")


def test_a_default_key_is_licensed_by_the_entitlement_of_its_hardware_only() -> None:
    entitled = new_machine(windows="digital_licence")
    product(entitled, "Professional/retail", "Activate")
    assert picture(entitled.row("Professional/retail")) == (1, 0x4004F401)
    other = new_machine(windows="default_key")
    with fails(0xC004F034):
        product(other, "Professional/retail", "Activate")
    assert shown(other, "Professional/retail")["PartialProductKey"] == "3V66T"


def test_new_hardware_loses_a_digital_licence() -> None:
    machine = new_machine(windows="digital_licence")
    machine.change_hardware("other")
    assert picture(machine.row("Professional/retail")) == (5, 0xC004F00F)
    with fails(0xC004F00F):
        product(machine, "Professional/retail", "Activate")


def test_a_mak_on_new_hardware_needs_and_gets_another_activation() -> None:
    machine = new_machine(windows="mak_licensed")
    before = shown(machine, PRO_MAK)["OfflineInstallationId"]
    machine.change_hardware("other")
    assert picture(machine.row(PRO_MAK)) == (5, 0xC004F00F)
    assert shown(machine, PRO_MAK)["OfflineInstallationId"] != before
    product(machine, PRO_MAK, "Activate")
    assert machine.state.world.activation.report()["PKX99"]["used"] == 1


def test_hardware_out_of_tolerance_can_lead_to_additional_grace() -> None:
    machine = new_machine(windows="mak_licensed", switches=Switches(hardware_change_status="oot_grace"))
    machine.change_hardware("other")
    assert shown(machine, PRO_MAK)["LicenseStatus"] == 3
    machine.state.world.clock.advance(minutes=30 * 1440)
    assert shown(machine, PRO_MAK)["LicenseStatus"] == 5


def test_a_firmware_key_activates_on_its_own_machine() -> None:
    machine = new_machine(windows="no_key", firmware_key="firmware-windows-pro")
    found = machine.rows("SELECT OA3xOriginalProductKey FROM SoftwareLicensingService")[0]["OA3xOriginalProductKey"]
    assert found == key("firmware-windows-pro")
    install(machine, "firmware-windows-pro")
    product(machine, "Professional/oem_dm", "Activate")
    assert machine.row("Professional/oem_dm").is_licensed


def test_an_esu_key_activates_on_a_licensed_windows_only() -> None:
    machine = new_machine(windows="kms_never_activated")
    install(machine, "esu-windows-10-year-1")
    with fails(0xC004F034):
        product(machine, "esu-year-1", "Activate")
    install(machine, "mak-windows-pro")
    product(machine, PRO_MAK, "Activate")
    product(machine, "esu-year-1", "Activate")
    row = shown(machine, "esu-year-1")
    assert row["LicenseIsAddon"] is True
    assert (row["LicenseStatus"], row["ID"]) == (1, "f520e45e-7413-4a34-a497-d2765967d094")


def test_esu_years_coexist() -> None:
    machine = new_machine(windows="mak_licensed")
    for year in (1, 2, 3):
        install(machine, f"esu-windows-10-year-{year}")
        product(machine, f"esu-year-{year}", "Activate")
    keyed = machine.rows("SELECT ID FROM SoftwareLicensingProduct WHERE LicenseIsAddon = TRUE AND LicenseStatus = 1")
    assert len(keyed) == 3
    assert machine.row(PRO_MAK).is_licensed


def test_a_standard_user_may_activate_a_kms_client_and_nothing_else() -> None:
    machine = new_machine(windows="mak_licensed", elevated=False)
    with fails(0xC004F025):
        product(machine, PRO_MAK, "Activate")
    client = new_machine(windows="kms_never_activated", elevated=False)
    with fails(0xC004F074):
        product(client, "Professional/gvlk", "Activate")


def test_an_evaluation_that_is_over_cannot_be_activated() -> None:
    machine = new_machine("server-2025-datacenter-eval", windows="evaluation_over")
    with fails(0xC004E01C):
        product(machine, "ServerDatacenterEval/eval", "Activate")


def test_an_evaluation_key_cannot_be_replaced_by_a_key_of_the_full_edition() -> None:
    with fails(0xC004F069):
        install(new_machine("server-2025-datacenter-eval"), "gvlk-server-2025-datacenter")


def test_with_token_activation_only_a_kms_client_is_not_activated() -> None:
    machine = new_machine(windows="kms_never_activated")
    service(machine, "SetVLActivationTypeEnabled", ActivationType=3)
    with fails(0xC004F304):
        product(machine, "Professional/gvlk", "Activate")
