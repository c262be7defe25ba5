# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sockets: one loopback address per host on a common port, or one address and a port per host."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count

_ATTEMPTS = 50
_BACKLOG = 128
_FIRST = int(ipaddress.IPv4Address("127.77.0.1"))
PORTABLE_ADDRESS = "127.0.0.1"


class ListenError(OSError):
    """No port could be bound for all addresses."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where one listener is."""

    address: str
    port: int


def assign_addresses(given: Sequence[str | None]) -> list[str]:
    """Addresses of hosts; hosts without one get the next free of 127.77.0.0/16."""
    used = {address for address in given if address}
    free = (str(ipaddress.IPv4Address(number)) for number in count(_FIRST))
    unused = (address for address in free if address not in used)
    return [address or next(unused) for address in given]


def bind(address: str, port: int) -> socket.socket:
    """A listening socket on a loopback address; anything else is refused."""
    if not ipaddress.ip_address(address).is_loopback:
        raise ListenError(f"{address} is no loopback address")
    found = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        found.bind((address, port))
        found.listen(_BACKLOG)
    except OSError:
        found.close()
        raise
    found.setblocking(False)
    return found


def bind_common(addresses: Sequence[str], port: int) -> list[socket.socket]:
    """One socket per address, all on the same port; port 0 picks one that is free everywhere."""
    for _dummy in range(_ATTEMPTS if port == 0 else 1):
        sockets: list[socket.socket] = []
        try:
            for address in addresses:
                sockets.append(bind(address, port if not sockets else sockets[0].getsockname()[1]))
        except OSError as error:
            for item in sockets:
                item.close()
            if port:
                raise ListenError(f"port {port} is not free on {address}: {error.strerror}") from error
        else:
            return sockets
    raise ListenError("no port is free on all addresses")


def bind_each(count: int, first_port: int) -> list[socket.socket]:
    """One socket per host on one address, ports counted up or free ones."""
    return [bind(PORTABLE_ADDRESS, first_port + index if first_port else 0) for index in range(count)]


def place_of(item: socket.socket) -> Place:
    """Address and port of a socket."""
    address, port = item.getsockname()[:2]
    return Place(str(address), int(port))
