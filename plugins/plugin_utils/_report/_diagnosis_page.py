# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The page of a fleet: what stands in the file beside it, and the lines for the terminal. Pure.

What changes from minute to minute, such as the minutes left of a grace period, is not on it: a fleet in the same state
gives the same page, and a run that finds nothing new changes no file.
"""

from __future__ import annotations

import html
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from .._language._text import Language, read_yaml
from ._grouping import Excuses, Group, HostDiagnosis, HostFinding, Standing, group_by_cause, read_results

Texts = Mapping[str, str]

_TEXTS = Path(__file__).parent / "texts"

#: Names a line of the terminal has room for.
_NAMES_SHOWN = 8

#: A clock that is less wrong than this is right; Kerberos draws the line here as well (documented default).
_CLOCK_TOLERANCE_SECONDS = 300

_PRODUCT_FIELDS = (
    "activation_id",
    "name",
    "application",
    "channel",
    "partial_product_key",
    "license_status",
    "licensed",
    "activated_by",
)
_OBSERVED_FIELDS = ("build", "edition_sku", "domain", "dns_suffix", "pending_restart")


@dataclass(frozen=True, slots=True)
class Page:
    """A fleet at a moment.

    Attributes:
        hosts: The worst first.
        since: When this state was seen first, UTC.
    """

    hosts: tuple[HostDiagnosis, ...]
    groups: tuple[Group, ...]
    language: Language
    since: str


@cache
def page_texts(language: Language) -> Texts:
    """The words of the page."""
    return read_yaml(_TEXTS / f"{language.value}.yml")


def make_page(
    results: Mapping[str, Mapping[str, Any]],
    language: Language,
    now: datetime,
    previous: str | Mapping[str, Any] | None = None,
) -> Page:
    """The page of a fleet.

    Args:
        results: Result of ``win_activation_diagnosis`` by host; empty for a host that has none.
        language: Of the words around the findings.
        now: The time in UTC.
        previous: The document written last or its text (ansible-core 2.18 makes values of texts that look like JSON);
            when it shows the same state, its time stays.
    """
    hosts = read_results(results, _excuses(page_texts(language)))
    page = Page(hosts, group_by_cause(hosts), language, now.strftime("%Y-%m-%d %H:%M UTC"))
    before = _read_document(previous)
    if before | {"since": ""} == render_document(page) | {"since": ""}:
        return Page(page.hosts, page.groups, language, str(before["since"]))
    return page


def render_document(page: Page) -> dict[str, Any]:
    """The page as plain values: what the JSON file holds and the HTML file shows."""
    return {
        "format": "licenseops.windows/diagnosis",
        "version": 1,
        "language": page.language.value,
        "since": page.since,
        "counts": _counts(page.hosts),
        "groups": [_render_group(group) for group in page.groups],
        "hosts": [_render_host(host) for host in page.hosts],
    }


def escape_texts(value: Any) -> Any:
    """A value with every text in it made safe for HTML; keys are our own and stay.

    >>> escape_texts({"title": ["<b>", 7]})
    {'title': ['&lt;b&gt;', 7]}
    """
    if isinstance(value, str):
        return html.escape(value)
    if isinstance(value, Mapping):
        return {name: escape_texts(item) for name, item in value.items()}
    if isinstance(value, list):
        return [escape_texts(item) for item in value]
    return value


def render_lines(page: Page) -> list[str]:
    """The page for a terminal, the summary first."""
    texts = page_texts(page.language)
    counts = _counts(page.hosts)
    if not page.hosts:
        return [texts["nothing"]]
    parts = [f"{texts[standing.value]} {counts[standing.value]}" for standing in Standing if counts.get(standing.value)]
    lines = [f"{counted(len(page.hosts), texts)}: {', '.join(parts)}"]
    if not page.groups:
        return [*lines, texts["all_healthy"]]
    for group in page.groups:
        lines += ["", *_group_lines(group, texts)]
    return lines


def counted(number: int, texts: Texts) -> str:
    """Hosts, counted.

    >>> counted(17, {"one_host": "1 host", "many_hosts": "{count} hosts"})
    '17 hosts'
    """
    return texts["one_host"] if number == 1 else texts["many_hosts"].format(count=number)


def _group_lines(group: Group, texts: Texts) -> list[str]:
    finding = group.example
    shown = ", ".join(group.hosts[:_NAMES_SHOWN])
    if len(group.hosts) > _NAMES_SHOWN:
        shown += f", {texts['more_hosts'].format(count=len(group.hosts) - _NAMES_SHOWN)}"
    lines = [
        f"[{texts[group.standing.value]}] {counted(len(group.hosts), texts)}: {finding.title}",
        f"    {shown}",
    ]
    lines += [f"    {texts['next_step']}: {step}" for step in finding.next_steps[:1]]
    if group.is_safe:
        lines.append(f"    {texts['safe_fix']} {texts['safe_fix_how']}")
    if group.retry_helps:
        lines.append(f"    {texts['retry_helps']}")
    return lines


def _counts(hosts: Sequence[HostDiagnosis]) -> dict[str, int]:
    """How many hosts there are, and how many of each standing; a note alone leaves a host healthy."""
    standings = (standing for standing in Standing if standing is not Standing.INFO)
    return {"hosts": len(hosts)} | {
        standing.value: sum(host.standing is standing for host in hosts) for standing in standings
    }


def _render_group(group: Group) -> dict[str, Any]:
    finding = group.example
    return {
        "id": finding.cause_id,
        "severity": group.standing.value,
        "title": finding.title,
        "hosts": list(group.hosts),
        "cause": finding.cause,
        "code": finding.code,
        "next_step": next(iter(finding.next_steps), ""),
        "more_steps": list(finding.next_steps[1:]),
        "retry_helps": group.retry_helps,
        "fix": finding.fix.module if finding.fix else None,
        "safe_fix": group.is_safe,
    }


def _render_host(host: HostDiagnosis) -> dict[str, Any]:
    return {
        "name": host.host,
        "state": host.standing.value,
        "message": host.message,
        "findings": [_render_finding(finding) for finding in host.findings],
        "products": [_render_product(product) for product in host.products],
        "observed": _render_observed(host.observed or {}),
        "not_read": list(host.not_read),
        "controller_view": _render_view(host.controller_view or {}),
    }


def _render_finding(finding: HostFinding) -> dict[str, Any]:
    fix = finding.fix
    return {
        "id": finding.cause_id,
        "severity": finding.standing.value,
        "title": finding.title,
        "cause": finding.cause,
        "confidence": finding.confidence,
        "product": finding.product,
        "code": finding.code,
        "next_steps": list(finding.next_steps),
        "evidence": list(finding.evidence),
        "retry_helps": finding.retry_helps,
        "fix": {"module": fix.module, "options": dict(fix.options), "safe": fix.is_safe} if fix else None,
    }


def _render_product(product: Mapping[str, Any]) -> dict[str, Any]:
    """Of the end only the day: computed from minutes left, it wavers by a minute."""
    rendered = {name: product.get(name) for name in _PRODUCT_FIELDS}
    if product.get("application") == "office" and product.get("channel") == "subscription":
        return rendered | {"license_status": "by_account", "licensed": None, "reason": None, "expires_on": None}
    return rendered | {
        "reason": (product.get("reason") or {}).get("code"),
        "expires_on": str(product.get("expires_at") or "")[:10] or None,
    }


def _render_observed(observed: Mapping[str, Any]) -> dict[str, Any]:
    rendered = {name: observed.get(name) for name in _OBSERVED_FIELDS}
    offset = observed.get("clock_offset_seconds")
    service = observed.get("spp_service") or {}
    return rendered | {
        "proxy": (observed.get("proxy") or {}).get("server"),
        "clock_offset_minutes": None if offset is None else _minutes(float(offset)),
        "spp_start_mode": service.get("start_mode"),
    }


def _render_view(view: Mapping[str, Any]) -> list[str]:
    """What the controller saw, a line each; it may look at another network than the host."""
    lines = []
    for record in view.get("records") or ():
        hosts = ", ".join(f"{item['host']}:{item['port']}" for item in record["hosts"])
        lines.append(f"{record['name']} SRV: {record['problem'] or hosts or '-'}")
    for port in view.get("ports") or ():
        lines.append(f"{port['host']}:{port['port']} TCP: {port['problem'] or 'OK'}")
    return lines


def _minutes(seconds: float) -> int:
    return 0 if abs(seconds) < _CLOCK_TOLERANCE_SECONDS else round(seconds / 60)


def _read_document(previous: str | Mapping[str, Any] | None) -> dict[str, Any]:
    """What was written last; nothing when it is no such document."""
    document: Any = previous
    if isinstance(previous, str):
        try:
            document = json.loads(previous)
        except ValueError:
            return {}
    return dict(document) if isinstance(document, Mapping) and document.get("since") else {}


def _excuses(texts: Texts) -> Excuses:
    def excuse(name: str, cause_id: str, standing: Standing) -> HostFinding:
        return HostFinding(cause_id, standing, texts[f"{name}_title"], next_steps=(texts[f"{name}_step"],))

    return Excuses(
        excuse("unreachable", "host_unreachable", Standing.UNREACHABLE),
        excuse("undiagnosed", "host_not_diagnosed", Standing.UNDIAGNOSED),
        excuse("untried", "host_not_diagnosed", Standing.UNDIAGNOSED),
    )
