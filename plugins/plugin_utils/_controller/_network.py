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
from typing import Any, Final, Protocol

from .._diagnosis._case import cases_of
from .._diagnosis._evidence import ControllerView, Evidence, Reach, SrvAnswer
from .._language._errors import InputError
from .._licensing._kms import DEFAULT_PORT, is_dns_name

#: Seconds for one DNS answer or one TCP connection.
TIMEOUT_SECONDS: Final = 3.0

#: More domains and hosts than these are not looked at, so that a task ends soon.
_MOST_DOMAINS, _MOST_HOSTS, _MOST_ADDRESSES = 2, 4, 2

_DNS_PORT, _LARGEST_PORT = 53, 65535

#: ``[IPv6 address]:port``, ``IPv4 address:port``, or an IPv6 address alone.
_SERVER = re.compile(
    r"\[(?P<bracketed>[^\]]+)\](?::(?P<port>[0-9]{1,5}))?"
    r"|(?P<plain>[0-9.]+)(?::(?P<other_port>[0-9]{1,5}))?"
    r"|(?P<bare>[0-9A-Fa-f:.]+)"
)

#: Connects to an address and port; gives the problem, empty when there is none.
Connect = Callable[[str, int], str]


class Names(Protocol):
    """DNS, as far as it is needed here."""

    def records(self, domain: str) -> SrvAnswer:
        """The SRV records of KMS hosts in a domain, in the order a client tries them."""

    def addresses(self, host: str) -> tuple[tuple[str, ...], str]:
        """The addresses of a host, and the problem when there are none."""


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
            "{text!r} is not a DNS server.",
            advice="Give an IP address, address:port, or [IPv6 address]:port.",
            text=text,
        )
    return DnsServer(address, port)


def look(evidence: Evidence, names: Names, connect: Connect) -> ControllerView:
    """SRV records of the domains KMS clients of the host ask, and the ports of the KMS hosts they use."""
    records = tuple(names.records(domain) for domain in _domains(evidence))
    places = dict.fromkeys([*_configured(evidence), *(place for answer in records for place in answer.hosts)])
    ports = tuple(Reach(host, port, _problem(host, port, names, connect)) for host, port in [*places][:_MOST_HOSTS])
    return ControllerView(records, ports)


class Dns:
    """Asks DNS, the given servers or the controller's own; every question ends after a few seconds.

    Raises:
        InputError: dnspython is missing.
    """

    def __init__(self, servers: Sequence[DnsServer]) -> None:
        try:
            library = importlib.import_module("dns.resolver")
            nameserver = importlib.import_module("dns.nameserver")
        except ImportError as problem:
            raise InputError(
                "controller_checks needs the Python package dnspython, which is missing on the controller.",
                advice="Install it where Ansible runs (pip install dnspython), or leave controller_checks out.",
            ) from problem
        self._asker: Any = library.Resolver(configure=not servers)
        if servers:
            self._asker.nameservers = [nameserver.Do53Nameserver(item.address, item.port) for item in servers]

    def records(self, domain: str) -> SrvAnswer:
        """See ``Names``."""
        found, problem = self._ask(f"_vlmcs._tcp.{domain.strip('.')}.", "SRV")
        ordered = sorted(found, key=lambda record: (record.priority, -record.weight))
        return SrvAnswer(domain, tuple((str(item.target).rstrip("."), int(item.port)) for item in ordered), problem)

    def addresses(self, host: str) -> tuple[tuple[str, ...], str]:
        """See ``Names``."""
        bare = host.strip("[]")
        if _is_address(bare):
            return (bare,), ""
        found, problem = self._ask(bare, "A")
        if not found:
            found = self._ask(bare, "AAAA")[0]
        return tuple(str(item.address) for item in found), problem

    def _ask(self, name: str, kind: str) -> tuple[list[Any], str]:
        try:
            return list(self._asker.resolve(name, kind, lifetime=TIMEOUT_SECONDS)), ""
        except Exception as problem:  # dnspython has no common root for what is wrong with a name and with a server
            return [], type(problem).__name__


def reach(address: str, port: int) -> str:
    """Why a TCP port cannot be connected to; empty when it can."""
    try:
        with socket.create_connection((address, port), timeout=TIMEOUT_SECONDS):
            return ""
    except (OSError, UnicodeError) as problem:
        return str(problem) or type(problem).__name__


def _problem(host: str, port: int, names: Names, connect: Connect) -> str:
    """Why none of the first addresses of a host can be connected to; empty when one can."""
    addresses, problem = names.addresses(host)
    for address in addresses[:_MOST_ADDRESSES]:
        problem = connect(address, port)
        if not problem:
            break
    return problem


def _domains(evidence: Evidence) -> tuple[str, ...]:
    """Domains asked by the KMS clients of the host, those without a configured KMS host."""
    clients = (case for case in cases_of(evidence) if case.is_volume_client)
    found = (case.lookup_domain for case in clients if not case.kms_settings.host)
    return tuple(dict.fromkeys(domain for domain in found if domain and is_dns_name(domain)))[:_MOST_DOMAINS]


def _configured(evidence: Evidence) -> tuple[tuple[str, int], ...]:
    """KMS hosts that are configured, or were found by the host itself."""
    found: list[tuple[str, int]] = []
    for case in cases_of(evidence):
        settings, own = case.kms_settings, case.product.kms
        if case.is_volume_client and settings.host:
            found.append((settings.host, settings.port or DEFAULT_PORT))
        elif case.is_volume_client and own.discovered_host:
            found.append((own.discovered_host, own.discovered_port or DEFAULT_PORT))
    return tuple(found)


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True
