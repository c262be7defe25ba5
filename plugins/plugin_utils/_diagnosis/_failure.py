# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which failure keeps a product from being licensed now: where its code comes from, and what has overtaken it.

A code may come from a person or a task, from LicenseStatusReason, and from events. Later beats earlier, and inside one
attempt the inner code beats the one it hides behind.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from .._licensing._model import Application, Channel, Product
from ._case import Case, Failure, Source, cases_of
from ._codes import cause_of, is_generic, is_outer, is_telling
from ._events import Event
from ._evidence import Evidence, known
from ._kinds import M365_SIGNIN_FAILED

#: Minutes a KMS or AD activation is valid (documented); what is left of them tells when it was renewed.
KMS_VALIDITY_MINUTES: Final = 259_200

#: A renewal and the events around it may differ by rounding to minutes and by clocks.
_TOLERANCE: Final = timedelta(minutes=5)


def examined(evidence: Evidence) -> tuple[Case, ...]:
    """Each product with the failure that says most about it now."""
    return tuple(replace(case, failure=failure_of(case)) for case in cases_of(evidence))


def failure_of(case: Case) -> Failure | None:
    """The failure that says most about a product now; None when all is well.

    The newest comes first: what a task just failed with, the verdict the row shows, the newest failing attempt, and at
    last the state the row is in. One that hides another gives way to it, and one that says nothing to any other.
    """
    attempt = latest_attempt(case)
    fallback = None
    for failure in (_given(case), _verdict(case), attempt, _state(case.product)):
        if failure is None:
            continue
        if is_outer(failure.code) and attempt is not None and not is_outer(attempt.code):
            return replace(attempt, outer=failure.code)
        if not is_generic(failure.code):
            return failure
        fallback = fallback or failure
    return fallback


def latest_attempt(case: Case) -> Failure | None:
    """The newest failing attempt in the events that nothing has overtaken; its inner code where there is one."""
    failing = _failing_events(case)
    if not failing:
        return None
    newest = failing[0]
    inner = next((event for event in failing if event.is_kms and not is_outer(event.code)), None)
    if inner is None or inner is newest or not _hides(newest, case):
        return Failure(newest.code, Source.EVENT, newest)
    return Failure(inner.code, Source.EVENT, inner, newest.code)


def given_target(evidence: Evidence) -> Product | None:
    """The product a given code is most probably about: one that shows it, else one that is not licensed.

    None when it is rather about Windows, which has no key yet, or about the sign-in of Microsoft 365 Apps, whose rows
    tell nothing.
    """
    code = given_code(evidence)
    if evidence.given is None or code is None or cause_of(code) is M365_SIGNIN_FAILED:
        return None
    codes = set(evidence.given.codes)
    cases = sorted(cases_of(evidence), key=lambda case: (case.product.is_licensed, not case.product.is_primary))
    for case in cases:
        seen = {event.result for event in evidence.known_events if is_about(event, case)}
        if not case.product.is_licensed and codes & (seen | {case.product.reason}):
            return case.product
    is_about_windows = evidence.primary is None and evidence.application is not Application.OFFICE
    first = next((case.product for case in cases), None)
    return None if first is not None and first.is_licensed and is_about_windows else first


def given_code(evidence: Evidence) -> int | None:
    """The most telling of the given codes: one that hides nothing and is no general remark, else the first."""
    codes = evidence.given.codes if evidence.given else ()
    ways = (filter(is_telling, codes), filter(cause_of, codes), codes)
    return next((code for way in ways for code in way), None)


def is_about(event: Event, case: Case) -> bool:
    """Whether an event is about a product.

    One that names none is no evidence about a KMS client, unless it is of a KMS exchange and there is no other client.
    Else it is about the only product it can be about, or Windows.
    """
    if event.activation_id is not None:
        return event.activation_id == case.product.activation_id
    candidates = _candidates(event, case.evidence.known_products)
    if len(candidates) > 1:
        candidates = [other for other in candidates if other.is_primary and not event.is_kms]
    return case.product in candidates


def names_its_product(event: Event, evidence: Evidence) -> bool:
    """Whether an event says which product it is about, or there is but one on the host that it can be about."""
    return event.activation_id is not None or len(_candidates(event, known(evidence.products) or ())) < 2


def renewed_at(case: Case) -> datetime | None:
    """When KMS or AD last licensed a product, by the host's clock; None when the row does not tell."""
    left = case.product.grace_minutes
    if not case.is_renewed or not 0 < left <= KMS_VALIDITY_MINUTES:
        return None
    return case.evidence.host_now - timedelta(minutes=KMS_VALIDITY_MINUTES - left)


def _given(case: Case) -> Failure | None:
    code = given_code(case.evidence)
    if code is None or given_target(case.evidence) != case.product:
        return None
    events = (event for event in case.evidence.known_events if event.result == code and is_about(event, case))
    return Failure(code, Source.GIVEN, next(events, None))


def _verdict(case: Case) -> Failure | None:
    """LicenseStatusReason where it is the answer to an attempt."""
    cause = cause_of(case.product.reason)
    is_state = cause is not None and cause.is_state
    return None if is_state or is_generic(case.product.reason) else _state(case.product)


def _state(product: Product) -> Failure | None:
    return None if product.is_licensed else Failure(product.reason, Source.REASON)


def _failing_events(case: Case) -> list[Event]:
    """Failing attempts since the last success, newest first."""
    if case.product.is_licensed and not case.is_renewed:
        return []
    renewed = renewed_at(case)
    found: list[Event] = []
    for event in case.evidence.known_events:
        if not is_about(event, case):
            continue
        if event.is_success or (renewed and event.at and event.at <= renewed + _TOLERANCE):
            break
        if event.is_failure:
            found.append(event)
    return found


def _candidates(event: Event, products: Iterable[Product]) -> list[Product]:
    """The products that an event which names none can be about."""
    return [product for product in products if _may_be(event, product)]


def _may_be(event: Event, product: Product) -> bool:
    """A KMS exchange is one of a KMS client, and any other failure one of a product that still needs a licence."""
    is_client = product.channel is Channel.GVLK
    if is_client is not event.is_kms or (product.is_licensed and not is_client):
        return False
    if event.application_id is None:
        return True
    wanted = next((item for item in Application if item.value == event.application_id), Application.OTHER)
    return product.application is wanted


def _hides(event: Event, case: Case) -> bool:
    """Whether the code of an event tells less than that of a KMS exchange before it."""
    return is_outer(event.code) or is_generic(event.code) or (case.is_volume_client and not event.is_kms)
