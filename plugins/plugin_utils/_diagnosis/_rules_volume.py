# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Volume activation: renewals that fail, licences that run out, and ways that the settings shut."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from .._licensing._catalog import find_error
from .._licensing._model import ActivatedBy, Channel, Product
from ._evidence import Evidence, known
from ._facts import days_left, facts_of, kms_facts, remaining_fact
from ._failure import cause_of, failure_of, latest_attempt
from ._finding import Confidence, Fact, Finding, Severity
from ._rules_product import cause_behind, fix_of, mentions_of

_WARN_BELOW_DAYS = 30
_ALARM_BELOW_DAYS = 7

#: VLActivationTypeEnabled (documented).
_AD_ONLY, _TOKEN_ONLY = 1, 3

_DIRECTORY: Final = frozenset({"ad_object_not_found", "ad_schema_too_old"})


def failing_renewal(evidence: Evidence) -> Iterator[Finding]:
    """Still licensed, but the newest attempts to renew it failed."""
    for product in _clients(evidence):
        failure = latest_attempt(product, evidence) if product.is_licensed else None
        if failure is None:
            continue
        entry = find_error(failure.code)
        yield Finding(
            id="kms_renewal_failing",
            severity=Severity.WARNING,
            confidence=Confidence.CERTAIN,
            product=product,
            code=failure.code,
            cause_id=cause_behind(failure, product, evidence),
            mentions={**mentions_of("kms_renewal_failing", failure, product, evidence), **_days(product, evidence)},
            facts=(*facts_of(failure, product, evidence), *kms_facts(product, evidence), *_left(product, evidence)),
            retry_helps=entry is not None and entry.is_retryable,
        )


def ending_licence(evidence: Evidence) -> Iterator[Finding]:
    """A KMS activation lasts 180 days and is renewed weekly: with little left, renewals have failed for months."""
    for product in _clients(evidence):
        if product.activated_by not in (ActivatedBy.KMS, ActivatedBy.AD) or not product.grace_minutes:
            continue
        days = days_left(product, evidence)
        if days >= _WARN_BELOW_DAYS:
            continue
        failure = latest_attempt(product, evidence)
        seen = facts_of(failure, None, evidence) if failure else ()
        yield Finding(
            id="kms_licence_ending",
            severity=Severity.CRITICAL if days < _ALARM_BELOW_DAYS else Severity.WARNING,
            confidence=Confidence.CERTAIN,
            product=product,
            cause_id=cause_behind(failure, product, evidence) if failure else None,
            mentions={**mentions_of("kms_licence_ending", failure, product, evidence), "days": days},
            facts=(remaining_fact(product, evidence), *seen, *kms_facts(product, evidence)),
        )


def workgroup(evidence: Evidence) -> Iterator[Finding]:
    """Activation by Active Directory needs membership in a domain."""
    computer = known(evidence.computer)
    if computer is None or computer.is_joined is not False:
        return
    for product in _unlicensed(evidence):
        failure = failure_of(product, evidence)
        has_code = failure is not None and cause_of(failure.code) in _DIRECTORY
        if product.enabled_type != _AD_ONLY and not has_code:
            continue
        yield Finding(
            id="ad_not_joined",
            severity=Severity.CRITICAL,
            confidence=Confidence.CERTAIN,
            product=product,
            code=failure.code if failure and has_code else None,
            mentions={"product": product.title},
            facts=(
                Fact("workgroup", {"workgroup": computer.domain or "?"}),
                *_type_fact(product),
                *(facts_of(failure, product, evidence) if failure else ()),
            ),
        )


def unsuitable_type(evidence: Evidence) -> Iterator[Finding]:
    """The enabled activation type shuts the way this client would go."""
    for product in _unlicensed(evidence):
        host = evidence.kms_host_of(product)
        is_token = product.enabled_type == _TOKEN_ONLY
        if not is_token and not (product.enabled_type == _AD_ONLY and host):
            continue
        yield Finding(
            id="activation_type_unsuitable",
            severity=Severity.CRITICAL,
            confidence=Confidence.CERTAIN if host else Confidence.LIKELY,
            product=product,
            mentions={"product": product.title, "type": "token" if is_token else "ad"},
            facts=(*_type_fact(product), *(kms_facts(product, evidence) if host else ())),
            fix=fix_of("activation_type_unsuitable", product, evidence),
        )


def _clients(evidence: Evidence) -> tuple[Product, ...]:
    """Licensed KMS and AD clients."""
    return tuple(item for item in evidence.known_products if item.channel is Channel.GVLK and item.is_licensed)


def _unlicensed(evidence: Evidence) -> tuple[Product, ...]:
    return tuple(item for item in evidence.known_products if item.channel is Channel.GVLK and not item.is_licensed)


def _type_fact(product: Product) -> tuple[Fact, ...]:
    name = {_AD_ONLY: "ad", _TOKEN_ONLY: "token"}.get(product.enabled_type or 0)
    return (Fact("activation_type", {"type": name, "product": product.title}),) if name else ()


def _days(product: Product, evidence: Evidence) -> dict[str, int]:
    return {"days": days_left(product, evidence)} if product.grace_minutes else {}


def _left(product: Product, evidence: Evidence) -> tuple[Fact, ...]:
    return (remaining_fact(product, evidence),) if product.grace_minutes else ()
