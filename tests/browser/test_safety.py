# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Host names are written by strangers, and the page is opened where it must not talk to anybody."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import Opened
from tests.browser.page_driver import PageBroken, PageDriver
from tests.browser.sample import row

HOSTILE = [
    "</script><img src=x onerror=alert(1)>",
    "<!--<script>",
    '"><svg onload=alert(1)>',
    "{{ 7 * 7 }}{n}{host}",
    "javascript:alert(1)",
    "\u2028\u2029\\u003c'&amp;",
    "__proto__",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_name_is_shown_as_it_is_and_does_nothing(opened: Opened, text: str) -> None:
    hostile = row(1, host=text, product_name=text, portal_product=text, partial_product_key=text, host_uuid=text)
    with opened([hostile, row(2)]) as driver:
        driver.page.on("dialog", lambda dialog: driver.trouble.append(dialog.message))
        driver.page.locator("[role=option]", has=driver.page.get_by_text(text, exact=True)).click()
        assert driver.page.locator("#host").text_content() == text
        assert driver.page.locator("#choice").text_content() == text
        assert driver.page.locator("#product").text_content() == f"{text}, key ending in {text}"
        driver.page.evaluate("dispatchEvent(new Event('beforeprint'))")
        assert driver.page.locator(".sheet-host").count() == 2
        assert driver.page.locator("img").count() == 0
        assert driver.page.evaluate("document.scripts.length") == 3


def test_the_page_could_not_reach_anybody_if_it_tried(opened: Opened) -> None:
    attempts = """() => Promise.all([
        fetch("https://example.invalid/").then(() => "fetched", () => "refused"),
        new Promise((resolve) => {
            const picture = new Image();
            picture.onload = () => resolve("loaded");
            picture.onerror = () => resolve("refused");
            picture.src = "https://example.invalid/picture.png";
        }),
        new Promise((resolve) => {
            const script = document.createElement("script");
            script.textContent = "window.intruder = true";
            document.head.append(script);
            resolve(window.intruder ? "ran" : "refused");
        }),
    ])"""
    with opened([row(1)]) as driver:
        reached: list[str] = []
        driver.page.route(lambda url: True, lambda route: reached.append(route.request.url))
        assert driver.page.evaluate(attempts) == ["refused"] * 3
        assert [said for said in driver.trouble if "Content Security Policy" in said]
        assert reached == []
        driver.trouble.clear()


def test_the_portal_is_a_plain_link_that_tells_nothing(opened: Opened) -> None:
    with opened([row(1)]) as driver:
        link = driver.page.locator("#portal")
        assert link.get_attribute("href") == "https://aka.ms/aoh"
        assert link.get_attribute("rel") == "noopener noreferrer"


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("<img src='http://example.invalid/x.png'>", "request: http://example.invalid/x.png"),
        ("<script>undefinedName()</script>", "error: undefinedName is not defined"),
    ],
)
def test_the_driver_sees_requests_and_errors(browser: Any, tmp_path: Path, body: str, found: str) -> None:
    path = tmp_path / "bad.html"
    path.write_text(f"<p id=screen>here</p>{body}", encoding="utf-8")
    with pytest.raises(PageBroken, match=found), PageDriver.opened(browser, path):
        pass
