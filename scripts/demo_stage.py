# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What both demos share: words in the language of LICENSEOPS_LANGUAGE, tables, and progress while a playbook runs."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / ".build")]

from ansible_collections.licenseops.windows.plugins.plugin_utils._language._table import table, wrapped  # noqa: E402  # found only through the line above
from ansible_collections.licenseops.windows.plugins.plugin_utils._language._text import Language  # noqa: E402  # the same
from tests.support.fleet import Fleet  # noqa: E402  # the same
from tests.support.launch import Launch, PlayRun, Running  # noqa: E402  # the same

#: Seconds between two looks at a run, between two lines about it, and the longest time without one.
LOOK, LINE, SILENCE = 0.2, 2.0, 5.0

#: Of the terminal.
COLUMNS = 80

#: Tasks that ask no host: what Ansible calls its look at the variables of a role.
VALIDATION = "Validating arguments"


@cache
def language() -> Language:
    """That of the reader; English where it is none there are texts in."""
    try:
        return Language.parse(os.environ.get("LICENSEOPS_LANGUAGE") or "en")
    except ValueError:
        return Language.ENGLISH


@cache
def texts() -> dict[str, str]:
    """The words in that language by the English ones; English is in the code."""
    if language() is Language.ENGLISH:
        return {}
    path = Path(__file__).with_name(f"demo_{language().value}.yml")
    found: dict[str, str] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return found


def words(template: str, **facts: Any) -> str:
    """A text of the demo in the language of the reader."""
    return texts().get(template, template).format(**facts)


def say(template: str, **facts: Any) -> None:
    """A line, at once."""
    print(words(template, **facts), flush=True)


def show_table(heading: Sequence[str], rows: Sequence[Sequence[str]], indent: str = "") -> None:
    """Rows under a heading."""
    for line in table([tuple(map(words, heading)), *rows], has_heading=True, indent=indent):
        print(line, flush=True)


def show_wrapped(text: str, indent: str) -> None:
    """A long text."""
    for line in wrapped(text, COLUMNS, indent):
        print(line, flush=True)


class WatchedFleet(Fleet):
    """A fleet whose runs show how far they are."""

    def run(self, launch: Launch, directory: Path) -> PlayRun:
        """A whole playbook run, and a line every few seconds."""
        running = launch.begin(directory)
        arguments = launch.arguments
        limit = [arguments[arguments.index("--limit") + 1]] if "--limit" in arguments else self.hosts
        watch(running, limit)
        return running.finished()


def watch(running: Running, hosts: Sequence[str]) -> None:
    """Say how many hosts have answered, until the run is over."""
    began = said = time.monotonic()
    told = 0
    while not running.is_over:
        time.sleep(LOOK)
        now = time.monotonic()
        answered = len(answers(running.directory / "record.jsonl") & set(hosts))
        if now - said >= (LINE if answered > told else SILENCE):
            say(
                "   {count} of {all} hosts have answered ({seconds} s)",
                count=answered,
                all=len(hosts),
                seconds=int(now - began),
            )
            said, told = now, answered


def answers(record: Path) -> set[str]:
    """The hosts that a task of a role has come back from, by the record that the callback writes."""
    if not record.exists():
        return set()
    # The last line may be half written.
    lines = record.read_text(encoding="utf-8").split("\n")[:-1]
    results = [json.loads(line) for line in lines]
    return {item["host"] for item in results if " : " in item["task"] and VALIDATION not in item["task"]}


def show_end(began: float, logs: Path, look_at: Sequence[tuple[str, Path]], problems: Sequence[str]) -> int:
    """Where the logs lie and what to look at next; the exit code."""
    print()
    for what, path in look_at:
        say(what)
        print(f"  {path.relative_to(ROOT)}")
    for problem in problems:
        say("UNEXPECTED: {problem}", problem=problem)
    say("{seconds} seconds. Logs: {logs}", seconds=round(time.monotonic() - began), logs=logs.relative_to(ROOT))
    return 1 if problems else 0
