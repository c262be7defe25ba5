# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Jobs on a host, request by request: how they are started, found again and tidied up."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._cim._session import MethodFailed, Session
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._product_key import ProductKey
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._servicing import (
    Job,
    JobKind,
    JobOrder,
    Tool,
    Traces,
    Way,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._windows._jobs import Jobs
from ansible_collections.licenseops.windows.plugins.plugin_utils._windows._registry import Registry
from ansible_collections.licenseops.windows.plugins.plugin_utils._wsman._errors import MalformedAnswer, WSManFault
from ansible_collections.licenseops.windows.tests.unit.plugins.support.wire import (
    ScriptedTransport,
    client_over,
    output,
    rows,
)

CHANGE = JobOrder(JobKind.CHANGE, "ServerDatacenter", Tool.DISM, ProductKey.parse("WX4NM-KYWYW-QJJR4-XV3QB-6VM33"))
SYSTEM = rows(r"<SystemDirectory>C:\Windows\system32</SystemDirectory>")
OK = {name: output(name) for name in ("RegisterByXml", "StartByPath", "CreateKey", "SetStringValue", "DeleteKey")}
ABSENT = output("EnumKey", "<p:ReturnValue>2</p:ReturnValue>")
NOTHING = rows()
DENIED, EXISTS, NO_NAMESPACE = 0x80070005, 0x800700B7, 0x8033801A
AT = datetime(2026, 12, 1, 8, tzinfo=timezone.utc)


def over(*replies: str | Exception) -> tuple[Jobs, ScriptedTransport]:
    transport = ScriptedTransport(*replies)
    session = Session(client_over(transport))
    return Jobs(session, Registry(session)), transport


def fault(code: int) -> WSManFault:
    return WSManFault((code,), "InternalError", "refused")


def task(state: int = 3, description: str = "ServerDatacenter") -> str:
    name = "licenseops.windows change-edition"
    return rows(
        f"<Description>{description}</Description><State>{state}</State><TaskName>{name}</TaskName><TaskPath>\\</TaskPath>"
    )


def info(result: int, name: str = "cmdletOutput") -> str:
    run = "<e:LastRunTime><Datetime>2026-12-01T08:00:00Z</Datetime></e:LastRunTime>"
    inner = f"{run}<e:LastTaskResult>{result}</e:LastTaskResult>"
    return output("GetInfoByName", f'<p:{name} xmlns:e="urn:e">{inner}</p:{name}><p:ReturnValue>0</p:ReturnValue>')


def value(text: str | None) -> str:
    if text is None:
        return output("GetStringValue", "<p:ReturnValue>2</p:ReturnValue>")
    return output("GetStringValue", f"<p:sValue>{text}</p:sValue><p:ReturnValue>0</p:ReturnValue>")


def names(*found: str) -> str:
    return output(
        "EnumKey", "".join(f"<p:sNames>{name}</p:sNames>" for name in found) + "<p:ReturnValue>0</p:ReturnValue>"
    )


def values(*found: str) -> str:
    inside = "".join(f"<p:sNames>{name}</p:sNames><p:Types>1</p:Types>" for name in found)
    return output("EnumValues", f"{inside}<p:ReturnValue>0</p:ReturnValue>")


def boot(at: str) -> str:
    """The host was started on that day, and tells its time."""
    moments = {"LastBootUpTime": f"2026-12-01T{at}:00Z", "LocalDateTime": "2026-12-01T09:00:00Z"}
    return rows("".join(f"<{name}><Datetime>{moment}</Datetime></{name}>" for name, moment in moments.items()))


def process(created: str = "2026-12-01T08:00:00.5Z") -> str:
    return rows(
        f"<CreationDate><Datetime>{created}</Datetime></CreationDate><Name>cmd.exe</Name><ProcessId>77</ProcessId>"
    )


def test_a_job_is_a_task_of_the_system_that_is_registered_once_and_started() -> None:
    jobs, transport = over(SYSTEM, OK["RegisterByXml"], OK["StartByPath"])
    assert jobs.start(CHANGE) is Way.TASK
    _system, register, start = transport.sent
    assert (register.verb, start.verb) == ("RegisterByXml", "StartByPath")
    assert register.arguments["Force"] == "false"
    assert start.arguments == {"TaskPath": "\\", "TaskName": "licenseops.windows change-edition"}
    xml = register.arguments["Xml"]
    for part in (
        "<UserId>S-1-5-18</UserId>",
        "IgnoreNew",
        "PT0S",
        "<Description>ServerDatacenter</Description>",
        "dism.exe",
    ):
        assert part in xml
    assert "Trigger" not in xml


def test_after_a_refusal_a_process_does_it_and_leaves_its_record_first() -> None:
    created = output("Create", "<p:ProcessId>77</p:ProcessId><p:ReturnValue>0</p:ReturnValue>")
    told, begun = OK["SetStringValue"], OK["CreateKey"]
    jobs, transport = over(SYSTEM, fault(DENIED), begun, told, created, told, process(), told)
    assert jobs.start(CHANGE) is Way.PROCESS
    first, last = ["CreateKey", "SetStringValue", "Create"], ["SetStringValue", "Enumerate", "SetStringValue"]
    assert transport.verbs[2:] == [*first, *last]
    calls = [sent.arguments for sent in transport.sent if sent.verb == "SetStringValue"]
    written = {call["sValueName"]: call["sValue"] for call in calls}
    assert (written["target"], written["process_id"]) == ("ServerDatacenter", "77")


def test_an_answer_that_never_came_is_no_refusal() -> None:
    jobs, transport = over(SYSTEM, WSManFault((2150858793,), "TimedOut", "timed out"))
    with pytest.raises(WSManFault):
        jobs.start(CHANGE)
    assert "Create" not in transport.verbs


@pytest.mark.parametrize("code", [0x803381A6, 0x803381E5], ids=["quota", "another quota"])
def test_a_host_that_is_too_busy_has_not_refused(code: int) -> None:
    jobs, transport = over(SYSTEM, fault(code))
    with pytest.raises(WSManFault):
        jobs.start(CHANGE)
    assert "Create" not in transport.verbs


@pytest.mark.parametrize(
    "problem", [fault(0x800706BE), fault(0x80041001), output("RegisterByXml", "<p:ReturnValue>1726</p:ReturnValue>")]
)
def test_a_failure_that_may_have_left_a_task_is_looked_after(problem: str | Exception) -> None:
    jobs, transport = over(SYSTEM, problem, task(), info(0x41303), OK["StartByPath"])
    assert jobs.start(CHANGE) is Way.TASK
    jobs, transport = over(SYSTEM, problem, task(), info(3010))
    with pytest.raises((WSManFault, MethodFailed)):
        jobs.start(CHANGE)
    created = output("Create", "<p:ProcessId>77</p:ProcessId><p:ReturnValue>0</p:ReturnValue>")
    told = OK["SetStringValue"]
    jobs, transport = over(SYSTEM, problem, NOTHING, OK["CreateKey"], told, created, told, process(), told)
    assert jobs.start(CHANGE) is Way.PROCESS
    assert transport.verbs.count("Create") == 1


def test_a_task_that_was_prepared_and_never_ran_is_started_as_it_is() -> None:
    jobs, transport = over(SYSTEM, fault(EXISTS), task(), info(0x41303), OK["StartByPath"])
    assert jobs.start(CHANGE) is Way.TASK
    assert transport.verbs[-1] == "StartByPath"


@pytest.mark.parametrize(
    ("description", "result"), [("ServerDatacenter", 3010), ("ServerDatacenter", 0x41301), ("ServerStandard", 0x41303)]
)
def test_a_task_that_ran_or_is_another_one_is_not_started(description: str, result: int) -> None:
    jobs, transport = over(SYSTEM, fault(EXISTS), task(description=description), info(result), boot("07:00"))
    with pytest.raises(WSManFault):
        jobs.start(CHANGE)
    assert "StartByPath" not in transport.verbs
    assert "Create" not in transport.verbs


def test_a_process_that_cannot_be_made_fails_with_a_code_of_windows() -> None:
    refusal = output("Create", "<p:ReturnValue>2</p:ReturnValue>")
    jobs, _transport = over(SYSTEM, fault(NO_NAMESPACE), OK["CreateKey"], OK["SetStringValue"], refusal)
    with pytest.raises(MethodFailed) as caught:
        jobs.start(CHANGE)
    assert caught.value.code == DENIED


@pytest.mark.parametrize(
    ("state", "result", "expected"),
    [
        (3, 0x41303, (False, False, None)),
        (4, 0x41303, (True, True, None)),
        (2, 0x41303, (True, True, None)),
        (4, 0x41301, (True, True, None)),
        (3, 0x41301, (True, True, None)),
        (3, 0x41325, (True, True, None)),
        (3, 0x41306, (True, False, None)),
        (3, 3010, (True, False, 3010)),
        (3, 0, (True, False, 0)),
        (3, 2315321601, (True, False, 0x8A010101)),
    ],
)
def test_a_task_tells_whether_it_runs_and_what_it_ended_with(
    state: int, result: int, expected: tuple[bool, bool, int | None]
) -> None:
    jobs, _transport = over(task(state), info(result), *[boot("07:00")] * ((state, result) == (3, 0x41301)), ABSENT)
    (job,) = jobs.traces().jobs
    assert (job.is_started, job.is_running, job.exit_code) == expected
    assert (job.kind, job.target, job.way) == (JobKind.CHANGE, "ServerDatacenter", Way.TASK)


def test_a_task_that_runs_by_its_last_result_but_began_before_the_host_did_was_cut_off() -> None:
    jobs, _transport = over(task(), info(0x41301), boot("08:30"), ABSENT)
    (job,) = jobs.traces().jobs
    assert (job.is_started, job.is_running, job.exit_code) == (True, False, None)


def test_no_result_is_no_success() -> None:
    jobs, _transport = over(task(), output("GetInfoByName"))
    with pytest.raises(MalformedAnswer, match="LastTaskResult is not a number"):
        jobs.traces()
    jobs, _transport = over(task(state=4), output("GetInfoByName"), ABSENT)
    assert jobs.traces().jobs[0].is_running


def test_information_that_is_not_embedded_is_read_too() -> None:
    jobs, _transport = over(task(), output("GetInfoByName", "<p:LastTaskResult>87</p:LastTaskResult>"), ABSENT)
    assert jobs.traces().jobs[0].exit_code == 87


@pytest.mark.parametrize("code", [NO_NAMESPACE, 0x8004100E, 0x80041010, DENIED])
def test_where_the_task_scheduler_does_not_speak_there_are_no_tasks(code: int) -> None:
    jobs, _transport = over(fault(code), ABSENT)
    assert jobs.traces() == Traces()


def test_another_fault_is_no_proof_that_there_is_no_task() -> None:
    jobs, _transport = over(fault(0x80041001))
    with pytest.raises(WSManFault):
        jobs.traces()


@pytest.mark.parametrize(
    ("replies", "expected"),
    [
        ((value("-1"), value("77"), value("2026-12-01T08:00:00+00:00")), (True, False, 0xFFFFFFFF)),
        ((value("3010"), value("77"), value(None)), (True, False, 3010)),
        ((value(None), value("77"), value("2026-12-01T08:00:00.5+00:00"), process()), (True, True, None)),
        ((value(None), value("77"), value("2026-12-01T07:00:00+00:00"), process()), (True, False, None)),
        ((value(None), value("77"), value("2026-12-01T08:00:00+00:00"), NOTHING), (True, False, None)),
        ((value(None), value(None), value(None), process()), (True, True, None)),
        ((value(None), value(None), value(None), NOTHING), (False, False, None)),
    ],
    ids=["ended", "ended unnoticed", "runs", "number used again", "gone", "not written down", "never made"],
)
def test_a_process_is_found_by_its_number_and_its_beginning(
    replies: tuple[str, ...], expected: tuple[bool, bool, int | None]
) -> None:
    found = names("change-edition")
    jobs, _transport = over(NOTHING, found, value("ServerDatacenter"), *replies, values())
    (job,) = jobs.traces().jobs
    assert (job.is_started, job.is_running, job.exit_code) == expected
    assert (job.target, job.way) == ("ServerDatacenter", Way.PROCESS)


def test_what_runs_comes_before_what_was_only_prepared() -> None:
    record = (
        names("change-edition"),
        value("ServerDatacenter"),
        value(None),
        value("77"),
        value(None),
        process(),
        values(),
    )
    jobs, _transport = over(task(), info(0x41303), *record)
    (job,) = jobs.traces().jobs
    assert (job.way, job.is_running) == (Way.PROCESS, True)
    record = (names("change-edition"), value("ServerDatacenter"), value("3010"), value("77"), value(None), values())
    jobs, _transport = over(task(4), info(0x41301), *record)
    (job,) = jobs.traces().jobs
    assert (job.way, job.is_running) == (Way.TASK, True)


def test_a_process_that_hides_its_beginning_counts_as_ours() -> None:
    record = (
        names("change-edition"),
        value("ServerDatacenter"),
        value(None),
        value("77"),
        value("2026-12-01T08:00:00+00:00"),
    )
    nameless = rows("<CreationDate/><Name>cmd.exe</Name><ProcessId>77</ProcessId>")
    jobs, _transport = over(NOTHING, *record, nameless, values())
    assert jobs.traces().jobs[0].is_running


@pytest.mark.parametrize(
    ("found", "targets"),
    [
        (values("ServerDatacenter", "completed"), ("ServerDatacenter",)),
        (values("completed"), ()),
        (values("ServerDatacenter"), None),
        (values(), None),
    ],
)
def test_a_list_counts_once_it_is_whole(found: str, targets: tuple[str, ...] | None) -> None:
    jobs, _transport = over(NOTHING, names("targets"), found)
    assert jobs.traces() == Traces((), targets, is_clean=False)


@pytest.mark.parametrize("code", [0x80070002, 0x80041002, 0x80338000])
def test_all_that_was_left_goes_and_what_is_gone_already_is_no_error(code: int) -> None:
    deleted = fault(code)
    jobs, transport = over(task(), deleted, names("targets"), *[OK["DeleteKey"]] * 4)
    jobs.remove()
    assert "GetInfoByName" not in transport.verbs
    paths = [sent.arguments["sSubKeyName"] for sent in transport.sent if sent.verb == "DeleteKey"]
    assert paths == [
        rf"SOFTWARE\licenseops.windows{end}" for end in (r"\list-editions", r"\change-edition", r"\targets", "")
    ]
    (delete,) = [sent for sent in transport.sent if sent.verb == "Delete"]
    assert delete.selectors == {
        "__cimnamespace": "root/Microsoft/Windows/TaskScheduler",
        "TaskName": "licenseops.windows change-edition",
        "TaskPath": "\\",
    }


def test_a_job_knows_how_it_stands() -> None:
    done = Job(JobKind.CHANGE, "X", Way.TASK, True, False, 3010)
    assert (done.has_ended, done.has_succeeded) == (True, True)
    assert not Job(JobKind.CHANGE, "X", Way.TASK, True, False, 50).has_succeeded
    assert not Job(JobKind.CHANGE, "X", Way.TASK, False, False).has_ended
