# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Confirmation IDs into the list: good ones are taken, each mistake has a sentence of its own."""

from __future__ import annotations

import re

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._language._text import Language
from ansible_collections.licenseops.windows.plugins.plugin_utils._worklist._confirm import confirm
from ansible_collections.licenseops.windows.plugins.plugin_utils._worklist._confirmations import typed_into
from ansible_collections.licenseops.windows.plugins.plugin_utils._worklist._merge import collect
from ansible_collections.licenseops.windows.plugins.plugin_utils._worklist._row import ListRow, Pen, RowState
from ansible_collections.licenseops.windows.tests.unit.plugins.support.worklist import (
    LATER,
    NOW,
    applied,
    brought,
    candidate,
    confirmation_digits,
    confirmation_id,
    confirmed,
    installation_id,
    row,
)

DIGITS = confirmation_digits(1)
BLOCKS = [DIGITS[at : at + 6] for at in range(0, 48, 6)]
DASHED = "-".join(BLOCKS)


def wrong(block: int) -> str:
    """The right Confirmation ID with one wrong digit in a block."""
    at = block * 6
    return f"{DIGITS[:at]}{(int(DIGITS[at]) + 1) % 10}{DIGITS[at + 1 :]}"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(DIGITS, id="digits"),
        pytest.param(DASHED, id="dashes"),
        pytest.param(" ".join(BLOCKS), id="spaces"),
        pytest.param("\n".join(BLOCKS), id="lines"),
        pytest.param(DIGITS.translate({ord(str(n)): chr(0xFF10 + n) for n in range(10)}), id="full-width"),
        pytest.param(
            " ".join(f"{label} {block}" for label, block in zip("ABCDEFGH", BLOCKS, strict=True)), id="with labels"
        ),
    ],
)
def test_a_confirmation_id_is_taken_in_any_form(text: str) -> None:
    merged = confirm((row(), row(2)), [brought(row(), text)], NOW)
    assert merged.problems == ()
    assert merged.rows == (confirmed(), row(2))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        pytest.param(DIGITS[:-1], "has 47 digits instead of 48, look at block H", id="last digit missing"),
        pytest.param(DIGITS[:-6], "has 42 digits instead of 48, look at block H", id="block H missing"),
        pytest.param(
            f"{DIGITS[:20]}{DIGITS[21:]}", "has 47 digits instead of 48, look at block D", id="one of D missing"
        ),
        pytest.param(f"{DIGITS}1", "has 49 digits instead of 48.", id="too many"),
        pytest.param(DASHED.replace(BLOCKS[2], BLOCKS[2][:-1]), "has 47 digits instead of 48, look at block C", id="C"),
        pytest.param(f"{DIGITS[:24]}O{DIGITS[25:]}", "not digits, look at block E", id="a letter"),
        pytest.param(DASHED.replace(BLOCKS[1], "ABCDEX"), "not digits, look at block B", id="letters in a block"),
        pytest.param("1.23457E+47", "A spreadsheet turned the Confirmation ID", id="a number"),
        pytest.param("1,23457E+47", "A spreadsheet turned the Confirmation ID", id="a number with comma"),
        pytest.param(wrong(2), "has a wrong digit in block C", id="check digit"),
        pytest.param("ask Bob", "not digits", id="words"),
        pytest.param(installation_id(1), "has 63 digits instead of 48", id="an Installation ID"),
    ],
)
def test_each_mistake_has_a_sentence_that_names_host_and_block(text: str, says: str) -> None:
    merged = confirm((row(), row(2)), [brought(row(), text), brought(row(2))], NOW)
    (problem,) = merged.problems
    assert says in str(problem.sentence)
    assert "PC-001" in str(problem.sentence)
    assert str(problem.sentence).endswith(".")
    assert problem.key == row().key
    assert merged.rows == (row(), confirmed(2))


def test_no_sentence_repeats_a_confirmation_id() -> None:
    for text in (DIGITS[:-1], f"{DIGITS}1", f"{DIGITS[:-1]}O", wrong(3), DASHED[:-2]):
        (problem,) = confirm((row(),), [brought(row(), text)], NOW).problems
        assert not re.search(r"\d{6}", str(problem.sentence).replace("PC-001", ""))
        assert text not in repr(brought(row(), text))


def test_failing_check_digits_pass_with_a_warning_when_a_person_says_so() -> None:
    for merged in (
        confirm((row(),), [brought(row(), wrong(7))], NOW, allow_failing=True),
        confirm((row(),), [brought(row(), wrong(7), is_accepted=True)], NOW),
    ):
        assert merged.problems == ()
        assert "block H" in str(merged.warnings[0])
        assert merged.rows[0].state is RowState.CONFIRMED


def test_the_same_for_two_hosts_is_left_out_for_both_and_names_both() -> None:
    merged = confirm((row(), row(2)), [brought(row()), brought(row(2), DIGITS)], NOW)
    assert merged.rows == (row(), row(2))
    assert len({str(problem.sentence) for problem in merged.problems}) == 2
    for problem in merged.problems:
        assert "PC-001" in str(problem.sentence)
        assert "PC-002" in str(problem.sentence)


@pytest.mark.parametrize(
    "owner", [confirmed(), applied(), confirmed(state=RowState.STALE)], ids=lambda item: item.state.value
)
def test_a_confirmation_id_that_belongs_to_another_host_names_it(owner: ListRow) -> None:
    merged = confirm((owner, row(2)), [brought(row(2), DIGITS)], NOW)
    assert merged.rows == (owner, row(2))
    assert "was issued for PC-001" in str(merged.problems[0].sentence)


def test_one_that_was_refused_elsewhere_may_be_right_here() -> None:
    failed = confirmed(1, state=RowState.FAILED, confirmation_id=confirmation_id(2))
    merged = confirm((failed, row(2)), [brought(failed), brought(row(2))], LATER)
    assert [item.state for item in merged.rows] == [RowState.CONFIRMED] * 2
    assert merged.problems == ()


def test_a_line_with_the_installation_id_of_another_host_names_it() -> None:
    merged = confirm((row(), row(2)), [brought(row(), installation_id=row(2).installation_id)], NOW)
    assert "issued for PC-002" in str(merged.problems[0].sentence)
    assert "PC-001" in str(merged.problems[0].sentence)
    assert merged.rows == (row(), row(2))


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        pytest.param({"installation_id": installation_id(77)}, "is not on this list", id="unknown"),
        pytest.param({"installation_id": "3.3E+61"}, "A spreadsheet turned the Installation ID", id="a number"),
        pytest.param({"installation_id": "123"}, "has 3 digits", id="short"),
        pytest.param({"partial_product_key": "WXF48"}, "another product or key of the same host", id="another key"),
    ],
)
def test_a_line_that_belongs_to_no_row_says_why(changes: dict[str, str], says: str) -> None:
    merged = confirm((row(),), [brought(row(), **changes)], NOW)
    assert says in str(merged.problems[0].sentence)
    assert "PC-001" in str(merged.problems[0].sentence)
    assert merged.rows == (row(),)


def test_a_stale_row_takes_nothing() -> None:
    stale = row(state=RowState.STALE, reason="Since then.")
    merged = confirm((stale,), [brought(row())], NOW)
    assert merged.rows == (stale,)
    assert "an Installation ID the host no longer has. Since then." in str(merged.problems[0].sentence)


@pytest.mark.parametrize(
    "before",
    [confirmed(), applied(), confirmed(state=RowState.FAILED, refused_block=BLOCKS[7])],
    ids=lambda item: item.state.value,
)
def test_the_same_again_changes_nothing_and_says_nothing(before: ListRow) -> None:
    merged = confirm((before,), [brought(row())], LATER)
    assert (merged.rows, merged.problems) == ((before,), ())


def test_an_applied_row_keeps_its_own_and_says_so() -> None:
    merged = confirm((applied(),), [brought(row(), confirmation_digits(5))], LATER)
    assert merged.rows == (applied(),)
    assert "is licensed already by another Confirmation ID" in str(merged.problems[0].sentence)


def test_a_row_applied_without_one_keeps_it_for_later() -> None:
    merged = confirm((applied(confirmation_id=None),), [brought(row())], LATER)
    assert merged.rows == (applied(),)


def test_a_new_one_replaces_one_that_was_sent_or_not_and_one_that_was_refused() -> None:
    failed = confirmed(state=RowState.FAILED, refused_block=BLOCKS[7], sent_at=NOW, reason="No.")
    for before in (confirmed(), confirmed(sent_at=NOW, reason="Sent."), failed):
        after = confirm((before,), [brought(row(), confirmation_digits(5))], LATER).rows
        assert after == (confirmed(confirmation_id=confirmation_id(5), confirmed_at=LATER),)


def test_two_different_ones_for_one_row_are_both_left_out() -> None:
    merged = confirm((row(),), [brought(row()), brought(row(), confirmation_digits(5))], NOW)
    assert merged.rows == (row(),)
    assert "two different Confirmation IDs for PC-001" in str(merged.problems[0].sentence)


def test_what_a_person_typed_into_the_list_is_judged_like_everything_else() -> None:
    rows = (row(confirmation_id=confirmation_id(1)), row(2, typed="12"), row(3), confirmed(4))
    typed = typed_into(rows)
    assert [item.host for item in typed] == ["PC-001", "PC-002"]
    merged = confirm(rows, typed, NOW)
    assert merged.rows == (confirmed(), *rows[1:])
    assert "PC-002" in str(merged.problems[0].sentence)


def test_a_kept_confirmation_id_may_stand_in_two_rows_of_one_product() -> None:
    moved = row(installation_id=installation_id(500))
    rows = collect((applied(),), [candidate(moved)], Pen(LATER))
    merged = confirm(rows, [brought(moved)], LATER)
    assert (merged.rows, merged.problems) == (rows, ())


@pytest.mark.parametrize(
    ("text", "says"),
    [
        pytest.param(
            DIGITS[:-6],
            "の確認 ID が 48 桁ではなく 42 桁です (ブロック H を確認)。ポータルのページと照らし合わせてください。",
            id="block H missing",
        ),
        pytest.param(f"{DIGITS}1", "の確認 ID が 48 桁ではなく 49 桁です。ポータルの", id="too many"),
        pytest.param(wrong(2), "の確認 ID のブロック C に誤った数字があります。ポータルの", id="check digit"),
        pytest.param("ask Bob", "の確認 ID に数字以外の文字が含まれています", id="words"),
        pytest.param("1.23457E+47", "の確認 ID を数値に変えたため", id="a number"),
    ],
)
def test_a_mistake_is_told_in_japanese_too(text: str, says: str) -> None:
    (problem,) = confirm((row(),), [brought(row(), text)], NOW).problems
    told = problem.sentence.said_in(Language.JAPANESE)
    assert f"PC-001 (Windows 11、プロダクト キー ...PKX99) {says}" in told
    assert told.endswith("。")


def test_a_place_and_the_trouble_with_it_are_told_in_one_language() -> None:
    (problem,) = confirm((row(),), [brought(row(), installation_id="123")], NOW).problems
    assert re.match(
        "[0-9]+ 番目の項目 \\(PC-001\\): インストール ID が 54 桁または 63 桁ではなく 3 桁です。9 つの",
        problem.sentence.said_in(Language.JAPANESE),
    )
