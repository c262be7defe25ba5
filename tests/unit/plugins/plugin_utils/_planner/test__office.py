# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Settings of Microsoft 365 Apps: what is planned for them, and what a run makes of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._language._text import Language
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._errors import HostRefused, PlanError
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._model import Application
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._office import (
    ClickToRun,
    OfficeSetting,
    OfficeValue,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._office import (
    ConfigureOffice,
    OfficeConfigured,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._plan import plan
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._wish import Observed, Step
from ansible_collections.licenseops.windows.plugins.plugin_utils._wsman._errors import ConnectionLost, Delivery
from ansible_collections.licenseops.windows.tests.unit.plugins.support.fake_host import Change, FakeHost
from ansible_collections.licenseops.windows.tests.unit.plugins.support.products import office, windows
from ansible_collections.licenseops.windows.tests.unit.plugins.support.scene import Scene

SHARED, DEVICE, OFFLINE = OfficeSetting
ON, OFF, ABSENT, UNCLEAR = OfficeValue
ENTERPRISE = ("O365ProPlusRetail",)


def wish(*values: tuple[OfficeSetting, bool]) -> OfficeConfigured:
    return OfficeConfigured(values)


def found(*values: tuple[OfficeSetting, OfficeValue], release_ids: tuple[str, ...] = ENTERPRISE) -> ClickToRun:
    return ClickToRun(release_ids, values)


def host_with(office_found: ClickToRun | None) -> FakeHost:
    host = FakeHost(windows(), office())
    host.office = office_found
    return host


def turned(setting: OfficeSetting, value: OfficeValue) -> Change:
    """A change of the host: a setting takes a value."""

    def change(host: FakeHost) -> None:
        assert host.office is not None
        host.office = replace(host.office, settings=tuple({**dict(host.office.settings), setting: value}.items()))

    return change


@pytest.mark.parametrize(
    ("value", "is_on", "steps"),
    [
        (ON, True, ()),
        (OFF, True, (ConfigureOffice(SHARED, True, OFF),)),
        (ABSENT, True, (ConfigureOffice(SHARED, True, ABSENT),)),
        (UNCLEAR, True, (ConfigureOffice(SHARED, True, UNCLEAR),)),
        (ON, False, (ConfigureOffice(SHARED, False, ON),)),
        (OFF, False, ()),
        (ABSENT, False, ()),
        (UNCLEAR, False, (ConfigureOffice(SHARED, False, UNCLEAR),)),
    ],
)
def test_a_setting_is_changed_where_it_stands_otherwise(
    value: OfficeValue, is_on: bool, steps: tuple[Step, ...]
) -> None:
    assert plan(Observed(()).having(found((SHARED, value))), wish((SHARED, is_on))) == steps


def test_each_setting_is_looked_at_and_what_is_not_named_stays() -> None:
    observed = Observed(()).having(found((SHARED, ON), (DEVICE, ABSENT), (OFFLINE, ON)))
    steps = plan(observed, wish((SHARED, False), (DEVICE, True)))
    assert [step.describe() for step in steps] == [
        "Turn shared computer activation off.",
        "Turn device-based licensing on.",
    ]


@pytest.mark.parametrize(
    ("office_found", "values", "says"),
    [
        pytest.param(None, ((SHARED, True),), "no Office that was installed by click-to-run", id="none"),
        pytest.param(None, ((SHARED, False),), "no Office that was installed by click-to-run", id="none, off"),
        pytest.param(
            found(release_ids=("ProPlus2024Volume", "VisioPro2024Volume")),
            ((SHARED, True),),
            "knows shared computer activation: ProPlus2024Volume, VisioPro2024Volume.",
            id="volume",
        ),
        pytest.param(
            found(release_ids=("O365BusinessRetail",)),
            ((SHARED, True), (DEVICE, True)),
            "knows device-based licensing: O365BusinessRetail.",
            id="one of two settings",
        ),
        pytest.param(
            found((DEVICE, ON), release_ids=("O365BusinessRetail",)),
            ((DEVICE, True),),
            "knows device-based licensing",
            id="although the value is there",
        ),
    ],
)
def test_what_office_does_not_know_is_refused_before_anything_is_sent(
    office_found: ClickToRun | None, values: tuple[tuple[OfficeSetting, bool], ...], says: str
) -> None:
    host = host_with(office_found)
    with pytest.raises(PlanError, match=says) as caught:
        Scene(host, wish(*values)).play()
    assert caught.value.advice
    assert host.calls == ["click_to_run"]


def test_a_value_left_behind_is_turned_off_whatever_is_installed() -> None:
    observed = Observed(()).having(found((SHARED, ON), release_ids=("ProPlus2024Volume",)))
    assert plan(observed, wish((SHARED, False))) == (ConfigureOffice(SHARED, False, ON),)


def test_steps_are_about_office_and_a_product_is_never_read() -> None:
    host = host_with(found()).script("configure_office", turned(SHARED, ON))
    scene = Scene(host, wish((SHARED, True)))
    assert scene.play().part(ClickToRun) == found((SHARED, ON))
    assert {step.application for step in scene.done} == {Application.OFFICE}
    assert (host.changes, host.scopes) == (["configure_office SHARED_COMPUTER=True"], [])
    assert "refresh" not in host.calls


def test_a_second_run_changes_nothing() -> None:
    host = host_with(found((OFFLINE, ON), (DEVICE, ABSENT)))
    scene = Scene(host, wish((DEVICE, False), (OFFLINE, True)))
    scene.play()
    assert (scene.done, host.changes) == ((), [])


def test_a_lost_answer_is_no_reason_to_fail() -> None:
    lost = ConnectionLost("it was closed", Delivery.UNKNOWN)
    host = host_with(found()).script("configure_office", lost, turned(OFFLINE, ON))
    scene = Scene(host, wish((OFFLINE, True)), retries=1)
    scene.play()
    assert host.changes == ["configure_office EXTENDED_OFFLINE=True"] * 2


def test_what_is_refused_stops_the_rest_and_what_was_done_stays() -> None:
    host = host_with(found()).script("configure_office", turned(SHARED, ON), HostRefused("Setting it", 0x80070005, ""))
    halted = Scene(host, wish((SHARED, True), (OFFLINE, True)), seconds=3).halt()
    assert "0x80070005" in halted.message
    assert halted.done == (ConfigureOffice(SHARED, True, ABSENT),)
    assert halted.observed.part(ClickToRun) == found((SHARED, ON))


def test_what_is_accepted_without_showing_is_an_error() -> None:
    halted = Scene(host_with(found()).script("configure_office", None), wish((SHARED, True)), seconds=3).halt()
    assert "does not show it" in halted.message
    assert "group policy" in halted.advice


@pytest.mark.parametrize("setting", OfficeSetting)
@pytest.mark.parametrize(("is_on", "before"), [(True, ABSENT), (True, UNCLEAR), (False, ON)])
def test_every_step_has_a_sentence_an_effect_and_an_excuse(
    setting: OfficeSetting, is_on: bool, before: OfficeValue
) -> None:
    step = ConfigureOffice(setting, is_on, before)
    assert step.describe() == f"Turn {setting.value} {'on' if is_on else 'off'}."
    assert step.describe(Language.JAPANESE).isascii() is False
    assert [str(word) for word in (step.effect().before, step.effect().after)] == [
        before.value,
        "on" if is_on else "off",
    ]
    assert step.not_done(Observed(())).advice
    assert not step.is_done(Observed(()))
