# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The only command lines this collection ever has a host run: programs of Windows by their full path, fixed arguments.

What varies in them is the name of an edition, a published setup key and the name of a job, each checked here once more.
No text of a user and no key of a user comes in. Forms: documented by the programs' own help; the line of ``cmd`` that
keeps an exit code and the one that lists editions are inferred from how ``cmd`` reads a line.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from .._licensing._servicing import JobKind, JobOrder, Tool
from .._wsman._errors import MalformedAnswer

#: Where jobs leave what they find out, below HKLM.
OWN_KEY: Final = r"SOFTWARE\licenseops.windows"

#: Names of editions, one value each, and one more when DISM says that its list is whole.
TARGETS_KEY: Final = rf"{OWN_KEY}\targets"

#: The third word of "The operation completed successfully.", which DISM ends a list with.
WHOLE: Final = "completed"

#: The value that holds the exit code of a job that was started as a process.
EXIT_VALUE: Final = "exit"

_SYSTEM: Final = re.compile(r"[A-Za-z]:\\[A-Za-z0-9_.-]{1,40}\\system32", re.IGNORECASE)
_EDITION: Final = re.compile(r"[A-Za-z]{3,40}")
_KEY: Final = re.compile(r"(?:[A-Z0-9]{5}-){4}[A-Z0-9]{5}")


@dataclass(frozen=True, slots=True)
class Command:
    """A program and its arguments.

    Attributes:
        program: Full path.
        arguments: The rest of the line.
    """

    program: str
    arguments: str

    @property
    def line(self) -> str:
        """The whole line. Neither path nor names have blanks."""
        return f"{self.program} {self.arguments}"


def own_key_of(kind: JobKind) -> str:
    """Where a job that was started as a process leaves its traces, below HKLM."""
    return rf"{OWN_KEY}\{kind.value}"


def command_of(order: JobOrder, system: str) -> Command:
    """What does a job.

    Args:
        order: The job.
        system: The system directory of the host.

    Raises:
        MalformedAnswer: The host names a directory that cannot be one.
    """
    if not _SYSTEM.fullmatch(system):
        raise MalformedAnswer("the system directory of the host is none")
    if order.kind is JobKind.LIST:
        return Command(rf"{system}\cmd.exe", f'/d /s /c "{_listing(system)}"')
    key = order.setup_key.reveal() if order.setup_key is not None else ""
    if not _EDITION.fullmatch(order.target) or not _KEY.fullmatch(key):
        raise ValueError("neither the edition nor its key may hold anything but letters and digits")
    if order.tool is Tool.CHANGEPK:
        return Command(rf"{system}\changepk.exe", f"/ProductKey {key}")
    return Command(
        rf"{system}\dism.exe",
        f"/English /Online /Set-Edition:{order.target} /ProductKey:{key} /AcceptEula /Quiet /NoRestart",
    )


def kept_line(order: JobOrder, system: str) -> str:
    """The line of a process that leaves the exit code of a job in the registry, for nobody else can read it.

    ``/v:on`` with ``!errorlevel!``: ``%errorlevel%`` would be put in before the program runs.
    """
    command = command_of(order, system)
    work = f"({_listing(system)})" if order.kind is JobKind.LIST else command.line
    kept = rf"{system}\reg.exe add HKLM\{own_key_of(order.kind)} /v {EXIT_VALUE} /t REG_SZ /d !errorlevel! /f"
    return rf'{system}\cmd.exe /d /v:on /s /c "{work} & {kept}"'


def _listing(system: str) -> str:
    """The editions that DISM lists, and the word that says that the list is whole; whatever the host's language."""
    dism = rf"{system}\dism.exe /English /Online /Get-TargetEditions"
    found = rf'{system}\findstr.exe /b /c:"Target Edition" /c:"The operation {WHOLE}"'
    kept = rf"{system}\reg.exe add HKLM\{TARGETS_KEY} /v %a /t REG_SZ /d 1 /f"
    return f"for /f \"tokens=3 delims=: \" %a in ('{dism} ^| {found}') do {kept}"
