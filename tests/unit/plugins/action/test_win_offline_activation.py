# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``win_offline_activation``: its options as a desire, and its result."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.licenseops.windows.plugins.action.win_offline_activation import ActionModule
from ansible_collections.licenseops.windows.plugins.plugin_utils._language._errors import InputError
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._model import Application
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._offline_id import InstallationId
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._activation import Activated
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._activation_method import Method
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._target import Target
from ansible_collections.licenseops.windows.tests.unit.plugins.support.actions import build, run_on, validated
from ansible_collections.licenseops.windows.tests.unit.plugins.support.fake_host import FakeHost
from ansible_collections.licenseops.windows.tests.unit.plugins.support.products import (
    CONFIRMATION_BLOCKS,
    CONFIRMATION_ID,
    ESU_ID,
    INSTALLATION_ID,
    OLD_INSTALLATION_ID,
    OTHER_OFFICE_ID,
    WINDOWS_ID,
    confirmation,
    licensed,
    office,
    windows,
)
from ansible_collections.licenseops.windows.tests.unit.plugins.support.scene import lock_in

WINDOWS = Target(Application.WINDOWS)
EXPECTED = InstallationId(INSTALLATION_ID)
HOST_WITH_ID = windows(installation_id=INSTALLATION_ID)


@pytest.fixture(autouse=True)
def own_locks(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    lock_in(monkeypatch, tmp_path_factory.mktemp("locks"))


def offline(target: Target = WINDOWS, **facts: Any) -> Activated:
    return Activated(target, method=Method.OFFLINE, **facts)


def desire(**args: Any) -> Activated:
    return build(ActionModule, args).desire(validated(ActionModule, **args))


@pytest.mark.parametrize(
    ("args", "desired"),
    [
        pytest.param({}, offline(), id="Installation ID of Windows"),
        pytest.param({"application": "office"}, offline(Target(Application.OFFICE)), id="of Office"),
        pytest.param({"activation_id": ESU_ID}, offline(Target(activation_id=ESU_ID)), id="of an ID"),
        pytest.param({"confirmation_id": CONFIRMATION_ID}, offline(confirmation_id=confirmation()), id="deposit"),
        pytest.param(
            {"confirmation_id": " ".join(CONFIRMATION_BLOCKS)},
            offline(confirmation_id=confirmation()),
            id="deposit, another writing",
        ),
        pytest.param(
            {"confirmation_id": int(CONFIRMATION_ID)},
            offline(confirmation_id=confirmation()),
            id="deposit, a number without quotes",
        ),
        pytest.param(
            {"confirmation_id": CONFIRMATION_ID, "installation_id": INSTALLATION_ID},
            offline(confirmation_id=confirmation(), expected=EXPECTED),
            id="deposit for a known Installation ID",
        ),
    ],
)
def test_options_mean_a_product_licensed_offline_or_its_installation_id(
    args: dict[str, Any], desired: Activated
) -> None:
    assert desire(**args) == desired


@pytest.mark.parametrize(
    ("args", "says"),
    [
        pytest.param({"confirmation_id": ""}, "Confirmation ID has 0 digits", id="empty"),
        pytest.param({"confirmation_id": CONFIRMATION_ID[1:]}, "has 47 digits", id="47 digits"),
        pytest.param({"confirmation_id": f"2{CONFIRMATION_ID[1:]}"}, "wrong digit in block A", id="wrong digit"),
        pytest.param({"confirmation_id": INSTALLATION_ID}, "length of an Installation ID", id="the wrong ID"),
        pytest.param({"installation_id": ""}, "Installation ID has 0 digits", id="empty Installation ID"),
        pytest.param({"installation_id": INSTALLATION_ID[:60]}, "has 60 digits", id="60 digits"),
        pytest.param({"activation_id": "x"}, "The activation_id is not a GUID", id="no GUID"),
    ],
)
def test_wrong_options_are_input_errors(args: dict[str, Any], says: str) -> None:
    with pytest.raises(InputError, match=says):
        desire(**args)


def test_check_digits_that_fail_can_be_allowed() -> None:
    desired = desire(confirmation_id=f"2{CONFIRMATION_ID[1:]}", allow_failing_check_digits=True)
    assert repr(desired.confirmation_id) == "ConfirmationId(...888880)"


def test_without_a_confirmation_id_the_installation_id_is_given_and_nothing_changed() -> None:
    host = FakeHost(HOST_WITH_ID)
    result = run_on(ActionModule, host)
    assert (result["changed"], host.changes) == (False, [])
    assert result["installation_id"] == INSTALLATION_ID
    assert result["installation_id_blocks"][0] == "0332550"
    assert len(result["installation_id_blocks"]) == 9


def test_a_confirmation_id_is_deposited_and_the_product_verified() -> None:
    host = FakeHost(HOST_WITH_ID).script("deposit", lambda host: host.license(WINDOWS_ID))
    result = run_on(
        ActionModule,
        host,
        confirmation_id=CONFIRMATION_ID,
        installation_id=INSTALLATION_ID,
        timeout=1,
    )
    assert host.deposits == [(WINDOWS_ID, INSTALLATION_ID, confirmation())]
    assert (result["changed"], result["licensed"]) == (True, True)
    assert "111110" not in repr(result)


def test_a_stale_pair_is_refused_and_the_new_installation_id_not_needed() -> None:
    host = FakeHost(HOST_WITH_ID)
    result = run_on(ActionModule, host, confirmation_id=CONFIRMATION_ID, installation_id=OLD_INSTALLATION_ID)
    assert (result["failed"], host.changes) == (True, [])
    assert "is not the one this Confirmation ID was issued for" in result["msg"]


def test_a_licensed_product_is_sent_nothing() -> None:
    host = FakeHost(licensed(HOST_WITH_ID))
    result = run_on(ActionModule, host, confirmation_id=CONFIRMATION_ID)
    assert (result["changed"], result["licensed"], host.changes) == (False, True, [])


@pytest.mark.parametrize("digits", [f"1{INSTALLATION_ID[1:]}", INSTALLATION_ID[:60]], ids=["check digit", "60 digits"])
def test_an_installation_id_that_breaks_our_rules_does_not_hide_that_the_deposit_worked(digits: str) -> None:
    host = FakeHost(windows(installation_id=digits)).script("deposit", lambda host: host.license(WINDOWS_ID))
    result = run_on(ActionModule, host, confirmation_id=CONFIRMATION_ID, timeout=1)
    assert (result["changed"], result["licensed"], result.get("failed")) == (True, True, None)
    assert result["installation_id"] == digits


def test_several_products_of_office_need_an_activation_id() -> None:
    result = run_on(ActionModule, FakeHost(office(), office(activation_id=OTHER_OFFICE_ID)), application="office")
    assert result["failed"]
    assert OTHER_OFFICE_ID in result["msg"]
    assert result["error"]["advice"] == "Give activation_id."
