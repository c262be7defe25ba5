# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Jobs on a host: started by its Task Scheduler or else as a process, found again, tidied up.

The Task Scheduler is asked first: its tasks run as SYSTEM, keep their exit code, and are no children of WMI, which a
rule of Microsoft Defender may block. Classes and methods as the schema of a host shows them (recorded); the form of a
deletion is recorded, too. That a query may name the task is inferred.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final
from xml.sax.saxutils import escape

from .._cim._row import Row
from .._cim._session import Instance, MethodFailed, Query, Session, quote
from .._language._text import Text
from .._licensing._hresult import ACCESS_DENIED_CODES, as_hresult
from .._licensing._servicing import Job, JobKind, JobOrder, Traces, Way
from .._wsman._errors import MalformedAnswer, WSManFault
from ._command_lines import EXIT_VALUE, OWN_KEY, TARGETS_KEY, WHOLE, Command, command_of, kept_line, own_key_of
from ._faults import is_access_denied, refused
from ._queries import SYSTEM_DIRECTORY
from ._readiness import read_uptime
from ._registry import Registry

_NAMESPACE: Final = "root/Microsoft/Windows/TaskScheduler"
_SCHEDULER: Final = Instance("PS_ScheduledTask", namespace=_NAMESPACE)
_TASK_CLASS: Final = "MSFT_ScheduledTask"
_FOLDER: Final = "\\"
_TASK_COLUMNS: Final = ("TaskName", "TaskPath", "Description", "State")

#: LastTaskResult: SCHED_S_TASK_RUNNING, HAS_NOT_RUN, TERMINATED and QUEUED (documented).
_RUNNING, _NEVER_RAN, _TERMINATED, _QUEUED = 0x41301, 0x41303, 0x41306, 0x41325

#: State of a task: queued and running (documented).
_AT_WORK: Final = frozenset({2, 4})

#: ERROR_ALREADY_EXISTS.
_EXISTS: Final = 0x800700B7

#: How WinRM says of a query that there is no such class (recorded), then WBEM_E_INVALID_NAMESPACE, INVALID_CLASS,
#: PROVIDER_LOAD_FAILURE, PROVIDER_NOT_FOUND and PROVIDER_NOT_CAPABLE.
_NO_SCHEDULER: Final = frozenset({0x8033801A, 0x8004100E, 0x80041010, 0x80041013, 0x80041011, 0x80041024})

#: ERROR_FILE_NOT_FOUND, WBEM_E_NOT_FOUND, and how WinRM says that there is no such instance (recorded).
_GONE: Final = frozenset({0x80070002, 0x80041002, 0x80338000})

#: What Win32_Process.Create returns (documented), as the code of Windows for the same.
_CREATE_CODES: Final = {2: 0x80070005, 3: 0x80070522, 8: 0x80004005, 9: 0x80070003, 21: 0x80070057}

#: Programs that a job consists of; while one of them runs and nobody knows whose it is, it is taken for ours.
_PROGRAMS: Final = ("dism.exe", "changepk.exe")

#: CreationDate has microseconds; what was written down of it has seconds.
_SAME_MOMENT: Final = timedelta(seconds=2)

_XML: Final = (
    '<?xml version="1.0" encoding="UTF-16"?>'
    '<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">'
    "<RegistrationInfo><Author>licenseops.windows</Author><Description>{description}</Description></RegistrationInfo>"
    '<Principals><Principal id="Author"><UserId>S-1-5-18</UserId><RunLevel>HighestAvailable</RunLevel></Principal>'
    "</Principals>"
    "<Settings><MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>"
    "<DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>"
    "<StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>"
    "<ExecutionTimeLimit>PT0S</ExecutionTimeLimit></Settings>"
    '<Actions Context="Author"><Exec><Command>{program}</Command><Arguments>{arguments}</Arguments></Exec></Actions>'
    "</Task>"
)


class Jobs:
    """Jobs of this collection on one host.

    Args:
        session: The host.
        registry: Its registry.

    Raises:
        HostRefused: The host refused something.
        WSManFault: TimedOut; it may be done still.
    """

    def __init__(self, session: Session, registry: Registry) -> None:
        self._session = session
        self._registry = registry

    def traces(self) -> Traces:
        """What jobs have left."""
        tasks = self._tasks()
        names = self._registry.key_names(OWN_KEY)
        records = [self._recorded(kind) for kind in JobKind if names and kind.value in names]
        jobs = _foremost(*(job for job in records if job is not None), *tasks)
        return Traces(jobs, self._targets() if names else None, is_clean=not jobs and names is None)

    def start(self, order: JobOrder) -> Way:
        """Start a job, once: the Task Scheduler refuses a second task of the same name.

        A process is made only where the Task Scheduler has certainly taken no task.
        """
        system = self._system()
        command = command_of(order, system)
        try:
            self._register(order, command)
        except (MethodFailed, WSManFault) as problem:
            if isinstance(problem, WSManFault) and problem.is_passing:
                raise
            found = None if _keeps_us_out(problem) else self._task_of(order.kind)
            if found is None and _code_of(problem) != _EXISTS:
                return self._create(order, kept_line(order, system))
            if found is None or found.is_started or found.target != order.target:
                raise
        self._session.invoke(_SCHEDULER, "StartByPath", {"TaskPath": _FOLDER, "TaskName": _task_name(order.kind)})
        return Way.TASK

    def remove(self) -> None:
        """Remove all of it; to be called while nothing runs."""
        for kind, _row in self._task_rows():
            self._delete_task(_task_name(kind))
        if self._registry.key_names(OWN_KEY) is None:
            return
        for path in (*map(own_key_of, JobKind), TARGETS_KEY, OWN_KEY):
            self._registry.delete_key(path)

    def _delete_task(self, name: str) -> None:
        """One that is gone already, because the answer to its deletion was lost, is gone."""
        try:
            self._session.delete(_TASK_CLASS, _NAMESPACE, {"TaskName": name, "TaskPath": _FOLDER})
        except WSManFault as fault:
            if not set(fault.codes) & _GONE:
                raise

    def _tasks(self) -> tuple[Job, ...]:
        return tuple(self._job_of_task(kind, row) for kind, row in self._task_rows())

    def _task_of(self, kind: JobKind) -> Job | None:
        return next((job for job in self._tasks() if job.kind is kind), None)

    def _task_rows(self) -> tuple[tuple[JobKind, Row], ...]:
        """The tasks of ours; none where the Task Scheduler does not speak WMI, or not with this account."""
        names = " OR ".join(f"TaskName = {quote(_task_name(kind))}" for kind in JobKind)
        query = Query(_TASK_CLASS, _TASK_COLUMNS, f"TaskPath = {quote(_FOLDER)} AND ({names})", _NAMESPACE)
        kinds = {_task_name(kind).lower(): kind for kind in JobKind}
        found = ((kinds.get((row.text("TaskName") or "").lower()), row) for row in self._rows_if_any(query))
        return tuple((kind, row) for kind, row in found if kind is not None)

    def _job_of_task(self, kind: JobKind, row: Row) -> Job:
        """What a task has come to. One that was cut off, or ended by somebody, has no exit code."""
        arguments = {"TaskName": _task_name(kind), "TaskPath": _FOLDER}
        output = self._session.invoke(_SCHEDULER, "GetInfoByName", arguments, is_repeatable=True)
        info = output.part("cmdletOutput") or output
        result, state = info.number("LastTaskResult"), row.number("State")
        target = _target_in(kind, row.text("Description") or "")
        is_at_work = state in _AT_WORK
        if result is None and not is_at_work:
            # Nothing is success only where the host says so.
            raise MalformedAnswer(Text("{name} is not a number", name="LastTaskResult"))
        result = (result or 0) & 0xFFFFFFFF
        if result == _NEVER_RAN and not is_at_work:
            return Job(kind, target, Way.TASK, is_started=False, is_running=False)
        started_at = info.moment("LastRunTime")
        is_stale = result == _RUNNING and not is_at_work and self._is_before_start(started_at)
        is_running = is_at_work or (result in (_RUNNING, _QUEUED) and not is_stale)
        has_code = not is_running and not is_stale and result != _TERMINATED
        return Job(kind, target, Way.TASK, True, is_running, result if has_code else None, started_at)

    def _is_before_start(self, moment: datetime | None) -> bool:
        """Whether the host has been started since: what is said to run from before then, does not (inferred)."""
        return moment is not None and moment < read_uptime(self._session).booted_at

    def _register(self, order: JobOrder, command: Command) -> None:
        description = order.target or order.kind.value
        xml = _XML.format(
            description=escape(description), program=escape(command.program), arguments=escape(command.arguments)
        )
        arguments = {"TaskName": _task_name(order.kind), "TaskPath": _FOLDER, "Xml": xml, "Force": "false"}
        self._session.invoke(_SCHEDULER, "RegisterByXml", arguments)

    def _create(self, order: JobOrder, line: str) -> Way:
        """A process, after its record: without one, a task that comes later would not know of it."""
        path = own_key_of(order.kind)
        self._registry.create_key(path)
        self._registry.set_string(path, "target", order.target or order.kind.value)
        try:
            created = self._session.invoke(Instance("Win32_Process"), "Create", {"CommandLine": line})
        except MethodFailed as problem:
            code = _CREATE_CODES.get(problem.code, problem.code)
            raise MethodFailed("Create", code) from problem
        process_id = created.number("ProcessId") or 0
        self._registry.set_string(path, "process_id", str(process_id))
        started = self._started(f"ProcessId = {process_id}")
        if started and started[0] is not None:
            self._registry.set_string(path, "created", started[0].isoformat())
        return Way.PROCESS

    def _recorded(self, kind: JobKind) -> Job | None:
        """A job that was started as a process."""
        path = own_key_of(kind)
        target = self._registry.string(path, "target")
        if target is None:
            return None
        exit_code = _number_in(self._registry.string(path, EXIT_VALUE))
        process_id = _number_in(self._registry.string(path, "process_id"))
        created = _moment_in(self._registry.string(path, "created"))
        is_running = exit_code is None and self._runs(process_id, created)
        is_started = is_running or exit_code is not None or process_id is not None
        return Job(kind, _target_in(kind, target), Way.PROCESS, is_started, is_running, exit_code, created)

    def _runs(self, process_id: int | None, created: datetime | None) -> bool:
        """Whether a process is there still: by its number and its beginning, for numbers are used again."""
        if process_id is None or created is None:
            return bool(self._started(" OR ".join(f"Name = {quote(name)}" for name in _PROGRAMS)))
        found = self._started(f"ProcessId = {process_id}")
        return any(moment is None or abs(moment - created) <= _SAME_MOMENT for moment in found)

    def _started(self, where: str) -> tuple[datetime | None, ...]:
        """When the processes that are there began, as far as the host tells; CommandLine is never asked for."""
        rows = self._session.query(Query("Win32_Process", ("ProcessId", "Name", "CreationDate"), where))
        return tuple(row.moment("CreationDate") for row in rows)

    def _targets(self) -> tuple[str, ...] | None:
        """The host's own list; None until it is whole."""
        names = self._registry.value_names(TARGETS_KEY) or ()
        if WHOLE not in names:
            return None
        return tuple(name for name in names if name != WHOLE)

    def _system(self) -> str:
        rows = self._session.query(SYSTEM_DIRECTORY)
        return (rows[0].text("SystemDirectory") or "") if rows else ""

    def _rows_if_any(self, query: Query) -> tuple[Row, ...]:
        try:
            return self._session.query(query)
        except WSManFault as fault:
            if fault.is_passing or not _keeps_us_out(fault):
                raise
            return ()


def _foremost(*jobs: Job) -> tuple[Job, ...]:
    """One job of each kind: one that runs before one that ran, one that ran before one that was only prepared."""
    found = {job.kind: job for job in sorted(jobs, key=lambda job: (job.is_running, job.is_started))}
    return tuple(found[kind] for kind in JobKind if kind in found)


def _task_name(kind: JobKind) -> str:
    return f"licenseops.windows {kind.value}"


def _target_in(kind: JobKind, text: str) -> str:
    return "" if kind is JobKind.LIST else text


def _keeps_us_out(problem: MethodFailed | WSManFault) -> bool:
    """Whether there is no Task Scheduler, or none for this account, so that it has certainly taken no task."""
    if isinstance(problem, MethodFailed):
        return as_hresult(problem.code) in ACCESS_DENIED_CODES
    return bool(set(problem.codes) & _NO_SCHEDULER) or is_access_denied(problem)


def _code_of(problem: MethodFailed | WSManFault) -> int:
    if isinstance(problem, MethodFailed):
        return as_hresult(problem.code)
    if _EXISTS in problem.codes:
        return _EXISTS
    return refused("", problem).code


def _number_in(text: str | None) -> int | None:
    """A number as ``reg`` writes it: with a sign, unless it was written by this collection."""
    digits = (text or "").strip()
    return int(digits) & 0xFFFFFFFF if digits.lstrip("-").isdigit() else None


def _moment_in(text: str | None) -> datetime | None:
    try:
        return datetime.fromisoformat(text) if text else None
    except ValueError:
        return None
