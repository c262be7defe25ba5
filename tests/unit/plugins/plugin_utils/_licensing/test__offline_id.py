# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Installation and Confirmation IDs: any writing is understood, a wrong digit is found in its block."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.licenseops.windows.plugins.plugin_utils._language._errors import InputError
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._offline_id import (
    ConfirmationId,
    InstallationId,
    check_digit,
    failing_blocks,
)
from ansible_collections.licenseops.windows.tests.unit.plugins.support.products import (
    CONFIRMATION_BLOCKS,
    CONFIRMATION_ID,
    INSTALLATION_ID,
    OLD_INSTALLATION_ID,
)

LETTERS = "ABCDEFGH"

#: The published samples of real Installation IDs.
SAMPLES = [
    "0332550 9038505 3904665 8241863 4275673 7844895 1813845 4639435 4129604",
    "1184111 6663132 9701656 6025281 2317565 1422083 9421332 0060764 9178800",
    "5087605 8345036 7066786 5582230 3473234 4271525 4575744 9972744 4472481",
    "000963 843315 259493 598506 854253 663081 409973 656140 419231",
]
BLOCKS = [block for sample in SAMPLES for block in sample.split()]


def full_width(text: str) -> str:
    return "".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in text)


def labelled(form: str, between: str = " ") -> str:
    """The blocks of the Confirmation ID with their letters, ``form`` says how."""
    return between.join(form.format(letter, block) for letter, block in zip(LETTERS, CONFIRMATION_BLOCKS, strict=True))


@pytest.mark.parametrize("block", BLOCKS)
def test_every_block_of_the_published_samples_ends_in_its_check_digit(block: str) -> None:
    assert check_digit(block[:-1]) == int(block[-1])


@pytest.mark.parametrize(
    ("body", "digit"),
    [("000000", 0), ("100000", 1), ("010000", 2), ("000001", 2), ("00001", 1), ("111111", 2), ("999999", 4)],
)
def test_even_places_count_twice_modulo_seven(body: str, digit: int) -> None:
    assert check_digit(body) == digit


def test_nine_of_ten_wrong_digits_in_a_block_are_found() -> None:
    wrong = [
        f"{block[:place]}{digit}{block[place + 1 :]}"
        for block in BLOCKS
        for place in range(len(block))
        for digit in "0123456789"
        if digit != block[place]
    ]
    missed = [block for block in wrong if not failing_blocks(block, 1)]
    assert len(missed) / len(wrong) < 0.07


@pytest.mark.parametrize("sample", SAMPLES)
@pytest.mark.parametrize("separator", ["", " ", "-", "\n", "\t", "\u3000", ", "])
def test_the_published_installation_ids_are_understood_in_any_spacing(sample: str, separator: str) -> None:
    parsed = InstallationId.parse(sample.replace(" ", separator))
    assert parsed.digits == sample.replace(" ", "")
    assert parsed.blocks == tuple(sample.split())


def test_an_installation_id_in_full_width_digits_is_understood() -> None:
    assert InstallationId.parse(full_width(SAMPLES[0])).digits == INSTALLATION_ID


@pytest.mark.parametrize(
    ("text", "message", "advice"),
    [
        pytest.param(INSTALLATION_ID[:60], "has 60 digits instead of 54 or 63", "leading zeros", id="60 digits"),
        pytest.param(INSTALLATION_ID[1:], "has 62 digits", "leading zeros", id="a leading zero lost"),
        pytest.param(OLD_INSTALLATION_ID + "0", "has 55 digits", "all nine blocks", id="55 digits"),
        pytest.param("", "has 0 digits", "all nine blocks", id="empty"),
        pytest.param(CONFIRMATION_ID, "has 48 digits", "all nine blocks", id="a Confirmation ID"),
        pytest.param(f"{INSTALLATION_ID[:-1]}X", "not digits", "digits only", id="a letter"),
        pytest.param(f"1{INSTALLATION_ID[1:]}", "wrong digit in block 1.", "Copy it again", id="first block"),
        pytest.param(f"{INSTALLATION_ID[:-1]}5", "wrong digit in block 9.", "Copy it again", id="last block"),
        pytest.param(f"1{INSTALLATION_ID[1:-1]}5", "wrong digit in blocks 1, 9.", "Copy it again", id="two blocks"),
        pytest.param(f"1{OLD_INSTALLATION_ID[1:]}", "wrong digit in block 1.", "Copy it again", id="older form"),
    ],
)
def test_a_mistake_in_an_installation_id_is_named(text: str, message: str, advice: str) -> None:
    with pytest.raises(InputError) as caught:
        InstallationId.parse(text)
    assert message in caught.value.message
    assert advice in caught.value.advice


@pytest.mark.parametrize("place", range(63))
def test_a_wrong_digit_names_its_own_block(place: int) -> None:
    digit = (int(INSTALLATION_ID[place]) + 1) % 10
    with pytest.raises(InputError, match=rf"in block {place // 7 + 1}\."):
        InstallationId.parse(f"{INSTALLATION_ID[:place]}{digit}{INSTALLATION_ID[place + 1 :]}")


WRITINGS = [
    pytest.param(CONFIRMATION_ID, id="digits"),
    pytest.param(" ".join(CONFIRMATION_BLOCKS), id="blocks"),
    pytest.param("-".join(CONFIRMATION_BLOCKS), id="dashes"),
    pytest.param(" – ".join(CONFIRMATION_BLOCKS), id="en dashes"),
    pytest.param("\n".join(CONFIRMATION_BLOCKS), id="lines"),
    pytest.param("\t".join(CONFIRMATION_BLOCKS), id="tabs"),
    pytest.param("\r\n\r\n".join(CONFIRMATION_BLOCKS), id="empty lines between"),
    pytest.param("\u3000".join(CONFIRMATION_BLOCKS), id="ideographic spaces"),
    pytest.param("\u00a0".join(CONFIRMATION_BLOCKS), id="no-break spaces"),
    pytest.param("ー".join(CONFIRMATION_BLOCKS), id="prolonged sound marks"),
    pytest.param(" ".join(CONFIRMATION_ID), id="digit by digit"),
    pytest.param(full_width(CONFIRMATION_ID), id="full-width digits"),
    pytest.param(full_width("-".join(CONFIRMATION_BLOCKS)), id="full-width digits and dashes"),
    pytest.param(labelled("{0}{1}"), id="A111110"),
    pytest.param(labelled("{0}{1}", ""), id="A111110 without spaces"),
    pytest.param(labelled("{0} {1}"), id="A 111110"),
    pytest.param(labelled("{0}:{1}"), id="A:111110"),
    pytest.param(labelled("{0}: {1}"), id="A: 111110"),
    pytest.param(labelled("{0} : {1}"), id="A : 111110"),
    pytest.param(labelled("{0}. {1}"), id="A. 111110"),
    pytest.param(labelled("{0}) {1}"), id="A) 111110"),
    pytest.param(labelled("({0}){1}"), id="(A)111110"),
    pytest.param(labelled("({0}) {1}"), id="(A) 111110"),
    pytest.param(labelled("{0}={1}"), id="A=111110"),
    pytest.param(labelled("{0}\t{1}", "\n"), id="A tab 111110"),
    pytest.param(labelled("{0}\n{1}", "\n"), id="a line for A and one for 111110"),
    pytest.param(labelled("{0}:{1}", ", "), id="A:111110, B:..."),
    pytest.param(labelled("{0}:{1}").lower(), id="a:111110"),
    pytest.param(full_width(labelled("{0}:{1}", "\u3000")), id="full-width labels"),
]


@pytest.mark.parametrize("text", WRITINGS)
def test_a_confirmation_id_is_understood_in_any_writing(text: str) -> None:
    assert ConfirmationId.parse(text).reveal() == CONFIRMATION_ID


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(f"{' '.join(LETTERS)}\n{' '.join(CONFIRMATION_BLOCKS)}", id="labels in a row above"),
        pytest.param("\t".join(LETTERS) + "\r\n" + "\t".join(CONFIRMATION_BLOCKS), id="labels in a table above"),
        pytest.param(labelled("{0} - {1}"), id="A - 111110"),
        pytest.param(labelled("[{0}] {1}"), id="[A] 111110"),
    ],
)
def test_a_confirmation_id_is_understood_as_copied_from_a_table(text: str) -> None:
    assert ConfirmationId.parse(text).reveal() == CONFIRMATION_ID


@pytest.mark.parametrize(
    ("text", "message", "advice"),
    [
        pytest.param(CONFIRMATION_ID[1:], "has 47 digits instead of 48.", "leading zeros", id="47 digits"),
        pytest.param(f"{CONFIRMATION_ID}0", "has 49 digits instead of 48.", "eight blocks", id="49 digits"),
        pytest.param(
            OLD_INSTALLATION_ID, "54 digits instead of 48. That is the length of an Inst", "eight", id="54 digits"
        ),
        pytest.param(
            INSTALLATION_ID, "63 digits instead of 48. That is the length of an Inst", "eight", id="63 digits"
        ),
        pytest.param("", "has 0 digits", "eight blocks", id="empty"),
        pytest.param(f"{CONFIRMATION_ID[:-1]}x", "characters that are not digits", "digits only", id="a letter"),
        pytest.param(f"{CONFIRMATION_ID[:-1]}O", "characters that are not digits", "digits only", id="an O for a 0"),
        pytest.param("٣" * 48, "characters that are not digits", "digits only", id="digits of another script"),
        pytest.param(labelled("{0}{1}").replace("H", "I"), "not digits", "digits only", id="a label too far"),
        pytest.param(f"2{CONFIRMATION_ID[1:]}", "wrong digit in block A.", "allow_failing_check_digits", id="block A"),
        pytest.param(f"{CONFIRMATION_ID[:-1]}1", "wrong digit in block H.", "portal's page", id="block H"),
        pytest.param(f"2{CONFIRMATION_ID[1:-1]}1", "wrong digit in blocks A, H.", "portal's page", id="two blocks"),
    ],
)
def test_a_mistake_in_a_confirmation_id_is_named_and_the_digits_are_not_repeated(
    text: str, message: str, advice: str
) -> None:
    with pytest.raises(InputError) as caught:
        ConfirmationId.parse(text)
    assert message in caught.value.message
    assert advice in caught.value.advice
    assert not any(block[1:5] in repr(caught.value) for block in CONFIRMATION_BLOCKS)


def test_blocks_that_fail_can_be_let_through() -> None:
    wrong = f"2{CONFIRMATION_ID[1:]}"
    assert ConfirmationId.parse(wrong, allow_failing_check_digits=True).reveal() == wrong


@pytest.mark.parametrize("text", [CONFIRMATION_ID[1:], f"{CONFIRMATION_ID[:-1]}x", ""])
def test_the_override_is_for_the_check_digits_alone(text: str) -> None:
    with pytest.raises(InputError):
        ConfirmationId.parse(text, allow_failing_check_digits=True)


@pytest.mark.parametrize("show", [repr, str, "{}".format])
def test_a_confirmation_id_shows_its_last_block_only(show: Callable[[object], str]) -> None:
    shown = show(ConfirmationId.parse(CONFIRMATION_ID))
    assert shown == "ConfirmationId(...888880)"


def closed(body: str) -> str:
    return f"{body}{check_digit(body)}"


FIVE = st.text("0123456789", min_size=5, max_size=5)


@given(st.lists(FIVE, min_size=8, max_size=8))
def test_every_confirmation_id_with_right_check_digits_comes_back(bodies: list[str]) -> None:
    digits = "".join(map(closed, bodies))
    assert ConfirmationId.parse(digits).reveal() == digits


@given(st.lists(FIVE, min_size=8, max_size=8), st.integers(0, 7), st.integers(1, 6))
def test_a_wrong_check_digit_names_its_own_block(bodies: list[str], block: int, by: int) -> None:
    blocks = [closed(body) for body in bodies]
    blocks[block] = f"{bodies[block]}{(check_digit(bodies[block]) + by) % 7}"
    with pytest.raises(InputError, match=rf"in block {LETTERS[block]}\."):
        ConfirmationId.parse("-".join(blocks))


@given(st.text(min_size=3))
def test_no_text_gets_anything_but_an_id_or_an_input_error(text: str) -> None:
    with pytest.raises(InputError):
        ConfirmationId.parse(text)
