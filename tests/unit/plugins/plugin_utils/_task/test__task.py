# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Bringing a host to a wish: who has a say and when, what dry terms leave out, and what is an outcome."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._language._errors import (
    LicensingError,
    UnreachableError,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._errors import HostRefused, PlanError
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._model import Application
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._activation import Activated
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._target import Target
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._wish import Step
from ansible_collections.licenseops.windows.plugins.plugin_utils._task._patience import Patience
from ansible_collections.licenseops.windows.plugins.plugin_utils._task._run import Run
from ansible_collections.licenseops.windows.plugins.plugin_utils._task._task import Attendant, Outcome, Terms, bring
from ansible_collections.licenseops.windows.tests.unit.plugins.support.fake_host import FakeClock, FakeHost
from ansible_collections.licenseops.windows.tests.unit.plugins.support.products import key, licensed, windows
from ansible_collections.licenseops.windows.tests.unit.plugins.support.scene import FakeLock, license_windows

WISH = Activated(Target(Application.WINDOWS))


#: What comes after the plan, in its order.
LATE = ("activate", "unlock", "concluded")


class Diary(Attendant[Activated]):
    """Writes down when it was asked, and what it saw."""

    def __init__(self, host: FakeHost, aim: Activated | None = None) -> None:
        self.host, self.aim = host, aim
        self.told: list[Any] = []

    def aimed(self, run: Run[Activated]) -> Activated:
        self.host.calls.append("aimed")
        return self.aim or run.wish

    def planned(self, wish: Activated, steps: tuple[Step, ...]) -> None:
        self.host.calls.append("planned")
        self.told.append((wish, [step.kind for step in steps]))

    def concluded(self, outcome: Outcome[Activated]) -> Outcome[Activated]:
        self.host.calls.append("concluded")
        return replace(outcome, error=outcome.error or LicensingError("It could not be written down."))


def first_word(call: str) -> str:
    """A call without what it is about."""
    return call.partition(" ")[0]


def terms(host: FakeHost, *, is_dry: bool = False) -> Terms:
    clock = FakeClock()
    return Terms(Patience(60, 0, clock.sleep, clock), lock=FakeLock(host), name="a-host", is_dry=is_dry)


def test_the_host_is_read_before_anybody_has_a_say_and_changed_after_the_plan_was_told() -> None:
    host = FakeHost(windows()).script("activate", license_windows)
    diary = Diary(host)
    outcome = bring(host, WISH, terms(host), diary)
    calls = [call for call in host.calls if call not in ("hardware_uuid", "refresh")]
    assert calls[:4] == ["products", "aimed", "planned", "lock"]
    assert [word for word in map(first_word, calls) if word in LATE] == list(LATE)
    assert diary.told == [(WISH, ["Activate"])]
    assert [step.kind for step in outcome.steps] == ["Activate"]
    assert (outcome.before.products[0].is_licensed, outcome.after.products[0].is_licensed) == (False, True)
    assert str(outcome.error) == "It could not be written down."
    assert outcome.machine is not None


def test_on_dry_terms_nothing_is_locked_sent_or_written_down() -> None:
    host = FakeHost(windows())
    outcome = bring(host, WISH, terms(host, is_dry=True), Diary(host))
    assert host.calls == ["products", "aimed", "planned"]
    assert [step.kind for step in outcome.steps] == ["Activate"]
    assert (outcome.before.products[0].is_licensed, outcome.after.products[0].is_licensed) == (False, True)
    assert outcome.is_foreseen
    assert (outcome.error, outcome.machine, outcome.notes) == (None, None, ())


def test_what_is_aimed_at_after_a_first_look_is_what_is_planned() -> None:
    host = FakeHost(windows()).script("install_key").script("activate", license_windows)
    aim = replace(WISH, key=key())
    outcome = bring(host, WISH, terms(host, is_dry=True), Diary(host, aim))
    assert [step.kind for step in outcome.steps] == ["Activate"]
    assert outcome.wish == aim


def test_an_error_of_a_step_is_part_of_the_outcome() -> None:
    refusal = HostRefused("Activation", 0xC004C003, "")
    host = FakeHost(windows()).script("activate", refusal)
    outcome = bring(host, WISH, terms(host), Attendant())
    assert outcome.error is refusal
    assert outcome.steps == ()


def test_a_host_that_is_gone_is_no_outcome() -> None:
    gone = UnreachableError("It is gone.")
    host = FakeHost(windows()).script("activate", gone)
    with pytest.raises(UnreachableError):
        bring(host, WISH, terms(host), Diary(host))
    assert "concluded" not in host.calls


def test_a_wish_that_cannot_be_planned_is_no_outcome() -> None:
    host = FakeHost()
    with pytest.raises(PlanError):
        bring(host, WISH, terms(host), Diary(host))
    assert host.calls == ["products", "aimed"]


def test_a_host_that_is_as_wished_is_left_alone_and_not_locked() -> None:
    host = FakeHost(licensed(windows()))
    outcome = bring(host, WISH, terms(host), Attendant())
    assert outcome.steps == ()
    assert host.calls == ["products"]
