# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Enumerate, Pull, Release and Get, compared with the literal shapes Windows was recorded with."""

from __future__ import annotations

import re

import pytest

from tests.simulator.model.switches import Switches
from tests.unit.simulator.wire import (
    ANY,
    ENUMERATION,
    MESSAGE_ID,
    NS,
    PRODUCT,
    SERVICE,
    WMI,
    Wire,
    enumerate_body,
    envelope,
    pull_body,
)

OS = "Win32_OperatingSystem"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
W = NS["w"]
SERVICES = WMI + "Win32_Service"
ALL = "SELECT ID FROM SoftwareLicensingProduct"
CONTEXT = re.compile(r"<n:EnumerationContext>(uuid:[0-9A-F-]{36})</n:EnumerationContext>")


def test_the_response_headers_are_those_of_windows() -> None:
    answer = Wire().enumerate(f"SELECT * FROM {OS}")
    assert answer.status == 200
    assert answer.text.startswith('<s:Envelope xml:lang="en-US" ')
    assert answer.value("a:Action") == f"{ENUMERATION}/EnumerateResponse"
    assert answer.value("a:RelatesTo") == MESSAGE_ID
    assert answer.value("a:To") == "http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous"
    assert re.fullmatch(r"uuid:[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}", answer.value("a:MessageID") or "")


def test_operation_and_sequence_ids_are_echoed() -> None:
    extra = "<p:OperationID>uuid:1</p:OperationID><p:SequenceId>1</p:SequenceId>"
    answer = Wire().send(
        envelope(ANY, f"{ENUMERATION}/Enumerate", enumerate_body(f"SELECT Name FROM {OS}"), extra=extra)
    )
    assert (answer.value("p:OperationID"), answer.value("p:SequenceId")) == ("uuid:1", "1")


def test_a_projection_is_a_fragment_without_namespaces_and_class() -> None:
    wire = Wire(utc_offset="+00:00")
    wql = f"SELECT Version, MUILanguages, CSDVersion, LocalDateTime, Description, Debug, OperatingSystemSKU FROM {OS}"
    assert wire.enumerate(wql).body == (
        "<n:EnumerateResponse><n:EnumerationContext></n:EnumerationContext><w:Items>"
        f'<w:XmlFragment xmlns:xsi="{XSI}" xmlns:w="{W}">'
        '<CSDVersion xsi:nil="true"/><Debug>false</Debug><Description></Description>'
        "<LocalDateTime><Datetime>2026-03-02T08:00:00Z</Datetime></LocalDateTime>"
        "<MUILanguages>en-US</MUILanguages><OperatingSystemSKU>48</OperatingSystemSKU><Version>10.0.19045</Version>"
        "</w:XmlFragment></w:Items><w:EndOfSequence/></n:EnumerateResponse>"
    )


def test_a_whole_object_is_typed_by_its_class() -> None:
    body = Wire().enumerate("SELECT * FROM win32_computersystemproduct").body
    uri = f"{WMI}Win32_ComputerSystemProduct"
    assert body.startswith(
        "<n:EnumerateResponse><n:EnumerationContext></n:EnumerationContext><w:Items>"
        f'<p:Win32_ComputerSystemProduct xmlns:xsi="{XSI}" xmlns:p="{uri}" '
        'xmlns:cim="http://schemas.dmtf.org/wbem/wscim/1/common" xsi:type="p:Win32_ComputerSystemProduct_Type">'
        "<p:Caption>Computer System Product</p:Caption>"
    )
    assert '<p:SKUNumber xsi:nil="true"/>' in body
    assert body.endswith("</p:Win32_ComputerSystemProduct></w:Items><w:EndOfSequence/></n:EnumerateResponse>")


def test_values_are_written_as_windows_writes_them() -> None:
    text = Wire(utc_offset="-05:30").enumerate(f"SELECT * FROM {OS}").body
    assert "<p:LocalDateTime><cim:Datetime>2026-03-02T02:30:00-05:30</cim:Datetime></p:LocalDateTime>" in text
    assert "<p:LastBootUpTime><cim:Datetime>2026-02-27T02:29:42.75-05:30</cim:Datetime></p:LastBootUpTime>" in text
    assert "<p:MaxProcessMemorySize>137438953344</p:MaxProcessMemorySize>" in text
    assert "<p:CurrentTimeZone>-330</p:CurrentTimeZone>" in text
    assert "<p:Primary>true</p:Primary>" in text


def test_a_null_array_leaves_no_trace_and_others_repeat_their_element() -> None:
    text = Wire().enumerate("SELECT OEMStringArray, Roles, UserName FROM Win32_ComputerSystem").body
    assert "OEMStringArray" not in text
    assert "<Roles>LM_Workstation</Roles><Roles>LM_Server</Roles><Roles>NT</Roles>" in text
    assert '<UserName xsi:nil="true"/>' in text


def test_unset_dates_are_those_of_1601_in_utc() -> None:
    wql = "SELECT EvaluationEndDate FROM SoftwareLicensingProduct WHERE PartialProductKey <> NULL"
    text = Wire(utc_offset="+09:00").enumerate(wql).body
    assert "<EvaluationEndDate><Datetime>1601-01-01T00:00:00Z</Datetime></EvaluationEndDate>" in text


def test_several_rows_come_one_first_and_then_by_pulls_with_changing_contexts() -> None:
    wire = Wire()
    answer = wire.enumerate(ALL)
    assert len(answer.items) == 1
    assert "EndOfSequence" not in answer.text
    contexts = [CONTEXT.search(answer.text)]
    pulled = wire.pull(answer.context)
    assert pulled.body.startswith("<n:PullResponse><n:Items><w:XmlFragment ")
    assert pulled.body.endswith("</w:XmlFragment></n:Items><n:EndOfSequence/></n:PullResponse>")
    assert "EnumerationContext" not in pulled.body
    assert len(pulled.items) == 63
    assert all(contexts)


def test_max_elements_limits_a_pull_and_every_response_has_a_new_context() -> None:
    wire = Wire()
    answer = wire.enumerate(ALL)
    seen = [answer.context]
    for _dummy in range(3):
        answer = wire.pull(answer.context, elements=5)
        assert len(answer.items) == 5
        seen.append(answer.context)
    assert len(set(seen)) == 4


def test_without_max_elements_a_pull_gives_one_item() -> None:
    wire = Wire()
    assert len(wire.pull(wire.enumerate(ALL).context, elements=None).items) == 1


def test_without_optimisation_the_first_response_has_no_items() -> None:
    wire = Wire()
    answer = wire.enumerate(f"SELECT Name FROM {OS}", optimise=False, elements=None)
    assert (answer.items, bool(answer.context), "EndOfSequence" in answer.text) == ([], True, False)
    assert len(wire.pull(answer.context).items) == 1


def test_batches_fit_the_envelope_counted_in_utf_16() -> None:
    wire = Wire()
    size = '<w:MaxEnvelopeSize s:mustUnderstand="true">51200</w:MaxEnvelopeSize>'
    wql = "SELECT * FROM SoftwareLicensingProduct"
    answer = wire.send(envelope(ANY, f"{ENUMERATION}/Enumerate", enumerate_body(wql), size=size))
    counts = [len(answer.items)]
    while answer.context:
        answer = wire.pull(answer.context, size=size)
        counts.append(len(answer.items))
        assert len(answer.text) * 2 <= 51200
    assert sum(counts) == 64
    assert counts[0] == 1
    assert 1 < max(counts) < 12


def test_the_service_limit_of_500_kb_holds_for_larger_requests() -> None:
    wire = Wire(switches=Switches(max_envelope_kb=64))
    answer = wire.pull(wire.enumerate("SELECT * FROM SoftwareLicensingProduct").context)
    assert len(answer.text) * 2 <= 64 * 1024


def test_an_object_larger_than_the_envelope_is_a_fault() -> None:
    size = '<w:MaxEnvelopeSize s:mustUnderstand="true">8192</w:MaxEnvelopeSize>'
    body = enumerate_body("SELECT * FROM SoftwareLicensingProduct")
    answer = Wire().send(envelope(ANY, f"{ENUMERATION}/Enumerate", body, size=size))
    assert (answer.status, answer.fault_code) == (500, 0x80338048)


EMPTY = "SELECT ID FROM SoftwareLicensingProduct WHERE ID = 'none'"


def test_no_rows_end_at_once_without_items_or_with_empty_ones() -> None:
    head = "<n:EnumerateResponse><n:EnumerationContext></n:EnumerationContext>"
    end = "<w:EndOfSequence/></n:EnumerateResponse>"
    assert Wire().enumerate(EMPTY).body == head + end
    empty = Wire(switches=Switches(zero_rows="end_of_sequence")).enumerate(EMPTY)
    assert empty.body == f"{head}<w:Items></w:Items>{end}"


def test_no_rows_may_need_a_pull() -> None:
    wire = Wire(switches=Switches(zero_rows="context_then_end"))
    answer = wire.enumerate(EMPTY)
    assert CONTEXT.search(answer.body)
    assert "EndOfSequence" not in answer.body
    assert wire.pull(answer.context).body == "<n:PullResponse><n:EndOfSequence/></n:PullResponse>"


def test_a_context_is_good_once() -> None:
    wire = Wire()
    context = wire.enumerate(ALL).context
    wire.pull(context, elements=1)
    again = wire.pull(context)
    assert (again.status, again.fault_code) == (500, 0x8033801B)
    assert again.value("s:Subcode/s:Value") == "n:InvalidEnumerationContext"


def test_a_context_dies_after_a_minute_without_pulls() -> None:
    wire = Wire()
    context = wire.enumerate(ALL).context
    wire.host.machine.state.world.clock.advance(seconds=61)
    assert wire.pull(context).fault_code == 0x8033801B


def test_release_ends_an_enumeration() -> None:
    wire = Wire()
    context = wire.enumerate(ALL).context
    body = f"<n:Release><n:EnumerationContext>{context}</n:EnumerationContext></n:Release>"
    assert wire.send(envelope(ANY, f"{ENUMERATION}/Release", body)).status == 200
    assert wire.pull(context).fault_code == 0x8033801B


def test_a_pull_on_another_resource_is_refused() -> None:
    wire = Wire()
    assert wire.pull(wire.enumerate(ALL).context, uri=SERVICE).fault_code == 0x8033801B


def test_an_enumeration_of_a_class_needs_no_filter_and_no_exact_case() -> None:
    answer = Wire().enumerate(uri=f"\n  {SERVICE.lower()}  ")
    assert [item.tag for item in answer.items] == [f"{{{SERVICE}}}SoftwareLicensingService"]


def test_the_filter_may_stand_in_either_namespace() -> None:
    body = enumerate_body(f"SELECT Name FROM {OS}").replace("w:Filter", "n:Filter")
    assert len(Wire().send(envelope(ANY, f"{ENUMERATION}/Enumerate", body)).items) == 1


def test_rows_may_come_as_a_derived_class() -> None:
    wire = Wire(switches=Switches(derived_classes=True))
    item = wire.enumerate("SELECT * FROM SoftwareLicensingService").items[0]
    assert item.tag == f"{{{SERVICE}_Derived}}SoftwareLicensingService_Derived"
    assert item.get(f"{{{XSI}}}type") == "p:SoftwareLicensingService_Derived_Type"
    assert wire.enumerate("SELECT Version FROM SoftwareLicensingService").items[0].tag == f"{{{W}}}XmlFragment"


CIM = "http://schemas.dmtf.org/wbem/wscim/1/"


def test_the_dialect_of_the_cim_cmdlets_is_understood() -> None:
    mode = "<w:EnumerationMode>EnumerateObjectAndEPR</w:EnumerationMode>"
    body = enumerate_body("SELECT * FROM SoftwareLicensingService", more=mode)
    answer = Wire().send(envelope(f"{CIM}*", f"{ENUMERATION}/Enumerate", body, {"__cimnamespace": "root/cimv2"}))
    item = answer.items[0]
    assert [child.tag.rpartition("}")[2] for child in item] == ["SoftwareLicensingService", "EndpointReference"]
    assert item[0].tag == f"{{{CIM}cim-schema/2/SoftwareLicensingService}}SoftwareLicensingService"
    names = [selector.get("Name") for selector in item[1].iter(f"{{{W}}}Selector")]
    assert names == ["__cimnamespace", "Version"]


def test_references_alone_are_enumerated_and_lead_to_their_objects() -> None:
    wire = Wire()
    mode = "<w:EnumerationMode>EnumerateEPR</w:EnumerationMode>"
    answer = wire.enumerate(uri=SERVICES, more=mode)
    found = list(answer.items)
    while answer.context:
        answer = wire.pull(answer.context, uri=SERVICES)
        found += answer.items
    assert {item.tag for item in found} == {f"{{{NS['a']}}}EndpointReference"}
    names = [item.findtext(".//w:Selector[@Name='Name']", namespaces=NS) for item in found]
    assert names == [*wire.host.machine.state.services]
    uri = found[0].findtext(".//w:ResourceURI", namespaces=NS) or ""
    assert wire.get(uri, {"Name": names[0] or ""}).status == 200


def test_a_reference_has_the_keys_whatever_the_query_names() -> None:
    mode = "<w:EnumerationMode>EnumerateEPR</w:EnumerationMode>"
    answer = Wire().enumerate("SELECT State FROM Win32_Service WHERE Name = 'WinRM'", more=mode)
    assert answer.find("w:XmlFragment") is None
    assert answer.value("w:Selector[@Name='Name']") == "WinRM"


@pytest.mark.parametrize("mode", ["EnumerateEverything", "enumerateepr"])
def test_another_mode_is_refused(mode: str) -> None:
    answer = Wire().enumerate(uri=SERVICES, more=f"<w:EnumerationMode>{mode}</w:EnumerationMode>")
    assert answer.fault_code == 0x80338027


def test_get_returns_the_object_itself_with_its_key_as_it_was_asked_for() -> None:
    wire = Wire()
    identifier = wire.host.machine.row("Professional/mak").sku.activation_id
    answer = wire.get(PRODUCT, {"id": identifier.upper()})
    assert answer.body.startswith("<p:SoftwareLicensingProduct xmlns:xsi=")
    assert f"<p:ID>{identifier.upper()}</p:ID>" in answer.body
    assert answer.value("a:Action") == "http://schemas.xmlsoap.org/ws/2004/09/transfer/GetResponse"


def test_the_operating_system_needs_no_selectors() -> None:
    assert Wire().get(f"{WMI}{OS}").status == 200


def test_a_service_is_found_by_its_name() -> None:
    assert "<p:Name>SPPSVC</p:Name>" in Wire().get(f"{WMI}Win32_Service", {"Name": "SPPSVC"}).body


@pytest.mark.parametrize(
    ("uri", "selectors", "code"),
    [
        (SERVICE, None, 0x803380FA),
        (PRODUCT, None, 0x803380FA),
        (PRODUCT, {"Name": "x"}, 0x8033805B),
        (PRODUCT, {"ID": "none"}, 0x80338000),
        (f"{WMI}Win32_NTLogEvent", {"Logfile": "Application"}, 0x8033805A),
        (f"{WMI}NoSuchClass", {"ID": "x"}, 0x80338000),
        (ANY, None, 0x80338000),
    ],
)
def test_wrong_gets_are_faults(uri: str, selectors: dict[str, str] | None, code: int) -> None:
    answer = Wire().get(uri, selectors)
    assert (answer.status, answer.fault_code) == (500, code)


def test_pull_bodies_without_a_context_are_refused() -> None:
    assert Wire().send(envelope(ANY, f"{ENUMERATION}/Pull", pull_body(" "))).fault_code == 0x8033801B
