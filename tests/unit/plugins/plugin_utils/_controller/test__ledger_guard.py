# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The guard over a ledger: what is counted before it is sent, and what is written down afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._controller import _ledger
from ansible_collections.licenseops.windows.plugins.plugin_utils._controller._ledger import (
    Count,
    Ledger,
    LimitReached,
    ReservationState,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._controller._ledger_file import LedgerError
from ansible_collections.licenseops.windows.plugins.plugin_utils._controller._ledger_guard import LedgerGuard
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._hardware import Machine
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._model import Application
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._target import Target
from ansible_collections.licenseops.windows.tests.unit.plugins.support.products import OTHER_FAKE_KEY, key

PC = Machine.known("4C4C4544-0042-3510-8052-B4C04F564433", "pc1")
SAME_PC = Machine.known("4C4C4544-0042-3510-8052-B4C04F564433", "pc1.corp.example")
OTHER_PC = Machine.known("4C4C4544-0042-3510-8052-B4C04F564434", "pc2")
WINDOWS = Target(Application.WINDOWS)


@pytest.fixture(scope="module", autouse=True)
def cheap_fingerprints() -> Iterator[None]:
    """What is counted here is activations, not the work of the hash."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_ledger, "_SCRYPT_COST", 2)
        yield


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "ledger"


def states(path: Path) -> list[tuple[str, ReservationState]]:
    with Ledger(path) as ledger:
        return [(entry.machine, entry.state) for entry in ledger.entries()]


def test_an_activation_is_counted_before_it_is_sent(path: Path) -> None:
    LedgerGuard(path, 1).reserve(key(), PC)
    assert states(path) == [(PC.identity, ReservationState.RESERVED)]


@pytest.mark.parametrize(
    ("was_spent", "left"),
    [(True, [ReservationState.SPENT]), (None, [ReservationState.UNKNOWN]), (False, [])],
    ids=["spent", "nobody knows", "unspent"],
)
def test_what_became_of_it_is_written_down(path: Path, was_spent: bool | None, left: list[ReservationState]) -> None:
    guard = LedgerGuard(path, 1)
    guard.reserve(key(), PC)
    guard.conclude(was_spent)
    assert [state for dummy, state in states(path)] == left


def test_an_outcome_is_written_down_once(path: Path) -> None:
    guard = LedgerGuard(path, 1)
    guard.reserve(key(), PC)
    guard.conclude(None)
    guard.conclude(False)
    assert states(path) == [(PC.identity, ReservationState.UNKNOWN)]


def test_an_outcome_of_nothing_makes_no_ledger(path: Path) -> None:
    LedgerGuard(path, 1).conclude(False)
    assert not path.exists()


def test_the_one_too_many_is_refused_and_settles_nothing(path: Path) -> None:
    first, second = LedgerGuard(path, 1), LedgerGuard(path, 1)
    first.reserve(key(), PC)
    with pytest.raises(LimitReached):
        second.reserve(key(), OTHER_PC)
    second.conclude(False)
    assert states(path) == [(PC.identity, ReservationState.RESERVED)]


def test_one_machine_under_two_names_is_counted_once(path: Path) -> None:
    for machine in (PC, SAME_PC):
        guard = LedgerGuard(path, 1)
        guard.reserve(key(), machine)
        guard.conclude(True)
    assert states(path) == [(PC.identity, ReservationState.SPENT)]


def test_without_a_limit_everything_is_counted(path: Path) -> None:
    for machine in (PC, OTHER_PC):
        LedgerGuard(path, None).reserve(key(), machine)
    with Ledger(path) as ledger:
        assert ledger.count(key()) == Count(0, 2)


def test_a_reservation_of_a_task_that_died_is_not_freed_by_a_refusal(path: Path) -> None:
    LedgerGuard(path, 1).reserve(key(), PC)
    guard = LedgerGuard(path, 1)
    guard.reserve(key(), PC)
    guard.conclude(False)
    assert states(path) == [(PC.identity, ReservationState.UNKNOWN)]


def test_nothing_is_owed_where_there_is_no_ledger_and_none_is_made(path: Path) -> None:
    assert not LedgerGuard(path, 1).is_owed(key(), "pc1")
    assert not path.exists()


def test_what_was_never_settled_is_owed_until_the_machine_is_found_licensed(path: Path) -> None:
    LedgerGuard(path, 1).reserve(key(), PC)
    guard = LedgerGuard(path, 1)
    assert guard.is_owed(key(), "pc1")
    assert not guard.is_owed(key(OTHER_FAKE_KEY), "pc1")
    guard.witness(key(), SAME_PC)
    assert states(path) == [(PC.identity, ReservationState.SPENT)]
    assert not guard.is_owed(key(), "pc1")


def test_a_ledger_that_broke_after_it_was_reserved_is_told_and_the_activation_stays_counted(path: Path) -> None:
    guard = LedgerGuard(path, 1)
    guard.reserve(key(), PC)
    content = path.read_bytes()
    path.write_bytes(b"no ledger" * 100)
    with pytest.raises(LedgerError):
        guard.conclude(False)
    path.write_bytes(content)
    assert states(path) == [(PC.identity, ReservationState.RESERVED)]
