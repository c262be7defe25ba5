# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Product keys: present, absent, and cleared from the registry."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import ClassVar, Self

from .._language._errors import LicensingError
from .._language._text import Text
from .._licensing._catalog import is_published
from .._licensing._errors import PlanError
from .._licensing._foreseen import without_key
from .._licensing._host import Host, Scope
from .._licensing._key_group import is_probably_windows
from .._licensing._model import Application, Product
from .._licensing._offline_id import ConfirmationId
from .._licensing._product_key import ProductKey
from ._consent import require_consent
from ._key_foresight import with_key_installed
from ._key_source import KeySource, carried, found_key, resolved
from ._target import WINDOWS, Target, require_known_id
from ._wish import Effect, Observed, Step, Wish


@dataclass(frozen=True, slots=True)
class RegistryCopy:
    """The readable copy of the Windows key that setup leaves in the registry."""

    is_there: bool


@dataclass(frozen=True, slots=True)
class KeyPresent(Wish):
    """A key is to be installed.

    Attributes:
        target: The product it is for.
        replaces_licensed: Whether a licence may be lost that cannot be brought back without its own key.
    """

    key: ProductKey | KeySource
    target: Target = WINDOWS
    replaces_licensed: bool = False

    @property
    def subject(self) -> Target:
        """The product that holds the key."""
        return holder_of(self.key, self.target)

    @property
    def scope(self) -> Scope:
        """All products with a key: only the host knows whose key it is."""
        return Scope(activation_id=self.target.activation_id)

    def completed(self, host: Host, observed: Observed) -> tuple[Self, Observed]:
        """With the key itself in place of its source."""
        return replace(self, key=found_key(self.key, host, observed, self.target)), observed

    def missing(self, observed: Observed) -> tuple[Step, ...]:
        """The key, unless a product that is meant holds it."""
        require_known_id(observed.products, self.target.activation_id)
        key = resolved(self.key)
        if holders(observed, key, self.target):
            return ()
        return (installation(observed, key, self.target, is_free=self.replaces_licensed),)

    @property
    def secrets(self) -> tuple[ProductKey | ConfirmationId, ...]:
        """The key, wherever it comes from."""
        return (self.key,) if isinstance(self.key, ProductKey) else ()

    @property
    def carries(self) -> tuple[str | Text, ...]:
        """The key of the firmware comes from the host, and goes back there."""
        return carried(self.key)


@dataclass(frozen=True, slots=True)
class KeyAbsent(Wish):
    """Products are to have no key."""

    target: Target

    @property
    def subject(self) -> Target:
        """The products a result is about."""
        return self.target

    def missing(self, observed: Observed) -> tuple[Step, ...]:
        """The products meant that have a key."""
        require_known_id(observed.products, self.target.activation_id)
        require_own(observed, self.target)
        found = replace(self.target, has_account_rows=True).select(observed.products)
        return tuple(UninstallKey(product) for product in found if product.partial_product_key)


@dataclass(frozen=True, slots=True)
class KeyCleared(Wish):
    """The registry is to hold no readable copy of the Windows key. The key itself stays installed."""

    target: Target = WINDOWS

    @property
    def subject(self) -> Target:
        """The products a result is about."""
        return self.target

    def read(self, host: Host, known: Observed) -> Observed:
        """The products, and whether there is a copy."""
        return Observed(host.products(self.scope)).having(RegistryCopy(host.has_registry_key()))

    def missing(self, observed: Observed) -> tuple[Step, ...]:
        """The copy, where there is one."""
        copy = observed.part(RegistryCopy)
        return (ClearRegistryKey(),) if copy is not None and copy.is_there else ()


@dataclass(frozen=True, slots=True)
class InstallKey(Step):
    """Install a product key.

    Attributes:
        target: The product that is to hold it.
        part: The strand it belongs to.
    """

    key: ProductKey
    target: Target
    part: str = field(default="", kw_only=True)

    @property
    def strand(self) -> str:
        """As it was planned."""
        return self.part

    @property
    def application(self) -> Application | None:
        """That of the product."""
        return self.target.application

    def action(self) -> Text:
        """By the end of the key."""
        return Text("Install the product key ...{key}", key=self.key.last_five)

    def effect(self) -> Effect:
        """The key comes in."""
        return Effect(_key_ending(self.key.last_five), Text("not installed"), Text("installed"))

    def foresee(self, observed: Observed) -> Observed:
        """A product that is meant holds the key, in place of the one it, or Windows, had."""
        return with_key_installed(observed, self.key, self.target)

    def is_done(self, observed: Observed) -> bool:
        """A product that is meant holds the key."""
        return bool(self.target.select(observed.products))

    def send(self, host: Host, observed: Observed) -> None:
        """InstallProductKey."""
        host.install_key(self.key)

    def not_done(self, observed: Observed) -> LicensingError:
        """No product shows the key, or another one than was meant."""
        others = Target(last_five=self.key.last_five).select(observed.products)
        if others:
            return PlanError(
                "The key ...{key} was installed, but it belongs to {product}, not to {target}.",
                advice="Correct application or activation_id, or install the key that belongs there.",
                key=self.key.last_five,
                product=others[0].title,
                target=replace(self.target, last_five=None).words,
            )
        return PlanError(
            "The host accepted the key ...{key}, but no product shows it.",
            advice="Restart the Software Protection service (sppsvc) or the host and read win_activation_status.",
            key=self.key.last_five,
        )


@dataclass(frozen=True, slots=True)
class UninstallKey(Step):
    """Remove the key of one product."""

    product: Product
    needs_refresh: ClassVar[bool] = True

    @property
    def application(self) -> Application | None:
        """That of the product."""
        return self.product.application

    def action(self) -> Text:
        """By the product that has it."""
        return Text("Remove the key of {product}", product=self.product.title)

    def effect(self) -> Effect:
        """The key goes."""
        return Effect(_key_ending(self.product.partial_product_key), Text("installed"), Text("not installed"))

    def foresee(self, observed: Observed) -> Observed:
        """The product has no key."""
        own = self.product.activation_id
        return observed.with_products(lambda item: without_key(item) if item.activation_id == own else item)

    def is_done(self, observed: Observed) -> bool:
        """The product has no key."""
        return not any(
            product.activation_id == self.product.activation_id and product.partial_product_key
            for product in observed.products
        )

    def send(self, host: Host, observed: Observed) -> None:
        """UninstallProductKey."""
        host.uninstall_key(self.product)

    def not_done(self, observed: Observed) -> LicensingError:
        """The product still shows its key; Windows may do so until the next restart (documented)."""
        return PlanError(
            "The host removed the key of {product}, but still shows it.",
            advice="Windows may show the change only after a restart; restart the host and run the task again.",
            product=self.product.title,
        )


@dataclass(frozen=True, slots=True)
class ClearRegistryKey(Step):
    """Wipe the registry's copy of the key."""

    is_repeatable: ClassVar[bool] = True

    @property
    def application(self) -> Application:
        """Windows, whose key is copied there."""
        return Application.WINDOWS

    def action(self) -> Text:
        """The copy is worth a key to whoever reads the registry."""
        return Text("Clear the copy of the product key from the registry")

    def effect(self) -> Effect:
        """The copy goes."""
        return Effect(Text("copy of the product key in the registry"), Text("present"), Text("absent"))

    def foresee(self, observed: Observed) -> Observed:
        """There is no copy."""
        return observed.having(RegistryCopy(is_there=False))

    def is_done(self, observed: Observed) -> bool:
        """There is no copy."""
        copy = observed.part(RegistryCopy)
        return copy is not None and not copy.is_there

    def send(self, host: Host, observed: Observed) -> None:
        """ClearProductKeyFromRegistry."""
        host.clear_registry_key()

    def not_done(self, observed: Observed) -> LicensingError:
        """The copy is still there."""
        return PlanError(
            "The host accepted the request, but the registry still holds a copy of the key.",
            advice="Look at DigitalProductId below HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion.",
        )


def _key_ending(last_five: str | None) -> Text:
    return Text("product key ...{key}", key=last_five)


def installation(observed: Observed, key: ProductKey, target: Target, *, is_free: bool) -> InstallKey:
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


def holders(observed: Observed, key: ProductKey, target: Target) -> tuple[Product, ...]:
    """The products meant that hold a key; one that was not meant is an error."""
    by_key = replace(target, last_five=key.last_five)
    require_own(observed, by_key)
    return by_key.select(observed.products)


def require_own(observed: Observed, target: Target) -> None:
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
    if target.base and others[0].application is Application.OFFICE:
        raise PlanError(
            "The key ...{key} belongs to {product}, not to {target}.",
            advice="Correct office_product.",
            key=target.last_five,
            product=others[0].title,
            target=replace(target, last_five=None).words,
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


def holder_of(key: ProductKey | KeySource | None, target: Target) -> Target:
    """The product that holds a key, of those a target means; the target itself as long as no key is known."""
    return replace(target, last_five=key.last_five) if isinstance(key, ProductKey) else target
