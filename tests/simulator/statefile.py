# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The state file: where a running simulator tells how to reach it. Written at once and private."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any


def certificate_path(state: Path) -> Path:
    """Where the TLS certificate of a run lies: beside the state file."""
    return state.with_name(state.name + ".pem")


def write_private(path: Path, data: bytes) -> None:
    """Write a file atomically, readable by its owner only."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
    temporary.replace(path)


def write_state(path: Path, state: dict[str, Any]) -> None:
    """Publish the state of a running simulator."""
    write_private(path, json.dumps(state, indent=2).encode() + b"\n")


def read_state(path: Path) -> dict[str, Any] | None:
    """The published state, or None when there is no usable file."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return data if isinstance(data, dict) else None


def remove_state(path: Path) -> None:
    """Remove state file and certificate."""
    path.unlink(missing_ok=True)
    certificate_path(path).unlink(missing_ok=True)
