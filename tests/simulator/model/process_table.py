# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Processes as a table: what runs, what ran, and how a program is written down.

A program is a generator: it yields how long it works and which children it starts, and returns its exit code. Who moves
it on is `processes.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from .state import MachineState

#: first number of a process somebody starts; Windows counts in fours (community)
_FIRST, _STEP = 4812, 4


@dataclass(frozen=True, slots=True)
class Wait:
    """The program works, or waits, for so many seconds of the host; None is for ever."""

    seconds: float | None


@dataclass(frozen=True, slots=True)
class Start:
    """The program starts a child and waits for its end; `text` is what the child can read from its input."""

    line: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Ended:
    """How a child ended, or why it could not be started: a code of Windows."""

    code: int
    output: str = ""
    is_started: bool = True


Wish: TypeAlias = Wait | Start
Script: TypeAlias = Generator[Wish, Ended | None, int]


@dataclass(slots=True)
class Process:
    """A process, running or over.

    Attributes:
        command_line: As it was given.
        maker: `wmi` or `task`: by whom it was made, or the first of its ancestors.
        is_elevated: Whether it has the rights of an administrator.
        created: By the clock of the host.
        text: What it can read from its input.
        exit_code: Unsigned; None while it runs, and when a restart has ended it.
        wakes_at: By the clock of the world; None while it waits for a child or for ever.
        dies_at: When somebody ends it, by the clock of the world.
        child: Number of the child it waits for.
    """

    process_id: int
    parent_id: int
    name: str
    path: str
    command_line: str
    maker: str
    is_elevated: bool
    created: datetime
    text: str = ""
    output: str = ""
    exit_code: int | None = None
    ended: datetime | None = None
    script: Script | None = field(default=None, repr=False)
    wakes_at: datetime | None = None
    dies_at: datetime | None = None
    child: int | None = None

    @property
    def is_over(self) -> bool:
        """Whether it has ended."""
        return self.ended is not None

    def as_data(self) -> dict[str, object]:
        """For JSON. The command line is as it was, keys included: a test has to see them."""
        return {
            "process_id": self.process_id,
            "parent_id": self.parent_id,
            "name": self.name,
            "command_line": self.command_line,
            "maker": self.maker,
            "created": self.created.isoformat(),
            "ended": self.ended.isoformat() if self.ended else None,
            "exit_code": self.exit_code,
            "is_over": self.is_over,
        }


@dataclass(slots=True)
class ProcessTable:
    """All processes of a machine.

    Attributes:
        running: By number.
        log: All that were ever started, oldest first; what was refused is not among them.
        moment: The moment that is just being caught up with, by the clock of the world; None for the present one.
    """

    running: dict[int, Process] = field(default_factory=dict)
    log: list[Process] = field(default_factory=list)
    moment: datetime | None = None
    _next: int = _FIRST

    def next_number(self) -> int:
        """A number nobody has."""
        number, self._next = self._next, self._next + _STEP
        return number

    def is_busy(self, name: str, but: int) -> bool:
        """Whether another process of the name runs."""
        return any(item.name == name and item.process_id != but for item in self.running.values())

    def end_all(self, moment: datetime) -> None:
        """A restart: nothing goes on, nobody learns an exit code, and numbers are given out once more."""
        for process in self.running.values():
            process.ended, process.script = moment, None
        self.running.clear()
        self._next = _FIRST


@dataclass(frozen=True, slots=True)
class Running:
    """A process as its own program sees it."""

    state: MachineState
    process: Process
    arguments: str

    def write(self, text: str) -> None:
        """Add to the output."""
        self.process.output += text

    @property
    def now(self) -> datetime:
        """The moment by the clock of the host."""
        moment = self.state.processes.moment
        return self.state.now if moment is None else moment + self.state.clock_offset


Program: TypeAlias = Callable[[Running], Script]
