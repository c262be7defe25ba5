# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Product keys as the model sees them: shape, checksum, and the fixed ring of known keys.

The ring holds the published KMS client setup keys and plainly fake fixtures. Keys are looked up, never made:
there is no encoder from fields to a key in this package.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from .values import Channel

_ALPHABET = "BCDFGHJKMPQRTVWXY2346789"
_SHAPE = re.compile(rf"[{_ALPHABET}N]{{25}}")
_CHECKSUM_SHIFT = 103
_CHECKSUM_MASK = 0x3FF
_CRC_POLYNOMIAL = 0x04C11DB7


class KeyForm(StrEnum):
    """What can be said of a key text without knowing the key."""

    MALFORMED = "malformed"
    OLD_FORMAT = "old_format"
    BAD_CHECKSUM = "bad_checksum"
    WELL_FORMED = "well_formed"


def normalise(text: str) -> str:
    """Upper case, without dashes and surrounding blanks."""
    return text.strip().replace("-", "").upper()


def key_value(symbols: str) -> int:
    """The number behind 25 symbols of the newer format: the place of N leads, then base 24."""
    lead = symbols.index("N")
    value = lead
    for symbol in symbols[:lead] + symbols[lead + 1 :]:
        value = value * len(_ALPHABET) + _ALPHABET.index(symbol)
    return value


def _crc32(data: bytes) -> int:
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte << 24
        for _dummy in range(8):
            crc = ((crc << 1) ^ _CRC_POLYNOMIAL if crc & 0x80000000 else crc << 1) & 0xFFFFFFFF
    return crc ^ 0xFFFFFFFF


def _checksum_holds(value: int) -> bool:
    checksum = value >> _CHECKSUM_SHIFT & _CHECKSUM_MASK
    bare = value & ~(_CHECKSUM_MASK << _CHECKSUM_SHIFT)
    return _crc32(bare.to_bytes(16, "little")) & _CHECKSUM_MASK == checksum


def key_form(text: str) -> KeyForm:
    """Classify a key text by alphabet, length and, for the newer format, the 10-bit checksum."""
    symbols = normalise(text)
    if not _SHAPE.fullmatch(symbols) or symbols.count("N") > 1:
        return KeyForm.MALFORMED
    if "N" not in symbols:
        return KeyForm.OLD_FORMAT
    value = key_value(symbols)
    if value >= 1 << 115 or not _checksum_holds(value):
        return KeyForm.BAD_CHECKSUM
    return KeyForm.WELL_FORMED


@dataclass(frozen=True, slots=True)
class KeyRecord:
    """One known key: what it belongs to and what the activation service thinks of it."""

    name: str
    key: str
    channel: Channel
    families: frozenset[str]
    generations: frozenset[str]
    left: int = 0
    verdict: int = 0
    blocked_locally: bool = False
    is_upgrade: bool = False

    @property
    def last5(self) -> str:
        """The five characters that may be shown."""
        return self.key[-5:]

    def covers(self, family: str, generation: str, channel: Channel) -> bool:
        """Whether the key belongs to a licence row of this family, generation and channel."""
        return channel is self.channel and family in self.families and generation in self.generations

    def __repr__(self) -> str:
        return f"KeyRecord({self.name!r}, *{self.last5})"


class KeyRing:
    """All keys the simulated world knows."""

    def __init__(self, records: Iterable[KeyRecord]) -> None:
        self._records = tuple(records)
        self._by_text = {normalise(record.key): record for record in self._records}
        self._by_name = {record.name: record for record in self._records}

    def find(self, text: str) -> KeyRecord | None:
        """The record of a key text, or None."""
        return self._by_text.get(normalise(text))

    def named(self, name: str) -> KeyRecord | None:
        """The record with a fixture name, or None."""
        return self._by_name.get(name)

    def names(self) -> tuple[str, ...]:
        """Fixture names in file order."""
        return tuple(self._by_name)

    def first_for(self, family: str, generation: str, channel: Channel) -> KeyRecord | None:
        """The first usable record for a licence row: the default key of a situation."""
        matches = (record for record in self._records if record.covers(family, generation, channel))
        return next((record for record in matches if not record.is_upgrade and not record.verdict), None)
