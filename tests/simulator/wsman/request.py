# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reading requests strictly: what a Windows service refuses is refused here with the same fault."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from xml.etree import ElementTree as ET

from .faults import MustUnderstandFault, WsmanFault
from .names import ADDRESSING, ANONYMOUS, CIM_BINDING, MS_WSMAN, SOAP, WSMAN, qualified

#: DSP0226 R13.1-6: a service need not support envelopes below 8192 octets
MINIMUM_ENVELOPE = 8192
_DEFAULT_ENVELOPE = 153_600
_DURATION = re.compile(r"-?P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?")
_MESSAGE_ID = re.compile(r"uuid:[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")

_UNDERSTOOD = frozenset(
    {qualified(ADDRESSING, name) for name in ("To", "Action", "MessageID", "ReplyTo", "FaultTo", "From", "RelatesTo")}
    | {
        qualified(WSMAN, name)
        for name in ("ResourceURI", "SelectorSet", "OptionSet", "MaxEnvelopeSize", "OperationTimeout", "Locale")
    }
    | {
        qualified(MS_WSMAN, name)
        for name in ("DataLocale", "SessionId", "OperationID", "SequenceId", "ActivityId", "CompressionType")
    }
)


@dataclass(frozen=True, slots=True)
class Request:
    """A well-formed request with its headers read."""

    action: str
    resource_uri: str
    message_id: str
    selectors: dict[str, str]
    options: dict[str, str]
    max_envelope: int
    timeout: float | None
    body: list[ET.Element]
    declares_cim_binding: bool
    echoes: dict[str, str] = field(default_factory=dict)


class _Builder(ET.TreeBuilder):
    """Builds the tree, refuses DTDs and remembers declared namespaces."""

    def __init__(self) -> None:
        super().__init__()
        self.namespaces: set[str] = set()

    def doctype(self, _name: str, _public: str | None, _system: str | None) -> None:
        raise WsmanFault("invalid_xml", text="Document type declarations are not accepted. ")

    def start_ns(self, _prefix: str | None, uri: str) -> None:
        self.namespaces.add(uri)


@dataclass(frozen=True, slots=True)
class Envelope:
    """A parsed envelope, before its headers are judged."""

    header: ET.Element
    body: list[ET.Element]
    namespaces: frozenset[str]

    @property
    def message_id(self) -> str | None:
        """The request's MessageID as sent, for RelatesTo."""
        element = self.header.find(qualified(ADDRESSING, "MessageID"))
        return element.text if element is not None else None


def parse_envelope(data: bytes) -> Envelope:
    """Parse bytes to an envelope or raise the fault for malformed ones."""
    builder = _Builder()
    parser = ET.XMLParser(target=builder)
    try:
        parser.feed(data)
        root = parser.close()
    except (ET.ParseError, ValueError) as error:
        raise WsmanFault("invalid_xml") from error
    if root.tag != qualified(SOAP, "Envelope"):
        raise WsmanFault("version_mismatch" if root.tag.endswith("}Envelope") else "invalid_xml")
    header, body = root.find(qualified(SOAP, "Header")), root.find(qualified(SOAP, "Body"))
    if header is None:
        raise WsmanFault("header_required")
    if body is None:
        raise WsmanFault("invalid_body")
    return Envelope(header, list(body), frozenset(builder.namespaces))


def read_request(envelope: Envelope) -> Request:
    """Judge the headers of an envelope."""
    header = envelope.header
    _check_understood(header)
    _check_reply_to(header)
    _required(header, ADDRESSING, "To")
    message_id = _required(header, ADDRESSING, "MessageID")
    if not _MESSAGE_ID.fullmatch(message_id.strip()):
        raise WsmanFault("invalid_header")
    return Request(
        action=_required(header, ADDRESSING, "Action").strip(),
        resource_uri=_required(header, WSMAN, "ResourceURI").strip(),
        message_id=message_id,
        selectors=_named(header, "SelectorSet", "Selector"),
        options=_named(header, "OptionSet", "Option"),
        max_envelope=_max_envelope(header),
        timeout=_timeout(header),
        body=envelope.body,
        declares_cim_binding=CIM_BINDING in envelope.namespaces,
        echoes=_echoes(header),
    )


def _check_understood(header: ET.Element) -> None:
    for element in header:
        flag = element.get(qualified(SOAP, "mustUnderstand"), "false").strip().lower()
        if flag in ("true", "1") and element.tag not in _UNDERSTOOD:
            raise MustUnderstandFault(element.tag)


def _check_reply_to(header: ET.Element) -> None:
    reply_to = header.find(qualified(ADDRESSING, "ReplyTo"))
    if reply_to is None:
        raise WsmanFault("header_required")
    address = reply_to.findtext(qualified(ADDRESSING, "Address"), "").strip()
    if address != ANONYMOUS:
        raise WsmanFault("unsupported_addressing")


def _required(header: ET.Element, namespace: str, name: str) -> str:
    found = header.findall(qualified(namespace, name))
    if not found or not (found[0].text or "").strip():
        raise WsmanFault("header_required")
    if len(found) > 1:
        raise WsmanFault("invalid_header")
    return found[0].text or ""


def _named(header: ET.Element, set_name: str, item_name: str) -> dict[str, str]:
    found: dict[str, str] = {}
    container = header.find(qualified(WSMAN, set_name))
    for element in container if container is not None else ():
        name = element.get("Name", "")
        if element.tag != qualified(WSMAN, item_name) or not name:
            raise WsmanFault("invalid_selectors" if item_name == "Selector" else "invalid_header")
        if name.lower() in {key.lower() for key in found}:
            raise WsmanFault("duplicate_selectors")
        found[name] = element.text or ""
    return found


def _max_envelope(header: ET.Element) -> int:
    text = header.findtext(qualified(WSMAN, "MaxEnvelopeSize"))
    if text is None:
        return _DEFAULT_ENVELOPE
    if not text.strip().isdecimal():
        raise WsmanFault("invalid_header")
    size = int(text)
    if size < MINIMUM_ENVELOPE:
        raise WsmanFault("minimum_envelope")
    return size


def _timeout(header: ET.Element) -> float | None:
    text = header.findtext(qualified(WSMAN, "OperationTimeout"))
    if text is None:
        return None
    match = _DURATION.fullmatch(text.strip())
    if match is None or not any(match.groups()):
        raise WsmanFault("invalid_timeout")
    days, hours, minutes, seconds = (float(part or 0) for part in match.groups())
    return ((days * 24 + hours) * 60 + minutes) * 60 + seconds


def _echoes(header: ET.Element) -> dict[str, str]:
    """recorded: p:OperationID and p:SequenceId come back when they were sent."""
    pairs = ((name, header.findtext(qualified(MS_WSMAN, name))) for name in ("OperationID", "SequenceId"))
    return {name: text for name, text in pairs if text}
