# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""cmd.exe, as far as one line needs it. What it does not know it fails at with 1, and nothing of the line is done.

Documented (help of cmd): /d, /s, /c, /v:on and what becomes of the quotes behind /c; !NAME! is put in when a command
runs, and only with /v:on, which takes ^ and ! out of the line as well; a line may have 8191 letters. Community: exit
codes are printed with a sign; a command that is not found leaves 9009, and cmd itself ends with 1 then.
"""

from __future__ import annotations

import re
from collections.abc import Generator
from dataclasses import dataclass, field

from .command_line import SYSTEM_DIRECTORY, file_of, first_word
from .process_table import Ended, Running, Script, Start, Wish
from .shell_grammar import CommandError, Joined, Loop, Node, Simple, parse

_FAILED, _NOT_FOUND = 1, 9009
_LONGEST = 8191
_SWITCH = re.compile(r"\s*/(?P<name>[a-z])(?P<value>:\S*?)?(?=[\s/\"]|$)", re.IGNORECASE)
#: switches without an effect here
_SILENT = frozenset("adeqsu")
_DELAYED = re.compile(r"!([^!]*)!")
_VARIABLES = {
    "comspec": rf"{SYSTEM_DIRECTORY}\cmd.exe",
    "systemdrive": "C:",
    "systemroot": r"C:\Windows",
    "windir": r"C:\Windows",
}

Work = Generator[Wish, Ended | None, str]


@dataclass(frozen=True, slots=True)
class Invocation:
    """What the switches of cmd say."""

    line: str
    is_delayed: bool


def cmd(run: Running) -> Script:
    """Run one line."""
    try:
        invocation = read_switches(run.arguments)
        node = parse(invocation.line, {**_VARIABLES, "errorlevel": "0"})
    except CommandError:
        return _FAILED
    if len(run.process.command_line) > _LONGEST:
        return _FAILED
    shell = Shell(invocation.is_delayed)
    try:
        output = yield from shell.run(node, {}, run.process.text)
    except _Exit as end:
        run.write(end.output)
        return end.code
    run.write(output)
    return _FAILED if shell.code == _NOT_FOUND else shell.code


def read_switches(arguments: str) -> Invocation:
    """The switches up to /c, and the line behind it.

    Raises:
        CommandError: There is no line, so that it would wait for somebody to type one; or a switch is unknown.
    """
    place, is_delayed = 0, False
    while (match := _SWITCH.match(arguments, place)) is not None:
        name, value = match["name"].lower(), (match["value"] or "").lower()
        place = match.end()
        if name in "cr":
            return Invocation(_line(arguments[place:].strip()), is_delayed)
        if name == "v":
            is_delayed = value in ("", ":on")
        elif name not in _SILENT:
            raise CommandError(arguments)
    raise CommandError(arguments)


def _line(text: str) -> str:
    """Without its outermost quotes. Only a program whose path has blanks would keep them without /s: there is none."""
    if not text.startswith('"'):
        return text
    head, quote, end = text[1:].rpartition('"')
    return head + end if quote else text[1:]


class _Exit(Exception):
    """`exit`."""

    def __init__(self, code: int, output: str) -> None:
        super().__init__(code)
        self.code, self.output = code, output


@dataclass(slots=True)
class Shell:
    """A line at work; `code` is ERRORLEVEL."""

    is_delayed: bool
    code: int = field(default=0)

    def run(self, node: Node, letters: dict[str, str], text: str = "") -> Work:
        """Run a part of the line; what it prints."""
        if isinstance(node, Joined):
            return (yield from self._joined(node, letters, text))
        if isinstance(node, Loop):
            return (yield from self._loop(node, letters))
        return (yield from self._simple(node, letters, text))

    def _joined(self, node: Joined, letters: dict[str, str], text: str) -> Work:
        first = yield from self.run(node.first, letters, text)
        if node.operator == "|":
            return (yield from self.run(node.second, letters, first))
        if (node.operator == "&&" and self.code) or (node.operator == "||" and not self.code):
            return first
        second = yield from self.run(node.second, letters, text)
        return first + second

    def _loop(self, node: Loop, letters: dict[str, str]) -> Work:
        """The command runs in a command processor of its own (documented); its exit code is lost."""
        ended = yield Start(f"{_VARIABLES['comspec']} /c {_with_letters(node.command, letters)}")
        lines = (ended.output if ended else "").splitlines()[node.format.skip :]
        output = ""
        for line in lines:
            words = node.format.words(line) if line else None
            if words is not None:
                own = {chr(ord(node.variable) + place): word for place, word in enumerate(words)}
                output += yield from self.run(node.body, {**letters, **own})
        return output

    def _simple(self, node: Simple, letters: dict[str, str], text: str) -> Work:
        line = self._with_delayed(_with_letters(node.text, letters)).removeprefix("@").lstrip()
        word, rest = first_word(line)
        if word.lower() == "exit":
            raise _Exit(self._exit_code(rest), "")
        if word.lower() == "rem":
            return ""
        if word.lower() == "echo":
            self.code = 0
            return f"{rest}\r\n"
        ended = yield Start(_found(word, line), text)
        assert ended is not None
        self.code = ended.code if ended.is_started else _NOT_FOUND
        return ended.output

    def _exit_code(self, rest: str) -> int:
        digits = rest.lower().removeprefix("/b").strip()
        return int(digits) & 0xFFFFFFFF if digits.lstrip("-").isdecimal() else self.code

    def _with_delayed(self, line: str) -> str:
        """Put !NAME! in; an unknown one is empty, a single ! goes, and so does ^ where there is a !."""
        if not self.is_delayed or "!" not in line:
            return line
        signed = self.code - (1 << 32) if self.code >= 1 << 31 else self.code
        known = {**_VARIABLES, "errorlevel": str(signed)}
        line = re.sub(r"\^(.)", r"\1", line)
        return _DELAYED.sub(lambda match: known.get(match[1].lower(), ""), line).replace("!", "")


def _found(word: str, line: str) -> str:
    """The line with the file the program was found in, where its ending was left out."""
    folder, name = file_of(word)
    return line if folder or "." in word else line.replace(word, name, 1)


def _with_letters(text: str, letters: dict[str, str]) -> str:
    """%a is the word of a line; its case matters (documented)."""
    return re.sub(r"%([A-Za-z])", lambda match: letters.get(match[1], match[0]), text)
