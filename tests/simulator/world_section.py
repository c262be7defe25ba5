# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The `world` section of a scenario: activation service, KMS hosts, DNS and directories."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

from .catalogue import key_ring
from .model.network import ActivationObject, Directory, KmsHost, Network, SrvRecord
from .model.world import Clock, World
from .validation import Node

WORLD_KEYS = ("activation_service", "kms_hosts", "dns", "directories")
_KMS_KEYS = (
    "address", "port", "serves", "other_clients", "activated", "reachable", "refuses", "clock_offset_minutes",
    "activation_interval", "renewal_interval",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class WorldPlan:
    """What to build a `World` from; kept as nodes, so that every build starts afresh."""

    left: dict[str, int] = field(default_factory=dict)
    verdicts: dict[str, int] = field(default_factory=dict)
    network: Node = field(default_factory=lambda: Node(None))

    def build(self, clock: Clock) -> World:
        """A new world in its first state."""
        world = World(key_ring(), clock, read_network(self.network))
        world.activation.left.update(self.left)
        world.activation.verdicts.update(self.verdicts)
        return world


def read_world(node: Node) -> WorldPlan:
    """Read and check the section."""
    plan = WorldPlan(network=node)
    for name, item in node.at("activation_service").items(key_ring().names()):
        if not item.keys(("left", "verdict")):
            raise item.fail("left or verdict is expected")
        if item.at("left").is_set:
            plan.left[name] = item.at("left").number()
        if item.at("verdict").is_set:
            plan.verdicts[name] = item.at("verdict").code()
    read_network(node)
    return plan


def read_network(node: Node) -> Network:
    """KMS hosts, DNS and directories."""
    dns = node.at("dns")
    dns.keys(("srv", "errors"))
    return Network(
        hosts={name: _kms_host(name, item) for name, item in node.at("kms_hosts").items()},
        srv={domain.lower(): [_srv(record) for record in item.list()] for domain, item in dns.at("srv").items()},
        dns_errors={domain.lower(): item.code() for domain, item in dns.at("errors").items()},
        directories={domain.lower(): _directory(domain, item) for domain, item in node.at("directories").items()},
    )


def _kms_host(name: str, node: Node) -> KmsHost:
    node.keys(_KMS_KEYS)
    offset = node.at("clock_offset_minutes")
    return KmsHost(
        name=name,
        address=node.at("address").text("192.0.2.10"),
        port=node.at("port").number(default=1688, least=1, most=65535),
        serves=frozenset(node.at("serves").texts()),
        other_clients=node.at("other_clients").number(default=50),
        is_activated=node.at("activated").flag(True),
        is_reachable=node.at("reachable").flag(True),
        refuses=node.at("refuses").code(),
        clock_offset=timedelta(minutes=offset.number(default=0, least=-(10**6), most=10**6)),
        activation_interval=node.at("activation_interval").number(default=120, least=15, most=43_200),
        renewal_interval=node.at("renewal_interval").number(default=10_080, least=15, most=43_200),
    )


def _srv(node: Node) -> SrvRecord:
    node.keys(("host", "port", "priority", "weight"))
    return SrvRecord(
        host=node.at("host").text(),
        port=node.at("port").number(default=1688, least=1, most=65535),
        priority=node.at("priority").number(default=0, most=65535),
        weight=node.at("weight").number(default=0, most=65535),
    )


def _directory(domain: str, node: Node) -> Directory:
    node.keys(("activation_objects", "current_schema"))
    return Directory(
        domain=domain,
        objects=[_activation_object(item) for item in node.at("activation_objects").list()],
        has_current_schema=node.at("current_schema").flag(True),
    )


def _activation_object(node: Node) -> ActivationObject:
    node.keys(("name", "serves"))
    return ActivationObject(node.at("name").text(), serves=frozenset(node.at("serves").texts()))
