# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Requests that take long to arrive: they block nobody, keep their order, and arrive even when their sender is gone."""

from __future__ import annotations

import http.client
import socket
import struct
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from tests.simulator.background import BackgroundServer
from tests.simulator.injection import read_rule
from tests.simulator.validation import Node, ScenarioError
from tests.unit.simulator.test_clients import QUERY, pywinrm
from tests.unit.simulator.test_http import LOGIN
from tests.unit.simulator.wire import SERVICE, envelope

#: Takes Basic and what is not encrypted.
HOST = "basic"
METHOD = "SetKeyManagementServiceMachine"
#: Real seconds; long enough for some requests of others, which take some milliseconds.
LATE = 0.4
#: Until something that must happen is given up.
_LIMIT = 10
#: SO_LINGER without a delay: closing resets the connection, as the end of a killed process may.
_RESET = struct.pack("ii", 1, 0)


def setting(server: BackgroundServer, name: str = HOST) -> bytes:
    """A request that changes something."""
    spec = server.host(name).machine.state.spec
    body = f'<m:{METHOD}_INPUT xmlns:m="{SERVICE}"><m:MachineName>kms.example</m:MachineName></m:{METHOD}_INPUT>'
    return envelope(SERVICE, f"{SERVICE}/{METHOD}", body, {"Version": f"{spec.version}.{spec.revision}"})


def arm(server: BackgroundServer, name: str = HOST, **rule: Any) -> None:
    """Arm the fault."""
    data = {"name": "arrives_late", "seconds": LATE, "on": {"method": METHOD}} | rule
    server.run(lambda: server.host(name).add_fault(read_rule(Node(data))))


def is_set(server: BackgroundServer, name: str = HOST) -> bool:
    """Whether the request took effect."""
    return server.host(name).machine.state.service.kms.machine == "kms.example"


def requests(server: BackgroundServer, name: str = HOST) -> list[str]:
    """What the journal shows, log-ins left out."""
    return [entry.method or entry.kind for entry in server.host(name).journal.entries if not entry.is_authentication]


def wait_for(condition: Callable[[], bool]) -> None:
    """Wait until something is so."""
    deadline = time.monotonic() + _LIMIT
    while not condition():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.01)


def send(connection: http.client.HTTPConnection, data: bytes) -> None:
    """Send a message without waiting for its answer."""
    connection.request("POST", "/wsman", data, {"Authorization": LOGIN, "Content-Type": "application/soap+xml"})


@contextmanager
def under_way(server: BackgroundServer) -> Iterator[http.client.HTTPConnection]:
    """A connection whose request was received and has not arrived."""
    connection = http.client.HTTPConnection(*server.endpoint(HOST), timeout=_LIMIT)
    try:
        send(connection, setting(server))
        wait_for(lambda: server.admin().state(HOST)["under_way"] == 1)
        yield connection
    finally:
        connection.close()


def query(server: BackgroundServer) -> None:
    """Read something over another connection."""
    connection = http.client.HTTPConnection(*server.endpoint(HOST), timeout=_LIMIT)
    send(connection, QUERY.encode())
    assert connection.getresponse().status == 200
    connection.close()


def test_it_takes_effect_and_is_written_down_only_when_it_arrives(server: BackgroundServer) -> None:
    arm(server)
    with under_way(server) as connection:
        assert (is_set(server), requests(server)) == (False, [])
        assert connection.getresponse().status == 200
    assert (is_set(server), requests(server)) == (True, [METHOD])
    (entry,) = server.admin().journal(HOST)
    assert (entry["injected"], entry["http"]["status"], entry["mutating"]) == ("arrives_late", 200, True)
    assert server.admin().state(HOST)["under_way"] == 0


def test_other_connections_are_served_meanwhile_and_come_before_it(server: BackgroundServer) -> None:
    arm(server)
    with under_way(server) as connection:
        query(server)
        assert not is_set(server)
        assert connection.getresponse().status == 200
    assert requests(server) == ["enumerate", METHOD]
    sequences = [entry.sequence for entry in server.host(HOST).journal.entries]
    assert sequences == sorted(set(sequences))


def test_requests_of_one_connection_keep_their_order(server: BackgroundServer) -> None:
    arm(server)
    with under_way(server) as connection:
        connection.sock.sendall(
            f"POST /wsman HTTP/1.1\r\nAuthorization: {LOGIN}\r\nContent-Length: {len(QUERY)}\r\n\r\n{QUERY}".encode()
        )
        connection.getresponse().read()
        wait_for(lambda: len(requests(server)) == 2)
    assert requests(server) == [METHOD, "enumerate"]


@pytest.mark.parametrize("is_reset", [False, True], ids=["closed", "reset"])
def test_it_arrives_although_its_sender_is_gone(server: BackgroundServer, is_reset: bool) -> None:
    arm(server)
    with under_way(server) as connection:
        if is_reset:
            connection.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
    query(server)
    assert not is_set(server)
    wait_for(lambda: is_set(server))
    assert requests(server) == ["enumerate", METHOD]


def test_what_is_encrypted_is_unsealed_at_once_and_answered_late(server: BackgroundServer) -> None:
    arm(server, "desk")
    client = pywinrm(server, "desk")
    client.transport.send_message(setting(server, "desk").decode())
    client.transport.send_message(QUERY)
    assert requests(server, "desk") == [METHOD, "enumerate"]
    assert is_set(server, "desk")


@pytest.mark.parametrize("change", ["reset", "reimage"])
def test_it_never_reaches_a_machine_put_in_place_of_its_own(server: BackgroundServer, change: str) -> None:
    arm(server)
    with under_way(server) as connection:
        server.admin().reset() if change == "reset" else server.admin().reimage(HOST)
        with pytest.raises((http.client.RemoteDisconnected, ConnectionError)):
            connection.getresponse()
    assert (is_set(server), requests(server)) == (False, [])
    assert server.admin().state(HOST)["under_way"] == 0


def test_only_fitting_requests_are_late_and_only_so_often(server: BackgroundServer) -> None:
    arm(server, on={"kind": "enumerate"}, skip=1)
    for _dummy in range(3):
        query(server)
    injected = [entry.injected for entry in server.host(HOST).journal.entries]
    assert injected == [None, "arrives_late", None]


@pytest.mark.parametrize("seconds", [5.5, -1, "long"])
def test_it_is_late_by_five_seconds_at_most(seconds: object) -> None:
    with pytest.raises(ScenarioError, match=r"fault\.seconds: a number from 0 "):
        read_rule(Node({"name": "arrives_late", "seconds": seconds}, "fault"))
