# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A simulated fleet, and playbook runs against it, in this process: no sockets, no forks, and no time that passes.

It has the surface of that in tests/support, so that a test can be run on either.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._ansible._action import CollectionAction
from ansible_collections.licenseops.windows.plugins.plugin_utils._task._patience import Patience
from ansible_collections.licenseops.windows.plugins.plugin_utils._wsman._client import Client
from tests.component import inline
from tests.component.network import Listener, Network
from tests.simulator.admin import Admin
from tests.simulator.client import AdminClient, AdminClientError
from tests.simulator.http.auth import Account, CredentialFile, Rules
from tests.simulator.http.message import HttpRequest
from tests.simulator.injection import TRANSMISSION
from tests.simulator.scenario import HostPlan, Scenario, load_scenario
from tests.simulator.simulation import Simulation
from tests.support.fleet import Fleet
from tests.support.launch import Launch, PlayRun, recorded

PORT = 5985
_TOKEN = "in this process"

#: Faults that only sockets and real time can show.
_OF_SOCKETS = frozenset({*TRANSMISSION, "arrives_late"})


class LocalAdmin(AdminClient):
    """The admin endpoint, asked without a connection."""

    def __init__(self, simulation: Simulation) -> None:
        super().__init__("", 0, _TOKEN)
        self._admin = Admin(simulation, _TOKEN)

    def call(self, method: str, path: str, data: dict[str, Any] | None = None) -> Any:
        """One request; its answer, as it looks after a journey as JSON."""
        body = json.dumps(data or {}).encode() if method == "POST" else b""
        answer = self._admin._answer(HttpRequest(method, path, {"x-simulator-token": _TOKEN}, body, len(body)))
        head, _separator, text = answer.partition(b"\r\n\r\n")
        content = json.loads(text or b"{}")
        if int(head[9:12]) != 200:
            raise AdminClientError(f"{method} {path}: {content.get('error', '')}")
        return content

    def add_fault(self, host: str, name: str, **options: Any) -> None:
        """Arm a fault, unless it would not show here."""
        if name in _OF_SOCKETS:
            raise ValueError(f"{name} shows over sockets only.")
        super().add_fault(host, name, **options)


class LocalTime:
    """Time that passes only when somebody waits; the simulated world ages with it."""

    def __init__(self, simulation: Simulation) -> None:
        self._simulation = simulation
        self._seconds = 0.0

    def sleep(self, seconds: float) -> None:
        """Wait."""
        self._seconds += seconds
        self._simulation.world.clock.advance(seconds=seconds)

    def seconds(self) -> float:
        """A monotonic clock."""
        return self._seconds


class LocalFleet(Fleet):
    """A simulated fleet in this process."""

    def __init__(self, scenario: Scenario) -> None:
        self.simulation = Simulation(scenario)
        self.admin = LocalAdmin(self.simulation)
        self.time = LocalTime(self.simulation)
        self.state = {
            "hosts": {plan.name: _place(plan) for plan in scenario.hosts},
            "user": scenario.user,
            "password": scenario.password,
        }
        self._marks = {}
        self._account = Account(scenario.user, scenario.password)
        listeners = {(plan.name.lower(), PORT): self._listener(plan) for plan in scenario.hosts if plan.transports.http}
        self._network = Network(listeners)

    @classmethod
    def of(cls, path: Path) -> LocalFleet:
        """The fleet of a scenario."""
        return cls(load_scenario(path))

    def _listener(self, plan: HostPlan) -> Listener:
        rules = Rules(
            allows_basic=plan.transports.basic,
            allows_unencrypted=plan.transports.allow_unencrypted,
            is_tls=False,
            channel_bindings=None,
            requires_channel_binding=plan.transports.channel_binding,
        )
        return Listener(self.simulation.hosts[plan.name], self._account, rules)

    def run(self, launch: Launch, directory: Path) -> PlayRun:
        """A whole playbook run in this process."""
        record, environ = directory / "record.jsonl", dict(launch.environ)
        # The locks of machines are in the temporary directory of the controller.
        temporary = Path(environ.pop("TMPDIR"))
        environ.pop("ANSIBLE_HOME", None)
        with self.reached():
            done = inline.run(launch.words, record, temporary, environ)
        return PlayRun(done.returncode, done.output, recorded(record))

    @contextlib.contextmanager
    def reached(self) -> Iterator[None]:
        """What is sent meanwhile reaches the fleet, and who waits waits by its clock. The only place of either."""
        credentials = CredentialFile(self._account)
        with pytest.MonkeyPatch.context() as patch, self._network.in_place():
            patch.setattr(Patience.__init__, "__defaults__", (0, self.time.sleep, self.time.seconds))
            patch.setattr(Client.__init__, "__defaults__", (self.time.sleep,))
            patch.setattr(CollectionAction, "now", lambda _action: self.simulation.world.clock.now)
            yield
        credentials.remove()


def _place(plan: HostPlan) -> dict[str, Any]:
    return {"address": plan.name, "port": PORT if plan.transports.http else None}
