# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Everything a diagnosis may know of a host: each part a value, or a ``Gap`` that says why there is none.

It must not know how the parts were read.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, TypeVar

from .._licensing._extended import SERVER_2012_R2
from .._licensing._model import Application, Product, Service
from .._licensing._office import ClickToRun
from .._licensing._office_model import OfficeUsers
from .._licensing._protection import ProtectionService
from .._licensing._subscription import Subscription
from ._events import Event
from ._evidence_office import NameCheck, leftovers_in
from ._kms_hosts import ApprovedHost

_Part = TypeVar("_Part")

#: Windows 8.1, which shares its build with Server 2012 R2.
_FIRST_BUILD_WITH_TLS12: Final = SERVER_2012_R2


@dataclass(frozen=True, slots=True)
class Gap:
    """A part of the evidence that is not there.

    Attributes:
        code: Unsigned HRESULT of the refusal; 0 when there was none.
        text: What the host said, possibly localized. Empty when the part was not asked for.
    """

    code: int = 0
    text: str = ""

    @property
    def is_refusal(self) -> bool:
        """True when the host was asked and did not answer."""
        return bool(self.code or self.text)


#: The part was not asked for.
NOT_ASKED: Final = Gap()


@dataclass(frozen=True, slots=True)
class System:
    """Win32_OperatingSystem.

    Attributes:
        local_time: What the host takes for now, in UTC.
        clock_offset: Seconds by which the host's clock is ahead of the controller's; negative when it is behind.
        build: Build number of Windows.
        edition_sku: OperatingSystemSKU.
        product_type: 1 client, 2 domain controller, 3 server.
        booted_at: When Windows was started, UTC.
        language: OSLanguage, a Windows language number.
        name: Caption, the name of Windows, possibly localized.
        version: Version, 10.0.22631 for instance.
        is_session_host: Whether it lets several people work at once; None when it does not tell.
    """

    local_time: datetime | None = None
    clock_offset: int | None = None
    build: int | None = None
    edition_sku: int | None = None
    product_type: int | None = None
    booted_at: datetime | None = None
    language: int | None = None
    name: str | None = None
    version: str | None = None
    is_session_host: bool | None = None


@dataclass(frozen=True, slots=True)
class Computer:
    """Win32_ComputerSystem.

    Attributes:
        is_joined: True for a member of a domain, None when the host does not tell.
        domain: Name of the domain, or of the workgroup.
        maker: Manufacturer, as the firmware has it.
        model: Model, as the firmware has it.
    """

    is_joined: bool | None = None
    domain: str | None = None
    maker: str | None = None
    model: str | None = None


@dataclass(frozen=True, slots=True)
class Proxy:
    """The machine-wide (WinHTTP) proxy; ``server`` is None for a direct connection."""

    server: str | None = None
    bypass: str | None = None


@dataclass(frozen=True, slots=True)
class TlsClient:
    """The TLS 1.2 client settings of SCHANNEL; a value that does not exist is None and means the default.

    Attributes:
        names: Names of the values that exist.
        enabled: ``Enabled``, 0 is off.
        disabled_by_default: ``DisabledByDefault``, 1 is off for all that do not ask for it.
    """

    names: tuple[str, ...] = ()
    enabled: int | None = None
    disabled_by_default: int | None = None

    @property
    def is_off(self) -> bool:
        """True when TLS 1.2 is switched off; absent values are fine since Windows 8.1."""
        return self.enabled == 0 or bool(self.disabled_by_default)


@dataclass(frozen=True, slots=True)
class DnsSuffix:
    """The primary DNS suffix and the suffix search list, from the registry."""

    primary: str | None = None
    search: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Given:
    """Codes a person or a task brought along, what failed last."""

    codes: tuple[int, ...]
    text: str


@dataclass(frozen=True, slots=True)
class SrvAnswer:
    """What the controller's DNS says of ``_vlmcs._tcp`` in a domain: hosts with ports, or a problem."""

    domain: str
    hosts: tuple[tuple[str, int], ...] = ()
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Reach:
    """Whether the controller reaches a TCP port; the problem is empty when it does."""

    host: str
    port: int
    problem: str = ""


@dataclass(frozen=True, slots=True)
class ControllerView:
    """What DNS and network look like from the controller, which need not be what the host sees."""

    records: tuple[SrvAnswer, ...] = ()
    ports: tuple[Reach, ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of one host.

    Attributes:
        read_at: When the reading began, by the controller's clock.
        application: Whose products are meant, None for all.
        products: Rows that have a key.
        events: Events of Software Protection, newest first.
        has_pending_restart: Whether Windows waits for a restart to finish its servicing.
        tls_protocols: DefaultSecureProtocols of WinHTTP, a bit mask; None inside when it is not set.
        tls_protocols_32: The same for programs of 32 bits.
        machine_proxy: The proxy of the Internet settings of the whole computer; None inside when there is none.
        click_to_run: Office by click-to-run; None inside when there is none.
        licence_bases: Products of Office whose volume licence files are there, in lower case.
        office_users: Who is logged on, and signed in to Office.
        names: What the host finds out about the names that Office needs.
        approved_kms_hosts: The KMS hosts that are the owner's; none means that nobody has said.
    """

    read_at: datetime
    application: Application | None = None
    given: Given | None = None
    products: tuple[Product, ...] | Gap = NOT_ASKED
    service: Service | Gap = NOT_ASKED
    system: System | Gap = NOT_ASKED
    events: tuple[Event, ...] | Gap = NOT_ASKED
    computer: Computer | Gap = NOT_ASKED
    protection: ProtectionService | Gap = NOT_ASKED
    proxy: Proxy | Gap = NOT_ASKED
    tls: TlsClient | Gap = NOT_ASKED
    tls_protocols: int | Gap | None = NOT_ASKED
    tls_protocols_32: int | Gap | None = NOT_ASKED
    machine_proxy: str | Gap | None = NOT_ASKED
    click_to_run: ClickToRun | Gap | None = NOT_ASKED
    licence_bases: frozenset[str] | Gap = NOT_ASKED
    office_users: OfficeUsers | Gap = NOT_ASKED
    names: tuple[NameCheck, ...] | Gap = NOT_ASKED
    revision: int | Gap | None = NOT_ASKED
    subscription: Subscription | Gap | None = NOT_ASKED
    is_entra_joined: bool | Gap = NOT_ASKED
    has_pending_restart: bool | Gap = NOT_ASKED
    dns_suffix: DnsSuffix | Gap = NOT_ASKED
    controller: ControllerView | None = None
    approved_kms_hosts: tuple[ApprovedHost, ...] = ()

    @property
    def known_products(self) -> tuple[Product, ...]:
        """The products whose rows tell of their licence; none when they could not be read."""
        silent = {row.activation_id for row in self.leftovers}
        rows = known(self.products) or ()
        return tuple(row for row in rows if not row.follows_account and row.activation_id not in silent)

    @property
    def account_rows(self) -> tuple[Product, ...]:
        """Rows that Microsoft 365 Apps left behind; their licence is that of an account."""
        left = {row.activation_id for row in self.leftovers}
        rows = known(self.products) or ()
        return tuple(row for row in rows if row.follows_account and row.activation_id not in left)

    @property
    def leftovers(self) -> tuple[Product, ...]:
        """Rows of Office that license nothing, while another row licenses the same product."""
        return leftovers_in(known(self.click_to_run), known(self.products) or ())

    @property
    def is_windows_meant(self) -> bool:
        """Whether the diagnosis is about Windows, alone or among others."""
        return self.application in (None, Application.WINDOWS)

    @property
    def primary(self) -> Product | None:
        """Windows itself, None when it has no key or was not read."""
        return next((product for product in self.known_products if product.is_primary), None)

    @property
    def known_events(self) -> tuple[Event, ...]:
        """The events, newest first; none when they could not be read."""
        return known(self.events) or ()

    @property
    def clock_offset(self) -> timedelta | None:
        """How far the host's clock is ahead of the controller's."""
        system = known(self.system)
        return timedelta(seconds=system.clock_offset) if system and system.clock_offset is not None else None

    @property
    def host_now(self) -> datetime:
        """Now, by the clock that stamps the host's events."""
        system = known(self.system)
        return (system.local_time if system else None) or self.read_at

    @property
    def build(self) -> int | None:
        """Build of Windows, from the system or from the version of Software Protection, which equals it."""
        system, service = known(self.system), known(self.service)
        return (system.build if system else None) or (service.build if service else None)

    @property
    def needs_tls12_switched_on(self) -> bool:
        """Whether Windows is so old that TLS 1.2 is off unless it is switched on (documented)."""
        return self.build is not None and self.build < _FIRST_BUILD_WITH_TLS12


def known(part: _Part | Gap) -> _Part | None:
    """The value of a part, None for a gap."""
    return None if isinstance(part, Gap) else part
