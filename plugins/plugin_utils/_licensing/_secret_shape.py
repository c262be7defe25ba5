# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a product key or a Confirmation ID looks like, wherever it stands, without knowing which one it is.

The rule, on text in upper-case ASCII forms, where nothing but separators stands between the groups:

* Five groups of five letters and digits, not digits alone, at most two of them outside the alphabet of keys: a key,
  mistyped perhaps. Words have too many vowels for it, UUIDs and versions other groups.
* A run of 25 symbols of that alphabet, as a word of its own: a key when its checksum fits, or when it has letters and
  digits in one case. Names and words of that length have letters outside the alphabet, hashes have other lengths, and
  base64 mixes cases.
* Eight groups of six digits, labelled A to H or not, or a run of 48: a Confirmation ID. Nine groups, and runs of 54 and
  63, are Installation IDs, which are no secrets.
* A text that is nothing else than 25 symbols with a fitting checksum, or 48 digits, in whatever groups.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ._offline_id import without_labels
from ._product_key import ALPHABET, checksum_fits
from ._traced_text import Traced, tracings
from ._typed_text import bare

_KEY_LENGTH = 25
_CONFIRMATION_LENGTH = 48
_GROUP = 6
_OLD_INSTALLATION_LENGTH = 54

#: No comma, colon or slash: they separate the items of a list, not the groups of a key. Enough for an indented line.
_JOIN = r"[-_.\x00-\x20\x7f]{1,16}"
_LABELLED = r"[-_.:)\x00-\x20\x7f]{0,16}(?:[A-H][-_.:)\x00-\x20\x7f]{0,16})?"

#: Looked for at every place, since a group before the first one would hide the last one.
_GROUPED_KEY = re.compile(rf"(?<![A-Z0-9])(?=([A-Z0-9]{{5}}(?:{_JOIN}[A-Z0-9]{{5}}){{4}})(?![A-Z0-9]))")
_BARE_KEY = re.compile(rf"(?<![A-Z0-9])([N{ALPHABET}]{{25}})(?![A-Z0-9])")
_CONFIRMATION = re.compile(rf"(?<![0-9])([0-9]{{6}}(?:{_LABELLED}[0-9]{{6}}){{7,}})(?![0-9])")
_STRANGERS = 2


class Shape(enum.Enum):
    """What a text looks like."""

    PRODUCT_KEY = "product key"
    CONFIRMATION_ID = "Confirmation ID"


@dataclass(frozen=True, slots=True)
class Sighting:
    """Something that looks like a secret, and where in the text it stands."""

    shape: Shape
    start: int
    end: int


def sightings(text: str, readings: Iterable[Traced]) -> Iterator[Sighting]:
    """Everything in a text that looks like a secret in one of its readings."""
    if len(text) >= _KEY_LENGTH:
        for traced in readings:
            yield from _keys(text, traced)
            yield from _confirmations(traced)


def shape_of(text: str) -> Shape | None:
    """What an option that holds this text holds, when that is a secret or has one in it."""
    if len(text) < _KEY_LENGTH:
        return None
    found = next(sightings(text, tracings(text)), None)
    return found.shape if found is not None else _shape_of_all(text)


def _shape_of_all(text: str) -> Shape | None:
    """What a text is that holds nothing else, in whatever groups."""
    symbols, digits = bare(text), bare(without_labels(text))
    if len(symbols) == _KEY_LENGTH and not _strangers(symbols) and _has_checksum(symbols):
        return Shape.PRODUCT_KEY
    is_confirmation = len(digits) == _CONFIRMATION_LENGTH and digits.isascii() and digits.isdigit()
    return Shape.CONFIRMATION_ID if is_confirmation else None


def _keys(text: str, traced: Traced) -> Iterator[Sighting]:
    for match in _GROUPED_KEY.finditer(traced.text):
        symbols = re.sub(_JOIN, "", match[1])
        if not symbols.isdigit() and _strangers(symbols) <= _STRANGERS:
            yield _sighting(Shape.PRODUCT_KEY, traced, match)
    for match in _BARE_KEY.finditer(traced.text):
        found = _sighting(Shape.PRODUCT_KEY, traced, match)
        if _has_checksum(match[1]) or _is_mixed(match[1], text[found.start : found.end]):
            yield found


def _confirmations(traced: Traced) -> Iterator[Sighting]:
    for match in _CONFIRMATION.finditer(traced.text):
        count = sum(char.isdigit() for char in match[1])
        is_one_run = count == len(match[1])
        if count == _CONFIRMATION_LENGTH or (count > _OLD_INSTALLATION_LENGTH and not is_one_run):
            yield _sighting(Shape.CONFIRMATION_ID, traced, match)


def _sighting(shape: Shape, traced: Traced, match: re.Match[str]) -> Sighting:
    return Sighting(shape, traced.starts[match.start(1)], traced.ends[match.end(1) - 1])


def _strangers(symbols: str) -> int:
    """How many of them no key contains."""
    return sum(char not in ALPHABET and char != "N" for char in symbols)


def _has_checksum(symbols: str) -> bool:
    return symbols.count("N") == 1 and checksum_fits(symbols)


def _is_mixed(symbols: str, typed: str) -> bool:
    """Letters and digits, as in nearly all keys, the letters in one case, as nobody types otherwise without groups."""
    return not symbols.isalpha() and not symbols.isdigit() and (typed.isupper() or typed.islower())
