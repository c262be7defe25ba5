# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Legible for everybody: two languages, large letters, dark rooms, phones, paper, screen readers, many hosts."""

from __future__ import annotations

import re
from typing import Any

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._language._text import Language
from ansible_collections.licenseops.windows.plugins.plugin_utils._worklist._row import RowState
from tests.browser.conftest import Opened
from tests.browser.page_driver import DESKTOP, PHONE, PageDriver
from tests.browser.sample import cid, damaged, row, rows

LONG = {"host": "averylonghostnamewithoutanyplacetobreakit01.corp.example.com", "reason": "x" * 200}

#: Foreground and background of every text in sight, as the browser computed them.
COLOURS = """() => [...document.querySelectorAll("body *")].filter((one) => one.checkVisibility() && !one.disabled
    && !one.matches(".unseen, .qr *, progress, .filters input")
    && [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim())).map((one) => {
        let behind = one;
        while (behind && getComputedStyle(behind).backgroundColor === "rgba(0, 0, 0, 0)") behind = behind.parentElement;
        return [one.textContent.trim().slice(0, 30), getComputedStyle(one).color,
            behind ? getComputedStyle(behind).backgroundColor : "none"];
    })"""

OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2 defines it."""
    channels = [int(part) / 255 for part in re.findall(r"\d+", colour)[:3]]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str) -> float:
    """Contrast of two colours, 1 to 21."""
    low, high = sorted((luminance(first), luminance(second)))
    return (high + 0.05) / (low + 0.05)


def fill_badly(driver: PageDriver) -> None:
    """One of everything that has a colour of its own."""
    driver.paste(cid("1"), "A")
    driver.page.keyboard.press("Enter")
    driver.page.keyboard.type(cid("1"))
    driver.page.keyboard.press("Enter")
    driver.page.locator("#ask button").last.click()
    driver.paste(damaged(cid("3"), 2), "A")
    driver.box("H").fill("12O")


def many() -> list[Any]:
    return [*rows(range(1, 6)), row(6, state=RowState.APPLIED), row(7, state=RowState.FAILED, **LONG)]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_is_legible(opened: Opened, scheme: str) -> None:
    with opened(many(), color_scheme=scheme) as driver:
        fill_badly(driver)
        driver.page.get_by_text("All (7)").click()
        found = driver.page.evaluate(COLOURS)
        driver.page.get_by_role("option", name=LONG["host"]).click()
        found += driver.page.evaluate(COLOURS)
        driver.page.locator("#option-2").click()
        driver.page.locator("#next").click()
        assert driver.asked()
        found += driver.page.evaluate(COLOURS)
        ground = driver.page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert len(found) > 80
    assert (luminance(ground) < 0.05) == (scheme == "dark")
    assert not [(text, ink, paper) for text, ink, paper in found if contrast(ink, paper) < 4.5]


@pytest.mark.parametrize(("scheme", "size"), [("light", "100%"), ("dark", "200%")])
def test_a_finished_list_is_legible_and_fits(opened: Opened, scheme: str, size: str) -> None:
    stale = row(3, state=RowState.STALE, host=LONG["host"], reason=LONG["reason"])
    with opened([*rows([1]), stale], color_scheme=scheme, **PHONE) as driver:
        driver.page.evaluate("size => { document.documentElement.style.fontSize = size }", size)
        driver.paste(cid("1"), "A")
        driver.page.keyboard.press("Enter")
        assert driver.page.locator("#finish").is_visible()
        assert driver.page.evaluate(OVERFLOW) == 0
        found = driver.page.evaluate(COLOURS)
    assert not [(text, ink, paper) for text, ink, paper in found if contrast(ink, paper) < 4.5]


@pytest.mark.parametrize("device", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("size", ["100%", "200%"])
@pytest.mark.parametrize("language", list(Language))
def test_nothing_needs_sideways_scrolling(
    opened: Opened, device: dict[str, Any], size: str, language: Language
) -> None:
    with opened(many(), language=language, **device) as driver:
        driver.page.evaluate("size => { document.documentElement.style.fontSize = size }", size)
        fill_badly(driver)
        for summary in driver.page.locator("summary:visible").all():
            summary.click()
        if driver.page.locator("#fold").is_visible():
            driver.page.locator("#fold").click()
        driver.page.get_by_role("option", name=LONG["host"]).click()
        assert driver.page.evaluate(OVERFLOW) == 0
        cut_off = driver.page.locator(
            "button:visible, .digits:visible, .box input:visible, .option:visible"
        ).evaluate_all(
            "all => all.filter((one) => one.scrollWidth > one.clientWidth + 1).map((one) => one.textContent || one.id)"
        )
        assert cut_off == []


def test_on_a_desktop_one_host_fits_on_the_screen(opened: Opened) -> None:
    with opened(rows(range(1, 41))) as driver:
        driver.box("A").focus()
        driver.page.keyboard.type(cid("1"))
        driver.page.keyboard.press("Enter")
        assert driver.page.evaluate("scrollY") == 0
        box = driver.page.locator("#next").bounding_box()
        assert box and box["y"] + box["height"] <= 900


def test_on_a_phone_the_list_unfolds_and_folds_again(opened: Opened) -> None:
    with opened(rows([1, 2, 3]), **PHONE) as driver:
        assert not driver.page.locator("#list").is_visible()
        driver.page.locator("#fold").tap()
        assert driver.page.locator("#fold").get_attribute("aria-expanded") == "true"
        driver.page.locator("[role=option]").nth(2).tap()
        assert driver.host() == "press-003"
        assert not driver.page.locator("#list").is_visible()
        sizes = driver.page.locator("button:visible:not(.switch *)").evaluate_all(
            "all => all.map((one) => one.getBoundingClientRect().height)"
        )
        assert min(sizes) >= 44  # a thumb
        assert driver.box("A").get_attribute("inputmode") == "numeric"


def test_the_language_follows_the_browser_the_option_and_the_person(opened: Opened) -> None:
    with opened(rows([1]), locale="ja-JP") as driver:
        assert driver.page.locator("h1").inner_text() == "確認 ID の入力"
        assert driver.page.evaluate("document.documentElement.lang") == "ja"
    with opened(rows([1]), locale="de-DE") as driver:
        assert driver.page.locator("h1").inner_text() == "Confirmation IDs"
    with opened(rows([1]), locale="ja-JP", language=Language.ENGLISH) as driver:
        assert driver.page.locator("h1").inner_text() == "Confirmation IDs"
        driver.paste("123", "A")
        driver.page.get_by_text("日本語").click()
        assert driver.page.locator("#verdict").inner_text() == "48 桁中 3 桁"
        assert driver.boxes()[0] == "123"
        driver.page.reload()
        assert driver.page.title() == "確認 ID の入力"


def test_no_english_is_left_on_the_japanese_page(opened: Opened) -> None:
    with opened(many(), language=Language.JAPANESE) as driver:
        fill_badly(driver)
        for summary in driver.page.locator("summary").all():
            summary.click()
        words = driver.page.locator("#screen").inner_text()
        for own in ("English", LONG["host"], LONG["reason"], "https://aka.ms/aoh", "Windows(R), Enterprise edition"):
            words = words.replace(own, "")
        known = {"Windows", "ID", "Microsoft", "QR", "UUID", "press", "IDs"}
        known |= {"Ctrl", "Enter", "Shift", "Backspace", "Escape"}
        assert set(re.findall(r"[A-Za-z]{2,}", words)) <= known | {"C4C", "edition"}


def test_everything_one_can_press_has_a_name(opened: Opened) -> None:
    with opened(many()) as driver:
        nameless = driver.page.locator("button, input, textarea, [role=img], [role=listbox], progress").evaluate_all(
            """all => all.filter((one) => !(one.getAttribute("aria-label") || one.getAttribute("aria-labelledby")
                || (one.labels && [...one.labels].some((label) => label.textContent.trim()))
                || (one.tagName === "BUTTON" && one.textContent.trim()))).map((one) => one.outerHTML)"""
        )
        assert nameless == []
        driver.box("B").focus()
        driver.page.keyboard.type("000001")
        assert driver.page.locator("#announced").inner_text() == "Block B: the check digit differs."
        assert driver.page.get_by_label("B", exact=True).get_attribute("aria-describedby") == "mark-B"
        assert driver.page.get_by_role("listbox", name="Work list").get_by_role("option", selected=True).count() == 1


def test_the_work_sheet_on_paper_has_the_hosts_in_sight(opened: Opened) -> None:
    with opened([*rows(range(1, 5)), row(5, state=RowState.APPLIED)]) as driver:
        driver.paste(cid("1"), "A")
        driver.page.keyboard.press("Enter")
        driver.page.evaluate("dispatchEvent(new Event('beforeprint'))")
        driver.page.emulate_media(media="print")
        assert driver.page.locator(".sheet-host h2").all_inner_texts() == ["press-002", "press-003", "press-004"]
        assert driver.page.locator(".sheet-iid").first.inner_text().count("\n") > 0
        assert driver.page.locator(".sheet-host .qr svg:visible").count() == 3
        assert not driver.page.locator("#screen").is_visible()
        driver.page.emulate_media(media="screen")
        driver.page.evaluate("dispatchEvent(new Event('afterprint'))")
        assert driver.page.locator(".sheet-host").count() == 0


def test_many_hosts_are_filled_with_the_keyboard(opened: Opened) -> None:
    fleet = rows(range(1, 41))
    wanted = {(one.host_uuid, one.activation_id): cid(one.host) for one in fleet}
    with opened(fleet) as driver:
        states = driver.fill(wanted)
        assert driver.focused() == "save"
        assert driver.page.locator("#count").inner_text() == "40 of 40 machines done"
    assert states == dict.fromkeys(wanted, "complete")
