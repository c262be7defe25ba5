# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Codes as people read them: hexadecimal, with the symbol and a sentence."""

from __future__ import annotations

from dataclasses import dataclass

from .._language._text import Language, Text
from ._catalog import find_error

#: Reasons of slerror.h that are no errors (documented), worded for a product; the catalogue words them as answers.
_GOOD_REASONS = {
    0x4004F040: ("SL_E_VL_INFO_PRODUCT_USER_RIGHT", "The product is activated."),
    0x4004F00C: ("SL_I_OOB_GRACE_PERIOD", "The product runs in its initial grace period."),
    0x4004F00D: ("SL_I_OOT_GRACE_PERIOD", "The product runs in an additional grace period."),
    0x4004F065: ("SL_I_NONGENUINE_GRACE_PERIOD", "The product runs in the non-genuine grace period."),
    0x4004F401: ("SL_I_STORE_BASED_ACTIVATION", "The product has a digital licence."),
    0x4004FC04: ("SL_I_TIMEBASED_VALIDITY_PERIOD", "The product is licensed for a limited time."),
    0x4004FC05: ("SL_I_PERPETUAL_OOB_GRACE_PERIOD", "The product runs in a grace period without end."),
    0x4004FC06: ("SL_I_TIMEBASED_EXTENDED_GRACE_PERIOD", "The product runs in an extended grace period."),
}


def hex_code(code: int) -> str:
    """``0xC004F074``."""
    return f"0x{code:08X}"


def symbol_of(code: int) -> str | None:
    """The code's name in the Windows SDK, None when unknown."""
    if code in _GOOD_REASONS:
        return _GOOD_REASONS[code][0]
    entry = find_error(code)
    return entry.symbol if entry is not None else None


def text_of(code: int, language: Language = Language.ENGLISH) -> str | None:
    """One sentence on the code, None when unknown."""
    if code in _GOOD_REASONS:
        return Text(_GOOD_REASONS[code][1]).said_in(language)
    entry = find_error(code)
    return entry.text(language) if entry is not None else None


def describe_code(code: int) -> str:
    """``0xC004F074 SL_E_VL_KEY_MANAGEMENT_SERVICE_...``, without a symbol when there is none."""
    return f"{hex_code(code)} {symbol_of(code) or ''}".strip()


@dataclass(frozen=True, slots=True)
class Reason:
    """A code as a fact of a message: hexadecimal, symbol and sentence."""

    code: int

    def said_in(self, language: Language) -> str:
        """``0xC004F034 SL_E_EUL_NOT_AVAILABLE`` and the sentence, as far as they are known."""
        return f"{describe_code(self.code)} {text_of(self.code, language) or ''}".rstrip()


def advice_on(code: int, otherwise: str) -> Text:
    """The next step for a code as an advice of an error, another one when the catalogue does not know the code."""
    return Text("{next_step}", next_step=_NextStep(code)) if find_error(code) is not None else Text(otherwise)


@dataclass(frozen=True, slots=True)
class _NextStep:
    code: int

    def said_in(self, language: Language) -> str:
        """From the catalogue."""
        entry = find_error(self.code)
        return entry.advice(language) if entry is not None else ""
