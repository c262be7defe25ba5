# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The plan: from what is observed and what is desired to the steps in between. Pure and total."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from .._licensing._errors import PlanError
from .._licensing._key_group import is_probably_windows
from .._licensing._kms import KmsSetting
from .._licensing._model import Application, Product
from .._licensing._product_key import ProductKey
from ._consent import require_consent
from ._desired import (
    Activated,
    Desired,
    KeyAbsent,
    KeyCleared,
    KeyPresent,
    KeySource,
    KmsConfigured,
    KmsWish,
    KnownState,
    Method,
    Observed,
    ProtectionReady,
    Target,
)
from ._esu import esu_product
from ._method import Choice, choose, is_published
from ._protection import protection_steps
from ._step import (
    Activate,
    ClearRegistryKey,
    ConfigureKms,
    DepositConfirmationId,
    InstallKey,
    Step,
    UninstallKey,
    current_setting,
    ready_for_deposit,
)


def plan(observed: Observed, desired: Desired) -> tuple[Step, ...]:
    """The steps that are missing, in a safe order; none when all is as desired.

    A key source must have been replaced by its key before. All steps are about the application that is wanted; what
    others have is none of their business.

    Raises:
        PlanError: The state of the host does not allow it.
    """
    steps = _missing(observed, desired)
    owner = desired.subject.owner(observed.products)
    strangers = [step for step in steps if step.application not in (None, owner)]
    if strangers:
        raise TypeError(f"these steps are not about {owner}: {strangers}")
    return steps


def _missing(observed: Observed, desired: Desired) -> tuple[Step, ...]:
    match desired:
        case KnownState():
            return _known(observed, desired)
        case KeyPresent() | KeyAbsent() | KeyCleared():
            return _key_steps(observed, desired)
        case KmsConfigured():
            return _kms_configured(observed, desired.wish)
        case Activated():
            return _activated(observed, desired)
        case ProtectionReady():
            return protection_steps(observed, desired)


def _known(observed: Observed, desired: KnownState) -> tuple[Step, ...]:
    _require_known_id(observed, desired.target.activation_id)
    return ()


def _key_steps(observed: Observed, desired: KeyPresent | KeyAbsent | KeyCleared) -> tuple[Step, ...]:
    match desired:
        case KeyPresent():
            return _key_present(observed, desired)
        case KeyAbsent():
            return _key_absent(observed, desired)
        case KeyCleared():
            return (ClearRegistryKey(),) if observed.has_registry_key else ()


def _key_present(observed: Observed, desired: KeyPresent) -> tuple[Step, ...]:
    _require_known_id(observed, desired.target.activation_id)
    key = _resolved(desired.key)
    if _holders(observed, key, desired.target):
        return ()
    return (_installation(observed, key, desired.target, is_free=desired.replaces_licensed),)


def _installation(observed: Observed, key: ProductKey, target: Target, *, is_free: bool) -> InstallKey:
    """The step that installs a key which no product holds yet.

    Raises:
        PlanError: The key is of another application or product, or a licence would be lost that cannot be brought back.
    """
    # Windows would take it whatever it was meant for, in place of its own.
    if is_published(key) and not target.is_windows_itself(observed.products):
        raise PlanError(
            "The key ...{key} is a KMS client setup key of Windows and no key for {target}.",
            advice="Give a key of that product. Nothing was sent.",
            key=key.last_five,
            target=target.words,
        )
    owner = target.owner(observed.products)
    if not is_free:
        require_consent(observed, key, target)
        if owner is not Application.WINDOWS and is_probably_windows(key):
            raise PlanError(
                "By the number of its group the key ...{key} is one of Windows, which would take it in place of its "
                "own key, and the task is about {target}.",
                advice="Give a key of that product, or set application: windows; if the key is right all the same, set "
                "replace_licensed: true. Nothing was sent.",
                key=key.last_five,
                target=target.words,
            )
    return InstallKey(key, replace(target, application=owner, last_five=key.last_five))


def _key_absent(observed: Observed, desired: KeyAbsent) -> tuple[Step, ...]:
    _require_known_id(observed, desired.target.activation_id)
    _require_own(observed, desired.target)
    found = replace(desired.target, has_account_rows=True).select(observed.products)
    return tuple(UninstallKey(product) for product in found if product.partial_product_key)


def _kms_configured(observed: Observed, wish: KmsWish) -> tuple[Step, ...]:
    _require_known_id(observed, wish.activation_id)
    product = next((item for item in observed.products if item.activation_id == wish.activation_id), None)
    names = {setting for setting, _value in wish.values}
    if KmsSetting.ACTIVATION_TYPE in names and product is None and not any(p.is_primary for p in observed.products):
        raise PlanError(
            "Windows has no product key, and without one the activation type in force cannot be read.",
            advice="Install a key first, or leave activation_type out.",
        )
    return _kms_steps(observed, wish, product, names)


def _kms_steps(
    observed: Observed, wish: KmsWish, product: Product | None, names: Iterable[KmsSetting]
) -> tuple[Step, ...]:
    """The settings that are not as wished, in the order of the wish."""
    chosen = frozenset(names)
    return tuple(
        ConfigureKms(setting, value, current_setting(observed, setting, product), product)
        for setting, value in wish.values
        if setting in chosen and current_setting(observed, setting, product) != value
    )


def _activated(observed: Observed, desired: Activated) -> tuple[Step, ...]:
    _require_known_id(observed, desired.target.activation_id)
    target = replace(desired.target, application=desired.target.owner(observed.products))
    _require_settings_of_its_own(target, desired.kms)
    if target.esu_year:
        target = replace(target, activation_id=esu_product(observed, target).activation_id)
    if desired.key is None:
        _require_licence_of_its_own(observed, target)
    key = _resolved(desired.key) if desired.key is not None else None
    choice = choose(observed, desired)
    holders = _holders(observed, key, target) if key else _with_key(observed, target, desired.is_offline)
    if holders and all(holder.is_licensed for holder in holders):
        return _settings_before(observed, desired, holders) + _settings_after(observed, desired, holders)
    if desired.confirmation_id and holders:
        ready_for_deposit(observed, _alone(holders[0]), desired.expected)
    is_free = desired.replaces_licensed
    install = (_installation(observed, key, target, is_free=is_free),) if key and not holders else ()
    return (
        *_settings_before(observed, desired, holders),
        *install,
        *_settings_after(observed, desired, holders),
        *_activations(desired, key, holders or install, choice),
    )


def _alone(product: Product) -> Target:
    """That product and no other."""
    return Target(product.application, product.activation_id)


def _activations(
    desired: Activated, key: ProductKey | None, holders: tuple[Product | InstallKey, ...], choice: Choice
) -> tuple[Step, ...]:
    """The last step, for each product that is not licensed; one whose key is still to come is known by that key."""
    spends = key if key and not is_published(key) else None
    pending = [
        (holder.target, holder.target.title, "unlicensed")
        if isinstance(holder, InstallKey)
        else (_alone(holder), holder.title, holder.status.label)
        for holder in holders
        if isinstance(holder, InstallKey) or not holder.is_licensed
    ]
    if choice.method is not Method.OFFLINE:
        return tuple(Activate(target, title, status, spends, desired.method) for target, title, status in pending)
    if desired.confirmation_id is None:
        return ()
    return tuple(
        DepositConfirmationId(target, title, status, desired.confirmation_id, desired.expected)
        for target, title, status in pending
    )


def _require_licence_of_its_own(observed: Observed, target: Target) -> None:
    """Microsoft 365 Apps are licensed by signing in; an attempt with the key of their row fails, or means nothing.

    Raises:
        PlanError: Nothing else is meant.
    """
    if target.is_by_account(observed.products):
        raise PlanError(
            "Of {target} the host shows rows of Microsoft 365 Apps only, which are activated by signing in and not by "
            "a key.",
            advice="Sign in to an Office app with an account that has a licence. Nothing was sent.",
            target=target.words,
        )


def _require_settings_of_its_own(target: Target, wish: KmsWish | None) -> None:
    """KMS client settings of the service decide about Windows.

    Raises:
        PlanError: They are wished for in a task about something else.
    """
    if wish is not None and target.application is not Application.WINDOWS:
        raise PlanError(
            "The KMS settings of the service belong to Windows, so a task about {target} does not change them.",
            advice="Set them at the product, with win_kms_client and its activation_id.",
            target=target.words,
        )


def _settings_before(observed: Observed, desired: Activated, holders: tuple[Product, ...]) -> tuple[Step, ...]:
    """Where the KMS host is; at the product when that has a host of its own, which would win."""
    if desired.kms is None:
        return ()
    own = next((holder for holder in holders if holder.kms.host), None)
    places = {KmsSetting.LOOKUP_DOMAIN, KmsSetting.HOST, KmsSetting.PORT}
    return _kms_steps(observed, desired.kms, own, places) + _kms_steps(
        observed, desired.kms, None, {KmsSetting.HOST_CACHING}
    )


def _settings_after(observed: Observed, desired: Activated, holders: tuple[Product, ...]) -> tuple[Step, ...]:
    """The activation type, which can be verified only when a key is there to show it."""
    if desired.kms is None:
        return ()
    return _kms_steps(observed, desired.kms, None, {KmsSetting.ACTIVATION_TYPE})


def _holders(observed: Observed, key: ProductKey, target: Target) -> tuple[Product, ...]:
    """The products meant that hold a key; one that was not meant is an error."""
    by_key = replace(target, last_five=key.last_five)
    _require_own(observed, by_key)
    return by_key.select(observed.products)


def _require_own(observed: Observed, target: Target) -> None:
    """A key that is on the host belongs to what is meant.

    Raises:
        PlanError: Another product has it.
    """
    if target.last_five is None or target.select(observed.products):
        return
    others = Target(last_five=target.last_five).select(observed.products)
    if not others:
        return
    if target.activation_id:
        raise PlanError(
            "The key ...{key} belongs to {product}, not to the product with activation ID {activation_id}.",
            advice="Give the activation ID of that product, or leave it out.",
            key=target.last_five,
            product=others[0].title,
            activation_id=target.activation_id,
        )
    raise PlanError(
        "The key ...{key} belongs to {product}, which is no product of {target}.",
        advice="Give the activation_id of that product."
        if others[0].application is Application.OTHER
        else "Set application: {application}, or give the activation_id of the product.",
        key=target.last_five,
        product=others[0].title,
        target=replace(target, last_five=None).words,
        application=others[0].application.label,
    )


def _with_key(observed: Observed, target: Target, is_offline: bool) -> tuple[Product, ...]:
    """The products meant, all of which must have a key; offline there can be only one."""
    if is_offline:
        return (the_product(observed, target),)
    found = target.select(observed.products)
    if not found or not all(product.partial_product_key for product in found):
        raise PlanError(
            "No product key is installed for {target}, so there is nothing to activate.",
            advice="Give product_key or source.",
            target=target.words,
        )
    return found


def the_product(observed: Observed, target: Target) -> Product:
    """The one product a target means.

    Raises:
        PlanError: It means none, one without a key, or several.
    """
    _require_known_id(observed, target.activation_id)
    found = tuple(product for product in target.select(observed.products) if product.partial_product_key)
    if not found:
        raise PlanError(
            "No product key is installed for {target}.",
            advice="Install one with win_product_key first.",
            target=target.words,
        )
    if len(found) > 1:
        listed = ", ".join(f"{product.activation_id} ({product.name})" for product in found)
        raise PlanError(
            "Several products of {target} have a key: {listed}.",
            advice="Give activation_id.",
            target=target.words,
            listed=listed,
        )
    return found[0]


def _resolved(key: ProductKey | KeySource) -> ProductKey:
    if isinstance(key, KeySource):
        raise TypeError(f"the source {key.value} has not been resolved to a key")
    return key


def _require_known_id(observed: Observed, activation_id: str | None) -> None:
    if activation_id and all(product.activation_id != activation_id for product in observed.products):
        raise PlanError(
            "The host has no product with activation ID {activation_id}.",
            advice="Read the IDs with win_activation_status and application: all; an add-on such as ESU "
            "appears only after its prerequisites are installed.",
            activation_id=activation_id,
        )
