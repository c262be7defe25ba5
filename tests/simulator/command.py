# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The commands: start, stop, status, run in the foreground, and check a playbook.

What only some of them want is imported there, so that the others take no time.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .control import DEFAULT_LIFETIME, STARTER, ControlError, Order, Started, locked, log_path, running, start, stop
from .texts import said
from .validation import ScenarioError

if TYPE_CHECKING:
    from .scenario import Scenario

STATE_FILE = Path("simulator.json")

_NOT_RUNNING = 3
_UNUSABLE = 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="simulator", description="Simulated Windows hosts behind WinRM, on loopback.")
    verbs = parser.add_subparsers(dest="verb", required=True)
    for name, about in (
        ("start", "start it in the background and wait until it listens"),
        ("run", "run it in the foreground"),
    ):
        _add_server_options(verbs.add_parser(name, help=about, description=about))
    for name, about in (("stop", "end it"), ("status", "say whether it runs; exit code 3 when not")):
        verbs.add_parser(name, help=about, description=about)
    for name, verb in verbs.choices.items():
        verb.add_argument("--state", type=Path, default=STATE_FILE, help="file that tells how to reach it")
        if name != "run":
            verb.add_argument("--json", action="store_true", help="print the outcome as one JSON object")
        if name in ("start", "stop"):
            verb.add_argument("--rehearse", action="store_true", help="only say what would be done")
    verbs.add_parser("check", help="prove that a playbook is idempotent; see check --help", add_help=False)
    return parser


def _add_server_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("scenario", type=Path, nargs="?", default=STARTER, help="YAML, see README.md beside this file")
    parser.add_argument("--port", type=int, default=0, help="common port of all hosts, 0 for any free one")
    parser.add_argument("--ports", action="store_true", help="one address, a port per host")
    parser.add_argument("--lifetime", type=float, default=DEFAULT_LIFETIME, help="seconds until it ends by itself")
    parser.add_argument("--detached", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--until-eof", action="store_true", help="end as soon as standard input does")


def _order(options: argparse.Namespace) -> Order:
    return Order(options.scenario, options.state, options.port, options.ports, options.lifetime)


def _start(options: argparse.Namespace) -> int:
    started = start(_order(options), options.rehearse)
    if options.json:
        _print_json(started.state, started.is_new, options.state)
    elif not started.state:
        print(said("A simulator would be started."))
    else:
        print("\n".join(_leaflet(started, options.state)))
    return 0


def _leaflet(started: Started, state_file: Path) -> list[str]:
    """Hosts, keys to try, and what to type next."""
    state = started.state
    hosts = state["hosts"]
    head = (
        "{count} simulated hosts listen until {end} (process {pid})."
        if started.is_new
        else "{count} simulated hosts listen already, until {end} (process {pid})."
    )
    lines = [said(head, count=len(hosts), end=state["ends_at"], pid=state["pid"])]
    width = max(len(name) for name in hosts)
    for name, host in hosts.items():
        place = f"{host['address']}:{host['port'] or host['tls_port']}"
        lines.append(f"  {name:<{width}}  {place:<18}  {host['caption']}, {said(host['standing'])}")
    if state["keys"]:
        lines.append(said("Keys to try (they are fake and open nothing real):"))
        width = max(len(item["name"]) for item in state["keys"]) + 2
        lines += [_key_line(item, width) for item in state["keys"]]
    lines.append(said("They are reached by an inventory file such as simulator.yml:"))
    lines += ["  plugin: licenseops.windows.simulator", f"  state_file: {state_file.resolve()}"]
    lines.append(said("Next:"))
    return [*lines, "  ansible-playbook -i simulator.yml licenseops.windows.status"]


def _key_line(item: dict[str, Any], width: int) -> str:
    name = f"({item['name']})"
    return f"  {item['key']}  {name:<{width}}  {', '.join(item['hosts'])}"


def _stop(options: argparse.Namespace) -> int:
    pid = stop(options.state, options.rehearse)
    if options.json:
        _print_json({}, pid is not None, options.state)
    elif pid is None:
        print(said("No simulator was running."))
    else:
        print(said("The simulator would be stopped.") if options.rehearse else said("The simulator is stopped."))
    return 0


def _status(options: argparse.Namespace) -> int:
    state = running(options.state)
    if options.json:
        _print_json(state or {}, False, options.state)
    elif state is None:
        print(said("No simulator is running."))
    else:
        print("\n".join(_leaflet(Started(state, is_new=False), options.state)))
    return _NOT_RUNNING if state is None else 0


def _print_json(state: dict[str, Any], is_changed: bool, state_file: Path) -> None:
    """What a playbook needs; neither password nor token is among it."""
    public = {name: state.get(name) for name in ("pid", "ends_at", "hosts", "keys", "scenario") if state}
    print(json.dumps({"changed": is_changed, "state_file": str(state_file.resolve()), **public}))


def _run(options: argparse.Namespace) -> int:
    """Serve until told to end; in the foreground the lock is taken here, in the background it came with the output."""
    from .scenario import load_scenario

    scenario = load_scenario(options.scenario)
    log = None if options.detached else locked(log_path(options.state))
    if log is None and not options.detached:
        raise ControlError(said("{path} belongs to a running simulator", path=options.state))
    try:
        asyncio.run(_served(scenario, options))
        _remove_if_empty(log_path(options.state))
    finally:
        if log is not None:
            _remove_if_empty(log_path(options.state))
            log.close()
    return 0


def _remove_if_empty(path: Path) -> None:
    if path.exists() and not path.stat().st_size:
        path.unlink(missing_ok=True)


async def _served(scenario: Scenario, options: argparse.Namespace) -> None:
    from .server import Server, run

    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopped.set)
    if options.until_eof:
        loop.add_reader(sys.stdin.fileno(), _notice_end, stopped)
    server = Server(scenario, options.port, options.ports)
    await run(server, options.state, options.lifetime, stopped)


def _notice_end(stopped: asyncio.Event) -> None:
    """Whoever started it is gone when nothing more can come."""
    if not os.read(sys.stdin.fileno(), 1024):
        stopped.set()


def main(arguments: list[str] | None = None) -> int:
    """Do what the command line says; 2 for what cannot be used, with one sentence."""
    words = sys.argv[1:] if arguments is None else arguments
    if words[:1] == ["check"]:
        from .check.command import main as check

        return check(words[1:])
    options = _parser().parse_args(words)
    try:
        return {"start": _start, "stop": _stop, "status": _status, "run": _run}[options.verb](options)
    except (ScenarioError, ControlError, OSError) as error:
        print(f"simulator: {error}", file=sys.stderr)
        return _UNUSABLE
