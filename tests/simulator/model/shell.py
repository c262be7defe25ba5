# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The command processor, as much of it as one line needs: what it does not know, it refuses.

Documented: ``/d``, ``/v:on``, ``/s``, ``/c``; that ``%errorlevel%`` is put in before the line runs and ``!errorlevel!``
when a command runs, only with ``/v:on``; that ``&`` joins commands; that ``for /f`` takes the lines of a command, and
all that follows on its line for its body.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_SWITCHES = re.compile(r"/d(?P<delayed> /v:on)? /s /c \"(?P<line>.*)\"")
_FOR = re.compile(
    r"for /f \"tokens=(?P<token>[1-9]) delims=(?P<delimiters>[^\"]*)\" %(?P<variable>[a-z]) in "
    r"\('(?P<command>.*)'\) do (?P<body>.+)"
)
_FORBIDDEN = re.compile(r"[<>]|&&|\|\|")


class CommandError(Exception):
    """A line that the command processor does not run."""


@dataclass(frozen=True, slots=True)
class Simple:
    """A program with its arguments."""

    program: str
    arguments: str


@dataclass(frozen=True, slots=True)
class Loop:
    """A body for each line of a pipeline of two programs."""

    source: Simple
    filter: Simple
    token: int
    delimiters: str
    variable: str
    body: tuple[Simple, ...]

    def words(self, lines: tuple[str, ...]) -> list[str]:
        """The token of each line that has so many."""
        found = []
        for line in lines:
            tokens = [word for word in re.split(f"[{re.escape(self.delimiters)}]+", line) if word]
            if len(tokens) >= self.token:
                found.append(tokens[self.token - 1])
        return found


@dataclass(frozen=True, slots=True)
class Script:
    """What a command line makes the command processor do, one after the other."""

    commands: tuple[Simple | Loop, ...]
    is_delayed: bool = field(default=False)


def read_script(arguments: str) -> Script:
    """The arguments of cmd.exe.

    Raises:
        CommandError: It would do something else with them, or nothing.
    """
    match = _SWITCHES.fullmatch(arguments)
    if match is None:
        raise CommandError(arguments)
    line = match["line"].replace("%errorlevel%", "0")
    return Script(_commands(line), match["delayed"] is not None)


def split_program(line: str) -> Simple:
    """The program of a line without quotes around it, and the rest."""
    program, _blank, arguments = line.strip().partition(" ")
    if not program or '"' in program:
        raise CommandError(line)
    return Simple(program, arguments.strip())


def _commands(line: str) -> tuple[Simple | Loop, ...]:
    text = line.strip()
    if text.lower().startswith("for "):
        return (_loop(text),)
    head, rest = _first(text)
    found = _commands(head[1:-1]) if head.startswith("(") and head.endswith(")") else (_simple(head),)
    return (*found, *(_commands(rest) if rest else ()))


def _first(text: str) -> tuple[str, str]:
    """The first command of a line and what follows on its ampersand, which neither quotes nor parentheses hide."""
    depth, is_quoted = 0, False
    for index, letter in enumerate(text):
        if letter == '"':
            is_quoted = not is_quoted
        elif not is_quoted and letter in "()":
            depth += 1 if letter == "(" else -1
        elif letter == "&" and not is_quoted and depth == 0:
            return text[:index].strip(), text[index + 1 :].strip()
    if depth or is_quoted:
        raise CommandError(text)
    return text, ""


def _simple(text: str) -> Simple:
    if _FORBIDDEN.search(text) or "|" in text:
        raise CommandError(text)
    return split_program(text)


def _loop(text: str) -> Loop:
    match = _FOR.fullmatch(text)
    if match is None:
        raise CommandError(text)
    source, bar, rest = match["command"].partition(" ^| ")
    if not bar or "|" in source or "|" in rest:
        raise CommandError(text)
    body = tuple(item for item in _commands(match["body"]) if isinstance(item, Simple))
    return Loop(
        split_program(source), split_program(rest), int(match["token"]), match["delimiters"], match["variable"], body
    )
