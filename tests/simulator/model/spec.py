# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a machine is before anything happens to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from .keys import KeyRecord
from .registry import DeniedKey
from .sku import Sku


@dataclass(frozen=True, slots=True)
class KnownName:
    """What a machine finds out about a name: its address, and whether something there answers a ping."""

    address: str
    answers_ping: bool = True


@dataclass(frozen=True, slots=True)
class MachineSpec:
    """What a machine is before anything happens to it."""

    name: str
    skus: tuple[Sku, ...]
    edition: str
    generation: str
    version: str
    build: int
    revision: int
    caption: str
    product_name: str
    operating_system_sku: int
    product_type: int
    schema_level: float = 10
    locale: str = "en-US"
    utc_offset: timedelta = timedelta()
    clock_offset: timedelta = timedelta()
    missing_classes: frozenset[str] = frozenset()
    internet_error: int = 0
    firmware_key: KeyRecord | None = None
    domain: str | None = None
    dns_suffix: str | None = None
    suffix_search: tuple[str, ...] = ()
    is_elevated: bool = True
    is_session_host: bool = False
    rearm_count: int = 1001
    office_rearm_count: int = 5
    installed_days_ago: float = 400
    uuid: str | None = None
    registry: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    denied_keys: tuple[DeniedKey, ...] = ()
    files: tuple[str, ...] = ()
    is_core: bool = False
    is_domain_controller: bool = False
    is_s_mode: bool = False
    display_version: str | None = None
    batteries: tuple[int, ...] = ()
    free_bytes: int = 60 << 30
    target_editions: tuple[str, ...] | None = None
    subscription: Mapping[str, int | str] | None = None
    names: Mapping[str, KnownName] = field(default_factory=dict)

    @property
    def is_client(self) -> bool:
        """Whether it is no Windows Server, whatever its product type says: multi-session calls itself a server."""
        return self.product_type == 1 or self.edition == "ServerRdsh"

    @property
    def is_server(self) -> bool:
        """Whether it is a Windows Server."""
        return not self.is_client


def rearms_of(spec: MachineSpec, sku: Sku) -> int:
    """How often a row can be rearmed at first; Office counts its own (community: five times)."""
    return spec.rearm_count if sku.is_windows else spec.office_rearm_count
