# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The state of Office that is only read, and what may be asserted of it."""

from __future__ import annotations

from dataclasses import dataclass

from .._language._text import Listed, Text
from .._licensing._host import Host, Scope
from .._licensing._model import Application, Product
from .._licensing._office import ClickToRun, OfficeSetting, OfficeValue
from .._licensing._office_model import OfficeModel, OfficeUsers, Verdict, model_of, version_numbers
from .._licensing._office_products import OfficeProduct, installed_products
from ._office import value_text
from ._state import Unmet
from ._target import Target
from ._wish import Observed, Step, Wish


@dataclass(frozen=True, slots=True)
class OfficeKnown(Wish):
    """Nothing is to change; what is installed of Office and how it is licensed is to be known.

    Attributes:
        with_addresses: Read the addresses of accounts, too, which are personal data.
        with_files: List licence files, too.
    """

    with_addresses: bool = False
    with_files: bool = False

    @property
    def subject(self) -> Target:
        """Office, Microsoft 365 Apps included."""
        return Target(Application.OFFICE, has_account_rows=True)

    @property
    def scope(self) -> Scope:
        """Every row of Office that has a key, and those of volume licences without one."""
        return Scope(Application.OFFICE, volume_families=())

    def read(self, host: Host, known: Observed) -> Observed:
        """Rows, what click-to-run has installed, users, and files where they are asked for."""
        return Observed(host.products(self.scope)).having(
            host.office_installation(),
            host.office_users(self.with_addresses),
            host.office_files() if self.with_files else None,
        )

    def missing(self, observed: Observed) -> tuple[Step, ...]:
        """Nothing."""
        return ()


@dataclass(frozen=True, slots=True)
class KnownProduct:
    """A product of Office and how it is licensed."""

    product: OfficeProduct
    verdict: Verdict

    @property
    def is_licensed(self) -> bool | None:
        """Whether a row licenses it; None where no row tells, as of Microsoft 365 Apps."""
        is_told = self.verdict.model is OfficeModel.VOLUME or bool(self.product.keyed_rows)
        is_by_account = self.product.follows_account or self.verdict.model not in (
            OfficeModel.VOLUME,
            OfficeModel.RETAIL,
        )
        return self.product.is_licensed if is_told and not is_by_account else None


@dataclass(frozen=True, slots=True)
class OfficeDemand:
    """What is asserted of Office.

    Attributes:
        is_licensed: Every product whose rows tell is licensed; there is one at least, or one of Microsoft 365 Apps.
        models: Every product is licensed by one of these; none means by any.
        least_version: Version of click-to-run; None for any.
        is_shared_computer: Whether shared computer activation is on; None for either.
    """

    is_licensed: bool = False
    models: tuple[OfficeModel, ...] = ()
    least_version: str | None = None
    is_shared_computer: bool | None = None


def known_products(observed: Observed) -> tuple[KnownProduct, ...]:
    """The products of Office that were observed."""
    installation, users = observed.part(ClickToRun), observed.part(OfficeUsers) or OfficeUsers()
    return tuple(
        KnownProduct(product, model_of(product, installation, users))
        for product in installed_products(installation, observed.products)
    )


def office_unmet(observed: Observed, demand: OfficeDemand) -> Unmet | None:
    """Why the state is not as asserted; None when it is, or when nothing tells."""
    if demand == OfficeDemand():
        return None
    products = known_products(observed)
    if not products:
        return Unmet("The host has no Office.", advice="Leave this host out, or install Office first.")
    checks = (
        _unlicensed(products) if demand.is_licensed else None,
        _other_model(products, demand.models) if demand.models else None,
        _too_old(observed.part(ClickToRun), demand.least_version) if demand.least_version else None,
        _other_sharing(observed.part(ClickToRun), demand.is_shared_computer),
    )
    return next(filter(None, checks), None)


def office_untold(observed: Observed) -> Text | None:
    """That of some products no row tells whether they are licensed; None when all tell."""
    untold = [item.product.name for item in known_products(observed) if item.is_licensed is None]
    if not untold:
        return None
    return Text(
        "Nothing on the host tells whether {products} is licensed, so that was not asserted.", products=Listed(*untold)
    )


def _unlicensed(products: tuple[KnownProduct, ...]) -> Unmet | None:
    found = next((item.product for item in products if item.is_licensed is False), None)
    if found is None:
        return None
    if not found.keyed_rows:
        return Unmet(
            "{product} has no product key.",
            advice="Give it one and activate it with win_activation and application: office.",
            product=found.name,
        )
    row = _telling(found.keyed_rows)
    return Unmet(
        "{product} is not licensed, its state is {state}.",
        advice="Activate it with win_activation and application: office.",
        product=found.name,
        state=row.status.label,
    )


def _telling(rows: tuple[Product, ...]) -> Product:
    return next((row for row in rows if not row.follows_account), rows[0])


def _other_model(products: tuple[KnownProduct, ...], models: tuple[OfficeModel, ...]) -> Unmet | None:
    found = next((item for item in products if item.verdict.model not in models), None)
    if found is None:
        return None
    return Unmet(
        "The licensing model of {product} is {model}, and {wanted} is asserted.",
        advice="Look at evidence in the result, or correct model.",
        product=found.product.name,
        model=found.verdict.model.value,
        wanted=Listed(*(model.value for model in models)),
    )


def _too_old(installation: ClickToRun | None, least: str) -> Unmet | None:
    version = installation.version if installation else None
    numbers = version_numbers(version) if version else None
    if numbers is None:
        return Unmet(
            "The version of Office cannot be told, because click-to-run has not installed it.",
            advice="Leave minimum_version out for this host.",
        )
    if numbers >= (version_numbers(least) or ()):
        return None
    return Unmet(
        "The version of Office is {version}, less than the {wanted} asked for.",
        advice="Update Office, or look at its update channel in the result.",
        version=version,
        wanted=least,
    )


def _other_sharing(installation: ClickToRun | None, is_wanted: bool | None) -> Unmet | None:
    if is_wanted is None:
        return None
    value = installation.value(OfficeSetting.SHARED_COMPUTER) if installation else OfficeValue.ABSENT
    if value.is_as(is_wanted):
        return None
    return Unmet(
        "Shared computer activation is {state}, and the task asserts the contrary.",
        advice="Set it with win_office_licensing.",
        state=value_text(value),
    )
