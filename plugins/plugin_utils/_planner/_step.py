# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Steps: single changes of a host, each with a sentence, a foreseen effect and a way to tell that it is done."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, replace
from typing import ClassVar, Protocol

from .._language._errors import LicensingError
from .._language._text import Text
from .._licensing._errors import NotLicensed, PlanError
from .._licensing._host import Host
from .._licensing._kms import ACTIVATION_TYPES, KmsSetting, KmsValue, current_value
from .._licensing._model import Application, Channel, Product
from .._licensing._next_step import advice_for
from .._licensing._offline_id import ConfirmationId, InstallationId
from .._licensing._product_key import ProductKey
from .._licensing._reason import Reason
from ._desired import Method, Observed, Target
from ._method import require_fit


class Described(ABC):
    """A step in words."""

    __slots__ = ()

    @abstractmethod
    def action(self) -> Text:
        """What it does, without the stop at the end."""

    def describe(self) -> str:
        """One English sentence, for check mode, diff, results and logs alike."""
        return f"{self.action()}."

    def require_ready(self, observed: Observed) -> None:
        """See ``Step``; most steps are ready as they were planned."""
        return


@dataclass(frozen=True, slots=True)
class Effect:
    """One line of a diff: a thing, how it was, how it will be."""

    thing: str
    before: str
    after: str


class Step(Protocol):
    """A single change."""

    @property
    def needs_refresh(self) -> bool:
        """True when the service shows the result only after RefreshLicenseStatus."""

    @property
    def is_repeatable(self) -> bool:
        """True when sending it twice does no harm."""

    @property
    def application(self) -> Application | None:
        """Whose products it changes; None for what belongs to no application."""

    def action(self) -> Text:
        """What it does, without the stop at the end."""

    def describe(self) -> str:
        """One English sentence, for check mode, diff, results and logs alike."""

    def effect(self) -> Effect:
        """What it changes."""

    def is_done(self, observed: Observed) -> bool:
        """True when there is nothing left to do."""

    def require_ready(self, observed: Observed) -> None:
        """It can be sent, by what the steps before it have shown.

        Raises:
            PlanError: It cannot.
        """

    def send(self, host: Host, observed: Observed) -> None:
        """Ask the host to do it, once."""

    def not_done(self, observed: Observed) -> LicensingError:
        """Why it is not done although the host accepted it."""


@dataclass(frozen=True, slots=True)
class InstallKey(Described):
    """Install a product key.

    Attributes:
        target: The product that is to hold it.
    """

    key: ProductKey
    target: Target
    needs_refresh: ClassVar[bool] = False
    is_repeatable: ClassVar[bool] = False

    @property
    def application(self) -> Application | None:
        """That of the product."""
        return self.target.application

    def action(self) -> Text:
        """What it does."""
        return Text("Install the product key ...{key}", key=self.key.last_five)

    def effect(self) -> Effect:
        """The key comes in."""
        return Effect(f"product key ...{self.key.last_five}", "not installed", "installed")

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
class UninstallKey(Described):
    """Remove the key of one product."""

    product: Product
    needs_refresh: ClassVar[bool] = True
    is_repeatable: ClassVar[bool] = False

    @property
    def application(self) -> Application | None:
        """That of the product."""
        return self.product.application

    def action(self) -> Text:
        """What it does."""
        return Text("Remove the key of {product}", product=self.product.title)

    def effect(self) -> Effect:
        """The key goes."""
        return Effect(f"product key ...{self.product.partial_product_key}", "installed", "not installed")

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
class ClearRegistryKey(Described):
    """Wipe the registry's copy of the key."""

    needs_refresh: ClassVar[bool] = False
    is_repeatable: ClassVar[bool] = True
    application: ClassVar[Application] = Application.WINDOWS

    def action(self) -> Text:
        """What it does."""
        return Text("Clear the copy of the product key from the registry")

    def effect(self) -> Effect:
        """The copy goes."""
        return Effect("copy of the product key in the registry", "present", "absent")

    def is_done(self, observed: Observed) -> bool:
        """There is no copy."""
        return observed.has_registry_key is False

    def send(self, host: Host, observed: Observed) -> None:
        """ClearProductKeyFromRegistry."""
        host.clear_registry_key()

    def not_done(self, observed: Observed) -> LicensingError:
        """The copy is still there."""
        return PlanError(
            "The host accepted the request, but the registry still holds a copy of the key.",
            advice="Look at DigitalProductId below HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion.",
        )


@dataclass(frozen=True, slots=True)
class Activate(Described):
    """Activate the one product a target means.

    Attributes:
        spends: The key of which this costs an activation; None when it costs none or the key is not known.
        method: The method asked for. What a key is shows at the latest when it is installed.
    """

    target: Target
    title: str
    status: str
    spends: ProductKey | None = None
    method: Method = Method.AUTO
    needs_refresh: ClassVar[bool] = True
    is_repeatable: ClassVar[bool] = False

    @property
    def application(self) -> Application | None:
        """That of the product."""
        return self.target.application

    def action(self) -> Text:
        """What it does."""
        return Text("Activate {product}", product=self.title)

    def effect(self) -> Effect:
        """It becomes licensed."""
        return Effect(f"license_status of {self.title}", self.status, "licensed")

    def is_done(self, observed: Observed) -> bool:
        """It is licensed."""
        found = self.target.select(observed.products)
        return bool(found) and all(product.is_licensed for product in found)

    def require_ready(self, observed: Observed) -> None:
        """There is a product, and its key goes with the method asked for."""
        found = self.target.select(observed.products)
        if not found:
            raise PlanError(
                "The host does not show {target}.",
                advice="Read win_activation_status with all.",
                target=self.target.words,
            )
        which = f"...{found[0].partial_product_key}"
        require_fit(self.method, which, is_setup_key=found[0].channel is Channel.GVLK)

    def send(self, host: Host, observed: Observed) -> None:
        """Activate."""
        host.activate(self.target.select(observed.products)[0])

    def not_done(self, observed: Observed) -> LicensingError:
        """Why it is not licensed, from the product's own reason."""
        return not_licensed(self.target, observed)


@dataclass(frozen=True, slots=True)
class DepositConfirmationId(Described):
    """Deposit a Confirmation ID with the product's own Installation ID, read again right before."""

    target: Target
    title: str
    status: str
    confirmation_id: ConfirmationId
    expected: InstallationId | None = None
    needs_refresh: ClassVar[bool] = True
    is_repeatable: ClassVar[bool] = False

    @property
    def application(self) -> Application | None:
        """That of the product."""
        return self.target.application

    def action(self) -> Text:
        """What it does."""
        return Text(
            "Deposit the Confirmation ID ending in {block} for {product}",
            block=self.confirmation_id.last_block,
            product=self.title,
        )

    def effect(self) -> Effect:
        """It becomes licensed."""
        return Effect(f"license_status of {self.title}", self.status, "licensed")

    def is_done(self, observed: Observed) -> bool:
        """It is licensed."""
        found = self.target.select(observed.products)
        return bool(found) and all(product.is_licensed for product in found)

    def require_ready(self, observed: Observed) -> None:
        """Its Installation ID is the one that is meant."""
        ready_for_deposit(observed, self.target, self.expected)

    def send(self, host: Host, observed: Observed) -> None:
        """DepositOfflineConfirmationId."""
        product, installation_id = ready_for_deposit(observed, self.target, self.expected)
        host.deposit(product, installation_id, self.confirmation_id)

    def not_done(self, observed: Observed) -> LicensingError:
        """Why it is not licensed."""
        return not_licensed(self.target, observed)


@dataclass(frozen=True, slots=True)
class ConfigureKms(Described):
    """Bring one KMS client setting to a value."""

    setting: KmsSetting
    value: KmsValue
    previous: KmsValue
    product: Product | None = None
    needs_refresh: ClassVar[bool] = False
    is_repeatable: ClassVar[bool] = True

    @property
    def application(self) -> Application:
        """That of the product; the settings of the service decide about Windows."""
        return self.product.application if self.product else Application.WINDOWS

    def action(self) -> Text:
        """What it does."""
        setting = Text(self.setting.value)
        place = Text(" of {product}", product=self.product.title) if self.product else ""
        if self.value is None:
            return Text("Clear the {setting}{place}", setting=setting, place=place)
        value = Text(self._shown(self.value))
        return Text("Set the {setting}{place} to {value}", setting=setting, place=place, value=value)

    def effect(self) -> Effect:
        """The setting changes."""
        place = f" of {self.product.title}" if self.product else ""
        return Effect(f"{self.setting.value}{place}", self._shown(self.previous), self._shown(self.value))

    def is_done(self, observed: Observed) -> bool:
        """The value is there."""
        return current_setting(observed, self.setting, self.product) == self.value

    def send(self, host: Host, observed: Observed) -> None:
        """The setter of the service or the product."""
        host.configure(self.setting, self.value, self.product)

    def undo(self) -> ConfigureKms:
        """The step back."""
        return ConfigureKms(self.setting, self.previous, self.value, self.product)

    def not_done(self, observed: Observed) -> LicensingError:
        """The host shows another value."""
        shown = self._shown(current_setting(observed, self.setting, self.product))
        return PlanError(
            "The host accepted the {setting} {wanted}, but shows {shown}.",
            advice="A group policy may hold the setting; look there.",
            setting=Text(self.setting.value),
            wanted=Text(self._shown(self.value)),
            shown=Text(shown),
        )

    def _shown(self, value: KmsValue) -> str:
        if self.setting is KmsSetting.ACTIVATION_TYPE:
            return next(name for name, number in ACTIVATION_TYPES.items() if number == value)
        if isinstance(value, bool):
            return "on" if value else "off"
        return "none" if value is None else str(value)


def current_setting(observed: Observed, setting: KmsSetting, product: Product | None) -> KmsValue:
    """A KMS setting as observed now, at the level of a product or of the service."""
    if product is not None:
        now = next((item for item in observed.products if item.activation_id == product.activation_id), None)
    else:
        # The type enabled at the service shows in its products only.
        is_type = setting is KmsSetting.ACTIVATION_TYPE
        now = next((item for item in observed.products if is_type and item.is_primary), None)
    return current_value(setting, observed.service, now)


def ready_for_deposit(observed: Observed, target: Target, expected: InstallationId | None) -> tuple[Product, str]:
    """The product meant and its current Installation ID.

    Raises:
        PlanError: A Confirmation ID cannot help it, or was issued for another Installation ID.
    """
    found = target.select(observed.products)
    if not found or not found[0].installation_id:
        raise PlanError(
            "The host gives no Installation ID for {target}.",
            advice="Restart the Software Protection service (sppsvc) and run the task again.",
            target=target.words,
        )
    product, digits = found[0], found[0].installation_id
    if product.channel is Channel.GVLK:
        raise PlanError(
            "{product} has a KMS client setup key, which no Confirmation ID can activate.",
            advice="Activate it by KMS or Active Directory, or install a MAK or retail key first.",
            product=product.title,
        )
    if expected is not None and expected.digits != digits:
        raise PlanError(
            "The Installation ID of {product} is not the one this Confirmation ID was issued for.",
            advice="The key, the product or the hardware changed since; collect the new Installation ID "
            "and get a new Confirmation ID. Nothing was sent.",
            product=product.title,
        )
    return product, digits


def not_licensed(target: Target, observed: Observed) -> NotLicensed:
    """The error of an activation the host accepted without becoming licensed."""
    found = target.select(observed.products)
    if not found:
        return NotLicensed(
            "The host does not show {target} any more.", advice="Run the task again.", target=target.words
        )
    product = found[0]
    return NotLicensed(
        "The host accepted the activation of {product}, but the state is {state}: {reason}",
        advice=advice_for(product, "Run the task again later; it reads the state first."),
        product=product.title,
        state=product.status.label,
        reason=Reason(product.reason),
    )
