# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The ledger: never one activation too many, whatever becomes of those who reserve."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._controller import _ledger, _ledger_file
from ansible_collections.licenseops.windows.plugins.plugin_utils._controller._ledger import (
    Count,
    Fate,
    Ledger,
    LimitReached,
    ReservationState,
    _Line,
    _put,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._language._errors import LicensingError
from ansible_collections.licenseops.windows.tests.unit.plugins.support.ledger import (
    OTHER_UUID,
    UUID,
    machine,
    reserve,
    states,
)
from ansible_collections.licenseops.windows.tests.unit.plugins.support.products import (
    FAKE_KEY,
    FAKE_KEYS,
    OTHER_FAKE_KEY,
    OTHER_WINDOWS_ID,
    WINDOWS_ID,
    key,
)

REAL_COST = _ledger._SCRYPT_COST


# Reserving


def test_a_reservation_is_pending_until_it_is_settled(ledger: Ledger) -> None:
    reserve(ledger)
    assert ledger.count(key()) == Count(spent=0, pending=1)


def test_nothing_is_counted_at_first(ledger: Ledger) -> None:
    assert (ledger.count(key()), ledger.entries()) == (Count(0, 0), ())


@pytest.mark.parametrize("limit", [1, 2, 10])
def test_exactly_the_limit_is_granted(ledger: Ledger, limit: int) -> None:
    for number in range(limit):
        reserve(ledger, f"pc{number}", limit)
    with pytest.raises(LimitReached):
        reserve(ledger, "one too many", limit)
    assert ledger.count(key()) == Count(0, limit)


@pytest.mark.parametrize("limit", [0, -1])
def test_a_limit_of_none_at_all_grants_none(ledger: Ledger, limit: int) -> None:
    with pytest.raises(LimitReached):
        reserve(ledger, limit=limit)
    assert ledger.entries() == ()


def test_without_a_limit_none_is_refused_and_all_are_counted(ledger: Ledger) -> None:
    for number in range(30):
        reserve(ledger, f"pc{number}", limit=None)
    assert ledger.count(key()) == Count(0, 30)


def test_a_limit_that_was_lowered_refuses_new_hosts_only(ledger: Ledger) -> None:
    first = reserve(ledger, "pc1")
    reserve(ledger, "pc2")
    with pytest.raises(LimitReached):
        reserve(ledger, "pc3", limit=1)
    assert reserve(ledger, "pc1", limit=1) == first


@pytest.mark.parametrize(
    ("taken", "limit", "message"),
    [
        (10, 10, "The limit of 10 activations for the key ...PKX99 is reached: 10 are spent or under way."),
        (1, 1, "The limit of 1 activation for the key ...PKX99 is reached: 1 is spent or under way."),
        (2, 1, "The limit of 1 activation for the key ...PKX99 is reached: 2 are spent or under way."),
        (0, 0, "The limit of 0 activations for the key ...PKX99 is reached: 0 are spent or under way."),
    ],
)
def test_a_refusal_names_the_limit_and_what_is_taken(ledger: Ledger, taken: int, limit: int, message: str) -> None:
    for number in range(taken):
        reserve(ledger, f"pc{number}", limit=None)
    with pytest.raises(LimitReached) as caught:
        reserve(ledger, "one too many", limit)
    assert caught.value.message == message
    assert "max_activations" in caught.value.advice
    assert isinstance(caught.value, LicensingError)


@pytest.mark.parametrize("outcome", [None, Fate.SPENT, Fate.UNKNOWN])
def test_the_same_host_product_and_key_are_counted_once(ledger: Ledger, outcome: Fate | None) -> None:
    first = reserve(ledger, limit=1)
    if outcome is not None:
        ledger.settle(first, outcome)
    assert reserve(ledger, limit=1) == first
    count = ledger.count(key())
    assert count.spent + count.pending == 1


@pytest.mark.parametrize(
    "other",
    [
        pytest.param({"host": "pc2"}, id="host"),
        pytest.param({"host": "PC1"}, id="case of the host, which Ansible tells apart"),
        pytest.param({"activation_id": OTHER_WINDOWS_ID}, id="product"),
    ],
)
def test_another_host_or_product_counts_again(ledger: Ledger, other: dict[str, str]) -> None:
    reserve(ledger)
    reserve(ledger, **other)
    assert ledger.count(key()) == Count(0, 2)


def test_an_activation_id_is_the_same_in_either_case(ledger: Ledger) -> None:
    assert reserve(ledger, activation_id=WINDOWS_ID.upper()) == reserve(ledger)


def test_a_key_is_the_same_in_any_writing(ledger: Ledger) -> None:
    assert reserve(ledger, key=FAKE_KEY.lower().replace("-", " ")) == reserve(ledger)


def test_each_key_has_its_own_limit(ledger: Ledger) -> None:
    reserve(ledger, limit=1)
    reserve(ledger, limit=1, key=OTHER_FAKE_KEY)
    assert (ledger.count(key()), ledger.count(key(OTHER_FAKE_KEY))) == (Count(0, 1), Count(0, 1))


# Machines


def test_one_machine_under_two_names_counts_once_and_has_the_newer_name(ledger: Ledger) -> None:
    first = reserve(ledger, "pc1", 1, uuid=UUID)
    second = reserve(ledger, "pc1.corp.example", 1, uuid=UUID.lower())
    assert first.number == second.number
    assert states(ledger) == {"pc1.corp.example": ReservationState.UNKNOWN}


def test_new_hardware_under_an_old_name_counts_anew(ledger: Ledger) -> None:
    ledger.settle(reserve(ledger, "pc1", 1, uuid=UUID), Fate.SPENT)
    with pytest.raises(LimitReached):
        reserve(ledger, "pc1", 1, uuid=OTHER_UUID)
    reserve(ledger, "pc1", 2, uuid=OTHER_UUID)
    assert ledger.count(key()) == Count(1, 1)


@pytest.mark.parametrize("placeholder", ["", "FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF", "no UUID"])
def test_machines_without_a_uuid_of_their_own_count_by_their_names(ledger: Ledger, placeholder: str) -> None:
    for name in ("pc1", "pc2", "pc1"):
        reserve(ledger, name, 2, uuid=placeholder)
    assert [entry.machine for entry in ledger.entries()] == ["name:pc1", "name:pc2"]


def test_a_name_cannot_be_taken_for_a_uuid(ledger: Ledger) -> None:
    reserve(ledger, UUID)
    reserve(ledger, "pc1", uuid=UUID)
    assert ledger.count(key()) == Count(0, 2)


# Debts


@pytest.mark.parametrize(
    ("outcome", "is_owed"),
    [(None, True), (Fate.UNKNOWN, True), (Fate.SPENT, False), (Fate.UNSPENT, False)],
)
def test_what_was_never_told_is_owed(ledger: Ledger, outcome: Fate | None, is_owed: bool) -> None:
    reservation = reserve(ledger)
    if outcome is not None:
        ledger.settle(reservation, outcome)
    assert ledger.is_owed("PKX99", "pc1") is is_owed
    assert not ledger.is_owed("PKX99", "pc2")
    assert not ledger.is_owed("WXF48", "pc1")


@pytest.mark.parametrize("outcome", [None, Fate.UNKNOWN, Fate.SPENT])
def test_a_machine_that_is_found_licensed_settles_its_debt(ledger: Ledger, outcome: Fate | None) -> None:
    reservation = reserve(ledger, uuid=UUID)
    if outcome is not None:
        ledger.settle(reservation, outcome)
    ledger.witness(key(), machine("another name", UUID), WINDOWS_ID.upper())
    assert ledger.count(key()) == Count(1, 0)
    assert not ledger.is_owed("PKX99", "pc1")


@pytest.mark.parametrize(
    ("text", "where", "product"),
    [
        pytest.param(OTHER_FAKE_KEY, UUID, WINDOWS_ID, id="another key"),
        pytest.param(FAKE_KEY, OTHER_UUID, WINDOWS_ID, id="another machine"),
        pytest.param(FAKE_KEY, UUID, OTHER_WINDOWS_ID, id="another product"),
    ],
)
def test_what_is_found_licensed_settles_no_other_debt_and_counts_nothing(
    ledger: Ledger, text: str, where: str, product: str
) -> None:
    reserve(ledger, uuid=UUID)
    ledger.witness(key(text), machine("pc1", where), product)
    assert [entry.state for entry in ledger.entries()] == [ReservationState.RESERVED]


# Settling


@pytest.mark.parametrize(
    ("outcomes", "count"),
    [
        pytest.param([Fate.SPENT], Count(1, 0), id="spent"),
        pytest.param([Fate.UNKNOWN], Count(0, 1), id="unknown stays counted"),
        pytest.param([Fate.UNSPENT], Count(0, 0), id="unspent is free again"),
        pytest.param([Fate.UNKNOWN, Fate.SPENT], Count(1, 0), id="unknown turns out to be spent"),
        pytest.param([Fate.UNKNOWN, Fate.UNSPENT], Count(0, 1), id="a later refusal says nothing of the unknown"),
        pytest.param([Fate.SPENT, Fate.UNSPENT], Count(1, 0), id="spent is final, unspent"),
        pytest.param([Fate.SPENT, Fate.UNKNOWN], Count(1, 0), id="spent is final, unknown"),
        pytest.param([Fate.UNSPENT, Fate.UNSPENT], Count(0, 0), id="freed twice"),
        pytest.param([Fate.UNSPENT, Fate.SPENT], Count(1, 0), id="spent after all"),
        pytest.param([Fate.UNSPENT, Fate.UNKNOWN], Count(0, 1), id="unknown after all"),
    ],
)
def test_outcomes_of_a_reservation_are_counted(ledger: Ledger, outcomes: list[Fate], count: Count) -> None:
    reservation = reserve(ledger)
    for outcome in outcomes:
        ledger.settle(reservation, outcome)
    assert ledger.count(key()) == count


def test_what_is_freed_may_be_reserved_by_another_host(ledger: Ledger) -> None:
    ledger.settle(reserve(ledger, "pc1", limit=1), Fate.UNSPENT)
    reserve(ledger, "pc2", limit=1)
    assert states(ledger) == {"pc2": ReservationState.RESERVED}


@pytest.mark.parametrize("first", [True, False], ids=["the first task is refused", "the second task is refused"])
def test_two_tasks_for_one_host_do_not_free_each_others_reservation(ledger: Ledger, first: bool) -> None:
    own, others = reserve(ledger), reserve(ledger)
    ledger.settle(own if first else others, Fate.UNSPENT)
    assert ledger.count(key()) == Count(0, 1)


def test_a_refusal_frees_nothing_when_an_earlier_task_was_killed(ledger: Ledger) -> None:
    reserve(ledger)
    ledger.settle(reserve(ledger), Fate.UNSPENT)
    assert states(ledger) == {"pc1": ReservationState.UNKNOWN}


def test_a_reservation_that_was_freed_does_not_free_a_later_one(ledger: Ledger) -> None:
    stale = reserve(ledger)
    ledger.settle(stale, Fate.UNSPENT)
    later = reserve(ledger)
    ledger.settle(stale, Fate.UNSPENT)
    assert later != stale
    assert ledger.count(key()) == Count(0, 1)


# Reports


def test_entries_tell_host_product_key_state_and_times(ledger: Ledger) -> None:
    started = datetime.now(timezone.utc).replace(microsecond=0)
    ledger.settle(reserve(ledger, "pc1"), Fate.SPENT)
    ledger.settle(reserve(ledger, "pc2", key=OTHER_FAKE_KEY, activation_id=OTHER_WINDOWS_ID), Fate.UNKNOWN)
    reserve(ledger, "pc3")
    entries = ledger.entries()
    assert [(entry.host, entry.activation_id, entry.last_five, entry.state) for entry in entries] == [
        ("pc1", WINDOWS_ID, "PKX99", ReservationState.SPENT),
        ("pc2", OTHER_WINDOWS_ID, "WXF48", ReservationState.UNKNOWN),
        ("pc3", WINDOWS_ID, "PKX99", ReservationState.RESERVED),
    ]
    ended = datetime.now(timezone.utc)
    assert all(started <= entry.reserved_at <= entry.changed_at <= ended for entry in entries)
    assert all(entry.changed_at.utcoffset() == timedelta(0) for entry in entries)


def test_a_spent_line_keeps_the_time_it_was_spent(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    ledger.settle(reserve(ledger), Fate.SPENT)
    before = ledger.entries()
    monkeypatch.setattr(_ledger, "_now", lambda: "2099-01-01T00:00:00+00:00")
    ledger.settle(reserve(ledger), Fate.UNKNOWN)
    assert ledger.entries() == before


@pytest.mark.parametrize("host", ["", "pc'1", 'pc"1; DROP TABLE activation', "東京-01", "a\0b", "x" * 10_000])
def test_a_host_may_have_any_name(ledger: Ledger, host: str) -> None:
    reserve(ledger, host)
    reserve(ledger, host)
    assert states(ledger) == {host: ReservationState.UNKNOWN}


# Secrets


def forms_of(text: str) -> set[bytes]:
    """The key and its blocks but the last, bare and dashed, in either case, as text and as hexadecimal digits."""
    bare = text.replace("-", "")
    texts = {text, bare, *text.split("-")[:-1], bare[:-5]}
    cased = {form for each in texts for form in (each, each.lower())}
    raw = {form.encode(code) for form in cased for code in ("utf-8", "utf-16-le", "utf-16-be")}
    return raw | {form.hex().encode() for form in raw}


@pytest.mark.parametrize("text", FAKE_KEYS)
def test_no_part_of_a_key_but_its_end_is_ever_in_a_file(path: Path, text: str) -> None:
    written = bytearray()
    with Ledger(path) as ledger:
        for outcome in Fate:
            ledger.settle(reserve(ledger, f"pc {outcome.value}", key=text), outcome)
        with ledger._file.transaction() as database:
            line = _Line(ledger._fingerprint(key(text)), machine("pc"), WINDOWS_ID, text[-5:])
            _put(database, ReservationState.SPENT, line)
            journal = path.with_name(f"{path.name}-journal")
            assert journal.stat().st_size
            written += journal.read_bytes()
    for file in path.parent.iterdir():
        written += file.read_bytes()
    assert text[-5:].encode() in written
    assert not [form for form in forms_of(text) if form in written]


def test_a_fingerprint_means_nothing_outside_its_file(tmp_path: Path) -> None:
    prints = set()
    for name in ("one", "two"):
        with Ledger(tmp_path / name) as ledger:
            prints.add(reserve(ledger).fingerprint)
    assert len(prints) == 2


def test_a_fingerprint_is_part_of_the_format(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    """With another one, every activation counted so far would be forgotten."""
    monkeypatch.setattr(_ledger, "_SCRYPT_COST", REAL_COST)
    ledger._file.salt = bytes(32)
    assert _ledger_file._FORMAT == 2
    assert ledger._fingerprint(key()).hex() == "f38137e6d9043c2926438438c853aa805ba53dbcd5cfeb1290af7935e9753643"


def test_a_salt_is_made_once_and_has_32_bytes(path: Path) -> None:
    with Ledger(path) as first, Ledger(path) as second:
        assert first._file.salt == second._file.salt
        assert len(first._file.salt) == 32


def test_a_reservation_shows_neither_key_nor_fingerprint(ledger: Ledger) -> None:
    reservation = reserve(ledger)
    assert "TTTTT" not in repr(reservation)
    assert repr(reservation.fingerprint) not in repr(reservation)
