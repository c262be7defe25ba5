# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The report of a fleet: every number leads to its hosts, by mouse, key and address, and ten thousand are usable."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._fleet._figures import fleet_of
from ansible_collections.licenseops.windows.plugins.plugin_utils._language._text import Language
from ansible_collections.licenseops.windows.plugins.plugin_utils._report._fleet_page import render_fleet
from tests.browser.page_driver import DESKTOP, PHONE
from tests.browser.test_looks import COLOURS, OVERFLOW, contrast
from tests.support.surveys import ODD, survey_of

Shown = Callable[..., AbstractContextManager[Any]]

#: Rows of the list that are in the page at a time.
PAGE = 100

ROWS = "document.querySelectorAll('#list tbody tr').length"
NODES = "document.querySelectorAll('*').length"

#: What a page of this kind may have; ten thousand hosts would have a hundred thousand.
MOST_NODES = 3_000

#: Milliseconds until the page can be used, by the browser's own entry. A third of it is usual on a slow machine.
USABLE = 3_000
LOADED = "performance.getEntriesByType('navigation')[0].loadEventEnd"

#: Each number with its link, as the page shows it, and how many hosts the list has after it was followed.
LINKS = """async () => {
    const found = [];
    for (const link of document.querySelectorAll("a.number")) {
        location.hash = link.hash;
        await new Promise((done) => addEventListener("hashchange", done, {once: true}));
        found.push([link.hash, Number(link.textContent.replaceAll(",", "")),
            Number(document.getElementById("count").textContent.split(" ")[0].replaceAll(",", ""))]);
    }
    return found;
}"""


@cache
def page_of(size: int, language: Language = Language.ENGLISH) -> str:
    """The page of a fleet, with a MAK of which too much was used."""
    return render_fleet(fleet_of(survey_of(size), {"PKX99": 150, "VWM72": 3}, language), language)


@pytest.fixture
def shown(browser: Any, tmp_path: Path) -> Shown:
    @contextmanager
    def start(size: int, address: str = "", language: Language = Language.ENGLISH, **options: Any) -> Iterator[Any]:
        path = tmp_path / "fleet.html"
        path.write_text(page_of(size, language), encoding="utf-8")
        context = browser.new_context(**{**DESKTOP, **options})
        context.set_default_timeout(10_000)
        view = context.new_page()
        troubles: list[str] = []
        view.on("pageerror", lambda error: troubles.append(str(error)))
        view.on("console", lambda message: troubles.append(message.text))
        view.on("request", lambda request: troubles.extend([request.url] * (not request.url.startswith("file:"))))
        view.goto(path.as_uri() + address)
        yield view
        context.close()
        assert troubles == []

    return start


def test_ten_thousand_hosts_are_usable_at_once(shown: Shown) -> None:
    with shown(10_000) as view:
        assert (view.evaluate(ROWS), view.locator("#count").inner_text()) == (PAGE, "10,000 of 10,000 hosts")
        assert view.evaluate(NODES) < MOST_NODES
        assert view.evaluate(LOADED) < USABLE
        view.locator("#search").fill("desk-399-")
        assert view.locator("#count").inner_text() == "7 of 10,000 hosts"
        assert view.evaluate(ROWS) == 7
        view.locator("#search").fill("")
        view.get_by_label("State", exact=True).select_option("Not licensed")
        assert view.evaluate(ROWS) == PAGE
        assert view.evaluate(NODES) < MOST_NODES


def test_every_number_leads_to_as_many_hosts(shown: Shown) -> None:
    with shown(120) as view:
        found = view.evaluate(LINKS)
    assert len(found) > 60
    # A machine with two names counts once for its MAK and its KMS host, and both names are shown.
    twice = {link for link, number, hosts in found if hosts == number + 1}
    assert twice == {"#key=VWM72", "#kms=kms-1.corp.example", "#kms=kms-1.corp.example&standing=licensed"}
    assert not [item for item in found if item[1] != item[2] and item[0] not in twice]


def test_a_number_is_followed_with_the_keyboard_and_left_again(shown: Shown) -> None:
    with shown(60) as view:
        link = view.locator("dl.tiles .not_licensed a")
        link.focus()
        view.keyboard.press("Enter")
        view.get_by_text("12 of 60 hosts").wait_for()
        assert view.evaluate("document.activeElement.id") == "hosts-title"
        assert view.evaluate("document.getElementById('hosts').getBoundingClientRect().top") < 100
        assert view.get_by_label("State", exact=True).input_value() == "not_licensed"
        view.keyboard.press("Tab")
        view.keyboard.type("lost")
        view.get_by_text("6 of 60 hosts").wait_for()
        assert view.evaluate("location.hash") == "#standing=not_licensed&q=lost"
        view.get_by_role("button", name="Show all").focus()
        view.keyboard.press("Enter")
        view.get_by_text("60 of 60 hosts").wait_for()
        assert view.evaluate("document.activeElement.id") == "search"
        link.click()
        view.get_by_role("button", name="Remove the filter State: Not licensed").click()
        view.get_by_text("60 of 60 hosts").wait_for()


def test_the_same_number_leads_to_its_hosts_a_second_time(shown: Shown) -> None:
    with shown(60) as view:
        link = view.locator("dl.tiles .licensed a")
        for _time in range(2):
            view.evaluate("scrollTo(0, 0)")
            link.click()
            assert view.evaluate("document.getElementById('hosts').getBoundingClientRect().top") < 100


def test_an_address_that_was_kept_shows_the_same_hosts(shown: Shown) -> None:
    with shown(60, "#group=servers&standing=not_licensed&q=SPENT") as view:
        names = view.locator("#list tbody th").all_inner_texts()
        assert [name.split("\n")[0] for name in names] == ["spent-1", "spent-2", "spent-3"]
        assert view.locator("#search").input_value() == "spent"
    with shown(60, "#nonsense=1&group=gone") as view:
        assert view.locator("#nothing").inner_text() == "No host fits."
        assert view.locator("#chips").inner_text() == "Group: gone"


def test_odd_names_are_shown_as_they_are_and_found(shown: Shown) -> None:
    with shown(60) as view:
        view.locator("#choose-group").select_option(ODD)
        assert view.locator("#list tbody th").inner_text().split() == [*ODD.split(), *ODD.split()]
        assert view.locator("b#x").count() == 0
        view.reload()
        assert view.evaluate(ROWS) == 1


def test_pages_of_the_list_are_turned(shown: Shown) -> None:
    with shown(300) as view:
        first = view.locator("#list tbody th").first.inner_text()
        following = view.get_by_role("button", name="Next")
        following.click()
        following.click()
        assert view.locator("#pages span").inner_text() == "201 to 300"
        assert following.is_disabled()
        view.locator("#choose-group").select_option("lab")
        assert (view.evaluate(ROWS), view.locator("#pages").is_visible()) == (43, False)
        view.locator("#choose-group").select_option("all")
        following.click()
        following.click()
        view.get_by_role("button", name="Previous").click()
        view.get_by_role("button", name="Previous").click()
        assert view.locator("#list tbody th").first.inner_text() == first


def test_without_a_script_the_figures_are_there(shown: Shown) -> None:
    with shown(60, java_script_enabled=False) as view:
        assert view.locator("dl.tiles").inner_text().split("\n\n") == [
            "42",
            "Licensed",
            "12",
            "Not licensed",
            "6",
            "Not known",
        ] or ("42" in view.locator("dl.tiles").inner_text())
        assert view.locator("svg.plot rect").count() == 3
        assert "needs JavaScript" in view.locator("noscript").inner_text()
        assert not view.locator("#hosts").is_visible()


@pytest.mark.parametrize(
    ("device", "language", "scheme"),
    [
        (DESKTOP, Language.ENGLISH, "light"),
        (DESKTOP, Language.JAPANESE, "dark"),
        (PHONE, Language.ENGLISH, "dark"),
        (PHONE, Language.JAPANESE, "light"),
    ],
    ids=["desktop, light", "desktop, Japanese, dark", "phone, dark", "phone, Japanese, light"],
)
def test_every_text_is_legible_and_nothing_needs_sideways_scrolling(
    shown: Shown, device: dict[str, Any], language: Language, scheme: str
) -> None:
    with shown(60, "#standing=not_licensed&q=0", language, color_scheme=scheme, **device) as view:
        for size in ("100%", "200%"):
            view.evaluate("size => { document.documentElement.style.fontSize = size }", size)
            assert view.evaluate(OVERFLOW) <= 0
        found = view.evaluate(COLOURS)
        assert len(found) > 150
        assert not [(text, ink, paper) for text, ink, paper in found if contrast(ink, paper) < 4.5]


def test_what_the_plot_shows_can_be_read_without_seeing_it(shown: Shown) -> None:
    with shown(60) as view:
        plot = view.get_by_role("img", name="What ends in the next 90 days, by five days")
        assert plot.locator("rect title").all_text_contents() == [
            "Day 11 to 15: KMS and AD licences not renewed 3",
            "Day 41 to 45: Support 9",
            "Day 46 to 50: Evaluations and grace periods 3",
        ]
        row = view.get_by_role("row", name="Support 0 9 9")
        assert row.count() == 1


def test_a_fleet_of_no_hosts_has_a_page(shown: Shown) -> None:
    with shown(0) as view:
        assert "The survey has no hosts." in view.locator("main").inner_text()
