# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A secret is found in whatever way it is written, was typed, or is cut, and nothing else is touched."""

from __future__ import annotations

import html
import json
import re
import textwrap
import unicodedata
from collections.abc import Callable
from functools import reduce
from types import MappingProxyType
from typing import Any
from urllib.parse import quote, unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._mask import MASK, Mask, texts_in
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._product_key import ALPHABET
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._secret_shape import sightings
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._traced_text import tracings
from ansible_collections.licenseops.windows.tests.unit.plugins.support.products import (
    CONFIRMATION_BLOCKS,
    CONFIRMATION_ID,
    FAKE_KEY,
    INSTALLATION_ID,
    OLD_INSTALLATION_ID,
    SETUP_KEY,
)

Form = Callable[[str], str]


def grouped(size: int, separator: str) -> Form:
    """Symbols in groups."""
    return lambda symbols: separator.join(symbols[at : at + size] for at in range(0, len(symbols), size))


def wide(text: str) -> str:
    """The text in full-width letters, digits and dashes."""
    return "".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in text)


#: Ways to write the symbols down, ...
SEPARATORS = [
    "",
    "-",
    " ",
    "_",
    ".",
    ",",
    "\u2013",
    " \u2014 ",
    "\xa0",
    "\u3000",
    "\t",
    "\n",
    "-\r\n      ",
    "ー",
    "\u200b-",
    "', '",
]
GROUPINGS = [grouped(size, separator) for size in (1, 4, 5, 6, 7, 12) for separator in SEPARATORS]

#: ... what people do with the text, ...
AFTERWARDS: list[Form] = [
    str.lower,
    str.upper,
    str.swapcase,
    str.title,
    wide,
    lambda text: f"{text}.",
    lambda text: f"「{text}」",
    lambda text: f"Key: {text}!",
    lambda text: textwrap.fill(text, 11, subsequent_indent="  "),
]

#: ... and what programs do with it, one after the other.
ESCAPES: list[Form] = [
    repr,
    json.dumps,
    html.escape,
    quote,
    lambda text: text.encode("ascii", "backslashreplace").decode(),
    lambda text: text.encode("ascii", "xmlcharrefreplace").decode(),
]
symbols_of_keys = st.text(f"N{ALPHABET}", min_size=25, max_size=25)
digits_of_ids = st.text("0123456789", min_size=48, max_size=48)
secrets = symbols_of_keys | digits_of_ids
typed = st.tuples(st.sampled_from(GROUPINGS), st.lists(st.sampled_from(AFTERWARDS), max_size=2))
echoed = st.tuples(typed, st.lists(st.sampled_from(ESCAPES), max_size=3))


def type_in(symbols: str, form: tuple[Form, list[Form]]) -> str:
    """The symbols as a person writes them."""
    return reduce(lambda text, step: step(text), form[1], form[0](symbols))


def echo(symbols: str, form: tuple[tuple[Form, list[Form]], list[Form]]) -> str:
    """The same, printed by a program."""
    return reduce(lambda text, step: step(text), form[1], type_in(symbols, form[0]))


def read_back(text: str) -> str:
    """What a program printed, without its escapes."""
    for _layer in ESCAPES:
        text = unquote(html.unescape(text)).replace("\\\\", "\\")
        text = re.sub(r"\\(x..|u....)", lambda escape: chr(int(escape[1][1:], 16)), text)
    return re.sub(r"\\[a-z]", " ", text)


def longest_part(symbols: str, text: str) -> int:
    """How many symbols of a secret in a row a text shows, whatever separates them."""
    shown = "".join(char for char in unicodedata.normalize("NFKC", text).upper() if char.isalnum())
    parts = (
        size
        for size in range(len(symbols), 0, -1)
        for at in range(len(symbols) - size + 1)
        if symbols[at : at + size] in shown
    )
    return next(parts, 0)


@given(secrets, typed, echoed)
def test_no_ten_symbols_of_a_secret_show_whatever_was_typed_and_whatever_comes_back(
    symbols: str, given_as: Any, repeated_as: Any
) -> None:
    masked = Mask([type_in(symbols, given_as)])(f"prefix {echo(symbols, repeated_as)} suffix")
    assert longest_part(symbols, read_back(masked)) < 10
    assert masked.startswith("prefix ") and masked.endswith(" suffix")
    assert MASK in masked


@given(secrets, echoed, st.data())
def test_a_part_of_a_secret_is_masked_from_ten_symbols_on(symbols: str, form: Any, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(symbols) - 10))
    end = data.draw(st.integers(start + 10, len(symbols)))
    assert longest_part(symbols, Mask([symbols])(echo(symbols[start:end], form))) < 10


@given(st.text(max_size=60), symbols_of_keys, st.text(max_size=60))
def test_a_key_among_any_text_does_not_show(before: str, symbols: str, after: str) -> None:
    masked = Mask([symbols])(f"{before} {symbols} {after}")
    assert longest_part(symbols, masked) < 10


@given(secrets, st.text(max_size=200))
def test_a_text_that_holds_nothing_of_it_stays_as_it_is(symbols: str, text: str) -> None:
    if (
        longest_part(symbols, text) < 10
        and not list(sightings(text, tracings(text)))
        and "\\" not in text
        and "%" not in text
    ):
        assert Mask([symbols])(text) == text


@given(secrets, echoed)
def test_masking_twice_changes_nothing_more(symbols: str, form: Any) -> None:
    mask = Mask([symbols])
    once = mask(f"prefix {echo(symbols, form)} suffix")
    assert mask(once) == once


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param("", "", id="nothing"),
        pytest.param("the end ...PKX99 shows", "the end ...PKX99 shows", id="last five"),
        pytest.param(f"{FAKE_KEY} and {FAKE_KEY.lower()}", f"{MASK} and {MASK}", id="twice"),
        pytest.param(f"{FAKE_KEY[:23]} is cut", f"{MASK} is cut", id="first four groups"),
        pytest.param("begins with TNTTT-TTTT only", "begins with TNTTT-TTTT only", id="nine symbols"),
        pytest.param("begins with TNTTT-TTTTT", f"begins with {MASK}", id="ten symbols"),
        pytest.param(SETUP_KEY, MASK, id="another key, by its looks"),
        pytest.param(f"'{FAKE_KEY}'.", f"'{MASK}'.", id="quoted"),
        pytest.param(f"キー「{wide(FAKE_KEY)}」", f"キー「{MASK}」", id="wide"),
    ],
)  # fmt: skip
def test_a_key_is_masked_where_it_stands_and_nothing_else(text: str, shown: str) -> None:
    assert Mask([FAKE_KEY])(text) == shown


def test_a_confirmation_id_is_masked_between_the_words_of_a_sentence() -> None:
    told = "; ".join(f"block {label} is {block}" for label, block in zip("ABCDEFGH", CONFIRMATION_BLOCKS, strict=True))
    masked = Mask([CONFIRMATION_ID])(told)
    assert masked == "; ".join(f"block {label} is {MASK}" for label in "ABCDEFGH")


def test_labels_make_no_difference_on_either_side() -> None:
    labelled = " ".join(f"{label}: {block}" for label, block in zip("ABCDEFGH", CONFIRMATION_BLOCKS, strict=True))
    assert Mask([labelled])(f"got {CONFIRMATION_ID}.") == f"got {MASK}."
    assert Mask([CONFIRMATION_ID])(f"got {labelled}.") == f"got A: {MASK}."


@pytest.mark.parametrize("digits", [INSTALLATION_ID, OLD_INSTALLATION_ID])
@pytest.mark.parametrize("separator", ["", " ", "-"])
def test_an_installation_id_stays_even_where_it_agrees_with_a_secret(digits: str, separator: str) -> None:
    secret = digits[3:23] + "9" * 28
    shown = grouped(len(digits) // 9, separator)(digits)
    assert Mask([secret])(shown) == shown
    assert Mask([secret])(f"{shown} and {digits[3:23]}") == f"{shown} and {MASK}"


def test_a_confirmation_id_with_six_more_digits_behind_it_is_no_installation_id_to_those_who_know_it() -> None:
    text = " ".join([*CONFIRMATION_BLOCKS, "999999"])
    assert longest_part(CONFIRMATION_ID, Mask([CONFIRMATION_ID])(text)) < 10


def test_short_secrets_are_none() -> None:
    assert Mask(["the", "product", ""])("the product") == "the product"


def test_values_are_masked_at_any_depth_and_others_are_the_same() -> None:
    other = object()
    value = {
        FAKE_KEY: [FAKE_KEY, (FAKE_KEY, 1), {FAKE_KEY, "a"}, frozenset({FAKE_KEY})],
        "others": (None, True, 1.5, 12, other, b"bytes"),
        "mapping": MappingProxyType({"a": FAKE_KEY}),
    }
    masked = Mask([FAKE_KEY])(value)
    assert masked == {
        MASK: [MASK, (MASK, 1), {MASK, "a"}, frozenset({MASK})],
        "others": (None, True, 1.5, 12, other, b"bytes"),
        "mapping": {"a": MASK},
    }
    assert FAKE_KEY in value, "what came in is as it was"


def test_a_number_that_is_a_secret_is_masked() -> None:
    assert Mask()([int(CONFIRMATION_ID), 5]) == [MASK, 5]


@pytest.mark.parametrize(
    ("value", "texts"),
    [
        pytest.param(None, [], id="nothing"),
        pytest.param(True, [], id="flag"),
        pytest.param(12, ["12"], id="number"),
        pytest.param({"a": ["b", ("c", {"d": {"e"}})]}, ["a", "b", "c", "d", "e"], id="depth"),
        pytest.param(b"a\xff", ["a\ufffd"], id="bytes"),
    ],
)
def test_every_text_in_a_value_is_found(value: Any, texts: list[str]) -> None:
    assert list(texts_in(value)) == texts


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("T" * 200_000, id="one symbol"),
        pytest.param("TTTTT-" * 40_000, id="groups"),
        pytest.param("- " * 100_000, id="separators"),
        pytest.param("1" * 200_000, id="one digit"),
        pytest.param("123456 " * 30_000, id="groups of digits"),
        pytest.param("A:" * 100_000, id="labels"),
        pytest.param("\\n" * 100_000, id="escapes"),
        pytest.param("&amp" * 50_000, id="unfinished escapes"),
        pytest.param("ＴＮ" * 100_000, id="full-width"),
    ],
)
def test_a_long_text_is_masked_without_going_over_it_again_and_again(text: str) -> None:
    """A quadratic search would take minutes here, and the test run would be killed."""
    Mask([FAKE_KEY, CONFIRMATION_ID])(text)
