# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Envelopes written by hand, and an acceptor without sockets, for the tests of the wire shapes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree as ET

from tests.simulator.journal import Entry
from tests.simulator.model.switches import Switches
from tests.simulator.simulation import new_host

WMI = "http://schemas.microsoft.com/wbem/wsman/1/wmi/root/cimv2/"
ANY = WMI + "*"
PRODUCT = WMI + "SoftwareLicensingProduct"
SERVICE = WMI + "SoftwareLicensingService"
ENUMERATION = "http://schemas.xmlsoap.org/ws/2004/09/enumeration"
TRANSFER = "http://schemas.xmlsoap.org/ws/2004/09/transfer"
WQL = "http://schemas.microsoft.com/wbem/wsman/1/WQL"
ANONYMOUS = "http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous"
MESSAGE_ID = "uuid:0b5bbd3c-8f1e-4c5f-9d3c-3a6a5e1d7f00"
NS = {
    "s": "http://www.w3.org/2003/05/soap-envelope",
    "a": "http://schemas.xmlsoap.org/ws/2004/08/addressing",
    "n": ENUMERATION,
    "w": "http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd",
    "p": "http://schemas.microsoft.com/wbem/wsman/1/wsman.xsd",
    "f": "http://schemas.microsoft.com/wbem/wsman/1/wsmanfault",
    "e": "http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/MSFT_WmiError",
}
CIM_BINDING = ' xmlns:b="http://schemas.dmtf.org/wbem/wsman/1/cimbinding.xsd"'

HEADERS = {
    "to": "<a:To>http://windows-host:5985/wsman</a:To>",
    "resource": '<w:ResourceURI s:mustUnderstand="true">{uri}</w:ResourceURI>',
    "reply": f'<a:ReplyTo><a:Address s:mustUnderstand="true">{ANONYMOUS}</a:Address></a:ReplyTo>',
    "verb": '<a:Action s:mustUnderstand="true">{action}</a:Action>',
    "size": '<w:MaxEnvelopeSize s:mustUnderstand="true">512000</w:MaxEnvelopeSize>',
    "id": f"<a:MessageID>{MESSAGE_ID}</a:MessageID>",
    "timeout": "<w:OperationTimeout>PT60.000S</w:OperationTimeout>",
}


def envelope(
    uri: str, action: str, body: str = "", selectors: dict[str, str] | None = None, extra: str = "", **headers: Any
) -> bytes:
    """A request; `headers` replace single headers by text ("" leaves one out), `extra` adds more."""
    declarations = "".join(f' xmlns:{prefix}="{name}"' for prefix, name in NS.items() if prefix in "sanwp")
    if "binding" in headers:
        declarations += headers.pop("binding")
    shown = "".join(({**HEADERS, **headers})[name] for name in (*HEADERS,)).format(uri=uri, action=action)
    chosen = "".join(f'<w:Selector Name="{name}">{text}</w:Selector>' for name, text in (selectors or {}).items())
    chosen = f"<w:SelectorSet>{chosen}</w:SelectorSet>" if chosen else ""
    return (
        f"<s:Envelope{declarations}><s:Header>{shown}{chosen}{extra}</s:Header><s:Body>{body}</s:Body></s:Envelope>"
    ).encode()


def enumerate_body(wql: str | None = None, elements: int | None = 32000, optimise: bool = True, more: str = "") -> str:
    """The body of an Enumerate."""
    parts = ["<w:OptimizeEnumeration/>"] if optimise else []
    parts += [f"<w:MaxElements>{elements}</w:MaxElements>"] if elements else []
    if wql is not None:
        text = wql.replace("&", "&amp;").replace("<", "&lt;")
        parts.append(f'<w:Filter Dialect="{WQL}">{text}</w:Filter>')
    return f"<n:Enumerate>{''.join(parts)}{more}</n:Enumerate>"


def pull_body(context: str, elements: int | None = 32000) -> str:
    """The body of a Pull."""
    most = f"<n:MaxElements>{elements}</n:MaxElements>" if elements else ""
    return f"<n:Pull><n:EnumerationContext>{context}</n:EnumerationContext>{most}</n:Pull>"


@dataclass(slots=True)
class Answer:
    """A response, parsed."""

    status: int
    text: str
    entry: Entry

    @property
    def xml(self) -> ET.Element:
        """The envelope."""
        return ET.fromstring(self.text)

    def find(self, path: str) -> ET.Element | None:
        """An element by prefixed path anywhere below."""
        return self.xml.find(".//" + path, NS)

    def value(self, path: str) -> str | None:
        """Text of an element."""
        element = self.find(path)
        return None if element is None else element.text

    @property
    def body(self) -> str:
        """The text between the Body tags."""
        match = re.search(r"<s:Body>(.*)</s:Body>", self.text, re.DOTALL)
        assert match is not None
        return match[1]

    @property
    def context(self) -> str:
        """The enumeration context."""
        return self.value("n:EnumerationContext") or ""

    @property
    def items(self) -> list[ET.Element]:
        """Items of an enumeration, whichever namespace holds them."""
        for path in ("w:Items", "n:Items"):
            found = self.find(path)
            if found is not None:
                return list(found)
        return []

    @property
    def fault_code(self) -> int:
        """The code of either fault dialect."""
        fault = self.find("f:WSManFault")
        if fault is not None:
            return int(fault.attrib["Code"])
        return int(self.value("e:error_Code") or -1)


class Wire:
    """One host's acceptor, spoken to directly."""

    def __init__(self, profile: str = "windows-10-pro", switches: Switches | None = None, **settings: Any) -> None:
        self.host = new_host(profile, switches=switches, **settings)

    def send(self, data: bytes) -> Answer:
        """One request."""
        entry = self.host.journal.open("POST", len(data))
        reply = self.host.acceptor.handle(data, entry)
        return Answer(reply.status, reply.body.decode(), entry)

    def enumerate(self, wql: str | None = None, uri: str = ANY, **options: Any) -> Answer:
        """An Enumerate."""
        return self.send(envelope(uri, f"{ENUMERATION}/Enumerate", enumerate_body(wql, **options)))

    def pull(self, context: str, uri: str = ANY, elements: int | None = 32000, **headers: Any) -> Answer:
        """A Pull."""
        return self.send(envelope(uri, f"{ENUMERATION}/Pull", pull_body(context, elements), **headers))

    def all_items(self, wql: str, **options: Any) -> list[ET.Element]:
        """All rows of an enumeration, pulled to the end."""
        answer = self.enumerate(wql, **options)
        found = answer.items
        while answer.context:
            answer = self.pull(answer.context)
            found += answer.items
        return found

    def get(self, uri: str, selectors: dict[str, str] | None = None) -> Answer:
        """A Get."""
        return self.send(envelope(uri, f"{TRANSFER}/Get", "", selectors))

    def invoke(
        self, uri: str, method: str, body: str | None = None, selectors: dict[str, str] | None = None, **headers: Any
    ) -> Answer:
        """A method call; `body` is the inside of the input element."""
        text = f'<m:{method}_INPUT xmlns:m="{uri}">{body or ""}</m:{method}_INPUT>'
        return self.send(envelope(uri, f"{uri}/{method}", text, selectors, **headers))

    def service(self, method: str, body: str = "", **headers: Any) -> Answer:
        """A method of SoftwareLicensingService."""
        return self.invoke(SERVICE, method, body, {"Version": self.version}, **headers)

    @property
    def version(self) -> str:
        """Key of the service object."""
        spec = self.host.machine.state.spec
        return f"{spec.version}.{spec.revision}"
