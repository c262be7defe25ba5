# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The other end of the wire, played from a script: no socket, no library, no time."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from ansible_collections.licenseops.windows.plugins.plugin_utils._wsman._client import Client

ANSWERS = Path(__file__).resolve().parents[1] / "answers"

SOAP = "http://www.w3.org/2003/05/soap-envelope"
ADDRESSING = "http://schemas.xmlsoap.org/ws/2004/08/addressing"
WSMAN = "http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd"
WMI = "http://schemas.microsoft.com/wbem/wsman/1/wmi"

#: Where an answer file has the message ID of the request it answers.
PLACE_OF_ID = "uuid:OF-THE-REQUEST"

MESSAGE_ID = "uuid:11111111-2222-3333-4444-555555555555"

_ENVELOPE = f"""\
<s:Envelope xml:lang="en-US" xmlns:s="{SOAP}" xmlns:a="{ADDRESSING}" xmlns:w="{WSMAN}"
 xmlns:n="http://schemas.xmlsoap.org/ws/2004/09/enumeration" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
 xmlns:f="http://schemas.microsoft.com/wbem/wsman/1/wsmanfault" xmlns:cim="http://schemas.dmtf.org/wbem/wscim/1/common">
<s:Header><a:MessageID>uuid:A-HOST-WRITES-ITS-OWN</a:MessageID><a:RelatesTo>{PLACE_OF_ID}</a:RelatesTo></s:Header>
<s:Body>BODY</s:Body></s:Envelope>"""


@dataclass(frozen=True)
class Sent:
    """A request as it went out, taken apart without the help of the code under test."""

    envelope: str
    message_id: str
    action: str
    resource: str
    selectors: dict[str, str]
    arguments: dict[str, str]

    @classmethod
    def read(cls, envelope: bytes) -> Sent:
        root = ET.fromstring(envelope)
        header, body = root.find(f"{{{SOAP}}}Header"), root.find(f"{{{SOAP}}}Body")
        assert header is not None, "a request has a header"
        assert body is not None, "a request has a body"
        return cls(
            envelope=envelope.decode(),
            message_id=header.findtext(f"{{{ADDRESSING}}}MessageID") or "",
            action=header.findtext(f"{{{ADDRESSING}}}Action") or "",
            resource=header.findtext(f"{{{WSMAN}}}ResourceURI") or "",
            selectors={item.get("Name") or "": item.text or "" for item in header.iter(f"{{{WSMAN}}}Selector")},
            arguments={child.tag.rpartition("}")[2]: child.text or "" for child in (body[0] if len(body) else ())},
        )

    @property
    def verb(self) -> str:
        """Enumerate, Pull or the name of a method."""
        return self.action.rpartition("/")[2]


def answer_file(name: str) -> str:
    """An answer of the folder ``answers``, an envelope from end to end."""
    return ANSWERS.joinpath(f"{name}.xml").read_text(encoding="utf-8")


def answer_to(message_id: str, text: str) -> bytes:
    """An answer to one request: a whole envelope as it is, anything else as the body of one."""
    envelope = text if "Envelope" in text else _ENVELOPE.replace("BODY", text)
    return envelope.replace(PLACE_OF_ID, message_id).encode()


def output(method: str, inside: str = "<p:ReturnValue>0</p:ReturnValue>", place: str = "root/cimv2/X") -> str:
    """The body of a method's answer."""
    return f'<p:{method}_OUTPUT xmlns:p="{WMI}/{place}">{inside}</p:{method}_OUTPUT>'


def rows(*fragments: str) -> str:
    """The body of a query answered in one response, with one XmlFragment per row."""
    items = "".join(f"<w:XmlFragment>{fragment}</w:XmlFragment>" for fragment in fragments)
    return (
        "<n:EnumerateResponse><n:EnumerationContext/>"
        f"<w:Items>{items}</w:Items><w:EndOfSequence/></n:EnumerateResponse>"
    )


class ScriptedTransport:
    """Gives the replies it was told, in order: text is an answer, bytes are sent as they are, an error is raised."""

    def __init__(self, *replies: str | bytes | Exception, is_confidential: bool = True) -> None:
        self.is_confidential = is_confidential
        self.sent: list[Sent] = []
        self.resets = 0
        self.pauses: list[float] = []
        self._replies: Iterable[str | bytes | Exception] = iter(replies)

    @property
    def verbs(self) -> list[str]:
        """What was asked for, in order."""
        return [sent.verb for sent in self.sent]

    def send(self, envelope: bytes) -> bytes:
        sent = Sent.read(envelope)
        self.sent.append(sent)
        reply = next(iter(self._replies), AssertionError(f"request {len(self.sent)} was not expected: {sent.action}"))
        if isinstance(reply, Exception):
            raise reply
        return reply if isinstance(reply, bytes) else answer_to(sent.message_id, reply)

    def reset(self) -> None:
        self.resets += 1


def client_over(transport: ScriptedTransport) -> Client:
    """A client that notes its pauses instead of sleeping."""
    return Client(transport, sleep=transport.pauses.append)
