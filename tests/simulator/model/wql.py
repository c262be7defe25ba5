# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A parser for the part of WQL that data queries use.

SELECT columns or *, FROM one class, WHERE with =, <>, !=, <, >, <=, >=, LIKE, IS [NOT] NULL, AND, OR, NOT and
parentheses. Strings take single or double quotes, a doubled quote or a backslash escape. Everything else is a
syntax error, as it is for WMI.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TypeAlias

Literal: TypeAlias = str | int | bool | None


class WqlSyntaxError(ValueError):
    """The text is not a query this dialect knows."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """`column operator literal`; a null literal stands for IS NULL and `= NULL`."""

    column: str
    operator: str
    literal: Literal


@dataclass(frozen=True, slots=True)
class Junction:
    """AND or OR of several conditions."""

    word: str
    terms: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Negation:
    """NOT of a condition."""

    term: Condition


Condition: TypeAlias = Comparison | Junction | Negation


@dataclass(frozen=True, slots=True)
class Query:
    """A parsed query; `columns` is None for `*`."""

    columns: tuple[str, ...] | None
    class_name: str
    where: Condition | None


_TOKEN = re.compile(
    r"""\s*(?:
        (?P<number>-?(?:0[xX][0-9A-Fa-f]+|\d+)(?![\w.]))
      | (?P<word>[A-Za-z_]\w*)
      | (?P<string>'(?:[^'\\]|''|\\.)*'|"(?:[^"\\]|""|\\.)*")
      | (?P<operator><=|>=|<>|!=|=|<|>)
      | (?P<mark>[(),*])
    )""",
    re.VERBOSE,
)
_KEYWORDS = frozenset({"SELECT", "FROM", "WHERE", "AND", "OR", "NOT", "LIKE", "IS", "NULL", "TRUE", "FALSE"})
_MIRROR = {"=": "=", "<>": "<>", "!=": "<>", "<": ">", ">": "<", "<=": ">=", ">=": "<="}


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str

    def is_word(self, word: str) -> bool:
        return self.kind == "word" and self.text.upper() == word


def _tokens(text: str) -> list[_Token]:
    found: list[_Token] = []
    place = 0
    text = text.rstrip().removesuffix(";")
    while place < len(text.rstrip()):
        match = _TOKEN.match(text, place)
        if match is None or match.lastgroup is None:
            raise WqlSyntaxError(f"unexpected text at position {place}")
        found.append(_Token(match.lastgroup, match.group(match.lastgroup)))
        place = match.end()
    return found


def _unquote(text: str) -> str:
    quote, body = text[0], text[1:-1].replace(text[0] * 2, text[0])
    return re.sub(r"\\(.)", r"\1", body) if "\\" in body or quote in body else body


class _Parser:
    """Recursive descent over the token list."""

    def __init__(self, text: str) -> None:
        self._tokens = _tokens(text)
        self._place = 0

    def query(self) -> Query:
        self._expect("SELECT")
        columns = self._columns()
        self._expect("FROM")
        class_name = self._name()
        where = None
        if self._accept("WHERE"):
            where = self._disjunction()
        if self._place != len(self._tokens):
            raise WqlSyntaxError("text after the end of the query")
        return Query(columns, class_name, where)

    def _peek(self) -> _Token:
        if self._place >= len(self._tokens):
            return _Token("end", "")
        return self._tokens[self._place]

    def _next(self) -> _Token:
        token = self._peek()
        self._place += 1
        return token

    def _accept(self, word: str) -> bool:
        if self._peek().is_word(word):
            self._place += 1
            return True
        return False

    def _expect(self, word: str) -> None:
        if not self._accept(word):
            raise WqlSyntaxError(f"{word} expected")

    def _accept_mark(self, mark: str) -> bool:
        if self._peek() == _Token("mark", mark):
            self._place += 1
            return True
        return False

    def _name(self) -> str:
        token = self._next()
        if token.kind != "word" or token.text.upper() in _KEYWORDS:
            raise WqlSyntaxError("a name expected")
        return token.text

    def _columns(self) -> tuple[str, ...] | None:
        if self._accept_mark("*"):
            return None
        names = [self._name()]
        while self._accept_mark(","):
            names.append(self._name())
        return tuple(names)

    def _disjunction(self) -> Condition:
        terms = [self._conjunction()]
        while self._accept("OR"):
            terms.append(self._conjunction())
        return terms[0] if len(terms) == 1 else Junction("OR", tuple(terms))

    def _conjunction(self) -> Condition:
        terms = [self._negation()]
        while self._accept("AND"):
            terms.append(self._negation())
        return terms[0] if len(terms) == 1 else Junction("AND", tuple(terms))

    def _negation(self) -> Condition:
        if self._accept("NOT"):
            return Negation(self._negation())
        if self._accept_mark("("):
            inner = self._disjunction()
            if not self._accept_mark(")"):
                raise WqlSyntaxError(") expected")
            return inner
        return self._comparison()

    def _comparison(self) -> Condition:
        if not self._at_column():
            literal = self._literal()
            operator = self._operator()
            return Comparison(self._name(), _MIRROR[operator], literal)
        column = self._name()
        if self._accept("IS"):
            operator = "<>" if self._accept("NOT") else "="
            self._expect("NULL")
            return Comparison(column, operator, None)
        if self._accept("LIKE"):
            return Comparison(column, "LIKE", self._pattern())
        return self._tail(column)

    def _tail(self, column: str) -> Comparison:
        operator = self._operator()
        literal = self._literal()
        if literal is None and operator not in ("=", "<>"):
            raise WqlSyntaxError("NULL has no order")
        return Comparison(column, operator, literal)

    def _at_column(self) -> bool:
        token = self._peek()
        return token.kind == "word" and token.text.upper() not in ("NULL", "TRUE", "FALSE")

    def _operator(self) -> str:
        token = self._next()
        if token.kind != "operator":
            raise WqlSyntaxError("a comparison expected")
        return "<>" if token.text == "!=" else token.text

    def _pattern(self) -> str:
        token = self._next()
        if token.kind != "string":
            raise WqlSyntaxError("LIKE takes a string")
        return _unquote(token.text)

    def _literal(self) -> Literal:
        token = self._next()
        if token.kind == "string":
            return _unquote(token.text)
        if token.kind == "number":
            return int(token.text, 0) if "x" in token.text.lower() else int(token.text)
        words: dict[str, Literal] = {"NULL": None, "TRUE": True, "FALSE": False}
        if token.kind == "word" and token.text.upper() in words:
            return words[token.text.upper()]
        raise WqlSyntaxError("a value expected")


def parse(text: str) -> Query:
    """Parse a query or raise `WqlSyntaxError`."""
    return _Parser(text).query()


def class_in(text: str) -> str | None:
    """The class a query names, for a journal; None when the text is no query."""
    try:
        return parse(text).class_name
    except WqlSyntaxError:
        return None
