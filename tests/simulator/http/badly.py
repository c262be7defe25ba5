# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers as no honest service sends them: without end, without size, without sense."""

from __future__ import annotations

import asyncio
import zlib

from ..injection import FaultRule

_END = b"\r\n\r\n"
_MEGABYTE = b" " * 1024 * 1024
_WINDOW_BITS = {"gzip": 31, "deflate": 15}
#: Bytes that drip before the connection is closed.
_MAX_DRIPS = 2000


async def send_badly(writer: asyncio.StreamWriter, data: bytes, rule: FaultRule) -> bool:
    """Send an answer with a fault. Whether the connection goes on."""
    head, _end, body = data.partition(_END)
    if rule.name == "drip":
        await _drip(writer, data, rule)
        return False
    if rule.name == "many_headers":
        line = b"\r\nX-Filler-%d: " + b"x" * rule.options["length"]
        data = head + b"".join(line % number for number in range(rule.options["count"])) + _END + body
    elif rule.name == "broken_coding":
        data = _with(head, b"this was never compressed", rule.options["coding"])
    elif rule.name == "oversized":
        data = _with(head, _blown_up(rule.options["megabytes"], rule.options["coding"]), rule.options["coding"])
    writer.write(data)
    await writer.drain()
    return rule.name != "idle_drop"


async def _drip(writer: asyncio.StreamWriter, data: bytes, rule: FaultRule) -> None:
    start = 0 if rule.options["start"] == "head" else data.index(_END) + len(_END)
    writer.write(data[:start])
    for byte in data[start : start + _MAX_DRIPS]:
        writer.write(bytes([byte]))
        await writer.drain()
        await asyncio.sleep(rule.options["seconds"])


def _with(head: bytes, body: bytes, coding: str) -> bytes:
    """Another body under the same head."""
    lines = [line for line in head.split(b"\r\n") if not line.lower().startswith(b"content-length:")]
    lines += [b"Content-Encoding: " + coding.encode(), b"Content-Length: %d" % len(body)]
    return b"\r\n".join(lines) + _END + body


def _blown_up(megabytes: int, coding: str) -> bytes:
    """So many MB of blanks; compressed they are a thousandth of it."""
    if coding not in _WINDOW_BITS:
        return _MEGABYTE * megabytes
    compressor = zlib.compressobj(9, zlib.DEFLATED, _WINDOW_BITS[coding])
    return b"".join(compressor.compress(_MEGABYTE) for _number in range(megabytes)) + compressor.flush()
