# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The launcher of playbooks: ansible-playbook as a user runs it, in a process that can be killed, and its results."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]

#: Seconds; a run that takes longer hangs.
_RUN_LIMIT = 300
_POLL = 0.02


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

    @property
    def is_failed(self) -> bool:
        """Whether it failed."""
        return self.verdict == "failed"

    @property
    def message(self) -> str:
        """Why it failed; empty when it did not."""
        return str(self.result.get("msg", ""))


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
    def failure(self) -> TaskResult:
        """The result that failed; there must be one and no more."""
        found = [item for item in self.results if item.verdict == "failed"]
        assert len(found) == 1, f"{len(found)} failures\n{self.output}"
        return found[0]

    @property
    def only(self) -> TaskResult:
        """The result of a run of one task on one host."""
        assert len(self.results) == 1, self.output
        return self.results[0]


@dataclass(frozen=True, slots=True)
class Launch:
    """What is run.

    Attributes:
        playbook: By path, or by its name in a collection.
        arguments: More arguments of ansible-playbook, ``--check`` for instance.
        environ: More environment variables.
    """

    playbook: str
    inventory: Path
    arguments: tuple[str, ...] = ()
    environ: Mapping[str, str] = field(default_factory=dict)

    @property
    def words(self) -> list[str]:
        """The arguments of ansible-playbook."""
        return ["-i", str(self.inventory), *self.arguments, self.playbook]

    def begin(self, directory: Path) -> Running:
        """Begin the run; what it leaves behind goes to a directory of its own."""
        with (directory / "output.txt").open("w", encoding="utf-8") as output:
            process = subprocess.Popen(
                [sys.executable, "-m", "ansible", "playbook", *self.words],
                env=environment(directory) | dict(self.environ),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        return Running(process, directory)


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


def written(path: Path, content: Any) -> Path:
    """A file Ansible reads, as JSON."""
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def recorded(path: Path) -> tuple[TaskResult, ...]:
    """The results the record callback wrote, in order."""
    if not path.exists():
        return ()
    return tuple(TaskResult(**json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines())
