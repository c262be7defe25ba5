# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The machine-wide proxy, in the form netsh keeps it in the registry. Pure."""

from __future__ import annotations

from .._diagnosis._evidence import Proxy

#: WinHttpSettings: three numbers of four bytes, the third says how to connect, then two texts with their lengths
#: (community; written by netsh winhttp).
_PROXY_FLAGS, _PROXY_TEXTS = 8, 12
_USES_PROXY = 2


def read_proxy(blob: bytes) -> Proxy:
    """The proxy in a WinHttpSettings value; anything that cannot be one is a direct connection.

    >>> read_proxy(b"")
    Proxy(server=None, bypass=None)
    """
    flags = int.from_bytes(blob[_PROXY_FLAGS:_PROXY_TEXTS], "little")
    server, rest = _text_in(blob[_PROXY_TEXTS:])
    bypass, dummy = _text_in(rest)
    return Proxy(server or None, bypass or None) if flags & _USES_PROXY and server else Proxy()


def _text_in(blob: bytes) -> tuple[str, bytes]:
    """A text behind its length, and what follows it."""
    length = int.from_bytes(blob[:4], "little")
    return blob[4 : 4 + length].decode("ascii", "replace"), blob[4 + length :]
