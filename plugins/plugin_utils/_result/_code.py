# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A code with its symbol and a sentence, as results show it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self

from .._language._text import Language
from .._licensing._reason import hex_code, symbol_of, text_of
from ._record import OptionalText, Record


@dataclass(frozen=True, slots=True)
class CodeResult(Record):
    """A code; symbol and text are None where the catalogue has none."""

    code: OptionalText = None
    symbol: OptionalText = None
    text: OptionalText = None

    @classmethod
    def of(cls, code: int, language: Language) -> Self:
        """A code with its symbol and a sentence in a language."""
        return cls(hex_code(code), symbol_of(code), text_of(code, language))


def render_code(code: int, language: Language = Language.ENGLISH) -> dict[str, Any]:
    """A code with its symbol and a sentence in a language, as results show it."""
    return CodeResult.of(code, language).as_data()
