# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which product of a host is meant, and what has to be read to find it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from .._language._text import Text, plain
from .._licensing._errors import PlanError
from .._licensing._extended import ESU_YEARS
from .._licensing._host import Scope
from .._licensing._model import Application, Product
from .._licensing._office_catalog import base_of


@dataclass(frozen=True, slots=True)
class Target:
    """Which product is meant: by the end of its key, else by activation ID, else by its base, else by application.

    Attributes:
        application: Whose product it is, however else it is named; None where only the host knows. Alone, Windows
            means the primary product, never an add-on, and Office every product with a key whose row tells of its
            licence.
        activation_id: Lower case.
        last_five: Last five characters of the key.
        esu_year: The Extended Security Updates add-on of that year.
        has_account_rows: Whether rows whose licence is that of an account are meant too.
        base: Every row with a key of one product of Office, whatever the licence; as ``_licensing/_office_catalog.py``
            tells it.
    """

    application: Application | None = None
    activation_id: str | None = None
    last_five: str | None = None
    esu_year: int | None = None
    has_account_rows: bool = False
    base: str | None = None

    def select(self, products: tuple[Product, ...]) -> tuple[Product, ...]:
        """The products meant, of those read."""
        found = tuple(product for product in products if self._means(product))
        is_by_year = self.esu_year is not None and not self.last_five and not self.activation_id
        return tuple(sorted(found, key=_fitness)[:1]) if is_by_year else found

    def is_by_account(self, products: tuple[Product, ...]) -> bool:
        """Whether all that would be meant has the licence of an account, of which no row tells."""
        found = replace(self, has_account_rows=True).select(products)
        return bool(found) and all(product.follows_account for product in found)

    def is_licensed(self, products: tuple[Product, ...]) -> bool | None:
        """Whether all that is meant is licensed, at least one product; None when no row tells, or none can yet."""
        if self.is_by_account(products):
            return None
        found = self.select(products)
        if not all(product.knows("status") for product in found):
            return None
        return bool(found) and all(product.is_licensed for product in found)

    def _means(self, product: Product) -> bool:
        if not self._may_mean(product):
            return False
        if self.last_five:
            return product.partial_product_key == self.last_five
        if self.activation_id:
            return True
        if self.esu_year:
            return product.esu_year == self.esu_year
        if self.application is Application.WINDOWS:
            return product.is_primary
        is_shown = self.has_account_rows or self.base is not None or not product.follows_account
        return is_shown and bool(product.partial_product_key)

    def _may_mean(self, product: Product) -> bool:
        """Whether nothing that is named speaks against it."""
        is_elsewhere = self.application not in (None, product.application)
        is_another = self.activation_id not in (None, product.activation_id)
        is_of_another_base = self.base is not None and product.knows("family") and _is_not_of(product, self.base)
        return not (is_elsewhere or is_another or is_of_another_base)

    def owner(self, products: tuple[Product, ...]) -> Application | None:
        """Whose products are meant; None when no application was named and no product read tells."""
        if self.application is not None or not self.activation_id:
            return self.application
        return next((item.application for item in products if item.activation_id == self.activation_id), None)

    def is_windows_itself(self, products: tuple[Product, ...]) -> bool:
        """Whether Windows is meant and none of its add-ons: only there its own keys belong."""
        named = next((item for item in products if item.activation_id == self.activation_id), None)
        is_addon = bool(self.esu_year) or (named is not None and named.is_addon)
        return not is_addon and self.owner(products) is Application.WINDOWS

    @property
    def words(self) -> Text:
        """How messages name it."""
        if self.last_five:
            return Text("the product with key ...{key}", key=self.last_five)
        if self.activation_id:
            return Text("the product with activation ID {activation_id}", activation_id=self.activation_id)
        if self.esu_year:
            return Text("year {year} of Extended Security Updates", year=self.esu_year)
        if self.base:
            return plain(f"Office {self.base}")
        return plain(self.application.name.capitalize()) if self.application else Text("any product")


#: Windows itself.
WINDOWS = Target(Application.WINDOWS)


def _is_not_of(product: Product, base: str) -> bool:
    return (base_of(product) or "").lower() != base.lower()


def _fitness(product: Product) -> tuple[bool, bool, bool]:
    """Of several add-ons of a year, those of other forms of Windows: the one in use first, then the common one."""
    return (not product.is_licensed, not product.partial_product_key, product.activation_id not in ESU_YEARS)


def scope_of(target: Target) -> Scope:
    """The products to be read to find a target: those with a key, or one activation ID with or without a key."""
    if target.activation_id:
        return Scope(activation_id=target.activation_id, with_keyed=False)
    return Scope(None if target.last_five else target.application)


def require_known_id(products: tuple[Product, ...], activation_id: str | None) -> None:
    """A product that is named by its activation ID exists.

    Raises:
        PlanError: It does not.
    """
    if activation_id and all(product.activation_id != activation_id for product in products):
        raise PlanError(
            "The host has no product with activation ID {activation_id}.",
            advice="Read the IDs with win_activation_status and application: all; an add-on such as ESU "
            "appears only after its prerequisites are installed.",
            activation_id=activation_id,
        )
