# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The languages people can read this collection in, and sentences whose language is chosen last.

Code writes its sentences in English, as templates with named facts; the other languages have theirs in
``messages/<language>.yml``, found by the English template. It knows nothing of errors, licensing or Ansible.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Protocol, runtime_checkable

from ._ahead import ahead
from ._catalogue import read_catalogue
from ._joint import fill

_MESSAGES = Path(__file__).parent / "messages"


class Language(enum.Enum):
    """A language of messages; codes, numbers and stable names are the same in all."""

    ENGLISH = "en"
    JAPANESE = "ja"

    @property
    def gap(self) -> str:
        """What stands between two sentences."""
        return "" if self is Language.JAPANESE else " "

    @property
    def comma(self) -> str:
        """What stands between two names of a list."""
        return "、" if self is Language.JAPANESE else ", "

    @classmethod
    def parse(cls, text: str) -> Language:
        """A language from what people write: ``ja``, ``JA``, ``ja_JP.UTF-8``.

        Raises:
            ValueError: There are no texts in it.
        """
        return cls(text.strip().lower().replace("-", "_").partition("_")[0])


@runtime_checkable
class Sayable(Protocol):
    """Anything that has words in every language."""

    def said_in(self, language: Language) -> str:
        """The words in a language."""


class Text:
    """A text before its language is chosen.

    >>> str(Text("The key {key} is {state}.", key="...3V66T", state=Text("blocked")))
    'The key ...3V66T is blocked.'

    Attributes:
        template: The English words, with names in braces where the facts go; braces are plain text when there are none.
        facts: What goes there: plain values, the same in every language, or anything ``Sayable``.
    """

    __slots__ = ("facts", "template")

    def __init__(self, template: str, /, **facts: object) -> None:
        self.template = template
        self.facts: Mapping[str, object] = facts

    def __str__(self) -> str:
        return self.said_in(Language.ENGLISH)

    def __repr__(self) -> str:
        return f"Text({str(self)!r})"

    def said_in(self, language: Language) -> str:
        """The words in a language; in English where there are no others."""
        words = _messages(language).get(self.template, self.template)
        if not self.facts:
            return words
        facts = {name: said(fact, language) for name, fact in self.facts.items()}
        return words.format_map(facts) if language is Language.ENGLISH else fill(words, facts)


def plain(words: str) -> Text:
    """Words that are the same in every language: names, numbers, values of options."""
    return Text("{words}", words=words)


class Listed(str):
    """Names in a list: a plain text in English, with another comma in other languages.

    >>> Listed("A", "B"), Listed("A", "B").said_in(Language.JAPANESE)
    ('A, B', 'A、B')
    """

    __slots__ = ("_names",)
    _names: tuple[object, ...]

    def __new__(cls, *names: object) -> Listed:
        listed = super().__new__(cls, Language.ENGLISH.comma.join(map(str, names)))
        listed._names = names
        return listed

    def __reduce__(self) -> tuple[type[Listed], tuple[object, ...]]:
        return Listed, self._names

    def said_in(self, language: Language) -> str:
        """The names in a language."""
        return language.comma.join(str(said(name, language)) for name in self._names)


class Title(str):
    """What messages call a product, its name and the end of its key: a plain text in English, worded anew in others.

    >>> Title("Office 16", "WFG99"), Title("Office 16", "WFG99").said_in(Language.JAPANESE)
    ('Office 16 (key ...WFG99)', 'Office 16 (プロダクト キー ...WFG99)')
    """

    __slots__ = ("_key", "_name")
    _key: str
    _name: str

    def __new__(cls, name: str, key: str | None = None) -> Title:
        title = super().__new__(cls, f"{name} (key ...{key})" if key else name)
        title._name, title._key = name, key or ""
        return title

    def __reduce__(self) -> tuple[type[Title], tuple[str, str]]:
        return Title, (self._name, self._key)

    def said_in(self, language: Language) -> str:
        """The title in a language."""
        if not self._key:
            return self._name
        return Text("{product} (key ...{key})", product=self._name, key=self._key).said_in(language)


def said(fact: object, language: Language) -> object:
    """A fact in a language, where it has words; itself where it is the same in all."""
    return fact.said_in(language) if isinstance(fact, Sayable) else fact


@ahead(*Language)
@cache
def _messages(language: Language) -> Mapping[str, str]:
    """The texts of a language by their English templates; English is in the code and reads no file."""
    if language is Language.ENGLISH:
        return {}
    return read_catalogue(_MESSAGES, language.value)
