# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An error code explained, without a host: what it says, why it comes up, what to do next."""

from __future__ import annotations

from dataclasses import dataclass

from .._language._errors import InputError
from .._language._text import Language, Text
from ._catalog import ErrorEntry, find_error
from ._code_text import find_codes
from ._errors import most_telling
from ._hresult import as_hresult, facility_of, is_error, number_of, origin_of, win32_error
from ._reason import hex_code, text_of


@dataclass(frozen=True, slots=True)
class Explanation:
    """What can be said of a code.

    Attributes:
        code: Unsigned HRESULT.
        entry: What the catalogue knows of it, None when it does not.
        others: Further codes of the same text, in their order.
    """

    code: int
    entry: ErrorEntry | None
    others: tuple[int, ...] = ()

    @property
    def facility(self) -> str:
        """Who uses codes of this kind, else the number of the facility."""
        return origin_of(self.code) or f"0x{facility_of(self.code):03X}"

    def text(self, language: Language) -> str:
        """What it says, one sentence."""
        return text_of(self.code, language) or Text(
            "{code} is a code this collection does not know.", code=hex_code(self.code)
        ).said_in(language)

    def cause(self, language: Language) -> str:
        """Why it comes up; for an unknown code where it comes from."""
        return self.entry.cause(language) if self.entry is not None else self._origin().said_in(language)

    def next_step(self, language: Language) -> str:
        """What to do next; for an unknown code where to look."""
        return self.entry.advice(language) if self.entry is not None else self._where_to_look().said_in(language)

    def _origin(self) -> Text:
        if not is_error(self.code):
            return Text("Its severity bit is not set, so it is no error.")
        number = win32_error(self.code)
        if number is not None:
            return Text("It is error {number} of Windows (Win32), wrapped as an HRESULT.", number=number)
        if origin_of(self.code):
            return Text("It is number 0x{number:04X} of {origin}.", number=number_of(self.code), origin=self.facility)
        return Text(
            "It is number 0x{number:04X} of facility {facility}.", number=number_of(self.code), facility=self.facility
        )

    def _where_to_look(self) -> Text:
        number = win32_error(self.code)
        if number is not None:
            return Text("Run net helpmsg {number} on a Windows computer to read its text.", number=number)
        return Text(
            "Search Microsoft's documentation for the code; if it is about licensing, tell this collection's project."
        )


def explain(text: str) -> Explanation:
    """The most telling code of a text; a bare error number of Windows counts as well.

    Raises:
        InputError: There is no code in it.
    """
    codes = tuple(as_hresult(code) for code in find_codes(text))
    if not codes:
        raise InputError(
            "There is no error code in {text!r}.",
            advice="Give it as 0xC004F074, -1073418124 or 3221549172, with or without text around it.",
            text=text,
        )
    code = most_telling(codes)
    return Explanation(code, find_error(code), tuple(other for other in codes if other != code))
