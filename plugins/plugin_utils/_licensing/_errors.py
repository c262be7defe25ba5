# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Errors of the licensing world: what a host said no to, and what we refuse to do."""

from __future__ import annotations

from dataclasses import dataclass

from .._language._errors import LicensingError
from .._language._text import Language, Text
from ._catalog import ErrorEntry, find_error
from ._reason import advice_on, describe_code, symbol_of

#: High word of the codes of Software Protection; they say more than the WMI and WinRM codes around them.
SOFTWARE_PROTECTION = 0xC004

#: High word of the codes of WinRM, which wraps the errors of others in its own.
_WINRM = 0x8033

#: E_FAIL: an error, and not a word about which.
_UNSPECIFIED = 0x80004005


class HostRefused(LicensingError):
    """The host answered an operation with an error code.

    Attributes:
        code: Unsigned HRESULT, the most telling one of those in the answer; 0 when there was none.
        entry: What the catalogue knows of it, or None.
        host_text: What the host said, possibly localized.
    """

    def __init__(self, action: str | Text, code: int, host_text: str, advice: str | Text = "") -> None:
        self.code = code
        self.entry: ErrorEntry | None = find_error(code)
        self.host_text = host_text
        doing = action if isinstance(action, Text) else Text(action)
        super().__init__(
            Text("{action} failed with {what}", action=doing, what=_Refusal(self)), advice=advice or _advice(self)
        )

    @property
    def symbol(self) -> str | None:
        """The code's name in the Windows SDK."""
        return symbol_of(self.code)


@dataclass(frozen=True, slots=True)
class _Refusal:
    """What a host answered, as a fact of a message."""

    error: HostRefused

    def said_in(self, language: Language) -> str:
        """Code, sentence and cause of the catalogue; the host's own words when it does not know the code."""
        code, entry = self.error.code, self.error.entry
        if entry is not None:
            return f"{describe_code(code)}: {entry.text(language)}{language.gap}{entry.cause(language)}"
        quoted = Text("{text}.", text=self.error.host_text.rstrip(". 。"))
        if not code:
            said = quoted if self.error.host_text else Text("the host gave no text.")
            return Text("an error without a code: {said}", said=said).said_in(language)
        unknown = Text("{code}, a code this collection does not know.", code=describe_code(code)).said_in(language)
        if not self.error.host_text:
            return unknown
        return f"{unknown}{language.gap}{Text('The host said: {said}', said=quoted).said_in(language)}"


def _advice(error: HostRefused) -> Text:
    return advice_on(
        error.code,
        "Search Microsoft's documentation for the code; if it is about licensing, tell this collection's project.",
    )


class StillRunning(LicensingError):
    """A method was sent and its outcome is not known yet."""

    def __init__(self, action: str | Text, seconds: int) -> None:
        super().__init__(
            "{action} was sent, and the host did not show the result within {seconds} seconds.",
            advice="It was not sent again. Raise timeout, or run the task again later: it reads the state first.",
            action=action,
            seconds=seconds,
        )


class NotLicensed(LicensingError):
    """The host accepted an activation and is not licensed all the same."""


class PlanError(LicensingError):
    """The state of the host does not allow what was asked; nothing was sent."""


def most_telling(codes: tuple[int, ...]) -> int:
    """Of several codes in one fault: Software Protection's own, else one the catalogue knows, else the first.

    Codes stand the most specific first. What wraps another tells less than it, known or not.
    """
    own = (code for code in codes if code >> 16 == SOFTWARE_PROTECTION)
    known = (code for code in codes if find_error(code) is not None and not _is_wrapper(code))
    return next(own, None) or next(known, None) or next(iter(codes), 0)


def _is_wrapper(code: int) -> bool:
    return code >> 16 == _WINRM or code == _UNSPECIFIED
