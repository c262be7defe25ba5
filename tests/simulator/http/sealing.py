# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Message encryption: the multipart/encrypted wrapping of [MS-WSMV] 2.2.9.1."""

from __future__ import annotations

import re
import struct

import spnego

PROTOCOL = "application/HTTP-SPNEGO-session-encrypted"
SEALED_TYPE = f'multipart/encrypted;protocol="{PROTOCOL}";boundary="Encrypted Boundary"'
PLAIN_TYPE = "application/soap+xml;charset=UTF-8"

_BOUNDARY = b"--Encrypted Boundary"
_OCTETS = b"\tContent-Type: application/octet-stream\r\n"
_LENGTH = re.compile(rb"OriginalContent: type=application/soap\+xml;charset=UTF-8;Length=(\d+)\r\n")


class UnsealError(ValueError):
    """The body is not sealed for this security context."""


def is_sealed(content_type: str) -> bool:
    """Whether a request says that its body is encrypted."""
    return content_type.lower().replace(" ", "").startswith("multipart/encrypted")


def unseal(context: spnego.ContextProxy | None, body: bytes) -> bytes:
    """The message inside a sealed body."""
    if context is None or not context.complete:
        raise UnsealError("no security context")
    length = _LENGTH.search(body)
    start = body.find(_OCTETS)
    end = body.rfind(_BOUNDARY + b"--")  # the sealed part may hold any bytes, so search from the end
    if not body.startswith(_BOUNDARY) or length is None or start < 0 or end < 0:
        raise UnsealError("not a sealed message")
    data = body[start + len(_OCTETS) : end]
    size = struct.unpack("<i", data[:4])[0] if len(data) > 4 else -1
    if not 0 < size <= 256:
        raise UnsealError("no signature")
    try:
        plain = context.unwrap_winrm(data[4 : 4 + size], data[4 + size :])
    except Exception as error:  # whatever the library trips over, the body was not sealed for this context
        raise UnsealError("cannot be unsealed") from error
    if len(plain) != int(length[1]):
        raise UnsealError("wrong length")
    return plain


def seal(context: spnego.ContextProxy, message: bytes) -> bytes:
    """A message wrapped for the peer."""
    sealed = context.wrap_winrm(message)
    length = len(message) + sealed.padding_length
    head = (
        f"--Encrypted Boundary\r\n\tContent-Type: {PROTOCOL}\r\n"
        f"\tOriginalContent: type=application/soap+xml;charset=UTF-8;Length={length}\r\n--Encrypted Boundary\r\n"
    )
    data = struct.pack("<i", len(sealed.header)) + sealed.header + sealed.data
    return head.encode() + _OCTETS + data + _BOUNDARY + b"--\r\n"
