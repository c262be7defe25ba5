# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each of the thirty codes the error catalogue began with can be produced, where the README says so."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.simulator.model import Machine, ModelError
from tests.simulator.scenario import parse_scenario
from tests.simulator.simulation import Simulation
from tests.unit.simulator.machines import install, key, product, service, shown
from tests.unit.simulator.wire import PRODUCT, SERVICE, Wire

README = Path(__file__).resolve().parents[2] / "simulator" / "README.md"
GVLK, MAK, RETAIL = "Professional/gvlk", "Professional/mak", "Professional/retail"
MAK_HOST = {"windows": {"situation": "key_not_activated", "key": "mak-windows-pro"}}
CLIENT = {"windows": "kms_never_activated", "kms": {"machine": "kms1.corp.example"}}
BY_DNS = {"windows": "kms_never_activated", "dns_suffix": "corp.example"}


def machine(world: dict[str, Any] | None = None, **settings: Any) -> Machine:
    """One host in a world of its own."""
    host = {"profile": "windows-10-pro", **settings}
    return Simulation(parse_scenario({"world": world or {}, "hosts": {"pc": host}})).hosts["pc"].machine


def raised(call: Callable[[], object]) -> int:
    """The code a call fails with."""
    with pytest.raises(ModelError) as caught:
        call()
    return caught.value.code


def activation(found: Machine, row: str) -> int:
    """The code Activate fails with."""
    return raised(lambda: product(found, row, "Activate"))


def verdict(code: int) -> int:
    """An answer of the activation servers to a key."""
    world = {"activation_service": {"mak-windows-pro": {"verdict": code}}}
    return activation(machine(world, **MAK_HOST), MAK)


def reason(situation: str | dict[str, Any], row: str = MAK) -> int:
    """LicenseStatusReason of a row."""
    return int(shown(machine(windows=situation), row)["LicenseStatusReason"])


def inner(world: dict[str, Any], **settings: Any) -> int:
    """The code in event 12288 of an attempt whose outer code is that no host could be reached."""
    found = machine(world, **settings)
    assert activation(found, GVLK) == 0xC004F074
    return int(found.state.events[-1].text[:10], 16)


def answered(**host: Any) -> int:
    """What a KMS host answers, which Activate raises and event 12288 repeats."""
    found = machine({"kms_hosts": {"kms1.corp.example": host}}, **CLIENT)
    code = activation(found, GVLK)
    assert any(event.text.startswith(f"0x{code:08X},") for event in found.state.events if event.identifier == 12288)
    return code


def letters() -> int:
    """A confirmation ID with a letter in it."""
    found = machine(**MAK_HOST)
    identifier = shown(found, MAK)["OfflineInstallationId"]
    arguments = {"InstallationId": identifier, "ConfirmationId": "A" * 48}
    return raised(lambda: product(found, MAK, "DepositOfflineConfirmationId", **arguments))


def faulted(code: int, method: str) -> int:
    """The named fault hresult on a method, over the wire."""
    fault = {"name": "hresult", "code": code, "on": {"method": method}}
    wire = Wire(faults=[fault], **MAK_HOST)
    if method == "Activate":
        identifier = wire.host.machine.row(MAK).sku.activation_id
        return wire.invoke(PRODUCT, method, selectors={"ID": identifier}).fault_code
    body = f"<m:ProductKey>{key('mak-windows-pro')}</m:ProductKey>"
    return wire.invoke(SERVICE, method, body, {"Version": wire.version}).fault_code


def installed(name: str) -> int:
    """What installing a key fails with."""
    return raised(lambda: install(machine(windows="no_key"), name))


def denied() -> int:
    """A caller without elevation, on a Windows that answers with the plain code."""
    found = machine(elevated=False, switches={"access_denied_code": 0x80070005})
    return raised(lambda: service(found, "SetKeyManagementServiceMachine", MachineName="kms1"))


def name_error(name: str, code: int, **settings: Any) -> int:
    """A DNS code for a name."""
    return inner({"dns": {"errors": {name: code}}}, **settings)


def exhausted() -> int:
    """A retail key without activations left."""
    return activation(machine(windows={"situation": "key_not_activated", "key": "retail-windows-pro-in-use"}), RETAIL)


PRODUCED: dict[int, Callable[[], int]] = {
    0xC004C001: lambda: verdict(0xC004C001),
    0xC004C003: lambda: verdict(0xC004C003),
    0xC004C008: exhausted,
    0xC004B100: lambda: verdict(0xC004B100),
    0xC004C020: lambda: activation(machine({"activation_service": {"mak-windows-pro": {"left": 0}}}, **MAK_HOST), MAK),
    0xC004C021: lambda: verdict(0xC004C021),
    0xC004F009: lambda: reason("kms_lapsed", GVLK),
    0xC004F00F: lambda: reason({"situation": "out_of_tolerance", "key": "mak-windows-pro"}),
    0xC004F014: lambda: activation(machine(windows="no_key"), MAK),
    0xC004F02C: letters,
    0xC004F035: lambda: faulted(0xC004F035, "Activate"),
    0xC004F038: lambda: answered(other_clients=3),
    0xC004F039: lambda: answered(refuses=0xC004F039),
    0xC004F041: lambda: answered(activated=False),
    0xC004F042: lambda: answered(serves=["server-2022"]),
    0xC004F050: lambda: raised(lambda: service(machine(), "InstallProductKey", ProductKey="AAAAA-" * 4 + "AAAAA")),
    0xC004F051: lambda: installed("mak-windows-pro-refused"),
    0xC004F064: lambda: reason({"situation": "non_genuine_expired", "key": "mak-windows-pro"}),
    0xC004F065: lambda: reason({"situation": "non_genuine_grace", "key": "mak-windows-pro", "reason": 0xC004F065}),
    0xC004F06C: lambda: inner({"kms_hosts": {"kms1.corp.example": {}}}, clock_offset="+06:00", **CLIENT),
    0x80070005: denied,
    0x8007232A: lambda: name_error("corp.example", 0x8007232A, **BY_DNS),
    0x8007232B: lambda: inner({}, **CLIENT),
    0x800706BA: lambda: inner({"kms_hosts": {"kms1.corp.example": {"reachable": False}}}, **CLIENT),
    0x8007251D: lambda: inner({"dns": {"srv": {"corp.example": []}}}, **BY_DNS),
    0xC004F074: lambda: activation(machine(**CLIENT), GVLK),
    0x8004FE21: lambda: reason({"situation": "non_genuine", "key": "mak-windows-pro", "reason": 0x8004FE21}),
    0x80092328: lambda: name_error("corp.example", 0x80092328, **BY_DNS),
    0x8007007B: lambda: name_error("kms1.corp.example", 0x8007007B, **CLIENT),
    0x80070490: lambda: faulted(0x80070490, "InstallProductKey"),
}


@pytest.mark.parametrize("code", PRODUCED, ids=lambda code: f"0x{code:08X}")
def test_every_seed_code_is_produced(code: int) -> None:
    assert PRODUCED[code]() == code


def test_the_readme_tells_how_for_each_of_them() -> None:
    section = README.read_text(encoding="utf-8").partition("<!-- codes -->")[2].partition("<!-- /codes -->")[0]
    told = [int(code, 16) for code in re.findall(r"^\| `(0x[0-9A-F]{8})` \|", section, re.MULTILINE)]
    assert sorted(told) == sorted(PRODUCED)
    assert len(told) == 30


@pytest.mark.parametrize("code", [0xC004C001, 0x80072F8F, 0x80190197])
def test_any_network_code_comes_by_the_way_to_the_internet(code: int) -> None:
    assert activation(machine(internet=code, **MAK_HOST), MAK) == code
