# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Products licensed: with the key they have or are given, by whatever method that key allows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Self

from .._language._text import Listed, Text
from .._licensing._catalog import is_published
from .._licensing._errors import PlanError
from .._licensing._extended import ESU_YEARS, is_long_term
from .._licensing._host import Host, Scope
from .._licensing._kms import KmsSetting
from .._licensing._model import Application, Channel, Product
from .._licensing._offline_id import ConfirmationId, InstallationId
from .._licensing._product_key import ProductKey
from ._activation_method import Choice, Method, as_asked, by_key, offline
from ._activation_steps import Activate, DepositConfirmationId, ready_for_deposit
from ._esu import esu_product
from ._esu_choice import EsuChoice, chosen_year
from ._key import InstallKey, holder_of, holders, installation
from ._key_source import KeySource, carried, found_key, resolved
from ._kms import KmsWish, kms_steps
from ._target import Target, require_known_id, scope_of
from ._wish import Observed, Step, Wish, identity_of


@dataclass(frozen=True, slots=True)
class Activated(Wish):
    """Products are to be licensed, with this key if one is given, else with the key they have.

    Offline and without a Confirmation ID there is nothing to do but to know the Installation ID.

    Attributes:
        kms: KMS client settings to be made first.
        confirmation_id: For the offline method.
        expected: The Installation ID the Confirmation ID was issued for; a guard against a stale pair.
        with_identity: Read what tells the host from others, too.
        replaces_licensed: Whether a licence may be lost that cannot be brought back without its own key.
        esu_on: The year of Extended Security Updates that is meant, and the day by which it goes; the target takes it
            over once the host has said what it is.
    """

    target: Target
    key: ProductKey | KeySource | None = None
    method: Method = Method.AUTO
    kms: KmsWish | None = None
    confirmation_id: ConfirmationId | None = None
    expected: InstallationId | None = None
    with_identity: bool = False
    replaces_licensed: bool = False
    esu_on: tuple[EsuChoice, date] | None = None

    @property
    def is_offline(self) -> bool:
        """Whether an Installation ID and a Confirmation ID are needed."""
        return self.method is Method.OFFLINE or self.confirmation_id is not None

    def _lacks_esu(self, observed: Observed) -> bool:
        """True when only the build tells whether an ESU add-on can be had: the host lacks it, or is LTSC."""
        if self.target.esu_year is None:
            return False
        found = self.target.select(observed.products)
        return not found or (not found[0].is_licensed and any(map(_is_long_term, observed.products)))

    @property
    def subject(self) -> Target:
        """The product that holds the key given, else the products meant."""
        return holder_of(self.key, self.target)

    @property
    def scope(self) -> Scope:
        """With a key or KMS settings all products that have one, else the products meant."""
        is_wide = self.key is not None or self.kms is not None or self.target.esu_year is not None
        narrow = Scope(activation_id=self.target.activation_id) if is_wide else scope_of(self.target)
        years = tuple(item for item, year in ESU_YEARS.items() if year == self.target.esu_year)
        return replace(narrow, also_ids=years, esu_year=self.target.esu_year, with_installation_ids=self.is_offline)

    def read(self, host: Host, known: Observed) -> Observed:
        """The products, the service where its settings matter, and the identity of the host when it is asked for."""
        return Observed(host.products(self.scope)).having(
            host.service() if self.kms is not None else None, identity_of(host, known) if self.with_identity else None
        )

    def completed(self, host: Host, observed: Observed) -> tuple[Self, Observed]:
        """With the key itself in place of its source, and with the build where only that tells of an ESU add-on."""
        if self.esu_on is not None:
            known = observed.having(host.service())
            year = chosen_year(known, *self.esu_on)
            chosen = replace(self, target=replace(self.target, esu_year=year), esu_on=None)
            return chosen.completed(host, chosen.read(host, known))
        key = self.key and found_key(self.key, host, observed, self.target)
        needs_build = self._lacks_esu(observed)
        return replace(self, key=key), observed.having(host.service()) if needs_build else observed

    def missing(self, observed: Observed) -> tuple[Step, ...]:
        """Settings, key and activation, as far as they are missing."""
        return activation_steps(observed, self)

    @property
    def stake(self) -> ProductKey | None:
        """The key, once it is known."""
        return self.key if isinstance(self.key, ProductKey) else None

    @property
    def secrets(self) -> tuple[ProductKey | ConfirmationId, ...]:
        """The key, wherever it comes from, and the Confirmation ID."""
        key = (self.key,) if isinstance(self.key, ProductKey) else ()
        return (*key, self.confirmation_id) if self.confirmation_id is not None else key

    @property
    def carries(self) -> tuple[str | Text, ...]:
        """The key of the firmware, and a Confirmation ID wherever it comes from."""
        return (*carried(self.key), *(("confirmation_id",) if self.confirmation_id is not None else ()))

    def choice(self, observed: Observed) -> Choice:
        """How the product becomes licensed, once its key is known.

        Raises:
            PlanError: The method asked for does not go with the key.
        """
        key = self.key if isinstance(self.key, ProductKey) else None
        if self.is_offline:
            is_free = key is not None and is_published(key)
            return offline(is_published=is_free, has_confirmation=self.confirmation_id is not None)
        is_setup_key = _has_setup_key(observed, self)
        if self.method is Method.AUTO:
            return by_key(is_setup_key=is_setup_key, enabled_type=_enabled_type(observed, self))
        which = f"...{key.last_five}" if key is not None else Text("of {target}", target=self.subject.words)
        return as_asked(self.method, which, is_setup_key=is_setup_key)


def activation_steps(observed: Observed, wish: Activated) -> tuple[Step, ...]:
    """What is missing before a product is licensed, in a safe order.

    Raises:
        PlanError: The state of the host does not allow it.
    """
    target = _target_on(observed, wish)
    key = resolved(wish.key) if wish.key is not None else None
    choice = wish.choice(observed)
    found = holders(observed, key, target) if key else _with_key(observed, target, wish.is_offline)
    before, after = partial(_settings_before, observed, wish, found), partial(_settings_after, observed, wish, found)
    if found and all(holder.is_licensed for holder in found):
        return (*before(), *after())
    if wish.confirmation_id and found:
        ready_for_deposit(observed, _alone(found[0]), wish.expected)
    is_free = wish.replaces_licensed
    install = (installation(observed, key, target, is_free=is_free),) if key and not found else ()
    return (*before(), *install, *after(), *_activations(wish, key, found or install, choice))


def _target_on(observed: Observed, wish: Activated) -> Target:
    """The target as this host shows it.

    Raises:
        PlanError: It does not, or the wish does not go with it.
    """
    require_known_id(observed.products, wish.target.activation_id)
    target = replace(wish.target, application=wish.target.owner(observed.products))
    _require_settings_of_its_own(target, wish.kms)
    if target.esu_year:
        target = replace(target, activation_id=esu_product(observed, target).activation_id)
    if wish.key is None:
        _require_licence_of_its_own(observed, target)
    return target


def _alone(product: Product) -> Target:
    """That product and no other."""
    return Target(product.application, product.activation_id)


def _activations(
    wish: Activated, key: ProductKey | None, meant: tuple[Product | InstallKey, ...], choice: Choice
) -> tuple[Step, ...]:
    """The last step, for each product that is not licensed; one whose key is still to come is known by that key."""
    spends = key if key and not is_published(key) else None
    pending = [
        (holder.target, None, "unlicensed")
        if isinstance(holder, InstallKey)
        else (_alone(holder), holder.title, holder.status.label)
        for holder in meant
        if isinstance(holder, InstallKey) or not holder.is_licensed
    ]
    if choice.method is not Method.OFFLINE:
        return tuple(Activate(target, title, status, spends, wish.method) for target, title, status in pending)
    if wish.confirmation_id is None:
        return ()
    return tuple(
        DepositConfirmationId(target, title, status, wish.confirmation_id, wish.expected)
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


def _settings_before(observed: Observed, wish: Activated, holders: tuple[Product, ...]) -> tuple[Step, ...]:
    """Where the KMS host is; at the product when that has a host of its own, which would win."""
    if wish.kms is None:
        return ()
    own = next((holder for holder in holders if holder.kms.host), None)
    places = {KmsSetting.LOOKUP_DOMAIN, KmsSetting.HOST, KmsSetting.PORT}
    return kms_steps(observed, wish.kms, own, places) + kms_steps(observed, wish.kms, None, {KmsSetting.HOST_CACHING})


def _settings_after(observed: Observed, wish: Activated, holders: tuple[Product, ...]) -> tuple[Step, ...]:
    """The activation type, which can be verified only when a key is there to show it."""
    if wish.kms is None:
        return ()
    return kms_steps(observed, wish.kms, None, {KmsSetting.ACTIVATION_TYPE})


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
    require_known_id(observed.products, target.activation_id)
    found = tuple(product for product in target.select(observed.products) if product.partial_product_key)
    if not found:
        raise PlanError(
            "No product key is installed for {target}.",
            advice="Install one with win_product_key first.",
            target=target.words,
        )
    if len(found) > 1:
        listed = Listed(*(f"{product.activation_id} ({product.name})" for product in found))
        raise PlanError(
            "Several products of {target} have a key: {listed}.",
            advice="Give activation_id.",
            target=target.words,
            listed=listed,
        )
    return found[0]


def _has_setup_key(observed: Observed, wish: Activated) -> bool | None:
    """Whether the key is a KMS client setup key; None when that cannot be known before it is installed."""
    holders = [holder for holder in wish.subject.select(observed.products) if holder.knows("channel")]
    if holders:
        return any(holder.channel is Channel.GVLK for holder in holders)
    if not isinstance(wish.key, ProductKey):
        return None
    # The catalogue holds the setup keys of Windows; for other products nobody knows before the key is in.
    is_windows = wish.target.owner(observed.products) is Application.WINDOWS and not wish.target.esu_year
    return True if is_published(wish.key) else (False if is_windows else None)


def _enabled_type(observed: Observed, wish: Activated) -> int | None:
    for setting, value in wish.kms.values if wish.kms else ():
        if setting is KmsSetting.ACTIVATION_TYPE:
            return value if isinstance(value, int) else None
    return next((product.enabled_type for product in wish.subject.select(observed.products)), None)


def _is_long_term(product: Product) -> bool:
    return product.is_primary and is_long_term(product.family)
