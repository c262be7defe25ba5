# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Start, stop and look at a simulator: `python -m tests.simulator.control start SCENARIO --state FILE`."""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from .__main__ import add_server_options
from .scenario import load_scenario
from .statefile import read_state, remove_state
from .validation import ScenarioError

_START_SECONDS = 20
_STOP_SECONDS = 10
_PAUSE = 0.05
_ROOT = Path(__file__).resolve().parents[2]


def _is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return not _is_zombie(pid)


def _is_zombie(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0] == "Z"
    except (OSError, IndexError):
        return False


def _is_simulator(pid: int) -> bool:
    """Whether a pid is (still) a simulator and not a stranger that got the number; True where /proc is missing."""
    path = Path(f"/proc/{pid}/cmdline")
    if not path.parent.parent.joinpath("self").exists():
        return True
    try:
        return b"tests.simulator" in path.read_bytes()
    except OSError:
        return False


def _alive(state: dict[str, Any] | None) -> int | None:
    pid = state.get("pid") if state else None
    return pid if isinstance(pid, int) and _is_running(pid) and _is_simulator(pid) else None


def _log_path(state_file: Path) -> Path:
    return state_file.with_name(state_file.name + ".log")


def _summary(state: dict[str, Any]) -> str:
    hosts = state["hosts"]
    port = state["port"] or state["tls_port"]
    return f"simulator {state['pid']}: {len(hosts)} hosts, port {port}, admin port {state['admin']['port']}"


def start(options: argparse.Namespace) -> int:
    """Spawn a detached simulator and wait until it listens."""
    load_scenario(options.scenario)
    if _alive(read_state(options.state)):
        print(f"simulator: {options.state} belongs to a running simulator", file=sys.stderr)
        return 1
    remove_state(options.state)
    command = [sys.executable, "-m", "tests.simulator", str(options.scenario.resolve())]
    command += ["--state", str(options.state.resolve()), "--port", str(options.port)]
    command += ["--lifetime", str(options.lifetime), *(["--ports"] if options.ports else [])]
    log = _log_path(options.state)
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, cwd=_ROOT, stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True
        )
    return _await_start(process, options.state, log)


def _await_start(process: subprocess.Popen[bytes], state_file: Path, log: Path) -> int:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline:
        state = read_state(state_file)
        if state is not None and state.get("pid") == process.pid:
            print(_summary(state))
            return 0
        if process.poll() is not None:
            print(log.read_text(encoding="utf-8").strip() or "simulator: ended at once", file=sys.stderr)
            return process.returncode or 1
        time.sleep(_PAUSE)
    process.terminate()
    print(f"simulator: did not listen within {_START_SECONDS} seconds", file=sys.stderr)
    return 1


def stop(options: argparse.Namespace) -> int:
    """End exactly the process of the state file."""
    state = read_state(options.state)
    pid = _alive(state)
    if pid is not None:
        os.kill(pid, signal.SIGTERM)
        deadline = time.monotonic() + _STOP_SECONDS
        while _is_running(pid) and time.monotonic() < deadline:
            time.sleep(_PAUSE)
        if _is_running(pid):
            print(f"simulator: {pid} does not end", file=sys.stderr)
            return 1
    remove_state(options.state)
    _log_path(options.state).unlink(missing_ok=True)
    print(f"simulator {pid}: stopped" if pid else "simulator: was not running")
    return 0


def status(options: argparse.Namespace) -> int:
    """Say whether a simulator runs; 3 when not."""
    state = read_state(options.state)
    if state is None or _alive(state) is None:
        print("simulator: not running")
        return 3
    print(_summary(state))
    return 0


def main(arguments: list[str] | None = None) -> int:
    """Dispatch the three verbs."""
    parser = argparse.ArgumentParser(prog="python -m tests.simulator.control")
    verbs = parser.add_subparsers(dest="verb", required=True)
    add_server_options(verbs.add_parser("start", help="start a simulator in the background"))
    for name in ("stop", "status"):
        verbs.add_parser(name).add_argument("--state", type=Path, required=True)
    options = parser.parse_args(arguments)
    try:
        return {"start": start, "stop": stop, "status": status}[options.verb](options)
    except ScenarioError as error:
        print(f"simulator: {error}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
