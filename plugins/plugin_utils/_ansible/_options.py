# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The options that many modules share, and what they mean."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .._language._errors import InputError
from .._language._text import Text
from .._licensing._guid import parse_guid
from .._licensing._model import Application
from .._licensing._product_key import ProductKey
from .._planner._key_source import KeySource
from .._planner._target import Target
from .._task._patience import Patience

#: Bounds of the options of these names, in every module that has them: seconds, and times.
TIMEOUT_SECONDS = range(1, 3601)
RETRIES = range(11)

#: Seconds for what takes Windows long: a change of its components, a restart.
LONG_SECONDS = range(60, 14401)


def parse_patience(args: Mapping[str, Any]) -> Patience:
    """The options ``timeout`` and ``retries``; a module without them reads only, and waits for nothing.

    Raises:
        InputError: One of them is out of bounds.
    """
    require_within(args, "timeout", TIMEOUT_SECONDS)
    return Patience(args.get("timeout") or 0, parse_retries(args))


def parse_retries(args: Mapping[str, Any]) -> int:
    """The option ``retries``.

    Raises:
        InputError: It is out of bounds.
    """
    require_within(args, "retries", RETRIES)
    return args.get("retries") or 0


def require_within(args: Mapping[str, Any], name: str, bounds: range) -> None:
    """An option that is given is within its bounds.

    Raises:
        InputError: It is not.
    """
    value = args.get(name)
    if value is not None and value not in bounds:
        raise InputError(
            "{option} is out of bounds.",
            advice="Give a number from {least} to {most}.",
            option=name,
            least=bounds[0],
            most=bounds[-1],
        )


def parse_target(args: Mapping[str, Any]) -> Target:
    """The options ``application`` and ``activation_id``; an ID says by itself whose product it is.

    Raises:
        InputError: The ID is none.
    """
    activation_id = parse_activation_id(args)
    return Target(None if activation_id else Application[args["application"].upper()], activation_id)


def require_windows_key(args: Mapping[str, Any]) -> None:
    """The option ``source`` goes with the rest.

    Raises:
        InputError: It gives a key of Windows, and the task is about something else.
    """
    if args["source"] and args["application"] != "windows":
        raise InputError(
            "source: {source} gives a key of Windows, and application is {application}.",
            advice="Give product_key.",
            source=args["source"],
            application=args["application"],
        )


def parse_activation_id(args: Mapping[str, Any]) -> str | None:
    """The option ``activation_id`` in lower case, None when it is not given.

    Raises:
        InputError: It is no GUID.
    """
    text = args.get("activation_id") or ""
    found = parse_guid(text)
    if found is None and text.strip().strip("{}"):
        raise InputError(
            "The activation_id is not a GUID.",
            advice="Copy it from the result of win_activation_status, 8-4-4-4-12 hexadecimal digits.",
        )
    return found


def parse_key(args: Mapping[str, Any]) -> ProductKey | KeySource | None:
    """The options ``product_key`` and ``source``.

    Raises:
        InputError: The text cannot be a product key.
    """
    if args.get("source"):
        return KeySource(args["source"])
    if args.get("product_key") is None:
        return None
    return ProductKey.parse(args["product_key"], allow_failing_checksum=args["allow_failing_checksum"])


def key_remarks(args: Mapping[str, Any]) -> list[Text]:
    """A warning when a key is of the format that cannot be checked."""
    key = parse_key(args)
    if not isinstance(key, ProductKey) or key.is_checkable:
        return []
    return [Text("The product key is of the older format (no N), in which typing mistakes cannot be found.")]
