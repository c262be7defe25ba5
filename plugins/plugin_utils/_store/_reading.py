# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs of a store, and surveys read back from it as they were added, in the transaction of somebody else."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated, Any, Literal

from .._fleet._survey import Survey, SurveyRow
from .._language._errors import InputError
from .._language._moment import read_moment
from .._result._record import OptionalFlag, OptionalText, Record, Words
from ._parts import Parts
from ._sql import Connection, Select, select
from ._tables import DIAGNOSIS, PRODUCT, READING, RUN, STATE, STATE_PRODUCT

#: Which run: its number, the latest, or the last one that began on a day or before it.
RunChoice = int | date | Literal["latest"]


@dataclass(frozen=True, slots=True)
class Run(Record):
    """A survey in a store, without its rows.

    Attributes:
        run: Its number, which no other one ever gets.
    """

    run: Annotated[int, int]
    began_at: Words
    ended_at: Words
    added_at: Words
    pattern: Words
    application: OptionalText
    complete: OptionalFlag
    read: Annotated[int, int]
    unreachable: Annotated[int, int]
    failed: Annotated[int, int]
    not_asked: Annotated[int, int]

    @property
    def day(self) -> date | None:
        """The day on which it began, UTC; None where that is no moment."""
        moment = read_moment(self.began_at)
        return moment.date() if moment is not None else None


def runs_of(connection: Connection) -> tuple[Run, ...]:
    """All runs, by when they began."""
    columns = (
        RUN.c.id,
        RUN.c.began_at,
        RUN.c.ended_at,
        RUN.c.added_at,
        RUN.c.pattern,
        RUN.c.application,
        RUN.c.complete,
        RUN.c.hosts_read,
        RUN.c.hosts_unreachable,
        RUN.c.hosts_failed,
        RUN.c.hosts_not_asked,
    )
    found = [Run(*values) for values in connection.execute(select(*columns))]
    return tuple(sorted(found, key=lambda run: (run.began_at, run.run)))


def chosen(runs: Sequence[Run], choice: RunChoice, shown: str) -> Run:
    """The run that is meant.

    Raises:
        InputError: There is none.
    """
    fitting = [run for run in runs if _is_meant(run, choice)]
    if not fitting:
        raise InputError(
            "run: the store {place} has no such run." if runs else "The store {place} has no run yet.",
            advice="Give a number or a day that fleet_history lists, or latest." if runs else "Add a survey first.",
            place=shown,
        )
    return fitting[-1]


def _is_meant(run: Run, choice: RunChoice) -> bool:
    if isinstance(choice, date):
        return run.day is not None and run.day <= choice
    return choice in ("latest", run.run)


def survey_of(connection: Connection, run: int) -> Survey:
    """The survey of a run."""
    head = json.loads(connection.execute(select(RUN.c.data).where(RUN.c.id == run)).scalar_one())
    rows = tuple(row for _run, row in rows_of(connection, select(READING).where(READING.c.run_id == run)))
    return replace(Survey.from_data(head), rows=rows)


def rows_of(connection: Connection, readings: Select[Any]) -> Iterator[tuple[int, SurveyRow]]:
    """The rows that belong to some readings, with the numbers of their runs, in order."""
    found = readings.subquery()
    states = select(STATE.c.id, STATE.c.data).where(STATE.c.id.in_(select(found.c.state_id)))
    texts: dict[int, str] = dict(connection.execute(states).all())
    products = _products(connection, found)
    diagnoses = select(DIAGNOSIS.c.id, DIAGNOSIS.c.data).where(DIAGNOSIS.c.id.in_(select(found.c.diagnosis_id)))
    told: dict[int, str] = dict(connection.execute(diagnoses).all())
    columns = (found.c.run_id, found.c.state_id, found.c.asked_at, found.c.times, found.c.diagnosis_id)
    for run, state, asked_at, times, diagnosis in connection.execute(
        select(*columns).order_by(found.c.run_id, found.c.place)
    ):
        parts = Parts(
            json.loads(texts[state]),
            [json.loads(text) for text in products[state]],
            json.loads(told[diagnosis]) if diagnosis is not None else None,
            asked_at,
            json.loads(times) if times is not None else [],
        )
        yield run, parts.row()


def _products(connection: Connection, readings: Any) -> Mapping[int, Sequence[str]]:
    """What is kept of the products of each state, in their order."""
    its = STATE_PRODUCT.c.state_id.in_(select(readings.c.state_id))
    placed = connection.execute(
        select(STATE_PRODUCT.c.state_id, STATE_PRODUCT.c.product_id)
        .where(its)
        .order_by(STATE_PRODUCT.c.state_id, STATE_PRODUCT.c.place)
    ).all()
    used = select(STATE_PRODUCT.c.product_id).where(its)
    kept = select(PRODUCT.c.id, PRODUCT.c.data).where(PRODUCT.c.id.in_(used))
    texts: dict[int, str] = dict(connection.execute(kept).all())
    found = defaultdict[int, list[str]](list)
    for state, product in placed:
        found[state].append(texts[product])
    return found
