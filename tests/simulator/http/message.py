# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""HTTP/1.1 messages, read and written by hand: no more of the standard than WinRM uses."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from email.utils import formatdate

STREAM_LIMIT = 4 * 1024 * 1024
_HEAD_LIMIT = 64 * 1024
BODY_LIMIT = 8 * 1024 * 1024
_REASONS = {
    200: "OK",
    204: "No Content",
    301: "Moved Permanently",
    302: "Found",
    303: "See Other",
    307: "Temporary Redirect",
    308: "Permanent Redirect",
    400: "Bad Request",
    401: "Unauthorized",
    404: "Not Found",
    405: "Method Not Allowed",
    409: "Conflict",
    411: "Length Required",
    413: "Request Entity Too Large",
    500: "Internal Server Error",
    503: "Service Unavailable",
}


class BadMessage(ValueError):
    """The peer does not speak HTTP/1.1 as needed; `status` is the answer."""

    def __init__(self, status: int) -> None:
        super().__init__(f"HTTP {status}")
        self.status = status


@dataclass(frozen=True, slots=True)
class HttpRequest:
    """A request with lower-case header names."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes
    size: int

    @property
    def keeps_alive(self) -> bool:
        """Whether the peer wants the connection to stay."""
        return self.headers.get("connection", "keep-alive").lower() != "close"


async def read_request(reader: asyncio.StreamReader) -> HttpRequest | None:
    """The next request of a connection, or None at its end."""
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except (asyncio.IncompleteReadError, ConnectionError):
        return None
    except asyncio.LimitOverrunError as error:
        raise BadMessage(413) from error
    if len(head) > _HEAD_LIMIT:
        raise BadMessage(413)
    method, path, headers = _parse_head(head)
    length = _content_length(method, headers)
    try:
        body = await reader.readexactly(length) if length else b""
    except (asyncio.IncompleteReadError, ConnectionError):
        return None
    return HttpRequest(method, path, headers, body, len(head) + length)


def _parse_head(head: bytes) -> tuple[str, str, dict[str, str]]:
    first, *lines = head.decode("latin-1").rstrip("\r\n").split("\r\n")
    parts = first.split(" ")
    if len(parts) != 3 or parts[2] not in ("HTTP/1.1", "HTTP/1.0"):
        raise BadMessage(400)
    headers: dict[str, str] = {}
    for line in lines:
        name, colon, value = line.partition(":")
        if not colon or not name or name != name.strip():
            raise BadMessage(400)
        headers[name.lower()] = value.strip()
    return parts[0], parts[1], headers


def _content_length(method: str, headers: dict[str, str]) -> int:
    text = headers.get("content-length")
    if text is None:
        if method in ("POST", "PUT"):
            raise BadMessage(411)
        return 0
    if not text.isdecimal():
        raise BadMessage(400)
    if int(text) > BODY_LIMIT:
        raise BadMessage(413)
    return int(text)


def response(
    status: int, body: bytes = b"", content_type: str | None = None, headers: Iterable[tuple[str, str]] = ()
) -> bytes:
    """A response as http.sys words it."""
    lines = [f"HTTP/1.1 {status} {_REASONS.get(status, 'Status')}"]
    if content_type:
        lines.append(f"Content-Type: {content_type}")
    lines += [f"{name}: {value}" for name, value in headers]
    lines += ["Server: Microsoft-HTTPAPI/2.0", f"Date: {formatdate(usegmt=True)}", f"Content-Length: {len(body)}"]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1") + body
