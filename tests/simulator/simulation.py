# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A running simulation without its sockets: the world and its hosts, built from a scenario."""

from __future__ import annotations

import time
import uuid
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timezone

from .catalogue import key_ring
from .host import Host
from .journal import Arrivals
from .model.machine import Machine
from .model.situations import apply_situation
from .model.switches import Switches
from .model.world import Clock, World, stands_still
from .past_events import plant_events
from .registry_setup import fill_registry
from .scenario import HostPlan, Scenario, parse_scenario

#: keeps the salts of installations apart from those of rearms
_SALT_STEP = 1000


def build_machine(plan: HostPlan, world: World) -> Machine:
    """One machine in its first state."""
    machine = Machine(plan.spec, world, plan.switches)
    state = machine.state
    if plan.hardware is not None:
        state.hardware = plan.hardware
    state.service.kms = replace(plan.kms)
    state.service.host_caching = plan.host_caching
    fill_registry(machine, plan.machine_settings)
    for row in plan.rows:
        licence = machine.row(row.row)
        if row.kms is not None:
            licence.kms = replace(row.kms)
        apply_situation(state, licence, row.situation, row.key, row.minutes)
        licence.reason = licence.reason if row.reason is None else row.reason
    plant_events(machine, plan.events)
    state.servicing, state.power = replace(plan.servicing), replace(plan.power, refusals=[*plan.power.refusals])
    return machine


def build_host(plan: HostPlan, world: World, arrivals: Arrivals | None = None) -> Host:
    """A machine in its first state, its service, and what goes wrong there."""
    return Host(build_machine(plan, world), plan.faults, plan.durations, arrivals)


class Simulation:
    """World and hosts; `reset` returns to the scenario's start."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.world = self._new_world()
        self.arrivals = Arrivals()
        self.hosts = {plan.name: build_host(plan, self.world, self.arrivals) for plan in scenario.hosts}

    def _new_world(self) -> World:
        """The world at the scenario's start; a scenario without one starts at the present moment."""
        start = self.scenario.start or datetime.now(timezone.utc)
        speed = self.scenario.speed
        passed = (lambda: time.monotonic() * speed) if self.scenario.is_running else stands_still
        return self.scenario.world.build(Clock(start, passed))

    def reimage(self, name: str) -> None:
        """Install Windows anew on a host; its journal and its armed faults stay."""
        plan = next(plan for plan in self.scenario.hosts if plan.name == name)
        host = self.hosts[name]
        host.exchange(reimaged(plan, host.machine))

    def reset(self) -> None:
        """Start over: a new world, new machines, empty journals."""
        self.world = self._new_world()
        for plan in self.scenario.hosts:
            self.hosts[plan.name].install(build_machine(plan, self.world), plan.faults)


def reimaged(plan: HostPlan, former: Machine) -> Machine:
    """Windows installed anew on the same hardware, in the same world, with the keys of the scenario's start.

    What the activation servers know of the hardware stays; licences, settings, events and the client machine ID do not.
    """
    settings = plan.machine_settings.after_setup()
    spec = replace(plan.spec, clock_offset=former.state.clock_offset)
    fresh = replace(plan, spec=spec, events=(), hardware=former.state.hardware, machine_settings=settings)
    servers = former.state.world.activation
    known, entitled = set(servers.known), set(servers.entitled)
    machine = build_machine(fresh, former.state.world)
    servers.known, servers.entitled = known, entitled
    state = machine.state
    state.installations = former.state.installations + 1
    if not state.switches.reimage_keeps_installation_id:
        state.salt = _SALT_STEP * state.installations
    state.service.client_machine_id = str(uuid.uuid5(uuid.UUID(former.state.service.client_machine_id), "image"))
    state.forget_licences()
    return machine


def new_world() -> World:
    """An empty world with the known keys, for tests that drive the model directly."""
    return World(key_ring())


def new_machine(
    profile: str | list[str] = "windows-10-pro",
    world: World | None = None,
    switches: Switches | None = None,
    **settings: object,
) -> Machine:
    """A machine for tests that drive the model directly.

    Args:
        profile: A profile name, or a system profile with add-ons.
        settings: Host keys of a scenario, such as `windows="no_key"` or `internet=0x80072EE7`.

    Raises:
        ValueError: A setting belongs to the service in front of a machine; `new_host` takes these, too.
    """
    plan = _plan(profile, switches, settings)
    if plan.durations or plan.faults:
        raise ValueError("a machine alone has neither durations nor faults")
    return build_machine(plan, world or new_world())


def new_host(
    profile: str | list[str] = "windows-10-pro",
    world: World | None = None,
    switches: Switches | None = None,
    **settings: object,
) -> Host:
    """A host without sockets: a machine, its service, and what goes wrong there. Arguments as of `new_machine`."""
    plan = _plan(profile, switches, settings)
    return build_host(plan, world or new_world())


def _plan(profile: str | list[str], switches: Switches | None, settings: Mapping[str, object]) -> HostPlan:
    scenario = parse_scenario({"hosts": {"machine": {"profile": profile, **settings}}})
    plan = scenario.hosts[0]
    return replace(plan, switches=switches or plan.switches)
