# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Many processes and one ledger, in short: tests/soak/test_ledger.py is the long form."""

from __future__ import annotations

import signal
import sqlite3
from pathlib import Path

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._controller import _ledger
from ansible_collections.licenseops.windows.plugins.plugin_utils._controller._ledger import (
    Count,
    Fate,
    Ledger,
    LimitReached,
    ReservationState,
    _Line,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._controller._ledger_file import (
    LedgerError,
)
from ansible_collections.licenseops.windows.tests.unit.plugins.support.ledger import (
    machine,
    make_format_1,
    reserve,
    states,
)
from ansible_collections.licenseops.windows.tests.unit.plugins.support.products import (
    FAKE_KEY,
    FAKE_KEYS,
    key,
)
from tests.support.ledger_race import PRODUCT, die_reserving, race

PROCESSES = 4
LIMIT = 3


def test_nobody_gets_in_between_the_count_and_the_reservation(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Ledger(path) as first, Ledger(path) as second:
        second._file._database.execute("PRAGMA busy_timeout = 0")
        count = _ledger._require_room

        def count_and_be_overtaken(database: sqlite3.Connection, line: _Line, limit: int | None) -> None:
            count(database, line, limit)
            with pytest.raises(LedgerError, match="locked"):
                reserve(second, "pc2", limit)

        monkeypatch.setattr(_ledger, "_require_room", count_and_be_overtaken)
        reserve(first, "pc1", limit=1)
        assert states(second) == {"pc1": ReservationState.RESERVED}


def test_processes_get_exactly_the_limit_of_each_key_between_them(path: Path) -> None:
    hosts = [[f"pc{process}-{turn}" for turn in range(2)] for process in range(PROCESSES)]
    granted = race(path, hosts, FAKE_KEYS, LIMIT)
    assert [sum(of_key) for of_key in zip(*granted, strict=True)] == [LIMIT] * len(FAKE_KEYS)
    with Ledger(path) as ledger:
        assert [ledger.count(key(text)) for text in FAKE_KEYS] == [Count(0, LIMIT)] * len(FAKE_KEYS)


def test_processes_that_want_the_same_hosts_share_their_reservations(path: Path) -> None:
    names = [f"pc{number}" for number in range(LIMIT)]
    turned = [names[process % LIMIT :] + names[: process % LIMIT] for process in range(PROCESSES)]
    assert race(path, turned, [FAKE_KEY], LIMIT) == [[LIMIT]] * PROCESSES
    with Ledger(path) as ledger:
        assert ledger.count(key()) == Count(0, LIMIT)


def test_processes_that_find_an_old_ledger_at_once_convert_it_once(path: Path) -> None:
    make_format_1(path)
    assert race(path, [[f"pc{number}"] for number in range(10, 10 + PROCESSES)], [FAKE_KEY], 10) == [[1]] * PROCESSES
    with Ledger(path) as ledger:
        assert ledger.count(key()) == Count(1, 2 + PROCESSES)


@pytest.mark.parametrize("within", [False, True], ids=["after a transaction", "within a transaction"])
def test_a_killed_process_leaves_its_reservation_counted_and_the_file_readable(path: Path, within: bool) -> None:
    assert die_reserving(path, FAKE_KEY, within=within) == (-signal.SIGKILL, "")
    assert path.with_name(f"{path.name}-journal").exists() is within
    with Ledger(path) as ledger:
        assert states(ledger) == {"pc1": ReservationState.RESERVED}
        assert ledger.count(key()) == Count(0, 1)
        with pytest.raises(LimitReached):
            reserve(ledger, "pc2", limit=1)
        ledger.settle(ledger.reserve(key(), machine("pc1"), PRODUCT, 1), Fate.SPENT)
        assert ledger.count(key()) == Count(1, 0)
