# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Work that Windows itself does for a change of edition, and what a host remembers of it.

An edition whose components differ is changed by DISM or changepk, programs of Windows; no WMI method does it. They are
started as a job that outlives the connection, and leave traces by which a later task finds them again.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from ._catalog import is_published
from ._product_key import ProductKey

#: ERROR_SUCCESS, ERROR_SUCCESS_REBOOT_REQUIRED and ERROR_SUCCESS_REBOOT_INITIATED (documented).
SUCCESSES: Final = frozenset({0, 3010, 1641})


class JobKind(enum.Enum):
    """What a job does."""

    LIST = "list-editions"
    CHANGE = "change-edition"


class Tool(enum.Enum):
    """The program that changes an edition."""

    DISM = "dism"
    CHANGEPK = "changepk"


class Way(enum.Enum):
    """How a job was started."""

    TASK = "task"
    PROCESS = "process"


@dataclass(frozen=True, slots=True)
class JobOrder:
    """A job to be started.

    Attributes:
        kind: What it does.
        target: The edition, in the words of DISM; empty for a list.
        tool: By which program.
        setup_key: The published setup key of the target. A command line is seen by everybody, so no other key may be in
            one; None for a list.
    """

    kind: JobKind
    target: str = ""
    tool: Tool = Tool.DISM
    setup_key: ProductKey | None = None

    def __post_init__(self) -> None:
        if self.setup_key is not None and not is_published(self.setup_key):
            raise ValueError("only a published setup key may stand in a command line")
        parts = {bool(self.target), self.setup_key is not None}
        if parts != {self.kind is JobKind.CHANGE}:
            raise ValueError("a change has a target and a setup key, a list has neither")


@dataclass(frozen=True, slots=True)
class Job:
    """A job as a host shows it.

    Attributes:
        kind: What it does.
        target: As in its order.
        way: How it was started.
        is_started: False when it was only prepared.
        is_running: Whether it is at work.
        exit_code: Unsigned; None while it runs, and when it ended without one.
        started_at: When it was started, by the clock of the host; None where that is not known.
    """

    kind: JobKind
    target: str
    way: Way
    is_started: bool
    is_running: bool
    exit_code: int | None = None
    started_at: datetime | None = None

    @property
    def has_ended(self) -> bool:
        """Whether it was started and is over, well or not."""
        return self.is_started and not self.is_running

    @property
    def has_succeeded(self) -> bool:
        """Whether it ended well."""
        return self.has_ended and self.exit_code in SUCCESSES


@dataclass(frozen=True, slots=True)
class Traces:
    """What jobs have left on a host.

    Attributes:
        jobs: At most one of each kind.
        targets: Editions that the host can become by its own list, in the words of DISM; None when no list was made.
        is_clean: False when there is anything that should be removed in the end.
    """

    jobs: tuple[Job, ...] = ()
    targets: tuple[str, ...] | None = None
    is_clean: bool = True

    def job(self, kind: JobKind) -> Job | None:
        """The job of a kind."""
        return next((job for job in self.jobs if job.kind is kind), None)


class Pending(enum.Enum):
    """Why a restart is pending."""

    SERVICING = "servicing"
    SERVICING_BUSY = "servicing_busy"
    WINDOWS_UPDATE = "windows_update"


#: Keys below Component Based Servicing, by their meaning (documented, community).
SERVICING_KEYS: Final[Mapping[str, Pending]] = {
    "rebootpending": Pending.SERVICING,
    "packagespending": Pending.SERVICING_BUSY,
    "rebootinprogress": Pending.SERVICING_BUSY,
}


@dataclass(frozen=True, slots=True)
class ServicingRestart:
    """Whether Component Based Servicing waits for a restart.

    Attributes:
        pending: SERVICING, SERVICING_BUSY, both or none.
    """

    pending: frozenset[Pending] = frozenset()
