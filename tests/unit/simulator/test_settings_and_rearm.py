# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Setters, rearm, the disabled service, evaluations and the initial pictures."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.simulator.model.situations import SITUATIONS
from tests.simulator.model.switches import Switches
from tests.simulator.simulation import new_machine
from tests.unit.simulator.machines import fails, install, picture, product, service, shown

ROW = "Professional/gvlk"
SETTERS: list[tuple[str, dict[str, Any], str, object]] = [
    ("SetKeyManagementServiceMachine", {"MachineName": "Kms.Example"}, "KeyManagementServiceMachine", "Kms.Example"),
    ("ClearKeyManagementServiceMachine", {}, "KeyManagementServiceMachine", ""),
    ("SetKeyManagementServicePort", {"PortNumber": 1700}, "KeyManagementServicePort", 1700),
    ("ClearKeyManagementServicePort", {}, "KeyManagementServicePort", 1688),
    ("SetKeyManagementServiceLookupDomain", {"LookupDomain": "a.b"}, "KeyManagementServiceLookupDomain", "a.b"),
    ("ClearKeyManagementServiceLookupDomain", {}, "KeyManagementServiceLookupDomain", ""),
    ("DisableKeyManagementServiceHostCaching", {"DisableCaching": True}, "KeyManagementServiceHostCaching", False),
    ("DisableKeyManagementServiceDnsPublishing", {"DisablePublishing": 1}, "KeyManagementServiceDnsPublishing", False),
    ("EnableKeyManagementServiceLowPriority", {"EnableLowPriority": True}, "KeyManagementServiceLowPriority", True),
    ("SetVLActivationInterval", {"ActivationInterval": 15}, "VLActivationInterval", 15),
    ("SetVLRenewalInterval", {"RenewalInterval": 43200}, "VLRenewalInterval", 43200),
    ("SetKeyManagementServiceListeningPort", {"PortNumber": 1700}, "KeyManagementServiceListeningPort", 1700),
    ("ClearKeyManagementServiceListeningPort", {}, "KeyManagementServiceListeningPort", 0xFFFFFFFF),
]  # fmt: skip


@pytest.mark.parametrize(("method", "arguments", "column", "value"), SETTERS)
def test_service_setters_store_what_they_are_told(
    method: str, arguments: dict[str, Any], column: str, value: object
) -> None:
    machine = new_machine(windows="kms_licensed")
    service(machine, method, **arguments)
    assert machine.rows(f"SELECT {column} FROM SoftwareLicensingService") == [{column: value}]
    assert machine.row(ROW).is_licensed


@pytest.mark.parametrize(
    ("method", "arguments"),
    [
        ("SetKeyManagementServiceMachine", {"MachineName": ""}),
        ("SetKeyManagementServiceMachine", {"MachineName": "a name"}),
        ("SetKeyManagementServicePort", {"PortNumber": 0}),
        ("SetKeyManagementServicePort", {"PortNumber": 65536}),
        ("SetVLActivationTypeEnabled", {"ActivationType": 4}),
        ("SetVLActivationInterval", {"ActivationInterval": 14}),
        ("SetVLRenewalInterval", {"RenewalInterval": 43201}),
    ],
)
def test_values_out_of_range_are_refused(method: str, arguments: dict[str, Any]) -> None:
    with fails(0x80070057):
        service(new_machine(), method, **arguments)


def test_product_setters_touch_their_row_only() -> None:
    machine = new_machine(windows="kms_licensed")
    product(machine, ROW, "SetKeyManagementServiceMachine", MachineName="own")
    product(machine, ROW, "SetKeyManagementServicePort", PortNumber=1)
    row = shown(machine, ROW)
    assert (row["KeyManagementServiceMachine"], row["KeyManagementServicePort"]) == ("own", 1)
    assert machine.state.service.kms.machine == ""
    product(machine, ROW, "ClearKeyManagementServiceMachine")
    product(machine, ROW, "ClearKeyManagementServicePort")
    assert shown(machine, ROW)["KeyManagementServiceMachine"] is None


def test_the_enabled_activation_type_of_the_service_shows_on_its_products() -> None:
    machine = new_machine(windows="kms_licensed")
    service(machine, "SetVLActivationTypeEnabled", ActivationType=2)
    assert shown(machine, ROW)["VLActivationTypeEnabled"] == 2
    service(machine, "ClearVLActivationTypeEnabled")
    assert shown(machine, ROW)["VLActivationTypeEnabled"] == 0


@pytest.mark.parametrize("method", ["ClearKeyManagementServiceMachine", "ReArmWindows", "ClearProductKeyFromRegistry"])
def test_writes_need_elevation(method: str) -> None:
    with fails(0xC004F025):
        service(new_machine(elevated=False), method)


@pytest.mark.parametrize(("level", "status"), [("7", 2), ("10", 5)])
def test_a_rearm_needs_a_restart_and_starts_the_grace_period_anew(level: str, status: int) -> None:
    machine = new_machine(windows="kms_licensed", schema_level=level)
    identifier = machine.state.service.client_machine_id
    service(machine, "ReArmWindows")
    assert machine.state.service.client_machine_id != identifier
    with fails(0xC004D302):
        install(machine, "mak-windows-pro")
    machine.reboot()
    assert shown(machine, ROW)["LicenseStatus"] == status
    assert machine.rows("SELECT RemainingWindowsReArmCount FROM SoftwareLicensingService") == [
        {"RemainingWindowsReArmCount": 1000}
    ]


def test_rearms_run_out() -> None:
    machine = new_machine("server-2025-datacenter-eval")
    service(machine, "ReArmWindows")
    machine.reboot()
    assert shown(machine, "ServerDatacenterEval/eval")["GracePeriodRemaining"] == 180 * 1440
    with fails(0xC004D307):
        service(machine, "ReArmWindows")


def test_a_single_product_or_an_application_can_be_rearmed() -> None:
    machine = new_machine(windows="kms_licensed")
    product(machine, ROW, "ReArmSku")
    assert shown(machine, ROW)["RemainingSkuReArmCount"] == 1000
    machine.reboot()
    service(machine, "ReArmApp", ApplicationId=machine.row(ROW).sku.application)
    machine.reboot()
    with fails(0x80070057):
        service(machine, "ReArmApp", ApplicationId="00000000-0000-0000-0000-000000000000")


def test_a_disabled_service_fails_everything_of_software_protection() -> None:
    machine = new_machine()
    version = machine.rows("SELECT Version FROM SoftwareLicensingService")[0]["Version"]
    machine.state.services["sppsvc"].mode = "Disabled"
    with fails(0x80070422):
        machine.rows("SELECT Version FROM SoftwareLicensingService")
    with fails(0x80070422):
        machine.invoke("SoftwareLicensingService", {"Version": str(version)}, "RefreshLicenseStatus")
    mode = machine.rows("SELECT StartMode FROM Win32_Service WHERE Name = 'sppsvc'")
    assert mode == [{"StartMode": "Disabled"}]


def test_an_evaluation_counts_down_and_ends() -> None:
    machine = new_machine("server-2025-datacenter-eval")
    row = shown(machine, "ServerDatacenterEval/eval")
    assert (row["LicenseStatus"], row["GracePeriodRemaining"]) == (1, 243_800)
    assert row["ProductKeyChannel"] == "Retail:TB:Eval"
    machine.state.world.clock.advance(minutes=243_800)
    row = shown(machine, "ServerDatacenterEval/eval")
    assert (row["LicenseStatus"], row["LicenseStatusReason"]) == (5, 0xC004F009)


def test_the_end_of_an_evaluation_can_be_given() -> None:
    machine = new_machine("server-2025-datacenter-eval", windows={"situation": "evaluation", "minutes_left": 14_400})
    row = shown(machine, "ServerDatacenterEval/eval")
    assert (row["LicenseStatus"], row["GracePeriodRemaining"]) == (1, 14_400)
    assert row["EvaluationEndDate"] - machine.state.now == timedelta(days=10)


PRO_MAK = "Professional/mak"
MICROSOFT_365 = ["windows-10-pro", "office-microsoft-365"]
LEFTOVERS: list[tuple[str, str, tuple[int, int], str, str]] = [
    ("grace/business", "grace_over", (5, 0xC004F009), "Retail", "RETAIL(Grace)"),
    ("subscription/proplus", "subscribed", (1, 0x4004F040), "Retail:TB:Sub", "TIMEBASED_SUB"),
    ("subscription/old", "subscription_lost", (5, 0xC004F005), "Retail:TB:Sub", "TIMEBASED_SUB"),
]
PICTURES: list[tuple[str, Any, str, tuple[int, int]]] = [
    ("windows-10-pro", "retail_licensed", "Professional/retail", (1, 0x4004F040)),
    ("windows-10-pro", "mak_licensed", "Professional/mak", (1, 0x4004F040)),
    ("windows-10-pro", "oem_licensed", "Professional/oem_dm", (1, 0x4004F040)),
    ("windows-10-pro", "digital_licence", "Professional/retail", (1, 0x4004F401)),
    ("windows-11-pro", "default_key", "Professional/retail", (5, 0xC004F034)),
    ("windows-11-pro", "kms_in_grace", ROW, (2, 0x4004F00C)),
    ("windows-11-pro", "kms_never_activated", ROW, (5, 0xC004F056)),
    ("windows-11-pro", "kms_licensed", ROW, (1, 0x4004F040)),
    ("windows-11-pro", "kms_lapsed", ROW, (5, 0xC004F009)),
    ("windows-11-pro", "ad_licensed", ROW, (1, 0x4004F040)),
    ("server-2025-datacenter-eval", "evaluation", "ServerDatacenterEval/eval", (1, 0x4004F040)),
    ("server-2025-datacenter-eval", "evaluation_over", "ServerDatacenterEval/eval", (5, 0xC004F009)),
    ("windows-10-pro", {"situation": "out_of_tolerance", "key": "mak-windows-pro"}, PRO_MAK, (5, 0xC004F00F)),
    ("windows-10-pro", {"situation": "non_genuine", "key": "mak-windows-pro"}, PRO_MAK, (5, 0xC004F200)),
    ("windows-10-pro", {"situation": "non_genuine_grace", "key": "mak-windows-pro"}, PRO_MAK, (4, 0x4004F065)),
    ("windows-10-pro", {"situation": "non_genuine_expired", "key": "mak-windows-pro"}, PRO_MAK, (5, 0xC004F064)),
    ("windows-10-enterprise-ltsc", "kms_licensed", "EnterpriseS/gvlk", (1, 0x4004F040)),
    ("windows-10-pro", {"situation": "key_not_activated", "key": "mak-windows-pro"}, PRO_MAK, (5, 0xC004F034)),
    ("server-2012r2-standard", "no_key", "ServerStandard/mak", (0, 0xC004F014)),
]  # fmt: skip


@pytest.mark.parametrize(("profile", "windows", "row", "expected"), PICTURES)
def test_initial_pictures(profile: str, windows: object, row: str, expected: tuple[int, int]) -> None:
    assert picture(new_machine(profile, windows=windows).row(row)) == expected


def test_every_situation_has_a_picture_here() -> None:
    named = {item[1] if isinstance(item[1], str) else item[1]["situation"] for item in PICTURES}
    assert named | {situation for _row, situation, *_rest in LEFTOVERS} == set(SITUATIONS)


@pytest.mark.parametrize(("row", "situation", "expected", "channel", "word"), LEFTOVERS)
def test_initial_pictures_of_microsoft_365_apps(
    row: str, situation: str, expected: tuple[int, int], channel: str, word: str
) -> None:
    machine = new_machine(MICROSOFT_365, licences={row: situation})
    columns = shown(machine, row)
    assert picture(machine.row(row)) == expected
    assert (columns["ProductKeyChannel"], columns["Description"]) == (channel, f"Office 16, {word} channel")
    assert columns["PartialProductKey"]


@pytest.mark.parametrize("row", [item[0] for item in LEFTOVERS])
def test_an_activation_does_nothing_for_them(row: str) -> None:
    situations = {item[0]: item[1] for item in LEFTOVERS}
    machine = new_machine(MICROSOFT_365, licences={row: situations[row]})
    before = picture(machine.row(row))
    with fails(0xC004F034):
        product(machine, row, "Activate")
    assert picture(machine.row(row)) == before


def test_kms_minutes_can_be_given() -> None:
    machine = new_machine(windows={"situation": "kms_licensed", "minutes_left": 20_000})
    assert shown(machine, ROW)["GracePeriodRemaining"] == 20_000


def test_a_failing_method_may_come_back_as_a_return_value() -> None:
    machine = new_machine(windows="no_key", switches=Switches(licensing_errors="return_value"))
    outcome = service(machine, "InstallProductKey", ProductKey="nonsense")
    assert outcome.return_value == 0xC004F050
