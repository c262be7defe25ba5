# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A survey brought into a store, in the transaction of somebody else. Nobody else writes meanwhile.

What is there already is referred to, and no more is written of it. It must not know where the store is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any, Final, TypeVar

from .._fleet._survey import RowFate, Survey, SurveyRow
from ._columns import diagnosis_columns, kms_of, number, optional_words, product_columns, state_columns, words
from ._machines import Machines
from ._parts import Parts, fingerprint_of, text_of, without_secrets
from ._sql import Connection, Table, func, insert, select, update
from ._tables import (
    DIAGNOSIS,
    KMS_SOURCE,
    LICENSE_KEY,
    MACHINE,
    PRODUCT,
    READING,
    RUN,
    STATE,
    STATE_GROUP,
    STATE_PRODUCT,
    STORE,
)

#: So many values a question; SQLite takes 32766 at most.
_CHUNK: Final = 500

_Item = TypeVar("_Item")


@dataclass(frozen=True, slots=True)
class Prepared:
    """A survey as it is added.

    Attributes:
        head: All but its rows.
        fingerprint: What tells it from all others: everything in it, its moments above all.
        parts: Of its rows.
    """

    survey: Survey
    head: dict[str, Any]
    fingerprint: bytes
    parts: tuple[Parts, ...]

    @classmethod
    def of(cls, survey: Survey) -> Prepared:
        """What can be done before anybody has to wait."""
        head = replace(survey, rows=()).as_data()
        rows = [row.as_data() for row in survey.rows]
        return cls(survey, head, fingerprint_of(*map(text_of, (head, *rows))), tuple(map(Parts.of, rows)))


def run_of(connection: Connection, prepared: Prepared) -> int | None:
    """The number under which a survey is there already."""
    found = select(RUN.c.id).where(RUN.c.fingerprint == prepared.fingerprint)
    return connection.execute(found).scalar()


def add(connection: Connection, prepared: Prepared, added_at: str) -> int:
    """The number of the run that a survey is now."""
    survey, parts = prepared.survey, prepared.parts
    run = connection.execute(
        update(STORE).values(last_run=STORE.c.last_run + 1).returning(STORE.c.last_run)
    ).scalar_one()
    connection.execute(insert(RUN).values(id=run, added_at=added_at, **_run_columns(prepared)))
    machines = Machines(connection, survey).numbers()
    states = _states(connection, parts, machines, _products(connection, parts))
    diagnoses = _diagnoses(connection, parts)
    readings = [
        {
            "run_id": run,
            "place": place,
            "state_id": state,
            "asked_at": item.asked_at,
            "minutes_left": _minutes_left(row),
            "times": text_of(item.times) if item.times else None,
            "diagnosis_id": diagnosis,
        }
        for place, (row, item, state, diagnosis) in enumerate(zip(survey.rows, parts, states, diagnoses, strict=True))
    ]
    _insert(connection, READING, readings)
    _note_seen(connection, run, words(survey.began_at))
    return int(run)


def _run_columns(prepared: Prepared) -> dict[str, Any]:
    head = without_secrets(prepared.head)
    fates = [row.fate for row in prepared.survey.rows]
    return {
        "fingerprint": prepared.fingerprint,
        "began_at": words(head["began_at"]),
        "ended_at": words(head["ended_at"]),
        "pattern": words(head["pattern"]),
        "application": optional_words(head["application"]),
        "complete": head["complete"],
        **{f"hosts_{fate.value}": fates.count(fate) for fate in RowFate},
        "data": text_of(head),
    }


def _minutes_left(row: SurveyRow) -> int | None:
    """Of its licences, that which ends first."""
    return number(
        min((item.grace_minutes for item in row.products if item.licensed and item.grace_minutes), default=None)
    )


def _states(
    connection: Connection, parts: Sequence[Parts], machines: Sequence[int], bundles: Sequence[Sequence[int]]
) -> list[int]:
    """The number of the state of each row."""
    marks = [
        fingerprint_of(str(machine), text_of(item.state), str(bundle))
        for item, machine, bundle in zip(parts, machines, bundles, strict=True)
    ]
    known = _known(connection, STATE, marks)
    last, states, groups, placed = _last(connection, STATE), [], [], []
    for mark, item, machine, bundle in zip(marks, parts, machines, bundles, strict=True):
        if mark in known:
            continue
        last += 1
        known[mark] = last
        data = without_secrets(item.state)
        states.append({"id": last, "fingerprint": mark, "machine_id": machine, **state_columns(data)})
        groups += [{"state_id": last, "name": name} for name in dict.fromkeys(map(words, data["groups"]))]
        placed += [{"state_id": last, "place": place, "product_id": one} for place, one in enumerate(bundle)]
    for table, rows in ((STATE, states), (STATE_GROUP, groups), (STATE_PRODUCT, placed)):
        _insert(connection, table, rows)
    return [known[mark] for mark in marks]


def _diagnoses(connection: Connection, parts: Sequence[Parts]) -> list[int | None]:
    texts = [text_of(item.diagnosis) if item.diagnosis is not None else None for item in parts]
    marks = [fingerprint_of(text) if text is not None else None for text in texts]
    known = _known(connection, DIAGNOSIS, [mark for mark in marks if mark is not None])
    last, rows = _last(connection, DIAGNOSIS), []
    for mark, item in zip(marks, parts, strict=True):
        if mark is not None and item.diagnosis is not None and mark not in known:
            last += 1
            known[mark] = last
            rows.append({"id": last, "fingerprint": mark, **diagnosis_columns(without_secrets(item.diagnosis))})
    _insert(connection, DIAGNOSIS, rows)
    return [known[mark] if mark is not None else None for mark in marks]


def _products(connection: Connection, parts: Sequence[Parts]) -> list[list[int]]:
    """The numbers of the products of each row; many hosts have the same."""
    marks = [[fingerprint_of(text_of(product)) for product in item.products] for item in parts]
    known = _known(connection, PRODUCT, list(dict.fromkeys(mark for bundle in marks for mark in bundle)))
    keys = _Named(connection, LICENSE_KEY, ("last_five", "channel"))
    sources = _Named(connection, KMS_SOURCE, ("source", "host", "port"))
    last, rows = _last(connection, PRODUCT), []
    for mark, product in zip(chain.from_iterable(marks), (one for item in parts for one in item.products), strict=True):
        if mark in known:
            continue
        last += 1
        known[mark] = last
        data = without_secrets(product)
        last_five, source = optional_words(data["partial_product_key"]), kms_of(data)
        own = {
            "id": last,
            "fingerprint": mark,
            "key_id": keys.number((last_five, optional_words(data["channel"]) or "")) if last_five else None,
            "kms_source_id": sources.number(source) if source is not None else None,
        }
        rows.append({**own, **product_columns(data)})
    _insert(connection, PRODUCT, rows)
    return [[known[mark] for mark in bundle] for bundle in marks]


class _Named:
    """Rows of a table that are known by what stands in them."""

    def __init__(self, connection: Connection, table: Table, columns: Sequence[str]) -> None:
        self._connection, self._table, self._columns = connection, table, columns

    def number(self, values: Sequence[Any]) -> int:
        """The number of the row with these values."""
        named = dict(zip(self._columns, values, strict=True))
        found = self._connection.execute(select(self._table.c.id).filter_by(**named)).scalar()
        if found is not None:
            return int(found)
        own = _last(self._connection, self._table) + 1
        self._connection.execute(insert(self._table).values(id=own, **named))
        return own


def _note_seen(connection: Connection, run: int, began_at: str | None) -> None:
    """When each machine of a run was first and last seen."""
    seen = select(STATE.c.machine_id).join(READING, READING.c.state_id == STATE.c.id).where(READING.c.run_id == run)
    its = update(MACHINE).where(MACHINE.c.id.in_(seen))
    connection.execute(its.where(MACHINE.c.last_seen < began_at).values(last_seen=began_at))
    connection.execute(its.where(MACHINE.c.first_seen > began_at).values(first_seen=began_at))


def _known(connection: Connection, table: Table, marks: Sequence[bytes]) -> dict[bytes, int]:
    """The numbers of what is there already."""
    found: dict[bytes, int] = {}
    for chunk in chunks(marks):
        rows = connection.execute(select(table.c.fingerprint, table.c.id).where(table.c.fingerprint.in_(chunk)))
        found.update((bytes(mark), number) for mark, number in rows)
    return found


def _last(connection: Connection, table: Table) -> int:
    return int(connection.execute(select(func.coalesce(func.max(table.c.id), 0))).scalar_one())


def _insert(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    if rows:
        connection.execute(insert(table), rows)


def chunks(items: Sequence[_Item]) -> Iterator[Sequence[_Item]]:
    """As many at a time as one question takes."""
    return (items[start : start + _CHUNK] for start in range(0, len(items), _CHUNK))
