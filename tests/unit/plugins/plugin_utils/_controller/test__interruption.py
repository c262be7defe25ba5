# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A signal waits until what was done is written down, and then does what it would have done."""

from __future__ import annotations

import os
import signal
import threading

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._controller._interruption import Interruption


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_is_remembered_and_passed_on_to_who_had_it_before(number: signal.Signals) -> None:
    heard: list[int] = []
    before = signal.signal(number, lambda got, _frame: heard.append(got))
    try:
        with Interruption() as interruption:
            assert not interruption.is_wanted
            os.kill(os.getpid(), number)
            assert interruption.is_wanted
            assert heard == []
        assert heard == []
        interruption.pass_on()
        assert heard == [number]
    finally:
        signal.signal(number, before)


def test_without_a_signal_nothing_is_passed_on() -> None:
    with Interruption() as interruption:
        pass
    interruption.pass_on()
    assert not interruption.is_wanted


def test_outside_of_the_main_thread_it_hears_of_none() -> None:
    """Python lets only that one handle signals."""
    ended: list[bool] = []

    def run() -> None:
        with Interruption() as interruption:
            ended.append(interruption.is_wanted)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(20)
    assert ended == [False]
