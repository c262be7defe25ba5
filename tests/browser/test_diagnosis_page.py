# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The page of a diagnosis: copied, searched, linked within, legible everywhere, usable with thousands of hosts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.browser.diagnosis_page import SUPPORT, fleet, page_of
from tests.browser.page_driver import DESKTOP, PHONE
from tests.browser.test_looks import COLOURS, OVERFLOW, contrast

Shown = Callable[..., AbstractContextManager[Any]]

#: Everything that can be folded up is open.
UNFOLDED = "document.querySelectorAll('details').forEach((one) => { one.open = true; })"
#: A page from a disk has no clipboard in some browsers; then the old way is taken, which leaves its mark here.
WATCHED = """() => {
    window.taken = [];
    navigator.clipboard.writeText = (text) => { window.taken.push(text); return Promise.resolve(); };
}"""

REFUSED = """() => {
    navigator.clipboard.writeText = () => Promise.reject(new Error("refused"));
    document.execCommand = () => { window.taken = document.activeElement.value; return true; };
}"""


@pytest.fixture
def shown(browser: Any, tmp_path: Path) -> Shown:
    @contextmanager
    def start(page: str, device: dict[str, Any] | None = None, **options: Any) -> Iterator[Any]:
        path = tmp_path / "diagnosis.html"
        path.write_text(page, encoding="utf-8")
        context = browser.new_context(**{**(device or DESKTOP), **options})
        view = context.new_page()
        troubles: list[str] = []
        view.on("pageerror", lambda error: troubles.append(str(error)))
        view.on("console", lambda message: troubles.append(message.text))
        view.on("request", lambda request: troubles.extend([request.url] * (not request.url.startswith("file:"))))
        view.goto(path.as_uri())
        yield view
        context.close()
        assert troubles == []

    return start


def test_the_block_for_a_support_call_is_copied_with_the_keyboard_and_that_is_said(shown: Shown) -> None:
    with shown(page_of(fleet())) as view:
        view.evaluate(WATCHED)
        view.locator("details[data-name=esu-desk] > summary").focus()
        view.keyboard.press("Enter")
        button = view.get_by_role("button", name="Copy: For a support call, esu-desk")
        button.focus()
        view.keyboard.press("Enter")
        status = view.locator("details[data-name=esu-desk] [role=status]")
        status.get_by_text("Copied").wait_for()
        assert view.evaluate("window.taken") == ["\n".join(SUPPORT["lines"])]
        assert button.evaluate("(one) => one === document.activeElement")


def test_where_the_clipboard_is_refused_the_block_is_copied_the_old_way(shown: Shown) -> None:
    with shown(page_of(fleet(), "ja")) as view:
        view.evaluate(REFUSED)
        view.evaluate(UNFOLDED)
        view.locator("details[data-name=esu-desk] button").click()
        view.locator("details[data-name=esu-desk] [role=status]").get_by_text("コピーしました").wait_for()
        assert view.evaluate("window.taken") == "\n".join(SUPPORT["lines"])


def test_two_products_of_one_host_are_told_apart(shown: Shown) -> None:
    with shown(page_of(fleet())) as view:
        group = view.locator("article", has_text="The MAK has no activations left")
        assert group.count() == 1
        assert "Windows, Pro (...PKX99) · Windows ESU year 1 (...FFR38)" in group.inner_text()
        view.evaluate(UNFOLDED)
        products = view.locator("details[data-name=esu-desk] .product").all_inner_texts()
        assert products == ["Windows, Pro ...PKX99", "Windows ESU year 1 ...FFR38"]


def test_a_link_to_a_host_opens_what_it_leads_to(shown: Shown) -> None:
    with shown(page_of(fleet(60))) as view:
        entry = view.locator("details[data-name=web-3]")
        assert not entry.locator(".inside").is_visible()
        view.get_by_role("link", name="web-3", exact=True).click()
        entry.locator(".inside").wait_for(state="visible")


@pytest.mark.parametrize(
    ("device", "language", "scheme"),
    [(DESKTOP, "en", "light"), (DESKTOP, "ja", "dark"), (PHONE, "en", "dark"), (PHONE, "ja", "light")],
    ids=["desktop, light", "desktop, Japanese, dark", "phone, dark", "phone, Japanese, light"],
)
def test_every_text_is_legible_and_nothing_needs_sideways_scrolling(
    shown: Shown, device: dict[str, Any], language: str, scheme: str
) -> None:
    page = page_of(fleet(12), language, {"web-1": ["Clear the KMS host."]})
    with shown(page, device, color_scheme=scheme) as view:
        view.evaluate(UNFOLDED)
        assert view.evaluate(OVERFLOW) <= 0
        found = view.evaluate(COLOURS)
        assert len(found) > 60
        assert not [(text, ink, paper) for text, ink, paper in found if contrast(ink, paper) < 4.5]


def test_what_was_fixed_stands_on_the_page_and_nothing_says_that_nothing_was_changed(shown: Shown) -> None:
    with shown(page_of(fleet(), fixes={"web-1": ["Clear the KMS host."], "ok": []})) as view:
        assert "web-1\nClear the KMS host." in view.locator(".fixed").inner_text()
        assert view.locator("footer").inner_text().startswith("The safe fixes named above were made (1 host).")
    with shown(page_of(fleet(), fixes={"ok": []})) as view:
        assert view.locator(".fixed").count() == 0
        assert "nothing was run or changed" in view.locator("footer").inner_text()


def test_three_thousand_hosts_are_counted_first_folded_up_and_found_by_name(shown: Shown) -> None:
    with shown(page_of(fleet(3000))) as view:
        assert "3000 hosts" in view.locator("header p").first.inner_text()
        height = view.evaluate("document.documentElement.scrollHeight")
        assert height < 4000
        view.get_by_label("Find a host").fill("WEB-2995")
        assert view.locator("details.host[data-name]:visible").count() == 1
        view.get_by_label("Find a host").fill("")
        assert view.locator("details.host[data-name]:visible").count() < 30


def test_without_scripts_there_is_no_button_that_does_nothing(shown: Shown) -> None:
    with shown(page_of(fleet(60)), java_script_enabled=False) as view:
        assert view.locator("button:visible, input:visible").count() == 0
        assert view.locator("pre").first.text_content() == "\n".join(SUPPORT["lines"])
