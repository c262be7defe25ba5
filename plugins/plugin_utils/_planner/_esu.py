# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Extended Security Updates: which add-on is meant, and what has to be there before it can be activated.

Windows 10 ESU wants version 22H2 and an update that brings the licences; LTSC is not covered
(learn.microsoft.com/windows/whats-new/enable-extended-security-updates).
"""

from __future__ import annotations

from .._licensing._errors import PlanError
from .._licensing._model import Product, Service
from ._desired import Observed, Target

_WINDOWS_10_22H2 = 19045
_WINDOWS_11 = 22000
_SERVER_2012_R2 = 9600

#: Editions of the Long-Term Servicing Channel.
_LTSC = frozenset({"enterprises", "enterprisesn", "iotenterprises", "iotenterprisesk"})


def esu_product(observed: Observed, target: Target) -> Product:
    """The add-on of the year asked for, fit to be activated.

    Raises:
        PlanError: This Windows has none, or Windows itself is not licensed.
    """
    found = target.select(observed.products)
    if found and found[0].is_licensed:
        return found[0]
    base = next((product for product in observed.products if product.is_primary), None)
    if base is not None and base.family.lower() in _LTSC:
        raise PlanError(
            "{product} is LTSC, which Extended Security Updates do not cover.",
            advice="Leave esu_year out.",
            product=base.name,
        )
    if not found:
        raise _missing(observed.service, target)
    if base is None or not base.is_licensed:
        raise PlanError(
            "Windows itself is not licensed, which {target} presupposes.",
            advice="Activate Windows first, with win_activation and without esu_year.",
            target=target.words,
        )
    return found[0]


def _missing(service: Service | None, target: Target) -> PlanError:
    build = _build(service)
    if build >= _WINDOWS_11:
        return PlanError(
            "There is no {target} for build {build}.",
            advice="Only Windows 10 needs it; leave esu_year out.",
            target=target.words,
            build=build,
        )
    if _SERVER_2012_R2 < build < _WINDOWS_10_22H2:
        return PlanError(
            "Year {year} of extended security updates needs Windows 10 22H2 (build {needed}), and this is {build}.",
            advice="Update to 22H2 first.",
            year=target.esu_year,
            needed=_WINDOWS_10_22H2,
            build=build,
        )
    return PlanError(
        "The host does not know {target}: the licences of the add-on are not installed.",
        advice="Install the latest cumulative update, at least that of November 2024 (KB5046613), "
        "and run the task again.",
        target=target.words,
    )


def _build(service: Service | None) -> int:
    parts = service.version.split(".") if service is not None else []
    return int(parts[2]) if len(parts) > 2 and parts[2].isdigit() else 0
