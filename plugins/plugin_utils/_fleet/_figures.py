# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A survey in figures. Each is the number of hosts that share something, so every number leads to its hosts. Pure.

A host is a name of the inventory. What is counted by hardware, activations of a MAK and clients of a KMS host, counts a
machine once, under however many names it is there.
"""

from __future__ import annotations

import enum
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeVar

from .._language._order import NaturalOrder, natural_order
from .._language._text import Language
from ._causes import Cause
from ._clean_text import clean
from ._machine import HORIZON, Lapse, LapseKind, Machine, Standing, day_of, machine_of
from ._same_machine import copied_uuids
from ._survey import RowFate, Survey

#: Days within which what lapses is counted.
STEPS: Final = (30, 60, 90)

#: Days of a bar of the plot; the steps are multiples of it.
BAR_DAYS: Final = 5

#: What a host that is in no group of its own is in.
UNGROUPED: Final = "ungrouped"

_Item = TypeVar("_Item")


class Facet(enum.Enum):
    """What hosts can share. The values are parts of links, and stay."""

    STANDING = "standing"
    FATE = "fate"
    GROUP = "group"
    CHANNEL = "channel"
    WAY = "way"
    EDITION = "edition"
    SUPPORT = "support"
    LAPSE = "lapse"
    KEY = "key"
    KMS_HOST = "kms"
    CLONE = "clone"
    TWIN = "twin"
    CAUSE = "cause"
    UNREAD = "unread"


@dataclass(frozen=True, slots=True)
class Share:
    """Hosts that share a value, by how they stand."""

    value: str
    licensed: int
    not_licensed: int
    unknown: int

    @property
    def total(self) -> int:
        """All of them."""
        return self.licensed + self.not_licensed + self.unknown


@dataclass(frozen=True, slots=True)
class LapseCount:
    """Hosts on which something of a kind ends within some days."""

    kind: LapseKind
    within: int
    hosts: int


@dataclass(frozen=True, slots=True)
class Bar:
    """How many things of each kind end in a stretch of days.

    Attributes:
        first: Its first day; last likewise.
    """

    first: int
    last: int
    counts: Mapping[LapseKind, int]

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True)
class KeyUse:
    """A MAK and the machines licensed by it.

    Attributes:
        key: Its last five characters.
        limit: How many activations it has, as the user says; None where nothing is said.
    """

    key: str
    used: int
    limit: int | None

    @property
    def is_over(self) -> bool:
        """Whether more machines are licensed by it than it has activations."""
        return self.limit is not None and self.used > self.limit


@dataclass(frozen=True, slots=True)
class KmsHost:
    """A KMS host as its clients know it.

    Attributes:
        clients: Machines.
        licensed: Those of them that are licensed.
        client_ids: By how many IDs it knows them, of those that show one.
    """

    host: str
    clients: int
    licensed: int
    client_ids: int


@dataclass(frozen=True, slots=True)
class Alike:
    """Hosts that share what each should have for itself.

    Attributes:
        value: A client machine ID, which a KMS host counts once, or the UUID of the hardware.
        hosts: Their names.
    """

    value: str
    hosts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CauseCount:
    """A cause and the number of hosts that have it; the text is that of the first of them."""

    cause: Cause
    hosts: int


@dataclass(frozen=True, slots=True)
class Unread:
    """Hosts that could not be read for one reason."""

    fate: RowFate
    reason: str
    hosts: int

    @property
    def value(self) -> str:
        """Tells it from others."""
        return f"{self.fate.value}: {self.reason}" if self.reason else self.fate.value


@dataclass(frozen=True, slots=True)
class Figures:
    """All of them.

    Attributes:
        whole: The whole fleet.
        groups: By group of the inventory, a host counted in each of its own; the largest first, as in all that follow.
        ways: By what made Windows licensed.
        twins: Machines under several names.
        causes: The commonest first.
        unread: Hosts that could not be read.
    """

    survey: Survey
    whole: Share
    fates: Mapping[RowFate, int]
    groups: tuple[Share, ...]
    channels: tuple[Share, ...]
    ways: tuple[Share, ...]
    editions: tuple[Share, ...]
    support: tuple[Share, ...]
    lapses: tuple[LapseCount, ...]
    bars: tuple[Bar, ...]
    keys: tuple[KeyUse, ...]
    kms_hosts: tuple[KmsHost, ...]
    clones: tuple[Alike, ...]
    twins: tuple[Alike, ...]
    causes: tuple[CauseCount, ...]
    unread: tuple[Unread, ...]


@dataclass(frozen=True, slots=True)
class Fleet:
    """The machines of a survey, and what they share.

    Attributes:
        machines: In natural order of their names.
        shared: For each machine its values of each facet.
        figures: How many share what.
    """

    machines: tuple[Machine, ...]
    shared: tuple[Mapping[Facet, tuple[str, ...]], ...]
    figures: Figures


def fleet_of(survey: Survey, limits: Mapping[str, int], language: Language) -> Fleet:
    """A survey in figures.

    Args:
        survey: What they are of, and the only clock.
        limits: How many activations MAKs have, by their last five characters.
        language: Of the causes that the catalogue tells.
    """
    began_at, ended_at, pattern = map(clean, (survey.began_at, survey.ended_at, survey.pattern))
    survey = replace(survey, began_at=began_at, ended_at=ended_at, pattern=pattern)
    day = day_of(ended_at, began_at)
    rows = sorted(survey.rows, key=lambda row: natural_order(row.name))
    copied = copied_uuids(rows)
    machines = tuple(machine_of(row, day, language, copied) for row in rows)
    clones, twins = _clones(machines), _twins(machines)
    shared = tuple(
        {facet: tuple(dict.fromkeys(values)) for facet, values in _facets(machine, clones, twins)}
        for machine in machines
    )
    return Fleet(machines, shared, _Counted(machines, shared).figures(survey, limits, clones, twins))


def unread_of(machine: Machine) -> Unread:
    """Why a machine could not be read, as a kind of one host."""
    return Unread(machine.fate, machine.trouble, 1)


class _Counted:
    """Machines by what they share."""

    def __init__(self, machines: Sequence[Machine], shared: Sequence[Mapping[Facet, tuple[str, ...]]]) -> None:
        self._machines = machines
        self._by: dict[Facet, dict[str, list[Machine]]] = {facet: {} for facet in Facet}
        for machine, facets in zip(machines, shared, strict=True):
            for facet, values in facets.items():
                for value in values:
                    self._by[facet].setdefault(value, []).append(machine)

    def figures(
        self,
        survey: Survey,
        limits: Mapping[str, int],
        clones: Mapping[str, list[Machine]],
        twins: Mapping[str, list[Machine]],
    ) -> Figures:
        fates = self._by[Facet.FATE]
        return Figures(
            survey=survey,
            whole=_share("all", self._machines),
            fates={fate: len(fates.get(fate.value, ())) for fate in RowFate},
            groups=self._shares(Facet.GROUP),
            channels=self._shares(Facet.CHANNEL),
            ways=self._shares(Facet.WAY),
            editions=self._shares(Facet.EDITION),
            support=self._shares(Facet.SUPPORT),
            lapses=tuple(self._lapses()),
            bars=tuple(_bars(self._machines)),
            keys=self._keys(limits),
            kms_hosts=self._kms_hosts(),
            clones=_alike(clones),
            twins=_alike(twins),
            causes=self._causes(),
            unread=self._unread(),
        )

    def _shares(self, facet: Facet) -> tuple[Share, ...]:
        shares = (_share(value, found) for value, found in self._by[facet].items())
        return _largest(shares, lambda item: item.total, lambda item: item.value)

    def _lapses(self) -> Iterator[LapseCount]:
        found = self._by[Facet.LAPSE]
        for kind in LapseKind:
            yield from (LapseCount(kind, step, len(found.get(lapse_value(kind, step), ()))) for step in STEPS)

    def _keys(self, limits: Mapping[str, int]) -> tuple[KeyUse, ...]:
        found: dict[str, list[Machine]] = {key: [] for key in limits} | self._by[Facet.KEY]
        uses = (KeyUse(key, _distinct(machines), limits.get(key)) for key, machines in found.items())
        return _largest(uses, lambda item: item.used, lambda item: item.key)

    def _kms_hosts(self) -> tuple[KmsHost, ...]:
        hosts = (
            KmsHost(
                name,
                _distinct(found),
                _distinct(machine for machine in found if machine.standing is Standing.LICENSED),
                len({machine.client_id for machine in found if machine.client_id}),
            )
            for name, found in self._by[Facet.KMS_HOST].items()
        )
        return _largest(hosts, lambda item: item.clients, lambda item: item.host)

    def _causes(self) -> tuple[CauseCount, ...]:
        first = {cause.key: cause for machine in reversed(self._machines) for cause in machine.causes}
        counts = (CauseCount(first[key], len(found)) for key, found in self._by[Facet.CAUSE].items())
        return _largest(counts, lambda item: item.hosts, lambda item: item.cause.key)

    def _unread(self) -> tuple[Unread, ...]:
        found = self._by[Facet.UNREAD].values()
        reasons = (Unread(hosts[0].fate, hosts[0].trouble, len(hosts)) for hosts in found)
        return _largest(reasons, lambda item: item.hosts, lambda item: item.value)


def lapse_value(kind: LapseKind, within: int) -> str:
    """The value by which hosts are found on which something of a kind ends within some days."""
    return f"{kind.value}-{within}"


def _facets(
    machine: Machine, clones: Mapping[str, list[Machine]], twins: Mapping[str, list[Machine]]
) -> Iterator[tuple[Facet, Iterable[str]]]:
    yield Facet.STANDING, (machine.standing.value,)
    yield Facet.FATE, (machine.fate.value,)
    yield Facet.GROUP, machine.groups or (UNGROUPED,)
    yield Facet.CHANNEL, (machine.channel,)
    yield Facet.WAY, (machine.way,)
    yield Facet.EDITION, (machine.edition,)
    yield Facet.SUPPORT, (machine.support,)
    yield Facet.LAPSE, _within(machine.lapses)
    yield Facet.KEY, machine.keys
    yield Facet.KMS_HOST, machine.kms_hosts
    yield Facet.CLONE, (machine.client_id,) if machine.client_id in clones else ()
    yield Facet.TWIN, (machine.identity,) if machine.identity in twins else ()
    yield Facet.CAUSE, (cause.key for cause in machine.causes)
    yield Facet.UNREAD, (unread_of(machine).value,) if machine.fate is not RowFate.READ else ()


def _within(lapses: Iterable[Lapse]) -> Iterator[str]:
    for lapse in lapses:
        yield from (lapse_value(lapse.kind, step) for step in STEPS if lapse.days <= step)


def _clones(machines: Iterable[Machine]) -> dict[str, list[Machine]]:
    """Several machines with one client machine ID; one machine under several names is none."""
    found: dict[str, list[Machine]] = {}
    for machine in machines:
        if machine.client_id:
            found.setdefault(machine.client_id, []).append(machine)
    return {value: alike for value, alike in found.items() if _distinct(alike) > 1}


def _twins(machines: Iterable[Machine]) -> dict[str, list[Machine]]:
    """One machine under several names."""
    found: dict[str, list[Machine]] = {}
    for machine in machines:
        found.setdefault(machine.identity, []).append(machine)
    return {value: alike for value, alike in found.items() if len(alike) > 1}


def _alike(found: Mapping[str, list[Machine]]) -> tuple[Alike, ...]:
    alike = (Alike(value, tuple(machine.name for machine in machines)) for value, machines in found.items())
    return _largest(alike, lambda item: len(item.hosts), lambda item: item.value)


def _share(value: str, machines: Iterable[Machine]) -> Share:
    counts = Counter(machine.standing for machine in machines)
    return Share(value, counts[Standing.LICENSED], counts[Standing.NOT_LICENSED], counts[Standing.UNKNOWN])


def _bars(machines: Iterable[Machine]) -> Iterator[Bar]:
    """Stretches of days up to the horizon; what ends today counts to the first."""
    counts = Counter((max(lapse.days - 1, 0) // BAR_DAYS, lapse.kind) for item in machines for lapse in item.lapses)
    for number in range(HORIZON // BAR_DAYS):
        first = number * BAR_DAYS + bool(number)
        yield Bar(first, (number + 1) * BAR_DAYS, {kind: counts[number, kind] for kind in LapseKind})


def _distinct(machines: Iterable[Machine]) -> int:
    return len({machine.identity for machine in machines})


def _largest(items: Iterable[_Item], size: Callable[[_Item], int], name: Callable[[_Item], str]) -> tuple[_Item, ...]:
    """The largest first, then in natural order."""

    def place(item: _Item) -> tuple[int, NaturalOrder, str]:
        return -size(item), natural_order(name(item)), name(item)

    return tuple(sorted(items, key=place))
