# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the page keeps, gives away, takes back and forgets."""

from __future__ import annotations

import json
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._worklist._row import RowState
from tests.browser.conftest import Opened
from tests.browser.page_driver import PageDriver, fill_page
from tests.browser.sample import cid, damaged, row, rows

BROKEN_STORAGE = {
    "refusing": "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError') }",
    "absent": "Object.defineProperty(window, 'localStorage', { get() { throw new Error('SecurityError') } })",
}


def confirmation(number: int, **values: Any) -> dict[str, Any]:
    """What the file holds for a host."""
    one = row(number)
    return {
        "host": one.host,
        "host_uuid": one.host_uuid,
        "activation_id": one.activation_id,
        "partial_product_key": one.partial_product_key,
        "installation_id": one.installation_id,
        "confirmation_id": cid(str(number)),
        **values,
    }


def file_of(path: Path, *confirmations: Any, **values: Any) -> Path:
    """A saved file."""
    head = {"format": "licenseops.windows/confirmations", "version": 1, "list": "x", "exported_at": ""}
    path.write_text(json.dumps({**head, "confirmations": confirmations, **values}), encoding="utf-8")
    return path


def load(driver: PageDriver, *paths: Path) -> list[str]:
    """Load files, and what the page says about them."""
    driver.page.locator("#file").set_input_files(paths)
    driver.page.locator("#loaded li").first.wait_for()
    return driver.page.locator("#loaded li").all_inner_texts()


def test_the_saved_file_holds_the_complete_ones_and_nothing_else(opened: Opened, tmp_path: Path) -> None:
    with opened([*rows([1, 2, 3, 4]), row(5, state=RowState.CONFIRMED)]) as driver:
        for text in (cid("1"), damaged(cid("2"), 3), "123", cid("4")):
            driver.paste(text, "A")
            driver.page.keyboard.press("Enter")
            if driver.asked():
                driver.answer("Go on, leave it open")
        assert driver.page.locator("#kept").inner_text() == "2 changes not saved yet"
        saved = json.loads(driver.save(tmp_path / "saved.json").read_text(encoding="utf-8"))
        assert re.fullmatch(r"Saved at \d\d:\d\d: confirmations-.*\.json", driver.page.locator("#kept").inner_text())
        data = json.loads(driver.page.locator("#data").text_content() or "")
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d UTC", saved.pop("exported_at"))
    assert saved == {
        "format": "licenseops.windows/confirmations",
        "version": 1,
        "list": data["list"],
        "confirmations": [confirmation(1), confirmation(4)],
    }


def test_the_saved_file_tells_which_differing_check_digits_a_person_vouched_for(opened: Opened, tmp_path: Path) -> None:
    with opened(rows([1, 2])) as driver:
        driver.paste(damaged(cid("1"), 3), "A")
        driver.page.locator("#accepted").check()
        driver.box("H").focus()
        driver.page.keyboard.press("Enter")
        driver.paste(cid("2"), "A")
        saved = json.loads(driver.save(tmp_path / "saved.json").read_text(encoding="utf-8"))
    vouched = confirmation(1, confirmation_id=damaged(cid("1"), 3), check_digits_accepted=True)
    assert saved["confirmations"] == [vouched, confirmation(2)]


def test_the_text_to_copy_is_the_file(opened: Opened, tmp_path: Path) -> None:
    with opened(rows([1])) as driver:
        driver.paste(cid("1"), "A")
        saved = json.loads(driver.save(tmp_path / "saved.json").read_text(encoding="utf-8"))
        driver.page.locator("#copy-text").click()
        driver.page.get_by_text("1 Confirmation ID copied.").wait_for()
        copied = json.loads(driver.page.evaluate("navigator.clipboard.readText()"))
    assert copied["confirmations"] == saved["confirmations"] == [confirmation(1)]


def test_where_copying_is_not_allowed_the_text_is_shown(opened: Opened) -> None:
    script = "navigator.clipboard.writeText = () => Promise.reject(); document.execCommand = () => false"
    with opened(rows([1])) as driver:
        driver.paste(cid("1"), "A")
        driver.page.evaluate(script)
        driver.page.locator("#copy-text").click()
        driver.page.locator("#shown").wait_for()
        assert cid("1") in driver.page.locator("#shown-text").input_value()


def test_a_reload_keeps_everything_typed(opened: Opened) -> None:
    with opened(rows([1, 2, 3])) as driver:
        driver.paste(cid("1"), "A")
        driver.page.keyboard.press("Enter")
        driver.page.keyboard.type("0000")
        driver.page.reload()
        assert driver.host() == "press-002"
        assert driver.boxes() == ["0000", *[""] * 7]
        assert driver.page.locator("#count").inner_text() == "1 of 3 machines done"
        assert driver.page.locator("#unkept").is_hidden()


def test_a_page_made_anew_from_a_longer_list_still_knows(opened: Opened) -> None:
    with opened(rows([1, 2])) as driver:
        driver.paste(cid("1"), "A")
        with opened(rows([1, 2, 3])):
            driver.page.reload()
        assert driver.page.locator("#count").inner_text() == "1 of 3 machines done"


def test_two_windows_do_not_overwrite_each_other(opened: Opened) -> None:
    script = "window.heard = []; addEventListener('storage', (event) => heard.push(event.key))"
    with opened(rows([1, 2]), script=script) as driver:
        other = driver.context.new_page()
        second = PageDriver(driver.context, other)
        other.goto(driver.page.url)
        driver.page.evaluate("heard.length = 0")  # the other window tried the storage when it opened
        driver.page.bring_to_front()
        driver.paste(cid("1"), "A")
        other.bring_to_front()
        other.get_by_text("1 of 2 machines done").wait_for()
        other.locator("#next").click()
        second.paste(cid("2"), "A")
        driver.page.get_by_text("2 of 2 machines done").wait_for()
        # One change each: hearing of a change must not make another.
        assert [len(window.evaluate("heard")) for window in (driver.page, other)] == [1, 1]
        second.check()


@pytest.mark.parametrize("script", BROKEN_STORAGE.values(), ids=BROKEN_STORAGE)
def test_without_storage_it_works_and_says_that_nothing_is_kept(opened: Opened, tmp_path: Path, script: str) -> None:
    with opened(rows([1, 2]), script=script) as driver:
        assert driver.page.locator("#unkept").is_visible()
        driver.page.get_by_text("日本語").click()
        driver.paste(cid("1"), "A")
        saved = json.loads(driver.save(tmp_path / "saved.json").read_text(encoding="utf-8"))
        assert saved["confirmations"] == [confirmation(1)]


def test_forgetting_asks_first_and_leaves_nothing(opened: Opened) -> None:
    with opened(rows([1, 2])) as driver:
        driver.paste(cid("1"), "A")
        driver.page.locator("#forget").click()
        assert "for 1 row?" in driver.asked()
        driver.page.keyboard.press("Enter")  # the harmless answer has the focus
        assert driver.boxes()[0]
        driver.page.locator("#forget").click()
        driver.page.locator("#ask-yes").click()
        assert driver.boxes() == [""] * 8
        assert driver.page.evaluate("[...Object.keys(localStorage), ...Object.keys(sessionStorage)]") == []
        driver.page.reload()
        assert driver.boxes() == [""] * 8


def test_a_saved_file_is_taken_back(opened: Opened, tmp_path: Path) -> None:
    path = file_of(tmp_path / "saved.json", confirmation(1), confirmation(3, confirmation_id=damaged(cid("3"), 2)))
    with opened(rows([1, 2, 3])) as driver:
        assert load(driver, path) == ["saved.json: 2 Confirmation IDs taken."]
        assert driver.page.locator("#count").inner_text() == "2 of 3 machines done"
        driver.page.reload()
        assert driver.page.locator("#count").inner_text() == "2 of 3 machines done"


def test_what_cannot_be_taken_is_named_and_changes_nothing(opened: Opened, tmp_path: Path) -> None:
    (tmp_path / "other.json").write_text('{"format": "other"}', encoding="utf-8")
    (tmp_path / "half.json").write_text('{"format": ', encoding="utf-8")
    paths = [
        tmp_path / "other.json",
        tmp_path / "half.json",
        file_of(tmp_path / "newer.json", version=2),
        file_of(
            tmp_path / "saved.json",
            confirmation(1, confirmation_id=cid("other")),
            confirmation(2, confirmation_id="123"),
            confirmation(3),
            confirmation(9),
            confirmation(2, installation_id=row(1).installation_id),
            None,
        ),
    ]
    with opened([row(1), row(2), row(3, state=RowState.APPLIED)]) as driver:
        driver.paste(cid("1"), "A")
        assert load(driver, *paths) == [
            "other.json: this is not a file that this page has saved.",
            "half.json: this is not a file that this page has saved.",
            "newer.json: this is not a file that this page has saved.",
            "saved.json: 0 Confirmation IDs taken.",
            "saved.json: press-001 has another Confirmation ID here; what is here was kept.",
            "saved.json: the Confirmation ID of press-002 does not have 48 digits.",
            "saved.json: press-003 needs no Confirmation ID any more.",
            "saved.json: press-009 is not in this work list.",
            "saved.json: press-002 is not in this work list.",
            "saved.json: the Confirmation ID of null does not have 48 digits.",
        ]
        assert driver.boxes() == [cid("1")[place : place + 6] for place in range(0, 48, 6)]


def test_a_day_at_the_portal_in_one_call(opened: Opened, tmp_path: Path) -> None:
    with opened(rows([1, 2, 3])) as driver:
        html = Path(driver.page.url.removeprefix("file://"))
    wanted = {(row(number).host_uuid, row(number).activation_id): cid(str(number)) for number in (1, 3)}
    saved_file = tmp_path / "saved.json"
    assert fill_in_own_thread(html, wanted, saved_file) == ["complete", "empty", "complete"]
    saved = json.loads(saved_file.read_text(encoding="utf-8"))
    assert saved["confirmations"] == [confirmation(1), confirmation(3)]


def fill_in_own_thread(html: Path, wanted: dict[tuple[str, str], str], export: Path) -> list[str]:
    """Playwright wants one driver in a thread, and this one has it already."""
    with ThreadPoolExecutor(max_workers=1) as thread:
        return list(thread.submit(fill_page, html, wanted, export).result().values())
