# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Product keys: everything people type is understood, every mistake gets its own sentence."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.licenseops.windows.plugins.plugin_utils._language._errors import InputError
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._catalog import setup_keys
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._product_key import ALPHABET, ProductKey
from ansible_collections.licenseops.windows.tests.unit.plugins.support.products import (
    FAKE_KEY,
    FAKE_KEYS,
    SETUP_KEY,
)

BARE = FAKE_KEY.replace("-", "")
PUBLISHED = [entry.key for entry in setup_keys()]
SYMBOLS = ALPHABET + "N"

#: What stands between blocks in the wild.
DASHES = "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d\ufe31\ufe32\u00ad\u30fc\uff70_."
SPACES = " \t\n\r\u00a0\u2003\u2009\u202f\u3000\u200b\ufeff"


def joined(separator: str) -> str:
    return FAKE_KEY.replace("-", separator)


def full_width(text: str) -> str:
    return "".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in text)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(FAKE_KEY, id="as printed"),
        pytest.param(BARE, id="without dashes"),
        pytest.param(FAKE_KEY.lower(), id="lower case"),
        pytest.param(full_width(FAKE_KEY), id="full-width"),
        pytest.param(full_width(FAKE_KEY.lower()), id="full-width lower case"),
        pytest.param(f"  {FAKE_KEY}\n", id="blanks around it"),
        pytest.param(joined("\r\n"), id="one block per line"),
        pytest.param(" ".join(BARE), id="a space after every character"),
        pytest.param(joined(" - "), id="dashes with spaces"),
        *[pytest.param(joined(char), id=f"dash {unicodedata.name(char)}") for char in DASHES],
        *[pytest.param(joined(char), id=f"space U+{ord(char):04X}") for char in SPACES],
    ],
)
def test_a_key_is_understood_in_any_writing(text: str) -> None:
    assert ProductKey.parse(text).reveal() == FAKE_KEY


@pytest.mark.parametrize("char", ["\u2043", "\u2500", "\u301c"], ids=["hyphen bullet", "box drawing line", "wave dash"])
def test_a_key_is_understood_with_dashes_of_lists_and_of_japanese_input(char: str) -> None:
    assert ProductKey.parse(joined(char)).reveal() == FAKE_KEY


@pytest.mark.parametrize("char", ["\u200e", "\u202a", "\u2060"], ids=["LRM", "LRE", "word joiner"])
def test_a_key_is_understood_with_invisible_marks_around_it(char: str) -> None:
    assert ProductKey.parse(f"{char}{FAKE_KEY}").reveal() == FAKE_KEY


@pytest.mark.parametrize("key", FAKE_KEYS)
def test_the_fake_keys_of_the_tests_pass_the_checksum(key: str) -> None:
    assert ProductKey.parse(key).is_checkable


@pytest.mark.parametrize("key", PUBLISHED)
def test_every_published_key_passes(key: str) -> None:
    parsed = ProductKey.parse(key)
    assert (parsed.reveal(), parsed.last_five, parsed.is_checkable) == (key, key[-5:], True)


@pytest.mark.parametrize(
    ("text", "message", "advice"),
    [
        pytest.param(BARE[:-1], "has 24 characters instead of 25", "all five blocks", id="24 characters"),
        pytest.param(f"{BARE}X", "has 26 characters instead of 25", "all five blocks", id="26 characters"),
        pytest.param("", "has 0 characters", "all five blocks", id="empty"),
        pytest.param("-----", "has 0 characters", "all five blocks", id="dashes only"),
        pytest.param(FAKE_KEY[:-6], "has 20 characters", "all five blocks", id="a block lost"),
        pytest.param(f"O{BARE[1:]}", "contains 'O' (block 1, character 1)", "mean D or Q?", id="letter O"),
        pytest.param(f"{BARE[:-1]}0", "contains '0' (block 5, character 5)", "mean D or Q?", id="digit 0"),
        pytest.param(f"{BARE[:7]}1{BARE[8:]}", "'1' (block 2, character 3)", "mean J or T?", id="digit 1"),
        pytest.param(f"{BARE[:4]}I{BARE[5:]}", "'I' (block 1, character 5)", "mean J or T?", id="letter I"),
        pytest.param(f"{BARE[:5]}L{BARE[6:]}", "'L' (block 2, character 1)", "mean J?", id="letter L"),
        pytest.param(f"{BARE[:9]}5{BARE[10:]}", "'5' (block 2, character 5)", "mean 3 or 8?", id="digit 5"),
        pytest.param(f"{BARE[:9]}s{BARE[10:]}", "'S' (block 2, character 5)", "mean 3 or 8?", id="letter s"),
        pytest.param(f"{BARE[:10]}Z{BARE[11:]}", "'Z' (block 3, character 1)", "mean 2?", id="letter Z"),
        pytest.param(f"{BARE[:10]}A{BARE[11:]}", "'A' (block 3, character 1)", "mean 4?", id="letter A"),
        pytest.param(f"{BARE[:10]}E{BARE[11:]}", "'E' (block 3, character 1)", "mean F?", id="letter E"),
        pytest.param(f"{BARE[:10]}U{BARE[11:]}", "'U' (block 3, character 1)", "mean V?", id="letter U"),
        pytest.param(f"{BARE[:10]}Ａ{BARE[11:]}", "'A' (block 3, character 1)", "mean 4?", id="full-width A"),
        pytest.param(f"{BARE[:10]}#{BARE[11:]}", "'#' (block 3, character 1)", "original.", id="no letter"),
        pytest.param(f"{BARE[:10]}キ{BARE[11:]}", "'キ' (block 3, character 1)", "original.", id="kana"),
        pytest.param(f"{BARE[:-1]}N", "the letter N more than once", "M and H", id="two Ns"),
        pytest.param(f"{BARE[:-1]}8", "its checksum does not fit", "allow_failing_checksum", id="wrong last symbol"),
        pytest.param(f"TTN{BARE[3:]}", "its checksum does not fit", "8 and B", id="N in another place"),
        pytest.param(BARE[1:] + BARE[0], "its checksum does not fit", "8 and B", id="rotated"),
    ],
)
def test_a_mistake_is_named_and_the_key_is_not_repeated(text: str, message: str, advice: str) -> None:
    with pytest.raises(InputError) as caught:
        ProductKey.parse(text)
    assert message in caught.value.message
    assert advice in caught.value.advice
    assert "TTT" not in repr(caught.value)
    assert "PKX9" not in repr(caught.value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param(f"{BARE[:-1]}N", "more than once", id="two Ns"),
        pytest.param(BARE[:-1], "24 characters", id="24 characters"),
        pytest.param(f"O{BARE[1:]}", "contains 'O'", id="letter O"),
    ],
)
def test_the_override_is_for_the_checksum_alone(text: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        ProductKey.parse(text, allow_failing_checksum=True)


def test_a_key_whose_checksum_fails_can_be_let_through() -> None:
    wrong = f"{BARE[:-1]}8"
    assert ProductKey.parse(wrong, allow_failing_checksum=True).last_five == "PKX98"


def test_a_key_of_the_older_format_is_taken_and_cannot_be_checked() -> None:
    older = "TTTTT-TTTTT-TTTTT-TTTTT-PKX99"
    parsed = ProductKey.parse(older)
    assert (parsed.reveal(), parsed.is_checkable) == (older, False)


@pytest.mark.parametrize("show", [repr, str, "{}".format, "{!r}".format, lambda key: f"{[key]}"])
def test_a_key_shows_its_last_five_characters_only(show: Callable[[object], str]) -> None:
    shown = show(ProductKey.parse(SETUP_KEY))
    assert "T83GX" in shown
    assert not any(block in shown for block in SETUP_KEY.split("-")[:4])


def test_equal_keys_are_equal_however_they_were_written() -> None:
    assert ProductKey.parse(FAKE_KEY) == ProductKey.parse(full_width(BARE.lower()))
    assert ProductKey.parse(FAKE_KEY) != ProductKey.parse(SETUP_KEY)


def fits(symbols: str) -> bool:
    try:
        ProductKey.parse(symbols)
    except InputError:
        return False
    return True


SAMPLE = [key.replace("-", "") for key in PUBLISHED[::4]]


def test_a_single_wrong_symbol_is_found_in_99_of_100_cases_at_least() -> None:
    wrong = [
        f"{key[:place]}{symbol}{key[place + 1 :]}"
        for key in SAMPLE
        for place in range(25)
        for symbol in SYMBOLS
        if "N" not in (symbol, key[place]) and symbol != key[place]
    ]
    assert len(wrong) > 5000
    assert sum(map(fits, wrong)) / len(wrong) < 0.01


def test_two_neighbours_swapped_are_found_in_99_of_100_cases_at_least() -> None:
    swapped = [
        f"{key[:place]}{key[place + 1]}{key[place]}{key[place + 2 :]}"
        for key in (key.replace("-", "") for key in PUBLISHED)
        for place in range(24)
        if key[place] != key[place + 1]
    ]
    assert len(swapped) > 900
    assert sum(map(fits, swapped)) / len(swapped) < 0.01


@given(st.text(SYMBOLS.replace("N", ""), min_size=25, max_size=25))
def test_every_older_key_comes_back_in_five_blocks(symbols: str) -> None:
    shown = ProductKey.parse(symbols.lower()).reveal()
    assert shown.replace("-", "") == symbols
    assert [len(block) for block in shown.split("-")] == [5] * 5


@given(st.lists(st.sampled_from(DASHES + SPACES), min_size=25, max_size=25))
def test_separators_do_not_count_wherever_they_stand(separators: list[str]) -> None:
    text = "".join(char + separator for char, separator in zip(BARE, separators, strict=True))
    assert ProductKey.parse(text).reveal() == FAKE_KEY


@given(st.text())
def test_any_text_is_a_key_or_an_input_error(text: str) -> None:
    with suppress(InputError):
        assert ProductKey.parse(text).last_five


@given(st.text(SYMBOLS + "OIL015#", min_size=20, max_size=30))
def test_no_message_repeats_what_was_typed(text: str) -> None:
    shown = ""
    try:
        ProductKey.parse(text)
    except InputError as error:
        shown = repr(error)
    assert not any(text[start : start + 5] in shown for start in range(len(text) - 4))
