# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What stands in the way of all of licensing: evidence that could not be read, the service, the clock, a restart."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from .._language._text import Listed
from . import _kinds as kinds
from ._clock import DATE_TOLERANCE, KMS_TOLERANCE, clock_facts, clock_mentions, is_off_by_more
from ._evidence import Evidence, Gap, known
from ._facts import restart_fact, start_mode_fact, state_fact
from ._failure import examined
from ._finding import Confidence, Fact, Finding
from ._fixes import fix_of_host
from ._gaps import gap_fact, refusals
from ._kinds import Kind, Severity
from ._questions import Question
from ._rules_product import finding_of_host

_SERVICE_DISABLED: Final = 0x80070422
_KEY_NOT_INSTALLED: Final = 0xC004F014


def unreadable(evidence: Evidence) -> Iterator[Finding]:
    """The fault behind products that could not be read is the first thing to put right."""
    gap = evidence.products
    if isinstance(gap, Gap) and gap.is_refusal and not _is_service_disabled(evidence):
        yield finding_of_host(gap.code, Confidence.CERTAIN, (gap_fact(Question.PRODUCTS.value, gap),))


def disabled_service(evidence: Evidence) -> Iterator[Finding]:
    """Start mode Disabled; being stopped is normal."""
    if _is_service_disabled(evidence):
        refusal = evidence.products.code if isinstance(evidence.products, Gap) else None
        yield Finding(
            kinds.SERVICE_DISABLED,
            Confidence.CERTAIN,
            code=refusal if refusal == _SERVICE_DISABLED else None,
            behind=kinds.SERVICE_DISABLED,
            facts=start_mode_fact(evidence),
            fix=fix_of_host(kinds.SERVICE_DISABLED),
        )


def missing_key(evidence: Evidence) -> Iterator[Finding]:
    """Windows without a key. Office without one is Office that is not there."""
    if evidence.is_windows_meant and known(evidence.products) is not None and evidence.primary is None:
        yield Finding(
            kinds.KEY_MISSING,
            Confidence.LIKELY,
            code=_KEY_NOT_INSTALLED,
            behind=kinds.KEY_MISSING,
            facts=(Fact("no_windows_key"),),
        )


def account_rows(evidence: Evidence) -> Iterator[Finding]:
    """Rows of Microsoft 365 Apps may look as bad as can be while the subscription is active."""
    facts = tuple(state_fact(product) for product in evidence.account_rows)
    if facts:
        yield Finding(kinds.ACCOUNT_LICENCE, Confidence.CERTAIN, facts=facts)


def wrong_clock(evidence: Evidence) -> Iterator[Finding]:
    """A clock so far off that KMS hosts refuse the client, or certificates look expired."""
    offset, clients = evidence.clock_offset, [case for case in examined(evidence) if case.is_volume_client]
    if offset is None or not is_off_by_more(evidence, KMS_TOLERANCE if clients else DATE_TOLERANCE):
        return
    if _any_fails_by(kinds.CLOCK_WRONG, evidence):
        return  # that finding shows the clock
    is_date_refused = is_off_by_more(evidence, DATE_TOLERANCE) and _any_fails_by(kinds.TLS_FAILED, evidence)
    is_harmful = is_date_refused or any(not case.product.is_licensed for case in clients)
    yield Finding(
        kinds.CLOCK_WRONG,
        Confidence.CERTAIN if is_date_refused else Confidence.LIKELY,
        milder=None if is_harmful else Severity.WARNING,
        behind=kinds.CLOCK_WRONG,
        mentions=clock_mentions(offset),
        facts=clock_facts(evidence),
    )


def pending_restart(evidence: Evidence) -> Iterator[Finding]:
    """A restart that waits, beside a product that fails; alone it means nothing for licensing."""
    if _any_fails_by(kinds.RESTART_REQUIRED, evidence):
        return  # that finding shows the restart
    facts = restart_fact(evidence)
    if facts and any(not product.is_licensed for product in evidence.known_products):
        yield Finding(
            kinds.RESTART_REQUIRED,
            Confidence.POSSIBLE,
            milder=Severity.WARNING,
            behind=kinds.RESTART_REQUIRED,
            facts=facts,
        )


def missing_evidence(evidence: Evidence) -> Iterator[Finding]:
    """What could not be read, so that nobody takes silence for health."""
    found = refusals(evidence)
    if found:
        yield Finding(
            kinds.EVIDENCE_MISSING,
            Confidence.CERTAIN,
            mentions={"parts": Listed(*(name for name, dummy in found))},
            facts=tuple(gap_fact(name, gap) for name, gap in found),
        )


def _is_service_disabled(evidence: Evidence) -> bool:
    protection = known(evidence.protection)
    return protection is not None and protection.is_disabled


def _any_fails_by(kind: Kind, evidence: Evidence) -> bool:
    return any(case.cause is kind for case in examined(evidence))
