# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What stands in the way of all of licensing: evidence that could not be read, the service, the clock, a restart."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from .._licensing._catalog import find_error
from .._licensing._model import Application, Channel, Product
from ._evidence import Evidence, Gap, known
from ._facts import KMS_CLOCK_TOLERANCE, clock_facts, clock_mentions, state_fact
from ._failure import cause_of, failure_of
from ._finding import Confidence, Fact, Finding, Severity
from ._gaps import gap_fact, refusals
from ._rules_product import fix_of
from ._unknown import unknown_mentions

_SERVICE_DISABLED: Final = 0x80070422
_KEY_NOT_INSTALLED: Final = 0xC004F014

#: A wrong date makes certificates invalid; a few hours do not (inferred).
_DATE_TOLERANCE = timedelta(days=1)


def unreadable(evidence: Evidence) -> Iterator[Finding]:
    """The fault behind products that could not be read is the first thing to put right."""
    gap = evidence.products
    protection = known(evidence.protection)
    if not isinstance(gap, Gap) or not gap.is_refusal:
        return
    if protection is not None and protection.is_disabled:
        return
    cause = cause_of(gap.code)
    entry = find_error(gap.code)
    found_id = cause or "unknown_code"
    yield Finding(
        id=found_id,
        severity=Severity.CRITICAL,
        confidence=Confidence.CERTAIN if cause else Confidence.LIKELY,
        code=gap.code or None,
        cause_id=cause,
        mentions=unknown_mentions(gap.code) if cause is None else {},
        facts=(gap_fact("products", gap),),
        retry_helps=entry is not None and entry.is_retryable,
        fix=fix_of(found_id, None, evidence),
    )


def disabled_service(evidence: Evidence) -> Iterator[Finding]:
    """Start mode Disabled; being stopped is normal."""
    protection = known(evidence.protection)
    if protection is None or not protection.is_disabled:
        return
    yield Finding(
        id="service_disabled",
        severity=Severity.CRITICAL,
        confidence=Confidence.CERTAIN,
        code=_SERVICE_DISABLED if _refused_code(evidence) == _SERVICE_DISABLED else None,
        cause_id="service_disabled",
        facts=(Fact("start_mode", {"mode": protection.start_mode}),),
        fix=fix_of("service_disabled", None, evidence),
    )


def missing_key(evidence: Evidence) -> Iterator[Finding]:
    """Windows without a key. Office without one is Office that is not there."""
    if known(evidence.products) is None or evidence.application not in (None, Application.WINDOWS):
        return
    if evidence.primary is None:
        yield Finding(
            id="key_missing",
            severity=Severity.CRITICAL,
            confidence=Confidence.LIKELY,
            code=_KEY_NOT_INSTALLED,
            cause_id="key_missing",
            facts=(Fact("no_windows_key"),),
        )


def account_rows(evidence: Evidence) -> Iterator[Finding]:
    """Rows of Microsoft 365 Apps may look as bad as can be while the subscription is active."""
    if evidence.account_rows:
        yield Finding(
            id="account_licence",
            severity=Severity.INFO,
            confidence=Confidence.CERTAIN,
            facts=tuple(state_fact(product) for product in evidence.account_rows),
        )


def wrong_clock(evidence: Evidence) -> Iterator[Finding]:
    """A clock so far off that KMS hosts refuse the client, or certificates look expired."""
    offset = evidence.clock_offset
    if offset is None:
        return
    clients = [product for product in evidence.known_products if product.channel is Channel.GVLK]
    if any(_fails_by(product, "clock_wrong", evidence) for product in evidence.known_products):
        return  # that finding shows the clock
    if abs(offset) <= (KMS_CLOCK_TOLERANCE if clients else _DATE_TOLERANCE):
        return
    is_harmful = any(not product.is_licensed for product in clients) or _fails_by_date(evidence)
    yield Finding(
        id="clock_wrong",
        severity=Severity.CRITICAL if is_harmful else Severity.WARNING,
        confidence=Confidence.CERTAIN if _fails_by_date(evidence) else Confidence.LIKELY,
        cause_id="clock_wrong",
        mentions=clock_mentions(offset),
        facts=clock_facts(evidence),
    )


def pending_restart(evidence: Evidence) -> Iterator[Finding]:
    """A restart that waits, beside a product that fails; alone it means nothing for licensing."""
    products = evidence.known_products
    if any(_fails_by(product, "restart_required", evidence) for product in products):
        return  # that finding shows the restart
    if known(evidence.has_pending_restart) and any(not product.is_licensed for product in products):
        yield Finding(
            id="restart_required",
            severity=Severity.WARNING,
            confidence=Confidence.POSSIBLE,
            cause_id="restart_required",
            facts=(Fact("restart_pending"),),
        )


def missing_evidence(evidence: Evidence) -> Iterator[Finding]:
    """What could not be read, so that nobody takes silence for health."""
    found = refusals(evidence)
    if found:
        yield Finding(
            id="evidence_missing",
            severity=Severity.INFO,
            confidence=Confidence.CERTAIN,
            mentions={"parts": ", ".join(name for name, dummy in found)},
            facts=tuple(gap_fact(name, gap) for name, gap in found),
        )


def _refused_code(evidence: Evidence) -> int | None:
    return evidence.products.code if isinstance(evidence.products, Gap) else None


def _fails_by_date(evidence: Evidence) -> bool:
    """A certificate was refused, and the date is wrong enough to be why."""
    offset = evidence.clock_offset
    if offset is None or abs(offset) <= _DATE_TOLERANCE:
        return False
    return any(_fails_by(product, "tls_failed", evidence) for product in evidence.known_products)


def _fails_by(product: Product, cause: str, evidence: Evidence) -> bool:
    failure = failure_of(product, evidence)
    return failure is not None and cause_of(failure.code) == cause
