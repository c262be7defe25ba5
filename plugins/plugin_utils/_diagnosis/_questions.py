# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is worth reading next: like a doctor, the next question depends on the answers so far.

Pure: it knows what a question costs and what it may tell, not how it is asked.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator
from typing import Final

from .._licensing._model import Channel, Product
from ._events import is_outer
from ._evidence import Evidence, Gap, known
from ._failure import Failure, cause_of, failure_of, given_code, is_generic


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

#: VLActivationTypeEnabled: Active Directory only (documented).
_AD_ONLY = 1

#: Builds before Windows 8.1, where TLS 1.2 is off unless it is switched on (documented).
_FIRST_BUILD_WITH_TLS12: Final = 9600

_DIRECTORY = frozenset({"ad_object_not_found", "ad_schema_too_old"})
_NETWORK = frozenset({"tls_failed", "endpoint_unreachable", "proxy_interferes", "m365_signin_failed"})


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
    failures = _failures(evidence)
    if _needs_events(evidence) and not _is_told(evidence):
        yield Question.EVENTS
    for product, failure in failures:
        yield from _after(product, cause_of(failure.code), evidence)
    if any(product.enabled_type == _AD_ONLY and not product.is_licensed for product, dummy in failures):
        yield Question.COMPUTER
    if _needs_events(evidence):
        yield Question.EVENTS
    if failures:
        yield Question.RESTART
    if any(is_generic(failure.code) for dummy, failure in failures):
        yield from _general(evidence)


def _failures(evidence: Evidence) -> list[tuple[Product, Failure]]:
    found = ((product, failure_of(product, evidence)) for product in evidence.known_products)
    return [(product, failure) for product, failure in found if failure is not None]


def _after(product: Product, cause: str | None, evidence: Evidence) -> Iterator[Question]:
    """What tells more about a cause."""
    if cause in _DIRECTORY:
        yield Question.COMPUTER
    elif cause == "kms_record_missing" and not evidence.kms_host_of(product):
        yield from (Question.DNS_SUFFIX, Question.COMPUTER)
    elif cause == "dns_unavailable":
        yield Question.COMPUTER
    elif cause == "service_disabled":
        yield Question.PROTECTION
    elif cause == "restart_required":
        yield Question.RESTART
    elif cause in _NETWORK and product.channel is not Channel.GVLK:
        yield from _network(cause, evidence)


def _network(cause: str | None, evidence: Evidence) -> Iterator[Question]:
    """A TLS failure asks for TLS first, anything else for the proxy."""
    if cause != "tls_failed":
        yield Question.PROXY
    if cause != "proxy_interferes":
        yield Question.TLS
        yield from (item for item in (Question.TLS_ENABLED, Question.TLS_BY_DEFAULT) if _exists(item, evidence))
        if (evidence.build or _FIRST_BUILD_WITH_TLS12) < _FIRST_BUILD_WITH_TLS12:
            yield Question.TLS_PROTOCOLS
    yield Question.PROXY


def _general(evidence: Evidence) -> Iterator[Question]:
    """Where no code says why: the ways out of the host, by the kind of key."""
    if any(product.channel is Channel.GVLK for product in evidence.known_products):
        yield from (Question.COMPUTER, Question.DNS_SUFFIX)
    else:
        yield Question.PROXY


def _needs_events(evidence: Evidence) -> bool:
    """A product that is licensed for good has overtaken whatever failed before."""
    return any(not product.is_licensed or product.channel is Channel.GVLK for product in evidence.known_products)


def _is_told(evidence: Evidence) -> bool:
    """Whether a given code says all that events could."""
    code = given_code(evidence)
    return code is not None and cause_of(code) is not None and not is_outer(code) and not is_generic(code)


def _exists(question: Question, evidence: Evidence) -> bool:
    """Values are asked for only when their key lists them."""
    tls = known(evidence.tls)
    names = {name.lower() for name in tls.names} if tls else set()
    if question is Question.TLS_ENABLED:
        return "enabled" in names
    if question is Question.TLS_BY_DEFAULT:
        return "disabledbydefault" in names
    return True


def _is_refused(part: object) -> bool:
    return isinstance(part, Gap) and part.is_refusal
