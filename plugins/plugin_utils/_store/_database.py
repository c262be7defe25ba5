# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""History in a database: surveys added, read back, and removed; SQLite in a file, or PostgreSQL.

What is told of a machine or a run is looked at before; whether something is to be written is decided by who calls.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from .._fleet._survey import Survey, SurveyRow
from .._language._moment import iso_second, read_moment
from ._access import Access
from ._adding import Prepared, add, run_of
from ._place import Place
from ._reading import Run, RunChoice, chosen, rows_of, runs_of, survey_of
from ._removing import count_of, forget, machines_named, readings_of, remove_runs
from ._schema import ensure, require_ours
from ._sql import Connection


class Store:
    """Surveys by their runs.

    Args:
        place: Where they are. Nothing is opened or made before the first call.

    Raises:
        InputError: The driver of the database is missing. Every method raises it for a place that is no store, and
            ``StoreError`` when the database does not do its part.
    """

    def __init__(self, place: Place) -> None:
        self._place = place
        self._access = Access(place)

    def add(self, survey: Survey, now: datetime) -> int:
        """The number of the run of a survey; one that is there already stays as it is."""
        prepared = Prepared.of(survey)
        with self._access.writing() as connection:
            ensure(connection, self._place)
            known = run_of(connection, prepared)
            return known if known is not None else add(connection, prepared, iso_second(now))

    def run_of(self, survey: Survey) -> int | None:
        """The number under which a survey is there already."""
        with self._looking() as connection:
            return run_of(connection, Prepared.of(survey)) if connection is not None else None

    def runs(self) -> tuple[Run, ...]:
        """All runs, by when they began; none where there is no store yet."""
        with self._looking() as connection:
            return runs_of(connection) if connection is not None else ()

    def survey(self, run: RunChoice = "latest") -> Survey:
        """A survey as it was added, without machines that were forgotten since.

        Raises:
            InputError: There is no such run.
        """
        with self._looking() as connection:
            meant = chosen(runs_of(connection) if connection is not None else (), run, self._place.shown)
            if connection is None:
                raise AssertionError("no run without a store")
            return survey_of(connection, meant.run)

    def count(self, machine: str) -> int:
        """How many rows there are of a machine, by UUID or name."""
        with self._looking() as connection:
            if connection is None:
                return 0
            return count_of(connection, readings_of(machines_named(connection, machine)))

    def export(self, machine: str) -> tuple[tuple[Run, SurveyRow], ...]:
        """All that is kept of a machine, by UUID or name."""
        with self._looking() as connection:
            if connection is None:
                return ()
            runs = {run.run: run for run in runs_of(connection)}
            rows = rows_of(connection, readings_of(machines_named(connection, machine)))
            return tuple((runs[number], row) for number, row in rows)

    def forget(self, machine: str) -> int:
        """Remove a machine, by UUID or name, from all runs; how many rows it had."""
        with self._access.writing() as connection:
            ensure(connection, self._place)
            machines = machines_named(connection, machine)
            count = count_of(connection, readings_of(machines))
            forget(connection, machines)
            return count

    def expired(self, days: int, now: datetime) -> tuple[Run, ...]:
        """The runs that ``keep`` would remove."""
        return _expired(self.runs(), days, now)

    def keep(self, days: int, now: datetime) -> tuple[Run, ...]:
        """Remove the runs that began more than so many days ago; which these were."""
        with self._access.writing() as connection:
            ensure(connection, self._place)
            old = _expired(runs_of(connection), days, now)
            remove_runs(connection, [run.run for run in old])
            return old

    @contextmanager
    def _looking(self) -> Iterator[Connection | None]:
        """A look at the store; None where there is none yet."""
        if not self._access.is_there:
            yield None
            return
        with self._access.reading() as connection:
            yield connection if require_ours(connection, self._place) else None


def _expired(runs: tuple[Run, ...], days: int, now: datetime) -> tuple[Run, ...]:
    """The runs that began more than so many days ago; of one without a moment counts when it was added."""
    limit = now - timedelta(days=days)
    moments = ((run, read_moment(run.began_at) or read_moment(run.added_at)) for run in runs)
    return tuple(run for run, moment in moments if moment is not None and moment < limit)
