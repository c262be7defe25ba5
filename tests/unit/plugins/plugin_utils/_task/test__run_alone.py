# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Alone with a machine: what others did meanwhile is not done again, and what a killed task left is waited for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._language._errors import LicensingError
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._errors import HostRefused, PlanError
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._hardware import Machine
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._kms import KmsSetting
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._model import (
    Application,
    Channel,
    KmsClient,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._activation import Activated
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._activation_method import Method
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._key import KeyAbsent, KeyCleared, KeyPresent
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._kms import KmsWish
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._protection import ProtectionReady
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._state import KnownState
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._target import Target
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._wish import Wish
from ansible_collections.licenseops.windows.plugins.plugin_utils._task._machine import Leftover, Unguarded, Unlocked
from ansible_collections.licenseops.windows.plugins.plugin_utils._wsman._errors import (
    ConnectionLost,
    Delivery,
    MalformedAnswer,
    ServiceError,
    WSManFault,
)
from ansible_collections.licenseops.windows.tests.unit.plugins.support.fake_host import Change, FakeHost
from ansible_collections.licenseops.windows.tests.unit.plugins.support.products import (
    INSTALLATION_ID,
    OFFICE_ID,
    OTHER_FAKE_KEY,
    WINDOWS_ID,
    confirmation,
    key,
    licensed,
    office,
    service,
    unkeyed,
    windows,
)
from ansible_collections.licenseops.windows.tests.unit.plugins.support.scene import (
    READ,
    FakeLock,
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
DEPOSITED = Activated(WINDOWS, method=Method.OFFLINE, confirmation_id=confirmation())
LOCKED = [READ[0], READ[1], "lock", READ[2]]

#: After a leftover, which may show only when the service has evaluated its licences.
LOOKED = [*LOCKED[:3], "refresh", LOCKED[3]]


def locked(
    host: FakeHost, desired: Wish = ACTIVATED, leftover: Leftover | None = None, seconds: int = 60
) -> tuple[Scene, FakeLock]:
    lock = FakeLock(host, leftover)
    return Scene(host, desired, seconds, lock=lock), lock


def appear(host: FakeHost) -> None:
    """Another task installs the key and activates."""
    host.rows[WINDOWS_ID] = licensed(windows())


def vanish(host: FakeHost) -> None:
    """Another task removes the key."""
    host.rows[WINDOWS_ID] = unkeyed(activation_id=WINDOWS_ID)


def test_a_machine_is_locked_before_it_is_read_anew_and_until_the_end() -> None:
    scene, lock = locked(FakeHost(windows()).script("activate", license_windows))
    scene.play()
    assert scene.host.calls == [*LOCKED, "mark Activate", ACTIVATE, "refresh", "products", "forget", "unlock"]
    assert [machine.identity for machine in lock.machines] == ["00000001-1111-2222-3333-444455556666"]


@pytest.mark.parametrize(
    ("host", "desired"),
    [
        pytest.param(FakeHost(licensed(windows())), ACTIVATED, id="licensed"),
        pytest.param(FakeHost(windows()), KeyPresent(key()), id="the key is there"),
        pytest.param(FakeHost(windows()), KnownState(WINDOWS), id="only asked for"),
        pytest.param(FakeHost(windows()), ProtectionReady(), id="the service can run"),
    ],
)
def test_what_is_as_desired_takes_no_lock_and_asks_for_no_uuid(host: FakeHost, desired: Wish) -> None:
    scene, lock = locked(host, desired)
    scene.play()
    assert lock.machines == []
    assert "hardware_uuid" not in host.calls


def test_a_machine_that_stays_locked_is_sent_nothing() -> None:
    class Kept(FakeLock):
        def held(self, machine: object) -> object:
            raise LicensingError("Another task is changing it.")

    host = FakeHost(windows())
    halt = Scene(host, ACTIVATED, lock=Kept(host)).halt()
    assert halt.message == "Another task is changing it."
    assert (halt.done, host.changes) == ((), [])


@pytest.mark.parametrize(
    ("host", "desired", "work"),
    [
        pytest.param(FakeHost(windows()), ACTIVATED, license_windows, id="activated"),
        pytest.param(FakeHost(), Activated(WINDOWS, key()), appear, id="installed and activated"),
        pytest.param(FakeHost(), KeyPresent(key()), appear, id="installed"),
        pytest.param(FakeHost(windows(installation_id=INSTALLATION_ID)), DEPOSITED, license_windows, id="deposited"),
        pytest.param(FakeHost(windows()), KeyAbsent(WINDOWS), vanish, id="removed"),
        pytest.param(with_registry_key(), KeyCleared(), clear_registry, id="cleared"),
    ],
)
def test_what_another_task_did_between_plan_and_lock_is_not_done_again(
    host: FakeHost, desired: Wish, work: Change
) -> None:
    host.later(1, work)
    scene, _lock = locked(host, desired)
    scene.play()
    assert scene.done == ()
    assert [call for call in host.changes if call not in ("lock", "unlock")] == []


def test_what_another_task_undid_between_plan_and_lock_is_planned_too() -> None:
    host = FakeHost(windows()).script("install_key", put_key).script("activate", license_windows)
    host.later(1, vanish)
    scene, _lock = locked(host, Activated(WINDOWS, key()))
    scene.play()
    assert [step.kind for step in scene.done] == ["InstallKey", "Activate"]


def test_the_state_before_is_that_of_the_plan_that_was_carried_out() -> None:
    host = FakeHost(windows(partial_product_key="WXF48")).script("activate", license_windows)
    host.later(1, lambda host: host.rows.update({WINDOWS_ID: windows()}))
    scene, _lock = locked(host, Activated(WINDOWS, key()))
    scene.play()
    assert scene.run.basis.products == (windows(),)


@pytest.mark.parametrize(
    ("host", "desired", "marks"),
    [
        pytest.param(
            FakeHost().script("install_key", put_key).script("activate", license_windows),
            Activated(WINDOWS, key()),
            ["mark InstallKey", "mark Activate"],
            id="key and activation",
        ),
        pytest.param(
            FakeHost(windows()).script("uninstall_key", vanish), KeyAbsent(WINDOWS), ["mark UninstallKey"], id="removal"
        ),
        pytest.param(
            FakeHost(windows(installation_id=INSTALLATION_ID)).script("deposit", license_windows),
            DEPOSITED,
            ["mark DepositConfirmationId"],
            id="deposit",
        ),
        pytest.param(with_registry_key().script("clear_registry_key", clear_registry), KeyCleared(), [], id="clearing"),
        pytest.param(FakeHost(windows()), ProtectionReady(refreshed=True), [], id="refreshing"),
    ],
)
def test_a_step_that_must_not_be_sent_twice_is_noted_right_before_it(
    host: FakeHost, desired: Wish, marks: list[str]
) -> None:
    scene, _lock = locked(host, desired)
    scene.play()
    assert [call for call in host.calls if call.startswith("mark ")] == marks
    sent = [host.calls[number + 1].split(" ")[0] for number, call in enumerate(host.calls) if call in marks]
    names = {
        "InstallKey": "install_key",
        "Activate": "activate",
        "UninstallKey": "uninstall_key",
        "DepositConfirmationId": "deposit",
    }
    assert sent == [names[mark.removeprefix("mark ")] for mark in marks]


@pytest.mark.parametrize(
    ("outcome", "is_known"),
    [
        pytest.param(license_windows, True, id="done"),
        pytest.param(HostRefused("It", 0xC004C008, ""), True, id="refused"),
        pytest.param(ConnectionLost("it was closed", Delivery.UNKNOWN), False, id="lost"),
        pytest.param(None, False, id="accepted, and nothing shows"),
    ],
)
def test_a_note_stays_as_long_as_nobody_knows_what_became_of_the_request(outcome: Change, is_known: bool) -> None:
    host = FakeHost(windows()).script("activate", outcome)
    scene, _lock = locked(host)
    if outcome is license_windows:
        scene.play()
    else:
        scene.halt()
    assert (host.calls[-2:] == ["forget", "unlock"]) is is_known


def test_a_step_that_is_not_fit_to_be_sent_is_not_noted() -> None:
    """What an unknown key is shows only once it is in: this one is no setup key."""
    host = FakeHost().script("install_key", lambda host: host.rows.update({OFFICE_ID: office()}))
    scene, _lock = locked(host, Activated(Target(Application.OFFICE), key(OTHER_FAKE_KEY), Method.KMS))
    assert "is no KMS client setup key" in scene.halt().message
    assert "mark Activate" not in host.calls
    assert host.changes[-1] == "unlock"


def test_each_sending_is_noted_anew() -> None:
    host = FakeHost(windows()).script("activate", HostRefused("It", 0xC004F074, ""), license_windows)
    lock = FakeLock(host)
    Scene(host, ACTIVATED, retries=1, lock=lock).play()
    assert host.calls.count("mark Activate") == 2


# A task was killed


@pytest.mark.parametrize("reads", [0, 1, 2, 5, 8])
def test_a_leftover_that_shows_late_is_waited_for_and_nothing_is_sent(reads: int) -> None:
    host = FakeHost(windows())
    host.later(reads + 1, license_windows)
    scene, _lock = locked(host, leftover=Leftover("Activate", 0.0))
    scene.play()
    assert scene.done == ()
    assert host.calls == [*LOOKED, *["refresh", "products"] * reads, "forget", "unlock"]
    assert len(scene.clock.pauses) == reads


@pytest.mark.parametrize(
    ("age", "waited"),
    [
        pytest.param(0.0, 60, id="just now"),
        pytest.param(20.5, 39.5, id="a while ago"),
        pytest.param(59.5, 0.5, id="nearly over"),
        pytest.param(60.0, 0, id="as old as the timeout"),
        pytest.param(86_400.0, 0, id="yesterday"),
    ],
)
def test_a_leftover_is_waited_for_until_it_is_as_old_as_the_timeout(age: float, waited: float) -> None:
    host = FakeHost(windows()).script("activate", license_windows)
    scene, _lock = locked(host, leftover=Leftover("Activate", age))
    scene.play()
    assert sum(scene.clock.pauses) == pytest.approx(waited)
    calls = [call for call in host.changes if call != "lock"]
    assert calls == ["forget", "mark Activate", ACTIVATE, "forget", "unlock"]


def test_a_leftover_is_given_time_to_arrive_even_when_nobody_has_patience() -> None:
    scene, _lock = locked(
        FakeHost(windows()).script("activate", license_windows), leftover=Leftover("Activate", 5.0), seconds=1
    )
    scene.play()
    assert sum(scene.clock.pauses) == pytest.approx(10)


@pytest.mark.parametrize(
    ("leftover", "host", "desired"),
    [
        pytest.param("InstallKey", FakeHost(windows()).script("activate", license_windows), ACTIVATED, id="installed"),
        pytest.param(
            "Activate",
            FakeHost(windows()).script("uninstall_key", vanish),
            KeyAbsent(WINDOWS),
            id="activated, and now to be removed",
        ),
        pytest.param("OfAnotherVersion", FakeHost(windows()).script("activate", license_windows), ACTIVATED, id="odd"),
    ],
)
def test_a_leftover_of_another_kind_than_the_plan_is_not_waited_for(
    leftover: str, host: FakeHost, desired: Wish
) -> None:
    scene, _lock = locked(host, desired, Leftover(leftover, 0.0))
    scene.play()
    assert scene.clock.pauses == []
    assert host.calls[len(LOOKED)] == "forget"


def test_what_a_leftover_leaves_to_be_done_is_done() -> None:
    """The key of the task that died shows after two more looks; the activation is still missing."""
    host = FakeHost().script("activate", license_windows)
    host.later(3, lambda host: host.rows.update({WINDOWS_ID: windows()}))
    scene, _lock = locked(host, Activated(WINDOWS, key()), Leftover("InstallKey", 0.0))
    scene.play()
    assert [step.kind for step in scene.done] == ["Activate"]
    assert host.keys == []


def test_a_leftover_that_cannot_be_looked_for_is_not_forgotten() -> None:
    lost = ConnectionLost("it was closed", Delivery.UNKNOWN)
    host = FakeHost(windows()).script("products", None, None, lost)
    scene, _lock = locked(host, leftover=Leftover("Activate", 0.0))
    assert scene.halt().error is lost
    assert "forget" not in host.calls
    assert ACTIVATE not in host.calls


def test_a_leftover_is_waited_for_once() -> None:
    """The reservation of what only the fresh reading shows as costly leads to another reading, not to another wait."""
    host = FakeHost(licensed(windows())).script("activate", license_windows)
    host.service_row = service(kms=KmsClient(host="old.example"))
    host.script("configure", lambda host: setattr(host, "service_row", service(kms=KmsClient(host="kms.example"))))
    host.later(1, lambda host: host.rows.update({WINDOWS_ID: windows()}))
    desired = Activated(WINDOWS, key(), kms=KmsWish(((KmsSetting.HOST, "kms.example"),)))
    scene, _lock = locked(host, desired, Leftover("Activate", 50.0))
    scene.play()
    assert [step.kind for step in scene.done] == ["ConfigureKms", "Activate"]
    assert sum(scene.clock.pauses) == pytest.approx(10)
    assert host.calls.count("forget") == 2, "the leftover, and the activation that was done"


# A note is kept until it is known what became of the request

LOST = ConnectionLost("it was closed", Delivery.UNKNOWN)
REFUSED = HostRefused("It", 0xC004C008, "")


@pytest.mark.parametrize(
    "entry",
    [
        pytest.param(license_windows, id="done"),
        pytest.param(after(LOST, license_windows), id="lost, and it shows"),
        pytest.param(after(REFUSED, license_windows), id="refused, and it shows"),
        pytest.param(REFUSED, id="refused"),
    ],
)
def test_a_step_whose_outcome_is_known_leaves_no_note(entry: Change | Exception) -> None:
    host = FakeHost(windows()).script("activate", entry)
    scene, _lock = locked(host)
    if entry is REFUSED:
        scene.halt()
    else:
        scene.play()
    assert [call for call in host.calls if call in ("mark Activate", "forget")] == ["mark Activate", "forget"]


@pytest.mark.parametrize(
    "entry",
    [
        pytest.param(LOST, id="lost"),
        pytest.param(MalformedAnswer("it is odd"), id="odd answer"),
        pytest.param(ServiceError(503), id="HTTP error"),
        pytest.param(WSManFault((2150858793,), "TimedOut", ""), id="timed out"),
        pytest.param(None, id="accepted, and it never shows"),
    ],
)
def test_a_step_whose_outcome_stays_unknown_keeps_its_note(entry: Exception | None) -> None:
    host = FakeHost(windows()).script("activate", entry)
    scene, _lock = locked(host)
    scene.halt()
    assert [call for call in host.calls if call in ("mark Activate", "forget")] == ["mark Activate"]


def test_a_step_that_is_not_fit_to_be_sent_leaves_no_note_and_costs_nothing() -> None:
    """What a key is for shows at the latest when it is in."""
    host = FakeHost(office(activation_id="bare", partial_product_key=None))

    def put(host: FakeHost) -> None:
        host.set("bare", partial_product_key="PKX99", channel=Channel.MAK)

    host.script("install_key", put)
    outcomes: list[bool | None] = []

    class Told(Unguarded):
        def conclude(self, was_spent: bool | None) -> None:
            outcomes.append(was_spent)

    desired = Activated(Target(activation_id="bare"), key(), Method.KMS)
    halt = Scene(host, desired, guard=Told(), lock=FakeLock(host)).halt()
    assert isinstance(halt.error, PlanError)
    assert "so method kms cannot activate it" in halt.message
    notes = [call for call in host.calls if call == "forget" or call.startswith("mark ")]
    assert notes[-1] == "forget"
    assert "activate bare" not in host.calls
    assert outcomes == [False]


class Killed(BaseException):
    """The end of a process, as far as a test can play it."""


@pytest.mark.parametrize("method", ["activate", "refresh"])
def test_a_task_that_is_killed_after_its_note_forgets_nothing(method: str) -> None:
    host = FakeHost(windows()).script("activate", license_windows).script(method, Killed())
    scene, _lock = locked(host)
    with pytest.raises(Killed):
        scene.play()
    assert "mark Activate" in host.calls
    assert "forget" not in host.calls


def test_a_lock_that_is_held_already_is_not_taken_twice() -> None:
    host = FakeHost(windows()).script("activate", license_windows)
    scene, lock = locked(host, leftover=Leftover("Activate", 60.0))
    with scene.run:
        scene.run.claim()
        scene.run.observe()
        scene.run.carry_out(scene.run.plan())
        assert "unlock" not in host.calls
    assert len(lock.machines) == 1
    assert host.calls[-1] == "unlock"
    assert host.calls.count("forget") == 2, "the leftover, which was given when the lock was taken, and what was done"


def test_a_lock_that_was_let_go_is_taken_again() -> None:
    host = FakeHost(windows())
    scene, lock = locked(host)
    for _turn in range(2):
        with scene.run:
            scene.run.claim()
    assert len(lock.machines) == 2
    assert host.calls.count("hardware_uuid") == 1


def test_an_identity_that_was_read_saves_the_question_for_the_uuid() -> None:
    host = FakeHost(windows(installation_id=INSTALLATION_ID)).script("deposit", license_windows)
    desired = Activated(WINDOWS, method=Method.OFFLINE, confirmation_id=confirmation(), with_identity=True)
    scene, lock = locked(host, desired)
    scene.play()
    assert host.calls.count("identity") == 1
    assert "hardware_uuid" not in host.calls
    assert [machine.identity for machine in lock.machines] == ["00000001-1111-2222-3333-444455556666"]


def test_without_lock_and_guard_everything_is_allowed() -> None:
    lock, guard = Unlocked(), Unguarded()
    scene = Scene(FakeHost(), ACTIVATED)
    machine = scene.run._identified()
    with lock.held(machine) as leftover:
        lock.mark("Activate")
        lock.forget()
    assert leftover is None
    guard.reserve(key(), machine)
    guard.conclude(None)
    guard.witness(key(), machine)
    assert guard.is_owed(key(), "a-host") is False


def test_a_lock_that_cannot_be_let_go_does_not_hide_what_was_done() -> None:
    class Stuck(FakeLock):
        @contextmanager
        def held(self, machine: Machine) -> Iterator[Leftover | None]:
            with super().held(machine) as leftover:
                yield leftover
            raise LicensingError("The lock cannot be let go.")

    host = FakeHost(windows()).script("activate", license_windows)
    halt = Scene(host, ACTIVATED, lock=Stuck(host)).halt()
    assert halt.message == "The lock cannot be let go."
    assert [step.kind for step in halt.done] == ["Activate"]
