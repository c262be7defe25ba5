# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From what tasks did and what the simulated hosts received to what is wrong. Pure: nothing is asked or printed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from .records import Execution, Record, Verdict


class Stage(StrEnum):
    """The three runs."""

    CHECK = "check mode"
    FIRST = "first run"
    SECOND = "second run"


class Fault(StrEnum):
    """What can be wrong with a task."""

    FAILED = "failed"
    UNREACHABLE = "unreachable"
    CHANGED = "changed"
    SENT = "sent"


@dataclass(frozen=True, slots=True)
class Sent:
    """A request that changes something, as the journal has it."""

    host: str
    arrival: int
    call: str


@dataclass(frozen=True, slots=True)
class Finding:
    """A task that is not as it should be, on one host.

    Attributes:
        faults: What is wrong, the plainest first.
        message: What the task said where it failed.
        calls: What it sent, with how often.
        is_shared: Whether other tasks ran at the same time that may have sent it as well.
    """

    stage: Stage
    host: str
    task: str
    path: str
    faults: tuple[Fault, ...]
    message: str = ""
    calls: tuple[tuple[str, int], ...] = ()
    is_shared: bool = False


@dataclass(frozen=True, slots=True)
class Fleet:
    """The simulated hosts: their addresses by their names."""

    addresses: Mapping[str, str]

    def meant_by(self, execution: Execution) -> set[str]:
        """The simulated hosts that a task was about, as far as their names or addresses tell."""
        words = execution.targets or {execution.host}
        return {name for name, address in self.addresses.items() if name in words or address in words}

    def is_reached_by(self, record: Record) -> bool:
        """Whether any task was about a simulated host."""
        return any(self.meant_by(item) or item.span.after < item.span.upto for item in record.executions)


def findings_of(stage: Stage, record: Record, sent: Sequence[Sent], fleet: Fleet) -> list[Finding]:
    """All that is wrong with a run, in the order in which the tasks ended.

    In the first run only failures are wrong: it is there to change something.
    """
    shares = _shares(record, sent, fleet) if stage is not Stage.FIRST else {}
    found = [_finding(stage, item, shares.get(index, [])) for index, item in enumerate(record.executions)]
    strays = [item for item, owner in shares.get(None, [])]
    return [item for item in found if item.faults] + _stray_findings(stage, strays)


_Shares = dict[int | None, list[tuple[Sent, bool]]]


def _shares(record: Record, sent: Iterable[Sent], fleet: Fleet) -> _Shares:
    """The requests of each task, by its place in the record; those of none under None.

    A request belongs to the task that was running when it arrived. Where several were, to those that were about its
    host; where that leaves several, to each of them.
    """
    shares: _Shares = {}
    for request in sent:
        running = [index for index, item in enumerate(record.executions) if item.span.holds(request.arrival)]
        meant = [index for index in running if request.host in fleet.meant_by(record.executions[index])]
        owners: Sequence[int | None] = meant or running or [None]
        for owner in owners:
            shares.setdefault(owner, []).append((request, len(owners) > 1))
    return shares


def _finding(stage: Stage, item: Execution, share: Sequence[tuple[Sent, bool]]) -> Finding:
    return Finding(
        stage=stage,
        host=item.host,
        task=item.task,
        path=item.path,
        faults=tuple(_faults(stage, item, bool(share))),
        message=item.message if item.verdict in (Verdict.FAILED, Verdict.UNREACHABLE) else "",
        calls=_counted(request for request, dummy in share),
        is_shared=any(is_shared for dummy, is_shared in share),
    )


def _faults(stage: Stage, item: Execution, has_sent: bool) -> Iterable[Fault]:
    if item.verdict is Verdict.FAILED:
        yield Fault.FAILED
    if item.verdict is Verdict.UNREACHABLE:
        yield Fault.UNREACHABLE
    if stage is Stage.SECOND and item.is_changed:
        yield Fault.CHANGED
    if has_sent:
        yield Fault.SENT


def _counted(requests: Iterable[Sent]) -> tuple[tuple[str, int], ...]:
    return tuple(Counter(request.call for request in requests).items())


def _stray_findings(stage: Stage, strays: Sequence[Sent]) -> list[Finding]:
    """What arrived while no task ran: a finding for each host, without a task."""
    by_host: dict[str, list[Sent]] = {}
    for request in strays:
        by_host.setdefault(request.host, []).append(request)
    return [Finding(stage, host, "", "", (Fault.SENT,), calls=_counted(requests)) for host, requests in by_host.items()]
