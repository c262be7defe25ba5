# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""StdRegProv in HKEY_USERS: hives that come and go, all types, deleting, and who may do what."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree as ET

import pytest

from tests.simulator.background import BackgroundServer
from tests.simulator.client import AdminClientError
from tests.simulator.model.errors import WbemError
from tests.simulator.model.machine import Machine
from tests.simulator.model.switches import Switches
from tests.simulator.simulation import new_machine
from tests.unit.simulator.test_clients import pypsrp, pywinrm
from tests.unit.simulator.test_machine import registry
from tests.unit.simulator.wire import Wire, envelope

USERS = 0x80000003
ADA, BOB = "S-1-5-21-1-2-3-1001", "S-1-5-21-1-2-3-1002"
COMMON = rf"{ADA}\Software\Microsoft\Office\16.0\Common"
NEXT = rf"{COMMON}\Licensing\LicensingNext"
REG = "http://schemas.microsoft.com/wbem/wsman/1/wmi/root/default/StdRegProv"
DENIED = rf"HKU\{COMMON}\Licensing"


def machine_of(**settings: Any) -> Machine:
    """A host with Ada logged on and Bob not."""
    users = [
        {"sid": ADA, "next": {"O365ProPlusRetail": 2}, "registry": {"Odd": {"A": {"type": "REG_NONE", "hex": "01"}}}},
        {"sid": BOB, "loaded": False},
    ]
    return new_machine("windows-11-pro", users=users, **settings)


def users(machine: Machine, method: str, path: str = "", value: str = "", **more: Any) -> tuple[int, Any]:
    """Call StdRegProv for HKEY_USERS."""
    return registry(machine, method, path, value, hDefKey=USERS, **more)


def test_the_root_of_hkey_users_lists_loaded_hives_with_their_classes() -> None:
    names = [".DEFAULT", "S-1-5-18", "S-1-5-19", "S-1-5-20", ADA, f"{ADA}_Classes"]
    assert users(machine_of(), "EnumKey") == (0, {"sNames": names})
    assert users(machine_of(), "EnumValues") == (0, {"sNames": None, "Types": None})
    assert "SOFTWARE" in registry(machine_of(), "EnumKey", "")[1]["sNames"]


@pytest.mark.parametrize("hive", [0x80000000, 0x80000001, 0x80000005])
def test_other_hives_do_not_exist(hive: int) -> None:
    assert registry(machine_of(), "EnumKey", "Software", hDefKey=hive) == (2, {"sNames": None})


@pytest.mark.parametrize("method", ["EnumKey", "EnumValues", "GetStringValue", "DeleteKey", "DeleteValue"])
def test_a_hive_that_is_not_loaded_does_not_exist(method: str) -> None:
    code, outputs = users(machine_of(), method, rf"{BOB}\Software", "A")
    assert (code, set(outputs.values()) - {None}) == (2, set())
    assert users(machine_of(), "SetStringValue", rf"{BOB}\Software", "A", sValue="b") == (2, {})
    assert users(machine_of(), "CreateKey", rf"{BOB}\Software\New") == (87, {})


def test_nothing_is_made_directly_below_a_hive() -> None:
    machine = machine_of()
    assert (users(machine, "CreateKey", "New")[0], registry(machine, "CreateKey", r"New\Key")[0]) == (87, 87)
    assert users(machine, "SetStringValue", "", "A", sValue="b")[0] == 5


@pytest.mark.parametrize(
    ("setter", "parameter", "data", "getter", "kind"),
    [
        ("SetStringValue", "sValue", "text", "GetStringValue", 1),
        ("SetExpandedStringValue", "sValue", "%SystemRoot%\\a", "GetStringValue", 2),
        ("SetBinaryValue", "uValue", [0, 255], "GetBinaryValue", 3),
        ("SetDWORDValue", "uValue", 2**32 - 1, "GetDWORDValue", 4),
        ("SetMultiStringValue", "sValue", ["a", "b"], "GetMultiStringValue", 7),
        ("SetQWORDValue", "uValue", 2**64 - 1, "GetQWORDValue", 11),
    ],
)
def test_values_of_every_type_are_written_and_read(
    setter: str, parameter: str, data: Any, getter: str, kind: int
) -> None:
    machine = machine_of()
    assert users(machine, setter, NEXT, "New", **{parameter: data}) == (0, {})
    assert users(machine, getter, NEXT, "New") == (0, {parameter: data})
    assert users(machine, "EnumValues", NEXT) == (0, {"sNames": ["New", "O365ProPlusRetail"], "Types": [kind, 4]})
    with pytest.raises(WbemError):
        users(machine, setter, NEXT, "New")


@pytest.mark.parametrize(
    "method", ["GetStringValue", "GetExpandedStringValue", "GetBinaryValue", "GetDWORDValue", "GetMultiStringValue"]
)
def test_no_method_reads_an_odd_type(method: str) -> None:
    assert users(machine_of(), "EnumValues", rf"{ADA}\Odd") == (0, {"sNames": ["A"], "Types": [0]})
    assert users(machine_of(), method, rf"{ADA}\Odd", "A")[0] == 0x80041005


@pytest.mark.parametrize(
    ("wish", "found"),
    [
        ("raw", (0, {"sValue": r"%systemroot%\system32\config\systemprofile"})),
        ("expanded", (0, {"sValue": r"C:\Windows\system32\config\systemprofile"})),
        ("mismatch", (0x80041005, {"sValue": None})),
    ],
)
def test_expandable_texts_are_expanded_by_their_own_method(wish: str, found: tuple[int, Any]) -> None:
    path = r"SOFTWARE\Microsoft\Windows NT\CurrentVersion\ProfileList\S-1-5-18"
    machine = machine_of(switches=Switches(expandable_as_string=wish))
    expanded = registry(machine, "GetExpandedStringValue", path, "ProfileImagePath")
    assert expanded == (0, {"sValue": r"C:\Windows\system32\config\systemprofile"})
    assert registry(machine, "GetStringValue", path, "ProfileImagePath") == found


def test_unknown_variables_stay() -> None:
    machine = machine_of()
    users(machine, "SetExpandedStringValue", NEXT, "A", sValue="%NOTHING%|%ProgramData%")
    assert users(machine, "GetExpandedStringValue", NEXT, "A")[1] == {"sValue": r"%NOTHING%|C:\ProgramData"}


def test_only_a_key_without_subkeys_is_deleted() -> None:
    machine = machine_of()
    assert users(machine, "DeleteKey", rf"{COMMON}\Licensing") == (5, {})
    assert users(machine, "EnumValues", NEXT)[1]["sNames"] == ["O365ProPlusRetail"]
    assert users(machine, "DeleteKey", NEXT) == (0, {})
    assert users(machine, "DeleteKey", rf"{COMMON}\Licensing") == (0, {})
    assert users(machine, "DeleteKey", NEXT) == (2, {})
    assert users(machine, "EnumKey", COMMON) == (0, {"sNames": None})
    assert users(machine, "DeleteKey", rf"{ADA}_Classes") == (5, {})
    assert users(machine, "DeleteKey", "") == (5, {})


def test_a_value_is_deleted_once_and_the_key_stays() -> None:
    machine = machine_of()
    assert users(machine, "DeleteValue", NEXT, "o365PROPLUSRETAIL") == (0, {})
    assert users(machine, "DeleteValue", NEXT, "O365ProPlusRetail") == (2, {})
    assert users(machine, "EnumValues", NEXT) == (0, {"sNames": None, "Types": None})


WRITING = [
    ("SetStringValue", {"sValue": "a"}),
    ("SetDWORDValue", {"uValue": 1}),
    ("CreateKey", {}),
    ("DeleteValue", {}),
    ("DeleteKey", {}),
]


@pytest.mark.parametrize(("method", "more"), WRITING)
def test_without_elevation_hives_of_others_are_closed(method: str, more: dict[str, Any]) -> None:
    machine = machine_of(elevated=False)
    assert users(machine, method, NEXT, "O365ProPlusRetail", **more)[0] == 5
    assert users(machine, "EnumValues", NEXT) == (5, {"sNames": None, "Types": None})
    assert users(machine, "GetDWORDValue", NEXT, "O365ProPlusRetail") == (5, {"uValue": None})
    assert users(machine, "EnumKey", r".DEFAULT\Software")[0] == users(machine, "EnumKey")[0] == 0
    assert machine.state.hives.loaded.value(NEXT, "O365ProPlusRetail") is not None


@pytest.mark.parametrize(("method", "more"), WRITING)
@pytest.mark.parametrize(("what", "reading"), [("writing", 0), ("all", 5)])
def test_a_key_may_keep_administrators_out(method: str, more: dict[str, Any], what: str, reading: int) -> None:
    machine = machine_of(denied_keys={DENIED: what})
    assert users(machine, method, NEXT, "O365ProPlusRetail", **more)[0] == 5
    assert users(machine, "EnumValues", NEXT)[0] == reading
    assert users(machine, "CreateKey", rf"{COMMON}\LicensingOther")[0] == 0
    assert users(machine, "EnumKey", COMMON)[1]["sNames"] == ["Licensing", "LicensingOther"]


@pytest.mark.parametrize(
    ("settings", "rights", "found"),
    [
        ({}, None, (0, {"bGranted": True})),
        ({}, 0x10000, (0, {"bGranted": True})),
        ({"denied_keys": {DENIED: "writing"}}, 0x10000, (5, {"bGranted": False})),
        ({"denied_keys": {DENIED: "writing"}}, 0x1, (0, {"bGranted": True})),
        ({"denied_keys": {DENIED: "all"}}, 0x1, (5, {"bGranted": False})),
        ({"elevated": False}, 0x1, (5, {"bGranted": False})),
    ],
)
def test_access_can_be_asked_for(settings: dict[str, Any], rights: int | None, found: tuple[int, Any]) -> None:
    assert users(machine_of(**settings), "CheckAccess", NEXT, uRequired=rights) == found
    assert users(machine_of(**settings), "CheckAccess", rf"{BOB}\Software") == (2, {"bGranted": False})


def test_a_restart_logs_everybody_off() -> None:
    machine = machine_of()
    machine.reboot()
    assert users(machine, "EnumKey")[1]["sNames"] == [".DEFAULT", "S-1-5-18", "S-1-5-19", "S-1-5-20"]
    assert machine.state.hives.users() == {ADA: False, BOB: False}


def inner(path: str, value: str | None = None, more: str = "") -> str:
    """The inside of an input element for HKEY_USERS."""
    name = "" if value is None else f"<m:sValueName>{value}</m:sValueName>"
    return f"<m:hDefKey>{USERS}</m:hDefKey><m:sSubKeyName>{path}</m:sSubKeyName>{name}{more}"


def test_deleting_and_arrays_on_the_wire_count_as_changing() -> None:
    wire = Wire("windows-11-pro", users=[{"sid": ADA, "next": {"A": 2}}])
    data = "<m:uValue>1</m:uValue><m:uValue>255</m:uValue>"
    assert wire.invoke(REG, "SetBinaryValue", inner(NEXT, "B", data)).value("{*}ReturnValue") == "0"
    answer = wire.invoke(REG, "GetBinaryValue", inner(NEXT, "B"))
    assert [item.text for item in answer.xml.iter(f"{{{REG}}}uValue")] == ["1", "255"]
    assert wire.invoke(REG, "CheckAccess", inner(NEXT)).value("{*}bGranted") == "true"
    for method, path, value, code in [
        ("DeleteValue", NEXT, "B", "0"),
        ("DeleteKey", rf"{COMMON}\Licensing", None, "5"),
        ("DeleteKey", NEXT, None, "0"),
    ]:
        assert wire.invoke(REG, method, inner(path, value)).value("{*}ReturnValue") == code
    changing = [entry.is_mutating for entry in wire.host.journal.entries]
    assert changing == [True, False, False, True, True, True]
    assert wire.host.journal.summary()["mutating"] == 4


@pytest.mark.parametrize(("verb", "kind"), [("Put", "other"), ("Create", "other"), ("Delete", "delete")])
def test_transfers_that_would_change_something_count_as_changing(verb: str, kind: str) -> None:
    wire = Wire()
    action = f"http://schemas.xmlsoap.org/ws/2004/09/transfer/{verb}"
    answer = wire.send(envelope(REG, action, ""))
    assert (answer.status, answer.entry.is_mutating, answer.entry.kind) == (500, True, kind)


@pytest.mark.parametrize(("sid", "left"), [(ADA, [False, True]), (None, [False, False])])
def test_a_user_logs_off_between_two_requests(sid: str | None, left: list[bool]) -> None:
    rule: dict[str, Any] = {"name": "hive_unloads", "on": {"class": "StdRegProv"}, "skip": 1}
    rule |= {"sid": sid} if sid else {}
    wire = Wire("windows-11-pro", users=[{"sid": ADA, "next": {"A": 2}}, {"sid": BOB}], faults=[rule])
    codes = [wire.invoke(REG, "GetDWORDValue", inner(NEXT, "A")).value("{*}ReturnValue") for _ in range(3)]
    assert codes == ["0", "2", "2"]
    assert [entry.injected for entry in wire.host.journal.entries] == [None, "hive_unloads", None]
    assert list(wire.host.machine.state.hives.users().values()) in (left, left[::-1])


@pytest.fixture(name="visited")
def _visited() -> Any:
    """A running server with a user on its host."""
    host = {"profile": "windows-11-pro", "users": [{"sid": ADA, "next": {"A": 2}}]}
    with BackgroundServer({"hosts": {"desk": host}}) as server:
        yield server


def test_clients_of_others_read_and_delete_in_a_users_hive(visited: BackgroundServer) -> None:
    body = f'<m:EnumKey_INPUT xmlns:m="{REG}">{inner("")}</m:EnumKey_INPUT>'
    text = pywinrm(visited, "desk").transport.send_message(envelope(REG, f"{REG}/EnumKey", body).decode())
    assert f"<p:sNames>{ADA}</p:sNames><p:sNames>{ADA}_Classes</p:sNames>" in text.decode()
    client = pypsrp(visited, "desk")
    element = ET.Element(f"{{{REG}}}DeleteKey_INPUT")
    ET.SubElement(element, f"{{{REG}}}hDefKey").text = str(USERS)
    ET.SubElement(element, f"{{{REG}}}sSubKeyName").text = NEXT
    answer = client.invoke(f"{REG}/DeleteKey", REG, element)
    client.close()
    assert [item.text for item in answer.iter(f"{{{REG}}}ReturnValue")] == ["0"]
    assert not visited.host("desk").machine.state.hives.loaded.has_key(NEXT)
    assert visited.host("desk").journal.summary()["mutating"] == 1


def test_the_admin_endpoint_logs_users_off_and_on(visited: BackgroundServer) -> None:
    admin = visited.admin()
    admin.log_off("desk", ADA)
    state = admin.state("desk")["users"][ADA]
    assert (state["loaded"], state["keys"][NEXT.removeprefix(ADA + "\\")]) == (False, {"A": 2})
    admin.log_on("desk", ADA)
    assert admin.state("desk")["users"][ADA]["loaded"] is True
    with pytest.raises(AdminClientError):
        admin.call("POST", "/hosts/desk/log_off", {})
