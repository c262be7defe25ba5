# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How long something is supported, at the edges of its days."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._lifecycle import (
    SupportState,
    _content,
    esu_programme_of,
    family_of,
    is_stale,
    lasts_longer_lifted,
    lifecycle_as_of,
    lifted,
    support_of,
    support_of_office,
)

TODAY = date(2026, 12, 1)
ENDED, SUPPORTED, ESU, UNKNOWN = SupportState.ENDED, SupportState.SUPPORTED, SupportState.ESU, SupportState.UNKNOWN


@pytest.mark.parametrize(("day", "state"), [(date(2026, 10, 13), SUPPORTED), (date(2026, 10, 14), ENDED)])
def test_the_last_day_is_supported(day: date, state: SupportState) -> None:
    assert support_of("Professional", 26100, day).state is state


@pytest.mark.parametrize(
    ("day", "years", "state", "year"),
    [
        (date(2025, 10, 14), (1,), SUPPORTED, None),
        (date(2025, 10, 15), (1,), ESU, 1),
        (date(2026, 10, 13), (1,), ESU, 1),
        (date(2026, 10, 14), (1,), ENDED, None),
        (date(2026, 10, 14), (1, 2), ESU, 2),
        (date(2027, 10, 13), (1, 2), ENDED, None),
        (date(2028, 10, 10), (3,), ESU, 3),
        (date(2028, 10, 11), (1, 2, 3), ENDED, None),
    ],
)
def test_a_licensed_year_counts_while_it_lasts_and_not_longer(
    day: date, years: tuple[int, ...], state: SupportState, year: int | None
) -> None:
    found = support_of("Enterprise", 19045, day, years)
    assert (found.state, found.esu_year) == (state, year)


@pytest.mark.parametrize(
    ("day", "years", "days"),
    [
        pytest.param(date(2025, 10, 1), (), 13, id="nothing bought"),
        pytest.param(date(2025, 10, 1), (1,), 377, id="the first year before it begins"),
        pytest.param(date(2025, 10, 1), (2,), 13, id="a year after a gap"),
        pytest.param(date(2027, 9, 1), (2,), 41, id="the current year"),
        pytest.param(date(2027, 9, 1), (2, 3), 405, id="the next one, too"),
        pytest.param(date(2025, 10, 15), (1, 2, 3), 1091, id="all"),
        pytest.param(date(2025, 10, 15), (1, 3), 363, id="two with a gap"),
    ],
)
def test_years_licensed_ahead_count_until_the_first_gap(day: date, years: tuple[int, ...], days: int) -> None:
    found = support_of("Enterprise", 19045, day, years)
    assert (found.days, found.ends) == (days, date(2025, 10, 14))


def test_years_of_a_windows_without_a_programme_mean_nothing() -> None:
    assert support_of("Professional", 22621, TODAY, (1, 2, 3)).state is ENDED


def test_a_revision_on_which_two_editions_call_themselves_alike_is_unknown() -> None:
    assert support_of("EnterpriseS", 19044, TODAY, revision=2787).state is UNKNOWN
    assert support_of("EnterpriseS", 19044, TODAY, revision=2788).state is SUPPORTED
    assert support_of("IoTEnterpriseS", 19044, TODAY, revision=1000).ends == date(2032, 1, 13)


@pytest.mark.parametrize(
    ("edition", "build", "name"),
    [
        ("ServerStandard", 26100, "Windows Server 2025"),
        ("ServerStandardACor", 17763, "Windows Server, version 1809"),
        ("ServerStandard", 17763, "Windows Server 2019"),
        ("ServerDatacenterACor", 25398, "Windows Server, version 23H2 (annual channel)"),
        ("ServerDatacenter", 25398, "Windows Server, version 23H2 (annual channel)"),
        ("EnterpriseS", 17763, "Windows 10 Enterprise LTSC 2019"),
        ("Professional", 17763, "Windows 10, version 1809"),
        ("ServerRdsh", 26100, "Windows 11, version 24H2"),
    ],
)
def test_a_build_alone_is_no_product(edition: str, build: int, name: str) -> None:
    assert support_of(edition, build, TODAY).name == name


@pytest.mark.parametrize(
    ("edition", "build"),
    [
        ("Professional", 1),
        ("Nobody", 19045),
        ("ServerStandard", 19045),
        ("ServerAzureStackHCICor", 20348),
        ("ServerAzureStackHCICor", 25398),
    ],
)
def test_what_the_catalogue_does_not_know_is_unknown(edition: str, build: int) -> None:
    assert support_of(edition, build, TODAY).state is UNKNOWN


@pytest.mark.parametrize(
    ("year", "state"), [("2013", ENDED), ("2016", ENDED), ("2021", ENDED), ("2024", SUPPORTED), (None, UNKNOWN)]
)
def test_office_goes_by_the_year_in_its_name(year: str | None, state: SupportState) -> None:
    assert support_of_office(year, TODAY).state is state


def test_every_last_day_is_the_second_tuesday_of_its_month() -> None:
    rows = _content()
    days = [row["ends"] for kind in ("client", "server", "server_annual") for row in rows[kind]]
    days += [row["ends"] for row in rows["office"].values()]
    days += [year["ends"] for row in rows["esu"] for year in row["years"]]
    assert len(days) > 80
    assert not [day for day in map(date.fromisoformat, days) if day.weekday() != 1 or not 8 <= day.day <= 14]


def test_years_follow_on_each_other_without_a_gap() -> None:
    for edition, build in (("Professional", 19045), ("EnterpriseS", 14393), ("ServerStandard", 9600)):
        programme = esu_programme_of(edition, build)
        assert programme is not None
        for one, other in zip(programme.years, programme.years[1:], strict=False):
            assert other.begins - one.ends == timedelta(days=1)
            assert programme.next_after(one.begins) == other
        assert programme.next_after(programme.years[-1].begins) is None


def test_the_catalogue_grows_old() -> None:
    assert not is_stale(lifecycle_as_of() + timedelta(days=183))
    assert is_stale(lifecycle_as_of() + timedelta(days=184))


def test_no_edition_is_in_two_families() -> None:
    listed = [name.lower() for names in _content()["families"].values() for name in names]
    assert len(listed) == len(set(listed))
    assert family_of("EnterpriseS") == "ltsc"


@pytest.mark.parametrize(
    ("edition", "counts"),
    [
        ("Professional", "Enterprise"),
        ("ProfessionalEducation", "Enterprise"),
        ("CoreSingleLanguage", "CoreSingleLanguage"),
        ("EnterpriseS", "EnterpriseS"),
        ("ServerStandard", "ServerStandard"),
        ("Nothing", "Nothing"),
    ],
)
def test_a_subscription_lifts_pro_alone(edition: str, counts: str) -> None:
    assert lifted(edition) == counts


@pytest.mark.parametrize(
    ("build", "today", "until", "is_longer"),
    [
        (26100, TODAY, TODAY, True),
        (26100, date(2026, 10, 13), date(2026, 10, 13), False),
        (26100, date(2026, 10, 13), date(2026, 10, 14), True),
        (26100, TODAY, date.max, True),
        (26100, date(2027, 10, 13), date(2027, 10, 13), False),
        (19045, date(2025, 10, 14), TODAY, False),
        (12345, TODAY, TODAY, False),
    ],
)
def test_where_a_subscription_means_longer_support(build: int, today: date, until: date, is_longer: bool) -> None:
    assert lasts_longer_lifted("Professional", build, today, until) is is_longer
