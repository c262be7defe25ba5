# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What changes on a machine beside licences: an edition that waits for its restart, processes, tasks, power."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from .keys import KeyRecord

_FIRST_PROCESS = 4812


@dataclass(frozen=True, slots=True)
class PendingEdition:
    """An edition that the next restart brings, with the key that Windows will have."""

    edition: str
    record: KeyRecord | None = None


@dataclass(slots=True)
class ServicingFates:
    """How Windows works on its components here.

    Attributes:
        seconds: How long a change of the edition takes.
        exit_code: What it ends with instead of success; None for success.
        dies_after: Seconds after which its processes are gone, as if somebody had ended them; None for never.
        sticks: Whether the restart keeps the change.
        blocks_wmi: Whether a rule of Microsoft Defender blocks processes that WMI makes.
        scheduler: ``works``, ``missing`` or ``denied``.
    """

    seconds: float = 900
    exit_code: int | None = None
    dies_after: float | None = None
    sticks: bool = True
    blocks_wmi: bool = False
    scheduler: str = "works"


@dataclass(slots=True)
class Process:
    """A process that was created through WMI or by a task, or a child of one."""

    process_id: int
    parent_id: int
    name: str
    command_line: str
    created: datetime
    maker: str
    exit_code: int | None = None
    is_over: bool = False

    def as_data(self) -> dict[str, object]:
        """For JSON."""
        return {
            "process_id": self.process_id,
            "parent_id": self.parent_id,
            "name": self.name,
            "command_line": self.command_line,
            "created": self.created.isoformat(),
            "maker": self.maker,
            "exit_code": self.exit_code,
            "is_over": self.is_over,
        }


@dataclass(slots=True)
class ProcessTable:
    """Processes that are there, and a record of all that ever were."""

    log: list[Process] = field(default_factory=list)
    runs: list[Any] = field(default_factory=list)
    _next: int = _FIRST_PROCESS

    def new(self, parent: int, name: str, line: str, created: datetime, maker: str) -> Process:
        """Make one; numbers are multiples of four and used again after a restart (documented)."""
        process = Process(self._next, parent, name, line, created, maker)
        self._next += 4
        self.log.append(process)
        return process

    @property
    def alive(self) -> list[Process]:
        """Those that have not ended."""
        return [process for process in self.log if not process.is_over]

    def end_all(self) -> None:
        """A restart; nobody learns an exit code."""
        for process in self.log:
            process.is_over = True
        self.runs.clear()
        self._next = _FIRST_PROCESS


@dataclass(slots=True)
class ScheduledTask:
    """A task of the Task Scheduler."""

    name: str
    path: str
    description: str
    program: str
    arguments: str
    last_run: datetime | None = None
    result: int = 0x41303
    run: Any = None


@dataclass(slots=True)
class Power:
    """Whether the machine is up, and how it restarts.

    Attributes:
        away: Seconds of a restart, "getting ready" included.
        users: Accounts that are logged on, disconnected sessions included.
        refusals: Codes that the next orders are answered with.
        loses_answer: Whether the answer to an order that is taken is lost.
        returns: Whether it ever comes back.
        second_after: Seconds after which it restarts once more by itself; None for never.
        back_at: When it is up again; None while it is up.
        restarts: How often it has restarted.
    """

    away: float = 60
    users: tuple[str, ...] = ()
    refusals: list[int] = field(default_factory=list)
    loses_answer: bool = False
    returns: bool = True
    second_after: float | None = None
    back_at: datetime | None = None
    second_at: datetime | None = None
    restarts: int = 0

    @property
    def is_down(self) -> bool:
        """Whether nobody answers."""
        return self.back_at is not None

    def swallows(self, method: str | None) -> bool:
        """Whether the answer to a method never leaves the machine, because it goes down first."""
        return self.is_down and self.loses_answer and method in ("Reboot", "Win32Shutdown", "Win32ShutdownTracker")

    def order(self, now: datetime) -> None:
        """It goes down at once."""
        if self.back_at is None:
            self.back_at = (
                now + timedelta(seconds=self.away) if self.returns else datetime.max.replace(tzinfo=now.tzinfo)
            )
