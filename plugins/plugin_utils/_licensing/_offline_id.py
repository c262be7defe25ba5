# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Installation IDs and Confirmation IDs: blocks of digits, each closed by a check digit.

An Installation ID has 63 digits in nine blocks of seven, on older systems 54 in nine of six (recorded).
A Confirmation ID has 48 digits in eight blocks of six, labelled A to H by Microsoft's portal (documented).
The check digit rule is proven on 72 blocks of real Installation IDs. That Confirmation IDs follow the same rule is
inferred, so a Confirmation ID that breaks it can be let through.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from .._language._errors import InputError
from .._language._text import Listed, Text
from ._typed_text import bare, fold, groups

_INSTALLATION_LENGTHS = (54, 63)
_INSTALLATION_BLOCKS = 9
_CONFIRMATION_LENGTH = 48
_CONFIRMATION_BLOCKS = 8

#: A label of a block, as the portal prints it: one letter that is no part of a word.
_LABEL = re.compile(r"(?<![A-Z])[A-H](?![A-Z])")
_LABELS = list("ABCDEFGH")


@dataclass(frozen=True, slots=True)
class InstallationId:
    """An Installation ID. Not a secret."""

    digits: str

    @classmethod
    def parse(cls, text: str) -> InstallationId:
        """An Installation ID from what a person pasted, in any spacing.

        Raises:
            InputError: Wrong length, other characters than digits, or a block whose check digit fails.
        """
        digits = _digits(text, "Installation ID")
        if len(digits) not in _INSTALLATION_LENGTHS:
            raise InputError(
                "The Installation ID has {count} digits instead of 54 or 63.",
                advice="Copy all nine blocks; a spreadsheet may have dropped leading zeros.",
                count=len(digits),
            )
        bad = failing_blocks(digits, _INSTALLATION_BLOCKS)
        if bad:
            raise InputError(
                "The Installation ID has a wrong digit in {blocks}.",
                advice="Copy it again from the host's result.",
                blocks=_blocks(bad),
            )
        return cls(digits)

    @property
    def blocks(self) -> tuple[str, ...]:
        """The nine blocks the portal asks for."""
        return installation_id_blocks(self.digits)


@dataclass(frozen=True, slots=True)
class ConfirmationId:
    """A Confirmation ID. Only its last block ever shows."""

    _digits: str = field(repr=False)

    def __repr__(self) -> str:
        return f"ConfirmationId(...{self.last_block})"

    __str__ = __repr__

    @classmethod
    def parse(cls, text: str, *, allow_failing_check_digits: bool = False) -> ConfirmationId:
        """A Confirmation ID from what a person pasted: any spacing, dashes, labels A to H, full-width digits.

        Args:
            text: The Confirmation ID.
            allow_failing_check_digits: Accept blocks whose check digit does not fit.

        Raises:
            InputError: The text cannot be a Confirmation ID. The message never repeats it.
        """
        digits = _digits(without_labels(text), "Confirmation ID")
        if len(digits) != _CONFIRMATION_LENGTH:
            raise InputError(
                "The Confirmation ID has {count} digits instead of 48.{hint}",
                advice="Give the eight blocks A to H of six digits each, in quotes so that YAML keeps leading zeros.",
                count=len(digits),
                hint=Text(_length_hint(digits)),
            )
        bad = [] if allow_failing_check_digits else failing_blocks(digits, _CONFIRMATION_BLOCKS)
        if bad:
            raise InputError(
                "The Confirmation ID has a wrong digit in {blocks}.",
                advice="Compare it with the portal's page; if it is right, set allow_failing_check_digits: true.",
                blocks=block_letters(bad),
            )
        return cls(digits)

    @property
    def last_block(self) -> str:
        """Block H, by which people can tell Confirmation IDs apart."""
        return self._digits[-_CONFIRMATION_LENGTH // _CONFIRMATION_BLOCKS :]

    def reveal(self) -> str:
        """All 48 digits, for the request that deposits them and for the work list, and for nothing else."""
        return self._digits


def installation_id_blocks(digits: str) -> tuple[str, ...]:
    """Nine blocks of equal length; the text as it is when it cannot be divided so."""
    return _split(digits, _INSTALLATION_BLOCKS) if len(digits) % _INSTALLATION_BLOCKS == 0 else (digits,)


def confirmation_groups(text: str) -> list[str]:
    """The groups in which a person typed a Confirmation ID, without the labels A to H."""
    return groups(without_labels(text))


def block_letters(numbers: list[int]) -> Text:
    """How the portal names blocks of a Confirmation ID.

    >>> str(block_letters([1, 3]))
    'blocks A, C'
    """
    return _blocks([_letter(number) for number in numbers])


def failing_confirmation_blocks(confirmation_id: ConfirmationId) -> list[int]:
    """Numbers, from 1, of the blocks of a Confirmation ID whose check digit does not fit."""
    return failing_blocks(confirmation_id.reveal(), _CONFIRMATION_BLOCKS)


def check_digit(body: str) -> int:
    """The check digit of a block: digit sum, even places counted twice, modulo 7 (proven on 72 blocks).

    >>> check_digit("033255")
    0
    """
    return (sum(map(int, body)) + sum(map(int, body[1::2]))) % 7


def failing_blocks(digits: str, count: int) -> list[int]:
    """Numbers, from 1, of the blocks whose last digit is not their check digit."""
    blocks = _split(digits, count)
    return [number for number, block in enumerate(blocks, 1) if check_digit(block[:-1]) != int(block[-1])]


def _split(digits: str, count: int) -> tuple[str, ...]:
    size = len(digits) // count
    return tuple(digits[start : start + size] for start in range(0, len(digits), size))


def without_labels(text: str) -> str:
    """Text without the labels A to H, in front of each block or in a row above; a stray letter is no label."""
    folded = fold(text)
    return _LABEL.sub(" ", folded) if _LABEL.findall(folded) == _LABELS else text


def _digits(text: str, what: str) -> str:
    digits = bare(text)
    if re.fullmatch(r"[0-9]*", digits):
        return digits
    raise InputError(
        "The {what} contains characters that are not digits.", advice="Copy the digits only.", what=Text(what)
    )


def _length_hint(digits: str) -> str:
    if len(digits) in _INSTALLATION_LENGTHS:
        return " That is the length of an Installation ID."
    return ""


def _letter(number: int) -> str:
    return _LABELS[number - 1]


def _blocks(names: list[int] | list[str]) -> Text:
    listed = Listed(*names)
    return Text("block {names}", names=listed) if len(names) == 1 else Text("blocks {names}", names=listed)
