# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a diagnosis read beside the products, and what the controller saw, as plain results."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Self

from .._diagnosis._events import Event
from .._diagnosis._evidence import ControllerView, Evidence, Gap, Reach, SrvAnswer, known
from .._diagnosis._evidence_office import NameCheck
from .._language._moment import iso_second
from .._licensing._office import ClickToRun, OfficeSetting
from .._licensing._office_model import OfficeUser, channel_name
from .._licensing._reason import hex_code
from ._record import OptionalFlag, OptionalNumber, OptionalText, OptionalTexts, Record, Texts, many, many_if_read, one

#: More events than these help nobody.
_MOST_EVENTS = 20


@dataclass(frozen=True, slots=True)
class ProxyResult(Record):
    """The machine-wide proxy; both are None for a direct connection."""

    server: OptionalText = None
    bypass: OptionalText = None


@dataclass(frozen=True, slots=True)
class TlsResult(Record):
    """TLS 1.2 settings; None where nothing is set."""

    enabled: OptionalNumber = None
    disabled_by_default: OptionalNumber = None
    default_secure_protocols: OptionalNumber = None
    default_secure_protocols_32: OptionalNumber = None


@dataclass(frozen=True, slots=True)
class ProtectionResult(Record):
    """The service behind licensing, as Windows has it."""

    state: OptionalText = None
    start_mode: OptionalText = None


@dataclass(frozen=True, slots=True)
class EventResult(Record):
    """An event of Software Protection."""

    id: OptionalNumber = None
    time: OptionalText = None
    code: OptionalText = None
    kms_host: OptionalText = None
    activation_id: OptionalText = None

    @classmethod
    def of(cls, event: Event) -> Self:
        """An event as it was read."""
        return cls(
            event.code_of_event,
            iso_second(event.at) if event.at else None,
            hex_code(event.result) if event.result is not None else None,
            event.kms_host,
            event.activation_id,
        )


@dataclass(frozen=True, slots=True)
class OfficeAccountsResult(Record):
    """A user who is logged on, and the kinds of the accounts that Office knows for the user; no address."""

    sid: OptionalText = None
    accounts: Texts = ()

    @classmethod
    def of(cls, user: OfficeUser) -> Self:
        """A user as read."""
        return cls(user.sid, tuple(sorted({account.kind.value for account in user.accounts})))


@dataclass(frozen=True, slots=True)
class InstalledOfficeResult(Record):
    """Office by click-to-run; without any, no release IDs."""

    release_ids: Texts = ()
    version: OptionalText = None
    channel: OptionalText = None
    shared_computer: OptionalText = None

    @classmethod
    def of(cls, found: ClickToRun | None) -> Self:
        """That of a host; the setting is absent, on, off or unclear, None where it was not read."""
        if found is None:
            return cls()
        setting = dict(found.settings).get(OfficeSetting.SHARED_COMPUTER)
        return cls(found.release_ids, found.version, channel_name(found.channel), setting.value if setting else None)


@dataclass(frozen=True, slots=True)
class NameResult(Record):
    """What the host finds out about a name."""

    name: OptionalText = None
    resolved: OptionalFlag = None
    address: OptionalText = None

    @classmethod
    def of(cls, check: NameCheck) -> Self:
        """A ping as it was read."""
        return cls(check.name, check.is_resolved, check.address)


@dataclass(frozen=True, slots=True)
class ObservedResult(Record):
    """What was read beside the products; None for what was not."""

    clock_offset_seconds: OptionalNumber = None
    windows: OptionalText = None
    version: OptionalText = None
    build: OptionalNumber = None
    edition_sku: OptionalNumber = None
    product_type: OptionalNumber = None
    booted_at: OptionalText = None
    language: OptionalNumber = None
    maker: OptionalText = None
    model: OptionalText = None
    domain_member: OptionalFlag = None
    domain: OptionalText = None
    dns_suffix: OptionalText = None
    dns_suffix_search: OptionalTexts = None
    proxy: Annotated[ProxyResult | None, one(ProxyResult)] = None
    tls: Annotated[TlsResult | None, one(TlsResult)] = None
    pending_restart: OptionalFlag = None
    spp_service: Annotated[ProtectionResult | None, one(ProtectionResult)] = None
    firmware_key: OptionalText = None
    windows_rearms_left: OptionalNumber = None
    events: Annotated[tuple[EventResult, ...] | None, many_if_read(EventResult)] = None
    session_host: OptionalFlag = None
    machine_proxy: OptionalText = None
    office: Annotated[InstalledOfficeResult | None, one(InstalledOfficeResult)] = None
    office_accounts: Annotated[tuple[OfficeAccountsResult, ...] | None, many_if_read(OfficeAccountsResult)] = None
    names: Annotated[tuple[NameResult, ...] | None, many_if_read(NameResult)] = None

    @classmethod
    def of(cls, evidence: Evidence) -> Self:
        """What there is in the evidence."""
        system, computer = known(evidence.system), known(evidence.computer)
        service, suffix, events = known(evidence.service), known(evidence.dns_suffix), known(evidence.events)
        proxy, protection = known(evidence.proxy), known(evidence.protection)
        users, names = known(evidence.office_users), known(evidence.names)
        has_office = not isinstance(evidence.click_to_run, Gap)
        return cls(
            clock_offset_seconds=system.clock_offset if system else None,
            windows=system.name if system else None,
            version=system.version if system else None,
            build=evidence.build,
            edition_sku=system.edition_sku if system else None,
            product_type=system.product_type if system else None,
            booted_at=iso_second(system.booted_at) if system and system.booted_at else None,
            language=system.language if system else None,
            maker=computer.maker if computer else None,
            model=computer.model if computer else None,
            domain_member=computer.is_joined if computer else None,
            domain=computer.domain if computer else None,
            dns_suffix=suffix.primary if suffix else None,
            dns_suffix_search=suffix.search if suffix else None,
            proxy=ProxyResult(proxy.server, proxy.bypass) if proxy else None,
            tls=_tls(evidence),
            pending_restart=known(evidence.has_pending_restart),
            spp_service=ProtectionResult(protection.state, protection.start_mode) if protection else None,
            firmware_key=service.firmware_key_description if service and service.has_firmware_key else None,
            windows_rearms_left=service.windows_rearms_left if service else None,
            events=tuple(EventResult.of(event) for event in events[:_MOST_EVENTS]) if events is not None else None,
            session_host=system.is_session_host if system else None,
            machine_proxy=known(evidence.machine_proxy),
            office=InstalledOfficeResult.of(known(evidence.click_to_run)) if has_office else None,
            office_accounts=tuple(map(OfficeAccountsResult.of, users.users)) if users else None,
            names=tuple(map(NameResult.of, names)) if names is not None else None,
        )


@dataclass(frozen=True, slots=True)
class PlaceResult(Record):
    """A host and its port."""

    host: Annotated[str, str]
    port: OptionalNumber


@dataclass(frozen=True, slots=True)
class SrvResult(Record):
    """What DNS says of a record: places, or a problem."""

    name: Annotated[str, str]
    hosts: Annotated[tuple[PlaceResult, ...], many(PlaceResult)]
    problem: OptionalText

    @classmethod
    def of(cls, answer: SrvAnswer) -> Self:
        """The answer to a lookup of KMS hosts in a domain."""
        places = tuple(PlaceResult(host, port) for host, port in answer.hosts)
        return cls(f"_vlmcs._tcp.{answer.domain}", places, answer.problem or None)


@dataclass(frozen=True, slots=True)
class PortResult(Record):
    """Whether a port is reached, and if not, why."""

    host: Annotated[str, str]
    port: OptionalNumber
    reachable: OptionalFlag
    problem: OptionalText

    @classmethod
    def of(cls, reach: Reach) -> Self:
        """The outcome of an attempt."""
        return cls(reach.host, reach.port, not reach.problem, reach.problem or None)


@dataclass(frozen=True, slots=True)
class ViewResult(Record):
    """What the controller saw itself; it may look at another network than the host."""

    records: Annotated[tuple[SrvResult, ...], many(SrvResult)] = ()
    ports: Annotated[tuple[PortResult, ...], many(PortResult)] = ()

    @classmethod
    def of(cls, view: ControllerView) -> Self:
        """That of a diagnosis."""
        return cls(
            tuple(SrvResult.of(answer) for answer in view.records), tuple(PortResult.of(reach) for reach in view.ports)
        )


def _tls(evidence: Evidence) -> TlsResult | None:
    tls, protocols = known(evidence.tls), known(evidence.tls_protocols)
    protocols_32 = known(evidence.tls_protocols_32)
    if tls is None and protocols is None and protocols_32 is None:
        return None
    enabled, by_default = (tls.enabled, tls.disabled_by_default) if tls else (None, None)
    return TlsResult(enabled, by_default, protocols, protocols_32)
