# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Many processes and one ledger, and long stories of it; the short form is among the unit tests of the ledger."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import settings

from ansible_collections.licenseops.windows.plugins.plugin_utils._controller import _ledger
from ansible_collections.licenseops.windows.plugins.plugin_utils._controller._ledger import Count, Ledger
from ansible_collections.licenseops.windows.tests.unit.plugins.support.ledger import CHEAP, make_format_1
from ansible_collections.licenseops.windows.tests.unit.plugins.support.ledger_model import AnyOrder
from ansible_collections.licenseops.windows.tests.unit.plugins.support.products import FAKE_KEY, FAKE_KEYS, key
from tests.support.ledger_race import race

PROCESSES = 20
TURNS = 3
LIMIT = 10
ROUNDS = 5


@pytest.fixture(autouse=True)
def cheap_fingerprints(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is tested here is not the hash."""
    monkeypatch.setattr(_ledger, "_SCRYPT_COST", CHEAP)


@pytest.mark.parametrize("number", range(ROUNDS))
def test_any_number_of_processes_get_exactly_the_limit_of_each_key_between_them(tmp_path: Path, number: int) -> None:
    path = tmp_path / f"ledger-{number}"
    hosts = [[f"pc{process}-{turn}" for turn in range(TURNS)] for process in range(PROCESSES)]
    granted = race(path, hosts, FAKE_KEYS, LIMIT)
    assert [sum(of_key) for of_key in zip(*granted, strict=True)] == [LIMIT] * len(FAKE_KEYS)
    with Ledger(path) as ledger:
        assert [ledger.count(key(text)) for text in FAKE_KEYS] == [Count(0, LIMIT)] * len(FAKE_KEYS)


@pytest.mark.parametrize("number", range(ROUNDS))
def test_processes_that_want_the_same_hosts_share_their_reservations(tmp_path: Path, number: int) -> None:
    path = tmp_path / f"ledger-{number}"
    names = [f"pc{name}" for name in range(LIMIT)]
    turned = [names[process % LIMIT :] + names[: process % LIMIT] for process in range(PROCESSES)]
    assert race(path, turned, [FAKE_KEY], LIMIT) == [[LIMIT]] * PROCESSES
    with Ledger(path) as ledger:
        assert ledger.count(key()) == Count(0, LIMIT)


@pytest.mark.parametrize("number", range(ROUNDS))
def test_processes_that_find_an_old_ledger_at_once_convert_it_once(tmp_path: Path, number: int) -> None:
    path = tmp_path / f"ledger-{number}"
    make_format_1(path)
    granted = race(path, [[f"new{process}"] for process in range(PROCESSES)], [FAKE_KEY], 2 * PROCESSES)
    assert granted == [[1]] * PROCESSES
    with Ledger(path) as ledger:
        assert ledger.count(key()) == Count(1, 2 + PROCESSES)


TestAnyOrder = AnyOrder.TestCase
TestAnyOrder.settings = settings(max_examples=500, stateful_step_count=50)
