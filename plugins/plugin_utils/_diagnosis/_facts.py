# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What was seen, as facts with the names and numbers a person needs to check them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from .._language._moment import minute
from .._language._text import Listed
from .._licensing._kms import DEFAULT_PORT
from .._licensing._model import Product
from .._licensing._reason import hex_code
from . import _kinds as kinds
from ._case import Case, Failure, Source
from ._clock import clock_facts, offset_fact
from ._events import Event
from ._evidence import Evidence, Reach, SrvAnswer, known
from ._finding import Fact, Mention
from ._kinds import Kind

_LONGEST_TEXT: Final = 300


def facts_of(case: Case) -> tuple[Fact, ...]:
    """Where the code of the failure was found, then the state of the product."""
    return (*failure_facts(case.failure), state_fact(case.product))


def failure_facts(failure: Failure | None) -> tuple[Fact, ...]:
    """Where the code of a failure was found, and what it hid behind."""
    if failure is None:
        return ()
    found: list[Fact] = []
    if failure.source is Source.GIVEN:
        found.append(Fact("given", {"code": hex_code(failure.code)}))
    if failure.event is not None:
        found.append(event_fact(failure.event))
    if failure.outer is not None:
        found.append(Fact("outer", {"code": hex_code(failure.outer), "inner": hex_code(failure.code)}))
    return tuple(found)


def event_fact(event: Event) -> Fact:
    """``Event 12288 of 2026-03-02 07:40 UTC: 0x8007232B for kms-old.corp.example:1688``."""
    mentions: dict[str, Mention] = {"event": event.code_of_event, "code": hex_code(event.code)}
    if event.at is not None:
        mentions["time"] = minute(event.at)
    if event.kms_host:
        mentions["place"] = f"{event.kms_host}:{event.kms_port or DEFAULT_PORT}"
    if event.count is not None and event.required is not None:
        mentions |= {"count": event.count, "required": event.required}
    return Fact("event", mentions)


def state_fact(product: Product) -> Fact:
    """LicenseStatus and LicenseStatusReason of a row."""
    mentions = {"product": product.title, "status": product.status.label, "reason": hex_code(product.reason)}
    return Fact("state", mentions)


def remaining_fact(case: Case) -> Fact:
    """How many days a licence lasts."""
    return Fact("days_left", {"product": case.product.title, "days": case.days_left})


def type_facts(case: Case) -> tuple[Fact, ...]:
    """The activation type, where it shuts all ways but one."""
    name = "ad" if case.allows_directory_only else "token" if case.allows_token_only else None
    return (Fact("activation_type", {"type": name, "product": case.product.title}),) if name else ()


def kms_facts(case: Case) -> tuple[Fact, ...]:
    """Which KMS host is configured for a product and where, or which domain is searched for one."""
    own, host, domain = case.product.kms.host, case.kms_settings.host, case.lookup_domain
    if own:
        return (Fact("kms_host_product", {"host": own, "product": case.product.title}),)
    if host:
        return (Fact("kms_host_service", {"host": host}),)
    return (Fact("kms_lookup", {"domain": domain}),) if domain else ()


def facts_beside(kind: Kind, evidence: Evidence) -> tuple[Fact, ...]:
    """What the host shows that belongs to a kind of finding, whichever product it is about."""
    return tuple(fact for look in _BESIDE.get(kind, ()) for fact in look(evidence))


def given_text_fact(evidence: Evidence) -> tuple[Fact, ...]:
    """The text that came with a given code, shortened."""
    text = " ".join(evidence.given.text.split()) if evidence.given else ""
    return (Fact("given_text", {"text": text[:_LONGEST_TEXT]}),) if text else ()


def controller_facts(evidence: Evidence) -> tuple[Fact, ...]:
    """What the controller sees of the KMS host; it may differ from what the host sees, so it decides nothing."""
    view = evidence.controller
    return (*map(_record_fact, view.records), *map(_port_fact, view.ports)) if view else ()


def proxy_fact(evidence: Evidence) -> tuple[Fact, ...]:
    """The machine-wide proxy, where there is one."""
    proxy = known(evidence.proxy)
    return (Fact("proxy", {"proxy": proxy.server}),) if proxy and proxy.server else ()


def restart_fact(evidence: Evidence) -> tuple[Fact, ...]:
    """That Windows waits for a restart."""
    return (Fact("restart_pending"),) if known(evidence.has_pending_restart) else ()


def start_mode_fact(evidence: Evidence) -> tuple[Fact, ...]:
    """How the service behind licensing is started."""
    protection = known(evidence.protection)
    return (Fact("start_mode", {"mode": protection.start_mode or "?"}),) if protection else ()


def _record_fact(answer: SrvAnswer) -> Fact:
    if answer.hosts:
        hosts = Listed(*(f"{host}:{port}" for host, port in answer.hosts))
        return Fact("controller_records", {"domain": answer.domain, "hosts": hosts})
    return Fact("controller_no_records", {"domain": answer.domain, "problem": answer.problem or "?"})


def _port_fact(port: Reach) -> Fact:
    place = f"{port.host}:{port.port}"
    if port.problem:
        return Fact("controller_reaches_not", {"place": place, "problem": port.problem})
    return Fact("controller_reaches", {"place": place})


_BESIDE: Final[Mapping[Kind, tuple[Callable[[Evidence], tuple[Fact, ...]], ...]]] = {
    kinds.CLOCK_WRONG: (clock_facts,),
    kinds.TLS_FAILED: (offset_fact, proxy_fact),
    kinds.ENDPOINT_UNREACHABLE: (proxy_fact,),
    kinds.PROXY_INTERFERES: (proxy_fact,),
    kinds.M365_SIGNIN_FAILED: (proxy_fact,),
    kinds.RESTART_REQUIRED: (restart_fact,),
    kinds.SERVICE_DISABLED: (start_mode_fact,),
}
