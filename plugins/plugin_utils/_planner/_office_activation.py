# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Products of Office licensed, several at once, each by a key of its own. Nothing of Windows is read or changed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import zip_longest
from typing import ClassVar

from .._language._errors import LicensingError
from .._language._text import Language, Listed, Text
from .._licensing._errors import HostRefused, NotLicensed, PlanError
from .._licensing._host import Host, Scope
from .._licensing._kms import KmsSetting, KmsValue
from .._licensing._model import Application, Product
from .._licensing._office import ClickToRun
from .._licensing._office_catalog import OfficeRelease, find_release, release_of_setup_key
from .._licensing._office_products import OfficeProduct, installed_products
from .._licensing._offline_id import ConfirmationId, InstallationId
from .._licensing._product_key import ProductKey
from ._activation_method import Method
from ._activation_steps import Activate, DepositConfirmationId
from ._key import InstallKey
from ._kms import ConfigureKms
from ._office_strand import Means, Strand, strand_of
from ._target import Target
from ._wish import Observed, Setback, Step, Wish


@dataclass(frozen=True, slots=True)
class OfficeInstallation:
    """What click-to-run has installed; None where it has nothing. It does not change within a task."""

    click_to_run: ClickToRun | None


@dataclass(frozen=True, slots=True)
class OfficeActivated(Wish):
    """Products of Office are to be licensed: the one that is named, else every volume product that is installed.

    Attributes:
        release: The product meant; None for all.
        keys: Keys by the release they are for.
        key: A key without a name, for the only product that is meant.
        takes_setup_key: Whether a product without a key of its own gets its setup key.
        kms: KMS client settings of the products that are KMS clients.
        confirmation_id: For the offline method, which is about one product.
        expected: The Installation ID that was issued for.
        replaces_licensed: Whether a licence may be lost that cannot be brought back without its own key.
    """

    release: OfficeRelease | None = None
    keys: tuple[tuple[OfficeRelease, ProductKey], ...] = ()
    key: ProductKey | None = None
    takes_setup_key: bool = False
    method: Method = Method.AUTO
    kms: tuple[tuple[KmsSetting, KmsValue], ...] = ()
    confirmation_id: ConfirmationId | None = None
    expected: InstallationId | None = None
    replaces_licensed: bool = False
    is_claiming: ClassVar[bool] = True

    @property
    def is_offline(self) -> bool:
        """Whether an Installation ID and a Confirmation ID are needed."""
        return self.method is Method.OFFLINE or self.confirmation_id is not None

    @property
    def subject(self) -> Target:
        """Every row with a key of the product meant, or of Office."""
        return Target(Application.OFFICE, base=self.release.base if self.release else None)

    @property
    def scope(self) -> Scope:
        """Rows of Office with a key, and those of volume licences without one, which a key may be for."""
        families = self.release.families if self.release else ()
        return Scope(Application.OFFICE, volume_families=families, with_installation_ids=self.is_offline)

    def read(self, host: Host, known: Observed) -> Observed:
        """The rows, and once what is installed."""
        rows = host.products(self.scope)
        return Observed(rows).having(known.part(OfficeInstallation) or OfficeInstallation(host.click_to_run(())))

    def strands(self, observed: Observed) -> tuple[Strand, ...]:
        """What there is to do for each product meant, or why that cannot be.

        Raises:
            PlanError: Nothing is meant, or more than the options can be for.
        """
        meant = self._meant(observed)
        means = Means(self.takes_setup_key, self.method, self.kms, self.confirmation_id, self.expected)
        return tuple(
            strand_of(observed, product, self._key_of(product), means, is_free=self.replaces_licensed)
            for product in meant
        )

    def missing(self, observed: Observed) -> tuple[Step, ...]:
        """The steps of all strands, those of a kind side by side."""
        found = [strand.steps for strand in self.strands(observed)]
        return tuple(step for kind in _KINDS for step in _side_by_side(found, kind))

    def refused(self, observed: Observed) -> tuple[Setback, ...]:
        """The products whose state does not allow it."""
        return tuple(Setback(item.name, item.error) for item in self.strands(observed) if item.error is not None)

    def covers(self, strand: str, observed: Observed) -> bool:
        """Whether it is one of the products meant."""
        return any(item.name == strand for item in self.strands(observed))

    def failure(self, setbacks: tuple[Setback, ...]) -> LicensingError | None:
        """One error for all products that are not as wished; it names them."""
        if len(setbacks) == 1:
            error = setbacks[0].error
            return error if isinstance(error, (HostRefused, PlanError, NotLicensed)) else _named(setbacks[0])
        if not setbacks:
            return None
        return LicensingError(
            "{count} products of Office are not licensed as wished. {each}",
            advice="The result tells of each product in office, and what to do.",
            count=len(setbacks),
            each=_Each(setbacks),
        )

    @property
    def stakes(self) -> tuple[tuple[ProductKey, Target], ...]:
        """The keys that are no setup keys."""
        given = (*(key for _release, key in self.keys), *((self.key,) if self.key else ()))
        own = (key for key in given if release_of_setup_key(key) is None)
        return tuple((key, Target(Application.OFFICE, last_five=key.last_five)) for key in own)

    @property
    def secrets(self) -> tuple[ProductKey | ConfirmationId, ...]:
        """The keys and the Confirmation ID."""
        keys = (*(key for _release, key in self.keys), *((self.key,) if self.key else ()))
        return (*keys, self.confirmation_id) if self.confirmation_id is not None else keys

    @property
    def carries(self) -> tuple[str | Text, ...]:
        """A Confirmation ID."""
        return ("confirmation_id",) if self.confirmation_id is not None else ()

    def _key_of(self, product: OfficeProduct) -> ProductKey | None:
        """The key that is given for a product."""
        return self.key or next((key for release, key in self.keys if _is_of(product, release)), None)

    def _meant(self, observed: Observed) -> tuple[OfficeProduct, ...]:
        """The products meant.

        Raises:
            PlanError: There is none, or there are several and an option is for one.
        """
        part = observed.part(OfficeInstallation)
        found = installed_products(part.click_to_run if part is not None else None, observed.products)
        named = self.release or (release_of_setup_key(self.key) if self.key is not None else None)
        if named is not None:
            return (_named_among(found, named),)
        meant = self._all_meant(found)
        if not meant:
            raise _nothing_meant(observed)
        if self.key is not None or self.is_offline:
            return (self._the_only(meant),)
        return meant

    def _all_meant(self, found: tuple[OfficeProduct, ...]) -> tuple[OfficeProduct, ...]:
        """Volume products, those that are to become one by their key, and others that a key licenses."""
        volume = tuple(
            item for item in found if item.is_volume or any(_is_of(item, release) for release, _key in self.keys)
        )
        bases = {item.base for item in volume if item.base}
        others = (item for item in found if item not in volume and item.base not in bases)
        return (*volume, *(item for item in others if _is_by_key(item)))

    def _the_only(self, meant: tuple[OfficeProduct, ...]) -> OfficeProduct:
        holders = [item for item in meant if self.key and any(_holds(row, self.key) for row in item.rows)]
        if len(holders or meant) == 1:
            return (holders or list(meant))[0]
        raise PlanError(
            "Several products of Office are installed: {listed}.",
            advice="Say by office_product which one is meant, or give the keys in product_keys. Nothing was sent.",
            listed=Listed(*(item.release_id or item.name for item in meant)),
        )


#: Kinds of steps in a safe order.
_KINDS = (ConfigureKms, InstallKey, Activate, DepositConfirmationId)


class _Each:
    """Setbacks in a sentence each, as a fact of a message."""

    def __init__(self, setbacks: tuple[Setback, ...]) -> None:
        self._setbacks = setbacks

    def __str__(self) -> str:
        return self.said_in(Language.ENGLISH)

    def said_in(self, language: Language) -> str:
        """Product and what is wrong with it, one after the other."""
        return language.gap.join(_named(setback).told(language)[0] for setback in self._setbacks)


def _named(setback: Setback) -> LicensingError:
    """The error of a strand with the product's name before it."""
    message, advice = setback.error.texts
    return LicensingError("{product}: {problem}", advice=advice, product=name_of(setback.strand), problem=message)


def name_of(strand: str) -> str:
    """What a strand is called: the title of its product where the catalogue has it."""
    release = find_release(strand)
    return release.title if release is not None else strand


def _side_by_side(strands: Iterable[tuple[Step, ...]], kind: type[Step]) -> tuple[Step, ...]:
    """The first step of a kind of every strand, then the second of every strand, and so on."""
    own = ([step for step in steps if isinstance(step, kind)] for steps in strands)
    return tuple(step for row in zip_longest(*own) for step in row if step is not None)


def _is_of(product: OfficeProduct, release: OfficeRelease) -> bool:
    """Whether a product is that of a release, whatever channel it is installed from."""
    if product.release is not None:
        return product.release == release
    return (product.base or "").lower() == release.base.lower()


def _is_by_key(product: OfficeProduct) -> bool:
    """Whether a product has a key whose row tells of its licence."""
    return not product.follows_account and any(not row.follows_account for row in product.keyed_rows)


def _holds(row: Product, key: ProductKey) -> bool:
    return row.partial_product_key == key.last_five


def _named_among(found: tuple[OfficeProduct, ...], release: OfficeRelease) -> OfficeProduct:
    """The product of a release.

    Raises:
        PlanError: It is not installed.
    """
    own = [item for item in found if _is_of(item, release)]
    if own:
        return next((item for item in own if item.is_volume), own[0])
    others = [item.release_id or item.name for item in found]
    raise PlanError(
        "{product} is not installed on this host; installed is {others}.",
        advice="Correct office_product or product_key, or leave this host out. Nothing was sent.",
        product=release.title,
        others=Listed(*others) if others else Text("no product of Office"),
    )


def _nothing_meant(observed: Observed) -> PlanError:
    """Why there is nothing to do, which a task must not hide."""
    office = Target(Application.OFFICE)
    listed = _listed(observed)
    if office.is_by_account(observed.products) or any(item.follows_account for item in listed):
        return PlanError(
            "Of {target} the host shows rows of Microsoft 365 Apps only, which are activated by signing in and not by "
            "a key.",
            advice="Sign in to an Office app with an account that has a licence. Nothing was sent.",
            target=office.words,
        )
    if listed:
        return PlanError(
            "No volume product of Office is installed on this host; installed is {others}.",
            advice="Name the product that is wanted as office_product, and the task says what it needs; or leave this "
            "host out. Nothing was sent.",
            others=Listed(*(item.release_id or item.name for item in listed)),
        )
    return PlanError(
        "No product key is installed for {target}, so there is nothing to activate.",
        advice="Give product_key or source.",
        target=office.words,
    )


def _listed(observed: Observed) -> tuple[OfficeProduct, ...]:
    """What click-to-run lists, whatever rows there are."""
    part = observed.part(OfficeInstallation)
    return installed_products(part.click_to_run if part else None, ())
