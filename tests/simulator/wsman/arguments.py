# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From `Method_INPUT` elements to typed arguments, strictly."""

from __future__ import annotations

from collections.abc import Mapping
from xml.etree import ElementTree as ET

from ..model.errors import Wbem, WbemError
from ..model.schema import Member, Method
from ..model.values import Scalar, WmiValue
from .faults import WsmanFault
from .names import XSI, qualified

_BOOLEANS = {"true": True, "1": True, "false": False, "0": False}
_RANGES = {
    "uint8": range(2**8),
    "uint16": range(2**16),
    "uint32": range(2**32),
    "uint64": range(2**64),
    "sint16": range(-(2**15), 2**15),
    "sint32": range(-(2**31), 2**31),
}


def method_name(action: str, resource_uri: str) -> str:
    """The method an action names: the resource URI, a slash and the method."""
    prefix = resource_uri + "/"
    if not action.lower().startswith(prefix.lower()) or "/" in action[len(prefix) :] or action == prefix:
        raise WsmanFault("action_mismatch")
    return action[len(prefix) :]


def arguments(body: list[ET.Element], method: Method, class_uri: str) -> Mapping[str, WmiValue]:
    """Typed arguments by canonical name. The input element must be there even when it is empty (documented)."""
    element = _input_element(body, method, class_uri)
    texts: dict[str, list[str | None]] = {}
    for child in element:
        member = _parameter(child, method, class_uri)
        nil = child.get(qualified(XSI, "nil"), "").lower() in ("true", "1")
        texts.setdefault(member.name, []).append(None if nil else child.text or "")
    members = {member.name: member for member in method.inputs.values()}
    return {name: _value(values, members[name]) for name, values in texts.items()}


def _input_element(body: list[ET.Element], method: Method, class_uri: str) -> ET.Element:
    if len(body) != 1:
        raise WsmanFault("invalid_method_parameters")
    namespace, dummy, local = body[0].tag.rpartition("}")
    is_named = local.lower() == f"{method.name}_INPUT".lower()
    if not is_named or namespace.lstrip("{").lower() != class_uri.lower():
        raise WsmanFault("invalid_method_parameters")
    return body[0]


def _parameter(child: ET.Element, method: Method, class_uri: str) -> Member:
    namespace, dummy, local = child.tag.rpartition("}")
    member = method.inputs.get(local.lower())
    if member is None or namespace.lstrip("{").lower() != class_uri.lower():
        raise WsmanFault("invalid_method_parameters")
    return member


def _value(texts: list[str | None], member: Member) -> WmiValue:
    values = [_scalar(text, member) for text in texts if text is not None]
    if member.is_array:
        return [*values] or None
    if len(texts) > 1:
        raise WsmanFault("invalid_method_parameters")
    return values[0] if values else None


def _scalar(text: str, member: Member) -> Scalar:
    if member.kind == "boolean":
        if text.strip().lower() not in _BOOLEANS:
            raise WbemError(Wbem.TYPE_MISMATCH, member.name)
        return _BOOLEANS[text.strip().lower()]
    if not member.is_number:
        return text
    digits = text.strip()
    if not digits.lstrip("+-").isdecimal() or int(digits) not in _RANGES[member.kind]:
        raise WbemError(Wbem.TYPE_MISMATCH, member.name)
    return int(digits)
