# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Extended Security Updates: which rows they have, which Windows they are for, and when LTSC ends without them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Final

from ._lifecycle import esu_programme_of, family_of, support_of

WINDOWS_10_22H2: Final = 19045
SERVER_2012: Final = 9200
SERVER_2012_R2: Final = 9600

#: Windows 10 2016 LTSB and Server 2016 share it.
RELEASE_2016: Final = 14393

#: Families of the Long-Term Servicing Channel.
_LONG_TERM: Final = frozenset({"ltsc", "iot_ltsc"})

#: Activation IDs of Extended Security Updates add-ons. Windows 10: documented by Microsoft
#: (learn.microsoft.com/windows/whats-new/enable-extended-security-updates). Server 2012 and 2012 R2: community.
ESU_YEARS: Final[Mapping[str, int]] = {
    "f520e45e-7413-4a34-a497-d2765967d094": 1,
    "1043add5-23b1-4afb-9a0f-64343c8f3f8d": 2,
    "83d49986-add3-41d7-ba33-87c7bfb5c0fb": 3,
    "c0a2ea62-12ad-435b-ab4f-c9bfab48dbc4": 1,
    "e3e2690b-931c-4c80-b1ff-dffba8a81988": 2,
    "55b1dd2d-2209-4ea0-a805-06298bad25b3": 3,
}

#: In family and name of the add-ons: Client-ESU-Year1, Server-ESU-Year1 (documented and recorded).
_YEAR: Final = re.compile(r"-ESU-Year([1-9][0-9]?)(?![0-9])", re.IGNORECASE)
_SERVER_ADDON: Final = "server-esu"

#: Editions that stand for all of their kind.
_ANY_SERVER: Final = ("ServerStandard",)
_ANY_CLIENT: Final = ("Professional", "EnterpriseS")


def year_of(*names: str) -> int | None:
    """The year in the family or name of an add-on, None in those of anything else.

    >>> year_of("", "Windows(R), Server-ESU-Year2 add-on for ServerStandard")
    2
    """
    found = next((match for match in map(_YEAR.search, names) if match), None)
    return int(found.group(1)) if found else None


def is_long_term(family: str) -> bool:
    """True for an edition of the Long-Term Servicing Channel, LTSC or LTSB."""
    return family_of(family) in _LONG_TERM


def is_server(family: str) -> bool:
    """True for an edition of Windows Server: their EditionIDs begin with that word (documented).

    >>> is_server("ServerStandard"), is_server("ServerRdsh")
    (True, False)
    """
    return family.lower().startswith("server") and family.lower() != _MULTI_SESSION


def is_for_server(*names: str) -> bool:
    """Whether an add-on is for Windows Server, by its family and name; those of clients may list server editions, too.

    >>> is_for_server("", "Windows(R), Server-ESU-Year2 add-on for ServerStandard")
    True
    """
    return any(_SERVER_ADDON in name.lower() for name in names)


def can_become_22h2(family: str, build: int) -> bool:
    """Whether it is an older Windows 10 that can be updated to the one Extended Security Updates are sold for.

    Nothing is known of an edition that was not read.
    """
    is_client = bool(family) and not is_server(family) and not is_long_term(family)
    return is_client and SERVER_2012_R2 < build < WINDOWS_10_22H2


#: Windows Enterprise for several sessions is a client in spite of its name (documented).
_MULTI_SESSION: Final = "serverrdsh"


def long_term_end(family: str, build: int) -> date | None:
    """The last day of support of an LTSC edition, None where it is not known."""
    return support_of(family, build, date.min).ends if is_long_term(family) else None


def has_programme(family: str, build: int) -> bool:
    """Whether Extended Security Updates are sold for an edition and build."""
    return esu_programme_of(family, build) is not None


def covers(names: tuple[str, ...], family: str | None, build: int) -> bool:
    """Whether an add-on is for an edition and build.

    Args:
        names: Family and name of the add-on.
        family: The edition; None asks whether the add-on is for any edition of that build.
        build: Build number of Windows.
    """
    if family is None:
        families = _ANY_SERVER if is_for_server(*names) else _ANY_CLIENT
        return any(has_programme(item, build) for item in families)
    return has_programme(family, build) and is_server(family) == is_for_server(*names)
