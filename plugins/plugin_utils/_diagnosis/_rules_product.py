# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What keeps a product from being licensed, by the code of its failure and by what the host shows beside it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from .._licensing._model import Application, Channel, LicenseStatus
from .._licensing._reason import hex_code
from . import _kinds as kinds
from ._case import Case, Failure, Source
from ._clock import KMS_TOLERANCE, is_off_by_more
from ._codes import cause_of, is_generic, is_retryable
from ._evidence import Evidence, known
from ._facts import controller_facts, facts_beside, facts_of, failure_facts, given_text_fact, kms_facts
from ._failure import given_code, given_target, names_its_product
from ._finding import Confidence, Fact, Finding
from ._fixes import fix_of, fix_of_host
from ._kinds import Kind, Severity
from ._mentions import mentions_of, unknown_mentions
from ._office_matter import is_network_code
from ._rules_office import account_facts, account_mentions

_IN_GRACE = frozenset({LicenseStatus.OOB_GRACE, LicenseStatus.OOT_GRACE, LicenseStatus.EXTENDED_GRACE})


def failing_product(case: Case) -> Iterator[Finding]:
    """What keeps a product from being licensed, and what a given code says of one that is."""
    if not _has_to_be_told(case):
        return
    main = finding_of(case)
    state = _state_beside(main, case)
    if state is not None and main.kind is kinds.DIGITAL_LICENCE_NOT_FOUND:
        main = replace(main, confidence=Confidence.LIKELY)
    yield from filter(None, (main, state))


def given_without_product(evidence: Evidence) -> Iterator[Finding]:
    """A given code on a host that shows no product it could be about."""
    code = given_code(evidence)
    if code is None or given_target(evidence) is not None:
        return
    confidence = Confidence.CERTAIN if known(evidence.products) is not None else Confidence.LIKELY
    kind = cause_of(code)
    beside = facts_beside(kind, evidence) if kind else given_text_fact(evidence)
    finding = finding_of_host(code, confidence, (*failure_facts(Failure(code, Source.GIVEN)), *beside))
    yield _about_office(finding, evidence)


def _about_office(finding: Finding, evidence: Evidence) -> Finding:
    """A finding of the whole host, with what the host shows of Office where it is about that."""
    if finding.kind is kinds.M365_SIGNIN_FAILED:
        code = finding.code or 0
        by_kind = {"way" if is_network_code(code) else "refused": hex_code(code)}
        facts = (*finding.facts, *account_facts(evidence))
        return replace(finding, mentions={**account_mentions(evidence), **by_kind}, facts=facts)
    if finding.kind is kinds.LICENCE_FILES_DAMAGED and evidence.application is Application.OFFICE:
        return replace(finding, kind=kinds.OFFICE_DATA_DAMAGED, mentions=account_mentions(evidence))
    return finding


def finding_of(case: Case) -> Finding:
    """The finding that a failure of a product leads to."""
    kind, cause = _kind_of(case), case.cause
    is_unknown = kind is kinds.UNKNOWN_CODE
    return Finding(
        kind,
        _confidence(kind, case),
        product=case.product,
        code=case.code or None,
        milder=_milder(kind, case),
        behind=None if kind is kinds.KMS_CLOUD_UNREACHABLE else cause,
        mentions=unknown_mentions(case.code) if is_unknown else mentions_of(kind, case),
        facts=(*facts_of(case), *(given_text_fact(case.evidence) if is_unknown else _more_facts(kind, case))),
        retry_helps=kind == cause and is_retryable(case.code),
        fix=fix_of(kind, case),
    )


def finding_of_host(code: int, confidence: Confidence, facts: tuple[Fact, ...]) -> Finding:
    """What a code says of the host as a whole; one nobody knows is never certain."""
    cause = cause_of(code)
    return Finding(
        cause or kinds.UNKNOWN_CODE,
        confidence if cause else Confidence.LIKELY,
        code=code or None,
        behind=cause,
        mentions={} if cause else unknown_mentions(code),
        facts=facts,
        retry_helps=is_retryable(code),
        fix=fix_of_host(cause) if cause else None,
    )


def explaining_kind(case: Case) -> Kind | None:
    """The kind whose explanation and steps belong to a failure; a KMS host of a cloud has its own for silence."""
    cause = case.cause
    return kinds.KMS_CLOUD_UNREACHABLE if cause and cause.is_silence and case.cloud else cause


def _has_to_be_told(case: Case) -> bool:
    """Any failure of a product that is not licensed; of one that is, a code that was given, or one behind it."""
    failure = case.failure
    if failure is None or not case.product.is_licensed:
        return failure is not None
    is_given = failure.source is Source.GIVEN or failure.outer is not None
    return is_given and given_target(case.evidence) == case.product


def _kind_of(case: Case) -> Kind:
    """The cause of a code, unless the host shows something more telling."""
    cause = explaining_kind(case)
    if cause is kinds.KMS_RECORD_MISSING and _is_pinned(case):
        return kinds.KMS_HOST_NAME_UNKNOWN
    if cause is kinds.KEY_EDITION_MISMATCH and case.product.channel is Channel.EVALUATION:
        return kinds.EVALUATION_EDITION
    if cause is kinds.LICENCE_FILES_DAMAGED and case.product.application is Application.OFFICE:
        return kinds.OFFICE_DATA_DAMAGED
    if case.is_told_by_row and is_generic(case.code):
        return _kind_of_state(case)
    return cause or kinds.UNKNOWN_CODE


def _kind_of_state(case: Case) -> Kind:
    """A state without a reason: an evaluation has ended, anything else was never activated, or its time is over."""
    end = case.product.evaluation_end
    has_time = end is not None and end > case.evidence.host_now
    if case.product.is_stopped_evaluation and not has_time:
        return kinds.VALIDITY_EXPIRED
    return kinds.KMS_NOT_BOUND if case.cause is kinds.KMS_NOT_BOUND else kinds.NOT_ACTIVATED


def _is_pinned(case: Case) -> bool:
    """Whether the name that does not resolve is one that is configured now."""
    host = case.kms_settings.host
    asked = case.event.kms_host if case.event else None
    return case.is_volume_client and host is not None and (asked or host).lower() == host.lower()


def _milder(kind: Kind, case: Case) -> Severity | None:
    """A product that works, for now at least, is no more than a warning."""
    is_in_grace = case.product.status in _IN_GRACE
    is_quiet = kind is kinds.NOT_ACTIVATED and case.is_told_by_row and is_in_grace
    is_milder = kind.severity is Severity.CRITICAL and (case.product.is_licensed or is_quiet)
    return Severity.WARNING if is_milder else None


def _confidence(kind: Kind, case: Case) -> Confidence:
    """Certain when the code fits the state of the product."""
    event = case.event
    doubts = (
        kind in (kinds.UNKNOWN_CODE, kinds.KMS_NO_ANSWER),
        kind.is_of_kms and not case.is_volume_client,
        is_generic(case.code) and kind is not kinds.VALIDITY_EXPIRED,
        event is not None and not names_its_product(event, case.evidence),
        # A KMS host complained; the clock that is wrong may be its own.
        kind is kinds.CLOCK_WRONG and not is_off_by_more(case.evidence, KMS_TOLERANCE),
        # A product that has a key cannot lack one: the code was about another.
        kind is kinds.KEY_MISSING and bool(case.product.partial_product_key),
    )
    return Confidence.LIKELY if any(doubts) else Confidence.CERTAIN


def _state_beside(main: Finding, case: Case) -> Finding | None:
    """What the row says of its state where the failure is another: why the product had to be activated at all."""
    cause = cause_of(case.product.reason)
    if case.product.is_licensed or cause is None or not cause.is_state or cause is main.kind:
        return None
    beside = finding_of(replace(case, failure=Failure(case.product.reason, Source.REASON)))
    is_root = main.kind is kinds.DIGITAL_LICENCE_NOT_FOUND
    return replace(beside, confidence=Confidence.CERTAIN if is_root else Confidence.LIKELY)


def _more_facts(kind: Kind, case: Case) -> tuple[Fact, ...]:
    """What else was seen that belongs to a cause."""
    is_kms = kind.is_of_kms and case.is_volume_client
    seen = (*kms_facts(case), *controller_facts(case.evidence)) if is_kms else ()
    return (*seen, *facts_beside(kind, case.evidence))
