# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The plan: from what is observed and what is desired to the steps in between. Pure and total."""

from __future__ import annotations

from .._licensing._errors import PlanError
from .._licensing._model import Channel, Product
from .._licensing._product_key import ProductKey
from ._desired import (
    Activated,
    ActivatedOffline,
    Desired,
    KeyAbsent,
    KeyCleared,
    KeyPresent,
    KeySource,
    KnownState,
    Observed,
    Target,
)
from ._step import Activate, ClearRegistryKey, DepositConfirmationId, InstallKey, Step, UninstallKey


def plan(observed: Observed, desired: Desired) -> tuple[Step, ...]:
    """The steps that are missing, in a safe order; none when all is as desired.

    A key source must have been replaced by its key before.

    Raises:
        PlanError: The state of the host does not allow it.
    """
    match desired:
        case KnownState():
            return _known(observed, desired)
        case KeyPresent():
            return _key_present(observed, desired)
        case KeyAbsent():
            return _key_absent(observed, desired)
        case KeyCleared():
            return (ClearRegistryKey(),) if observed.has_registry_key else ()
        case Activated():
            return _activated(observed, desired)
        case ActivatedOffline():
            return _activated_offline(observed, desired)


def _known(observed: Observed, desired: KnownState) -> tuple[Step, ...]:
    _require_known_id(observed, desired.target.activation_id)
    return ()


def _key_present(observed: Observed, desired: KeyPresent) -> tuple[Step, ...]:
    _require_known_id(observed, desired.activation_id)
    key = _resolved(desired.key)
    return () if _holders(observed, key, desired.activation_id) else (InstallKey(key, desired.activation_id),)


def _key_absent(observed: Observed, desired: KeyAbsent) -> tuple[Step, ...]:
    _require_known_id(observed, desired.target.activation_id)
    found = desired.target.select(observed.products)
    return tuple(UninstallKey(product) for product in found if product.partial_product_key)


def _activated(observed: Observed, desired: Activated) -> tuple[Step, ...]:
    _require_known_id(observed, desired.target.activation_id)
    if desired.key is None:
        return _activated_as_is(observed, desired.target)
    key = _resolved(desired.key)
    holders = _holders(observed, key, desired.target.activation_id)
    if not holders:
        by_key = Target(last_five=key.last_five)
        return (InstallKey(key, desired.target.activation_id), Activate(by_key, "unlicensed"))
    return tuple(
        Activate(Target(activation_id=holder.activation_id), holder.status.label)
        for holder in holders
        if not holder.is_licensed
    )


def _holders(observed: Observed, key: ProductKey, activation_id: str | None) -> tuple[Product, ...]:
    """The products that hold a key; one that was not meant is an error."""
    holders = Target(last_five=key.last_five).select(observed.products)
    meant = tuple(holder for holder in holders if activation_id in (None, holder.activation_id))
    if holders and not meant:
        raise PlanError(
            f"The key ...{key.last_five} belongs to {holders[0].title}, "
            f"not to the product with activation ID {activation_id}.",
            "Give the activation ID of that product, or leave it out.",
        )
    return meant


def _activated_as_is(observed: Observed, target: Target) -> tuple[Step, ...]:
    found = target.select(observed.products)
    if not found or not all(product.partial_product_key for product in found):
        raise PlanError(
            f"No product key is installed for {target.title}, so there is nothing to activate.",
            "Give product_key or source.",
        )
    return tuple(
        Activate(Target(activation_id=product.activation_id), product.status.label)
        for product in found
        if not product.is_licensed
    )


def _activated_offline(observed: Observed, desired: ActivatedOffline) -> tuple[Step, ...]:
    product = the_product(observed, desired.target)
    if desired.confirmation_id is None or product.is_licensed:
        return ()
    if product.channel is Channel.GVLK:
        raise PlanError(
            f"{product.title} has a KMS client setup key, which no Confirmation ID can activate.",
            "Activate it by KMS or Active Directory, or install a MAK or retail key first.",
        )
    current = installation_id_of(product)
    if desired.expected is not None and desired.expected.digits != current:
        raise PlanError(
            f"The Installation ID of {product.title} is not the one this Confirmation ID was issued for.",
            "The key, the product or the hardware changed since; collect the new Installation ID and get a new "
            "Confirmation ID. Nothing was sent.",
        )
    return (DepositConfirmationId(product, current, desired.confirmation_id),)


def the_product(observed: Observed, target: Target) -> Product:
    """The one product a target means.

    Raises:
        PlanError: It means none, one without a key, or several.
    """
    _require_known_id(observed, target.activation_id)
    found = tuple(product for product in target.select(observed.products) if product.partial_product_key)
    if not found:
        raise PlanError(f"No product key is installed for {target.title}.", "Install one with win_product_key first.")
    if len(found) > 1:
        listed = ", ".join(f"{product.activation_id} ({product.name})" for product in found)
        raise PlanError(f"Several products of {target.title} have a key: {listed}.", "Give activation_id.")
    return found[0]


def installation_id_of(product: Product) -> str:
    """The product's Installation ID.

    Raises:
        PlanError: The host gives none.
    """
    if not product.installation_id:
        raise PlanError(
            f"The host gives no Installation ID for {product.title}.",
            "Restart the Software Protection service (sppsvc) and run the task again.",
        )
    return product.installation_id


def _resolved(key: ProductKey | KeySource) -> ProductKey:
    if isinstance(key, KeySource):
        raise TypeError(f"the source {key.value} has not been resolved to a key")
    return key


def _require_known_id(observed: Observed, activation_id: str | None) -> None:
    if activation_id and all(product.activation_id != activation_id for product in observed.products):
        raise PlanError(
            f"The host has no product with activation ID {activation_id}.",
            "Read the IDs with win_activation_status and application: all; "
            "an add-on such as ESU appears only after its prerequisites are installed.",
        )
