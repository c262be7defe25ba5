# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Raw HTTP: the habits of http.sys around the messages."""

from __future__ import annotations

import base64
import http.client
import socket
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.simulator.background import BackgroundServer
from tests.simulator.http.auth import Account, CredentialFile
from tests.simulator.listeners import ListenError, assign_addresses, bind, bind_common
from tests.simulator.scenario import parse_scenario
from tests.simulator.server import Server

LOGIN = "Basic " + base64.b64encode(b"administrator:Simulated-Passw0rd").decode()


@contextmanager
def connection(server: BackgroundServer, name: str = "desk") -> Iterator[http.client.HTTPConnection]:
    """A plain connection to a host."""
    found = http.client.HTTPConnection(*server.endpoint(name), timeout=10)
    try:
        yield found
    finally:
        found.close()


def post(
    found: http.client.HTTPConnection, path: str = "/wsman", body: bytes = b"", **headers: str
) -> tuple[int, bytes, list[tuple[str, str]]]:
    """One POST."""
    found.request("POST", path, body, {name.replace("_", "-"): value for name, value in headers.items()})
    answer = found.getresponse()
    return answer.status, answer.read(), answer.getheaders()


def test_negotiate_is_offered_first_and_basic_only_where_allowed(server: BackgroundServer) -> None:
    for name, expected in (("desk", ["Negotiate"]), ("basic", ["Negotiate", 'Basic realm="WSMAN"'])):
        with connection(server, name) as found:
            status, body, headers = post(found)
        assert (status, body) == (401, b"")
        assert [value for header, value in headers if header == "WWW-Authenticate"] == expected
        assert ("Server", "Microsoft-HTTPAPI/2.0") in headers


def test_another_path_is_not_found_before_anyone_logs_in(server: BackgroundServer) -> None:
    with connection(server) as found:
        assert post(found, "/other")[0] == 404
        assert post(found, "/WSMAN")[0] == 401
    assert [entry.is_authentication for entry in server.host("desk").journal.entries] == [False, True]


def test_only_post_is_allowed(server: BackgroundServer) -> None:
    with connection(server) as found:
        found.request("GET", "/wsman")
        assert found.getresponse().status == 405


@pytest.mark.parametrize("header", ["Negotiate", "Negotiate !!!", "Negotiate AAAA", "Kerberos AAAA", LOGIN])
def test_useless_credentials_get_the_challenge_again(server: BackgroundServer, header: str) -> None:
    with connection(server) as found:
        status, _body, headers = post(found, Authorization=header)
    assert status == 401
    assert ("WWW-Authenticate", "Negotiate") in headers


def test_a_sealed_body_without_a_context_is_400_and_empty(server: BackgroundServer) -> None:
    sealed = 'multipart/encrypted;protocol="application/HTTP-SPNEGO-session-encrypted";boundary="Encrypted Boundary"'
    with connection(server, "basic") as found:
        status, body, _headers = post(found, body=b"--Encrypted Boundary", Authorization=LOGIN, Content_Type=sealed)
    assert (status, body) == (400, b"")


def test_a_log_in_belongs_to_its_connection(server: BackgroundServer) -> None:
    with connection(server, "basic") as found:
        assert post(found, Authorization=LOGIN)[0] == 200
    with connection(server, "basic") as found:
        assert post(found)[0] == 401


@pytest.mark.parametrize(
    ("data", "status"),
    [
        (b"nonsense\r\n\r\n", b"400"),
        (b"POST /wsman HTTP/1.1\r\n\r\n", b"411"),
        (b"POST /wsman HTTP/1.1\r\nContent-Length: x\r\n\r\n", b"400"),
        (b"POST /wsman HTTP/1.1\r\nContent-Length: 99999999\r\n\r\n", b"413"),
        (b"POST /wsman HTTP/1.1\r\nbroken\r\n\r\n", b"400"),
    ],
)
def test_broken_http_is_refused_and_the_connection_closed(server: BackgroundServer, data: bytes, status: bytes) -> None:
    with socket.create_connection(server.endpoint("desk"), timeout=10) as found:
        found.sendall(data)
        answer = b""
        while chunk := found.recv(4096):
            answer += chunk
    assert answer.startswith(b"HTTP/1.1 " + status)


def test_bytes_are_counted_with_their_headers(server: BackgroundServer) -> None:
    request = b"POST /wsman HTTP/1.1\r\nContent-Length: 0\r\n\r\n"
    with socket.create_connection(server.endpoint("desk"), timeout=10) as found:
        found.sendall(request)
        answer = found.recv(4096)
    entry = server.host("desk").journal.entries[0]
    assert (entry.bytes_in, entry.bytes_out) == (len(request), len(answer))


def test_only_loopback_addresses_are_bound() -> None:
    with pytest.raises(ListenError):
        bind("0.0.0.0", 0)
    with pytest.raises(ListenError):
        bind("192.0.2.1", 0)


def test_all_addresses_share_one_port() -> None:
    sockets = bind_common(["127.77.200.1", "127.77.200.2", "127.77.200.3"], 0)
    ports = {item.getsockname()[1] for item in sockets}
    for item in sockets:
        item.close()
    assert len(ports) == 1


def test_a_port_in_use_is_told() -> None:
    first = bind("127.77.200.9", 0)
    try:
        with pytest.raises(ListenError, match="is not free on"):
            bind_common(["127.77.200.9"], first.getsockname()[1])
    finally:
        first.close()


def test_hosts_without_an_address_get_free_ones() -> None:
    assert assign_addresses([None, "127.77.0.1", None]) == ["127.77.0.2", "127.77.0.1", "127.77.0.3"]


def test_the_credential_file_is_private_and_removed(monkeypatch: pytest.MonkeyPatch) -> None:
    import os
    from pathlib import Path

    monkeypatch.setenv("NTLM_USER_FILE", "before")
    file = CredentialFile(Account("CORP\\me", "secret"))
    path = Path(os.environ["NTLM_USER_FILE"])
    assert path.stat().st_mode & 0o077 == 0
    assert path.read_text() == "CORP:me:secret\n:me:secret\n"
    file.remove()
    assert not path.exists()
    assert os.environ["NTLM_USER_FILE"] == "before"


def test_the_password_is_not_shown() -> None:
    assert "secret" not in repr(Account("me", "secret"))
    scenario = parse_scenario({"simulation": {"password": "secret"}, "hosts": {"a": {"profile": "windows-10-pro"}}})
    assert "secret" not in repr(scenario)
    assert Server(scenario).describe(None)["password"] == "secret"
