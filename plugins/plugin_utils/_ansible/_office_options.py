# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The options that name a product of Office, and what they mean."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .._language._errors import InputError
from .._language._text import Listed
from .._licensing._catalog import is_published
from .._licensing._kms import quoted
from .._licensing._office_catalog import OfficeRelease, find_release, nearest_releases, release_of_setup_key
from .._licensing._product_key import ProductKey
from .._planner._key_source import KeySource
from ._options import parse_key


def parse_release(args: Mapping[str, Any]) -> OfficeRelease | None:
    """The option ``office_product``.

    Raises:
        InputError: Nobody knows such a product, or the task is about Windows or about one row.
    """
    text = args.get("office_product")
    if text is None:
        return None
    if args["application"] != "office":
        raise InputError(
            "office_product names a product of Office, and application is {application}.",
            advice="Set application: office, or leave office_product out.",
            application=args["application"],
        )
    if args.get("activation_id"):
        raise InputError(
            "office_product and activation_id both name a product.", advice="Give the one that you mean, and not both."
        )
    return known_release(text, "office_product")


def known_release(text: str, option: str) -> OfficeRelease:
    """A volume product of Office by its release ID.

    Raises:
        InputError: Nobody knows it.
    """
    found = find_release(text)
    if found is not None:
        return found
    nearest = nearest_releases(text)
    if nearest:
        raise InputError(
            "{option}: {text!r} is no volume product of Office that is known.",
            advice="Similar ones are {nearest}; win_office_status shows what a host has.",
            option=option,
            text=quoted(text),
            nearest=Listed(*nearest),
        )
    raise InputError(
        "{option}: {text!r} is no volume product of Office that is known.",
        advice="Give a release ID such as ProPlus2024Volume; win_office_status shows what a host has.",
        option=option,
        text=quoted(text),
    )


def parse_office_key(args: Mapping[str, Any], release: OfficeRelease | None) -> ProductKey | None:
    """The options ``product_key`` and ``source`` of a task about Office.

    Raises:
        InputError: The source has no key of that product, or the key is a published one of another.
    """
    if args.get("source") is None:
        key = parse_key(args)
        if not isinstance(key, ProductKey):
            return None
        require_own_key(key, release)
        return key
    if args["source"] != KeySource.GVLK.value:
        raise InputError(
            "source: {source} gives a key of Windows, and application is {application}.",
            advice="Give product_key.",
            source=args["source"],
            application=args["application"],
        )
    if release is None:
        raise InputError(
            "source: gvlk needs to know of which Office product.",
            advice="Give office_product, ProPlus2024Volume for instance, or product_key.",
        )
    if release.setup_key is None:
        raise InputError(
            "Microsoft's list of KMS client setup keys has none for {product}.",
            advice="Give product_key.",
            product=release.title,
        )
    return release.setup_key


def require_own_key(key: ProductKey, release: OfficeRelease | None) -> None:
    """A key for Office is none that Microsoft publishes for something else; of other keys only the host knows.

    Args:
        key: The key.
        release: The product it is for; None where that is not named.

    Raises:
        InputError: It is.
    """
    if is_published(key):
        raise InputError(
            "The key ...{key} is a KMS client setup key of Windows, and application is office.",
            advice="Give a key of Office, or set application: windows.",
            key=key.last_five,
        )
    owner = release_of_setup_key(key)
    if owner is not None and release is not None and owner != release:
        raise InputError(
            "The key ...{key} is the KMS client setup key of {owner}, and office_product is {product}.",
            advice="Set source: gvlk instead of product_key, or correct office_product.",
            key=key.last_five,
            owner=owner.title,
            product=release.release_id,
        )


def require_no_office_key(key: ProductKey | KeySource | None) -> None:
    """A key for Windows is none that Microsoft publishes for Office.

    Raises:
        InputError: It is.
    """
    owner = release_of_setup_key(key) if isinstance(key, ProductKey) else None
    if owner is not None and isinstance(key, ProductKey):
        raise InputError(
            "The key ...{key} is the KMS client setup key of {owner}, and application is windows.",
            advice="Set application: office.",
            key=key.last_five,
            owner=owner.title,
        )
