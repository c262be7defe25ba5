# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Win32_Process: what Create returns, who runs how long, and what is left of a process."""

from __future__ import annotations

import re
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from tests.simulator.background import BackgroundServer
from tests.simulator.model.switches import Switches
from tests.simulator.model.upheaval import ServicingFates
from tests.simulator.validation import ScenarioError
from tests.unit.simulator.jobs import CHANGEPK, CMD, DISM, NOTES, REG, Bench, key_of, set_edition
from tests.unit.simulator.machines import fails
from tests.unit.simulator.test_clients import pypsrp, pywinrm
from tests.unit.simulator.wire import WMI, Wire, envelope

PROCESS = WMI + "Win32_Process"
CHANGE = f"{DISM} {set_edition()}"
KEPT = rf'{CMD} /d /v:on /s /c "{CHANGE} & {REG} add HKLM\{NOTES} /v code /t REG_SZ /d !errorlevel! /f"'


def rows(bench: Bench, where: str) -> list[dict[str, Any]]:
    """What Win32_Process shows of some processes."""
    return bench.machine.rows(f"SELECT ProcessId, ParentProcessId, Name, CreationDate FROM Win32_Process WHERE {where}")


@pytest.mark.parametrize(
    ("line", "value"),
    [
        (f"{DISM} /Online /Get-CurrentEdition", 0),
        (f'"{DISM}" /Online /Get-CurrentEdition', 0),
        (r"c:\windows\system32\DISM /?", 0),
        ("dism.exe /?", 0),
        ("dism /?", 0),
        (r"%windir%\System32\dism.exe /?", 9),
        (r"C:\Windows\SysWOW64\dism.exe /?", 9),
        (r"C:\Windows\System32\powershell.exe", 9),
        ("echo x", 9),
        (f'"{DISM} /Online"', 9),
        ("", 21),
        ("   ", 21),
    ],
)
def test_create_returns_what_is_documented(line: str, value: int) -> None:
    bench = Bench()
    returned, number = bench.create(line)
    assert (returned, number is not None, len(bench.log)) == (value, value == 0, int(value == 0))


def test_a_process_runs_by_the_clock_of_the_host_and_is_gone_then() -> None:
    bench = Bench()
    returned, number = bench.create(KEPT)
    assert returned == 0
    (shell,) = rows(bench, f"ProcessId = {number}")
    (dism,) = rows(bench, f"ParentProcessId = {number}")
    assert (shell["Name"], dism["Name"], dism["CreationDate"]) == ("cmd.exe", "dism.exe", shell["CreationDate"])
    bench.wait(899)
    assert (len(rows(bench, "Name = 'dism.exe'")), bench.notes()) == (1, {})
    bench.wait(1)
    assert (rows(bench, "Name = 'dism.exe' OR Name = 'cmd.exe'"), bench.notes()) == ([], {"code": "3010"})
    assert [(item.name, item.exit_code, item.maker) for item in bench.log] == [
        ("cmd.exe", 0, "wmi"), ("dism.exe", 3010, "wmi"), ("reg.exe", 0, "wmi"),
    ]  # fmt: skip


def test_what_happened_meanwhile_happened_at_its_moment() -> None:
    bench = Bench()
    bench.create(KEPT)
    bench.wait(5000)
    shell, dism, reg = bench.log
    assert dism.ended == shell.ended == reg.created
    assert dism.ended is not None
    assert (dism.ended - dism.created).total_seconds() == 900


def test_of_two_that_end_meanwhile_the_earlier_one_ends_first() -> None:
    bench = Bench("windows-11-home", fates=ServicingFates(seconds=3))
    late, early = f"{DISM} /Online /Get-CurrentEdition", f"{CHANGEPK} /ProductKey {key_of('gvlk-windows-education')}"
    for line, data in ((late, "late"), (early, "early")):
        bench.create(rf'{CMD} /s /c "{line} & {REG} add HKLM\{NOTES} /v last /d {data} /f"')
    bench.wait(60)
    assert bench.notes() == {"last": "late"}


def test_a_host_that_goes_down_has_no_processes() -> None:
    bench = Bench()
    bench.create(KEPT)
    bench.machine.state.power.order(bench.machine.state.now)
    bench.machine.settle()
    assert (bench.machine.is_down, [item.is_over for item in bench.log]) == (True, [True, True])


def test_the_command_line_shows_to_everybody_and_the_log_keeps_it() -> None:
    bench = Bench()
    bench.create(CHANGE)
    (row,) = bench.machine.rows("SELECT CommandLine, TerminationDate FROM Win32_Process WHERE Name = 'dism.exe'")
    assert row == {"CommandLine": CHANGE, "TerminationDate": None}
    assert bench.log[0].as_data()["command_line"] == CHANGE


def test_a_restart_ends_all_and_gives_the_same_numbers_again() -> None:
    bench = Bench()
    _value, first = bench.create(KEPT)
    bench.machine.reboot()
    assert (rows(bench, "Name = 'dism.exe'"), bench.notes()) == ([], {})
    assert [(item.is_over, item.exit_code) for item in bench.log] == [(True, None), (True, None)]
    bench.wait(5000)
    assert (bench.machine.state.pending_edition, bench.notes()) == (None, {})
    assert bench.create(KEPT) == (0, first)


@pytest.mark.parametrize(
    ("fates", "seconds", "code", "notes"),
    [
        (ServicingFates(seconds=5), 5, 0, {"code": "3010"}),
        (ServicingFates(seconds=5, exit_code=0), 5, 0, {"code": "0"}),
        (ServicingFates(exit_code=1168), 900, 0, {"code": "1168"}),
        (ServicingFates(exit_code=0x800F0830), 900, 0, {"code": "-2146498512"}),
        (ServicingFates(dies_after=60), 60, 1, {}),
        (ServicingFates(dies_after=60, dies_alone=True), 60, 0, {"code": "1"}),
    ],
)
def test_a_scenario_decides_how_it_ends(
    fates: ServicingFates, seconds: int, code: int, notes: dict[str, object]
) -> None:
    bench = Bench(fates=fates)
    assert bench.run(KEPT, seconds - 1) is None
    bench.wait(1)
    assert (bench.log[0].exit_code, bench.notes(), bench.machine.state.processes.running) == (code, notes, {})
    is_done = fates.dies_after is None and fates.exit_code in (None, 0)
    assert (bench.machine.state.pending_edition is not None) is is_done


@pytest.mark.parametrize(
    ("how", "returned", "code"), [("return_value", 0x80070005, None), ("access_denied", 2, None), ("child", 0, 5)]
)
def test_microsoft_defender_blocks_what_wmi_makes(how: str, returned: int, code: int | None) -> None:
    bench = Bench(switches=Switches(blocked_process=how), fates=ServicingFates(blocks_wmi=True))
    assert bench.create(CHANGE)[0] == returned
    assert [item.exit_code for item in bench.log] == ([] if code is None else [code])


def test_or_it_is_a_fault() -> None:
    bench = Bench(switches=Switches(blocked_process="fault"), fates=ServicingFates(blocks_wmi=True))
    with fails(0x80070005):
        bench.create(CHANGE)


def test_s_mode_has_no_command_processor() -> None:
    bench = Bench(settings={"s_mode": True})
    assert bench.create(KEPT) == (8, None)
    assert bench.create(f"{REG} add HKLM\\{NOTES} /v a /f") == (8, None)
    assert bench.create(f"{DISM} /?")[0] == 0


def test_who_is_no_administrator_can_start_it_and_gets_nowhere() -> None:
    bench = Bench(settings={"elevated": False})
    assert bench.run(KEPT) == 1
    assert [(item.name, item.exit_code) for item in bench.log] == [("cmd.exe", 1), ("dism.exe", 740), ("reg.exe", 1)]


def test_terminate_ends_a_process_and_who_waits_for_it_goes_on() -> None:
    bench = Bench()
    bench.create(KEPT)
    dism = bench.log[1]
    outcome = bench.machine.invoke("Win32_Process", {"Handle": str(dism.process_id)}, "Terminate", {"Reason": 7})
    assert (outcome.return_value, dism.exit_code, bench.notes()) == (0, 7, {"code": "7"})
    with fails(0x80041002):
        bench.machine.invoke("Win32_Process", {"Handle": str(dism.process_id)}, "Terminate", {})


@pytest.mark.parametrize(
    ("servicing", "place"),
    [
        ({"second": 5}, "servicing.second: unknown key"),
        ({"seconds": -1}, "servicing.seconds: a number from 0 up"),
        ({"exit_code": "none"}, "servicing.exit_code: a code"),
        ({"dies_after": "soon"}, "servicing.dies_after: a number"),
        ({"scheduler": "closed"}, "servicing.scheduler: one of works, missing, denied, refuses"),
    ],
)
def test_a_fate_nobody_knows_is_refused(servicing: dict[str, object], place: str) -> None:
    with pytest.raises(ScenarioError, match=re.escape(place)):
        Bench(settings={"servicing": servicing})


def test_create_is_a_method_of_the_class_on_the_wire_and_counts_as_a_change() -> None:
    wire = Wire("server-2022-standard")
    answer = wire.invoke(PROCESS, "Create", f"<m:CommandLine>{DISM} /?</m:CommandLine>")
    assert "<p:ProcessId>4812</p:ProcessId><p:ReturnValue>0</p:ReturnValue>" in answer.body
    assert (answer.entry.method, answer.entry.is_mutating) == ("Create", True)
    assert wire.invoke(PROCESS, "Create", "<m:CommandLine>x</m:CommandLine>", {"Handle": "9"}).status == 500
    assert wire.get(PROCESS, {"Handle": "4"}).value("{*}Name") == "System"


def test_other_clients_start_processes_too(server: BackgroundServer) -> None:
    body = ET.Element(f"{{{PROCESS}}}Create_INPUT")
    ET.SubElement(body, f"{{{PROCESS}}}CommandLine").text = f"{DISM} /no"
    answer = pypsrp(server, "basic").invoke(f"{PROCESS}/Create", PROCESS, body)
    assert answer.findtext(f".//{{{PROCESS}}}ReturnValue") == "0"
    text = f'<m:Create_INPUT xmlns:m="{PROCESS}"><m:CommandLine>{DISM} /no</m:CommandLine></m:Create_INPUT>'
    pywinrm(server, "basic").send_message(envelope(PROCESS, f"{PROCESS}/Create", text).decode())
    made = server.admin().processes("basic")
    assert [(item["command_line"], item["maker"], item["exit_code"]) for item in made] == [
        (f"{DISM} /no", "wmi", 87)
    ] * 2
    assert server.admin().summary("basic")["mutating"] == 2
