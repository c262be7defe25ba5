# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the callback wrote of a run, as types."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any


class Verdict(StrEnum):
    """How a task ended on a host."""

    OK = "ok"
    FAILED = "failed"
    IGNORED = "ignored"
    UNREACHABLE = "unreachable"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Span:
    """The requests that arrived after one of them, up to another one."""

    after: int
    upto: int

    def holds(self, arrival: int) -> bool:
        """Whether one of them lies in it."""
        return self.after < arrival <= self.upto


@dataclass(frozen=True, slots=True)
class Execution:
    """One task on one host.

    Attributes:
        path: File and line.
        targets: Names and addresses of the hosts it was delegated to.
        span: What arrived while it ran, from whomever and at whatever host.
    """

    host: str
    task: str
    path: str
    verdict: Verdict
    is_changed: bool
    message: str
    targets: frozenset[str]
    span: Span


@dataclass(frozen=True, slots=True)
class Record:
    """A run.

    Attributes:
        is_complete: Whether it came to its end and not only to a stop.
        refused: Addresses, or programs, by which it would have reached what is not simulated.
    """

    executions: tuple[Execution, ...]
    is_complete: bool
    refused: tuple[str, ...] = ()


def read_record(path: Path) -> Record:
    """The record of a run; failures that were rescued, or tolerated, are told from the others."""
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.exists() else []
    executions = [_execution(line) for line in lines if "host" in line]
    fates = [line["fates"] for line in lines if "fates" in line]
    for fate in fates:
        executions = _with_fates(executions, fate)
    refused = dict.fromkeys(line["refused"] for line in lines if "refused" in line)
    return Record(tuple(executions), bool(fates), tuple(refused))


def _execution(line: Mapping[str, Any]) -> Execution:
    return Execution(
        host=line["host"],
        task=line["task"],
        path=line["path"],
        verdict=Verdict(line["verdict"]),
        is_changed=line["changed"],
        message=line["message"],
        targets=frozenset(line["targets"]),
        span=Span(*line["span"]),
    )


def _with_fates(executions: list[Execution], fates: Mapping[str, Mapping[str, int]]) -> list[Execution]:
    """Of the failures of a host those count with which it ended, the last ones; Ansible says how many they are."""
    left = {(host, Verdict(verdict)): count for host, fate in fates.items() for verdict, count in fate.items()}
    judged = []
    for item in reversed(executions):
        key = item.host, item.verdict
        left[key] = left.get(key, 0) - 1
        is_tolerated = item.verdict in (Verdict.FAILED, Verdict.UNREACHABLE) and left[key] < 0
        judged.append(replace(item, verdict=Verdict.IGNORED) if is_tolerated else item)
    return judged[::-1]
