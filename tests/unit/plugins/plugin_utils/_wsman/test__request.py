# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Requests: every part of the envelope Windows looks at, and text that stays text."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.licenseops.windows.plugins.plugin_utils._wsman._request import (
    Request,
    class_uri,
    enumerate_wql,
    invoke,
    new_message_id,
    pull,
)
from ansible_collections.licenseops.windows.tests.unit.plugins.support.products import FAKE_KEY
from ansible_collections.licenseops.windows.tests.unit.plugins.support.wire import MESSAGE_ID, Sent

S = "{http://www.w3.org/2003/05/soap-envelope}"
A = "{http://schemas.xmlsoap.org/ws/2004/08/addressing}"
N = "{http://schemas.xmlsoap.org/ws/2004/09/enumeration}"
W = "{http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd}"
P = "{http://schemas.microsoft.com/wbem/wsman/1/wsman.xsd}"

WMI = "http://schemas.microsoft.com/wbem/wsman/1/wmi"
SERVICE = f"{WMI}/root/cimv2/SoftwareLicensingService"

#: Text XML 1.0 can carry; a carriage return would come back as a line feed.
XML_TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"))


def opened(request: Request) -> ET.Element:
    return ET.fromstring(request.envelope(MESSAGE_ID))


def header(request: Request, name: str) -> ET.Element:
    found = opened(request).find(f"{S}Header/{name}")
    assert found is not None, name
    return found


def body(request: Request) -> ET.Element:
    found = opened(request).find(f"{S}Body")
    assert found is not None
    assert len(found) == 1
    return found[0]


QUERY = enumerate_wql("root/cimv2", "SELECT A FROM B")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (f"{A}To", "http://windows-host:5985/wsman"),
        (f"{W}ResourceURI", f"{WMI}/root/cimv2/*"),
        (f"{A}ReplyTo/{A}Address", "http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous"),
        (f"{A}Action", "http://schemas.xmlsoap.org/ws/2004/09/enumeration/Enumerate"),
        (f"{W}MaxEnvelopeSize", "512000"),
        (f"{A}MessageID", MESSAGE_ID),
        (f"{W}OperationTimeout", "PT60.000S"),
    ],
)
def test_every_request_carries_the_headers_of_the_recorded_one(name: str, text: str) -> None:
    assert header(QUERY, name).text == text


def test_the_host_must_understand_exactly_the_recorded_headers() -> None:
    required = {
        element.tag: element.get(f"{S}mustUnderstand")
        for element in opened(QUERY).iter()
        if element.get(f"{S}mustUnderstand") is not None
    }
    assert required == {
        f"{W}ResourceURI": "true",
        f"{A}Address": "true",
        f"{A}Action": "true",
        f"{W}MaxEnvelopeSize": "true",
        f"{W}Locale": "false",
        f"{P}DataLocale": "false",
    }


def test_the_language_asked_for_is_english() -> None:
    lang = "{http://www.w3.org/XML/1998/namespace}lang"
    assert header(QUERY, f"{W}Locale").get(lang) == header(QUERY, f"{P}DataLocale").get(lang) == "en-US"


def test_no_request_declares_the_namespace_that_brings_the_poorer_faults() -> None:
    assert b"cimbinding" not in QUERY.envelope(MESSAGE_ID)


def test_a_query_has_no_selectors_and_nothing_in_their_place() -> None:
    found = opened(QUERY).find(f"{S}Header")
    assert found is not None
    assert found.find(f"{W}SelectorSet") is None
    assert not "".join(filter(None, [found.text, *(child.tail for child in found)]))


def test_a_query_asks_for_one_answer_with_as_many_items_as_fit() -> None:
    query = body(QUERY)
    assert query.tag == f"{N}Enumerate"
    assert [child.tag for child in query] == [f"{W}OptimizeEnumeration", f"{W}MaxElements", f"{W}Filter"]
    assert query.findtext(f"{W}MaxElements") == "32000"
    assert query.find(f"{W}Filter").get("Dialect") == "http://schemas.microsoft.com/wbem/wsman/1/WQL"


@pytest.mark.parametrize(
    "wql",
    [
        pytest.param("SELECT A FROM B WHERE C = 'it''s \"quoted\"'", id="quotes"),
        pytest.param("SELECT A FROM B WHERE C <> NULL AND D < 3 AND E > 4", id="comparisons"),
        pytest.param("SELECT A FROM B WHERE C = 'R&D ]]> &amp;'", id="ampersands"),
        pytest.param("SELECT A FROM B WHERE C = '{0} {body} %s'", id="braces"),
        pytest.param("SELECT A FROM B WHERE C = '日本語'", id="Japanese"),
    ],
)
def test_a_query_arrives_as_it_was_written(wql: str) -> None:
    assert body(enumerate_wql("root/cimv2", wql)).findtext(f"{W}Filter") == wql


def test_a_pull_names_the_context_and_the_same_resource() -> None:
    request = pull("root/cimv2", "uuid:A&B<C>")
    assert header(request, f"{A}Action").text == "http://schemas.xmlsoap.org/ws/2004/09/enumeration/Pull"
    assert header(request, f"{W}ResourceURI").text == f"{WMI}/root/cimv2/*"
    assert [(child.tag, child.text) for child in body(request)] == [
        (f"{N}EnumerationContext", "uuid:A&B<C>"),
        (f"{N}MaxElements", "32000"),
    ]


@pytest.mark.parametrize(
    ("namespace", "name", "uri"),
    [
        ("root/cimv2", "Win32_Service", f"{WMI}/root/cimv2/Win32_Service"),
        ("root\\default", "StdRegProv", f"{WMI}/root/default/StdRegProv"),
        ("root/cimv2", "*", f"{WMI}/root/cimv2/*"),
    ],
)
def test_a_class_is_addressed_below_its_namespace(namespace: str, name: str, uri: str) -> None:
    assert class_uri(namespace, name) == uri


def test_a_method_call_names_method_instance_and_arguments() -> None:
    request = invoke(SERVICE, "InstallProductKey", {"ProductKey": FAKE_KEY}, {"Version": "10.0"}, is_repeatable=False)
    assert header(request, f"{A}Action").text == f"{SERVICE}/InstallProductKey"
    assert header(request, f"{W}ResourceURI").text == SERVICE
    selector = header(request, f"{W}SelectorSet/{W}Selector")
    assert (selector.get("Name"), selector.text) == ("Version", "10.0")
    call = body(request)
    assert call.tag == f"{{{SERVICE}}}InstallProductKey_INPUT"
    assert [(child.tag, child.text) for child in call] == [(f"{{{SERVICE}}}ProductKey", FAKE_KEY)]


def test_a_method_without_arguments_sends_an_empty_input_and_a_class_no_selectors() -> None:
    request = invoke(SERVICE, "RefreshLicenseStatus", {}, {}, is_repeatable=True)
    assert (body(request).tag, len(body(request))) == (f"{{{SERVICE}}}RefreshLicenseStatus_INPUT", 0)
    assert opened(request).find(f"{S}Header/{W}SelectorSet") is None


@given(XML_TEXT, XML_TEXT, XML_TEXT)
def test_arguments_and_selectors_arrive_as_they_were_given(argument: str, name: str, value: str) -> None:
    sent = Sent.read(invoke(SERVICE, "M", {"P": argument}, {name: value}, is_repeatable=False).envelope(MESSAGE_ID))
    assert (sent.arguments, sent.selectors) == ({"P": argument}, {name: value})


@pytest.mark.parametrize("show", [repr, str], ids=["repr", "str"])
def test_a_request_does_not_show_the_key_it_carries(show: type) -> None:
    request = invoke(SERVICE, "InstallProductKey", {"ProductKey": FAKE_KEY}, {"Version": "10.0"}, is_repeatable=False)
    assert FAKE_KEY.encode() in request.envelope(MESSAGE_ID)
    assert "TNTTT" not in show(request)
    assert "InstallProductKey" in show(request)


@pytest.mark.parametrize(
    ("request_", "is_repeatable"),
    [
        pytest.param(QUERY, True, id="query"),
        pytest.param(pull("root/cimv2", "c"), False, id="pull"),
        pytest.param(invoke(SERVICE, "Activate", {}, {}, is_repeatable=False), False, id="method"),
        pytest.param(invoke(SERVICE, "Refresh", {}, {}, is_repeatable=True), True, id="harmless method"),
    ],
)
def test_only_what_does_no_harm_twice_is_repeatable(request_: Request, is_repeatable: bool) -> None:
    assert request_.is_repeatable is is_repeatable


def test_message_ids_are_written_as_windows_clients_write_them_and_differ() -> None:
    first, second = new_message_id(), new_message_id()
    assert re.fullmatch(r"uuid:[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}", first)
    assert first != second
