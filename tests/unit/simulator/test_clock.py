# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A host's own idea of time, and a world that begins at the present moment."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from tests.simulator.model.network import KmsHost
from tests.simulator.scenario import parse_scenario
from tests.simulator.simulation import Simulation, new_machine, new_world
from tests.simulator.validation import ScenarioError
from tests.unit.simulator.machines import fails, product, shown

ROW = "Professional/gvlk"


def local_time(**settings: Any) -> str:
    """LocalDateTime of a host."""
    row = new_machine(**settings).rows("SELECT LocalDateTime FROM Win32_OperatingSystem")[0]
    return str(row["LocalDateTime"])


@pytest.mark.parametrize(
    ("offset", "expected"),
    [
        ("+06:00", "2026-03-02 23:00:00+09:00"),
        ("-72:00", "2026-02-27 17:00:00+09:00"),
        (15, "2026-03-02 17:15:00+09:00"),
        (-90, "2026-03-02 15:30:00+09:00"),
    ],
)
def test_a_wrong_clock_shows_in_the_local_time_and_keeps_the_zone(offset: str | int, expected: str) -> None:
    assert local_time(clock_offset=offset, utc_offset="+09:00") == expected


def test_a_wrong_clock_stamps_the_events() -> None:
    machine = new_machine(windows="kms_never_activated", clock_offset="+06:00")
    with fails(0xC004F074):
        product(machine, ROW, "Activate")
    event = machine.state.events[-1]
    assert event.moment == datetime(2026, 3, 2, 14, 0, tzinfo=timezone.utc)
    assert event.text.split(", ")[4] == "2026/03/02 14:00"


@pytest.mark.parametrize(
    ("client", "host", "is_served"),
    [(0, 0, True), (240, 0, True), (241, 0, False), (-241, 0, False), (300, 300, True), (-121, 120, False)],
)
def test_a_kms_host_refuses_more_than_four_hours_between_the_clocks(client: int, host: int, is_served: bool) -> None:
    world = new_world()
    world.network.hosts["kms"] = KmsHost("kms", clock_offset=timedelta(minutes=host))
    machine = new_machine(world=world, windows="kms_never_activated", clock_offset=client, kms={"machine": "kms"})
    if is_served:
        product(machine, ROW, "Activate")
        assert shown(machine, ROW)["GracePeriodRemaining"] == 259_200
        return
    with fails(0xC004F074):
        product(machine, ROW, "Activate")
    assert machine.state.events[-1].text.startswith("0xC004F06C, ")


def test_minutes_left_do_not_depend_on_the_error_of_the_clock() -> None:
    settings = {"situation": "kms_licensed", "minutes_left": 20_000}
    machine = new_machine(windows=settings, clock_offset="+30:00")
    assert shown(machine, ROW)["GracePeriodRemaining"] == 20_000


def test_a_scenario_may_begin_at_the_present_moment_and_does_so_again_after_a_reset() -> None:
    simulation = Simulation(
        parse_scenario({"simulation": {"clock": "now"}, "hosts": {"pc": {"profile": "windows-10-pro"}}})
    )
    first = simulation.world.clock.now
    assert abs(datetime.now(timezone.utc) - first) < timedelta(minutes=5)
    simulation.world.clock.advance(minutes=10_000)
    simulation.reset()
    assert timedelta() <= simulation.world.clock.now - first < timedelta(minutes=5)


@pytest.mark.parametrize("value", ["6 hours", True, "06:00"])
def test_other_differences_are_refused(value: object) -> None:
    with pytest.raises(ScenarioError, match="clock_offset"):
        new_machine(clock_offset=value)


def real_time() -> Simulation:
    """A world whose clock runs."""
    return Simulation(parse_scenario({"simulation": {"clock": "real"}, "hosts": {"pc": {"profile": "windows-10-pro"}}}))


def test_a_clock_may_run_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    seconds = [1000.0]
    monkeypatch.setattr("time.monotonic", lambda: seconds[0])
    clock = real_time().world.clock
    first = clock.now
    assert abs(datetime.now(timezone.utc) - first) < timedelta(minutes=5)
    seconds[0] += 59.9
    assert clock.now - first == timedelta(seconds=59)
    clock.advance(minutes=10)
    assert clock.now - first == timedelta(minutes=10, seconds=59)
    clock.set(datetime(2026, 3, 2, tzinfo=timezone.utc))
    seconds[0] += 2
    assert clock.now == datetime(2026, 3, 2, 0, 0, 2, tzinfo=timezone.utc)


def test_minutes_run_out_with_a_running_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    seconds = [0.0]
    monkeypatch.setattr("time.monotonic", lambda: seconds[0])
    world = real_time().world
    machine = new_machine(world=world, windows={"situation": "kms_licensed", "minutes_left": 20_000})
    seconds[0] += 30
    assert shown(machine, ROW)["GracePeriodRemaining"] == 20_000
    seconds[0] += 90
    assert shown(machine, ROW)["GracePeriodRemaining"] == 19_998
