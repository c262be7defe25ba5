# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``win_office_licensing``: its options as a wish, and what the result tells."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ansible_collections.licenseops.windows.plugins.action.win_office_licensing import ActionModule
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._office import (
    ClickToRun,
    OfficeSetting,
    OfficeValue,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._office import OfficeConfigured
from ansible_collections.licenseops.windows.tests.unit.plugins.support.actions import build, run_on, validated
from ansible_collections.licenseops.windows.tests.unit.plugins.support.fake_host import FakeHost
from ansible_collections.licenseops.windows.tests.unit.plugins.support.products import windows
from ansible_collections.licenseops.windows.tests.unit.plugins.support.scene import lock_in

SHARED, DEVICE, OFFLINE = OfficeSetting


@pytest.fixture(autouse=True)
def own_locks(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    lock_in(monkeypatch, tmp_path_factory.mktemp("locks"))


def host_with(value: OfficeValue) -> FakeHost:
    def turn_on(host: FakeHost) -> None:
        assert host.office is not None
        host.office = replace(host.office, settings=((SHARED, OfficeValue.ON),))

    host = FakeHost(windows()).script("configure_office", turn_on)
    host.office = ClickToRun(("O365ProPlusRetail",), ((SHARED, value),))
    return host


@pytest.mark.parametrize(
    ("options", "values"),
    [
        ({"shared_computer": True}, ((SHARED, True),)),
        ({"device_based": False}, ((DEVICE, False),)),
        (
            {"extended_offline": True, "shared_computer": False, "device_based": True},
            ((SHARED, False), (DEVICE, True), (OFFLINE, True)),
        ),
    ],
)
def test_only_what_is_given_is_wished(options: dict[str, bool], values: tuple[tuple[OfficeSetting, bool], ...]) -> None:
    action = build(ActionModule, options)
    assert action.desire(validated(ActionModule, **options)) == OfficeConfigured(values)


def test_asking_for_nothing_is_an_input_error_before_any_request() -> None:
    host = host_with(OfficeValue.OFF)
    result = run_on(ActionModule, host)
    assert "shared_computer, device_based, extended_offline" in result["error"]["advice"]
    assert host.calls == []


def test_the_result_tells_the_settings_before_and_after() -> None:
    result = run_on(ActionModule, host_with(OfficeValue.OFF), diff=True, shared_computer=True)
    assert result["changed"] is True
    assert result["release_ids"] == ["O365ProPlusRetail"]
    assert (result["before"], result["after"]) == ({"shared_computer": "off"}, {"shared_computer": "on"})
    assert result["diff"] == {
        "before": "shared computer activation: off\n",
        "after": "shared computer activation: on\n",
    }


def test_check_mode_tells_the_steps_and_takes_none() -> None:
    host = host_with(OfficeValue.ABSENT)
    result = run_on(ActionModule, host, check_mode=True, shared_computer=True)
    assert (result["changed"], result["steps"]) == (True, ["Turn shared computer activation on."])
    assert (result["before"], result["after"]) == ({"shared_computer": "absent"}, {"shared_computer": "on"})
    assert (result["predicted"], host.changes) == (True, [])
