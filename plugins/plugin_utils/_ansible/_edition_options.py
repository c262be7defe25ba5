# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Options about an edition of Windows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .._language._errors import InputError
from .._language._text import Listed
from .._licensing._catalog import setup_editions
from .._licensing._edition_matrix import full_edition_of, known_edition, nearest_editions
from .._licensing._kms import quoted
from .._licensing._product_key import ProductKey
from .._planner._edition import FULL
from ._office_options import require_no_office_key
from ._options import parse_key


def parse_edition(args: Mapping[str, Any]) -> str:
    """The option ``edition`` in the catalogue's spelling, or ``full``.

    Raises:
        InputError: Nobody knows it, or it is an evaluation.
    """
    text = args["edition"].strip()
    if text.lower() == FULL:
        return FULL
    known = known_edition(text)
    if known is None:
        raise _unknown(text)
    full = full_edition_of(known)
    if full is not None:
        raise InputError(
            "edition: {edition} is an evaluation, and no Windows becomes one.",
            advice="Name a full edition, {full} for instance.",
            edition=known,
            full=full,
        )
    return known


def _unknown(text: str) -> InputError:
    nearest = nearest_editions(text)
    if nearest:
        return InputError(
            "edition: {text!r} is no EditionID that is known.",
            advice="Similar ones are {nearest}; or full, for the full edition of an evaluation.",
            text=quoted(text),
            nearest=Listed(*nearest),
        )
    return InputError(
        "edition: {text!r} is no EditionID that is known.",
        advice="Give an EditionID such as Enterprise or ServerDatacenter, or full, for the full edition of an "
        "evaluation.",
        text=quoted(text),
    )


def parse_edition_key(args: Mapping[str, Any], edition: str) -> ProductKey | None:
    """The option ``product_key``.

    Args:
        args: All options.
        edition: As ``parse_edition`` gives it.

    Raises:
        InputError: It is no key, or a published one of another edition or of Office.
    """
    key = parse_key(args)
    if not isinstance(key, ProductKey):
        return None
    require_no_office_key(key)
    owners = setup_editions(key)
    if owners and edition != FULL and edition.lower() not in map(str.lower, owners):
        raise InputError(
            "product_key: ...{key} is the KMS client setup key of {owners}, and edition is {edition}.",
            advice="Leave product_key out, which takes the setup key of the edition, or give a key of that edition.",
            key=key.last_five,
            owners=Listed(*owners),
            edition=edition,
        )
    return key
