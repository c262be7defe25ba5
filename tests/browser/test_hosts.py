# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The list of hosts: groups, states, search, filter, and a day without a mouse."""

from __future__ import annotations

from ansible_collections.licenseops.windows.plugins.plugin_utils._worklist._row import RowState
from tests.browser.conftest import Opened
from tests.browser.sample import cid, damaged, row, rows

OFFICE = {"application": "office", "portal_product": "Office LTSC 2024", "activation_id": "0ff1ce"}


def test_hosts_are_grouped_by_what_the_portal_asks_and_counted(opened: Opened) -> None:
    mixed = [row(10, **OFFICE), row(2, portal_product="Windows Server 2022"), row(10), row(9), row(9, **OFFICE)]
    with opened(mixed) as driver:
        groups = driver.page.locator("[role=group] .product").all_inner_texts()
        assert [text.split("\n")[0] for text in groups] == ["Windows 11", "Windows Server 2022", "Office LTSC 2024"]
        assert driver.listed() == ["press-009", "press-010", "press-002", "press-009", "press-010"]
        assert driver.page.locator("#choice").inner_text() == "Windows 11"
        driver.page.locator("[role=option]").nth(3).click()
        assert driver.page.locator("#choice").inner_text() == "Office LTSC 2024"


def test_numbers_in_names_count_as_numbers(opened: Opened) -> None:
    with opened([row(1, host="PC-10"), row(2, host="PC-9"), row(3, host="pc-1")]) as driver:
        assert driver.listed() == ["pc-1", "PC-9", "PC-10"]


def test_each_state_of_the_list_says_what_to_do(opened: Opened) -> None:
    states = [
        row(1, state=RowState.APPLIED),
        row(2, state=RowState.CONFIRMED),
        row(3, state=RowState.STALE, reason="The hardware changed."),
        row(4, state=RowState.FAILED, reason="The ID belongs to another host.", confirmed_at="2026-03-02 09:00 UTC"),
        row(5),
    ]
    with opened(states) as driver:
        assert driver.listed() == ["press-004", "press-005"]
        assert driver.page.locator("#notice p").all_inner_texts() == [
            "The machine refused the last Confirmation ID. Get a new one.",
            "The ID belongs to another host.",
        ]
        assert driver.page.locator("#count").inner_text() == "2 of 4 machines done"  # what is out of date is history
        driver.page.get_by_text("All (5)").click()
        for name, sentence in [
            ("press-001", "is licensed"),
            ("press-002", "work list has"),
            ("press-003", "out of date"),
        ]:
            driver.page.locator("[role=option]", has_text=name).click()
            assert sentence in driver.page.locator("#notice").inner_text()
            assert not driver.page.locator("#step-cid").is_visible()
            assert not driver.page.locator("#step-portal").is_visible()


def test_a_refused_id_does_not_come_back_for_the_next_try(opened: Opened) -> None:
    failed = row(1, state=RowState.FAILED, confirmed_at="2026-03-02 09:00 UTC")
    with opened([row(1)]) as driver:
        driver.paste(cid("one"), "A")
        stored = driver.page.evaluate("JSON.stringify(localStorage)")
    script = f"Object.entries({stored}).forEach(([key, value]) => localStorage.setItem(key, value))"
    with opened([row(1)], script=script) as driver:
        assert driver.state() == "complete"
    with opened([failed], script=script) as driver:
        assert driver.boxes() == [""] * 8


def test_a_day_with_the_keyboard_alone(opened: Opened) -> None:
    with opened(rows([1, 2, 3])) as driver:
        keys = driver.page.keyboard
        keys.press("/")
        assert driver.focused() == "search"
        keys.type("002")
        assert driver.listed() == ["press-002"]
        keys.press("Enter")
        assert (driver.host(), driver.focused()) == ("press-002", "cid-A")
        keys.type(cid("two"))
        driver.page.locator("#search").fill("")
        driver.box("H").focus()
        keys.press("Enter")
        assert (driver.host(), driver.focused()) == ("press-003", "cid-A")
        keys.type(cid("three"))
        keys.press("Enter")
        assert (driver.host(), driver.focused()) == ("press-001", "cid-A")
        keys.type(cid("one"))
        keys.press("Enter")
        assert driver.focused() == "save"
        assert driver.page.locator("#said").inner_text() == "No row is open any more. Save the Confirmation IDs."


def test_enter_passes_by_what_is_complete_and_shift_goes_back(opened: Opened) -> None:
    with opened(rows([1, 2, 3])) as driver:
        driver.page.locator("[role=option]").nth(1).click()
        driver.paste(cid("two"), "A")
        driver.page.keyboard.press("Shift+Enter")
        assert driver.host() == "press-001"
        driver.page.keyboard.press("Enter")
        assert driver.host() == "press-003"


def test_arrows_and_backspace_move_between_boxes_and_hosts(opened: Opened) -> None:
    with opened(rows([1, 2])) as driver:
        keys = driver.page.keyboard
        driver.box("A").focus()
        for key, focused in [
            ("ArrowRight", "B"), ("ArrowRight", "C"), ("ArrowLeft", "B"), ("Backspace", "A"), ("Backspace", "A"),
        ]:  # fmt: skip
            keys.press(key)
            assert driver.focused() == f"cid-{focused}"
        keys.press("ArrowRight")
        keys.press("ArrowDown")
        assert (driver.host(), driver.focused()) == ("press-002", "cid-B")
        keys.press("ArrowDown")
        keys.press("ArrowUp")
        assert (driver.host(), driver.focused()) == ("press-001", "cid-B")


def test_the_list_is_one_stop_for_the_tab_key_and_is_walked_with_arrows(opened: Opened) -> None:
    with opened(rows(range(1, 31))) as driver:
        stops = driver.page.locator("[role=option][tabindex='0']")
        assert stops.count() == 1
        stops.focus()
        for key, host in [
            ("ArrowDown", "002"), ("End", "030"), ("PageUp", "020"), ("Home", "001"), ("PageDown", "011"),
        ]:  # fmt: skip
            driver.page.keyboard.press(key)
            assert driver.host() == f"press-{host}"
            assert driver.page.evaluate("document.activeElement.getAttribute('aria-selected')") == "true"
        driver.page.keyboard.press("Enter")
        assert driver.focused() == "cid-A"


def test_search_finds_names_products_keys_and_uuids_in_any_width(opened: Opened) -> None:
    found = [row(1), row(2, **OFFICE), row(3, host="受付-03", partial_product_key="8HVX7")]
    with opened(found) as driver:
        for text, names in [
            ("PRESS", ["press-001", "press-002"]),
            ("ｐｒｅｓｓ", ["press-001", "press-002"]),
            ("office", ["press-002"]),
            ("8hvx7", ["受付-03"]),
            ("受付", ["受付-03"]),
            ("press 11", ["press-001"]),
            (found[1].host_uuid.lower(), ["press-002"]),
            ("nothing like it", []),
        ]:
            driver.page.locator("#search").fill(text)
            assert driver.listed() == names
        assert driver.page.locator("#nothing").inner_text() == "No row matches."
        driver.page.locator("#search").press("Escape")
        assert len(driver.listed()) == 3


def test_the_filter_keeps_the_host_in_hand_until_one_moves_on(opened: Opened) -> None:
    with opened(rows([1, 2, 3])) as driver:
        driver.paste(cid("one"), "A")
        assert driver.listed() == ["press-001", "press-002", "press-003"]
        driver.page.keyboard.press("Enter")
        assert driver.listed() == ["press-002", "press-003"]
        driver.page.get_by_text("Done (1)").click()
        assert driver.listed() == ["press-001"]
        driver.page.get_by_text("All (3)").click()
        assert driver.listed() == ["press-001", "press-002", "press-003"]


def test_one_call_fills_what_there_is_and_leaves_the_rest(opened: Opened) -> None:
    three = rows([1, 2, 3, 4])
    keys = [(one.host_uuid, one.activation_id) for one in three]
    with opened(three) as driver:
        states = driver.fill({keys[0]: cid("one"), keys[2]: damaged(cid("three"), 5), keys[3]: cid("four")})
    assert states == dict(zip(keys, ["complete", "empty", "wrong", "complete"], strict=True))


def test_copying_block_by_block_needs_one_key(opened: Opened) -> None:
    with opened([row(1)]) as driver:
        driver.page.locator("[data-block='0']").focus()
        copied = []
        for number in range(1, 10):
            driver.page.keyboard.press("Enter")
            driver.page.get_by_text(f"Block {number} copied.").wait_for()
            copied.append(driver.page.evaluate("navigator.clipboard.readText()"))
        assert copied == list(row(1).installation_id_blocks)
        assert driver.focused() == "cid-A"
        driver.page.locator("#copy-all").click()
        driver.page.get_by_text("All digits copied.").wait_for()
        assert driver.page.evaluate("navigator.clipboard.readText()") == row(1).installation_id
