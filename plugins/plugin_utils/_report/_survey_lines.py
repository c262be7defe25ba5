# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a survey came to, and how far one is, as lines for a terminal. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from .._fleet._survey import RowFate, Survey, SurveyRow
from .._language._order import natural_order
from .._language._text import Language, Text
from ._fates import hosts_line, listed
from ._status_lines import COUNTED, NOT_LICENSED, standing_of

#: More of a kind than these nobody reads; the survey has them all.
_NAMED = 10

#: What is said of a host by its standing, or by its fate where it was not read.
_WORDS: Mapping[str, Text] = {**COUNTED, RowFate.NOT_ASKED.value: Text("not asked")}


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a survey is.

    Attributes:
        seconds: Since it began.
    """

    total: int
    read: int
    unread: int
    seconds: float

    @property
    def done(self) -> int:
        """Hosts that had their turn."""
        return self.read + self.unread

    @property
    def rate(self) -> float:
        """Hosts a second."""
        return self.done / self.seconds if self.seconds > 0 else 0.0


def progress_line(progress: Progress, language: Language) -> str:
    """How far a survey is, and how long the rest takes when it goes on like that."""
    line = Text(
        "{done} of {total} hosts: {read} read, {unread} not; {rate:.0f} a second",
        done=progress.done,
        total=progress.total,
        read=progress.read,
        unread=progress.unread,
        rate=progress.rate,
    )
    if not progress.rate or progress.done >= progress.total:
        return line.said_in(language)
    left = round((progress.total - progress.done) / progress.rate)
    return Text("{line}; {seconds} s left", line=line, seconds=left).said_in(language)


def survey_lines(survey: Survey, language: Language) -> list[str]:
    """How many hosts are in which state; some of those that are not licensed, and why some were not read."""
    rows = sorted(survey.rows, key=lambda row: natural_order(row.name))
    counts = Counter(_standing(row) for row in rows)
    parts = [
        Text("{count} {what}", count=counts[name], what=word).said_in(language)
        for name, word in _WORDS.items()
        if counts[name]
    ]
    lines = [hosts_line(len(rows), parts, language)]
    lines += _named(Text("Not licensed"), [row.name for row in rows if _standing(row) == NOT_LICENSED], language)
    lines += _reasons([row for row in rows if row.fate in {RowFate.FAILED, RowFate.UNREACHABLE}], language)
    return lines if survey.complete else [*lines, Text("The survey was broken off.").said_in(language)]


def _reasons(rows: Sequence[SurveyRow], language: Language) -> list[str]:
    """Why some hosts were not read; reasons name their host's address, so no two are the same."""
    lines = [f"{row.name}: {row.reason}" for row in rows[:_NAMED]]
    if len(rows) > _NAMED:
        lines.append(Text("{count} more were not read.", count=len(rows) - _NAMED).said_in(language))
    return lines


def counts_of(rows: Iterable[SurveyRow]) -> dict[str, int]:
    """How many hosts have which fate, and how many of those read are licensed, by stable names."""
    found = list(rows)
    fates = Counter(row.fate for row in found)
    standings = Counter(_standing(row) for row in found)
    return {
        **{fate.value: fates[fate] for fate in RowFate},
        **{name: standings[name] for name in ("licensed", "not_licensed", "without_key")},
    }


def _standing(row: SurveyRow) -> str:
    return row.fate.value if row.fate is not RowFate.READ else standing_of(row.products)


def _named(what: Text, names: Sequence[str], language: Language) -> list[str]:
    if not names:
        return []
    shown = Text("{names}", names=listed(names[:_NAMED], language))
    if len(names) > _NAMED:
        shown = Text("{names} and {count} more", names=shown, count=len(names) - _NAMED)
    return [Text("{what}: {names}", what=what, names=shown).said_in(language)]
