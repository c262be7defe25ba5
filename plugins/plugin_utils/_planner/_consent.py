# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a new key would cost: a licence that cannot be brought back is not replaced without consent.

A setup key can be fetched anew, a subscription comes back by signing in, and an evaluation is worth nothing; any other
licence is lost without its own key, and that of a maker or of the hardware may be lost for good.
"""

from __future__ import annotations

from .._language._text import Text
from .._licensing._catalog import is_published
from .._licensing._errors import PlanError
from .._licensing._model import Application, Channel, Product
from .._licensing._product_key import ProductKey
from ._target import Target
from ._wish import Observed

#: Licences of these channels come back by themselves or are no loss.
_REPLACEABLE = frozenset({Channel.GVLK, Channel.SUBSCRIPTION, Channel.EVALUATION})


def require_consent(observed: Observed, key: ProductKey, target: Target) -> None:
    """Refuse a key that would replace a licence for good.

    Args:
        observed: The products read.
        key: The key that is to be installed.
        target: The product it is for.

    Raises:
        PlanError: A licence would be lost; the message says which.
    """
    for product in _in_its_place(observed.products, target):
        if is_precious(product):
            raise PlanError(
                "The key ...{key} would replace that of {product}, which is licensed by {means}, and without its own "
                "key that licence cannot be brought back.",
                advice="{hint}Set replace_licensed: true if it may be lost. Nothing was sent.",
                key=key.last_five,
                product=product.title,
                means=product.activated_by.value,
                hint=_hint(key, target),
            )


def is_precious(product: Product) -> bool:
    """Whether a product is licensed by what cannot be had again."""
    return product.is_licensed and product.channel not in _REPLACEABLE


def _in_its_place(products: tuple[Product, ...], target: Target) -> tuple[Product, ...]:
    """The products whose key may have to go for the new one.

    Windows has one key beside those of its add-ons. Of several Office products only the host knows which one a key is
    for, unless the task names it.
    """
    named = next((item for item in products if item.activation_id == target.activation_id), None)
    if named is not None and (named.is_addon or named.application is not Application.WINDOWS):
        return (named,) if named.partial_product_key else ()
    if target.owner(products) is Application.WINDOWS:
        return () if target.esu_year else tuple(item for item in products if item.is_primary)
    return target.select(products)


def _hint(key: ProductKey, target: Target) -> Text:
    """What else may be meant: most keys say by themselves neither whose they are nor that they are for an add-on."""
    if target.activation_id or is_published(key):
        return Text("")
    if target.application is Application.WINDOWS:
        return Text(
            "If the key is for Office, set application: office; if it is for an add-on, give its activation_id or "
            "esu_year. "
        )
    return Text("If the key is for another product, give its activation_id. ")
