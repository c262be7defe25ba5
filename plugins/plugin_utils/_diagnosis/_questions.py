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

from .._licensing._model import Application
from . import _kinds as kinds
from ._case import Case, cases_of
from ._codes import is_generic, is_telling
from ._evidence import Evidence, Gap, known
from ._failure import examined, given_code
from ._kinds import Kind
from ._office_matter import (
    account_ids,
    has_office_rows,
    is_installer_office_keyless,
    is_network_code,
    is_office_meant,
    is_retail_only,
    is_sharing_worth_asking,
    keyless_products,
    may_be_left_over,
    sign_in_code,
)
from ._rules_subscription import has_subscription_row
from ._rules_support import is_revision_worth_asking, is_subscription_worth_asking


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
    TLS_PROTOCOLS_32 = "tls_protocols_32"
    MACHINE_PROXY = "machine_proxy"
    OFFICE = "office"
    OFFICE_LICENCES = "office_licences"
    OFFICE_SHARING = "office_shared_computer"
    OFFICE_USERS = "office_users"
    OFFICE_UPDATES = "office_updates"
    NAMES = "names"
    REVISION = "revision"
    SUBSCRIPTION = "subscription"
    ENTRA_JOIN = "entra_join"


#: More users than these are not looked at.
MOST_USERS: Final = 2

#: What takes more than one request. Of several rows the first answer has one, and the rest is pulled (recorded).
_COSTS: Final[Mapping[Question, int]] = {
    Question.PRODUCTS: 2,
    Question.EVENTS: 2,
    Question.OFFICE_LICENCES: 2,
    Question.NAMES: 2,
    Question.MACHINE_PROXY: 2,  # whether it is on, and the proxy
    Question.OFFICE_USERS: 1 + MOST_USERS,  # who they are, and the accounts of each
    Question.OFFICE_UPDATES: 3,  # the version, and the channel in two places
}


def cost_of(question: Question) -> int:
    """The most requests a question takes."""
    return _COSTS.get(question, 1)


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
    yield from _first(evidence)
    yield from _for_failures(evidence)
    if has_office_rows(evidence) or _has_account_rows_on_session_host(evidence):
        yield from _about_office(evidence)
    if keyless_products(evidence) or is_installer_office_keyless(evidence):
        yield Question.OFFICE_LICENCES
    if account_ids(evidence) and is_office_meant(evidence):
        yield Question.OFFICE_USERS
    if evidence.is_windows_meant:
        yield from _about_windows(evidence)


def _about_windows(evidence: Evidence) -> Iterator[Question]:
    """What matters only where support is over, or where a subscription shows."""
    if is_revision_worth_asking(evidence):
        yield Question.REVISION
    if has_subscription_row(evidence) or is_subscription_worth_asking(evidence):
        yield Question.SUBSCRIPTION
    subscription = known(evidence.subscription)
    if subscription is not None and subscription.is_expected:
        yield Question.ENTRA_JOIN


def _first(evidence: Evidence) -> Iterator[Question]:
    """What there is of products, and the system below them; what Office is there, when it is meant."""
    yield Question.PRODUCTS
    if evidence.is_windows_meant or evidence.known_products or _is_refused(evidence.products):
        yield Question.SERVICE
    if _is_refused(evidence.products) or _is_refused(evidence.service):
        yield Question.PROTECTION
    yield Question.SYSTEM
    if is_office_meant(evidence) or may_be_left_over(evidence):
        yield from _about_office(evidence)


def _for_failures(evidence: Evidence) -> Iterator[Question]:
    """What tells why products fail, or why their licences will not last."""
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


def _about_office(evidence: Evidence) -> Iterator[Question]:
    """What is installed, and what follows from it."""
    yield Question.OFFICE
    code = sign_in_code(evidence)
    if code is not None:
        yield from _for_a_sign_in(evidence, is_on_the_way=is_network_code(code))
    if is_sharing_worth_asking(evidence):
        yield Question.OFFICE_SHARING
    if is_retail_only(evidence):
        yield Question.OFFICE_LICENCES


def _for_a_sign_in(evidence: Evidence, *, is_on_the_way: bool) -> Iterator[Question]:
    """What may keep people from signing in: the way to the service, or the account."""
    if evidence.needs_tls12_switched_on:
        yield from (Question.TLS_PROTOCOLS, Question.TLS_PROTOCOLS_32)
    users = [Question.OFFICE_USERS] if account_ids(evidence) else []
    account = [Question.OFFICE_SHARING, *users] if is_sharing_worth_asking(evidence) else users
    names = [] if _has_proxy(evidence) else [Question.NAMES]
    way = (Question.PROXY, *(item for item in _TLS if _may_tell(item, evidence)), *names)
    yield from (*way, *account) if is_on_the_way else (*account, *way)
    if account_ids(evidence):
        yield Question.OFFICE_UPDATES


def _has_proxy(evidence: Evidence) -> bool:
    """A proxy looks names up itself, so what the host finds out about them says nothing."""
    proxy = known(evidence.proxy)
    return proxy is not None and bool(proxy.server)


def _has_account_rows_on_session_host(evidence: Evidence) -> bool:
    system = known(evidence.system)
    return bool(evidence.account_rows) and system is not None and bool(system.is_session_host)


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
    if case.is_volume_client:
        return
    if case.product.application is Application.OFFICE and case.cause in kinds.NAMES_UNRESOLVED.explains:
        yield from _for_office_on_the_way(case)
    yield from (question for question in _ON_THE_WAY.get(case.cause, ()) if _may_tell(question, case.evidence))


def _for_office_on_the_way(case: Case) -> Iterator[Question]:
    """Names first where one was not found; a proxy of the computer where WinHTTP has none."""
    if case.code == _NAME_NOT_RESOLVED:
        yield Question.NAMES
    yield Question.PROXY
    if known(case.evidence.proxy) is not None and not _has_proxy(case.evidence):
        yield Question.MACHINE_PROXY
    if not _has_proxy(case.evidence):
        yield Question.NAMES


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
    """Values are asked for only when their key lists them, and details of Office only where it is."""
    if question in _OF_OFFICE:
        return _is_there(question, evidence)
    tls = known(evidence.tls)
    names = {name.lower() for name in tls.names} if tls else set()
    if question is Question.TLS_ENABLED:
        return "enabled" in names
    if question is Question.TLS_BY_DEFAULT:
        return "disabledbydefault" in names
    return True


def _is_there(question: Question, evidence: Evidence) -> bool:
    found = known(evidence.click_to_run)
    if question is Question.OFFICE_USERS:
        return bool(account_ids(evidence))
    if question in (Question.OFFICE_SHARING, Question.OFFICE_UPDATES):
        return found is not None
    return found is not None or is_office_meant(evidence) or has_office_rows(evidence)


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

#: WININET_E_NAME_NOT_RESOLVED (documented).
_NAME_NOT_RESOLVED: Final = 0x80072EE7

_OF_OFFICE: Final = frozenset(
    {
        Question.OFFICE_LICENCES,
        Question.OFFICE_SHARING,
        Question.OFFICE_USERS,
        Question.OFFICE_UPDATES,
        Question.NAMES,
    }
)

_TLS: Final = (Question.TLS, Question.TLS_ENABLED, Question.TLS_BY_DEFAULT, Question.TLS_PROTOCOLS)

#: What tells more about the way to the activation service: TLS first where that failed, else the proxy.
_ON_THE_WAY: Final[Mapping[Kind, tuple[Question, ...]]] = {
    kinds.TLS_FAILED: (*_TLS, Question.PROXY),
    kinds.ENDPOINT_UNREACHABLE: (Question.PROXY, *_TLS),
    kinds.PROXY_INTERFERES: (Question.PROXY,),
}
