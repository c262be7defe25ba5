# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which row of one survey is which of another: by the hardware, or by the name where that shows nothing. Pure.

It says nothing of licences.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ._survey import SurveyRow


@dataclass(frozen=True, slots=True)
class Pair:
    """A machine in two surveys; None where it is not.

    Attributes:
        is_other: Whether it is other hardware under the same name.
    """

    before: SurveyRow | None
    after: SurveyRow | None
    is_other: bool = False


def paired(before: Sequence[SurveyRow], after: Sequence[SurveyRow]) -> Iterator[Pair]:
    """Every machine of either: those of the second survey in its order, then what is left of the first.

    A name is twice in it where a machine that is there has taken it from one that is gone.
    """
    index = _Index.of(before)
    names = {row.name: row for row in after}
    copied = copied_uuids(before) | copied_uuids(after)
    used: set[str] = set()
    renamed: set[str] = set()
    for row in after:
        pair = index.pair(row, names, copied, renamed)
        if pair.before is not None:
            used.add(pair.before.name)
            if pair.before.name != row.name:
                renamed.add(pair.before.name)
        yield pair
    yield from _gone((row for row in before if row.name not in used), names, by_uuid(after))


def _gone(rows: Iterable[SurveyRow], names: Mapping[str, SurveyRow], uuids: Collection[str]) -> Iterator[Pair]:
    """Machines of the first survey that are none of the second, whose names others may have."""
    for row in rows:
        if row.name not in names:
            yield Pair(row, None)
        elif uuid_of(row) not in uuids:
            yield Pair(row, names[row.name], is_other=True)


def uuid_of(row: SurveyRow) -> str | None:
    """The UUID of its hardware, where it shows one."""
    return row.host.uuid.lower() if row.host is not None and row.host.uuid else None


def client_of(row: SurveyRow) -> str | None:
    """What a KMS host tells it from others by."""
    identifier = row.service.client_machine_id if row.service is not None else None
    return identifier.lower() if identifier else None


def by_uuid(rows: Sequence[SurveyRow]) -> Mapping[str, list[SurveyRow]]:
    """Rows with a UUID."""
    found = defaultdict[str, list[SurveyRow]](list)
    for row in rows:
        uuid = uuid_of(row)
        if uuid is not None:
            found[uuid].append(row)
    return found


def is_one_machine(one: SurveyRow, other: SurveyRow) -> bool:
    """Whether two rows with the same UUID are the same machine, and not two whose firmware was copied.

    One Windows has one name and one client machine ID.
    """
    same_name = _computer(one) == _computer(other) or None in (_computer(one), _computer(other))
    ids = client_of(one), client_of(other)
    return same_name and (ids[0] == ids[1] or None in ids)


def copied_uuids(rows: Sequence[SurveyRow]) -> frozenset[str]:
    """UUIDs that several machines of one survey have, so that they tell none of them."""
    groups = by_uuid(rows)
    return frozenset(
        uuid for uuid, group in groups.items() if not all(is_one_machine(group[0], other) for other in group[1:])
    )


@dataclass(frozen=True, slots=True)
class _Index:
    """The first survey."""

    names: Mapping[str, SurveyRow]
    uuids: Mapping[str, list[SurveyRow]]

    @classmethod
    def of(cls, rows: Sequence[SurveyRow]) -> _Index:
        return cls({row.name: row for row in rows}, by_uuid(rows))

    def pair(
        self,
        row: SurveyRow,
        names: Mapping[str, SurveyRow],
        copied: Collection[str],
        renamed: Collection[str],
    ) -> Pair:
        """What a row of the second survey was.

        Args:
            row: Of the second survey.
            names: All of the second survey.
            copied: UUIDs that tell no machine.
            renamed: Names of the first survey whose machine was met under another name already.
        """
        same_name, uuid = self.names.get(row.name), uuid_of(row)
        known = self.uuids.get(uuid, []) if uuid is not None and uuid not in copied else []
        if uuid is None or uuid in copied or (same_name is not None and uuid_of(same_name) in (None, uuid)):
            return Pair(same_name, row)
        moved = next((old for old in known if old.name not in renamed and _has_left(old, uuid, names)), None)
        if moved is not None:
            return Pair(moved, row)
        if same_name is None:  # a further name of a machine that is there, or one that is new
            return Pair(None, row)
        return Pair(same_name, row, is_other=uuid_of(same_name) not in copied)


def _has_left(old: SurveyRow, uuid: str, names: Mapping[str, SurveyRow]) -> bool:
    """Whether the machine does not answer to its old name any more."""
    now = names.get(old.name)
    return now is None or uuid_of(now) != uuid


def _computer(row: SurveyRow) -> str | None:
    return row.host.name.lower() if row.host is not None and row.host.name else None
