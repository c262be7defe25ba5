# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Starting processes, moving them on with the clock of the host, ending them.

A command line is not searched for variables: %windir% is no folder (documented). A name without a folder is looked for
in the system directory. Of the programs there are those of `programs.py` and no others.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from .command_line import SYSTEM_DIRECTORY, file_of, first_word
from .errors import WbemError
from .process_table import Ended, Process, Running, Start, Wait
from .programs import PROGRAMS
from .state import MachineState
from .system_classes import local_time
from .values import WmiValue

#: ReturnValue of Create and Terminate (documented)
SUCCESS, ACCESS_DENIED, UNKNOWN_FAILURE, PATH_NOT_FOUND, INVALID_PARAMETER = 0, 2, 8, 9, 21
#: codes of Windows (documented)
FILE_IS_MISSING, PATH_IS_MISSING, POLICY_VIOLATION = 2, 3, 4551
#: a rule of Microsoft Defender blocks with this code (documented)
BLOCKED = 0x80070005
#: exit code of a process that somebody ends (community)
KILLED = 1
#: documented: what Windows in S mode does not let run
_NOT_IN_S_MODE = frozenset({"cmd.exe", "reg.exe"})
_SCHEDULER, _WMI_HOST = 1320, 2948
_HOSTS = {"wmi": _WMI_HOST, "task": _SCHEDULER}
#: processes every Windows has; the numbers are invented
_STANDING = (
    (0, 0, "System Idle Process"),
    (4, 0, "System"),
    (652, 4, "services.exe"),
    (_SCHEDULER, 652, "svchost.exe"),
    (_WMI_HOST, 652, "WmiPrvSE.exe"),
)
#: the programs whose end a scenario decides
SERVICING = frozenset({"dism.exe", "changepk.exe"})


class CannotStart(Exception):
    """A process could not be started; `code` is that of Windows."""

    def __init__(self, code: int) -> None:
        super().__init__(str(code))
        self.code = code


def start(
    state: MachineState,
    line: str,
    maker: str,
    *,
    parent: Process | None = None,
    is_elevated: bool = True,
    text: str = "",
) -> Process:
    """Start a process; what takes no time is done at once.

    Raises:
        CannotStart: There is no such program, or Windows does not let it run.
    """
    word, arguments = first_word(line)
    name = _program(word)
    if state.spec.is_s_mode and name in _NOT_IN_S_MODE:
        raise CannotStart(POLICY_VIOLATION)
    table = state.processes
    process = Process(
        process_id=table.next_number(),
        parent_id=parent.process_id if parent else _HOSTS[maker],
        name=name,
        path=rf"{SYSTEM_DIRECTORY}\{name}",
        command_line=line,
        maker=maker,
        is_elevated=is_elevated,
        created=_moment(state) + state.clock_offset,
        text=text,
    )
    table.running[process.process_id] = process
    table.log.append(process)
    if name in SERVICING and state.servicing.dies_after is not None:
        process.dies_at = _moment(state) + timedelta(seconds=state.servicing.dies_after)
    process.script = PROGRAMS[name](Running(state, process, arguments))
    _step(state, process, None)
    return process


def _program(word: str) -> str:
    """The name of the program of a first word."""
    folder, name = file_of(word)
    if folder and folder.lower() != SYSTEM_DIRECTORY.lower():
        raise CannotStart(PATH_IS_MISSING)
    if name not in PROGRAMS:
        raise CannotStart(FILE_IS_MISSING)
    return name


def settle_processes(state: MachineState) -> None:
    """Let everything happen that the clock has brought, in its order; a machine that is down has no processes."""
    table = state.processes
    while not state.power.is_down and (due := _next_due(state)) is not None:
        table.moment, process = due
        if process.dies_at is not None and process.dies_at <= table.moment:
            _die(state, process)
        else:
            process.wakes_at = None
            _step(state, process, None)
        table.moment = None
    if state.power.is_down:
        table.end_all(state.now)


def kill(state: MachineState, process: Process, code: int) -> None:
    """End a process from outside: its children go on, and who waits for it hears of it."""
    if process.script is not None:
        process.script.close()
    _end(state, process, code)


def _die(state: MachineState, process: Process) -> None:
    """By a fate: a program goes alone, so that a shell around it goes on, or with all that wait for it."""
    while not state.servicing.dies_alone:
        above = _waiting_for(state, process)
        if above is None:
            break
        process, above.child = above, None
        for number in [item.process_id for item in state.processes.running.values() if item.dies_at is not None]:
            kill(state, state.processes.running[number], KILLED)
    kill(state, process, KILLED)


def create(state: MachineState, arguments: Mapping[str, WmiValue]) -> tuple[int, dict[str, WmiValue]]:
    """Win32_Process.Create: its ReturnValue and outputs. Who is no administrator may call it (inferred)."""
    line = arguments.get("CommandLine")
    if not isinstance(line, str) or not line.strip():
        return INVALID_PARAMETER, {}
    if state.servicing.blocks_wmi and state.switches.blocked_process != "child":
        return _blocked(state)
    try:
        process = start(state, line, "wmi", is_elevated=state.spec.is_elevated)
    except CannotStart as problem:
        return UNKNOWN_FAILURE if problem.code == POLICY_VIOLATION else PATH_NOT_FOUND, {}
    return SUCCESS, {"ProcessId": process.process_id}


def _blocked(state: MachineState) -> tuple[int, dict[str, WmiValue]]:
    """How the rule of Microsoft Defender shows; its code is documented, where it stands is inferred."""
    how = state.switches.blocked_process
    if how == "fault":
        raise WbemError(BLOCKED, "Win32_Process::Create")
    return (ACCESS_DENIED if how == "access_denied" else BLOCKED), {}


def terminate(state: MachineState, handle: str, arguments: Mapping[str, WmiValue]) -> tuple[int, dict[str, WmiValue]]:
    """Win32_Process.Terminate: the reason is the exit code (documented)."""
    process = state.processes.running.get(int(handle)) if handle.isdecimal() else None
    if process is None or not state.spec.is_elevated:
        return ACCESS_DENIED, {}
    kill(state, process, int(str(arguments.get("Reason") or 0)))
    return SUCCESS, {}


def process_rows(state: MachineState) -> list[dict[str, WmiValue]]:
    """What Win32_Process shows."""
    standing = [Process(number, parent, name, "", "", "system", True, state.booted_at)
                for number, parent, name in _STANDING]  # fmt: skip
    return [_row(state, process) for process in (*standing, *state.processes.running.values())]


def _row(state: MachineState, process: Process) -> dict[str, WmiValue]:
    return {
        "Caption": process.name,
        "CommandLine": process.command_line or None,
        "CreationClassName": "Win32_Process",
        "CreationDate": local_time(state, process.created),
        "CSCreationClassName": "Win32_ComputerSystem",
        "CSName": state.spec.name.split(".")[0].upper()[:15],
        "Description": process.name,
        "ExecutablePath": process.path or None,
        "ExecutionState": None,
        "Handle": str(process.process_id),
        "InstallDate": None,
        "Name": process.name,
        "OSCreationClassName": "Win32_OperatingSystem",
        "ParentProcessId": process.parent_id,
        "Priority": 8,
        "ProcessId": process.process_id,
        "SessionId": 0,
        "Status": None,
        "TerminationDate": None,
        "WindowsVersion": state.spec.version,
    }


def _moment(state: MachineState) -> datetime:
    return state.processes.moment or state.world.clock.now


def _next_due(state: MachineState) -> tuple[datetime, Process] | None:
    """The process that comes next, with its moment."""
    now = state.world.clock.now
    due = [
        (moment, process.process_id)
        for process in state.processes.running.values()
        for moment in (process.wakes_at, process.dies_at)
        if moment is not None and moment <= now
    ]
    if not due:
        return None
    moment, number = min(due)
    return moment, state.processes.running[number]


def _step(state: MachineState, process: Process, answer: Ended | None) -> None:
    """Move a process on until it waits or ends."""
    while process.script is not None and not process.is_over:
        try:
            wish = process.script.send(answer)
        except StopIteration as end:
            _end(state, process, int(end.value))
            return
        if isinstance(wish, Wait):
            process.wakes_at = None if wish.seconds is None else _moment(state) + timedelta(seconds=wish.seconds)
            return
        answer = _child(state, process, wish)
        if answer is None:
            return


def _child(state: MachineState, process: Process, wish: Start) -> Ended | None:
    """Start a child; how it ended, or None while it runs."""
    try:
        child = start(state, wish.line, process.maker, parent=process, is_elevated=process.is_elevated, text=wish.text)
    except CannotStart as problem:
        return Ended(problem.code, is_started=False)
    if child.exit_code is not None:
        return Ended(child.exit_code, child.output)
    process.child = child.process_id
    return None


def _end(state: MachineState, process: Process, code: int) -> None:
    process.exit_code, process.script = code & 0xFFFFFFFF, None
    process.ended = _moment(state) + state.clock_offset
    state.processes.running.pop(process.process_id, None)
    above = _waiting_for(state, process)
    if above is not None:
        above.child = None
        _step(state, above, Ended(process.exit_code, process.output))


def _waiting_for(state: MachineState, process: Process) -> Process | None:
    running = state.processes.running.values()
    return next((item for item in running if item.child == process.process_id), None)
