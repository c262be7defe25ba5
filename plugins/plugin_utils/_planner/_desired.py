# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What people want of a host, and what has to be read to know how far away it is."""

from __future__ import annotations

import enum
from dataclasses import dataclass, replace

from .._licensing._host import Scope
from .._licensing._model import Application, Product, Service
from .._licensing._offline_id import ConfirmationId, InstallationId
from .._licensing._product_key import ProductKey


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
    """

    products: tuple[Product, ...]
    has_registry_key: bool | None = None
    service: Service | None = None


@dataclass(frozen=True, slots=True)
class Target:
    """Which product is meant: by the end of its key, else by activation ID, else by application.

    Attributes:
        application: For Windows this means the primary product, never an add-on; for Office every product with a key.
        activation_id: Lower case.
        last_five: Last five characters of the key.
    """

    application: Application | None = None
    activation_id: str | None = None
    last_five: str | None = None

    def select(self, products: tuple[Product, ...]) -> tuple[Product, ...]:
        """The products meant, of those read."""
        return tuple(product for product in products if self._means(product))

    def _means(self, product: Product) -> bool:
        if self.activation_id and product.activation_id != self.activation_id:
            return False
        if self.last_five:
            return product.partial_product_key == self.last_five
        if self.activation_id:
            return True
        if self.application is Application.WINDOWS:
            return product.is_primary
        return bool(product.partial_product_key) and self.application in (None, product.application)

    @property
    def title(self) -> str:
        """How messages name it."""
        if self.last_five:
            return f"the product with key ...{self.last_five}"
        if self.activation_id:
            return f"the product with activation ID {self.activation_id}"
        return self.application.name.capitalize() if self.application else "any product"


@dataclass(frozen=True, slots=True)
class KnownState:
    """Nothing is to change; the state is to be known."""

    target: Target
    with_installation_ids: bool = False
    with_service: bool = False

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
    """A key is to be installed, in the product with that activation ID if one is given."""

    key: ProductKey | KeySource
    activation_id: str | None = None

    @property
    def subject(self) -> Target:
        """The product that holds the key."""
        return _holder_of(self.key) or Target(Application.WINDOWS)

    @property
    def scope(self) -> Scope:
        """All products with a key: only the host knows whose key it is."""
        return Scope(activation_id=self.activation_id)


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


@dataclass(frozen=True, slots=True)
class Activated:
    """Products are to be licensed, with this key if one is given, else with the key they have."""

    target: Target
    key: ProductKey | KeySource | None = None

    @property
    def subject(self) -> Target:
        """The product that holds the key given, else the products meant."""
        return _holder_of(self.key) or self.target

    @property
    def scope(self) -> Scope:
        """With a key all products that have one, else the products meant."""
        return Scope(activation_id=self.target.activation_id) if self.key else _scope_of(self.target)


@dataclass(frozen=True, slots=True)
class ActivatedOffline:
    """One product is to be licensed by a Confirmation ID; without one, its Installation ID is to be known.

    Attributes:
        expected: The Installation ID the Confirmation ID was issued for; a guard against a stale pair.
    """

    target: Target
    confirmation_id: ConfirmationId | None = None
    expected: InstallationId | None = None

    @property
    def subject(self) -> Target:
        """The products a result is about."""
        return self.target

    @property
    def scope(self) -> Scope:
        """The product meant, with its Installation ID."""
        return replace(_scope_of(self.target), with_installation_ids=True)


Desired = KnownState | KeyPresent | KeyAbsent | KeyCleared | Activated | ActivatedOffline


def _holder_of(key: ProductKey | KeySource | None) -> Target | None:
    return Target(last_five=key.last_five) if isinstance(key, ProductKey) else None


def _scope_of(target: Target) -> Scope:
    if target.activation_id:
        return Scope(activation_id=target.activation_id, with_keyed=False)
    return Scope(None if target.last_five else target.application)
