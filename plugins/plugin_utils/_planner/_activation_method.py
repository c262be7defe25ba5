# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How a product becomes licensed: chosen by its key, explained, and refused when the key does not allow it."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from .._language._text import Text
from .._licensing._errors import PlanError
from .._licensing._kms import ACTIVATION_TYPES

_AD_ONLY = ACTIVATION_TYPES["ad"]


class Method(enum.Enum):
    """How a product becomes licensed."""

    AUTO = "auto"
    ONLINE = "online"
    KMS = "kms"
    AD = "ad"
    OFFLINE = "offline"


@dataclass(frozen=True, slots=True)
class Choice:
    """A method and why it is the one, one sentence."""

    method: Method
    reason: Text


def offline(*, is_published: bool, has_confirmation: bool) -> Choice:
    """The offline method.

    Args:
        is_published: Whether the key given is a KMS client setup key.
        has_confirmation: Whether a Confirmation ID was given.

    Raises:
        PlanError: The key does not allow it.
    """
    if is_published:
        raise PlanError(
            "A KMS client setup key cannot be activated by a Confirmation ID.",
            advice="Set method to kms, ad or auto, or give a MAK or retail key.",
        )
    if has_confirmation:
        return Choice(Method.OFFLINE, Text("offline, because a Confirmation ID was given."))
    return Choice(Method.OFFLINE, Text("offline, because the task asks for it."))


def as_asked(method: Method, which: object, *, is_setup_key: bool | None) -> Choice:
    """The method asked for; for the arguments see ``require_fit``, None where nobody knows yet what the key is.

    Raises:
        PlanError: The key does not allow it.
    """
    if is_setup_key is not None:
        require_fit(method, which, is_setup_key=is_setup_key)
    return Choice(method, Text("{method}, because the task asks for it.", method=method.value))


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


def by_key(*, is_setup_key: bool | None, enabled_type: int | None) -> Choice:
    """The method a key demands.

    Args:
        is_setup_key: Whether it is a KMS client setup key; None where nobody knows before it is installed.
        enabled_type: The kind of activation by volume that is enabled, a number of ``ACTIVATION_TYPES``.
    """
    if not is_setup_key:
        return Choice(Method.ONLINE, Text("online, because the key is no KMS client setup key."))
    if enabled_type == _AD_ONLY:
        return Choice(
            Method.AD, Text("ad, because the key is a KMS client setup key and only AD activation is enabled.")
        )
    return Choice(
        Method.KMS, Text("kms, because the key is a KMS client setup key; Windows tries AD first where it can.")
    )
