# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Texts of surveys, which come from hosts and people, as they may stand in any file. Pure."""

from __future__ import annotations

from functools import cache

from .._licensing._mask import Mask


@cache
def clean(text: str) -> str:
    """A text without what looks like a secret, and without halves of characters, which no file can hold.

    >>> clean("desk TNTTT-TTTTT-TTTTT-TTTTT-PKX99"), clean("a" + chr(0xD800))
    ('desk ********', 'a?')
    """
    return Mask().text(text.encode(errors="replace").decode())
