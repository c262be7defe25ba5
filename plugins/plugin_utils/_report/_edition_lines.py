# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The editions of many hosts as a table for a terminal, after their change or its rehearsal. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .._language._order import natural_order
from .._language._table import shortened, table
from .._language._text import Language, Text

#: Columns of a terminal. An EditionID is never cut: it is what people type.
_HOST_WIDTH = 20

_Result = Mapping[str, Any]


def edition_lines(results: Mapping[str, _Result], language: Language) -> list[str]:
    """A line for each host.

    Args:
        results: By host that of ``win_edition``, a failed one too; an empty one stands for a task that the play did not
            come to, and gives no line.
        language: Of the words.
    """
    rows = [
        (shortened(host, _HOST_WIDTH), _editions(results[host]), _state(results[host]).said_in(language))
        for host in sorted(results.keys(), key=natural_order)
        if results[host]
    ]
    return table(rows) if rows else []


def _editions(result: _Result) -> str:
    """The edition that it had and the one that is wanted, once where they are the same."""
    edition = result.get("edition") or {}
    before, wanted = edition.get("before"), edition.get("wanted")
    return " -> ".join(dict.fromkeys(str(name) for name in (before, wanted) if name))


def _state(result: _Result) -> Text:
    if result.get("unreachable"):
        return Text("unreachable")
    edition = result.get("edition") or {}
    if result.get("failed"):
        return _failed(result, edition)
    if result.get("predicted"):
        return _foreseen(edition)
    if edition.get("after") != edition.get("wanted"):
        return Text("waits for its restart")
    return Text("changed") if edition.get("before") != edition.get("after") else Text("as wanted")


def _failed(result: _Result, edition: _Result) -> Text:
    """The first condition that does not hold, by its name, or that there is no way."""
    unmet = next((item for item in result.get("conditions") or () if item.get("met") is False), None)
    if unmet is not None:
        return Text("failed, {condition}", condition=str(unmet.get("name")))
    # A change that an earlier run has started is on its way without one that would be chosen now.
    is_on_its_way = edition.get("route") or edition.get("before") == edition.get("wanted") or result.get("way")
    return Text("failed") if is_on_its_way else Text("no way there")


def _foreseen(edition: _Result) -> Text:
    minutes = edition.get("usual_minutes")
    if edition.get("restart") == "none" or minutes is None:
        return Text("would be changed")
    return Text("would be changed, about {minutes} minutes and a restart", minutes=minutes)
