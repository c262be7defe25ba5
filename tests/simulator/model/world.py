# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What surrounds the machines: the clock, the activation service, KMS hosts, DNS and the directory."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone

from .digits import confirmation_id
from .errors import Spp, SppError
from .keys import KeyRecord, KeyRing
from .network import Network
from .values import Channel

DEFAULT_START = datetime(2026, 3, 2, 8, 0, tzinfo=timezone.utc)


def stands_still() -> float:
    """Seconds that have passed for a clock that moves only when told to."""
    return 0.0


class Clock:
    """Simulated UTC time; it moves only when told to, or by itself where it is given something that counts seconds.

    A clock that runs by itself shows whole seconds, so that nearly every request sees a single moment.
    """

    def __init__(self, start: datetime = DEFAULT_START, passed: Callable[[], float] = stands_still) -> None:
        self._passed = passed
        self._begun = passed()
        self._start = start.astimezone(timezone.utc)

    @property
    def now(self) -> datetime:
        """The simulated moment."""
        return self._start + timedelta(seconds=int(self._passed() - self._begun))

    def advance(self, minutes: float = 0, seconds: float = 0) -> None:
        """Move forward."""
        if minutes < 0 or seconds < 0:
            raise ValueError("the clock moves forward only; use set for another moment")
        self._start += timedelta(minutes=minutes, seconds=seconds)

    def set(self, moment: datetime) -> None:
        """Jump to a moment."""
        self._begun = self._passed()
        self._start = moment.astimezone(timezone.utc)


@dataclass(slots=True)
class ActivationService:
    """The simulated activation servers: they count activations per key and know who asked before."""

    keyring: KeyRing
    left: dict[str, int] = field(default_factory=dict)
    used: dict[str, int] = field(default_factory=dict)
    verdicts: dict[str, int] = field(default_factory=dict)
    known: set[tuple[str, str]] = field(default_factory=set)
    entitled: set[tuple[str, str]] = field(default_factory=set)

    def remaining(self, record: KeyRecord) -> int:
        """Activations a key has left."""
        return self.left.get(record.name, record.left) - self.used.get(record.name, 0)

    def activate(self, record: KeyRecord, hardware: str, count_again: bool = False) -> None:
        """Judge one online activation and count it unless key and hardware are known already."""
        verdict = self.verdicts.get(record.name, record.verdict)
        if verdict:
            raise SppError(verdict)
        is_known = (record.name, hardware) in self.known
        if not is_known or count_again:
            self._count(record)
        self.known.add((record.name, hardware))

    def issue_confirmation_id(self, record: KeyRecord, installation: str, hardware: str) -> str:
        """What the portal would answer for an installation ID; a new one costs an activation."""
        self.activate(record, hardware)
        return confirmation_id(installation)

    def _count(self, record: KeyRecord) -> None:
        if self.remaining(record) <= 0:
            raise SppError(Spp.MAK_QUOTA if record.channel is Channel.MAK else Spp.RETAIL_QUOTA)
        self.used[record.name] = self.used.get(record.name, 0) + 1

    def report(self) -> dict[str, dict[str, int]]:
        """Used and remaining activations per key, by its last five characters."""
        records = (self.keyring.named(name) for name in sorted({*self.used, *self.left}))
        return {
            record.last5: {"used": self.used.get(record.name, 0), "left": self.remaining(record)}
            for record in records
            if record is not None
        }


class World:
    """Everything the simulated machines share."""

    def __init__(self, keyring: KeyRing, clock: Clock | None = None, network: Network | None = None) -> None:
        self.clock = clock or Clock()
        self.keyring = keyring
        self.activation = ActivationService(keyring)
        self.network = network or Network()
