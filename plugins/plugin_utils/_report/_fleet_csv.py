# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The hosts of a fleet as CSV for spreadsheets, a line each; no cell of it is taken for a formula. Pure."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import Final

from .._fleet._clean_text import clean
from .._fleet._machine import Machine
from .._language._cell import BOM, shielded
from .._result._product import ProductResult

#: Stable names; programs read them.
COLUMNS: Final = (
    "host",
    "groups",
    "fate",
    "standing",
    "activated_by",
    "channel",
    "partial_product_key",
    "license_status",
    "expires_at",
    "reason_code",
    "edition",
    "build",
    "release",
    "support_state",
    "support_ends",
    "kms_hosts",
    "client_machine_id",
    "computer_name",
    "hardware_uuid",
    "other_products",
    "causes",
    "next_steps",
    "not_read_because",
    "asked_at",
)

_HEAD: Final = f"{BOM}{','.join(COLUMNS)}\r\n"


def fleet_csv(machines: Iterable[Machine]) -> str:
    """All hosts, in the order of the page."""
    target = io.StringIO(newline="")
    writer = csv.writer(target, lineterminator="\r\n")
    for machine in machines:
        writer.writerow(map(shielded, _cells(machine)))
    return _HEAD + target.getvalue()


def is_fleet_csv(head: bytes) -> bool:
    """Whether a file that begins so is such a CSV file."""
    return head.startswith(_HEAD.encode())


def product_line(product: ProductResult) -> str:
    """A product with the end of its key and its state, by stable names."""
    state = f"{product.license_status or ''} {product.activated_by or ''}".strip()
    return clean(f"{product.short_name} ...{product.partial_product_key}: {state}")


def _cells(machine: Machine) -> tuple[str, ...]:
    row, windows = machine.row, machine.row.windows or ProductResult()
    support, host = row.support, row.host
    return (
        machine.name,
        " ".join(machine.groups),
        machine.fate.value,
        machine.standing.value,
        machine.way,
        machine.channel,
        *map(_text, (windows.partial_product_key, windows.license_status, windows.expires_at)),
        _text(windows.reason.code if windows.reason else None),
        machine.edition,
        str((host.build if host else None) or ""),
        machine.release,
        machine.support,
        _text(support.ends if support else None),
        " ".join(machine.kms_hosts),
        machine.client_id,
        _text(host.name if host else None),
        _text(host.uuid if host else None),
        "; ".join(product_line(product) for product in machine.products if product is not row.windows),
        "; ".join(cause.title for cause in machine.causes),
        " ".join(cause.next_step for cause in machine.causes),
        clean(row.reason or ""),
        _text(row.asked_at),
    )


def _text(value: str | None) -> str:
    return clean(value or "")
