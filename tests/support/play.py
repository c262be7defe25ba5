# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs ansible-playbook as a user would, in a process of its own, and hands back every task result."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from .fleet import ROOT, Fleet

#: Seconds; a run that takes longer hangs.
_RUN_LIMIT = 300

WINRM = {"ansible_connection": "winrm", "ansible_winrm_transport": "ntlm", "ansible_winrm_scheme": "http"}
PSRP = {"ansible_connection": "psrp", "ansible_psrp_protocol": "http", "ansible_psrp_auth": "negotiate"}

Task = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class TaskResult:
    """What one task did on one host; verdict is ok, failed, unreachable, skipped or item."""

    host: str
    task: str
    verdict: str
    result: dict[str, Any]

    @property
    def is_changed(self) -> bool:
        """Whether it reported a change."""
        return bool(self.result.get("changed"))


@dataclass(frozen=True, slots=True)
class PlayRun:
    """A finished run of ansible-playbook.

    Attributes:
        output: Everything it printed, standard error and the log file included.
    """

    returncode: int
    output: str
    results: tuple[TaskResult, ...]

    def of(self, task: str, host: str | None = None) -> TaskResult:
        """The result of a task; it must be there exactly once."""
        found = [item for item in self.results if item.task == task and host in (None, item.host)]
        assert len(found) == 1, f"{len(found)} results of {task!r}\n{self.output}"
        return found[0]

    @property
    def only(self) -> TaskResult:
        """The result of a run of one task on one host."""
        assert len(self.results) == 1, self.output
        return self.results[0]


def environment(directory: Path) -> dict[str, str]:
    """The environment of a run: this checkout's collection, nothing of the user's own configuration."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("ANSIBLE_")}
    configuration = directory / "ansible.cfg"
    configuration.touch()
    return own | {
        "ANSIBLE_COLLECTIONS_PATH": str(ROOT / ".build"),
        "ANSIBLE_HOME": str(directory / "home"),
        "ANSIBLE_CONFIG": str(configuration),
        "ANSIBLE_CALLBACK_PLUGINS": str(Path(__file__).parent / "callback_plugins"),
        "ANSIBLE_CALLBACKS_ENABLED": "record",
        "ANSIBLE_LOG_PATH": str(directory / "ansible.log"),
        "ANSIBLE_NOCOLOR": "1",
        "ANSIBLE_LOCALHOST_WARNING": "0",
        "ANSIBLE_INVENTORY_UNPARSED_WARNING": "0",
        "RECORD_FILE": str(directory / "record.jsonl"),
    }


def controller_of(directory: Path) -> dict[str, str]:
    """The environment of runs on one controller, which keeps its locks in its temporary directory.

    That has a short path: since 2.21, Ansible makes a socket in it, whose path has room for a hundred characters.
    """
    return {"TMPDIR": _temporary(directory).name}


@cache
def _temporary(directory: Path) -> tempfile.TemporaryDirectory[str]:
    """It goes with the process of the tests."""
    return tempfile.TemporaryDirectory(prefix=f"{directory.name[:8]}-")


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
        directory = self._directory / f"run{self._runs}"
        directory.mkdir()
        inventory = self._written(f"inventory{self._runs}.json", self._inventory(variables or {}))
        command = [sys.executable, "-m", "ansible", "playbook", "-i", str(inventory), *arguments, str(playbook)]
        done = subprocess.run(
            command,
            env=environment(directory) | controller_of(self._directory) | dict(environ or {}),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=_RUN_LIMIT,
            check=False,
        )
        log = directory / "ansible.log"
        output = done.stdout + (log.read_text(encoding="utf-8") if log.exists() else "")
        return PlayRun(done.returncode, output, recorded(directory / "record.jsonl"))

    def _inventory(self, variables: Mapping[str, Any]) -> dict[str, Any]:
        hosts = {name: WINRM | self._fleet.login(name) | dict(variables) for name in self._fleet.hosts}
        return {"windows": {"hosts": hosts}}

    def _written(self, name: str, content: Any) -> Path:
        path = self._directory / name
        path.write_text(json.dumps(content), encoding="utf-8")
        return path


def recorded(path: Path) -> tuple[TaskResult, ...]:
    """The results the record callback wrote, in order."""
    if not path.exists():
        return ()
    return tuple(TaskResult(**json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines())
