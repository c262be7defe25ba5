# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Confirmation IDs into the list: each is judged, the good ones are taken, the others get a sentence of their own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from .._language._errors import InputError
from .._language._text import Text
from .._licensing._offline_id import (
    ConfirmationId,
    block_letters,
    check_digit,
    confirmation_groups,
    failing_confirmation_blocks,
)
from ._columns import at_host, is_spreadsheet_number, parse_installation_id
from ._confirmations import Confirmation
from ._merge import Merged, Problem
from ._row import ListRow, RowKey, RowState

_BLOCKS = 8
_BLOCK_DIGITS = 6

#: A Confirmation ID in one of these belongs to its row; one that was refused may belong to another.
_OWNING = frozenset({RowState.CONFIRMED, RowState.APPLIED, RowState.STALE})


_Holders = Mapping[str, Mapping[tuple[str, str, str], ListRow]]


class _Rejected(Exception):
    """A confirmation that is not taken."""

    def __init__(self, sentence: Text, key: RowKey | None = None) -> None:
        super().__init__(str(sentence))
        self.problem = Problem(sentence, key)


@dataclass(frozen=True, slots=True)
class _Judged:
    """A Confirmation ID in which nothing is wrong by itself, and its row."""

    row: ListRow
    confirmation_id: ConfirmationId
    warning: Text | None = None


@dataclass(frozen=True, slots=True)
class _Index:
    """A list to look things up in, however long it is.

    Attributes:
        by_key: Rows by their key.
        by_digits: The first row of each Installation ID.
    """

    by_key: Mapping[RowKey, ListRow]
    by_digits: Mapping[str, ListRow]

    @classmethod
    def of(cls, rows: tuple[ListRow, ...]) -> _Index:
        """That of a list."""
        backwards = rows[::-1]
        return cls({row.key: row for row in backwards}, {row.installation_id: row for row in backwards})


def confirm(
    rows: tuple[ListRow, ...], given: Iterable[Confirmation], now: str, *, allow_failing: bool = False
) -> Merged:
    """Take the confirmations that belong to a row and are complete.

    Args:
        rows: The list.
        given: What people brought.
        now: The time to note.
        allow_failing: Take Confirmation IDs whose check digits do not fit, with a warning.
    """
    problems: list[Problem] = []
    judged: list[_Judged] = []
    index = _Index.of(rows)
    for item in given:
        try:
            judged.append(_judged(index, item, allow_failing=allow_failing))
        except _Rejected as rejection:
            problems.append(rejection.problem)
    clashes = _clashes(rows, judged)
    good = {item.row.key: item for item in judged if item.row.key not in clashes}
    problems.extend(clashes.values())
    warnings = tuple(item.warning for item in good.values() if item.warning)
    return Merged(tuple(_taken(row, good.get(row.key), now) for row in rows), tuple(problems), warnings)


def _judged(index: _Index, item: Confirmation, *, allow_failing: bool) -> _Judged:
    row = _row_of(index, item)
    confirmation_id = _parsed(row, item.confirmation_id)
    if row.state is RowState.APPLIED and row.confirmation_id not in (None, confirmation_id):
        raise _Rejected(
            Text(
                "{row} is licensed already by another Confirmation ID, so this one was left out. "
                "Perhaps it belongs to another host.",
                row=row.title,
            ),
            row.key,
        )
    bad = failing_confirmation_blocks(confirmation_id)
    if not bad or (confirmation_id == row.confirmation_id and not row.has_news):
        return _Judged(row, confirmation_id)
    fault = Text(
        "The Confirmation ID of {row} has a wrong digit in {blocks}.", row=row.title, blocks=block_letters(bad)
    )
    if allow_failing or item.is_accepted:
        return _Judged(row, confirmation_id, Text("{fault} It was taken all the same.", fault=fault))
    raise _Rejected(
        Text(
            "{fault} Compare it with the portal's page. If it is right, set allow_failing_check_digits: true.",
            fault=fault,
        ),
        row.key,
    )


def _row_of(index: _Index, item: Confirmation) -> ListRow:
    """The row a confirmation is meant for, found by the whole key and nothing less."""
    who = at_host(item.place, item.host)
    try:
        digits = parse_installation_id(item.installation_id).digits
    except InputError as problem:
        message, advice = problem.texts
        raise _Rejected(Text("{place}: {problem} {advice}", place=who, problem=message, advice=advice)) from None
    row = index.by_key.get(RowKey(item.host_uuid, item.activation_id, item.partial_product_key, digits))
    if row is None:
        raise _Rejected(_unknown(index, who, item, digits))
    if row.state is RowState.STALE:
        raise _Rejected(
            Text(
                "The Confirmation ID of {row} is for an Installation ID the host no longer has. {reason} "
                "Get one for the Installation ID of its newest row.",
                row=row.title,
                reason=row.why,
            ),
            row.key,
        )
    return row


def _unknown(index: _Index, who: Text, item: Confirmation, digits: str) -> Text:
    owner = index.by_digits.get(digits)
    if owner is not None and owner.host_uuid != item.host_uuid:
        return Text(
            "{place}: the Installation ID, and with it this Confirmation ID, was issued for {owner}. "
            "Lines of two hosts were mixed up.",
            place=who,
            owner=owner.title,
        )
    if owner is not None:
        return Text(
            "{place}: the Installation ID is that of {owner}, another product or key of the same host.",
            place=who,
            owner=owner.title,
        )
    return Text(
        "{place}: the Installation ID is not on this list. It was collected into another list, or mistyped.", place=who
    )


def _parsed(row: ListRow, text: str) -> ConfirmationId:
    """The 48 digits.

    Raises:
        _Rejected: There are more, fewer, or other characters; the sentence names the block where that can be told.
    """
    if is_spreadsheet_number(text):
        raise _Rejected(
            Text(
                "A spreadsheet turned the Confirmation ID of {row} into a number and lost its digits. "
                "Type it again with dashes between the blocks, or give the column the format Text.",
                row=row.title,
            ),
            row.key,
        )
    try:
        return ConfirmationId.parse(text, allow_failing_check_digits=True)
    except InputError:
        raise _Rejected(_fault(row, text), row.key) from None


def _fault(row: ListRow, text: str) -> Text:
    typed = confirmation_groups(text)
    whole = "".join(typed)
    blocks = typed if len(typed) == _BLOCKS else _sixes(whole)
    strange = [number for number, block in enumerate(blocks, 1) if not _is_digits(block)]
    if strange:
        return Text(
            "The Confirmation ID of {row} contains characters that are not digits{where}. "
            "Compare it with the portal's page.",
            row=row.title,
            where=_where(strange),
        )
    wrong = [number for number, block in enumerate(blocks, 1) if len(block) != _BLOCK_DIGITS]
    if len(typed) != _BLOCKS:
        wrong = [next(iter(_failing(blocks)), len(whole) // _BLOCK_DIGITS + 1)]
    return Text(
        "The Confirmation ID of {row} has {count} digits instead of 48{where}. Compare it with the portal's page.",
        row=row.title,
        count=len(whole),
        where=_where(wrong),
    )


def _where(numbers: list[int]) -> Text:
    """Which blocks to look at; those beyond H have no name."""
    named = [number for number in numbers if number <= _BLOCKS]
    return Text(", look at {blocks}", blocks=block_letters(named)) if named else Text("")


def _sixes(text: str) -> list[str]:
    return [text[at : at + _BLOCK_DIGITS] for at in range(0, len(text), _BLOCK_DIGITS)]


def _failing(blocks: list[str]) -> list[int]:
    """Numbers of the complete blocks whose check digit does not fit: there a digit went missing, or before."""
    complete = [(number, block) for number, block in enumerate(blocks, 1) if len(block) == _BLOCK_DIGITS]
    return [number for number, block in complete if check_digit(block[:-1]) != int(block[-1])]


def _is_digits(group: str) -> bool:
    return group.isascii() and group.isdigit()


def _clashes(rows: tuple[ListRow, ...], judged: list[_Judged]) -> Mapping[RowKey, Problem]:
    """Confirmation IDs that two rows would have, or rows that were given two."""
    found: dict[RowKey, Problem] = {}
    news = {item.row.key: item for item in judged if item.confirmation_id != item.row.confirmation_id}
    for item in judged:
        first = news.get(item.row.key)
        if first is not None and first.confirmation_id != item.confirmation_id:
            twice = Text("There are two different Confirmation IDs for {row}.", row=item.row.title)
            found[item.row.key] = Problem(twice, item.row.key)
    newly = [item for item in judged if item.confirmation_id != item.row.confirmation_id or item.row.has_news]
    owners = _holders((row, row.confirmation_id) for row in rows if row.state in _OWNING)
    rivals = _holders((other.row, other.confirmation_id) for other in newly)
    for item in newly:
        owner, rival = _holder(owners, item), _holder(rivals, item)
        if owner is not None:
            found[item.row.key] = Problem(_foreign(item.row, owner), item.row.key)
        elif rival is not None:
            found[item.row.key] = Problem(_shared(item.row, rival), item.row.key)
    return found


def _foreign(row: ListRow, owner: ListRow) -> Text:
    return Text(
        "The Confirmation ID given for {row} was issued for {owner}. Look up the right one.",
        row=row.title,
        owner=owner.title,
    )


def _shared(row: ListRow, rival: ListRow) -> Text:
    return Text(
        "{row} and {rival} were given the same Confirmation ID; one is wrong.", row=row.title, rival=rival.title
    )


def _holders(candidates: Iterable[tuple[ListRow, ConfirmationId | None]]) -> _Holders:
    """Rows by their Confirmation ID; of one product and hardware, which may share it, the first."""
    found: dict[str, dict[tuple[str, str, str], ListRow]] = {}
    for row, confirmation_id in candidates:
        if confirmation_id is not None:
            found.setdefault(confirmation_id.reveal(), {}).setdefault(row.key.kinship, row)
    return found


def _holder(holders: _Holders, item: _Judged) -> ListRow | None:
    """Another row that has the same Confirmation ID; those of the same product and hardware may share it."""
    rows = holders.get(item.confirmation_id.reveal(), {})
    return next((row for kinship, row in rows.items() if kinship != item.row.key.kinship), None)


def _taken(row: ListRow, item: _Judged | None, now: str) -> ListRow:
    if item is None:
        return row
    if row.state is RowState.APPLIED:
        return replace(row, confirmation_id=item.confirmation_id)
    if row.confirmation_id == item.confirmation_id and not row.has_news:
        return row
    return replace(
        row,
        state=RowState.CONFIRMED,
        confirmation_id=item.confirmation_id,
        reason="",
        reason_code="",
        refused_block="",
        typed="",
        confirmed_at=now,
        sent_at="",
    )
