# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""All that stands in the file of a list: rows, and what people added around them. Two rows of one key become one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from ._candidate import clipped
from ._columns import WorklistError
from ._row import Extra, ListRow, RowState

Rows = tuple[ListRow, ...]

#: Of two rows of one key, the one further on knows more.
_ADVANCE = (RowState.NEEDED, RowState.CONFIRMED, RowState.FAILED, RowState.STALE, RowState.APPLIED)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A list with everything people added to it.

    Attributes:
        columns: Names of the columns they added to CSV, in their order; empty and repeated ones too.
        members: What they put beside the rows in JSON, names and values.
    """

    rows: Rows = ()
    columns: tuple[str, ...] = ()
    members: Extra = ()


def unique(rows: Rows) -> Rows:
    """Rows without repetition; of two with one key nothing is lost.

    Raises:
        WorklistError: Two of them contradict each other.
    """
    found: dict[object, ListRow] = {}
    for row in rows:
        first = found.setdefault(row.key, row)
        if first is not row:
            found[row.key] = _merged(first, row)
    return tuple(found.values())


def numbered(extra: Iterable[tuple[str, object]]) -> Iterable[tuple[tuple[str, int], object]]:
    """Values by name and by how often it came before, which tells columns of one name apart."""
    seen: Counter[str] = Counter()
    for name, value in extra:
        yield (name, seen[name]), value
        seen[name] += 1


def _merged(one: ListRow, other: ListRow) -> ListRow:
    """What is further on in time, completed by what only the other knows."""
    ids = {item.confirmation_id.reveal() if item.confirmation_id else item.typed for item in (one, other)} - {""}
    if len(ids) > 1:
        raise WorklistError(
            "{row} is on the list twice, with two different Confirmation IDs.",
            advice="Remove the wrong line.",
            row=one.title,
        )
    left, right = sorted((one, other), key=_knowledge, reverse=True)
    reasoned = left if left.reason or left.reason_code or left.state is not right.state else right
    return replace(
        left,
        host=one.host or other.host,
        confirmation_id=left.confirmation_id or right.confirmation_id,
        typed=left.typed or right.typed,
        reason=reasoned.reason,
        reason_code=reasoned.reason_code,
        refused_block=left.refused_block or right.refused_block,
        confirmed_at=left.confirmed_at or right.confirmed_at,
        sent_at=left.sent_at or right.sent_at,
        applied_at=left.applied_at or right.applied_at,
        extra=_joined(one, other),
    )


def _knowledge(row: ListRow) -> tuple[int, bool, bool]:
    return _ADVANCE.index(row.state), row.was_sent, row.confirmation_id is not None


def _joined(one: ListRow, other: ListRow) -> Extra:
    values = dict(numbered(one.extra))
    for place, value in numbered(other.extra):
        known = values.get(place)
        if known in ("", None):
            values[place] = value
        elif value not in ("", None) and repr(value) != repr(known):
            raise WorklistError(
                "{row} is on the list twice, with different texts in the column {name!r}.",
                advice="Remove one of the lines, or let both say the same.",
                row=one.title,
                name=clipped(place[0]),
            )
    return tuple((name, value) for (name, _number), value in values.items())
