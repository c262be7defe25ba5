# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who answers: asked once, after a first fault that leaves it open, and told when it is not Windows."""

from __future__ import annotations

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._language._text import Language
from ansible_collections.licenseops.windows.plugins.plugin_utils._wsman._errors import NotWindows, WSManFault
from ansible_collections.licenseops.windows.plugins.plugin_utils._wsman._request import Request
from ansible_collections.licenseops.windows.tests.unit.plugins.support.wire import (
    ScriptedTransport,
    answer_file,
    client_over,
)

QUERY = Request("urn:action", "urn:resource", "<x/>")
ANSWER = "<answer>1</answer>"


def fault(detail: str = "") -> str:
    return (
        '<s:Fault xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Code><s:Value>s:Receiver</s:Value></s:Code>'
        f'<s:Reason><s:Text xml:lang="en-US">No.</s:Text></s:Reason><s:Detail>{detail}</s:Detail></s:Fault>'
    )


def coded(code: int) -> str:
    return fault(f'<f:WSManFault Code="{code}"/>')


def identified(vendor: str, version: str) -> str:
    return (
        '<i:IdentifyResponse xmlns:i="http://schemas.dmtf.org/wbem/wsman/identity/1/wsmanidentity.xsd">'
        "<i:ProtocolVersion>http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd</i:ProtocolVersion>"
        f"<i:ProductVendor>{vendor}</i:ProductVendor><i:ProductVersion>{version}</i:ProductVersion>"
        "</i:IdentifyResponse>"
    )


def unrelated(body: str) -> bytes:
    """Identify has no message ID to relate to."""
    return (
        f'<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Body>{body}</s:Body></s:Envelope>'.encode()
    )


WINRM = unrelated(identified("Microsoft Corporation", "OS: 10.0.20348 SP: 0.0 Stack: 3.0"))
OTHERS = [
    pytest.param("Openwsman Project", "2.6.5", id="Openwsman"),
    pytest.param("Open Management Infrastructure", "1.9.1", id="OMI"),
    pytest.param("Microsoft Corporation", "1.9.1", id="another server of Microsoft's"),
]
OMI_FAULT = fault(
    '<p:OMI_Error xmlns:p="http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/OMI_Error">'
    "<p:MessageID>OMI:MI_Result:5</p:MessageID></p:OMI_Error>"
)


@pytest.mark.parametrize("first", [OMI_FAULT, fault(), coded(0x8033801A), coded(0x80338000)])
@pytest.mark.parametrize(("vendor", "version"), OTHERS)
def test_what_is_not_windows_is_told_by_its_own_name(vendor: str, version: str, first: str) -> None:
    transport = ScriptedTransport(first, unrelated(identified(vendor, version)))
    with pytest.raises(NotWindows) as caught:
        client_over(transport).call(QUERY)
    assert caught.value.message == (f"What answers at this address is not Windows: it calls itself {vendor} {version}.")
    assert "ansible_host" in caught.value.advice
    assert vendor in caught.value.sentence(Language.JAPANESE)
    assert len(transport.sent) == 2


@pytest.mark.parametrize(
    "reply",
    [
        pytest.param(WINRM, id="it is WinRM"),
        pytest.param(fault(), id="a fault"),
        pytest.param(b"<html/>", id="no WS-Management"),
        pytest.param(unrelated("<answer/>"), id="another answer"),
        pytest.param(unrelated(identified(" ", "1")), id="no name"),
    ],
)
def test_windows_and_what_does_not_say_keep_their_fault(reply: str | bytes) -> None:
    transport = ScriptedTransport(coded(0x8033801A), reply)
    with pytest.raises(WSManFault) as caught:
        client_over(transport).call(QUERY)
    assert caught.value.codes == (0x8033801A,)
    assert len(transport.sent) == 2


def test_it_is_asked_once_and_not_after_every_fault() -> None:
    transport = ScriptedTransport(coded(0x8033801A), WINRM, coded(0x8033801A))
    client = client_over(transport)
    for _call in range(2):
        with pytest.raises(WSManFault):
            client.call(QUERY)
    assert len(transport.sent) == 3


def test_a_host_that_has_answered_before_is_not_asked() -> None:
    transport = ScriptedTransport(ANSWER, coded(0x8033801A))
    client = client_over(transport)
    client.call(QUERY)
    with pytest.raises(WSManFault):
        client.call(QUERY)
    assert len(transport.sent) == 2


@pytest.mark.parametrize("name", ["fault_access_denied", "fault_plain_text", "fault_provider_text", "fault_wmi_error"])
def test_faults_that_only_windows_gives_ask_nothing(name: str) -> None:
    transport = ScriptedTransport(answer_file(name))
    with pytest.raises(WSManFault):
        client_over(transport).call(QUERY)
    assert len(transport.sent) == 1
