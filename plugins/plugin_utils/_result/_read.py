# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Results of many hosts read back, as a play registered them or somebody stored them, failed ones too."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .._language._order import natural_order
from ._diagnosis import DiagnosisResult
from ._error import read_error
from ._finding import FindingResult, FixResult, Health


@dataclass(frozen=True, slots=True)
class HostDiagnosis:
    """What is known of one host.

    Attributes:
        host: Its name in the inventory.
        health: The worst of its findings; a note alone leaves a host healthy.
        result: What the module said; of a host that could not be diagnosed nothing but the finding that says so.
        message: Why it could not be diagnosed; empty when it was.
    """

    host: str
    health: Health
    result: DiagnosisResult
    message: str = ""


@dataclass(frozen=True, slots=True)
class Excuses:
    """Findings for hosts that gave none, in the language of the page.

    Attributes:
        unreachable: For hosts that could not be reached.
        undiagnosed: For hosts whose diagnosis failed; its title and next step stand in where the error has none.
        untried: For hosts the play never came to.
    """

    unreachable: FindingResult
    undiagnosed: FindingResult
    untried: FindingResult


def read_results(results: Mapping[str, Mapping[str, Any]], excuses: Excuses) -> tuple[HostDiagnosis, ...]:
    """Hosts with their results of ``win_activation_diagnosis``, failed and unreachable ones included, worst first."""
    hosts = (_read_result(name, result, excuses) for name, result in results.items())
    return tuple(sorted(hosts, key=lambda item: (item.health.rank, natural_order(item.host))))


def read_fixes(result: Mapping[str, Any]) -> tuple[FixResult, ...]:
    """The fixes that the findings of a result name; none in that of a failed diagnosis."""
    findings = result.get("findings") or ()
    return tuple(FixResult.from_data(finding["fix"]) for finding in findings if finding.get("fix"))


def _read_result(host: str, result: Mapping[str, Any], excuses: Excuses) -> HostDiagnosis:
    """A result without findings is that of a host that could not be looked at."""
    if result.get("findings") is None:
        return _read_failure(host, result, excuses)
    read = DiagnosisResult.from_data(result)
    troubles = [finding.severity for finding in read.findings if finding.severity is not Health.INFO]
    return HostDiagnosis(host, min(troubles, key=lambda health: health.rank, default=Health.HEALTHY), read)


def _read_failure(host: str, result: Mapping[str, Any], excuses: Excuses) -> HostDiagnosis:
    message = " ".join(str(result.get("msg") or "").split())
    if result.get("unreachable"):
        return _excused(host, excuses.unreachable, message)
    if not message:
        return _excused(host, excuses.untried, message)
    error = read_error(result.get("error") or {})
    finding = FindingResult(
        id=excuses.undiagnosed.id,
        severity=excuses.undiagnosed.severity,
        title=error.message or excuses.undiagnosed.title,
        next_steps=(error.advice,) if error.advice else excuses.undiagnosed.next_steps,
        retry_helps=error.retry_helps,
    )
    return _excused(host, finding, message)


def _excused(host: str, finding: FindingResult, message: str) -> HostDiagnosis:
    return HostDiagnosis(host, finding.severity, DiagnosisResult(findings=(finding,)), message)
