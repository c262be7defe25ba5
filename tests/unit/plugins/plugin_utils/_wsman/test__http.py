# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a host may do to us over HTTP, with both libraries and real sockets: nothing twice, elsewhere, or for ever."""

from __future__ import annotations

import socket
import threading
import tracemalloc
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._ansible import _connection
from ansible_collections.licenseops.windows.plugins.plugin_utils._language._errors import LicensingError
from ansible_collections.licenseops.windows.plugins.plugin_utils._wsman import _http
from ansible_collections.licenseops.windows.plugins.plugin_utils._wsman._errors import (
    AnswerTooLarge,
    AnswerTooSlow,
    ConnectError,
    ConnectionLost,
    Delivery,
    LoginLost,
    MalformedAnswer,
    Redirected,
    ServiceError,
)
from ansible_collections.licenseops.windows.tests.unit.plugins.support.live import (
    ACTIVATE,
    DEPOSIT,
    LOGINS,
    SCENARIO,
    Desk,
    forget_clients,
)
from tests.simulator.background import BackgroundServer

KINDS = ["winrm", "psrp"]
ON = {"kind": "invoke"}

Make = Callable[..., Desk]


@pytest.fixture(scope="module")
def running() -> Iterator[BackgroundServer]:
    with BackgroundServer(SCENARIO) as server:
        yield server


@pytest.fixture(params=KINDS)
def desk(request: pytest.FixtureRequest, running: BackgroundServer, monkeypatch: pytest.MonkeyPatch) -> Make:
    """Makes a client of one kind, sealed unless told."""
    forget_clients(monkeypatch)
    running.reset()
    return lambda login="sealed", **more: Desk(running, request.param, login, more)


@pytest.fixture
def elsewhere() -> Iterator[socket.socket]:
    """A listener that nobody must ever connect to."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener
        listener.setblocking(False)
        with pytest.raises(BlockingIOError):
            listener.accept()


def failure(action: Callable[[], object]) -> LicensingError:
    with pytest.raises(LicensingError) as caught:
        action()
    return caught.value


# --- nothing is sent twice ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("login", LOGINS)
@pytest.mark.parametrize("method", [ACTIVATE, DEPOSIT])
@pytest.mark.parametrize(
    ("fault", "options", "error"),
    [
        ("empty_400", {}, ConnectionLost),
        ("login_expired", {}, LoginLost),
        ("busy_503", {"processed": True}, ServiceError),
        ("busy_503", {}, ServiceError),
        ("quota", {}, LicensingError),
        ("drop_after", {}, ConnectionLost),
        ("drop_before", {}, ConnectionLost),
    ],
)
def test_what_must_not_go_out_twice_goes_out_once_whatever_the_host_says(
    desk: Make, login: str, method: str, fault: str, options: dict[str, Any], error: type[LicensingError]
) -> None:
    host = desk(login)
    host.read()
    host.fault(fault, on=ON, times="always", **options)
    problem = failure(lambda: host.invoke(method))
    assert isinstance(problem, error)
    assert getattr(problem, "delivery", Delivery.UNKNOWN) is Delivery.UNKNOWN
    assert host.arrived(method) == 1


@pytest.mark.parametrize("login", LOGINS)
@pytest.mark.parametrize("fault", ["empty_400", "login_expired", "busy_503", "quota", "drop_after"])
def test_a_query_is_asked_again(desk: Make, login: str, fault: str) -> None:
    host = desk(login)
    host.read()
    host.fault(fault, on={"kind": "enumerate"}, times=1 if fault == "login_expired" else 2)
    assert len(host.read()) == 1


@pytest.mark.parametrize(("login", "legs"), [("sealed", 3), ("basic", 0), ("plain", 3)])
def test_after_a_401_the_next_request_logs_in_anew(desk: Make, login: str, legs: int) -> None:
    host = desk(login)
    host.read()
    assert host.logins == legs
    host.fault("login_expired", on=ON)
    failure(host.invoke)
    host.read()
    assert host.logins == 2 * legs
    assert host.arrived() == 1


@pytest.mark.parametrize("login", LOGINS)
@pytest.mark.parametrize("method", [ACTIVATE, ""])
def test_a_connection_dropped_while_idle_is_renewed_without_an_error(desk: Make, login: str, method: str) -> None:
    host = desk(login)
    host.fault("idle_drop", on={"kind": "enumerate"})
    host.read()
    host.wait_for_the_drop()
    if method:
        host.invoke(method)
        assert host.arrived() == 1
    else:
        assert len(host.read()) == 1


def test_a_message_sealed_for_a_login_on_another_connection_was_never_seen_and_goes_out_again(
    desk: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    host = desk("sealed")
    host.fault("idle_drop", on={"kind": "enumerate"})
    host.read()
    host.wait_for_the_drop()
    # As if the connection were dropped a moment after we have looked.
    monkeypatch.setattr(_http.Wire, "is_dropped", False)
    host.invoke()
    assert host.arrived() == 1


@pytest.mark.parametrize("login", ["plain"])
def test_a_message_in_the_clear_is_not_repeated_even_on_another_connection(
    desk: Make, login: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    host = desk(login)
    host.fault("idle_drop", on={"kind": "enumerate"})
    host.read()
    host.wait_for_the_drop()
    monkeypatch.setattr(_http.Wire, "is_dropped", False)
    problem = failure(host.invoke)
    assert isinstance(problem, LoginLost)
    assert problem.delivery is Delivery.UNKNOWN


@pytest.mark.parametrize("login", LOGINS)
def test_no_message_is_part_of_a_login(desk: Make, login: str) -> None:
    host = desk(login)
    host.invoke()
    sizes = [entry.bytes_in for entry in host.host.journal.entries if entry.is_authentication]
    assert all(size < 1000 for size in sizes)
    assert host.arrived() == 1


def test_a_host_that_frowns_on_an_empty_login_over_tls_is_asked_all_the_same(desk: Make) -> None:
    host = desk("plain")
    host.fault("busy_503", on={"kind": "authentication"}, skip=2)
    host.invoke()
    assert host.arrived() == 1


@pytest.mark.parametrize("fault", ["busy_503", "drop_after", "drop_before"])
def test_the_library_repeats_nothing_below_us_even_when_it_is_told_to_reconnect(
    running: BackgroundServer, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    forget_clients(monkeypatch)
    running.reset()
    host = Desk(running, "psrp", "basic", {"reconnection_retries": 3, "reconnection_backoff": 0.01})
    host.fault(fault, on=ON, times="always")
    failure(host.invoke)
    assert host.arrived() == 1
    retries = host.transport._transport().session.get_adapter(host.url("desk"))._adapter.max_retries
    assert (retries.connect, retries.read, retries.status, retries.other) == (3, False, 0, 0)


# --- nothing is sent elsewhere ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("login", LOGINS)
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(desk: Make, login: str, status: int, elsewhere: socket.socket) -> None:
    host = desk(login)
    host.read()
    place = f"http://127.0.0.1:{elsewhere.getsockname()[1]}/wsman"
    host.fault("redirect", on=ON, status=status, location=place, times="always")
    problem = failure(host.invoke)
    assert isinstance(problem, Redirected)
    assert f"a redirect (HTTP {status}) to {place}, which is never followed" in problem.message
    assert "ansible_host" in problem.advice
    assert host.arrived() == 1


@pytest.mark.parametrize(
    ("login", "kind"), [("sealed", "authentication"), ("plain", "authentication"), ("basic", None)]
)
@pytest.mark.parametrize("skip", [0, 1])
def test_a_redirect_before_or_within_the_login_means_that_the_host_is_not_reached(
    desk: Make, login: str, kind: str | None, skip: int, elsewhere: socket.socket
) -> None:
    host = desk(login)
    place = f"http://127.0.0.1:{elsewhere.getsockname()[1]}/wsman"
    host.fault(
        "redirect", location=place, skip=skip if kind else 0, times="always", **({"on": {"kind": kind}} if kind else {})
    )
    problem = failure(host.read)
    assert isinstance(problem, ConnectError)
    assert place in problem.message
    assert host.requests == 1 + (skip if kind else 0)


def test_a_redirect_to_the_host_itself_is_one_request(desk: Make) -> None:
    host = desk("sealed")
    host.read()
    before = host.requests
    host.fault("redirect", location=host.url("desk"), times="always")
    assert isinstance(failure(host.read), Redirected)
    assert host.requests == before + 1


@pytest.mark.parametrize(
    ("location", "shown"),
    [
        ("http://user:pass@evil.example/wsman", "to http://evil.example/wsman,"),
        ("https://a:b/c@d@evil.example/x?token=1#y", "to https://evil.example/x,"),
        ("//evil.example/wsman", "to //evil.example/wsman,"),
        ("/elsewhere", "to /elsewhere,"),
        ("http://[::1", "to http://[::1,"),
        ("ftp://\xff\x80\x07\u00e9{0}{problem}", "to ftp://%FF%80%07%E9%7B0%7D%7Bproblem%7D,"),
        ("http://evil.example/" + "x" * 5000, f"to http://evil.example/{'x' * 180}...,"),
        ("#", "to a place it does not name,"),
    ],
)
def test_the_place_of_a_redirect_is_fit_to_be_printed(desk: Make, location: str, shown: str) -> None:
    host = desk("basic")
    host.fault("redirect", location=location)
    assert shown in failure(host.read).message


# --- an answer has a size and a time ---------------------------------------------------------------------------------


@pytest.mark.parametrize("coding", ["gzip", "deflate", "identity"])
@pytest.mark.parametrize("login", LOGINS)
def test_an_answer_above_the_limit_is_refused_and_never_held(
    desk: Make, login: str, coding: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_http, "MAX_ANSWER_BYTES", 1024 * 1024)
    host = desk(login)
    host.read()
    before = host.requests
    host.fault("oversized", coding=coding, megabytes=2 if coding == "identity" else 60, times="always")
    tracemalloc.start()
    try:
        problem = failure(host.read)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert isinstance(problem, AnswerTooLarge)
    assert "larger than 1 MB, which is the limit" in problem.message
    assert host.requests == before + 1
    assert peak < 20 * 1024 * 1024


def test_an_answer_as_large_as_the_limit_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_http, "MAX_ANSWER_BYTES", 4)
    assert list(_http._bounded(iter([b"ab", b"cd"]))) == [b"ab", b"cd"]
    with pytest.raises(AnswerTooLarge):
        list(_http._bounded(iter([b"ab", b"cd", b"e"])))


def test_a_login_answer_above_the_limit_is_refused_too(desk: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_http, "MAX_ANSWER_BYTES", 1024)
    monkeypatch.setattr(_http, "_MAX_FRAME_BYTES", 64 * 1024)
    host = desk("sealed")
    host.fault("oversized", on={"kind": "authentication"}, coding="identity", megabytes=1, times="always")
    assert isinstance(failure(host.read), AnswerTooLarge)
    assert host.requests == 1


@pytest.mark.parametrize("coding", ["gzip", "deflate"])
def test_an_answer_within_the_limit_may_be_compressed(desk: Make, coding: str) -> None:
    host = desk("basic")
    host.fault("oversized", coding=coding, megabytes=1, times="always")
    assert "it is empty" in failure(host.read).message, "a megabyte of blanks, decompressed"


@pytest.mark.parametrize(
    ("fault", "options", "says"),
    [
        ("broken_coding", {"coding": "gzip"}, "its compression is broken"),
        ("broken_coding", {"coding": "deflate"}, "its compression is broken"),
        ("broken_coding", {"coding": "br"}, "it is compressed in a way that was not asked for"),
        ("many_headers", {}, "its HTTP header has too many lines"),
        ("many_headers", {"count": 1, "length": 70_000}, "a line of its HTTP header is too long"),
    ],
)
def test_an_answer_that_cannot_be_read_says_why(desk: Make, fault: str, options: dict[str, Any], says: str) -> None:
    host = desk("sealed")
    host.fault(fault, times="always", **options)
    problem = failure(host.invoke)
    assert isinstance(problem, MalformedAnswer)
    assert f"WS-Management message: {says}." in problem.message
    assert host.arrived() == 1


@pytest.mark.parametrize(("kind", "start"), [("authentication", "head"), ("enumerate", "head"), ("enumerate", "body")])
def test_an_answer_that_drips_ends_at_the_total_time(
    desk: Make, kind: str, start: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_connection, "READ_TIMEOUT_SECONDS", 30)
    monkeypatch.setattr(_connection, "TOTAL_MARGIN_SECONDS", -29.5)
    host = desk("sealed")
    host.fault("drip", on={"kind": kind}, start=start, seconds=0.1, times="always")
    problem = failure(host.read)
    assert isinstance(problem, AnswerTooSlow)
    assert "the host took more than 0.5 seconds for one answer, which is the limit" in problem.message
    assert problem.delivery is Delivery.UNKNOWN


# --- no connection ---------------------------------------------------------------------------------------------------


def at(desk: Make, url: Callable[[Desk], str], **more: Any) -> tuple[Desk, str]:
    """What is said when another place is given."""
    host = desk("plain", **more)
    host.connection.url = url(host)
    if host.connection.transport == "psrp":
        host.connection._build_kwargs()
        host.transport._options = host.connection._psrp_conn_kwargs
    return host, failure(lambda: host.transport.send(b"question")).message


def test_a_certificate_for_another_name_is_named(desk: Make) -> None:
    def short(host: Desk) -> str:
        address, port = host.server.endpoint("desk", True)
        return f"https://{'.'.join([*address.split('.')[:2], address.split('.')[3]])}:{port}/wsman"

    assert "is for another name." in at(desk, short)[1]


def test_a_certificate_that_is_not_trusted_is_named(desk: Make, running: BackgroundServer) -> None:
    assert "is not trusted." in at(desk, lambda host: host.url("desk"), ca_trust_path=True)[1]


def test_a_port_that_speaks_no_tls_is_named(desk: Make) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def answer() -> None:
            with listener.accept()[0] as peer:
                peer.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
                peer.recv(4096)

        thread = threading.Thread(target=answer)
        thread.start()
        port = listener.getsockname()[1]
        message = at(desk, lambda _host: f"https://127.0.0.1:{port}/wsman")[1]
        thread.join()
    assert message.startswith(f"No connection to the host: the TLS handshake with 127.0.0.1:{port} failed (")
    assert "WRONG_VERSION_NUMBER" in message


def test_a_port_that_never_answers_is_named(desk: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_connection, "READ_TIMEOUT_SECONDS", 30)
    monkeypatch.setattr(_connection, "TOTAL_MARGIN_SECONDS", -29.7)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        message = at(desk, lambda _host: f"https://127.0.0.1:{port}/wsman")[1]
    assert message == f"No connection to the host: 127.0.0.1:{port} did not answer in time."


def test_a_proxy_that_is_not_there_is_named(desk: Make) -> None:
    message = at(desk, lambda host: host.url("desk"), proxy="http://127.0.0.1:1")[1]
    assert message == "No connection to the host: the proxy cannot be reached or does not let us through."


def test_a_port_nobody_listens_at_is_named(desk: Make) -> None:
    message = at(desk, lambda _host: "https://127.0.0.1:1/wsman")[1]
    assert message == "No connection to the host: nothing listens at 127.0.0.1:1."


def test_a_missing_certificate_file_is_named(desk: Make) -> None:
    message = at(desk, lambda host: host.url("desk"), ca_trust_path="/nowhere/at/all.pem")[1]
    assert message == "No connection to the host: a file with certificates cannot be read."
