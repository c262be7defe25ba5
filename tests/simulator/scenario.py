# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Scenarios: the YAML that describes a simulated fleet, read strictly."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml

from .catalogue import Profile, locale_names, locale_texts, profile, profile_names
from .host_section import (
    KMS_KEYS,
    Transports,
    read_address,
    read_denied_keys,
    read_internet,
    read_kms,
    read_names,
    read_registry,
    read_switches,
    read_transports,
)
from .injection import FaultRule, read_rule
from .model.sku import Sku
from .model.spec import MachineSpec
from .model.state import KmsSettings
from .model.switches import Switches
from .model.upheaval import Power, ServicingFates
from .model.world import DEFAULT_START
from .office_section import installed_skus, read_office, read_users
from .past_events import EventPlan, read_events
from .registry_setup import MachineSettings, default_internet_error, read_machine_settings
from .rows_section import RowPlan, read_key, read_rows
from .upheaval_section import read_edition, read_power, read_servicing
from .validation import Node, ScenarioError
from .world_section import WORLD_KEYS, WorldPlan, read_world

_TOP_KEYS = ("simulation", "world", "defaults", "hosts")
_SIMULATION_KEYS = ("user", "password", "clock", "speed")
_HOST_KEYS = (
    "address", "profile", "locale", "utc_offset", "internet", "elevated", "firmware_key", "windows", "licences", "kms",
    "domain", "dns_suffix", "suffix_search", "installed_days_ago", "rearm_count", "schema_level", "registry",
    "durations", "switches", "faults", "transports", "repeat", "hardware", "clock_offset", "events", "proxy", "tls12",
    "pending_restart", "software_protection", "missing_classes", "uuid",
    "office", "users", "files", "names", "denied_keys", "session_host", "edition", "installation_type", "build",
    "revision", "display_version", "domain_controller", "s_mode", "batteries", "free_gib", "target_editions",
    "subscription", "servicing", "power",
)  # fmt: skip
#: where the clock begins at the real moment: standing still, or running
_NOW, _REAL = "now", "real"


class _Loader(yaml.SafeLoader):
    """YAML 1.2 booleans: only true and false, so that the key `on` of a fault stays a word."""


_BOOLEAN = "tag:yaml.org,2002:bool"
_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != _BOOLEAN]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver(_BOOLEAN, re.compile("true|false"), ["t", "f"])


@dataclass(frozen=True, slots=True)
class HostPlan:
    """One host of a scenario."""

    spec: MachineSpec
    address: str | None
    rows: tuple[RowPlan, ...]
    switches: Switches
    kms: KmsSettings
    host_caching: bool
    transports: Transports
    faults: tuple[FaultRule, ...]
    durations: dict[str, float] = field(default_factory=dict)
    hardware: str | None = None
    events: tuple[EventPlan, ...] = ()
    machine_settings: MachineSettings = field(default_factory=MachineSettings)
    servicing: ServicingFates = field(default_factory=ServicingFates)
    power: Power = field(default_factory=Power)

    @property
    def name(self) -> str:
        """The host's name."""
        return self.spec.name


@dataclass(frozen=True, slots=True)
class Scenario:
    """A whole scenario; without `start` its clock begins at the real moment, and goes on by itself if it is running.

    Attributes:
        speed: Simulated seconds in a real one, where the clock goes on by itself.
    """

    hosts: tuple[HostPlan, ...]
    world: WorldPlan
    user: str = "administrator"
    password: str = field(default="Simulated-Passw0rd", repr=False)
    start: datetime | None = DEFAULT_START
    is_running: bool = False
    speed: float = 1.0
    path: Path | None = None


def load_scenario(path: Path) -> Scenario:
    """Read a scenario file."""
    try:
        data = yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)
    except OSError as error:
        raise ScenarioError(f"{path}: cannot be read ({error.strerror})") from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f", line {mark.line + 1}" if mark else ""
        raise ScenarioError(f"{path}: is not valid YAML{place}") from error
    return replace(parse_scenario(data), path=path.resolve())


def parse_scenario(data: Any) -> Scenario:
    """Read a scenario that is already a data structure."""
    root = Node(data)
    root.keys(_TOP_KEYS)
    simulation = root.at("simulation")
    simulation.keys(_SIMULATION_KEYS)
    clock = simulation.at("clock")
    root.at("world").keys(WORLD_KEYS)
    hosts = tuple(_hosts(root))
    if not hosts:
        raise root.at("hosts").fail("at least one host is expected")
    _check_unique(hosts)
    return Scenario(
        hosts=hosts,
        world=read_world(root.at("world")),
        user=simulation.at("user").text("administrator"),
        password=simulation.at("password").text("Simulated-Passw0rd"),
        start=None if clock.value in (_NOW, _REAL) else clock.moment(DEFAULT_START),
        is_running=clock.value == _REAL or simulation.at("speed").is_set,
        speed=simulation.at("speed").real(1.0),
    )


def _check_unique(hosts: tuple[HostPlan, ...]) -> None:
    addresses = [host.address for host in hosts if host.address]
    for address in addresses:
        if addresses.count(address) > 1:
            raise ScenarioError(f"hosts: the address {address} is given twice, every host needs its own")


def _hosts(root: Node) -> Iterator[HostPlan]:
    defaults = root.at("defaults")
    defaults.keys(_HOST_KEYS)
    for name, node in root.at("hosts").items():
        merged = Node({**(defaults.value or {}), **(_mapping(node))}, node.path)
        merged.keys(_HOST_KEYS)
        plan = _host(name, merged)
        yield from _repeated(plan, merged.at("repeat").number(default=1, least=1, most=4000))


def _mapping(node: Node) -> dict[str, Any]:
    if node.value is not None and not isinstance(node.value, dict):
        raise node.fail("a mapping is expected")
    return node.value or {}


def _repeated(plan: HostPlan, count: int) -> Iterator[HostPlan]:
    if count == 1:
        yield plan
        return
    first = None if plan.address is None else ipaddress.IPv4Address(plan.address)
    for index in range(count):
        spec = replace(plan.spec, name=f"{plan.name}-{index + 1:03}")
        yield replace(plan, spec=spec, address=None if first is None else str(first + index))


def _profiles(node: Node) -> list[Profile]:
    given = node.at("profile")
    nodes = given.list() if isinstance(given.value, list) else [given]
    chosen = [profile(item.choice(profile_names())) for item in nodes]
    if sum(item.is_system for item in chosen) != 1:
        raise given.fail("exactly one operating system profile is expected, add-ons besides")
    return sorted(chosen, key=lambda item: not item.is_system)


def _host(name: str, node: Node) -> HostPlan:
    system, *addons = _profiles(node)
    office = read_office(node.at("office"), addons)
    spec = _spec(name, node, system, installed_skus(node, addons, office))
    kms = node.at("kms")
    kms.keys(KMS_KEYS)
    return HostPlan(
        spec=spec,
        address=read_address(node.at("address")),
        rows=tuple(read_rows(node, spec, system)),
        switches=read_switches(node.at("switches")),
        kms=read_kms(kms),
        host_caching=kms.at("host_caching").flag(True),
        transports=read_transports(node.at("transports")),
        faults=tuple(read_rule(item) for item in node.at("faults").list()),
        durations={method: item.real() for method, item in node.at("durations").items()},
        hardware=node.at("hardware").optional_text(),
        events=read_events(node.at("events"), [sku.row for sku in spec.skus]),
        machine_settings=read_machine_settings(node, office, read_users(node.at("users"))),
        servicing=read_servicing(node.at("servicing")),
        power=read_power(node.at("power")),
    )


def _spec(name: str, node: Node, system: Profile, added: tuple[Sku, ...]) -> MachineSpec:
    data = system.data
    locale = node.at("locale").choice(locale_names(), "en-US")
    level = node.at("schema_level")
    return MachineSpec(
        name=name,
        skus=(*system.skus, *added),
        **read_edition(node, system),
        generation=data["generation"],
        caption=data["caption"],
        product_name=data["product_name"],
        schema_level=float(level.choice(("7", "8", "8.1", "10"))) if level.is_set else data["schema_level"],
        locale=locale,
        utc_offset=node.at("utc_offset").offset(),
        clock_offset=node.at("clock_offset").offset_or_minutes(),
        missing_classes=frozenset(name.lower() for name in node.at("missing_classes").texts()),
        internet_error=read_internet(node.at("internet"), default=default_internet_error(node)),
        firmware_key=read_key(node.at("firmware_key")) if node.at("firmware_key").is_set else None,
        domain=node.at("domain").optional_text(),
        dns_suffix=node.at("dns_suffix").optional_text(),
        suffix_search=node.at("suffix_search").texts(),
        is_elevated=node.at("elevated").flag(True),
        is_session_host=node.at("session_host").flag(False),
        uuid=node.at("uuid").optional_text(),
        rearm_count=node.at("rearm_count").number(default=data.get("rearm_count", 1001)),
        office_rearm_count=node.at("office").at("rearm_count").number(default=5),
        installed_days_ago=node.at("installed_days_ago").real(400),
        registry=dict(read_registry(node.at("registry"))),
        denied_keys=tuple(read_denied_keys(node.at("denied_keys"))),
        files=node.at("files").texts(),
        names=dict(read_names(node.at("names"))),
        texts=locale_texts(locale),
    )
