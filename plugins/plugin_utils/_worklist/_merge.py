# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What happens to a list: a host is collected, a Confirmation ID is applied or refused. Old list in, new list out."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace

from .._language._text import Text, plain
from ._candidate import Candidate
from ._note import Note, NoteKind
from ._row import ListRow, Pen, RowKey, RowState, refusal, sending

Rows = tuple[ListRow, ...]

#: Rows that still wait for something.
_OPEN = frozenset({RowState.NEEDED, RowState.CONFIRMED, RowState.FAILED})


@dataclass(frozen=True, slots=True)
class Problem:
    """Something a person has to look at.

    Attributes:
        sentence: What is wrong and what to do, without any Confirmation ID.
        key: The row it is about, when it is known.
    """

    sentence: Text
    key: RowKey | None = None


@dataclass(frozen=True, slots=True)
class Merged:
    """A new list, and what could not become part of it.

    Attributes:
        warnings: Sentences about what was taken all the same.
    """

    rows: Rows
    problems: tuple[Problem, ...] = ()
    warnings: tuple[Text, ...] = ()


def row_with(rows: Iterable[ListRow], key: RowKey) -> ListRow | None:
    """The row with a key."""
    return next((row for row in rows if row.key == key), None)


def collect(
    rows: Rows, candidates: Iterable[Candidate], pen: Pen, *, renames: bool = True, inventory: Collection[str] = ()
) -> Rows:
    """What a host shows, entered into the list.

    A row that is there stays as it is. A changed Installation ID makes the old row stale and a new one needed. What is
    licensed is applied. What was applied and is not licensed any more, after a re-image for instance, is confirmed
    again by the Confirmation ID that was kept.

    Args:
        renames: Whether a host that is found under another name takes its rows along.
        inventory: The names of all hosts there are; a row that has one of them keeps it, see ``_has_own_name``.
    """
    for item in candidates:
        rows = _collected(_renamed(rows, item.row, inventory) if renames else rows, item, pen)
    return rows


def mark_applied(rows: Rows, key: RowKey, pen: Pen) -> Rows:
    """The host is licensed by the row's Confirmation ID; older rows of the same product are history."""
    row = row_with(rows, key)
    if row is None:
        return rows
    done = replace(row, state=RowState.APPLIED, reason="", reason_code="", applied_at=pen.now)
    rows = _mapped(rows, lambda item: item.key == key, lambda _item: done)
    return _outdated(rows, done, pen)


def mark_refused(rows: Rows, key: RowKey, reason: Text, pen: Pen, code: int = 0) -> Rows:
    """The host refused the row's Confirmation ID.

    One that was only kept from an earlier Installation ID is given up: the row needs a new one.

    Args:
        reason: What the host said.
        code: The same as an unsigned HRESULT.
    """
    row = row_with(rows, key)
    if row is None or row.confirmation_id is None:
        return rows
    block = row.confirmation_id.last_block
    if not _lenders(rows, row):
        failed = replace(row, state=RowState.FAILED, refused_block=block)
        failed = pen.explained(failed, Note(NoteKind.REFUSED, code), refusal(row.confirmation_id, reason))
        return _mapped(rows, lambda item: item.key == key, lambda _item: failed)
    needed = replace(
        row,
        state=RowState.NEEDED,
        confirmation_id=None,
        confirmed_at="",
        sent_at="",
        refused_block=block,
    )
    told = Text("The kept Confirmation ID was refused: {reason}", reason=reason)
    needed = pen.explained(needed, Note(NoteKind.KEPT_REFUSED, code), told)
    rows = _mapped(rows, lambda item: item.key == key, lambda _item: needed)
    return _outdated(rows, needed, pen)


def mark_sent(rows: Rows, key: RowKey, pen: Pen, outcome: Text | None = None, code: int = 0) -> Rows:
    """The Confirmation ID is on its way, or nobody knows what became of it: the row stays confirmed until it shows.

    Args:
        outcome: What came instead of an answer.
        code: The same as an unsigned HRESULT; 0 when there was none.
    """
    sentences = [sending(pen.now), outcome] if outcome else [sending(pen.now)]
    told = plain(pen.language.gap.join(map(pen.written, sentences)))
    note = Note(NoteKind.SENT if code or not outcome else NoteKind.SENT_UNANSWERED, code)

    def sent(item: ListRow) -> ListRow:
        return pen.explained(replace(item, sent_at=pen.now), note, told)

    return _mapped(rows, lambda item: item.key == key, sent)


def _collected(rows: Rows, item: Candidate, pen: Pen) -> Rows:
    fresh = replace(item.row, collected_at=pen.now)
    if item.is_licensed:
        return _mapped(rows, lambda row: _is_met_by(row, fresh), lambda row: _found_licensed(row, pen))
    if row_with(rows, fresh.key) is not None:
        return _mapped(rows, lambda row: row.key == fresh.key, lambda row: _revived(row, pen))
    kept = max(_kin_with_confirmation(rows, fresh), key=lambda row: row.applied_at, default=None)
    if kept is not None:
        fresh = replace(
            fresh,
            state=RowState.CONFIRMED,
            confirmation_id=kept.confirmation_id,
            confirmed_at=kept.confirmed_at,
        )
        fresh = pen.explained(fresh, Note(NoteKind.TRIED_ONCE))
    return _sorted((*_outdated(rows, fresh, pen, spare=kept), fresh))


def _is_met_by(row: ListRow, fresh: ListRow) -> bool:
    """Whether a licensed product applies a row: its own, or an open one of the same product and key."""
    if row.key == fresh.key:
        return row.state is not RowState.APPLIED
    return row.key.kinship == fresh.key.kinship and _is_same_host(row, fresh) and row.state in _OPEN


def _found_licensed(row: ListRow, pen: Pen) -> ListRow:
    """One whose Confirmation ID was sent by a run that never wrote the outcome needs no explanation."""
    found = replace(row, state=RowState.APPLIED, reason="", reason_code="", applied_at=pen.now)
    return found if row.was_sent else pen.explained(found, Note(NoteKind.FOUND_LICENSED))


def _revived(row: ListRow, pen: Pen) -> ListRow:
    """A row whose product is not licensed at present and still has its Installation ID."""
    if row.state not in (RowState.APPLIED, RowState.STALE):
        return row
    if row.confirmation_id is None:
        kind = NoteKind.NOT_ANY_MORE if row.state is RowState.APPLIED else NoteKind.VALID_AGAIN
        return pen.explained(replace(row, state=RowState.NEEDED), Note(kind))
    kind = NoteKind.USED_AGAIN if row.state is RowState.APPLIED else NoteKind.VALID_AGAIN
    return pen.explained(replace(row, state=RowState.CONFIRMED, refused_block="", sent_at=""), Note(kind))


def _kin_with_confirmation(rows: Rows, fresh: ListRow) -> list[ListRow]:
    """Rows of the same product and key on the same hardware whose Confirmation ID has worked."""
    return [
        row
        for row in rows
        if row.key.kinship == fresh.key.kinship and row.state is RowState.APPLIED and row.confirmation_id is not None
    ]


def _lenders(rows: Rows, borrower: ListRow) -> list[ListRow]:
    """The rows a kept Confirmation ID came from."""
    kin = _kin_with_confirmation(rows, borrower)
    return [row for row in kin if row.key != borrower.key and row.confirmation_id == borrower.confirmation_id]


def _outdated(rows: Rows, fresh: ListRow, pen: Pen, spare: ListRow | None = None) -> Rows:
    """Older rows of the same product on the same host become stale, except one that may still help.

    The name of the host counts here: two clones with one UUID must not outdate each other for ever.
    """

    def is_older(row: ListRow) -> bool:
        is_same = (row.host_uuid, row.activation_id) == (fresh.host_uuid, fresh.activation_id)
        is_other = row.key != fresh.key and row is not spare and row.state is not RowState.STALE
        return is_same and is_other and _is_same_host(row, fresh)

    def stale(row: ListRow) -> ListRow:
        if row.partial_product_key == fresh.partial_product_key:
            note = Note(NoteKind.OTHER_INSTALLATION_ID, time=pen.now)
        else:
            note = Note(NoteKind.OTHER_KEY, key=fresh.partial_product_key, time=pen.now)
        return pen.explained(replace(row, state=RowState.STALE), note)

    return _mapped(rows, is_older, stale)


def _renamed(rows: Rows, fresh: ListRow, inventory: Collection[str]) -> Rows:
    """A host that is found under another name takes all its rows along; so does one whose name a spreadsheet broke."""
    known = row_with(rows, fresh.key)
    if known is None or known.host == fresh.host or _has_own_name(rows, known, fresh, inventory):
        return rows
    old = known.host
    return _mapped(
        rows,
        lambda row: row.host_uuid == fresh.host_uuid and row.host == old,
        lambda row: replace(row, host=fresh.host),
    )


def _has_own_name(rows: Rows, known: ListRow, fresh: ListRow, inventory: Collection[str]) -> bool:
    """Whether a row keeps its name although its machine was found under another: the machine has both.

    It has when the old name still is one of the inventory, which a name that was given up or broken is not, and the
    list gives neither name to another machine, as it does when names were exchanged or handed on. So of two names the
    first stays, however often either is collected. Two inventories that share a list and disagree still take turns.
    """
    names = {known.host, fresh.host}
    is_anothers = any(row.host in names and row.host_uuid != fresh.host_uuid for row in rows)
    return known.host in inventory and not is_anothers


def _is_same_host(one: ListRow, other: ListRow) -> bool:
    return one.host.casefold() == other.host.casefold()


def _mapped(rows: Rows, is_meant: Callable[[ListRow], bool], change: Callable[[ListRow], ListRow]) -> Rows:
    return tuple(change(row) if is_meant(row) else row for row in rows)


def _sorted(rows: Rows) -> Rows:
    """What the portal asks for together stands together."""
    return tuple(sorted(rows, key=lambda row: (row.portal_product, row.host.casefold(), row.application, row.key)))
