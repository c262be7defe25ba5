# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Start, stop and look at a simulator in the background. No message is printed here; `command.py` does that.

Who starts one holds a lock on its log file, and the simulator inherits the lock and keeps it until it ends, however it
ends. So two that start at once become one start, and what a killed process leaves behind hinders nobody.
"""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from .client import AdminClient, AdminClientError
from .statefile import read_state, remove_state
from .texts import said

DEFAULT_LIFETIME = 1800

#: The hosts where no scenario is named.
STARTER = Path(__file__).resolve().parent / "scenarios" / "starter.yml"

_START_SECONDS = 30
_STOP_SECONDS = 10
_KILL_SECONDS = 5
_ANSWER_SECONDS = 5
_PAUSE = 0.05
_HERE = Path(__file__).resolve().parent


class ControlError(RuntimeError):
    """A simulator could not be started or stopped; one sentence."""


@dataclass(frozen=True, slots=True)
class Order:
    """A simulator as it is wanted.

    Attributes:
        state: The file that tells how to reach it.
        port: Common port of all hosts, 0 for any free one.
        ports: One address and a port for each host.
        lifetime: Seconds until it ends by itself.
    """

    scenario: Path
    state: Path
    port: int = 0
    ports: bool = False
    lifetime: float = DEFAULT_LIFETIME

    def command(self, *more: str) -> list[str]:
        """What runs it."""
        words = [sys.executable, str(_HERE), "run", str(self.scenario.resolve()), "--state", str(self.state.resolve())]
        words += ["--port", str(self.port), "--lifetime", str(self.lifetime), *(["--ports"] if self.ports else [])]
        return [*words, *more]


@dataclass(frozen=True, slots=True)
class Started:
    """A simulator that is there.

    Attributes:
        state: Its state file; empty where it would only be started.
        is_new: Whether it was started for this order.
    """

    state: dict[str, Any]
    is_new: bool


def log_path(state_file: Path) -> Path:
    """Where a simulator in the background says what went wrong; also the file of the lock."""
    return state_file.with_name(state_file.name + ".log")


def running(state_file: Path) -> dict[str, Any] | None:
    """The state of the simulator that listens behind a state file, if one does."""
    state = read_state(state_file)
    return state if state is not None and _answers(state) else None


def _answers(state: dict[str, Any]) -> bool:
    """Whether exactly this simulator answers; one that is suspended counts, because its connection is accepted."""
    try:
        admin = state["admin"]
        client = AdminClient(admin["address"], admin["port"], admin["token"], timeout=_ANSWER_SECONDS)
        return client.hosts() == list(state["hosts"])
    except TimeoutError:
        return True
    except (AdminClientError, OSError, KeyError, TypeError, ValueError):
        return False


def locked(path: Path) -> IO[bytes] | None:
    """The file, open and locked, or None while somebody else holds the lock."""
    path.parent.mkdir(parents=True, exist_ok=True)
    file = path.open("ab")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if path.exists() and os.path.samestat(os.fstat(file.fileno()), path.stat()):
            return file
    except OSError:
        pass
    file.close()
    return None


def start(order: Order, is_rehearsal: bool = False) -> Started:
    """The simulator behind the state file, started where there is none; waits until it listens.

    Raises:
        ControlError: It does not start, or another scenario runs there.
        ScenarioError: The scenario cannot be used.
    """
    from .scenario import load_scenario

    load_scenario(order.scenario)
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline:
        if (state := running(order.state)) is not None:
            _require_same_scenario(order, state)
            return Started(state, is_new=False)
        if is_rehearsal:
            return Started({}, is_new=True)
        log = locked(log_path(order.state))
        if log is not None:
            with log:
                return Started(_spawned(order, log), is_new=True)
        time.sleep(_PAUSE)
    raise ControlError(said("{path}: another start does not come to an end", path=order.state))


def _require_same_scenario(order: Order, state: dict[str, Any]) -> None:
    if state.get("scenario") != str(order.scenario.resolve()):
        raise ControlError(
            said(
                "{path} belongs to a simulator of another scenario, {scenario}: stop that one first",
                path=order.state,
                scenario=state.get("scenario"),
            )
        )


def _spawned(order: Order, log: IO[bytes]) -> dict[str, Any]:
    """Start it; its standard output is the log and carries the lock on."""
    remove_state(order.state)
    log.truncate(0)
    process = subprocess.Popen(
        order.command("--detached"), stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
    )
    return await_state(process, order.state)


@contextmanager
def attached(order: Order) -> Iterator[dict[str, Any]]:
    """The state of a simulator that ends together with this process, however that ends.

    It sees the end of its standard input when the other end of the pipe is closed, by whatever.
    """
    with log_path(order.state).open("wb") as log:
        process = subprocess.Popen(
            order.command("--detached", "--until-eof"),
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    try:
        yield await_state(process, order.state)
    finally:
        if process.stdin is not None:
            process.stdin.close()
        try:
            process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(_KILL_SECONDS)


def await_state(process: subprocess.Popen[bytes], state_file: Path) -> dict[str, Any]:
    """The state file of a process that has just begun, as soon as it listens."""
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline:
        state = read_state(state_file)
        if state is not None and state.get("pid") == process.pid:
            return state
        if process.poll() is not None:
            told = log_path(state_file).read_text(encoding="utf-8", errors="replace").strip()
            raise ControlError(told.removeprefix("simulator: ") or said("it ended at once"))
        time.sleep(_PAUSE)
    process.terminate()
    raise ControlError(said("it did not listen within {seconds} seconds", seconds=_START_SECONDS))


def stop(state_file: Path, is_rehearsal: bool = False) -> int | None:
    """End exactly the process of the state file, and tidy up; its number, or None where nothing ran."""
    state = running(state_file)
    pid = None if state is None else int(state["pid"])
    if is_rehearsal:
        return pid
    if pid is not None:
        _end(pid, state_file)
    _tidy(state_file)
    return pid


def _tidy(state_file: Path) -> None:
    """Remove what is left, unless somebody starts it anew; a process that dies holds the lock for a moment longer."""
    deadline = time.monotonic() + _KILL_SECONDS
    while time.monotonic() < deadline:
        if (log := locked(log_path(state_file))) is not None:
            with log:
                remove_state(state_file)
                log_path(state_file).unlink(missing_ok=True)
            return
        if running(state_file) is not None:
            return
        time.sleep(_PAUSE)


def _end(pid: int, state_file: Path) -> None:
    """Ask it to end, and insist where it does not."""
    for number, seconds in ((signal.SIGTERM, _STOP_SECONDS), (signal.SIGKILL, _KILL_SECONDS)):
        if _is_gone(pid, state_file):
            return
        os.kill(pid, number)
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if _is_gone(pid, state_file):
                return
            time.sleep(_PAUSE)
    raise ControlError(said("process {pid} does not end", pid=pid))


def _is_gone(pid: int, state_file: Path) -> bool:
    """Whether the process has ended, or its number belongs to a stranger by now."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    words = _command_line(pid)
    return words is not None and str(state_file.resolve()).encode() not in words


def _command_line(pid: int) -> Sequence[bytes] | None:
    """The words a process was started with; none for a zombie, None on a system that does not tell."""
    if not Path("/proc/self/cmdline").exists():
        return None
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except OSError:
        return ()
