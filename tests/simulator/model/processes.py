# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Processes: made by WMI or by a task, running by the clock of the host, gone after a restart."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from .shell import CommandError, Loop, Script, Simple, read_script, split_program
from .state import MachineState
from .tools import PROGRAMS, Work, found_by
from .upheaval import Process
from .values import WmiValue

#: ReturnValue of Create (documented)
SUCCESS, ACCESS_DENIED, PATH_NOT_FOUND, INVALID_PARAMETER = 0, 2, 9, 21
#: a blocked process ends the method with this code (documented for the rule of Microsoft Defender)
BLOCKED = 0x80070005

_SYSTEM = r"c:\windows\system32" + "\\"
_SHELL = "cmd.exe"
_WMI_HOST = 2948  # WmiPrvSE.exe
_SCHEDULER_HOST = 1320
#: inferred: what a task shows whose process somebody has ended
KILLED = 0x41306
_FAILED = 1


@dataclass(slots=True)
class Run:
    """A line at work: its own process, and the program it waits for.

    Attributes:
        top: Its process.
        ends_at: When the program ends.
        is_over: Whether all is done.
    """

    top: Process
    steps: Iterator[Simple | Loop]
    is_delayed: bool
    started: datetime
    work: Work | None = None
    child: Process | None = None
    loop: Loop | None = None
    ends_at: datetime | None = None
    code: int = 0
    is_over: bool = False


def name_of(line: str) -> str | None:
    """The file name of a program in the system directory; None for anything else."""
    program = line.strip().partition(" ")[0].lower()
    name = program.removeprefix(_SYSTEM)
    return name if program.startswith(_SYSTEM) and (name in PROGRAMS or name == _SHELL) else None


def start(state: MachineState, line: str, maker: str) -> Run:
    """A new process; what its line cannot do ends it at once with 1."""
    name = name_of(line) or "unknown.exe"
    parent = _WMI_HOST if maker == "wmi" else _SCHEDULER_HOST
    top = state.processes.new(parent, name, line, state.now, maker)
    simple = split_program(line)
    try:
        script = read_script(simple.arguments) if name == _SHELL else Script((simple,))
    except CommandError:
        script = Script(())
        top.exit_code = _FAILED
    run = Run(top, iter(script.commands), script.is_delayed, state.now)
    state.processes.runs.append(run)
    _next(state, run, state.now)
    return run


def settle_processes(state: MachineState) -> None:
    """Let programs end that are due."""
    for run in list(state.processes.runs):
        _advance(state, run)
    state.processes.runs = [run for run in state.processes.runs if not run.is_over]


def _advance(state: MachineState, run: Run) -> None:
    dies_after = state.servicing.dies_after
    while not run.is_over and run.ends_at is not None and run.ends_at <= state.now:
        death = None if dies_after is None else run.started + timedelta(seconds=dies_after)
        if death is not None and death < run.ends_at:
            break
        _finish(state, run, run.ends_at)
    if not run.is_over and dies_after is not None and run.started + timedelta(seconds=dies_after) <= state.now:
        _kill(run)


def _kill(run: Run) -> None:
    run.is_over = True
    for process in (run.top, run.child):
        if process is not None:
            process.is_over = True


def _finish(state: MachineState, run: Run, moment: datetime) -> None:
    """A program ends; in a loop its lines become commands of their own, which take no time."""
    work, run.work = run.work, None
    if work is not None:
        run.code = work.finish(state)
        if run.child is not None:
            run.child.exit_code, run.child.is_over = run.code, True
        if run.loop is not None:
            _run_body(state, run, run.loop, work.lines)
    run.child, run.loop = None, None
    _next(state, run, moment)


def _next(state: MachineState, run: Run, moment: datetime) -> None:
    step = next(run.steps, None)
    if step is None:
        run.is_over = run.top.is_over = True
        if run.top.exit_code is None:
            run.top.exit_code = run.code
        return
    source = step.source if isinstance(step, Loop) else step
    run.loop = step if isinstance(step, Loop) else None
    run.work = _work(state, run, source)
    run.ends_at = moment + timedelta(seconds=run.work.seconds)
    if name_of(run.top.command_line) == _SHELL:
        run.child = _child(state, run, source, moment)
    if not run.work.seconds:
        _finish(state, run, moment)


def _child(state: MachineState, run: Run, source: Simple, moment: datetime) -> Process:
    name = name_of(source.program) or "unknown.exe"
    line = f"{source.program} {_put_in(run, source.arguments)}"
    return state.processes.new(run.top.process_id, name, line, moment, run.top.maker)


def _work(state: MachineState, run: Run, source: Simple) -> Work:
    program = PROGRAMS.get(name_of(source.program) or "")
    if program is None:
        return Work(0, lambda _state: _FAILED)
    return program(state, _put_in(run, source.arguments))


def _put_in(run: Run, arguments: str) -> str:
    """The exit code of the command before, as it is printed: with a sign."""
    if not run.is_delayed:
        return arguments
    signed = run.code - (1 << 32) if run.code >= 1 << 31 else run.code
    return arguments.replace("!errorlevel!", str(signed))


def _run_body(state: MachineState, run: Run, loop: Loop, lines: tuple[str, ...]) -> None:
    name = (loop.filter.program.lower()).removeprefix(_SYSTEM)
    kept = found_by(loop.filter.arguments, lines) if name == "findstr.exe" else None
    for word in loop.words(kept or ()):
        for command in loop.body:
            filled = Simple(command.program, command.arguments.replace(f"%{loop.variable}", word))
            child = _child(state, run, filled, state.now)
            run.code = _work(state, run, filled).finish(state)
            child.exit_code, child.is_over = run.code, True


def create(state: MachineState, arguments: Mapping[str, WmiValue]) -> tuple[int, dict[str, WmiValue]]:
    """Win32_Process.Create: its ReturnValue and outputs."""
    line = arguments.get("CommandLine")
    if not isinstance(line, str) or not line.strip():
        return INVALID_PARAMETER, {}
    if not state.spec.is_elevated:
        return ACCESS_DENIED, {}
    name = name_of(line)
    if name is None:
        return PATH_NOT_FOUND, {}
    if state.servicing.blocks_wmi or (state.spec.is_s_mode and name == _SHELL):
        return BLOCKED, {}
    return SUCCESS, {"ProcessId": start(state, line, "wmi").top.process_id}


def process_rows(state: MachineState) -> list[dict[str, WmiValue]]:
    """Win32_Process: what a few system processes show, and those that were created."""
    standing = [Process(4, 0, "System", "", state.booted_at, "system"),
                Process(_WMI_HOST, 908, "WmiPrvSE.exe", "", state.booted_at, "system")]  # fmt: skip
    return [_row(process) for process in (*standing, *state.processes.alive)]


def _row(process: Process) -> dict[str, WmiValue]:
    return {
        "Handle": str(process.process_id),
        "ProcessId": process.process_id,
        "ParentProcessId": process.parent_id,
        "Name": process.name,
        "Caption": process.name,
        "CommandLine": process.command_line or None,
        "CreationDate": process.created,
        "ExecutablePath": None,
        "SessionId": 0,
    }
