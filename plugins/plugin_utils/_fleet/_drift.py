# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What has changed between two surveys, machine by machine. Pure.

Numbers that run down by themselves, a KMS licence that was renewed, and a host that could not be read are no change of
a licence. What is reported is a transition from one state that was read to another.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from .._language._errors import InputError
from .._language._moment import read_moment
from .._language._text import Text
from .._licensing._model import Application
from ._clean_text import clean
from ._drift_kinds import Change, Kind
from ._drift_products import kms_hosts, product_changes
from ._same_machine import Pair, by_uuid, client_of, is_one_machine, paired, uuid_of
from ._survey import RowFate, Survey, SurveyRow

_UNREAD = frozenset({RowFate.UNREACHABLE, RowFate.FAILED})

#: Of both surveys were products of all applications read.
_ALL = "all"


@dataclass(frozen=True, slots=True)
class Drift:
    """What has changed.

    Attributes:
        changes: The worst kind first, then in the order of the newer survey.
        machines: How many there are in either.
        remarks: What limits it.
    """

    changes: tuple[Change, ...]
    machines: int
    remarks: tuple[Text, ...]


def drift_of(before: Survey, after: Survey) -> Drift:
    """What has changed from one survey to a later one.

    Raises:
        InputError: The later one is the earlier one.
    """
    _require_order(before, after)
    pairs = list(paired(before.rows, after.rows))
    knows_all = before.pattern == after.pattern
    servers = {host for row in before.rows for host in kms_hosts(row) if host}
    common = _common(before, after)
    found = [change for pair in pairs for change in _of_pair(pair, frozenset(servers), common, knows_all=knows_all)]
    found += _shared(before.rows, after.rows, _older_names(pairs))
    order = {kind: number for number, kind in enumerate(Kind)}
    found.sort(key=lambda change: order[change.kind])
    return Drift(tuple(map(_clean, found)), len(pairs), tuple(_remarks(before, after)))


def _clean(change: Change) -> Change:
    """A change as any file can hold it, whatever a host has said."""
    product, before, after = (text and clean(text) for text in (change.product, change.before, change.after))
    return Change(change.kind, clean(change.host), product, before, after, tuple(map(clean, change.others)))


def _require_order(before: Survey, after: Survey) -> None:
    first, second = read_moment(before.began_at), read_moment(after.began_at)
    if first is not None and second is not None and first > second:
        raise InputError(
            "before began later ({before}) than after ({after}).",
            advice="Swap before and after.",
            before=before.began_at,
            after=after.began_at,
        )


def _common(before: Survey, after: Survey) -> frozenset[str]:
    """The applications whose products were read both times."""
    known = frozenset(application.label for application in Application)
    asked = [survey.application for survey in (before, after)]
    return known.intersection(*([application] for application in asked if application not in (None, _ALL)))


def _remarks(before: Survey, after: Survey) -> Iterator[Text]:
    if before.began_at == after.began_at and before.rows == after.rows:
        yield Text("Both are the same survey.")
    if before.pattern != after.pattern:
        yield Text(
            "The surveys were taken of {before!r} and of {after!r}, so that no host counts as new or vanished.",
            before=before.pattern,
            after=after.pattern,
        )
    common = _common(before, after)
    if not common:
        yield Text("One survey is about Windows and the other about Office, so that no products could be compared.")
    elif len(common) == 1 and before.application != after.application:
        yield Text(
            "Only {product} was compared, since one survey is about nothing else.",
            product="".join(common).capitalize(),
        )
    if False in (before.complete, after.complete):
        yield Text("A survey was broken off, so that not all hosts could be compared.")


def _of_pair(pair: Pair, servers: frozenset[str], common: frozenset[str], *, knows_all: bool) -> Iterator[Change]:
    before, after = pair.before, pair.after
    if after is None:
        if before is not None and knows_all:
            yield Change(Kind.VANISHED, before.name)
        return
    if before is None:
        if knows_all:
            yield Change(Kind.NEW, after.name)
        return
    if pair.is_other:
        yield Change(Kind.HARDWARE, after.name, None, uuid_of(before), uuid_of(after))
        return
    if before.name != after.name:
        yield Change(Kind.RENAMED, after.name, None, before.name, after.name)
    yield from _of_machine(before, after, servers, common)


def _of_machine(
    before: SurveyRow, after: SurveyRow, servers: frozenset[str], common: frozenset[str]
) -> Iterator[Change]:
    """What has changed of one machine, where both were read; else only that."""
    if before.fate is RowFate.READ and after.fate in _UNREAD:
        yield Change(Kind.UNREAD, after.name, None, None, after.reason)
    if before.fate in _UNREAD and after.fate is RowFate.READ:
        yield Change(Kind.READ_AGAIN, after.name)
    if {before.fate, after.fate} != {RowFate.READ}:
        return
    yield from product_changes(before, after, servers, common)
    old, new = _support(before, common), _support(after, common)
    for product, is_now in new.items():
        was = old.get(product)
        if was is not None and is_now is not None and was != is_now:
            yield Change(Kind.SUPPORT, after.name, product, was, is_now)


def _support(row: SurveyRow, common: Collection[str]) -> Mapping[str | None, str | None]:
    """States of support by product of Office; that of Windows, which goes by no product, first."""
    states: dict[str | None, str | None] = {}
    if row.support is not None:
        states[None] = row.support.state
    if Application.OFFICE.label in common:
        states |= {item.office_product: item.state for item in row.office_support if item.office_product}
    return states


def _older_names(pairs: Iterable[Pair]) -> Mapping[str, str]:
    """What hosts that have another name now were called."""
    return {
        pair.after.name: pair.before.name
        for pair in pairs
        if pair.before is not None and pair.after is not None and pair.before.name != pair.after.name
    }


def _shared(before: Sequence[SurveyRow], after: Sequence[SurveyRow], older_names: Mapping[str, str]) -> list[Change]:
    """What several hosts have in common now, and had not before, whatever they were called."""
    old, new = _common_traits(before), _common_traits(after)
    return [
        Change(kind, names[0], None, None, trait, names[1:])
        for (kind, trait), names in new.items()
        if not {older_names.get(name, name) for name in names} <= set(old.get((kind, trait), ()))
    ]


def _common_traits(rows: Sequence[SurveyRow]) -> Mapping[tuple[Kind, str], tuple[str, ...]]:
    found: dict[tuple[Kind, str], tuple[str, ...]] = {}
    clients = defaultdict[str, list[SurveyRow]](list)
    for row in rows:
        client = client_of(row)
        if client is not None:
            clients[client].append(row)
    for uuid, group in by_uuid(rows).items():
        if len(group) > 1:
            is_one = all(is_one_machine(group[0], other) for other in group[1:])
            found[Kind.TWO_NAMES if is_one else Kind.SAME_UUID, uuid] = tuple(row.name for row in group)
    for client, group in clients.items():
        if not all(_is_known_as_one(group[0], other) for other in group[1:]):
            found[Kind.CLONES, client] = tuple(row.name for row in group)
    return found


def _is_known_as_one(one: SurveyRow, other: SurveyRow) -> bool:
    """Whether they are one machine under two names; a copy may have the UUID of its original, too."""
    return uuid_of(one) is not None and uuid_of(one) == uuid_of(other) and is_one_machine(one, other)
