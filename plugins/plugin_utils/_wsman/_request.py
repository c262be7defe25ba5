# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Requests: what we ask, and the envelope that carries it.

The shape of the header follows a request recorded against Windows Server 2003 to 2012. The envelope declares no
``cimbinding`` namespace: with it, newer hosts answer faults in the poorer of their two dialects (inferred).
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.sax.saxutils import escape, quoteattr

from . import _names

_ENVELOPE = (
    '<s:Envelope xmlns:s="{soap}" xmlns:a="{addressing}" xmlns:n="{enumeration}"'
    ' xmlns:w="{wsman}" xmlns:p="{microsoft}">'
    "<s:Header>"
    "<a:To>http://windows-host:5985/wsman</a:To>"
    '<w:ResourceURI s:mustUnderstand="true">{resource}</w:ResourceURI>'
    '<a:ReplyTo><a:Address s:mustUnderstand="true">{anonymous}</a:Address></a:ReplyTo>'
    '<a:Action s:mustUnderstand="true">{action}</a:Action>'
    '<w:MaxEnvelopeSize s:mustUnderstand="true">{size}</w:MaxEnvelopeSize>'
    "<a:MessageID>{message_id}</a:MessageID>"
    '<w:Locale xml:lang="en-US" s:mustUnderstand="false"/>'
    '<p:DataLocale xml:lang="en-US" s:mustUnderstand="false"/>'
    "<w:OperationTimeout>PT{timeout}.000S</w:OperationTimeout>"
    "{selectors}"
    "</s:Header><s:Body>{body}</s:Body></s:Envelope>"
)


@dataclass(frozen=True, slots=True)
class Request:
    """One WS-Management operation.

    Attributes:
        action: The WS-Addressing action.
        resource: The resource URI.
        body: The XML inside the SOAP body. Hidden from ``repr`` because it may carry a product key.
        selectors: Key properties that name one instance.
        is_repeatable: True when sending it twice does no harm, so that it may be sent again blindly.
        is_answered_empty: Whether the answer may have nothing in its body.
    """

    action: str
    resource: str
    body: str = field(default="", repr=False)
    selectors: tuple[tuple[str, str], ...] = ()
    is_repeatable: bool = True
    is_answered_empty: bool = False

    def envelope(self, message_id: str) -> bytes:
        """The SOAP envelope, UTF-8."""
        return _ENVELOPE.format(
            soap=_names.SOAP,
            addressing=_names.ADDRESSING,
            enumeration=_names.ENUMERATION,
            wsman=_names.WSMAN,
            microsoft=_names.MICROSOFT_WSMAN,
            anonymous=_names.ANONYMOUS,
            resource=escape(self.resource),
            action=escape(self.action),
            size=_names.MAX_ENVELOPE_SIZE,
            timeout=_names.OPERATION_TIMEOUT_SECONDS,
            message_id=escape(message_id),
            selectors=_selector_set(self.selectors),
            body=self.body,
        ).encode("utf-8")


def new_message_id() -> str:
    """A message ID as Windows clients write it: ``uuid:`` and upper case."""
    return f"uuid:{str(uuid.uuid4()).upper()}"


def class_uri(namespace: str, class_name: str) -> str:
    """Resource URI of a WMI class; ``*`` as class name addresses a namespace for WQL."""
    return f"{_names.WMI_PREFIX}/{namespace.replace(chr(92), '/')}/{class_name}"


def enumerate_wql(namespace: str, wql: str) -> Request:
    """Start a WQL query ([MS-WSMV] 3.1.4.1.13)."""
    body = (
        "<n:Enumerate><w:OptimizeEnumeration/>"
        f"<w:MaxElements>{_names.MAX_ELEMENTS}</w:MaxElements>"
        f'<w:Filter Dialect="{_names.WQL_DIALECT}">{escape(wql)}</w:Filter></n:Enumerate>'
    )
    return Request(_names.ACTION_ENUMERATE, class_uri(namespace, "*"), body)


def pull(namespace: str, context: str) -> Request:
    """Fetch the next batch. Not repeatable: the context changes with every answer."""
    body = (
        f"<n:Pull><n:EnumerationContext>{escape(context)}</n:EnumerationContext>"
        f"<n:MaxElements>{_names.MAX_ELEMENTS}</n:MaxElements></n:Pull>"
    )
    return Request(_names.ACTION_PULL, class_uri(namespace, "*"), body, is_repeatable=False)


def invoke(
    class_resource: str,
    method: str,
    arguments: Mapping[str, str],
    selectors: Mapping[str, str],
    *,
    is_repeatable: bool,
) -> Request:
    """Call a WMI method with named arguments ([MS-WSMV] 4.1.4)."""
    parameters = "".join(f"<m:{name}>{escape(value)}</m:{name}>" for name, value in arguments.items())
    body = f"<m:{method}_INPUT xmlns:m={quoteattr(class_resource)}>{parameters}</m:{method}_INPUT>"
    return Request(
        f"{class_resource}/{method}", class_resource, body, tuple(selectors.items()), is_repeatable=is_repeatable
    )


def delete(namespace: str, class_name: str, keys: Mapping[str, str]) -> Request:
    """Delete an instance (WS-Transfer), addressed as CIM clients of Windows do: the namespace among the selectors."""
    selectors = (("__cimnamespace", namespace), *keys.items())
    return Request(_names.ACTION_DELETE, f"{_names.CIM_PREFIX}/{class_name}", "", selectors, is_answered_empty=True)


def _selector_set(selectors: tuple[tuple[str, str], ...]) -> str:
    if not selectors:
        return ""
    inside = "".join(f"<w:Selector Name={quoteattr(name)}>{escape(value)}</w:Selector>" for name, value in selectors)
    return f"<w:SelectorSet>{inside}</w:SelectorSet>"
