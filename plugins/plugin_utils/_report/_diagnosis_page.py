# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The page of a fleet: what stands in the file beside it, and the lines for the terminal. Pure.

What changes from minute to minute, such as the minutes left of a grace period, is not on it: a fleet in the same state
gives the same page, and a run that finds nothing new changes no file.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from markupsafe import escape

from .._html._template import digest
from .._language._catalogue import read_catalogue
from .._language._moment import minute
from .._language._text import Language
from .._result._diagnosis import GapResult
from .._result._finding import FindingResult, Health
from .._result._observed import ObservedResult, ViewResult
from .._result._product import ProductResult
from .._result._read import Excuses, HostDiagnosis, read_results
from ._grouping import Group, code_line, group_by_cause, product_line

Texts = Mapping[str, str]

_TEXTS = Path(__file__).parent / "texts"
_SCRIPT = Path(__file__).parent / "page.js"
_STYLE = Path(__file__).parent / "shared.css"

#: Support blocks a terminal has room for.
_BLOCKS_SHOWN = 3

#: Names a line of the terminal has room for.
_NAMES_SHOWN = 8

#: A clock that is less wrong than this is right; Kerberos draws the line here as well (documented default).
_CLOCK_TOLERANCE_SECONDS = 300


@dataclass(frozen=True, slots=True)
class Page:
    """A fleet at a moment.

    Attributes:
        hosts: The worst first.
        since: When this state was seen first, UTC.
        fixes: The safe fixes that led to this state, by host, each a sentence.
        made_now: Those of them that this run has made; a later one in the same state makes none and writes nothing.
    """

    hosts: tuple[HostDiagnosis, ...]
    groups: tuple[Group, ...]
    language: Language
    since: str
    fixes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    made_now: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@cache
def page_texts(language: Language) -> Texts:
    """The words of the page."""
    return read_catalogue(_TEXTS, language.value)


def make_page(
    results: Mapping[str, Mapping[str, Any]],
    language: Language,
    now: datetime,
    previous: str | Mapping[str, Any] | None = None,
    fixes: Mapping[str, Sequence[str]] | None = None,
) -> Page:
    """The page of a fleet.

    Args:
        results: Result of ``win_activation_diagnosis`` by host; empty for a host that has none.
        language: Of the words around the findings.
        now: The time in UTC.
        previous: The document written last or its text (ansible-core 2.18 makes values of texts that look like JSON);
            when it shows the same state, its time stays.
        fixes: The safe fixes that were made, by host; hosts without any may be among them.
    """
    made = {host: tuple(map(str, steps)) for host, steps in (fixes or {}).items() if steps}
    hosts = read_results(results, _excuses(page_texts(language)))
    page = Page(hosts, group_by_cause(hosts, language), language, minute(now), made, made)
    before = _read_document(previous)
    if _state_in(before) != _state_in(render_document(page)):
        return page
    return replace(page, since=str(before["since"]), fixes=made or _fixes_in(before))


def _state_in(document: Mapping[str, Any]) -> dict[str, Any]:
    """What a document says of the fleet, without when and by what it came to that."""
    return {name: value for name, value in document.items() if name not in ("since", "fixes")}


def _fixes_in(document: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    return {str(item["host"]): tuple(map(str, item["steps"])) for item in document.get("fixes") or ()}


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
        "fixes": [{"host": host, "steps": list(steps)} for host, steps in page.fixes.items()],
    }


def page_script() -> str:
    """What the page can do beside being read: copy a block, find a host, open what a link leads to."""
    return _SCRIPT.read_text(encoding="utf-8")


def shared_style() -> str:
    """What all pages of reports look like: colours, letters, cards."""
    return _STYLE.read_text(encoding="utf-8")


def page_policy() -> str:
    """The Content-Security-Policy of the page: nothing comes from elsewhere, and no script runs but its own."""
    return f"default-src 'none'; style-src 'unsafe-inline'; script-src {digest(page_script())}"


def escape_texts(value: Any) -> Any:
    """A value with every text in it made safe for HTML; keys are our own and stay.

    >>> escape_texts({"title": ["<b>", 7]})
    {'title': ['&lt;b&gt;', 7]}
    """
    if isinstance(value, str):
        return str(escape(str(value)))  # a text that calls itself safe is none
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
    parts = [f"{texts[health.value]} {counts[health.value]}" for health in Health if counts.get(health.value)]
    lines = [f"{counted(len(page.hosts), texts)}: {page.language.comma.join(parts)}"]
    if not page.groups:
        lines.append(texts["all_healthy"])
    for group in page.groups:
        lines += ["", *_group_lines(group, page.language)]
    return [*lines, *_fix_lines(page, texts), *_support_lines(page, texts), "", footnote(page.made_now, texts)]


def footnote(fixes: Mapping[str, Sequence[str]], texts: Texts) -> str:
    """Whether anything was changed, as it is."""
    return texts["footnote_fixed"].format(hosts=counted(len(fixes), texts)) if fixes else texts["footnote"]


def _fix_lines(page: Page, texts: Texts) -> list[str]:
    made = [f"    {host}: {step}" for host, steps in page.made_now.items() for step in steps]
    return ["", texts["fixed"], *made] if made else []


def _support_lines(page: Page, texts: Texts) -> list[str]:
    """The blocks of the worst hosts, and how many more there are."""
    blocks = [(host.host, host.result.support.lines) for host in page.hosts if host.result.support]
    lines = []
    for name, block in blocks[:_BLOCKS_SHOWN]:
        lines += ["", f"{texts['support']}: {name}", *(f"    {line}" for line in block)]
    if len(blocks) > _BLOCKS_SHOWN:
        lines += ["", texts["support_more"].format(count=len(blocks) - _BLOCKS_SHOWN)]
    return lines


def counted(number: int, texts: Texts) -> str:
    """Hosts, counted.

    >>> counted(17, {"one_host": "1 host", "many_hosts": "{count} hosts"})
    '17 hosts'
    """
    return texts["one_host"] if number == 1 else texts["many_hosts"].format(count=number)


def _group_lines(group: Group, language: Language) -> list[str]:
    finding, texts = group.example, page_texts(language)
    shown = language.comma.join(group.hosts[:_NAMES_SHOWN])
    if len(group.hosts) > _NAMES_SHOWN:
        shown += f"{language.comma}{texts['more_hosts'].format(count=len(group.hosts) - _NAMES_SHOWN)}"
    lines = [
        f"[{texts[group.health.value]}] {counted(len(group.hosts), texts)}: {finding.title}",
        f"    {shown}",
    ]
    lines += [f"    {texts['concerned']}: {language.comma.join(group.products)}"] if group.products else []
    for name, steps in (("next_step", finding.next_steps), ("fallbacks", finding.fallbacks)):
        lines += [f"    {texts[name]}: {language.gap.join(steps)}"] if steps else []
    if group.is_safe:
        lines.append(f"    {texts['safe_fix']}{language.gap}{texts['safe_fix_how']}")
    if group.retry_helps:
        lines.append(f"    {texts['retry_helps']}")
    return lines


def _counts(hosts: Sequence[HostDiagnosis]) -> dict[str, int]:
    """How many hosts there are, and how many of each health; none is at a note, which leaves a host healthy."""
    kinds = (health for health in Health if health is not Health.INFO)
    return {"hosts": len(hosts)} | {health.value: sum(host.health is health for host in hosts) for health in kinds}


def _render_group(group: Group) -> dict[str, Any]:
    finding = group.example
    return {
        "id": finding.id,
        "severity": group.health.value,
        "title": finding.title,
        "hosts": list(group.hosts),
        "products": list(group.products),
        "cause": finding.cause,
        "code": ", ".join(group.codes),
        "next_step": next(iter(finding.next_steps), ""),
        "more_steps": list(finding.next_steps[1:]),
        "fallbacks": list(finding.fallbacks),
        "retry_helps": group.retry_helps,
        "fix": finding.fix.module if finding.fix else None,
        "safe_fix": group.is_safe,
    }


def _render_host(host: HostDiagnosis) -> dict[str, Any]:
    result = host.result
    return {
        "name": host.host,
        "state": host.health.value,
        "message": host.message,
        "findings": [_render_finding(finding) for finding in result.findings],
        "support": list(result.support.lines) if result.support else [],
        "products": [_render_product(product) for product in result.products],
        "observed": _render_observed(result.observed or ObservedResult()),
        "not_read": [_gap_line(gap) for gap in result.not_read],
        "controller_view": _render_view(result.controller_view or ViewResult()),
    }


def _render_finding(finding: FindingResult) -> dict[str, Any]:
    """A finding as its module returned it, with product and code in one line each."""
    name = finding.product.name if finding.product else None
    told = {"product": product_line(finding), "product_name": name or "", "code": code_line(finding)}
    return finding.as_data() | told


def _render_product(product: ProductResult) -> dict[str, Any]:
    """Of the end only the day: computed from minutes left, it wavers by a minute."""
    follows_account = product.follows_account
    return {
        "activation_id": product.activation_id,
        "name": product.name,
        "application": product.application,
        "channel": product.channel,
        "partial_product_key": product.partial_product_key,
        "license_status": "by_account" if follows_account else product.license_status,
        "licensed": None if follows_account else product.licensed,
        "activated_by": product.activated_by,
        "reason": product.reason.code if product.reason and not follows_account else None,
        "expires_on": None if follows_account else _day(product.expires_at),
    }


def _day(moment: str | None) -> str | None:
    """The day of a moment in a result."""
    return moment[:10] if moment else None


def _render_observed(observed: ObservedResult) -> dict[str, Any]:
    offset = observed.clock_offset_seconds
    return {
        "windows": observed.windows,
        "build": observed.build,
        "edition_sku": observed.edition_sku,
        "domain": observed.domain,
        "dns_suffix": observed.dns_suffix,
        "pending_restart": observed.pending_restart,
        "proxy": observed.proxy.server if observed.proxy else None,
        "clock_offset_minutes": None if offset is None else _minutes(offset),
        "spp_start_mode": observed.spp_service.start_mode if observed.spp_service else None,
    }


def _gap_line(gap: GapResult) -> str:
    return f"{gap.what}: {gap.why}"


def _render_view(view: ViewResult) -> list[str]:
    """What the controller saw, a line each; it may look at another network than the host."""
    lines = []
    for record in view.records:
        hosts = ", ".join(f"{place.host}:{place.port}" for place in record.hosts)
        lines.append(f"{record.name} SRV: {record.problem or hosts or '-'}")
    lines += [f"{port.host}:{port.port} TCP: {port.problem or 'OK'}" for port in view.ports]
    return lines


def _minutes(seconds: int) -> int:
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
    def excuse(name: str, cause_id: str, health: Health) -> FindingResult:
        title, step = texts[f"{name}_title"], texts[f"{name}_step"]
        return FindingResult(id=cause_id, severity=health, title=title, next_steps=(step,))

    return Excuses(
        excuse("unreachable", "host_unreachable", Health.UNREACHABLE),
        excuse("undiagnosed", "host_not_diagnosed", Health.UNDIAGNOSED),
        excuse("untried", "host_not_diagnosed", Health.UNDIAGNOSED),
    )
