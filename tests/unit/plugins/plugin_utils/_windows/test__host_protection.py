# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Windows service behind licensing over WMI: queries, calls, and what their return values mean."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._cim._session import Session
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._errors import HostRefused
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._protection import ProtectionService
from ansible_collections.licenseops.windows.plugins.plugin_utils._windows._host import RemoteHost
from ansible_collections.licenseops.windows.plugins.plugin_utils._wsman._errors import (
    ConnectionLost,
    Delivery,
    WSManFault,
)
from ansible_collections.licenseops.windows.tests.unit.plugins.support.wire import (
    WMI,
    ScriptedTransport,
    answer_file,
    client_over,
    output,
    rows,
)

SERVICE_URI = f"{WMI}/root/cimv2/Win32_Service"
LOST = ConnectionLost("it was closed", Delivery.UNKNOWN)
VERSION = rows("<Version>10.0.20348.2</Version>")
CALLS = [
    pytest.param(lambda host: host.enable_protection(), "ChangeStartMode", {"StartMode": "Automatic"}, id="enable"),
    pytest.param(lambda host: host.start_protection(), "StartService", {}, id="start"),
]


def over(*replies: str | bytes | Exception) -> tuple[RemoteHost, ScriptedTransport]:
    transport = ScriptedTransport(*replies)
    return RemoteHost(Session(client_over(transport))), transport


def test_the_service_is_read_with_one_query_of_two_columns() -> None:
    host, transport = over(rows("<StartMode>Disabled</StartMode><State>Stopped</State>"))
    assert host.protection() == ProtectionService("Disabled", "Stopped")
    (sent,) = transport.sent
    assert sent.arguments["Filter"] == "SELECT StartMode, State FROM Win32_Service WHERE Name = 'sppsvc'"


def test_a_host_without_the_service_has_none() -> None:
    assert over(rows())[0].protection() is None


@pytest.mark.parametrize(("call", "method", "arguments"), CALLS)
def test_the_service_is_called_by_its_name(
    call: Callable[[RemoteHost], None], method: str, arguments: dict[str, str]
) -> None:
    host, transport = over(output(method))
    call(host)
    (sent,) = transport.sent
    assert (sent.action, sent.selectors, sent.arguments) == (f"{SERVICE_URI}/{method}", {"Name": "sppsvc"}, arguments)


@pytest.mark.parametrize(("call", "method", "arguments"), CALLS)
def test_a_return_value_of_the_service_becomes_the_code_it_means(
    call: Callable[[RemoteHost], None], method: str, arguments: dict[str, str]
) -> None:
    host, _transport = over(output(method, "<ReturnValue>2</ReturnValue>"))
    with pytest.raises(HostRefused, match="0x80070005") as caught:
        call(host)
    assert caught.value.code == 0x80070005


@pytest.mark.parametrize(("call", "method", "arguments"), CALLS)
def test_a_call_whose_answer_was_lost_is_sent_again_because_twice_does_no_harm(
    call: Callable[[RemoteHost], None], method: str, arguments: dict[str, str]
) -> None:
    host, transport = over(LOST, output(method))
    call(host)
    assert transport.verbs == [method, method]


def test_a_denied_call_is_a_refusal_and_a_slow_one_stays_a_fault() -> None:
    with pytest.raises(HostRefused):
        over(answer_file("fault_access_denied"))[0].enable_protection()
    with pytest.raises(WSManFault) as caught:
        over(*[answer_file("fault_timed_out")] * 4)[0].start_protection()
    assert caught.value.is_timeout


def test_a_host_counts_a_refresh_only_when_it_succeeded() -> None:
    host, _transport = over(VERSION, answer_file("fault_access_denied"), output("RefreshLicenseStatus"))
    with pytest.raises(HostRefused):
        host.refresh()
    assert not host.was_refreshed
    host.refresh()
    assert host.was_refreshed
