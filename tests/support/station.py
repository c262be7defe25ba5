# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The controller of an air-gapped network: runs that can be killed, and the work list read without its own code."""

from __future__ import annotations

import csv
import io
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .fleet import Fleet
from .play import WINRM, PlayRun, TaskResult, controller_of, environment, recorded

#: Seconds; a run that takes longer hangs.
_RUN_LIMIT = 300
_POLL = 0.02

#: The columns of a work list, in their order.
COLUMNS = (
    "host", "host_uuid", "application", "product_name", "portal_product", "activation_id", "channel",
    "partial_product_key", "installation_id", "confirmation_id", "state", "reason", "refused_block", "collected_at",
    "confirmed_at", "sent_at", "applied_at",
)  # fmt: skip

Line = dict[str, str]


def lines_of(text: str) -> list[Line]:
    """The rows of a work list's text; it must be whole.

    Every row has every column, and every Installation ID its nine blocks: a file cut off anywhere fails here.
    """
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""))
    lines = list(reader)
    assert tuple(reader.fieldnames or ()) == COLUMNS, reader.fieldnames
    for line in lines:
        assert None not in line, f"too many cells: {line}"
        assert all(isinstance(cell, str) for cell in line.values()), f"too few cells: {line}"
        assert len(line["installation_id"].split("-")) == 9, line["installation_id"]
    assert text.endswith("\n"), "the last line is not ended"
    return lines


def read_lines(path: Path) -> list[Line]:
    """The rows of a work list on disk."""
    return lines_of(path.read_text(encoding="utf-8"))


def deposits(fleet: Fleet, host: str) -> int:
    """How many Confirmation IDs reached a host, by its journal."""
    return fleet.methods(host).count("DepositOfflineConfirmationId")


def needed_deposits(fleet: Fleet, host: str) -> int:
    """How many it takes: one for each of its products with a key."""
    return len(fleet.keyed(host))


def unlicensed(fleet: Fleet, hosts: Iterable[str]) -> list[tuple[str, str]]:
    """Products with a key that are not licensed, as the model has it."""
    return [(host, last) for host in hosts for last, row in fleet.keyed(host).items() if row["license_status"] != 1]


def spent(fleet: Fleet) -> int:
    """Activations of all keys together."""
    return sum(item["used"] for item in fleet.admin.activations().values())


def has_changed(run: PlayRun) -> bool:
    """Whether any task reports a change."""
    return any(item.is_changed for item in run.results)


def row_key(line: Mapping[str, str]) -> tuple[str, ...]:
    """What a row is joined on."""
    return (
        line["host_uuid"].lower(),
        line["activation_id"].lower(),
        line["partial_product_key"],
        line["installation_id"].replace("-", ""),
    )


@dataclass(frozen=True, slots=True)
class Station:
    """The controller.

    Attributes:
        names: Inventory names and the simulated hosts behind them.
        directory: Its disk; the work list lies in a folder of its own there.
    """

    fleet: Fleet
    directory: Path
    names: Mapping[str, str]
    connection: Mapping[str, Any]

    @classmethod
    def of(
        cls,
        fleet: Fleet,
        directory: Path,
        hosts: Iterable[str] | Mapping[str, str],
        connection: Mapping[str, Any] | None = None,
    ) -> Station:
        """A station; without a mapping its inventory names are those of the simulator, and it uses winrm."""
        names = dict(hosts) if isinstance(hosts, Mapping) else {host: host for host in hosts}
        return cls(fleet, directory, names, WINRM if connection is None else connection)

    @property
    def folder(self) -> Path:
        """Where nothing but the work list and its companions lie."""
        folder = self.directory / "lists"
        folder.mkdir(exist_ok=True)
        return folder

    @property
    def worklist(self) -> Path:
        """The work list."""
        return self.folder / "worklist.csv"

    @property
    def page(self) -> Path:
        """The page."""
        return self.directory / "page.html"

    def lines(self) -> list[Line]:
        """Its rows."""
        return read_lines(self.worklist)

    def start(
        self,
        playbook: str,
        variables: Mapping[str, Any],
        arguments: Sequence[str] = (),
        environ: Mapping[str, str] | None = None,
    ) -> Running:
        """Begin a run of a playbook, by path or by its name in a collection, with more environment variables."""
        number = sum(item.name.startswith("run") for item in self.directory.iterdir())
        directory = self.directory / f"run{number}"
        directory.mkdir()
        inventory = self._written(directory / "inventory.json", {"windows": {"hosts": self._hosts()}})
        given = self._written(directory / "variables.json", dict(variables))
        command = [sys.executable, "-m", "ansible", "playbook", "-i", str(inventory), "-e", f"@{given}"]
        with (directory / "output.txt").open("w", encoding="utf-8") as output:
            process = subprocess.Popen(
                [*command, *arguments, playbook],
                env=environment(directory) | controller_of(self.directory) | dict(environ or {}),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        return Running(process, directory)

    def run(
        self,
        playbook: str,
        variables: Mapping[str, Any],
        arguments: Sequence[str] = (),
    ) -> PlayRun:
        """A whole run of a playbook."""
        return self.start(playbook, variables, arguments).finished()

    def collect(self, *arguments: str, **variables: Any) -> PlayRun:
        """Run the playbook that collects; variables go without the prefix of the role."""
        return self.collecting(*arguments, **variables).finished()

    def collecting(self, *arguments: str, **variables: Any) -> Running:
        """Begin to collect."""
        return self._role("offline_collect", arguments, {"page": str(self.page), **variables})

    def apply(self, *arguments: str, **variables: Any) -> PlayRun:
        """Run the playbook that applies; variables go without the prefix of the role."""
        return self.applying(*arguments, **variables).finished()

    def applying(self, *arguments: str, **variables: Any) -> Running:
        """Begin to apply."""
        return self._role("offline_apply", arguments, variables)

    def _role(self, role: str, arguments: Sequence[str], variables: Mapping[str, Any]) -> Running:
        given = {f"{role}_{name}": value for name, value in {"worklist": str(self.worklist), **variables}.items()}
        return self.start(f"licenseops.windows.{role}", given, ("--forks", "20", *arguments))

    def tasks(
        self, tasks: Sequence[Mapping[str, Any]], *, hosts: str = "localhost", arguments: Sequence[str] = ()
    ) -> PlayRun:
        """A run of tasks; each goes on after a failure."""
        number = sum(item.name.startswith("play") for item in self.directory.iterdir())
        play = {"hosts": hosts, "gather_facts": False, "ignore_errors": True, "tasks": list(tasks)}
        path = self._written(self.directory / f"play{number}.json", [play])
        return self.run(str(path), {}, arguments)

    def task(self, module: str, options: Mapping[str, Any], *, hosts: str = "localhost") -> TaskResult:
        """A run of one task of this collection on one host."""
        return self.tasks([{f"licenseops.windows.{module}": dict(options)}], hosts=hosts).only

    def _hosts(self) -> dict[str, Any]:
        return {name: dict(self.connection) | self.fleet.login(host) for name, host in self.names.items()}

    @staticmethod
    def _written(path: Path, content: Any) -> Path:
        path.write_text(json.dumps(content), encoding="utf-8")
        return path


@dataclass(frozen=True, slots=True)
class Running:
    """A run of ansible-playbook that has begun."""

    process: subprocess.Popen[bytes]
    directory: Path

    @property
    def is_over(self) -> bool:
        """Whether it has ended by itself."""
        return self.process.poll() is not None

    def finished(self) -> PlayRun:
        """Wait for its end."""
        try:
            self.process.wait(_RUN_LIMIT)
        finally:
            if self.process.poll() is None:
                self.kill()
        return PlayRun(self.process.returncode, self.printed(), recorded(self.directory / "record.jsonl"))

    def printed(self) -> str:
        """What it printed so far, its log included."""
        paths = (self.directory / "output.txt", self.directory / "ansible.log")
        return "".join(path.read_text(encoding="utf-8") for path in paths if path.exists())

    def killed_when(self, condition: Callable[[], bool]) -> bool:
        """Kill it as soon as a condition holds; false when it ended before."""
        deadline = time.monotonic() + _RUN_LIMIT
        while not self.is_over and time.monotonic() < deadline:
            if condition():
                self.kill()
                return True
            time.sleep(_POLL)
        self.finished()
        return False

    def kill(self) -> None:
        """End it and everything it began, at once and without a chance to tidy up, like a power cut.

        Ansible's workers have sessions of their own, so that the process group is not enough.
        """
        os.kill(self.process.pid, signal.SIGSTOP)
        for pid in [self.process.pid, *_descendants(self.process.pid)]:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        self.process.wait(_RUN_LIMIT)


def _descendants(pid: int) -> list[int]:
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        try:
            fields = (entry / "stat").read_text().rpartition(")")[2].split() if entry.name.isdigit() else []
        except (OSError, UnicodeDecodeError):
            continue
        if fields:
            children.setdefault(int(fields[1]), []).append(int(entry.name))
    found: list[int] = []
    waiting = [pid]
    while waiting:
        own = children.get(waiting.pop(), [])
        found += own
        waiting += own
    return found
