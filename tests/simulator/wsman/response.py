# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writing envelopes and faults in the two dialects Windows has."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from xml.sax.saxutils import escape, quoteattr

from ..model.spec import MachineSpec
from ..model.switches import Switches
from .faults import FAULTS, MustUnderstandFault, WsmanFault
from .names import (
    ADDRESSING,
    ANONYMOUS,
    CIM_BINDING,
    CIM_CLASS_PREFIX,
    CIM_COMMON,
    ENUMERATION,
    FAULT,
    FAULT_ACTIONS,
    FAULT_DETAIL,
    MS_WSMAN,
    SOAP,
    TRANSFER,
    WMI_PREFIX,
    WSMAN,
    XSI,
)

_DIALECT_AUTO = "auto"
_PROVIDER_PATH = r"C:\Windows\system32\WsmWmiPl.dll"


@dataclass(frozen=True, slots=True)
class Writer:
    """How one host writes responses."""

    machine_name: str
    locale: str = "en-US"
    fault_dialect: str = _DIALECT_AUTO
    timed_out_dialect: str = "wsmanfault"
    sends_activity_id: bool = False
    texts: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, spec: MachineSpec, switches: Switches) -> Writer:
        """How a machine writes, by its language and its switches."""
        return cls(
            machine_name=spec.name,
            locale=spec.locale,
            fault_dialect=switches.fault_dialect,
            timed_out_dialect=switches.timed_out_dialect,
            sends_activity_id=switches.activity_id,
            texts=dict(spec.texts),
        )

    def envelope(self, action: str, body: str, relates_to: str | None, echoes: dict[str, str] | None = None) -> str:
        """A whole response."""
        extras = [f"<p:{name}>{escape(text)}</p:{name}>" for name, text in (echoes or {}).items()]
        if self.sends_activity_id:
            extras.append(f"<p:ActivityId>{str(uuid.uuid4()).upper()}</p:ActivityId>")
        related = "" if relates_to is None else f"<a:RelatesTo>{escape(relates_to)}</a:RelatesTo>"
        return (
            f'<s:Envelope xml:lang="{self.locale}" xmlns:s="{SOAP}" xmlns:a="{ADDRESSING}" xmlns:n="{ENUMERATION}" '
            f'xmlns:x="{TRANSFER}" xmlns:w="{WSMAN}" xmlns:p="{MS_WSMAN}"><s:Header>'
            f"<a:Action>{escape(action)}</a:Action><a:MessageID>uuid:{str(uuid.uuid4()).upper()}</a:MessageID>"
            f"{''.join(extras)}<a:To>{ANONYMOUS}</a:To>{related}</s:Header><s:Body>{body}</s:Body></s:Envelope>"
        )

    def bare(self, body: str) -> str:
        """A response without headers, as Identify has it."""
        return f'<s:Envelope xml:lang="{self.locale}" xmlns:s="{SOAP}"><s:Header/><s:Body>{body}</s:Body></s:Envelope>'

    def fault(self, fault: WsmanFault, relates_to: str | None, declares_cim_binding: bool) -> str:
        """A fault envelope in the dialect the switches and the request ask for."""
        dialect = self.timed_out_dialect if fault.name == "timed_out" else self.fault_dialect
        if dialect == _DIALECT_AUTO:
            dialect = "wmierror" if declares_cim_binding else "wsmanfault"
        body = self._wmi_error(fault) if dialect == "wmierror" else self._wsman_fault(fault)
        action = FAULT_ACTIONS["wsman" if dialect == "wmierror" and fault.provider else fault.kind.family]
        return self.envelope(action, body, relates_to)

    def must_understand(self, fault: MustUnderstandFault, relates_to: str | None) -> str:
        """recorded: s:MustUnderstand with a NotUnderstood header and no WSManFault."""
        namespace, dummy, name = fault.tag[1:].partition("}")
        reason = "The service does not understand a header that is marked mustUnderstand. "
        body = (
            "<s:Fault><s:Code><s:Value>s:MustUnderstand</s:Value></s:Code>"
            f"<s:Reason><s:Text xml:lang={quoteattr(self.locale)}>{reason}</s:Text></s:Reason></s:Fault>"
        )
        text = self.envelope(FAULT_ACTIONS["addressing"], body, relates_to)
        header = f'<s:NotUnderstood qname="h:{name}" xmlns:h={quoteattr(namespace)}/>'
        return text.replace("</s:Header>", header + "</s:Header>", 1)

    def _text(self, fault: WsmanFault) -> str:
        """The reason in the host's language."""
        translated = self.texts.get(f"fault:{fault.name}", self.texts.get("fault:default"))
        if translated is None:
            return fault.text
        return translated.replace("{code}", f"0x{fault.code:08x}")

    def _provider_text(self, fault: WsmanFault) -> str:
        assert fault.provider is not None
        named = {"The specified class does not exist in the given namespace. ": "invalid_class"}
        key = named.get(fault.provider.text, "invalid_query" if fault.provider.operation == "ExecQuery" else fault.name)
        translated = self.texts.get(f"fault:{key}")
        return translated.replace("{code}", f"0x{fault.code:08x}") if translated else fault.provider.text

    def _code(self, soap: str, subcode: str) -> str:
        inner = f"<s:Subcode><s:Value>{subcode}</s:Value></s:Subcode>" if subcode else ""
        return f"<s:Code><s:Value>{soap}</s:Value>{inner}</s:Code>"

    def _wsman_fault(self, fault: WsmanFault) -> str:
        kind = fault.kind
        text = escape(self._text(fault))
        # recorded: the TimedOut fault has an empty xml:lang
        lang = "" if fault.name == "timed_out" else self.locale
        detail = f"<w:FaultDetail>{FAULT_DETAIL}{kind.detail}</w:FaultDetail>" if kind.detail else ""
        message = self._provider_part(fault) if fault.provider else text
        return (
            f"<s:Fault>{self._code(kind.soap, kind.subcode)}"
            f'<s:Reason><s:Text xml:lang="{lang}">{text}</s:Text></s:Reason><s:Detail>{detail}'
            f'<f:WSManFault xmlns:f="{FAULT}" Code="{fault.code}" Machine={quoteattr(self.machine_name)}>'
            f"<f:Message>{message}</f:Message></f:WSManFault></s:Detail></s:Fault>"
        )

    def _provider_part(self, fault: WsmanFault) -> str:
        provider = fault.provider
        assert provider is not None
        is_query = provider.operation == "ExecQuery"
        namespace = (f"{WMI_PREFIX}root/cimv2/" if is_query else CIM_CLASS_PREFIX) + "__ExtendedStatus"
        machine = quoteattr(self.machine_name)
        return (
            f'<f:ProviderFault provider="WMI Provider" path="{_PROVIDER_PATH}">'
            f'<f:WSManFault xmlns:f="{FAULT}" Code="{fault.code}" Machine={machine}>'
            f"<f:Message>{escape(self._provider_text(fault))}</f:Message></f:WSManFault>"
            f'<f:ExtendedError><p:__ExtendedStatus xmlns:p="{namespace}" xmlns:xsi="{XSI}" xmlns:cim="{CIM_COMMON}" '
            'xsi:type="p:__ExtendedStatus_Type">'
            f'<p:Description xsi:nil="true"/><p:Operation>{provider.operation}</p:Operation>'
            f"<p:ParameterInfo>{escape(provider.parameter)}</p:ParameterInfo>"
            f'<p:ProviderName>{provider.provider_name}</p:ProviderName><p:StatusCode xsi:nil="true"/>'
            "</p:__ExtendedStatus></f:ExtendedError></f:ProviderFault>"
        )

    def _wmi_error(self, fault: WsmanFault) -> str:
        """recorded: WMI's own errors come with an empty Reason as Receiver/InternalError."""
        kind = FAULTS["internal_error"] if fault.provider else fault.kind
        text = self._provider_text(fault) if fault.provider else self._text(fault)
        lang = quoteattr(self.locale)
        reason = f"<s:Text xml:lang={lang}/>" if fault.provider else f"<s:Text xml:lang={lang}>{escape(text)}</s:Text>"
        return (
            f"<s:Fault>{self._code(kind.soap, kind.subcode)}<s:Reason>{reason}</s:Reason><s:Detail>"
            f'<p:MSFT_WmiError xmlns:b="{CIM_BINDING}" b:IsCIM_Error="true" xmlns:p="{CIM_CLASS_PREFIX}MSFT_WmiError" '
            f'xmlns:xsi="{XSI}" xmlns:cim="{CIM_COMMON}" xsi:type="p:MSFT_WmiError_Type">'
            f"{_wmi_error_fields(fault.wmi_code, text)}</p:MSFT_WmiError></s:Detail></s:Fault>"
        )


def _wmi_error_fields(code: int, text: str) -> str:
    status = 5 if code == 0x80041010 else 1  # recorded: 5 for an invalid class; CIM_ERR_FAILED otherwise
    fields: tuple[tuple[str, str, object], ...] = (
        ("CIMStatusCode", "cimUnsignedInt", status),
        ("CIMStatusCodeDescription", "cimString", None),
        ("ErrorSource", "cimString", None),
        ("ErrorSourceFormat", "cimUnsignedShort", 0),
        ("ErrorType", "cimUnsignedShort", 0),
        ("Message", "cimString", text),
        ("MessageID", "cimString", f"HRESULT 0x{code:08x}"),
        ("OtherErrorSourceFormat", "cimString", None),
        ("OtherErrorType", "cimString", None),
        ("OwningEntity", "cimString", None),
        ("PerceivedSeverity", "cimUnsignedShort", 0),
        ("ProbableCause", "cimUnsignedShort", 0),
        ("ProbableCauseDescription", "cimString", None),
        ("error_Category", "cimUnsignedInt", 0),
        ("error_Code", "cimUnsignedInt", code),
        ("error_Type", "cimString", "HRESULT"),
        ("error_WindowsErrorMessage", "cimString", text),
    )
    return "".join(_wmi_error_field(*item) for item in fields)


def _wmi_error_field(name: str, kind: str, value: object) -> str:
    if value is None:
        return f'<p:{name} xsi:type="cim:{kind}" xsi:nil="true"/>'
    return f'<p:{name} xsi:type="cim:{kind}">{escape(str(value))}</p:{name}>'
