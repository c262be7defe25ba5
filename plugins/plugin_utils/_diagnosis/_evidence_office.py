# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What else a host shows of Office: names it can resolve or not, and rows that are left over."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from .._licensing._model import Application, Product
from .._licensing._office import ClickToRun
from .._licensing._office_catalog import base_of, base_of_release
from .._licensing._office_products import is_volume_row


@dataclass(frozen=True, slots=True)
class NameCheck:
    """What a host itself finds out about a name; that nothing answers its ping says nothing, so that is not kept.

    Attributes:
        is_resolved: Whether it finds an address; None when it does not tell.
        address: The address, where the host shows it.
    """

    name: str
    is_resolved: bool | None
    address: str | None = None


def leftovers_in(click_to_run: ClickToRun | None, rows: Iterable[Product]) -> tuple[Product, ...]:
    """Rows of Office with a key that license nothing, while another row licenses the same product.

    After a move to volume the retail row may be of another year: it is left over when click-to-run does not list it.
    """
    own = tuple(row for row in rows if row.application is Application.OFFICE and row.partial_product_key)
    bases = {base.lower() for row in own if _licenses(row) and (base := base_of(row))}
    suites = {suite_of(base) for base in bases}
    listed = {(base_of_release(item) or item).lower() for item in click_to_run.release_ids} if click_to_run else None

    def is_left(row: Product) -> bool:
        base = (base_of(row) or "").lower()
        has_moved = listed is not None and base not in listed and not is_volume_row(row)
        return bool(base) and (base in bases or (has_moved and suite_of(base) in suites))

    return tuple(row for row in own if not row.is_licensed and is_left(row))


def suite_of(base: str) -> str:
    """A base without its year.

    >>> suite_of("ProPlus2024"), suite_of("O365ProPlus")
    ('ProPlus', 'O365ProPlus')
    """
    return base[:-4] if base[-4:].isdigit() else base


def _licenses(row: Product) -> bool:
    return row.is_licensed and not row.follows_account
