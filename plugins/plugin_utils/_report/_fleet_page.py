# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A fleet as one HTML file: its figures to be read without a script, and its hosts as data that a script lists.

Every figure is a link that leads to its hosts, by the facet and the value that they share. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

from markupsafe import Markup

from .._fleet._clean_text import clean
from .._fleet._figures import STEPS, Bar, Facet, Fleet, Share, lapse_value, unread_of
from .._fleet._machine import LapseKind, Machine, day_of
from .._html._template import page_policy, template_environment
from .._language._catalogue import read_catalogue
from .._language._moment import minute
from .._language._text import Language
from .._result._product import ProductResult
from ._diagnosis_page import Texts, page_texts, shared_style
from ._fleet_document import FORMAT

_PLACE = Path(__file__).parent

#: Causes that are shown, and lines of every other table; what is beyond is in the list and in the files for programs.
_MOST_CAUSES: Final = 10
_MOST_LINES: Final = 200

#: Height of the plot in its own units, and the width of one of its bars with the gap beside it.
_PLOT_HEIGHT: Final = 100
_BAR_WIDTH: Final = 10

#: Facets whose values are chosen from a list, too; the others are reached by figures.
_CHOSEN: Final = (Facet.STANDING, Facet.GROUP, Facet.CHANNEL, Facet.WAY, Facet.EDITION, Facet.SUPPORT)

#: What a breakdown is by, and its heading.
_BREAKDOWNS: Final = (
    (Facet.GROUP, "groups", "by_group"),
    (Facet.CHANNEL, "channels", "by_channel"),
    (Facet.WAY, "ways", "by_way"),
    (Facet.EDITION, "editions", "by_edition"),
    (Facet.SUPPORT, "support", "by_support"),
)

#: Facets of which some or all values have words in the texts; those of the others are names, and their own words.
_WORDED: Final = frozenset(
    {Facet.STANDING, Facet.FATE, Facet.GROUP, Facet.CHANNEL, Facet.WAY, Facet.EDITION, Facet.SUPPORT}
)


@dataclass(frozen=True, slots=True)
class Slab:
    """A part of a bar of the plot, as SVG draws it.

    Attributes:
        tone: The class that gives it its colour.
        what: What it says when it is pointed at.
    """

    x: float
    y: float
    height: float
    tone: str
    what: str


@cache
def fleet_texts(language: Language) -> Texts:
    """The words of the page; those that all reports share among them."""
    return {**page_texts(language), **read_catalogue(_PLACE / "texts" / "fleet", language.value)}


def render_fleet(fleet: Fleet, language: Language) -> str:
    """The page, the same text for the same fleet."""
    style = Markup(shared_style() + (_PLACE / "fleet.css").read_text(encoding="utf-8"))
    script = Markup((_PLACE / "fleet.js").read_text(encoding="utf-8"))
    texts, figures = fleet_texts(language), fleet.figures
    day = day_of(figures.survey.ended_at, figures.survey.began_at)
    return (
        template_environment(_PLACE)
        .get_template("fleet.html.j2")
        .render(
            language=language.value,
            mark=FORMAT,
            policy=page_policy(script, style),
            style=style,
            script=script,
            t=texts,
            figures=figures,
            taken=texts["taken"].format(moment=minute(day)) if day else "",
            hosts=_hosts(figures.whole.total, texts),
            breakdowns=[(facet.value, texts[title], getattr(figures, name)) for facet, name, title in _BREAKDOWNS],
            causes=figures.causes[:_MOST_CAUSES],
            plot=_slabs(figures.bars, texts),
            plot_most=max((column.total for column in figures.bars), default=0),
            steps=STEPS,
            most=_MOST_LINES,
            kinds=tuple(LapseKind),
            lapses={(item.kind, item.within): item.hosts for item in figures.lapses},
            lapse_value=lapse_value,
            link=_link,
            called=_Called(texts),
            number=_number,
            data=_data(fleet, texts),
        )
    )


def is_fleet_page(head: bytes) -> bool:
    """Whether a file that begins so is such a page."""
    return f'<meta name="generator" content="{FORMAT}">'.encode() in head


class _Called:
    """What values of facets are called."""

    def __init__(self, texts: Texts) -> None:
        self._texts = texts

    def __call__(self, facet: str, value: str) -> str:
        return self._texts.get(f"{facet}_{value}", value) if Facet(facet) in _WORDED else value


def _link(**shared: str) -> str:
    """Where the hosts are that share some values, within the page."""
    return f"#{urlencode(shared)}"


def _hosts(count: int, texts: Texts) -> str:
    return texts["one_host"] if count == 1 else texts["many_hosts"].format(count=_number(count))


def _number(count: int) -> str:
    """As people read it.

    >>> _number(10000)
    '10,000'
    """
    return f"{count:,}"


def _slabs(bars: Sequence[Bar], texts: Texts) -> list[Slab]:
    """The parts of all bars, each on top of the one before."""
    most = max((column.total for column in bars), default=0) or 1
    slabs = []
    for place, column in enumerate(bars):
        below = 0.0
        for kind, count in column.counts.items():
            height = round(count * _PLOT_HEIGHT / most, 2)
            if count:
                days = texts["plot_days"].format(first=column.first, last=column.last)
                what = f"{days}: {texts[f'lapse_{kind.value}']} {_number(count)}"
                slabs.append(
                    Slab(place * _BAR_WIDTH, round(_PLOT_HEIGHT - below - height, 2), height, kind.value, what)
                )
            below += height
    return slabs


def _data(fleet: Fleet, texts: Texts) -> dict[str, Any]:
    """The hosts for the script: values of facets once each with their words, hosts with the places of theirs."""
    figures = fleet.figures
    words, places = _values(fleet, texts)
    return {
        "facets": [facet.value for facet in Facet],
        "chosen": [facet.value for facet in _CHOSEN],
        "values": [[[value, word] for value, word in words[facet].items()] for facet in Facet],
        "rows": [
            [machine.name, *_numbered(shared, places), *_told(machine, texts)]
            for machine, shared in zip(fleet.machines, fleet.shared, strict=True)
        ],
        "texts": {name[5:]: text for name, text in texts.items() if name.startswith("page_")}
        | {"total": _number(figures.whole.total)},
    }


def _numbered(
    shared: Mapping[Facet, tuple[str, ...]], places: Mapping[Facet, Mapping[str, int]]
) -> Iterator[list[int]]:
    """The values of a host by their places."""
    for facet in Facet:
        yield [places[facet][value] for value in shared[facet]]


def _values(fleet: Fleet, texts: Texts) -> tuple[dict[Facet, dict[str, str]], dict[Facet, dict[str, int]]]:
    """Words and places of all values that are there, the most frequent first as the figures have them."""
    called, figures = _Called(texts), fleet.figures
    words: dict[Facet, dict[str, str]] = {facet: {} for facet in Facet}
    for facet, name, _title in _BREAKDOWNS:
        shares: Iterable[Share] = getattr(figures, name)
        words[facet] = {share.value: called(facet.value, share.value) for share in shares}
    words[Facet.CAUSE] = {item.cause.key: item.cause.title for item in figures.causes}
    for machine, shared in zip(fleet.machines, fleet.shared, strict=True):
        for facet, values in shared.items():
            for value in values:
                if value not in words[facet]:
                    words[facet][value] = _word(facet, value, machine, texts)
    return words, {facet: {value: place for place, value in enumerate(words[facet])} for facet in Facet}


def _word(facet: Facet, value: str, machine: Machine, texts: Texts) -> str:
    if facet is Facet.LAPSE:
        kind, _dash, days = value.partition("-")
        return texts["lapse_within"].format(what=texts[f"lapse_{kind}"], days=days)
    if facet is Facet.UNREAD:
        item = unread_of(machine)
        return item.reason or texts[f"fate_{item.fate.value}"]
    called = _Called(texts)(facet.value, value)
    return f"...{called}" if facet is Facet.KEY else called


def _told(machine: Machine, texts: Texts) -> tuple[list[str], list[str]]:
    """The lines of a host: of its products, and of its Windows."""
    products = [_product(product, texts) for product in machine.products]
    return products, [machine.release] if machine.release else []


def _product(product: ProductResult, texts: Texts) -> str:
    """A product in one line."""
    state = texts.get(product.license_status or "", product.license_status or "")
    if product.follows_account:
        state = texts["by_account"]
    ends = product.expires_at[:10] if product.expires_at and not product.follows_account else ""
    until = f" ({texts['until'].format(date=ends)})" if ends else ""
    return clean(f"{product.short_name} …{product.partial_product_key}: {state}{until}")
