# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One key and no other at a product of Office, which nags for as long as it has a second one that is not licensed."""

from __future__ import annotations

from dataclasses import dataclass, replace

from .._licensing._errors import PlanError
from .._licensing._host import Scope
from .._licensing._model import Application, Product
from .._licensing._office_catalog import base_of, release_of_setup_key
from .._licensing._offline_id import ConfirmationId
from .._licensing._product_key import ProductKey
from ._consent import is_precious
from ._key import UninstallKey, holder_of, holders, installation
from ._target import Target
from ._wish import Observed, Step, Wish

#: All of Office.
OFFICE = Target(Application.OFFICE)


@dataclass(frozen=True, slots=True)
class KeyExclusive(Wish):
    """A product of Office is to have this key, and none of its other licences is to have one.

    A licence is never lost: what goes is not licensed, or what stays is.

    Attributes:
        target: Office, or one product of it.
        replaces_licensed: Whether a licence may go that cannot be brought back without its own key.
    """

    key: ProductKey
    target: Target = OFFICE
    replaces_licensed: bool = False

    @property
    def subject(self) -> Target:
        """The product that holds the key."""
        return holder_of(self.key, self.target)

    @property
    def scope(self) -> Scope:
        """All products with a key: only the host knows whose key it is."""
        return Scope(activation_id=self.target.activation_id)

    def missing(self, observed: Observed) -> tuple[Step, ...]:
        """The key, and then the removal of each other key of its product.

        Raises:
            PlanError: A licence would be lost, or nobody can tell which keys are of the same product.
        """
        found = holders(observed, self.key, self.target)
        stays = found[0] if found else None
        others = self._others(observed.products, stays)
        self._require_no_loss(stays, others)
        install = () if found else (installation(observed, self.key, self.target, is_free=self.replaces_licensed),)
        return (*install, *(UninstallKey(product) for product in others))

    @property
    def secrets(self) -> tuple[ProductKey | ConfirmationId, ...]:
        """The key."""
        return (self.key,)

    def _others(self, products: tuple[Product, ...], stays: Product | None) -> tuple[Product, ...]:
        """The rows of the same product that have another key."""
        base = base_of(stays) if stays is not None else self._base(products)
        if base is None:
            raise PlanError(
                "Nobody can tell for which Office product the key ...{key} is.",
                advice="Give office_product. Nothing was sent.",
                key=self.key.last_five,
            )
        of_it = replace(self.target, base=base, activation_id=None, last_five=None)
        return tuple(item for item in of_it.select(products) if item.partial_product_key != self.key.last_five)

    def _base(self, products: tuple[Product, ...]) -> str | None:
        """The product of a key that is not on the host: as the task names it, or a setup key tells it."""
        if self.target.base is not None:
            return self.target.base
        named = next((item for item in products if item.activation_id == self.target.activation_id), None)
        release = release_of_setup_key(self.key)
        return base_of(named) if named is not None else release.base if release is not None else None

    def _require_no_loss(self, stays: Product | None, others: tuple[Product, ...]) -> None:
        licensed = next((item for item in others if item.is_licensed), None)
        if licensed is None:
            return
        if stays is None or not stays.is_licensed:
            raise PlanError(
                "{product} is licensed, and the key ...{key} licenses nothing yet, so its removal would end the "
                "licence.",
                advice="Activate with the key ...{key} first, with win_activation; or give the key that is to stay. "
                "Nothing was sent.",
                product=licensed.title,
                key=self.key.last_five,
            )
        precious = next((item for item in others if is_precious(item)), None)
        if precious is not None and not self.replaces_licensed:
            raise PlanError(
                "{product} is licensed by {means}, and without its own key that licence cannot be brought back.",
                advice="Set replace_licensed: true if it may be lost. Nothing was sent.",
                product=precious.title,
                means=precious.activated_by.value,
            )
