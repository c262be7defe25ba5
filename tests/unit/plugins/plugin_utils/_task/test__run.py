# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Doing: every step is sent once, and only the state that is read afterwards decides."""

from __future__ import annotations

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._errors import (
    HostRefused,
    NotLicensed,
    PlanError,
    StillRunning,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._model import Application, Channel, Service
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._activation import Activated
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._activation_method import Method
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._key import (
    KeyAbsent,
    KeyCleared,
    KeyPresent,
    RegistryCopy,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._key_source import KeySource
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._state import KnownState
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._target import Target
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._wish import Wish
from ansible_collections.licenseops.windows.plugins.plugin_utils._wsman._errors import (
    ConnectError,
    ConnectionLost,
    Delivery,
    MalformedAnswer,
    ServiceError,
    WSManFault,
)
from ansible_collections.licenseops.windows.tests.unit.plugins.support.fake_host import FakeHost
from ansible_collections.licenseops.windows.tests.unit.plugins.support.products import (
    ESU_ID,
    FAKE_KEY,
    INSTALLATION_ID,
    OTHER_WINDOWS_ID,
    SETUP_KEY,
    WINDOWS_ID,
    confirmation,
    esu,
    key,
    licensed,
    unkeyed,
    windows,
)
from ansible_collections.licenseops.windows.tests.unit.plugins.support.scene import (
    READ,
    Scene,
    after,
    clear_registry,
    license_windows,
    put_key,
    put_key_and_license,
    with_registry_key,
)

WINDOWS = Target(Application.WINDOWS)
ACTIVATED = Activated(WINDOWS)
ACTIVATE = f"activate {WINDOWS_ID}"
TIMED_OUT = WSManFault((2150858793,), "TimedOut", "")
OTHER_FAULT = WSManFault((0x80041001,), "InternalError", "")
LOST = ConnectionLost("it was closed", Delivery.UNKNOWN)
NOT_PROCESSED = ConnectionLost("the login expired", Delivery.NOT_PROCESSED)
ODD = MalformedAnswer("it is odd")
BUSY = ServiceError(503)
REFUSED = HostRefused("Activation", 0xC004C008, "")


def test_a_licensed_product_is_sent_nothing() -> None:
    scene = Scene(FakeHost(licensed(windows())), ACTIVATED)
    assert scene.play().products == (licensed(windows()),)
    assert scene.host.calls == ["products"]


def test_an_activation_is_sent_refreshed_and_read_back() -> None:
    scene = Scene(FakeHost(windows()).script("activate", license_windows), ACTIVATED)
    assert scene.play().products[0].is_licensed
    assert scene.host.calls == [*READ, ACTIVATE, "refresh", "products"]
    assert scene.clock.pauses == []


def test_a_late_status_is_waited_for_with_a_refresh_before_each_reading() -> None:
    def accept(host: FakeHost) -> None:
        host.later(3, license_windows)

    scene = Scene(FakeHost(windows()).script("activate", accept), ACTIVATED)
    assert scene.play().products[0].is_licensed
    assert scene.host.changes == [ACTIVATE]
    assert scene.host.calls == [*READ, ACTIVATE, *["refresh", "products"] * 4]
    assert scene.clock.pauses == [1.0, 1.5, 2.25]


def test_a_status_that_never_comes_is_an_error_with_the_reason_of_the_product() -> None:
    scene = Scene(FakeHost(windows()), ACTIVATED)
    halt = scene.halt()
    assert isinstance(halt.error, NotLicensed)
    assert "0xC004F034" in str(halt)
    assert scene.host.changes == [ACTIVATE]
    assert sum(scene.clock.pauses) == pytest.approx(60)
    assert max(scene.clock.pauses) <= 10
    assert halt.done == ()
    assert halt.observed.products == (windows(),)


UNCERTAIN = [
    pytest.param(TIMED_OUT, id="timed out"),
    pytest.param(OTHER_FAULT, id="another fault"),
    pytest.param(LOST, id="connection lost"),
    pytest.param(ODD, id="odd answer"),
    pytest.param(BUSY, id="HTTP error"),
]


@pytest.mark.parametrize("problem", UNCERTAIN)
def test_an_activation_that_worked_though_its_answer_did_not_come_is_a_success(problem: Exception) -> None:
    scene = Scene(FakeHost(windows()).script("activate", after(problem, license_windows)), ACTIVATED)
    assert scene.play().products[0].is_licensed
    assert scene.host.changes == [ACTIVATE]
    assert scene.clock.pauses == []


@pytest.mark.parametrize("problem", UNCERTAIN)
def test_an_activation_that_still_runs_is_waited_for(problem: Exception) -> None:
    def go_on(host: FakeHost) -> None:
        host.later(2, license_windows)

    scene = Scene(FakeHost(windows()).script("activate", after(problem, go_on)), ACTIVATED)
    assert scene.play().products[0].is_licensed
    assert scene.host.changes == [ACTIVATE]
    assert scene.clock.pauses == [1.0, 1.5]


@pytest.mark.parametrize(
    ("problem", "error"),
    [
        pytest.param(TIMED_OUT, StillRunning, id="timed out"),
        pytest.param(OTHER_FAULT, StillRunning, id="another fault"),
        pytest.param(LOST, ConnectionLost, id="connection lost"),
        pytest.param(NOT_PROCESSED, ConnectionLost, id="connection lost before"),
        pytest.param(ODD, MalformedAnswer, id="odd answer"),
        pytest.param(BUSY, ServiceError, id="HTTP error"),
    ],
)
def test_an_activation_of_unknown_outcome_is_not_sent_again(problem: Exception, error: type[Exception]) -> None:
    scene = Scene(FakeHost(windows()).script("activate", problem), ACTIVATED)
    halt = scene.halt()
    assert isinstance(halt.error, error)
    assert scene.host.changes == [ACTIVATE]
    assert sum(scene.clock.pauses) == pytest.approx(60)


def test_what_still_runs_is_named_with_the_time_it_was_given() -> None:
    halt = Scene(FakeHost(windows()).script("activate", TIMED_OUT), ACTIVATED, 7).halt()
    assert f"Activate {windows().title} was sent" in halt.message
    assert "within 7 seconds" in halt.message


def test_a_refusal_is_believed_only_after_a_look_at_the_state() -> None:
    scene = Scene(FakeHost(windows()).script("activate", after(REFUSED, license_windows)), ACTIVATED)
    assert scene.play().products[0].is_licensed
    assert scene.host.calls == [*READ, ACTIVATE, "refresh", "products"]


def test_a_refusal_is_an_error_without_waiting() -> None:
    scene = Scene(FakeHost(windows()).script("activate", REFUSED), ACTIVATED)
    halt = scene.halt()
    assert halt.error is REFUSED
    assert (halt.message, halt.advice) == (REFUSED.message, REFUSED.advice)
    assert scene.host.calls == [*READ, ACTIVATE, "refresh", "products"]
    assert scene.clock.pauses == []


def test_a_host_that_is_gone_is_an_error_without_waiting() -> None:
    gone = ConnectError("No connection.")
    scene = Scene(FakeHost(windows()).script("activate", gone), ACTIVATED)
    assert scene.halt().error is gone
    assert scene.host.changes == [ACTIVATE]


def test_the_second_step_is_not_sent_after_the_first_failed() -> None:
    scene = Scene(FakeHost().script("install_key", HostRefused("Install", 0xC004F050, "")), Activated(WINDOWS, key()))
    halt = scene.halt()
    assert scene.host.changes == ["install_key"]
    assert halt.done == ()


def test_a_failure_tells_the_steps_done_before_it() -> None:
    host = FakeHost().script("install_key", put_key).script("activate", REFUSED)
    scene = Scene(host, Activated(WINDOWS, key()))
    halt = scene.halt()
    assert [step.describe() for step in halt.done] == ["Install the product key ...PKX99."]
    assert halt.observed.products == (windows(),)
    assert scene.host.changes == ["install_key", ACTIVATE]


def test_a_key_is_installed_and_then_its_product_activated() -> None:
    host = FakeHost(unkeyed(), esu()).script("install_key", put_key).script("activate", license_windows)
    scene = Scene(host, Activated(WINDOWS, key()))
    scene.play()
    assert host.calls == [*READ, "install_key", "products", ACTIVATE, "refresh", "products"]
    assert [sent.reveal() for sent in host.keys] == [FAKE_KEY]
    assert len(scene.done) == 2


def test_a_key_that_makes_the_product_licensed_is_not_followed_by_an_activation() -> None:
    host = FakeHost().script("install_key", put_key_and_license)
    scene = Scene(host, Activated(WINDOWS, key()))
    assert scene.play().products[0].is_licensed
    assert host.changes == ["install_key"]
    assert [step.describe() for step in scene.done] == ["Install the product key ...PKX99."]


def test_a_key_that_shows_late_is_installed_once_and_refreshed_only_after_a_pause() -> None:
    def accept(host: FakeHost) -> None:
        host.later(1, put_key)

    scene = Scene(FakeHost().script("install_key", accept), KeyPresent(key()))
    scene.play()
    assert scene.host.calls == [*READ, "install_key", "products", "refresh", "products"]
    assert scene.clock.pauses == [1.0]


def test_a_key_that_went_to_another_product_is_an_error() -> None:
    host = FakeHost(esu()).script("install_key", put_key)
    halt = Scene(host, KeyPresent(key(), Target(activation_id=ESU_ID)), 0).halt()
    assert isinstance(halt.error, PlanError)
    assert "belongs to" in halt.message
    assert host.changes == ["install_key"]


def test_a_key_whose_installation_is_of_unknown_outcome_is_not_installed_again() -> None:
    scene = Scene(FakeHost().script("install_key", LOST), KeyPresent(key()), 5)
    assert scene.halt().error is LOST
    assert scene.host.changes == ["install_key"]


@pytest.mark.parametrize(
    "problem",
    [
        pytest.param(HostRefused("Refresh", 0x80041001, ""), id="refused"),
        pytest.param(TIMED_OUT, id="timed out"),
        pytest.param(LOST, id="connection lost"),
        pytest.param(BUSY, id="HTTP error"),
        pytest.param(ODD, id="odd answer"),
    ],
)
def test_a_refresh_that_fails_does_not_matter(problem: Exception) -> None:
    host = FakeHost(windows()).script("activate", license_windows).script("refresh", problem)
    assert Scene(host, ACTIVATED).play().products[0].is_licensed


def test_keys_are_removed_one_by_one() -> None:
    def remove(host: FakeHost) -> None:
        host.set(host.calls[-1].split(" ")[1], partial_product_key=None)

    host = FakeHost(windows(), windows(activation_id=OTHER_WINDOWS_ID)).script("uninstall_key", remove)
    Scene(host, KeyAbsent(WINDOWS)).play()
    assert host.changes == [f"uninstall_key {WINDOWS_ID}", f"uninstall_key {OTHER_WINDOWS_ID}"]


def test_the_registry_is_asked_and_cleared() -> None:
    host = with_registry_key().script("clear_registry_key", clear_registry)
    assert Scene(host, KeyCleared()).play().part(RegistryCopy) == RegistryCopy(False)
    assert host.changes == ["clear_registry_key"]


def test_a_confirmation_id_is_deposited_with_the_hosts_own_installation_id() -> None:
    host = FakeHost(windows(installation_id=INSTALLATION_ID)).script("deposit", license_windows)
    assert (
        Scene(host, Activated(WINDOWS, method=Method.OFFLINE, confirmation_id=confirmation()))
        .play()
        .products[0]
        .is_licensed
    )
    assert host.deposits == [(WINDOWS_ID, INSTALLATION_ID, confirmation())]
    assert host.scopes[0].with_installation_ids


@pytest.mark.parametrize(
    ("desired", "calls"),
    [
        pytest.param(KnownState(WINDOWS), ["products"], id="products"),
        pytest.param(KnownState(WINDOWS, with_service=True), ["products", "service"], id="and the service"),
        pytest.param(KeyCleared(), ["products", "has_registry_key"], id="and the registry"),
        pytest.param(ACTIVATED, ["products"], id="for an activation"),
    ],
)
def test_only_what_a_desire_is_about_is_read(desired: Wish, calls: list[str]) -> None:
    scene = Scene(FakeHost(), desired)
    observed = scene.run.observe()
    assert scene.host.calls == calls
    assert (observed.part(Service) is not None) is ("service" in calls)
    assert (observed.part(RegistryCopy) is not None) is ("has_registry_key" in calls)


@pytest.mark.parametrize(
    ("source", "host", "revealed"),
    [
        pytest.param(KeySource.GVLK, FakeHost(), SETUP_KEY, id="gvlk"),
        pytest.param(KeySource.FIRMWARE, FakeHost(firmware=FAKE_KEY), FAKE_KEY, id="firmware"),
    ],
)
def test_a_key_source_is_looked_up_once_and_replaced_by_its_key(
    source: KeySource, host: FakeHost, revealed: str
) -> None:
    scene = Scene(host, Activated(WINDOWS, source))
    scene.run.observe()
    first = scene.run.plan()
    second = scene.run.plan()
    assert first == second
    assert isinstance(scene.run.wish, Activated)
    assert scene.run.wish.key == key(revealed)
    assert len(host.calls) == 2


def test_a_kms_client_that_is_licensed_is_not_even_asked_for_its_edition() -> None:
    host = FakeHost(licensed(windows(channel=Channel.GVLK, partial_product_key="T83GX", grace_minutes=100)))
    Scene(host, Activated(WINDOWS, KeySource.GVLK)).play()
    assert host.calls == ["products"]


def test_a_plan_that_cannot_be_sends_nothing() -> None:
    scene = Scene(FakeHost(), ACTIVATED)
    with pytest.raises(PlanError):
        scene.play()
    assert scene.host.changes == []


def test_a_reading_that_fails_after_an_accepted_step_is_the_error_of_that_step() -> None:
    unreadable = HostRefused("Reading the products", 0x80041001, "")
    host = FakeHost(windows()).script("products", None, None, unreadable).script("activate", license_windows)
    halt = Scene(host, ACTIVATED).halt()
    assert halt.error is unreadable
    assert halt.observed.products == (windows(),)
