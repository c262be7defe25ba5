# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every fault this acceptor answers with, as data, and the exception that carries one.

Codes, subcodes and actions follow Microsoft's published WS-Man fault table and captured responses. Texts are ours.
"""

from __future__ import annotations

from dataclasses import dataclass

from ..model.errors import ModelError, Wbem, WbemError


@dataclass(frozen=True, slots=True)
class FaultKind:
    """One row of the fault table. `wmi_code` is what a MSFT_WmiError says where that differs."""

    name: str
    code: int
    soap: str
    subcode: str
    family: str
    text: str
    detail: str | None = None
    wmi_code: int | None = None


_SENDER, _RECEIVER = "s:Sender", "s:Receiver"
_UNABLE = "The WS-Management service cannot process the request. "

_TABLE = (
    FaultKind("access_denied", 5, _SENDER, "w:AccessDenied", "wsman", "Access is denied. "),
    FaultKind("wmi_access_denied", 0x80338104, _SENDER, "w:AccessDenied", "wsman",
              "The WMI service returned an 'access denied' error. "),
    FaultKind("provider_access_denied", 0x80338105, _SENDER, "w:AccessDenied", "wsman",
              "The WMI provider returned an 'access denied' error. "),
    FaultKind("action_not_supported", 0x80338013, _SENDER, "a:ActionNotSupported", "addressing",
              "The action of the request is not known to the service. "),
    FaultKind("action_mismatch", 0x80338031, _SENDER, "a:ActionNotSupported", "addressing",
              "The action of the request does not fit its resource. ", "ActionMismatch"),
    FaultKind("resource_not_found", 0x80338000, _SENDER, "a:DestinationUnreachable", "addressing",
              _UNABLE + "No resource answers to the resource URI and selectors. ", "InvalidResourceURI"),
    FaultKind("not_found", 0x80338000, _SENDER, "a:DestinationUnreachable", "addressing",
              _UNABLE + "No object answers to the selectors. ", "InvalidResourceURI", Wbem.NOT_FOUND),
    FaultKind("cannot_process_filter", 0x8033801A, _SENDER, "n:CannotProcessFilter", "enumeration",
              "The data source could not process the filter. "),
    FaultKind("filter_dialect", 0x80338019, _SENDER, "n:FilterDialectRequestedUnavailable", "enumeration",
              "The dialect of the filter is not known for this resource. "),
    FaultKind("invalid_context", 0x8033801B, _RECEIVER, "n:InvalidEnumerationContext", "enumeration",
              "The enumeration context is not valid, or not any more. "),
    FaultKind("invalid_header", 0x8033800F, _SENDER, "a:InvalidMessageInformationHeader", "addressing",
              _UNABLE + "A SOAP header of the request is not valid. "),
    FaultKind("header_required", 0x80338011, _SENDER, "a:MessageInformationHeaderRequired", "addressing",
              _UNABLE + "A SOAP header the service needs is missing. "),
    FaultKind("invalid_timeout", 0x80338081, _SENDER, "a:InvalidMessageInformationHeader", "wsman",
              _UNABLE + "OperationTimeout is not a duration. ", "InvalidTimeout"),
    FaultKind("unsupported_addressing", 0x80338076, _SENDER, "w:UnsupportedFeature", "wsman",
              _UNABLE + "Replies go to the anonymous address only. ", "AddressingMode"),
    FaultKind("invalid_body", 0x80338027, _SENDER, "w:SchemaValidationError", "wsman",
              _UNABLE + "The SOAP body is not valid. "),
    FaultKind("invalid_xml", 0x80338041, _SENDER, "w:SchemaValidationError", "wsman",
              _UNABLE + "The request is not well-formed XML or not a SOAP envelope. "),
    FaultKind("version_mismatch", 0x8033800D, "s:VersionMismatch", "", "addressing",
              "The SOAP version of the request is not known to the service. "),
    FaultKind("minimum_envelope", 0x8033807E, _SENDER, "w:EncodingLimit", "wsman",
              _UNABLE + "MaxEnvelopeSize is below the least size. ", "MinimumEnvelopeLimit"),
    FaultKind("envelope_exceeded", 0x80338048, _SENDER, "w:EncodingLimit", "wsman",
              "The response is larger than the request allows. ", "MaxEnvelopeSizeExceeded"),
    FaultKind("service_envelope_limit", 0x80338049, _SENDER, "w:EncodingLimit", "wsman",
              "The request is larger than the service accepts. ", "ServiceEnvelopeLimit"),
    FaultKind("invalid_selectors", 0x8033805B, _SENDER, "w:InvalidSelectors", "wsman",
              _UNABLE + "The resource has no such selector. ", "UnexpectedSelectors"),
    FaultKind("insufficient_selectors", 0x8033805A, _SENDER, "w:InvalidSelectors", "wsman",
              _UNABLE + "A key of the resource is missing among the selectors. ", "InsufficientSelectors"),
    FaultKind("duplicate_selectors", 0x8033805F, _SENDER, "w:InvalidSelectors", "wsman",
              _UNABLE + "A selector is given twice. ", "DuplicateSelectors"),
    FaultKind("not_a_singleton", 0x803380FA, _SENDER, "w:InvalidSelectors", "wsman",
              _UNABLE + "The class has several objects: its keys are needed as selectors. ", "InsufficientSelectors"),
    FaultKind("query_needed", 0x803380FB, _SENDER, "a:DestinationUnreachable", "addressing",
              _UNABLE + "The all-classes URI is for enumerations with a WQL filter only. ", "InvalidResourceURI"),
    FaultKind("keys_on_enumerate", 0x80338108, _SENDER, "w:InvalidSelectors", "wsman",
              _UNABLE + "An enumeration takes no keys. ", "UnexpectedSelectors"),
    FaultKind("polymorphism_unsupported", 0x80338137, _SENDER, "w:UnsupportedFeature", "wsman",
              "A query takes no other polymorphism mode than the default. "),
    FaultKind("internal_error", 1359, _RECEIVER, "w:InternalError", "wsman",
              "The service met an internal error. "),
    FaultKind("missing_object_path", Wbem.INVALID_METHOD_PARAMETERS, _RECEIVER, "w:InternalError", "wsman",
              "The parameters of the method are not valid. "),
    FaultKind("invalid_method_parameters", Wbem.INVALID_METHOD_PARAMETERS, _SENDER, "w:InvalidParameter", "wsman",
              "The parameters of the method are not valid. "),
    FaultKind("timed_out", 0x80338029, _RECEIVER, "w:TimedOut", "wsman",
              "The operation did not finish within OperationTimeout. "),
    FaultKind("quota", 0x803381A5, _SENDER, "w:QuotaLimit", "wsman",
              "The user has reached the quota of this service. "),
    FaultKind("too_many_operations", 0x803381A6, _RECEIVER, "w:InternalError", "wsman",
              "The maximum number of 15 concurrent operations for this user has been reached. "),
    FaultKind("shells_not_simulated", 0x803381AC, _SENDER, "w:UnsupportedFeature", "wsman",
              "This simulator has no remote shells: neither WinRS commands nor PowerShell sessions are simulated. "),
    FaultKind("provider", Wbem.FAILED, _RECEIVER, "w:InternalError", "wsman",
              "The WMI service or the WMI provider returned an unknown error: HRESULT 0x{code:08x} "),
)  # fmt: skip

FAULTS = {kind.name: kind for kind in _TABLE}


@dataclass(frozen=True, slots=True)
class ProviderDetail:
    """What the WMI plug-in adds to a fault: a nested text and an __ExtendedStatus."""

    text: str
    operation: str
    parameter: str
    provider_name: str = "WinMgmt"


class WsmanFault(Exception):
    """A request that ends in a SOAP fault."""

    def __init__(
        self, name: str, *, text: str | None = None, code: int | None = None, provider: ProviderDetail | None = None
    ) -> None:
        self.kind = FAULTS[name]
        self.code = self.kind.code if code is None else code
        self.text = text or self.kind.text
        self.provider = provider
        super().__init__(f"{name} 0x{self.code:08X}")

    @property
    def name(self) -> str:
        """The row of the fault table."""
        return self.kind.name

    @property
    def wmi_code(self) -> int:
        """The code a MSFT_WmiError carries."""
        return self.code if self.kind.wmi_code is None else self.kind.wmi_code


class MustUnderstandFault(Exception):
    """A header marked mustUnderstand that the service does not know."""

    def __init__(self, tag: str) -> None:
        super().__init__(tag)
        self.tag = tag


@dataclass(frozen=True, slots=True)
class Place:
    """Where a model error happened; the same code is another fault in a query than in a method."""

    operation: str
    parameter: str
    code_style: str = "raw"


#: query problems: one code in a WSManFault, the WMI status in a MSFT_WmiError (captured for the class)
_QUERY_TEXTS = {
    Wbem.INVALID_CLASS: "The specified class does not exist in the given namespace. ",
    Wbem.INVALID_QUERY: "The query is not valid. ",
    Wbem.TYPE_MISMATCH: "A value of the query has the wrong type. ",
}


class QueryFault(WsmanFault):
    """A query WMI refused; it remembers the WMI status for the other dialect."""

    def __init__(self, status: int, query: str) -> None:
        text = _QUERY_TEXTS.get(Wbem(status), "The query failed. ")
        super().__init__("cannot_process_filter", provider=ProviderDetail(text, "ExecQuery", query))
        self.status = status

    @property
    def wmi_code(self) -> int:
        """The WMI status."""
        return self.status


def fault_of(error: ModelError, place: Place) -> WsmanFault:
    """Translate a failure of the model into the fault Windows gives for it."""
    if isinstance(error, WbemError):
        return _wbem_fault(error, place)
    return _provider_fault(error.code, place)


def _wbem_fault(error: WbemError, place: Place) -> WsmanFault:
    if error.code == Wbem.ACCESS_DENIED:
        return WsmanFault("wmi_access_denied")
    if place.operation == "ExecQuery":
        return QueryFault(error.code, place.parameter)
    if error.code == Wbem.NOT_FOUND:
        detail = ProviderDetail("No object answers to the path. ", place.operation, error.subject, "SppProvider")
        return WsmanFault("not_found", provider=detail)
    if error.code in (Wbem.INVALID_CLASS, Wbem.INVALID_NAMESPACE):
        return WsmanFault("resource_not_found")
    if error.code == Wbem.INVALID_METHOD_PARAMETERS:
        return WsmanFault("invalid_method_parameters")
    return _provider_fault(error.code, place)


def _provider_fault(code: int, place: Place) -> WsmanFault:
    """inferred: the HRESULT itself is the code, as for unmapped WMI codes; or it is in the text only."""
    text = FAULTS["provider"].text.format(code=code)
    detail = ProviderDetail(text, place.operation, place.parameter, "SppProvider")
    shown = code if place.code_style == "raw" else int(Wbem.FAILED)
    return WsmanFault("provider", text=text, code=shown, provider=detail)
