# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is called ahead, and how often."""

from __future__ import annotations

from functools import cache

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._language import _ahead


def test_each_choice_is_made_once_and_what_takes_none_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_ahead, "_makers", [])
    made: list[str] = []

    @_ahead.ahead("en", "ja")
    @cache
    def texts(language: str) -> str:
        made.append(language)
        return language

    @_ahead.ahead()
    @cache
    def facts() -> str:
        made.append("facts")
        return "facts"

    assert made == [], "whoever only imports pays nothing"
    _ahead.make_ahead()
    assert made == ["en", "ja", "facts"]
    _ahead.make_ahead()
    assert (texts("ja"), facts()) == ("ja", "facts")
    assert made == ["en", "ja", "facts"]
