# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What to choose in the portal: from the first to the last build of each release, and for each year of Office."""

from __future__ import annotations

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._worklist._portal import portal_product

CLIENTS = {9199: "Windows", 9200: "Windows 8", 9599: "Windows 8", 9600: "Windows 8.1", 10239: "Windows 8.1",
           10240: "Windows 10", 21999: "Windows 10", 22000: "Windows 11", 30000: "Windows 11"}  # fmt: skip
SERVERS = {9199: "Windows", 9200: "Windows Server 2012", 9599: "Windows Server 2012", 9600: "Windows Server 2012 R2",
           14392: "Windows Server 2012 R2", 14393: "Windows Server 2016", 17762: "Windows Server 2016",
           17763: "Windows Server 2019", 20347: "Windows Server 2019", 20348: "Windows Server 2022",
           26099: "Windows Server 2022", 26100: "Windows Server 2025", 30000: "Windows Server 2025"}  # fmt: skip


@pytest.mark.parametrize("build", CLIENTS)
def test_a_client_is_named_by_its_release(build: int) -> None:
    assert portal_product("windows", "Windows(R)", build=build, is_server=False) == CLIENTS[build]


@pytest.mark.parametrize("build", SERVERS)
def test_a_server_is_named_by_its_release(build: int) -> None:
    assert portal_product("windows", "Windows(R)", build=build, is_server=True) == SERVERS[build]


@pytest.mark.parametrize(("is_server", "product"), [(True, "Windows Server"), (False, "Windows")])
def test_without_a_build_there_is_no_release(is_server: bool, product: str) -> None:
    assert portal_product("windows", "Windows(R)", build=None, is_server=is_server) == product


@pytest.mark.parametrize(
    ("name", "product"),
    [
        ("Office 24, Office24ProPlus2024VL_MAK_AE edition", "Office LTSC Professional Plus 2024"),
        ("Office 24, Office24VisioPro2024VL_MAK_AE1 edition", "Visio LTSC Professional 2024"),
        ("Office 21, Office21Standard2021VL_MAK_AE edition", "Office LTSC Standard 2021"),
        ("Office 19, Office19ProPlus2019VL_MAK_AE edition", "Office Professional Plus 2019"),
        ("Office 24, Office24HomeBusiness2024R_Retail edition", "Office 2024"),
        ("Office 16, Office16ProPlusVL_MAK edition", "Office Professional Plus 2016"),
        ("Office 16, Office16HomeBusinessR_Retail edition", "Office 2016"),
        ("Office 15, OfficeProPlusVL_MAK edition", "Office Professional Plus 2013"),
        ("Office 15, OfficeHomeBusinessR_Retail edition", "Office"),
    ],
)
def test_office_is_named_as_microsoft_lists_it_else_by_its_year(name: str, product: str) -> None:
    assert portal_product("office", name, build=22631, is_server=False) == product
