# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The names under which Microsoft's portal asks for a product: version by version, not edition by edition.

The portal asks for Windows or Windows Server and then for the version (documented). Software Protection names the
edition only, so the build tells the version. How the portal names Office was not seen; of one host, Office, Visio and
Project each have an Installation ID of their own, so a volume product is named as Microsoft lists it (inferred).
"""

from __future__ import annotations

import re

from .._licensing._office_catalog import release_in

#: First build of each release (documented release information), newest first.
_CLIENTS = ((22000, "Windows 11"), (10240, "Windows 10"), (9600, "Windows 8.1"), (9200, "Windows 8"))
_SERVERS = (
    (26100, "Windows Server 2025"),
    (20348, "Windows Server 2022"),
    (17763, "Windows Server 2019"),
    (14393, "Windows Server 2016"),
    (9600, "Windows Server 2012 R2"),
    (9200, "Windows Server 2012"),
)

#: The year inside the name of an Office licence, ``Office24ProPlus2024VL_MAK_AE`` for instance (recorded).
_OFFICE_YEAR = re.compile(r"20(?:19|2[0-9])")


def portal_product(application: str, name: str, *, build: int | None, is_server: bool) -> str:
    """What to choose in the portal for a product.

    Args:
        application: ``windows`` or ``office``.
        name: Name of the licence, which for Office holds the year.
        build: Build of Windows; None when it is not known.
        is_server: Whether that Windows is a server.

    >>> portal_product("windows", "Windows(R), Professional edition", build=22631, is_server=False)
    'Windows 11'
    >>> portal_product("office", "Office 24, Office24VisioPro2024VL_MAK_AE edition", build=None, is_server=False)
    'Visio LTSC Professional 2024'
    """
    if application == "office":
        return _office(name)
    if build is None:
        return "Windows Server" if is_server else "Windows"
    releases = _SERVERS if is_server else _CLIENTS
    return next((release for first, release in releases if build >= first), "Windows")


def _office(name: str) -> str:
    release = release_in(name)
    if release is not None:
        return release.title
    year = _OFFICE_YEAR.search(name)
    if year is None:
        return "Office 2016" if "Office 16" in name else "Office"
    return f"Office {year[0]}"
