# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What people find beside the data of a state, a product and a diagnosis: columns that SQL can ask for. Pure.

A column is for looking; surveys are read back from ``data`` alone. So a column may lose what no database takes.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from ._parts import text_of

#: The largest number that a column takes.
_LARGEST: Final = 2**63 - 1


def words(text: str) -> str:
    """A text without what no database takes: halves of characters, and NUL."""
    return text.encode("utf-8", "replace").decode().replace("\0", "?")


def optional_words(text: str | None) -> str | None:
    """The same of a text, or none."""
    return words(text) if text is not None else None


def number(value: int | None) -> int | None:
    """A number, or none where no column takes it."""
    return value if value is not None and abs(value) <= _LARGEST else None


def state_columns(data: Mapping[str, Any]) -> dict[str, Any]:
    """Those of a state; None for what the host did not show."""
    host, service, support = (data[name] or {} for name in ("host", "service", "support"))
    return {
        "name": words(data["name"]),
        "computer_name": optional_words(host.get("name")),
        "fate": data["fate"],
        "reason": optional_words(data["reason"]),
        "licensed": data["licensed"],
        "build": number(host.get("build")),
        "client_machine_id": optional_words(service.get("client_machine_id")),
        "is_kms_host": service.get("is_kms_host"),
        "subscription": optional_words((data["subscription"] or {}).get("state")),
        "support": optional_words(support.get("state")),
        "support_ends": optional_words(support.get("ends")),
        "data": text_of(data),
    }


def product_columns(data: Mapping[str, Any]) -> dict[str, Any]:
    """Those of a product."""
    plain = ("activation_id", "application", "name", "family", "channel", "license_status", "activated_by")
    return {
        **{name: optional_words(data[name]) for name in (*plain, "office_product")},
        "is_addon": data["is_addon"],
        "esu_year": number(data["esu_year"]),
        "licensed": data["licensed"],
        "reason_code": optional_words((data["reason"] or {}).get("code")),
        "data": text_of(data),
    }


def diagnosis_columns(data: Mapping[str, Any]) -> dict[str, Any]:
    """Those of a diagnosis."""
    return {"healthy": data["healthy"], "title": optional_words(data["diagnosis"]), "data": text_of(data)}


def kms_of(product: Mapping[str, Any]) -> tuple[str, str, int] | None:
    """Where a product knows its KMS host from, the host, and its port; None where it has none."""
    kms = product["kms"] or {}
    host, port = ("host", "port") if kms.get("host") else ("discovered_host", "discovered_port")
    if not product["kms_source"] and not kms.get(host):
        return None
    return optional_words(product["kms_source"]) or "", optional_words(kms.get(host)) or "", number(kms.get(port)) or 0
