# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The products of Office of many hosts as a table for a terminal, after their activation or its rehearsal. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from .._language._order import natural_order
from .._language._table import shortened, table
from .._language._text import Language, Text

#: Columns of a terminal. A release ID is never cut: it tells products from one another, and it is what people type.
_HOST_WIDTH = 20

#: Licensed by an account or a device in Entra ID, of which nothing on the host tells.
_BY_ACCOUNT = ("vnext", "sca", "device", "unknown")

_Row = tuple[str, str, str]
_Result = Mapping[str, Any]


def office_lines(results: Mapping[str, Sequence[_Result]], language: Language) -> list[str]:
    """A line for each product, and one for a host that showed none.

    Args:
        results: By host those of ``win_office_status`` and of ``win_activation``, failed and skipped ones too, in
            order; an empty one stands for a task that the play did not come to.
        language: Of the words.
    """
    rows = [
        (shortened(host, _HOST_WIDTH), *row)
        for host in sorted(results.keys(), key=natural_order)
        for row in _rows(results[host], language)
    ]
    return table(rows) if rows else []


def _rows(results: Sequence[_Result], language: Language) -> Sequence[_Row]:
    found: _Result = {}
    done: _Result = {}
    for result in results:
        office = result.get("office")
        found = result if isinstance(office, Mapping) else found
        done = result if isinstance(office, list) else done
    rows = [*_activated(done, language), *_passed_by(found, done, language)]
    failure = _failure(results, language)
    if failure is not None and not done:
        return [*rows, failure]
    return rows or [("", Text("no Office").said_in(language) if found else "", "")]


def _activated(done: _Result, language: Language) -> Iterator[_Row]:
    """What a task licensed, or would."""
    by = {row.get("activation_id"): row.get("activated_by") for row in done.get("after") or ()}
    for product in done.get("office") or ():
        error = product.get("error") or {}
        means = by.get(product.get("activation_id")) if product.get("licensed") else None
        method = str(product.get("method") or "")
        how = error.get("code") if product.get("failed") else method if _is_foreseen(means) else means
        yield _name(product), _state(product, done).said_in(language), str(how or "")


def _is_foreseen(means: Any) -> bool:
    return means in (None, "none", "unknown", "known_after_run")


def _state(product: _Result, done: _Result) -> Text:
    if product.get("failed"):
        return Text("failed")
    if not product.get("licensed"):
        return Text("not licensed")
    if done.get("predicted") and product.get("changed"):
        return Text("would be licensed")
    return Text("licensed")


def _passed_by(found: _Result, done: _Result, language: Language) -> Iterator[_Row]:
    """Products that were read, and that the activation was not about."""
    named = {_name(product) for product in done.get("office") or ()}
    for product in (found.get("office") or {}).get("products") or ():
        if _name(product) in named:
            continue
        model = str(product.get("model") or "")
        if model in _BY_ACCOUNT:
            yield _name(product), Text("see the account").said_in(language), model
        elif product.get("licensed") is not None:
            yield _name(product), Text("licensed" if product["licensed"] else "not licensed").said_in(language), model


def _failure(results: Sequence[_Result], language: Language) -> _Row | None:
    """A host that failed as a whole."""
    if any(result.get("unreachable") for result in results):
        return "", Text("unreachable").said_in(language), ""
    failed = next((result for result in results if result.get("failed")), None)
    if failed is None:
        return None
    return "", Text("failed").said_in(language), str((failed.get("error") or {}).get("code") or "")


def _name(product: _Result) -> str:
    return str(product.get("office_product") or product.get("title") or "")
