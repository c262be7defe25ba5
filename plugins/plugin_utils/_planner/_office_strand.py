# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One product of Office on its way to licensed: its key, its method, its steps, or why there are none. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from .._language._errors import LicensingError
from .._language._text import Text
from .._licensing._errors import PlanError
from .._licensing._kms import KmsSetting, KmsValue
from .._licensing._model import Application, Channel, Product
from .._licensing._office_catalog import base_of, find_release, release_of, release_of_setup_key
from .._licensing._office_products import OfficeProduct
from .._licensing._offline_id import ConfirmationId, InstallationId
from .._licensing._product_key import ProductKey
from ._activation_method import Choice, Method, as_asked, by_key, offline
from ._activation_steps import Activate, DepositConfirmationId, ready_for_deposit
from ._consent import require_consent
from ._key import InstallKey
from ._kms import ConfigureKms, KmsWish, kms_steps
from ._target import Target
from ._wish import Observed, Step

#: What is to be done where licence files are missing.
_FILES: Final = (
    "Install the volume edition with the Office Deployment Tool, or its licence files (Licenses16\\*.xrm-ms below "
    "Office's folder), and run the task again; this collection installs neither. Nothing was sent for it."
)


@dataclass(frozen=True, slots=True)
class Means:
    """How products are to become licensed, as ``OfficeActivated`` has it."""

    takes_setup_key: bool = False
    method: Method = Method.AUTO
    kms: tuple[tuple[KmsSetting, KmsValue], ...] = ()
    confirmation_id: ConfirmationId | None = None
    expected: InstallationId | None = None

    @property
    def is_offline(self) -> bool:
        """Whether an Installation ID and a Confirmation ID are needed."""
        return self.method is Method.OFFLINE or self.confirmation_id is not None

    @property
    def wants_client(self) -> bool:
        """Whether products are to be KMS clients, as far as nothing else is said of one."""
        return self.takes_setup_key or self.method in (Method.KMS, Method.AD)


@dataclass(frozen=True, slots=True)
class Strand:
    """What there is to do for one product.

    Attributes:
        name: What its steps and its errors are marked with.
        choice: The method and why; None where nothing tells.
        last_five: The end of the key that is to license it; None for one that is licensed or has none.
        error: Why there are no steps although it is not as wished.
    """

    name: str
    product: OfficeProduct
    choice: Choice | None = None
    last_five: str | None = None
    steps: tuple[Step, ...] = ()
    error: LicensingError | None = None

    def rows(self, products: tuple[Product, ...]) -> tuple[Product, ...]:
        """Its rows as they are now, the one that matters most first: licensed, or with the key that is to be."""
        shown = [row for row in self.now(products).keyed_rows if not row.follows_account]
        return tuple(sorted(shown, key=lambda row: (not row.is_licensed, row.partial_product_key != self.last_five)))

    def now(self, products: tuple[Product, ...]) -> OfficeProduct:
        """Its product as it is by rows read later, or foreseen."""
        own, base = {row.activation_id for row in self.product.rows}, self.product.base
        rows = tuple(row for row in products if row.activation_id in own or (base and base_of(row) == base))
        return replace(self.product, rows=rows)


def strand_of(
    observed: Observed, product: OfficeProduct, key: ProductKey | None, means: Means, *, is_free: bool
) -> Strand:
    """What there is to do for a product.

    Args:
        observed: What was read.
        product: The product.
        key: The key that is given for it.
        means: How it is to become licensed.
        is_free: Whether a licence may be lost that cannot be brought back.
    """
    name = product.release_id or product.base or product.rows[0].activation_id
    try:
        return _planned(observed, Strand(name, product), key, means, is_free=is_free)
    except PlanError as error:
        return Strand(name, product, error=error)


def _planned(observed: Observed, strand: Strand, given: ProductKey | None, means: Means, *, is_free: bool) -> Strand:
    product = strand.product
    is_settled = product.is_licensed and not (is_free and means.wants_client and not _is_client(product))
    if is_settled if given is None else _licensed_by(product, given):
        return _as_it_is(observed, strand, means)
    key = given or _setup_key(product, means)
    row = _keyed_row(product, means) if key is None else _holder(product, key)
    if key is None or row is not None:
        return _with_row(observed, strand, row, key, means)
    return _with_key(observed, strand, key, means, is_free=is_free)


def _as_it_is(observed: Observed, strand: Strand, means: Means) -> Strand:
    """A licensed product, whose KMS settings may be others."""
    row = next(row for row in strand.product.rows if row.is_licensed and not row.follows_account)
    is_setup_key = row.channel is Channel.GVLK
    choice = by_key(is_setup_key=is_setup_key, enabled_type=row.enabled_type)
    settings = _settings(observed, strand, row, means) if is_setup_key else ()
    return replace(strand, choice=choice, last_five=row.partial_product_key, steps=settings)


def _with_row(observed: Observed, strand: Strand, row: Product | None, key: ProductKey | None, means: Means) -> Strand:
    """A product that is to be licensed by a key that is in."""
    if row is None:
        raise _no_key(strand.product)
    is_setup_key = row.channel is Channel.GVLK
    choice = _choice(means, row, is_setup_key=is_setup_key)
    settings = _settings(observed, strand, row, means) if is_setup_key else ()
    strand = replace(strand, choice=choice, last_five=row.partial_product_key)
    target = Target(Application.OFFICE, row.activation_id)
    if means.confirmation_id is not None:
        ready_for_deposit(observed, target, means.expected)
    spends = key if key is not None and release_of_setup_key(key) is None else None
    last = _licensing(strand, target, row.title, row.status.label, spends, means)
    return replace(strand, steps=(*settings, *last))


def _with_key(observed: Observed, strand: Strand, key: ProductKey, means: Means, *, is_free: bool) -> Strand:
    """A product that is to be licensed by a key that is to come."""
    product = strand.product
    _require_no_other_holder(observed, key, product)
    _require_licence_files(product)
    is_setup_key = release_of_setup_key(key) is not None
    row = client_row(product)
    choice = _choice(means, row, is_setup_key=is_setup_key or None, key=key)
    if is_setup_key and row is not None:
        target = Target(Application.OFFICE, row.activation_id, key.last_five)
    else:
        target = Target(Application.OFFICE, base=product.base, last_five=key.last_five)
    if not is_free:
        require_consent(observed, key, replace(target, last_five=None))
    is_client = row is not None and choice.method in (Method.KMS, Method.AD)
    settings = _settings(observed, strand, row, means) if row is not None and is_client else ()
    install = InstallKey(key, target, part=strand.name)
    spends = None if is_setup_key else key
    last = _licensing(strand, target, product.name, "unlicensed", spends, means)
    return replace(strand, choice=choice, last_five=key.last_five, steps=(*settings, install, *last))


def client_row(product: OfficeProduct) -> Product | None:
    """The row of a product that a setup key is for; None where that cannot be told."""
    found = [row for row in product.volume_rows if row.channel is Channel.GVLK]
    return found[0] if len(found) == 1 else None


def _licensed_by(product: OfficeProduct, key: ProductKey) -> bool:
    holder = _holder(product, key)
    return holder is not None and holder.is_licensed


def _holder(product: OfficeProduct, key: ProductKey) -> Product | None:
    return next((row for row in product.rows if row.partial_product_key == key.last_five), None)


def _setup_key(product: OfficeProduct, means: Means) -> ProductKey | None:
    """The setup key, where the task says that one is to be taken.

    Raises:
        PlanError: It is to be, and none is known for the product.
    """
    is_wanted = means.takes_setup_key or (means.wants_client and not _own_rows(product))
    if not is_wanted or any(row.channel is Channel.GVLK for row in _own_rows(product)):
        return None
    if product.release is not None or not product.is_volume:
        _require_licence_files(product)
    release = product.release or next(filter(None, map(release_of, product.volume_rows)), None)
    key = release.setup_key if release is not None else None
    if key is None:
        raise PlanError(
            "No KMS client setup key is known for {product}.",
            advice="Give its key in product_keys. Nothing was sent for it.",
            product=product.name,
        )
    return key


def _own_rows(product: OfficeProduct) -> tuple[Product, ...]:
    """Its rows with a key that tell of its licence."""
    return tuple(row for row in product.keyed_rows if not row.follows_account)


def _is_client(product: OfficeProduct) -> bool:
    return any(row.is_licensed and row.channel is Channel.GVLK for row in product.rows)


def _keyed_row(product: OfficeProduct, means: Means) -> Product | None:
    """The row whose key is to be activated: one as the task asks for, else one that somebody has put a key in."""
    order = sorted(_own_rows(product), key=lambda row: (row.channel is Channel.GVLK) != means.wants_client)
    return next(iter(order), None)


def _choice(means: Means, row: Product | None, *, is_setup_key: bool | None, key: ProductKey | None = None) -> Choice:
    if means.is_offline:
        return offline(is_published=bool(is_setup_key), has_confirmation=means.confirmation_id is not None)
    if means.method is Method.AUTO:
        wanted = dict(means.kms).get(KmsSetting.ACTIVATION_TYPE, row.enabled_type if row is not None else None)
        return by_key(is_setup_key=is_setup_key, enabled_type=wanted if isinstance(wanted, int) else None)
    end = key.last_five if key is not None else (row.partial_product_key if row is not None else "")
    return as_asked(means.method, f"...{end}", is_setup_key=is_setup_key)


def _settings(observed: Observed, strand: Strand, row: Product, means: Means) -> tuple[ConfigureKms, ...]:
    """KMS client settings of the product, which win over those of the service."""
    steps = kms_steps(observed, KmsWish(means.kms), row, dict(means.kms))
    return tuple(replace(step, part=strand.name) for step in steps if isinstance(step, ConfigureKms))


def _licensing(
    strand: Strand, target: Target, title: str, status: str, spends: ProductKey | None, means: Means
) -> tuple[Step, ...]:
    """The last step; none offline as long as there is no Confirmation ID."""
    if not means.is_offline:
        return (Activate(target, title, status, spends, means.method, part=strand.name),)
    if means.confirmation_id is None:
        return ()
    return (DepositConfirmationId(target, title, status, means.confirmation_id, means.expected, part=strand.name),)


def _require_no_other_holder(observed: Observed, key: ProductKey, product: OfficeProduct) -> None:
    """A key that is in somewhere else is not installed again.

    Raises:
        PlanError: It is.
    """
    others = Target(last_five=key.last_five).select(observed.products)
    if others:
        raise PlanError(
            "The key ...{key} belongs to {product}, not to {target}.",
            advice="Give a key of that product. Nothing was sent for it.",
            key=key.last_five,
            product=others[0].title,
            target=product.name,
        )


def _no_key(product: OfficeProduct) -> PlanError:
    _require_licence_files(product)
    return PlanError(
        "No product key is installed for {product}, so there is nothing to activate.",
        advice="Give its key in product_keys, or set source: gvlk for its KMS client setup key.",
        product=product.name,
    )


def _require_licence_files(product: OfficeProduct) -> None:
    """A key is taken only where its licence is installed.

    Raises:
        PlanError: The rows of the volume licence are missing.
    """
    if product.volume_rows or not (product.is_listed or product.is_volume):
        return
    if product.is_volume:
        raise PlanError(
            "The volume licence of {product} is not installed: the host has no row for it.",
            advice=Text(_FILES),
            product=product.name,
        )
    raise PlanError(
        "{product} is installed as {release_id}, and the host has no row for its volume licence, so that no volume "
        "key can be installed.",
        advice=Text(_FILES),
        product=_volume_title(product),
        release_id=product.release_id,
    )


def _volume_title(product: OfficeProduct) -> str:
    """What the volume edition of a product is called that is installed as another."""
    release = find_release(f"{product.base}Volume")
    return release.title if release is not None else product.name
