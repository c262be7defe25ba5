# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Text as people type and paste it: full-width forms, any spacing, any kind of dash, invisible marks."""

from __future__ import annotations

import unicodedata

#: Unicode categories that only separate: dashes, connectors, spaces, controls, invisible marks, brackets.
_SEPARATING = frozenset({"Pd", "Pc", "Zs", "Zl", "Zp", "Cc", "Cf", "Ps", "Pe"})

#: The same in other categories: minus, Japanese prolonged sound mark, hyphen bullet, box drawing, dots, punctuation.
_SEPARATORS = frozenset("\u2212\u30fc\u2043\u2500\u00b7\u2022.,;:=/|")


def fold(text: str) -> str:
    """Upper case, with full-width and other compatibility characters in their ASCII form."""
    return unicodedata.normalize("NFKC", text).upper()


def bare(text: str) -> str:
    """Folded text without anything that only separates."""
    return "".join(char for char in fold(text) if not is_separator(char))


def groups(text: str) -> list[str]:
    """Folded text, cut where something separates.

    >>> groups("123456-12345 a")
    ['123456', '12345', 'A']
    """
    return "".join(" " if is_separator(char) else char for char in fold(text)).split()


def is_separator(char: str) -> bool:
    """Whether a character only separates."""
    return unicodedata.category(char) in _SEPARATING or char in _SEPARATORS
