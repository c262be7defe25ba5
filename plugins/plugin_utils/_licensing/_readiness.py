# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether a host is ready for a change of edition: what can be read of it beforehand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from ._servicing import Pending

#: BatteryStatus of a computer on mains power or charging (documented); no battery is as good.
_ON_MAINS = frozenset({2, 3, 6, 7, 8, 9})


@dataclass(frozen=True, slots=True)
class Uptime:
    """When a host started, by its own clock.

    Attributes:
        booted_at: LastBootUpTime.
        local_time: LocalDateTime of the same reading.
    """

    booted_at: datetime
    local_time: datetime

    @property
    def length(self) -> timedelta:
        """How long it is up."""
        return self.local_time - self.booted_at


@dataclass(frozen=True, slots=True)
class BusyProcess:
    """A process of Windows that works on its components.

    Attributes:
        name: ``dism.exe`` for instance.
        process_id: Its number.
        started_at: CreationDate; None where the host does not say.
    """

    name: str
    process_id: int
    started_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Readiness:
    r"""What speaks for or against a change of edition. None is what the host does not say.

    Attributes:
        can_write: Whether the account may write HKLM\SOFTWARE, as full administrators may (StdRegProv.CheckAccess).
        is_domain_controller: DomainRole 4 or 5, or ProductType 2 (documented).
        battery_statuses: BatteryStatus of each battery; empty without one.
        is_s_mode: SkuPolicyRequired is 1.
        free_bytes: Free space of the system drive.
        pending: Why a restart is pending beside what servicing says.
        busy: Processes that work on components: dism.exe, changepk.exe, TiWorker.exe, wusa.exe, setuphost.exe.
        disabled_services: Of LicenseManager and wuauserv, which changepk needs, those that are disabled.
        has_subscription: SubscriptionStatus is 1; None where this Windows has no such column.
    """

    can_write: bool | None = None
    is_domain_controller: bool | None = None
    battery_statuses: tuple[int, ...] = ()
    is_s_mode: bool | None = None
    free_bytes: int | None = None
    pending: frozenset[Pending] = frozenset()
    busy: tuple[BusyProcess, ...] = ()
    disabled_services: tuple[str, ...] = ()
    has_subscription: bool | None = None

    @property
    def is_on_mains(self) -> bool:
        """Whether no battery runs down."""
        return all(status in _ON_MAINS for status in self.battery_statuses)
