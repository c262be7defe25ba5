# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The service behind licensing: disabled, enabled again, started and stopped."""

from __future__ import annotations

from typing import Any

import pytest

from tests.simulator.model import Machine
from tests.simulator.model.errors import SppError
from tests.simulator.model.switches import Switches
from tests.simulator.served import ServedMachine
from tests.simulator.simulation import new_machine
from tests.unit.simulator.machines import fails
from tests.unit.simulator.test_machine import registry
from tests.unit.simulator.wire import WMI, Wire

NAME = "sppsvc"
SERVICES = f"{WMI}Win32_Service"
START_KEY = r"SYSTEM\CurrentControlSet\Services\sppsvc"


def call(machine: Machine | ServedMachine, method: str, name: str = NAME, **arguments: Any) -> int:
    """A method of a service; its return value."""
    return machine.invoke("Win32_Service", {"Name": name}, method, arguments).return_value


def state(machine: Machine | ServedMachine) -> tuple[str, str]:
    """StartMode and State of sppsvc."""
    row = machine.rows(f"SELECT StartMode, State FROM Win32_Service WHERE Name = '{NAME}'")[0]
    return str(row["StartMode"]), str(row["State"])


def is_answering(machine: Machine | ServedMachine) -> bool:
    """Whether the licensing classes can be read."""
    try:
        return bool(machine.rows("SELECT Version FROM SoftwareLicensingService"))
    except SppError:
        return False


def test_by_default_the_service_starts_on_demand_and_is_shown_stopped() -> None:
    machine = new_machine()
    assert is_answering(machine)
    assert state(machine) == ("Auto", "Stopped")


@pytest.mark.parametrize(
    "wql",
    [
        "SELECT Version FROM SoftwareLicensingService",
        "SELECT ID FROM SoftwareLicensingProduct",
        "SELECT ID FROM SoftwareLicensingTokenActivationLicense",
    ],
)
def test_disabled_it_fails_every_licensing_class_and_nothing_else(wql: str) -> None:
    machine = new_machine(software_protection="disabled")
    with fails(0x80070422):
        machine.rows(wql)
    assert state(machine) == ("Disabled", "Stopped")
    assert machine.rows("SELECT Name FROM Win32_OperatingSystem")


def test_disabled_it_does_not_try_to_activate_by_itself() -> None:
    machine = new_machine(software_protection="disabled", windows="kms_never_activated")
    machine.state.world.clock.advance(minutes=500)
    machine.rows("SELECT Name FROM Win32_OperatingSystem")
    assert machine.state.events == []


def test_a_start_mode_heals_it_without_starting_it() -> None:
    machine = new_machine(software_protection="disabled")
    assert call(machine, "ChangeStartMode", StartMode="Automatic") == 0
    assert is_answering(machine)
    assert state(machine) == ("Auto", "Stopped")
    assert registry(machine, "GetDWORDValue", START_KEY, "Start") == (0, {"uValue": 2})


@pytest.mark.parametrize(
    ("word", "value", "mode"),
    [
        ("Automatic", 0, "Auto"),
        ("manual", 0, "Manual"),
        ("Disabled", 0, "Disabled"),
        ("Auto", 21, "Auto"),
        ("Boot", 21, "Auto"),
        ("System", 21, "Auto"),
        ("", 21, "Auto"),
        (None, 21, "Auto"),
    ],
)
def test_a_start_mode_has_its_own_words(word: str | None, value: int, mode: str) -> None:
    machine = new_machine()
    assert call(machine, "ChangeStartMode", StartMode=word) == value
    assert state(machine)[0] == mode


def test_start_and_stop_return_what_is_documented() -> None:
    machine = new_machine()
    assert [call(machine, "StopService"), call(machine, "StartService"), call(machine, "StartService")] == [6, 0, 10]
    assert state(machine) == ("Auto", "Running")
    assert call(machine, "StopService") == 0
    call(machine, "ChangeStartMode", StartMode="Disabled")
    assert call(machine, "StartService") == 14


def test_a_running_service_goes_on_until_it_is_stopped_or_the_machine_restarts() -> None:
    for end in (lambda machine: call(machine, "StopService"), lambda machine: machine.reboot()):
        machine = new_machine()
        call(machine, "StartService")
        call(machine, "ChangeStartMode", StartMode="Disabled")
        assert is_answering(machine)
        end(machine)
        assert not is_answering(machine)


def test_other_services_have_states_of_their_own() -> None:
    machine = new_machine()
    assert call(machine, "StartService", "w32time") == 0
    assert call(machine, "StartService", "WinRM") == 10
    assert state(machine) == ("Auto", "Stopped")


def test_without_elevation_and_where_the_settings_are_protected_the_answer_is_access_denied() -> None:
    plain = new_machine(software_protection="disabled", elevated=False)
    locked = new_machine(software_protection="disabled", switches=Switches(sppsvc_start_mode_locked=True))
    for machine in (plain, locked):
        assert call(machine, "ChangeStartMode", StartMode="Automatic") == 2
        assert state(machine)[0] == "Disabled"
    assert call(locked, "ChangeStartMode", "W32Time", StartMode="Automatic") == 0


def test_the_fault_of_the_same_name_is_not_healed_by_a_start_mode() -> None:
    wire = Wire(faults=[{"name": "service_disabled"}])
    machine = wire.host.served
    assert state(machine)[0] == "Disabled"
    call(machine, "ChangeStartMode", StartMode="Automatic")
    assert not is_answering(machine)
    wire.host.clear_faults()
    assert is_answering(machine)


def test_clearing_faults_does_not_enable_what_the_scenario_disabled() -> None:
    wire = Wire(software_protection="disabled")
    wire.host.clear_faults()
    assert not is_answering(wire.host.machine)


def test_on_the_wire_the_methods_count_as_changes_and_answer_with_a_return_value() -> None:
    wire = Wire(software_protection="disabled")
    answer = wire.invoke(SERVICES, "ChangeStartMode", "<m:StartMode>Auto</m:StartMode>", {"Name": NAME})
    assert (answer.status, answer.value("{*}ReturnValue")) == (200, "21")
    answer = wire.invoke(SERVICES, "StartService", "", {"Name": NAME})
    assert answer.value("{*}ReturnValue") == "14"
    assert wire.host.journal.summary()["mutating"] == 2


def test_a_service_nobody_knows_is_not_found() -> None:
    with fails(0x80041002):
        call(new_machine(), "StartService", "nosuchservice")
