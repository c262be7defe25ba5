# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A small client of the admin endpoint for tests. Standard library only."""

from __future__ import annotations

import http.client
import json
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from .statefile import read_state


class AdminClientError(RuntimeError):
    """The endpoint refused a request."""


class AdminClient:
    """Talks to a running simulator.

    >>> AdminClient.from_state(Path("sim.json")).journal("desk-01")  # doctest: +SKIP
    """

    def __init__(self, address: str, port: int, token: str, timeout: float = 10) -> None:
        self._address, self._port, self._token, self._timeout = address, port, token, timeout

    @classmethod
    def from_state(cls, path: Path) -> AdminClient:
        """A client for the simulator of a state file."""
        state = read_state(path)
        if state is None:
            raise AdminClientError(f"{path}: no running simulator")
        admin = state["admin"]
        return cls(admin["address"], admin["port"], admin["token"])

    def call(self, method: str, path: str, data: dict[str, Any] | None = None) -> Any:
        """One request; its JSON answer."""
        connection = http.client.HTTPConnection(self._address, self._port, timeout=self._timeout)
        try:
            body = json.dumps(data or {}) if method == "POST" else None
            connection.request(method, path, body, {"X-Simulator-Token": self._token})
            answer = connection.getresponse()
            content = json.loads(answer.read() or b"{}")
        finally:
            connection.close()
        if answer.status != 200:
            raise AdminClientError(f"{method} {path}: {answer.status} {content.get('error', '')}".strip())
        return content

    def hosts(self) -> list[str]:
        """Names of all hosts."""
        names: list[str] = self.call("GET", "/hosts")
        return names

    def state(self, host: str) -> dict[str, Any]:
        """What the model knows of a host."""
        found: dict[str, Any] = self.call("GET", _host(host, "state"))
        return found

    def journal(self, host: str) -> list[dict[str, Any]]:
        """Journal entries of a host."""
        entries: list[dict[str, Any]] = self.call("GET", _host(host, "journal"))["entries"]
        return entries

    def summary(self, host: str) -> dict[str, int]:
        """Journal totals of a host."""
        found: dict[str, int] = self.call("GET", _host(host, "journal"))["summary"]
        return found

    def arrivals(self) -> int:
        """How many requests have arrived at all hosts, ever."""
        return int(self.call("GET", "/journal")["arrivals"])

    def clear_journal(self, host: str | None = None) -> None:
        """Empty one journal, or all."""
        self.call("DELETE", "/journal" if host is None else _host(host, "journal"))

    def add_fault(self, host: str, name: str, **options: Any) -> None:
        """Arm a fault: `on`, `times`, `skip` and the options of the fault."""
        self.call("POST", _host(host, "faults"), {"name": name, **options})

    def clear_faults(self, host: str | None = None) -> None:
        """Disarm the faults of one host, or of all."""
        self.call("DELETE", "/faults" if host is None else _host(host, "faults"))

    def activations(self) -> dict[str, dict[str, int]]:
        """Activations per key, by its last five characters."""
        found: dict[str, dict[str, int]] = self.call("GET", "/activations")
        return found

    def advance(self, minutes: float) -> str:
        """Move the simulated clock forward; the new moment."""
        return str(self.call("POST", "/clock", {"advance_minutes": minutes})["now"])

    def confirmation_id(self, host: str, activation_id: str) -> str:
        """The confirmation ID for a product's current installation ID."""
        path = _host(host, "confirmation_id") + "?" + urlencode({"activation_id": activation_id})
        return str(self.call("GET", path)["confirmation_id"])

    def change_hardware(self, host: str) -> None:
        """Give a host other hardware."""
        self.call("POST", _host(host, "hardware"))

    def processes(self, host: str) -> list[dict[str, Any]]:
        """All processes that were ever made there, over restarts: who made them, command lines, exit codes."""
        found: list[dict[str, Any]] = self.call("GET", _host(host, "work"))["processes"]
        return found

    def tasks(self, host: str) -> list[dict[str, Any]]:
        """The tasks that somebody registered: state, result, what they run."""
        found: list[dict[str, Any]] = self.call("GET", _host(host, "work"))["tasks"]
        return found

    def servicing(self, host: str, **fates: object) -> None:
        """How Windows works on its components from now on; keys as below `servicing` in a scenario."""
        self.call("POST", _host(host, "servicing"), dict(fates))

    def power(self, host: str, **fates: object) -> None:
        """How the host restarts from now on; keys as below `power` in a scenario."""
        self.call("POST", _host(host, "power"), dict(fates))

    def reboot(self, host: str) -> None:
        """Restart a host."""
        self.call("POST", _host(host, "reboot"))

    def reimage(self, host: str) -> None:
        """Install Windows anew on a host."""
        self.call("POST", _host(host, "reimage"))

    def log_off(self, host: str, sid: str) -> None:
        """Let a user log off: the hive goes."""
        self.call("POST", _host(host, "log_off"), {"sid": sid})

    def log_on(self, host: str, sid: str) -> None:
        """Let a user log on: the hive is there again, as it was."""
        self.call("POST", _host(host, "log_on"), {"sid": sid})

    def set_clock_offset(self, host: str, minutes: int) -> None:
        """Set a host's clock wrong by so many minutes; 0 sets it right."""
        self.call("POST", _host(host, "clock_offset"), {"minutes": minutes})

    def reset(self) -> None:
        """Back to the scenario's start."""
        self.call("POST", "/reset")


def _host(name: str, resource: str) -> str:
    return f"/hosts/{quote(name, safe='')}/{resource}"
