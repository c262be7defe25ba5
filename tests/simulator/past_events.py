# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Events a host has in its log when a scenario begins."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from .model.eventlog import Event, licensing_event
from .model.machine import Machine
from .model.reports import acquisition_strings, attempt_strings, request_strings, response_strings
from .model.state import Licence
from .validation import Node

_KEYS = ("id", "hours_ago", "code", "kms_host", "row", "count", "trigger", "strings")
_IDS = (12288, 12289, 8198, 8200, 8208)


@dataclass(frozen=True, slots=True)
class EventPlan:
    """One event of the past; `strings` replaces what the other fields would give."""

    identifier: int
    hours_ago: float
    code: int = 0
    kms_host: str = ""
    row: str | None = None
    count: int = 50
    trigger: str = "TimerEvent"
    strings: tuple[str, ...] | None = None


def read_events(node: Node, rows: Collection[str]) -> tuple[EventPlan, ...]:
    """Read the list; an event without strings must be of a kind whose strings are known."""
    return tuple(_read_event(item, rows) for item in node.list())


def _read_event(node: Node, rows: Collection[str]) -> EventPlan:
    node.keys(_KEYS)
    identifier = node.at("id").number(least=1, most=0xFFFF)
    strings = node.at("strings")
    if not node.at("hours_ago").is_set:
        raise node.at("hours_ago").fail("a number from 0 up is expected")
    if not strings.is_set and identifier not in _IDS:
        raise node.at("id").fail(f"one of {', '.join(map(str, _IDS))} is expected, or strings beside it")
    return EventPlan(
        identifier=identifier,
        hours_ago=node.at("hours_ago").real(),
        code=node.at("code").code(),
        kms_host=node.at("kms_host").text("") if node.at("kms_host").is_set else "",
        row=node.at("row").choice(rows) if node.at("row").is_set else None,
        count=node.at("count").number(default=50),
        trigger=node.at("trigger").text("TimerEvent"),
        strings=strings.texts() if strings.is_set else None,
    )


def plant_events(machine: Machine, plans: Collection[EventPlan]) -> None:
    """Put the events into the machine's log, in the order of their times."""
    machine.state.log_book.plant(_build(machine, plans))


def _build(machine: Machine, plans: Collection[EventPlan]) -> Iterator[Event]:
    for plan in plans:
        moment = machine.state.now - timedelta(hours=plan.hours_ago)
        yield licensing_event(plan.identifier, moment, _strings(machine, plan, moment))


def _strings(machine: Machine, plan: EventPlan, moment: datetime) -> tuple[str, ...]:
    if plan.strings is not None:
        return plan.strings
    licence = _licence(machine, plan)
    if plan.identifier == 12288:
        return request_strings(machine.state, licence, plan.kms_host, plan.code, moment)
    if plan.identifier == 12289:
        intervals = (licence.activation_interval, licence.renewal_interval)
        return response_strings(plan.code, plan.count, intervals, moment)
    if plan.identifier == 8198:
        return attempt_strings(licence, plan.code, plan.trigger)
    return acquisition_strings(plan.code)


def _licence(machine: Machine, plan: EventPlan) -> Licence:
    """The named row, else the keyed Windows row, else any."""
    if plan.row is not None:
        return machine.row(plan.row)
    return machine.state.windows_licence() or next(iter(machine.state.licences.values()))
