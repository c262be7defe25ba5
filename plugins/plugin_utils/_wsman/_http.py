# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The HTTP below pywinrm and pypsrp: a host may neither send us elsewhere, nor flood us, nor hold us.

Both libraries post through a session of requests, and so do the login protocols inside. A ``Guard`` stands before each
adapter the library mounted, and keeps its settings. It knows nothing of WS-Management, and it imports requests and
urllib3 only through what it is given.
"""

from __future__ import annotations

import functools
import http.client
import importlib
import io
import time
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Self
from urllib.parse import quote

from .._language._errors import LicensingError
from .._language._text import Text
from ._errors import AnswerTooLarge, AnswerTooSlow, LoginLost, MalformedAnswer, Redirected

#: Bytes of one answer, decompressed. WinRM is asked for at most 500 KB, so nothing real comes near.
MAX_ANSWER_BYTES = 64 * 1024 * 1024

#: Bytes of status line, headers, chunk sizes and trailers beside that; http.client allows 100 lines of 64 KB each.
_MAX_FRAME_BYTES = 8 * 1024 * 1024

#: Seconds for a TCP connection with its TLS handshake; pywinrm would take the read timeout.
CONNECT_SECONDS = 30

_CHUNK = 64 * 1024
_REFUSED = frozenset({401, 407})
_WINDOW_BITS = {"gzip": 31, "x-gzip": 31, "deflate": 15}
_MAX_PLACE = 200


@dataclass(frozen=True, slots=True)
class Deadline:
    """When something has to be over, by the monotonic clock, and how many seconds it had."""

    moment: float
    seconds: float

    @classmethod
    def after(cls, seconds: float) -> Self:
        """So many seconds from now."""
        return cls(time.monotonic() + seconds, seconds)


class Wire:
    """What happens on the TCP connections of one client of a library.

    Args:
        seconds: For each request.
        deadline: When the last one has to be over, however much time it would have.

    Attributes:
        is_connecting: True while a connection is being made, and when that failed: nothing was sent yet.
        was_unseen: True when the last message was sealed for a login that no server has seen on this connection.
        may_resend: True when a login protocol may send the body of a message once more with its next token.
    """

    def __init__(self, seconds: float, deadline: Deadline | None = None) -> None:
        self._seconds = seconds
        self._last = deadline
        self._deadline = Deadline.after(seconds)
        self._bytes = 0
        self._connection: Any = None
        self._connects = 0
        self.is_connecting = False
        self.was_unseen = False
        self.may_resend = False

    def begin(self) -> None:
        """A new request: its time and its bytes count from here, the login it may need included."""
        own = Deadline.after(self._seconds)
        self._deadline = own if self._last is None or own.moment < self._last.moment else self._last
        self._bytes = 0
        self.is_connecting = self.was_unseen = False

    def guard(self, session: Any) -> None:
        """Stand before every adapter of a session, once."""
        for prefix, adapter in list(session.adapters.items()):
            if not isinstance(adapter, Guard):
                session.mount(prefix, Guard(adapter, self))

    @property
    def is_dropped(self) -> bool:
        """True when the host has closed the connection since the last answer."""
        is_dropped = importlib.import_module("urllib3.util.connection").is_connection_dropped
        return self._connection is not None and bool(is_dropped(self._connection))

    @property
    def connects(self) -> int:
        """How many connections were begun so far."""
        return self._connects

    def left(self) -> float:
        """Seconds left for the request.

        Raises:
            AnswerTooSlow: None.
        """
        left = self._deadline.moment - time.monotonic()
        if left <= 0:
            raise AnswerTooSlow(self._deadline.seconds, is_last=self._deadline is self._last)
        return left

    def watch(self, pool: Any) -> None:
        """Have every connection a pool makes from now on reported and bounded."""
        if not isinstance(pool.ConnectionCls, functools.partial):
            pool.ConnectionCls = functools.partial(self._connection_of, pool.ConnectionCls)

    def received(self, count: int) -> None:
        """Count what came in.

        Raises:
            AnswerTooLarge: It is more than an answer may have.
        """
        self._bytes += count
        if self._bytes > MAX_ANSWER_BYTES + _MAX_FRAME_BYTES:
            raise AnswerTooLarge(MAX_ANSWER_BYTES)

    def _connection_of(self, make: Callable[..., Any], *args: Any, **options: Any) -> Any:
        connection = make(*args, **options)
        connection.connect = functools.partial(self._connect, connection, connection.connect)
        connection.response_class = functools.partial(_Response, self)
        return connection

    def _connect(self, connection: Any, connect: Callable[[], None]) -> None:
        self._connection = connection
        self._connects += 1
        self.is_connecting = True
        connect()
        self.is_connecting = False


class Guard:
    """An adapter of requests before another one."""

    def __init__(self, adapter: Any, wire: Wire) -> None:
        # Only what failed before anything was sent may be tried again below us.
        adapter.max_retries = adapter.max_retries.new(
            read=False, status=0, other=0, redirect=0, status_forcelist=(), respect_retry_after_header=False
        )
        self._adapter = adapter
        self._wire = wire

    def send(self, request: Any, **options: Any) -> Any:
        """Send a request; the login protocols come here too, once for each of their tokens.

        Raises:
            AnswerTooLarge: The answer exceeds the limit.
            AnswerTooSlow: The time for the request is over.
            LoginLost: A login that was made is not known any more.
            MalformedAnswer: The answer is compressed in a way that cannot be undone.
            Redirected: The host wants us to go elsewhere.
        """
        request.headers["Accept-Encoding"] = "identity"
        options["timeout"] = self._timeout(options.get("timeout"))
        pool = self._pool(request, options)
        self._wire.watch(pool)
        connects = self._wire.connects
        response = self._adapter.send(request, **options)
        response.connection = self
        if request.body:
            is_renewed = self._wire.connects > connects
            self._wire.was_unseen = is_renewed and _is_sealed(request) and pool.proxy is None
        try:
            return self._checked(response)
        except LicensingError:
            response.close()
            raise

    def close(self) -> None:
        """Close the connections."""
        self._adapter.close()

    def _pool(self, request: Any, options: dict[str, Any]) -> Any:
        """The pool the adapter is going to take a connection from."""
        if not hasattr(self._adapter, "get_connection_with_tls_context"):  # requests before 2.32
            return self._adapter.get_connection(request.url, options.get("proxies"))
        names = ("verify", "proxies", "cert")
        chosen = {name: options[name] for name in names if name in options}
        return self._adapter.get_connection_with_tls_context(request, **{"verify": True, **chosen})

    def _timeout(self, wanted: Any) -> tuple[float, float]:
        """For connecting and for each read, neither beyond the time of the whole request."""
        connect, read = wanted if isinstance(wanted, tuple) else (CONNECT_SECONDS, wanted)
        left = self._wire.left()
        return min(connect or left, left), min(read or left, left)

    def _checked(self, response: Any) -> Any:
        request = response.request
        if 300 <= response.status_code < 400:
            raise Redirected(response.status_code, _shown(response.headers.get("Location")))
        # urllib3 would decompress without any bound.
        coding = response.raw.headers.pop("Content-Encoding", "").strip().lower()
        if response.status_code not in _REFUSED:
            response.encoding = response.encoding or "utf-8"  # guessing takes minutes for a large answer
            response.raw = _Body(b"".join(_bounded(_decoded(response.raw.stream(_CHUNK), coding))))
        elif request.body and "Authorization" not in request.headers and not self._wire.may_resend:
            # The message went out after the login. A login protocol would send it once more, with a new token.
            raise LoginLost(is_unseen=self._wire.was_unseen)
        return response


class _Body(io.BytesIO):
    """A body that was read, in the place of the response it was read from."""

    def release_conn(self) -> None:
        """Of urllib3: the connection went back to its pool with the last byte."""


class _Response(http.client.HTTPResponse):
    """An answer whose every byte, from the status line on, is read under the limits."""

    fp: Any

    def __init__(self, wire: Wire, sock: Any, *args: Any, **options: Any) -> None:
        super().__init__(sock, *args, **options)
        self.fp = io.BufferedReader(_Reader(self.fp.detach(), sock, wire))


class _Reader(io.RawIOBase):
    """Reads from a socket while there is time."""

    def __init__(self, raw: Any, sock: Any, wire: Wire) -> None:
        super().__init__()
        self._raw = raw
        #: The login protocols look here for the certificate to bind to.
        self._sock = sock
        self._wire = wire
        self._seconds: float | None = sock.gettimeout()

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: Any) -> int | None:
        """Read once.

        Raises:
            AnswerTooSlow: The time for the request is over.
            AnswerTooLarge: The answer exceeds the limit.
        """
        left = self._wire.left()
        self._sock.settimeout(left if self._seconds is None else min(left, self._seconds))
        try:
            count: int | None = self._raw.readinto(buffer)
        except TimeoutError:
            self._wire.left()
            raise
        self._wire.received(count or 0)
        return count

    def close(self) -> None:
        """Let the socket go."""
        self._raw.close()
        super().close()


def _is_sealed(request: Any) -> bool:
    return str(request.headers.get("Content-Type", "")).lower().startswith("multipart/")


def _decoded(chunks: Iterator[bytes], coding: str) -> Iterator[bytes]:
    """A body without its compression, never more than a chunk at once."""
    if coding in ("", "identity"):
        return chunks
    if coding not in _WINDOW_BITS:
        raise MalformedAnswer("it is compressed in a way that was not asked for")
    return _inflated(chunks, zlib.decompressobj(_WINDOW_BITS[coding]))


def _inflated(chunks: Iterator[bytes], decoder: Any) -> Iterator[bytes]:
    try:
        for chunk in chunks:
            left = chunk
            while left and not decoder.eof:
                yield decoder.decompress(left, _CHUNK)
                left = decoder.unconsumed_tail
    except zlib.error as problem:
        raise MalformedAnswer("its compression is broken") from problem
    if not decoder.eof:
        raise MalformedAnswer("its compression is broken")


def _bounded(chunks: Iterator[bytes]) -> Iterator[bytes]:
    count = 0
    for chunk in chunks:
        count += len(chunk)
        if count > MAX_ANSWER_BYTES:
            raise AnswerTooLarge(MAX_ANSWER_BYTES)
        yield chunk


def _shown(location: str | None) -> str | Text:
    """Where a redirect leads, fit to be printed: no credentials, no query, no strange bytes, not long."""
    scheme, colon, rest = (location or "").partition("://")
    if not colon:
        scheme, rest = "", scheme
    rest = rest.replace("?", "#").partition("#")[0].rpartition("@")[2]
    place = quote(f"{scheme}{colon}{rest}", safe="/:[]!$&'()*+,;=%~", encoding="latin-1", errors="replace")
    if not place:
        return Text("a place it does not name")
    return place if len(place) <= _MAX_PLACE else f"{place[:_MAX_PLACE]}..."
