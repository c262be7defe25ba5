# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The plan: from what is observed and what is wished to the steps in between. Pure and total."""

from __future__ import annotations

from dataclasses import replace

from .._licensing._foreseen import ForeseenProduct
from .._licensing._model import Product
from ._wish import Observed, Step, Wish


def plan(observed: Observed, wish: Wish) -> tuple[Step, ...]:
    """The steps that are missing, in a safe order; none when all is as wished.

    The wish must have been completed before. All steps are about the application that is meant; what others have is
    none of their business.

    Raises:
        PlanError: The state of the host does not allow it.
    """
    steps = wish.missing(observed)
    owner = wish.subject.owner(observed.products)
    strangers = [step for step in steps if step.application not in (None, owner)]
    if strangers:
        raise TypeError(f"these steps are not about {owner}: {strangers}")
    return steps


def foreseen(observed: Observed, wish: Wish, steps: tuple[Step, ...]) -> Observed:
    """What will be read once all steps are done and nothing else has happened; without steps, what was read.

    A product that loses its key is read no more, unless the wish names it; nor is an Installation ID nobody asks for.
    """
    end = observed
    for step in steps:
        end = step.foresee(end)
    before = {product.activation_id for product in observed.products if not product.partial_product_key}
    shown = tuple(
        product
        for product in end.products
        if product.partial_product_key or product.activation_id in before or wish.scope.names(product)
    )
    end = replace(end, products=shown)
    return end if wish.scope.with_installation_ids else end.with_products(_without_installation_id)


def _without_installation_id(product: Product) -> Product:
    return product if product.knows("installation_id") else ForeseenProduct.of(product, installation_id=None)
