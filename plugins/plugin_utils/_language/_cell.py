# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Texts in cells of a spreadsheet, which takes some for formulas and runs them."""

from __future__ import annotations

import re
from typing import Final

#: By this mark in front spreadsheets know a file of text as UTF-8.
BOM: Final = "\ufeff"

#: A cell that begins so is a formula to a spreadsheet, whoever wrote it and in either width. One more apostrophe in
#: front keeps it text; an apostrophe before anything else is a person's.
_FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
_SHIELDED = re.compile(r"'+[=+\-@\t\r\n＝＋－＠]")


def shielded(cell: str) -> str:
    """A text as a spreadsheet takes it for one.

    >>> shielded("=1+1"), shielded("plain")
    ("'=1+1", 'plain')
    """
    return f"'{cell}" if _FORMULA.match(cell) else cell


def bare(cell: str) -> str:
    """The text of a cell that was shielded."""
    return cell[1:] if _SHIELDED.match(cell) else cell
