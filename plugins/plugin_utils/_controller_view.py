# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What DNS and network look like from the controller: SRV records and open ports. Knows neither Ansible nor a host.

The controller is not the client; its view is shown beside the evidence and decides nothing.
"""

from __future__ import annotations

import importlib
import ipaddress
import re
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from ._diagnosis._evidence import ControllerView, Evidence, Reach, SrvAnswer, known
from ._diagnosis._facts import lookup_domain
from ._errors import InputError
from ._licensing._kms import DEFAULT_PORT, is_dns_name
from ._licensing._model import Channel

#: Seconds for one DNS answer or one TCP connection.
TIMEOUT_SECONDS: Final = 3.0

#: More domains and hosts than these are not looked at, so that a task ends soon.
_MOST_DOMAINS, _MOST_HOSTS = 2, 4

_DNS_PORT, _LARGEST_PORT = 53, 65535

#: ``[IPv6 address]:port``, ``IPv4 address:port``, or an IPv6 address alone.
_SERVER = re.compile(
    r"\[(?P<bracketed>[^\]]+)\](?::(?P<port>[0-9]{1,5}))?"
    r"|(?P<plain>[0-9.]+)(?::(?P<other_port>[0-9]{1,5}))?"
    r"|(?P<bare>[0-9A-Fa-f:.]+)"
)

#: Host and port, or a problem.
Resolve = Callable[[str], SrvAnswer]
Connect = Callable[[str, int], str]


@dataclass(frozen=True, slots=True)
class DnsServer:
    """A DNS server to ask instead of the controller's own."""

    address: str
    port: int = _DNS_PORT


def parse_dns_server(text: str) -> DnsServer:
    """A server of ``address``, ``address:port`` or ``[IPv6 address]:port``.

    >>> parse_dns_server("192.0.2.53:5353")
    DnsServer(address='192.0.2.53', port=5353)

    Raises:
        InputError: It is none of these.
    """
    found = _SERVER.fullmatch(text.strip())
    address = (found["bracketed"] or found["plain"] or found["bare"]) if found else ""
    port = int(found["port"] or found["other_port"] or _DNS_PORT) if found else 0
    if not _is_address(address) or not 0 < port <= _LARGEST_PORT:
        raise InputError(
            "{text!r} is not a DNS server.", "Give an IP address, address:port, or [IPv6 address]:port.", text=text
        )
    return DnsServer(address, port)


def look(evidence: Evidence, resolve: Resolve, connect: Connect) -> ControllerView:
    """SRV records of the domains KMS clients of the host ask, and the ports of the KMS hosts they use."""
    records = tuple(resolve(domain) for domain in _domains(evidence))
    places = dict.fromkeys([*_configured(evidence), *(place for answer in records for place in answer.hosts)])
    ports = tuple(Reach(host, port, connect(host, port)) for host, port in list(places)[:_MOST_HOSTS])
    return ControllerView(records, ports)


def resolver(servers: Sequence[DnsServer]) -> Resolve:
    """Asks DNS, the given servers or the controller's own.

    Raises:
        InputError: dnspython is missing.
    """
    try:
        library = importlib.import_module("dns.resolver")
        nameserver = importlib.import_module("dns.nameserver")
    except ImportError as problem:
        raise InputError(
            "controller_checks needs the Python package dnspython, which is missing on the controller.",
            "Install it where Ansible runs (pip install dnspython), or leave controller_checks out.",
        ) from problem
    asker = library.Resolver(configure=not servers)
    if servers:
        asker.nameservers = [nameserver.Do53Nameserver(server.address, server.port) for server in servers]
    return lambda domain: _records(asker, domain)


def reach(host: str, port: int) -> str:
    """Why a TCP port cannot be connected to; empty when it can."""
    try:
        with socket.create_connection((host.strip("[]"), port), timeout=TIMEOUT_SECONDS):
            return ""
    except (OSError, UnicodeError) as problem:
        return str(problem) or type(problem).__name__


def _records(asker: Any, domain: str) -> SrvAnswer:
    try:
        answer = asker.resolve(f"_vlmcs._tcp.{domain.strip('.')}.", "SRV", lifetime=TIMEOUT_SECONDS)
    except Exception as problem:  # dnspython has no common root for what can go wrong with a name and with a server
        return SrvAnswer(domain, problem=type(problem).__name__)
    ordered = sorted(answer, key=lambda record: (record.priority, -record.weight))
    return SrvAnswer(domain, tuple((str(record.target).rstrip("."), int(record.port)) for record in ordered))


def _domains(evidence: Evidence) -> tuple[str, ...]:
    """Domains asked by the KMS clients of the host, those without a configured KMS host."""
    clients = (item for item in evidence.known_products if item.channel is Channel.GVLK)
    found = (lookup_domain(item, evidence) for item in clients if not evidence.kms_host_of(item))
    return tuple(dict.fromkeys(domain for domain in found if domain and is_dns_name(domain)))[:_MOST_DOMAINS]


def _configured(evidence: Evidence) -> tuple[tuple[str, int], ...]:
    """KMS hosts that are configured, or were found by the host itself."""
    service = known(evidence.service)
    found: list[tuple[str, int]] = []
    for product in evidence.known_products:
        if product.channel is not Channel.GVLK:
            continue
        level = product.kms if product.kms.host or service is None else service.kms
        if level.host:
            found.append((level.host, level.port or DEFAULT_PORT))
        elif product.kms.discovered_host:
            found.append((product.kms.discovered_host, product.kms.discovered_port or DEFAULT_PORT))
    return tuple(found)


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True
