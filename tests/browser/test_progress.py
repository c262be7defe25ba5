# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How far the list is: counted in rows and machines, said when it is finished, and calm when everything is saved."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._language._text import Language
from ansible_collections.licenseops.windows.plugins.plugin_utils._worklist._note import Note, NoteKind
from ansible_collections.licenseops.windows.plugins.plugin_utils._worklist._row import RowState
from tests.browser.conftest import Opened, anew
from tests.browser.page_driver import PageDriver
from tests.browser.sample import cid, row, rows

UNLOADING = "!window.dispatchEvent(new Event('beforeunload', { cancelable: true }))"
NO_STORAGE = "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError') }"


def count(driver: PageDriver) -> str:
    """How far the page says the list is."""
    return driver.page.locator("#count").inner_text()


def is_calm(driver: PageDriver) -> bool:
    """Whether nothing about saving asks for attention."""
    classes = driver.page.locator("#save").get_attribute("class") or ""
    return "primary" not in classes


def fill_all(driver: PageDriver) -> None:
    """Every open row, with Enter from one to the next."""
    driver.box("A").focus()
    number = 0
    while driver.page.locator("#card").is_visible():
        driver.paste(cid(str(number)))
        driver.page.keyboard.press("Enter")
        number += 1


def test_rows_and_machines_are_counted_apart(fleet: PageDriver) -> None:
    assert count(fleet) == "1 of 5 rows, 0 of 3 machines done"
    fleet.paste(cid("1"), "A")
    assert count(fleet) == "2 of 5 rows, 0 of 3 machines done"
    fleet.page.locator("#machine button").nth(1).click()
    fleet.paste(cid("2"), "A")
    assert count(fleet) == "3 of 5 rows, 1 of 3 machines done"
    assert fleet.page.locator("#bar").evaluate("bar => [bar.value, bar.max]") == [3, 5]
    assert fleet.page.locator("#bar").get_attribute("aria-valuetext") == count(fleet)
    fleet.page.locator("[data-language=ja]").click()
    assert count(fleet) == "5 件中 3 件完了 (3 台中 1 台)"
    assert fleet.page.locator("#machine-text").inner_text().startswith("このホストには 3 件の行があり")


@pytest.mark.parametrize(("number", "words"), [(1, "0 of 1 machine done"), (2, "0 of 2 machines done")])
def test_one_is_not_two(window: PageDriver, number: int, words: str) -> None:
    driver = anew(window, rows(range(1, number + 1)))
    assert count(driver) == words
    driver.paste(cid("1"), "A")
    assert driver.page.locator("#kept").inner_text() == "1 change not saved yet"
    assert driver.page.locator("#save").inner_text() == "Save 1 ID"
    driver.page.locator("#forget").click()
    assert driver.asked().startswith("Erase what was typed for 1 row?")


def test_a_finished_list_says_so_and_what_was_done_for_whom(fleet: PageDriver, tmp_path: Path) -> None:
    fill_all(fleet)
    assert fleet.page.locator("#finish-title").inner_text() == "All Confirmation IDs are here"
    assert fleet.page.locator("#finish-count").inner_text() == "5 rows of 3 machines, nothing is open."
    lines = fleet.page.locator("#finish-rows tr").all_inner_texts()
    assert [line.split("\t")[0].strip() for line in lines] == [
        "press-001", "press-002", "press-003", "press-001", "press-001",
    ]  # fmt: skip
    assert "key ending in VWM72" in lines[3]
    assert f"not in a file yet\nblock H: {cid('0')[42:]}" in lines[0]
    assert "in the list" in lines[4]
    assert fleet.listed() == ["press-001", "press-002", "press-003", "press-001", "press-001"]
    assert fleet.focused() == "save"
    assert fleet.page.locator("#finish-kept").inner_text() == "4 changes are not in a file yet. Save now."
    fleet.save(tmp_path / "saved.json")
    assert "in a saved file" in fleet.page.locator("#finish-rows tr").first.inner_text()
    assert fleet.page.locator("#finish-kept").inner_text().startswith("Saved at ")
    fleet.page.reload()
    assert fleet.page.locator("#finish").is_visible()
    assert fleet.page.locator("#finish-kept").inner_text() == "Everything is in a saved file"
    fleet.page.locator("[role=option]").nth(1).click()
    assert (fleet.host(), fleet.page.locator("#finish").is_visible()) == ("press-002", False)
    assert fleet.page.locator("#next").inner_text() == "To the summary"
    fleet.page.locator("#next").click()
    assert fleet.page.locator("#finish").is_visible()


def test_a_list_of_nothing_but_history_is_not_finished(window: PageDriver) -> None:
    driver = anew(window, [row(1, state=RowState.STALE)])
    assert not driver.page.locator("#finish").is_visible()
    assert "out of date" in driver.page.locator("#notice").inner_text()
    assert count(driver) == "0 of 0 machines done"


def test_saving_calms_down_until_something_changes(fleet: PageDriver, tmp_path: Path) -> None:
    assert is_calm(fleet)
    fleet.paste(cid("1"), "A")
    fleet.page.keyboard.press("Enter")
    fleet.paste(cid("2"))
    assert not is_calm(fleet)
    fleet.save(tmp_path / "saved.json")
    assert (is_calm(fleet), fleet.page.locator("#save").inner_text()) == (True, "Save again")
    fleet.page.locator("#clear").click()
    assert (is_calm(fleet), fleet.page.locator("#kept").inner_text()) == (False, "1 change not saved yet")
    assert cid("2") not in fleet.page.evaluate("JSON.stringify(localStorage)")
    fleet.page.locator("#undo").click()
    assert is_calm(fleet)
    fleet.page.locator("#clear").click()
    saved = json.loads(fleet.save(tmp_path / "again.json").read_text(encoding="utf-8"))
    assert [item["confirmation_id"] for item in saved["confirmations"]] == [cid("1")]
    assert is_calm(fleet)


def test_leaving_is_asked_about_only_where_something_would_be_lost(opened: Opened, tmp_path: Path) -> None:
    with opened(rows([1, 2]), script=NO_STORAGE) as driver:
        assert not driver.page.evaluate(UNLOADING)
        driver.paste(cid("1")[:12], "A")
        assert driver.page.evaluate(UNLOADING)
        driver.paste(cid("1"), "A")
        driver.save(tmp_path / "saved.json")
        assert not driver.page.evaluate(UNLOADING)
        driver.page.locator("#clear").click()
        assert not driver.page.evaluate(UNLOADING)
    with opened(rows([1, 2])) as driver:
        driver.paste(cid("1"), "A")
        assert not driver.page.evaluate(UNLOADING)  # the browser keeps it


def test_why_a_row_is_in_its_state_is_said_in_the_language_of_the_reader(opened: Opened) -> None:
    refused = Note(NoteKind.REFUSED, code=0xC004C008).cell
    stale = Note(NoteKind.OTHER_KEY, key="4Q7TD", time="2026-03-02 08:00 UTC").cell
    told = [
        row(1, state=RowState.FAILED, reason="In words of the run.", reason_code=refused, refused_block="112233"),
        row(2, state=RowState.STALE, reason="In words of the run.", reason_code=stale),
        row(3, state=RowState.FAILED, reason="By hand."),
        row(4, reason_code=Note(NoteKind.VALID_AGAIN).cell),
    ]
    with opened(told, language=Language.JAPANESE) as driver:
        notice, reason = driver.page.locator("#notice"), driver.page.locator("#reason")
        assert notice.inner_text().startswith("ホストは前回の確認 ID を受け付けませんでした。")
        assert reason.inner_text().startswith(
            "Windows(R), Enterprise edition への確認 ID の適用に失敗しました。0xC004C008 "
        )
        assert reason.inner_text().endswith("(確認 ID の末尾 112233)")
        driver.page.locator("[data-language=en]").click()
        assert "failed with 0xC004C008" in reason.inner_text()
        driver.page.locator("#filter-all").click()
        for place, sentence in enumerate(
            ["Since 2026-03-02 08:00 UTC the host has another product key, ...4Q7TD.", "By hand."], 1
        ):
            driver.page.locator(f"#option-{place}").click()
            assert reason.inner_text() == sentence
        driver.page.locator("#option-3").click()
        assert notice.inner_text().strip() == "The Installation ID is that of the host again."


def test_nothing_moves_for_those_who_do_not_want_it(opened: Opened) -> None:
    duration = "getComputedStyle(document.querySelector('#bar'), '::-webkit-progress-value').transitionDuration"
    moving = "document.getAnimations().length"
    with opened(rows([1]), reduced_motion="reduce") as driver:
        driver.paste(cid("1"), "A")
        assert driver.page.evaluate(moving) == 0
        assert driver.page.evaluate(duration) in ("0s", "")
