# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How long Windows and Office are supported: the catalogue ``catalog/lifecycle.yml``, and what it says of a host.

An end is the last day that is supported. What the catalogue does not know is unknown, never supported and never ended.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Final

from .._language._ahead import ahead
from .._language._catalogue import read_catalogue
from ._windows_installation import plain_edition

_CATALOG = Path(__file__).parent / "catalog"

#: After half a year without a look at Microsoft's pages, the catalogue says so itself.
_FRESH: Final = timedelta(days=183)

#: Windows Enterprise for several sessions is a client in spite of its name (documented).
_MULTI_SESSION: Final = "serverrdsh"

#: Editions of the semi-annual channel of Windows Server, and of the annual one after it (inferred).
_ANNUAL: Final = frozenset({"serverstandardacor", "serverdatacenteracor"})

#: Azure Local: builds of Windows Server, and a life of its own that the catalogue does not know (inferred).
_LIVES_ALONE: Final = frozenset({"serverazurestackhcicor"})

_ANY: Final = "any"

#: What a subscription makes of Pro; Education, which it makes of Pro Education, has the same dates (documented).
_LIFTED: Final = "Enterprise"
_HOME: Final = "core"

_A_DAY: Final = timedelta(days=1)

#: 1507 and 22H2.
_FIRST_WINDOWS_10: Final = 10240
_LAST_WINDOWS_10: Final = 19045


class SupportState(enum.Enum):
    """Whether something is supported today."""

    SUPPORTED = "supported"
    ESU = "esu"
    ENDED = "ended"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Support:
    """How long something is supported.

    Attributes:
        state: Today. ``ended`` leaves open whether the host has Extended Security Updates without a key, as machines in
            Azure have: nothing of them shows.
        name: The release, as the catalogue names it; None where it does not know it.
        ends: Last day of the support that costs nothing.
        esu_year: The year of Extended Security Updates that covers today and is licensed.
        days: Days until the end that counts, today's not counted; negative after it. Years that are licensed ahead
            count, until the first gap. None where it is not known.
    """

    state: SupportState
    name: str | None = None
    ends: date | None = None
    esu_year: int | None = None
    days: int | None = None


@dataclass(frozen=True, slots=True)
class EsuYear:
    """A year of Extended Security Updates, both days included."""

    year: int
    begins: date
    ends: date


@dataclass(frozen=True, slots=True)
class EsuProgramme:
    """Extended Security Updates of a release.

    Attributes:
        programme_id: Stable name.
        years: In their order.
        first_revision: The least revision (UBR) that can take the add-on; None where none is known.
        mark: How the days of the years are known.
        is_advised: Whether Microsoft's pages name the edition among those it is sold for.
    """

    programme_id: str
    years: tuple[EsuYear, ...]
    first_revision: int | None
    mark: str
    is_advised: bool = True

    def year_on(self, day: date) -> EsuYear | None:
        """The year that covers a day; None before the first and after the last."""
        return next((year for year in self.years if year.begins <= day <= year.ends), None)

    def next_after(self, day: date) -> EsuYear | None:
        """The first year that begins after a day."""
        return next((year for year in self.years if year.begins > day), None)

    def end_of(self, number: int) -> date | None:
        """The last day of a year; None where the programme has no such year."""
        return next((year.ends for year in self.years if year.year == number), None)


@dataclass(frozen=True, slots=True)
class _Release:
    """A row of the catalogue."""

    name: str
    build: int
    family: str
    ends: date
    undecided_below: int


UNKNOWN: Final = Support(SupportState.UNKNOWN)


def support_of(
    edition_id: str, build: int, today: date, esu_years: tuple[int, ...] = (), revision: int | None = None
) -> Support:
    """How long a Windows is supported.

    Args:
        edition_id: Its edition.
        build: Its build.
        today: The day that counts.
        esu_years: Years of Extended Security Updates whose add-ons are licensed. A licence outlives its year.
        revision: UBR, where it is known.

    >>> support_of("Professional", 26200, date(2026, 12, 1)).ends.isoformat()
    '2027-10-12'
    """
    release = _release_of(edition_id, build)
    if release is None or (revision is not None and revision < release.undecided_below):
        return UNKNOWN
    programme = esu_programme_of(edition_id, build)
    bought = tuple(year for year in programme.years if year.year in esu_years) if programme is not None else ()
    return _judged(release.name, release.ends, today, bought)


def support_of_office(year: str | None, today: date) -> Support:
    """How long a volume product of Office is supported, by the year in its name; it has no extended updates.

    >>> support_of_office("2021", date(2026, 12, 1)).state.value
    'ended'
    """
    row = _content()["office"].get(year or "")
    return UNKNOWN if row is None else _judged(row["name"], _day(row["ends"]), today)


def esu_programme_of(edition_id: str, build: int) -> EsuProgramme | None:
    """The Extended Security Updates that are sold for a Windows; None where there are none."""
    kind, family = _kind_of(edition_id), family_of(edition_id)
    for row in _content()["esu"]:
        fits = row["families"] == [_ANY] or family in row["families"]
        if row["kind"] == kind and build in row["builds"] and fits:
            years = tuple(EsuYear(item["year"], _day(item["begins"]), _day(item["ends"])) for item in row["years"])
            is_advised = plain_edition(edition_id) not in row.get("not_advised", ())
            return EsuProgramme(row["id"], years, row.get("first_revision"), row["mark"], is_advised)
    return None


def family_of(edition_id: str) -> str | None:
    """The family of editions that share their dates; None for one of a server, or one nobody knows."""
    name = plain_edition(edition_id).lower()
    families = _content()["families"].items()
    return next((str(family) for family, ids in families if name in map(str.lower, ids)), None)


def lifted(edition_id: str) -> str:
    """The edition whose dates count while a subscription is active: none lifts Home, LTSC or a server (documented).

    >>> lifted("Professional"), lifted("CoreN"), lifted("ServerStandard")
    ('Enterprise', 'CoreN', 'ServerStandard')
    """
    may_be = family_of(edition_id) == "home_pro" and not edition_id.lower().startswith(_HOME)
    return _LIFTED if may_be else edition_id


def lasts_longer_lifted(edition_id: str, build: int, today: date, until: date) -> bool:
    """Whether a subscription would keep it supported today, where it is not supported by itself up to a later day.

    >>> today = date(2026, 12, 1)
    >>> [lasts_longer_lifted(edition, 26100, today, today) for edition in ("Professional", "Core", "Enterprise")]
    [True, False, False]
    """
    alone, by_subscription = support_of(edition_id, build, until), support_of(lifted(edition_id), build, today)
    is_later = alone.ends is not None and by_subscription.ends is not None and alone.ends < by_subscription.ends
    return is_later and alone.state is SupportState.ENDED and by_subscription.state is SupportState.SUPPORTED


def has_successor(edition_id: str, build: int) -> bool:
    """Whether a release of a client is followed by another one that costs nothing: not the last Windows 10, not LTSC.

    >>> has_successor("Professional", 22631), has_successor("Professional", 19045), has_successor("EnterpriseS", 19044)
    (True, False, False)
    """
    is_general = family_of(edition_id) in ("home_pro", "enterprise_education")
    return is_general and build >= _FIRST_WINDOWS_10 and build != _LAST_WINDOWS_10


def lifecycle_as_of() -> date:
    """The day of the catalogue."""
    return _day(_content()["as_of"])


def is_stale(today: date) -> bool:
    """Whether the catalogue is so old that its answers deserve doubt."""
    return today - lifecycle_as_of() > _FRESH


def _judged(name: str, ends: date, today: date, bought: tuple[EsuYear, ...] = ()) -> Support:
    if today <= ends:
        return Support(SupportState.SUPPORTED, name, ends, days=(_prolonged(ends, bought) - today).days)
    year = next((year for year in bought if year.begins <= today <= year.ends), None)
    if year is not None:
        return Support(SupportState.ESU, name, ends, year.year, (_prolonged(year.ends, bought) - today).days)
    return Support(SupportState.ENDED, name, ends, days=(ends - today).days)


def _prolonged(end: date, bought: tuple[EsuYear, ...]) -> date:
    """The last day that licensed years cover without a gap after another one; years in their order."""
    for year in bought:
        if year.begins <= end + _A_DAY and year.ends > end:
            end = year.ends
    return end


def _kind_of(edition_id: str) -> str:
    name = edition_id.lower()
    return "server" if name.startswith("server") and name != _MULTI_SESSION else "client"


def _release_of(edition_id: str, build: int) -> _Release | None:
    name = plain_edition(edition_id).lower()
    kind = "server_annual" if name in _ANNUAL else _kind_of(edition_id)
    family = family_of(edition_id)
    if name in _LIVES_ALONE:
        return None
    rows = (row for row in _releases()[kind] if row.build == build)
    return next((row for row in rows if row.family in (_ANY, family)), None)


@ahead()
@cache
def _releases() -> Mapping[str, tuple[_Release, ...]]:
    return {kind: tuple(map(_read, _content()[kind])) for kind in ("client", "server", "server_annual")}


def _read(row: Mapping[str, Any]) -> _Release:
    return _Release(row["name"], row["build"], row["family"], _day(row["ends"]), row.get("undecided_below", 0))


def _day(text: str) -> date:
    return date.fromisoformat(text)


@ahead()
@cache
def _content() -> Mapping[str, Any]:
    return read_catalogue(_CATALOG, "lifecycle")
