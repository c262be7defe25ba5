# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A diagnosis as a plain result: stable names and numbers, and the texts of the findings in a language."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from .._diagnosis._diagnose import is_healthy
from .._diagnosis._events import Event
from .._diagnosis._evidence import ControllerView, Evidence, Gap, known
from .._diagnosis._finding import Finding
from .._diagnosis._gaps import refusals
from .._diagnosis._texts import tell
from .._language._text import Language
from .._licensing._model import Product
from .._licensing._reason import hex_code
from ._product import render_code, render_product

#: More events than these help nobody.
_MOST_EVENTS = 20


def render_diagnosis(
    evidence: Evidence, findings: Sequence[Finding], language: Language, now: datetime
) -> dict[str, Any]:
    """Findings, products and what was observed, as the module returns them."""
    rendered = [render_finding(finding, language) for finding in findings]
    return {
        "findings": rendered,
        "healthy": is_healthy(evidence, findings),
        "diagnosis": rendered[0]["title"] if rendered else None,
        "products": [render_product(product, now, language) for product in known(evidence.products) or ()],
        "observed": render_observed(evidence),
        "not_read": [{"what": name, "why": _why(gap)} for name, gap in refusals(evidence)],
        "controller_view": render_view(evidence.controller) if evidence.controller else None,
    }


def render_finding(finding: Finding, language: Language) -> dict[str, Any]:
    """A finding with its texts."""
    told = tell(finding, language)
    fix = finding.fix
    return {
        "id": finding.id,
        "severity": finding.severity.label,
        "confidence": finding.confidence.label,
        "product": _product(finding.product),
        "code": render_code(finding.code, language) if finding.code else None,
        "title": told.title,
        "cause": told.cause,
        "next_steps": list(told.next_steps),
        "evidence": list(told.evidence),
        "retry_helps": finding.retry_helps,
        "fix": {"module": fix.module, "options": dict(fix.options), "safe": fix.is_safe} if fix else None,
    }


def render_observed(evidence: Evidence) -> dict[str, Any]:
    """What was read beside the products; null for what was not."""
    service, suffix, events = known(evidence.service), known(evidence.dns_suffix), known(evidence.events)
    return {
        **_system(evidence),
        **_computer(evidence),
        "dns_suffix": suffix.primary if suffix else None,
        "dns_suffix_search": list(suffix.search) if suffix and suffix.search is not None else None,
        "proxy": _proxy(evidence),
        "tls": _tls(evidence),
        "pending_restart": known(evidence.has_pending_restart),
        "spp_service": _protection(evidence),
        "firmware_key": service.firmware_key_description if service and service.has_firmware_key else None,
        "windows_rearms_left": service.windows_rearms_left if service else None,
        "events": [_event(event) for event in events[:_MOST_EVENTS]] if events is not None else None,
    }


def render_view(view: ControllerView) -> dict[str, Any]:
    """The controller's view."""
    return {
        "records": [
            {
                "name": f"_vlmcs._tcp.{answer.domain}",
                "hosts": [{"host": host, "port": port} for host, port in answer.hosts],
                "problem": answer.problem or None,
            }
            for answer in view.records
        ],
        "ports": [
            {"host": item.host, "port": item.port, "reachable": not item.problem, "problem": item.problem or None}
            for item in view.ports
        ],
    }


def _product(product: Product | None) -> dict[str, Any] | None:
    if product is None:
        return None
    return {
        "activation_id": product.activation_id,
        "name": product.name,
        "partial_product_key": product.partial_product_key,
        "application": product.application.label,
    }


def _system(evidence: Evidence) -> dict[str, Any]:
    system = known(evidence.system)
    return {
        "clock_offset_seconds": system.clock_offset if system else None,
        "build": evidence.build,
        "edition_sku": system.edition_sku if system else None,
        "product_type": system.product_type if system else None,
        "booted_at": _stamp(system.booted_at) if system else None,
        "language": system.language if system else None,
    }


def _computer(evidence: Evidence) -> dict[str, Any]:
    computer = known(evidence.computer)
    return {
        "domain_member": computer.is_joined if computer else None,
        "domain": computer.domain if computer else None,
    }


def _proxy(evidence: Evidence) -> dict[str, Any] | None:
    proxy = known(evidence.proxy)
    return {"server": proxy.server, "bypass": proxy.bypass} if proxy else None


def _tls(evidence: Evidence) -> dict[str, Any] | None:
    tls, protocols = known(evidence.tls), known(evidence.tls_protocols)
    if tls is None and protocols is None:
        return None
    return {
        "enabled": tls.enabled if tls else None,
        "disabled_by_default": tls.disabled_by_default if tls else None,
        "default_secure_protocols": protocols,
    }


def _protection(evidence: Evidence) -> dict[str, Any] | None:
    protection = known(evidence.protection)
    return {"state": protection.state, "start_mode": protection.start_mode} if protection else None


def _event(event: Event) -> dict[str, Any]:
    return {
        "id": event.code_of_event,
        "time": _stamp(event.at),
        "code": hex_code(event.result) if event.result is not None else None,
        "kms_host": event.kms_host,
        "activation_id": event.activation_id,
    }


def _stamp(moment: datetime | None) -> str | None:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ") if moment else None


def _why(gap: Gap) -> str:
    return " ".join(part for part in (hex_code(gap.code) if gap.code else "", gap.text) if part)
