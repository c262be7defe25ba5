# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Requirements about hosts: edition, support, Extended Security Updates, that they were read, and changes. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, Self

from .._language._text import Text
from .._licensing._lifecycle import SupportState
from .._result._support_dates import OfficeSupportDates, SupportDates
from ._policy_patterns import Patterns
from ._policy_requirement import MOST_DAYS, NO_WINDOWS, Plain, Requirement
from ._policy_shape import Choice, OneOrMany, Wanted, Whole, Words
from ._policy_subject import KEPT, NOT_APPLICABLE, OFFICE, WINDOWS, Finding, Subject, broken, unread

_Dates = SupportDates | OfficeSupportDates

_NO_DATES: Final = Text("the survey has no dates of support")
_NOT_KNOWN: Final = Text("until when it is supported is not known")


@dataclass(frozen=True, slots=True)
class Edition(Requirement):
    """Windows has one of these editions."""

    editions: Patterns

    name = "edition"
    shape = OneOrMany(
        Words(),
        about="Windows has one of these editions, as win_activation_status names families. "
        "* stands for any characters.",
    )

    @classmethod
    def of(cls, value: Any) -> Self:
        """From names and patterns."""
        return cls(Patterns.of(value))

    def judge(self, subject: Subject, application: str) -> Finding:
        """Of Windows, whatever the rule is about."""
        if subject.family is None:
            return unread(NO_WINDOWS)
        if self.editions.match(subject.family):
            return KEPT
        return broken(Text("its edition is {edition}", edition=subject.family))


@dataclass(frozen=True, slots=True)
class SupportedAs(Requirement):
    """Windows, or every volume product of Office, is in one of these states of support."""

    states: tuple[str, ...]

    name = "support"
    shape = OneOrMany(
        Choice((SupportState.SUPPORTED.value, SupportState.ESU.value)),
        about="Windows, or every volume product of Office, is supported, or has Extended Security Updates (esu).",
    )

    @classmethod
    def of(cls, value: Any) -> Self:
        """From names of states."""
        return cls(value)

    def judge(self, subject: Subject, application: str) -> Finding:
        """Of what the rule is about; what the catalogue does not know is not supported."""
        return _of_dates(subject, application, self._reason)

    def _reason(self, item: _Dates) -> Text | None:
        if item.state in self.states:
            return None
        if item.state == SupportState.ESU.value:
            return Text("{product} has nothing but Extended Security Updates", product=item.name)
        if item.state == SupportState.SUPPORTED.value:
            return Text("{product} is supported without Extended Security Updates", product=item.name)
        return _ended(item) or _NOT_KNOWN


@dataclass(frozen=True, slots=True)
class MinSupportDays(Requirement):
    """Windows, or every volume product of Office, is supported for so long."""

    days: int

    name = "min_support_days"
    shape = Whole(
        0,
        MOST_DAYS,
        about="Windows, or every volume product of Office, is supported or covered by Extended Security Updates for at "
        "least so many days after the host was read.",
    )

    @classmethod
    def of(cls, value: Any) -> Self:
        """From a number."""
        return cls(value)

    def judge(self, subject: Subject, application: str) -> Finding:
        """Of what the rule is about; what the catalogue does not know is not supported."""
        return _of_dates(subject, application, self._reason)

    def _reason(self, item: _Dates) -> Text | None:
        if item.days is None or item.state == SupportState.ENDED.value:
            return _ended(item) or _NOT_KNOWN
        if item.days >= self.days:
            return None
        return Text(
            "{product} is supported for {days} more days, less than {wanted}",
            product=item.name,
            days=item.days,
            wanted=self.days,
        )


@dataclass(frozen=True, slots=True)
class EsuYear(Requirement):
    """A year of Extended Security Updates is licensed."""

    year: int

    name = "esu_year"
    shape = Whole(1, 6, about="The add-on of this year of Extended Security Updates is licensed.")

    @classmethod
    def of(cls, value: Any) -> Self:
        """From its number."""
        return cls(value)

    def judge(self, subject: Subject, application: str) -> Finding:
        """Of Windows, whatever the rule is about."""
        if any(item.esu_year == self.year and item.licensed for item in subject.row.products):
            return KEPT
        return broken(Text("year {year} of Extended Security Updates is not licensed", year=self.year))


@dataclass(frozen=True, slots=True)
class MustBeRead(Plain):
    """The host was read."""

    name = "must_be_read"
    shape = Wanted(
        about="The host was read: one that was unreachable, failed or was not asked breaks the rule. Nothing is known "
        "of edition and build of such a host, so they leave none out here."
    )
    is_about_reading = True

    def judge(self, subject: Subject, application: str) -> Finding:
        """Of any host."""
        return KEPT if subject.is_read else broken(subject.why_unread)


@dataclass(frozen=True, slots=True)
class NoPendingChanges(Plain):
    """A run in check mode would change nothing."""

    name = "no_pending_changes"
    shape = Wanted(about="The tasks whose results are given would change nothing on the host, in check mode.")
    is_about_a_run = True

    def judge(self, subject: Subject, application: str) -> Finding:
        """Of what the tasks of a play returned."""
        run = subject.run
        if run is None:
            return NOT_APPLICABLE
        if run.problem is not None:
            return unread(run.problem)
        return broken(
            *(Text("would be changed: {step}", step=step) for step in run.foreseen),
            *(Text("was changed, since this was no check mode: {step}", step=step) for step in run.done),
        )


def _of_dates(subject: Subject, application: str, reason: Callable[[_Dates], Text | None]) -> Finding:
    """Of all dates of support that a rule is about."""
    row = subject.row
    is_missing = row.support is None and (application != OFFICE or subject.products(OFFICE))
    if is_missing and not (application == OFFICE and row.office_support):
        return unread(_NO_DATES)
    items: list[_Dates] = [row.support] if row.support is not None and application != OFFICE else []
    items += row.office_support if application != WINDOWS else ()
    return broken(*(text for item in items if (text := reason(item)) is not None)) if items else NOT_APPLICABLE


def _ended(item: _Dates) -> Text | None:
    if item.state != SupportState.ENDED.value:
        return None
    return Text("the support of {product} ended on {end}", product=item.name, end=item.ends)
