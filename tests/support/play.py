# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Playbook runs of a test: tasks against hosts of a simulated fleet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from .fleet import Fleet
from .launch import Launch, PlayRun, TaskResult, controller_of, written

WINRM = {"ansible_connection": "winrm", "ansible_winrm_transport": "ntlm", "ansible_winrm_scheme": "http"}
PSRP = {"ansible_connection": "psrp", "ansible_psrp_protocol": "http", "ansible_psrp_auth": "negotiate"}

Task = Mapping[str, Any]


class Playbook:
    """Playbook runs against a simulated fleet."""

    def __init__(self, fleet: Fleet, directory: Path) -> None:
        self._fleet = fleet
        self._directory = directory
        self._runs = 0

    def task(self, host: str, module: str, options: Mapping[str, Any] | None = None, **settings: Any) -> TaskResult:
        """Run one task of this collection on one host; settings are those of ``run``."""
        task = {"name": module, f"licenseops.windows.{module}": dict(options or {})}
        return self.run(host, [task], **settings).only

    def run(
        self,
        hosts: str,
        tasks: Sequence[Task],
        *,
        variables: Mapping[str, Any] | None = None,
        arguments: Sequence[str] = (),
        environ: Mapping[str, str] | None = None,
        play: Mapping[str, Any] | None = None,
    ) -> PlayRun:
        """Run tasks.

        Args:
            hosts: Host pattern.
            tasks: Tasks as they would stand in a playbook.
            variables: Variables of all hosts; they win over the connection variables.
            arguments: More arguments of ansible-playbook, ``--check`` for instance.
            environ: More environment variables.
            play: More keywords of the play.
        """
        content = [{"hosts": hosts, "gather_facts": False, **(play or {}), "tasks": list(tasks)}]
        return self.run_file(
            self._written("play.yml", content), variables=variables, arguments=arguments, environ=environ
        )

    def run_file(
        self,
        playbook: Path | str,
        *,
        variables: Mapping[str, Any] | None = None,
        arguments: Sequence[str] = (),
        environ: Mapping[str, str] | None = None,
    ) -> PlayRun:
        """Run a playbook by path or by its name in a collection."""
        self._runs += 1
        inventory = self._written(f"inventory{self._runs}.json", self._inventory(variables or {}))
        directory = self._directory / f"run{self._runs}"
        directory.mkdir()
        home = controller_of(self._directory) | dict(environ or {})
        return self._fleet.run(Launch(str(playbook), inventory, tuple(arguments), home), directory)

    def _inventory(self, variables: Mapping[str, Any]) -> dict[str, Any]:
        return self._fleet.inventory({name: name for name in self._fleet.hosts}, WINRM, variables)

    def _written(self, name: str, content: Any) -> Path:
        return written(self._directory / name, content)
