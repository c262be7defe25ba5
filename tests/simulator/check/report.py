# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Findings for people: a table on the terminal, aligned in every language."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from ..journal import mask
from ..texts import said
from .judge import Fault, Finding

#: More of a message is in the output of the run.
_MOST = 160
_HOSTS_SHOWN = 3
_GAP = "  "


def table(findings: Sequence[Finding]) -> list[str]:
    """A line for each task and what is wrong with it, the hosts together."""
    head = tuple(said(word) for word in ("run", "where", "task", "hosts", "what is wrong"))
    rows = [head, *(_row(items) for items in _grouped(findings))]
    widths = [max(_width(row[column]) for row in rows) for column in range(len(head) - 1)]
    lines = [_line(row, widths) for row in rows]
    return [lines[0], "-" * max(map(_width, lines[:1])), *lines[1:]]


def described(finding: Finding) -> str:
    """What is wrong, in words and without secrets."""
    return "; ".join(_words(finding))


def place_of(path: str) -> str:
    """A path as short as it can be said here."""
    here = f"{Path.cwd()}/"
    return path.removeprefix(here)


def _words(finding: Finding) -> Iterator[str]:
    message = shortened(finding.message)
    calls = ", ".join(call if count == 1 else f"{call} x{count}" for call, count in finding.calls)
    if Fault.FAILED in finding.faults:
        yield said("failed: {message}", message=message) if message else said("failed")
    if Fault.UNREACHABLE in finding.faults:
        yield said("unreachable: {message}", message=message) if message else said("unreachable")
    if Fault.CHANGED in finding.faults:
        yield said("changed")
    if Fault.SENT in finding.faults:
        yield said("sent {calls}", calls=calls) if Fault.CHANGED in finding.faults else _secretly(finding, calls)
    if finding.is_shared:
        yield said("(or another task at the same time)")


def _secretly(finding: Finding, calls: str) -> str:
    if not finding.task:
        return said("was sent {calls} while no task ran", calls=calls)
    return said("sent {calls}, though nothing may change here", calls=calls)


def shortened(message: str) -> str:
    """One line without secrets."""
    line = mask(" ".join(message.split()))
    return line if len(line) <= _MOST else f"{line[: _MOST - 1]}…"


def _grouped(findings: Iterable[Finding]) -> Iterable[list[Finding]]:
    groups: dict[tuple[str, str, str, str], list[Finding]] = {}
    for item in findings:
        groups.setdefault((item.stage, item.path, item.task, described(item)), []).append(item)
    return groups.values()


def _row(findings: Sequence[Finding]) -> tuple[str, ...]:
    first = findings[0]
    hosts = list(dict.fromkeys(item.host for item in findings))
    shown = ", ".join(hosts[:_HOSTS_SHOWN])
    if more := len(hosts) - _HOSTS_SHOWN:
        shown = said("{hosts} and {count} more", hosts=shown, count=more) if more > 0 else shown
    return said(first.stage), place_of(first.path) or "-", first.task or "-", shown, described(first)


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    cells = [cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=False)]
    return _GAP + _GAP.join([*cells, row[-1]])


def _width(text: str) -> int:
    """Columns on a terminal."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)
