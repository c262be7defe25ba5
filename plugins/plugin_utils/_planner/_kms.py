# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""KMS client settings: where a host looks for its KMS host, and which kind of activation is enabled."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import ClassVar

from .._language._errors import LicensingError
from .._language._text import Text, plain
from .._licensing._errors import PlanError
from .._licensing._foreseen import product_beside, product_with, service_with
from .._licensing._host import Host, Scope
from .._licensing._kms import ACTIVATION_TYPES, KmsSetting, KmsValue, current_value
from .._licensing._model import Application, Product, Service
from ._target import Target, require_known_id
from ._wish import Effect, Observed, Step, Wish


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
class KmsConfigured(Wish):
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

    def read(self, host: Host, known: Observed) -> Observed:
        """The products, and the service where its settings are meant."""
        return Observed(host.products(self.scope)).having(host.service() if self.wish.activation_id is None else None)

    def missing(self, observed: Observed) -> tuple[Step, ...]:
        """The settings that are not as wished."""
        require_known_id(observed.products, self.wish.activation_id)
        product = next((item for item in observed.products if item.activation_id == self.wish.activation_id), None)
        names = {setting for setting, _value in self.wish.values}
        if KmsSetting.ACTIVATION_TYPE in names and product is None and not any(p.is_primary for p in observed.products):
            raise PlanError(
                "Windows has no product key, and without one the activation type in force cannot be read.",
                advice="Install a key first, or leave activation_type out.",
            )
        return kms_steps(observed, self.wish, product, names)


@dataclass(frozen=True, slots=True)
class ConfigureKms(Step):
    """Bring one KMS client setting to a value.

    Attributes:
        product: Whose own setting it is; None for that of the service.
        part: The strand it belongs to.
    """

    setting: KmsSetting
    value: KmsValue
    previous: KmsValue
    product: Product | None = None
    part: str = field(default="", kw_only=True)
    is_repeatable: ClassVar[bool] = True

    @property
    def strand(self) -> str:
        """As it was planned."""
        return self.part

    @property
    def application(self) -> Application:
        """That of the product; the settings of the service decide about Windows."""
        return self.product.application if self.product else Application.WINDOWS

    def action(self) -> Text:
        """By setting and value, and by the product where it is that of one."""
        setting, place = Text(self.setting.value), self._place
        if self.value is None:
            return Text("Clear the {setting}{place}", setting=setting, place=place)
        return Text("Set the {setting}{place} to {value}", setting=setting, place=place, value=self._shown(self.value))

    def effect(self) -> Effect:
        """The setting changes."""
        thing = Text("{setting}{place}", setting=Text(self.setting.value), place=self._place)
        return Effect(thing, self._shown(self.previous), self._shown(self.value))

    def foresee(self, observed: Observed) -> Observed:
        """The value is there."""
        return with_setting(observed, self.setting, self.value, self.product)

    def is_done(self, observed: Observed) -> bool:
        """The value is there."""
        return current_setting(observed, self.setting, self.product) == self.value

    def send(self, host: Host, observed: Observed) -> None:
        """The setter of the service or the product."""
        host.configure(self.setting, self.value, self.product)

    def undo(self) -> ConfigureKms:
        """The step back."""
        return replace(self, value=self.previous, previous=self.value)

    def not_done(self, observed: Observed) -> LicensingError:
        """The host shows another value."""
        shown = self._shown(current_setting(observed, self.setting, self.product))
        return PlanError(
            "The host accepted the {setting} {wanted}, but shows {shown}.",
            advice="A group policy may hold the setting; look there.",
            setting=Text(self.setting.value),
            wanted=self._shown(self.value),
            shown=shown,
        )

    @property
    def _place(self) -> Text:
        return Text(" of {product}", product=self.product.title) if self.product else Text("")

    def _shown(self, value: KmsValue) -> Text:
        if self.setting is KmsSetting.ACTIVATION_TYPE:
            return plain(next(name for name, number in ACTIVATION_TYPES.items() if number == value))
        if isinstance(value, bool):
            return Text("on") if value else Text("off")
        return Text("none") if value is None else plain(str(value))


def kms_steps(
    observed: Observed, wish: KmsWish, product: Product | None, names: Iterable[KmsSetting]
) -> tuple[Step, ...]:
    """The settings that are not as wished, in the order of the wish."""
    chosen = frozenset(names)
    return tuple(
        ConfigureKms(setting, value, current_setting(observed, setting, product), product)
        for setting, value in wish.values
        if setting in chosen and current_setting(observed, setting, product) != value
    )


def current_setting(observed: Observed, setting: KmsSetting, product: Product | None) -> KmsValue:
    """A KMS setting as observed now, at the level of a product or of the service."""
    if product is not None:
        now = next((item for item in observed.products if item.activation_id == product.activation_id), None)
    else:
        # The type enabled at the service shows in its products only.
        is_type = setting is KmsSetting.ACTIVATION_TYPE
        now = next((item for item in observed.products if is_type and item.is_primary), None)
    return current_value(setting, observed.part(Service), now)


def with_setting(observed: Observed, setting: KmsSetting, value: KmsValue, product: Product | None) -> Observed:
    """What will be observed with a KMS setting at a value, at the level of a product or of the service."""
    if product is not None:
        own = product.activation_id
        return observed.with_products(
            lambda item: product_with(item, setting, value) if item.activation_id == own else item
        )
    if setting is KmsSetting.ACTIVATION_TYPE:
        return observed.with_products(
            lambda item: product_with(item, setting, value) if item.is_primary else product_beside(item, setting)
        )
    service = observed.part(Service)
    beside = observed.with_products(lambda item: product_beside(item, setting))
    return beside if service is None else beside.having(service_with(service, setting, value))
