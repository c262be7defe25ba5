# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The error of a failed task, as its result shows it beside the message. It has more keys the more is known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .._language._errors import LicensingError
from .._language._text import Language
from .._licensing._errors import HostRefused
from .._licensing._reason import hex_code, symbol_of, text_of
from ._record import OptionalFlag, OptionalText, Record, Words


@dataclass(frozen=True, slots=True)
class ErrorResult(Record):
    """What every error says: what failed, and what to do next."""

    message: Words = ""
    advice: Words = ""

    @property
    def retry_helps(self) -> bool:
        """Whether trying again later can help, as far as it is known."""
        return False


@dataclass(frozen=True, slots=True)
class RefusalResult(ErrorResult):
    """A host answered with a code, and possibly with words of its own."""

    code: OptionalText = None
    symbol: OptionalText = None
    text: OptionalText = None
    host_text: OptionalText = None


@dataclass(frozen=True, slots=True)
class KnownRefusalResult(RefusalResult):
    """A host answered with a code that the catalogue knows."""

    cause: OptionalText = None
    category: OptionalText = None
    retryable: OptionalFlag = None

    @property
    def retry_helps(self) -> bool:
        """Whether trying again later can help."""
        return bool(self.retryable)


def render_error(error: LicensingError, language: Language = Language.ENGLISH) -> dict[str, Any]:
    """An error as a failed task returns it, beside its message."""
    return _result_of(error, language).as_data()


def read_error(data: Mapping[str, Any]) -> ErrorResult:
    """The error in the result of a failed task."""
    if "retryable" in data:
        return KnownRefusalResult.from_data(data)
    return (RefusalResult if "code" in data else ErrorResult).from_data(data)


def _result_of(error: LicensingError, language: Language) -> ErrorResult:
    told = error.told(language)
    if not isinstance(error, HostRefused) or not error.code:
        return ErrorResult(*told)
    code = (hex_code(error.code), symbol_of(error.code), text_of(error.code, language), error.host_text)
    entry = error.entry
    if entry is None:
        return RefusalResult(*told, *code)
    return KnownRefusalResult(*told, *code, entry.cause(language), entry.category, entry.is_retryable)
