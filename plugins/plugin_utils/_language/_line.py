# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lines for a terminal: what comes from a host can neither move the cursor nor turn the direction of reading. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

#: Control characters, and halves of characters, which cannot be written.
_UNSEEN = {"Cc", "Cs"}

#: Characters that make a terminal show a text in another order than it has.
_TURNING = {*map(chr, range(0x202A, 0x202F)), *map(chr, range(0x2066, 0x206A))}


def terminal_lines(texts: Iterable[str]) -> list[str]:
    r"""Texts as lines; one that has several is several.

    >>> terminal_lines(["web-1\n  \x1b[2Jgone", ""])
    ['web-1', '  \\x1b[2Jgone', '']
    """
    return ["".join(map(_seen, line)) for text in texts for line in text.replace("\r\n", "\n").split("\n")]


def _seen(char: str) -> str:
    """A character, or its number where it would do something instead of being seen."""
    does_something = (unicodedata.category(char) in _UNSEEN and char != "\t") or char in _TURNING
    return char.encode("unicode_escape").decode("ascii") if does_something else char
