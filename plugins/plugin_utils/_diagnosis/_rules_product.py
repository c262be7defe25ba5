# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The finding for the failure of each product: the cause of its code, made precise by what the host shows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from .._licensing._catalog import find_error
from .._licensing._kms import DEFAULT_PORT
from .._licensing._model import Channel, Product
from ._evidence import Evidence, known
from ._facts import (
    KMS_CLOCK_TOLERANCE,
    clock_facts,
    clock_mentions,
    difference,
    evaluation_mentions,
    facts_of,
    kms_facts,
    lookup_domain,
)
from ._failure import (
    STATES,
    Failure,
    Source,
    cause_of,
    failure_of,
    given_code,
    given_target,
    is_generic,
    is_in_grace,
    is_name_failure,
    names_its_product,
)
from ._finding import Confidence, Fact, Finding, Mention, ModuleCall, Severity
from ._kms_hosts import cloud_of
from ._unknown import unknown_facts, unknown_mentions

#: Causes that a KMS client alone can meet.
KMS_CAUSES: Final = frozenset(
    {
        "kms_no_answer",
        "kms_rpc_failed",
        "kms_record_missing",
        "kms_host_name_unknown",
        "kms_cloud_unreachable",
        "dns_unavailable",
        "kms_count_low",
        "kms_host_not_activated",
        "kms_host_key_mismatch",
        "kms_not_bound",
    }
)

#: A KMS host that was asked and did not answer: nobody but its provider can do anything on one of a cloud.
_UNREACHED: Final = frozenset({"kms_no_answer", "kms_rpc_failed", "kms_record_missing", "network_unreachable"})

#: Codes that are no failures: worth an answer when someone asks for them, no more.
_REMARKS = frozenset({"no_action_needed", "limited_time_running"})

#: What the service behind licensing needs, as options of the module that gives it.
_SERVICE_FIXES = {"service_disabled": "enabled", "service_transient": "refreshed"}

#: Causes a plain attempt puts right, once the way is clear; each may cost an activation.
_CURED_BY_ACTIVATION = frozenset({"not_activated", "kms_not_bound", "hardware_changed"})


def failing_products(evidence: Evidence) -> Iterator[Finding]:
    """What keeps each product from being licensed, and what a given code says of one that is."""
    for product in evidence.known_products:
        failure = failure_of(product, evidence)
        if failure is None or (product.is_licensed and failure.source is not Source.GIVEN and failure.outer is None):
            continue
        if product.is_licensed and given_target(evidence) != product:
            continue
        main = finding_for(failure, product, evidence)
        state = _state_beside(main, failure, product, evidence)
        if state is not None and main.id == "digital_licence_not_found":
            yield replace(main, confidence=Confidence.LIKELY)
        else:
            yield main
        if state is not None:
            yield state


def given_without_product(evidence: Evidence) -> Iterator[Finding]:
    """A given code on a host that shows no product it could be about."""
    code = given_code(evidence)
    if code is not None and given_target(evidence) is None:
        yield finding_for(Failure(code, Source.GIVEN), None, evidence)


def finding_for(failure: Failure, product: Product | None, evidence: Evidence) -> Finding:
    """The finding a code leads to."""
    cause = cause_of(failure.code)
    found_id = _precise(cause, failure, product, evidence)
    unknown = found_id == "unknown_code"
    entry = find_error(failure.code)
    facts = facts_of(failure, product, evidence)
    return Finding(
        id=found_id,
        severity=_severity(found_id, failure, product),
        confidence=_confidence(found_id, failure, product, evidence),
        product=product,
        code=failure.code or None,
        cause_id=None if found_id == "kms_cloud_unreachable" else cause,
        mentions=unknown_mentions(failure.code) if unknown else mentions_of(found_id, failure, product, evidence),
        facts=facts + (unknown_facts(evidence) if unknown else _more_facts(found_id, product, evidence)),
        retry_helps=entry is not None and entry.is_retryable and found_id == entry.cause_id,
        fix=fix_of(found_id, product, evidence),
    )


def mentions_of(
    found_id: str, failure: Failure | None, product: Product | None, evidence: Evidence
) -> Mapping[str, Mention]:
    """The names and numbers that title and steps of a finding may use."""
    mentions: dict[str, Mention] = {}
    if product is None:
        return mentions
    mentions |= {"product": product.title, "family": product.family, **evaluation_mentions(product)}
    mentions |= _host_mentions(failure, product, evidence)
    domain = lookup_domain(product, evidence)
    if domain:
        mentions["domain"] = domain
    if found_id == "kms_count_low":
        mentions |= _count(product, evidence)
    if found_id == "clock_wrong":
        mentions |= _clock(product, evidence)
    proxy = known(evidence.proxy)
    if proxy is not None and proxy.server:
        mentions["proxy"] = proxy.server
    return mentions


def _host_mentions(failure: Failure | None, product: Product, evidence: Evidence) -> Mapping[str, Mention]:
    """The KMS host that is meant, whether it was asked, and the cloud it belongs to."""
    event = failure.event if failure else None
    host = _asked_host(failure, product, evidence)
    if not host:
        return {}
    mentions: dict[str, Mention] = {
        "host": host,
        "port": (event.kms_port if event else None) or _port(product, evidence),
    }
    if event and event.kms_host:
        mentions["asked"] = event.kms_host
    cloud = _cloud_behind(failure, product, evidence)
    return {**mentions, "provider": cloud} if cloud else mentions


def _clock(product: Product, evidence: Evidence) -> Mapping[str, Mention]:
    """How wrong the clock is; or that a KMS client is in time, so that its KMS host is the one to look at."""
    offset = evidence.clock_offset
    if offset is None:
        return {}
    if abs(offset) > KMS_CLOCK_TOLERANCE:
        return clock_mentions(offset)
    return {"in_time": difference(offset)} if product.channel is Channel.GVLK else {}


def fix_of(found_id: str, product: Product | None, evidence: Evidence) -> ModuleCall | None:
    """The task that puts a finding right, where there is one."""
    if found_id in _SERVICE_FIXES:
        return ModuleCall("win_software_protection", {_SERVICE_FIXES[found_id]: True}, is_safe=True)
    return _fix_of_product(found_id, product, evidence) if product is not None else None


def _fix_of_product(found_id: str, product: Product, evidence: Evidence) -> ModuleCall | None:
    target: dict[str, str | bool] = {} if product.is_primary else {"activation_id": product.activation_id}
    if found_id == "kms_host_name_unknown":
        level: dict[str, str | bool] = {"activation_id": product.activation_id} if product.kms.host else {}
        return ModuleCall("win_kms_client", {"state": "absent", **level}, is_safe=not _has_lookup(product, evidence))
    if found_id == "activation_type_unsuitable":
        return ModuleCall("win_kms_client", {"activation_type": "any", **target})
    if found_id == "firmware_key_unused":
        return ModuleCall("win_activation", {"source": "firmware"})
    return ModuleCall("win_activation", target) if found_id in _CURED_BY_ACTIVATION else None


def _precise(cause: str | None, failure: Failure, product: Product | None, evidence: Evidence) -> str:
    """The id of a finding: the cause of its code, unless the host shows something more telling."""
    if product is not None:
        if cause in _UNREACHED and _cloud_behind(failure, product, evidence):
            return "kms_cloud_unreachable"
        if is_name_failure(failure.code) and _is_pinned(failure, product, evidence):
            return "kms_host_name_unknown"
        if product.channel is Channel.EVALUATION and cause == "key_edition_mismatch":
            return "evaluation_edition"
        if failure.source is Source.REASON and is_generic(failure.code):
            return _unlicensed(cause, product, evidence)
    return cause or "unknown_code"


def cause_behind(failure: Failure, product: Product, evidence: Evidence) -> str | None:
    """The cause whose explanation and steps belong to a failure of a volume client."""
    cause = cause_of(failure.code)
    is_cloud = cause in _UNREACHED and _cloud_behind(failure, product, evidence) is not None
    return "kms_cloud_unreachable" if is_cloud else cause


def _cloud_behind(failure: Failure | None, product: Product, evidence: Evidence) -> str | None:
    """The cloud whose KMS host a client asks."""
    host = _asked_host(failure, product, evidence) if product.channel is Channel.GVLK else None
    return cloud_of(host) if host else None


def _asked_host(failure: Failure | None, product: Product, evidence: Evidence) -> str | None:
    """The host of the failing attempt, else the one that is set, else the one that was found."""
    event = failure.event if failure else None
    return (event.kms_host if event else None) or evidence.kms_host_of(product) or product.kms.discovered_host


def _unlicensed(cause: str | None, product: Product, evidence: Evidence) -> str:
    """A state without a reason: an evaluation has ended, anything else was never activated, or its time is over."""
    has_time = product.evaluation_end is not None and product.evaluation_end > evidence.host_now
    if product.is_stopped_evaluation and not has_time:
        return "validity_expired"
    return cause if cause == "kms_not_bound" else "not_activated"


def _is_pinned(failure: Failure, product: Product, evidence: Evidence) -> bool:
    """Whether the name that does not resolve is one that is configured now."""
    host = evidence.kms_host_of(product)
    asked = failure.event.kms_host if failure.event else None
    return product.channel is Channel.GVLK and host is not None and (asked is None or asked.lower() == host.lower())


def _severity(found_id: str, failure: Failure, product: Product | None) -> Severity:
    if found_id in _REMARKS:
        return Severity.INFO
    if product is None:
        return Severity.CRITICAL
    is_quiet = found_id == "not_activated" and failure.source is Source.REASON and is_in_grace(product)
    return Severity.WARNING if product.is_licensed or is_quiet else Severity.CRITICAL


def _confidence(found_id: str, failure: Failure, product: Product | None, evidence: Evidence) -> Confidence:
    """Certain when the code fits the state of the product."""
    if found_id == "unknown_code":
        return Confidence.LIKELY
    if product is None:
        return Confidence.CERTAIN if known(evidence.products) is not None else Confidence.LIKELY
    if found_id in KMS_CAUSES and product.channel is not Channel.GVLK:
        return Confidence.LIKELY
    if is_generic(failure.code) and found_id != "validity_expired":
        return Confidence.LIKELY
    may_be_of_another = failure.event is not None and not names_its_product(failure.event, evidence)
    if may_be_of_another or found_id == "kms_no_answer":
        return Confidence.LIKELY
    return _clock_confidence(evidence) if found_id == "clock_wrong" else _key_confidence(found_id, product)


def _clock_confidence(evidence: Evidence) -> Confidence:
    """A KMS host complained; the clock that is wrong may be its own."""
    offset = evidence.clock_offset
    agrees = offset is not None and len(clock_facts(evidence)) == 1
    return Confidence.CERTAIN if agrees else Confidence.LIKELY


def _key_confidence(found_id: str, product: Product) -> Confidence:
    """A product that has a key cannot lack one: the code was about another."""
    return Confidence.LIKELY if found_id == "key_missing" and product.partial_product_key else Confidence.CERTAIN


def _state_beside(main: Finding, failure: Failure, product: Product, evidence: Evidence) -> Finding | None:
    """What the row says of its state where the failure is another: why the product had to be activated at all."""
    cause = cause_of(product.reason)
    if product.is_licensed or cause not in STATES or cause == main.id or failure.source is Source.REASON:
        return None
    beside = finding_for(Failure(product.reason, Source.REASON), product, evidence)
    is_root = main.id == "digital_licence_not_found"
    return replace(beside, confidence=Confidence.CERTAIN if is_root else Confidence.LIKELY)


def _more_facts(found_id: str, product: Product | None, evidence: Evidence) -> tuple[Fact, ...]:
    """What else was seen that belongs to a cause."""
    facts: tuple[Fact, ...] = ()
    if product is not None and found_id in KMS_CAUSES and product.channel is Channel.GVLK:
        facts += kms_facts(product, evidence) + _controller_facts(product, evidence)
    if found_id in ("clock_wrong", "tls_failed"):
        facts += clock_facts(evidence)[: 2 if found_id == "clock_wrong" else 1]
    proxy = known(evidence.proxy)
    if proxy is not None and proxy.server and found_id in ("proxy_interferes", "endpoint_unreachable", "tls_failed"):
        facts += (Fact("proxy", {"proxy": proxy.server}),)
    if found_id == "restart_required" and known(evidence.has_pending_restart):
        facts += (Fact("restart_pending"),)
    protection = known(evidence.protection)
    if protection is not None and found_id == "service_disabled":
        facts += (Fact("start_mode", {"mode": protection.start_mode or "?"}),)
    return facts


def _controller_facts(product: Product, evidence: Evidence) -> tuple[Fact, ...]:
    """What the controller sees of the KMS host; it may differ from what the host sees, so it decides nothing."""
    view = evidence.controller
    if view is None:
        return ()
    facts = [
        Fact(
            "controller_records",
            {"domain": item.domain, "hosts": ", ".join(f"{host}:{port}" for host, port in item.hosts)},
        )
        if item.hosts
        else Fact("controller_no_records", {"domain": item.domain, "problem": item.problem or "?"})
        for item in view.records
    ]
    facts += [
        Fact("controller_reaches_not", {"place": f"{item.host}:{item.port}", "problem": item.problem})
        if item.problem
        else Fact("controller_reaches", {"place": f"{item.host}:{item.port}"})
        for item in view.ports
    ]
    return tuple(facts)


def _port(product: Product, evidence: Evidence) -> int:
    service = known(evidence.service)
    configured = product.kms.port if product.kms.host else (service.kms.port if service else None)
    return configured or product.kms.discovered_port or DEFAULT_PORT


def _count(product: Product, evidence: Evidence) -> dict[str, Mention]:
    """Count and need, from the newest answer of a KMS host about the product."""
    for event in evidence.known_events:
        if event.activation_id == product.activation_id and event.count is not None and event.required is not None:
            return {"count": event.count, "required": event.required}
    return {}


def _has_lookup(product: Product, evidence: Evidence) -> bool:
    """Whether clearing the KMS settings would take a lookup domain away as well."""
    service = known(evidence.service)
    level = product.kms if product.kms.host else (service.kms if service else product.kms)
    return bool(level.lookup_domain)
