# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Text as people and programs print it, read in one writing, with every character knowing where it came from.

So what is found in the one writing can be taken out of the original: case, width, kinds of dashes and escapes differ.
"""

from __future__ import annotations

import html
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import unquote

from ._typed_text import fold, is_separator

#: What programs write instead of a character: escapes of Python and JSON, doubled or not; of HTML and XML; of URLs.
_ESCAPE = re.compile(
    r"\\+(?:[abfnrtv0'\"]|x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8})"
    r"|&(?:\#[0-9]{1,7}|\#[xX][0-9A-Fa-f]{1,6}|[A-Za-z]{2,8});"
    r"|%(?:[0-7][0-9A-Fa-f]|[C-Fc-f][0-9A-Fa-f](?:%[89ABab][0-9A-Fa-f]){1,3})"
)

#: A program that prints what another one printed escapes it once more.
_LAYERS = 3
_JOINER = "-"


@dataclass(frozen=True, slots=True)
class Traced:
    """A text in some writing of an original.

    Attributes:
        text: The text.
        starts: Where in the original each of its characters begins.
        ends: Where in the original each of its characters ends.
    """

    text: str
    starts: Sequence[int]
    ends: Sequence[int]


def tracings(text: str) -> Iterator[Traced]:
    """The text in upper-case ASCII forms, a dash for any separator outside ASCII: as it stands and without escapes."""
    read = Traced(text, range(len(text)), range(1, len(text) + 1))
    yield _folded(read)
    for _layer in range(_LAYERS):
        if not _ESCAPE.search(read.text):
            return
        read = _joined(_unescaped(read))
        yield _folded(read)


def _folded(read: Traced) -> Traced:
    if read.text.isascii():
        return Traced(read.text.upper(), read.starts, read.ends)
    pieces = zip(map(_folded_character, read.text), read.starts, read.ends, strict=True)
    return _joined((char, start, end) for piece, start, end in pieces for char in piece)


def _joined(characters: Iterator[tuple[str, int, int]]) -> Traced:
    """Of characters with their places."""
    kept = list(characters)
    return Traced("".join(item[0] for item in kept), [item[1] for item in kept], [item[2] for item in kept])


@lru_cache(maxsize=4096)
def _folded_character(char: str) -> str:
    """One may become several, as a ligature does."""
    if char.isascii():
        return char.upper()
    return "".join(_JOINER if not one.isascii() and is_separator(one) else one for one in fold(char))


def _unescaped(read: Traced) -> Iterator[tuple[str, int, int]]:
    place = 0
    for escape in _ESCAPE.finditer(read.text):
        yield from _characters(read, place, escape.start())
        start, end = read.starts[escape.start()], read.ends[escape.end() - 1]
        yield from ((char, start, end) for char in _meaning(escape.group()))
        place = escape.end()
    yield from _characters(read, place, len(read.text))


def _characters(read: Traced, first: int, end: int) -> Iterator[tuple[str, int, int]]:
    return ((read.text[at], read.starts[at], read.ends[at]) for at in range(first, end))


def _meaning(escape: str) -> str:
    """What an escape stands for; of a control character all that counts is that it separates."""
    if escape.startswith("&"):
        return html.unescape(escape)
    if escape.startswith("%"):
        return unquote(escape)
    code = escape.lstrip("\\")
    number = int(code[1:] or "0", 16)
    return chr(number) if 0 < number <= sys.maxunicode else " "
