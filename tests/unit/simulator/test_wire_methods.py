# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Method calls on the wire."""

from __future__ import annotations

import pytest

from tests.simulator.model.switches import Switches
from tests.unit.simulator.machines import key
from tests.unit.simulator.wire import PRODUCT, SERVICE, Wire, envelope

REG = "http://schemas.microsoft.com/wbem/wsman/1/wmi/root/default/StdRegProv"
CIMV2_REG = REG.replace("root/default", "root/cimv2")
XSI = "http://www.w3.org/2001/XMLSchema-instance"
VERSION_KEY = r"SOFTWARE\Microsoft\Windows NT\CurrentVersion"


def read_value(wire: Wire, method: str, name: str, uri: str = REG) -> str:
    """The body of a registry read."""
    inner = (
        f"<m:hDefKey>2147483650</m:hDefKey><m:sSubKeyName>{VERSION_KEY}</m:sSubKeyName>"
        f"<m:sValueName>{name}</m:sValueName>"
    )
    return wire.invoke(uri, method, inner).body


def test_a_successful_method_answers_with_its_output_element() -> None:
    answer = Wire(windows="no_key").service(
        "InstallProductKey", f"<m:ProductKey>{key('mak-windows-pro')}</m:ProductKey>"
    )
    assert answer.status == 200
    assert answer.value("a:Action") == f"{SERVICE}/InstallProductKeyResponse"
    assert answer.body == (
        f'<p:InstallProductKey_OUTPUT xmlns:xsi="{XSI}" xmlns:p="{SERVICE}" '
        'xmlns:cim="http://schemas.dmtf.org/wbem/wscim/1/common" xsi:type="p:InstallProductKey_OUTPUT_Type">'
        "<p:ReturnValue>0</p:ReturnValue></p:InstallProductKey_OUTPUT>"
    )


def test_the_response_action_repeats_the_uri_as_typed() -> None:
    wire = Wire()
    uri = SERVICE.lower()
    answer = wire.invoke(uri, "RefreshLicenseStatus", "", {"version": wire.version})
    assert answer.value("a:Action") == f"{uri}/RefreshLicenseStatusResponse"
    assert f'xmlns:p="{SERVICE}"' in answer.body


@pytest.mark.parametrize("uri", [REG, CIMV2_REG])
def test_output_parameters_stand_in_alphabetical_order_and_the_return_value_last(uri: str) -> None:
    body = read_value(Wire(), "GetStringValue", "EditionID", uri)
    assert "<p:sValue>Professional</p:sValue><p:ReturnValue>0</p:ReturnValue></p:" in body


def test_a_byte_array_is_a_row_of_decimal_elements() -> None:
    body = read_value(Wire(), "GetBinaryValue", "DigitalProductId")
    assert body.count("<p:uValue>") == 164


def test_null_outputs_are_nil_or_absent_by_switch() -> None:
    body = read_value(Wire(), "GetStringValue", "none")
    assert '<p:sValue xsi:nil="true"/><p:ReturnValue>2</p:ReturnValue></p:' in body
    body = read_value(Wire(switches=Switches(null_outputs="absent")), "GetStringValue", "none")
    assert "sValue" not in body
    assert "uValue" not in read_value(Wire(), "GetBinaryValue", "none")


def test_a_licensing_failure_may_be_a_return_value() -> None:
    wire = Wire(switches=Switches(licensing_errors="return_value"))
    answer = wire.service("InstallProductKey", "<m:ProductKey>x</m:ProductKey>")
    assert answer.status == 200
    assert "<p:ReturnValue>3221549136</p:ReturnValue>" in answer.body


@pytest.mark.parametrize(
    ("style", "code", "soap"),
    [("internal_error", 0x8004102F, "s:Receiver"), ("invalid_method_parameters", 0x8004102F, "s:Sender")],
)
def test_an_instance_method_without_selectors_is_a_fault(style: str, code: int, soap: str) -> None:
    wire = Wire(switches=Switches(missing_selector_fault=style))
    answer = wire.invoke(SERVICE, "RefreshLicenseStatus")
    assert (answer.status, answer.fault_code, answer.value("s:Code/s:Value")) == (500, code, soap)


@pytest.mark.parametrize(
    ("selectors", "code"),
    [
        ({"Name": "x"}, 0x8033805B),
        ({"Version": "0.0"}, 0x80338000),
    ],
)
def test_wrong_selectors_are_faults(selectors: dict[str, str], code: int) -> None:
    assert Wire().invoke(SERVICE, "RefreshLicenseStatus", "", selectors).fault_code == code


def test_a_static_class_takes_no_selectors() -> None:
    assert Wire().invoke(REG, "EnumKey", "", {"Version": "x"}).fault_code == 0x8033805B


@pytest.mark.parametrize(
    ("method", "inner", "code"),
    [
        ("NoSuchMethod", "", 0x8004102E),
        ("Activate", "", 0x8004102E),
        ("InstallProductKey", "<m:Key>x</m:Key>", 0x8004102F),
        ("InstallProductKey", "", 0x8004102F),
        ("InstallProductKey", f'<m:ProductKey xmlns:xsi="{XSI}" xsi:nil="true"/>', 0x8004102F),
        ("InstallProductKey", "<m:ProductKey>x</m:ProductKey><m:ProductKey>y</m:ProductKey>", 0x8004102F),
        ("InstallProductKey", "<ProductKey>x</ProductKey>", 0x8004102F),
        ("SetKeyManagementServicePort", "<m:PortNumber>many</m:PortNumber>", 0x80041005),
        ("SetKeyManagementServicePort", "<m:PortNumber>-1</m:PortNumber>", 0x80041005),
        ("SetKeyManagementServicePort", "<m:PortNumber>4294967296</m:PortNumber>", 0x80041005),
        ("DisableKeyManagementServiceHostCaching", "<m:DisableCaching>yes</m:DisableCaching>", 0x80041005),
    ],
)
def test_wrong_parameters_are_faults_and_change_nothing(method: str, inner: str, code: int) -> None:
    wire = Wire()
    answer = wire.service(method, inner)
    assert (answer.status, answer.fault_code) == (500, code)
    assert wire.host.machine.state.service.kms.port == 1688


@pytest.mark.parametrize(
    ("uri", "action", "body", "code"),
    [
        (SERVICE, f"{SERVICE}/RefreshLicenseStatus", "", 0x8004102F),
        (SERVICE, f"{SERVICE}/RefreshLicenseStatus", f'<m:Other_INPUT xmlns:m="{SERVICE}"/>', 0x8004102F),
        (SERVICE, f"{SERVICE}/RefreshLicenseStatus", '<m:RefreshLicenseStatus_INPUT xmlns:m="urn:x"/>', 0x8004102F),
        (PRODUCT, f"{SERVICE}/RefreshLicenseStatus", "", 0x80338013),
        (SERVICE, f"{SERVICE}/a/b", "", 0x80338031),
        (f"{SERVICE}X", f"{SERVICE}X/RefreshLicenseStatus", "", 0x80338000),
    ],
)
def test_wrong_actions_and_input_elements_are_faults(uri: str, action: str, body: str, code: int) -> None:
    wire = Wire()
    answer = wire.send(envelope(uri, action, body, {"Version": wire.version}))
    assert (answer.status, answer.fault_code) == (500, code)


def test_booleans_and_numbers_are_read_in_their_lexical_forms() -> None:
    wire = Wire()
    for text, cached in (("true", False), ("0", True), (" 1 ", False), ("false", True)):
        inner = f"<m:DisableCaching>{text}</m:DisableCaching>"
        assert wire.service("DisableKeyManagementServiceHostCaching", inner).status == 200
        assert wire.host.machine.state.service.host_caching is cached


def test_the_journal_tells_reads_from_writes() -> None:
    wire = Wire()
    wire.enumerate("SELECT Version FROM SoftwareLicensingService")
    read_value(wire, "GetStringValue", "EditionID")
    wire.service("refreshlicensestatus")
    wire.service("InstallProductKey", "<m:ProductKey>x</m:ProductKey>")
    seen = [(entry["kind"], entry["method"], entry["mutating"]) for entry in wire.host.journal.as_data()]
    assert seen == [
        ("enumerate", None, False),
        ("invoke", "GetStringValue", False),
        ("invoke", "RefreshLicenseStatus", True),
        ("invoke", "InstallProductKey", True),
    ]
    assert wire.host.journal.summary()["mutating"] == 2


def test_an_operation_timeout_above_60_seconds_is_cut() -> None:
    wire = Wire(durations={"RefreshLicenseStatus": 61})
    timeout = "<w:OperationTimeout>PT300S</w:OperationTimeout>"
    assert wire.service("RefreshLicenseStatus", timeout=timeout).fault_code == 2150858793
    assert wire.service("ClearKeyManagementServicePort").status == 200


def test_a_short_operation_timeout_is_kept() -> None:
    wire = Wire(durations={"RefreshLicenseStatus": 5})
    timeout = "<w:OperationTimeout>PT4S</w:OperationTimeout>"
    assert wire.service("RefreshLicenseStatus", timeout=timeout).fault_code == 2150858793
    assert wire.service("RefreshLicenseStatus").status == 200
