# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The changing state of one machine: licence rows, service settings, events.

Operations in the sibling modules read and change a `MachineState`; only `machine.py` is the public face.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from .digits import installation_id
from .errors import Spp
from .eventlog import Event, EventLog, background_events, licensing_event
from .hives import Hives
from .keys import KeyRecord
from .process_table import ProcessTable
from .registry import RESTART_KEY, Registry
from .sku import Sku
from .spec import MachineSpec, rearms_of
from .switches import Switches
from .upheaval import PendingEdition, Power, ScheduledTask, ServicingFates
from .values import INITIAL_GRACE, KMS_PORT, WINDOWS_8, Binding, Channel, LicenseStatus
from .world import World

#: the service behind the licensing classes
PROTECTION_SERVICE = "sppsvc"


@dataclass(frozen=True, slots=True)
class InstalledKey:
    """A key on a row. `text` is None for a default key of which only the last five are public."""

    last5: str
    record: KeyRecord | None = None
    text: str | None = field(default=None, repr=False)

    @property
    def identity(self) -> str:
        """What distinguishes this key from another one."""
        return self.text or f"default-{self.last5}"


@dataclass(slots=True)
class KmsSettings:
    """KMS client settings, at service or product level; an empty machine means discovery."""

    machine: str = ""
    port: int = 0
    lookup_domain: str = ""
    activation_type: int = 0


@dataclass(frozen=True, slots=True)
class Discovered:
    """A KMS host found by DNS."""

    name: str = ""
    port: int = 0
    address: str = ""


@dataclass(slots=True)
class Licence:
    """The changing half of one product row."""

    sku: Sku
    key: InstalledKey | None = None
    binding: Binding = Binding.NONE
    status: LicenseStatus = LicenseStatus.UNLICENSED
    reason: int = Spp.PKEY_NOT_INSTALLED
    expires_at: datetime | None = None
    bound_hardware: str | None = None
    kms: KmsSettings = field(default_factory=KmsSettings)
    discovered: Discovered = Discovered()
    kms_pid: str = ""
    activated_by: int = 0
    activation_interval: int = 120
    renewal_interval: int = 10_080
    next_attempt: datetime | None = None
    directory_object: tuple[str, str, str, str] | None = None
    evaluation_end: datetime | None = None
    rearm_left: int = 1001
    confirmed_with: str | None = None
    former_ids: dict[str, int] = field(default_factory=dict)

    @property
    def is_licensed(self) -> bool:
        """Status 1 and nothing else."""
        return self.status is LicenseStatus.LICENSED

    def drop_binding(self) -> None:
        """Forget what the row was activated by."""
        self.binding = Binding.NONE
        self.expires_at = None
        self.bound_hardware = None
        self.activated_by = 0
        self.next_attempt = None
        self.directory_object = None
        self.kms_pid = ""
        self.discovered = Discovered()

    def drop_key(self) -> None:
        """Return to the picture of an unkeyed row."""
        self.drop_binding()
        self.key = None
        self.confirmed_with = None
        self.status = LicenseStatus.UNLICENSED
        self.reason = Spp.PKEY_NOT_INSTALLED


@dataclass(slots=True)
class ServiceControl:
    """One Windows service: how it starts (Auto, Manual, Disabled) and whether it runs."""

    mode: str = "Auto"
    is_running: bool = False


def _initial_services() -> dict[str, ServiceControl]:
    """Sppsvc stops when idle and starts on demand, so it does not run (documented)."""
    return {
        PROTECTION_SERVICE: ServiceControl(),
        "WinRM": ServiceControl(is_running=True),
        "Winmgmt": ServiceControl(is_running=True),
        "W32Time": ServiceControl("Manual"),
        "ClipSVC": ServiceControl("Manual"),
        "LicenseManager": ServiceControl("Manual"),
        "wuauserv": ServiceControl("Manual"),
    }


@dataclass(slots=True)
class ServiceState:
    """Settings and counters of SoftwareLicensingService."""

    kms: KmsSettings
    client_machine_id: str
    rearm_left: int
    discovered: Discovered = Discovered()
    host_caching: bool = True
    is_kms_host: bool = False
    listening_port: int = 0
    dns_publishing: bool = True
    low_priority: bool = False
    activation_interval: int = 120
    renewal_interval: int = 10_080


@dataclass(slots=True)
class MachineState:
    """One machine with everything that can change."""

    spec: MachineSpec
    world: World
    switches: Switches
    licences: dict[str, Licence]
    service: ServiceState
    registry: Registry
    installed_at: datetime
    booted_at: datetime
    hardware: str
    pending_restart: bool = False
    services: dict[str, ServiceControl] = field(default_factory=_initial_services)
    is_activating: bool = False
    log_book: EventLog = field(default_factory=EventLog)
    hives: Hives = field(default_factory=Hives)
    clock_offset: timedelta = timedelta()
    application_rearms: dict[str, int] = field(default_factory=dict)
    salt: int = 0
    installations: int = 1
    pending_edition: PendingEdition | None = None
    servicing: ServicingFates = field(default_factory=ServicingFates)
    processes: ProcessTable = field(default_factory=ProcessTable)
    tasks: dict[str, ScheduledTask] = field(default_factory=dict)
    power: Power = field(default_factory=Power)

    @property
    def now(self) -> datetime:
        """What this machine holds to be the present moment: the world's time and its own error."""
        return self.world.clock.now + self.clock_offset

    @property
    def is_disabled(self) -> bool:
        """Whether Software Protection cannot start: disabled and not running."""
        service = self.services[PROTECTION_SERVICE]
        return service.mode == "Disabled" and not service.is_running

    @property
    def events(self) -> list[Event]:
        """What the licensing client reported, oldest first; routine and other providers left out."""
        return self.log_book.reports

    def installation_id(self, licence: Licence) -> str | None:
        """The row's current installation ID; null without a key (documented)."""
        if licence.key is None:
            return None
        hardware = f"{self.hardware}|{self.salt}"
        length = self.switches.installation_id_length
        return installation_id(licence.key.identity, licence.sku.activation_id, hardware, length)

    def set_servicing_pending(self) -> None:
        """Windows' own servicing wants a restart; licensing does not care."""
        self.registry.create(RESTART_KEY)

    def forget_licences(self) -> None:
        """A new installation: keys stay where they are, whatever licensed them is gone, first use begins now."""
        self.installed_at = self.booted_at = self.now
        for licence in self.licences.values():
            if licence.key is None or licence.sku.channel is Channel.EVALUATION:
                continue  # an evaluation begins anew
            self.set_unactivated(licence)
            if licence.sku.channel is Channel.GVLK:
                licence.next_attempt = self.now + timedelta(minutes=licence.activation_interval)

    def windows_licence(self) -> Licence | None:
        """The row that licenses Windows itself: Windows application, keyed, no add-on."""
        return next((item for item in self.licences.values() if item.sku.is_windows_base and item.key), None)

    def require_key(self, licence: Licence) -> InstalledKey:
        """The row's key; callers have checked that there is one."""
        if licence.key is None:
            raise LookupError(f"{licence.sku.row} has no key")
        return licence.key

    def set_unactivated(self, licence: Licence) -> None:
        """The picture of a keyed row without a licence: initial grace while there is any, then notification."""
        licence.drop_binding()
        end = self.installed_at + INITIAL_GRACE
        has_grace = not licence.sku.is_windows or self.spec.schema_level < WINDOWS_8
        if has_grace and self.now < end:
            licence.status, licence.reason, licence.expires_at = LicenseStatus.OOB_GRACE, Spp.OOB_GRACE, end
        else:
            licence.status, licence.reason = LicenseStatus.NOTIFICATION, unactivated_reason(licence)

    def log(self, identifier: int, *strings: str) -> None:
        """Write one event of the licensing service, now."""
        self.log_book.write(licensing_event(identifier, self.now, strings))


def unactivated_reason(licence: Licence) -> int:
    """recorded: 0xC004F056 on a GVLK, 0xC004F034 on a default key; inferred for the others."""
    return Spp.KMS_NOT_BOUND if licence.sku.channel is Channel.GVLK else Spp.EUL_NOT_AVAILABLE


def new_state(spec: MachineSpec, world: World, switches: Switches) -> MachineState:
    """A machine as installed: every row unkeyed, every setting at its default."""
    now = world.clock.now + spec.clock_offset
    booted_at = now - timedelta(days=3, seconds=17.25)
    seed = uuid.uuid5(uuid.NAMESPACE_DNS, f"{spec.name}.simulator.invalid")
    licences = {sku.activation_id: Licence(sku, rearm_left=rearms_of(spec, sku)) for sku in spec.skus}
    service = ServiceState(KmsSettings(port=KMS_PORT), str(uuid.uuid5(seed, "cmid")), spec.rearm_count)
    state = MachineState(
        spec=spec,
        world=world,
        switches=switches,
        licences=licences,
        service=service,
        registry=Registry(),
        installed_at=now - timedelta(days=spec.installed_days_ago),
        booted_at=booted_at,
        hardware=str(seed).upper(),
        clock_offset=spec.clock_offset,
        application_rearms={sku.application: rearms_of(spec, sku) for sku in spec.skus},
    )
    state.log_book.plant(background_events(now, booted_at))
    return state
