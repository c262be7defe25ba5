# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sending again, only where that can help and only after a look; and settings that are put back."""

from __future__ import annotations

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._errors import HostRefused, StillRunning
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._kms import KmsSetting, KmsValue
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._model import (
    Application,
    KmsClient,
    Service,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._activation import Activated
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._activation_method import Method
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._key import KeyAbsent, KeyCleared, KeyPresent
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._kms import KmsConfigured, KmsWish
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
from ansible_collections.licenseops.windows.tests.unit.plugins.support.fake_host import Change, FakeHost
from ansible_collections.licenseops.windows.tests.unit.plugins.support.products import (
    INSTALLATION_ID,
    OTHER_FAKE_KEY,
    WINDOWS_ID,
    confirmation,
    key,
    service,
    windows,
)
from ansible_collections.licenseops.windows.tests.unit.plugins.support.scene import (
    Scene,
    after,
    clear_registry,
    license_windows,
    put_key,
    with_registry_key,
)

WINDOWS = Target(Application.WINDOWS)
ACTIVATED = Activated(WINDOWS)
ACTIVATE = f"activate {WINDOWS_ID}"
LOST = ConnectionLost("it was closed", Delivery.UNKNOWN)
ODD = MalformedAnswer("it is odd")
BUSY = ServiceError(503)
RUNNING = HostRefused("Activation", 0xC004E028, "")
NO_KMS = HostRefused("Activation", 0xC004F074, "")
TIMED_OUT = WSManFault((2150858793,), "TimedOut", "")

#: The host said no, and may say yes in a few seconds.
PASSING = [
    pytest.param(RUNNING, id="another activation is running"),
    pytest.param(NO_KMS, id="no KMS host answered"),
]
#: Nobody knows whether the host did it, and nobody waits for it.
UNKNOWN = [
    pytest.param(LOST, id="lost"),
    pytest.param(ODD, id="odd answer"),
    pytest.param(BUSY, id="busy"),
]
LASTING = [
    pytest.param(HostRefused("It", 0xC004C008, ""), id="key used up"),
    pytest.param(HostRefused("It", 0xC004F050, ""), id="bad key"),
    pytest.param(HostRefused("It", 0xC004F038, ""), id="count too low: hours"),
    pytest.param(HostRefused("It", 0xC004F034, ""), id="there is no licence to be had"),
    pytest.param(HostRefused("It", 0x803381A5, ""), id="quota of WinRM"),
    pytest.param(HostRefused("It", 0x803381E8, ""), id="quota of a plug-in of WinRM"),
    pytest.param(HostRefused("It", 0x80338029, ""), id="time of WinRM is over"),
    pytest.param(HostRefused("It", 0x80004005, ""), id="says nothing"),
    pytest.param(HostRefused("It", 0xC004FFFF, ""), id="unknown code"),
    pytest.param(HostRefused("It", 0, "no"), id="no code"),
    pytest.param(TIMED_OUT, id="timed out: it may still run"),
    pytest.param(ConnectError("No connection."), id="no connection"),
]


@pytest.mark.parametrize("problem", PASSING)
def test_what_passes_is_sent_again_and_noted(problem: Exception) -> None:
    scene = Scene(FakeHost(windows()).script("activate", problem, license_windows), ACTIVATED, retries=1)
    assert scene.play().products[0].is_licensed
    assert scene.host.changes == [ACTIVATE] * 2
    assert tuple(map(str, scene.run.notes)) == (f"Sent again after: {problem.message}",)


@pytest.mark.parametrize("problem", PASSING)
def test_what_does_not_pass_is_an_error_after_the_repetitions(problem: Exception) -> None:
    scene = Scene(FakeHost(windows()).script("activate", problem), ACTIVATED, retries=2)
    assert scene.halt().error is problem
    assert scene.host.changes == [ACTIVATE] * 3


@pytest.mark.parametrize("problem", PASSING)
def test_nothing_is_sent_again_when_no_repetitions_are_wanted(problem: Exception) -> None:
    scene = Scene(FakeHost(windows()).script("activate", problem), ACTIVATED, retries=0)
    assert scene.halt().error is problem
    assert scene.host.changes == [ACTIVATE]
    assert tuple(map(str, scene.run.notes)) == ()


@pytest.mark.parametrize("problem", LASTING)
def test_what_only_a_person_or_hours_can_help_is_not_sent_again(problem: Exception) -> None:
    scene = Scene(FakeHost(windows()).script("activate", problem), ACTIVATED, retries=2)
    scene.halt()
    assert scene.host.changes == [ACTIVATE]


def test_the_pause_before_a_repetition_doubles() -> None:
    scene = Scene(FakeHost(windows()).script("activate", NO_KMS), ACTIVATED, retries=3)
    scene.halt()
    assert scene.clock.pauses == [2.0, 4.0, 8.0]


def test_what_worked_during_the_pause_is_not_sent_again() -> None:
    def work_late(host: FakeHost) -> None:
        host.later(1, license_windows)

    scene = Scene(FakeHost(windows()).script("activate", after(NO_KMS, work_late)), ACTIVATED, retries=2)
    assert scene.play().products[0].is_licensed
    assert scene.host.changes == [ACTIVATE]


@pytest.mark.parametrize("retries", [1, 10])
@pytest.mark.parametrize("problem", UNKNOWN)
@pytest.mark.parametrize(
    ("call", "desired"),
    [
        pytest.param(ACTIVATE, ACTIVATED, id="activate"),
        pytest.param(
            f"deposit {WINDOWS_ID}",
            Activated(WINDOWS, method=Method.OFFLINE, confirmation_id=confirmation()),
            id="deposit",
        ),
        pytest.param("install_key", KeyPresent(key(OTHER_FAKE_KEY)), id="install"),
        pytest.param(f"uninstall_key {WINDOWS_ID}", KeyAbsent(WINDOWS), id="uninstall"),
    ],
)
def test_what_must_not_be_done_twice_is_waited_for_through_the_timeout_and_never_sent_again_blindly(
    call: str, desired: Wish, problem: Exception, retries: int
) -> None:
    host = FakeHost(windows(installation_id=INSTALLATION_ID)).script(call.partition(" ")[0], problem, license_windows)
    scene = Scene(host, desired, retries=retries)
    assert scene.halt().error is problem
    assert host.changes == [call]
    assert sum(scene.clock.pauses) == pytest.approx(60)
    assert tuple(map(str, scene.run.notes)) == ()


@pytest.mark.parametrize("problem", UNKNOWN)
def test_an_activation_that_is_refused_and_then_lost_is_not_sent_a_third_time(problem: Exception) -> None:
    scene = Scene(FakeHost(windows()).script("activate", NO_KMS, problem, license_windows), ACTIVATED, retries=5)
    assert scene.halt().error is problem
    assert scene.host.changes == [ACTIVATE] * 2
    assert sum(scene.clock.pauses) == pytest.approx(60), "the pause before the second sending included"


@pytest.mark.parametrize("problem", UNKNOWN)
def test_a_step_that_does_no_harm_twice_is_looked_for_during_six_seconds_before_it_is_sent_again(
    problem: Exception,
) -> None:
    scene = Scene(with_registry_key().script("clear_registry_key", problem, clear_registry), KeyCleared(), retries=1)
    scene.play()
    first, second = (number for number, call in enumerate(scene.host.calls) if call == "clear_registry_key")
    assert scene.host.calls[first + 1 : second].count("products") > 3
    assert sum(scene.clock.pauses) == pytest.approx(6 + 2), "and two seconds before the repetition"
    assert tuple(map(str, scene.run.notes)) == (f"Sent again after: {problem.message}",)


@pytest.mark.parametrize(
    ("seconds", "sent"),
    [
        pytest.param(5, 1, id="less than the look takes"),
        pytest.param(7, 1, id="less than look and pause"),
        pytest.param(8, 2, id="just enough for a second one"),
        pytest.param(17, 2, id="less than a third one takes"),
        pytest.param(18, 3, id="just enough for a third one"),
    ],
)
def test_a_step_that_does_no_harm_twice_is_sent_again_only_while_time_is_left(seconds: int, sent: int) -> None:
    scene = Scene(with_registry_key().script("clear_registry_key", LOST), KeyCleared(), seconds, retries=10)
    assert scene.halt().error is LOST
    assert scene.host.changes == ["clear_registry_key"] * sent
    assert sum(scene.clock.pauses) <= seconds


def test_a_lost_activation_that_is_not_sent_again_is_waited_for_as_long_as_the_timeout() -> None:
    def work_late(host: FakeHost) -> None:
        host.later(8, license_windows)

    scene = Scene(FakeHost(windows()).script("activate", after(LOST, work_late)), ACTIVATED, seconds=120)
    assert scene.play().products[0].is_licensed


@pytest.mark.parametrize(
    "problem", [LOST, ODD, BUSY, ConnectError("No connection.")], ids=lambda item: type(item).__name__
)
def test_a_host_that_restarts_while_it_is_watched_is_waited_for(problem: Exception) -> None:
    host = FakeHost(windows()).script("activate", license_windows)
    host.script("products", None, None, problem, problem, None)
    scene = Scene(host, ACTIVATED)
    assert scene.play().products[0].is_licensed
    assert host.changes == [ACTIVATE]


WISH = KmsWish(((KmsSetting.HOST, "kms.example"), (KmsSetting.PORT, 1689)))


def set_kms(setting: KmsSetting, value: KmsValue) -> Change:
    def change(host: FakeHost) -> None:
        now = host.service_row.kms
        made = {KmsSetting.HOST: ("host", value), KmsSetting.PORT: ("port", value)}[setting]
        host.service_row = service(kms=KmsClient(**{"host": now.host, "port": now.port} | dict([made])))

    return change


def kms_host() -> FakeHost:
    host = FakeHost(windows())
    host.service_row = service(kms=KmsClient(host="old.example"))
    return host.script("configure", set_kms(KmsSetting.HOST, "kms.example"), set_kms(KmsSetting.PORT, 1689), None)


def test_settings_are_made_one_by_one_and_verified() -> None:
    scene = Scene(kms_host(), KmsConfigured(WISH))
    observed = scene.play()
    row = observed.part(Service)
    assert row is not None
    assert row.kms == KmsClient("kms.example", 1689)
    assert scene.host.changes == ["configure KMS host=kms.example", "configure KMS port=1689"]


def test_settings_are_put_back_the_last_first_when_the_activation_fails() -> None:
    scene = Scene(kms_host().script("activate", HostRefused("It", 0xC004C008, "")), Activated(WINDOWS, kms=WISH))
    halt = scene.halt()
    assert scene.host.changes == [
        "configure KMS host=kms.example",
        "configure KMS port=1689",
        ACTIVATE,
        "configure KMS port=None",
        "configure KMS host=old.example",
    ]
    assert halt.done == ()
    assert tuple(map(str, scene.run.notes)) == (
        "Taken back: Set the KMS port to 1689.",
        "Taken back: Set the KMS host to kms.example.",
    )


def test_settings_stay_while_the_activation_may_still_run() -> None:
    scene = Scene(kms_host().script("activate", TIMED_OUT), Activated(WINDOWS, kms=WISH))
    halt = scene.halt()
    assert isinstance(halt.error, StillRunning)
    assert len(halt.done) == 2
    assert scene.host.changes[-1] == ACTIVATE


def test_a_setting_that_cannot_be_put_back_is_told_and_counts_as_done() -> None:
    host = kms_host().script("activate", HostRefused("It", 0xC004C008, ""))
    made = [set_kms(KmsSetting.HOST, "kms.example"), set_kms(KmsSetting.PORT, 1689)]
    scene = Scene(host.script("configure", *made, HostRefused("It", 0x80041001, "")), Activated(WINDOWS, kms=WISH))
    halt = scene.halt()
    assert [step.describe() for step in halt.done] == [
        "Set the KMS host to kms.example.",
        "Set the KMS port to 1689.",
    ]
    assert all(str(note).startswith("Could not be taken back: ") for note in scene.run.notes)
    assert len(scene.run.notes) == 2


def test_a_key_is_not_taken_back() -> None:
    host = kms_host().script("install_key", put_key).script("activate", HostRefused("It", 0xC004C008, ""))
    host.set(WINDOWS_ID, partial_product_key="WXF48")
    halt = Scene(host, Activated(WINDOWS, key(), kms=WISH)).halt()
    assert [step.describe() for step in halt.done] == ["Install the product key ...PKX99."]
