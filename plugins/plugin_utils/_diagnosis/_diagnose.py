# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""All rules together: findings, without those that a deeper one explains, best first."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Final

from .._licensing._model import Application, Channel, Product
from ._case import Case
from ._evidence import Evidence, known
from ._failure import examined
from ._finding import Confidence, Finding
from ._kinds import Role, Severity
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
from ._rules_office import retired_updates, sharing_missing, unseen_licence, wrong_account
from ._rules_office_volume import (
    differing_kms_host,
    ended_release,
    leftovers,
    missing_installer_keys,
    missing_office_keys,
    retail_beside_volume,
    retail_only,
)
from ._rules_online import (
    disabled_tls,
    disabled_tls_of_sign_in,
    missing_proxy,
    missing_tls_default,
    unresolved_names,
    unresolved_names_of_sign_in,
)
from ._rules_product import failing_product, given_without_product
from ._rules_subscription import subscription_findings
from ._rules_support import old_revision, support_of_windows
from ._rules_volume import ending_licence, failing_renewal, unsuitable_type, workgroup

#: About the host as a whole; of two that find the same, the first one counts.
HOST_RULES: Final[tuple[Callable[[Evidence], Iterable[Finding]], ...]] = (
    unreadable,
    disabled_service,
    given_without_product,
    missing_key,
    wrong_clock,
    pending_restart,
    disabled_tls_of_sign_in,
    unresolved_names_of_sign_in,
    sharing_missing,
    wrong_account,
    unseen_licence,
    missing_office_keys,
    missing_installer_keys,
    retail_only,
    ended_release,
    retired_updates,
    leftovers,
    account_rows,
    support_of_windows,
    old_revision,
    subscription_findings,
    missing_evidence,
)

#: About each product.
PRODUCT_RULES: Final[tuple[Callable[[Case], Iterable[Finding]], ...]] = (
    failing_product,
    disabled_tls,
    missing_tls_default,
    missing_proxy,
    unresolved_names,
    workgroup,
    unsuitable_type,
    failing_renewal,
    ending_licence,
    retail_beside_volume,
    differing_kms_host,
    unexplained_licence,
    ending_evaluation,
    firmware_key,
    extended_updates,
)


def diagnose(evidence: Evidence) -> tuple[Finding, ...]:
    """Why the products of a host are not licensed, or will not stay so; best first, nothing for a healthy host."""
    return sifted(_found(evidence))


def sifted(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Findings without doubles and without those that others explain, best first."""
    found = _without_doubles(findings)
    kept = [item for item in found if not any(_explains(other, item) for other in found if other is not item)]
    return tuple(sorted(kept, key=_rank))


def is_healthy(evidence: Evidence, findings: Iterable[Finding]) -> bool:
    """Whether the products were read and nothing worse than a remark was found."""
    return known(evidence.products) is not None and all(item.severity is Severity.INFO for item in findings)


def _found(evidence: Evidence) -> Iterator[Finding]:
    for host_rule in HOST_RULES:
        yield from host_rule(evidence)
    for case in examined(evidence):
        for rule in PRODUCT_RULES:
            yield from rule(case)


def _without_doubles(findings: Iterable[Finding]) -> list[Finding]:
    """One finding for each kind and product, the surest of them."""
    best: dict[tuple[str, str | None], Finding] = {}
    for finding in findings:
        key = (finding.id, finding.product.activation_id if finding.product else None)
        if key not in best or finding.confidence < best[key].confidence:
            best[key] = finding
    return list(best.values())


def _explains(finding: Finding, other: Finding) -> bool:
    """Whether a finding makes another one needless."""
    if finding.product is not None and finding.product != other.product:
        return False
    if finding.product is None and finding.kind.concerns_office_only and _is_not_office(other.product):
        return False
    if finding.kind.speaks_for_products and finding.id == other.id:
        return finding.product is None
    return other.kind in finding.kind.explains or (other.kind.is_generic and _says_why(finding, other))


def _says_why(finding: Finding, generic: Finding) -> bool:
    """Whether a finding says why a product is not licensed, and is no milder than the one that only says so."""
    if finding.kind.is_generic or finding.kind.stands_beside:
        return False
    if finding.confidence is Confidence.POSSIBLE or finding.severity > generic.severity:
        return False
    return not _is_of_others(finding, generic.product)


def _is_of_others(finding: Finding, product: Product | None) -> bool:
    """Whether a finding of the whole host concerns KMS clients only, and the product is none."""
    is_client = product is not None and product.channel is Channel.GVLK
    return finding.product is None and finding.kind.concerns_kms_only and not is_client


def _is_not_office(product: Product | None) -> bool:
    return product is not None and product.application is not Application.OFFICE


def _rank(finding: Finding) -> tuple[Severity, Confidence, Role, tuple[bool, ...], str, str]:
    name = finding.product.activation_id if finding.product else ""
    return finding.severity, finding.confidence, finding.kind.role, _order_of(finding.product), finding.id, name


def _order_of(product: Product | None) -> tuple[bool, ...]:
    """The host, Windows, its add-ons, Office, anything else: nothing comes before something, and false before true."""
    if product is None:
        return ()
    if product.application is Application.WINDOWS:
        return False, product.is_addon
    return True, product.application not in (Application.OFFICE, Application.OFFICE_2010)
