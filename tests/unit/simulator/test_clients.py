# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Unmodified pywinrm and pypsrp against real sockets. Requests are counted, times are not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree as ET

import pytest
import requests
from pypsrp.exceptions import AuthenticationError
from pypsrp.exceptions import WSManFaultError as PsrpFault
from pypsrp.wsman import WSMan
from winrm.exceptions import (
    InvalidCredentialsError,
    WinRMError,
    WinRMOperationTimeoutError,
    WinRMTransportError,
    WSManFaultError,
)
from winrm.protocol import Protocol

from tests.simulator.background import BackgroundServer
from tests.unit.simulator.machines import key
from tests.unit.simulator.wire import ANY, CIM_BINDING, ENUMERATION, NS, SERVICE, WMI, enumerate_body, envelope

USER, PASSWORD = "administrator", "Simulated-Passw0rd"
QUERY = envelope(
    ANY, f"{ENUMERATION}/Enumerate", enumerate_body("SELECT Version FROM SoftwareLicensingService")
).decode()


def pywinrm(server: BackgroundServer, name: str, is_tls: bool = False, **options: Any) -> Protocol:
    """A pywinrm client of a host."""
    address, port = server.endpoint(name, is_tls)
    settings: dict[str, Any] = {"transport": "ntlm", "username": USER, "password": PASSWORD, **options}
    settings["ca_trust_path"] = server.certificate if is_tls else None
    return Protocol(f"http{'s' if is_tls else ''}://{address}:{port}/wsman", **settings)


def pypsrp(server: BackgroundServer, name: str, is_tls: bool = False, **options: Any) -> WSMan:
    """A pypsrp client of a host."""
    address, port = server.endpoint(name, is_tls)
    settings: dict[str, Any] = {"auth": "ntlm", "username": USER, "password": PASSWORD, "ssl": is_tls, **options}
    if is_tls:
        settings["cert_validation"] = server.certificate
    return WSMan(address, port=port, **settings)


def enumerate_with(client: WSMan, class_name: str = "Win32_OperatingSystem") -> list[ET.Element]:
    """Enumerate a class with pypsrp."""
    body = ET.Element(f"{{{ENUMERATION}}}Enumerate")
    ET.SubElement(body, f"{{{NS['w']}}}OptimizeEnumeration")
    ET.SubElement(body, f"{{{NS['w']}}}MaxElements").text = "32000"
    return list(client.enumerate(WMI + class_name, body).iter(f"{{{WMI}{class_name}}}{class_name}"))


def statuses(server: BackgroundServer, name: str) -> list[int | None]:
    """HTTP statuses the journal saw."""
    return [entry.status for entry in server.host(name).journal.entries]


def test_pywinrm_with_encryption_needs_three_requests_to_log_in_and_one_per_message(server: BackgroundServer) -> None:
    client = pywinrm(server, "desk")
    for _dummy in range(3):
        assert b"10.0.19045" in client.transport.send_message(QUERY)
    assert statuses(server, "desk") == [401, 401, 200, 200, 200, 200]
    entries = server.host("desk").journal.entries
    assert [entry.is_authentication for entry in entries] == [True, True, True, False, False, False]
    assert [entry.is_encrypted for entry in entries] == [False, False, False, True, True, True]
    assert server.host("desk").journal.summary()["requests"] == 6


@pytest.mark.parametrize("auth", ["ntlm", "negotiate"])
def test_pypsrp_logs_in_with_ntlm_and_spnego(server: BackgroundServer, auth: str) -> None:
    client = pypsrp(server, "desk", auth=auth)
    for _dummy in range(3):
        assert len(enumerate_with(client)) == 1
    assert statuses(server, "desk") == [401, 401, 200, 200, 200, 200]
    assert server.host("desk").journal.entries[-1].is_encrypted
    client.close()


@pytest.mark.parametrize("make", [pywinrm, pypsrp])
@pytest.mark.parametrize(
    ("options", "is_accepted"),
    [({}, True), ({"send_cbt": False}, False)],
)
def test_channel_binding_is_enforced_on_tls(
    server: BackgroundServer, make: Callable[..., Any], options: dict[str, Any], is_accepted: bool
) -> None:
    if make is pypsrp:
        options = {("negotiate_send_cbt" if name == "send_cbt" else name): item for name, item in options.items()}
    client = make(server, "desk", is_tls=True, **options)
    call = (lambda: enumerate_with(client)) if make is pypsrp else (lambda: client.transport.send_message(QUERY))
    if is_accepted:
        call()
        assert statuses(server, "desk") == [401, 401, 200]
    else:
        with pytest.raises((InvalidCredentialsError, AuthenticationError)):
            call()


@pytest.mark.parametrize("auth", ["ntlm", "negotiate"])
def test_pypsrp_binds_to_the_tls_channel_with_either_mechanism(server: BackgroundServer, auth: str) -> None:
    client = pypsrp(server, "desk", is_tls=True, auth=auth)
    assert len(enumerate_with(client)) == 1
    client.close()


def test_channel_binding_can_be_switched_off(server: BackgroundServer) -> None:
    client = pywinrm(server, "loose", is_tls=True, send_cbt=False)
    assert b"EnumerateResponse" in client.transport.send_message(QUERY)


@pytest.mark.parametrize("make", [pywinrm, pypsrp])
def test_a_wrong_password_is_refused(server: BackgroundServer, make: Callable[..., Any]) -> None:
    client = make(server, "desk", password="wrong")
    with pytest.raises((InvalidCredentialsError, AuthenticationError)):
        enumerate_with(client) if make is pypsrp else client.transport.send_message(QUERY)
    assert statuses(server, "desk")[-1] == 401


def test_basic_is_for_hosts_that_allow_it(server: BackgroundServer) -> None:
    client = pywinrm(server, "basic", transport="basic")
    assert b"EnumerateResponse" in client.transport.send_message(QUERY)
    assert len(statuses(server, "basic")) <= 2
    refused = pywinrm(server, "desk", transport="basic")
    with pytest.raises(InvalidCredentialsError):
        refused.transport.send_message(QUERY)


def test_basic_over_tls_needs_no_encryption_of_messages(server: BackgroundServer) -> None:
    client = pywinrm(server, "basic-over-tls", is_tls=True, transport="basic")
    assert b"EnumerateResponse" in client.transport.send_message(QUERY)


def test_plain_messages_over_http_are_refused_unless_allowed(server: BackgroundServer) -> None:
    choices: list[dict[str, Any]] = [{"message_encryption": "never"}, {"transport": "basic"}]
    for options in choices:
        client = pywinrm(server, "basic-over-tls", **options)
        with pytest.raises(WinRMTransportError) as caught:
            client.transport.send_message(QUERY)
        assert caught.value.code == 500
    assert pywinrm(server, "basic", message_encryption="never").transport.send_message(QUERY)


def test_faults_reach_pywinrm_in_both_dialects_and_encrypted(server: BackgroundServer) -> None:
    client = pywinrm(server, "desk")
    bad = envelope(ANY, f"{ENUMERATION}/Enumerate", enumerate_body("SELECT * FROM NoSuchClass"))
    with pytest.raises(WSManFaultError) as form_a:
        client.send_message(bad.decode())
    assert form_a.value.wsman_fault_code == 2150858778
    with_binding = bad.decode().replace("<s:Envelope", f"<s:Envelope{CIM_BINDING}", 1)
    with pytest.raises(WSManFaultError) as form_b:
        client.send_message(with_binding)
    assert form_b.value.wmierror_code == 2147749904
    assert form_b.value.code == 500
    assert server.host("desk").journal.entries[-1].is_encrypted


def test_faults_reach_pypsrp(server: BackgroundServer) -> None:
    with pytest.raises(PsrpFault) as caught:
        enumerate_with(pypsrp(server, "desk"), "NoSuchClass")
    assert caught.value.code == 2150858752


def test_a_timed_out_method_is_what_pywinrm_knows_as_such(server: BackgroundServer) -> None:
    server.run(lambda: server.host("desk").served.durations.update(RefreshLicenseStatus=90))
    client = pywinrm(server, "desk")
    version = "10.0.19045.5487"
    body = f'<m:RefreshLicenseStatus_INPUT xmlns:m="{SERVICE}"/>'
    with pytest.raises(WinRMOperationTimeoutError):
        client.send_message(envelope(SERVICE, f"{SERVICE}/RefreshLicenseStatus", body, {"Version": version}).decode())


def test_a_key_goes_in_through_pywinrm(server: BackgroundServer) -> None:
    client = pywinrm(server, "desk")
    body = (
        f'<m:InstallProductKey_INPUT xmlns:m="{SERVICE}"><m:ProductKey>{key("mak-windows-pro")}</m:ProductKey>'
        "</m:InstallProductKey_INPUT>"
    )
    request = envelope(SERVICE, f"{SERVICE}/InstallProductKey", body, {"Version": "10.0.19045.5487"})
    assert b"<p:ReturnValue>0</p:ReturnValue>" in client.transport.send_message(request.decode())
    keyed = server.admin().state("desk")["keyed"]
    assert [(item["row"], item["partial_product_key"]) for item in keyed] == [("Professional/mak", "PKX99")]


def test_shells_end_in_a_clear_fault(server: BackgroundServer) -> None:
    client = pywinrm(server, "desk")
    with pytest.raises(WSManFaultError) as caught:
        client.open_shell()
    assert "no remote shells" in str(caught.value)


def test_after_a_dropped_connection_pywinrm_gets_400_until_it_is_rebuilt(server: BackgroundServer) -> None:
    client = pywinrm(server, "desk")
    client.transport.send_message(QUERY)
    server.admin().add_fault("desk", "drop_after")
    with pytest.raises(requests.ConnectionError):
        client.transport.send_message(QUERY)
    for _dummy in range(2):
        with pytest.raises(WinRMTransportError) as caught:
            client.transport.send_message(QUERY)
        assert (caught.value.code, caught.value.response_text) == (400, "")
    client.transport.close_session()
    assert client.transport.send_message(QUERY)


def test_a_dead_context_answers_400_and_a_new_log_in_cures_it(server: BackgroundServer) -> None:
    client = pywinrm(server, "desk")
    client.transport.send_message(QUERY)
    server.admin().add_fault("desk", "dead_context")
    for _dummy in range(2):
        with pytest.raises(WinRMTransportError) as caught:
            client.transport.send_message(QUERY)
        assert (caught.value.code, caught.value.response_text) == (400, "")
    client.transport.close_session()
    assert client.transport.send_message(QUERY)


def test_a_busy_host_answers_503(server: BackgroundServer) -> None:
    server.admin().add_fault("desk", "busy_503")
    client = pywinrm(server, "desk")
    with pytest.raises(WinRMTransportError) as caught:
        client.transport.send_message(QUERY)
    assert caught.value.code == 503


def test_a_busy_host_may_refuse_the_log_in(server: BackgroundServer) -> None:
    server.admin().add_fault("desk", "busy_503", on={"kind": "authentication"})
    with pytest.raises(WinRMTransportError):
        pywinrm(server, "desk").transport.send_message(QUERY)
    assert statuses(server, "desk") == [503]


@pytest.mark.parametrize("variant", ["not_xml", "html", "empty"])
def test_damaged_answers_reach_the_client(server: BackgroundServer, variant: str) -> None:
    client = pywinrm(server, "desk")
    client.transport.send_message(QUERY)
    server.admin().add_fault("desk", "malformed_response", variant=variant)
    try:
        answer = client.transport.send_message(QUERY)
    except (WinRMTransportError, WinRMError, KeyError):  # pywinrm misses the Content-Type
        return
    assert b"EnumerateResponse" not in answer


def test_hosts_on_one_port_are_told_apart_by_their_address(server: BackgroundServer) -> None:
    first = pywinrm(server, "desk").transport.send_message(QUERY)
    second = pywinrm(server, "office").transport.send_message(QUERY)
    assert b"10.0.19045" in first
    assert b"10.0.26100" in second
    assert len({server.endpoint(name)[1] for name in ("desk", "office")}) == 1


def test_hosts_may_have_a_port_each_instead() -> None:
    scenario = {"hosts": {"a": {"profile": "windows-10-pro"}, "b": {"profile": "windows-11-pro"}}}
    with BackgroundServer(scenario, uses_ports=True) as server:
        places = [server.endpoint(name) for name in ("a", "b")]
        assert {address for address, dummy in places} == {"127.0.0.1"}
        assert b"10.0.26100" in pywinrm(server, "b").transport.send_message(QUERY)
        assert b"10.0.19045" in pywinrm(server, "a", is_tls=True).transport.send_message(QUERY)


def test_a_domain_user_may_be_the_account() -> None:
    scenario = {
        "simulation": {"user": "CORP\\admin", "password": "pass-word"},
        "hosts": {"a": {"profile": "windows-10-pro", "transports": {"https": False}}},
    }
    with BackgroundServer(scenario) as server:
        client = pywinrm(server, "a", username="CORP\\admin", password="pass-word")
        assert client.transport.send_message(QUERY)
