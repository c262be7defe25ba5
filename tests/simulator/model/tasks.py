# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Task Scheduler as its WMI classes show it (schema: recorded): register, start, stop, look, delete."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timezone

from .errors import Wbem, WbemError
from .processes import CannotStart, kill, start
from .state import MachineState
from .system_classes import local_time
from .task_xml import read_task
from .upheaval import ScheduledTask
from .values import Embedded, WmiValue

NAMESPACE = "root/microsoft/windows/taskscheduler"
TASK, INFO, SCHEDULER = "MSFT_ScheduledTask", "MSFT_TaskDynamicInfo", "PS_ScheduledTask"

#: codes of Windows and of the Task Scheduler (documented): ERROR_ALREADY_EXISTS, ERROR_FILE_NOT_FOUND, E_ACCESSDENIED,
#: ERROR_LOGON_FAILURE, ERROR_INVALID_NAME
_EXISTS, _NO_SUCH_TASK, _DENIED, _LOGON_FAILURE, _INVALID_NAME = (
    0x800700B7, 0x80070002, 0x80070005, 0x8007052E, 0x8007007B,
)  # fmt: skip
#: SCHED_S_TASK_RUNNING, HAS_NOT_RUN, TERMINATED, QUEUED, SCHED_E_TASK_DISABLED, START_ON_DEMAND (documented)
_RUNNING, _HAS_NOT_RUN, TERMINATED, _QUEUED, _DISABLED, _ON_DEMAND = (
    0x41301, 0x41303, 0x41306, 0x41325, 0x80041326, 0x80041328,
)  # fmt: skip
#: State of a task (documented)
_STATE_DISABLED, _STATE_QUEUED, _STATE_READY, _STATE_RUNNING = 1, 2, 3, 4
#: what LastRunTime shows of a task that has never run (community)
_NEVER = datetime(1999, 11, 30, tzinfo=timezone.utc)
_ON_BATTERY = frozenset({1, 4, 5})  # documented: BatteryStatus
_FORBIDDEN = frozenset('\\/:*?"<>|')
_HRESULT = 0x80070000
#: of Windows itself, on every host
_OWN = ScheduledTask("SynchronizeTime", "\\Microsoft\\Windows\\Time Synchronization\\")


def require_scheduler(state: MachineState) -> None:
    """Its namespace is there, and open to the caller."""
    if state.servicing.scheduler == "missing":
        raise WbemError(Wbem.INVALID_NAMESPACE, NAMESPACE)
    if state.servicing.scheduler == "denied" or not state.spec.is_elevated:
        raise WbemError(Wbem.ACCESS_DENIED, NAMESPACE)


def call_scheduler(
    state: MachineState, method: str, arguments: Mapping[str, WmiValue]
) -> tuple[int, dict[str, WmiValue]]:
    """A method of PS_ScheduledTask. Its failures are faults with the code of the Task Scheduler, or return values."""
    require_scheduler(state)
    name, path = str(arguments.get("TaskName") or ""), str(arguments.get("TaskPath") or "\\")
    settle_tasks(state)
    try:
        return 0, _METHODS[method](state, name, path, arguments)
    except WbemError as error:
        if state.switches.task_errors == "return_value":
            return error.code, {}
        raise


def task_rows(state: MachineState) -> list[dict[str, WmiValue]]:
    """MSFT_ScheduledTask: one of Windows itself, and what was registered."""
    require_scheduler(state)
    settle_tasks(state)
    return [_row(task) for task in (_OWN, *state.tasks.values())]


def delete_task(state: MachineState, keys: Mapping[str, str]) -> None:
    """WS-Transfer Delete (recorded); its process goes on (inferred)."""
    require_scheduler(state)
    given = {name.lower(): value for name, value in keys.items()}
    task = state.tasks.pop((given.get("taskpath", "") + given.get("taskname", "")).lower(), None)
    if task is None:
        raise WbemError(Wbem.NOT_FOUND, TASK)


def settle_tasks(state: MachineState) -> None:
    """What became of the processes of tasks: an exit code, or an end at the limit of its time or at a restart."""
    for task in state.tasks.values():
        process = task.process
        if process is None or task.definition is None:
            continue
        limit = task.definition.limit
        if not process.is_over and limit is not None and state.now - process.created >= limit:
            kill(state, process, TERMINATED)
        if process.is_over:
            code = process.exit_code
            task.result = state.switches.interrupted_task_result if code is None else code
            task.process = None


Handler = Callable[[MachineState, str, str, Mapping[str, WmiValue]], dict[str, WmiValue]]


def _register(state: MachineState, name: str, path: str, arguments: Mapping[str, WmiValue]) -> dict[str, WmiValue]:
    if state.servicing.scheduler == "refuses":
        raise WbemError(_DENIED, name)
    if not name or set(name) & _FORBIDDEN or path[:1] != "\\" or path[-1:] != "\\" or set(path) & (_FORBIDDEN - {"\\"}):
        raise WbemError(_INVALID_NAME, name)
    if arguments.get("Xml") is None:
        raise WbemError(Wbem.INVALID_METHOD_PARAMETERS, "Xml")
    definition = read_task(str(arguments["Xml"]))
    if str(arguments.get("User") or "SYSTEM").upper() not in ("SYSTEM", "S-1-5-18", r"NT AUTHORITY\SYSTEM"):
        raise WbemError(_LOGON_FAILURE, name)
    key = (path + name).lower()
    if key in state.tasks and not arguments.get("Force"):
        raise WbemError(_EXISTS, name)
    state.tasks[key] = ScheduledTask(name, path, definition)
    return {"cmdletOutput": Embedded(TASK, _row(state.tasks[key]))}


def _start(state: MachineState, name: str, path: str, _arguments: Mapping[str, WmiValue]) -> dict[str, WmiValue]:
    """documented: with IgnoreNew nothing is started while it runs, and on batteries it waits for the mains."""
    task = _find(state, name, path)
    definition = task.definition
    if definition is None or not definition.is_enabled:
        raise WbemError(_DISABLED, name)
    if not definition.starts_on_demand:
        raise WbemError(_ON_DEMAND, name)
    if task.process is not None and definition.when_running != "StopExisting":
        return {}
    if task.process is not None:
        kill(state, task.process, TERMINATED)
    task.is_queued = definition.needs_mains and any(status in _ON_BATTERY for status in state.spec.batteries)
    if task.is_queued:
        return {}
    task.last_run = state.now.replace(microsecond=0)
    try:
        task.process = start(state, definition.line, "task")
    except CannotStart as problem:
        task.result, task.process = _HRESULT | problem.code, None
    settle_tasks(state)
    return {}


def _stop(state: MachineState, name: str, path: str, _arguments: Mapping[str, WmiValue]) -> dict[str, WmiValue]:
    """documented: its process is ended; its children go on (inferred)."""
    task = _find(state, name, path)
    if task.process is not None:
        kill(state, task.process, TERMINATED)
        settle_tasks(state)
    return {}


def _look(state: MachineState, name: str, path: str, _arguments: Mapping[str, WmiValue]) -> dict[str, WmiValue]:
    return {"cmdletOutput": Embedded(INFO, _info(state, _find(state, name, path)))}


_METHODS: Mapping[str, Handler] = {
    "RegisterByXml": _register,
    "StartByPath": _start,
    "StopByPath": _stop,
    "GetInfoByName": _look,
}


def _find(state: MachineState, name: str, path: str) -> ScheduledTask:
    known = {(task.path + task.name).lower(): task for task in (_OWN, *state.tasks.values())}
    task = known.get((path + name).lower())
    if task is None:
        raise WbemError(_NO_SUCH_TASK, name)
    return task


def _info(state: MachineState, task: ScheduledTask) -> dict[str, WmiValue]:
    result = _QUEUED if task.is_queued else _RUNNING if task.process is not None else task.result
    return {
        "LastRunTime": local_time(state, task.last_run or _NEVER),
        "LastTaskResult": result,
        "NextRunTime": None,
        "NumberOfMissedRuns": 0,
        "TaskName": task.name,
        "TaskPath": task.path,
    }


def _row(task: ScheduledTask) -> dict[str, WmiValue]:
    definition = task.definition
    return {
        "Author": definition.author if definition else None,
        "Date": None,
        "Description": definition.description or None if definition else None,
        "Documentation": None,
        "SecurityDescriptor": None,
        "Source": None,
        "State": _state_of(task),
        "TaskName": task.name,
        "TaskPath": task.path,
        "URI": task.path + task.name,
        "Version": None,
    }


def task_data(task: ScheduledTask) -> dict[str, object]:
    """A task for JSON."""
    return {
        "name": task.name,
        "path": task.path,
        "state": _state_of(task),
        "result": task.result,
        "last_run": task.last_run.isoformat() if task.last_run else None,
        "line": task.definition.line if task.definition else None,
        "description": task.definition.description if task.definition else None,
    }


def _state_of(task: ScheduledTask) -> int:
    if task.process is not None:
        return _STATE_RUNNING
    if task.is_queued:
        return _STATE_QUEUED
    is_ready = task.definition is None or task.definition.is_enabled
    return _STATE_READY if is_ready else _STATE_DISABLED
