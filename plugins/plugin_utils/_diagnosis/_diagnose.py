# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""All rules together: findings, without those that a deeper one explains, best first."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from .._licensing._model import Application, Channel, Product
from ._evidence import Evidence, known
from ._finding import GENERIC, Confidence, Finding, Severity
from ._rules_edition import ending_evaluation, extended_updates, firmware_key
from ._rules_host import (
    account_rows,
    disabled_service,
    missing_evidence,
    missing_key,
    pending_restart,
    unreadable,
    wrong_clock,
)
from ._rules_kms_source import unexplained_licence
from ._rules_online import disabled_tls
from ._rules_product import failing_products, given_without_product
from ._rules_volume import ending_licence, failing_renewal, unsuitable_type, workgroup

Rule = Callable[[Evidence], Iterable[Finding]]

RULES: Final[tuple[Rule, ...]] = (
    unreadable,
    disabled_service,
    given_without_product,
    missing_key,
    failing_products,
    wrong_clock,
    disabled_tls,
    workgroup,
    unsuitable_type,
    failing_renewal,
    ending_licence,
    unexplained_licence,
    ending_evaluation,
    firmware_key,
    extended_updates,
    pending_restart,
    account_rows,
    missing_evidence,
)

#: What each finding explains besides the generic ones: with it, these say nothing new.
_EXPLAINS: Final[Mapping[str, frozenset[str]]] = {
    "clock_wrong": frozenset({"kms_no_answer", "tls_failed"}),
    "tls_disabled": frozenset({"tls_failed", "endpoint_unreachable"}),
    "ad_not_joined": frozenset({"ad_object_not_found", "ad_schema_too_old"}),
    "activation_type_unsuitable": frozenset({"token_prerequisite_missing"}),
    "firmware_key_unused": frozenset({"digital_licence_not_found"}),
    "firmware_key_other_edition": frozenset({"digital_licence_not_found"}),
    "esu_base_not_licensed": frozenset({"addon_base_missing"}),
    "esu_not_supported": frozenset({"esu_base_not_licensed"}),
    "service_disabled": frozenset({"service_disabled", "service_transient"}),
}

#: Findings that stand beside others and explain none.
_BESIDE: Final = frozenset(
    {"restart_required", "evidence_missing", "account_licence", "unknown_code", "kms_unexplained"}
)

#: Below everything else of the same weight: what follows from something.
_CONSEQUENCES: Final = GENERIC | {"kms_licence_ending", "evaluation_ending", "kms_no_answer", "restart_required"}

#: Above everything else of the same weight: what has to be put right before anything can work.
_ROOTS: Final = frozenset(
    {
        "service_disabled",
        "not_administrator",
        "clock_wrong",
        "tls_disabled",
        "activation_type_unsuitable",
        "ad_not_joined",
        "evaluation_edition",
        "kms_renewal_failing",
    }
)


def diagnose(evidence: Evidence) -> tuple[Finding, ...]:
    """Why the products of a host are not licensed, or will not stay so; best first, nothing for a healthy host."""
    found = _without_doubles([finding for rule in RULES for finding in rule(evidence)])
    kept = [item for item in found if not any(_explains(other, item) for other in found if other is not item)]
    return tuple(sorted(kept, key=_rank))


def is_healthy(evidence: Evidence, findings: Iterable[Finding]) -> bool:
    """Whether the products were read and nothing worse than a remark was found."""
    return known(evidence.products) is not None and all(item.severity is Severity.INFO for item in findings)


def _without_doubles(findings: Iterable[Finding]) -> list[Finding]:
    """One finding for each id and product, the surest and worst of them."""
    best: dict[tuple[str, str | None], Finding] = {}
    for finding in findings:
        key = (finding.id, finding.product.activation_id if finding.product else None)
        if key not in best or (finding.confidence, finding.severity) < (best[key].confidence, best[key].severity):
            best[key] = finding
    return list(best.values())


def _explains(finding: Finding, other: Finding) -> bool:
    """Whether a finding makes another one needless."""
    if finding.product is not None and finding.product != other.product:
        return False
    if other.id in _EXPLAINS.get(finding.id, ()):
        return finding.id != other.id or (finding.product is None and other.product is not None)
    return other.id in GENERIC and _says_why(finding, other)


def _says_why(finding: Finding, generic: Finding) -> bool:
    if finding.id in _BESIDE or finding.confidence is Confidence.POSSIBLE or finding.severity > generic.severity:
        return False
    if finding.id in GENERIC:
        return finding.id != generic.id and generic.id == "not_activated" and finding.id == "kms_not_bound"
    if finding.product is None:
        return finding.id != "clock_wrong" or _is_kms_client(generic.product)
    return True


def _is_kms_client(product: Product | None) -> bool:
    return product is not None and product.channel is Channel.GVLK


def _rank(finding: Finding) -> tuple[int, int, int, int, str, str]:
    depth = 0 if finding.id in _ROOTS else 2 if finding.id in _CONSEQUENCES else 1
    name = finding.product.activation_id if finding.product else ""
    return finding.severity, finding.confidence, depth, _order_of(finding.product), finding.id, name


def _order_of(product: Product | None) -> int:
    """The host, Windows, its add-ons, Office, anything else."""
    if product is None:
        return 0
    if product.application is Application.WINDOWS:
        return 2 if product.is_addon else 1
    return 3 if product.application in (Application.OFFICE, Application.OFFICE_2010) else 4
