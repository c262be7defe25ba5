# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whose a KMS host is: the computer's own, a cloud's, or one that its owner has approved."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from .._licensing._kms import DEFAULT_PORT, parse_kms_host

#: Hosts that serve computers in one cloud only, as the providers document them.
_CLOUDS: Final[Mapping[str, str]] = {
    "azkms.core.windows.net": "Azure",
    "kms.core.windows.net": "Azure",
    "20.118.99.224": "Azure",
    "40.83.235.53": "Azure",
    "169.254.169.250": "AWS",
    "169.254.169.251": "AWS",
    "kms.windows.googlecloud.com": "Google Cloud",
}
_OWN_NAMES: Final = frozenset({"localhost", "localhost.localdomain"})


@dataclass(frozen=True, slots=True)
class ApprovedHost:
    """A KMS host on the list of its owner; without a port any port will do."""

    name: str
    port: int | None = None

    @classmethod
    def parse(cls, text: str) -> ApprovedHost:
        """One entry of the list, written like a KMS host.

        Raises:
            InputError: It is none.
        """
        name, port = parse_kms_host(text)
        return cls(_plain(name), port)

    def is_met_by(self, host: str, port: int | None) -> bool:
        """Whether it is this host."""
        return self.name == _plain(host) and self.port in (None, port or DEFAULT_PORT)


def is_approved(host: str, port: int | None, approved: Iterable[ApprovedHost]) -> bool:
    """Whether a host is on the list; an empty list names none and forbids none."""
    entries = tuple(approved)
    return not entries or any(entry.is_met_by(host, port) for entry in entries)


def cloud_of(host: str) -> str | None:
    """The cloud whose KMS host this is.

    >>> cloud_of("AZKMS.core.windows.net.")
    'Azure'
    """
    return _CLOUDS.get(_plain(host))


def is_own(host: str) -> bool:
    """True for the computer itself, loopback or no address at all: no other machine can answer there.

    >>> is_own("127.0.0.2"), is_own("[::]"), is_own("kms.corp.example")
    (True, True, False)
    """
    try:
        address = ipaddress.ip_address(_plain(host))
    except ValueError:
        return _plain(host) in _OWN_NAMES
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return any(item.is_loopback or item.is_unspecified for item in (address, mapped) if item is not None)


def _plain(host: str) -> str:
    return host.strip("[]").removesuffix(".").lower()
