# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The catalogues: activation error codes with cause and advice, and Microsoft's KMS client setup keys."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from .._language._ahead import ahead
from .._language._catalogue import read_catalogue
from .._language._text import Language
from ._model import Edition
from ._product_key import ProductKey

_CATALOG = Path(__file__).parent / "catalog"


@dataclass(frozen=True, slots=True)
class CauseText:
    """A cause in the words of a language.

    Attributes:
        cause: Why it comes up, one sentence.
        advice: The next step and what follows on it, one to three sentences.
        otherwise: What to do if that does not help; empty where there is nothing.
    """

    cause: str
    advice: str
    otherwise: str = ""


@dataclass(frozen=True, slots=True)
class ErrorEntry:
    """What is known of an activation code: facts, and the way to its texts.

    Attributes:
        code: Unsigned HRESULT.
        symbol: Its name in the Windows SDK, None when it has none.
        category: Stable name of the field it belongs to, ``key`` or ``dns`` for instance.
        is_retryable: True when trying again later, with no new input from a person, can succeed.
        cause_id: Stable name of the cause, ``key_blocked`` for instance; codes with the same next step share it.
        status: Where it is known from: documented, community or inferred.
    """

    code: int
    symbol: str | None
    category: str
    is_retryable: bool
    cause_id: str
    status: str

    def text(self, language: Language = Language.ENGLISH) -> str:
        """What the code says, one sentence."""
        return _texts(language).codes[self.code]

    def cause(self, language: Language = Language.ENGLISH) -> str:
        """Why it comes up, one sentence."""
        return _texts(language).causes[self.cause_id].cause

    def advice(self, language: Language = Language.ENGLISH) -> str:
        """The next step, and what to do if that does not help."""
        text = _texts(language).causes[self.cause_id]
        return language.gap.join(filter(None, (text.advice.strip(), text.otherwise.strip())))


@dataclass(frozen=True, slots=True)
class _Texts:
    """All texts of a language."""

    codes: dict[int, str]
    causes: dict[str, CauseText]


@dataclass(frozen=True, slots=True)
class SetupKey:
    """A KMS client setup key (GVLK) as Microsoft publishes it; not a secret."""

    name: str
    key: str
    edition_id: str
    first_build: int
    last_build: int | None

    def serves(self, edition: Edition) -> bool:
        """True when the key is meant for that edition and build."""
        upper = self.last_build or edition.build
        return self.edition_id.lower() == edition.edition_id.lower() and self.first_build <= edition.build <= upper


def find_error(code: int) -> ErrorEntry | None:
    """The entry of an unsigned HRESULT, None when the code is not in the catalogue."""
    return _errors().get(code)


def text_of_cause(cause_id: str, language: Language) -> CauseText | None:
    """The texts of a cause, None when the catalogue has no such cause."""
    return _texts(language).causes.get(cause_id)


def setup_key_for(edition: Edition) -> ProductKey | None:
    """The KMS client setup key of an edition, None when Microsoft publishes none."""
    return next((ProductKey.parse(entry.key) for entry in setup_keys() if entry.serves(edition)), None)


def setup_key_ending(last_five: str) -> ProductKey | None:
    """The KMS client setup key that ends in these characters, None when Microsoft publishes none."""
    return next((ProductKey.parse(entry.key) for entry in setup_keys() if entry.key.endswith(last_five)), None)


def is_published(key: ProductKey) -> bool:
    """True for a KMS client setup key that Microsoft publishes."""
    return setup_key_ending(key.last_five) == key


def setup_editions(key: ProductKey) -> tuple[str, ...]:
    """The editions a published setup key is for, as EditionIDs; none for any other key."""
    return tuple(dict.fromkeys(entry.edition_id for entry in setup_keys() if entry.key == key.reveal()))


@ahead()
@cache
def setup_keys() -> tuple[SetupKey, ...]:
    """All setup keys of the catalogue."""
    rows = read_catalogue(_CATALOG, "gvlk")["keys"]
    return tuple(
        SetupKey(row["name"], row["key"], row["edition"], row["first_build"], row["last_build"]) for row in rows
    )


@ahead()
@cache
def _errors() -> dict[int, ErrorEntry]:
    rows = read_catalogue(_CATALOG, "errors")["codes"]
    return {int(code, 16): _entry(int(code, 16), row) for code, row in rows.items()}


def _entry(code: int, row: dict[str, Any]) -> ErrorEntry:
    return ErrorEntry(code, row["symbol"], row["category"], row["retryable"], row["cause"], row["status"])


@ahead(*Language)
@cache
def _texts(language: Language) -> _Texts:
    content = read_catalogue(_CATALOG / "texts", language.value)
    return _Texts(
        {int(code, 16): text for code, text in content["codes"].items()},
        {
            name: CauseText(text["cause"], text["advice"], text.get("otherwise", ""))
            for name, text in content["causes"].items()
        },
    )
