# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How long something is supported, as modules return it, and read back from there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Self

from .._licensing._lifecycle import EsuYear, Support, lifecycle_as_of
from .._planner._support_state import Supported
from ._record import OptionalFlag, OptionalNumber, OptionalText, Record, one


@dataclass(frozen=True, slots=True)
class NextEsu(Record):
    """The first year of Extended Security Updates that begins after today.

    Attributes:
        licensed: Whether the host has it already.
    """

    programme: OptionalText = None
    year: OptionalNumber = None
    begins: OptionalText = None
    ends: OptionalText = None
    licensed: OptionalFlag = None

    @property
    def key(self) -> tuple[str, int]:
        """By which years of many hosts belong together."""
        return self.programme or "", self.year or 0

    @classmethod
    def of(cls, programme: str, year: EsuYear, *, licensed: bool) -> Self:
        """That of a host."""
        return cls(programme, year.year, year.begins.isoformat(), year.ends.isoformat(), licensed)


@dataclass(frozen=True, slots=True)
class SupportDates(Record):
    """How long a Windows is supported."""

    state: OptionalText = None
    name: OptionalText = None
    ends: OptionalText = None
    esu_year: OptionalNumber = None
    days: OptionalNumber = None
    as_of: OptionalText = None
    next_esu: Annotated[NextEsu | None, one(NextEsu)] = None

    @classmethod
    def of(cls, item: Supported) -> Self:
        """That of Windows."""
        coming = item.coming
        return cls(
            **_dates(item.support),
            next_esu=NextEsu.of(coming.programme_id, coming.year, licensed=coming.is_licensed) if coming else None,
        )


@dataclass(frozen=True, slots=True)
class OfficeSupportDates(Record):
    """How long a volume product of Office is supported."""

    office_product: OptionalText = None
    state: OptionalText = None
    name: OptionalText = None
    ends: OptionalText = None
    esu_year: OptionalNumber = None
    days: OptionalNumber = None
    as_of: OptionalText = None


def render_support(item: Supported) -> dict[str, Any]:
    """That of Windows."""
    return SupportDates.of(item).as_data()


def render_office_support(item: Supported) -> dict[str, Any]:
    """That of a volume product of Office."""
    release_id = item.release.release_id if item.release is not None else None
    return OfficeSupportDates(release_id, **_dates(item.support)).as_data()


def _dates(support: Support) -> dict[str, Any]:
    return {
        "state": support.state.value,
        "name": support.name,
        "ends": _iso(support.ends),
        "esu_year": support.esu_year,
        "days": support.days,
        "as_of": _iso(lifecycle_as_of()),
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day is not None else None
