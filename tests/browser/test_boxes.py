# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The eight boxes: what people type and paste, and the marks that answer."""

from __future__ import annotations

import pytest

from tests.browser.conftest import Opened
from tests.browser.page_driver import DESKTOP, PHONE
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


@pytest.mark.parametrize("form", FORMS)
def test_a_whole_id_pasted_in_any_form_into_any_box_fills_all(opened: Opened, form: str) -> None:
    with opened([row(1)]) as driver:
        for label in "ADH":
            driver.paste(FORMS[form], label)
            assert driver.boxes() == PARTS
            assert driver.marks() == FINE
            assert driver.state() == "complete"
            driver.page.locator("#clear").click()
            assert driver.boxes() == [""] * 8


@pytest.mark.parametrize("device", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_typing_48_digits_walks_through_the_boxes(opened: Opened, device: dict[str, object]) -> None:
    with opened([row(1)], **device) as driver:
        (driver.box("A").tap if device is PHONE else driver.box("A").click)()
        driver.page.keyboard.type(ID)
        assert driver.boxes() == PARTS
        assert driver.focused() == "cid-H"
        assert driver.page.locator("#count").inner_text() == "1 of 1 complete"


def test_a_keyboard_that_inserts_without_pasting_fills_all_as_well(opened: Opened) -> None:
    with opened([row(1)]) as driver:
        driver.box("C").focus()
        driver.page.keyboard.insert_text(" ".join(PARTS))
        assert driver.boxes() == PARTS


def test_full_width_digits_can_be_typed(opened: Opened) -> None:
    with opened([row(1)]) as driver:
        driver.box("A").focus()
        for digit in ID.translate(WIDE):
            driver.page.keyboard.insert_text(digit)
        assert driver.boxes() == PARTS


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
def test_a_part_goes_where_it_belongs(opened: Opened, text: str, label: str, expected: dict[int, str]) -> None:
    with opened([row(1)]) as driver:
        driver.paste(text, label)
        assert driver.boxes() == [expected.get(place, "") for place in range(8)]


def test_a_block_that_lost_a_digit_is_short_in_its_own_box(opened: Opened) -> None:
    with opened([row(1)]) as driver:
        driver.paste(" ".join([*PARTS[:3], PARTS[3][1:], *PARTS[4:]]), "A")
        assert driver.marks() == ["fine"] * 3 + ["short"] + ["fine"] * 4
        assert driver.state() == "started"


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
def test_what_is_no_confirmation_id_changes_nothing_and_is_named(opened: Opened, text: str, sentence: str) -> None:
    with opened([row(1)]) as driver:
        driver.paste(PARTS[0], "A")
        driver.paste(text, "B")
        assert driver.boxes() == [PARTS[0], *[""] * 7]
        assert sentence in driver.page.locator("#said").inner_text()


def test_digits_that_do_not_fit_are_not_pasted(opened: Opened) -> None:
    with opened([row(1)]) as driver:
        driver.paste(PARTS[0] + PARTS[1], "H")
        assert driver.boxes() == [""] * 8
        assert "12 digits do not fit from block H on" in driver.page.locator("#said").inner_text()


@pytest.mark.parametrize("block", range(8))
def test_a_wrong_check_digit_is_marked_at_its_box_alone(opened: Opened, block: int) -> None:
    with opened([row(1)]) as driver:
        driver.paste(damaged(ID, block), "A")
        label = "ABCDEFGH"[block]
        assert driver.marks() == [*FINE[:block], "wrong", *FINE[block + 1 :]]
        assert driver.state() == "wrong"
        assert driver.box(label).get_attribute("aria-invalid") == "true"
        assert driver.page.locator(f"#mark-{label}").inner_text().strip().endswith("wrong digit?")
        assert f"block {label}" in driver.page.locator("#verdict").inner_text()
        assert driver.page.locator("#save").is_disabled()


def test_a_person_can_vouch_for_a_failing_block_until_it_changes(opened: Opened) -> None:
    with opened([row(1)]) as driver:
        wrong = damaged(ID, 2)
        driver.paste(wrong, "A")
        driver.page.locator("#accepted").check()
        assert driver.state() == "complete"
        assert driver.marks()[2] == "accepted"
        driver.paste(blocks(damaged(ID, 3), 6)[3], "D")
        assert driver.state() == "wrong"
        assert not driver.page.locator("#accepted").is_checked()


def test_letters_and_too_many_digits_are_marked_where_they_are(opened: Opened) -> None:
    with opened([row(1)]) as driver:
        driver.paste(" ".join([*PARTS[:4], "12O456", *PARTS[5:]]), "A")
        driver.box("H").focus()
        driver.page.keyboard.press("End")
        driver.page.keyboard.type("7")
        assert driver.marks() == [*FINE[:4], "letters", "fine", "fine", "long"]
        assert "block E" in driver.page.locator("#verdict").inner_text()
        driver.box("E").fill(PARTS[4])
        driver.box("H").fill(PARTS[7])
        assert driver.state() == "complete"


def test_an_id_at_two_hosts_is_named_at_both_and_saved_at_none(opened: Opened) -> None:
    with opened(rows([1, 2, 3])) as driver:
        for text in (ID, ID, cid("three")):
            driver.paste(text, "A")
            driver.page.keyboard.press("Enter")
        assert driver.page.locator("#save").inner_text() == "Save confirmations (1)"
        driver.page.locator("[role=option]").nth(1).click()
        assert driver.state() == "double"
        assert "press-001" in driver.page.locator("#verdict").inner_text()
        driver.paste(cid("two"), "A")
        assert driver.page.locator("#save").inner_text() == "Save confirmations (3)"
