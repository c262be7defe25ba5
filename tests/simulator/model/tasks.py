# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Task Scheduler as its WMI classes show it (schema: recorded): register, start, look, delete."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Mapping

from .errors import Wbem, WbemError
from .processes import KILLED, Run, name_of, start
from .state import MachineState
from .upheaval import ScheduledTask
from .values import NO_DATE, Embedded, WmiValue

NAMESPACE = "root/microsoft/windows/taskscheduler"
TASK, INFO, SCHEDULER = "MSFT_ScheduledTask", "MSFT_TaskDynamicInfo", "PS_ScheduledTask"

#: ERROR_ALREADY_EXISTS, ERROR_FILE_NOT_FOUND, SCHED_E_MALFORMEDXML, SCHED_S_TASK_RUNNING (documented)
_EXISTS, _NO_SUCH_TASK, _MALFORMED, _RUNNING = 0x800700B7, 0x80070002, 0x8004131A, 0x41301
_READY, _AT_WORK = 3, 4
_XMLNS = "{http://schemas.microsoft.com/windows/2004/02/mit/task}"
_SYSTEM = "S-1-5-18"
#: documented: elements of Settings that are known here; others are refused as a typing error would be
_SETTINGS = frozenset({
    "MultipleInstancesPolicy", "DisallowStartIfOnBatteries", "StopIfGoingOnBatteries", "ExecutionTimeLimit", "Enabled",
    "AllowHardTerminate", "StartWhenAvailable", "Hidden", "Priority",
})  # fmt: skip


def require_scheduler(state: MachineState) -> None:
    """Its namespace is there, and open to the caller."""
    if state.servicing.scheduler == "missing":
        raise WbemError(Wbem.INVALID_NAMESPACE, NAMESPACE)
    if state.servicing.scheduler == "denied" or not state.spec.is_elevated:
        raise WbemError(Wbem.ACCESS_DENIED, NAMESPACE)


def call_scheduler(
    state: MachineState, method: str, arguments: Mapping[str, WmiValue]
) -> tuple[int, dict[str, WmiValue]]:
    """A method of PS_ScheduledTask; failures are faults with the code of the Task Scheduler (inferred)."""
    require_scheduler(state)
    name, path = str(arguments.get("TaskName") or ""), str(arguments.get("TaskPath") or "\\")
    if method == "RegisterByXml":
        _register(state, name, path, arguments)
        return 0, {}
    task = _find(state, name, path)
    if method == "StartByPath":
        _start(state, task)
        return 0, {}
    return 0, {"cmdletOutput": Embedded(INFO, _info(state, task))}


def task_rows(state: MachineState) -> list[dict[str, WmiValue]]:
    """MSFT_ScheduledTask: one of Windows itself, and what was registered."""
    require_scheduler(state)
    own = ScheduledTask(
        "SynchronizeTime", "\\Microsoft\\Windows\\Time Synchronization\\", "Maintains date and time.", "", ""
    )
    return [_row(state, task) for task in (own, *state.tasks.values())]


def delete_task(state: MachineState, keys: Mapping[str, str]) -> None:
    """WS-Transfer Delete (recorded)."""
    require_scheduler(state)
    given = {name.lower(): value for name, value in keys.items()}
    task = _find(state, given.get("taskname", ""), given.get("taskpath", ""))
    del state.tasks[(task.path + task.name).lower()]


def _register(state: MachineState, name: str, path: str, arguments: Mapping[str, WmiValue]) -> None:
    key = (path + name).lower()
    if not name or not path.startswith("\\") or not path.endswith("\\"):
        raise WbemError(Wbem.INVALID_PARAMETER, name)
    if key in state.tasks and not arguments.get("Force"):
        raise WbemError(_EXISTS, name)
    state.tasks[key] = _read(name, path, str(arguments.get("Xml") or ""))


def _read(name: str, path: str, text: str) -> ScheduledTask:
    """The XML of a task: as SYSTEM, without a trigger, one program."""
    try:
        root = ET.fromstring(text.removeprefix('<?xml version="1.0" encoding="UTF-16"?>'))
    except ET.ParseError as error:
        raise WbemError(_MALFORMED, name) from error
    user = root.findtext(f"{_XMLNS}Principals/{_XMLNS}Principal/{_XMLNS}UserId")
    settings = root.find(f"{_XMLNS}Settings")
    actions = root.findall(f"{_XMLNS}Actions/{_XMLNS}Exec")
    known = {item.tag.removeprefix(_XMLNS) for item in settings} if settings is not None else set()
    if root.tag != f"{_XMLNS}Task" or user != _SYSTEM or len(actions) != 1 or known - _SETTINGS:
        raise WbemError(_MALFORMED, name)
    program = actions[0].findtext(f"{_XMLNS}Command") or ""
    description = root.findtext(f"{_XMLNS}RegistrationInfo/{_XMLNS}Description") or ""
    return ScheduledTask(name, path, description, program, actions[0].findtext(f"{_XMLNS}Arguments") or "")


def _find(state: MachineState, name: str, path: str) -> ScheduledTask:
    task = state.tasks.get((path + name).lower())
    if task is None:
        raise WbemError(_NO_SUCH_TASK, name)
    return task


def _start(state: MachineState, task: ScheduledTask) -> None:
    """documented: with IgnoreNew nothing is started while it runs."""
    if _is_running(task):
        return
    task.last_run = state.now
    line = f"{task.program} {task.arguments}".strip()
    name = name_of(line)
    if name is None or (state.spec.is_s_mode and name == "cmd.exe"):
        task.run, task.result = None, _NO_SUCH_TASK
        return
    task.run = start(state, line, "task")


def _is_running(task: ScheduledTask) -> bool:
    return isinstance(task.run, Run) and not task.run.is_over


def _result(task: ScheduledTask) -> int:
    if _is_running(task):
        return _RUNNING
    if isinstance(task.run, Run):
        return KILLED if task.run.top.exit_code is None else task.run.top.exit_code
    return task.result


def _info(state: MachineState, task: ScheduledTask) -> dict[str, WmiValue]:
    return {
        "LastRunTime": task.last_run or NO_DATE,
        "LastTaskResult": _result(task),
        "NextRunTime": None,
        "NumberOfMissedRuns": 0,
        "TaskName": task.name,
        "TaskPath": task.path,
    }


def _row(state: MachineState, task: ScheduledTask) -> dict[str, WmiValue]:
    return {
        "Author": "licenseops" if task.description else None,
        "Date": None,
        "Description": task.description,
        "State": _AT_WORK if _is_running(task) else _READY,
        "TaskName": task.name,
        "TaskPath": task.path,
        "URI": task.path + task.name,
        "Version": None,
    }
