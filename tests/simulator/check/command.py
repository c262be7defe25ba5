# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The command line of the check: three runs, a table of what is wrong, and an exit code."""

from __future__ import annotations

import argparse
import re
import signal
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import FrameType
from typing import IO, Any

from ..client import AdminClientError
from ..control import STARTER, ControlError, Order, attached, locked, running
from ..texts import said
from ..validation import ScenarioError
from .judge import Finding, Fleet, Stage, findings_of
from .junit import write_junit
from .report import table
from .runs import Playbook, Run, Runner, environment

_FAULTY, _UNUSABLE, _INTERRUPTED = 1, 2, 130
#: Seconds after which a simulator of our own ends if all else fails; it ends with the check.
_LIFETIME = 86_400
_IN_A_COLLECTION = re.compile(r"\w+\.\w+\.[\w.]+")
_OURS = frozenset({"--check", "-C", "--syntax-check", "--list-tasks", "--list-hosts", "--list-tags"})


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="simulator check",
        usage="%(prog)s [options] PLAYBOOK [options of ansible-playbook]",
        description="Run a playbook on simulated hosts in check mode, for real, and again. Exit code 0: it is "
        "idempotent; 1: the tasks that are not are listed; 2: it could not be tried.",
        epilog="PLAYBOOK is a path, or a name in a collection. Everything else, such as -e, -i or --limit, goes to "
        "ansible-playbook.",
        allow_abbrev=False,
    )
    parser.add_argument("--scenario", type=Path, help="the hosts, as YAML; three to begin with if not given")
    parser.add_argument("--state", type=Path, help="state file of a simulator that runs; otherwise one is started")
    parser.add_argument("--connection", choices=("winrm", "psrp"), default="winrm", help="how the hosts are reached")
    parser.add_argument("--junit", type=Path, metavar="FILE", help="write the outcome as JUnit XML, too")
    parser.add_argument("--log", type=Path, metavar="FILE", help="write what the runs print to a file")
    return parser


def main(words: Sequence[str]) -> int:
    """Check a playbook."""
    options, others = _parser().parse_known_args(words)
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        playbook = _playbook(others)
        _require_usable(options)
        return _checked(playbook, options)
    except (ControlError, ScenarioError, AdminClientError, OSError) as error:
        print(f"check: {error}", file=sys.stderr)
        return _UNUSABLE
    except KeyboardInterrupt:
        print("check:", said("interrupted; what it started is stopped"), file=sys.stderr)
        return _INTERRUPTED


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _playbook(words: Sequence[str]) -> Playbook:
    if not words or words[0].startswith("-"):
        raise ControlError(said("name the playbook first, and the options of ansible-playbook after it"))
    name, *arguments = words
    if not Path(name).is_file() and not _IN_A_COLLECTION.fullmatch(name):
        raise ControlError(said("there is no playbook {path}", path=name))
    if wrong := _OURS.intersection(arguments):
        raise ControlError(said("leave {option} out: check mode and real runs are made here", option=sorted(wrong)[0]))
    return Playbook(name, tuple(arguments))


def _require_usable(options: argparse.Namespace) -> None:
    if options.state and options.scenario:
        raise ControlError(said("give either --state or --scenario: a simulator that runs has its scenario"))
    for name, path in (("--junit", options.junit), ("--log", options.log)):
        if path is not None and (path.is_dir() or not path.absolute().parent.is_dir()):
            raise ControlError(said("{option}: {path} cannot be written", option=name, path=path))
    if options.state is not None and running(options.state) is None:
        raise ControlError(said("no simulator runs behind {path}", path=options.state))


def _checked(playbook: Playbook, options: argparse.Namespace) -> int:
    environ = environment()
    with ExitStack() as stack:
        directory = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="check-")))
        state_file, state = stack.enter_context(_simulator(options, directory))
        output: IO[bytes] | None = stack.enter_context(options.log.open("wb")) if options.log else None
        inventory = directory / "simulator.yml"
        inventory.write_text(
            "plugin: licenseops.windows.simulator\n"
            f"state_file: '{state_file.resolve()}'\nconnection: {options.connection}\n",
            encoding="utf-8",
        )
        fleet = Fleet({name: host["address"] for name, host in state["hosts"].items()})
        runs, findings = _tried(playbook, Runner(state, inventory, directory, environ, output), fleet)
    if options.junit is not None:
        write_junit(options.junit, runs, findings)
    _tell(playbook, runs, findings)
    return _FAULTY if findings or _refused(runs) else 0


@contextmanager
def _simulator(options: argparse.Namespace, directory: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    """State file and state of the simulator that was named, or of one that lives as long as the check."""
    if options.state is None:
        order = Order(options.scenario or STARTER, directory / "simulator.json", lifetime=_LIFETIME)
        with attached(order) as begun:
            yield order.state, begun
        return
    state = running(options.state)
    lock = options.state.with_name(f"{options.state.name}.check")
    held = locked(lock)
    if held is None or state is None:
        raise ControlError(said("another check uses the simulator behind {path}", path=options.state))
    with held:
        try:
            yield options.state, state
        finally:
            lock.unlink(missing_ok=True)


def _tried(playbook: Playbook, runner: Runner, fleet: Fleet) -> tuple[list[Run], list[Finding]]:
    """The runs that were made, and all that is wrong; nothing is run again after a real run that failed."""
    runs: list[Run] = []
    findings: list[Finding] = []
    for number, stage in enumerate(Stage, start=1):
        print(f"\n[{number}/{len(Stage)}] {said(_TITLES[stage])}: {playbook.name}", flush=True)
        run = runner.run(playbook, stage)
        _require_a_run(run, fleet)
        runs.append(run)
        found = findings_of(stage, run.record, run.sent, fleet)
        findings += found
        print(_counted(stage, len(found)), flush=True)
        if stage is Stage.FIRST and found:
            print(said("The first run failed, so there is no second one."), flush=True)
            break
    return runs, findings


def _counted(stage: Stage, count: int) -> str:
    if count == 1:
        return said("{run}: 1 finding", run=said(stage))
    return (
        said("{run}: {count} findings", run=said(stage), count=count) if count else said("{run}: fine", run=said(stage))
    )


def _refused(runs: Sequence[Run]) -> list[str]:
    """What the playbook would have reached although it is not simulated."""
    return list(dict.fromkeys(what for run in runs for what in run.record.refused))


_TITLES = {
    Stage.CHECK: "Check mode",
    Stage.FIRST: "First run, for real",
    Stage.SECOND: "Second run, which should find nothing to do",
}


def _require_a_run(run: Run, fleet: Fleet) -> None:
    """A run without tasks proves nothing."""
    if not run.record.is_complete:
        raise ControlError(
            said("ansible-playbook ended with {code} and ran nothing; what it printed says why", code=run.returncode)
        )
    if not fleet.is_reached_by(run.record):
        hosts = ", ".join(fleet.addresses)
        raise ControlError(said("no task ran on a simulated host; the playbook has to be about {hosts}", hosts=hosts))


def _tell(playbook: Playbook, runs: Sequence[Run], findings: Sequence[Finding]) -> None:
    print()
    if refused := _refused(runs):
        reason = said(
            "It would have talked to {what}, which is not simulated; nothing was let out.", what=", ".join(refused)
        )
        print(reason, flush=True)
    if not findings and not refused:
        count = len({(item.path, item.task) for run in runs for item in run.record.executions})
        print(said("{playbook} is idempotent. Tasks: {count}, findings: 0.", playbook=playbook.name, count=count))
        return
    if findings:
        print(said("{playbook} is not idempotent:", playbook=playbook.name))
        print("\n".join(table(findings)), flush=True)
