# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Several products in one task: sent one after the other, read once, and what stops one does not stop the others."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._controller._machine_lock import MachineLock, Place
from ansible_collections.licenseops.windows.plugins.plugin_utils._language._errors import LicensingError
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._errors import (
    HostRefused,
    NotLicensed,
    StillRunning,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._hardware import Machine
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._kms import KmsSetting
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._product_key import ProductKey
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._office_activation import OfficeActivated
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._wish import Step
from ansible_collections.licenseops.windows.plugins.plugin_utils._task._machine import (
    ActivationGuard,
    Leftover,
    Unguarded,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._task._patience import Patience
from ansible_collections.licenseops.windows.plugins.plugin_utils._task._task import Attendant, Outcome, Terms, bring
from ansible_collections.licenseops.windows.plugins.plugin_utils._wsman._errors import WSManFault
from ansible_collections.licenseops.windows.tests.unit.plugins.support.fake_host import FakeClock, FakeHost
from ansible_collections.licenseops.windows.tests.unit.plugins.support.offices import (
    PROJECT,
    PROJECT_MAK,
    SUITE,
    SUITE_CLIENT,
    VISIO,
    VISIO_CLIENT,
    VISIO_MAK,
    license_row,
    office_host,
    release,
    row,
)
from ansible_collections.licenseops.windows.tests.unit.plugins.support.products import (
    FAKE_KEYS,
    key,
    licensed,
)
from ansible_collections.licenseops.windows.tests.unit.plugins.support.scene import FakeLock

BOTH = OfficeActivated(takes_setup_key=True)
BLOCKED = HostRefused("Activation", 0xC004C003, "")
BUSY = HostRefused("Activation", 0xC004E028, "")
TIMED_OUT = WSManFault((2150858793,), "TimedOut", "")


class Killed(BaseException):
    """The end of a task's process."""


def play(
    host: FakeHost,
    wish: OfficeActivated = BOTH,
    leftover: Leftover | None = None,
    guard: ActivationGuard | None = None,
    **patience: Any,
) -> Outcome[OfficeActivated]:
    """A whole task."""
    clock = FakeClock()
    settings = {"seconds": 60, "retries": 0} | patience
    terms = Terms(Patience(**settings, sleep=clock.sleep, clock=clock), guard or Unguarded(), FakeLock(host, leftover))
    return bring(host, wish, terms, Attendant())


#: Suite and Visio with their setup keys, not licensed yet.
KEYED = (row(SUITE_CLIENT, partial_product_key="GCVGB"), row(VISIO_CLIENT, partial_product_key="YY89G"))


def keyed() -> FakeHost:
    """A host with these."""
    return office_host(*KEYED)


def test_a_machine_is_read_once_before_and_once_after_the_steps_of_a_kind() -> None:
    host = office_host()
    outcome = play(host)
    assert (outcome.error, outcome.setbacks) == (None, ())
    assert host.calls == [
        *("hardware_uuid", "lock", "products", "click_to_run"),
        *("mark InstallKey ProPlus2024Volume", "install_key"),
        *("mark InstallKey ProPlus2024Volume+InstallKey VisioPro2024Volume", "install_key"),
        "products",
        *("mark InstallKey VisioPro2024Volume", "forget"),
        *("mark Activate ProPlus2024Volume", f"activate {SUITE_CLIENT}"),
        *("mark Activate ProPlus2024Volume+Activate VisioPro2024Volume", f"activate {VISIO_CLIENT}"),
        "products",
        *("mark Activate VisioPro2024Volume", "forget"),
        "unlock",
    ]


def test_what_is_as_wished_is_read_and_nothing_else() -> None:
    host = office_host(*map(licensed, KEYED))
    assert play(host).steps == ()
    assert host.calls == ["hardware_uuid", "lock", "products", "click_to_run", "unlock"]


def test_a_product_that_is_refused_does_not_stop_the_other() -> None:
    host = keyed().script("activate", BLOCKED, license_row)
    outcome = play(host)
    assert [(setback.strand, setback.error) for setback in outcome.setbacks] == [(SUITE, BLOCKED)]
    assert outcome.error is BLOCKED
    assert [step.strand for step in outcome.steps] == [VISIO]
    assert host.rows[VISIO_CLIENT].is_licensed


def test_several_that_fail_are_all_named_in_the_error() -> None:
    host = keyed().script("activate", BLOCKED)
    outcome = play(host)
    assert outcome.error is not None
    assert outcome.error.message.startswith("2 products of Office are not licensed as wished. Office LTSC Professional")
    assert "Visio LTSC Professional 2024: Activation failed with 0xC004C003" in outcome.error.message


def test_a_refusal_that_passes_is_tried_again_for_its_product_alone() -> None:
    host = keyed().script("activate", BUSY, license_row)
    outcome = play(host, retries=1)
    assert (outcome.error, len(outcome.notes)) == (None, 1)
    assert host.changes.count(f"activate {SUITE_CLIENT}") == 2
    assert host.changes.count(f"activate {VISIO_CLIENT}") == 1


def test_a_refusal_that_the_state_contradicts_is_none() -> None:
    def license_and_refuse(host: FakeHost) -> None:
        license_row(host)
        raise BLOCKED

    outcome = play(keyed().script("activate", license_and_refuse))
    assert (outcome.error, len(outcome.steps)) == (None, 2)


def test_after_a_request_of_unknown_outcome_nothing_more_is_sent() -> None:
    host = keyed().script("activate", TIMED_OUT)
    outcome = play(host)
    assert [call for call in host.calls if call.startswith("activate")] == [f"activate {SUITE_CLIENT}"]
    assert [type(setback.error) for setback in outcome.setbacks] == [StillRunning, LicensingError]
    assert "mark Activate ProPlus2024Volume" in host.calls
    assert "forget" not in host.calls, "the next task is to wait for it"


def test_what_is_accepted_and_never_shows_stays_noted_and_the_other_goes_on() -> None:
    host = keyed().script("activate", None, license_row)
    outcome = play(host)
    assert [(setback.strand, type(setback.error)) for setback in outcome.setbacks] == [(SUITE, NotLicensed)]
    assert host.calls[-2:] == ["mark Activate ProPlus2024Volume", "unlock"]
    assert host.rows[VISIO_CLIENT].is_licensed


@pytest.mark.parametrize("shown", [(), (SUITE_CLIENT,), (VISIO_CLIENT,), (SUITE_CLIENT, VISIO_CLIENT)])
def test_a_task_after_one_that_was_killed_waits_for_each_and_sends_none_twice(shown: tuple[str, ...]) -> None:
    victim = keyed().script("activate", None, Killed())
    with pytest.raises(Killed):
        play(victim)
    note = [call for call in victim.calls if call.startswith("mark")][-1].removeprefix("mark ")
    assert note == "Activate ProPlus2024Volume+Activate VisioPro2024Volume"
    host = keyed()
    for place in shown:
        host.later(2, lambda host, place=place: host.license(place))  # type: ignore[misc] # a default binds it
    assert play(host, leftover=Leftover(note, 0.0)).error is None
    sent = {call.split(" ")[1] for call in host.changes if call.startswith("activate")}
    assert sent == {SUITE_CLIENT, VISIO_CLIENT} - set(shown)


def test_a_task_about_another_product_keeps_the_note_for_the_next() -> None:
    host = keyed()
    play(host, OfficeActivated(release(VISIO)), leftover=Leftover("Activate ProPlus2024Volume", 0.0))
    marks = [call for call in host.calls if call.startswith(("mark", "forget"))]
    assert marks == [
        "mark Activate ProPlus2024Volume",
        "mark Activate ProPlus2024Volume+Activate VisioPro2024Volume",
        "mark Activate ProPlus2024Volume",
    ]


def test_settings_of_a_product_that_fails_are_taken_back_and_those_of_the_other_stay() -> None:
    host = keyed().script("activate", BLOCKED, license_row)

    def configure(host: FakeHost) -> None:
        place, value = host.calls[-1].split(" ")[1], host.calls[-1].rpartition("=")[2]
        kms = host.rows[place].kms
        changed = type(kms)(host=None if value == "None" else value)
        host.set(place, kms=changed)

    host.script("configure", configure)
    outcome = play(host, OfficeActivated(kms=((KmsSetting.HOST, "kms.example"),), takes_setup_key=True))
    assert host.rows[SUITE_CLIENT].kms.host is None
    assert host.rows[VISIO_CLIENT].kms.host == "kms.example"
    assert [(step.kind, step.strand) for step in outcome.steps] == [("ConfigureKms", VISIO), ("Activate", VISIO)]
    assert len(outcome.notes) == 1


class Counter:
    """A guard that has room for some keys."""

    def __init__(self, *limited: ProductKey) -> None:
        self.limited = limited
        self.reserved: list[str] = []
        self.outcomes: list[bool | None] = []

    def reserve(self, key: ProductKey, machine: Machine) -> None:
        if key in self.limited:
            raise LicensingError("The limit is reached.")
        self.reserved.append(key.last_five)

    def conclude(self, was_spent: bool | None) -> None:
        self.outcomes.append(was_spent)

    def is_owed(self, key: ProductKey, name: str) -> bool:
        return False

    def witness(self, key: ProductKey, machine: Machine) -> None:
        raise AssertionError("nothing is owed")


VISIO_KEY, PROJECT_KEY = key(FAKE_KEYS[2]), key(FAKE_KEYS[3])
TWO_MAKS = OfficeActivated(keys=((release(VISIO), VISIO_KEY), (release(PROJECT), PROJECT_KEY)))


def test_each_key_is_reserved_before_the_first_step_and_settled_by_its_own_outcome() -> None:
    host = office_host(release_ids=(VISIO, PROJECT)).script("activate", BLOCKED, license_row)
    guard = Counter()
    play(host, TWO_MAKS, guard=guard)
    assert (guard.reserved, guard.outcomes) == (["PWT72", "KKD86"], [False, True])


def test_a_limit_of_one_key_stops_its_product_alone_and_no_key_goes_in() -> None:
    host = office_host(release_ids=(VISIO, PROJECT))
    host.rows[VISIO_MAK] = row(VISIO_MAK, partial_product_key="XXXXX")  # so that the key goes to Project
    guard = Counter(VISIO_KEY)
    outcome = play(host, TWO_MAKS, guard=guard)
    assert [(setback.strand, setback.error.message) for setback in outcome.setbacks] == [
        (VISIO, "The limit is reached.")
    ]
    assert [key.last_five for key in host.keys] == ["KKD86"]
    assert (guard.reserved, guard.outcomes, host.rows[PROJECT_MAK].is_licensed) == (["KKD86"], [True], True)


def test_every_step_knows_its_strand() -> None:
    steps: tuple[Step, ...] = play(office_host()).steps
    assert {step.strand for step in steps} == {SUITE, VISIO}


def test_two_tasks_at_once_on_one_host_spend_nothing_twice(tmp_path: Path) -> None:
    host, start = office_host(release_ids=(VISIO, PROJECT)), threading.Barrier(2)

    def task() -> Outcome[OfficeActivated]:
        patience = Patience(30)
        start.wait(10)
        terms = Terms(patience, lock=MachineLock((Place(tmp_path / "locks"),), patience))
        return bring(host, TWO_MAKS, terms, Attendant())

    with ThreadPoolExecutor(2) as pool:
        outcomes = [future.result(30) for future in [pool.submit(task), pool.submit(task)]]
    assert [outcome.error for outcome in outcomes] == [None, None]
    assert sorted(len(outcome.steps) for outcome in outcomes) == [0, 4]
    assert sorted(host.changes) == sorted(["install_key"] * 2 + [f"activate {VISIO_MAK}", f"activate {PROJECT_MAK}"])
