# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Progress: rewritten on a terminal, now and then a line elsewhere, and never more often than that."""

from __future__ import annotations

import os
import pty
from typing import Any

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._ansible import _survey_progress
from ansible_collections.licenseops.windows.plugins.plugin_utils._ansible._survey_progress import SurveyProgress
from ansible_collections.licenseops.windows.plugins.plugin_utils._fleet._survey import RowFate, SurveyRow
from ansible_collections.licenseops.windows.plugins.plugin_utils._language._text import Language


class Screen:
    """What is displayed."""

    def __init__(self) -> None:
        self.shown: list[tuple[str, bool]] = []

    def display(self, text: str, *, screen_only: bool = False, newline: bool = True) -> None:
        """As that of Ansible."""
        assert screen_only != newline
        self.shown.append((text, newline))


@pytest.mark.parametrize(("is_terminal", "expected"), [(False, 2), (True, 50)])
def test_it_tells_now_and_then(is_terminal: bool, expected: int) -> None:
    """Thirty seconds, a hundred looks: each ten seconds a line, or with every second look one."""
    screen, time = Screen(), [0.0]
    progress = SurveyProgress(100, screen, Language.ENGLISH, is_terminal=is_terminal, clock=lambda: time[0])
    for number in range(100):
        progress.count(SurveyRow(f"pc-{number}", fate=RowFate.READ if number % 2 else RowFate.FAILED))
        time[0] += 0.3
        progress.tell()
    assert abs(len(screen.shown) - expected) <= is_terminal
    progress.end()
    assert all(newline is not is_terminal for _text, newline in screen.shown)
    assert screen.shown[0][0].startswith("\r") is is_terminal
    if is_terminal:
        assert screen.shown[-1][0].strip() == ""


def test_a_short_survey_says_nothing_and_leaves_no_line() -> None:
    screen: Any = Screen()
    progress = SurveyProgress(1, screen, Language.ENGLISH, is_terminal=False, clock=lambda: 0.0)
    progress.tell()
    progress.end()
    assert screen.shown == []


@pytest.mark.parametrize(("is_behind_runner", "expected"), [(False, "\r"), (True, "0 of 1 ")])
def test_the_terminal_of_ansible_runner_is_none(
    monkeypatch: pytest.MonkeyPatch, is_behind_runner: bool, expected: str
) -> None:
    """It keeps each piece as an event; two a second would be thousands for a large fleet."""
    monkeypatch.delenv("AWX_ISOLATED_DATA_DIR", raising=False)
    if is_behind_runner:
        monkeypatch.setenv("AWX_ISOLATED_DATA_DIR", "/runner/artifacts/1")
    ours, theirs = pty.openpty()
    monkeypatch.setattr(_survey_progress.os, "open", lambda *_args: os.dup(theirs))
    screen, time = Screen(), [0.0]
    progress = SurveyProgress(1, screen, Language.ENGLISH, clock=lambda: time[0])
    time[0] = 11.0
    progress.tell()
    assert screen.shown[0][0].startswith(expected)
    os.close(ours)
    os.close(theirs)
