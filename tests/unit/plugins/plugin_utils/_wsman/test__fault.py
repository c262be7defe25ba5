# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Faults: two dialects and anything in between give codes, a subcode and a text."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.licenseops.windows.plugins.plugin_utils._language._text import Language
from ansible_collections.licenseops.windows.plugins.plugin_utils._wsman._answer import open_answer
from ansible_collections.licenseops.windows.plugins.plugin_utils._wsman._errors import WSManFault
from ansible_collections.licenseops.windows.plugins.plugin_utils._wsman._fault import parse_fault
from ansible_collections.licenseops.windows.tests.unit.plugins.support.wire import (
    MESSAGE_ID,
    SOAP,
    answer_file,
    answer_to,
)


def recorded(file: str) -> WSManFault:
    with pytest.raises(WSManFault) as caught:
        open_answer(answer_to(MESSAGE_ID, answer_file(file)), MESSAGE_ID)
    return caught.value


def fault(inside: str) -> WSManFault:
    return parse_fault(ET.fromstring(f'<s:Fault xmlns:s="{SOAP}">{inside}</s:Fault>'))


def with_detail(inside: str) -> WSManFault:
    return fault(f"<s:Detail>{inside}</s:Detail>")


@pytest.mark.parametrize(
    ("file", "codes", "subcode", "text"),
    [
        pytest.param(
            "fault_plain_text",
            (0x8033805B,),
            "InvalidSelectors",
            "The request contained invalid selectors.",
            id="WSManFault with plain text",
        ),
        pytest.param(
            "fault_provider_text",
            (2150859263,),
            "InternalError",
            "The provider said no.",
            id="WSManFault with the text of a provider",
        ),
        pytest.param(
            "fault_nested",
            (0xC004F050, 0x80338000),
            "DestinationUnreachable",
            "The product key is invalid.",
            id="nested WSManFault, the inner code first",
        ),
        pytest.param(
            "fault_wmi_error",
            (0x80041010,),
            "InternalError",
            "The class test does not exist in the root/cimv2 namespace.",
            id="MSFT_WmiError without a reason",
        ),
        pytest.param(
            "fault_wmi_error_unrelated",
            (0x803381A5,),
            "QuotaLimit",
            "This user is allowed a maximum number of operations.",
            id="MSFT_WmiError with a reason and without RelatesTo",
        ),
        pytest.param(
            "fault_timed_out",
            (2150858793,),
            "TimedOut",
            "The WS-Management service cannot complete the operation within the time specified.",
            id="timed out",
        ),
        pytest.param("fault_access_denied", (5,), "AccessDenied", "Access is denied.", id="access denied"),
        pytest.param(
            "fault_without_detail",
            (0xC004F074,),
            "SchemaValidationError",
            "The provider failed with HRESULT 0xC004F074.",
            id="the code stands in the reason only",
        ),
    ],
)
def test_a_fault_gives_its_codes_its_subcode_and_its_most_specific_text(
    file: str, codes: tuple[int, ...], subcode: str, text: str
) -> None:
    problem = recorded(file)
    assert (problem.codes, problem.subcode, problem.text) == (codes, subcode, text)


@pytest.mark.parametrize(
    ("inside", "codes"),
    [
        pytest.param('<WSManFault Code="-1073418160"/>', (0xC004F050,), id="signed attribute"),
        pytest.param("<x><error_Code>-2147217392</error_Code></x>", (0x80041010,), id="signed element"),
        pytest.param("<x><MessageID>HRESULT 0xc004f050</MessageID></x>", (0xC004F050,), id="message ID only"),
        pytest.param("<x><error_Code>3221549136</error_Code></x>", (0xC004F050,), id="error code only"),
        pytest.param(
            "<x><MessageID>HRESULT 0x80041001</MessageID><error_Code>3221549136</error_Code></x>",
            (0x80041001, 0xC004F050),
            id="two that differ",
        ),
        pytest.param(
            '<WSManFault Code="5"><Message>x (0xC004F074) y 0x8007232B.</Message></WSManFault>',
            (5, 0xC004F074, 0x8007232B),
            id="more codes in the text",
        ),
        pytest.param('<WSManFault Code="0"/>', (), id="zero is none"),
        pytest.param('<WSManFault Code=""/>', (), id="empty attribute"),
        pytest.param("<WSManFault/>", (), id="no attribute"),
        pytest.param('<WSManFault Code="unknown"/>', (), id="no number"),
        pytest.param('<WSManFault Code="99999999999"/>', (), id="too long"),
        pytest.param("<x><error_Code/><MessageID/></x>", (), id="empty elements"),
        pytest.param("<Message>about 0x1234 and 0xC004F0741</Message>", (), id="other hexadecimal numbers"),
    ],
)
def test_codes_are_unsigned_wherever_and_however_they_are_written(inside: str, codes: tuple[int, ...]) -> None:
    assert with_detail(inside).codes == codes


def test_a_zero_in_hexadecimal_is_no_code_either() -> None:
    assert with_detail("<x><MessageID>HRESULT 0x00000000</MessageID></x>").codes == ()


@pytest.mark.parametrize(
    ("inside", "text"),
    [
        pytest.param("<s:Reason><s:Text>Only this.</s:Text></s:Reason>", "Only this.", id="reason only"),
        pytest.param(
            "<s:Reason><s:Text>Generic.</s:Text></s:Reason><s:Detail><Message>Specific.</Message></s:Detail>",
            "Specific.",
            id="the detail is preferred",
        ),
        pytest.param(
            "<s:Reason><s:Text>Generic.</s:Text></s:Reason><s:Detail><Message>  </Message></s:Detail>",
            "Generic.",
            id="a blank detail is not",
        ),
        pytest.param("<s:Detail><Message>a\n  b\tc</Message></s:Detail>", "a b c", id="on one line"),
        pytest.param("<s:Reason><s:Text/></s:Reason>", "", id="empty reason"),
        pytest.param("", "", id="nothing at all"),
    ],
)
def test_the_text_is_the_most_specific_one_that_is_not_blank(inside: str, text: str) -> None:
    assert fault(inside).text == text


@pytest.mark.parametrize(
    ("inside", "shown"),
    [
        pytest.param('<s:Detail><WSManFault Code="5"/></s:Detail>', "(0x00000005): no text given", id="code"),
        pytest.param(
            "<s:Code><s:Subcode><s:Value>w:QuotaLimit</s:Value></s:Subcode></s:Code>", "(QuotaLimit)", id="subcode"
        ),
        pytest.param("", "(no code): no text given", id="nothing"),
    ],
)
def test_the_message_of_a_fault_shows_its_code_or_else_its_subcode(inside: str, shown: str) -> None:
    assert shown in str(fault(inside))


def test_a_fault_without_code_and_text_is_told_in_japanese() -> None:
    assert (
        fault("")
        .sentence(Language.JAPANESE)
        .startswith("ホストが WS-Management のエラー (コードなし) を返しました: メッセージはありません")
    )


@pytest.mark.parametrize(
    ("codes", "subcode", "is_timeout"),
    [
        pytest.param((2150858793,), "", True, id="code"),
        pytest.param((), "TimedOut", True, id="subcode"),
        pytest.param((0x80041001, 2150858793), "", True, id="one of several codes"),
        pytest.param((0xC004F074,), "InternalError", False, id="neither"),
    ],
)
def test_a_timeout_is_known_by_code_or_subcode(codes: tuple[int, ...], subcode: str, is_timeout: bool) -> None:
    assert WSManFault(codes, subcode, "").is_timeout is is_timeout


@given(
    st.recursive(
        st.sampled_from(["", "text", "0xC004F050", "-5"]),
        lambda inner: st.builds(
            "<{0} Code='{2}'>{1}</{0}>".format,
            st.sampled_from(["WSManFault", "Message", "error_Code", "MessageID", "ProviderFault", "x"]),
            inner,
            st.sampled_from(["", "0", "-1", "4294967295", "x"]),
        ),
        max_leaves=8,
    )
)
def test_parsing_a_fault_never_fails(detail: str) -> None:
    assert all(0 <= code <= 0xFFFFFFFF for code in with_detail(detail).codes)
