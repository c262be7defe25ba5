# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The products of many hosts as a table for a terminal, and how many hosts are licensed. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from .._language._order import natural_order
from .._language._table import shortened, table
from .._language._text import Language, Text
from .._result._product import ProductResult
from ._fates import hosts_line
from ._support_lines import support_lines

#: Columns of a terminal; names of hosts and products are cut so that most tables fit into eighty.
_HOST_WIDTH = 20
_PRODUCT_WIDTH = 26

_STATES: Mapping[str, Text] = {
    "unlicensed": Text("not licensed"),
    "licensed": Text("licensed"),
    "oob_grace": Text("grace period"),
    "oot_grace": Text("grace period"),
    "non_genuine_grace": Text("grace period"),
    "notification": Text("notification"),
    "extended_grace": Text("grace period"),
}

_UNREACHABLE, _FAILED, _WITHOUT_KEY = "unreachable", "failed", "without_key"
_LICENSED, NOT_LICENSED = "licensed", "not_licensed"

#: What is said of a host by its standing.
COUNTED: Mapping[str, Text] = {
    _LICENSED: Text("licensed"),
    NOT_LICENSED: Text("not licensed"),
    _WITHOUT_KEY: Text("no product key"),
    _FAILED: Text("failed"),
    _UNREACHABLE: Text("unreachable"),
}


def status_lines(results: Mapping[str, Mapping[str, Any]], language: Language) -> list[str]:
    """One line a product, one for a host that showed none, and one for all of them.

    Args:
        results: Results of ``win_activation_status`` by host, failed ones too; an empty one stands for a host that the
            play did not come to.
        language: Of the words.
    """
    hosts = sorted(results.keys(), key=natural_order)
    rows = [row for host in hosts for row in _rows(host, results[host], language)]
    counts = Counter(_standing(results[host]) for host in hosts)
    parts = [
        Text("{count} {what}", count=counts[standing], what=what).said_in(language)
        for standing, what in COUNTED.items()
        if counts[standing]
    ]
    if not hosts:
        return []
    return [*table(rows), hosts_line(len(hosts), parts, language), *support_lines(results, language)]


def _standing(result: Mapping[str, Any]) -> str:
    """A host is licensed when everything on it is that has a licence of its own."""
    if result.get("unreachable"):
        return _UNREACHABLE
    return _FAILED if result.get("products") is None else standing_of(_products(result))


def standing_of(products: Iterable[ProductResult]) -> str:
    """What the products of one host amount to, a key of ``COUNTED``."""
    own = [product for product in products if not product.follows_account]
    if not own:
        return _WITHOUT_KEY
    return _LICENSED if all(product.licensed for product in own) else NOT_LICENSED


def _products(result: Mapping[str, Any]) -> list[ProductResult]:
    return [ProductResult.from_data(product) for product in result["products"]]


def _rows(host: str, result: Mapping[str, Any], language: Language) -> Sequence[tuple[str, ...]]:
    name = shortened(host, _HOST_WIDTH)
    standing = _standing(result)
    if not result.get("products"):
        return [(name, "", "", COUNTED[standing].said_in(language), "")]
    return [(name, *_cells(product, language)) for product in _products(result)]


def _cells(product: ProductResult, language: Language) -> tuple[str, str, str, str]:
    """What tells the product from others of the host, its state, and by what or why."""
    key = f"...{product.partial_product_key}" if product.partial_product_key else ""
    name = shortened(_name(product, language), _PRODUCT_WIDTH)
    if product.follows_account:
        return name, key, "Microsoft 365", Text("see the account").said_in(language)
    state = _STATES.get(product.license_status or "")
    return (
        name,
        key,
        state.said_in(language) if state else str(product.license_status or ""),
        _reason(product, language),
    )


def product_label(product: Mapping[str, Any], language: Language, most: int) -> str:
    """A short name of a product of a result, at most so many columns wide."""
    return shortened(_name(ProductResult.from_data(product), language), most)


def _name(product: ProductResult, language: Language) -> str:
    """A short name; that of an ESU add-on is in words."""
    if product.esu_year:
        return Text("Windows ESU, year {year}", year=product.esu_year).said_in(language)
    return product.short_name


def _reason(product: ProductResult, language: Language) -> str:
    if product.licensed:
        until = (product.expires_at or "")[:10] or Text("no end").said_in(language)
        return f"{product.activated_by}, {until}"
    return (product.reason.code or "") if product.reason is not None else ""
