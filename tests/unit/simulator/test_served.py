# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What stands around a machine: nothing of it stays behind, and none of it is in the machine."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.simulator import model
from tests.simulator.model.state import ServiceControl
from tests.simulator.served import OperationTimedOut
from tests.simulator.simulation import new_host, new_machine
from tests.unit.simulator.machines import fails, install, service
from tests.unit.simulator.wire import SERVICE, Wire

KEYED = "SELECT ID FROM SoftwareLicensingProduct WHERE PartialProductKey <> NULL"
MODEL = sorted(Path(model.__file__).parent.glob("*.py"))


@pytest.mark.parametrize(
    "fault", [{"name": "hresult", "code": "0xC004C008"}, {"name": "access_denied", "level": "return_value"}]
)
def test_a_forced_end_does_not_outlive_its_request(fault: dict[str, Any]) -> None:
    wire = Wire(faults=[fault])
    assert wire.invoke(SERVICE, "RefreshLicenseStatus", "", {"Name": "no key"}).fault_code == 0x8033805B
    assert "<p:ReturnValue>0</p:ReturnValue>" in wire.service("RefreshLicenseStatus").body


def test_a_service_held_down_is_afterwards_as_it_was() -> None:
    host = new_host()
    host.machine.state.services["sppsvc"] = ServiceControl("Manual", is_running=True)
    host.served.hold_service_down()
    host.served.hold_service_down()
    with fails(0x80070422):
        host.served.rows(KEYED)
    host.served.release_service()
    host.served.release_service()
    assert host.machine.state.services["sppsvc"] == ServiceControl("Manual", is_running=True)
    assert host.served.rows(KEYED)


def test_what_is_late_for_requests_is_there_in_the_machine() -> None:
    host = new_host(windows="no_key", faults=[{"name": "late_status", "reads": 1}])
    install(host.served, "mak-windows-pro")
    assert host.machine.rows(KEYED)
    assert [len(host.served.rows(KEYED)) for _dummy in range(2)] == [0, 1]


def test_nothing_is_late_once_it_is_told_to_show() -> None:
    host = new_host(windows="no_key", faults=[{"name": "late_status", "times": "always", "reads": 9}])
    install(host.served, "mak-windows-pro")
    host.served.late.show_now()
    assert host.served.rows(KEYED)


def test_a_method_takes_its_time_after_a_new_installation_too() -> None:
    host = new_host(durations={"RefreshLicenseStatus": 75})
    host.exchange(new_machine())
    with pytest.raises(OperationTimedOut):
        service(host.served, "RefreshLicenseStatus")


@pytest.mark.parametrize("setting", [{"durations": {"Activate": 75}}, {"faults": [{"name": "quota"}]}])
def test_a_machine_alone_has_no_durations_and_no_faults(setting: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="neither durations nor faults"):
        new_machine(**setting)


@pytest.mark.parametrize("path", MODEL, ids=lambda path: path.name)
def test_the_model_knows_nothing_of_what_stands_around_it(path: Path) -> None:
    assert "from .." not in path.read_text(encoding="utf-8")
