# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Volume activation: renewals that fail, licences that run out, and ways that the settings shut."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from .._licensing._short_name import short_name
from . import _kinds as kinds
from ._case import Case
from ._codes import is_retryable
from ._evidence import known
from ._facts import facts_of, failure_facts, kms_facts, remaining_fact, type_facts
from ._failure import latest_attempt
from ._finding import Confidence, Fact, Finding
from ._fixes import fix_of
from ._kinds import Severity
from ._mentions import mentions_of
from ._rules_product import explaining_kind

_WARN_BELOW_DAYS: Final = 30
_ALARM_BELOW_DAYS: Final = 7


def failing_renewal(case: Case) -> Iterator[Finding]:
    """Still licensed, but the newest attempts to renew it failed."""
    attempt = replace(case, failure=latest_attempt(case))
    if not _is_licensed_client(case) or attempt.failure is None:
        return
    has_end = case.product.grace_minutes > 0
    yield Finding(
        kinds.KMS_RENEWAL_FAILING,
        Confidence.CERTAIN,
        product=case.product,
        code=attempt.code,
        behind=explaining_kind(attempt),
        mentions={
            **mentions_of(kinds.KMS_RENEWAL_FAILING, attempt),
            **({"days": case.days_left} if has_end else {}),
        },
        facts=(*facts_of(attempt), *kms_facts(case), *((remaining_fact(case),) if has_end else ())),
        retry_helps=is_retryable(attempt.code),
    )


def ending_licence(case: Case) -> Iterator[Finding]:
    """A KMS activation lasts 180 days and is renewed weekly: with little left, renewals have failed for months."""
    days = case.days_left
    if not (_is_licensed_client(case) and case.is_renewed and case.product.grace_minutes) or days >= _WARN_BELOW_DAYS:
        return
    attempt = replace(case, failure=latest_attempt(case))
    yield Finding(
        kinds.KMS_LICENCE_ENDING,
        Confidence.CERTAIN,
        product=case.product,
        milder=None if days < _ALARM_BELOW_DAYS else Severity.WARNING,
        behind=explaining_kind(attempt),
        mentions={**mentions_of(kinds.KMS_LICENCE_ENDING, attempt), "days": days},
        facts=(remaining_fact(case), *failure_facts(attempt.failure), *kms_facts(case)),
    )


def workgroup(case: Case) -> Iterator[Finding]:
    """Activation by Active Directory needs membership in a domain."""
    computer = known(case.evidence.computer)
    if computer is None or computer.is_joined is not False or not _is_unlicensed_client(case):
        return
    has_code = case.cause in kinds.AD_NOT_JOINED.explains
    if has_code or case.allows_directory_only:
        yield Finding(
            kinds.AD_NOT_JOINED,
            Confidence.CERTAIN,
            product=case.product,
            code=case.code if has_code else None,
            mentions={"product": short_name(case.product)},
            facts=(Fact("workgroup", {"workgroup": computer.domain or "?"}), *type_facts(case), *facts_of(case)),
        )


def unsuitable_type(case: Case) -> Iterator[Finding]:
    """The enabled activation type shuts the way this client would go."""
    host = case.kms_settings.host
    is_shut = case.allows_token_only or (case.allows_directory_only and host)
    if is_shut and _is_unlicensed_client(case):
        yield Finding(
            kinds.ACTIVATION_TYPE_UNSUITABLE,
            Confidence.CERTAIN if host else Confidence.LIKELY,
            product=case.product,
            mentions={"product": short_name(case.product), "type": "token" if case.allows_token_only else "ad"},
            facts=(*type_facts(case), *(kms_facts(case) if host else ())),
            fix=fix_of(kinds.ACTIVATION_TYPE_UNSUITABLE, case),
        )


def _is_licensed_client(case: Case) -> bool:
    return case.is_volume_client and case.product.is_licensed


def _is_unlicensed_client(case: Case) -> bool:
    return case.is_volume_client and not case.product.is_licensed
