# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A judged policy as lines for a terminal: a line a rule, its hosts with reasons below it, and exceptions. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from .._fleet._policy import Excuse
from .._fleet._policy_judge import Judged, Judgement, RuleOutcome
from .._fleet._policy_subject import Finding, Verdict
from .._language._errors import LicensingError
from .._language._order import natural_order
from .._language._table import table
from .._language._text import Language, Text
from ._fates import listed

#: Hosts that are named for one rule; the JUnit file and the result have all.
_NAMED: Final = 8
_INDENT: Final = "      "

_NOT_READ: Final = Text("Not read:")


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands above.

    Attributes:
        policy: Its file.
        survey: When its survey began, as people read it; None without one.
    """

    policy: str
    survey: str | None = None


def policy_lines(judgement: Judgement, heading: Heading, language: Language) -> list[str]:
    """All of it."""
    outcomes = judgement.outcomes
    rules = table([_cells(outcome, language) for outcome in outcomes], indent="  ")
    lines = [_heading(judgement, heading).said_in(language)]
    for line, outcome in zip(rules, outcomes, strict=True):
        lines += [line, *_first(in_order(outcome.of(Verdict.BROKEN)), language)]
    missing = unread_hosts(judgement)
    lines += [_NOT_READ.said_in(language), *_first(missing, language)] if missing else []
    lines += [text.said_in(language) for text in (*_exceptions(judgement), *judgement.objections)]
    error = policy_error(judgement, heading)
    last = Text("The policy is kept.").said_in(language) if error is None else error.told(language)[0]
    return lines if last in lines else [*lines, last]


def policy_error(judgement: Judgement, heading: Heading) -> LicensingError | None:
    """Why a pipeline is to stop; None when it may go on."""
    if judgement.is_kept:
        return None
    if not judgement.broken_rules:
        return LicensingError(judgement.objections[0], advice=_WHEN_UNREAD)
    return LicensingError(
        "The policy is broken: {broken} of {rules} rules, on {breaking} of {hosts} hosts ({policy}).",
        advice="Put the hosts right, or give them an exception that ends.",
        broken=judgement.broken_rules,
        rules=len(judgement.outcomes),
        breaking=judgement.breaking,
        hosts=judgement.concerned,
        policy=heading.policy,
    )


_WHEN_UNREAD: Final = Text("Survey the hosts again, and see why they cannot be read.")


def reasons_of(item: Judged, language: Language) -> str:
    """Why, in one line."""
    words = language.comma.join(reason.said_in(language) for reason in item.finding.reasons)
    if item.excuse is None:
        return words
    return Text(
        "{reasons}; excused until {day}: {why}",
        reasons=words,
        day=item.excuse.until.isoformat(),
        why=item.excuse.reason,
    ).said_in(language)


def in_order(judged: list[Judged]) -> list[Judged]:
    """Hosts as people look for them."""
    return sorted(judged, key=lambda item: natural_order(item.host))


def host_line(item: Judged, language: Language) -> str:
    """A host and why."""
    return Text("{host}: {reasons}", host=item.host, reasons=reasons_of(item, language)).said_in(language)


def _heading(judgement: Judgement, heading: Heading) -> Text:
    facts = {
        "name": judgement.policy.name or heading.policy,
        "hosts": judgement.hosts,
        "unread": judgement.unread,
        "survey": heading.survey,
    }
    if heading.survey is None:
        return Text("{name}: {hosts} hosts, {unread} of them not read.", **facts)
    return Text("{name}: {hosts} hosts, {unread} of them not read, survey of {survey}.", **facts)


def _cells(outcome: RuleOutcome, language: Language) -> tuple[str, str, str]:
    return word_of(outcome).said_in(language), counts_of(outcome, language), outcome.rule.name


def word_of(outcome: RuleOutcome) -> Text:
    """How a rule stands, in a word or two."""
    if outcome.is_broken:
        return Text("broken")
    if not outcome.hosts:
        return Text("no host")
    if outcome.counts[Verdict.UNREAD] == outcome.hosts:
        return Text("not read")
    return Text("kept")


def counts_of(outcome: RuleOutcome, language: Language) -> str:
    """How many hosts break a rule or keep it, and what is to be said of others."""
    counts = outcome.counts
    parts = []
    if outcome.is_broken:
        parts.append(Text("{count} of {all} hosts", count=counts[Verdict.BROKEN], all=outcome.hosts))
    elif counts[Verdict.KEPT]:
        parts.append(Text("1 host" if counts[Verdict.KEPT] == 1 else "{count} hosts", count=counts[Verdict.KEPT]))
    if counts[Verdict.EXCUSED]:
        parts.append(Text("{count} excused", count=counts[Verdict.EXCUSED]))
    if counts[Verdict.UNREAD]:
        parts.append(Text("{count} not read", count=counts[Verdict.UNREAD]))
    return listed((part.said_in(language) for part in parts), language)


def unread_hosts(judgement: Judgement) -> list[Judged]:
    """The hosts of which something was not read, each once with all that was not, as people look for them."""
    found: dict[str, dict[str, Text]] = {}
    for outcome in judgement.outcomes:
        for item in outcome.of(Verdict.UNREAD):
            found.setdefault(item.host, {}).update({str(reason): reason for reason in item.finding.reasons})
    return in_order([Judged(host, Finding(Verdict.UNREAD, tuple(reasons.values()))) for host, reasons in found.items()])


def _first(items: list[Judged], language: Language) -> Iterator[str]:
    """As many as are read, and how many more there are."""
    yield from (_INDENT + host_line(item, language) for item in items[:_NAMED])
    if len(items) > _NAMED:
        yield _INDENT + Text("and {count} more", count=len(items) - _NAMED).said_in(language)


def _exceptions(judgement: Judgement) -> Iterator[Text]:
    for excuse in judgement.ended:
        yield Text("The exception in line {line} ended on {day}: {why}", **_facts(excuse))
    for excuse in judgement.idle:
        yield Text("The exception in line {line} excuses nothing; remove it: {why}", **_facts(excuse))


def _facts(excuse: Excuse) -> dict[str, object]:
    return {"line": excuse.place.line, "day": excuse.until.isoformat(), "why": excuse.reason}
