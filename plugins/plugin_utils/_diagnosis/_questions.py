# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is worth reading next: like a doctor, the next question depends on the answers so far.

Pure: it knows what a question costs and what it may tell, not how it is asked.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from . import _kinds as kinds
from ._case import Case, cases_of
from ._codes import is_generic, is_telling
from ._evidence import Evidence, Gap, known
from ._failure import examined, given_code
from ._kinds import Kind


class Question(enum.Enum):
    """Something to read, by the name that results use for it."""

    PRODUCTS = "products"
    SERVICE = "service"
    SYSTEM = "system"
    EVENTS = "events"
    COMPUTER = "computer"
    PROTECTION = "spp_service"
    PROXY = "proxy"
    TLS = "tls"
    TLS_ENABLED = "tls_enabled"
    TLS_BY_DEFAULT = "tls_disabled_by_default"
    TLS_PROTOCOLS = "tls_protocols"
    RESTART = "pending_restart"
    DNS_SUFFIX = "dns_suffix"
    SUFFIX_SEARCH = "dns_suffix_search"


#: Queries with several rows take a second request: the first answer has one row, the rest is pulled (recorded).
_ROWS = frozenset({Question.PRODUCTS, Question.EVENTS})


def cost_of(question: Question) -> int:
    """The most requests a question takes."""
    return 2 if question in _ROWS else 1


#: With so many requests everything is read, needed or not.
ALL_REQUESTS: Final = sum(cost_of(question) for question in Question)


def next_question(evidence: Evidence, asked: frozenset[Question], spent: int, limit: int) -> Question | None:
    """The question worth most now, None when nothing is left to ask or to ask it with.

    Args:
        evidence: What is known so far.
        asked: What was asked, answered or not.
        spent: Requests sent so far.
        limit: Requests allowed in all.
    """
    candidates = [*_wanted(evidence)]
    if limit >= ALL_REQUESTS:
        candidates += [question for question in Question if _exists(question, evidence)]
    return next((item for item in candidates if item not in asked and spent + cost_of(item) <= limit), None)


def _wanted(evidence: Evidence) -> Iterator[Question]:
    """What there is reason to read, most telling first. A question may come up twice."""
    yield from (Question.PRODUCTS, Question.SERVICE)
    if _is_refused(evidence.products) or _is_refused(evidence.service):
        yield Question.PROTECTION
    yield Question.SYSTEM
    if _needs_events(evidence) and not _is_told(evidence):
        yield Question.EVENTS
    failing = [case for case in examined(evidence) if case.failure is not None]
    for case in failing:
        yield from _after(case)
    if any(case.allows_directory_only and not case.product.is_licensed for case in failing):
        yield Question.COMPUTER
    if _needs_events(evidence):
        yield Question.EVENTS
    if failing:
        yield Question.RESTART
    if any(is_generic(case.code) for case in failing):
        yield from _general(evidence)
    yield from _for_a_support_call(evidence, failing)


def _for_a_support_call(evidence: Evidence, failing: Sequence[Case]) -> Iterator[Question]:
    """Maker and model of a host that may need one, last of all."""
    has_no_key = known(evidence.products) is not None and evidence.is_windows_meant and evidence.primary is None
    if failing or has_no_key or _is_refused(evidence.products):
        yield Question.COMPUTER


def _after(case: Case) -> Iterator[Question]:
    """What tells more about a cause."""
    if case.cause is None:
        return
    yield from _TOLD_BY.get(case.cause, ())
    if case.cause is kinds.KMS_RECORD_MISSING and not case.kms_settings.host:
        yield from (Question.DNS_SUFFIX, Question.COMPUTER)
    if not case.is_volume_client:
        yield from (question for question in _ON_THE_WAY.get(case.cause, ()) if _may_tell(question, case.evidence))


def _general(evidence: Evidence) -> Iterator[Question]:
    """Where no code says why: the ways out of the host, by the kind of key."""
    if any(case.is_volume_client for case in cases_of(evidence)):
        yield from (Question.COMPUTER, Question.DNS_SUFFIX)
    else:
        yield Question.PROXY


def _needs_events(evidence: Evidence) -> bool:
    """A product that is licensed for good has overtaken whatever failed before."""
    return any(not case.product.is_licensed or case.is_volume_client for case in cases_of(evidence))


def _is_told(evidence: Evidence) -> bool:
    """Whether a given code says all that events could."""
    code = given_code(evidence)
    return code is not None and is_telling(code)


def _exists(question: Question, evidence: Evidence) -> bool:
    """Values are asked for only when their key lists them."""
    tls = known(evidence.tls)
    names = {name.lower() for name in tls.names} if tls else set()
    if question is Question.TLS_ENABLED:
        return "enabled" in names
    if question is Question.TLS_BY_DEFAULT:
        return "disabledbydefault" in names
    return True


def _may_tell(question: Question, evidence: Evidence) -> bool:
    """The protocols of WinHTTP matter only where TLS 1.2 has to be switched on."""
    return _exists(question, evidence) and (question is not Question.TLS_PROTOCOLS or evidence.needs_tls12_switched_on)


def _is_refused(part: object) -> bool:
    return isinstance(part, Gap) and part.is_refusal


#: What tells more about a cause, whichever product met it.
_TOLD_BY: Final[Mapping[Kind, tuple[Question, ...]]] = {
    kinds.AD_OBJECT_NOT_FOUND: (Question.COMPUTER,),
    kinds.AD_SCHEMA_TOO_OLD: (Question.COMPUTER,),
    kinds.DNS_UNAVAILABLE: (Question.COMPUTER,),
    kinds.SERVICE_DISABLED: (Question.PROTECTION,),
    kinds.RESTART_REQUIRED: (Question.RESTART,),
}

_TLS: Final = (Question.TLS, Question.TLS_ENABLED, Question.TLS_BY_DEFAULT, Question.TLS_PROTOCOLS)

#: What tells more about the way to the activation service: TLS first where that failed, else the proxy.
_ON_THE_WAY: Final[Mapping[Kind, tuple[Question, ...]]] = {
    kinds.TLS_FAILED: (*_TLS, Question.PROXY),
    kinds.ENDPOINT_UNREACHABLE: (Question.PROXY, *_TLS),
    kinds.M365_SIGNIN_FAILED: (Question.PROXY, *_TLS),
    kinds.PROXY_INTERFERES: (Question.PROXY,),
}
