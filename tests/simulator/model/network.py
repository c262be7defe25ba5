# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The simulated network: KMS hosts, SRV records and the directory. No packet is ever sent."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from .errors import Spp
from .values import KMS_PORT, KMS_RENEWAL, KMS_RETRY

#: documented: a client machine ID counts for 30 days, and a host remembers 50 of them
_COUNT_WINDOW = timedelta(days=30)
_COUNT_LIMIT = 50
#: documented: more than four hours apart is refused
CLOCK_TOLERANCE = timedelta(hours=4)


@dataclass(slots=True)
class KmsHost:
    """A KMS host somewhere on the simulated network."""

    name: str
    address: str = "192.0.2.10"
    port: int = KMS_PORT
    serves: frozenset[str] = frozenset()
    other_clients: int = 50
    is_activated: bool = True
    is_reachable: bool = True
    refuses: int = 0
    clock_offset: timedelta = timedelta()
    activation_interval: int = KMS_RETRY
    renewal_interval: int = KMS_RENEWAL
    product_key_id: str = "00000-00000-000-000000-00-0000-00000.0000-0000000"
    seen: dict[str, datetime] = field(default_factory=dict)

    def covers(self, generation: str) -> bool:
        """Whether the host may activate products of a generation; an empty list means all."""
        return not self.serves or generation in self.serves

    def count(self, client: str, now: datetime) -> int:
        """Remember a client machine ID and tell how many different ones asked in the last 30 days."""
        self.seen[client] = now
        recent = [moment for moment in self.seen.values() if now - moment <= _COUNT_WINDOW]
        return min(_COUNT_LIMIT, self.other_clients + len(recent))


@dataclass(frozen=True, slots=True)
class SrvRecord:
    """One _vlmcs._tcp record."""

    host: str
    port: int = KMS_PORT
    priority: int = 0
    weight: int = 0


@dataclass(frozen=True, slots=True)
class ActivationObject:
    """An activation object in the configuration partition."""

    name: str
    csvlk_pid: str = "00000-00000-000-000000-00-0000-00000.0000-0000000"
    csvlk_sku: str = "00000000-0000-0000-0000-000000000000"
    serves: frozenset[str] = frozenset()

    def distinguished_name(self, domain: str) -> str:
        """Where the object lives (container documented by the inbox script)."""
        suffix = ",".join(f"DC={label}" for label in domain.split("."))
        return f"CN={self.name},CN=Activation Objects,CN=Microsoft SPP,CN=Services,CN=Configuration,{suffix}"


@dataclass(slots=True)
class Directory:
    """One forest, named by its domain."""

    domain: str
    objects: list[ActivationObject] = field(default_factory=list)
    has_current_schema: bool = True

    def object_for(self, generation: str) -> ActivationObject | None:
        """The first activation object that covers a generation."""
        return next((item for item in self.objects if not item.serves or generation in item.serves), None)


@dataclass(slots=True)
class Network:
    """Name resolution and what answers behind the names."""

    hosts: dict[str, KmsHost] = field(default_factory=dict)
    srv: dict[str, list[SrvRecord]] = field(default_factory=dict)
    dns_errors: dict[str, int] = field(default_factory=dict)
    directories: dict[str, Directory] = field(default_factory=dict)

    def kms_host(self, name: str) -> KmsHost | None:
        """The KMS host behind a name or address, case-insensitively."""
        wanted = name.lower()
        return next((host for host in self.hosts.values() if wanted in (host.name.lower(), host.address)), None)

    def resolve(self, name: str) -> int:
        """0 when a name or address leads somewhere, else the DNS code that says why not."""
        known = 0 if self.kms_host(name) else Spp.DNS_NAME_MISSING
        return self.dns_errors.get(name.lower(), known)

    def lookup_srv(self, domain: str) -> tuple[list[SrvRecord], int]:
        """SRV records by priority, then weight; or no records and the DNS code that says why."""
        wanted = domain.lower()
        if wanted in self.dns_errors:
            return [], self.dns_errors[wanted]
        if wanted not in self.srv:
            return [], Spp.DNS_NAME_MISSING
        records = sorted(self.srv[wanted], key=lambda record: (record.priority, -record.weight))
        return records, 0 if records else Spp.DNS_NO_RECORDS
