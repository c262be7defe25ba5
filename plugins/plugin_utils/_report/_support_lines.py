# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a fleet's results say of support: which hosts are out of it or soon will be, what the next ESU year needs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from .._language._order import natural_order
from .._language._text import Language, Text
from .._result._support_dates import SupportDates
from ._fates import listed

#: Days before the end from which it is told.
_SOON: Final = 180

#: Names that stand in a line; of more, only so many and their number.
_NAMED: Final = 8


def support_lines(results: Mapping[str, Mapping[str, Any]], language: Language) -> list[str]:
    """Lines about hosts whose support has ended or ends soon, and about the next year of Extended Security Updates.

    Args:
        results: Results of ``win_activation_status`` by host; those without ``support`` count as not known.
        language: Of the words.
    """
    found = {host: SupportDates.from_data(data) for host, data in _told(results)}
    return [text.said_in(language) for text in (*_ends(found, language), *_next_years(found, len(results)))]


def _told(results: Mapping[str, Mapping[str, Any]]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for host in sorted(results, key=natural_order):
        data = results[host].get("support")
        if isinstance(data, Mapping):
            yield host, data


def _ends(found: Mapping[str, SupportDates], language: Language) -> Iterator[Text]:
    ended = [f"{host} ({item.ends})" for host, item in found.items() if item.state == "ended"]
    if ended:
        yield Text("Support has ended: {hosts}.", hosts=_short(ended, language))
    soon = [
        f"{host} ({item.days})"
        for host, item in found.items()
        if item.state in ("supported", "esu") and item.days is not None and item.days <= _SOON
    ]
    if soon:
        yield Text("Days of support that are left: {hosts}.", hosts=_short(soon, language))


def _next_years(found: Mapping[str, SupportDates], everybody: int) -> Iterator[Text]:
    """How many activations each coming year needs, by programme: one a host that has none yet."""
    years = sorted({item.next_esu.key for item in found.values() if item.next_esu is not None})
    for key in years:
        own = [item.next_esu for item in found.values() if item.next_esu is not None and item.next_esu.key == key]
        licensed = sum(bool(year.licensed) for year in own)
        yield Text(
            "Extended Security Updates, year {year} ({programme}), {begins} to {ends}: activations needed: {needed}; "
            "hosts that have it: {licensed}.",
            year=own[0].year,
            programme=own[0].programme,
            begins=own[0].begins,
            ends=own[0].ends,
            needed=len(own) - licensed,
            licensed=licensed,
        )
    unknown = everybody - len(found)
    if years and unknown:
        yield Text("Hosts of which nothing is known, not counted: {count}.", count=unknown)


def _short(names: list[str], language: Language) -> str:
    shown = listed(names[:_NAMED], language)
    more = len(names) - _NAMED
    if more <= 0:
        return shown
    return Text("{names} and {count} more", names=shown, count=more).said_in(language)
