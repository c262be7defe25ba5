# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rows of the work list to one HTML file with its style, script, texts and data inside."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from markupsafe import Markup

from .._html._template import page_policy, template_environment
from .._language._order import NaturalOrder, natural_order
from .._language._text import Language
from .._worklist._row import ListRow, RowState
from ._mark import FORMAT
from ._qr import qr_bits

#: Where a person exchanges IDs since December 2025 (documented).
PORTAL = "https://aka.ms/aoh"

_VERSION = 1
_PLACE = Path(__file__).parent

#: In the order in which they build on each other.
_SCRIPTS = ("digits", "keep", "words", "board", "ask", "hosts", "card", "files", "finish", "sheet", "start")


def render(rows: Sequence[ListRow], language: Language | None = None) -> str:
    """The page, the same text for the same rows.

    Args:
        rows: The whole work list in any order. Confirmation IDs in it stay out of the page.
        language: What the page starts in; None leaves the choice to the browser.

    Raises:
        LicensingError: The library for QR codes is missing.
    """
    style = Markup((_PLACE / "page.css").read_text(encoding="utf-8"))
    script = Markup(_script())
    return (
        template_environment(_PLACE)
        .get_template("page.html.j2")
        .render(
            language=(language or Language.ENGLISH).value,
            mark=FORMAT,
            policy=page_policy(script, style),
            style=style,
            script=script,
            texts=json.loads((_PLACE / "texts.json").read_text(encoding="utf-8")),
            page=_data(rows, language),
            labels="ABCDEFGH",
        )
    )


def _script() -> str:
    parts = [(_PLACE / "script" / f"{name}.js").read_text(encoding="utf-8") for name in _SCRIPTS]
    return "\n".join(['"use strict";', "{", *parts, "}", ""])


def _data(rows: Sequence[ListRow], language: Language | None) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "version": _VERSION,
        "list": _list_id(rows),
        "created_at": max((row.collected_at for row in rows), default=""),
        "portal": PORTAL,
        "portal_qr": qr_bits(PORTAL),
        "language": language.value if language else None,
        "rows": [_row(row) for row in sorted(rows, key=_place_in_list)],
    }


def _row(row: ListRow) -> dict[str, Any]:
    return {
        "host": row.host,
        "host_uuid": row.host_uuid,
        "application": row.application,
        "product_name": row.product_name,
        "portal_product": row.portal_product or row.product_name,
        "activation_id": row.activation_id,
        "partial_product_key": row.partial_product_key,
        "installation_id": row.installation_id,
        "state": row.state.value,
        "reason": {language.value: row.why.said_in(language) for language in Language},
        # By it the page knows an ID that is entered a second time, and shows nobody the first one.
        "print": _print(row.confirmation_id.reveal()) if row.confirmation_id else "",
        # A refused Confirmation ID must not come back out of the browser's storage.
        "attempt": row.confirmed_at if row.state is RowState.FAILED else "",
        "qr": qr_bits(row.installation_id),
    }


def _print(digits: str) -> str:
    """A short print of an ID (FNV-1a, 32 bits), as ``printOf`` in the script makes it; nothing can be read from it."""
    value = 0x811C9DC5
    for digit in digits.encode():
        value = ((value ^ digit) * 0x01000193) & 0xFFFFFFFF
    return f"{value:08x}"


def _list_id(rows: Sequence[ListRow]) -> str:
    """Names the list by what is in it; the same wherever its file lies and however far its rows have come."""
    keys = sorted((row.host_uuid, row.activation_id, row.partial_product_key, row.installation_id) for row in rows)
    return hashlib.sha256(json.dumps(keys).encode()).hexdigest()[:12]


def _place_in_list(row: ListRow) -> tuple[bool, str, NaturalOrder, str]:
    """Products together, as the portal asks for them; PC-2 before PC-10."""
    product = row.portal_product or row.product_name
    return row.application != "windows", product, natural_order(row.host), row.activation_id
