# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The registry of a fresh Windows, what scenarios put there, and what a host may refuse to show."""

from __future__ import annotations

from typing import Any

import pytest

from tests.simulator.model.machine import Machine
from tests.simulator.model.switches import Switches
from tests.simulator.registry_setup import winhttp_blob
from tests.simulator.simulation import new_machine
from tests.simulator.validation import ScenarioError
from tests.unit.simulator.machines import fails, product
from tests.unit.simulator.test_machine import registry
from tests.unit.simulator.wire import WMI, Wire

WINHTTP = r"SOFTWARE\Microsoft\Windows\CurrentVersion\Internet Settings\Connections"
PROTOCOLS = r"SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Protocols"
SERVICING = r"SOFTWARE\Microsoft\Windows\CurrentVersion\Component Based Servicing"
TCPIP = r"SYSTEM\CurrentControlSet\Services\Tcpip\Parameters"
CLICK_TO_RUN = r"SOFTWARE\Microsoft\Office\ClickToRun\Configuration"
EXAMPLE = r"SOFTWARE\Example\Deep"
REG = "http://schemas.microsoft.com/wbem/wsman/1/wmi/root/default/StdRegProv"


def test_without_a_proxy_the_blob_is_the_one_microsoft_documents() -> None:
    value = registry(new_machine(), "GetBinaryValue", WINHTTP, "WinHttpSettings")[1]["uValue"]
    assert bytes(value).hex() == "1800000000000000010000000000000000000000"


@pytest.mark.parametrize(
    ("proxy", "server", "bypass"),
    [
        ("proxy.corp.example:8080", b"proxy.corp.example:8080", b""),
        ({"server": "p:1"}, b"p:1", b"<local>"),
        ({"server": "p:1", "bypass": "*.corp.example;10.*"}, b"p:1", b"*.corp.example;10.*"),
    ],
)
def test_a_proxy_is_in_the_blob_with_its_bypass_list(proxy: object, server: bytes, bypass: bytes) -> None:
    blob = bytes(registry(new_machine(proxy=proxy), "GetBinaryValue", WINHTTP, "WinHttpSettings")[1]["uValue"])
    assert (blob[0], blob[8]) == (0x28, 3)
    assert blob[12] == len(server)
    assert blob[16 : 16 + len(server)] == server
    rest = blob[16 + len(server) :]
    assert (rest[0], rest[4 : 4 + len(bypass)]) == (len(bypass), bypass)


def test_older_builds_write_the_older_version() -> None:
    assert (
        winhttp_blob("p:1", "", 9600).hex() == "18000000" + "00000000" + "03000000" + "03000000" + "703a31" + "00000000"
    )


def test_the_proxy_may_never_have_been_set() -> None:
    assert registry(new_machine(proxy="absent"), "GetBinaryValue", WINHTTP, "WinHttpSettings") == (2, {"uValue": None})


def test_a_fresh_windows_has_no_key_for_tls_1_2() -> None:
    machine = new_machine()
    assert registry(machine, "EnumKey", PROTOCOLS) == (0, {"sNames": ["SSL 2.0"]})
    assert registry(machine, "EnumValues", PROTOCOLS + r"\TLS 1.2\Client")[0] == 2


@pytest.mark.parametrize(
    ("choice", "values"),
    [
        ("disabled", {"DisabledByDefault": 1, "Enabled": 0}),
        ("disabled_by_default", {"DisabledByDefault": 1}),
        ("enabled", {"DisabledByDefault": 0, "Enabled": 1}),
    ],
)
def test_tls_1_2_can_be_set_in_three_ways(choice: str, values: dict[str, int]) -> None:
    machine = new_machine(tls12=choice)
    path = PROTOCOLS + r"\TLS 1.2\Client"
    assert registry(machine, "EnumValues", path) == (0, {"sNames": [*values], "Types": [4] * len(values)})
    found = {name: registry(machine, "GetDWORDValue", path, name)[1]["uValue"] for name in values}
    assert found == values


@pytest.mark.parametrize(
    ("settings", "code"),
    [({"tls12": "disabled"}, 0x80072F8F), ({"tls12": "disabled", "internet": 0x80072F7D}, 0x80072F7D)],
)
def test_without_tls_1_2_an_online_activation_fails(settings: dict[str, Any], code: int) -> None:
    machine = new_machine(windows={"situation": "key_not_activated", "key": "mak-windows-pro"}, **settings)
    with fails(code):
        product(machine, "Professional/mak", "Activate")


@pytest.mark.parametrize("settings", [{"tls12": "disabled", "internet": "reachable"}, {"tls12": "enabled"}])
def test_a_scenario_may_say_that_it_works_all_the_same(settings: dict[str, Any]) -> None:
    machine = new_machine(windows={"situation": "key_not_activated", "key": "mak-windows-pro"}, **settings)
    product(machine, "Professional/mak", "Activate")
    assert machine.row("Professional/mak").is_licensed


def test_a_pending_restart_is_a_key_among_others_and_goes_with_the_restart() -> None:
    machine = new_machine(pending_restart=True, windows="no_key")
    plain = registry(new_machine(), "EnumKey", SERVICING)[1]["sNames"]
    assert "SessionsPending" in plain
    assert registry(machine, "EnumKey", SERVICING)[1]["sNames"] == sorted([*plain, "RebootPending"])
    machine.reboot()
    assert registry(machine, "EnumKey", SERVICING)[1]["sNames"] == plain


def test_the_suffixes_are_those_discovery_uses() -> None:
    machine = new_machine(domain="ad.example", suffix_search=["a.example", "b.example"])
    assert registry(machine, "GetStringValue", TCPIP, "Domain") == (0, {"sValue": "ad.example"})
    assert registry(machine, "GetStringValue", TCPIP, "SearchList") == (0, {"sValue": "a.example,b.example"})
    machine = new_machine(domain="ad.example", dns_suffix="other.example")
    assert registry(machine, "GetStringValue", TCPIP, "NV Domain") == (0, {"sValue": "other.example"})
    assert registry(new_machine(), "GetStringValue", TCPIP, "Domain") == (0, {"sValue": ""})


@pytest.mark.parametrize(
    "settings", [{"tls12": "off"}, {"proxy": 8080}, {"proxy": {"port": 1}}, {"software_protection": "off"}]
)
def test_other_words_are_refused(settings: dict[str, Any]) -> None:
    with pytest.raises(ScenarioError):
        new_machine(**settings)


def enum_key(wire: Wire) -> tuple[int, int, str | None]:
    """EnumKey on the wire: status, code of the fault, return value."""
    inner = f"<m:hDefKey>2147483650</m:hDefKey><m:sSubKeyName>{SERVICING}</m:sSubKeyName>"
    answer = wire.invoke(REG, "EnumKey", inner)
    return answer.status, answer.fault_code, answer.value("{*}ReturnValue")


def test_the_registry_can_be_denied_by_a_fault_or_by_its_own_return_value() -> None:
    on = {"class": "StdRegProv"}
    wire = Wire(faults=[{"name": "access_denied", "on": on, "level": "provider", "times": "always"}])
    assert enum_key(wire) == (500, 0x80338105, None)
    assert wire.enumerate("SELECT Version FROM SoftwareLicensingService").status == 200
    wire = Wire(faults=[{"name": "access_denied", "on": on, "level": "return_value"}])
    assert enum_key(wire) == (200, -1, "5")
    assert enum_key(wire) == (200, -1, "0")


@pytest.mark.parametrize(("level", "code"), [("provider", 0x80338105), ("wmi", 0x80338104)])
@pytest.mark.parametrize("name", ["Win32_NTLogEvent", "SoftwareLicensingProduct", "Win32_ComputerSystem"])
def test_one_class_can_be_denied_to_queries_and_gets(name: str, level: str, code: int) -> None:
    fault = {"name": "access_denied", "on": {"class": name.lower()}, "level": level, "times": "always"}
    wire = Wire(faults=[fault])
    assert wire.enumerate(f"SELECT * FROM {name}").fault_code == code
    assert wire.enumerate(uri=f"{WMI}{name}").fault_code == code
    assert wire.get(f"{WMI}{name}", {"ID": "x"}).fault_code == code
    assert wire.enumerate("SELECT Name FROM Win32_OperatingSystem").status == 200


def test_a_class_can_be_missing() -> None:
    wire = Wire(missing_classes=["win32_ntlogevent", "StdRegProv"])
    answer = wire.enumerate("SELECT EventCode FROM Win32_NTLogEvent")
    assert (answer.status, answer.fault_code) == (500, 0x8033801A)
    assert "does not exist" in answer.text
    assert enum_key(wire)[:2] == (500, 0x80338000)
    with fails(0x80041010):
        wire.host.machine.rows("SELECT EventCode FROM Win32_NTLogEvent")


@pytest.mark.parametrize(
    ("profile", "name", "text"),
    [
        ("windows-11-home", "firmware-windows-home", "[4.0] Core OEM:DM"),
        ("windows-11-home", "firmware-windows-pro", "[4.0] Professional OEM:DM"),
        ("windows-11-pro", "firmware-windows-home", "[4.0] Core OEM:DM"),
    ],
)
def test_the_firmware_describes_its_key_and_not_the_installed_edition(profile: str, name: str, text: str) -> None:
    machine = new_machine(profile, firmware_key=name)
    row = machine.rows("SELECT OA3xOriginalProductKeyDescription FROM SoftwareLicensingService")[0]
    assert row["OA3xOriginalProductKeyDescription"] == text


def test_long_term_servicing_has_no_extended_security_updates() -> None:
    machine = new_machine("windows-10-enterprise-ltsc")
    assert machine.rows("SELECT ID FROM SoftwareLicensingProduct WHERE LicenseIsAddon = TRUE") == []
    row = machine.rows("SELECT BuildNumber, OperatingSystemSKU FROM Win32_OperatingSystem")[0]
    assert (row["BuildNumber"], row["OperatingSystemSKU"]) == ("19044", 125)


def write(machine: Machine, data: object, path: str = EXAMPLE, name: str = "Setting") -> int:
    """Write a text or a number; the return value."""
    method, parameter = ("SetStringValue", "sValue") if isinstance(data, str) else ("SetDWORDValue", "uValue")
    return registry(machine, method, path, name, **{parameter: data})[0]


@pytest.mark.parametrize("before", ["a text", 7])
@pytest.mark.parametrize(("data", "method", "found"), [("1", "GetStringValue", "1"), (0, "GetDWORDValue", 0)])
def test_a_setter_replaces_a_value_of_whatever_type(before: object, data: object, method: str, found: object) -> None:
    machine = new_machine(registry={rf"HKLM\{EXAMPLE}": {"setting": before}})
    assert write(machine, data) == 0
    code, outputs = registry(machine, method, EXAMPLE, "SETTING")
    assert (code, *outputs.values()) == (0, found)
    assert len(registry(machine, "EnumValues", EXAMPLE)[1]["sNames"]) == 1


@pytest.mark.parametrize("data", ["1", 1])
def test_a_setter_needs_the_key_and_create_key_makes_it_with_those_above(data: object) -> None:
    machine = new_machine()
    assert write(machine, data) == 2
    assert registry(machine, "EnumValues", EXAMPLE)[0] == 2
    assert registry(machine, "CreateKey", EXAMPLE) == (0, {})
    assert write(machine, data) == 0
    assert registry(machine, "CreateKey", EXAMPLE) == (0, {})
    assert registry(machine, "EnumValues", EXAMPLE)[1]["sNames"] == ["Setting"]
    assert registry(machine, "EnumKey", EXAMPLE.rpartition("\\")[0])[1]["sNames"] == [EXAMPLE.rpartition("\\")[2]]


def test_a_setter_may_make_the_key_itself() -> None:
    machine = new_machine(switches=Switches(registry_setters_create_keys=True))
    assert write(machine, "1") == 0
    assert registry(machine, "GetStringValue", EXAMPLE, "Setting") == (0, {"sValue": "1"})


def test_without_rights_nothing_is_written_and_all_is_read() -> None:
    machine = new_machine(elevated=False, registry={rf"HKLM\{EXAMPLE}": {"Setting": "0"}})
    assert [write(machine, "1"), write(machine, 1), registry(machine, "CreateKey", EXAMPLE + "\\More")[0]] == [5, 5, 5]
    assert registry(machine, "GetStringValue", EXAMPLE, "Setting") == (0, {"sValue": "0"})
    assert registry(machine, "EnumKey", EXAMPLE) == (0, {"sNames": None})


def test_setters_count_as_mutating_and_want_their_data_on_the_wire() -> None:
    wire = Wire(registry={rf"HKLM\{EXAMPLE}": {}})
    inner = (
        f"<m:hDefKey>2147483650</m:hDefKey><m:sSubKeyName>{EXAMPLE}</m:sSubKeyName><m:sValueName>Setting</m:sValueName>"
    )
    assert wire.invoke(REG, "SetDWORDValue", inner).fault_code == 0x8004102F
    assert wire.invoke(REG, "SetDWORDValue", f"{inner}<m:uValue>one</m:uValue>").status == 500
    answer = wire.invoke(REG, "SetDWORDValue", f"{inner}<m:uValue>1</m:uValue>")
    assert (answer.status, answer.value("{*}ReturnValue")) == (200, "0")
    assert wire.invoke(REG, "GetDWORDValue", inner).value("{*}uValue") == "1"
    assert [entry.is_mutating for entry in wire.host.journal.entries] == [True, True, True, False]


@pytest.mark.parametrize(
    ("profile", "release_ids"),
    [
        ("windows-11-pro", None),
        (["windows-11-pro", "office-ltsc-2024-proplus"], "ProPlus2024Volume"),
        (["windows-11-pro", "office-microsoft-365"], "O365ProPlusRetail"),
        (
            ["windows-11-pro", "office-microsoft-365", "office-ltsc-2024-proplus"],
            "O365ProPlusRetail,ProPlus2024Volume",
        ),
    ],
)
def test_office_brings_the_key_of_click_to_run(profile: str | list[str], release_ids: str | None) -> None:
    code, outputs = registry(new_machine(profile), "GetStringValue", CLICK_TO_RUN, "ProductReleaseIds")
    assert (code, outputs["sValue"]) == (0 if release_ids else 2, release_ids)
    assert registry(new_machine(profile), "EnumKey", r"SOFTWARE\Policies\Microsoft\Office")[0] == 2
