# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The year of Extended Security Updates that ``current`` or ``next`` means on a host and a day."""

from __future__ import annotations

import enum
from datetime import date

from .._licensing._errors import PlanError
from .._licensing._lifecycle import EsuProgramme, esu_programme_of
from .._licensing._model import Service
from ._wish import Observed


class EsuChoice(enum.Enum):
    """A year that follows the date."""

    CURRENT = "current"
    NEXT = "next"


def chosen_year(observed: Observed, choice: EsuChoice, today: date) -> int:
    """The number of the year on this host.

    Args:
        observed: Windows with its key, and the service, which tells the build.
        choice: Which one.
        today: The day that counts.

    Raises:
        PlanError: There is no such year for this Windows, or not any more, or not yet.
    """
    service = observed.part(Service)
    base = next((product for product in observed.products if product.is_primary), None)
    build = service.build if service is not None else None
    if base is None or build is None:
        raise PlanError(
            "esu_year: {choice} goes by the edition and build of Windows, and no key of Windows tells the edition.",
            advice="Activate Windows first, or give the year as a number.",
            choice=choice.value,
        )
    programme = esu_programme_of(base.family, build)
    if programme is None:
        raise PlanError(
            "There are no Extended Security Updates for {family}, build {build}.",
            advice="Leave this host out.",
            family=base.family,
            build=build,
        )
    year = programme.year_on(today) if choice is EsuChoice.CURRENT else programme.next_after(today)
    if year is None:
        raise _no_year(programme, choice, today)
    return year.year


def _no_year(programme: EsuProgramme, choice: EsuChoice, today: date) -> PlanError:
    last, first = programme.years[-1], programme.years[0]
    if today < first.begins:
        return PlanError(
            "No year of Extended Security Updates covers today for this host: the first begins on {begins}.",
            advice="Set esu_year: next to prepare it.",
            begins=first.begins,
        )
    if choice is EsuChoice.NEXT and today <= last.ends:
        return PlanError(
            "There is no year of Extended Security Updates after year {year}, which ends on {ends}.",
            advice="Replace or upgrade the host until then.",
            year=last.year,
            ends=last.ends,
        )
    return PlanError(
        "The Extended Security Updates of this host ended on {ends}, with year {year}.",
        advice="Replace or upgrade the host.",
        year=last.year,
        ends=last.ends,
    )
