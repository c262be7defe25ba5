# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Extended Security Updates: which row is meant, and what each Windows has to have before it."""

from __future__ import annotations

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._errors import PlanError
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._model import Application, Product
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._activation import Activated
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._esu import esu_product
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._target import Target
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._wish import Observed
from ansible_collections.licenseops.windows.tests.unit.plugins.support.fake_host import FakeHost
from ansible_collections.licenseops.windows.tests.unit.plugins.support.products import (
    esu,
    licensed,
    service,
    windows,
)
from ansible_collections.licenseops.windows.tests.unit.plugins.support.scene import Scene

YEAR_1 = Target(Application.WINDOWS, esu_year=1)
LTSB_ROW = esu(activation_id="e0000000-0000-0000-0000-000000000001", family="Client-ESU-Year1")


def observed(build: int | None, family: str, *add_ons: Product) -> Observed:
    row = None if build is None else service(version=f"10.0.{build}.1")
    return Observed((licensed(windows(family=family)), *add_ons), (row,))


@pytest.mark.parametrize(
    ("build", "family", "said"),
    [
        pytest.param(19045, "Professional", ("KB5066791", "19045.6456", "KB5072653"), id="Windows 10 22H2"),
        pytest.param(19044, "Professional", ("22H2",), id="Windows 10 21H2"),
        pytest.param(9600, "ServerStandard", ("KB5017220",), id="Server 2012 R2"),
        pytest.param(9200, "ServerDatacenter", ("KB5017221",), id="Server 2012"),
        pytest.param(14393, "ServerStandard", ("names for Extended Security Updates",), id="Server 2016"),
        pytest.param(14393, "EnterpriseS", ("names for Extended Security Updates",), id="2016 LTSB"),
        pytest.param(None, "Professional", ("names for Extended Security Updates",), id="a build that is not known"),
        pytest.param(26100, "Professional", ("Leave esu_year out",), id="Windows 11"),
        pytest.param(17763, "ServerStandard", ("Leave esu_year out",), id="Server 2019"),
        pytest.param(9600, "Professional", ("Leave esu_year out",), id="Windows 8.1"),
    ],
)
def test_what_is_missing_follows_the_system(build: int | None, family: str, said: tuple[str, ...]) -> None:
    with pytest.raises(PlanError) as caught:
        esu_product(observed(build, family), YEAR_1)
    told = f"{caught.value.message} {caught.value.advice}"
    assert not [word for word in said if word not in told]


@pytest.mark.parametrize("build", [9200, 9600, 14393, 17763, 20348, 26100])
def test_no_server_is_sent_to_an_update_of_windows_10(build: int) -> None:
    with pytest.raises(PlanError) as caught:
        esu_product(observed(build, "ServerStandard"), YEAR_1)
    told = f"{caught.value.message} {caught.value.advice}"
    assert not [word for word in ("Windows 10", "22H2", "KB5066791", "KB5072653") if word in told]


@pytest.mark.parametrize(
    ("build", "family", "end"),
    [
        (10240, "EnterpriseS", "2025-10-14"),
        (17763, "EnterpriseS", "2029-01-09"),
        (19044, "EnterpriseS", "2027-01-12"),
        (19044, "IoTEnterpriseS", "2032-01-13"),
        (26100, "EnterpriseSN", "2029-10-09"),
        (26100, "IoTEnterpriseS", "2034-10-10"),
    ],
)
def test_ltsc_is_judged_by_its_own_end_of_support(build: int, family: str, end: str) -> None:
    with pytest.raises(PlanError, match=f"which Extended Security Updates do not cover.*{end}"):
        esu_product(observed(build, family, esu()), YEAR_1)


def test_an_ltsc_that_nobody_knows_is_refused_without_a_date() -> None:
    with pytest.raises(PlanError, match=r"do not cover\."):
        esu_product(observed(27999, "EnterpriseS", esu()), YEAR_1)


def test_2016_ltsb_with_its_row_gets_it() -> None:
    assert esu_product(observed(14393, "EnterpriseS", LTSB_ROW), YEAR_1) == LTSB_ROW


def test_the_build_of_an_ltsc_is_read_before_its_row_is_activated() -> None:
    host = FakeHost(licensed(windows(family="EnterpriseS")), LTSB_ROW)
    host.service_row = service(version="10.0.14393.1")
    run = Scene(host, Activated(YEAR_1)).run
    run.observe()
    assert [step.describe() for step in run.plan()] == [f"Activate {LTSB_ROW.title}."]


@pytest.mark.parametrize("year", [4, 5, 6])
def test_a_year_beyond_three_is_one_like_the_others(year: int) -> None:
    row = esu(activation_id="e0000000-0000-0000-0000-000000000004", esu_year=year)
    wish = Target(Application.WINDOWS, esu_year=year)
    assert esu_product(observed(9600, "ServerStandard", esu(), row), wish) == row


def test_of_two_rows_of_a_year_the_one_with_a_key_is_meant_and_a_licensed_one_before_it() -> None:
    embedded = esu(activation_id="e0000000-0000-0000-0000-000000000002", partial_product_key=None)
    own = licensed(embedded, activation_id="e0000000-0000-0000-0000-000000000003")
    assert YEAR_1.select((embedded, esu())) == (esu(),)
    assert YEAR_1.select((esu(), own)) == (own,)
