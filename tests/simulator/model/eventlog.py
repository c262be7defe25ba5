# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The event logs of one machine: records with their numbers, newest first, and what other providers wrote there.

Moments are the host's own idea of UTC, in whole seconds (documented: EVENTLOGRECORD counts seconds).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import IntEnum

APPLICATION = "Application"
SYSTEM = "System"
#: recorded: the provider of the licensing events, and the classic source name of the same provider
SPP_PROVIDER = "Microsoft-Windows-Security-SPP"
SPP_CLASSIC_SOURCE = "Software Protection Platform Service"

_INFORMATION_QUALIFIERS = 0x4000  # recorded on 1003, 12288 and 16384
_ERROR_QUALIFIERS = 0xC000  # recorded on 8198
#: recorded for 8198 (Level: Error); documented as failures for the others
_ERRORS = frozenset({1014, 8198, 8200, 8208, 8209})
#: where numbering of a log that has been in use for a while begins
_FIRST_NUMBERS = {APPLICATION: 1200, SYSTEM: 5300}


class Severity(IntEnum):
    """EventType of Win32_NTLogEvent (documented); NONE is recorded on 902 and 903."""

    NONE = 0
    ERROR = 1
    WARNING = 2
    INFORMATION = 3


@dataclass(frozen=True, slots=True)
class Event:
    """One record. `number` counts per log; background events are none of the licensing client's reports."""

    identifier: int
    moment: datetime
    strings: tuple[str, ...]
    source: str = SPP_PROVIDER
    logfile: str = APPLICATION
    qualifiers: int = _INFORMATION_QUALIFIERS
    severity: Severity = Severity.INFORMATION
    is_background: bool = False
    number: int = 0

    @property
    def text(self) -> str:
        """The insertion strings in one text."""
        return " ".join(self.strings)

    @property
    def event_identifier(self) -> int:
        """EventIdentifier: the qualifiers above the event code (documented)."""
        return self.qualifiers << 16 | self.identifier


def licensing_event(identifier: int, moment: datetime, strings: Iterable[str]) -> Event:
    """A record of the licensing client with the severity Windows gives it."""
    is_error = identifier in _ERRORS
    return Event(
        identifier,
        moment.replace(microsecond=0),
        tuple(strings),
        qualifiers=_ERROR_QUALIFIERS if is_error else _INFORMATION_QUALIFIERS,
        severity=Severity.ERROR if is_error else Severity.INFORMATION,
    )


class EventLog:
    """The Application and System logs."""

    def __init__(self) -> None:
        self._records: list[Event] = []
        self._numbered: list[Event] = []
        self._next = dict(_FIRST_NUMBERS)

    def plant(self, events: Iterable[Event]) -> None:
        """Add events of the past before the machine is used: all records are put in order and numbered anew."""
        self._records = sorted([*self._records, *events], key=lambda event: event.moment)
        self._numbered, self._next = [], dict(_FIRST_NUMBERS)

    def write(self, event: Event) -> None:
        """Append a record with the next number of its log, whatever its time says."""
        self._records.append(event)

    def newest_first(self) -> Iterator[Event]:
        """Every record, log by log, the newest of a log first (community)."""
        records = self._in_order()
        for logfile in sorted({event.logfile for event in records}):
            yield from (event for event in reversed(records) if event.logfile == logfile)

    @property
    def reports(self) -> list[Event]:
        """What the licensing client reported, oldest first."""
        return [event for event in self._in_order() if not event.is_background]

    def _in_order(self) -> Sequence[Event]:
        """All records with the numbers they get when somebody looks: most logs are never read."""
        for event in self._records[len(self._numbered) :]:
            number = self._next.setdefault(event.logfile, 1)
            self._next[event.logfile] = number + 1
            self._numbered.append(replace(event, number=number))
        return self._numbered


def background_events(now: datetime, booted_at: datetime) -> Iterator[Event]:
    """What any Windows has in its logs.

    The licensing service's own routine, and other providers, some of them under the same event codes: Volume Shadow
    Copy does write 12288, 12289 and 81xx / 82xx events (documented for 12289; the others here are invented).
    """
    for hours, identifier, strings in _ROUTINE:
        # recorded: 902 and 903 have level 0, 16394 has the qualifiers of an error and is information
        yield Event(
            identifier,
            (now - timedelta(hours=hours)).replace(microsecond=0),
            strings,
            qualifiers=_ERROR_QUALIFIERS if identifier == 16394 else _INFORMATION_QUALIFIERS,
            severity=Severity.NONE if identifier in (900, 902, 903) else Severity.INFORMATION,
            is_background=True,
        )
    for hours, identifier, source, strings in _STRANGERS:
        moment = (now - timedelta(hours=hours)).replace(microsecond=0)
        yield Event(identifier, moment, strings, source, qualifiers=0, severity=Severity.ERROR, is_background=True)
    started = booted_at.replace(microsecond=0)
    yield Event(6005, started, (), "EventLog", SYSTEM, 0x8000, is_background=True)
    yield Event(7036, started, ("Windows Time", "running"), "Service Control Manager", SYSTEM, is_background=True)


_ROUTINE: tuple[tuple[float, int, tuple[str, ...]], ...] = (
    (30.0, 900, ("<explicit>",)),
    (30.0, 16394, ()),
    (29.9, 902, ("10.0",)),
    (29.8, 1003, ("55c92734-d682-4d71-983e-d6ec3f16059f", "1: 00000000-0000-0000-0000-000000000000, 1, 0")),
    (29.4, 16384, ("2026-03-02T09:00:00Z", "RulesEngine")),
    (29.4, 903, ()),
    (5.2, 16394, ()),
    (5.1, 16384, ("2026-03-02T09:00:00Z", "RulesEngine")),
)
_STRANGERS: tuple[tuple[float, int, str, tuple[str, ...]], ...] = (
    (26.0, 12288, "VSS", ("0x80042306", "Snapshot provider")),
    (6.0, 12289, "VSS", (r"CreateFileW(\\?\Volume{0}\,0x80000000)", "0x80070005, Access is denied.")),
    (4.5, 8198, "VSS", ("hr=0x80070005", "CoCreateInstance")),
    (4.0, 8200, "VSS", ("hr=0x80042302",)),
    (3.5, 8208, "VSS", ("0x80070005",)),
    (2.5, 326, "ESENT", ("svchost", "4711", "1")),
    (1.5, 12288, "VSS", ("0x8004230F, 0x00000000, provider:0",)),
)
