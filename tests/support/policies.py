# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Policies and a survey as files, for whoever runs licence_policy and is about something else."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

#: The least of what win_activation_status returns for a licensed Windows.
LICENSED: Mapping[str, Any] = {
    "products": [{"application": "windows", "is_addon": False, "partial_product_key": "PKX99", "licensed": True}]
}

_MOMENT = "2026-11-02T08:00:00Z"


def write_policies(directory: Path, moment: str = _MOMENT) -> None:
    """A survey of one licensed host, and two policies: that it is licensed, and that a run would change nothing."""
    for name, requirement in (("policy", "licensed"), ("no-changes", "no_pending_changes")):
        rule = {"name": name, "require": {requirement: True}}
        (directory / f"{name}.yml").write_text(json.dumps({"rules": [rule]}), encoding="utf-8")
    row = {"name": "host", "fate": "read", **LICENSED}
    survey = {"format": 1, "began_at": moment, "ended_at": moment, "pattern": "all", "complete": True, "rows": [row]}
    (directory / "survey.json").write_text(json.dumps(survey), encoding="utf-8")
