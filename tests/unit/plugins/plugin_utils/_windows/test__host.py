# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A host over WMI: which queries and calls go out, and what their answers mean."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._cim._session import Session
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._errors import HostRefused
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._host import Scope
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._kms import KmsSetting
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._model import (
    Application,
    Edition,
    Identity,
    Product,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._windows._host import RemoteHost
from ansible_collections.licenseops.windows.plugins.plugin_utils._wsman._errors import (
    ConnectionLost,
    Delivery,
    MalformedAnswer,
    WSManFault,
)
from ansible_collections.licenseops.windows.tests.unit.plugins.support.products import (
    CONFIRMATION_ID,
    ESU_ID,
    FAKE_KEY,
    INSTALLATION_ID,
    WINDOWS_ID,
    confirmation,
    esu,
    key,
    windows,
)
from ansible_collections.licenseops.windows.tests.unit.plugins.support.wire import (
    WMI,
    ScriptedTransport,
    answer_file,
    client_over,
    output,
    rows,
)

WINDOWS = Application.WINDOWS.value
TITLE = windows().title
UNKNOWN = ConnectionLost("it was closed", Delivery.UNKNOWN)
VERSION = rows("<Version>10.0.20348.2</Version>")
SERVICE_URI = f"{WMI}/root/cimv2/SoftwareLicensingService"
PRODUCT_URI = f"{WMI}/root/cimv2/SoftwareLicensingProduct"


def over(*replies: str | bytes | Exception) -> tuple[RemoteHost, ScriptedTransport]:
    transport = ScriptedTransport(*replies)
    return RemoteHost(Session(client_over(transport))), transport


def row(activation_id: str, key_end: str | None, more: str = "") -> str:
    partial = f"<PartialProductKey>{key_end}</PartialProductKey>" if key_end is not None else ""
    return (
        f"<ID>{activation_id}</ID><ApplicationID>{WINDOWS}</ApplicationID><LicenseStatus>1</LicenseStatus>"
        f"{partial}{more}"
    )


def test_products_are_read_in_the_order_of_the_host() -> None:
    host, _transport = over(rows(row("b", "PKX99"), row("a", "WXF48")))
    assert [product.activation_id for product in host.products(Scope())] == ["b", "a"]


@pytest.mark.parametrize(
    ("scope", "found"),
    [
        pytest.param(Scope(), ["a"], id="only those with a key"),
        pytest.param(Scope(activation_id="B"), ["a", "b"], id="and the one asked for, in any case"),
        pytest.param(Scope(activation_id="c", with_keyed=False), ["a", "c"], id="with an empty key"),
    ],
)
def test_a_product_without_a_key_is_left_out_unless_asked_for(scope: Scope, found: list[str]) -> None:
    host, _transport = over(rows(row("a", "PKX99"), row("b", None), row("c", "")))
    assert [product.activation_id for product in host.products(scope)] == found


@pytest.mark.parametrize("asked", [False, True])
def test_installation_ids_are_read_only_when_asked_for(asked: bool) -> None:
    more = f"<OfflineInstallationId>{INSTALLATION_ID}</OfflineInstallationId>" if asked else ""
    host, transport = over(rows(row("a", "PKX99", more)))
    (product,) = host.products(Scope(with_installation_ids=asked))
    assert ("OfflineInstallationId" in transport.sent[0].envelope) is asked
    assert product.installation_id == (INSTALLATION_ID if asked else None)


def test_a_query_of_products_names_its_columns() -> None:
    host, transport = over(rows())
    assert host.products(Scope()) == ()
    assert "SELECT ID, ApplicationID, Name, " in transport.sent[0].envelope
    assert "*" not in transport.sent[0].arguments["Filter"]


def test_the_service_is_read_and_its_version_remembered() -> None:
    host, transport = over(VERSION, output("RefreshLicenseStatus"))
    assert host.service().version == "10.0.20348.2"
    host.refresh()
    assert transport.verbs == ["Enumerate", "RefreshLicenseStatus"]
    assert transport.sent[1].selectors == {"Version": "10.0.20348.2"}


def test_the_firmware_key_is_not_among_the_columns_of_the_service() -> None:
    host, transport = over(VERSION)
    host.service()
    columns = transport.sent[0].arguments["Filter"].split(" FROM ")[0].replace(",", "").split()
    assert "OA3xOriginalProductKey" not in columns
    assert "OA3xOriginalProductKeyDescription" in columns


def test_a_host_without_the_service_is_an_error() -> None:
    with pytest.raises(MalformedAnswer, match="no Software Protection service"):
        over(rows())[0].service()


CALLS = [
    pytest.param(lambda host: host.install_key(key()), "InstallProductKey", {"ProductKey": FAKE_KEY}, id="install"),
    pytest.param(lambda host: host.clear_registry_key(), "ClearProductKeyFromRegistry", {}, id="clear"),
    pytest.param(lambda host: host.refresh(), "RefreshLicenseStatus", {}, id="refresh"),
]
PRODUCT_CALLS = [
    pytest.param(lambda host: host.activate(windows()), "Activate", {}, id="activate"),
    pytest.param(lambda host: host.uninstall_key(windows()), "UninstallProductKey", {}, id="uninstall"),
    pytest.param(
        lambda host: host.deposit(windows(), INSTALLATION_ID, confirmation()),
        "DepositOfflineConfirmationId",
        {"InstallationId": INSTALLATION_ID, "ConfirmationId": CONFIRMATION_ID},
        id="deposit",
    ),
]


@pytest.mark.parametrize(("call", "method", "arguments"), CALLS)
def test_methods_of_the_service_are_called_on_the_instance_with_its_version(
    call: Callable[[RemoteHost], None], method: str, arguments: dict[str, str]
) -> None:
    host, transport = over(VERSION, output(method))
    call(host)
    sent = transport.sent[-1]
    assert (sent.action, sent.selectors) == (f"{SERVICE_URI}/{method}", {"Version": "10.0.20348.2"})
    assert sent.arguments == arguments


@pytest.mark.parametrize(("call", "method", "arguments"), PRODUCT_CALLS)
def test_methods_of_a_product_are_called_on_the_instance_with_its_id(
    call: Callable[[RemoteHost], None], method: str, arguments: dict[str, str]
) -> None:
    host, transport = over(output(method))
    call(host)
    (sent,) = transport.sent
    assert (sent.action, sent.selectors) == (f"{PRODUCT_URI}/{method}", {"ID": WINDOWS_ID})
    assert sent.arguments == arguments


@pytest.mark.parametrize(("call", "method", "arguments"), PRODUCT_CALLS)
def test_methods_that_change_a_product_are_sent_once_when_the_connection_breaks(
    call: Callable[[RemoteHost], None], method: str, arguments: dict[str, str]
) -> None:
    host, transport = over(UNKNOWN, output(method))
    with pytest.raises(ConnectionLost):
        call(host)
    assert transport.verbs == [method]


@pytest.mark.parametrize(
    ("call", "method", "times"),
    [
        pytest.param(lambda host: host.install_key(key()), "InstallProductKey", 1, id="install"),
        pytest.param(lambda host: host.clear_registry_key(), "ClearProductKeyFromRegistry", 1, id="clear"),
        pytest.param(lambda host: host.refresh(), "RefreshLicenseStatus", 4, id="refresh, which is harmless"),
    ],
)
def test_only_a_harmless_method_of_the_service_is_sent_again(
    call: Callable[[RemoteHost], None], method: str, times: int
) -> None:
    host, transport = over(VERSION, *[UNKNOWN] * 4)
    with pytest.raises(ConnectionLost):
        call(host)
    assert transport.verbs == ["Enumerate"] + [method] * times


@pytest.mark.parametrize(
    ("call", "replies", "says"),
    [
        pytest.param(lambda host: host.products(Scope()), [], "Reading the products failed with", id="products"),
        pytest.param(lambda host: host.service(), [], "Reading the Software Protection service failed", id="service"),
        pytest.param(lambda host: host.install_key(key()), [VERSION], "Installing the key ...PKX99 failed", id="key"),
        pytest.param(
            lambda host: host.uninstall_key(windows()), [], f"Removing the key of {TITLE} failed", id="uninstall"
        ),
        pytest.param(lambda host: host.clear_registry_key(), [VERSION], "Clearing the key from the", id="clear"),
        pytest.param(lambda host: host.activate(windows()), [], f"Activation of {TITLE} failed", id="activate"),
        pytest.param(
            lambda host: host.deposit(windows(), "1", confirmation()),
            [],
            f"Confirmation ID for {TITLE} failed",
            id="deposit",
        ),
        pytest.param(lambda host: host.refresh(), [VERSION], "Refreshing the licence status failed", id="refresh"),
        pytest.param(lambda host: host.edition(), [], "Reading EditionID from the registry failed", id="edition"),
    ],
)
def test_a_fault_says_what_was_being_done(call: Callable[[RemoteHost], object], replies: list[str], says: str) -> None:
    with pytest.raises(HostRefused, match=re.escape(says)) as caught:
        call(over(*replies, answer_file("fault_nested"))[0])
    assert caught.value.code == 0xC004F050
    assert caught.value.host_text == "The product key is invalid."


def test_timed_out_stays_a_fault_because_the_method_may_still_finish() -> None:
    with pytest.raises(WSManFault) as caught:
        over(answer_file("fault_timed_out"))[0].activate(windows())
    assert caught.value.is_timeout


def test_denied_access_as_a_return_value_gets_the_advice_on_accounts() -> None:
    with pytest.raises(HostRefused) as caught:
        over(output("GetStringValue", "<p:ReturnValue>5</p:ReturnValue>"))[0].edition()
    assert "administrator" in caught.value.advice


@pytest.mark.parametrize(
    ("edition", "version", "expected"),
    [
        ("Professional", "10.0.26100.1", Edition("Professional", 26100)),
        ("ServerStandard", "6.3.9600.17031", Edition("ServerStandard", 9600)),
        ("Core", "10.0.19045", Edition("Core", 19045)),
    ],
)
def test_the_edition_comes_from_the_registry_and_the_build_from_the_service(
    edition: str, version: str, expected: Edition
) -> None:
    value = output("GetStringValue", f"<p:ReturnValue>0</p:ReturnValue><p:sValue>{edition}</p:sValue>")
    assert over(value, rows(f"<Version>{version}</Version>"))[0].edition() == expected


@pytest.mark.parametrize(
    ("value", "version"),
    [
        pytest.param("<p:sValue xsi:nil='true'/>", "10.0.26100.1", id="no edition"),
        pytest.param("", "10.0.26100.1", id="edition left out"),
        pytest.param("<p:sValue>Core</p:sValue>", "10.0", id="short version"),
        pytest.param("<p:sValue>Core</p:sValue>", "10.0.x.1", id="odd version"),
        pytest.param("<p:sValue>Core</p:sValue>", "", id="no version"),
    ],
)
def test_an_edition_that_cannot_be_read_is_an_error(value: str, version: str) -> None:
    with pytest.raises(MalformedAnswer, match="edition or the build"):
        over(output("GetStringValue", value), rows(f"<Version>{version}</Version>"))[0].edition()


def test_the_version_is_read_once() -> None:
    host, transport = over(VERSION, output("RefreshLicenseStatus"), output("ClearProductKeyFromRegistry"))
    host.refresh()
    host.clear_registry_key()
    assert transport.verbs == ["Enumerate", "RefreshLicenseStatus", "ClearProductKeyFromRegistry"]


@pytest.mark.parametrize(
    ("column", "end"),
    [
        pytest.param(f"<OA3xOriginalProductKey>{FAKE_KEY}</OA3xOriginalProductKey>", "PKX99", id="present"),
        pytest.param(
            "<OA3xOriginalProductKey>TNTTT-TTTTT-TTTTT-TTTTT-PKX98</OA3xOriginalProductKey>",
            "PKX98",
            id="with a checksum we do not understand",
        ),
        pytest.param("<OA3xOriginalProductKey></OA3xOriginalProductKey>", None, id="empty"),
        pytest.param("", None, id="null"),
    ],
)
def test_the_firmware_key_is_read(column: str, end: str | None) -> None:
    found = over(rows(f"<Version>10.0.1.1</Version>{column}"))[0].firmware_key()
    assert (found.last_five if found else None) == end


def blob(encoded: list[str]) -> str:
    values = ["164", "0"] + ["7"] * 50 + encoded + ["9"] * 97
    return output("GetBinaryValue", "".join(f"<p:uValue>{value}</p:uValue>" for value in values))


@pytest.mark.parametrize(
    ("encoded", "present"),
    [
        pytest.param(["0"] * 15, False, id="wiped"),
        pytest.param(["0"] * 14 + ["1"], True, id="last byte"),
        pytest.param(["1"] + ["0"] * 14, True, id="first byte"),
        pytest.param(["32"] * 15, True, id="all bytes"),
    ],
)
def test_the_copy_in_the_registry_is_what_stands_in_its_fifteen_bytes(encoded: list[str], present: bool) -> None:
    assert over(blob(encoded))[0].has_registry_key() is present


@pytest.mark.parametrize(
    "reply",
    [
        pytest.param(output("GetBinaryValue", "<p:ReturnValue>2</p:ReturnValue>"), id="no such value"),
        pytest.param(output("GetBinaryValue"), id="null"),
        pytest.param(output("GetBinaryValue", "<p:uValue>1</p:uValue>"), id="too short"),
    ],
)
def test_no_value_in_the_registry_is_no_copy(reply: str) -> None:
    assert over(reply)[0].has_registry_key() is False


def test_another_error_of_the_registry_is_raised() -> None:
    with pytest.raises(HostRefused, match="Reading DigitalProductId from the registry failed"):
        over(output("GetBinaryValue", "<p:ReturnValue>5</p:ReturnValue>"))[0].has_registry_key()


def test_a_product_is_addressed_by_its_id_alone() -> None:
    host, transport = over(output("Activate"))
    host.activate(esu())
    assert transport.sent[0].selectors == {"ID": ESU_ID}


@pytest.mark.parametrize(
    ("answer", "uuid"),
    [
        pytest.param(
            rows("<UUID> 4c4c4544-0042-3510-8052-b4c04f564433 </UUID>"),
            "4C4C4544-0042-3510-8052-B4C04F564433",
            id="one",
        ),
        pytest.param(rows("<UUID></UUID>"), "", id="an empty one"),
        pytest.param(rows('<UUID xsi:nil="true"/>'), "", id="none"),
        pytest.param(rows("<Name>x</Name>"), "", id="no such column"),
        pytest.param(rows(), "", id="no row"),
    ],
)
def test_the_uuid_of_the_hardware_is_one_query_and_may_be_missing(answer: str, uuid: str) -> None:
    host, transport = over(answer)
    assert host.hardware_uuid() == uuid
    assert transport.verbs == ["Enumerate"]
    assert "SELECT UUID FROM Win32_ComputerSystemProduct" in transport.sent[0].envelope


def test_a_denied_uuid_is_a_refusal_that_says_what_was_read() -> None:
    host, _transport = over(answer_file("fault_access_denied"))
    with pytest.raises(HostRefused, match="Reading the UUID of the hardware"):
        host.hardware_uuid()


HOST_IS = {"MachineName": "kms.example"}


def test_a_setting_of_the_service_is_set_on_its_instance() -> None:
    host, transport = over(VERSION, output("SetKeyManagementServiceMachine"))
    host.configure(KmsSetting.HOST, "kms.example", None)
    sent = transport.sent[-1]
    assert sent.action == f"{SERVICE_URI}/SetKeyManagementServiceMachine"
    assert (sent.selectors, sent.arguments) == ({"Version": "10.0.20348.2"}, HOST_IS)


def test_a_setting_of_a_product_is_set_on_it() -> None:
    host, transport = over(output("SetKeyManagementServiceMachine"))
    host.configure(KmsSetting.HOST, "kms.example", windows())
    (sent,) = transport.sent
    assert sent.action == f"{PRODUCT_URI}/SetKeyManagementServiceMachine"
    assert (sent.selectors, sent.arguments) == ({"ID": WINDOWS_ID}, HOST_IS)


@pytest.mark.parametrize(
    ("product", "replies", "says"),
    [
        pytest.param(None, [VERSION], "Setting the KMS port failed", id="service"),
        pytest.param(windows(), [], f"Setting the KMS port of {TITLE} failed", id="product"),
    ],
)
def test_a_refused_setting_says_which_and_of_what(product: Product | None, replies: list[str], says: str) -> None:
    with pytest.raises(HostRefused, match=re.escape(says)):
        over(*replies, answer_file("fault_nested"))[0].configure(KmsSetting.PORT, 1689, product)


@pytest.mark.parametrize("product", [None, windows()])
def test_a_setting_is_sent_again_because_twice_does_no_harm(product: Product | None) -> None:
    method = "ClearKeyManagementServicePort"
    host, transport = over(*([] if product else [VERSION]), UNKNOWN, output(method))
    host.configure(KmsSetting.PORT, None, product)
    assert transport.verbs[-2:] == [method, method]


def test_the_identity_is_two_queries() -> None:
    system = rows("<CSName>A-HOST</CSName><BuildNumber>26100</BuildNumber>")
    host, transport = over(rows("<UUID>00000001-1111-2222-3333-444455556666</UUID>"), system)
    assert host.identity() == Identity("00000001-1111-2222-3333-444455556666", "A-HOST", 26100)
    assert [sent.arguments["Filter"] for sent in transport.sent] == [
        "SELECT UUID FROM Win32_ComputerSystemProduct",
        "SELECT CSName, BuildNumber FROM Win32_OperatingSystem",
    ]


@pytest.mark.parametrize(
    ("replies", "missing"),
    [([rows()], "Win32_ComputerSystemProduct"), ([rows("<UUID>a</UUID>"), rows()], "Win32_OperatingSystem")],
)
def test_a_host_without_a_row_of_its_own_is_an_error(replies: list[str], missing: str) -> None:
    with pytest.raises(MalformedAnswer, match=f"the host has no {missing}"):
        over(*replies)[0].identity()
