# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One product of one host on a list: looked up before anything is sent, and what became of it written down after."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from .._language._errors import LicensingError
from .._language._text import Text
from .._licensing._errors import SOFTWARE_PROTECTION, HostRefused
from .._worklist._candidate import Candidate
from .._worklist._confirm import confirm
from .._worklist._confirmations import typed_into
from .._worklist._merge import collect, mark_applied, mark_refused, mark_sent, row_with
from .._worklist._row import ListRow, Pen, RowKey, RowState
from .._worklist._sheet import Rows
from ._list_file import Store


@dataclass(frozen=True, slots=True)
class OwnRow:
    """The row of one product of one host, and what looking it up did to the list.

    Attributes:
        row: Its row; None when it is licensed and never was on the list.
        outdated: Rows that turned out to be stale just now.
        problem: What is wrong with the Confirmation ID a person typed into the list for it; None when nothing is.
        is_written: Whether the list was changed, or would have been.
    """

    row: ListRow | None
    outdated: tuple[ListRow, ...] = ()
    problem: Text | None = None
    is_written: bool = False


def look_up(store: Store, candidate: Candidate, pen: Pen, *, allow_failing: bool, is_dry: bool) -> OwnRow:
    """Enter a product as it is now, and say where it stands; one that is confirmed is noted as sent from here on.

    Args:
        store: The list.
        candidate: The product.
        pen: What to write with.
        allow_failing: Take Confirmation IDs typed into the list whose check digits do not fit.
        is_dry: Write nothing.
    """
    change = partial(_looked_up, candidate=candidate, pen=pen, allow_failing=allow_failing)
    if is_dry:
        return change(store.read())[1]
    return store.update(change)[0]


def expects_deposit(rows: Rows, candidate: Candidate) -> ListRow | None:
    """The row that would have its Confirmation ID sent if the product is still as it was found; None when none would.

    Somebody else may have licensed the product since: it is to be read again first.
    """
    kin = (row for row in rows if row.key.kinship == candidate.row.key.kinship and row.state is not RowState.STALE)
    return None if candidate.is_licensed else next((row for row in kin if row.confirmation_id or row.typed), None)


def write_down(store: Store, key: RowKey, error: LicensingError | None, pen: Pen) -> ListRow | None:
    """What became of the row's Confirmation ID; the row afterwards.

    Args:
        store: The list.
        key: The row.
        error: Why the host is not licensed; None when it is.
        pen: What to write with.
    """
    code = error.code if isinstance(error, HostRefused) else 0

    def change(rows: Rows) -> tuple[Rows, ListRow | None]:
        if error is None:
            rows = mark_applied(rows, key, pen)
        elif is_verdict(error):
            rows = mark_refused(rows, key, error.texts[0], pen, code)
        else:
            rows = mark_sent(rows, key, pen, error.texts[0], code)
        return rows, row_with(rows, key)

    return store.update(change)[0]


def is_verdict(error: LicensingError) -> bool:
    """Whether Software Protection has judged the Confirmation ID, and would judge it the same way again."""
    if not isinstance(error, HostRefused) or error.code >> 16 != SOFTWARE_PROTECTION:
        return False
    return error.entry is None or not error.entry.is_retryable


def _looked_up(rows: Rows, candidate: Candidate, pen: Pen, *, allow_failing: bool) -> tuple[Rows, OwnRow]:
    typed = confirm(rows, typed_into(rows), pen.now, allow_failing=allow_failing)
    after = collect(typed.rows, (candidate,), pen, renames=False)
    row = row_with(after, candidate.row.key) or (_applied_kin(after, candidate) if candidate.is_licensed else None)
    was_stale = {item.key for item in typed.rows if item.state is RowState.STALE}
    outdated = tuple(item for item in after if item.state is RowState.STALE and item.key not in was_stale)
    problem = next((item.sentence for item in typed.problems if item.key == candidate.row.key), None)
    own = OwnRow(row, outdated, problem, after != rows)
    is_to_be_sent = row is not None and row.state is RowState.CONFIRMED and not candidate.is_licensed
    return (mark_sent(after, candidate.row.key, pen) if is_to_be_sent else after), own


def _applied_kin(rows: Rows, candidate: Candidate) -> ListRow | None:
    """The row of a licensed product whose Installation ID is another one by now, or is not shown."""
    return next(
        (row for row in rows if row.key.kinship == candidate.row.key.kinship and row.state is RowState.APPLIED), None
    )
