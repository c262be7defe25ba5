# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Malformed and wrong requests, and the two dialects of fault details."""

from __future__ import annotations

from typing import Any

import pytest

from tests.simulator.model.switches import Switches
from tests.unit.simulator.machines import key
from tests.unit.simulator.wire import (
    ANY,
    CIM_BINDING,
    ENUMERATION,
    MESSAGE_ID,
    NS,
    PRODUCT,
    SERVICE,
    TRANSFER,
    WMI,
    Wire,
    enumerate_body,
    envelope,
)

ENUMERATE = f"{ENUMERATION}/Enumerate"
QUERY = enumerate_body("SELECT Version FROM SoftwareLicensingService")
SHELL = "http://schemas.microsoft.com/wbem/wsman/1/windows/shell/cmd"
PSRP = "http://schemas.microsoft.com/powershell/Microsoft.PowerShell"
WSMAN_FAULT = "http://schemas.dmtf.org/wbem/wsman/1/wsman/fault"
NO_CLASS = "SELECT * FROM NoSuchClass"


def good(**changes: Any) -> bytes:
    """A correct query with some headers changed."""
    return envelope(ANY, ENUMERATE, QUERY, **changes)


def test_the_request_the_others_differ_from_is_correct() -> None:
    assert Wire().send(good()).status == 200


@pytest.mark.parametrize(
    ("changes", "subcode", "code"),
    [
        ({"id": ""}, "a:MessageInformationHeaderRequired", 0x80338011),
        ({"id": "<a:MessageID>5</a:MessageID>"}, "a:InvalidMessageInformationHeader", 0x8033800F),
        ({"to": ""}, "a:MessageInformationHeaderRequired", 0x80338011),
        ({"verb": ""}, "a:MessageInformationHeaderRequired", 0x80338011),
        ({"resource": ""}, "a:MessageInformationHeaderRequired", 0x80338011),
        ({"reply": ""}, "a:MessageInformationHeaderRequired", 0x80338011),
        (
            {"reply": "<a:ReplyTo><a:Address>http://elsewhere</a:Address></a:ReplyTo>"},
            "w:UnsupportedFeature",
            0x80338076,
        ),
        ({"size": "<w:MaxEnvelopeSize>8191</w:MaxEnvelopeSize>"}, "w:EncodingLimit", 0x8033807E),
        ({"size": "<w:MaxEnvelopeSize>big</w:MaxEnvelopeSize>"}, "a:InvalidMessageInformationHeader", 0x8033800F),
        ({"timeout": "<w:OperationTimeout>60</w:OperationTimeout>"}, "a:InvalidMessageInformationHeader", 0x80338081),
        ({"timeout": "<w:OperationTimeout>PT</w:OperationTimeout>"}, "a:InvalidMessageInformationHeader", 0x80338081),
        ({"verb": "<a:Action>urn:nothing</a:Action>"}, "a:ActionNotSupported", 0x80338013),
        ({"verb": f"<a:Action>{TRANSFER}/Put</a:Action>"}, "a:ActionNotSupported", 0x80338031),
        ({"resource": "<w:ResourceURI>urn:x</w:ResourceURI>"}, "a:DestinationUnreachable", 0x80338000),
        ({"resource": f"<w:ResourceURI>{WMI}a b</w:ResourceURI>"}, "a:DestinationUnreachable", 0x80338000),
        ({"resource": f"<w:ResourceURI>{SHELL}</w:ResourceURI>"}, "w:UnsupportedFeature", 0x803381AC),
        ({"resource": f"<w:ResourceURI>{PSRP}</w:ResourceURI>"}, "w:UnsupportedFeature", 0x803381AC),
    ],
)
def test_wrong_headers_are_refused(changes: dict[str, str], subcode: str, code: int) -> None:
    answer = Wire().send(good(**changes))
    assert (answer.status, answer.value("s:Subcode/s:Value"), answer.fault_code) == (500, subcode, code)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"no XML",
        good()[:-20],
        b'<!DOCTYPE x [<!ENTITY e "x">]>' + good(),
        good().replace(b"s:Envelope", b"s:Letter"),
        b"<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'/>",
        good().replace(b"s:Header>", b"s:Head>"),
        good().replace(b"s:Body>", b"s:Torso>"),
    ],
)
def test_malformed_envelopes_are_refused(data: bytes) -> None:
    answer = Wire().send(data)
    assert answer.status == 500
    assert answer.find("s:Fault") is not None


def test_a_body_larger_than_the_service_allows_is_refused() -> None:
    wire = Wire(switches=Switches(max_envelope_kb=1))
    assert wire.send(good(to="<a:To>" + "x" * 2000 + "</a:To>")).fault_code == 0x80338049


@pytest.mark.parametrize("flag", ["true", "1"])
def test_an_unknown_header_that_must_be_understood_is_refused_as_recorded(flag: str) -> None:
    wire = Wire()
    extra = f'<z:Strange xmlns:z="urn:z" s:mustUnderstand="{flag}"/>'
    answer = wire.send(envelope(ANY, ENUMERATE, QUERY, extra=extra))
    assert answer.value("s:Code/s:Value") == "s:MustUnderstand"
    assert '<s:NotUnderstood qname="h:Strange" xmlns:h="urn:z"/>' in answer.text
    assert "WSManFault" not in answer.text
    assert answer.value("a:RelatesTo") == MESSAGE_ID


@pytest.mark.parametrize("attribute", ['s:mustUnderstand="false"', 'mustUnderstand="true"', ""])
def test_other_unknown_headers_are_ignored(attribute: str) -> None:
    extra = f'<z:Strange xmlns:z="urn:z" {attribute}/>'
    assert Wire().send(envelope(ANY, ENUMERATE, QUERY, extra=extra)).status == 200


@pytest.mark.parametrize(
    ("uri", "body", "selectors", "code"),
    [
        (ANY, enumerate_body(), None, 0x803380FB),
        (ANY, enumerate_body(NO_CLASS), None, 0x8033801A),
        (ANY, enumerate_body("SELECT"), None, 0x8033801A),
        (ANY, QUERY, {"Version": "1"}, 0x80338108),
        (SERVICE, QUERY, None, 0x8033801A),
        (f"{WMI}NoSuchClass", enumerate_body(), None, 0x80338000),
        (ANY, QUERY.replace("1/WQL", "1/Other"), None, 0x80338019),
        (ANY, QUERY.replace("32000", "0"), None, 0x80338027),
        (ANY, "", None, 0x80338027),
        (ANY, "<n:Pull/>", None, 0x80338027),
        (
            ANY,
            enumerate_body(
                "SELECT Version FROM SoftwareLicensingService",
                more="<w:PolymorphismMode>ExcludeSubClassProperties</w:PolymorphismMode>",
            ),
            None,
            0x80338137,
        ),
    ],
)
def test_wrong_enumerations_are_faults(uri: str, body: str, selectors: dict[str, str] | None, code: int) -> None:
    answer = Wire().send(envelope(uri, ENUMERATE, body, selectors))
    assert (answer.status, answer.fault_code) == (500, code)


def test_selectors_may_not_repeat() -> None:
    extra = '<w:SelectorSet><w:Selector Name="ID">1</w:Selector><w:Selector Name="id">2</w:Selector></w:SelectorSet>'
    assert Wire().send(envelope(PRODUCT, f"{TRANSFER}/Get", extra=extra)).fault_code == 0x8033805F


def test_an_unknown_class_in_a_query_is_told_as_recorded_in_form_a() -> None:
    answer = Wire().enumerate(NO_CLASS)
    assert answer.value("a:Action") == f"{ENUMERATION}/fault"
    assert answer.value("s:Code/s:Value") == "s:Sender"
    assert answer.value("s:Subcode/s:Value") == "n:CannotProcessFilter"
    codes = [element.attrib["Code"] for element in answer.xml.iter(f"{{{NS['f']}}}WSManFault")]
    assert codes == ["2150858778", "2150858778"]
    assert "The specified class does not exist in the given namespace. " in answer.text
    assert f"<p:Operation>ExecQuery</p:Operation><p:ParameterInfo>{NO_CLASS}</p:ParameterInfo>" in answer.text
    assert "<p:ProviderName>WinMgmt</p:ProviderName>" in answer.text


def test_an_unknown_class_in_a_query_is_told_as_recorded_in_form_b() -> None:
    answer = Wire().send(envelope(ANY, ENUMERATE, enumerate_body(NO_CLASS), binding=CIM_BINDING))
    assert answer.value("s:Code/s:Value") == "s:Receiver"
    assert answer.value("s:Subcode/s:Value") == "w:InternalError"
    assert '<s:Reason><s:Text xml:lang="en-US"/></s:Reason>' in answer.text
    assert answer.value("e:error_Code") == "2147749904"
    assert answer.value("e:MessageID") == "HRESULT 0x80041010"
    assert answer.value("e:CIMStatusCode") == "5"
    assert answer.value("e:error_Type") == "HRESULT"


def test_form_b_keeps_reason_and_subcode_of_the_services_own_faults() -> None:
    wire = Wire(faults=[{"name": "quota"}])
    answer = wire.send(good(binding=CIM_BINDING))
    assert answer.value("s:Subcode/s:Value") == "w:QuotaLimit"
    assert answer.value("s:Reason/s:Text")
    assert answer.value("e:MessageID") == "HRESULT 0x803381a5"
    assert answer.fault_code == 2150859173


def bad_key(wire: Wire, **headers: str) -> int:
    """Install nonsense; the fault's code."""
    return wire.service("InstallProductKey", "<m:ProductKey>nonsense</m:ProductKey>", **headers).fault_code


@pytest.mark.parametrize("headers", [{}, {"binding": CIM_BINDING}])
def test_a_licensing_failure_is_the_unsigned_hresult(headers: dict[str, str]) -> None:
    assert bad_key(Wire(), **headers) == 3221549136


@pytest.mark.parametrize(
    ("dialect", "headers", "is_form_b"),
    [
        ("auto", {}, False),
        ("auto", {"binding": CIM_BINDING}, True),
        ("wsmanfault", {"binding": CIM_BINDING}, False),
        ("wmierror", {}, True),
    ],
)
def test_the_dialect_can_be_chosen(dialect: str, headers: dict[str, str], is_form_b: bool) -> None:
    wire = Wire(switches=Switches(fault_dialect=dialect))
    answer = wire.service("InstallProductKey", "<m:ProductKey>x</m:ProductKey>", **headers)
    assert ("MSFT_WmiError" in answer.text) is is_form_b
    assert ("WSManFault" in answer.text) is not is_form_b


def test_a_licensing_code_may_be_in_the_text_only() -> None:
    wire = Wire(switches=Switches(spp_fault_code="text"))
    answer = wire.service("InstallProductKey", "<m:ProductKey>x</m:ProductKey>")
    assert answer.fault_code == 0x80041001
    assert "HRESULT 0xc004f050" in answer.text


def test_timed_out_is_told_as_recorded_even_to_clients_that_get_form_b() -> None:
    wire = Wire(faults=[{"name": "timed_out"}])
    answer = wire.send(good(binding=CIM_BINDING))
    assert answer.fault_code == 2150858793
    assert answer.value("s:Code/s:Value") == "s:Receiver"
    assert answer.value("s:Subcode/s:Value") == "w:TimedOut"
    assert '<s:Text xml:lang="">' in answer.text
    assert answer.value("a:Action") == WSMAN_FAULT


def test_a_missing_object_is_told_as_recorded() -> None:
    answer = Wire().get(PRODUCT, {"ID": "none"})
    assert answer.value("s:Subcode/s:Value") == "a:DestinationUnreachable"
    detail = "http://schemas.dmtf.org/wbem/wsman/1/wsman/faultDetail/InvalidResourceURI"
    assert answer.value("w:FaultDetail") == detail
    assert "<p:Operation>GetObject</p:Operation>" in answer.text


def test_faults_of_a_japanese_host_are_japanese() -> None:
    answer = Wire(locale="ja-JP").enumerate(NO_CLASS)
    assert answer.text.startswith('<s:Envelope xml:lang="ja-JP"')
    assert "指定されたクラスはこの名前空間にありません。" in answer.text
    assert "The " not in answer.body


def test_the_key_is_in_no_fault_and_in_no_journal_entry() -> None:
    wire = Wire()
    text = key("mak-server-2022")
    answer = wire.service("InstallProductKey", f"<m:ProductKey>{text}</m:ProductKey>")
    wire.enumerate(f"SELECT ID FROM SoftwareLicensingProduct WHERE Name = '{text}' OR Name = '{'123456' * 8}'")
    recorded = str(wire.host.journal.as_data())
    assert text not in answer.text
    assert text not in recorded
    assert text[-5:] in recorded
    assert "123456" * 2 not in recorded


def test_the_journal_names_the_fault() -> None:
    wire = Wire()
    wire.enumerate(NO_CLASS)
    entry = wire.host.journal.as_data()[-1]
    assert (entry["kind"], entry["class"]) == ("enumerate", "NoSuchClass")
    assert (entry["fault"], entry["fault_code"]) == ("cannot_process_filter", 0x8033801A)
