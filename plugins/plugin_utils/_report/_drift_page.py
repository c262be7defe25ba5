# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What has changed between two surveys, as one HTML file that needs no script. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from markupsafe import Markup

from .._fleet._clean_text import clean
from .._fleet._drift import Drift
from .._fleet._drift_kinds import Change, Kind
from .._fleet._survey import Survey
from .._html._template import page_policy, template_environment
from .._language._moment import minute, read_moment
from .._language._order import natural_order
from .._language._text import Language, Text
from ._diagnosis_page import shared_style
from ._drift_lines import HEADINGS, NOTHING, summary_of
from ._fates import listed

_PLACE = Path(__file__).parent
_MARK: Final = "licenseops.windows fleet_drift 1"

#: Changes of a kind that are seen at once; the others are unfolded.
_FEW: Final = 25

#: The class that gives a kind its colour; those that are not here are worth a look.
_TONES: Final[Mapping[Kind, str]] = {
    Kind.UNLICENSED: "critical",
    Kind.UNREAD: "unreachable",
    Kind.NEW: "info",
    Kind.READ_AGAIN: "info",
    Kind.LICENSED: "healthy",
}


@dataclass(frozen=True, slots=True)
class Line:
    """A change as the page shows it."""

    names: str
    product: str
    has_before: bool
    before: str
    after: str

    @classmethod
    def of(cls, change: Change, language: Language) -> Line:
        """A change in a language."""
        nothing = NOTHING.said_in(language)
        names = [change.host, *sorted(change.others, key=natural_order)]
        has_before = change.before is not None or change.kind is Kind.ESU
        after = change.after or (nothing if has_before else "")
        return cls(
            listed(names, language),
            change.product or "",
            has_before,
            change.before or nothing,
            after,
        )


@dataclass(frozen=True, slots=True)
class Part:
    """All changes of a kind."""

    kind: str
    tone: str
    heading: str
    changes: tuple[Line, ...]


def render_drift(drift: Drift, before: Survey, after: Survey, language: Language) -> str:
    """The page, the same text for the same surveys."""
    style = Markup(shared_style() + (_PLACE / "drift.css").read_text(encoding="utf-8"))
    when = Text("{before} to {after}", before=_moment(before), after=_moment(after))
    return (
        template_environment(_PLACE)
        .get_template("drift.html.j2")
        .render(
            language=language.value,
            mark=_MARK,
            policy=page_policy("", style),
            style=style,
            title=Text("What has changed in the fleet").said_in(language),
            when=when.said_in(language),
            remarks=[remark.said_in(language) for remark in drift.remarks],
            parts=_parts(drift, language),
            few=_FEW,
            more=Text("{count} more").said_in(language),
            summary=summary_of(drift).said_in(language),
        )
    )


def is_drift_page(head: bytes) -> bool:
    """Whether a file that begins so is such a page."""
    return f'<meta name="generator" content="{_MARK}">'.encode() in head


def _moment(survey: Survey) -> str:
    moment = read_moment(survey.began_at)
    return minute(moment) if moment is not None else clean(survey.began_at)


def _parts(drift: Drift, language: Language) -> list[Part]:
    parts = []
    for kind, heading in HEADINGS.items():
        own = sorted((item for item in drift.changes if item.kind is kind), key=lambda item: natural_order(item.host))
        if own:
            lines = tuple(Line.of(change, language) for change in own)
            parts.append(Part(kind.value, _TONES.get(kind, "warning"), heading.said_in(language), lines))
    return parts
