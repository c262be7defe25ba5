# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The fixes that may be made without asking a person. What a finding calls safe is checked against this list. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ._grouping import Fix, read_fix

#: The service comes first: while it is disabled, nothing else can be set.
_SERVICE, _KMS = "win_software_protection", "win_kms_client"


def safe_fixes(result: Mapping[str, Any]) -> tuple[Fix, ...]:
    """Of the fixes the findings of a host name, those that are safe, without repetition, in the order to make them.

    Args:
        result: A result of ``win_activation_diagnosis``, of a failed one too.
    """
    named = [read_fix(finding["fix"]) for finding in result.get("findings") or () if finding.get("fix")]
    chosen: list[Fix] = []
    for fix in sorted(named, key=lambda fix: fix.module != _SERVICE):
        if fix not in chosen and is_safe(fix):
            chosen.append(fix)
    return tuple(chosen)


def is_safe(fix: Fix) -> bool:
    """Whether a fix starts the service, refreshes its state, or clears a KMS host name, and does nothing else.

    >>> is_safe(Fix("win_kms_client", {"host": "kms.corp.example"}, True))
    False
    """
    options = {name: value for name, value in fix.options.items() if name not in {"language", "timeout", "retries"}}
    if not fix.is_safe:
        return False
    if fix.module == _SERVICE:
        return options.keys() <= {"enabled", "refreshed"} and any(options.values())
    options.pop("activation_id", None)
    return fix.module == _KMS and options in ({"state": "absent"}, {"host": ""})
