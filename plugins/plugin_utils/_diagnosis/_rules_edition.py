# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Editions: evaluations, keys in firmware, and Extended Security Updates."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .._licensing._extended import has_programme, is_server, long_term_end
from .._licensing._model import Channel, Product
from ._evidence import Evidence, known
from ._facts import days_left, evaluation_mentions, remaining_fact, state_fact
from ._finding import Confidence, Fact, Finding, Mention, Severity
from ._rules_product import fix_of

_WARN_BELOW_DAYS = 30

#: The edition in ``[4.0] Professional OEM:DM`` (recorded).
_FIRMWARE_EDITION = re.compile(r"(\w+)\s+OEM:", re.IGNORECASE)

#: In family and name of the add-ons for servers (documented).
_SERVER_ROW = "server-esu"


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
    if found_id == "esu_not_supported":
        mentions |= _own_end(base, evidence)
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
    if evidence.build is None:
        return True
    if base is None:
        return any(has_programme(family, evidence.build) for family in _families_for(product))
    return has_programme(base.family, evidence.build) and is_server(base.family) == _is_for_server(product)


def _families_for(product: Product) -> tuple[str, ...]:
    """Editions that stand for all a row can be for."""
    return ("ServerStandard",) if _is_for_server(product) else ("Professional", "EnterpriseS")


def _is_for_server(product: Product) -> bool:
    return _SERVER_ROW in f"{product.family} {product.name}".lower()


def _own_end(base: Product | None, evidence: Evidence) -> dict[str, Mention]:
    """The last day of support of LTSC, where that is what the host is."""
    end = long_term_end(base.family, evidence.build) if base is not None and evidence.build is not None else None
    return {"end": end.isoformat()} if end is not None else {}
