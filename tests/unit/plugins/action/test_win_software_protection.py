# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``win_software_protection``: its options as a desire, and what counts as a change."""

from __future__ import annotations

import pytest

from ansible_collections.licenseops.windows.plugins.action.win_software_protection import ActionModule
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._protection import ProtectionService
from ansible_collections.licenseops.windows.tests.unit.plugins.support.actions import run_on
from ansible_collections.licenseops.windows.tests.unit.plugins.support.fake_host import FakeHost
from ansible_collections.licenseops.windows.tests.unit.plugins.support.products import WINDOWS_ID, windows
from ansible_collections.licenseops.windows.tests.unit.plugins.support.scene import lock_in


@pytest.fixture(autouse=True)
def own_locks(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    lock_in(monkeypatch, tmp_path_factory.mktemp("locks"))


def enable(host: FakeHost) -> None:
    host.protection_row = ProtectionService("Auto", "Running")


def disabled_host() -> FakeHost:
    host = FakeHost(windows()).script("enable_protection", enable)
    host.protection_row = ProtectionService("Disabled", "Stopped")
    return host


def test_a_disabled_service_is_enabled_and_the_diff_says_so() -> None:
    result = run_on(ActionModule, disabled_host(), diff=True)
    assert result["changed"] is True
    assert result["service"] == {"name": "sppsvc", "start_mode": "Auto", "state": "Running", "enabled": True}
    assert result["diff"]["before"].splitlines()[0] == "start mode of sppsvc: Disabled"
    assert result["steps"] == ["Set the start mode of the service sppsvc to automatic."]


def test_check_mode_tells_the_steps_and_takes_none() -> None:
    host = disabled_host()
    result = run_on(ActionModule, host, check_mode=True)
    assert (result["changed"], len(result["steps"]), host.changes) == (True, 2, [])
    assert result["service"] == {"name": "sppsvc", "start_mode": "Auto", "state": "Running", "enabled": True}
    assert result["predicted"] is True


def test_a_refresh_that_shows_nothing_new_is_no_change() -> None:
    host = FakeHost(windows())
    result = run_on(ActionModule, host, refreshed=True)
    assert (result["changed"], result["steps"]) == (False, ["Refresh the licence status."])
    assert host.calls.count("refresh") == 1


def test_a_refresh_that_shows_something_new_is_a_change() -> None:
    host = FakeHost(windows()).script("refresh", lambda host: host.license(WINDOWS_ID))
    result = run_on(ActionModule, host, refreshed=True)
    assert result["changed"] is True
    assert [row["licensed"] for row in (*result["before"], *result["after"])] == [False, True]


def test_a_refresh_in_check_mode_is_announced_and_not_sent() -> None:
    host = FakeHost(windows())
    result = run_on(ActionModule, host, refreshed=True, check_mode=True)
    assert (result["changed"], result["steps"]) == (False, ["Refresh the licence status."])
    assert [row["license_status"] for row in result["after"]] == ["known_after_run"]
    assert "refresh" not in host.calls


def test_asking_for_nothing_is_an_input_error_before_any_request() -> None:
    host = FakeHost(windows())
    result = run_on(ActionModule, host, enabled=False)
    assert "never disables the service" in result["msg"]
    assert host.calls == []


def test_a_host_without_the_service_fails_with_advice() -> None:
    host = FakeHost(windows())
    host.protection_row = None
    result = run_on(ActionModule, host)
    assert result["failed"] is True
    assert "DISM" in result["error"]["advice"]
