# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a task about several products of Office returns: what became of each, and the rows before and after."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from .._language._errors import LicensingError
from .._language._text import Language
from .._licensing._model import Product
from .._planner._office_activation import OfficeActivated
from .._planner._office_strand import Strand
from .._planner._wish import Wish
from .._task._task import Outcome
from ._change import render_steps
from ._error import render_error
from ._product import render_product

_Office = Outcome[Wish]


def render_office(
    wish: OfficeActivated, outcome: _Office, now: datetime, language: Language = Language.ENGLISH
) -> dict[str, Any]:
    """The part of the result that is about products: each by itself, and all together."""
    strands = wish.strands(outcome.before)
    each = [_entry(strand, outcome, language) for strand in strands]
    rows = _main_row(strands[0], outcome) if len(strands) == 1 else None
    return {
        "product": render_product(rows, now, language) if rows is not None else None,
        "licensed": all(entry["licensed"] for entry in each),
        "before": [render_product(product, now, language) for product in _keyed(outcome.before.products)],
        "after": [render_product(product, now, language) for product in _keyed(outcome.after.products)],
        **render_steps(outcome, language),
        "method": _common(each, "method"),
        "method_reason": _common(each, "method_reason"),
        "office": each,
    }


def _entry(strand: Strand, outcome: _Office, language: Language) -> dict[str, Any]:
    steps = [step.describe(language) for step in outcome.steps if step.strand == strand.name]
    row, error = _main_row(strand, outcome), _error_of(strand, outcome)
    choice = strand.choice
    return {
        "office_product": strand.product.release_id,
        "title": strand.product.name,
        "activation_id": row.activation_id if row is not None and row.knows("activation_id") else None,
        "method": choice.method.value if choice is not None else None,
        "method_reason": choice.reason.said_in(language) if choice is not None else None,
        "licensed": row is not None and row.is_licensed and row.knows("status"),
        "changed": bool(steps),
        "steps": steps,
        "failed": error is not None,
        "msg": error.sentence(language) if error is not None else "",
        "error": render_error(error, language) if error is not None else None,
    }


def _error_of(strand: Strand, outcome: _Office) -> LicensingError | None:
    """What stopped it; what stopped all is told of each that is not at its end."""
    return next((setback.error for setback in outcome.setbacks if setback.strand == strand.name), None)


def _main_row(strand: Strand, outcome: _Office) -> Product | None:
    return next(iter(strand.rows(outcome.after.products)), None)


def _keyed(products: Sequence[Product]) -> list[Product]:
    """Rows without a key are read to find out what a key could be for, and are no products of anybody's."""
    return [product for product in products if product.partial_product_key]


def _common(entries: list[dict[str, Any]], name: str) -> Any:
    """What all products share; None where they differ."""
    values = {entry[name] for entry in entries}
    return values.pop() if len(values) == 1 else None
