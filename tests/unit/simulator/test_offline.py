# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""DepositOfflineConfirmationId: order of the checks, and success."""

from __future__ import annotations

import pytest

from tests.simulator.model import Machine
from tests.simulator.model.digits import confirmation_id
from tests.simulator.model.switches import Switches
from tests.simulator.simulation import new_machine
from tests.unit.simulator.machines import fails, install, picture, product, shown

ROW = "Professional/mak"


@pytest.fixture
def machine() -> Machine:
    """An air-gapped machine with a MAK."""
    found = new_machine(windows="no_key", internet=0x80072EE7)
    install(found, "mak-windows-pro")
    return found


def deposit(machine: Machine, installation: str, confirmation: str, row: str = ROW) -> None:
    """Deposit a confirmation ID."""
    product(machine, row, "DepositOfflineConfirmationId", InstallationId=installation, ConfirmationId=confirmation)


def iid(machine: Machine, row: str = ROW) -> str:
    """The current installation ID."""
    return str(shown(machine, row)["OfflineInstallationId"])


def test_the_right_confirmation_id_licenses_without_internet_and_may_be_repeated(machine: Machine) -> None:
    for _dummy in range(2):
        deposit(machine, iid(machine), confirmation_id(iid(machine)))
        assert picture(machine.row(ROW)) == (1, 0x4004F040)


@pytest.mark.parametrize(
    ("confirmation", "code"),
    [
        ("", 0xC004F02C),
        ("12345-", 0xC004F02C),
        ("１" * 48, 0xC004F02C),
        ("123456" * 7, 0xC004F02F),
        ("9" + "0" * 47, 0xC004F02D),
        ("000001" + "000000" * 7, 0xC004F04D),
        ("000000" * 8, 0xC004F031),
    ],
)
def test_malformed_confirmation_ids_fail_by_kind(machine: Machine, confirmation: str, code: int) -> None:
    with fails(code):
        deposit(machine, iid(machine), confirmation)
    assert not machine.row(ROW).is_licensed


def test_the_installation_id_is_checked_first(machine: Machine) -> None:
    with fails(0xC004F031):
        deposit(machine, "1" * 63, "nonsense")


def test_an_id_of_the_former_key_says_so(machine: Machine) -> None:
    former = iid(machine)
    install(machine, "mak-windows-pro-low")
    with fails(0xC004F07E):
        deposit(machine, former, confirmation_id(former))


def test_an_id_of_the_former_hardware_says_so(machine: Machine) -> None:
    former = iid(machine)
    machine.change_hardware("other")
    with fails(0xC004F07F):
        deposit(machine, former, confirmation_id(former))


def test_the_id_of_another_product_does_not_fit(machine: Machine) -> None:
    install(machine, "esu-windows-10-year-1")
    other = confirmation_id(iid(machine, "esu-year-1"))
    with fails(0xC004F031):
        deposit(machine, iid(machine), other)


def test_a_kms_client_takes_no_confirmation_id() -> None:
    machine = new_machine(windows="kms_never_activated")
    row = "Professional/gvlk"
    with fails(0xC004F031):
        deposit(machine, iid(machine, row), confirmation_id(iid(machine, row)), row)


def test_a_row_without_a_key_takes_no_confirmation_id() -> None:
    with fails(0xC004F014):
        deposit(new_machine(windows="no_key"), "1" * 63, "0" * 48)


def test_installation_ids_have_54_digits_by_switch() -> None:
    machine = new_machine(windows="mak_licensed", switches=Switches(installation_id_length=54))
    assert len(iid(machine)) == 54
