# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Editions: evaluations that end, a firmware key that is not used, and what Extended Security Updates need."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from .._licensing._extended import covers, long_term_end
from .._licensing._model import Channel, Product
from .._licensing._short_name import short_name
from . import _kinds as kinds
from ._case import Case
from ._evidence import Evidence, known
from ._facts import remaining_fact, state_fact
from ._finding import Confidence, Fact, Finding
from ._fixes import fix_of
from ._kinds import Kind
from ._mentions import Mentions, evaluation_mentions

_WARN_BELOW_DAYS: Final = 30

#: The edition in ``[4.0] Professional OEM:DM`` (recorded).
_FIRMWARE_EDITION = re.compile(r"(\w+)\s+OEM:", re.IGNORECASE)


def ending_evaluation(case: Case) -> Iterator[Finding]:
    """An evaluation that has little time left."""
    product = case.product
    has_end = product.evaluation_end is not None or product.grace_minutes > 0
    is_running = product.channel is Channel.EVALUATION and product.is_licensed and has_end
    if is_running and case.days_left < _WARN_BELOW_DAYS:
        yield Finding(
            kinds.EVALUATION_ENDING,
            Confidence.CERTAIN,
            product=product,
            mentions={"product": short_name(product), "days": case.days_left, **evaluation_mentions(product)},
            facts=(remaining_fact(case),),
        )


def firmware_key(case: Case) -> Iterator[Finding]:
    """The maker of the computer supplied a key, and Windows runs with another one that does not license it.

    Only a retail key, such as the default key of an installation, is looked at: a volume key is there on purpose.
    """
    product, edition = case.product, firmware_edition(case.evidence)
    is_meant = product == case.evidence.primary and product.channel is Channel.RETAIL and not product.is_licensed
    if not is_meant or edition is None:
        return
    fits = edition.lower() == product.family.lower()
    kind = kinds.FIRMWARE_KEY_UNUSED if fits else kinds.FIRMWARE_KEY_OTHER_EDITION
    yield Finding(
        kind,
        Confidence.LIKELY,
        product=product,
        mentions={"product": short_name(product), "family": product.family, "firmware": edition},
        facts=(Fact("firmware", {"firmware": edition, "family": product.family}), state_fact(product)),
        fix=fix_of(kind, case),
    )


def extended_updates(case: Case) -> Iterator[Finding]:
    """An Extended Security Updates key needs a licensed Windows of a version it covers."""
    base, year = case.evidence.primary, case.product.esu_year
    if year is None or case.product.is_licensed:
        return
    if not _is_covered(case, base):
        yield _about_updates(kinds.ESU_NOT_SUPPORTED, case, base, {"year": year, **_own_end(base, case.evidence)})
    if base is None or not base.is_licensed:
        yield _about_updates(kinds.ESU_BASE_NOT_LICENSED, case, base, {"year": year})


def firmware_edition(evidence: Evidence) -> str | None:
    """EditionID that the key in the firmware is for, None without a key or when its description does not tell."""
    service = known(evidence.service)
    if service is None or not service.has_firmware_key:
        return None
    found = _FIRMWARE_EDITION.search(service.firmware_key_description or "")
    return found.group(1) if found else None


def _about_updates(kind: Kind, case: Case, base: Product | None, more: Mentions) -> Finding:
    build = case.evidence.build
    return Finding(
        kind,
        Confidence.CERTAIN,
        product=case.product,
        mentions={"product": short_name(case.product), **more},
        facts=(
            *((Fact("build", {"build": build, "family": base.family if base else "?"}),) if build else ()),
            state_fact(base) if base is not None else Fact("no_windows_key"),
            state_fact(case.product),
        ),
    )


def _is_covered(case: Case, base: Product | None) -> bool:
    """Whether the Windows on the host is one of those the key is for; what is not known is no objection."""
    build, names = case.evidence.build, (case.product.family, case.product.name)
    return build is None or covers(names, base.family if base else None, build)


def _own_end(base: Product | None, evidence: Evidence) -> Mentions:
    """The last day of support of LTSC, where that is what the host is."""
    end = long_term_end(base.family, evidence.build) if base is not None and evidence.build is not None else None
    return {"end": end.isoformat()} if end is not None else {}
