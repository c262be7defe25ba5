# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a support call asks for, as a plain result, and as lines to copy in a language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Self

from .._diagnosis._support import Support, Trouble
from .._diagnosis._texts import tell, tell_facts, tell_support
from .._language._moment import iso_second, minute
from .._language._text import Language
from .._licensing._reason import hex_code, symbol_of
from ._record import OptionalNumber, OptionalText, Record, Texts, many


@dataclass(frozen=True, slots=True)
class TroubleResult(Record):
    """An error; None for what does not apply."""

    title: OptionalText = None
    code: OptionalText = None
    symbol: OptionalText = None
    product: OptionalText = None

    @classmethod
    def of(cls, trouble: Trouble, language: Language) -> Self:
        """That of a diagnosis."""
        code = trouble.code
        return cls(
            tell(trouble.finding, language).title,
            hex_code(code) if code else None,
            symbol_of(code) if code else None,
            trouble.product,
        )

    @property
    def line(self) -> str:
        """All of it in one line."""
        name = f"{self.code} ({self.symbol})" if self.symbol else self.code
        return " - ".join(part for part in (name, self.product, self.title) if part)


@dataclass(frozen=True, slots=True)
class SupportResult(Record):
    """What to have at hand for a support call; None for what is not known.

    Attributes:
        lines: All of it, to be copied.
    """

    maker: OptionalText = None
    model: OptionalText = None
    windows: OptionalText = None
    version: OptionalText = None
    build: OptionalNumber = None
    edition: OptionalText = None
    errors: Annotated[tuple[TroubleResult, ...], many(TroubleResult)] = ()
    failed_at: OptionalText = None
    tried: Texts = ()
    lines: Texts = ()

    @classmethod
    def of(cls, support: Support, language: Language) -> Self:
        """That of a host in a language."""
        errors = tuple(TroubleResult.of(trouble, language) for trouble in support.troubles)
        tried = tell_facts(support.attempts, language)
        known = {
            "maker": support.maker,
            "model": support.model,
            "windows": support.windows,
            "version": support.version,
            "edition": support.edition,
            "failed_at": minute(support.failed_at) if support.failed_at else None,
        }
        several = {"error": [error.line for error in errors], "tried": list(tried)}
        return cls(
            maker=support.maker,
            model=support.model,
            windows=support.windows,
            version=support.version,
            build=support.build,
            edition=support.edition,
            errors=errors,
            failed_at=iso_second(support.failed_at) if support.failed_at else None,
            tried=tried,
            lines=tell_support(known, several, language),
        )
