# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One product of one host on a list: looked up before anything is sent, and what became of it written down after."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._controller._list_file import Store
from ansible_collections.licenseops.windows.plugins.plugin_utils._controller._own_row import (
    OwnRow,
    expects_deposit,
    is_verdict,
    look_up,
    write_down,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._language._errors import (
    InputError,
    LicensingError,
    UnreachableError,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._errors import HostRefused
from ansible_collections.licenseops.windows.plugins.plugin_utils._worklist._candidate import Candidate
from ansible_collections.licenseops.windows.plugins.plugin_utils._worklist._row import ListRow, Pen, RowState
from ansible_collections.licenseops.windows.tests.unit.plugins.support.worklist import (
    LATER,
    NOW,
    Unencrypted,
    applied,
    candidate,
    confirmation_digits,
    confirmation_id,
    confirmed,
    csv_of,
    installation_id,
    row,
)

REFUSED = HostRefused("Depositing", 0xC004F031, "")
MOVED = row(installation_id=installation_id(500))
PEN = Pen(LATER)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "list.csv"


def listed(path: Path, *rows: ListRow) -> Store:
    if rows:
        path.write_text(csv_of(*rows), encoding="utf-8")
    return Store(path, Unencrypted())


def looked_up(store: Store, shown: Candidate, *, allow_failing: bool = False, is_dry: bool = False) -> OwnRow:
    return look_up(store, shown, PEN, allow_failing=allow_failing, is_dry=is_dry)


def test_what_is_not_on_the_list_is_entered_and_waits(path: Path) -> None:
    own = looked_up(listed(path), candidate(row()))
    assert own == OwnRow(row(collected_at=LATER), is_written=True)
    assert listed(path).read() == (row(collected_at=LATER),)


def test_what_waits_is_looked_up_and_nothing_is_written(path: Path) -> None:
    store = listed(path, row(), row(2))
    before = path.stat()
    assert looked_up(store, candidate(row())) == OwnRow(row())
    assert path.stat() == before


def test_what_is_confirmed_is_noted_as_sent_from_here_on_and_handed_out_as_it_was(path: Path) -> None:
    own = looked_up(listed(path, confirmed(), confirmed(2)), candidate(row()))
    assert own == OwnRow(confirmed())
    assert [(item.sent_at, item.was_sent) for item in listed(path).read()] == [(LATER, True), ("", False)]


def test_what_was_typed_into_the_list_is_taken_and_sent(path: Path) -> None:
    own = looked_up(listed(path, row(confirmation_id=confirmation_id(1))), candidate(row()))
    assert own == OwnRow(confirmed(confirmed_at=LATER), is_written=True)
    assert listed(path).read()[0].was_sent


def test_a_dry_run_says_the_same_and_writes_nothing(path: Path) -> None:
    store = listed(path, row(confirmation_id=confirmation_id(1)))
    before = path.read_bytes()
    assert looked_up(store, candidate(row()), is_dry=True) == OwnRow(confirmed(confirmed_at=LATER), is_written=True)
    assert path.read_bytes() == before


@pytest.mark.parametrize("allow_failing", [False, True])
def test_what_was_mistyped_is_told_for_its_own_row_only(path: Path, allow_failing: bool) -> None:
    wrong = f"{confirmation_digits(1)[:-1]}{(int(confirmation_digits(1)[-1]) + 1) % 10}"
    rows = (row(typed=wrong[:-6]), row(2, typed="12"))
    own = looked_up(listed(path, *rows), candidate(row(2)), allow_failing=allow_failing)
    assert own.row == rows[1]
    assert own.problem is not None
    assert "PC-002" in str(own.problem)
    assert looked_up(listed(path, *rows), candidate(row(3)), allow_failing=allow_failing).problem is None
    path.write_text(csv_of(row()).replace(",,needed", f",{wrong},needed"), encoding="utf-8")
    own = looked_up(Store(path, Unencrypted()), candidate(row()), allow_failing=allow_failing)
    assert (own.problem is None) is allow_failing
    assert own.row is not None
    assert own.row.state is (RowState.CONFIRMED if allow_failing else RowState.NEEDED)


def test_rows_that_turned_out_to_be_stale_just_now_are_named_and_no_others(path: Path) -> None:
    history = confirmed(installation_id=installation_id(400), state=RowState.STALE)
    own = looked_up(listed(path, history, confirmed()), candidate(MOVED))
    assert [item.key for item in own.outdated] == [confirmed().key]
    assert own.row == replace(MOVED, collected_at=LATER)
    assert looked_up(listed(path), candidate(MOVED)).outdated == ()


def test_a_licensed_product_is_applied_and_not_noted_as_sent(path: Path) -> None:
    own = looked_up(listed(path, confirmed()), candidate(row(), is_licensed=True))
    assert own.row is not None
    assert (own.row.state, own.row.sent_at, own.is_written) == (RowState.APPLIED, "", True)


def test_a_licensed_product_that_is_not_on_the_list_stays_off_it(path: Path) -> None:
    assert looked_up(listed(path), candidate(row(), is_licensed=True)) == OwnRow(None)
    assert not path.exists()


def test_the_row_of_a_licensed_product_is_found_under_its_earlier_installation_id(path: Path) -> None:
    store = listed(path, row(2), confirmed(1, state=RowState.STALE), applied(installation_id=installation_id(400)))
    shown = replace(candidate(MOVED, is_licensed=True), row=replace(MOVED, installation_id=""))
    own = looked_up(store, shown)
    assert own.row is not None
    assert (own.row.installation_id, own.row.state) == (installation_id(400), RowState.APPLIED)


def test_of_a_product_that_is_not_licensed_no_other_row_is_taken(path: Path) -> None:
    own = looked_up(listed(path, applied(confirmation_id=None)), candidate(MOVED))
    assert own.row == replace(MOVED, collected_at=LATER)


def test_a_host_that_is_found_under_another_name_keeps_that_of_the_list(path: Path) -> None:
    """Only collecting knows the names of the inventory."""
    own = looked_up(listed(path, row()), candidate(row(host="another name")))
    assert own == OwnRow(row())


@pytest.mark.parametrize(
    ("rows", "shown", "expected"),
    [
        ((confirmed(),), candidate(row()), confirmed()),
        ((row(typed="12"),), candidate(row()), row(typed="12")),
        ((row(2), confirmed(2), applied()), candidate(MOVED), applied()),
        ((row(),), candidate(row()), None),
        ((confirmed(state=RowState.STALE),), candidate(row()), None),
        ((confirmed(2),), candidate(row()), None),
        ((confirmed(),), candidate(row(), is_licensed=True), None),
    ],
    ids=["confirmed", "typed", "kept from before", "none yet", "stale", "another host's", "licensed"],
)
def test_a_deposit_is_expected_where_a_confirmation_id_may_be_sent(
    rows: tuple[ListRow, ...], shown: Candidate, expected: ListRow | None
) -> None:
    assert expects_deposit(rows, shown) == expected


def test_a_licensed_host_is_written_down_as_applied(path: Path) -> None:
    after = write_down(listed(path, confirmed(sent_at=NOW), confirmed(2)), row().key, None, PEN)
    assert after == applied(sent_at=NOW, applied_at=LATER)
    assert listed(path).read() == (after, confirmed(2))


def test_a_refusal_is_written_down_with_the_block_it_is_about(path: Path) -> None:
    after = write_down(listed(path, confirmed(sent_at=NOW), confirmed(2)), row().key, REFUSED, PEN)
    assert after is not None
    assert (after.state, after.refused_block) == (RowState.FAILED, confirmation_id(1).last_block)
    assert "0xC004F031" in after.reason
    assert after.reason_code == "refused 0xC004F031"
    assert listed(path).read() == (after, confirmed(2))


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (UnreachableError("gone"), "sent_unanswered"),
        (HostRefused("Depositing", 0x800706BA, ""), "sent 0x800706BA"),
        (HostRefused("", 0x80070005, ""), "sent 0x80070005"),
    ],
)
def test_what_is_no_verdict_leaves_the_row_as_sent(path: Path, error: LicensingError, code: str) -> None:
    after = write_down(listed(path, confirmed(sent_at=NOW)), row().key, error, PEN)
    assert after is not None
    assert (after.state, after.sent_at, after.was_sent) == (RowState.CONFIRMED, LATER, True)
    assert after.reason.startswith(f"Sent {LATER}. ")
    assert after.reason_code == code


def test_of_a_row_that_was_removed_meanwhile_nothing_is_written(path: Path) -> None:
    assert write_down(listed(path, row(2)), row().key, REFUSED, PEN) is None
    assert listed(path).read() == (row(2),)


@pytest.mark.parametrize(
    ("error", "is_final"),
    [
        (REFUSED, True),
        (HostRefused("", 0xC004FFFF, ""), True),
        (HostRefused("", 0xC004F06C, ""), False),
        (HostRefused("", 0x80070005, ""), False),
        (InputError("no"), False),
    ],
    ids=["a mismatch", "a code nobody knows", "a code that passes", "of another facility", "ours"],
)
def test_a_verdict_is_what_software_protection_would_say_again(error: LicensingError, is_final: bool) -> None:
    assert is_verdict(error) is is_final
