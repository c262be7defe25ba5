# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Products of Office by their names: release IDs, licence rows, setup keys, and what of it belongs together.

All names of a product share its base, whatever the licence: ``ProPlus2024`` is that of the releases ProPlus2024Volume
and ProPlus2024Retail, and of the rows Office24ProPlus2024VL_KMS_Client_AE and Office24ProPlus2024R_Grace.
"""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from .._language._ahead import ahead
from .._language._catalogue import read_catalogue
from ._model import Application, Product
from ._product_key import ProductKey

_CATALOG = Path(__file__).parent / "catalog"

#: LicenseFamily: Office24ProPlus2024VL_KMS_Client_AE, Office16VisioProXC2RVL_MAKC2R, OfficeStandardVL_MAK (2013). The
#: forms of 2019 and 2024 and of grace rows are recorded, the others community.
_FAMILY: Final = re.compile(
    r"Office(?P<generation>\d\d)?(?P<name>[A-Za-z]\w*?)(?P<year>20\d\d)?(?:XC2R)?(?P<kind>VL|(?:MSDN|EDU|Demo|Trial)?R)_",
    re.IGNORECASE,
)

#: In a row's name, words stand around it: "Office 24, Office24ProPlus2024VL_KMS_Client_AE edition".
_FAMILY_AMONG_WORDS: Final = re.compile(r"\bOffice\d*[A-Za-z]\w*_\w+")

#: ProductReleaseIds: ProPlus2024Volume, VisioProXVolume (2016), HomeBusinessRetail (2016), O365ProPlusRetail.
_RELEASE: Final = re.compile(
    r"(?P<name>[A-Za-z]\w*?)(?P<year>20\d\d)?(?:X(?=Volume))?(?P<kind>Volume|Retail)", re.IGNORECASE
)

#: Names of Microsoft 365 Apps carry no year: O365ProPlus, and ProPlusSub with Office 15 (recorded).
_BY_ACCOUNT: Final = re.compile(r"O365.*|.*Sub", re.IGNORECASE)

#: Generation of rows that name no year; without a generation it is Office 2013 (community).
_YEARS: Final = {None: "2013", "15": "2013", "16": "2016"}


@dataclass(frozen=True, slots=True)
class OfficeRelease:
    """A volume product of Office.

    Attributes:
        release_id: As click-to-run names it; of Office by Windows Installer ours, formed alike.
        title: As Microsoft's list of setup keys names it.
        base: What all names of the product share.
        setup_key: Its KMS client setup key; None where Microsoft's list has none.
        families: What LicenseFamily of its volume rows begins with.
        aliases: Other release IDs of the same product.
    """

    release_id: str
    title: str
    base: str
    setup_key: ProductKey | None
    families: tuple[str, ...]
    aliases: tuple[str, ...] = ()


def find_release(release_id: str) -> OfficeRelease | None:
    """A volume product by one of its release IDs, in whatever case; None when the catalogue has none.

    >>> find_release("skypeforbusinessvolume").release_id
    'SkypeforBusiness2016Volume'
    """
    return _by_id().get(release_id.strip().lower())


def nearest_releases(text: str) -> tuple[str, ...]:
    """The release IDs that look most like a text, at most three."""
    known = {release.release_id.lower(): release.release_id for release in releases()}
    return tuple(known[item] for item in difflib.get_close_matches(text.strip().lower(), known, 3))


def release_of(product: Product) -> OfficeRelease | None:
    """The volume product whose licence a row is; None for a row of another licence, or one nobody knows."""
    return release_in(product.family or product.name) if _is_office(product) else None


def release_in(text: str) -> OfficeRelease | None:
    """The volume product whose licence is named in a text, that of a row or its LicenseFamily.

    Project and Visio 2016 have rows and keys of their own by click-to-run (documented).

    >>> release_in("Office 16, Office16VisioProXC2RVL_MAKC2R edition").title
    'Visio Professional 2016 (click-to-run)'
    """
    family = _family_in(text).lower()
    return next((release for start, release in _by_family().items() if family.startswith(start)), None)


def release_of_setup_key(key: ProductKey) -> OfficeRelease | None:
    """The volume product of a published setup key; None for any other key."""
    return next((release for release in releases() if release.setup_key == key), None)


def is_volume_id(release_id: str) -> bool:
    """Whether a release ID is that of a volume product, known or not.

    >>> is_volume_id("ProPlus2030Volume"), is_volume_id("O365ProPlusRetail")
    (True, False)
    """
    return release_id.lower().endswith("volume")


def is_account_id(release_id: str) -> bool:
    """Whether a release ID is that of Microsoft 365 Apps, whose licence is that of an account (documented).

    >>> is_account_id("O365BusinessEEANoTeamsRetail"), is_account_id("ProPlus2024Retail")
    (True, False)
    """
    return release_id.lower().startswith("o365")


def is_account_row(product: Product) -> bool:
    """Whether a row is of Microsoft 365 Apps: by its name, and by no licence that would be its own.

    A grace row of a volume or retail product is none.
    """
    return product.follows_account and _BY_ACCOUNT.fullmatch(base_of(product) or "") is not None


def base_of(product: Product) -> str | None:
    """The base of a row of Office; None when its names tell none."""
    return base_of_family(_family_in(product.family or product.name)) if _is_office(product) else None


def base_of_family(family: str) -> str | None:
    """The base that LicenseFamily tells.

    >>> base_of_family("Office16ProjectProXC2RVL_KMS_ClientC2R"), base_of_family("OfficeStandardVL_MAK")
    ('ProjectPro2016', 'Standard2013')
    >>> base_of_family("Office16O365ProPlusR_Subscription1")
    'O365ProPlus'
    """
    found = _FAMILY.match(family)
    if found is None:
        return None
    return _base(found["name"], found["year"] or _YEARS.get(found["generation"]))


def base_of_release(release_id: str) -> str | None:
    """The base that a release ID tells; those without a year are of 2016 (documented).

    >>> base_of_release("ProPlusRetail"), base_of_release("VisioStdXVolume"), base_of_release("O365ProPlusRetail")
    ('ProPlus2016', 'VisioStd2016', 'O365ProPlus')
    """
    found = _RELEASE.fullmatch(release_id.strip())
    return _base(found["name"], found["year"] or "2016") if found else None


@ahead()
@cache
def releases() -> tuple[OfficeRelease, ...]:
    """All volume products of the catalogue, the newest first."""
    return tuple(
        OfficeRelease(
            release_id=row["id"],
            title=row["title"],
            base=base_of_release(row["id"]) or row["id"],
            setup_key=ProductKey.parse(row["key"]) if row["key"] else None,
            families=tuple(row["rows"]),
            aliases=tuple(row.get("aliases", ())),
        )
        for row in read_catalogue(_CATALOG, "office")["releases"]
    )


def _is_office(product: Product) -> bool:
    return product.application is Application.OFFICE


def _family_in(text: str) -> str:
    """LicenseFamily, alone or among other words; empty when there is none."""
    return next(iter(_FAMILY_AMONG_WORDS.findall(text)), "")


def _base(name: str, year: str | None) -> str | None:
    """A name with its year; a row of a generation that tells no year has no base we could name."""
    if _BY_ACCOUNT.fullmatch(name):
        return name
    return f"{name}{year}" if year else None


@ahead()
@cache
def _by_id() -> dict[str, OfficeRelease]:
    return {name.lower(): release for release in releases() for name in (release.release_id, *release.aliases)}


@ahead()
@cache
def _by_family() -> dict[str, OfficeRelease]:
    return {f"{family.lower()}_": release for release in releases() for family in release.families}
