# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How long what was read is supported, and what may be asserted of that."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from .._language._text import Text, plain
from .._licensing._lifecycle import (
    EsuYear,
    Support,
    SupportState,
    esu_programme_of,
    is_stale,
    lifecycle_as_of,
    lifted,
    support_of,
    support_of_office,
)
from .._licensing._model import Application, Product
from .._licensing._office_catalog import OfficeRelease, release_of
from .._licensing._subscription import Subscription
from ._state import Unmet, build_in
from ._wish import Observed

_YEAR: Final = re.compile(r"20[0-9]{2}")
_WITHOUT_YEAR: Final = "2016"


@dataclass(frozen=True, slots=True)
class ComingYear:
    """The first year of Extended Security Updates that begins after today, and whether a host has it already."""

    programme_id: str
    year: EsuYear
    is_licensed: bool


@dataclass(frozen=True, slots=True)
class Supported:
    """One product and how long it is supported.

    Attributes:
        title: How messages name it.
        release: The volume product of Office; None for Windows.
        coming: The next year of Extended Security Updates, where there is one.
    """

    title: Text
    support: Support
    release: OfficeRelease | None = None
    coming: ComingYear | None = None


def windows_support(observed: Observed, today: date) -> Supported | None:
    """That of Windows; None where no reading told the build, or Windows has no key."""
    build, product = build_in(observed), next((item for item in observed.products if item.is_primary), None)
    if build is None or product is None:
        return None
    years = tuple(item.esu_year for item in observed.products if item.esu_year and item.is_licensed)
    support = support_of(_edition(observed, product), build, today, years)
    title = plain(support.name or f"{product.family}, {build}")
    return Supported(title, support, coming=_coming(product.family, build, today, years))


def office_supports(observed: Observed, today: date) -> tuple[Supported, ...]:
    """Those of the volume products of Office whose rows have keys, by the year in their names."""
    found = {release.release_id: release for release in _releases(observed.products)}
    return tuple(
        Supported(plain(release.title), support_of_office(_year_of(release), today), release)
        for release in found.values()
    )


def unsupported(products: tuple[Supported, ...], min_days: int) -> Unmet | None:
    """Why not all of them are supported for so many days more; None when they are.

    Args:
        products: What is meant; none is as bad as one nobody knows.
        min_days: 0 asks for today only.
    """
    if not products:
        return Unmet(
            "Nothing tells how long this host is supported: no product with a key was read.",
            advice="Install a key first, or leave this host out.",
        )
    for item in products:
        support = item.support
        if support.state is SupportState.UNKNOWN:
            return Unmet(
                "The catalogue does not know how long {product} is supported.",
                advice="Look at Microsoft's lifecycle pages; a newer release of this collection may know it.",
                product=item.title,
            )
        if support.state is SupportState.ENDED:
            return Unmet(
                "The support of {product} ended on {end}, and no licence of Extended Security Updates that covers "
                "today is on the host.",
                advice="Upgrade it, or license Extended Security Updates where there are any (role esu). Updates that "
                "a host gets in Azure leave no licence; leave such hosts out.",
                product=item.title,
                end=support.ends,
            )
        if support.days is not None and support.days < min_days:
            return Unmet(
                "{product} is supported for {days} more days, less than the {wanted} asked for.",
                advice="Plan its upgrade, or the next year of Extended Security Updates where there is one.",
                product=item.title,
                days=support.days,
                wanted=min_days,
            )
    return None


def age_of_catalogue(today: date) -> Text | None:
    """That the dates are old; None while they are not."""
    if not is_stale(today):
        return None
    return Text(
        "The dates of support are as of {day}, more than half a year ago. Look for a newer release of this collection.",
        day=lifecycle_as_of(),
    )


def _edition(observed: Observed, product: Product) -> str:
    """The edition whose dates count."""
    subscription = observed.part(Subscription)
    return lifted(product.family) if subscription is not None and subscription.is_active else product.family


def _coming(family: str, build: int, today: date, years: tuple[int, ...]) -> ComingYear | None:
    programme = esu_programme_of(family, build)
    year = programme.next_after(today) if programme is not None else None
    return ComingYear(programme.programme_id, year, year.year in years) if programme and year else None


def _releases(products: tuple[Product, ...]) -> Iterator[OfficeRelease]:
    for product in products:
        is_own = product.application is Application.OFFICE and product.partial_product_key
        release = release_of(product) if is_own else None
        if release is not None:
            yield release


def _year_of(release: OfficeRelease) -> str | None:
    """The year in a release ID; those by click-to-run without one are of 2016 (documented)."""
    found = _YEAR.search(release.release_id)
    return found[0] if found is not None else _WITHOUT_YEAR
