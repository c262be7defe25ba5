# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What was seen, as facts with the names and numbers a person needs to check them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from .._licensing._kms import DEFAULT_PORT
from .._licensing._model import MINUTES_PER_DAY, Channel, Product
from .._licensing._reason import hex_code
from ._events import Event
from ._evidence import Evidence, known
from ._failure import Failure, Source
from ._finding import Fact, Mention

#: KMS hosts refuse a larger difference (documented).
KMS_CLOCK_TOLERANCE: Final = timedelta(hours=4)


def facts_of(failure: Failure, product: Product | None, evidence: Evidence) -> tuple[Fact, ...]:
    """Where the code of a failure was found, then the state of the product."""
    found: list[Fact] = []
    if failure.source is Source.GIVEN:
        found.append(Fact("given", {"code": hex_code(failure.code)}))
    if failure.event is not None:
        found.append(event_fact(failure.event))
    if failure.outer is not None:
        found.append(Fact("outer", {"code": hex_code(failure.outer), "inner": hex_code(failure.code)}))
    if product is not None:
        found.append(state_fact(product))
    return tuple(found)


def event_fact(event: Event) -> Fact:
    """``Event 12288 of 2026-03-02 07:40 UTC: 0x8007232B for kms-old.corp.example:1688``."""
    mentions: dict[str, Mention] = {"event": event.code_of_event, "code": hex_code(event.result or 0)}
    if event.at is not None:
        mentions["time"] = stamp(event.at)
    if event.kms_host:
        mentions["place"] = f"{event.kms_host}:{event.kms_port or DEFAULT_PORT}"
    if event.count is not None and event.required is not None:
        mentions |= {"count": event.count, "required": event.required}
    return Fact("event", mentions)


def state_fact(product: Product) -> Fact:
    """LicenseStatus and LicenseStatusReason of a row."""
    mentions = {"product": product.title, "status": product.status.label, "reason": hex_code(product.reason)}
    return Fact("state", mentions)


def kms_facts(product: Product, evidence: Evidence) -> tuple[Fact, ...]:
    """Which KMS host is configured for a product and where, or which was found."""
    service = known(evidence.service)
    if product.kms.host:
        return (Fact("kms_host_product", {"host": product.kms.host, "product": product.title}),)
    if service and service.kms.host:
        return (Fact("kms_host_service", {"host": service.kms.host}),)
    domain = lookup_domain(product, evidence)
    return (Fact("kms_lookup", {"domain": domain}),) if domain else ()


def lookup_domain(product: Product, evidence: Evidence) -> str | None:
    """The domain whose SRV records name the KMS host, as far as it is known."""
    service, suffix, computer = known(evidence.service), known(evidence.dns_suffix), known(evidence.computer)
    forced = product.kms.lookup_domain or (service.kms.lookup_domain if service else None)
    joined = computer.domain if computer and computer.is_joined else None
    return forced or (suffix.primary if suffix else None) or joined


def clock_facts(evidence: Evidence) -> tuple[Fact, ...]:
    """How far the host's clock is from the controller's, and that the host of a KMS may be the one to look at."""
    offset = evidence.clock_offset
    if offset is None:
        return ()
    kind = "clock_ahead" if offset >= timedelta() else "clock_behind"
    facts = [Fact(kind, clock_mentions(offset))]
    if abs(offset) <= KMS_CLOCK_TOLERANCE:
        facts.append(Fact("clock_of_kms_host"))
    return tuple(facts)


def remaining_fact(product: Product, evidence: Evidence) -> Fact:
    """How many days a licence lasts."""
    return Fact("days_left", {"product": product.title, "days": days_left(product, evidence)})


def days_left(product: Product, evidence: Evidence) -> int:
    """Whole days until a temporary licence ends; that of an evaluation has a date."""
    if product.evaluation_end is not None:
        return max((product.evaluation_end - evidence.host_now).days, 0)
    return product.grace_minutes // MINUTES_PER_DAY


def evaluation_mentions(product: Product) -> Mapping[str, Mention]:
    """The family of an evaluation, by whether it can be converted: that of a server can, that of a client cannot."""
    if product.channel is not Channel.EVALUATION:
        return {}
    return {"server_evaluation" if product.is_server else "client_evaluation": product.family}


def clock_mentions(offset: timedelta) -> Mapping[str, Mention]:
    """What texts may say of a difference of clocks: its hours, and its days where there are several."""
    days = abs(offset).days
    return {"difference": difference(offset), **({"days": days} if days > 1 else {})}


def difference(offset: timedelta) -> str:
    """A difference of clocks without its sign.

    >>> difference(timedelta(hours=-6, minutes=-5))
    '6:05'
    """
    minutes = round(abs(offset).total_seconds() / 60)
    return f"{minutes // 60}:{minutes % 60:02}"


def stamp(moment: datetime) -> str:
    """A moment as evidence shows it; all moments are UTC."""
    return moment.strftime("%Y-%m-%d %H:%M UTC")
