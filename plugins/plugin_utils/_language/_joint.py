# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Facts put into a text so that the joints read right: in Japanese a space belongs between the two kinds of characters.

A template cannot know whether its ``{what}`` ends in Japanese, ``検索ドメイン``, or not, ``インストール ID``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from string import Formatter

_JAPANESE = r"[\u3005\u3007\u3041-\u3096\u30a1-\u30fa\u30fc\u4e00-\u9fff]"
_ENDS_JAPANESE, _ENDS_LATIN = re.compile(rf"{_JAPANESE}\Z"), re.compile(r"[A-Za-z0-9)\]\'\"%*]\Z")
_BEGINS_JAPANESE, _BEGINS_LATIN = re.compile(_JAPANESE), re.compile(r"[A-Za-z0-9(\[\'\"\\]")


def fill(template: str, facts: Mapping[str, object]) -> str:
    """A template with its facts, like ``format_map``, and the right space on both sides of each.

    >>> fill("{what}に誤りがあります。", {"what": "インストール ID"})
    'インストール ID に誤りがあります。'
    >>> fill("{what} に誤りがあります。", {"what": "検索ドメイン"})
    '検索ドメインに誤りがあります。'
    >>> fill("{host}: {problem}", {"host": "web-1", "problem": "DNS"})
    'web-1: DNS'
    """
    text = ""
    for literal, name, spec, conversion in Formatter().parse(template):
        text = _joined(text, literal)
        if name is not None:
            field = f"{{{name}{'!' + conversion if conversion else ''}{':' + spec if spec else ''}}}"
            text = _joined(text, field.format_map(facts))
    return text


def _joined(before: str, after: str) -> str:
    left, right = before.removesuffix(" "), after.removeprefix(" ")
    is_japanese = _ENDS_JAPANESE.search(left), _BEGINS_JAPANESE.match(right)
    if all(is_japanese):
        return left + right
    is_latin = _ENDS_LATIN.search(left), _BEGINS_LATIN.match(right)
    if (is_japanese[0] and is_latin[1]) or (is_latin[0] and is_japanese[1]):
        return f"{left} {right}"
    return before + after
