# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Objects as XML: typed instances, projections and method outputs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from xml.sax.saxutils import escape

from ..model.calls import Outcome
from ..model.schema import ClassSchema, Member, Method
from ..model.values import Embedded, Scalar, WmiValue
from .names import ADDRESSING, ANONYMOUS, CIM_COMMON, NAMESPACE_SELECTOR, WSMAN, XSI


def iso_datetime(moment: datetime) -> str:
    """recorded: Z on UTC, else the host's offset; fraction trimmed and left out when it is zero."""
    offset = moment.utcoffset() or timedelta()
    text = moment.replace(tzinfo=None).isoformat(timespec="microseconds")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    if not offset:
        return text + "Z"
    minutes = int(offset / timedelta(minutes=1))
    return f"{text}{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"


def scalar_text(value: Scalar) -> str:
    """A value as element text."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return iso_datetime(value)
    return escape(str(value))


def _embedded(tag: str, value: Embedded) -> str:
    """An object inside another one, with the namespace of its own class (inferred from the schema of the method)."""
    uri = f"http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/{value.class_name}"
    inner = "".join(
        _element(name, "e:", "cim:Datetime", item)
        for name, item in sorted(value.row.items())
        if not isinstance(item, list)
    )
    return f'<{tag} xmlns:e="{uri}" xsi:type="e:{value.class_name}_Type">{inner}</{tag}>'


def _element(name: str, prefix: str, date_tag: str, value: Scalar | Embedded | None) -> str:
    tag = prefix + name
    if isinstance(value, Embedded):
        return _embedded(tag, value)
    if value is None:
        return f'<{tag} xsi:nil="true"/>'
    text = scalar_text(value)
    if isinstance(value, datetime):
        text = f"<{date_tag}>{text}</{date_tag}>"
    return f"<{tag}>{text}</{tag}>"


def _property(member: Member, prefix: str, date_tag: str, value: WmiValue) -> str:
    """recorded: arrays repeat their element, a null array leaves no trace, a null scalar is nil."""
    if member.is_array:
        items = value if isinstance(value, list) else []
        return "".join(_element(member.name, prefix, date_tag, item) for item in items)
    return _element(member.name, prefix, date_tag, None if isinstance(value, list) else value)


def instance(schema: ClassSchema, row: Mapping[str, WmiValue], class_name: str, class_uri: str) -> str:
    """A whole object: element, namespace and type of its own class."""
    inner = "".join(
        _property(member, "p:", "cim:Datetime", row.get(member.name)) for member in schema.properties.values()
    )
    return (
        f'<p:{class_name} xmlns:xsi="{XSI}" xmlns:p="{class_uri}" xmlns:cim="{CIM_COMMON}" '
        f'xsi:type="p:{class_name}_Type">{inner}</p:{class_name}>'
    )


def fragment(schema: ClassSchema, row: Mapping[str, WmiValue]) -> str:
    """A projection: no class, no namespaces, class order, exactly the requested columns."""
    members = (member for member in schema.properties.values() if member.name in row)
    inner = "".join(_property(member, "", "Datetime", row[member.name]) for member in members)
    return f'<w:XmlFragment xmlns:xsi="{XSI}" xmlns:w="{WSMAN}">{inner}</w:XmlFragment>'


def reference(schema: ClassSchema, row: Mapping[str, WmiValue], class_uri: str, namespace: str) -> str:
    """The endpoint reference that follows an object in the CIM cmdlets' dialect."""
    selectors = "".join(
        f'<w:Selector Name="{key}">{escape(str(row.get(key)))}</w:Selector>' for key in sorted(schema.keys)
    )
    return (
        f'<a:EndpointReference xmlns:a="{ADDRESSING}"><a:Address>{ANONYMOUS}</a:Address><a:ReferenceParameters>'
        f"<w:ResourceURI>{class_uri}</w:ResourceURI><w:SelectorSet>"
        f'<w:Selector Name="{NAMESPACE_SELECTOR}">{namespace}</w:Selector>{selectors}'
        "</w:SelectorSet></a:ReferenceParameters></a:EndpointReference>"
    )


def method_output(uri: str, method: Method, outcome: Outcome, keeps_nulls: bool) -> str:
    """`Method_OUTPUT` with its parameters in alphabetical order and ReturnValue last (recorded for EnumKey)."""
    values: dict[str, WmiValue] = {**outcome.outputs, "ReturnValue": outcome.return_value}
    declared = [*_sorted_members(method.outputs.values()), Member("ReturnValue", "uint32")]
    shown = [member for member in declared if keeps_nulls or values.get(member.name) is not None]
    inner = "".join(_property(member, "p:", "cim:Datetime", values.get(member.name)) for member in shown)
    return (
        f'<p:{method.name}_OUTPUT xmlns:xsi="{XSI}" xmlns:p="{uri}" xmlns:cim="{CIM_COMMON}" '
        f'xsi:type="p:{method.name}_OUTPUT_Type">{inner}</p:{method.name}_OUTPUT>'
    )


def _sorted_members(members: Iterable[Member]) -> list[Member]:
    return sorted(members, key=lambda member: member.name.lower())
