# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What people want of a host, and what has to be read to know how far away it is."""

from __future__ import annotations

import enum
from dataclasses import dataclass, replace

from .._language._text import Text
from .._licensing._extended import ESU_YEARS, is_long_term
from .._licensing._host import Scope
from .._licensing._kms import KmsSetting, KmsValue
from .._licensing._model import Application, Identity, Product, Service
from .._licensing._offline_id import ConfirmationId, InstallationId
from .._licensing._product_key import ProductKey
from .._licensing._protection import ProtectionService


class KeySource(enum.Enum):
    """Where a key comes from when nobody types it."""

    #: Microsoft's published KMS client setup key of the host's edition.
    GVLK = "gvlk"
    #: The key the maker put into the firmware.
    FIRMWARE = "firmware"


@dataclass(frozen=True, slots=True)
class Observed:
    """What was read of a host.

    Attributes:
        products: Products in scope.
        has_registry_key: Whether the registry holds a readable copy of the key; None when it was not asked.
        service: The service; None when it was not asked.
        protection: The Windows service behind it; None when it was not asked, or does not exist.
        is_refreshed: Whether the host evaluated its licences anew since the first reading.
        identity: What tells the host from others; None when it was not asked.
    """

    products: tuple[Product, ...]
    has_registry_key: bool | None = None
    service: Service | None = None
    protection: ProtectionService | None = None
    is_refreshed: bool = False
    identity: Identity | None = None


@dataclass(frozen=True, slots=True)
class Target:
    """Which product is meant: by the end of its key, else by activation ID, else by application.

    Attributes:
        application: Whose product it is, however else it is named; None where only the host knows. Alone, Windows
            means the primary product, never an add-on, and Office every product with a key whose row tells of its
            licence.
        activation_id: Lower case.
        last_five: Last five characters of the key.
        esu_year: The Extended Security Updates add-on of that year.
        has_account_rows: Whether rows whose licence is that of an account are meant too.
    """

    application: Application | None = None
    activation_id: str | None = None
    last_five: str | None = None
    esu_year: int | None = None
    has_account_rows: bool = False

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
        """Whether all that is meant is licensed, at least one product; None when no row tells."""
        if self.is_by_account(products):
            return None
        found = self.select(products)
        return bool(found) and all(product.is_licensed for product in found)

    def _means(self, product: Product) -> bool:
        is_elsewhere = self.application not in (None, product.application)
        if is_elsewhere or self.activation_id not in (None, product.activation_id):
            return False
        if self.last_five:
            return product.partial_product_key == self.last_five
        if self.activation_id:
            return True
        if self.esu_year:
            return product.esu_year == self.esu_year
        if self.application is Application.WINDOWS:
            return product.is_primary
        return bool(product.partial_product_key) and (self.has_account_rows or not product.follows_account)

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
    def title(self) -> str:
        """How messages name it, in English."""
        return str(self.words)

    @property
    def words(self) -> Text:
        """How messages name it."""
        if self.last_five:
            return Text("the product with key ...{key}", key=self.last_five)
        if self.activation_id:
            return Text("the product with activation ID {activation_id}", activation_id=self.activation_id)
        if self.esu_year:
            return Text("year {year} of Extended Security Updates", year=self.esu_year)
        return Text(self.application.name.capitalize() if self.application else "any product")


def _fitness(product: Product) -> tuple[bool, bool, bool]:
    """Of several add-ons of a year, those of other forms of Windows: the one in use first, then the common one."""
    return (not product.is_licensed, not product.partial_product_key, product.activation_id not in ESU_YEARS)


def _is_long_term(product: Product) -> bool:
    return product.is_primary and is_long_term(product.family)


@dataclass(frozen=True, slots=True)
class KnownState:
    """Nothing is to change; the state is to be known."""

    target: Target
    with_installation_ids: bool = False
    with_service: bool = False
    with_identity: bool = False

    @property
    def subject(self) -> Target:
        """The products a result is about."""
        return self.target

    @property
    def scope(self) -> Scope:
        """Products with a key, of one application or of all, or one activation ID with or without a key."""
        return replace(_scope_of(self.target), with_installation_ids=self.with_installation_ids)


@dataclass(frozen=True, slots=True)
class KeyPresent:
    """A key is to be installed.

    Attributes:
        target: The product it is for.
        replaces_licensed: Whether a licence may be lost that cannot be brought back without its own key.
    """

    key: ProductKey | KeySource
    target: Target = Target(Application.WINDOWS)
    replaces_licensed: bool = False

    @property
    def subject(self) -> Target:
        """The product that holds the key."""
        return _holder_of(self.key, self.target)

    @property
    def scope(self) -> Scope:
        """All products with a key: only the host knows whose key it is."""
        return Scope(activation_id=self.target.activation_id)


@dataclass(frozen=True, slots=True)
class KeyAbsent:
    """Products are to have no key."""

    target: Target

    @property
    def subject(self) -> Target:
        """The products a result is about."""
        return self.target

    @property
    def scope(self) -> Scope:
        """The products meant."""
        return _scope_of(self.target)


@dataclass(frozen=True, slots=True)
class KeyCleared:
    """The registry is to hold no readable copy of the Windows key. The key itself stays installed."""

    target: Target = Target(Application.WINDOWS)

    @property
    def subject(self) -> Target:
        """The products a result is about."""
        return self.target

    @property
    def scope(self) -> Scope:
        """Windows."""
        return _scope_of(self.target)


class Method(enum.Enum):
    """How a product becomes licensed."""

    AUTO = "auto"
    ONLINE = "online"
    KMS = "kms"
    AD = "ad"
    OFFLINE = "offline"


@dataclass(frozen=True, slots=True)
class KmsWish:
    """KMS client settings wanted; what is not named stays as it is.

    Attributes:
        values: Setting and value, None to clear it, in the order in which they are to be made.
        activation_id: Product whose own settings are meant; None for those of the service.
    """

    values: tuple[tuple[KmsSetting, KmsValue], ...]
    activation_id: str | None = None


@dataclass(frozen=True, slots=True)
class KmsConfigured:
    """KMS client settings are to be as wished."""

    wish: KmsWish

    @property
    def subject(self) -> Target:
        """The product whose settings are meant, else Windows."""
        if self.wish.activation_id:
            return Target(activation_id=self.wish.activation_id)
        return Target(Application.WINDOWS)

    @property
    def scope(self) -> Scope:
        """All products with a key: each may have settings that win over those of the service."""
        return Scope(activation_id=self.wish.activation_id)


@dataclass(frozen=True, slots=True)
class Activated:
    """Products are to be licensed, with this key if one is given, else with the key they have.

    Offline and without a Confirmation ID there is nothing to do but to know the Installation ID.

    Attributes:
        kms: KMS client settings to be made first.
        confirmation_id: For the offline method.
        expected: The Installation ID the Confirmation ID was issued for; a guard against a stale pair.
        with_identity: Read what tells the host from others, too.
        replaces_licensed: Whether a licence may be lost that cannot be brought back without its own key.
    """

    target: Target
    key: ProductKey | KeySource | None = None
    method: Method = Method.AUTO
    kms: KmsWish | None = None
    confirmation_id: ConfirmationId | None = None
    expected: InstallationId | None = None
    with_identity: bool = False
    replaces_licensed: bool = False

    @property
    def is_offline(self) -> bool:
        """Whether an Installation ID and a Confirmation ID are needed."""
        return self.method is Method.OFFLINE or self.confirmation_id is not None

    def lacks_esu(self, observed: Observed) -> bool:
        """True when only the build tells whether an ESU add-on can be had: the host lacks it, or is LTSC."""
        if self.target.esu_year is None:
            return False
        found = self.target.select(observed.products)
        return not found or (not found[0].is_licensed and any(map(_is_long_term, observed.products)))

    @property
    def subject(self) -> Target:
        """The product that holds the key given, else the products meant."""
        return _holder_of(self.key, self.target)

    @property
    def scope(self) -> Scope:
        """With a key or KMS settings all products that have one, else the products meant."""
        is_wide = self.key is not None or self.kms is not None or self.target.esu_year is not None
        narrow = Scope(activation_id=self.target.activation_id) if is_wide else _scope_of(self.target)
        years = tuple(item for item, year in ESU_YEARS.items() if year == self.target.esu_year)
        return replace(narrow, also_ids=years, esu_year=self.target.esu_year, with_installation_ids=self.is_offline)


@dataclass(frozen=True, slots=True)
class ProtectionReady:
    """The Windows service behind licensing is to be able to run.

    Attributes:
        enabled: Not disabled; False leaves its start mode as it is.
        refreshed: The licences are to be evaluated anew.
    """

    enabled: bool = True
    refreshed: bool = False

    @property
    def subject(self) -> Target:
        """Every product with a key."""
        return Target()

    @property
    def scope(self) -> Scope:
        """All products with a key."""
        return Scope()


Desired = KnownState | KeyPresent | KeyAbsent | KeyCleared | KmsConfigured | Activated | ProtectionReady


def _holder_of(key: ProductKey | KeySource | None, target: Target) -> Target:
    """The product that holds a key, of those a target means; the target itself as long as no key is known."""
    return replace(target, last_five=key.last_five) if isinstance(key, ProductKey) else target


def _scope_of(target: Target) -> Scope:
    if target.activation_id:
        return Scope(activation_id=target.activation_id, with_keyed=False)
    return Scope(None if target.last_five else target.application)
