# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who answers: Identify, with and without a login."""

from __future__ import annotations

import http.client
from collections.abc import Iterator

import pytest

from tests.simulator.background import BackgroundServer
from tests.unit.simulator.wire import Wire

IDENTITY = "http://schemas.dmtf.org/wbem/wsman/identity/1/wsmanidentity.xsd"
REQUEST = (
    f'<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:i="{IDENTITY}">'
    "<s:Header/><s:Body><i:Identify/></s:Body></s:Envelope>"
).encode()


def body(version: str) -> str:
    """The body of the answer."""
    return (
        f'<wsmid:IdentifyResponse xmlns:wsmid="{IDENTITY}">'
        "<wsmid:ProtocolVersion>http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd</wsmid:ProtocolVersion>"
        "<wsmid:ProductVendor>Microsoft Corporation</wsmid:ProductVendor>"
        f"<wsmid:ProductVersion>{version}</wsmid:ProductVersion></wsmid:IdentifyResponse>"
    )


@pytest.mark.parametrize(
    ("profile", "level", "version"),
    [
        ("windows-10-pro", "10", "OS: 10.0.19045 SP: 0.0 Stack: 3.0"),
        ("server-2012r2-standard", "8.1", "OS: 6.3.9600 SP: 0.0 Stack: 3.0"),
        ("windows-10-pro", "7", "OS: 10.0.19045 SP: 0.0 Stack: 2.0"),
    ],
)
def test_windows_names_itself(profile: str, level: str, version: str) -> None:
    answer = Wire(profile, schema_level=level).send(REQUEST)
    assert (answer.status, answer.body) == (200, body(version))


def test_the_answer_has_no_headers_and_the_journal_names_the_request() -> None:
    answer = Wire().send(REQUEST)
    assert "<s:Header/>" in answer.text
    assert (answer.entry.kind, answer.entry.is_mutating, answer.entry.fault) == ("identify", False, None)


def test_a_body_with_more_is_no_identify() -> None:
    assert Wire().send(REQUEST.replace(b"<i:Identify/>", b"<i:Identify/><i:Identify/>")).fault_code == 0x80338011


def test_a_fault_may_wait_for_it() -> None:
    wire = Wire(faults=[{"name": "access_denied", "on": {"kind": "identify"}, "level": "service"}])
    assert wire.send(REQUEST).fault_code == 5
    assert wire.send(REQUEST).status == 200


@pytest.fixture(scope="module")
def server() -> Iterator[BackgroundServer]:
    """A host that wants a login and sealed messages."""
    with BackgroundServer({"hosts": {"pc": {"profile": "windows-10-pro"}}}) as running:
        yield running


def post(server: BackgroundServer, data: bytes, **headers: str) -> tuple[int, str]:
    """One request without a login."""
    address, port = server.endpoint("pc")
    connection = http.client.HTTPConnection(address, port, timeout=10)
    try:
        connection.request("POST", "/wsman", data, {"Content-Type": "application/soap+xml;charset=UTF-8"} | headers)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()


def test_without_a_login_it_names_no_version(server: BackgroundServer) -> None:
    status, text = post(server, REQUEST, WSMANIDENTIFY="unauthenticated")
    assert status == 200
    assert body("OS: 0.0.0 SP: 0.0 Stack: 3.0") in text


def test_without_a_login_nothing_else_is_answered(server: BackgroundServer) -> None:
    assert post(server, REQUEST)[0] == 401
    assert post(server, REQUEST.replace(b"Identify", b"Enumerate"), WSMANIDENTIFY="unauthenticated")[0] == 401
