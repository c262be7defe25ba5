# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From rows to products and the service: each column, what it reads when unused, and what cannot be."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._cim._row import Row
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._model import (
    Application,
    Channel,
    Identity,
    KmsClient,
    LicenseStatus,
    Product,
    Service,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._protection import ProtectionService
from ansible_collections.licenseops.windows.plugins.plugin_utils._windows._rows import (
    read_identity,
    read_product,
    read_protection,
    read_service,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._wsman._errors import MalformedAnswer

N_A = "4294967295"
WINDOWS = "55c92734-d682-4d71-983e-d6ec3f16059f"


def product(**columns: str | None) -> Product:
    return read_product(Row([*({"ID": "a", "LicenseStatus": "1"} | columns).items()]))


def service(**columns: str | None) -> Service:
    return read_service(Row([*({"Version": "10.0.1.1"} | columns).items()]))


def test_a_row_with_every_column_becomes_a_product() -> None:
    assert product(
        ID="AAAAAAAA-0000-0000-0000-000000000001",
        ApplicationID=WINDOWS.upper(),
        Name="Windows(R), Professional edition",
        Description="Windows(R) Operating System, VOLUME_KMSCLIENT channel",
        LicenseFamily="Professional",
        LicenseIsAddon="false",
        LicenseStatus="1",
        LicenseStatusReason="1074065472",
        GracePeriodRemaining="259200",
        EvaluationEndDate="1601-01-01T00:00:00Z",
        PartialProductKey="T83GX",
        ProductKeyChannel="Volume:GVLK",
        VLActivationType="2",
        VLActivationTypeEnabled="1",
        VLActivationInterval="120",
        VLRenewalInterval="10080",
        KeyManagementServiceMachine="kms.example",
        KeyManagementServicePort="1689",
        KeyManagementServiceLookupDomain="corp.example",
        DiscoveredKeyManagementServiceMachineName="kms2.example",
        DiscoveredKeyManagementServiceMachinePort="1688",
        ADActivationObjectName="Forest object",
        OfflineInstallationId="123",
    ) == Product(
        activation_id="aaaaaaaa-0000-0000-0000-000000000001",
        application=Application.WINDOWS,
        name="Windows(R), Professional edition",
        description="Windows(R) Operating System, VOLUME_KMSCLIENT channel",
        family="Professional",
        channel=Channel.GVLK,
        is_addon=False,
        status=LicenseStatus.LICENSED,
        reason=0x4004F040,
        partial_product_key="T83GX",
        grace_minutes=259200,
        evaluation_end=None,
        activation_type=2,
        kms=KmsClient("kms.example", 1689, "corp.example", "kms2.example", 1688, 120, 10080),
        enabled_type=1,
        ad_object="Forest object",
        esu_year=None,
        installation_id="123",
    )


def test_a_row_with_nothing_but_id_and_status_becomes_a_product_too() -> None:
    assert product(ID="A", LicenseStatus="0") == Product(
        activation_id="a",
        application=Application.OTHER,
        name="",
        description="",
        family="",
        channel=Channel.OTHER,
        is_addon=False,
        status=LicenseStatus.UNLICENSED,
        reason=0,
        partial_product_key=None,
        grace_minutes=0,
        evaluation_end=None,
        activation_type=0,
        kms=KmsClient(),
    )


@pytest.mark.parametrize("status", LicenseStatus)
def test_every_documented_status_is_read(status: LicenseStatus) -> None:
    assert product(LicenseStatus=str(int(status))).status is status


@pytest.mark.parametrize("value", ["7", "-1", N_A, None, ""])
def test_another_status_is_an_error(value: str | None) -> None:
    with pytest.raises(MalformedAnswer, match=f"LicenseStatus is {value or None}"):
        product(LicenseStatus=value)


@pytest.mark.parametrize("value", [None, ""])
def test_a_product_without_an_id_is_an_error(value: str | None) -> None:
    with pytest.raises(MalformedAnswer, match="a product has no ID"):
        product(ID=value)


@pytest.mark.parametrize(
    ("value", "application"),
    [
        (WINDOWS, Application.WINDOWS),
        (WINDOWS.upper(), Application.WINDOWS),
        ("0ff1ce15-a989-479d-af46-f275c6370663", Application.OFFICE),
        ("59a52881-a989-479d-af46-f275c6370663", Application.OFFICE_2010),
        ("aaaaaaaa-a989-479d-af46-f275c6370663", Application.OTHER),
        ("", Application.OTHER),
        (None, Application.OTHER),
    ],
)
def test_the_application_is_known_by_its_id_in_any_case(value: str | None, application: Application) -> None:
    assert product(ApplicationID=value).application is application


@pytest.mark.parametrize(
    ("value", "code"),
    [
        pytest.param("3221549172", 0xC004F074, id="unsigned"),
        pytest.param("-1073418124", 0xC004F074, id="signed"),
        pytest.param("0", 0, id="zero"),
        pytest.param(None, 0, id="null"),
    ],
)
def test_the_reason_is_unsigned(value: str | None, code: int) -> None:
    assert product(LicenseStatusReason=value).reason == code


@pytest.mark.parametrize("value", [None, "", N_A])
def test_an_unused_number_is_none_or_nothing(value: str | None) -> None:
    read = product(
        GracePeriodRemaining=value,
        VLActivationType=value,
        VLActivationInterval=value,
        VLRenewalInterval=value,
        KeyManagementServicePort=value,
    )
    assert (read.grace_minutes, read.activation_type, read.kms) == (0, 0, KmsClient())


@pytest.mark.parametrize("value", [None, ""])
def test_null_and_empty_strings_are_the_same(value: str | None) -> None:
    read = product(
        PartialProductKey=value,
        ADActivationObjectName=value,
        OfflineInstallationId=value,
        KeyManagementServiceMachine=value,
        KeyManagementServiceLookupDomain=value,
        DiscoveredKeyManagementServiceMachineName=value,
    )
    assert (read.partial_product_key, read.ad_object, read.installation_id, read.kms) == (None, None, None, KmsClient())


@pytest.mark.parametrize(("value", "port"), [("0", None), ("1688", None), ("1689", 1689), (N_A, None), (None, None)])
def test_the_default_port_is_no_setting(value: str | None, port: int | None) -> None:
    assert product(KeyManagementServicePort=value).kms.port == port


@pytest.mark.parametrize(("value", "enabled"), [("0", None), ("1", 1), ("2", 2), ("3", 3), (N_A, None), (None, None)])
def test_an_activation_type_that_is_any_is_no_setting(value: str | None, enabled: int | None) -> None:
    assert product(VLActivationTypeEnabled=value).enabled_type == enabled


@pytest.mark.parametrize(("host", "port"), [(None, None), ("", None), ("kms", 1688)])
def test_a_discovered_port_belongs_to_a_discovered_host(host: str | None, port: int | None) -> None:
    columns = {
        "DiscoveredKeyManagementServiceMachineName": host,
        "DiscoveredKeyManagementServiceMachinePort": "1688",
    }
    assert product(**columns).kms.discovered_port == port


@pytest.mark.parametrize(
    ("value", "end"),
    [
        ("1601-01-01T00:00:00Z", None),
        ("16010101000000.000000-000", None),
        ("1600-12-31T19:00:00-05:00", None),
        ("1602-01-01T00:00:00Z", datetime(1602, 1, 1, tzinfo=timezone.utc)),
        (None, None),
        ("2027-03-01T09:00:00+09:00", datetime(2027, 3, 1, tzinfo=timezone.utc)),
    ],
)
def test_an_evaluation_ends_only_when_it_has_an_end(value: str | None, end: datetime | None) -> None:
    assert product(EvaluationEndDate=value).evaluation_end == end


@pytest.mark.parametrize(
    ("activation_id", "year"),
    [
        ("f520e45e-7413-4a34-a497-d2765967d094", 1),
        ("1043add5-23b1-4afb-9a0f-64343c8f3f8d", 2),
        ("83d49986-add3-41d7-ba33-87c7bfb5c0fb", 3),
        ("c0a2ea62-12ad-435b-ab4f-c9bfab48dbc4", 1),
        ("e3e2690b-931c-4c80-b1ff-dffba8a81988", 2),
        ("55b1dd2d-2209-4ea0-a805-06298bad25b3", 3),
        ("a", None),
    ],
)
def test_the_years_of_esu_are_known_by_activation_id(activation_id: str, year: int | None) -> None:
    assert product(ID=activation_id.upper()).esu_year == year


@pytest.mark.parametrize(
    ("columns", "year"),
    [
        pytest.param({"LicenseFamily": "Server-ESU-Year1"}, 1, id="family"),
        pytest.param({"Name": "Windows(R), Client-ESU-Year2 add-on for EnterpriseS"}, 2, id="name"),
        pytest.param({"Name": "Windows(R), Server-ESU-Year6 add-on for ServerStandard"}, 6, id="a year beyond three"),
        pytest.param({"Name": "Windows(R), ServerStandard edition"}, None, id="no word of it"),
        pytest.param({"LicenseFamily": "Server-ESU-Year0"}, None, id="no year"),
        pytest.param({"LicenseFamily": "Server-ESU-Year1", "LicenseIsAddon": "false"}, None, id="no add-on"),
    ],
)
def test_the_year_of_esu_is_read_from_the_row_of_an_add_on(columns: dict[str, str], year: int | None) -> None:
    assert product(**{"ID": "a", "LicenseIsAddon": "true", **columns}).esu_year == year


@pytest.mark.parametrize(("value", "is_addon"), [("true", True), ("false", False), (None, False)])
def test_an_add_on_is_what_says_so(value: str | None, is_addon: bool) -> None:
    assert product(LicenseIsAddon=value).is_addon is is_addon


@pytest.mark.parametrize("column", ["LicenseStatus", "LicenseStatusReason", "GracePeriodRemaining"])
def test_a_number_that_is_none_is_an_error_that_names_its_column(column: str) -> None:
    with pytest.raises(MalformedAnswer, match=f"{column} is not a number"):
        product(**{column: "many"})


def test_a_row_with_every_column_becomes_a_service() -> None:
    assert service(
        Version="10.0.26100.1",
        KeyManagementServiceMachine="kms.example",
        KeyManagementServicePort="1688",
        KeyManagementServiceHostCaching="true",
        VLActivationInterval="120",
        VLRenewalInterval="10080",
        ClientMachineID="bbbbbbbb-0000-0000-0000-000000000001",
        RemainingWindowsReArmCount="1001",
        IsKeyManagementServiceMachine="1",
        OA3xOriginalProductKeyDescription="[4.0] Professional OEM:DM",
        OA3xOriginalProductKeyPkPn="[4.0]X19-99999",
    ) == Service(
        version="10.0.26100.1",
        kms=KmsClient("kms.example", activation_interval=120, renewal_interval=10080),
        client_machine_id="bbbbbbbb-0000-0000-0000-000000000001",
        windows_rearms_left=1001,
        host_caching=True,
        is_kms_host=True,
        has_firmware_key=True,
        firmware_key_description="[4.0] Professional OEM:DM",
    )


def test_a_row_with_nothing_but_a_version_becomes_a_service_too() -> None:
    assert service() == Service("10.0.1.1", KmsClient(), None, None, None, False, False, None)


@pytest.mark.parametrize("value", [None, ""])
def test_a_service_without_a_version_is_an_error(value: str | None) -> None:
    with pytest.raises(MalformedAnswer, match="has no Version"):
        service(Version=value)


@pytest.mark.parametrize(("value", "is_host"), [("1", True), ("0", False), (N_A, False), (None, False)])
def test_a_kms_host_is_what_reads_one(value: str | None, is_host: bool) -> None:
    assert service(IsKeyManagementServiceMachine=value).is_kms_host is is_host


@pytest.mark.parametrize(
    ("description", "part", "present"),
    [("[4.0] Core OEM:DM", "X", True), (None, "X", True), ("D", None, True), ("", "", False), (None, None, False)],
)
def test_description_or_part_number_tell_that_there_is_a_firmware_key(
    description: str | None, part: str | None, present: bool
) -> None:
    read = service(OA3xOriginalProductKeyDescription=description, OA3xOriginalProductKeyPkPn=part)
    assert read.has_firmware_key is present
    assert read.firmware_key_description == (description or None)


@pytest.mark.parametrize(("value", "left"), [("0", 0), ("1001", 1001), (N_A, None), (None, None)])
def test_rearms_are_counted_when_the_host_counts_them(value: str | None, left: int | None) -> None:
    assert service(RemainingWindowsReArmCount=value).windows_rearms_left == left


def test_a_protection_service_is_read_and_what_it_does_not_say_is_empty() -> None:
    assert read_protection(Row([("StartMode", "Auto"), ("State", "Running")])) == ProtectionService("Auto", "Running")
    assert read_protection(Row([])) == ProtectionService("", "")


def test_an_identity_comes_from_two_rows() -> None:
    hardware = Row([("UUID", " 4c4c4544-0042-3510-8052-b4c04f564433 ")])
    system = Row([("CSName", "A-HOST"), ("BuildNumber", "26100")])
    assert read_identity(hardware, system) == Identity("4C4C4544-0042-3510-8052-B4C04F564433", "A-HOST", 26100)


@pytest.mark.parametrize("build", [None, "", "26100 beta"])
def test_an_identity_may_say_nothing(build: str | None) -> None:
    assert read_identity(Row([("UUID", None)]), Row([("BuildNumber", build)])) == Identity("", "", None)
