# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Diagnoses of many hosts, grouped by cause: "17 hosts: KMS host kms-old.corp.example cannot be resolved". Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from .._language._order import natural_order
from .._result._finding import FindingResult, Health
from .._result._read import HostDiagnosis


@dataclass(frozen=True, slots=True)
class Group:
    """Hosts with the same trouble.

    Attributes:
        example: The finding of the first of the hosts; it speaks for all.
        health: The worst of all.
        hosts: Names, in natural order.
        is_safe: Whether a safe fix exists for every one of the hosts.
        retry_helps: Whether trying again can help every one of them.
    """

    example: FindingResult
    health: Health
    hosts: tuple[str, ...]
    is_safe: bool
    retry_helps: bool


def group_by_cause(hosts: Iterable[HostDiagnosis]) -> tuple[Group, ...]:
    """One group for each cause and title; the worst first, then the one with most hosts."""
    found: dict[tuple[str, str], dict[str, FindingResult]] = {}
    for host in hosts:
        for finding in host.result.findings:
            found.setdefault((finding.id, finding.title), {}).setdefault(host.host, finding)
    groups = [_group(by_host) for by_host in found.values()]
    return tuple(sorted(groups, key=_group_order))


def _group(by_host: Mapping[str, FindingResult]) -> Group:
    hosts = tuple(sorted(by_host, key=natural_order))
    findings = [by_host[host] for host in hosts]
    return Group(
        findings[0],
        min((finding.severity for finding in findings), key=lambda health: health.rank),
        hosts,
        is_safe=all(finding.fix is not None and finding.fix.safe for finding in findings),
        retry_helps=all(finding.retry_helps for finding in findings),
    )


def _group_order(group: Group) -> tuple[int, int, str, str]:
    return (group.health.rank, -len(group.hosts), group.example.id, group.example.title)
