# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The journal of one host: every HTTP request, authentication legs included, with what it meant.

Product keys, confirmation IDs and installation IDs never reach it: texts are masked before they are stored.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_KEY = re.compile(r"(?i)\b(?:[A-Z0-9]{5}-){4}([A-Z0-9]{5})\b")
_BARE_KEY = re.compile(r"\b(?=[A-Z0-9]*[A-Z])(?=[A-Z0-9]*N)[A-Z0-9]{20}([A-Z0-9]{5})\b")
_LONG_NUMBER = re.compile(r"\b\d{36,62}(\d{6})\b")


def mask(text: str) -> str:
    """Hide keys but for the last five characters and long IDs but for the last block.

    >>> mask("ID='TNTTT-TTTTT-TTTTT-TTTTT-PKX99'")
    "ID='*****-PKX99'"
    """
    text = _KEY.sub(r"*****-\1", text)
    text = _BARE_KEY.sub(r"*****-\1", text)
    return _LONG_NUMBER.sub(r"******-\1", text)


@dataclass(slots=True)
class Arrivals:
    """Numbers requests in the order in which they arrive, over all hosts of a simulation and for good."""

    count: int = 0

    def next(self) -> int:
        """The number of one more."""
        self.count += 1
        return self.count


@dataclass(slots=True)
class Entry:
    """One HTTP request and its answer; `sequence` counts those of the host since the last clear."""

    sequence: int
    arrival: int
    http: str
    status: int | None = None
    is_authentication: bool = False
    kind: str = "other"
    class_name: str | None = None
    method: str | None = None
    wql: str | None = None
    is_mutating: bool = False
    is_encrypted: bool = False
    bytes_in: int = 0
    bytes_out: int = 0
    fault: str | None = None
    fault_code: int | None = None
    injected: str | None = None

    def as_data(self) -> dict[str, object]:
        """The entry for JSON."""
        return {
            "sequence": self.sequence,
            "arrival": self.arrival,
            "http": {
                "method": self.http,
                "status": self.status,
                "authentication": self.is_authentication,
                "encrypted": self.is_encrypted,
            },
            "kind": self.kind,
            "class": self.class_name,
            "method": self.method,
            "wql": self.wql,
            "mutating": self.is_mutating,
            "bytes_in": self.bytes_in,
            "bytes_out": self.bytes_out,
            "fault": self.fault,
            "fault_code": self.fault_code,
            "injected": self.injected,
        }

    def describe_query(self, wql: str) -> None:
        """Store a query, masked."""
        self.wql = mask(wql)


@dataclass(slots=True)
class Journal:
    """All entries of a host since the last clear."""

    arrivals: Arrivals = field(default_factory=Arrivals)
    entries: list[Entry] = field(default_factory=list)
    _count: int = 0

    def open(self, http: str, bytes_in: int) -> Entry:
        """Begin an entry; it is filled while the request is served."""
        self._count += 1
        entry = Entry(self._count, self.arrivals.next(), http, bytes_in=bytes_in)
        self.entries.append(entry)
        return entry

    def withdraw(self, entry: Entry) -> None:
        """Take an entry out whose request has not arrived yet."""
        self.entries = [item for item in self.entries if item is not entry]

    def enter(self, entry: Entry) -> None:
        """Put it in again, as the newest one."""
        self._count += 1
        entry.sequence, entry.arrival = self._count, self.arrivals.next()
        self.entries.append(entry)

    def clear(self) -> None:
        """Forget all entries and start counting anew."""
        self.entries.clear()
        self._count = 0

    def as_data(self) -> list[dict[str, object]]:
        """Entries for JSON."""
        return [entry.as_data() for entry in self.entries]

    def summary(self) -> dict[str, int]:
        """Totals: requests, authentication legs, mutating requests, bytes."""
        return {
            "requests": len(self.entries),
            "authentication": sum(entry.is_authentication for entry in self.entries),
            "mutating": sum(entry.is_mutating for entry in self.entries),
            "bytes_in": sum(entry.bytes_in for entry in self.entries),
            "bytes_out": sum(entry.bytes_out for entry in self.entries),
        }
