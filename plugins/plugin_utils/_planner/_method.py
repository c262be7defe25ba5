# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How a product becomes licensed: chosen by its key, explained, and refused when the key does not allow it."""

from __future__ import annotations

from dataclasses import dataclass

from .._language._text import Text
from .._licensing._catalog import setup_key_ending
from .._licensing._errors import PlanError
from .._licensing._kms import ACTIVATION_TYPES, KmsSetting
from .._licensing._model import Application, Channel, Product
from .._licensing._product_key import ProductKey
from ._desired import Activated, Method, Observed

_AD_ONLY = ACTIVATION_TYPES["ad"]


@dataclass(frozen=True, slots=True)
class Choice:
    """A method and why it is the one, one sentence."""

    method: Method
    reason: str


def choose(observed: Observed, desired: Activated) -> Choice:
    """The method for a desire whose key is known by now.

    Raises:
        PlanError: The method asked for does not go with the key.
    """
    if desired.is_offline:
        if isinstance(desired.key, ProductKey) and is_published(desired.key):
            raise PlanError(
                "A KMS client setup key cannot be activated by a Confirmation ID.",
                advice="Set method to kms, ad or auto, or give a MAK or retail key.",
            )
        given = "a Confirmation ID was given" if desired.confirmation_id else "the task asks for it"
        return Choice(Method.OFFLINE, f"offline, because {given}.")
    is_setup_key = _has_setup_key(observed, desired)
    if desired.method is Method.AUTO:
        return _chosen(observed, desired, is_setup_key)
    which: object = Text("of {target}", target=desired.subject.words)
    if isinstance(desired.key, ProductKey):
        which = f"...{desired.key.last_five}"
    if is_setup_key is not None:
        require_fit(desired.method, which, is_setup_key=is_setup_key)
    return Choice(desired.method, f"{desired.method.value}, because the task asks for it.")


def require_fit(method: Method, which: object, *, is_setup_key: bool) -> None:
    """A key can be activated by the method asked for.

    Args:
        method: As the task has it.
        which: The key, for messages.
        is_setup_key: Whether it is a KMS client setup key.

    Raises:
        PlanError: It cannot.
    """
    if method is Method.ONLINE and is_setup_key:
        raise PlanError(
            "A KMS client setup key cannot be activated online.",
            advice="Set method to kms, ad or auto, or give a MAK or retail key.",
        )
    if method in (Method.KMS, Method.AD) and not is_setup_key:
        raise PlanError(
            "The key {which} is no KMS client setup key, so method {method} cannot activate it.",
            advice="Choose method auto or online, or give a setup key; that of Windows comes with source: gvlk.",
            which=which,
            method=method.value,
        )


def _chosen(observed: Observed, desired: Activated, is_setup_key: bool | None) -> Choice:
    if not is_setup_key:
        return Choice(Method.ONLINE, "online, because the key is no KMS client setup key.")
    if _enabled_type(observed, desired) == _AD_ONLY:
        return Choice(Method.AD, "ad, because the key is a KMS client setup key and only AD activation is enabled.")
    return Choice(Method.KMS, "kms, because the key is a KMS client setup key; Windows tries AD first where it can.")


def _has_setup_key(observed: Observed, desired: Activated) -> bool | None:
    """Whether the key is a KMS client setup key; None when that cannot be known before it is installed."""
    holders = desired.subject.select(observed.products)
    if holders:
        return any(holder.channel is Channel.GVLK for holder in holders)
    if not isinstance(desired.key, ProductKey):
        return None
    # The catalogue holds the setup keys of Windows; for other products nobody knows before the key is in.
    is_windows = desired.target.owner(observed.products) is Application.WINDOWS and not desired.target.esu_year
    return True if is_published(desired.key) else (False if is_windows else None)


def is_published(key: ProductKey) -> bool:
    """True for a KMS client setup key that Microsoft publishes."""
    return setup_key_ending(key.last_five) == key


def _enabled_type(observed: Observed, desired: Activated) -> int | None:
    for setting, value in desired.kms.values if desired.kms else ():
        if setting is KmsSetting.ACTIVATION_TYPE:
            return value if isinstance(value, int) else None
    return next((product.enabled_type for product in _meant(observed, desired)), None)


def _meant(observed: Observed, desired: Activated) -> tuple[Product, ...]:
    return desired.subject.select(observed.products)
