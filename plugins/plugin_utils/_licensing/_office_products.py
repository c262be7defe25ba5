# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The products of Office on a computer: what is installed, with the licence rows that belong to each. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from ._model import Application, Channel, Product
from ._office import ClickToRun
from ._office_catalog import (
    OfficeRelease,
    base_of,
    base_of_release,
    find_release,
    is_account_id,
    is_volume_id,
    release_of,
)

#: Channels of rows that license a volume product.
_VOLUME = frozenset({Channel.MAK, Channel.GVLK, Channel.CSVLK})


@dataclass(frozen=True, slots=True)
class OfficeProduct:
    """One product of Office, with all rows of its base: volume, retail and grace alike.

    Attributes:
        release_id: As click-to-run lists it, in the catalogue's spelling where that knows it; of a product that is
            known by its rows only, the ID of the catalogue; None where neither names it.
        base: What its names share; None when its names tell none.
        release: Its entry in the catalogue; None when that has none.
        is_listed: Whether click-to-run lists it.
        rows: Its rows, with and without a key, as far as they were read.
    """

    release_id: str | None
    base: str | None
    release: OfficeRelease | None
    is_listed: bool
    rows: tuple[Product, ...] = ()

    @property
    def name(self) -> str:
        """How messages name it."""
        if self.release is not None:
            return self.release.title
        return self.release_id or (self.rows[0].name if self.rows else self.base or "Office")

    @property
    def is_volume(self) -> bool:
        """Whether it is installed as a volume product."""
        if self.is_listed:
            return is_volume_id(self.release_id or "")
        return any(is_volume_row(row) for row in self.rows)

    @property
    def follows_account(self) -> bool:
        """Whether its licence is that of an account, so that no row tells of it."""
        if self.is_listed and is_account_id(self.release_id or ""):
            return True
        return not self.is_volume and bool(self.rows) and all(row.follows_account for row in self.rows)

    @property
    def volume_rows(self) -> tuple[Product, ...]:
        """The rows that its licence files bring, with and without a key; none when these files are missing."""
        return tuple(row for row in self.rows if is_volume_row(row) and self.release in (None, release_of(row)))

    @property
    def keyed_rows(self) -> tuple[Product, ...]:
        """The rows that have a key."""
        return tuple(row for row in self.rows if row.partial_product_key)

    @property
    def is_licensed(self) -> bool:
        """Whether one of its rows licenses it; what else is there makes Office nag, but takes nothing away."""
        return any(row.is_licensed and not row.follows_account for row in self.rows)

    @property
    def leftovers(self) -> tuple[Product, ...]:
        """Rows with a key that do not license it while another one does."""
        return tuple(row for row in self.keyed_rows if not row.is_licensed) if self.is_licensed else ()


def is_volume_row(row: Product) -> bool:
    """Whether a row is of a volume licence, by its channel, or by its family where it has no key that would tell."""
    return row.channel in _VOLUME or "VL_" in row.family.upper()


def installed_products(click_to_run: ClickToRun | None, rows: tuple[Product, ...]) -> tuple[OfficeProduct, ...]:
    """The products of Office: those that click-to-run lists, in its order, then by name those that only rows tell of.

    Without click-to-run every volume row tells of an installed product, since Windows Installer brings the licence
    files of what it installs (inferred). Beside it only a row with a key does: click-to-run may leave files of others.
    A row whose licence is that of an account tells of nothing there: it may be left from another edition (recorded).
    """
    own = tuple(row for row in rows if row.application is Application.OFFICE)
    listed = tuple(_listed(release_id, own) for release_id in click_to_run.release_ids) if click_to_run else ()
    taken = {row.activation_id for product in listed for row in product.rows}
    rest = (row for row in own if row.activation_id not in taken)
    told = tuple(row for row in rest if _tells_of_a_product(row, has_list=click_to_run is not None))
    groups = sorted({_group(row) for row in told})
    return (*listed, *(_told(tuple(row for row in told if _group(row) == group)) for group in groups))


def _tells_of_a_product(row: Product, *, has_list: bool) -> bool:
    if has_list:
        return bool(row.partial_product_key) and not row.follows_account
    return bool(row.partial_product_key) or is_volume_row(row)


def _listed(release_id: str, rows: tuple[Product, ...]) -> OfficeProduct:
    release, base = find_release(release_id), base_of_release(release_id)
    own = tuple(row for row in rows if base and (base_of(row) or "").lower() == base.lower())
    return OfficeProduct(release.release_id if release else release_id, base, release, is_listed=True, rows=own)


def _told(rows: tuple[Product, ...]) -> OfficeProduct:
    release = next(filter(None, map(release_of, rows)), None)
    return OfficeProduct(release.release_id if release else None, base_of(rows[0]), release, is_listed=False, rows=rows)


def _group(row: Product) -> str:
    """Rows of a base belong together; one that tells none stands for itself."""
    return (base_of(row) or row.activation_id).lower()
