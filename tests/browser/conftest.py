# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A browser for all tests, a fresh profile for each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
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


@pytest.fixture
def opened(browser: Any, tmp_path: Path) -> Opened:
    from ansible_collections.licenseops.windows.plugins.plugin_utils._offline_page._page import render

    def start(
        rows: Sequence[ListRow], *, language: Language | None = None, name: str = "page.html", **options: Any
    ) -> AbstractContextManager[PageDriver]:
        path = tmp_path / name
        path.write_text(render(rows, language), encoding="utf-8")
        return PageDriver.opened(browser, path, **options)

    return start
