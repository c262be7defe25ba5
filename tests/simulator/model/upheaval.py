# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What changes on a machine beside licences: an edition that waits for its restart, tasks, power."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from .keys import KeyRecord
from .process_table import Process
from .task_xml import TaskDefinition


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
        dies_after: Seconds after which dism.exe or changepk.exe is gone, as if somebody had ended it; None for never.
        dies_alone: Whether a command processor that waits for it goes on, and keeps its exit code.
        sticks: Whether the restart keeps the change.
        blocks_wmi: Whether a rule of Microsoft Defender blocks processes that WMI makes.
        scheduler: ``works``, ``missing`` (no such namespace), ``denied`` (nobody gets in) or ``refuses`` (no new task).
    """

    seconds: float = 900
    exit_code: int | None = None
    dies_after: float | None = None
    dies_alone: bool = False
    sticks: bool = True
    blocks_wmi: bool = False
    scheduler: str = "works"


@dataclass(slots=True)
class ScheduledTask:
    """A task of the Task Scheduler.

    Attributes:
        definition: What its XML says; None for one of Windows itself.
        last_run: When it was started last, by the clock of the host.
        result: LastTaskResult while it does not run; SCHED_S_TASK_HAS_NOT_RUN at first (documented).
        process: What it runs.
        is_queued: Whether it waits for the mains.
    """

    name: str
    path: str
    definition: TaskDefinition | None = None
    last_run: datetime | None = None
    result: int = 0x41303
    process: Process | None = None
    is_queued: bool = False


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
