# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Extended Security Updates: which add-on is meant, and what has to be there before it can be activated.

Each Windows has prerequisites of its own (learn.microsoft.com/windows/whats-new/enable-extended-security-updates, and
Microsoft's pages on Server 2012). LTSC is judged by its own dates.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from .._language._text import Text
from .._licensing._errors import PlanError
from .._licensing._extended import (
    SERVER_2012,
    SERVER_2012_R2,
    WINDOWS_10_22H2,
    can_become_22h2,
    has_programme,
    is_long_term,
    long_term_end,
)
from .._licensing._model import Product, Service
from ._target import Target
from ._wish import Observed

#: What brings the rows of the add-on, by build (documented).
_PREREQUISITES: Final[Mapping[int, str]] = {
    WINDOWS_10_22H2: "Install KB5066791 or a later cumulative update (build 19045.6456) and then the licensing "
    "preparation package KB5072653, and run the task again.",
    SERVER_2012: "Install the licensing preparation package KB5017221 and the latest servicing stack update, "
    "and run the task again.",
    SERVER_2012_R2: "Install the licensing preparation package KB5017220 and the latest servicing stack update, "
    "and run the task again.",
}
_NOT_PUBLISHED: Final = (
    "Install the latest cumulative update and what Microsoft names for Extended Security Updates of this Windows, "
    "and run the task again."
)


def esu_product(observed: Observed, target: Target) -> Product:
    """The add-on of the year asked for, fit to be activated.

    Raises:
        PlanError: This Windows has none, or Windows itself is not licensed.
    """
    found = target.select(observed.products)
    if found and found[0].is_licensed:
        return found[0]
    base = next((product for product in observed.products if product.is_primary), None)
    service = observed.part(Service)
    build = (service.build or 0) if service is not None else 0
    if base is not None and is_long_term(base.family) and not has_programme(base.family, build):
        raise _long_term(base, build)
    if not found:
        raise _missing(build, base.family if base is not None else "", target)
    if base is None or not base.is_licensed:
        raise PlanError(
            "Windows itself is not licensed, which {target} presupposes.",
            advice="Activate Windows first, with win_activation and without esu_year.",
            target=target.words,
        )
    return found[0]


def _long_term(base: Product, build: int) -> PlanError:
    end = long_term_end(base.family, build)
    if end is None:
        return PlanError(
            "{product} is LTSC, which Extended Security Updates do not cover.",
            advice="Leave esu_year out.",
            product=base.name,
        )
    return PlanError(
        "{product} is LTSC, which Extended Security Updates do not cover; the last day of its own support is {end}.",
        advice="Leave esu_year out.",
        product=base.name,
        end=end.isoformat(),
    )


def _missing(build: int, family: str, target: Target) -> PlanError:
    if can_become_22h2(family, build):
        return PlanError(
            "Year {year} of extended security updates needs Windows 10 22H2 (build {needed}), and this is {build}.",
            advice="Update to 22H2 first.",
            year=target.esu_year,
            needed=WINDOWS_10_22H2,
            build=build,
        )
    if build and family and not has_programme(family, build):
        return PlanError(
            "There is no {target} for {family}, build {build}.",
            advice="Leave esu_year out.",
            target=target.words,
            family=family,
            build=build,
        )
    return PlanError(
        "The host does not know {target}: the licences of the add-on are not installed.",
        advice=Text(_PREREQUISITES.get(build, _NOT_PUBLISHED)),
        target=target.words,
    )
