# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The options of a task that licenses products of Office, and what does not go together with them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .._language._errors import InputError, LicensingError
from .._language._text import Text
from .._licensing._key_group import is_probably_windows
from .._licensing._kms import KmsSetting
from .._licensing._office_catalog import OfficeRelease, release_of_setup_key
from .._licensing._offline_id import ConfirmationId, InstallationId
from .._licensing._product_key import ProductKey
from .._licensing._secret_shape import shape_of
from .._planner._activation_method import Method
from .._planner._office_activation import OfficeActivated
from ._kms_options import parse_kms_wish
from ._office_options import known_release, require_own_key

Keys = tuple[tuple[OfficeRelease, ProductKey], ...]


def parse_product_keys(args: Mapping[str, Any]) -> Keys:
    """The option ``product_keys``.

    Raises:
        InputError: A name or a key in it is none, or they do not belong together.
    """
    given: Mapping[Any, Any] = args["product_keys"] or {}
    for name in given:
        if not isinstance(name, str):
            raise InputError(
                "product_keys: the key {name} is no text.",
                advice="Give release IDs as names, ProPlus2024Volume for instance. Nothing was sent.",
                name=name,
            )
    found: dict[OfficeRelease, ProductKey] = {}
    names: dict[OfficeRelease, str] = {}
    for name, text in given.items():
        _require_no_secret(name)
        release = known_release(name, "product_keys")
        if release in found:
            raise InputError(
                "product_keys names the same product twice, as {first} and as {second}.",
                advice="Give each product once. Nothing was sent.",
                first=names[release],
                second=name,
            )
        found[release], names[release] = _key_for(release, name, text, args), name
    _require_one_each(tuple(found.items()))
    return tuple(found.items())


def wants_office_products(args: Mapping[str, Any]) -> bool:
    """Whether a task is about products of Office, and not about a row that is named by its activation ID.

    Raises:
        InputError: Options do not go together.
    """
    is_office, is_row = args["application"] == "office", bool((args["activation_id"] or "").strip())
    for option in ("office_product", "product_keys"):
        if args[option] is None:
            continue
        if is_row or args["esu_year"] or not is_office:
            raise InputError(
                "{option} is about products of Office, and the task is about something else.",
                advice="Set application: office, and leave activation_id and esu_year out. Nothing was sent.",
                option=option,
            )
    return is_office and not is_row and not args["esu_year"]


def parse_office_wish(args: Mapping[str, Any], confirmation_id: ConfirmationId | None) -> OfficeActivated:
    """The options of a task about products of Office.

    Raises:
        InputError: One is wrong, or they do not go together.
    """
    release = known_release(args["office_product"], "office_product") if args["office_product"] is not None else None
    keys = parse_product_keys(args)
    _require_one_way(args, release, keys)
    key = None
    if args["product_key"] is not None:
        key = ProductKey.parse(args["product_key"], allow_failing_checksum=args["allow_failing_checksum"])
        _require_own(release, key, is_free=args["replace_licensed"])
    return OfficeActivated(
        release,
        keys,
        key,
        takes_setup_key=args["source"] == "gvlk",
        method=Method(args["method"]),
        kms=_kms(args),
        confirmation_id=confirmation_id,
        expected=None if args["installation_id"] is None else InstallationId.parse(args["installation_id"]),
        replaces_licensed=args["replace_licensed"],
    )


def product_key_remarks(args: Mapping[str, Any]) -> list[Text]:
    """A warning for every key that is of the format that cannot be checked."""
    return [
        Text(
            "The product key of {product} is of the older format (no N), in which typing mistakes cannot be found.",
            product=release.release_id,
        )
        for release, key in parse_product_keys(args)
        if not key.is_checkable
    ]


def _require_one_way(args: Mapping[str, Any], release: OfficeRelease | None, keys: Keys) -> None:
    """Keys come from one place, and what is for one product names it."""
    if args["source"] == "firmware":
        raise InputError(
            "source: {source} gives a key of Windows, and application is {application}.",
            advice="Give product_key.",
            source=args["source"],
            application=args["application"],
        )
    is_offline = args["method"] == "offline" or args["confirmation_id"] is not None
    if is_offline and keys and release is None:
        raise InputError(
            "Offline activation is about one product, and product_keys may name several.",
            advice="Say by office_product which one is meant. Nothing was sent.",
        )
    if args["kms_host_caching"] is not None:
        raise InputError(
            "kms_host_caching is a setting of the whole host, Windows included, and application is office.",
            advice="Leave it out, or set it with win_kms_client. Nothing was sent.",
        )


def _kms(args: Mapping[str, Any]) -> tuple[tuple[KmsSetting, Any], ...]:
    wish = parse_kms_wish(args, "kms_")
    return wish.values if wish is not None else ()


def _require_one_each(keys: Keys) -> None:
    seen: dict[ProductKey, OfficeRelease] = {}
    for release, key in keys:
        if key in seen:
            raise InputError(
                "product_keys gives the key ...{key} to {first} and to {second}.",
                advice="A key is for one product; correct one of them. Nothing was sent.",
                key=key.last_five,
                first=seen[key].release_id,
                second=release.release_id,
            )
        seen[key] = release


def _key_for(release: OfficeRelease, name: str, text: object, args: Mapping[str, Any]) -> ProductKey:
    """A key of the mapping; no message repeats it."""
    if not isinstance(text, str):
        raise InputError(
            "product_keys: what stands for {name} is no text.",
            advice="Give the product key in quotes. Nothing was sent.",
            name=name,
        )
    try:
        key = ProductKey.parse(text, allow_failing_checksum=args["allow_failing_checksum"])
    except LicensingError as problem:
        message, advice = problem.texts
        raise InputError("product_keys, {name}: {problem}", advice=advice, name=name, problem=message) from None
    owner = release_of_setup_key(key)
    if owner is not None and owner != release:
        raise InputError(
            "product_keys: the key ...{key} for {name} is the KMS client setup key of {owner}.",
            advice="Give a key of that product, or leave it out and set source: gvlk. Nothing was sent.",
            key=key.last_five,
            name=name,
            owner=owner.title,
        )
    _require_own(release, key, is_free=args["replace_licensed"])
    return key


def _require_own(release: OfficeRelease | None, key: ProductKey, *, is_free: bool) -> None:
    """A key that tells by itself whose it is belongs to the product it is given for, and never to Windows.

    The number of a group is a sign only, so whoever lets a licence be lost may have it otherwise.
    """
    require_own_key(key, release)
    if release_of_setup_key(key) is None and is_probably_windows(key) and not is_free:
        raise InputError(
            "By the number of its group the key ...{key} is one of Windows, which would take it in place of its "
            "own key, and the task is about {target}.",
            advice="Give a key of that product, or set application: windows; if the key is right all the same, set "
            "replace_licensed: true. Nothing was sent.",
            key=key.last_five,
            target=release.title if release is not None else "Office",
        )


def _require_no_secret(name: str) -> None:
    if shape_of(name) is not None:
        raise InputError(
            "In product_keys a key stands where a release ID belongs.",
            advice="Write it the other way round, ProPlus2024Volume for instance before its key. Nothing was sent.",
        )
