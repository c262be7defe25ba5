# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""SIGINT and SIGTERM, held back until what was done so far is written down."""

from __future__ import annotations

import os
import signal
import threading
from types import FrameType, TracebackType
from typing import Any, Self

_HELD_BACK = (signal.SIGINT, signal.SIGTERM)


class Interruption:
    """While it is entered, a signal ends nothing but is remembered. Outside of the main thread it hears of none."""

    def __init__(self) -> None:
        self._before: dict[int, Any] = {}
        self._signal: int | None = None

    @property
    def is_wanted(self) -> bool:
        """Whether a signal came."""
        return self._signal is not None

    def __enter__(self) -> Self:
        if threading.current_thread() is threading.main_thread():
            self._before = {number: signal.signal(number, self._remember) for number in _HELD_BACK}
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def pass_on(self) -> None:
        """Let the signal, if one came, do what it would have done."""
        if self._signal is not None:
            os.kill(os.getpid(), self._signal)

    def _remember(self, number: int, _frame: FrameType | None) -> None:
        self._signal = number
