# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The eight boxes: what people type and paste, and the marks that answer."""

from __future__ import annotations

import itertools

import pytest

from tests.browser.conftest import Opened
from tests.browser.page_driver import DESKTOP, PHONE, PageDriver
from tests.browser.sample import cid, damaged, row, rows
from tests.simulator.model.digits import blocks

ID = cid("one")
PARTS = blocks(ID, 6)
WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
FINE = ["fine"] * 8

FORMS = {
    "bare": ID,
    "spaces": " ".join(PARTS),
    "dashes": "-".join(PARTS),
    "lines": "\r\n".join(PARTS),
    "tabs and blanks around": f"  {chr(9).join(PARTS)}\n\n",
    "labels in front": " ".join(f"{label} {part}" for label, part in zip("ABCDEFGH", PARTS, strict=True)),
    "labels with colons": "\n".join(f"{label}: {part}" for label, part in zip("abcdefgh", PARTS, strict=True)),
    "labels without a space": "".join(f"{label}{part}" for label, part in zip("ABCDEFGH", PARTS, strict=True)),
    "labels in a row above": "A B C D E F G H\n" + " ".join(PARTS),
    "full-width digits": "　".join(PARTS).translate(WIDE),
    "full-width labels": "".join(f"{label}　{part}　" for label, part in zip("ＡＢＣＤＥＦＧＨ", PARTS, strict=True)),
    "long dashes": "ー".join(PARTS),
    "under a heading": "Your Confirmation ID\nCopy it down\n" + "\n".join(PARTS) + "\nDone",
    "under a Japanese heading": "確認 ID\n" + " ".join(PARTS),
    "invisible marks": "\u200b".join(PARTS) + "\ufeff",
}


def test_a_whole_id_pasted_in_any_form_into_any_box_fills_all(one_host: PageDriver) -> None:
    for form, label in itertools.product(FORMS, "AH"):
        one_host.paste(FORMS[form], label)
        assert (form, one_host.boxes()) == (form, PARTS)
        assert (form, one_host.marks(), one_host.state()) == (form, FINE, "complete")
        one_host.page.locator("#clear").click()
        assert one_host.boxes() == [""] * 8


@pytest.mark.parametrize("device", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_typing_48_digits_walks_through_the_boxes(opened: Opened, device: dict[str, object]) -> None:
    with opened([row(1)], **device) as driver:
        (driver.box("A").tap if device is PHONE else driver.box("A").click)()
        driver.page.keyboard.type(ID)
        assert driver.boxes() == PARTS
        assert driver.focused() == "cid-H"
        assert driver.page.locator("#count").inner_text() == "1 of 1 machine done"


def test_a_keyboard_that_inserts_without_pasting_fills_all_as_well(one_host: PageDriver) -> None:
    one_host.box("C").focus()
    one_host.page.keyboard.insert_text(" ".join(PARTS))
    assert one_host.boxes() == PARTS


def test_full_width_digits_can_be_typed(one_host: PageDriver) -> None:
    one_host.box("A").focus()
    for digit in ID.translate(WIDE):
        one_host.page.keyboard.insert_text(digit)
    assert one_host.boxes() == PARTS


@pytest.mark.parametrize(
    ("text", "label", "expected"),
    [
        (PARTS[2], "C", {2: PARTS[2]}),
        (f"{PARTS[2]} {PARTS[3]}", "C", {2: PARTS[2], 3: PARTS[3]}),
        (PARTS[2] + PARTS[3], "C", {2: PARTS[2], 3: PARTS[3]}),
        (f"F {PARTS[5]}", "A", {5: PARTS[5]}),
        (f"B: {PARTS[1]} C: {PARTS[2]}", "A", {1: PARTS[1], 2: PARTS[2]}),
        (ID[:-1], "A", {**dict(enumerate(PARTS[:7])), 7: PARTS[7][:-1]}),
    ],
    ids=["one", "two", "two joined", "one with its label", "two with labels", "one digit lost"],
)
def test_a_part_goes_where_it_belongs(one_host: PageDriver, text: str, label: str, expected: dict[int, str]) -> None:
    one_host.paste(text, label)
    assert one_host.boxes() == [expected.get(place, "") for place in range(8)]


def test_a_block_that_lost_a_digit_is_short_in_its_own_box(one_host: PageDriver) -> None:
    one_host.paste(" ".join([*PARTS[:3], PARTS[3][1:], *PARTS[4:]]), "A")
    assert one_host.marks() == ["fine"] * 3 + ["short"] + ["fine"] * 4
    assert one_host.state() == "started"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (row(1).installation_id, "63 digits are an Installation ID"),
        ("-".join(row(1).installation_id_blocks), "63 digits are an Installation ID"),
        (ID + "1", "49 digits; a Confirmation ID has 48"),
        ("no idea what this is", "the text has"),
        (ID[:20] + "O" + ID[21:], "the text has O where digits belong"),
    ],
)
def test_what_is_no_confirmation_id_changes_nothing_and_is_named(
    one_host: PageDriver, text: str, sentence: str
) -> None:
    one_host.paste(PARTS[0], "A")
    one_host.paste(text, "B")
    assert one_host.boxes() == [PARTS[0], *[""] * 7]
    assert sentence in one_host.page.locator("#said").inner_text()


def test_digits_that_do_not_fit_are_not_pasted(one_host: PageDriver) -> None:
    one_host.paste(PARTS[0] + PARTS[1], "H")
    assert one_host.boxes() == [""] * 8
    assert "12 digits do not fit from block H on" in one_host.page.locator("#said").inner_text()


def test_a_wrong_check_digit_is_marked_at_its_box_alone(one_host: PageDriver) -> None:
    for block, label in enumerate("ABCDEFGH"):
        one_host.paste(damaged(ID, block), "A")
        assert one_host.marks() == [*FINE[:block], "wrong", *FINE[block + 1 :]]
        assert one_host.state() == "wrong"
        assert one_host.box(label).get_attribute("aria-invalid") == "true"
        assert one_host.page.locator(f"#mark-{label}").inner_text().strip().endswith("wrong digit?")
        assert f"block {label}" in one_host.page.locator("#verdict").inner_text()
        assert one_host.page.locator("#save").is_disabled()
        one_host.page.locator("#clear").click()


def test_a_person_can_vouch_for_a_failing_block_until_it_changes(one_host: PageDriver) -> None:
    wrong = damaged(ID, 2)
    one_host.paste(wrong, "A")
    one_host.page.locator("#accepted").check()
    assert one_host.state() == "complete"
    assert one_host.marks()[2] == "accepted"
    one_host.paste(blocks(damaged(ID, 3), 6)[3], "D")
    assert one_host.state() == "wrong"
    assert not one_host.page.locator("#accepted").is_checked()


def test_letters_and_too_many_digits_are_marked_where_they_are(one_host: PageDriver) -> None:
    one_host.paste(" ".join([*PARTS[:4], "12O456", *PARTS[5:]]), "A")
    one_host.box("H").focus()
    one_host.page.keyboard.press("End")
    one_host.page.keyboard.type("7")
    assert one_host.marks() == [*FINE[:4], "letters", "fine", "fine", "long"]
    assert "block E" in one_host.page.locator("#verdict").inner_text()
    one_host.box("E").fill(PARTS[4])
    one_host.box("H").fill(PARTS[7])
    assert one_host.state() == "complete"


def test_an_id_typed_at_two_machines_is_named_at_both_and_saved_at_none(opened: Opened) -> None:
    with opened(rows([1, 2, 3])) as driver:
        driver.paste(ID, "A")
        driver.page.keyboard.press("Enter")
        driver.page.keyboard.type(ID)
        driver.page.keyboard.press("Enter")
        assert "Whose Confirmation ID is this?" in driver.asked()
        driver.answer("Go on, leave it open")
        driver.paste(cid("three"), "A")
        assert driver.page.locator("#save").inner_text() == "Save 1 ID"
        driver.page.locator("[role=option]").nth(1).click()
        assert driver.state() == "double"
        assert "press-001" in driver.page.locator("#verdict").inner_text()
        driver.paste(cid("two"), "A")
        driver.answer("Replace")
        assert driver.page.locator("#save").inner_text() == "Save 3 IDs"
