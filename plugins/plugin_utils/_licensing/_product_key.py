# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Product keys: what people type, and the mistakes a checksum finds before a request is sent.

Two formats exist. PKEY2009 (Windows 8, Office 2013 and later) contains exactly one N and a 10-bit checksum;
PKEY2005 (Windows 7, Office 2010) contains no N and cannot be checked. The algorithm names are in slpublic.h
(documented); the layout is proven on all 109 KMS client setup keys Microsoft publishes in this format.
A key that passes may still be blocked, used up or not yours: only the activation service knows.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from .._language._errors import InputError
from .._language._text import Text
from ._typed_text import bare

ALPHABET = "BCDFGHJKMPQRTVWXY2346789"
_LENGTH = 25
_BLOCK = 5

#: Characters no key contains, and what people usually meant.
_LOOK_ALIKES = {
    "O": "D or Q",
    "0": "D or Q",
    "I": "J or T",
    "1": "J or T",
    "L": "J",
    "S": "3 or 8",
    "5": "3 or 8",
    "Z": "2",
    "A": "4",
    "E": "F",
    "U": "V",
}
_CONFUSED = "8 and B, 6 and G, V and Y, D and Q"

#: PKEY2009: the lowest 20 bits (community).
_GROUP_MASK = 0xFFFFF
_CHECKSUM_SHIFT = 103
_CHECKSUM_MASK = 0x3FF
_CRC32_POLYNOMIAL = 0x04C11DB7
_CRC32_START = 0xFFFFFFFF


@dataclass(frozen=True, slots=True)
class ProductKey:
    """A product key. Only the last five characters ever show."""

    _symbols: str = field(repr=False)

    def __repr__(self) -> str:
        return f"ProductKey(...{self.last_five})"

    __str__ = __repr__

    @classmethod
    def parse(cls, text: str, *, allow_failing_checksum: bool = False) -> ProductKey:
        """A key from what a person typed or pasted.

        Full-width characters, lower case, spaces and any kind of dash are understood.

        Args:
            text: The key.
            allow_failing_checksum: Accept a key of the newer format whose checksum does not fit.

        Raises:
            InputError: The text cannot be a key. The message never repeats it.
        """
        symbols = bare(text)
        _check_symbols(symbols)
        _check_length(symbols)
        if symbols.count("N") > 1:
            raise InputError(
                "The product key contains the letter N more than once, which no key does.",
                advice="Compare it with the original, M and H above all.",
            )
        if "N" in symbols and not allow_failing_checksum and not checksum_fits(symbols):
            raise InputError(
                "The product key has a typing mistake: its checksum does not fit.",
                advice="Compare it with the original ({confused} are often confused); if it is right, set "
                "allow_failing_checksum: true.",
                confused=Text(_CONFUSED),
            )
        return cls(symbols)

    @property
    def last_five(self) -> str:
        """What Windows shows as PartialProductKey."""
        return self._symbols[-_BLOCK:]

    @property
    def is_checkable(self) -> bool:
        """False for the older format, in which no typing mistake can be found."""
        return "N" in self._symbols

    @property
    def group(self) -> int | None:
        """The number of the range of keys it was made in; None for the older format, which keeps it elsewhere."""
        return _value(self._symbols) & _GROUP_MASK if self.is_checkable else None

    def reveal(self) -> str:
        """The whole key in five blocks, for the request that installs it, for masking and for fingerprints only."""
        return "-".join(self._symbols[start : start + _BLOCK] for start in range(0, _LENGTH, _BLOCK))


def _check_symbols(symbols: str) -> None:
    for position, char in enumerate(symbols, 1):
        if char == "N" or char in ALPHABET:
            continue
        block, place = divmod(position - 1, _BLOCK)
        meant = Text(" Did you mean {symbols}?", symbols=Text(_LOOK_ALIKES[char])) if char in _LOOK_ALIKES else ""
        raise InputError(
            "The product key contains {char!r} (block {block}, character {place}), which no key does.",
            advice="Compare it with the original.{meant}",
            char=char,
            block=block + 1,
            place=place + 1,
            meant=meant,
        )


def _check_length(symbols: str) -> None:
    if len(symbols) != _LENGTH:
        raise InputError(
            "The product key has {count} characters instead of {length}.",
            advice="Give all five blocks of five characters.",
            count=len(symbols),
            length=_LENGTH,
        )


def checksum_fits(symbols: str) -> bool:
    """Whether 25 symbols, one of them N, carry the checksum of PKEY2009.

    N's position is the leading base-24 digit; 10 checksum bits from bit 103 (proven on 109 keys).
    """
    value = _value(symbols)
    bare = value & ~(_CHECKSUM_MASK << _CHECKSUM_SHIFT)
    return _crc32(bare.to_bytes(16, "little")) & _CHECKSUM_MASK == value >> _CHECKSUM_SHIFT & _CHECKSUM_MASK


def _value(symbols: str) -> int:
    value = symbols.index("N")
    for char in symbols.replace("N", ""):
        value = value * len(ALPHABET) + ALPHABET.index(char)
    return value


def _crc32(data: bytes) -> int:
    """CRC-32, most significant bit first, not reflected; zlib's is the reflected one and gives other values."""
    register = _CRC32_START
    for byte in data:
        register ^= byte << 24
        for _bit in range(8):
            register = (register << 1 ^ _CRC32_POLYNOMIAL) & 0xFFFFFFFF if register >> 31 else register << 1
    return ~register & 0xFFFFFFFF
