# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Smaller parts of a host in a scenario: addresses, transports, switches, KMS settings."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from .model.registry import HKEY_LOCAL_MACHINE, HKEY_USERS, DeniedKey
from .model.spec import KnownName
from .model.state import KmsSettings
from .model.switches import Switches, switch_choices, switch_default, switch_names
from .validation import Node

KMS_KEYS = ("machine", "port", "lookup_domain", "activation_type", "host_caching")
_TRANSPORT_KEYS = ("http", "https", "basic", "allow_unencrypted", "channel_binding")
_REACHABLE = "reachable"
_HIVES = {"HKLM": HKEY_LOCAL_MACHINE, "HKU": HKEY_USERS}


@dataclass(frozen=True, slots=True)
class Transports:
    """What a host listens with."""

    http: bool = True
    https: bool = True
    basic: bool = False
    allow_unencrypted: bool = False
    channel_binding: bool = True


def read_registry(node: Node) -> Iterator[tuple[str, dict[str, object]]]:
    """Values of a scenario below HKLM, by path without the hive."""
    for path, values in node.items():
        if not path.upper().startswith("HKLM\\"):
            raise values.fail("a path that begins with HKLM\\ is expected")
        yield path[5:], {name: value.value for name, value in values.items()}


def read_denied_keys(node: Node) -> Iterator[DeniedKey]:
    """Keys whose permissions keep even administrators out, by path with the hive: from `writing`, or from `all`."""
    for path, item in node.items():
        hive, _backslash, rest = path.partition("\\")
        if hive.upper() not in _HIVES or not rest:
            raise item.fail("a path that begins with HKLM\\ or HKU\\ is expected")
        yield DeniedKey(_HIVES[hive.upper()], rest, item.choice(("writing", "all")) == "all")


def read_names(node: Node) -> Iterator[tuple[str, KnownName]]:
    """Names a host can resolve: an address, or {address: ..., ping: false} where nothing answers."""
    for name, item in node.items():
        is_plain = not isinstance(item.value, dict)
        if not is_plain:
            item.keys(("address", "ping"))
        address = item if is_plain else item.at("address")
        try:
            ipaddress.ip_address(address.text())
        except ValueError as error:
            raise address.fail("an IP address is expected") from error
        yield name.lower(), KnownName(address.text(), is_plain or item.at("ping").flag(True))


def read_internet(node: Node, default: int = 0) -> int:
    """The code every activation over the internet fails with, 0 when there is a way."""
    if node.value is None:
        return default
    if node.value == _REACHABLE:
        return 0
    return node.code()


def read_address(node: Node) -> str | None:
    """A loopback address of the host's own, or none."""
    if not node.is_set:
        return None
    try:
        address = ipaddress.ip_address(str(node.value))
    except ValueError as error:
        raise node.fail("an IPv4 address of the loopback network 127.0.0.0/8 is expected") from error
    if not address.is_loopback or address.version != 4:
        raise node.fail("an IPv4 address of the loopback network 127.0.0.0/8 is expected")
    return str(address)


def read_switches(node: Node) -> Switches:
    """Behaviour switches by name."""
    values: dict[str, Any] = {}
    for name, item in node.items(switch_names()):
        values[name] = _switch_value(name, item)
    return Switches(**values)


def _switch_value(name: str, node: Node) -> object:
    default, choices = switch_default(name), switch_choices(name)
    if isinstance(default, bool):
        return node.flag()
    if isinstance(default, str):
        return node.choice(choices)
    if choices:
        return int(node.choice(choices))
    return node.code()


def read_kms(node: Node) -> KmsSettings:
    """KMS client settings of the service."""
    return KmsSettings(
        machine=node.at("machine").text("") if node.at("machine").is_set else "",
        port=node.at("port").number(default=1688, least=1, most=65535),
        lookup_domain=node.at("lookup_domain").optional_text() or "",
        activation_type=node.at("activation_type").number(default=0, most=3),
    )


def read_transports(node: Node) -> Transports:
    """What a host listens with; one of HTTP and HTTPS at least."""
    node.keys(_TRANSPORT_KEYS)
    given = {name: item.flag() for name, item in node.items(_TRANSPORT_KEYS)}
    found = Transports(**given)
    if not (found.http or found.https):
        raise node.fail("http or https must be on")
    return found


def read_product_kms(node: Node) -> KmsSettings | None:
    """KMS client settings of one row, if it has any of its own."""
    if not node.is_set:
        return None
    node.keys(KMS_KEYS[:4])
    found = read_kms(node)
    return found if node.at("port").is_set else replace(found, port=0)
