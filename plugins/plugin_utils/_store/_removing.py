# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Machines forgotten and old runs removed, with all that only they had, in the transaction of somebody else."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from .._fleet._survey import RowFate
from .._language._errors import InputError
from .._language._text import Listed
from .._licensing._guid import parse_guid
from ._adding import chunks
from ._columns import words
from ._parts import text_of
from ._sql import Connection, Select, Table, delete, exists, func, or_, select, update
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
)


def machines_named(connection: Connection, text: str) -> Sequence[int]:
    """The machines that a UUID or a name means; what never showed a UUID and had the name of one belongs to it.

    Raises:
        InputError: Several machines have had that name.
    """
    given = text.strip()
    uuid = parse_guid(given)
    meant = MACHINE.c.uuid == uuid if uuid is not None else MACHINE.c.id.in_(_with_name([given]))
    found = connection.execute(select(MACHINE.c.id, MACHINE.c.uuid).where(meant)).all()
    uuids = sorted(its for _own, its in found if its is not None)
    if len(uuids) > 1:
        raise InputError(
            "{name} is the name of {count} machines.",
            advice="Give the UUID of one of them: {uuids}.",
            name=given,
            count=len(uuids),
            uuids=Listed(*uuids),
        )
    own = [number for number, _uuid in found]
    names = connection.execute(select(STATE.c.name).where(STATE.c.machine_id.in_(own)).distinct()).scalars().all()
    nameless = select(MACHINE.c.id).where(MACHINE.c.uuid.is_(None), MACHINE.c.id.in_(_with_name(names)))
    return sorted({*own, *connection.execute(nameless).scalars()})


def readings_of(machines: Sequence[int]) -> Select[Any]:
    """All readings of machines."""
    its = select(STATE.c.id).where(STATE.c.machine_id.in_(machines))
    return select(READING).where(READING.c.state_id.in_(its))


def count_of(connection: Connection, readings: Select[Any]) -> int:
    """How many there are."""
    return connection.execute(select(func.count()).select_from(readings.subquery())).scalar_one()


def forget(connection: Connection, machines: Sequence[int]) -> None:
    """Machines as if they had never been asked, in all runs."""
    its = select(STATE.c.id).where(STATE.c.machine_id.in_(machines))
    names = connection.execute(select(STATE.c.name).where(STATE.c.machine_id.in_(machines)).distinct()).scalars().all()
    counted = (
        select(READING.c.run_id, STATE.c.fate, func.count())
        .join(STATE, STATE.c.id == READING.c.state_id)
        .where(STATE.c.machine_id.in_(machines))
        .group_by(READING.c.run_id, STATE.c.fate)
    )
    for run, fate, count in connection.execute(counted).all():
        column = RUN.c[f"hosts_{RowFate(fate).value}"]
        connection.execute(update(RUN).where(RUN.c.id == run).values({column: column - count}))
    connection.execute(delete(READING).where(READING.c.state_id.in_(its)))
    _forget_patterns(connection, names)
    sweep(connection)


def remove_runs(connection: Connection, runs: Sequence[int]) -> None:
    """Runs, and what only they had."""
    for chunk in chunks(runs):
        connection.execute(delete(READING).where(READING.c.run_id.in_(chunk)))
        connection.execute(delete(RUN).where(RUN.c.id.in_(chunk)))
    sweep(connection)


def sweep(connection: Connection) -> None:
    """Remove what nothing refers to."""
    dead = select(STATE.c.id).where(~exists().where(READING.c.state_id == STATE.c.id))
    for table in (STATE_GROUP, STATE_PRODUCT):
        connection.execute(delete(table).where(table.c.state_id.in_(dead)))
    _sweep(connection, STATE, READING.c.state_id)
    _sweep(connection, MACHINE, STATE.c.machine_id)
    _sweep(connection, PRODUCT, STATE_PRODUCT.c.product_id)
    _sweep(connection, LICENSE_KEY, PRODUCT.c.key_id)
    _sweep(connection, KMS_SOURCE, PRODUCT.c.kms_source_id)
    _sweep(connection, DIAGNOSIS, READING.c.diagnosis_id)


def _sweep(connection: Connection, table: Table, reference: Any) -> None:
    connection.execute(delete(table).where(~exists().where(reference == table.c.id)))


def _with_name(names: Sequence[str]) -> Select[Any]:
    """Machines that were called so by the inventory, or by themselves."""
    own = [words(name) for name in names]
    folded = [name.lower() for name in own]
    return select(STATE.c.machine_id).where(or_(STATE.c.name.in_(own), func.lower(STATE.c.computer_name).in_(folded)))


def _forget_patterns(connection: Connection, names: Sequence[str]) -> None:
    """A pattern that names one of these is emptied; the run stays."""
    for own, data in connection.execute(select(RUN.c.id, RUN.c.data)).all():
        head = json.loads(data)
        if any(name in head["pattern"] for name in names):
            emptied = {"pattern": "", "data": text_of({**head, "pattern": ""})}
            connection.execute(update(RUN).where(RUN.c.id == own).values(emptied))
