# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The guard over activations: asked before the first step, told the outcome, and never that a spent one is unspent."""

from __future__ import annotations

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._errors import LicensingError
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._errors import HostRefused
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._model import Application
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._desired import (
    Activated,
    KeyPresent,
    Target,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._step import Activate
from ansible_collections.licenseops.windows.plugins.plugin_utils._wsman._errors import (
    ConnectError,
    ConnectionLost,
    Delivery,
    MalformedAnswer,
    WSManFault,
)
from ansible_collections.licenseops.windows.tests.unit.plugins.support.fake_host import FakeHost
from ansible_collections.licenseops.windows.tests.unit.plugins.support.products import (
    OFFICE_ID,
    OTHER_OFFICE_ID,
    OTHER_WINDOWS_ID,
    SETUP_KEY,
    WINDOWS_ID,
    key,
    licensed,
    office,
    unkeyed,
    windows,
)
from ansible_collections.licenseops.windows.tests.unit.plugins.support.scene import (
    Scene,
    after,
    license_windows,
    put_key,
    put_key_and_license,
)

WITH_KEY = Activated(Target(Application.WINDOWS), key())
ACTIVATE = f"activate {WINDOWS_ID}"
LOST = ConnectionLost("it was closed", Delivery.UNKNOWN)
TIMED_OUT = WSManFault((2150858793,), "TimedOut", "")
USED_UP = HostRefused("Activation", 0xC004C008, "")
BAD_KEY = HostRefused("Install", 0xC004F050, "")


class Witness:
    """Notes what a guard is asked and told, between the calls of the host."""

    def __init__(self, host: FakeHost, refusal: LicensingError | None = None) -> None:
        self.host, self.refusal = host, refusal
        self.outcomes: list[bool | None] = []

    def reserve(self, step: Activate) -> None:
        assert step.spends == key()
        self.host.calls.append("reserve")
        if self.refusal is not None:
            raise self.refusal

    def settle(self, step: Activate, was_spent: bool | None) -> None:
        self.host.calls.append("settle")
        self.outcomes.append(was_spent)


def watched(host: FakeHost, desired: Activated | KeyPresent = WITH_KEY, **facts: int) -> tuple[Scene, Witness]:
    witness = Witness(host)
    return Scene(host, desired, guard=witness, **facts), witness


def test_an_activation_is_reserved_before_the_first_step_and_settled_after_the_last() -> None:
    host = FakeHost().script("install_key", put_key).script("activate", license_windows)
    scene, witness = watched(host)
    scene.play()
    assert scene.host.changes == ["reserve", "install_key", ACTIVATE, "settle"]
    assert witness.outcomes == [True]


def test_an_activation_that_is_refused_by_the_guard_is_not_sent_and_no_key_installed() -> None:
    host = FakeHost()
    refusal = LicensingError("The limit is reached.")
    halt = Scene(host, WITH_KEY, guard=Witness(host, refusal)).halt()
    assert halt.error is refusal
    assert halt.done == ()
    assert host.changes == ["reserve"]


@pytest.mark.parametrize(
    ("host", "desired"),
    [
        pytest.param(FakeHost(licensed(windows())), WITH_KEY, id="licensed already"),
        pytest.param(FakeHost().script("install_key", put_key), KeyPresent(key()), id="a key only"),
        pytest.param(
            FakeHost(windows()).script("activate", license_windows),
            Activated(Target(Application.WINDOWS)),
            id="no key given",
        ),
        pytest.param(
            FakeHost(windows(partial_product_key="T83GX")).script("activate", license_windows),
            Activated(Target(Application.WINDOWS), key(SETUP_KEY)),
            id="a published setup key",
        ),
    ],
)
def test_what_costs_no_known_activation_is_not_reserved(host: FakeHost, desired: Activated | KeyPresent) -> None:
    scene, witness = watched(host, desired)
    scene.play()
    assert "reserve" not in host.calls
    assert witness.outcomes == []


@pytest.mark.parametrize(
    ("activation", "outcome"),
    [
        pytest.param(USED_UP, False, id="refused: unspent"),
        pytest.param(TIMED_OUT, None, id="timed out: nobody knows"),
        pytest.param(LOST, None, id="lost: nobody knows"),
        pytest.param(MalformedAnswer("it is odd"), None, id="odd answer: nobody knows"),
        pytest.param(None, None, id="accepted without effect: nobody knows"),
        pytest.param(after(LOST, license_windows), True, id="lost, but licensed: spent"),
        pytest.param(after(USED_UP, license_windows), True, id="refused, but licensed: spent"),
    ],
)
def test_the_guard_is_told_what_became_of_an_activation(activation: object, outcome: bool | None) -> None:
    scene, witness = watched(FakeHost(windows()).script("activate", activation))
    if outcome:
        scene.play()
    else:
        scene.halt()
    assert witness.outcomes == [outcome]


@pytest.mark.parametrize(
    "installation",
    [pytest.param(BAD_KEY, id="refused"), pytest.param(LOST, id="lost"), pytest.param(ConnectError("No."), id="gone")],
)
def test_an_activation_that_was_never_sent_is_unspent(installation: Exception) -> None:
    scene, witness = watched(FakeHost().script("install_key", installation))
    scene.halt()
    assert witness.outcomes == [False]


def test_an_activation_that_became_needless_is_unspent() -> None:
    scene, witness = watched(FakeHost().script("install_key", put_key_and_license))
    scene.play()
    assert witness.outcomes == [False]


def test_an_accepted_activation_whose_effect_cannot_be_read_is_not_unspent() -> None:
    host = FakeHost(windows()).script("activate", license_windows)
    host.script("products", None, HostRefused("Reading the products", 0x80041001, ""))
    scene, witness = watched(host)
    scene.halt()
    assert witness.outcomes == [None]


def test_an_activation_that_was_lost_and_then_refused_is_not_unspent() -> None:
    scene, witness = watched(FakeHost(windows()).script("activate", LOST, USED_UP), retries=1)
    scene.halt()
    assert scene.host.changes.count(ACTIVATE) == 2
    assert witness.outcomes == [None]


def test_an_activation_that_was_done_before_another_failed_is_spent() -> None:
    host = FakeHost(
        office(partial_product_key="PKX99"), office(activation_id=OTHER_OFFICE_ID, partial_product_key="PKX99")
    )
    host.script("activate", lambda host: host.license(OFFICE_ID), USED_UP)
    scene, witness = watched(host)
    assert len(scene.halt().done) == 1
    assert witness.outcomes == [True]


def test_a_key_in_a_product_without_one_is_reserved_once() -> None:
    def put(host: FakeHost) -> None:
        host.set(OTHER_WINDOWS_ID, partial_product_key="PKX99")

    host = (
        FakeHost(unkeyed()).script("install_key", put).script("activate", lambda host: host.license(OTHER_WINDOWS_ID))
    )
    scene, witness = watched(host, Activated(Target(activation_id=OTHER_WINDOWS_ID), key()))
    scene.play()
    assert (host.calls.count("reserve"), witness.outcomes) == (1, [True])
