# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Queries, single objects, other classes, the registry and late effects."""

from __future__ import annotations

from typing import Any

import pytest

from tests.simulator.catalogue import profile, profile_names
from tests.simulator.model import Machine
from tests.simulator.model.digits import confirmation_id
from tests.simulator.model.network import Directory
from tests.simulator.model.switches import Switches
from tests.simulator.served import OperationTimedOut
from tests.simulator.simulation import new_host, new_machine
from tests.unit.simulator.machines import PRODUCT, fails, install, key, product, service, shown

KEYED = "SELECT ID FROM SoftwareLicensingProduct WHERE PartialProductKey <> NULL"
HKLM = 0x80000002
VERSION_KEY = r"SOFTWARE\Microsoft\Windows NT\CurrentVersion"
SYSTEMS = [name for name in profile_names() if profile(name).is_system]


@pytest.mark.parametrize("name", SYSTEMS)
def test_a_host_has_many_rows_and_nearly_none_has_a_key(name: str) -> None:
    machine = new_machine(name)
    rows = machine.rows("SELECT ID, PartialProductKey, LicenseFamily FROM SoftwareLicensingProduct")
    unkeyed = [row for row in rows if row["PartialProductKey"] is None]
    assert len(unkeyed) >= 40
    assert len(rows) - len(unkeyed) <= 1
    assert len({row["LicenseFamily"] for row in rows}) > 5
    assert len({row["ID"] for row in rows}) == len(rows)


def test_an_unkeyed_row_is_empty_where_windows_leaves_it_empty() -> None:
    row = shown(new_machine(windows="no_key"), "Professional/mak")
    assert len(row) == 61
    assert (row["LicenseStatus"], row["LicenseStatusReason"]) == (0, 0xC004F014)
    for name in ("PartialProductKey", "ProductKeyID", "ProductKeyID2", "OfflineInstallationId", "ProductKeyChannel"):
        assert row[name] is None
    assert row["KeyManagementServiceCurrentCount"] == 0xFFFFFFFF
    assert row["EvaluationEndDate"].year == 1601


def test_windows_10_has_the_three_documented_esu_rows() -> None:
    rows = new_machine("windows-10-pro").rows("SELECT ID FROM SoftwareLicensingProduct WHERE LicenseIsAddon = TRUE")
    assert {row["ID"] for row in rows} == {
        "f520e45e-7413-4a34-a497-d2765967d094",
        "1043add5-23b1-4afb-9a0f-64343c8f3f8d",
        "83d49986-add3-41d7-ba33-87c7bfb5c0fb",
    }
    assert not new_machine("windows-11-pro").rows("SELECT ID FROM SoftwareLicensingProduct WHERE LicenseIsAddon = 1")


def test_columns_come_in_class_order_and_spelling() -> None:
    row = new_machine().rows("SELECT name, LICENSESTATUS, id FROM softwarelicensingproduct")[0]
    assert list(row) == ["ID", "LicenseStatus", "Name"]


@pytest.mark.parametrize(
    ("wql", "code"),
    [
        ("SELECT * FROM NoSuchClass", 0x80041010),
        ("SELECT NoSuchColumn FROM SoftwareLicensingProduct", 0x80041017),
        ("SELECT ID FROM SoftwareLicensingProduct WHERE NoSuchColumn = 1", 0x80041017),
        ("SELEKT ID FROM SoftwareLicensingProduct", 0x80041017),
        ("SELECT * FROM StdRegProv", None),
    ],
)
def test_bad_queries_fail_like_wmi(wql: str, code: int | None) -> None:
    machine = new_machine()
    if code is None:
        assert machine.rows(wql) == []
        return
    with fails(code):
        machine.rows(wql)


@pytest.mark.parametrize(
    ("level", "column", "exists"),
    [
        ("7", "ProductKeyChannel", False),
        ("8", "ProductKeyChannel", True),
        ("8", "IAID", False),
        ("8.1", "IAID", True),
        ("7", "PartialProductKey", True),
    ],
)
def test_older_systems_lack_newer_columns(level: str, column: str, exists: bool) -> None:
    machine = new_machine(schema_level=level)
    wql = f"SELECT {column} FROM SoftwareLicensingProduct"
    if exists:
        assert machine.rows(wql)
    else:
        with fails(0x80041017):
            machine.rows(wql)


def test_older_systems_lack_newer_methods() -> None:
    with fails(0x8004102E):
        product(new_machine(schema_level="7"), "Professional/mak", "ReArmSku")


def test_the_id_is_compared_without_case_and_shown_in_lower_case() -> None:
    machine = new_machine()
    identifier = machine.row("Professional/mak").sku.activation_id
    found = machine.rows(f"SELECT ID FROM SoftwareLicensingProduct WHERE ID = '{identifier.upper()}'")
    assert found == [{"ID": identifier}]
    assert machine.get(PRODUCT, {"ID": identifier.upper()}).rows[0]["ID"] == identifier


def test_a_missing_object_is_not_found() -> None:
    with fails(0x80041002):
        new_machine().get(PRODUCT, {"ID": "none"})
    with fails(0x80041002):
        new_machine().invoke(PRODUCT, {"ID": "none"}, "Activate")


def test_the_service_object_must_be_named_by_its_version() -> None:
    with fails(0x80041002):
        new_machine().invoke("SoftwareLicensingService", {"Version": "1.0"}, "RefreshLicenseStatus")


def test_a_missing_argument_is_refused() -> None:
    with fails(0x8004102F):
        service(new_machine(), "InstallProductKey")


def test_other_namespaces_do_not_hold_the_classes() -> None:
    with fails(0x80041010):
        new_machine().query("SELECT * FROM SoftwareLicensingProduct", namespace="root/default")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("windows-10-pro", ("10.0.19045", "19045", 48, 1)),
        ("windows-11-home", ("10.0.26100", "26100", 101, 1)),
        ("server-2012r2-standard", ("6.3.9600", "9600", 7, 3)),
        ("server-2025-datacenter-eval", ("10.0.26100", "26100", 80, 3)),
    ],
)
def test_the_operating_system_matches_its_profile(name: str, expected: tuple[Any, ...]) -> None:
    columns = ("Version", "BuildNumber", "OperatingSystemSKU", "ProductType")
    row = new_machine(name).rows(f"SELECT {', '.join(columns)} FROM Win32_OperatingSystem")[0]
    assert tuple(row[column] for column in columns) == expected


def test_times_carry_the_offset_of_the_host() -> None:
    row = new_machine(utc_offset="+09:00").rows("SELECT LocalDateTime FROM Win32_OperatingSystem")[0]
    assert str(row["LocalDateTime"]) == "2026-03-02 17:00:00+09:00"


def test_a_japanese_host_has_japanese_texts() -> None:
    machine = new_machine(locale="ja-JP", windows="mak_licensed")
    assert "エディション" in shown(machine, "Professional/mak")["Name"]
    assert shown(machine, "Professional/mak")["Description"].startswith("Windows(R) オペレーティング システム")
    row = machine.rows("SELECT DisplayName FROM Win32_Service WHERE Name = 'sppsvc'")[0]
    assert row["DisplayName"] == "Software Protection"
    plain = new_machine(locale="ja-JP", windows="mak_licensed", switches=Switches(localized_product_names=False))
    assert shown(plain, "Professional/mak")["Name"] == "Windows(R), Professional edition"


def registry(machine: Machine, method: str, path: str = VERSION_KEY, value: str = "", **more: Any) -> tuple[int, Any]:
    """Call StdRegProv; the return value and the outputs."""
    arguments = {"hDefKey": HKLM, "sSubKeyName": path, "sValueName": value, **more}
    outcome = machine.invoke("StdRegProv", None, method, arguments, namespace="root/default")
    return outcome.return_value, dict(outcome.outputs)


def test_the_registry_is_read_by_type() -> None:
    machine = new_machine(registry={r"HKLM\SOFTWARE\Example": {"Several": ["a", "b"], "Number": 7}})
    assert registry(machine, "GetStringValue", value="editionid") == (0, {"sValue": "Professional"})
    assert registry(machine, "GetDWORDValue", value="UBR") == (0, {"uValue": 5487})
    assert registry(machine, "GetMultiStringValue", r"software\example", "Several") == (0, {"sValue": ["a", "b"]})
    assert registry(machine, "EnumValues", r"SOFTWARE\Example") == (
        0,
        {"sNames": ["Number", "Several"], "Types": [4, 7]},
    )
    assert "SoftwareProtectionPlatform" in registry(machine, "EnumKey")[1]["sNames"]


@pytest.mark.parametrize(
    ("method", "path", "value", "code"),
    [
        ("GetStringValue", VERSION_KEY, "NoSuchValue", 2),
        ("GetStringValue", "NO\\SUCH\\KEY", "x", 2),
        ("GetStringValue", VERSION_KEY, "UBR", 0x80041005),
        ("EnumKey", "NO\\SUCH\\KEY", "", 2),
    ],
)
def test_registry_failures_are_return_values(method: str, path: str, value: str, code: int) -> None:
    assert registry(new_machine(), method, path, value)[0] == code


def test_other_hives_do_not_exist() -> None:
    assert registry(new_machine(), "GetStringValue", value="EditionID", hDefKey=0x80000001)[0] == 2


def test_a_long_method_times_out_and_still_finishes() -> None:
    machine = new_host(windows="no_key", durations={"InstallProductKey": 75}).served
    with pytest.raises(OperationTimedOut):
        install(machine, "mak-windows-pro")
    # 15 simulated seconds are left, every further request takes 10
    assert not machine.rows(KEYED)
    assert machine.rows(KEYED)


def test_a_longer_timeout_than_60_seconds_does_not_help() -> None:
    machine = new_host(durations={"RefreshLicenseStatus": 61}).served
    version = machine.rows("SELECT Version FROM SoftwareLicensingService")[0]["Version"]
    with pytest.raises(OperationTimedOut):
        machine.invoke("SoftwareLicensingService", {"Version": str(version)}, "RefreshLicenseStatus", timeout=600)
    machine.durations["RefreshLicenseStatus"] = 60
    machine.invoke("SoftwareLicensingService", {"Version": str(version)}, "RefreshLicenseStatus", timeout=600)


def test_while_an_activation_is_under_way_another_is_refused() -> None:
    windows = {"situation": "key_not_activated", "key": "mak-windows-pro"}
    machine = new_host(windows=windows, durations={"Activate": 600}).served
    with pytest.raises(OperationTimedOut):
        product(machine, "Professional/mak", "Activate")
    machine.durations.clear()
    with fails(0xC004E028):
        product(machine, "Professional/mak", "Activate")
    world = machine.machine.state.world
    world.clock.advance(seconds=600)
    assert shown(machine, "Professional/mak")["LicenseStatus"] == 1
    assert world.activation.report()["PKX99"]["used"] == 1


def test_changes_may_show_late_by_reads() -> None:
    machine = new_host(windows="no_key").served
    machine.late.arm(times=1, reads=2)
    install(machine, "mak-windows-pro")
    assert [len(machine.rows(KEYED)) for _dummy in range(4)] == [0, 0, 1, 1]


def test_changes_may_show_late_by_seconds() -> None:
    machine = new_host(windows="no_key").served
    machine.late.arm(times=1, seconds=30)
    install(machine, "mak-windows-pro")
    assert not machine.rows(KEYED)
    machine.machine.state.world.clock.advance(seconds=30)
    assert machine.rows(KEYED)


def test_changes_may_wait_for_a_refresh() -> None:
    machine = new_machine(windows="no_key", switches=Switches(minimum_refresh=True))
    install(machine, "mak-windows-pro")
    assert not machine.rows(KEYED)
    service(machine, "RefreshLicenseStatus")
    assert machine.rows(KEYED)


def test_events_can_be_queried() -> None:
    machine = new_machine(windows="kms_never_activated")
    with fails(0xC004F074):
        product(machine, "Professional/gvlk", "Activate")
    row = machine.rows(
        "SELECT InsertionStrings, EventCode FROM Win32_NTLogEvent WHERE Logfile = 'Application' AND EventCode = 12288"
        " AND SourceName = 'Software Protection Platform Service' AND TimeGenerated >= '20260302000000.000000+000'"
    )[0]
    strings = row["InsertionStrings"]
    assert isinstance(strings, list)
    assert str(strings[0]).startswith("0x8007232B, ")


@pytest.fixture
def forest() -> Machine:
    """A member of a forest without activation objects, and no internet."""
    machine = new_machine("server-2022-standard", domain="corp.example", internet=0x80072EE7)
    machine.state.world.network.directories["corp.example"] = Directory("corp.example")
    return machine


def test_a_directory_is_activated_offline_with_a_host_key(forest: Machine) -> None:
    host_key = key("csvlk-server")
    with fails(0x80072EE7):
        service(forest, "DoActiveDirectoryOnlineActivation", ProductKey=host_key, ActivationObjectName="Forest")
    outcome = service(forest, "GenerateActiveDirectoryOfflineActivationId", ProductKey=host_key)
    arguments = {"ProductKey": host_key, "ActivationObjectName": "Forest"}
    confirmation = confirmation_id(str(outcome.outputs["InstallationID"]))
    deposit = "DepositActiveDirectoryOfflineActivationConfirmation"
    with fails(0xC004F02F):
        service(forest, deposit, ConfirmationID="1", **arguments)
    with fails(0xC004F031):
        service(forest, deposit, ConfirmationID="0" * 48, **arguments)
    service(forest, deposit, ConfirmationID=confirmation, **arguments)
    install(forest, "gvlk-server-2022-standard")
    product(forest, "ServerStandard/gvlk", "Activate")
    assert shown(forest, "ServerStandard/gvlk")["ADActivationObjectName"] == "Forest"


@pytest.mark.parametrize(
    ("name", "object_name", "code"),
    [("mak-server-2022", "Forest", 0xC004F050), ("csvlk-server", "x" * 41, 0x80070057)],
)
def test_a_directory_wants_a_host_key_and_a_short_name(forest: Machine, name: str, object_name: str, code: int) -> None:
    forest = new_machine("server-2022-standard", forest.state.world, domain="corp.example")
    with fails(code):
        service(forest, "DoActiveDirectoryOnlineActivation", ProductKey=key(name), ActivationObjectName=object_name)


@pytest.mark.parametrize(
    ("method", "arguments", "code"),
    [
        ("GetPolicyInformationDWord", {"PolicyName": "none"}, 0xC004F012),
        ("GetTokenActivationGrants", {}, 0xC004F304),
        ("GenerateTokenActivationChallenge", {}, 0xC004F304),
    ],
)
def test_what_is_not_modelled_says_so(method: str, arguments: dict[str, Any], code: int) -> None:
    with fails(code):
        product(new_machine(), "Professional/retail", method, **arguments)
