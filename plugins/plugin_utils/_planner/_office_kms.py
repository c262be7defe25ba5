# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""KMS client settings of Office, which stand at each of its products and win over those of the service."""

from __future__ import annotations

from dataclasses import dataclass

from .._licensing._errors import PlanError
from .._licensing._model import Application, Channel, Product
from ._kms import KmsWish, kms_steps
from ._target import Target
from ._wish import Observed, Step, Wish


@dataclass(frozen=True, slots=True)
class OfficeKmsConfigured(Wish):
    """Every product of Office with a KMS client setup key is to have these KMS client settings of its own."""

    wish: KmsWish

    @property
    def subject(self) -> Target:
        """Office."""
        return Target(Application.OFFICE)

    def missing(self, observed: Observed) -> tuple[Step, ...]:
        """The settings that are not as wished, product by product.

        Raises:
            PlanError: No product has such a key.
        """
        clients = volume_clients(observed.products)
        if not clients:
            raise PlanError(
                "No Office product of this host has a KMS client setup key, so there is nothing to set.",
                advice="Install one first, with win_activation, application: office and source: gvlk, or leave this "
                "host out.",
            )
        names = {setting for setting, _value in self.wish.values}
        return tuple(step for client in clients for step in kms_steps(observed, self.wish, client, names))


def volume_clients(products: tuple[Product, ...]) -> tuple[Product, ...]:
    """The products of Office that KMS or Active Directory licenses."""
    return tuple(
        product
        for product in products
        if product.application is Application.OFFICE and product.channel is Channel.GVLK and product.partial_product_key
    )
