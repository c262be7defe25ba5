# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One simulated host: a machine, the service in front of it, its journal and its armed faults."""

from __future__ import annotations

from collections.abc import Mapping

from .injection import FaultPlan, FaultRule
from .journal import Arrivals, Journal
from .model.machine import Machine
from .served import ServedMachine
from .wsman.acceptor import Acceptor

#: late_status with `times: always`
_ALWAYS = 1_000_000


class Host:
    """What listens behind one address.

    Attributes:
        machine: The Windows; reading or changing it is no request.
        served: The machine as requests meet it.
    """

    def __init__(
        self,
        machine: Machine,
        rules: tuple[FaultRule, ...] = (),
        durations: Mapping[str, float] | None = None,
        arrivals: Arrivals | None = None,
    ) -> None:
        self.journal = Journal(arrivals or Arrivals())
        self.faults = FaultPlan()
        self._durations = dict(durations or {})
        self.install(machine, rules)

    def install(self, machine: Machine, rules: tuple[FaultRule, ...] = ()) -> None:
        """(Re)start with a machine as the scenario describes it."""
        self.journal.clear()
        self.faults.clear()
        self.exchange(machine)
        for rule in rules:
            self.add_fault(rule)

    def exchange(self, machine: Machine) -> None:
        """Go on with another machine behind the same address."""
        self.machine = machine
        self.served = ServedMachine(machine, self._durations)
        self.acceptor = Acceptor(self.served, self.faults)

    @property
    def name(self) -> str:
        """The host's name in the scenario."""
        return self.machine.name

    def add_fault(self, rule: FaultRule) -> None:
        """Arm a fault; two of them last longer than a request."""
        if rule.name == "late_status":
            times = rule.times if rule.times is not None else _ALWAYS
            self.served.late.arm(times, rule.options["reads"], rule.options["seconds"])
        elif rule.name == "service_disabled":
            self.served.hold_service_down()
        else:
            self.faults.add(rule)

    def clear_faults(self) -> None:
        """Disarm everything."""
        self.faults.clear()
        self.served.late.arm(0)
        self.served.release_service()
