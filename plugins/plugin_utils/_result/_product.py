# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Products, the service and the identity of a host as plain results: the same keys in every module."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Annotated, Any, Final, Self, TypeVar

from .._language._moment import iso_minute
from .._language._text import Language
from .._licensing._kms import ACTIVATION_TYPES, kms_source
from .._licensing._model import Application, Channel, Identity, LicenseStatus, Product, Service
from .._licensing._office_catalog import release_of
from .._licensing._offline_id import installation_id_blocks
from .._licensing._short_name import short_name_of
from .._licensing._subscription import Subscription, activated_by
from ._code import CodeResult
from ._record import OptionalFlag, OptionalNumber, OptionalText, Record, one

#: Stands in a result of check mode for a text that only the run itself can tell; numbers, dates and flags are None.
KNOWN_AFTER_RUN: Final = "known_after_run"

_TYPE_NAMES = {number: name for name, number in ACTIVATION_TYPES.items()}

_UNKNOWN_REASON = CodeResult(KNOWN_AFTER_RUN, KNOWN_AFTER_RUN, KNOWN_AFTER_RUN)

_Value = TypeVar("_Value")

#: States that end when their minutes run out.
_TEMPORARY = frozenset(LicenseStatus) - {LicenseStatus.UNLICENSED, LicenseStatus.NOTIFICATION}


@dataclass(frozen=True, slots=True)
class KmsResult(Record):
    """KMS client settings; None for what is not set."""

    host: OptionalText = None
    port: OptionalNumber = None
    lookup_domain: OptionalText = None
    discovered_host: OptionalText = None
    discovered_port: OptionalNumber = None
    activation_interval_minutes: OptionalNumber = None
    renewal_interval_minutes: OptionalNumber = None

    @classmethod
    def of(cls, owner: Product | Service) -> Self:
        """Those of a product or of the service, as they were read or are foreseen."""
        text, other, kms = partial(_text, owner), partial(_other, owner), owner.kms
        return cls(
            text("host", kms.host),
            other("port", kms.port),
            text("lookup_domain", kms.lookup_domain),
            text("discovered_host", kms.discovered_host),
            other("discovered_port", kms.discovered_port),
            other("activation_interval", kms.activation_interval),
            other("renewal_interval", kms.renewal_interval),
        )


@dataclass(frozen=True, slots=True)
class ProductResult(Record):
    """A product; None for what does not apply, and for what an older result does not say."""

    activation_id: OptionalText = None
    application: OptionalText = None
    name: OptionalText = None
    description: OptionalText = None
    family: OptionalText = None
    channel: OptionalText = None
    is_addon: OptionalFlag = None
    esu_year: OptionalNumber = None
    license_status: OptionalText = None
    license_status_code: OptionalNumber = None
    licensed: OptionalFlag = None
    reason: Annotated[CodeResult | None, one(CodeResult)] = None
    partial_product_key: OptionalText = None
    grace_minutes: OptionalNumber = None
    expires_at: OptionalText = None
    activated_by: OptionalText = None
    kms: Annotated[KmsResult | None, one(KmsResult)] = None
    kms_source: OptionalText = None
    activation_type: OptionalText = None
    installation_id: OptionalText = None
    office_product: OptionalText = None
    rearms_left: OptionalNumber = None

    @classmethod
    def of(
        cls,
        product: Product,
        now: datetime,
        language: Language,
        service: Service | None = None,
        subscription: Subscription | None = None,
    ) -> Self:
        """That of a product as it was read or is foreseen; the service, where it was read, may say more of it."""
        text, other = partial(_text, product), partial(_other, product)
        return cls(
            activation_id=text("activation_id", product.activation_id),
            application=product.application.label,
            name=text("name", product.name),
            description=text("description", product.description),
            family=text("family", product.family),
            channel=text("channel", product.channel.value),
            is_addon=other("is_addon", product.is_addon),
            esu_year=other("esu_year", product.esu_year),
            license_status=text("status", product.status.label),
            license_status_code=other("status", int(product.status)),
            licensed=other("status", product.is_licensed),
            reason=CodeResult.of(product.reason, language) if product.knows("reason") else _UNKNOWN_REASON,
            partial_product_key=text("partial_product_key", product.partial_product_key),
            grace_minutes=other("grace_minutes", product.grace_minutes),
            expires_at=_expiry(product, now),
            activated_by=text("activated_by", activated_by(product, subscription).value),
            kms=KmsResult.of(product),
            kms_source=_source(product, service),
            activation_type=text("enabled_type", _TYPE_NAMES.get(product.enabled_type, "any")),
            installation_id=text("installation_id", product.installation_id),
            office_product=_release_id(product),
            rearms_left=other("rearms_left", product.rearms_left),
        )

    @property
    def short_name(self) -> str:
        """Two or three words that tell it from the others of its host, in every language the same."""
        is_base = self.application == Application.WINDOWS.label and not self.is_addon
        return short_name_of(self, self.application, is_primary=is_base and bool(self.partial_product_key))

    @property
    def follows_account(self) -> bool:
        """Whether it is what Microsoft 365 Apps left, whose licence is that of an account, as ``Product`` has it."""
        return self.application == Application.OFFICE.label and self.channel == Channel.SUBSCRIPTION.value


@dataclass(frozen=True, slots=True)
class ServiceResult(Record):
    """The service of Software Protection; None for what it does not say."""

    version: OptionalText = None
    client_machine_id: OptionalText = None
    windows_rearms_left: OptionalNumber = None
    host_caching: OptionalFlag = None
    is_kms_host: OptionalFlag = None
    firmware_key_present: OptionalFlag = None
    firmware_key_description: OptionalText = None
    kms: Annotated[KmsResult | None, one(KmsResult)] = None


@dataclass(frozen=True, slots=True)
class SubscriptionResult(Record):
    """A subscription, and the licence that Windows has beside it; None for what the host does not say."""

    state: OptionalText = None
    edition: OptionalText = None
    expires: OptionalText = None
    base_edition: OptionalText = None
    base_activated_by: OptionalText = None


@dataclass(frozen=True, slots=True)
class IdentityResult(Record):
    """What tells a host from others; None for what it does not show."""

    uuid: OptionalText = None
    name: OptionalText = None
    build: OptionalNumber = None


@dataclass(frozen=True, slots=True)
class EsuResult(Record):
    """An Extended Security Updates add-on."""

    year: OptionalNumber = None
    license_status: OptionalText = None
    licensed: OptionalFlag = None


def render_product(
    product: Product,
    now: datetime,
    language: Language = Language.ENGLISH,
    service: Service | None = None,
    subscription: Subscription | None = None,
) -> dict[str, Any]:
    """A product as modules return it.

    With the service, where that was read, it says where its KMS host comes from, and with a subscription, that this is
    what licenses Windows.
    """
    return ProductResult.of(product, now, language, service, subscription).as_data()


def render_subscription(subscription: Subscription, products: Sequence[Product]) -> dict[str, Any]:
    """What the service says of a subscription, and the licence of the edition below it as modules return it."""
    base = next((product for product in products if product.is_primary), None)
    return SubscriptionResult(
        subscription.state.value,
        subscription.edition,
        subscription.expires,
        base.family if base is not None else None,
        base.activated_by.value if base is not None else None,
    ).as_data()


def render_service(service: Service) -> dict[str, Any]:
    """The service as modules return it."""
    return ServiceResult(
        version=service.version,
        client_machine_id=service.client_machine_id,
        windows_rearms_left=service.windows_rearms_left,
        host_caching=service.host_caching,
        is_kms_host=service.is_kms_host,
        firmware_key_present=service.has_firmware_key,
        firmware_key_description=service.firmware_key_description,
        kms=KmsResult.of(service),
    ).as_data()


def render_identity(identity: Identity) -> dict[str, Any]:
    """What tells a host from others, as modules return it."""
    return IdentityResult(identity.uuid or None, identity.name, identity.build).as_data()


def render_esu(products: Sequence[Product]) -> list[dict[str, Any]]:
    """The Extended Security Updates add-ons among products, by year."""
    found = [(product.esu_year, product) for product in products if product.esu_year]
    by_year = sorted(found, key=lambda pair: pair[0])
    return [
        EsuResult(
            year, _text(product, "status", product.status.label), _other(product, "status", product.is_licensed)
        ).as_data()
        for year, product in by_year
    ]


def render_installation_id(digits: str | None) -> list[str]:
    """The blocks of an Installation ID as the portal asks for them; empty when there is none."""
    return list(installation_id_blocks(digits)) if digits else []


def render_installation(products: Sequence[Product]) -> dict[str, Any]:
    """The Installation ID of the one product among products, whole and in blocks."""
    digits = products[0].installation_id if len(products) == 1 else None
    if not all(product.knows("installation_id") for product in products):
        return {"installation_id": KNOWN_AFTER_RUN, "installation_id_blocks": [KNOWN_AFTER_RUN]}
    return {"installation_id": digits, "installation_id_blocks": render_installation_id(digits)}


def _source(product: Product, service: Service | None) -> str | None:
    """Where it knows its KMS host from."""
    if not product.knows("channel"):
        return KNOWN_AFTER_RUN
    source = kms_source(product, service)
    return _text(product, "host", source.value) if source is not None else None


def _release_id(product: Product) -> str | None:
    """The volume product of Office that a row is of."""
    if product.application is not Application.OFFICE:
        return None
    release = release_of(product)
    return _text(product, "family", release.release_id if release is not None else None)


def _text(owner: Product | Service, member: str, value: str | None) -> str | None:
    """A text, or what stands for it."""
    return value if owner.knows(member) else KNOWN_AFTER_RUN


def _other(owner: Product | Service, member: str, value: _Value) -> _Value | None:
    """A number or a flag, None where it cannot be known."""
    return value if owner.knows(member) else None


def _expiry(product: Product, now: datetime) -> str | None:
    """When the present state ends, UTC; None when it does not, or when nobody knows yet."""
    if not all(map(product.knows, ("status", "grace_minutes", "evaluation_end"))):
        return None
    if product.evaluation_end is not None:
        return iso_minute(product.evaluation_end)
    if not product.grace_minutes or product.status not in _TEMPORARY:
        return None
    try:
        return iso_minute(now + timedelta(minutes=product.grace_minutes))
    except OverflowError:  # thousands of years
        return None
