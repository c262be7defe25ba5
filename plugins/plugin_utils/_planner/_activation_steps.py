# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The two steps that license a product: Activate, and a Confirmation ID deposited with its Installation ID."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from .._language._errors import LicensingError
from .._language._text import Text, plain
from .._licensing._errors import NotLicensed, PlanError
from .._licensing._foreseen import activated
from .._licensing._host import Host
from .._licensing._model import Application, Channel, Product
from .._licensing._next_step import advice_for
from .._licensing._offline_id import ConfirmationId, InstallationId
from .._licensing._product_key import ProductKey
from .._licensing._reason import Reason
from ._activation_method import Method, require_fit
from ._target import Target
from ._wish import Effect, Observed, Step


@dataclass(frozen=True, slots=True)
class LicensingStep(Step):
    """A step after which the one product a target means is licensed.

    Attributes:
        title: How the product is called; None where that is not known, because its key is still to come.
        status: Its license_status before.
        part: The strand it belongs to.
    """

    target: Target
    title: str | None
    status: str
    part: str = field(default="", kw_only=True)
    needs_refresh: ClassVar[bool] = True

    @property
    def strand(self) -> str:
        """As it was planned."""
        return self.part

    @property
    def application(self) -> Application | None:
        """That of the product."""
        return self.target.application

    @property
    def product(self) -> str | Text:
        """How messages name the product."""
        return self.title or self.target.words

    def effect(self) -> Effect:
        """It becomes licensed."""
        return Effect(Text("license_status of {product}", product=self.product), plain(self.status), plain("licensed"))

    def foresee(self, observed: Observed) -> Observed:
        """It is licensed, and nothing else has become of it."""
        meant = self.target.select(observed.products)
        return observed.with_products(lambda product: activated(product) if product in meant else product)

    def is_done(self, observed: Observed) -> bool:
        """It is licensed."""
        found = self.target.select(observed.products)
        return bool(found) and all(product.is_licensed for product in found)

    def not_done(self, observed: Observed) -> LicensingError:
        """Why it is not, from the product's own reason."""
        return not_licensed(self.target, observed)


@dataclass(frozen=True, slots=True)
class Activate(LicensingStep):
    """Activate a product.

    Attributes:
        spends: The key of which this costs an activation; None when it costs none or the key is not known.
        method: The method asked for. What a key is shows at the latest when it is installed.
    """

    spends: ProductKey | None = None
    method: Method = Method.AUTO

    @property
    def stake(self) -> ProductKey | None:
        """That key."""
        return self.spends

    def action(self) -> Text:
        """Activation, however the key demands."""
        return Text("Activate {product}", product=self.product)

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


@dataclass(frozen=True, slots=True)
class DepositConfirmationId(LicensingStep):
    """Deposit a Confirmation ID with the product's own Installation ID, read again right before."""

    confirmation_id: ConfirmationId
    expected: InstallationId | None = None

    def action(self) -> Text:
        """The deposit."""
        return Text(
            "Deposit the Confirmation ID ending in {block} for {product}",
            block=self.confirmation_id.last_block,
            product=self.product,
        )

    def require_ready(self, observed: Observed) -> None:
        """Its Installation ID is the one that is meant."""
        ready_for_deposit(observed, self.target, self.expected)

    def send(self, host: Host, observed: Observed) -> None:
        """DepositOfflineConfirmationId."""
        product, installation_id = ready_for_deposit(observed, self.target, self.expected)
        host.deposit(product, installation_id, self.confirmation_id)


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
