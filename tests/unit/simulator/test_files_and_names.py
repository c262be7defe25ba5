# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""CIM_DataFile and Win32_PingStatus: classes whose objects depend on the question."""

from __future__ import annotations

from typing import Any

import pytest

from tests.simulator.background import BackgroundServer
from tests.simulator.model.network import KmsHost
from tests.simulator.model.switches import Switches
from tests.simulator.served import OperationTimedOut
from tests.simulator.simulation import new_host, new_machine, new_world
from tests.unit.simulator.machines import fails
from tests.unit.simulator.test_clients import pypsrp, pywinrm
from tests.unit.simulator.wire import ANY, ENUMERATION, WMI, Wire, enumerate_body, envelope

FOLDER = r"C:\ProgramData\Microsoft\Office\Licenses"
FILES = [rf"{FOLDER}\1\abc", rf"{FOLDER}\1\Def.bin", rf"{FOLDER}\other", r"D:\ProgramData\x"]
HERE = r"Drive='C:' AND Path='\\ProgramData\\Microsoft\\Office\\Licenses\\1\\'"
PING = "SELECT StatusCode, PrimaryAddressResolutionStatus, ProtocolAddress, ResponseTime FROM Win32_PingStatus WHERE "
NAMES = {"kms.corp.example": "10.0.0.5", "quiet.corp.example": {"address": "10.0.0.6", "ping": False}}


def found(where: str) -> list[Any]:
    """Names of files a condition finds."""
    return [row["Name"] for row in new_host(files=FILES).served.rows(f"SELECT Name FROM CIM_DataFile WHERE {where}")]


def test_files_are_found_by_drive_and_path() -> None:
    assert found(HERE) == [rf"{FOLDER}\1\abc".lower(), rf"{FOLDER}\1\def.bin".lower()]
    assert found(rf"{HERE} AND Extension='BIN'") == [rf"{FOLDER}\1\def.bin".lower()]
    assert found(r"Drive='c:' AND Path='\\nothing\\'") == []
    assert found(r"Name='D:\\programdata\\x'") == [r"d:\programdata\x"]


@pytest.mark.parametrize(
    "path", [r"\ProgramData\Microsoft\Office\Licenses\1\\", r"\\ProgramData\\Microsoft\\Office\\Licenses\\1"]
)
def test_a_path_that_is_not_written_as_wql_wants_it_finds_nothing(path: str) -> None:
    assert found(f"Drive='C:' AND Path='{path}'") == []


def test_a_single_backslash_at_the_end_is_no_query() -> None:
    with fails(0x80041017):
        found(r"Drive='C:' AND Path='\ProgramData\'")


@pytest.mark.parametrize(
    "where",
    [
        r"Path='\\ProgramData\\'",
        "Drive='C:'",
        r"Drive='C:' AND Path LIKE '\\ProgramData\\%'",
        r"Drive='C:' OR Path='\\ProgramData\\'",
        "FileName='abc'",
    ],
)
def test_a_search_through_all_disks_does_not_end(where: str) -> None:
    with pytest.raises(OperationTimedOut):
        found(where)
    quota = new_host(files=FILES, switches=Switches(unbounded_file_search="quota"))
    with fails(0x8004106C):
        quota.served.rows(f"SELECT Name FROM CIM_DataFile WHERE {where}")
    with pytest.raises(OperationTimedOut):
        new_host(files=FILES).served.instances("CIM_DataFile")
    patient = new_host(files=FILES, switches=Switches(unbounded_file_search="finds"))
    assert len(patient.served.instances("CIM_DataFile").rows) == 4


def test_columns_of_a_file() -> None:
    row = new_host(files=FILES).served.rows(rf"SELECT * FROM CIM_DataFile WHERE {HERE} AND FileName='def'")[0]
    assert (row["Drive"], row["Path"]) == ("c:", "\\programdata\\microsoft\\office\\licenses\\1\\")
    assert (row["FileName"], row["Extension"], row["FileSize"]) == ("def", "bin", 2048)


def test_the_wire_times_out_and_gets_one_file() -> None:
    wire = Wire(files=FILES)
    assert wire.enumerate("SELECT Name FROM CIM_DataFile").fault_code == 0x80338029
    assert wire.enumerate(uri=f"{WMI}CIM_DataFile").fault_code == 0x80338029
    assert wire.get(f"{WMI}CIM_DataFile", {"Name": rf"{FOLDER}\OTHER"}).status == 200
    assert wire.get(f"{WMI}CIM_DataFile", {"Name": rf"{FOLDER}\none"}).status == 500
    assert len(wire.all_items(f"SELECT Name FROM CIM_DataFile WHERE {HERE}")) == 2


def ping(address: str, **settings: Any) -> tuple[Any, ...]:
    """Status, resolution, address of the reply and its time."""
    row = new_machine(names=NAMES, **settings).rows(f"{PING}Address='{address}'")[0]
    names = ("StatusCode", "PrimaryAddressResolutionStatus", "ProtocolAddress", "ResponseTime")
    return tuple(row[name] for name in names)


@pytest.mark.parametrize(
    ("address", "answer"),
    [
        ("kms.corp.example", (0, 0, "10.0.0.5", 1)),
        ("KMS.corp.example", (0, 0, "10.0.0.5", 1)),
        ("10.0.0.5", (0, 0, "10.0.0.5", 1)),
        ("quiet.corp.example", (11010, 0, "", None)),
        ("10.0.0.6", (11010, 0, "", None)),
        ("10.9.9.9", (11010, 0, "", None)),
        ("none.corp.example", (None, 11001, "", None)),
        ("localhost", (0, 0, "127.0.0.1", 1)),
        ("machine", (0, 0, "127.0.0.1", 1)),
    ],
)
def test_a_ping_tells_whether_a_name_leads_somewhere_and_who_answers(address: str, answer: tuple[Any, ...]) -> None:
    assert ping(address) == answer


def test_kms_hosts_of_the_world_are_known_where_dns_knows_them() -> None:
    world = new_world()
    world.network.hosts["kms1"] = KmsHost("kms1", address="192.0.2.7")
    world.network.hosts["kms2"] = KmsHost("kms2", address="192.0.2.8", is_reachable=False)
    world.network.hosts["kms3"] = KmsHost("kms3", address="192.0.2.9")
    world.network.dns_errors["kms3"] = 0x8007232A
    assert [ping(name, world=world)[:3] for name in ("kms1", "kms2", "kms3")] == [
        (0, 0, "192.0.2.7"),
        (11010, 0, ""),
        (None, 11001, ""),
    ]


def test_several_addresses_and_none() -> None:
    machine = new_machine(names=NAMES)
    rows = machine.rows(f"{PING}Address='kms.corp.example' OR Address='nobody'")
    assert [row["StatusCode"] for row in rows] == [0, None]
    for wql in ("SELECT * FROM Win32_PingStatus", f"{PING}Timeout=10", f"{PING}Address='a' OR Timeout=1000"):
        with fails(0x80041024):
            machine.rows(wql)
    with fails(0x80041024):
        machine.instances("Win32_PingStatus")


def test_what_a_question_says_besides_has_to_fit() -> None:
    machine = new_machine(names=NAMES)
    assert machine.rows(f"{PING}Address='kms.corp.example' AND StatusCode=11010") == []


def test_clients_of_others_ask_for_files_and_names() -> None:
    with BackgroundServer({"hosts": {"desk": {"profile": "windows-11-pro", "files": FILES, "names": NAMES}}}) as server:
        body = enumerate_body(f"{PING}Address='kms.corp.example'")
        message = envelope(ANY, f"{ENUMERATION}/Enumerate", body).decode()
        answer = pywinrm(server, "desk").transport.send_message(message).decode()
        assert "<ProtocolAddress>10.0.0.5</ProtocolAddress>" in answer
        client = pypsrp(server, "desk")
        filtered = envelope(
            ANY, f"{ENUMERATION}/Enumerate", enumerate_body(f"SELECT Name FROM CIM_DataFile WHERE {HERE}")
        )
        text = client.transport.send(filtered).decode()
        client.close()
        assert (text.count("<Name>"), "licenses\\1\\abc</Name>" in text) == (1, True)
