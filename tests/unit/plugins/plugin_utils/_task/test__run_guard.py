# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The guard over activations: asked before the first step, told the outcome, never that a spent one is unspent."""

from __future__ import annotations

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._language._errors import LicensingError
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._errors import HostRefused, PlanError
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._hardware import Machine
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._kms import KmsSetting
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._model import (
    Application,
    Identity,
    KmsClient,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._product_key import ProductKey
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._activation import Activated
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._key import KeyPresent
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._kms import KmsWish
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._target import Target
from ansible_collections.licenseops.windows.plugins.plugin_utils._wsman._errors import (
    ConnectError,
    ConnectionLost,
    Delivery,
    MalformedAnswer,
    WSManFault,
)
from ansible_collections.licenseops.windows.tests.unit.plugins.support.fake_host import FakeHost
from ansible_collections.licenseops.windows.tests.unit.plugins.support.products import (
    FAKE_KEY,
    OFFICE_ID,
    OTHER_OFFICE_ID,
    OTHER_WINDOWS_ID,
    SETUP_KEY,
    WINDOWS_ID,
    key,
    licensed,
    office,
    service,
    unkeyed,
    windows,
)
from ansible_collections.licenseops.windows.tests.unit.plugins.support.scene import (
    FakeLock,
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
RUNNING = HostRefused("Activation", 0xC004E028, "")
RPC_GONE = HostRefused("Activation", 0x800706BA, "")
USED_UP = HostRefused("Activation", 0xC004C008, "")
BAD_KEY = HostRefused("Install", 0xC004F050, "")


class Witness:
    """Notes what a guard is asked and told, between the calls of the host."""

    def __init__(self, host: FakeHost, refusal: LicensingError | None = None, *, is_owed: bool = False) -> None:
        self.host, self.refusal, self.owes = host, refusal, is_owed
        self.outcomes: list[bool | None] = []
        self.machines: list[Machine] = []
        self.witnessed: list[tuple[ProductKey, Machine]] = []

    def reserve(self, reserved: ProductKey, machine: Machine) -> None:
        assert reserved == key()
        self.host.calls.append("reserve")
        self.machines.append(machine)
        if self.refusal is not None:
            raise self.refusal

    def conclude(self, was_spent: bool | None) -> None:
        self.host.calls.append("conclude")
        self.outcomes.append(was_spent)

    def is_owed(self, key: ProductKey, name: str) -> bool:
        assert name == "a-host"
        return self.owes

    def witness(self, key: ProductKey, machine: Machine) -> None:
        self.witnessed.append((key, machine))


def watched(host: FakeHost, desired: Activated | KeyPresent = WITH_KEY, **facts: int) -> tuple[Scene, Witness]:
    witness = Witness(host)
    return Scene(host, desired, guard=witness, **facts), witness


def test_an_activation_is_reserved_before_the_first_step_and_settled_after_the_last() -> None:
    host = FakeHost().script("install_key", put_key).script("activate", license_windows)
    scene, witness = watched(host)
    scene.play()
    assert scene.host.changes == ["reserve", "install_key", ACTIVATE, "conclude"]
    assert scene.host.calls[:4] == ["products", "hardware_uuid", "reserve", "products"], "read again once it is counted"
    assert witness.outcomes == [True]


def test_what_a_task_has_just_spent_itself_is_not_taken_for_a_debt() -> None:
    host = FakeHost().script("install_key", put_key).script("activate", license_windows)
    witness = Witness(host, is_owed=True)
    Scene(host, WITH_KEY, guard=witness).play()
    assert (witness.outcomes, witness.witnessed) == ([True], [])


def test_an_activation_that_is_refused_by_the_guard_is_not_sent_and_no_key_installed() -> None:
    host = FakeHost()
    refusal = LicensingError("The limit is reached.")
    halt = Scene(host, WITH_KEY, guard=Witness(host, refusal)).halt()
    assert halt.error is refusal
    assert halt.done == ()
    assert host.calls == ["products", "hardware_uuid", "reserve", "conclude"]


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
    assert set(witness.outcomes) <= {False}


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
    host.script("products", None, None, HostRefused("Reading the products", 0x80041001, ""))
    scene, witness = watched(host)
    scene.halt()
    assert witness.outcomes == [None]


@pytest.mark.parametrize(
    ("last", "outcome"),
    [
        pytest.param(USED_UP, False, id="and then refused for good: unspent"),
        pytest.param(LOST, None, id="and then lost: nobody knows"),
        pytest.param(license_windows, True, id="and then done: spent"),
    ],
)
def test_the_last_of_several_sendings_decides_when_the_others_were_refused(last: object, outcome: bool | None) -> None:
    scene, witness = watched(FakeHost(windows()).script("activate", RUNNING, last), retries=1)
    if outcome:
        scene.play()
    else:
        scene.halt()
    assert scene.host.changes.count(ACTIVATE) == 2
    assert witness.outcomes == [outcome]


def test_a_refusal_that_is_no_verdict_leaves_the_outcome_open() -> None:
    scene, witness = watched(FakeHost(windows()).script("activate", RPC_GONE, USED_UP), retries=1)
    scene.halt()
    assert witness.outcomes == [None]


def test_an_activation_that_was_done_before_another_failed_is_spent() -> None:
    host = FakeHost(
        office(partial_product_key="PKX99"), office(activation_id=OTHER_OFFICE_ID, partial_product_key="PKX99")
    )
    host.script("activate", lambda host: host.license(OFFICE_ID), USED_UP)
    scene, witness = watched(host, Activated(Target(Application.OFFICE), key()))
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


def test_a_step_that_could_not_be_noted_was_never_sent_and_is_unspent() -> None:
    host = FakeHost(windows())
    witness = Witness(host)
    unwritten = LicensingError("The directory of locks cannot be used.")
    halt = Scene(host, WITH_KEY, guard=witness, lock=FakeLock(host, mark_refusal=unwritten)).halt()
    assert halt.error is unwritten
    assert ACTIVATE not in host.calls
    assert witness.outcomes == [False]


@pytest.mark.parametrize(
    ("uuid", "machine"),
    [
        pytest.param(
            "4c4c4544-0042-3510-8052-b4c04f564433",
            Machine("4C4C4544-0042-3510-8052-B4C04F564433", "a-host", True),
            id="by its hardware",
        ),
        pytest.param("", Machine("name:a-host", "a-host", False), id="by its name where the hardware shows none"),
        pytest.param(
            "FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF", Machine("name:a-host", "a-host", False), id="a placeholder"
        ),
    ],
)
def test_a_machine_is_counted_by_its_hardware(uuid: str, machine: Machine) -> None:
    host = FakeHost(windows()).script("activate", license_windows)
    host.identity_row = Identity(uuid, "A-HOST", 26100)
    scene, witness = watched(host)
    scene.play()
    assert witness.machines == [machine]
    assert scene.run.machine == machine
    assert host.calls.count("hardware_uuid") == 1


def test_a_machine_that_does_not_tell_its_hardware_is_counted_by_its_name() -> None:
    host = FakeHost(windows()).script("activate", license_windows)
    host.script("hardware_uuid", HostRefused("Reading the UUID of the hardware", 0x80041003, ""))
    scene, witness = watched(host)
    scene.play()
    assert witness.machines == [Machine("name:a-host", "a-host", False)]


def test_a_machine_that_cannot_be_known_for_now_is_sent_nothing() -> None:
    host = FakeHost(windows()).script("hardware_uuid", LOST)
    scene, witness = watched(host)
    assert scene.halt().error is LOST
    assert host.changes == []
    assert witness.outcomes == []


def test_an_activation_that_another_task_sent_meanwhile_is_unspent_here() -> None:
    host = FakeHost(windows())
    host.later(1, license_windows)
    scene, witness = watched(host)
    scene.play()
    assert (scene.done, host.changes) == ((), ["reserve", "conclude"])
    assert witness.outcomes == [False]


def test_what_only_the_fresh_reading_shows_as_costly_is_reserved_and_read_once_more() -> None:
    host = FakeHost(licensed(windows())).script("activate", license_windows)
    host.service_row = service(kms=KmsClient(host="old.example"))
    host.script("configure", lambda host: setattr(host, "service_row", service(kms=KmsClient(host="kms.example"))))
    host.later(1, lambda host: host.rows.update({WINDOWS_ID: windows()}))
    desired = Activated(Target(Application.WINDOWS), key(), kms=KmsWish(((KmsSetting.HOST, "kms.example"),)))
    scene, witness = watched(host, desired)
    scene.play()
    reserved = host.calls.index("reserve")
    assert host.calls[:reserved].count("products") == 2
    assert host.calls[reserved + 1] == "products"
    assert witness.outcomes == [True]


def test_a_fresh_reading_that_fails_frees_the_reservation() -> None:
    host = FakeHost(windows()).script("products", None, HostRefused("Reading the products", 0x80041001, ""))
    scene, witness = watched(host)
    scene.halt()
    assert witness.outcomes == [False]


def test_a_plan_that_the_fresh_reading_forbids_frees_the_reservation() -> None:
    host = FakeHost()
    host.later(1, lambda host: host.rows.update({WINDOWS_ID: licensed(windows(partial_product_key="WXF48"))}))
    scene, witness = watched(host)
    assert isinstance(scene.halt().error, PlanError)
    assert host.changes == ["reserve", "conclude"]
    assert witness.outcomes == [False]


class Killed(BaseException):
    """The end of a process, as far as a test can play it."""


@pytest.mark.parametrize("method", ["install_key", "activate", "products"])
def test_a_task_that_is_killed_settles_nothing(method: str) -> None:
    host = FakeHost().script("install_key", put_key).script("activate", license_windows)
    host.script(method, *([None, None] if method == "products" else []), Killed())
    scene, witness = watched(host)
    with pytest.raises(Killed):
        scene.play()
    assert host.calls.count("reserve") == 1
    assert witness.outcomes == []


@pytest.mark.parametrize("is_owed", [True, False], ids=["owed", "settled"])
def test_a_debt_is_settled_when_the_machine_is_found_licensed(is_owed: bool) -> None:
    host = FakeHost(licensed(windows()))
    witness = Witness(host, is_owed=is_owed)
    Scene(host, WITH_KEY, guard=witness).play()
    assert [item.name for dummy, item in witness.witnessed] == (["a-host"] if is_owed else [])
    assert host.calls == ["products", *(["hardware_uuid"] if is_owed else [])], "the UUID is asked for a debt only"


def test_a_debt_is_settled_when_it_shows_only_under_the_lock() -> None:
    host = FakeHost(windows())
    host.later(1, license_windows)
    witness = Witness(host, is_owed=True)
    Scene(host, WITH_KEY, guard=witness).play()
    assert [(item.reveal(), machine.identity) for item, machine in witness.witnessed] == [
        (FAKE_KEY, "00000001-1111-2222-3333-444455556666")
    ]


@pytest.mark.parametrize(
    ("host", "desired"),
    [
        pytest.param(FakeHost(windows()), KeyPresent(key()), id="only the key is there"),
        pytest.param(FakeHost(licensed(windows())), Activated(Target(Application.WINDOWS)), id="no key was given"),
    ],
)
def test_a_debt_is_not_settled_by_what_proves_nothing(host: FakeHost, desired: Activated | KeyPresent) -> None:
    witness = Witness(host, is_owed=True)
    Scene(host, desired, guard=witness).play()
    assert witness.witnessed == []
