# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which machine of a store each row of a survey is: by the hardware, or by the name where that shows nothing.

It reads and writes one table, in the transaction of somebody else.
"""

from __future__ import annotations

from .._fleet._same_machine import copied_uuids, uuid_of
from .._fleet._survey import Survey, SurveyRow
from ._columns import words
from ._parts import without_secrets
from ._sql import Connection, func, insert, select, update
from ._tables import MACHINE


class Machines:
    """The machines of a store, as far as a survey is about them.

    A host that could not be read is the machine that had its name last. One that never was read gets its UUID when it
    is. A UUID that several machines of the survey have tells none of them.
    """

    def __init__(self, connection: Connection, survey: Survey) -> None:
        self._connection = connection
        self._rows = survey.rows
        self._began_at = words(survey.began_at)
        self._copied = copied_uuids(survey.rows)
        self._by_uuid: dict[str, int] = {}
        self._by_name: dict[str, int] = {}
        self._names: dict[int, str] = {}
        self._without_uuid: set[int] = set()
        self._last = connection.execute(select(func.coalesce(func.max(MACHINE.c.id), 0))).scalar_one()
        self._load()

    def numbers(self) -> list[int]:
        """Those of the rows; what is new in the table, and new names, are written."""
        first_new = self._last + 1
        before = dict(self._names)
        adopted: dict[int, str] = {}
        found = [self._number(row, adopted) for row in self._rows]
        uuids = {own: uuid for uuid, own in self._by_uuid.items()}
        new = [
            {
                "id": own,
                "uuid": uuids.get(own),
                "name": self._names[own],
                "first_seen": self._began_at,
                "last_seen": self._began_at,
            }
            for own in range(first_new, self._last + 1)
        ]
        if new:
            self._connection.execute(insert(MACHINE), new)
        for own, uuid in adopted.items():
            if own < first_new:
                self._connection.execute(update(MACHINE).where(MACHINE.c.id == own).values(uuid=uuid))
        for own, name in before.items():
            if self._names[own] != name:
                latest = update(MACHINE).where(MACHINE.c.id == own, MACHINE.c.last_seen <= self._began_at)
                self._connection.execute(latest.values(name=self._names[own]))
        return found

    def _load(self) -> None:
        """All machines, the one that was seen last at the end; a fleet has tens of thousands."""
        columns = (MACHINE.c.id, MACHINE.c.uuid, MACHINE.c.name)
        for own, uuid, name in self._connection.execute(select(*columns).order_by(MACHINE.c.last_seen, MACHINE.c.id)):
            self._names[own] = name
            self._by_name[name] = own
            if uuid is not None:
                self._by_uuid[uuid] = own
            else:
                self._without_uuid.add(own)

    def _number(self, row: SurveyRow, adopted: dict[int, str]) -> int:
        name, uuid = _safe(row.name), uuid_of(row)
        uuid = _safe(uuid) if uuid is not None and uuid not in self._copied else None
        known = self._by_uuid.get(uuid) if uuid is not None else self._by_name.get(name)
        if known is None and uuid is not None and self._by_name.get(name) in self._without_uuid:
            known = self._by_name[name]
            adopted[known] = uuid
            self._without_uuid.discard(known)
        if known is None:
            self._last += 1
            known = self._last
            self._without_uuid |= {known} if uuid is None else set()
        if uuid is not None:
            self._by_uuid[uuid] = known
        self._by_name[name], self._names[known] = known, name
        return known


def _safe(text: str) -> str:
    """A text as the table has it."""
    return words(str(without_secrets({"": text})[""]))
