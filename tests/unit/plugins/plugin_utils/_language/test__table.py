# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Columns that stand below one another, whatever the characters."""

from __future__ import annotations

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._language._table import (
    shortened,
    table,
    width,
    wrapped,
)


@pytest.mark.parametrize(
    ("text", "columns"),
    [("", 0), ("w11", 3), ("東京", 4), ("ｷｰ", 2), ("Ａ", 2), ("e\u0301", 1), ("a\u200bb", 2), ("...", 3)],
)
def test_characters_have_the_width_a_terminal_gives_them(text: str, columns: int) -> None:
    assert width(text) == columns


@pytest.mark.parametrize(
    ("text", "most", "shown"),
    [
        ("Windows", 7, "Windows"),
        ("Windows 11", 8, "Windo..."),
        ("エディション", 12, "エディション"),
        ("エディション", 11, "エディシ..."),
        ("エディション", 8, "エデ..."),
    ],
)
def test_a_text_is_cut_where_it_gets_too_wide(text: str, most: int, shown: str) -> None:
    assert shortened(text, most) == shown
    assert width(shown) <= most


def test_columns_stand_below_one_another_with_japanese_in_them() -> None:
    lines = table([("ホスト", "state"), ("w11-tokyo", "認証済み"), ("東京", "licensed")], has_heading=True, indent="  ")
    assert lines == [
        "  ホスト     state",
        "  ---------  --------",
        "  w11-tokyo  認証済み",
        "  東京       licensed",
    ]
    assert {width(line[: line.index(last)]) for line, last in zip(lines[2:], ("認証", "lic"), strict=True)} == {13}


def test_a_table_without_rows_is_nothing() -> None:
    assert table([]) == []


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", [""]),
        ("short", ["short"]),
        ("a host that is lost", ["a host that", "  is lost"]),
        ("認証に失敗しました。", ["認証に失敗", "  しまし", "  た。"]),
        ("認証に失敗。した", ["認証に失", "  敗。した"]),
        (" - a host is lost", [" - a host", "  is lost"]),
        ("0xC004F0740000000 it", ["0xC004F0740000000", "  it"]),
    ],
)
def test_a_text_is_wrapped_between_words_and_between_japanese_characters(text: str, lines: list[str]) -> None:
    assert wrapped(text, 11, "  ") == lines
