# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is read of a host before its edition changes, request by request, and the order to restart."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._cim._session import MethodFailed, Session
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._errors import HostRefused
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._readiness import (
    BusyProcess,
    Readiness,
    Uptime,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._servicing import Pending
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._windows_installation import (
    WindowsInstallation,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._windows._host import RemoteHost
from ansible_collections.licenseops.windows.plugins.plugin_utils._wsman._errors import (
    ConnectionLost,
    Delivery,
    MalformedAnswer,
    WSManFault,
)
from ansible_collections.licenseops.windows.tests.unit.plugins.support.wire import (
    WMI,
    ScriptedTransport,
    client_over,
    output,
    rows,
)

CLIENT = WindowsInstallation("Professional", 26100, 1, "Client")
SERVER = WindowsInstallation("ServerStandardEval", 20348, 1, "Server")
NOTHING = rows()
DENIED = WSManFault((0x80070005,), "AccessDenied", "")


def over(*replies: str | Exception) -> tuple[RemoteHost, ScriptedTransport]:
    transport = ScriptedTransport(*replies)
    return RemoteHost(Session(client_over(transport))), transport


def returned(method: str, code: int, inside: str = "") -> str:
    return output(method, f"{inside}<p:ReturnValue>{code}</p:ReturnValue>")


def string(text: str) -> str:
    return returned("GetStringValue", 0, f"<p:sValue>{text}</p:sValue>")


def number(value: int) -> str:
    return returned("GetDWORDValue", 0, f"<p:uValue>{value}</p:uValue>")


def names(method: str, *found: str) -> str:
    return returned(method, 0, "".join(f"<p:sNames>{name}</p:sNames>" for name in found))


def granted(is_granted: bool, code: int = 0) -> str:
    return returned("CheckAccess", code, f"<p:bGranted>{str(is_granted).lower()}</p:bGranted>")


#: A server that is ready, in the order of the requests.
READY_SERVER: dict[str, str | Exception] = {
    "access": granted(True),
    "role": rows("<DomainRole>3</DomainRole>"),
    "battery": NOTHING,
    "system": rows(r"<SystemDirectory>D:\Windows\system32</SystemDirectory>"),
    "space": rows("<DeviceID>C:</DeviceID><FreeSpace>840649814016</FreeSpace>"),
    "update": names("EnumKey", "Results"),
    "busy": NOTHING,
}
SERVER_IS_READY = Readiness(True, False, (), None, 840649814016)


def server_with(**replies: str | Exception) -> RemoteHost:
    assert set(replies) <= set(READY_SERVER)
    return over(*(READY_SERVER | replies).values())[0]


def test_the_installation_is_what_the_registry_says_without_the_ending_of_core() -> None:
    host, transport = over(string("ServerStandardEvalCor"), string("20348"), string("Server Core"), number(2700))
    assert host.installation() == WindowsInstallation("ServerStandardEval", 20348, 2700, "Server Core")
    asked = [sent.arguments["sValueName"] for sent in transport.sent]
    assert asked == ["EditionID", "CurrentBuild", "InstallationType", "UBR"]


def test_windows_without_a_revision_has_none() -> None:
    host, _transport = over(string("Core"), string("10240"), string("Client"), returned("GetDWORDValue", 2))
    assert host.installation() == WindowsInstallation("Core", 10240, None, "Client")


@pytest.mark.parametrize(
    ("edition", "build", "kind"), [("", "20348", "Server"), ("Core", "", "Client"), ("Core", "26100", "")]
)
def test_an_installation_that_does_not_tell_its_kind_is_an_error(edition: str, build: str, kind: str) -> None:
    host, _transport = over(string(edition), string(build), string(kind))
    with pytest.raises(MalformedAnswer, match="the edition or the build of Windows cannot be read"):
        host.installation()


def test_the_start_of_the_host_and_its_clock_are_one_reading() -> None:
    moments = {"LastBootUpTime": "2026-12-01T09:00:00.5+09:00", "LocalDateTime": "2026-12-01T10:00:00+09:00"}
    host, transport = over(rows("".join(f"<{key}><Datetime>{at}</Datetime></{key}>" for key, at in moments.items())))
    assert host.uptime() == Uptime(
        datetime(2026, 12, 1, 0, 0, 0, 500000, timezone.utc), datetime(2026, 12, 1, 1, tzinfo=timezone.utc)
    )
    assert len(transport.sent) == 1


def test_a_host_that_does_not_tell_when_it_was_started_is_an_error() -> None:
    for answer in (NOTHING, rows("<LastBootUpTime/><LocalDateTime/>")):
        with pytest.raises(MalformedAnswer, match="when it was started"):
            over(answer)[0].uptime()


@pytest.mark.parametrize(
    ("found", "pending"),
    [
        ((), set()),
        (("Packages", "SideBySide"), set()),
        (("Packages", "RebootPending"), {Pending.SERVICING}),
        (("rebootinprogress",), {Pending.SERVICING_BUSY}),
        (("PackagesPending", "RebootPending"), {Pending.SERVICING, Pending.SERVICING_BUSY}),
    ],
)
def test_servicing_tells_by_its_keys_whether_it_waits_for_a_restart(
    found: tuple[str, ...], pending: set[Pending]
) -> None:
    host, transport = over(names("EnumKey", *found))
    assert host.servicing_restart().pending == pending
    (sent,) = transport.sent
    assert sent.arguments["sSubKeyName"].endswith(r"CurrentVersion\Component Based Servicing")


def test_a_server_is_asked_seven_questions_and_none_names_a_command_line() -> None:
    host, transport = over(*READY_SERVER.values())
    assert host.readiness(SERVER) == SERVER_IS_READY
    assert transport.verbs == ["CheckAccess", *["Enumerate"] * 4, "EnumKey", "Enumerate"]
    assert transport.sent[0].arguments == {
        "hDefKey": "2147483650",
        "sSubKeyName": "SOFTWARE",
        "uRequired": "6",
    }
    assert not any("CommandLine" in sent.envelope for sent in transport.sent)


def test_a_client_is_asked_of_its_mode_its_services_and_its_subscription_too() -> None:
    host, transport = over(
        granted(True),
        rows("<DomainRole>1</DomainRole>"),
        rows("<BatteryStatus>2</BatteryStatus>", "<BatteryStatus>1</BatteryStatus>"),
        number(1),
        rows(r"<SystemDirectory>C:\Windows\system32</SystemDirectory>"),
        rows("<DeviceID>C:</DeviceID><FreeSpace>5</FreeSpace>"),
        names("EnumKey", "RebootRequired"),
        rows("<Name>TiWorker.exe</Name><ProcessId>9</ProcessId><CreationDate/>"),
        rows("<Name>wuauserv</Name><StartMode>Disabled</StartMode>", "<Name>X</Name><StartMode>Manual</StartMode>"),
        rows("<SubscriptionStatus>1</SubscriptionStatus><Version>10.0.26100.1</Version>"),
    )
    assert host.readiness(CLIENT) == Readiness(
        can_write=True,
        is_domain_controller=False,
        battery_statuses=(2, 1),
        is_s_mode=True,
        free_bytes=5,
        pending=frozenset({Pending.WINDOWS_UPDATE}),
        busy=(BusyProcess("TiWorker.exe", 9),),
        disabled_services=("wuauserv",),
        has_subscription=True,
    )
    filters = [sent.arguments.get("Filter", "") for sent in transport.sent]
    assert filters[8] == (
        "SELECT Name, StartMode FROM Win32_Service WHERE Name = 'LicenseManager' OR Name = 'wuauserv'"
    )


@pytest.mark.parametrize(
    ("answer", "can_write"),
    [
        (granted(True), True),
        (granted(False), False),
        (granted(False, code=5), False),
        (returned("CheckAccess", 5), False),
        (returned("CheckAccess", 0), None),
        (returned("CheckAccess", 2), None),
        (DENIED, None),
    ],
)
def test_rights_are_known_without_trying(answer: str | Exception, can_write: bool | None) -> None:
    assert server_with(access=answer).readiness(SERVER).can_write is can_write


@pytest.mark.parametrize(
    ("role", "is_controller"),
    [("0", False), ("1", False), ("2", False), ("3", False), ("4", True), ("5", True), ("", None)],
)
def test_a_domain_controller_is_known_by_its_role(role: str, is_controller: bool | None) -> None:
    host = server_with(role=rows(f"<DomainRole>{role}</DomainRole>"))
    assert host.readiness(SERVER).is_domain_controller is is_controller


@pytest.mark.parametrize("part", READY_SERVER)
@pytest.mark.parametrize("code", [0x80070005, 0x80041010])
def test_a_part_that_the_host_refuses_is_not_known_and_no_error(part: str, code: int) -> None:
    host = server_with(**{part: WSManFault((code,), "", "")})
    readiness = host.readiness(SERVER)
    unknown = {"can_write": {"access"}, "is_domain_controller": {"role"}, "free_bytes": {"system", "space"}}
    for field, parts in unknown.items():
        expected = None if part in parts else getattr(SERVER_IS_READY, field)
        assert getattr(readiness, field) is expected or getattr(readiness, field) == expected
    assert (readiness.battery_statuses, readiness.pending, readiness.busy) == ((), frozenset(), ())


def test_an_old_windows_without_the_columns_of_a_subscription_has_none() -> None:
    client = [
        granted(True),
        rows("<DomainRole>0</DomainRole>"),
        NOTHING,
        returned("GetDWORDValue", 2),
        NOTHING,
        returned("EnumKey", 2),
        NOTHING,
        NOTHING,
        WSManFault((0x80041017,), "InternalError", "Invalid query"),
    ]
    readiness = over(*client)[0].readiness(CLIENT)
    assert readiness == Readiness(True, False, (), is_s_mode=False)


def test_a_connection_that_breaks_is_no_answer() -> None:
    broken = ConnectionLost("it was closed", Delivery.UNKNOWN)
    with pytest.raises(ConnectionLost):
        over(*[broken] * 4)[0].readiness(SERVER)
    with pytest.raises(WSManFault):
        over(*[WSManFault((0x80338029,), "TimedOut", "")] * 4)[0].readiness(SERVER)


@pytest.mark.parametrize(("is_forced", "flags"), [(False, "2"), (True, "6")])
def test_a_restart_is_one_call_of_the_class_itself(is_forced: bool, flags: str) -> None:
    host, transport = over(output("Win32Shutdown"))
    host.restart(forced=is_forced)
    (sent,) = transport.sent
    assert (sent.action, sent.selectors) == (f"{WMI}/root/cimv2/Win32_OperatingSystem/Win32Shutdown", {})
    assert sent.arguments == {"Flags": flags, "Reserved": "0"}


@pytest.mark.parametrize("code", [1115, 1190])
def test_a_restart_that_is_under_way_is_as_good(code: int) -> None:
    over(returned("Win32Shutdown", code))[0].restart(forced=False)


@pytest.mark.parametrize(("code", "as_error"), [(1191, 0x800704A7), (5, 0x80070005), (1314, 0x80070522)])
def test_a_restart_that_is_refused_says_why(code: int, as_error: int) -> None:
    with pytest.raises(HostRefused) as caught:
        over(returned("Win32Shutdown", code))[0].restart(forced=False)
    assert caught.value.code == as_error
    assert isinstance(caught.value.__cause__, MethodFailed)


def test_a_restart_whose_answer_was_lost_is_not_sent_again() -> None:
    host, transport = over(ConnectionLost("it was closed", Delivery.UNKNOWN))
    with pytest.raises(ConnectionLost):
        host.restart(forced=True)
    assert len(transport.sent) == 1
