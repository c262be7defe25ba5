# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Columns for a terminal: Japanese characters are two columns wide, and marks on others have no width. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

_WIDE = {"W", "F"}
_WITHOUT_WIDTH = {"Mn", "Me", "Cf"}
_CUT = "..."
_GAP = "  "

#: What stays on one line: a word, or a Japanese character with the punctuation that must not begin a line.
_PIECE = re.compile(r"\s+|[\u2e80-\uffff][、。」）]*|[^\s\u2e80-\uffff]+")


def width(text: str) -> int:
    """How many columns of a terminal a text takes.

    >>> width("東京-1"), width("w11")
    (6, 3)
    """
    return sum(map(_columns, text))


def shortened(text: str, most: int) -> str:
    """A text that takes at most so many columns; what is cut off shows as dots.

    >>> shortened("Windows(R), Professional edition", 14)
    'Windows(R),...'
    """
    if width(text) <= most:
        return text
    kept = ""
    for char in text:
        if width(kept + char) > most - len(_CUT):
            break
        kept += char
    return f"{kept.rstrip()}{_CUT}"


def wrapped(text: str, most: int, indent: str = "") -> list[str]:
    """A text in lines of at most so many columns; all but the first are indented. A longer word stays whole.

    Blanks before the text stay, so that it can have a bullet of its own.

    >>> wrapped("Check the name of the host.", 14, "  ")
    ['Check the name', '  of the host.']
    """
    lines = [""]
    for piece in _PIECE.findall(text):
        if width(lines[-1] + piece.rstrip()) > most and lines[-1].strip():
            lines[-1] = lines[-1].rstrip()
            lines.append(indent)
        is_begun = len(lines) == 1 or lines[-1].strip()
        lines[-1] += piece if is_begun or not piece.isspace() else ""
    return lines


def table(rows: Sequence[Sequence[str]], *, has_heading: bool = False, indent: str = "") -> list[str]:
    """Rows as lines whose columns stand below one another; the first may be a heading, which is underlined.

    >>> table([("host", "state"), ("東京", "licensed")], has_heading=True)
    ['host  state', '----  --------', '東京  licensed']
    """
    widths = [max(map(width, column)) for column in zip(*rows, strict=True)]
    lines = [_line(row, widths, indent) for row in rows]
    if has_heading:
        lines.insert(1, _line(["-" * columns for columns in widths], widths, indent))
    return lines


def _line(row: Sequence[str], widths: Sequence[int], indent: str) -> str:
    cells = (cell + " " * (columns - width(cell)) for cell, columns in zip(row, widths, strict=True))
    return (indent + _GAP.join(cells)).rstrip()


def _columns(char: str) -> int:
    if unicodedata.category(char) in _WITHOUT_WIDTH:
        return 0
    return 2 if unicodedata.east_asian_width(char) in _WIDE else 1
