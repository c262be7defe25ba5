# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The state file of the simulator, read strictly: it says where simulated hosts listen, and nobody vouches for it.

Only loopback addresses are taken, so that a file made by somebody else sends no password off this machine, and no text
that Ansible could take for a template.
"""

from __future__ import annotations

import ipaddress
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .._language._errors import InputError
from .._language._text import Text

#: More than any scenario fills.
MAX_BYTES = 8_000_000

_NAME = re.compile(r"[^\W_][\w.-]{0,252}")
_WORD = re.compile(r"[a-z0-9][a-z0-9-]{0,40}")
_LOCALE = re.compile(r"[A-Za-z]{2,3}-[A-Za-z]{2,4}")
_TEMPLATE_MARKS = ("{{", "{%", "{#")
_KINDS = ("client", "server")
_MAX_PORT = 65_535


@dataclass(frozen=True, slots=True)
class SimulatedHost:
    """Where a simulated host listens, and what it is.

    Attributes:
        port: Of plain HTTP; None where it has none.
        tls_port: Of HTTPS; None where it has none.
        kind: ``client`` or ``server``.
        generation: Such as ``windows-11`` or ``server-2022``.
    """

    name: str
    address: str
    port: int | None
    tls_port: int | None
    kind: str
    generation: str
    locale: str


@dataclass(frozen=True, slots=True)
class SimulatedFleet:
    """Simulated hosts and the account they all have.

    Attributes:
        certificate: The file that HTTPS connections trust; None where no host has HTTPS.
    """

    hosts: tuple[SimulatedHost, ...]
    user: str
    password: str = field(repr=False)
    certificate: Path | None = None


def load_fleet(path: Path) -> SimulatedFleet:
    """The fleet of a state file.

    Raises:
        InputError: No simulator runs there, or the file is none of a simulator.
    """
    try:
        with path.open("rb") as stream:
            content = stream.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise InputError(
            "No simulator runs: there is no state file {path}.",
            advice="Start one with: ansible-playbook licenseops.windows.simulator",
            path=path,
        ) from None
    except OSError as problem:
        raise InputError("{path} cannot be read: {problem}", path=path, problem=problem.strerror) from None
    return read_fleet(content, path)


def read_fleet(content: bytes, path: Path) -> SimulatedFleet:
    """The fleet that the content of a state file describes.

    Raises:
        InputError: It is no state file of a simulator.
    """
    try:
        data = json.loads(content if len(content) <= MAX_BYTES else b"")
    except (ValueError, RecursionError):
        raise _not_usable(path, Text("it is not JSON")) from None
    if not isinstance(data, dict) or not isinstance(data.get("hosts"), dict) or not data["hosts"]:
        raise _not_usable(path, Text("it names no hosts"))
    certificate = data.get("certificate")
    return SimulatedFleet(
        hosts=tuple(_host(name, host, path) for name, host in data["hosts"].items()),
        user=_text(data, "user", path),
        password=_text(data, "password", path),
        certificate=None if certificate is None else Path(_text(data, "certificate", path)),
    )


def _not_usable(path: Path, reason: Text) -> InputError:
    return InputError(
        "{path} is no state file of the simulator: {reason}.",
        advice="Name the file that licenseops.windows.simulator has written.",
        path=path,
        reason=reason,
    )


def _host(name: str, data: Any, path: Path) -> SimulatedHost:
    if not isinstance(data, dict) or not _NAME.fullmatch(name):
        raise _not_usable(path, Text("a host has a name that cannot be used"))
    kind = data.get("kind")
    if kind not in _KINDS:
        raise _not_usable(path, Text("the kind of {host} is neither client nor server", host=name))
    return SimulatedHost(
        name=name,
        address=_address(name, data, path),
        port=_port(name, data.get("port"), path),
        tls_port=_port(name, data.get("tls_port"), path),
        kind=kind,
        generation=_matching(_WORD, name, data.get("generation"), path),
        locale=_matching(_LOCALE, name, data.get("locale"), path),
    )


def _address(name: str, data: Mapping[str, Any], path: Path) -> str:
    try:
        address = ipaddress.IPv4Address(data.get("address") if isinstance(data.get("address"), str) else "")
    except ValueError:
        raise _not_usable(path, Text("the address of {host} is none", host=name)) from None
    if not address.is_loopback:
        raise _not_usable(path, Text("the address of {host} is not on this machine", host=name))
    return str(address)


def _port(name: str, value: Any, path: Path) -> int | None:
    if value is None or (isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= _MAX_PORT):
        return value
    raise _not_usable(path, Text("a port of {host} is none", host=name))


def _matching(pattern: re.Pattern[str], name: str, value: Any, path: Path) -> str:
    if isinstance(value, str) and pattern.fullmatch(value):
        return value
    raise _not_usable(path, Text("what it says of {host} cannot be used", host=name))


def _text(data: Mapping[str, Any], key: str, path: Path) -> str:
    value = data.get(key)
    if isinstance(value, str) and value and value.isprintable() and not any(mark in value for mark in _TEMPLATE_MARKS):
        return value
    raise _not_usable(path, Text("{key} is no plain text", key=key))
