# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Products and the service as they will be once a change was made, and what nobody can know of them before.

A member that cannot be known keeps some value of its type, which means nothing: ask ``knows`` before showing it.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any, Self

from ._kms import KmsSetting, KmsValue
from ._model import Application, Channel, KmsClient, LicenseStatus, Product, Service

#: The members that are set one by one.
_OF_SETTING = {KmsSetting.HOST: "host", KmsSetting.PORT: "port", KmsSetting.LOOKUP_DOMAIN: "lookup_domain"}

#: What a client found out by DNS, which it looks up anew when it is sent elsewhere.
_DISCOVERED = frozenset({"discovered_host", "discovered_port"})

#: What a KMS host tells a client, and what a client finds out about it by DNS.
_OF_KMS_HOST = _DISCOVERED | {"activation_interval", "renewal_interval"}

#: What a new key decides anew, whatever the product had before.
_OF_KEY = frozenset({"status", "reason", "grace_minutes", "evaluation_end", "activation_type", "enabled_type"})

_OF_KMS_CLIENT = frozenset(field.name for field in fields(KmsClient))


@dataclass(frozen=True, slots=True)
class ForeseenProduct(Product):
    """A product as it will be.

    Attributes:
        unknown: Names of members that only the host can tell, those of its KMS client settings included.
    """

    unknown: frozenset[str] = frozenset()

    @classmethod
    def of(cls, product: Product, unknown: frozenset[str] = frozenset(), **changes: Any) -> Self:
        """A product with changes, which are known, and with members that are not."""
        earlier = product.unknown if isinstance(product, ForeseenProduct) else frozenset()
        return cls(**{**_members(product, Product), **changes, "unknown": (earlier | unknown) - changes.keys()})

    def knows(self, member: str) -> bool:
        """Whether a member can be known; what made it licensed follows from others."""
        return self._knows_means() if member == "activated_by" else member not in self.unknown

    def _knows_means(self) -> bool:
        if "status" in self.unknown:
            return False
        if not self.is_licensed:
            return True
        if "channel" in self.unknown:
            return False
        if self.channel is Channel.MAK:
            return True
        return ("activation_type" if self.channel is Channel.GVLK else "reason") not in self.unknown


@dataclass(frozen=True, slots=True)
class ForeseenService(Service):
    """The service as it will be.

    Attributes:
        unknown: As of a product.
    """

    unknown: frozenset[str] = frozenset()

    @classmethod
    def of(cls, service: Service, unknown: frozenset[str] = frozenset(), **changes: Any) -> Self:
        """The service with changes, which are known, and with members that are not."""
        earlier = service.unknown if isinstance(service, ForeseenService) else frozenset()
        return cls(**{**_members(service, Service), **changes, "unknown": (earlier | unknown) - changes.keys()})

    def knows(self, member: str) -> bool:
        """Whether a member can be known."""
        return member not in self.unknown


def _members(owner: Product | Service, kind: type[Product] | type[Service]) -> dict[str, Any]:
    """The members that a kind has, by name."""
    return {field.name: getattr(owner, field.name) for field in fields(kind)}


def service_with(service: Service, setting: KmsSetting, value: KmsValue) -> ForeseenService:
    """The service with a setting at a value; it shows no activation type."""
    if setting is KmsSetting.HOST_CACHING:
        return ForeseenService.of(service, host_caching=value)
    return ForeseenService.of(service, _DISCOVERED, kms=_changed(service.kms, setting, value))


def product_with(product: Product, setting: KmsSetting, value: KmsValue) -> ForeseenProduct:
    """A product with a setting of its own at a value."""
    if setting is KmsSetting.ACTIVATION_TYPE:
        return ForeseenProduct.of(product, enabled_type=value)
    return ForeseenProduct.of(product, _DISCOVERED, kms=_changed(product.kms, setting, value))


def product_beside(product: Product, setting: KmsSetting) -> ForeseenProduct:
    """A product when a setting of the service changes, which holds for what has none of its own."""
    return ForeseenProduct.of(
        product, frozenset({"enabled_type"}) if setting is KmsSetting.ACTIVATION_TYPE else _DISCOVERED
    )


def _changed(kms: KmsClient, setting: KmsSetting, value: KmsValue) -> KmsClient:
    changes: dict[str, Any] = {_OF_SETTING[setting]: value}
    return replace(kms, **changes)


def with_new_key(product: Product, last_five: str) -> ForeseenProduct:
    """A product that was there before, with another key."""
    return ForeseenProduct.of(product, _OF_KEY, partial_product_key=last_five, ad_object=None)


def without_key(product: Product) -> ForeseenProduct:
    """A product that has lost its key, and with it any licence."""
    return ForeseenProduct.of(
        product,
        _OF_KEY | _OF_KMS_HOST,
        partial_product_key=None,
        status=LicenseStatus.UNLICENSED,
        ad_object=None,
        installation_id=None,
    )


def in_doubt(product: Product) -> ForeseenProduct:
    """A product that may lose its key to another, or keep it."""
    return ForeseenProduct.of(product, _OF_KEY | {"partial_product_key", "installation_id"} | _OF_KMS_HOST)


def evaluated_anew(product: Product) -> ForeseenProduct:
    """A product whose state is computed again."""
    return ForeseenProduct.of(product, frozenset({"status", "reason", "grace_minutes", "activation_type"}))


def unseen(application: Application, last_five: str, **known: Any) -> ForeseenProduct:
    """A product of which no row was read: it has the key, and else only what is given is known."""
    nothing = Product(
        activation_id="",
        application=application,
        name="",
        description="",
        family="",
        channel=Channel.OTHER,
        is_addon=False,
        status=LicenseStatus.UNLICENSED,
        reason=0,
        partial_product_key=last_five,
        grace_minutes=0,
        evaluation_end=None,
        activation_type=0,
        kms=KmsClient(),
    )
    unknown = frozenset(
        {"activation_id", "name", "description", "family", "channel", "is_addon", "installation_id", "rearms_left"}
    )
    years = frozenset() if known.get("is_addon") is False else frozenset({"esu_year"})
    return ForeseenProduct.of(nothing, unknown | years | _OF_KEY | _OF_KMS_CLIENT, **known)


def activated(product: Product) -> ForeseenProduct:
    """A product that has become licensed.

    A MAK licenses for good (documented). How long another licence lasts, and why the host counts it as one, the host
    says. A KMS client whose one kind of activation is enabled was activated by that.
    """
    channel = product.channel if product.knows("channel") else None
    if channel is Channel.MAK:
        return ForeseenProduct.of(product, frozenset({"reason"}), status=LicenseStatus.LICENSED, grace_minutes=0)
    if channel is not Channel.GVLK:
        return ForeseenProduct.of(product, frozenset({"reason", "grace_minutes"}), status=LicenseStatus.LICENSED)
    unknown = frozenset({"reason", "grace_minutes", "activation_type", "ad_object"}) | _OF_KMS_HOST
    only = product.enabled_type if product.knows("enabled_type") else None
    return ForeseenProduct.of(
        product, unknown, status=LicenseStatus.LICENSED, **({} if only is None else {"activation_type": only})
    )
