# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Typed model to plain results: the same keys in every module, numbers and stable names only."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from .._language._errors import LicensingError
from .._language._text import Language
from .._licensing._errors import HostRefused
from .._licensing._kms import ACTIVATION_TYPES
from .._licensing._model import Identity, KmsClient, LicenseStatus, Product, Service
from .._licensing._offline_id import installation_id_blocks
from .._licensing._reason import hex_code, symbol_of, text_of

_TYPE_NAMES = {number: name for name, number in ACTIVATION_TYPES.items()}

#: States that end when their minutes run out.
_TEMPORARY = frozenset(LicenseStatus) - {LicenseStatus.UNLICENSED, LicenseStatus.NOTIFICATION}


def render_product(product: Product, now: datetime, language: Language = Language.ENGLISH) -> dict[str, Any]:
    """A product as modules return it."""
    return {
        "activation_id": product.activation_id,
        "application": product.application.label,
        "name": product.name,
        "description": product.description,
        "family": product.family,
        "channel": product.channel.value,
        "is_addon": product.is_addon,
        "esu_year": product.esu_year,
        "license_status": product.status.label,
        "license_status_code": int(product.status),
        "licensed": product.is_licensed,
        "reason": render_code(product.reason, language),
        "partial_product_key": product.partial_product_key,
        "grace_minutes": product.grace_minutes,
        "expires_at": _expiry(product, now),
        "activated_by": product.activated_by.value,
        "kms": render_kms(product.kms),
        "activation_type": _TYPE_NAMES.get(product.enabled_type, "any"),
        "installation_id": product.installation_id,
    }


def render_service(service: Service) -> dict[str, Any]:
    """The service as modules return it."""
    return {
        "version": service.version,
        "client_machine_id": service.client_machine_id,
        "windows_rearms_left": service.windows_rearms_left,
        "host_caching": service.host_caching,
        "is_kms_host": service.is_kms_host,
        "firmware_key_present": service.has_firmware_key,
        "firmware_key_description": service.firmware_key_description,
        "kms": render_kms(service.kms),
    }


def render_identity(identity: Identity) -> dict[str, Any]:
    """What tells a host from others, as modules return it."""
    return {"uuid": identity.uuid or None, "name": identity.name, "build": identity.build}


def render_esu(products: Sequence[Product]) -> list[dict[str, Any]]:
    """The Extended Security Updates add-ons among products, by year."""
    found = sorted((product for product in products if product.esu_year), key=lambda product: product.esu_year or 0)
    return [
        {"year": product.esu_year, "license_status": product.status.label, "licensed": product.is_licensed}
        for product in found
    ]


def render_kms(kms: KmsClient) -> dict[str, Any]:
    """KMS client settings as modules return them."""
    return {
        "host": kms.host,
        "port": kms.port,
        "lookup_domain": kms.lookup_domain,
        "discovered_host": kms.discovered_host,
        "discovered_port": kms.discovered_port,
        "activation_interval_minutes": kms.activation_interval,
        "renewal_interval_minutes": kms.renewal_interval,
    }


def render_code(code: int, language: Language = Language.ENGLISH) -> dict[str, Any]:
    """A code with its symbol and a sentence in a language."""
    return {"code": hex_code(code), "symbol": symbol_of(code), "text": text_of(code, language)}


def render_error(error: LicensingError, language: Language = Language.ENGLISH) -> dict[str, Any]:
    """An error as a failed task returns it, beside its message."""
    message, advice = error.told(language)
    rendered: dict[str, Any] = {"message": message, "advice": advice}
    if isinstance(error, HostRefused) and error.code:
        rendered.update(render_code(error.code, language), host_text=error.host_text)
        entry = error.entry
        if entry is not None:
            rendered.update(cause=entry.cause(language), category=entry.category, retryable=entry.is_retryable)
    return rendered


def render_installation_id(digits: str | None) -> list[str]:
    """The blocks of an Installation ID as the portal asks for them; empty when there is none."""
    return list(installation_id_blocks(digits)) if digits else []


def _expiry(product: Product, now: datetime) -> str | None:
    """When the present state ends, UTC; None when it does not."""
    if product.evaluation_end is not None:
        return _stamp(product.evaluation_end)
    if not product.grace_minutes or product.status not in _TEMPORARY:
        return None
    try:
        return _stamp(now + timedelta(minutes=product.grace_minutes))
    except OverflowError:  # thousands of years
        return None


def _stamp(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%MZ")
