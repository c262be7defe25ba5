# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which failure keeps a product from being licensed now: where its code comes from, and what has overtaken it.

A code may come from a person or a task, from LicenseStatusReason, and from events. Later beats earlier, and inside one
attempt the inner code beats the one it hides behind.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from .._licensing._catalog import find_error
from .._licensing._hresult import ACCESS_DENIED_CODES
from .._licensing._model import ActivatedBy, Application, Channel, LicenseStatus, Product
from ._events import Event, is_outer
from ._evidence import Evidence, known
from ._finding import GENERIC

#: Minutes a KMS or AD activation is valid (documented); what is left of them tells when it was renewed.
KMS_VALIDITY_MINUTES: Final = 259_200

#: A renewal and the events around it may differ by rounding to minutes and by clocks.
_TOLERANCE = timedelta(minutes=5)

#: A KMS client met a name that does not exist: DNS codes of the catalogue, and host not found / no data of Winsock.
_WINSOCK_NAMES = frozenset({0x80072AF9, 0x80072AFC})
_NAME_CAUSE = "kms_record_missing"

#: WinRM could not process a query: class or columns do not exist (recorded), as on a Windows that is too old.
_NO_SUCH_CLASS = frozenset({0x8033801A})

#: Causes that describe a state rather than the verdict on an attempt.
STATES: Final = frozenset({"hardware_changed", "genuine_validation_failed", "validity_expired"})

_IN_GRACE = frozenset({LicenseStatus.OOB_GRACE, LicenseStatus.OOT_GRACE, LicenseStatus.EXTENDED_GRACE})


class Source(enum.Enum):
    """Where a code was found."""

    GIVEN = "given"
    EVENT = "event"
    REASON = "reason"


@dataclass(frozen=True, slots=True)
class Failure:
    """What keeps a product from being licensed.

    Attributes:
        code: Unsigned HRESULT.
        source: Where it was found.
        event: The event it was read from.
        outer: The code it hid behind, None when it did not.
    """

    code: int
    source: Source
    event: Event | None = None
    outer: int | None = None


def cause_of(code: int) -> str | None:
    """The cause a code stands for, None for a code nobody knows.

    >>> cause_of(0xC004C003)
    'key_blocked'
    """
    if code in ACCESS_DENIED_CODES:
        return "not_administrator"
    if code in _NO_SUCH_CLASS:
        return "wmi_unavailable"
    entry = find_error(code)
    if entry is not None:
        return entry.cause_id
    return _NAME_CAUSE if code in _WINSOCK_NAMES else None


def is_name_failure(code: int) -> bool:
    """True when a code says that a name does not exist, as opposed to DNS not answering."""
    return cause_of(code) == _NAME_CAUSE


def is_generic(code: int) -> bool:
    """True when a code says no more than that the product is not licensed, or nothing at all."""
    return code == 0 or cause_of(code) in GENERIC | {"no_action_needed"}


def is_in_grace(product: Product) -> bool:
    """True while the product works on although it is not licensed."""
    return product.status in _IN_GRACE


def failure_of(product: Product, evidence: Evidence) -> Failure | None:
    """The failure that says most about a product now; None when all is well.

    The newest comes first: what a task just failed with, the verdict the row shows, the newest failing attempt, and at
    last the state the row is in. One that hides another gives way to it, and one that says nothing to any other.
    """
    attempt = latest_attempt(product, evidence)
    fallback = None
    for failure in (_given(product, evidence), _verdict(product), attempt, _state(product)):
        if failure is None:
            continue
        if is_outer(failure.code) and attempt is not None and not is_outer(attempt.code):
            return Failure(attempt.code, attempt.source, attempt.event, failure.code)
        if not is_generic(failure.code):
            return failure
        fallback = fallback or failure
    return fallback


def latest_attempt(product: Product, evidence: Evidence) -> Failure | None:
    """The newest failing attempt in the events that nothing has overtaken; its inner code where there is one."""
    failing = _failing_events(product, evidence)
    if not failing:
        return None
    newest = failing[0]
    inner = next((event for event in failing if event.is_kms and not is_outer(event.result or 0)), None)
    if inner is None or inner is newest or not _hides(newest, product):
        return Failure(newest.result or 0, Source.EVENT, newest)
    return Failure(inner.result or 0, Source.EVENT, inner, newest.result)


def given_target(evidence: Evidence) -> Product | None:
    """The product a given code is most probably about: one that shows it, else one that is not licensed.

    None when it is rather about Windows, which has no key yet.
    """
    if evidence.given is None:
        return None
    codes = set(evidence.given.codes)
    products = sorted(evidence.known_products, key=lambda product: (product.is_licensed, not product.is_primary))
    for product in products:
        seen = {event.result for event in evidence.known_events if is_about(event, product, evidence)}
        if not product.is_licensed and codes & (seen | {product.reason}):
            return product
    is_about_windows = evidence.primary is None and evidence.application is not Application.OFFICE
    first = next(iter(products), None)
    return None if first is not None and first.is_licensed and is_about_windows else first


def given_code(evidence: Evidence) -> int | None:
    """The most telling of the given codes: one that hides nothing and is no general remark, else the first."""
    codes = evidence.given.codes if evidence.given else ()
    known = (code for code in codes if cause_of(code) and not is_outer(code) and not is_generic(code))
    return next(known, None) or next((code for code in codes if cause_of(code)), None) or next(iter(codes), None)


def is_about(event: Event, product: Product, evidence: Evidence) -> bool:
    """Whether an event is about a product.

    One that names none is no evidence about a KMS client, unless it is of a KMS exchange and there is no other client.
    Else it is about the only product it can be about, or Windows.
    """
    if event.activation_id is not None:
        return event.activation_id == product.activation_id
    candidates = _candidates(event, evidence.known_products)
    if len(candidates) > 1:
        candidates = [other for other in candidates if other.is_primary and not event.is_kms]
    return product in candidates


def names_its_product(event: Event, evidence: Evidence) -> bool:
    """Whether an event says which product it is about, or there is but one on the host that it can be about."""
    return event.activation_id is not None or len(_candidates(event, known(evidence.products) or ())) < 2


def renewed_at(product: Product, evidence: Evidence) -> datetime | None:
    """When KMS or AD last licensed a product, by the host's clock; None when the row does not tell."""
    if product.activated_by not in (ActivatedBy.KMS, ActivatedBy.AD) or not product.grace_minutes:
        return None
    if product.grace_minutes > KMS_VALIDITY_MINUTES:
        return None
    return evidence.host_now - timedelta(minutes=KMS_VALIDITY_MINUTES - product.grace_minutes)


def _given(product: Product, evidence: Evidence) -> Failure | None:
    code = given_code(evidence)
    if code is None or given_target(evidence) != product:
        return None
    event = next(
        (item for item in evidence.known_events if item.result == code and is_about(item, product, evidence)), None
    )
    return Failure(code, Source.GIVEN, event)


def _verdict(product: Product) -> Failure | None:
    """LicenseStatusReason where it is the answer to an attempt."""
    if product.is_licensed or is_generic(product.reason) or cause_of(product.reason) in STATES:
        return None
    return Failure(product.reason, Source.REASON)


def _state(product: Product) -> Failure | None:
    return None if product.is_licensed else Failure(product.reason, Source.REASON)


def _failing_events(product: Product, evidence: Evidence) -> list[Event]:
    """Failing attempts since the last success, newest first."""
    if product.is_licensed and product.activated_by not in (ActivatedBy.KMS, ActivatedBy.AD):
        return []
    renewed = renewed_at(product, evidence)
    found: list[Event] = []
    for event in evidence.known_events:
        if not is_about(event, product, evidence):
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


def _hides(event: Event, product: Product) -> bool:
    """Whether the code of an event tells less than that of a KMS exchange before it."""
    code = event.result or 0
    return is_outer(code) or is_generic(code) or (product.channel is Channel.GVLK and not event.is_kms)
