# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Diagnoses of many hosts, grouped by cause: "17 hosts: KMS host kms-old.corp.example cannot be resolved". Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from .._language._order import natural_order
from .._language._text import Language
from .._result._finding import FindingResult, Health
from .._result._read import HostDiagnosis

#: The lower ten bits of a Windows language number are the language, the others where it is spoken (documented).
_LANGUAGE_BITS: Final = 0x3FF
_LANGUAGE_NUMBERS: Final = {Language.ENGLISH: 0x09, Language.JAPANESE: 0x11}

#: More ends of keys than these do not help to tell a product.
_MOST_KEYS: Final = 3


@dataclass(frozen=True, slots=True)
class Group:
    """Hosts with the same trouble.

    Attributes:
        example: The finding of one of the hosts, of one in the reader's language if there is any; it speaks for all.
        codes: All codes behind it, with their symbols.
        products: The products concerned, each with the ends of its keys.
        health: The worst of all.
        hosts: Names, in natural order.
        is_safe: Whether a safe fix exists for every one of the hosts.
        retry_helps: Whether trying again can help every one of them.
    """

    example: FindingResult
    health: Health
    hosts: tuple[str, ...]
    codes: tuple[str, ...]
    products: tuple[str, ...]
    is_safe: bool
    retry_helps: bool


@dataclass(frozen=True, slots=True)
class _Found:
    """A finding, and whose it is."""

    host: HostDiagnosis
    finding: FindingResult


def group_by_cause(hosts: Iterable[HostDiagnosis], language: Language = Language.ENGLISH) -> tuple[Group, ...]:
    """One group for each cause and what it names; the worst first, then the one with most hosts.

    Args:
        hosts: Their diagnoses.
        language: That of the reader, in whose language names are shown where one of the hosts has them.
    """
    found: dict[tuple[str, str], list[_Found]] = {}
    for host in hosts:
        for finding in host.result.findings:
            found.setdefault((finding.id, finding.shared_name), []).append(_Found(host, finding))
    groups = [_group(items, language) for items in found.values()]
    return tuple(sorted(groups, key=_group_order))


def code_line(finding: FindingResult) -> str:
    """The code behind a finding, with its symbol; empty when there is none."""
    return " ".join(part for part in (finding.code.code, finding.code.symbol) if part) if finding.code else ""


def product_line(finding: FindingResult) -> str:
    """The product a finding is about, short, with the end of its key; empty when there is none."""
    product = finding.product
    if product is None:
        return ""
    key = f"...{product.partial_product_key}" if product.partial_product_key else ""
    return " ".join(part for part in (product.called, key) if part)


def _group(items: Sequence[_Found], language: Language) -> Group:
    items = sorted(items, key=lambda item: natural_order(item.host.host))
    findings = [item.finding for item in items]
    return Group(
        example=next((item.finding for item in items if _speaks(item.host, language)), findings[0]),
        health=min((finding.severity for finding in findings), key=lambda health: health.rank),
        hosts=tuple(dict.fromkeys(item.host.host for item in items)),
        codes=tuple(dict.fromkeys(filter(None, map(code_line, findings)))),
        products=tuple(_concerned(findings)),
        is_safe=all(finding.fix is not None and finding.fix.safe for finding in findings),
        retry_helps=all(finding.retry_helps for finding in findings),
    )


def _speaks(host: HostDiagnosis, language: Language) -> bool:
    """Whether Windows on a host is in a language."""
    number = host.result.observed.language if host.result.observed else None
    return number is not None and number & _LANGUAGE_BITS == _LANGUAGE_NUMBERS[language]


def _concerned(findings: Iterable[FindingResult]) -> Iterator[str]:
    """Each product once, with the ends of its keys."""
    names: dict[str, str] = {}
    keys: dict[str, dict[str, None]] = {}
    for product in (finding.product for finding in findings if finding.product):
        identity = product.activation_id or product.called
        names.setdefault(identity, product.called)
        ends = keys.setdefault(identity, {})
        if product.partial_product_key:
            ends[f"...{product.partial_product_key}"] = None
    for identity, name in names.items():
        shown = [*keys[identity]][:_MOST_KEYS] + ["..."] * (len(keys[identity]) > _MOST_KEYS)
        yield f"{name} ({', '.join(shown)})" if shown else name


def _group_order(group: Group) -> tuple[int, int, str, str]:
    return (group.health.rank, -len(group.hosts), group.example.id, group.example.shared_name)
