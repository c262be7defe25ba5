# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A browser for all tests, a fresh profile for each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser.page_driver import PageDriver, chromium, missing

if TYPE_CHECKING:  # at run time the collection becomes importable only after this file was read
    from ansible_collections.licenseops.windows.plugins.plugin_utils._language._text import Language
    from ansible_collections.licenseops.windows.plugins.plugin_utils._worklist._row import ListRow

#: Opens rows in a window: ``with opened(rows, color_scheme="dark") as driver``.
Opened = Callable[..., AbstractContextManager[PageDriver]]


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    if reason := missing():
        pytest.skip(f"no browser: {reason}")
    with chromium() as found:
        yield found


@cache
def rendered(rows: tuple[ListRow, ...], language: Language | None) -> str:
    """The page of some rows, made once for all tests that open it."""
    from ansible_collections.licenseops.windows.plugins.plugin_utils._offline_page._page import render

    return render(rows, language)


@pytest.fixture
def opened(browser: Any, tmp_path: Path) -> Opened:
    def start(
        rows: Sequence[ListRow], *, language: Language | None = None, name: str = "page.html", **options: Any
    ) -> AbstractContextManager[PageDriver]:
        path = tmp_path / name
        path.write_text(rendered(tuple(rows), language), encoding="utf-8")
        return PageDriver.opened(browser, path, **options)

    return start


@pytest.fixture(scope="module")
def window(browser: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[PageDriver]:
    """A window for all tests of a file that share a page."""
    path = tmp_path_factory.mktemp("window") / "page.html"
    path.write_text("<p id=screen>here</p>", encoding="utf-8")
    with PageDriver.opened(browser, path) as driver:
        yield driver


def anew(driver: PageDriver, rows: Sequence[ListRow]) -> PageDriver:
    """The page of some rows in a window that is open, with nothing typed in or kept."""
    path = Path(driver.page.url.removeprefix("file://"))
    text = rendered(tuple(rows), None)
    if path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")
    driver.page.evaluate("localStorage.clear(); sessionStorage.clear()")
    driver.page.reload()
    driver.page.locator("#screen").wait_for()
    return driver


@pytest.fixture
def one_host(window: PageDriver) -> Iterator[PageDriver]:
    """The page of one host."""
    from tests.browser.sample import row

    yield anew(window, [row(1)])
    window.check()


@pytest.fixture
def fleet(window: PageDriver) -> Iterator[PageDriver]:
    """The page of three machines; the first has two rows more, of which one is open."""
    from tests.browser.sample import machines

    yield anew(window, machines())
    window.check()
