# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Text as people type and paste it."""

from __future__ import annotations

import string
import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._typed_text import bare, fold

SEPARATING = ("Pd", "Zs", "Cc", "Cf")
EVERY_CHARACTER = [chr(code) for code in range(sys.maxunicode)]


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        pytest.param("abc", "ABC", id="case"),
        pytest.param("ＡＢｃ１２３", "ABC123", id="full-width"),
        pytest.param("①②", "12", id="circled digits"),
        pytest.param("a - b", "A - B", id="separators stay"),
    ],
)
def test_folding_gives_upper_case_ascii_forms(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_every_dash_space_control_and_invisible_mark_of_unicode_only_separates() -> None:
    separators = [char for char in EVERY_CHARACTER if unicodedata.category(char) in SEPARATING]
    assert len(separators) > 200
    assert not [hex(ord(char)) for char in separators if bare(f"A{char}1") != "A1"]


@pytest.mark.parametrize("char", "−ーｰ⁃─·•.,;:=/|_()[]{}（）［］：")
def test_other_marks_between_blocks_only_separate(char: str) -> None:
    assert bare(f"A{char}1") == "A1"


@pytest.mark.parametrize("char", "#%&*+?!@$<>^~'\"\\")
def test_other_marks_are_kept_so_that_they_can_be_named(char: str) -> None:
    assert bare(f"A{char}1") == f"A{char}1"


@given(st.text(string.ascii_letters + string.digits))
def test_letters_and_digits_are_all_kept(text: str) -> None:
    assert bare(text) == text.upper()
