# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Changes of edition whose controller is killed: whatever is killed when, each host is converted once.

Moments are counted in requests, or by what the host shows.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from .fleet import Fleet
from .launch import ROOT, Launch, PlayRun, Running, controller_of
from .play import WINRM

SCENARIO = ROOT / "tests" / "support" / "conversions.yml"

#: Requests of a whole conversion of one host, about.
REQUESTS = 120


class Conversions:
    """Runs on some hosts, from one controller."""

    def __init__(self, fleet: Fleet, directory: Path, hosts: Sequence[str]) -> None:
        self.fleet, self.hosts, self._directory, self._runs = fleet, list(hosts), directory, 0
        self._playbook = directory / "conversion.yml"
        task = {
            "name": "convert",
            "licenseops.windows.win_edition": {"edition": "ServerDatacenter", "restart": "if_needed"},
        }
        self._playbook.write_text(json.dumps([{"hosts": "all", "gather_facts": False, "tasks": [task]}]))
        self._inventory = directory / "inventory.json"
        content = fleet.inventory({host: host for host in self.hosts}, WINRM, {})
        self._inventory.write_text(json.dumps(content))

    def begin(self) -> Running:
        """Begin a run."""
        self._runs += 1
        directory = self._directory / f"run{self._runs}"
        directory.mkdir()
        arguments = ("--forks", str(len(self.hosts)))
        launch = Launch(str(self._playbook), self._inventory, arguments, controller_of(self._directory))
        return launch.begin(directory)

    def run(self) -> PlayRun:
        """A whole run."""
        return self.begin().finished()

    @property
    def requests(self) -> int:
        """To all hosts so far."""
        return sum(self.fleet.summary(host)["requests"] for host in self.hosts)

    def conversions(self, host: str) -> list[dict[str, Any]]:
        """The processes that changed an edition, or began to."""
        processes: list[dict[str, Any]] = self.fleet.admin.state(host)["processes"]
        return [
            item for item in processes if item["name"].lower() == "dism.exe" and "/Set-Edition" in item["command_line"]
        ]

    def killed_when(self, condition: Callable[[], bool]) -> bool:
        """A run that is killed; false when it ended before."""
        return self.begin().killed_when(condition)

    def require_converted_once(self) -> None:
        """Another run ends it everywhere; then nothing is left to do, on the host or of it."""
        done = self.run()
        assert done.returncode == 0, done.output
        for host in self.hosts:
            state = self.fleet.admin.state(host)
            assert (state["edition"], len(self.conversions(host)), state["restarts"]) == ("ServerDatacenter", 1, 1), (
                host
            )
            assert (state["tasks"], state["own_registry"]) == ([], []), host
        again = self.run()
        assert not [result.host for result in again.results if result.is_changed or result.is_failed], again.output
