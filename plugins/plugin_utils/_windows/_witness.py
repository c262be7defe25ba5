# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers the questions of a diagnosis about one host: queries and StdRegProv's Get and Enum methods, nothing else.

A part that the host refuses becomes a gap, and the diagnosis goes on.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from .._cim._row import Row
from .._cim._session import MethodFailed, Session
from .._diagnosis._events import Event, in_order, read_event
from .._diagnosis._evidence import Computer, DnsSuffix, Evidence, Gap, Proxy, System, TlsClient, known
from .._diagnosis._evidence_office import NameCheck
from .._diagnosis._office_matter import ACCOUNT_NAMES, ACTIVATION_NAMES
from .._diagnosis._questions import MOST_USERS, Question
from .._language._errors import LicensingError
from .._language._text import Text
from .._licensing._host import Scope
from .._licensing._hresult import as_hresult
from .._licensing._model import Product, Service
from .._licensing._office import ClickToRun, OfficeSetting
from .._licensing._office_catalog import base_of_family
from .._licensing._office_model import OfficeUsers
from .._licensing._protection import ProtectionService
from .._licensing._subscription import Subscription
from .._wsman._client import Client
from .._wsman._errors import MalformedAnswer, WSManFault
from .._wsman._request import Request
from ._faults import refused
from ._office import with_setting, with_updates
from ._office_users import glance_at_users
from ._proxy import read_proxy
from ._queries import COMPUTER, PROTECTION, SYSTEM, VOLUME_LICENCES, events_since, pings_of
from ._reader import Reader
from ._registry import Hive, Registry

_SCHANNEL = r"SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Protocols\TLS 1.2\Client"
_INTERNET_SETTINGS = r"SOFTWARE\Microsoft\Windows\CurrentVersion\Internet Settings"
_INTERNET_SETTINGS_32 = r"SOFTWARE\Wow6432Node\Microsoft\Windows\CurrentVersion\Internet Settings"
_SERVICING = r"SOFTWARE\Microsoft\Windows\CurrentVersion\Component Based Servicing"
_CURRENT_VERSION = r"SOFTWARE\Microsoft\Windows NT\CurrentVersion"
#: A key for each certificate of a join, also of a hybrid one (community).
_ENTRA_JOIN = r"SYSTEM\CurrentControlSet\Control\CloudDomainJoin\JoinInfo"
_TCPIP = r"SYSTEM\CurrentControlSet\Services\Tcpip\Parameters"

#: The event identifier carries flags above its number.
_EVENT_NUMBER = 0xFFFF

#: SuiteMask: several people may work at once unless the second bit is there too, which every other Windows with Remote
#: Desktop has (documented: VER_SUITE_TERMINAL and VER_SUITE_SINGLEUSERTS of OSVERSIONINFOEX; inferred for this column).
_SUITE_TERMINAL, _SUITE_SINGLE_USER = 0x10, 0x100

#: OperatingSystemSKU of Windows Enterprise for several sessions (documented: PRODUCT_SERVERRDSH).
_MULTI_SESSION_SKU = 175

#: Part of the evidence, and how it is read.
_Reading = tuple[str, Callable[[Evidence], Any]]


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


class RemoteWitness:
    """Answers questions about one host. Implements the inquiry's ``Witness``.

    Args:
        client: A client of the host.
        event_days: Days of events to read.
        clock: The controller's time, UTC.
    """

    def __init__(self, client: Client, event_days: int, clock: Callable[[], datetime]) -> None:
        self._meter = MeteredClient(client)
        self._session = Session(self._meter)
        self._reader = Reader(self._session)
        self._event_days = event_days
        self._clock = clock

    @property
    def requests(self) -> int:
        """How many were sent so far, those of the login not counted."""
        return self._meter.requests

    def answer(self, question: Question, evidence: Evidence) -> Evidence:
        """The evidence with one more part, a gap when the host refused it.

        Raises:
            UnreachableError: The host cannot be reached or refuses the login.
            UncertainError: The connection broke, or the service behind it.
        """
        field, read = self._readings()[question]
        try:
            part = read(evidence)
        except (WSManFault, MethodFailed, MalformedAnswer, ValueError, OverflowError) as problem:
            part = gap_of(problem)
        return replace(evidence, **{field: part})

    def _readings(self) -> Mapping[Question, _Reading]:
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
            Question.TLS_PROTOCOLS_32: ("tls_protocols_32", self._tls_protocols_32),
            Question.MACHINE_PROXY: ("machine_proxy", self._machine_proxy),
            Question.OFFICE: ("click_to_run", self._office),
            Question.OFFICE_LICENCES: ("licence_bases", self._office_licences),
            Question.OFFICE_SHARING: ("click_to_run", self._office_sharing),
            Question.OFFICE_USERS: ("office_users", self._office_users),
            Question.OFFICE_UPDATES: ("click_to_run", self._office_updates),
            Question.NAMES: ("names", self._names),
            Question.REVISION: ("revision", self._revision),
            Question.SUBSCRIPTION: ("subscription", self._subscription),
            Question.ENTRA_JOIN: ("is_entra_joined", self._entra_join),
        }

    def _products(self, evidence: Evidence) -> tuple[Product, ...]:
        return self._reader.products(Scope(evidence.application))

    def _service(self, _evidence: Evidence) -> Service:
        return self._reader.service()

    def _system(self, _evidence: Evidence) -> System:
        row = self._reader.row(SYSTEM)
        now, local = self._clock(), row.moment("LocalDateTime")
        return System(
            local_time=local,
            clock_offset=round((local - now).total_seconds()) if local else None,
            build=row.number("BuildNumber"),
            edition_sku=row.number("OperatingSystemSKU"),
            product_type=row.number("ProductType"),
            booted_at=row.moment("LastBootUpTime"),
            language=row.number("OSLanguage"),
            name=row.text("Caption") or None,
            version=row.text("Version") or None,
            is_session_host=_is_session_host(row.number("SuiteMask"), row.number("OperatingSystemSKU")),
        )

    def _events(self, evidence: Evidence) -> tuple[Event, ...]:
        """Events of the last days, by the clock that stamped them."""
        query = events_since(evidence.host_now - timedelta(days=self._event_days))
        return in_order([_read_event(row) for row in self._reader.rows(query)])

    def _computer(self, _evidence: Evidence) -> Computer:
        row = self._reader.row(COMPUTER)
        return Computer(
            is_joined=row.flag("PartOfDomain"),
            domain=row.text("Domain") or None,
            maker=row.text("Manufacturer") or None,
            model=row.text("Model") or None,
        )

    def _protection(self, _evidence: Evidence) -> ProtectionService:
        found = self._reader.protection()
        if found is None:
            raise MalformedAnswer(Text("the host has no {class_name}", class_name=PROTECTION.class_name))
        return found

    def _proxy(self, _evidence: Evidence) -> Proxy:
        return read_proxy(self._registry.binary(rf"{_INTERNET_SETTINGS}\Connections", "WinHttpSettings") or b"")

    def _tls(self, _evidence: Evidence) -> TlsClient:
        return TlsClient(names=self._registry.value_names(_SCHANNEL) or ())

    def _tls_enabled(self, evidence: Evidence) -> TlsClient:
        found = known(evidence.tls) or TlsClient()
        return replace(found, enabled=self._registry.number(_SCHANNEL, "Enabled"))

    def _tls_by_default(self, evidence: Evidence) -> TlsClient:
        found = known(evidence.tls) or TlsClient()
        return replace(found, disabled_by_default=self._registry.number(_SCHANNEL, "DisabledByDefault"))

    def _tls_protocols(self, _evidence: Evidence) -> int | None:
        return self._registry.number(rf"{_INTERNET_SETTINGS}\WinHttp", "DefaultSecureProtocols")

    def _pending_restart(self, _evidence: Evidence) -> bool:
        return any(name.lower() == "rebootpending" for name in self._registry.key_names(_SERVICING) or ())

    def _dns_suffix(self, evidence: Evidence) -> DnsSuffix:
        found = known(evidence.dns_suffix) or DnsSuffix()
        return replace(found, primary=self._registry.string(_TCPIP, "Domain") or None)

    def _suffix_search(self, evidence: Evidence) -> DnsSuffix:
        found = known(evidence.dns_suffix) or DnsSuffix()
        names = (self._registry.string(_TCPIP, "SearchList") or "").replace(" ", ",").split(",")
        return replace(found, search=tuple(name for name in names if name))

    def _tls_protocols_32(self, _evidence: Evidence) -> int | None:
        return self._registry.number(rf"{_INTERNET_SETTINGS_32}\WinHttp", "DefaultSecureProtocols")

    def _machine_proxy(self, _evidence: Evidence) -> str | None:
        """The proxy that the Internet settings name for the whole computer, where they are not each user's own."""
        if not self._registry.number(_INTERNET_SETTINGS, "ProxyEnable"):
            return None
        return self._registry.string(_INTERNET_SETTINGS, "ProxyServer") or None

    def _office(self, _evidence: Evidence) -> ClickToRun | None:
        return self._reader.click_to_run(())

    def _office_licences(self, _evidence: Evidence) -> frozenset[str]:
        """The products whose volume licences are there, by the families of their rows."""
        families = (row.text("LicenseFamily") or "" for row in self._reader.rows(VOLUME_LICENCES))
        return frozenset(base.lower() for family in families if (base := base_of_family(family)))

    def _office_sharing(self, evidence: Evidence) -> ClickToRun | None:
        found = known(evidence.click_to_run)
        return with_setting(self._registry, found, OfficeSetting.SHARED_COMPUTER) if found else None

    def _office_users(self, _evidence: Evidence) -> OfficeUsers:
        return glance_at_users(Registry(self._session, Hive.USERS), MOST_USERS)

    def _office_updates(self, evidence: Evidence) -> ClickToRun | None:
        found = known(evidence.click_to_run)
        return with_updates(self._registry, found) if found else None

    def _names(self, _evidence: Evidence) -> tuple[NameCheck, ...]:
        return tuple(map(_read_ping, self._reader.rows(pings_of((*ACTIVATION_NAMES, *ACCOUNT_NAMES)))))

    def _revision(self, _evidence: Evidence) -> int | None:
        return self._registry.number(_CURRENT_VERSION, "UBR")

    def _subscription(self, _evidence: Evidence) -> Subscription | None:
        return self._reader.subscription()

    def _entra_join(self, _evidence: Evidence) -> bool:
        return bool(self._registry.key_names(_ENTRA_JOIN))

    @property
    def _registry(self) -> Registry:
        return self._reader.registry


def gap_of(problem: Exception) -> Gap:
    """The gap a refusal leaves."""
    if isinstance(problem, MethodFailed):
        code = as_hresult(problem.code)
        return Gap(code, problem.message)
    if isinstance(problem, WSManFault):
        return Gap(refused("Reading", problem).code, problem.text or problem.message)
    return Gap(0, problem.message if isinstance(problem, LicensingError) else str(problem) or type(problem).__name__)


def _read_event(row: Row) -> Event:
    return read_event(
        row.number("RecordNumber") or 0,
        (row.number("EventCode") or 0) & _EVENT_NUMBER,
        row.moment("TimeGenerated"),
        row.texts("InsertionStrings"),
    )


def _is_session_host(suites: int | None, edition_sku: int | None) -> bool | None:
    """Whether several people may work at once; None when the host does not tell."""
    if edition_sku == _MULTI_SESSION_SKU:
        return True
    if suites is None:
        return None
    return bool(suites & _SUITE_TERMINAL) and not suites & _SUITE_SINGLE_USER


def _read_ping(row: Row) -> NameCheck:
    """What a ping says of its name: 0 is an address found, any other number is none (documented)."""
    status = row.number("PrimaryAddressResolutionStatus")
    is_resolved = None if status is None else status == 0
    return NameCheck(row.text("Address") or "", is_resolved, row.text("ProtocolAddress") or None)
