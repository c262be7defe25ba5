# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What has changed between two surveys, as lines for a terminal: a heading for each kind, its hosts below it. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from .._fleet._drift import Drift
from .._fleet._drift_kinds import Change, Kind
from .._language._order import natural_order
from .._language._text import Language, Text
from ._fates import listed

#: Hosts that are named for one kind, or in one line; the result and the file have all.
_NAMED: Final = 10
_INDENT: Final = "  "

HEADINGS: Final[Mapping[Kind, Text]] = {
    Kind.UNLICENSED: Text("Not licensed any more"),
    Kind.CLONES: Text("Several machines with one client machine ID, which a KMS host counts as one"),
    Kind.SAME_UUID: Text("Several machines with one hardware UUID"),
    Kind.SUPPORT: Text("Another state of support"),
    Kind.ESU: Text("Other years of Extended Security Updates"),
    Kind.ACTIVATED_BY: Text("Licensed by another way"),
    Kind.KEY: Text("Another product key"),
    Kind.EDITION: Text("Another edition"),
    Kind.KMS_HOST: Text("Another KMS host"),
    Kind.HARDWARE: Text("Other hardware under the same name"),
    Kind.RENAMED: Text("The same hardware under another name"),
    Kind.TWO_NAMES: Text("One machine under several names"),
    Kind.VANISHED: Text("Not in the inventory any more"),
    Kind.UNREAD: Text("Not to be read any more"),
    Kind.NEW: Text("New"),
    Kind.READ_AGAIN: Text("To be read again"),
    Kind.LICENSED: Text("Licensed by now"),
}

#: Stands for a value that was not there.
NOTHING: Final = Text("none")


def drift_lines(drift: Drift, language: Language) -> list[str]:
    """All of it: what limits it, each kind with its hosts, and how much there is."""
    lines = [remark.said_in(language) for remark in drift.remarks]
    for kind, heading in HEADINGS.items():
        changes = sorted(
            (item for item in drift.changes if item.kind is kind), key=lambda item: natural_order(item.host)
        )
        if changes:
            head = Text("{heading}: {count}", heading=heading, count=len(changes))
            lines += [head.said_in(language), *_of_kind(changes, language)]
    return [*lines, summary_of(drift).said_in(language)]


def told(change: Change, language: Language) -> str:
    """A change in a line."""
    found = [change.host, *sorted(change.others, key=natural_order)]
    rest = [Text("{count} more", count=len(found) - _NAMED).said_in(language)] if len(found) > _NAMED else []
    names = listed([*found[:_NAMED], *rest], language)
    if change.before is None and change.after is None:
        return names
    detail = change.after or NOTHING.said_in(language)
    if change.before is not None or change.kind is Kind.ESU:
        detail = f"{change.before or NOTHING.said_in(language)} -> {detail}"
    return ": ".join(part for part in (names, _of_product(change, detail)) if part)


def _of_product(change: Change, detail: str) -> str:
    return f"{change.product}, {detail}" if change.product else detail


def _of_kind(changes: list[Change], language: Language) -> Iterator[str]:
    for change in changes[:_NAMED]:
        yield f"{_INDENT}{told(change, language)}"
    if len(changes) > _NAMED:
        yield _INDENT + Text("{count} more", count=len(changes) - _NAMED).said_in(language)


def summary_of(drift: Drift) -> Text:
    """How much has changed."""
    if not drift.changes:
        return Text("{machines} machines: nothing has changed.", machines=drift.machines)
    return Text("{machines} machines: {count} changes.", machines=drift.machines, count=len(drift.changes))
