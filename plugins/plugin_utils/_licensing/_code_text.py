# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Error codes in the text people have them in: a log line, a dialog, an event, a number of another tool."""

from __future__ import annotations

import re
import unicodedata

from ._guid import without_guids

#: A code widened to 64 bits keeps its sign as eight F; one copied from C source ends in L.
_HEX = r"(?<![0-9A-Z])0x(?:F{8})?(?P<hex>[0-9A-F]{1,8})(?:[LU]{1,2})?\b"
#: Without 0x only what cannot be a plain number of something: error severity and a facility seen in activation.
_BARE_HEX = r"(?P<bare>(?:8004|8007|8009|8019|8024|8033|803F|87E1|C002|C004|CAA\d|4004)[0-9A-F]{4})\b"
_SIGNED = r"(?P<signed>-[0-9]{1,10})\b"
_UNSIGNED = r"(?P<unsigned>[0-9]{10})(?!\w|-\d)"
_CODE = re.compile(rf"{_HEX}|(?<![\w-])(?<!\d\.)(?:{_BARE_HEX}|{_SIGNED}|{_UNSIGNED})", re.IGNORECASE | re.ASCII)

#: A number too short for one that can only be a code.
_NUMBER = re.compile(r"[0-9]{1,9}", re.ASCII)

_WORD = 1 << 32
_SEVERITY = 1 << 31

#: High word of the informational codes of Software Protection, such as 0x4004F040.
_INFORMATION = 0x4004


def find_codes(text: str) -> tuple[int, ...]:
    """The codes in a text as unsigned numbers, in their order, each once; empty when there is none.

    Hexadecimal, signed and unsigned decimal forms are understood, in full-width characters too. A text that is only a
    number is taken as a code whatever its size; a number inside other text only when it can be nothing else.

    >>> [hex(code) for code in find_codes("Activation failed: 0xc004f074 (hr=-2147023174)")]
    ['0xc004f074', '0x800706ba']
    >>> find_codes("5")
    (5,)
    """
    folded = unicodedata.normalize("NFKC", text).replace("\u2212", "-").strip()
    if _NUMBER.fullmatch(folded) and not _CODE.fullmatch(folded):
        return (int(folded),)
    # The first block of an activation ID is eight hexadecimal digits, as a code is.
    found = (_value(match) for match in _CODE.finditer(without_guids(folded)))
    return tuple(dict.fromkeys(code for code in found if code))


def _value(match: re.Match[str]) -> int:
    """The code of a match, 0 when it is none."""
    digits = match["hex"] or match["bare"]
    if digits:
        return int(digits, 16)
    if match["signed"]:
        return _signed(int(match["signed"]))
    return _unsigned(int(match["unsigned"]))


def _signed(number: int) -> int:
    """A negative number is a code when its severity says error and its facility is one."""
    code = number % _WORD
    return code if number >= -_SEVERITY and code >> 16 < 0xF000 else 0


def _unsigned(number: int) -> int:
    """Ten digits can be a moment in seconds; those with an error severity or of Software Protection cannot."""
    return number if _SEVERITY <= number < _WORD or number >> 16 == _INFORMATION else 0
