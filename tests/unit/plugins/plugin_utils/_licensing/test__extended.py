# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Extended Security Updates and long-term editions: tables of what is sold for what."""

from __future__ import annotations

from datetime import date

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._extended import (
    ESU_YEARS,
    can_become_22h2,
    covers,
    has_programme,
    is_for_server,
    is_long_term,
    is_server,
    long_term_end,
    year_of,
)


def test_the_published_activation_ids_have_their_years() -> None:
    assert ESU_YEARS == {
        "f520e45e-7413-4a34-a497-d2765967d094": 1,
        "1043add5-23b1-4afb-9a0f-64343c8f3f8d": 2,
        "83d49986-add3-41d7-ba33-87c7bfb5c0fb": 3,
        "c0a2ea62-12ad-435b-ab4f-c9bfab48dbc4": 1,
        "e3e2690b-931c-4c80-b1ff-dffba8a81988": 2,
        "55b1dd2d-2209-4ea0-a805-06298bad25b3": 3,
    }


@pytest.mark.parametrize(
    ("names", "year"),
    [
        (("Windows(R), Client-ESU-Year1 add-on",), 1),
        (("", "server-esu-year12"), 12),
        (("Server-ESU-Year2", "Client-ESU-Year3"), 2),
        (("Client-ESU-Year0",), None),
        (("Client-ESU-Year123",), None),
        (("Client-ESU-Year",), None),
        (("EnterpriseS",), None),
        ((), None),
    ],
)
def test_the_year_stands_in_the_names_of_the_add_on(names: tuple[str, ...], year: int | None) -> None:
    assert year_of(*names) == year


@pytest.mark.parametrize(
    ("names", "is_one"),
    [
        (("Server-ESU-Year1",), True),
        (("", "Windows(R), SERVER-ESU-YEAR2 add-on"), True),
        (("Client-ESU-Year1", "for ServerStandard"), False),
        (("Server", "ESU"), False),
        ((), False),
    ],
)
def test_an_add_on_for_servers_says_so(names: tuple[str, ...], is_one: bool) -> None:
    assert is_for_server(*names) is is_one


@pytest.mark.parametrize(
    ("family", "long_term", "server"),
    [
        ("EnterpriseS", True, False),
        ("EnterpriseSN", True, False),
        ("IoTEnterpriseS", True, False),
        ("IoTEnterpriseSK", True, False),
        ("Enterprise", False, False),
        ("Professional", False, False),
        ("ServerStandard", False, True),
        ("serverdatacentereval", False, True),
        ("ServerRdsh", False, False),
        ("", False, False),
    ],
)
def test_editions_are_told_by_their_id(family: str, long_term: bool, server: bool) -> None:
    assert (is_long_term(family), is_server(family)) == (long_term, server)


@pytest.mark.parametrize(
    ("family", "build", "end"),
    [
        ("EnterpriseS", 10240, date(2025, 10, 14)),
        ("IoTEnterpriseS", 10240, date(2025, 10, 14)),
        ("EnterpriseSN", 14393, date(2026, 10, 13)),
        ("IoTEnterpriseS", 14393, date(2026, 10, 13)),
        ("EnterpriseS", 17763, date(2029, 1, 9)),
        ("IoTEnterpriseSK", 17763, date(2029, 1, 9)),
        ("EnterpriseS", 19044, date(2027, 1, 12)),
        ("IoTEnterpriseS", 19044, date(2032, 1, 13)),
        ("EnterpriseS", 26100, date(2029, 10, 9)),
        ("IoTEnterpriseSK", 26100, date(2034, 10, 10)),
        ("EnterpriseS", 19045, None),
        ("Enterprise", 19044, None),
        ("ServerStandard", 14393, None),
    ],
)
def test_the_last_day_of_a_long_term_edition(family: str, build: int, end: date | None) -> None:
    assert long_term_end(family, build) == end


@pytest.mark.parametrize(
    ("family", "builds"),
    [
        ("Professional", {19045}),
        ("ServerRdsh", {19045}),
        ("EnterpriseS", {14393}),
        ("IoTEnterpriseS", {14393}),
        ("ServerStandard", {9200, 9600, 14393}),
    ],
)
def test_updates_are_sold_for_some_builds_of_an_edition(family: str, builds: set[int]) -> None:
    known = (9200, 9600, 10240, 14393, 17763, 19044, 19045, 20348, 22000, 22631, 26100)
    assert {build for build in known if has_programme(family, build)} == builds


CLIENT, SERVER = ("Client-ESU-Year1", ""), ("Server-ESU-Year1", "")


@pytest.mark.parametrize(
    ("names", "family", "builds"),
    [
        (CLIENT, "Professional", {19045}),
        (CLIENT, "EnterpriseS", {14393}),
        (CLIENT, "ServerStandard", set()),
        (CLIENT, None, {14393, 19045}),
        (SERVER, "ServerStandard", {9200, 9600, 14393}),
        (SERVER, "Professional", set()),
        (SERVER, None, {9200, 9600, 14393}),
    ],
)
def test_an_add_on_is_for_its_own_kind_of_windows(names: tuple[str, ...], family: str | None, builds: set[int]) -> None:
    known = (9200, 9600, 14393, 19044, 19045, 20348, 22000)
    assert {build for build in known if covers(names, family, build)} == builds


@pytest.mark.parametrize(
    ("family", "builds"),
    [
        ("Professional", {9601, 10240, 19044}),
        ("ServerRdsh", {9601, 10240, 19044}),
        ("EnterpriseS", set()),
        ("ServerStandard", set()),
        ("", set()),
    ],
)
def test_an_older_windows_10_can_become_22h2(family: str, builds: set[int]) -> None:
    known = (0, 9200, 9600, 9601, 10240, 19044, 19045, 22000)
    assert {build for build in known if can_become_22h2(family, build)} == builds
