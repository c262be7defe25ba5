# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From rows to products and the service: each column, what it reads when unused, and what cannot be."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._cim._row import Row
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._model import (
    ActivatedBy,
    Application,
    Channel,
    KmsClient,
    LicenseStatus,
    Product,
    Service,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._windows._rows import (
    PRODUCT_COLUMNS,
    SERVICE_COLUMNS,
    read_product,
    read_service,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._wsman._errors import MalformedAnswer
from ansible_collections.licenseops.windows.tests.unit.plugins.support.licence_rows import (
    LEFTOVERS,
    SUBSCRIBED,
    row_named,
)

N_A = "4294967295"
WINDOWS = "55c92734-d682-4d71-983e-d6ec3f16059f"
OFFICE = "0ff1ce15-a989-479d-af46-f275c6370663"


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
    ("key_channel", "description", "channel"),
    [
        pytest.param("Retail", "", Channel.RETAIL, id="Retail"),
        pytest.param("retail", "", Channel.RETAIL, id="other case"),
        pytest.param("Retail:TB:Eval", "", Channel.EVALUATION, id="Retail:TB:Eval"),
        pytest.param("OEM:DM", "", Channel.OEM, id="OEM:DM"),
        pytest.param("OEM:NONSLP", "", Channel.OEM, id="OEM:NONSLP"),
        pytest.param("OEM:SLP", "", Channel.OEM, id="OEM:SLP"),
        pytest.param("OEM:COA", "", Channel.OEM, id="OEM:COA"),
        pytest.param("Volume:GVLK", "", Channel.GVLK, id="Volume:GVLK"),
        pytest.param("Volume:MAK", "", Channel.MAK, id="Volume:MAK"),
        pytest.param("Volume:CSVLK", "", Channel.CSVLK, id="Volume:CSVLK"),
        pytest.param("Volume:MAK", "x, VOLUME_KMSCLIENT channel", Channel.MAK, id="the key counts more"),
        pytest.param("Volume:New", "x, VOLUME_MAK channel", Channel.MAK, id="unknown, described"),
        pytest.param("Something", "nothing known", Channel.OTHER, id="unknown"),
        pytest.param(None, "x, RETAIL channel", Channel.RETAIL, id="described RETAIL"),
        pytest.param("", "x, RETAIL channel", Channel.RETAIL, id="empty, described RETAIL"),
        pytest.param(None, "x, RETAIL(MAK) channel", Channel.MAK, id="described RETAIL(MAK)"),
        pytest.param(None, "x, OEM_DM channel", Channel.OEM, id="described OEM_DM"),
        pytest.param(None, "x, OEM_SLP channel", Channel.OEM, id="described OEM_SLP"),
        pytest.param(None, "x, OEM_COA_NSLP channel", Channel.OEM, id="described OEM_COA_NSLP"),
        pytest.param(None, "x, VOLUME_MAK channel", Channel.MAK, id="described VOLUME_MAK"),
        pytest.param(None, "x, VOLUME_KMSCLIENT channel", Channel.GVLK, id="described VOLUME_KMSCLIENT"),
        pytest.param(None, "x, VOLUME_KMS channel", Channel.CSVLK, id="described VOLUME_KMS"),
        pytest.param(None, "x, VOLUME_KMS_2012-R2 channel", Channel.CSVLK, id="described VOLUME_KMS with a suffix"),
        pytest.param(None, "x, TIMEBASED_EVAL channel", Channel.EVALUATION, id="described TIMEBASED_EVAL"),
        pytest.param(None, "x, TIMEBASED_SUB channel", Channel.SUBSCRIPTION, id="described TIMEBASED_SUB"),
        pytest.param(None, "x, VIRTUAL_MACHINE_ACTIVATION channel", Channel.AVMA, id="described AVMA"),
        pytest.param(None, "x, volume_mak channel", Channel.MAK, id="described in lower case"),
        pytest.param(None, None, Channel.OTHER, id="neither"),
    ],
)
def test_the_channel_follows_from_the_key_or_else_from_the_description(
    key_channel: str | None, description: str | None, channel: Channel
) -> None:
    assert product(ProductKeyChannel=key_channel, Description=description).channel is channel


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


def test_the_slow_column_is_not_among_those_read_by_default() -> None:
    assert not {"OfflineInstallationId", "ProductKeyID2"} & set(PRODUCT_COLUMNS)


def test_the_firmware_key_itself_is_never_read_with_the_service() -> None:
    assert "OA3xOriginalProductKey" not in SERVICE_COLUMNS


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


@pytest.mark.parametrize("name", LEFTOVERS)
def test_what_microsoft_365_apps_leave_behind_is_a_subscription_and_never_an_evaluation(name: str) -> None:
    found = row_named(name)
    assert (found.channel, found.follows_account) == (Channel.SUBSCRIPTION, True)


def test_a_licensed_subscription_is_activated_by_it() -> None:
    assert row_named(SUBSCRIBED).activated_by is ActivatedBy.SUBSCRIPTION


@pytest.mark.parametrize("name", ["Office KMS", "Office MAK", "MAK", "KMS", "OEM", "digital", "MAK, Japanese"])
def test_any_other_row_tells_of_its_own_licence(name: str) -> None:
    found = row_named(name)
    assert found.channel is not Channel.SUBSCRIPTION
    assert not found.follows_account


@pytest.mark.parametrize(
    ("columns", "channel", "follows_account"),
    [
        pytest.param({"ProductKeyChannel": "Retail:TB:Sub"}, Channel.SUBSCRIPTION, False, id="Windows by subscription"),
        pytest.param({"Name": "O365_Grace_Subscription"}, Channel.OTHER, False, id="Windows by any name"),
        pytest.param(
            {"ApplicationID": OFFICE, "ProductKeyChannel": "Retail:TB:Sub"}, Channel.SUBSCRIPTION, True, id="Office"
        ),
        pytest.param(
            {"ApplicationID": OFFICE, "ProductKeyChannel": "Retail:TB:Trial"}, Channel.EVALUATION, False, id="a trial"
        ),
        pytest.param(
            {"ApplicationID": OFFICE, "ProductKeyChannel": "Retail", "Name": "Office16ProPlusR_Retail"},
            Channel.RETAIL, False, id="Office by retail key",
        ),
        pytest.param(
            {"ApplicationID": OFFICE, "ProductKeyChannel": "Volume:MAK", "LicenseFamily": "O365ProPlusVL_MAK"},
            Channel.MAK, False, id="a volume key counts, whatever the name",
        ),
        pytest.param(
            {"ApplicationID": OFFICE, "ProductKeyChannel": "Retail", "LicenseFamily": "Office16O365HomePremR_SubTest5"},
            Channel.SUBSCRIPTION, True, id="by family",
        ),
    ],
)  # fmt: skip
def test_only_office_without_a_volume_key_follows_an_account(
    columns: dict[str, str], channel: Channel, follows_account: bool
) -> None:
    found = product(**({"ApplicationID": WINDOWS} | columns))
    assert (found.channel, found.follows_account) == (channel, follows_account)
