# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Editions: evaluations, keys in firmware, and Extended Security Updates."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from .._licensing._model import Channel, Product
from ._evidence import Evidence, known
from ._facts import days_left, evaluation_mentions, remaining_fact, state_fact
from ._finding import Confidence, Fact, Finding, Mention, Severity
from ._rules_product import fix_of

_WARN_BELOW_DAYS = 30

#: The edition in ``[4.0] Professional OEM:DM`` (recorded).
_FIRMWARE_EDITION = re.compile(r"(\w+)\s+OEM:", re.IGNORECASE)

#: Builds that Extended Security Updates cover: Windows 10 22H2, Server 2012 and 2012 R2 (documented).
_CLIENT_BUILDS: Final = frozenset({19045})
_SERVER_BUILDS: Final = frozenset({9200, 9600})

#: Editions of the long-term channel, which has its own support dates (documented).
_LONG_TERM: Final = frozenset({"enterprises", "enterprisesn", "iotenterprises", "iotenterprisesk"})


def ending_evaluation(evidence: Evidence) -> Iterator[Finding]:
    """An evaluation that has little time left."""
    for product in evidence.known_products:
        if product.channel is not Channel.EVALUATION or not product.is_licensed:
            continue
        if product.evaluation_end is None and not product.grace_minutes:
            continue
        days = days_left(product, evidence)
        if days < _WARN_BELOW_DAYS:
            yield Finding(
                id="evaluation_ending",
                severity=Severity.WARNING,
                confidence=Confidence.CERTAIN,
                product=product,
                mentions={"product": product.title, "days": days, **evaluation_mentions(product)},
                facts=(remaining_fact(product, evidence),),
            )


def firmware_key(evidence: Evidence) -> Iterator[Finding]:
    """The maker of the computer supplied a key, and Windows runs with another one that does not license it.

    Only a retail key, such as the default key of an installation, is looked at: a volume key is there on purpose.
    """
    product, edition = evidence.primary, firmware_edition(evidence)
    if product is None or product.is_licensed or product.channel is not Channel.RETAIL or edition is None:
        return
    fits = edition.lower() == product.family.lower()
    found_id = "firmware_key_unused" if fits else "firmware_key_other_edition"
    yield Finding(
        id=found_id,
        severity=Severity.CRITICAL,
        confidence=Confidence.LIKELY,
        product=product,
        mentions={"product": product.title, "family": product.family, "firmware": edition},
        facts=(Fact("firmware", {"firmware": edition, "family": product.family}), state_fact(product)),
        fix=fix_of(found_id, product, evidence),
    )


def extended_updates(evidence: Evidence) -> Iterator[Finding]:
    """An Extended Security Updates key needs a licensed Windows of a version it covers."""
    for product in evidence.known_products:
        if product.esu_year is None or product.is_licensed:
            continue
        base = evidence.primary
        if not _is_covered(product, base, evidence):
            yield _about_updates("esu_not_supported", product, base, evidence)
        if base is None or not base.is_licensed:
            yield _about_updates("esu_base_not_licensed", product, base, evidence)


def firmware_edition(evidence: Evidence) -> str | None:
    """EditionID that the key in the firmware is for, None without a key or when its description does not tell."""
    service = known(evidence.service)
    if service is None or not service.has_firmware_key:
        return None
    found = _FIRMWARE_EDITION.search(service.firmware_key_description or "")
    return found.group(1) if found else None


def _about_updates(found_id: str, product: Product, base: Product | None, evidence: Evidence) -> Finding:
    build = evidence.build
    mentions: dict[str, Mention] = {"product": product.title, "year": product.esu_year or 0}
    return Finding(
        id=found_id,
        severity=Severity.CRITICAL,
        confidence=Confidence.CERTAIN,
        product=product,
        mentions=mentions,
        facts=(
            *((Fact("build", {"build": build, "family": base.family if base else "?"}),) if build else ()),
            state_fact(base) if base is not None else Fact("no_windows_key"),
            state_fact(product),
        ),
    )


def _is_covered(product: Product, base: Product | None, evidence: Evidence) -> bool:
    """Whether the Windows on the host is one of those the key is for; what is not known is no objection."""
    if base is not None and base.family.lower() in _LONG_TERM:
        return False
    builds = _SERVER_BUILDS if product.family.lower().startswith("server") else _CLIENT_BUILDS
    return evidence.build is None or evidence.build in builds
