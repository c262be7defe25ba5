# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The service behind licensing: what is planned for it, and what a run makes of it."""

from __future__ import annotations

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._errors import PlanError
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._protection import (
    ProtectionService,
    service_refused,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._plan import plan
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._protection import (
    EnableService,
    ProtectionReady,
    Refreshed,
    RefreshStatus,
    StartService,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._wish import Observed, Step
from ansible_collections.licenseops.windows.plugins.plugin_utils._wsman._errors import ConnectionLost, Delivery
from ansible_collections.licenseops.windows.tests.unit.plugins.support.fake_host import FakeHost
from ansible_collections.licenseops.windows.tests.unit.plugins.support.products import windows
from ansible_collections.licenseops.windows.tests.unit.plugins.support.scene import Scene

DISABLED = ProtectionService("Disabled", "Stopped")
IDLE = ProtectionService("Auto", "Stopped")
MANUAL = ProtectionService("Manual", "Stopped")
RUNNING = ProtectionService("Auto", "Running")
ENABLE, START, REFRESH = EnableService("Disabled"), StartService("Stopped"), RefreshStatus()
ALL = ProtectionReady(enabled=True, refreshed=True)
ENABLED = ProtectionReady()
ONLY_REFRESHED = ProtectionReady(enabled=False, refreshed=True)


def enable(host: FakeHost) -> None:
    host.protection_row = IDLE


def start(host: FakeHost) -> None:
    host.protection_row = RUNNING


def disabled_host() -> FakeHost:
    host = FakeHost(windows()).script("enable_protection", enable).script("start_protection", start)
    host.protection_row = DISABLED
    return host


@pytest.mark.parametrize(
    ("service", "desired", "steps"),
    [
        pytest.param(DISABLED, ENABLED, (ENABLE, START), id="disabled"),
        pytest.param(IDLE, ENABLED, (), id="stopped alone is fine"),
        pytest.param(MANUAL, ENABLED, (), id="manual is fine"),
        pytest.param(RUNNING, ENABLED, (), id="running"),
        pytest.param(DISABLED, ALL, (ENABLE, START, REFRESH), id="disabled, refresh"),
        pytest.param(RUNNING, ALL, (REFRESH,), id="running, refresh"),
        pytest.param(IDLE, ONLY_REFRESHED, (REFRESH,), id="only refresh"),
    ],
)
def test_only_a_disabled_service_is_touched(
    service: ProtectionService, desired: ProtectionReady, steps: tuple[Step, ...]
) -> None:
    assert plan(Observed(()).having(service), desired) == steps


@pytest.mark.parametrize(
    ("service", "says"), [(None, "has no service sppsvc"), (DISABLED, "disabled, so the licence status cannot")]
)
def test_what_cannot_be_refreshed_is_told(service: ProtectionService | None, says: str) -> None:
    with pytest.raises(PlanError, match=says) as caught:
        plan(Observed(()).having(service), ONLY_REFRESHED)
    assert caught.value.advice


def test_a_disabled_service_is_enabled_and_started_without_asking_it_for_anything() -> None:
    host = disabled_host()
    Scene(host, ENABLED).play()
    assert host.changes == ["enable_protection", "start_protection"]
    assert "products" not in host.calls


def test_after_enabling_the_products_are_read_and_refreshed_once() -> None:
    host = disabled_host()
    observed = Scene(host, ALL).play()
    assert host.calls.count("refresh") == 1
    assert (observed.part(Refreshed) is not None, len(observed.products)) == (True, 1)


def test_a_service_that_started_by_itself_is_not_started_again() -> None:
    host = disabled_host().script("enable_protection", start)
    Scene(host, ENABLED).play()
    assert host.changes == ["enable_protection"]


def test_a_refresh_whose_answer_was_lost_is_sent_again() -> None:
    lost = ConnectionLost("it was closed", Delivery.UNKNOWN)
    host = FakeHost(windows()).script("refresh", lost, None)
    assert Scene(host, ALL, retries=1).play().part(Refreshed) is not None
    assert host.calls.count("refresh") >= 2


@pytest.mark.parametrize(
    ("method", "says"),
    [("enable_protection", "still shows it as disabled"), ("start_protection", "was started and does not run")],
)
def test_what_is_accepted_without_showing_is_an_error(method: str, says: str) -> None:
    host = disabled_host().script(method, None)
    halted = Scene(host, ENABLED, seconds=3).halt()
    assert says in halted.message
    assert halted.advice


def test_a_refused_change_of_a_protected_service_says_what_else_can_be_done() -> None:
    host = disabled_host().script("enable_protection", service_refused("Enabling the service sppsvc", 2))
    halted = Scene(host, ENABLED, seconds=3).halt()
    assert "0x80070005" in halted.message
    assert r"Services\sppsvc to 2" in halted.advice
    assert host.changes == ["enable_protection"]


@pytest.mark.parametrize(("returned", "code"), [(2, 0x80070005), (14, 0x80070422), (10, 0x80070420), (22, 0)])
def test_return_values_of_the_service_become_codes(returned: int, code: int) -> None:
    refusal = service_refused("Starting it", returned)
    assert refusal.code == code
    assert code or f"returned {returned}" in refusal.message


@pytest.mark.parametrize("step", [ENABLE, START, REFRESH])
def test_every_step_has_a_sentence_an_effect_and_an_excuse(step: Step) -> None:
    assert step.describe().endswith(".")
    assert step.effect().before != step.effect().after
    assert step.not_done(Observed(())).advice
