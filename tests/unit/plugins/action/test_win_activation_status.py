# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``win_activation_status``: its options as a desire, its result, and its assertions."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.licenseops.windows.plugins.action.win_activation_status import ActionModule
from ansible_collections.licenseops.windows.plugins.plugin_utils._language._errors import InputError
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._model import Application, Product
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._state import KnownState
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._target import Target
from ansible_collections.licenseops.windows.tests.unit.plugins.support.actions import build, run_on, validated
from ansible_collections.licenseops.windows.tests.unit.plugins.support.fake_host import FakeHost
from ansible_collections.licenseops.windows.tests.unit.plugins.support.licence_rows import GRACE, row_named
from ansible_collections.licenseops.windows.tests.unit.plugins.support.products import (
    ESU_ID,
    OTHER_WINDOWS_ID,
    UNKNOWN_ID,
    WINDOWS_ID,
    esu,
    licensed,
    office,
    unkeyed,
    windows,
)

THIRTY_DAYS = 30 * 1440


def desire(**args: Any) -> KnownState:
    return build(ActionModule, args).desire(validated(ActionModule, **args))


@pytest.mark.parametrize(
    ("args", "desired"),
    [
        pytest.param({}, KnownState(Target(Application.WINDOWS)), id="Windows"),
        pytest.param({"application": "office"}, KnownState(Target(Application.OFFICE)), id="Office"),
        pytest.param({"application": "all"}, KnownState(Target()), id="all"),
        pytest.param({"activation_id": ESU_ID}, KnownState(Target(None, ESU_ID)), id="ID"),
        pytest.param(
            {"application": "office", "activation_id": ESU_ID}, KnownState(Target(None, ESU_ID)), id="ID, not Office"
        ),
        pytest.param(
            {"installation_ids": True, "service": True},
            KnownState(Target(Application.WINDOWS), True, True, with_subscription=True),
            id="with Installation IDs and service",
        ),
        pytest.param({"min_days_remaining": 0}, KnownState(Target(Application.WINDOWS)), id="no days"),
    ],
)
def test_options_mean_what_is_to_be_known(args: dict[str, Any], desired: KnownState) -> None:
    assert desire(**args) == desired


@pytest.mark.parametrize(
    ("args", "says"),
    [
        pytest.param({"min_days_remaining": -1}, "min_days_remaining is negative", id="negative days"),
        pytest.param({"min_days_remaining": "soon"}, "min_days_remaining", id="no number"),
        pytest.param({"activation_id": "x"}, "The activation_id is not a GUID", id="no GUID"),
        pytest.param({"assert": "genuine"}, "value of assert must be one or more of", id="no such assertion"),
        pytest.param(
            {"activation_id": ESU_ID, "assert": ["supported"]},
            "activation_id reads one row, and support goes by all those of Windows or Office",
            id="support of one row",
        ),
        pytest.param(
            {"activation_id": WINDOWS_ID, "min_support_days": 30},
            "activation_id reads one row, and support goes by all those of Windows or Office",
            id="days of support of one row",
        ),
        pytest.param({"application": "excel"}, "value of application must be one of", id="no such application"),
    ],
)
def test_wrong_options_are_input_errors(args: dict[str, Any], says: str) -> None:
    with pytest.raises(InputError, match=says):
        desire(**args)


@pytest.mark.parametrize(
    ("args", "products", "is_licensed"),
    [
        pytest.param({}, [licensed(windows()), esu()], True, id="Windows is, its add-on is not"),
        pytest.param({}, [windows(), licensed(esu())], False, id="the add-on is, Windows is not"),
        pytest.param({}, [], False, id="nothing there"),
        pytest.param({"application": "all"}, [licensed(windows()), licensed(office())], True, id="all are"),
        pytest.param({"application": "all"}, [licensed(windows()), office()], False, id="one of all is not"),
        pytest.param(
            {"application": "all"}, [licensed(windows()), row_named(GRACE)], True, id="Microsoft 365 Apps too"
        ),
        pytest.param({"application": "office"}, [row_named(GRACE)], None, id="Microsoft 365 Apps alone"),
        pytest.param({"activation_id": ESU_ID}, [licensed(esu())], True, id="the add-on by its ID"),
        pytest.param({"activation_id": OTHER_WINDOWS_ID}, [unkeyed()], False, id="one without a key by its ID"),
    ],
)
def test_licensed_is_what_the_products_meant_are(
    args: dict[str, Any], products: list[Product], is_licensed: bool | None
) -> None:
    result = run_on(ActionModule, FakeHost(*products), **args)
    assert result["licensed"] is is_licensed
    assert [product["activation_id"] for product in result["products"]] == [item.activation_id for item in products]
    assert result["changed"] is False
    assert "service" not in result


def test_the_service_is_given_when_asked_for() -> None:
    result = run_on(ActionModule, FakeHost(licensed(windows())), service=True)
    assert result["service"]["version"] == "10.0.26100.1"


def test_one_row_tells_no_support_for_years_bought_are_in_others() -> None:
    host = FakeHost(licensed(windows()))
    assert "support" in run_on(ActionModule, host, service=True)
    assert "support" not in run_on(ActionModule, host, service=True, activation_id=WINDOWS_ID)


def test_an_unknown_activation_id_is_a_failure() -> None:
    result = run_on(ActionModule, FakeHost(), activation_id=UNKNOWN_ID)
    assert result["failed"]
    assert f"no product with activation ID {UNKNOWN_ID}" in result["msg"]


@pytest.mark.parametrize(
    ("args", "product", "says"),
    [
        pytest.param(
            {"assert": "licensed"}, windows(), "is not licensed, its state is notification", id="not licensed"
        ),
        pytest.param({"min_days_remaining": 0}, windows(), "is not licensed", id="days imply licensed"),
        pytest.param(
            {"min_days_remaining": 31},
            licensed(windows(grace_minutes=THIRTY_DAYS)),
            "30.0 more days",
            id="too few days",
        ),
        pytest.param({"assert": "licensed"}, unkeyed(), "No product key is installed for Windows", id="no key"),
        pytest.param(
            {"assert": "licensed", "application": "all"},
            unkeyed(),
            "No product key is installed for any",
            id="none at all",
        ),
    ],
)
def test_an_assertion_that_does_not_hold_fails_and_still_gives_the_products(
    args: dict[str, Any], product: Product, says: str
) -> None:
    result = run_on(ActionModule, FakeHost(product), **args)
    assert (result["failed"], result["changed"]) == (True, False)
    assert says in result["msg"]
    assert len(result["products"]) == 1


@pytest.mark.parametrize(
    ("args", "product"),
    [
        pytest.param({}, windows(), id="nothing asserted"),
        pytest.param({"assert": "licensed"}, licensed(windows()), id="licensed"),
        pytest.param({"min_days_remaining": 30}, licensed(windows(grace_minutes=THIRTY_DAYS)), id="enough days"),
        pytest.param({"assert": "licensed", "min_days_remaining": 9999}, licensed(windows()), id="permanent"),
    ],
)
def test_an_assertion_that_holds_does_not_fail(args: dict[str, Any], product: Product) -> None:
    assert "failed" not in run_on(ActionModule, FakeHost(product), **args)


def test_reading_in_check_mode_is_the_same() -> None:
    result = run_on(ActionModule, FakeHost(windows()), check_mode=True, diff=True)
    assert [product["activation_id"] for product in result["products"]] == [WINDOWS_ID]
    assert (result["changed"], result["diff"]) == (False, {"before": "", "after": ""})


@pytest.mark.parametrize("args", [{"assert": "licensed"}, {"min_days_remaining": 30}], ids=["licensed", "days"])
def test_an_assertion_about_microsoft_365_apps_alone_is_a_warning_and_no_failure(args: dict[str, Any]) -> None:
    result = run_on(ActionModule, FakeHost(row_named(GRACE)), application="office", **args)
    assert not result.get("failed")
    (warning,) = result["warnings"]
    assert warning.startswith("Of Office the host shows rows of Microsoft 365 Apps only, which say nothing")


def test_without_an_assertion_there_is_nothing_to_warn_of() -> None:
    result = run_on(ActionModule, FakeHost(row_named(GRACE)), application="office")
    assert result["warnings"] == []
