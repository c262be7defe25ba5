# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Task Scheduler over WMI: XML read strictly, one run at a time, results that outlive a restart, deletion."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree as ET
from xml.sax.saxutils import escape

import pytest

from tests.simulator.background import BackgroundServer
from tests.simulator.model.switches import Switches
from tests.simulator.model.upheaval import ServicingFates
from tests.unit.simulator.jobs import CMD, DISM, NOTES, REG, SCHEDULER, Bench, set_edition, task_xml
from tests.unit.simulator.machines import fails
from tests.unit.simulator.test_clients import pypsrp
from tests.unit.simulator.wire import TRANSFER, Wire, envelope

PREFIX = "http://schemas.microsoft.com/wbem/wsman/1/wmi/root/microsoft/windows/taskscheduler/"
PS, ANY = f"{PREFIX}PS_ScheduledTask", f"{PREFIX}*"
CIM_TASK = "http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/MSFT_ScheduledTask"
RUNNING, NEVER_RAN, TERMINATED, EXISTS = 0x41301, 0x41303, 0x41306, 0x800700B7
CHANGE = task_xml(arguments=set_edition())
OWN_KEYS = {"TaskName": "job", "TaskPath": "\\"}


def by_scheduler(wire: Wire, method: str, **arguments: str) -> Any:
    """A method call as a client sends it."""
    inner = "".join(f"<m:{name}>{escape(text)}</m:{name}>" for name, text in arguments.items())
    return wire.invoke(PS, method, inner)


def delete(wire: Wire, keys: dict[str, str], uri: str = CIM_TASK, namespace: str | None = SCHEDULER) -> Any:
    """A Delete as CIM clients send it."""
    own = {"__cimnamespace": namespace} if namespace else {}
    return wire.send(envelope(uri, f"{TRANSFER}/Delete", "", {**own, **keys}))


def test_a_task_runs_as_the_system_and_keeps_its_exit_code() -> None:
    bench = Bench()
    assert bench.scheduler("RegisterByXml", Xml=CHANGE)["TaskName"] == "job"
    assert (bench.result(), bench.log) == (NEVER_RAN, [])
    bench.scheduler("StartByPath")
    assert bench.result() == RUNNING
    bench.wait(900)
    assert (bench.result(), [(item.name, item.maker) for item in bench.log]) == (3010, [("dism.exe", "task")])
    bench.machine.reboot()
    assert (bench.result(), bench.machine.state.spec.edition) == (3010, "ServerDatacenter")


def test_its_process_is_no_child_of_wmi() -> None:
    bench = Bench()
    bench.start_task(CHANGE)
    names = {row["ProcessId"]: row["Name"] for row in bench.machine.rows("SELECT * FROM Win32_Process")}
    assert names[bench.log[0].parent_id] == "svchost.exe"


def test_a_restart_interrupts_a_task_and_leaves_it_registered() -> None:
    for code in (TERMINATED, 0x40010004):
        bench = Bench(switches=Switches(interrupted_task_result=code))
        bench.start_task(CHANGE)
        bench.machine.reboot()
        assert (bench.result(), bench.machine.state.spec.edition) == (code, "ServerStandard")


@pytest.mark.parametrize(
    ("xml", "code"),
    [
        ("", 0x8004131A),
        ("<Task", 0x8004131A),
        (task_xml(head='<?xml version="1.0" encoding="UTF-8"?>'), 0x8004131A),
        (task_xml(namespace="urn:other"), 0x80041317),
        (task_xml(settings="<Disallow>true</Disallow>"), 0x80041316),
        (task_xml(settings="<Enabled>true</Enabled><Enabled>true</Enabled>"), 0x80041316),
        (task_xml(settings="<Enabled>yes</Enabled>"), 0x80041318),
        (task_xml(settings="<MultipleInstancesPolicy>Ignore</MultipleInstancesPolicy>"), 0x80041318),
        (task_xml(settings="<ExecutionTimeLimit>1h</ExecutionTimeLimit>"), 0x80041318),
        (task_xml(settings="<ExecutionTimeLimit>PT</ExecutionTimeLimit>"), 0x80041318),
        (task_xml(more="<Triggers><BootTrigger/></Triggers>"), 0x80041316),
        (task_xml(more="<Other/>"), 0x80041316),
        (task_xml(principal="<UserId>S-1-5-21-1-2-3-500</UserId>"), 0x80070534),
        (task_xml(principal=""), 0x80070534),
        (task_xml(principal="<UserId>S-1-5-18</UserId><RunLevel>Highest</RunLevel>"), 0x80041318),
        (task_xml(principal="<UserId>S-1-5-18</UserId><LogonType>Password</LogonType>"), 0x80041318),
        (task_xml(principal="<UserId>S-1-5-18</UserId><User>x</User>"), 0x80041316),
        (task_xml(command=""), 0x80041319),
        (task_xml().replace('Context="Author"', 'Context="Other"'), 0x80041318),
        (task_xml().replace("<Exec>", "<Run>").replace("</Exec>", "</Run>"), 0x80041316),
        (task_xml().replace('version="1.2"', 'version="9"'), 0x80041318),
    ],
)
def test_xml_that_is_not_quite_right_is_refused(xml: str, code: int) -> None:
    bench = Bench()
    with fails(code):
        bench.scheduler("RegisterByXml", Xml=xml)
    assert bench.machine.state.tasks == {}


@pytest.mark.parametrize(
    "xml",
    [
        task_xml(head=""),
        task_xml(head='<?xml version="1.0"?>'),
        task_xml(principal="<UserId>SYSTEM</UserId><RunLevel>HighestAvailable</RunLevel>"),
        task_xml(more="<Triggers/>"),
        task_xml(settings="<ExecutionTimeLimit>P1DT2H3M4S</ExecutionTimeLimit>"),
    ],
)
def test_what_the_schema_allows_is_taken(xml: str) -> None:
    Bench().scheduler("RegisterByXml", Xml=xml)


def test_a_name_is_taken_once_unless_it_is_forced() -> None:
    bench = Bench()
    bench.scheduler("RegisterByXml", Xml=CHANGE)
    for name in ("job", "JOB"):
        with fails(EXISTS):
            bench.scheduler("RegisterByXml", name, Xml=CHANGE)
    bench.scheduler("RegisterByXml", Xml=task_xml(), Force=True)
    bench.scheduler("StartByPath")
    assert bench.log[0].command_line == f"{DISM} /Online /Get-CurrentEdition"


@pytest.mark.parametrize(("name", "path"), [("", "\\"), ("a*", "\\"), ("a", ""), ("a", "folder"), ("a", "\\folder")])
def test_names_and_paths_have_a_form(name: str, path: str) -> None:
    with fails(0x8007007B):
        Bench().scheduler("RegisterByXml", name, path or "x", Xml=CHANGE)


def test_another_account_needs_another_password() -> None:
    with fails(0x8007052E):
        Bench().scheduler("RegisterByXml", Xml=CHANGE, User="admin")


def test_while_it_runs_it_is_not_started_again() -> None:
    for policy, count in (("IgnoreNew", 1), ("StopExisting", 2)):
        bench = Bench()
        settings = f"<MultipleInstancesPolicy>{policy}</MultipleInstancesPolicy>"
        settings += "<DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>"
        bench.start_task(task_xml(arguments=set_edition(), settings=settings))
        bench.scheduler("StartByPath")
        assert (len(bench.log), bench.result()) == (count, RUNNING)


@pytest.mark.parametrize(
    ("settings", "hours", "result"),
    [
        ("<ExecutionTimeLimit>PT0S</ExecutionTimeLimit>", 200, RUNNING),
        ("<ExecutionTimeLimit>PT1H</ExecutionTimeLimit>", 1, TERMINATED),
        ("", 71, RUNNING),
        ("", 72, TERMINATED),
    ],
)
def test_a_task_is_ended_at_its_limit_which_is_72_hours_by_default(settings: str, hours: int, result: int) -> None:
    bench = Bench(fates=ServicingFates(seconds=10_000_000))
    bench.start_task(task_xml(arguments=set_edition(), settings=settings))
    bench.wait(hours * 3600)
    assert bench.result() == result


@pytest.mark.parametrize(
    ("batteries", "settings", "result"),
    [
        ([1], "", 0x41325),
        ([2], "", RUNNING),
        ([], "", RUNNING),
        ([1], "<DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>", RUNNING),
    ],
)
def test_on_batteries_it_waits_unless_it_says_otherwise(batteries: list[int], settings: str, result: int) -> None:
    bench = Bench(settings={"batteries": batteries})
    bench.start_task(task_xml(arguments=set_edition(), settings=settings))
    assert (bench.result(), len(bench.log)) == (result, int(result == RUNNING))


@pytest.mark.parametrize(
    ("setting", "code"),
    [("<Enabled>false</Enabled>", 0x80041326), ("<AllowStartOnDemand>false</AllowStartOnDemand>", 0x80041328)],
)
def test_some_tasks_cannot_be_started(setting: str, code: int) -> None:
    bench = Bench()
    bench.scheduler("RegisterByXml", Xml=task_xml(settings=setting))
    with fails(code):
        bench.scheduler("StartByPath")


def test_a_program_that_is_not_there_is_a_result_and_no_fault() -> None:
    for command, settings, code in (
        (r"C:\none.exe", {}, 0x80070003),
        ("none.exe", {}, 0x80070002),
        (CMD, {"s_mode": True}, 0x800711C7),
    ):
        bench = Bench(settings=settings)
        bench.start_task(task_xml(command=command))
        assert (bench.result(), bench.log) == (code, [])


def test_microsoft_defender_leaves_tasks_alone() -> None:
    for how in ("return_value", "child"):
        bench = Bench(fates=ServicingFates(blocks_wmi=True), switches=Switches(blocked_process=how))
        bench.start_task(CHANGE)
        bench.wait(900)
        assert bench.result() == 3010


def test_a_task_can_run_a_line_of_cmd() -> None:
    bench = Bench()
    line = rf'/d /s /c "{DISM} /no & {REG} add HKLM\{NOTES} /v a /d 1 /f"'
    bench.start_task(task_xml(command=CMD, arguments=line))
    assert (bench.result(), bench.notes()) == (0, {"a": "1"})


def test_it_can_be_stopped() -> None:
    bench = Bench()
    bench.start_task(CHANGE)
    bench.scheduler("StopByPath")
    assert (bench.result(), bench.log[0].exit_code) == (TERMINATED, TERMINATED)


@pytest.mark.parametrize("method", ["StartByPath", "StopByPath", "GetInfoByName"])
def test_a_task_that_is_not_there_is_no_file(method: str) -> None:
    with fails(0x80070002):
        Bench().scheduler(method)


@pytest.mark.parametrize(
    ("scheduler", "settings", "query", "method"),
    [
        ("missing", {}, 0x8033801A, 0x80338000),
        ("denied", {}, 0x80338104, 0x80338104),
        ("works", {"elevated": False}, 0x80338104, 0x80338104),
        ("refuses", {}, None, 0x80070005),
    ],
)
def test_the_scheduler_may_be_closed(scheduler: str, settings: dict[str, Any], query: int | None, method: int) -> None:
    wire = Wire("server-2022-standard", servicing={"scheduler": scheduler}, **settings)
    asked = wire.enumerate("SELECT TaskName FROM MSFT_ScheduledTask", ANY)
    assert (asked.status, asked.fault_code if query else None) == (500 if query else 200, query)
    answer = by_scheduler(wire, "RegisterByXml", **OWN_KEYS, Xml=CHANGE)
    assert (answer.status, answer.fault_code) == (500, method)


def test_failures_may_be_return_values() -> None:
    wire = Wire("server-2022-standard", switches=Switches(task_errors="return_value"))
    by_scheduler(wire, "RegisterByXml", **OWN_KEYS, Xml=CHANGE)
    answer = by_scheduler(wire, "RegisterByXml", **OWN_KEYS, Xml=CHANGE)
    assert (answer.status, answer.value("{*}ReturnValue")) == (200, str(EXISTS))


def test_on_the_wire_changes_count_and_reading_does_not() -> None:
    wire = Wire("server-2022-standard")
    by_scheduler(wire, "RegisterByXml", **OWN_KEYS, Xml=CHANGE)
    by_scheduler(wire, "StartByPath", **OWN_KEYS)
    info = by_scheduler(wire, "GetInfoByName", **OWN_KEYS)
    assert (info.value("{*}cmdletOutput/{*}LastTaskResult"), info.value("{*}ReturnValue")) == (str(RUNNING), "0")
    assert info.value("{*}cmdletOutput/{*}LastRunTime/{*}Datetime") == "2026-03-02T08:00:00Z"
    asked = wire.enumerate(r"SELECT TaskName, State FROM MSFT_ScheduledTask WHERE TaskPath = '\\'", ANY)
    assert "<State>4</State><TaskName>job</TaskName>" in asked.text
    assert delete(wire, OWN_KEYS).status == 200
    assert [(entry.kind, entry.method, entry.is_mutating) for entry in wire.host.journal.entries] == [
        ("invoke", "RegisterByXml", True), ("invoke", "StartByPath", True), ("invoke", "GetInfoByName", False),
        ("enumerate", None, False), ("delete", None, True),
    ]  # fmt: skip


def test_a_deleted_task_is_gone_and_its_process_goes_on() -> None:
    wire = Wire("server-2022-standard")
    by_scheduler(wire, "RegisterByXml", **OWN_KEYS, Xml=CHANGE)
    by_scheduler(wire, "StartByPath", **OWN_KEYS)
    assert delete(wire, OWN_KEYS, f"{PREFIX}MSFT_ScheduledTask", None).status == 200
    assert delete(wire, OWN_KEYS).fault_code == 0x80338000
    assert "dism.exe" in wire.enumerate("SELECT Name FROM Win32_Process WHERE Name = 'dism.exe'").text


@pytest.mark.parametrize(
    ("keys", "uri", "namespace", "code"),
    [
        ({}, CIM_TASK, SCHEDULER, 0x8033805A),
        ({"TaskName": "job"}, CIM_TASK, SCHEDULER, 0x8033805A),
        ({**OWN_KEYS, "Other": "x"}, CIM_TASK, SCHEDULER, 0x8033805B),
        (OWN_KEYS, CIM_TASK, None, 0x80338000),
        ({"Handle": "4"}, CIM_TASK.replace("MSFT_ScheduledTask", "Win32_Process"), "root/cimv2", 0x80041024),
    ],
)
def test_a_delete_names_all_keys_of_what_can_be_deleted(
    keys: dict[str, str], uri: str, namespace: str | None, code: int
) -> None:
    assert delete(Wire("server-2022-standard"), keys, uri, namespace).fault_code == code


def test_other_clients_use_it_and_the_admin_endpoint_shows_it(server: BackgroundServer) -> None:
    client, admin = pypsrp(server, "basic"), server.admin()
    admin.servicing("basic", seconds=5, exit_code=1168)
    for method, more in (("RegisterByXml", {"Xml": CHANGE}), ("StartByPath", {})):
        body = ET.Element(f"{{{PS}}}{method}_INPUT")
        for name, text in {**OWN_KEYS, **more}.items():
            ET.SubElement(body, f"{{{PS}}}{name}").text = text
        assert client.invoke(f"{PS}/{method}", PS, body).findtext(f".//{{{PS}}}ReturnValue") == "0"
    assert admin.tasks("basic")[0]["state"] == 4
    admin.advance(1)
    (task,), (process,) = admin.tasks("basic"), admin.processes("basic")
    assert (task["result"], process["exit_code"], process["maker"], process["is_over"]) == (1168, 1168, "task", True)
    assert admin.summary("basic")["mutating"] == 2
