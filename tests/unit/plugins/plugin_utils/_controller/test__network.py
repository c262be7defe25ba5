# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The controller's view: what is looked up, what is tried, and what is missing; no network is used but loopback."""

from __future__ import annotations

import socket
import sys
from types import SimpleNamespace

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._controller._network import (
    Dns,
    DnsServer,
    look,
    parse_dns_server,
    reach,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._diagnosis._evidence import (
    Computer,
    ControllerView,
    DnsSuffix,
    Evidence,
    Reach,
    SrvAnswer,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._language._errors import InputError
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._model import KmsClient
from ansible_collections.licenseops.windows.tests.unit.plugins.support.evidence import (
    client,
    evidence,
    office_client,
    pinned,
)
from ansible_collections.licenseops.windows.tests.unit.plugins.support.products import licensed, service, windows

FOUND = (("kms1.corp.example", 1688), ("kms2.corp.example", 1689))


class World:
    """DNS and network where kms1 has an address that answers, and all others one that does not."""

    def __init__(self, *hosts: tuple[str, int]) -> None:
        self.hosts = hosts
        self.domains: list[str] = []
        self.places: list[tuple[str, int]] = []

    def records(self, domain: str) -> SrvAnswer:
        self.domains.append(domain)
        return SrvAnswer(domain, self.hosts)

    def addresses(self, host: str) -> tuple[tuple[str, ...], str]:
        return ((), "NXDOMAIN") if host == "kms-lost" else ((host,), "")

    def connect(self, address: str, port: int) -> str:
        self.places.append((address, port))
        return "" if address == "kms1.corp.example" else "refused"


def looked(seen: Evidence) -> tuple[ControllerView, list[str], list[tuple[str, int]]]:
    """The view, the domains asked and the places tried."""
    world = World(*FOUND)
    return look(seen, world, world.connect), world.domains, world.places


def test_the_records_of_the_client_s_domain_and_the_hosts_in_them() -> None:
    view, domains, places = looked(evidence(client(), dns_suffix=DnsSuffix("corp.example")))
    assert (domains, places) == (["corp.example"], list(FOUND))
    assert view.ports == (Reach("kms1.corp.example", 1688), Reach("kms2.corp.example", 1689, "refused"))


@pytest.mark.parametrize(
    ("seen", "domains", "places"),
    [
        (evidence(client(), **pinned("kms-old", port=1690)), [], [("kms-old", 1690)]),
        (evidence(client(kms=KmsClient(host="kms-own")), **pinned("kms-old", port=1690)), [], [("kms-own", 1688)]),
        (
            evidence(client(), service=service(kms=KmsClient(lookup_domain="b.example")), dns_suffix=DnsSuffix("a.b")),
            ["b.example"],
            list(FOUND),
        ),
        (evidence(client(), computer=Computer(is_joined=True, domain="ad.example")), ["ad.example"], list(FOUND)),
        (evidence(client(), computer=Computer(is_joined=False, domain="WORKGROUP")), [], []),
        (
            evidence(client(kms=KmsClient(discovered_host="kms9", discovered_port=1688))),
            [],
            [("kms9", 1688)],
        ),
        (evidence(licensed(windows()), dns_suffix=DnsSuffix("corp.example")), [], []),
        (evidence(client(), dns_suffix=DnsSuffix("not a domain!")), [], []),
        (
            evidence(client(), office_client(kms=KmsClient(host="kms-office")), dns_suffix=DnsSuffix("corp.example")),
            ["corp.example"],
            [("kms-office", 1688), *FOUND],
        ),
    ],
)
def test_only_what_the_kms_clients_of_the_host_use(
    seen: Evidence, domains: list[str], places: list[tuple[str, int]]
) -> None:
    assert looked(seen)[1:] == (domains, places)


def test_it_ends_after_a_few_hosts() -> None:
    world = World(*((f"kms{number}", 1688) for number in range(50)))
    view = look(evidence(client(), dns_suffix=DnsSuffix("corp.example")), world, world.connect)
    assert len(view.ports) == len(world.places) == 4


def test_a_host_without_an_address_is_not_tried() -> None:
    view, _domains, places = looked(evidence(client(), **pinned("kms-lost")))
    assert (view.ports, places) == ((Reach("kms-lost", 1688, "NXDOMAIN"),), [])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("192.0.2.53", DnsServer("192.0.2.53")),
        (" 192.0.2.53:5353 ", DnsServer("192.0.2.53", 5353)),
        ("2001:db8::53", DnsServer("2001:db8::53")),
        ("[2001:db8::53]", DnsServer("2001:db8::53")),
        ("[2001:db8::53]:5353", DnsServer("2001:db8::53", 5353)),
    ],
)
def test_a_dns_server_is_an_address(text: str, expected: DnsServer) -> None:
    assert parse_dns_server(text) == expected


@pytest.mark.parametrize("text", ["", "dns.example", "192.0.2.53:many", "192.0.2.53:99999999", "[2001:db8::53", "::x"])
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="DNS server"):
        parse_dns_server(text)


def test_a_missing_library_is_told_in_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "dns.resolver", None)
    with pytest.raises(InputError, match="dnspython"):
        Dns([])


def test_records_come_in_the_order_a_client_tries_them(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, str]] = []

    class Resolver:
        def __init__(self, configure: bool) -> None:
            assert not configure
            self.nameservers: list[object] = []

        def resolve(self, name: str, kind: str, lifetime: float) -> list[SimpleNamespace]:
            assert self.nameservers and 0 < lifetime < 10
            asked.append((name, kind))
            if "broken" in name:
                raise TimeoutError(name)
            return [
                SimpleNamespace(priority=10, weight=0, target="c.example.", port=1688),
                SimpleNamespace(priority=0, weight=1, target="b.example.", port=1688),
                SimpleNamespace(priority=0, weight=9, target="a.example.", port=1689),
            ]

    monkeypatch.setitem(sys.modules, "dns.resolver", SimpleNamespace(Resolver=Resolver))
    dns = Dns([DnsServer("192.0.2.53", 5353)])
    assert dns.records("corp.example").hosts == (("a.example", 1689), ("b.example", 1688), ("c.example", 1688))
    assert dns.records("broken.example") == SrvAnswer("broken.example", problem="TimeoutError")
    assert asked == [("_vlmcs._tcp.corp.example.", "SRV"), ("_vlmcs._tcp.broken.example.", "SRV")]


def test_a_port_that_listens_is_reached_and_another_is_not() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        assert reach("127.0.0.1", port) == ""
    assert reach("127.0.0.1", port) != ""


@pytest.mark.parametrize("host", ["a..b", "//kms1.corp.example", "x" * 300])
def test_a_name_that_is_none_is_a_problem_and_no_error(host: str) -> None:
    assert reach(host, 1688) != ""


def test_addresses_of_either_kind_are_found_and_need_no_dns_when_given(monkeypatch: pytest.MonkeyPatch) -> None:
    class Resolver:
        def __init__(self, configure: bool) -> None:
            assert configure

        def resolve(self, name: str, kind: str, lifetime: float) -> list[SimpleNamespace]:
            if (name, kind) == ("kms6", "AAAA"):
                return [SimpleNamespace(address="2001:db8::10")]
            raise LookupError(name)

    monkeypatch.setitem(sys.modules, "dns.resolver", SimpleNamespace(Resolver=Resolver))
    dns = Dns([])
    assert dns.addresses("[2001:db8::1]") == (("2001:db8::1",), "")
    assert dns.addresses("192.0.2.1") == (("192.0.2.1",), "")
    assert dns.addresses("kms6")[0] == ("2001:db8::10",)
    assert dns.addresses("kms-old") == ((), "LookupError")
