# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A simulated fleet in a process of its own, and the independent look at it that tests need."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.simulator.client import AdminClient
from tests.simulator.statefile import read_state

from .launch import ROOT, Launch, PlayRun

#: Seconds; starting and stopping take about one.
_CONTROL_LIMIT = 60


class Fleet:
    """A running simulator; what it says comes from the model, not through the collection."""

    def __init__(self, state_file: Path) -> None:
        state = read_state(state_file)
        assert state is not None, f"no simulator behind {state_file}"
        self.state_file = state_file
        self.state: dict[str, Any] = state
        self.admin = AdminClient.from_state(state_file)
        self._marks: dict[str, int] = {}

    @classmethod
    @contextmanager
    def started(cls, scenario: Path, directory: Path) -> Iterator[Fleet]:
        """Start a simulator, and end it in any case."""
        state_file = directory / "simulator.json"
        _control("start", str(scenario), "--state", str(state_file))
        try:
            yield cls(state_file)
        finally:
            _control("stop", "--state", str(state_file))

    @property
    def hosts(self) -> list[str]:
        """Names of all hosts."""
        return list(self.state["hosts"])

    def login(self, host: str) -> dict[str, Any]:
        """Connection variables that do not depend on the kind of connection."""
        return self._place(host) | self._user()

    def _place(self, host: str) -> dict[str, Any]:
        place = self.state["hosts"][host]
        return {"ansible_host": place["address"], "ansible_port": place["port"]}

    def _user(self) -> dict[str, Any]:
        return {"ansible_user": self.state["user"], "ansible_password": self.state["password"]}

    def inventory(
        self, names: Mapping[str, str], connection: Mapping[str, Any], variables: Mapping[str, Any]
    ) -> dict[str, Any]:
        """An inventory of hosts under their names in it; variables win over those of the connection.

        What all hosts have in common stands once, because Ansible takes in every value of every host by itself.
        """
        places = {name: self._place(host) for name, host in names.items()}
        hosts = {
            name: {key: value for key, value in place.items() if key not in variables} for name, place in places.items()
        }
        return {"windows": {"hosts": hosts, "vars": {**connection, **self._user(), **variables}}}

    def run(self, launch: Launch, directory: Path) -> PlayRun:
        """A whole playbook run against these hosts; what it leaves behind goes to a directory of its own."""
        return launch.begin(directory).finished()

    def reset(self) -> None:
        """Back to the start of the scenario, with empty journals."""
        self.admin.reset()
        self.admin.clear_journal()
        self._marks.clear()

    def keyed(self, host: str) -> dict[str, dict[str, Any]]:
        """Products with a key, by its last five characters."""
        return {row["partial_product_key"]: row for row in self.admin.state(host)["keyed"]}

    def summary(self, host: str) -> dict[str, int]:
        """Counts of requests: requests, authentication, mutating, bytes_in, bytes_out."""
        return self.admin.summary(host)

    def methods(self, host: str) -> list[str]:
        """Methods called, in order."""
        return [entry["method"] for entry in self.admin.journal(host) if entry["kind"] == "invoke"]

    def mutating(self, host: str) -> int:
        """Requests so far that could change something."""
        return self.summary(host)["mutating"]

    def mark(self) -> None:
        """Remember how much was sent to every host by now."""
        self._marks = {host: self.mutating(host) for host in self.hosts}

    def mutating_since_mark(self, host: str) -> int:
        """Requests since the mark that could change something."""
        return self.mutating(host) - self._marks.get(host, 0)

    def spent(self, last_five: str) -> int:
        """Activations the simulated service has counted for a key."""
        return self.admin.activations().get(last_five, {}).get("used", 0)

    def confirmation_id(self, host: str, last_five: str) -> str:
        """What the portal would answer for a product."""
        return self.admin.confirmation_id(host, self.keyed(host)[last_five]["activation_id"])


def _control(*arguments: str) -> None:
    command = [sys.executable, "-m", "tests.simulator", *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=_CONTROL_LIMIT, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
