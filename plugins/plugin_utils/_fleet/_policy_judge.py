# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A fleet judged by a policy: what each rule says of each host, what is excused, whether enough was read. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from .._language._text import Text
from ._policy import Excuse, Policy, Rule
from ._policy_requirement import NO_WINDOWS, Requirement
from ._policy_subject import NOT_APPLICABLE, Finding, Subject, Verdict, unread

#: The worst decides.
_ORDER: Final = (Verdict.BROKEN, Verdict.UNREAD, Verdict.KEPT, Verdict.NOT_APPLICABLE)

_NO_BUILD: Final = Text("its build was not read")


@dataclass(frozen=True, slots=True)
class Judged:
    """A host that does not simply keep a rule.

    Attributes:
        excuse: What excuses it.
    """

    host: str
    finding: Finding
    excuse: Excuse | None = None


@dataclass(frozen=True, slots=True)
class RuleOutcome:
    """What a rule says of a fleet.

    Attributes:
        counts: Hosts by verdict.
        judged: Those that break it, are excused, or were not read, in their order.
    """

    rule: Rule
    counts: Mapping[Verdict, int]
    judged: tuple[Judged, ...]

    @property
    def is_broken(self) -> bool:
        """Whether a host breaks it that is not excused."""
        return self.counts[Verdict.BROKEN] > 0

    @property
    def hosts(self) -> int:
        """How many hosts it is about."""
        return sum(self.counts.values()) - self.counts[Verdict.NOT_APPLICABLE]

    def of(self, verdict: Verdict) -> list[Judged]:
        """Its hosts with a verdict."""
        return [item for item in self.judged if item.finding.verdict is verdict]


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a policy says of a fleet.

    Attributes:
        hosts: How many there are; concerned, how many of them rules are about; unread, how many of these were not read.
        breaking: How many break a rule.
        ended: Exceptions that excuse no longer.
        idle: Those that excuse nothing.
        objections: Why nothing that was found can be relied on, a sentence each.
    """

    policy: Policy
    outcomes: tuple[RuleOutcome, ...]
    hosts: int
    concerned: int
    unread: int
    breaking: int
    ended: tuple[Excuse, ...] = ()
    idle: tuple[Excuse, ...] = ()
    objections: tuple[Text, ...] = ()

    @property
    def broken_rules(self) -> int:
        """How many rules are broken."""
        return sum(outcome.is_broken for outcome in self.outcomes)

    @property
    def is_kept(self) -> bool:
        """Whether a pipeline may go on."""
        return not self.broken_rules and not self.objections


def judge(policy: Policy, subjects: Sequence[Subject], today: date, survey_age: int | None = None) -> Judgement:
    """What a policy says of hosts.

    Args:
        policy: The policy.
        subjects: The hosts.
        today: The day by which exceptions end.
        survey_age: How many days ago the survey began; None where there is none.
    """
    court = _Court(policy, today)
    outcomes = tuple(court.outcome(rule, subjects) for rule in policy.rules)
    breaking = {item.host for outcome in outcomes for item in outcome.of(Verdict.BROKEN)}
    concerned, unread_hosts = len(court.concerned), len(court.unread)
    return Judgement(
        policy,
        outcomes,
        len(subjects),
        concerned,
        unread_hosts,
        len(breaking),
        tuple(excuse for excuse in policy.excuses if excuse.until < today),
        tuple(excuse for excuse in policy.excuses if excuse.until >= today and id(excuse) not in court.used),
        tuple(_objections(policy, court, survey_age)),
    )


@dataclass(slots=True)
class _Court:
    """Judging at work.

    Attributes:
        concerned: Names of hosts that a rule is about; unread, of those of which something was not read.
        used: Exceptions that excuse something.
        has_judged: Whether anything was read that a rule is about.
    """

    policy: Policy
    today: date
    concerned: set[str] = field(default_factory=set)
    unread: set[str] = field(default_factory=set)
    used: set[int] = field(default_factory=set)
    has_judged: bool = False

    def outcome(self, rule: Rule, subjects: Iterable[Subject]) -> RuleOutcome:
        """What a rule says of all hosts."""
        excuses = _Excuses.of(self.policy.excuses, rule, self.today)
        counts: Counter[Verdict] = Counter()
        judged: list[Judged] = []
        for subject in subjects:
            item = self._judged(_finding(rule, subject), subject, excuses)
            verdict = item.finding.verdict
            counts[verdict] += 1
            if verdict not in (Verdict.KEPT, Verdict.NOT_APPLICABLE):
                judged.append(item)
        return RuleOutcome(rule, {verdict: counts[verdict] for verdict in Verdict}, tuple(judged))

    def _judged(self, finding: Finding, subject: Subject, excuses: _Excuses) -> Judged:
        name, verdict = subject.row.name, finding.verdict
        if verdict is Verdict.NOT_APPLICABLE:
            return Judged(name, finding)
        self.concerned.add(name)
        if verdict is Verdict.UNREAD or not (subject.is_read or subject.run is not None):
            self.unread.add(name)
        self.has_judged |= verdict is not Verdict.UNREAD
        excuse = excuses.of_host(name) if verdict is Verdict.BROKEN else None
        if excuse is None:
            return Judged(name, finding)
        self.used.add(id(excuse))
        return Judged(name, Finding(Verdict.EXCUSED, finding.reasons), excuse)


@dataclass(frozen=True, slots=True)
class _Excuses:
    """The exceptions to a rule that still excuse, found by host as quickly among thousands as among few."""

    by_name: Mapping[str, Sequence[Excuse]]
    wild: Sequence[Excuse]

    @classmethod
    def of(cls, excuses: Iterable[Excuse], rule: Rule, today: date) -> _Excuses:
        """Those to a rule."""
        by_name: defaultdict[str, list[Excuse]] = defaultdict(list)
        wild = []
        for excuse in excuses:
            if excuse.until >= today and rule.name in excuse.names:
                for name in excuse.hosts.names:
                    by_name[name].append(excuse)
                wild += [excuse] if excuse.hosts.wild is not None else []
        return cls(by_name, wild)

    def of_host(self, name: str) -> Excuse | None:
        """The one that excuses a host the longest."""
        found = [*self.by_name.get(name.casefold(), ()), *(item for item in self.wild if item.hosts.match(name))]
        return max(found, key=lambda item: item.until, default=None)


def _finding(rule: Rule, subject: Subject) -> Finding:
    """What a rule says of a host: the worst of its requirements, with all reasons for that."""
    selected = rule.where.selects(subject)
    if selected is False:
        return NOT_APPLICABLE
    findings = [_of_requirement(item, rule, subject, is_selected=selected is True) for item in rule.requirements]
    worst = next(verdict for verdict in _ORDER if any(item.verdict is verdict for item in findings))
    reasons = (reason for item in findings if item.verdict is worst for reason in item.reasons)
    return Finding(worst, tuple({str(reason): reason for reason in reasons}.values()))


def _of_requirement(requirement: Requirement, rule: Rule, subject: Subject, *, is_selected: bool) -> Finding:
    if requirement.is_about_reading:
        return requirement.judge(subject, rule.where.application)
    if requirement.is_about_a_run and subject.run is None:
        return NOT_APPLICABLE
    if not subject.is_read and not (requirement.is_about_a_run and is_selected):
        return unread(subject.why_unread)
    if not is_selected:
        is_edition = rule.where.editions is not None and subject.family is None
        return unread(NO_WINDOWS if is_edition else _NO_BUILD)
    return requirement.judge(subject, rule.where.application)


def _objections(policy: Policy, court: _Court, survey_age: int | None) -> Iterable[Text]:
    if not court.has_judged:
        yield Text("Nothing was judged: no host that a rule is about was read.")
    most, unread_hosts, concerned = policy.max_unread, len(court.unread), len(court.concerned)
    if most is not None and most.is_exceeded(unread_hosts, concerned):
        yield Text(
            "{count} of {all} hosts were not read; max_unread allows {most}.",
            count=unread_hosts,
            all=concerned,
            most=most,
        )
    if policy.max_survey_age is not None and survey_age is not None and survey_age > policy.max_survey_age:
        yield Text(
            "The survey is {days} days old; max_survey_age allows {most}.", days=survey_age, most=policy.max_survey_age
        )
