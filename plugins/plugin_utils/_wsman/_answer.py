# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers: from bytes to the one element in the SOAP body, or an error. Parsing only, no I/O."""

from __future__ import annotations

import xml.etree.ElementTree as ET

from .._language._text import Text
from . import _names
from ._errors import MalformedAnswer, TooMuchMarkup
from ._fault import parse_fault

#: Elements, their ends and attributes of one answer. A batch of 500 KB has some ten thousand; parsed, each takes up to
#: 300 bytes, so that the limit on the size of an answer alone would allow for gigabytes.
MAX_MARKUP = 1_000_000


class _NoDoctype(ET.TreeBuilder):
    """SOAP 1.2 part 1 section 5 forbids a DTD; refusing it also shuts out entity expansion."""

    def doctype(self, name: str, pubid: str | None, system: str | None) -> None:
        """Refuse."""
        raise MalformedAnswer("it carries a document type declaration")


def local_name(element: ET.Element) -> str:
    """The tag without its namespace."""
    return element.tag.rpartition("}")[2]


def find_local(element: ET.Element, name: str) -> ET.Element | None:
    """The first child with that local name, whatever its namespace."""
    return next((child for child in element if local_name(child) == name), None)


def open_answer(payload: bytes, message_id: str, *, may_be_empty: bool = False) -> ET.Element:
    """The payload element of an answer.

    Args:
        payload: The HTTP body, already decrypted.
        message_id: The message ID of the request, which the answer must relate to.
        may_be_empty: Whether the body may be empty; then it is what is returned.

    Raises:
        WSManFault: The answer is a fault.
        MalformedAnswer: The answer is anything but a SOAP envelope with one element in its body.
    """
    envelope = _parse(payload)
    if envelope.tag != f"{{{_names.SOAP}}}Envelope":
        raise MalformedAnswer(Text("its root element is {element!r}", element=local_name(envelope)))
    _check_relation(envelope, message_id)
    body = envelope.find(f"{{{_names.SOAP}}}Body")
    content = next(iter(body), None) if body is not None else None
    if content is None and body is not None and may_be_empty:
        return body
    if content is None:
        raise MalformedAnswer("its SOAP body is empty")
    if content.tag == f"{{{_names.SOAP}}}Fault":
        raise parse_fault(content)
    return content


def _parse(payload: bytes) -> ET.Element:
    if not payload.strip():
        raise MalformedAnswer("it is empty")
    if payload.count(b"<") + payload.count(b"=") > MAX_MARKUP:
        raise TooMuchMarkup(MAX_MARKUP)
    try:
        return ET.fromstring(payload, parser=ET.XMLParser(target=_NoDoctype()))
    except (ET.ParseError, ValueError, LookupError) as problem:
        raise MalformedAnswer("it is not well-formed XML") from problem


def _check_relation(envelope: ET.Element, message_id: str) -> None:
    """Windows echoes the message ID; some of its faults leave the header out (recorded), none carries another."""
    relates_to = envelope.findtext(f"{{{_names.SOAP}}}Header/{{{_names.ADDRESSING}}}RelatesTo")
    if relates_to is not None and relates_to.strip().lower() != message_id.lower():
        raise MalformedAnswer("it answers another request")
