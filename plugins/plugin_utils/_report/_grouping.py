# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Diagnoses of many hosts, grouped by cause: "17 hosts: KMS host kms-old.corp.example cannot be resolved". Pure."""

from __future__ import annotations

import enum
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any


class Standing(enum.Enum):
    """How a host or a group stands, the worst first. What nobody could look at may be as bad as can be."""

    CRITICAL = "critical"
    UNREACHABLE = "unreachable"
    UNDIAGNOSED = "undiagnosed"
    WARNING = "warning"
    INFO = "info"
    HEALTHY = "healthy"

    @property
    def rank(self) -> int:
        """0 for the worst."""
        return list(Standing).index(self)


@dataclass(frozen=True, slots=True)
class Fix:
    """A module call that would repair it.

    Attributes:
        module: Name of the module, without that of the collection.
        options: Its options.
        is_safe: Whether it may be made without asking a person.
    """

    module: str
    options: Mapping[str, Any]
    is_safe: bool


@dataclass(frozen=True, slots=True)
class HostFinding:
    """A finding on one host, as ``win_activation_diagnosis`` returns it.

    Attributes:
        cause_id: Stable name of the cause.
        standing: Critical, warning or info.
        confidence: ``certain``, ``likely`` or ``possible``; empty when the question makes no sense.
        product: Name of the product it is about; empty when it is about the host.
        code: The error code behind it with its symbol; empty when there is none.
        next_steps: Sentences; the first is the one next step.
        evidence: What was seen, and where.
    """

    cause_id: str
    standing: Standing
    title: str
    cause: str = ""
    confidence: str = ""
    product: str = ""
    code: str = ""
    next_steps: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    retry_helps: bool = False
    fix: Fix | None = None


@dataclass(frozen=True, slots=True)
class HostDiagnosis:
    """What is known of one host.

    Attributes:
        message: Why it could not be diagnosed; empty when it was.
        products: Products as the module returned them.
        observed: What was read besides, as the module returned it.
        not_read: Sentences about what could not be read.
        controller_view: What the controller saw itself, as the module returned it.
    """

    host: str
    standing: Standing
    findings: tuple[HostFinding, ...] = ()
    message: str = ""
    products: tuple[Mapping[str, Any], ...] = ()
    observed: Mapping[str, Any] | None = None
    not_read: tuple[str, ...] = ()
    controller_view: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """Hosts with the same trouble.

    Attributes:
        example: The finding of the first of the hosts; it speaks for all.
        standing: The worst of all.
        hosts: Names, in natural order.
        is_safe: Whether a safe fix exists for every one of the hosts.
        retry_helps: Whether trying again can help every one of them.
    """

    example: HostFinding
    standing: Standing
    hosts: tuple[str, ...]
    is_safe: bool
    retry_helps: bool


@dataclass(frozen=True, slots=True)
class Excuses:
    """Findings for hosts that gave none, in the language of the page.

    Attributes:
        unreachable: For hosts that could not be reached.
        undiagnosed: For hosts whose diagnosis failed; its title and next step stand in where the error has none.
        untried: For hosts the play never came to.
    """

    unreachable: HostFinding
    undiagnosed: HostFinding
    untried: HostFinding


def read_results(results: Mapping[str, Mapping[str, Any]], excuses: Excuses) -> tuple[HostDiagnosis, ...]:
    """Hosts with their results of ``win_activation_diagnosis``, failed and unreachable ones included, worst first."""
    hosts = (_read_result(name, result, excuses) for name, result in results.items())
    return tuple(sorted(hosts, key=lambda item: (item.standing.rank, natural_order(item.host))))


def group_by_cause(hosts: Iterable[HostDiagnosis]) -> tuple[Group, ...]:
    """One group for each cause and title; the worst first, then the one with most hosts."""
    found: dict[tuple[str, str], dict[str, HostFinding]] = {}
    for host in hosts:
        for finding in host.findings:
            found.setdefault((finding.cause_id, finding.title), {}).setdefault(host.host, finding)
    groups = [_group(by_host) for by_host in found.values()]
    return tuple(sorted(groups, key=_group_order))


def natural_order(name: str) -> tuple[tuple[int, int, str], ...]:
    """A sort key with which web-2 comes before web-10.

    >>> sorted(["web-10", "Web-2", "db"], key=natural_order)
    ['db', 'Web-2', 'web-10']
    """
    parts = re.split(r"([0-9]+)", name.casefold())
    return tuple((0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts if part)


def _group(by_host: Mapping[str, HostFinding]) -> Group:
    hosts = tuple(sorted(by_host, key=natural_order))
    findings = [by_host[host] for host in hosts]
    return Group(
        findings[0],
        min((finding.standing for finding in findings), key=lambda standing: standing.rank),
        hosts,
        is_safe=all(finding.fix is not None and finding.fix.is_safe for finding in findings),
        retry_helps=all(finding.retry_helps for finding in findings),
    )


def _group_order(group: Group) -> tuple[int, int, str, str]:
    return (group.standing.rank, -len(group.hosts), group.example.cause_id, group.example.title)


def _read_result(host: str, result: Mapping[str, Any], excuses: Excuses) -> HostDiagnosis:
    """A result without findings is that of a host that could not be looked at."""
    if result.get("findings") is None:
        return _read_failure(host, result, excuses)
    findings = tuple(_read_finding(finding) for finding in result["findings"])
    standings = [finding.standing for finding in findings if finding.standing is not Standing.INFO]
    return HostDiagnosis(
        host,
        min(standings, key=lambda standing: standing.rank, default=Standing.HEALTHY),
        findings,
        products=tuple(result.get("products") or ()),
        observed=result.get("observed"),
        not_read=tuple(f"{gap.get('what')}: {gap.get('why')}" for gap in result.get("not_read") or ()),
        controller_view=result.get("controller_view"),
    )


def _read_failure(host: str, result: Mapping[str, Any], excuses: Excuses) -> HostDiagnosis:
    message = " ".join(str(result.get("msg") or "").split())
    if result.get("unreachable"):
        return HostDiagnosis(host, Standing.UNREACHABLE, (excuses.unreachable,), message)
    if not message:
        return HostDiagnosis(host, Standing.UNDIAGNOSED, (excuses.untried,))
    error = result.get("error") or {}
    finding = HostFinding(
        excuses.undiagnosed.cause_id,
        Standing.UNDIAGNOSED,
        str(error.get("message") or excuses.undiagnosed.title),
        next_steps=(str(error["advice"]),) if error.get("advice") else excuses.undiagnosed.next_steps,
        retry_helps=bool(error.get("retryable")),
    )
    return HostDiagnosis(host, Standing.UNDIAGNOSED, (finding,), message)


def _read_finding(finding: Mapping[str, Any]) -> HostFinding:
    code = finding.get("code") or {}
    fix = finding.get("fix")
    return HostFinding(
        str(finding["id"]),
        Standing(finding["severity"]),
        str(finding["title"]),
        str(finding.get("cause") or ""),
        str(finding.get("confidence") or ""),
        str((finding.get("product") or {}).get("name") or ""),
        " ".join(str(part) for part in (code.get("code"), code.get("symbol")) if part),
        tuple(str(step) for step in finding.get("next_steps") or ()),
        tuple(str(item) for item in finding.get("evidence") or ()),
        bool(finding.get("retry_helps")),
        read_fix(fix) if fix else None,
    )


def read_fix(fix: Mapping[str, Any]) -> Fix:
    """A fix as a finding names it, with or without the name of the collection in front of the module's."""
    return Fix(str(fix["module"]).rpartition(".")[2], dict(fix.get("options") or {}), bool(fix.get("safe")))
