# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How far a survey is, told while it runs: on a terminal in a line that is written anew, else in one now and then."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from typing import Any

from .._fleet._survey import RowFate, SurveyRow
from .._language._text import Language
from .._report._survey_lines import Progress, progress_line

#: Seconds between two lines.
_ON_TERMINAL, _ELSEWHERE = 0.5, 10.0

_WIDTH = 79

#: What ansible-runner sets for every run.
_RUNNER = "AWX_ISOLATED_DATA_DIR"


class SurveyProgress:
    """Counts rows, and tells of them.

    Args:
        total: Hosts.
        display: Ansible's.
        language: Of the lines.
        is_terminal: Whether somebody sees a line that is written anew.
        clock: Seconds, monotonic.
    """

    def __init__(
        self,
        total: int,
        display: Any,
        language: Language,
        *,
        is_terminal: bool | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._total = total
        self._display = display
        self._language = language
        self._is_terminal = _is_terminal() if is_terminal is None else is_terminal
        self._clock = clock
        self._began = self._told_at = clock()
        self._read = self._unread = 0
        self._is_line_open = False

    def count(self, row: SurveyRow) -> None:
        """One more host had its turn."""
        if row.fate is RowFate.READ:
            self._read += 1
        else:
            self._unread += 1

    def tell(self) -> None:
        """Say how far it is, unless that was said a moment ago."""
        now = self._clock()
        if now - self._told_at < (_ON_TERMINAL if self._is_terminal else _ELSEWHERE):
            return
        self._told_at = now
        line = progress_line(Progress(self._total, self._read, self._unread, now - self._began), self._language)
        if self._is_terminal:
            self._display.display(f"\r{line[:_WIDTH]:{_WIDTH}}", screen_only=True, newline=False)
            self._is_line_open = True
        else:
            self._display.display(line)

    def end(self) -> None:
        """Nothing more will be told; what comes next begins at the beginning of a line."""
        if self._is_line_open:
            self._display.display(f"\r{'':{_WIDTH}}\r", screen_only=True, newline=False)


def _is_terminal() -> bool:
    """Whether the output of the playbook is a terminal: a worker has none itself, and looks at that of its parent.

    Only Linux shows it; elsewhere nobody is taken to look. Nor is anybody behind ansible-runner, which AWX uses: it has
    a terminal of its own for the playbook, and keeps each piece that is displayed there as an event.
    """
    if _RUNNER in os.environ:
        return False
    try:
        handle = os.open(f"/proc/{os.getppid()}/fd/1", os.O_WRONLY | os.O_NOCTTY | os.O_NONBLOCK)
    except OSError:
        return False
    try:
        return os.isatty(handle)
    finally:
        os.close(handle)
