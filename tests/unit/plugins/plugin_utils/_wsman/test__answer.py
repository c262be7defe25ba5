# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers: one element in a SOAP body, or one clear error, whatever came in."""

from __future__ import annotations

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._language._errors import LicensingError
from ansible_collections.licenseops.windows.plugins.plugin_utils._wsman import _answer
from ansible_collections.licenseops.windows.plugins.plugin_utils._wsman._answer import (
    find_local,
    local_name,
    open_answer,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._wsman._errors import (
    MalformedAnswer,
    TooMuchMarkup,
    WSManFault,
)
from ansible_collections.licenseops.windows.tests.unit.plugins.support.wire import (
    MESSAGE_ID,
    SOAP,
    answer_file,
    answer_to,
)

ENTITIES = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
BOMB = f'<!DOCTYPE s [<!ENTITY l0 "lol">{ENTITIES}]><s>&l11;</s>'


def envelope(inside: str) -> bytes:
    return f'<s:Envelope xmlns:s="{SOAP}">{inside}</s:Envelope>'.encode()


@pytest.mark.parametrize(
    ("file", "content"),
    [
        pytest.param("enumerate_single_instance", "EnumerateResponse", id="one instance"),
        pytest.param("enumerate_projection", "EnumerateResponse", id="named columns"),
        pytest.param("enumerate_first_of_many", "EnumerateResponse", id="first of many"),
        pytest.param("pull_middle", "PullResponse", id="a batch"),
        pytest.param("pull_last", "PullResponse", id="last batch"),
    ],
)
def test_the_payload_of_an_answer_is_the_element_in_its_body(file: str, content: str) -> None:
    assert local_name(open_answer(answer_to(MESSAGE_ID, answer_file(file)), MESSAGE_ID)) == content


@pytest.mark.parametrize(
    ("payload", "said"),
    [
        pytest.param(b"", "it is empty", id="empty"),
        pytest.param(b" \r\n\t", "it is empty", id="blanks"),
        pytest.param(b"<html><body><p>Welcome</p></body></html>", "root element is 'html'", id="HTML"),
        pytest.param(b"<!DOCTYPE html><html><body><br></body></html>", "document type", id="HTML with a doctype"),
        pytest.param(b"<html><body><br></body></html>", "not well-formed", id="HTML that is no XML"),
        pytest.param(b"Service Unavailable", "not well-formed", id="plain text"),
        pytest.param(b'{"error": "no"}', "not well-formed", id="JSON"),
        pytest.param(envelope("<s:Body><x/></s:Body>")[:-12], "not well-formed", id="truncated"),
        pytest.param(BOMB.encode(), "document type", id="entity bomb"),
        pytest.param(b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>', "document type", id="external DTD"),
        pytest.param(b"<a>&undeclared;</a>", "not well-formed", id="undeclared entity"),
        pytest.param(b"<a>\x00</a>", "not well-formed", id="zero byte"),
        pytest.param(b"<a>\xff\xfe</a>", "not well-formed", id="not UTF-8"),
        pytest.param(b'<?xml version="1.0" encoding="utf-7"?><a/>', "not well-formed", id="unusable encoding"),
        pytest.param(b'<?xml version="1.0" encoding="no-such"?><a/>', "not well-formed", id="unknown encoding"),
        pytest.param(b"<Envelope><Body><x/></Body></Envelope>", "root element is 'Envelope'", id="no namespace"),
        pytest.param(
            b'<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body><x/></e:Body></e:Envelope>',
            "root element is 'Envelope'",
            id="SOAP 1.1",
        ),
        pytest.param(envelope(""), "body is empty", id="no body"),
        pytest.param(envelope("<s:Header/>"), "body is empty", id="header only"),
        pytest.param(envelope("<s:Body/>"), "body is empty", id="empty body"),
        pytest.param(envelope("<s:Body>text</s:Body>"), "body is empty", id="text in the body"),
    ],
)
def test_anything_but_a_soap_message_is_one_clear_error(payload: bytes, said: str) -> None:
    with pytest.raises(MalformedAnswer, match=said) as caught:
        open_answer(payload, MESSAGE_ID)
    assert caught.value.advice


def test_an_answer_to_another_request_is_refused() -> None:
    with pytest.raises(MalformedAnswer, match="answers another request"):
        open_answer(answer_to("uuid:OTHER", "<x/>"), MESSAGE_ID)


def test_a_fault_that_relates_to_another_request_is_refused_as_well() -> None:
    with pytest.raises(MalformedAnswer, match="answers another request"):
        open_answer(answer_to("uuid:OTHER", answer_file("fault_timed_out")), MESSAGE_ID)


@pytest.mark.parametrize(
    "written",
    [
        pytest.param(MESSAGE_ID.upper(), id="upper case"),
        pytest.param(MESSAGE_ID.lower(), id="lower case"),
        pytest.param(f"\n  {MESSAGE_ID} ", id="blanks around it"),
    ],
)
def test_the_message_id_is_compared_without_case_and_blanks(written: str) -> None:
    assert local_name(open_answer(answer_to(written, "<x/>"), MESSAGE_ID)) == "x"


def test_an_answer_without_relates_to_is_taken() -> None:
    assert local_name(open_answer(envelope("<s:Body><x/></s:Body>"), MESSAGE_ID)) == "x"


@pytest.mark.parametrize(
    "file",
    [
        "fault_access_denied",
        "fault_nested",
        "fault_plain_text",
        "fault_provider_text",
        "fault_timed_out",
        "fault_without_detail",
        "fault_wmi_error",
        "fault_wmi_error_unrelated",
    ],
)
def test_a_fault_is_raised_as_such(file: str) -> None:
    with pytest.raises(WSManFault):
        open_answer(answer_to(MESSAGE_ID, answer_file(file)), MESSAGE_ID)


def test_an_answer_is_decoded_as_utf_8() -> None:
    assert open_answer(answer_to(MESSAGE_ID, "<x>ライセンス認証</x>"), MESSAGE_ID).text == "ライセンス認証"


def test_a_message_of_absurd_depth_is_no_crash() -> None:
    with pytest.raises(LicensingError):
        open_answer(b"<a>" * 100_000 + b"</a>" * 100_000, MESSAGE_ID)


def test_children_are_found_by_local_name_in_any_namespace() -> None:
    content = open_answer(answer_to(MESSAGE_ID, '<x><q:A xmlns:q="urn:q">1</q:A><A>2</A></x>'), MESSAGE_ID)
    found = find_local(content, "A")
    assert found is not None
    assert (local_name(found), found.text) == ("A", "1")
    assert find_local(content, "B") is None


@pytest.mark.parametrize(
    "inside",
    [
        pytest.param("<a/>" * 1001, id="many"),
        pytest.param("<a>" * 501 + "</a>" * 501, id="deep"),
        pytest.param("<a " + " ".join(f"b{n}=''" for n in range(1001)) + "/>", id="attributes"),
    ],
)
def test_an_answer_that_would_fill_the_memory_is_refused_before_it_is_parsed(
    inside: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_answer, "MAX_MARKUP", 1000)
    with pytest.raises(TooMuchMarkup, match="it has more than 1000 elements and attributes, which is the limit"):
        open_answer(envelope(f"<s:Body>{inside}</s:Body>"), MESSAGE_ID)
