# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists of earlier forms: what only their reasons told becomes data when they are read. Nothing else reads a reason.

Those of the first form had no columns ``sent_at`` and ``refused_block``. The time of sending stood in the reason of a
confirmed row, the last block of what was refused in that of a failed one, in whatever language. Neither they nor those
of the second form had a column ``reason_code``. A list that has been written since has all three, and its reasons are
for people alone.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import replace

from .._language._text import Language
from ._note import Note, NoteKind
from ._row import ListRow, RowState

#: What the first form did not have.
_FACTS = frozenset({"sent_at", "refused_block"})

#: A time as the list shows it, the same in every language.
_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2} UTC")

#: A block before the end of a parenthesis, which is where it stood in every language.
_BLOCK = re.compile(r"(?<![0-9A-Za-z])([0-9]{6})\)")


#: The code of a refusal, and the key a host has now.
_CODE = re.compile(r"0x[0-9A-Fa-f]{8}")
_KEY = re.compile(r"\.\.\.([0-9A-Z]{5})(?![0-9A-Z])")

#: The column whose absence tells the second form.
_CODES = "reason_code"


def is_without_codes(columns: Collection[str]) -> bool:
    """Whether a list with these columns of ours is of the first or the second form."""
    return _CODES not in columns


def with_code(row: ListRow) -> ListRow:
    """A row of such a list with its reason as a code: words that are exactly ours, or a refusal that names one code."""
    if not row.reason:
        return row
    silent = replace(row, reason="")
    for note in _possible(row):
        coded = replace(silent, reason_code=note.cell)
        if note.code or any(coded.why.said_in(language) == row.reason for language in Language):
            return replace(row, reason_code=note.cell)
    return row


def _possible(row: ListRow) -> Iterator[Note]:
    codes = {int(code, 16) for code in _CODE.findall(row.reason)}
    if row.state is RowState.FAILED and len(codes) == 1:
        yield Note(NoteKind.REFUSED, code=codes.pop())
    time, key = _TIME.search(row.reason), _KEY.search(row.reason)
    moment = time[0] if time else ""
    yield Note(NoteKind.OTHER_INSTALLATION_ID, time=moment)
    yield Note(NoteKind.OTHER_KEY, key=key[1] if key else "", time=moment)
    yield from map(Note, NoteKind)


def is_first_form(columns: Collection[str]) -> bool:
    """Whether a list with these columns of ours is of the first form; one that lost a single column is not."""
    return _FACTS.isdisjoint(columns)


def with_facts(row: ListRow) -> ListRow:
    """A row of the first form, with what its reason told as data."""
    if row.state is RowState.CONFIRMED:
        time = _TIME.search(row.reason)
        return replace(row, sent_at=time[0]) if time else row
    if row.state is RowState.FAILED:
        return replace(row, refused_block=_refused_block(row))
    return row


def _refused_block(row: ListRow) -> str:
    """That of its own Confirmation ID if the reason names it anywhere; else the last one, for a host may say more."""
    blocks = _BLOCK.findall(row.reason)
    own = row.confirmation_id.last_block if row.confirmation_id else ""
    return own if own in blocks else next(reversed(blocks), "")
