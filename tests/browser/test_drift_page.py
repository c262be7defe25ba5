# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The page of what has changed: legible and without sideways scrolling, in light and dark, on a desktop and a phone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._fleet._drift import Drift
from ansible_collections.licenseops.windows.plugins.plugin_utils._fleet._drift_kinds import Change, Kind
from ansible_collections.licenseops.windows.plugins.plugin_utils._fleet._survey import FORMAT, Survey
from ansible_collections.licenseops.windows.plugins.plugin_utils._language._text import Language
from ansible_collections.licenseops.windows.plugins.plugin_utils._report._drift_page import render_drift
from tests.browser.page_driver import DESKTOP, PHONE
from tests.browser.test_looks import COLOURS, OVERFLOW, contrast

BEFORE, AFTER = (Survey(FORMAT, f"2026-03-0{day}T08:00:00Z", "") for day in (2, 9))


@pytest.mark.parametrize("language", Language)
def test_it_is_legible_and_fits(browser: Any, tmp_path: Path, language: Language) -> None:
    changes = [
        Change(kind, f"a-host-with-a-name-that-is-long-{number}.corp.example", "Windows", "before-" * 9, "after-" * 9)
        for kind in Kind
        for number in range(27 if kind is Kind.UNLICENSED else 1)
    ]
    path = tmp_path / "drift.html"
    path.write_text(render_drift(Drift(tuple(changes), 500, ()), BEFORE, AFTER, language), encoding="utf-8")
    for size in (DESKTOP, PHONE):
        for scheme in ("light", "dark"):
            context = browser.new_context(**size, color_scheme=scheme)
            view = context.new_page()
            requests: list[str] = []
            view.on("request", lambda request, seen=requests: seen.append(request.url))
            view.goto(path.as_uri())
            assert view.evaluate(OVERFLOW) == 0
            found = view.evaluate(COLOURS)
            assert not [(text, ink, paper) for text, ink, paper in found if contrast(ink, paper) < 4.5]
            view.locator("dl.tiles a").first.click()
            view.locator("summary").first.click()
            assert view.locator("details[open] tr").count() == 2
            assert all(url.startswith("file:") for url in requests)
            context.close()
