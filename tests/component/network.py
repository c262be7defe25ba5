# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""HTTP without sockets: what requests would send goes straight to the listener of a simulated host.

Above that everything is real: the connection plugins, pywinrm and pypsrp, NTLM with message encryption.
"""

from __future__ import annotations

import io
from collections.abc import Coroutine, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPResponse, RemoteDisconnected
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
import urllib3
from requests.adapters import HTTPAdapter

from tests.simulator.host import Host
from tests.simulator.http.auth import Account, Rules
from tests.simulator.http.connection import Connection, Dropped
from tests.simulator.http.message import HttpRequest

#: Never opened: a pool makes its first connection with its first request.
_POOL = urllib3.HTTPConnectionPool("windows.example", 5985)
_TCP = urllib3.connection.HTTPConnection("windows.example", 5985)


@dataclass(frozen=True, slots=True)
class Listener:
    """What answers at an address."""

    host: Host
    account: Account
    rules: Rules


class Network:
    """Listeners by address and port; one adapter of requests is one connection, until it is closed."""

    def __init__(self, listeners: Mapping[tuple[str, int], Listener]) -> None:
        self._listeners = listeners
        self._open: dict[int, tuple[HTTPAdapter, Connection]] = {}

    @contextmanager
    def in_place(self) -> Iterator[None]:
        """All that requests sends meanwhile comes here, whatever proxies the environment knows."""

        def send(adapter: HTTPAdapter, request: requests.PreparedRequest, **_options: Any) -> requests.Response:
            return self._send(adapter, request)

        def close(adapter: HTTPAdapter) -> None:
            self._close(adapter)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(HTTPAdapter, "send", send)
            patch.setattr(HTTPAdapter, "close", close)
            patch.setattr(requests.utils, "should_bypass_proxies", lambda _url, no_proxy: True)
            yield

    def _send(self, adapter: HTTPAdapter, request: requests.PreparedRequest) -> requests.Response:
        place = urlsplit(request.url or "")
        listener = self._listeners.get((str(place.hostname), place.port or 80))
        if listener is None:
            raise _refused()
        if listener.host.machine.is_down:
            self._close(adapter)
            raise _refused()
        connection = self._connection(adapter, listener)
        if connection.is_cut:
            self._close(adapter)
            raise _aborted()
        received = _received(request)
        entry = listener.host.journal.open(received.method, received.size)
        try:
            answer = _at_once(connection._answer(received, entry))
        except Dropped:
            self._close(adapter)
            raise _aborted() from None
        if connection.loses(entry):
            self._close(adapter)
            raise _aborted()
        entry.status, entry.bytes_out = int(answer[9:12]), len(answer)
        return adapter.build_response(request, _parsed(answer))

    def _close(self, adapter: HTTPAdapter) -> None:
        self._open.pop(id(adapter), None)

    def _connection(self, adapter: HTTPAdapter, listener: Listener) -> Connection:
        if id(adapter) not in self._open:
            self._open[id(adapter)] = adapter, Connection(listener.host, listener.account, listener.rules)
        return self._open[id(adapter)][1]


def _received(request: requests.PreparedRequest) -> HttpRequest:
    """A request as the listener reads it."""
    data = _bytes(request.body or b"")
    headers = {name.lower(): _bytes(value).decode("latin-1") for name, value in request.headers.items()}
    head = f"{request.method} {request.path_url} HTTP/1.1\r\n"
    head += "".join(f"{name}: {value}\r\n" for name, value in headers.items()) + "\r\n"
    return HttpRequest(request.method or "", request.path_url, headers, data, len(head) + len(data))


def _bytes(value: str | bytes) -> bytes:
    return value.encode() if isinstance(value, str) else bytes(value)


def _at_once(coroutine: Coroutine[Any, Any, bytes]) -> bytes:
    """The result of a coroutine that waits for nothing."""
    try:
        coroutine.send(None)
    except StopIteration as end:
        answer: bytes = end.value
        return answer
    coroutine.close()
    raise RuntimeError("Real time passes only over real sockets.")


class _Bytes(io.BytesIO):
    """What came in; the login protocols look here for the certificate to bind to."""

    _sock = None


class _Socket:
    """All that http.client asks of a socket."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    def makefile(self, _mode: str) -> io.BufferedReader:
        """The stream of what came in."""
        return io.BufferedReader(_Bytes(self._data))


def _parsed(answer: bytes) -> urllib3.HTTPResponse:
    response = HTTPResponse(_Socket(answer))
    response.begin()
    return urllib3.HTTPResponse(
        response,
        list(response.headers.items()),
        response.status,
        reason=response.reason,
        preload_content=False,
        decode_content=False,
        original_response=response,
    )


def _refused() -> requests.exceptions.ConnectionError:
    """What requests raises when nobody listens."""
    problem = urllib3.exceptions.NewConnectionError(_TCP, "Failed to establish a new connection: [Errno 111]")
    problem.__cause__ = ConnectionRefusedError(111, "Connection refused")
    return requests.exceptions.ConnectionError(urllib3.exceptions.MaxRetryError(_POOL, "/wsman", problem))


def _aborted() -> requests.exceptions.ConnectionError:
    """What requests raises when the host closes the connection instead of answering."""
    closed = RemoteDisconnected("Remote end closed connection without response")
    return requests.exceptions.ConnectionError(urllib3.exceptions.ProtocolError("Connection aborted.", closed))
