# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which products ask a KMS host, and which one. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from .._licensing._model import ActivatedBy, Channel
from .._result._product import ProductResult, ServiceResult

#: What licenses a product that has a KMS client setup key, and asks no KMS host.
OTHER_WAYS: Final = frozenset({ActivatedBy.AD.value, ActivatedBy.TOKEN.value, ActivatedBy.SUBSCRIPTION.value})


@dataclass(frozen=True, slots=True)
class KmsPlace:
    """A KMS host as a client knows it.

    Attributes:
        port: None for the default.
    """

    host: str
    port: int | None


def asks_kms(product: ProductResult) -> bool:
    """Whether a product is a KMS client, licensed or not."""
    return product.channel == Channel.GVLK.value and product.activated_by not in OTHER_WAYS


def kms_place(product: ProductResult, service: ServiceResult | None) -> KmsPlace | None:
    """The host that is set wins over the one that DNS named, and a setting of the product over that of the service."""
    settings = [item for item in (product.kms, service.kms if service is not None else None) if item is not None]
    found = [
        *((item.host, item.port) for item in settings),
        *((item.discovered_host, item.discovered_port) for item in settings),
    ]
    return next((KmsPlace(host.rstrip("."), port) for host, port in found if host), None)
