# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Plays as data, several of them in one run."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from .launch import PlayRun
from .play import Playbook, Task


def module(name: str, of: str, options: Mapping[str, Any] | None = None, **keywords: Any) -> dict[str, Any]:
    """A task of this collection under a name of its own."""
    return {"name": name, f"licenseops.windows.{of}": dict(options or {}), **keywords}


def play(hosts: str | Iterable[str], *tasks: Task, **keywords: Any) -> dict[str, Any]:
    """A play that gathers no facts."""
    pattern = hosts if isinstance(hosts, str) else ":".join(hosts)
    return {"hosts": pattern, "gather_facts": False, **keywords, "tasks": list(tasks)}


def played(playbook: Playbook, directory: Path, plays: Sequence[Mapping[str, Any]], **settings: Any) -> PlayRun:
    """Run several plays in one go; settings are those of ``Playbook.run_file``."""
    path = directory / "plays.json"
    path.write_text(json.dumps(plays), encoding="utf-8")
    return playbook.run_file(path, **settings)
