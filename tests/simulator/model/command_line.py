# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Command lines as programs take them apart, by documented rules: of CreateProcess, and of the C runtime."""

from __future__ import annotations

import re

SYSTEM_DIRECTORY = r"C:\Windows\System32"
_FIRST_WORD = re.compile(r'"([^"]*)"|(\S+)')
_QUOTED = re.compile(r'(\\*)("?)')


def first_word(line: str) -> tuple[str, str]:
    """The program of a line, in quotes or up to a blank, and all behind it."""
    text = line.lstrip()
    match = _FIRST_WORD.match(text)
    if match is None:
        return "", ""
    return match[2] if match[1] is None else match[1], text[match.end() :].lstrip()


def file_of(word: str) -> tuple[str, str]:
    """Folder and file name a program is looked for by; `.exe` is added where there is no ending."""
    folder, _backslash, name = word.rpartition("\\")
    return folder, (name if "." in name else f"{name}.exe").lower()


def words_of(arguments: str) -> list[str]:
    """Arguments as a C program gets them: blanks part them, quotes hold them together, backslashes save quotes."""
    found: list[str] = []
    current, is_quoted, has_any, place = "", False, False, 0
    while place < len(arguments):
        letter = arguments[place]
        if letter in '\\"':
            match = _QUOTED.match(arguments, place)
            assert match is not None
            slashes, quote = match[1], match[2]
            place, has_any = match.end(), True
            current += slashes if not quote else "\\" * (len(slashes) // 2)
            if quote and len(slashes) % 2:
                current += '"'
            elif quote:
                is_quoted = not is_quoted
            continue
        if letter in " \t" and not is_quoted:
            if has_any:
                found.append(current)
            current, has_any = "", False
        else:
            current, has_any = current + letter, True
        place += 1
    return [*found, current] if has_any else found
