# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How long Windows is supported: it has ended, it ends soon, a year of Extended Security Updates is over.

A Windows that is not licensed has other worries, and gets no remark of this kind.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from .._licensing._lifecycle import (
    EsuProgramme,
    SupportState,
    esu_programme_of,
    has_successor,
    lasts_longer_lifted,
    lifted,
    support_of,
)
from .._licensing._model import Product
from .._licensing._short_name import short_name
from . import _kinds as kinds
from ._evidence import Evidence, known
from ._finding import Confidence, Fact, Finding, Mention
from ._kinds import Kind

#: Days before an end from which it is told.
_SOON: Final = 90


def support_of_windows(evidence: Evidence) -> Iterator[Finding]:
    """One finding about the dates of Windows, by the day on the host."""
    base, build = evidence.primary, evidence.build
    if base is None or build is None or not base.is_licensed or not evidence.is_windows_meant:
        return
    today = evidence.host_now.date()
    support = support_of(_edition(evidence, base), build, today, _licensed_years(evidence))
    if support.ends is None:
        return
    mentions: dict[str, Mention] = {"product": support.name or short_name(base), "end": support.ends.isoformat()}
    fact = Fact("support_ends", dict(mentions))
    programme = _programme(evidence, base, build)
    if support.state is SupportState.ENDED:
        yield from _ended(evidence, base, programme, today, mentions, fact)
    elif support.days is not None and support.days <= _SOON and not _has_coming_year(evidence, programme, today):
        kind = kinds.ESU_YEAR_ENDING if support.state is SupportState.ESU else kinds.SUPPORT_ENDING
        own = {**mentions, **_year_mentions(support.esu_year, programme, today), "days": support.days}
        yield _about(kind, base, own, fact)


def is_subscription_worth_asking(evidence: Evidence) -> bool:
    """Whether an active subscription would mean that nothing has ended, or ends soon."""
    base, build = evidence.primary, evidence.build
    if base is None or build is None or not base.is_licensed:
        return False
    today = evidence.host_now.date()
    return lasts_longer_lifted(base.family, build, today, today + timedelta(days=_SOON + 1))


def old_revision(evidence: Evidence) -> Iterator[Finding]:
    """A Windows that is in the programme and too old a revision to take its add-on (documented for Windows 10 22H2)."""
    base, build, revision = evidence.primary, evidence.build, known(evidence.revision)
    if base is None or build is None or revision is None or not is_revision_worth_asking(evidence):
        return
    programme = _programme(evidence, base, build)
    least = programme.first_revision if programme is not None else None
    if least is None or revision >= least:
        return
    mentions: dict[str, Mention] = {"product": short_name(base), "revision": f"{build}.{revision}"}
    own: dict[str, Mention] = {**mentions, "least": f"{build}.{least}"}
    yield _about(kinds.ESU_BASELINE_MISSING, base, own, Fact("revision", mentions))


def is_revision_worth_asking(evidence: Evidence) -> bool:
    """Whether Windows is out of support and in a programme that wants a least revision."""
    base, build = evidence.primary, evidence.build
    if base is None or build is None or not base.is_licensed:
        return False
    programme = _programme(evidence, base, build)
    if programme is None or programme.first_revision is None:
        return False
    support = support_of(base.family, build, evidence.host_now.date(), _licensed_years(evidence))
    return support.state is SupportState.ENDED


def _ended(
    evidence: Evidence,
    base: Product,
    programme: EsuProgramme | None,
    today: date,
    mentions: dict[str, Mention],
    fact: Fact,
) -> Iterator[Finding]:
    """By what can be done: the next release, the year that covers today, or nothing but a replacement.

    Where that year has its key already, what keeps it from being licensed is a finding of its own.
    """
    if has_successor(base.family, evidence.build or 0):
        yield _about(kinds.RELEASE_OUT_OF_SERVICE, base, mentions, fact)
        return
    years = _licensed_years(evidence)
    current = programme.year_on(today) if programme is not None else None
    if current is None:
        yield _about(kinds.SUPPORT_ENDED, base, {**mentions, "unsold": mentions["product"]}, fact)
    elif any(row.esu_year == current.year for row in evidence.known_products):
        return
    elif years and max(years) < current.year:
        yield _about(kinds.ESU_YEAR_ENDED, base, {**mentions, "year": max(years), "next": current.year}, fact)
    else:
        yield _about(kinds.SUPPORT_ENDED, base, {**mentions, "year": current.year}, fact)


def _year_mentions(number: int | None, programme: EsuProgramme | None, today: date) -> dict[str, Mention]:
    """The licensed year and its end, and the one that can be bought next."""
    if programme is None:
        return {}
    end, coming = programme.end_of(number) if number is not None else None, programme.next_after(today)
    found: dict[str, Mention] = {}
    if number is not None and end is not None:
        found |= {"year": number, "end": end.isoformat()}
    if coming is not None:
        return found | {"next": coming.year, "begins": coming.begins.isoformat()}
    return found | ({"last": number} if number is not None else {})


def _about(kind: Kind, base: Product, mentions: dict[str, Mention], fact: Fact) -> Finding:
    return Finding(kind, Confidence.CERTAIN, product=base, mentions=mentions, facts=(fact,))


def _edition(evidence: Evidence, base: Product) -> str:
    """The edition whose dates count."""
    subscription = known(evidence.subscription)
    return lifted(base.family) if subscription is not None and subscription.is_active else base.family


def _programme(evidence: Evidence, base: Product, build: int) -> EsuProgramme | None:
    """Extended Security Updates that can be advised: none for an edition that has no year and that no page names."""
    found = esu_programme_of(base.family, build)
    return found if found is not None and (found.is_advised or _licensed_years(evidence)) else None


def _has_coming_year(evidence: Evidence, programme: EsuProgramme | None, today: date) -> bool:
    """Whether the year that begins next has its key; what keeps that from being licensed is a finding of its own."""
    coming = programme.next_after(today) if programme is not None else None
    return coming is not None and any(row.esu_year == coming.year for row in evidence.known_products)


def _licensed_years(evidence: Evidence) -> tuple[int, ...]:
    return tuple(row.esu_year for row in evidence.known_products if row.esu_year and row.is_licensed)
