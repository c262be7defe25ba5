# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One simulated host: a machine, its WS-Man service, its journal and its armed faults."""

from __future__ import annotations

from .injection import FaultPlan, FaultRule
from .journal import Journal
from .model.machine import Machine
from .wsman.acceptor import Acceptor


class Host:
    """What listens behind one address."""

    def __init__(self, machine: Machine, rules: tuple[FaultRule, ...] = ()) -> None:
        self.journal = Journal()
        self.faults = FaultPlan()
        self.install(machine, rules)

    def install(self, machine: Machine, rules: tuple[FaultRule, ...] = ()) -> None:
        """(Re)start with a machine as the scenario describes it."""
        self.machine = machine
        self.journal.clear()
        self.faults.clear()
        self.acceptor = Acceptor(machine, self.faults)
        for rule in rules:
            self.add_fault(rule)

    def exchange(self, machine: Machine) -> None:
        """Go on with another machine behind the same address."""
        self.machine = machine
        self.acceptor = Acceptor(machine, self.faults)

    @property
    def name(self) -> str:
        """The host's name in the scenario."""
        return self.machine.name

    def add_fault(self, rule: FaultRule) -> None:
        """Arm a fault; two of them are states of the machine rather than of a request."""
        if rule.name == "late_status":
            times = rule.times if rule.times is not None else 1_000_000
            self.machine.late.arm(times, rule.options["reads"], rule.options["seconds"])
        elif rule.name == "service_disabled":
            self.machine.state.has_disabled_fault = True
        else:
            self.faults.add(rule)

    def clear_faults(self) -> None:
        """Disarm everything."""
        self.faults.clear()
        self.machine.late.arm(0)
        self.machine.state.has_disabled_fault = False
