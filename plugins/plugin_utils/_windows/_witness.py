# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads what a diagnosis asks for, over a CIM session: queries and StdRegProv's Get and Enum methods, nothing else.

A part that the host refuses becomes a gap, and the diagnosis goes on.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from typing import Any, Final

from .._cim._row import Row
from .._cim._session import Instance, MethodFailed, Query, Session, quote
from .._diagnosis._events import EVENT_CODES, Event, in_order, read_event
from .._diagnosis._evidence import Computer, DnsSuffix, Evidence, Gap, Proxy, System, TlsClient, known
from .._diagnosis._questions import Question, next_question
from .._language._errors import LicensingError, UnreachableError
from .._language._text import Text
from .._licensing._hresult import as_hresult
from .._licensing._model import Product, Service
from .._licensing._protection import SERVICE_NAME, ProtectionService
from .._wsman._client import Client
from .._wsman._errors import ConnectionLost, MalformedAnswer, ServiceError, WSManFault
from .._wsman._request import Request
from ._faults import refused
from ._rows import PRODUCT_COLUMNS, SERVICE_COLUMNS, read_product, read_service

_REGISTRY = Instance("StdRegProv", namespace="root/default")
_LOCAL_MACHINE = "2147483650"
_SCHANNEL = r"SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Protocols\TLS 1.2\Client"
_INTERNET_SETTINGS = r"SOFTWARE\Microsoft\Windows\CurrentVersion\Internet Settings"
_SERVICING = r"SOFTWARE\Microsoft\Windows\CurrentVersion\Component Based Servicing"
_TCPIP = r"SYSTEM\CurrentControlSet\Services\Tcpip\Parameters"

#: ERROR_FILE_NOT_FOUND, which StdRegProv returns for a key or value that does not exist.
_NOT_FOUND = 2

#: WinHttpSettings: three numbers of four bytes, the third says how to connect, then two texts with their lengths
#: (community; written by netsh winhttp).
_PROXY_FLAGS, _PROXY_TEXTS = 8, 12
_USES_PROXY = 2

_SYSTEM_COLUMNS = ("LocalDateTime", "BuildNumber", "OperatingSystemSKU", "ProductType", "LastBootUpTime", "OSLanguage")
_COMPUTER_COLUMNS = ("PartOfDomain", "Domain")
_EVENT_COLUMNS = ("EventCode", "InsertionStrings", "RecordNumber", "TimeGenerated")

#: The classic log names the source by its old name, newer ones by that of the provider (recorded, documented).
_EVENT_SOURCES: Final = ("Microsoft-Windows-Security-SPP", "Software Protection Platform Service")


@dataclass(frozen=True, slots=True)
class Limits:
    """How far a reading may go.

    Attributes:
        requests: WS-Management requests, those of the login not counted.
        event_days: Age of the oldest events that matter.
    """

    requests: int
    event_days: int


class MeteredClient(Client):
    """Another client, with a count of the requests that went through it."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self.requests = 0

    @property
    def is_confidential(self) -> bool:
        """As the client beneath."""
        return self._client.is_confidential

    def call(self, request: Request) -> ET.Element:
        """As the client beneath, and counted."""
        self.requests += 1
        return self._client.call(request)


def gather(client: Client, start: Evidence, limits: Limits) -> Evidence:
    """Everything worth reading within the limits.

    Raises:
        UnreachableError: The host cannot be reached or refuses the login.
        LicensingError: The connection broke before anything was read.
    """
    meter = MeteredClient(client)
    reader = RemoteEvidence(Session(meter), limits.event_days)
    evidence, asked = start, frozenset[Question]()
    while question := next_question(evidence, asked, meter.requests, limits.requests):
        asked |= {question}
        try:
            evidence = reader.answer(question, evidence)
        except (ConnectionLost, ServiceError):
            if known(evidence.products) is None:
                raise
            return evidence
    return evidence


class RemoteEvidence:
    """Answers questions about one host.

    Args:
        session: A CIM session.
        event_days: Days of events to read.
        clock: The controller's time, UTC.
    """

    def __init__(
        self, session: Session, event_days: int, clock: Callable[[], datetime] = lambda: datetime.now(timezone.utc)
    ) -> None:
        self._session = session
        self._event_days = event_days
        self._clock = clock

    def answer(self, question: Question, evidence: Evidence) -> Evidence:
        """The evidence with one more part, a gap when the host refused it."""
        field, read = self._readers()[question]
        try:
            part = read(evidence)
        except UnreachableError:
            raise
        except (WSManFault, MethodFailed, MalformedAnswer, ValueError, OverflowError) as problem:
            part = gap_of(problem)
        return replace(evidence, **{field: part})

    def _readers(self) -> Mapping[Question, tuple[str, Callable[[Evidence], Any]]]:
        """The part of the evidence each question fills, and how."""
        return {
            Question.PRODUCTS: ("products", self._products),
            Question.SERVICE: ("service", self._service),
            Question.SYSTEM: ("system", self._system),
            Question.EVENTS: ("events", self._events),
            Question.COMPUTER: ("computer", self._computer),
            Question.PROTECTION: ("protection", self._protection),
            Question.PROXY: ("proxy", self._proxy),
            Question.TLS: ("tls", self._tls),
            Question.TLS_ENABLED: ("tls", self._tls_enabled),
            Question.TLS_BY_DEFAULT: ("tls", self._tls_by_default),
            Question.TLS_PROTOCOLS: ("tls_protocols", self._tls_protocols),
            Question.RESTART: ("has_pending_restart", self._pending_restart),
            Question.DNS_SUFFIX: ("dns_suffix", self._dns_suffix),
            Question.SUFFIX_SEARCH: ("dns_suffix", self._suffix_search),
        }

    def _products(self, evidence: Evidence) -> tuple[Product, ...]:
        keyed = "PartialProductKey IS NOT NULL"
        application = evidence.application
        where = f"ApplicationID = {quote(application.value)} AND {keyed}" if application else keyed
        found = (read_product(row) for row in self._rows("SoftwareLicensingProduct", PRODUCT_COLUMNS, where))
        return tuple(product for product in found if product.partial_product_key)

    def _service(self, _evidence: Evidence) -> Service:
        return read_service(self._row("SoftwareLicensingService", SERVICE_COLUMNS))

    def _system(self, _evidence: Evidence) -> System:
        row = self._row("Win32_OperatingSystem", _SYSTEM_COLUMNS)
        now, local = self._clock(), row.moment("LocalDateTime")
        return System(
            local_time=local,
            clock_offset=round((local - now).total_seconds()) if local else None,
            build=row.number("BuildNumber"),
            edition_sku=row.number("OperatingSystemSKU"),
            product_type=row.number("ProductType"),
            booted_at=row.moment("LastBootUpTime"),
            language=row.number("OSLanguage"),
        )

    def _events(self, evidence: Evidence) -> tuple[Event, ...]:
        """Events of the last days, by the clock that stamped them."""
        since = evidence.host_now - timedelta(days=self._event_days)
        sources = " OR ".join(f"SourceName = {quote(source)}" for source in _EVENT_SOURCES)
        codes = " OR ".join(f"EventCode = {code}" for code in EVENT_CODES)
        where = (
            f"Logfile = 'Application' AND ({sources}) "
            f"AND TimeGenerated >= '{since:%Y%m%d%H%M%S}.000000+000' AND ({codes})"
        )
        rows = self._rows("Win32_NTLogEvent", _EVENT_COLUMNS, where)
        return in_order([_read_event(row) for row in rows])

    def _computer(self, _evidence: Evidence) -> Computer:
        row = self._row("Win32_ComputerSystem", _COMPUTER_COLUMNS)
        return Computer(
            is_joined=row.flag("PartOfDomain"),
            domain=row.text("Domain") or None,
        )

    def _protection(self, _evidence: Evidence) -> ProtectionService:
        row = self._row("Win32_Service", ("StartMode", "State"), f"Name = {quote(SERVICE_NAME)}")
        return ProtectionService(start_mode=row.text("StartMode") or "", state=row.text("State") or "")

    def _proxy(self, _evidence: Evidence) -> Proxy:
        row = self._value("GetBinaryValue", rf"{_INTERNET_SETTINGS}\Connections", "WinHttpSettings")
        return read_proxy(bytes(int(byte) & 0xFF for byte in row.texts("uValue"))) if row else Proxy()

    def _tls(self, _evidence: Evidence) -> TlsClient:
        row = self._value("EnumValues", _SCHANNEL)
        return TlsClient(names=row.texts("sNames") if row else ())

    def _tls_enabled(self, evidence: Evidence) -> TlsClient:
        found = known(evidence.tls) or TlsClient()
        return replace(found, enabled=self._dword(_SCHANNEL, "Enabled"))

    def _tls_by_default(self, evidence: Evidence) -> TlsClient:
        found = known(evidence.tls) or TlsClient()
        return replace(found, disabled_by_default=self._dword(_SCHANNEL, "DisabledByDefault"))

    def _tls_protocols(self, _evidence: Evidence) -> int | None:
        return self._dword(rf"{_INTERNET_SETTINGS}\WinHttp", "DefaultSecureProtocols")

    def _pending_restart(self, _evidence: Evidence) -> bool:
        row = self._value("EnumKey", _SERVICING)
        return row is not None and any(name.lower() == "rebootpending" for name in row.texts("sNames"))

    def _dns_suffix(self, evidence: Evidence) -> DnsSuffix:
        found = known(evidence.dns_suffix) or DnsSuffix()
        return replace(found, primary=self._string(_TCPIP, "Domain"))

    def _suffix_search(self, evidence: Evidence) -> DnsSuffix:
        found = known(evidence.dns_suffix) or DnsSuffix()
        names = (self._string(_TCPIP, "SearchList") or "").replace(" ", ",").split(",")
        return replace(found, search=tuple(name for name in names if name))

    def _string(self, path: str, name: str) -> str | None:
        row = self._value("GetStringValue", path, name)
        return (row.text("sValue") or None) if row else None

    def _dword(self, path: str, name: str) -> int | None:
        row = self._value("GetDWORDValue", path, name)
        return row.number("uValue") if row else None

    def _value(self, method: str, path: str, name: str | None = None) -> Row | None:
        """The output of a reading method of StdRegProv, None when key or value do not exist."""
        arguments = {"hDefKey": _LOCAL_MACHINE, "sSubKeyName": path, **({"sValueName": name} if name else {})}
        try:
            return self._session.invoke(_REGISTRY, method, arguments, is_repeatable=True)
        except MethodFailed as problem:
            if problem.code == _NOT_FOUND:
                return None
            raise

    def _row(self, class_name: str, columns: tuple[str, ...], where: str = "") -> Row:
        rows = self._rows(class_name, columns, where)
        if not rows:
            raise MalformedAnswer(Text("there is no {class_name}", class_name=class_name))
        return rows[0]

    def _rows(self, class_name: str, columns: tuple[str, ...], where: str = "") -> tuple[Row, ...]:
        return self._session.query(Query(class_name, columns, where))


def gap_of(problem: Exception) -> Gap:
    """The gap a refusal leaves."""
    if isinstance(problem, MethodFailed):
        code = as_hresult(problem.code)
        return Gap(code, problem.message)
    if isinstance(problem, WSManFault):
        return Gap(refused("Reading", problem).code, problem.text or problem.message)
    return Gap(0, problem.message if isinstance(problem, LicensingError) else str(problem) or type(problem).__name__)


def read_proxy(blob: bytes) -> Proxy:
    """The proxy in a WinHttpSettings value; anything that cannot be one is a direct connection.

    >>> read_proxy(b"")
    Proxy(server=None, bypass=None)
    """
    flags = int.from_bytes(blob[_PROXY_FLAGS:_PROXY_TEXTS], "little")
    server, rest = _text_in(blob[_PROXY_TEXTS:])
    bypass, dummy = _text_in(rest)
    return Proxy(server or None, bypass or None) if flags & _USES_PROXY and server else Proxy()


def _text_in(blob: bytes) -> tuple[str, bytes]:
    """A text behind its length, and what follows it."""
    length = int.from_bytes(blob[:4], "little")
    return blob[4 : 4 + length].decode("ascii", "replace"), blob[4 + length :]


def _read_event(row: Row) -> Event:
    return read_event(
        row.number("RecordNumber") or 0,
        (row.number("EventCode") or 0) & 0xFFFF,
        row.moment("TimeGenerated"),
        row.texts("InsertionStrings"),
    )
