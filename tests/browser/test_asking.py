# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the page asks in time: about wrong blocks left behind, digits replaced, one machine's ID at another's."""

from __future__ import annotations

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._worklist._row import RowState
from tests.browser.conftest import Opened, anew
from tests.browser.page_driver import PHONE, PageDriver
from tests.browser.sample import cid, damaged, known, row, rows
from tests.simulator.model.digits import blocks

ID = cid("one")
PARTS = blocks(ID, 6)
OTHER = cid("other")
EMPTY = [""] * 8

#: The size of every text of the card that is in sight, and whether it belongs to its title.
SIZES = """() => [...document.querySelectorAll("#card, #card *")].filter((one) => one.checkVisibility()
    && [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim()) || one.matches("input[type=text]"))
    .map((one) => [parseFloat(getComputedStyle(one).fontSize), Boolean(one.closest("#title"))])"""


def at(driver: PageDriver, place: int) -> None:
    """Choose a row of the list, counted from 0, among all."""
    driver.page.locator("#filter-all").click()
    driver.page.locator(f"#option-{place}").click()


def typed(driver: PageDriver, text: str) -> None:
    """Typed digit by digit from the first box on, so that nothing is pasted."""
    driver.box("A").focus()
    driver.page.keyboard.type(text)


@pytest.mark.parametrize(
    ("text", "question", "box"),
    [
        (damaged(ID, 2), "Is block C right?", "C"),
        (damaged(ID, 2)[:30], "Is block C right?", "C"),
        (" ".join([*PARTS[:4], "12O456", *PARTS[5:]]), "Block E has letters in it.", "E"),
        (" ".join([*PARTS[:3], PARTS[3] + "7", *PARTS[4:]]), "Block D has 7 digits.", "D"),
        (" ".join([*PARTS[:3], PARTS[3][1:], *PARTS[4:]]), "Block D has 5 digits.", "D"),
        (" ".join([*PARTS[:3], "7", *PARTS[4:]]), "Block D has 1 digit.", "D"),
    ],
    ids=["wrong", "wrong and not all", "letters", "long", "short", "one digit"],
)
def test_enter_on_a_wrong_block_asks_and_enter_again_goes_back_to_it(
    fleet: PageDriver, text: str, question: str, box: str
) -> None:
    fleet.paste(text, "A")
    for key in ("Enter", "Shift+Enter"):
        fleet.box("H").focus()
        fleet.page.keyboard.press(key)
        assert fleet.asked().startswith(question)
        assert "press-001 (Windows 11, key ...3V66T)" in fleet.asked()
        fleet.page.keyboard.press("Enter")
        assert (fleet.asked(), fleet.host(), fleet.focused()) == ("", "press-001", f"cid-{box}")
    fleet.page.locator("#next").click()
    fleet.page.keyboard.press("Escape")
    assert fleet.host() == "press-001"
    fleet.page.locator("#next").click()
    fleet.answer("Go on, leave it open")
    assert (fleet.host(), fleet.focused()) == ("press-002", "cid-A")
    assert fleet.page.locator("#save").is_disabled()


def test_what_the_portal_shows_is_accepted_in_the_question(fleet: PageDriver) -> None:
    fleet.paste(damaged(ID, 2), "A")
    fleet.page.keyboard.press("Enter")
    fleet.answer("The portal shows it so")
    assert fleet.host() == "press-002"
    at(fleet, 0)
    assert (fleet.state(), fleet.marks()[2]) == ("complete", "accepted")


def test_half_an_id_may_be_left_and_a_key_held_down_leaves_one_row_only(fleet: PageDriver) -> None:
    fleet.paste(ID[:24], "A")
    for _repeated in range(3):
        fleet.page.keyboard.down("Enter")
    fleet.page.keyboard.up("Enter")
    assert (fleet.asked(), fleet.host()) == ("", "press-002")


def test_48_digits_over_others_ask_and_can_be_taken_back(fleet: PageDriver) -> None:
    fleet.paste(ID, "A")
    fleet.paste(ID, "C")
    assert fleet.asked() == ""  # the same once more changes nothing
    fleet.paste(OTHER, "C")
    assert "press-001 (Windows 11, key ...3V66T) there are 48 digits already" in fleet.asked()
    fleet.page.keyboard.press("Enter")
    assert fleet.boxes() == PARTS
    fleet.paste(OTHER, "C")
    fleet.answer("Replace")
    assert fleet.boxes() == blocks(OTHER, 6)
    fleet.page.locator("#undo").click()
    assert fleet.boxes() == PARTS
    assert fleet.page.locator("#undo").is_hidden()


def test_one_block_is_replaced_unasked_and_clearing_can_be_taken_back(fleet: PageDriver) -> None:
    fleet.paste(damaged(ID, 1), "A")
    fleet.paste(PARTS[1], "B")
    assert (fleet.asked(), fleet.boxes()) == ("", PARTS)
    fleet.page.locator("#clear").click()
    assert fleet.boxes() == EMPTY
    fleet.page.keyboard.press("Control+Z")
    assert fleet.boxes() == PARTS


def test_a_keyboard_that_inserts_over_what_is_there_is_asked_as_well(fleet: PageDriver) -> None:
    fleet.paste(ID, "A")
    fleet.box("C").focus()
    fleet.page.keyboard.insert_text(OTHER)
    fleet.answer("Keep what is here")
    assert fleet.boxes() == PARTS


def test_the_id_of_one_row_pasted_at_the_next_stays_or_moves(fleet: PageDriver) -> None:
    fleet.paste(ID, "A")
    fleet.page.keyboard.press("Enter")
    fleet.paste(ID)
    assert "It was entered for press-001 (Windows 11, key ...3V66T)." in fleet.asked()
    fleet.page.keyboard.press("Enter")
    assert (fleet.boxes(), fleet.marks()) == (EMPTY, ["empty"] * 8)
    fleet.paste(ID)
    fleet.answer("Move it here")
    assert (fleet.host(), fleet.boxes()) == ("press-002", PARTS)
    at(fleet, 0)
    assert fleet.boxes() == EMPTY
    at(fleet, 1)
    fleet.page.locator("#undo").click()
    assert fleet.boxes() == EMPTY
    at(fleet, 0)
    assert fleet.boxes() == PARTS


def test_an_id_the_list_has_for_another_row_is_known_and_cannot_be_moved(fleet: PageDriver) -> None:
    fleet.paste(cid("visio"), "A")
    assert "press-001 (Office LTSC 2024, key ...KRT37)" in fleet.asked()
    assert fleet.page.locator("#ask button").all_inner_texts() == ["Do not paste"]
    fleet.page.keyboard.press("Enter")
    typed(fleet, cid("visio"))
    assert fleet.state() == "double"
    assert "press-001 (Office LTSC 2024, key ...KRT37)" in fleet.page.locator("#verdict").inner_text()
    assert fleet.page.locator("#save").is_disabled()


def test_an_id_the_machine_has_refused_is_known_and_may_be_that_of_another(window: PageDriver) -> None:
    refused = row(1, state=RowState.FAILED, confirmation_id=known(ID), refused_block=PARTS[7])
    driver = anew(window, [refused, row(2)])
    driver.paste(ID, "A")
    assert driver.state() == "again"
    driver.page.keyboard.press("Enter")
    assert "was refused" in driver.asked()
    driver.answer("Go on, leave it open")
    assert driver.host() == "press-002"
    driver.paste(ID)
    driver.answer("Move it here")
    assert driver.state() == "complete"


def test_two_rows_of_one_product_may_share_what_was_kept(window: PageDriver) -> None:
    """The older one is history, as it is to the controller."""
    old = row(1, state=RowState.STALE, confirmation_id=known(ID))
    driver = anew(window, [old, row(1, installation_id=row(2).installation_id)])
    driver.paste(ID, "A")
    assert (driver.asked(), driver.state()) == ("", "complete")


def test_the_answer_goes_to_the_row_whose_installation_id_was_copied(fleet: PageDriver) -> None:
    fleet.page.locator("#copy-all").click()
    fleet.page.get_by_text("All digits copied.").wait_for()
    fleet.page.locator("#following").click()
    fleet.page.reload()  # a phone does, on the way back from the portal
    assert fleet.host() == "press-002"
    fleet.paste(ID, "A")
    assert fleet.asked().startswith("Is this the answer for press-002 (Windows 11, key ...3V66T)?")
    fleet.page.keyboard.press("Enter")
    assert fleet.boxes() == EMPTY
    fleet.paste(ID)
    fleet.answer("Paste at press-001 (Windows 11, key ...3V66T)")
    assert (fleet.host(), fleet.boxes()) == ("press-001", PARTS)
    fleet.page.keyboard.press("Enter")
    fleet.paste(OTHER)
    assert (fleet.asked(), fleet.host(), fleet.state()) == ("", "press-002", "complete")


def test_digits_typed_while_another_row_waits_for_its_answer_are_asked_about(fleet: PageDriver) -> None:
    fleet.page.locator("[data-block='0']").click()
    fleet.page.get_by_text("Block 1 copied.").wait_for()
    at(fleet, 1)
    typed(fleet, ID)
    fleet.page.keyboard.press("Enter")
    assert "copied last is that of press-001" in fleet.asked()
    fleet.answer("It is right")
    assert fleet.host() == "press-003"
    fleet.paste(OTHER)
    assert fleet.asked() == ""


def test_the_machine_and_the_product_are_the_largest_type_of_the_card(fleet: PageDriver) -> None:
    typed(fleet, damaged(ID, 1))
    sizes = fleet.page.evaluate(SIZES)
    assert fleet.page.locator("#title").inner_text().split("\n") == ["press-001", "Windows 11"]
    title = [size for size, is_title in sizes if is_title]
    others = [size for size, is_title in sizes if not is_title]
    assert len(title) == 2
    assert min(title) > max(others)
    headings = [" ".join(one.inner_text().split()) for one in fleet.page.get_by_role("heading").all()]
    assert "Installation ID of press-001" in headings
    assert "2 Confirmation ID for press-001, Windows 11" in headings
    assert fleet.page.get_by_role("group", name="Confirmation ID for press-001, Windows 11").count() == 1


def test_on_a_phone_the_title_stays_in_sight_while_digits_are_typed(opened: Opened) -> None:
    with opened(rows([1, 2]), **PHONE) as driver:
        driver.box("H").tap()
        assert driver.page.evaluate("scrollY") > 300
        title, box = driver.page.locator("#title").bounding_box(), driver.box("H").bounding_box()
        assert title and box
        assert 0 <= title["y"] < title["y"] + title["height"] <= box["y"]


def test_rows_of_one_machine_are_shown_as_such_and_told_apart(fleet: PageDriver) -> None:
    assert fleet.page.locator("#machine-text, #machine-rows button").all_inner_texts() == [
        "This machine has 3 rows, each with a Confirmation ID of its own:",
        "Windows 11 (...3V66T): open",
        "Office LTSC 2024 (...VWM72): open",
        "Office LTSC 2024 (...KRT37): in the list",
    ]
    fleet.page.locator("#machine button").nth(1).click()
    assert fleet.page.locator("#title").inner_text().split("\n") == ["press-001", "Office LTSC 2024"]
    named = fleet.page.locator("[role=option]", has_text="press-001").locator(".which").all_inner_texts()
    assert [text.rsplit(", ")[-1] for text in named] == ["...3V66T", "...VWM72", "...KRT37"]
    at(fleet, 1)
    assert fleet.page.locator("#machine").is_hidden()
