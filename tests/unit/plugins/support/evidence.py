# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Evidence for tests: hosts as a diagnosis sees them, in one line each."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

from ansible_collections.licenseops.windows.plugins.plugin_utils._diagnosis._events import Event, in_order, read_event
from ansible_collections.licenseops.windows.plugins.plugin_utils._diagnosis._evidence import Evidence, Given, System
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._model import (
    Channel,
    KmsClient,
    LicenseStatus,
    Product,
)

from .products import WINDOWS_ID, licensed, office, service, windows

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=timezone.utc)
CMID = "0f43b1a0-0000-4000-8000-000000000001"
KMS = "kms1.corp.example"


def evidence(*products: Product, **parts: Any) -> Evidence:
    """A host whose products, service and clock were read, and nothing else unless given."""
    common: dict[str, Any] = {
        "products": tuple(products),
        "service": service(),
        "system": System(local_time=NOW, clock_offset=0, build=26100, edition_sku=48),
    }
    if "events" in parts and isinstance(parts["events"], list):
        parts["events"] = in_order(parts["events"])
    return Evidence(read_at=NOW, **(common | parts))


def given(*codes: int) -> Given:
    """Codes somebody brought along."""
    return Given(codes, " ".join(f"failed with 0x{code:08X}" for code in codes))


def clock(hours: float) -> System:
    """A host whose clock is wrong."""
    return System(local_time=NOW + timedelta(hours=hours), clock_offset=round(hours * 3600), build=26100)


def client(**changes: Any) -> Product:
    """Windows with the KMS client setup key, never activated, unless changed."""
    own: dict[str, Any] = {"channel": Channel.GVLK, "reason": 0xC004F056, "partial_product_key": "T83GX"}
    return windows(**(own | changes))


def office_client(**changes: Any) -> Product:
    """Office with a KMS client setup key, never activated, unless changed."""
    return office(**({"channel": Channel.GVLK, "reason": 0xC004F056} | changes))


def kms_licensed(days: float = 178, **changes: Any) -> Product:
    """Windows licensed by KMS, with days left."""
    return licensed(client(activation_type=2, grace_minutes=round(days * 1440)), **changes)


def evaluation(days: float = 100, **changes: Any) -> Product:
    """A licensed evaluation of Windows Server, with days left."""
    own = {"channel": Channel.EVALUATION, "family": "ServerDatacenterEval", "grace_minutes": round(days * 1440)}
    return licensed(windows(**own, evaluation_end=NOW + timedelta(days=days)), **changes)


def in_grace(product: Product) -> dict[str, Any]:
    """Changes that put a product into its initial grace period."""
    return {"status": LicenseStatus.OOB_GRACE, "reason": 0x4004F00C, "grace_minutes": 30_000}


def request(
    number: int, code: int, host: str | None = KMS, *, hours_ago: float = 1, activation_id: str = WINDOWS_ID
) -> Event:
    """Event 12288."""
    place = f"{host}:1688" if host else ""
    text = f"0x{code:08X}, 0x00000000, {place}, {CMID}, 2026/03/02 07:00, 0, 5, 0, {activation_id}, 25"
    return read_event(number, 12288, NOW - timedelta(hours=hours_ago), [text])


def response(number: int, code: int = 0, count: int = 50, *, hours_ago: float = 1) -> Event:
    """Event 12289; bound when the code is 0."""
    text = f"0x{code:08X}, 0x00000000, {0 if code else 1}, 0, {count}, 120, 10080, 2026/03/02 07:00"
    return read_event(number, 12289, NOW - timedelta(hours=hours_ago), [text])


def failure(number: int, code: int, *, hours_ago: float = 1, activation_id: str | None = WINDOWS_ID) -> Event:
    """Event 8198."""
    rule = f"RuleId=x;Action=AutoActivate;AppId=y;SkuId={activation_id};Trigger=TimerEvent" if activation_id else "x"
    return read_event(number, 8198, NOW - timedelta(hours=hours_ago), [f"hr=0x{code:08X}", rule])


def acquisition(number: int, code: int, *, hours_ago: float = 1) -> Event:
    """Event 8200, which names no product."""
    return read_event(number, 8200, NOW - timedelta(hours=hours_ago), [f"hr=0x{code:08X}"])


def pinned(host: str, **changes: Any) -> dict[str, Any]:
    """Evidence of a KMS host configured for the whole host."""
    return {"service": service(kms=KmsClient(host=host, **changes))}
