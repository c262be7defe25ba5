# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How cmd.exe takes a line apart: what it does not know here, or would do otherwise, is an error.

Documented (help of cmd and for): quotes hide what has a meaning, ^ takes it from one letter; `|` binds tighter than
`&&`, `||` and `&`, in this order; all that follows `do` belongs to the body; %NAME% is put in before all else.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

_OPERATORS = ("&&", "||", "&", "|")
#: by how tightly they bind, the loosest first
_LEVELS = ("&", "||", "&&", "|")
_PERCENT = re.compile(r"%([^%:]+)%")
_VARIABLE = re.compile(r"\s+%([A-Za-z])\s+in\s*\(", re.IGNORECASE)
_DO = re.compile(r"\s*do\b", re.IGNORECASE)
_QUOTED = re.compile(r'\s+"([^"]*)"')
#: the only redirections known here: to nowhere, and of errors to the output
_REDIRECTION = re.compile(r"(?:[12]?>>?\s*nul|2>&1|<\s*nul)(?=[\s&|)]|$)", re.IGNORECASE)


class CommandError(Exception):
    """A line that the command processor does not run."""


@dataclass(frozen=True, slots=True)
class Simple:
    """A command with its arguments, as it stands."""

    text: str


@dataclass(frozen=True, slots=True)
class Joined:
    """Two commands with an operator between them."""

    operator: str
    first: Node
    second: Node


@dataclass(frozen=True, slots=True)
class LineFormat:
    """Options of `for /f`: which words of a line are taken, what parts them, which lines are left out."""

    tokens: tuple[int, ...] = (1,)
    delimiters: str = " \t"
    comment: str = ";"
    skip: int = 0

    def words(self, line: str) -> list[str] | None:
        """The words of a line that are wanted; None where it has none of them."""
        if line[:1] == self.comment:
            return None
        parts = [line] if not self.delimiters else re.split(f"[{re.escape(self.delimiters)}]+", line)
        found = [part for part in parts if part]
        if len(found) < self.tokens[0]:
            return None
        return [found[number - 1] if number <= len(found) else "" for number in self.tokens]


@dataclass(frozen=True, slots=True)
class Loop:
    """`for /f`: a body for each line that a command prints."""

    format: LineFormat
    variable: str
    command: str
    body: Node


Node: TypeAlias = Simple | Joined | Loop


def parse(line: str, variables: Mapping[str, str]) -> Node:
    """Take a line apart.

    Raises:
        CommandError: cmd says that something was unexpected, or does what is not known here.
    """
    reader = _Reader(expand(line, variables))
    node = reader.joined(0)
    if not reader.is_at_end:
        raise CommandError(line)
    return node


def expand(line: str, variables: Mapping[str, str]) -> str:
    """Put %NAME% in; on a command line an unknown one stays as it is (documented)."""
    return _PERCENT.sub(lambda match: variables.get(match[1].lower(), match[0]), line)


class _Reader:
    """Recursive descent over the letters of a line."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._place = 0
        self._depth = 0

    @property
    def is_at_end(self) -> bool:
        self._skip_blanks()
        return self._place == len(self._text)

    def joined(self, level: int) -> Node:
        """Commands joined by operators of a level, or tighter ones."""
        if level == len(_LEVELS):
            return self._command()
        node = self.joined(level + 1)
        while self._accept(_LEVELS[level]):
            if level == 0 and (self.is_at_end or self._rest.startswith(")")):
                break  # a trailing & is allowed
            node = Joined(_LEVELS[level], node, self.joined(level + 1))
        return node

    @property
    def _rest(self) -> str:
        return self._text[self._place :]

    def _skip_blanks(self) -> None:
        while self._rest[:1] in (" ", "\t"):
            self._place += 1

    def _accept(self, operator: str) -> bool:
        self._skip_blanks()
        found = next((item for item in _OPERATORS if self._rest.startswith(item)), None)
        if found == operator:
            self._place += len(operator)
        return found == operator

    def _command(self) -> Node:
        self._skip_blanks()
        if self._rest.startswith("("):
            return self._group()
        if re.match(r"for\s", self._rest, re.IGNORECASE):
            return self._loop()
        return self._simple()

    def _group(self) -> Node:
        self._place, self._depth = self._place + 1, self._depth + 1
        node = self.joined(0)
        self._skip_blanks()
        if not self._rest.startswith(")"):
            raise CommandError(self._text)
        self._place, self._depth = self._place + 1, self._depth - 1
        self._redirections()
        return node

    def _simple(self) -> Simple:
        text = self._until("&|" + (")" if self._depth else "")).strip()
        if not text:
            raise CommandError(self._text)
        return Simple(text)

    def _until(self, ends: str) -> str:
        """Letters up to one that ends the command; ^ is taken out, redirections to nowhere, too."""
        found, is_quoted = "", False
        while self._rest and (is_quoted or self._rest[0] not in ends):
            letter = self._rest[0]
            if letter == "^" and not is_quoted:
                self._place += 1
                letter = self._rest[:1]
            elif letter == '"':
                is_quoted = not is_quoted
            elif not is_quoted and "<" not in ends and (letter in "<>" or self._is_handle(found)):
                self._redirections()
                continue
            found += letter
            self._place += 1
        return found

    def _is_handle(self, before: str) -> bool:
        """A digit is the number of a handle where it begins a word and > follows."""
        return before[-1:] in ("", " ", "\t") and re.match(r"[0-9][<>]", self._rest) is not None

    def _redirections(self) -> None:
        self._skip_blanks()
        while self._rest[:1] in ("<", ">") or re.match(r"[0-9][<>]", self._rest):
            match = _REDIRECTION.match(self._rest)
            if match is None:
                raise CommandError(self._text)
            self._place += match.end()
            self._skip_blanks()

    def _loop(self) -> Loop:
        self._place += len("for")
        switch = re.match(r"\s+/f(?=\s)", self._rest, re.IGNORECASE)
        if switch is None:
            raise CommandError(self._text)
        self._place += switch.end()
        options = _QUOTED.match(self._rest)
        self._place += options.end() if options else 0
        variable = _VARIABLE.match(self._rest)
        if variable is None:
            raise CommandError(self._text)
        self._place += variable.end()
        source = self._until(")&|<>").strip()
        if not self._rest.startswith(")"):
            raise CommandError(self._text)
        self._place += 1
        do = _DO.match(self._rest)
        if do is None:
            raise CommandError(self._text)
        self._place += do.end()
        return _loop(options[1] if options else "", variable[1], source, self.joined(0))


def _loop(options: str, variable: str, source: str, body: Node) -> Loop:
    """The source is a command between apostrophes, or between accents with `usebackq`."""
    line_format, quote = _line_format(options)
    if len(source) < 3 or source[0] != quote or source[-1] != quote:
        raise CommandError(source)
    return Loop(line_format, variable, source[1:-1], body)


def _line_format(options: str) -> tuple[LineFormat, str]:
    """`delims` goes on to a blank, or to the end with all blanks where nothing follows."""
    values: dict[str, str] = {}
    rest = options
    while rest.strip():
        rest = rest.lstrip()
        match = re.match(r"(tokens|skip)=(\S+)|(eol)=(.)|(usebackq)|(delims)=((?:\S*$)|(?:\S*[ \t]+$)|\S*)", rest)
        if match is None:
            raise CommandError(options)
        name = match[1] or match[3] or match[5] or match[6]
        values[name] = match[2] or match[4] or match[7] or ""
        rest = rest[match.end() :]
    tokens = values.get("tokens", "1").split(",")
    if not all(item.isdecimal() and 1 <= int(item) <= 31 for item in tokens):
        raise CommandError(options)
    skip = values.get("skip", "0")
    if not skip.isdecimal():
        raise CommandError(options)
    numbers = tuple(sorted(int(item) for item in tokens))
    found = LineFormat(numbers, values.get("delims", " \t"), values.get("eol", ";"), int(skip))
    return found, "`" if "usebackq" in values else "'"
