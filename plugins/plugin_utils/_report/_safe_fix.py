# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The fixes that may be made without asking a person. What a finding calls safe is checked against this list. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from .._result._finding import FixResult

#: The service comes first: while it is disabled, nothing else can be set.
_SERVICE, _KMS = "win_software_protection", "win_kms_client"

#: Options that say how a module works, not what it changes.
_MANNER = frozenset({"language", "timeout", "retries"})


def safe_fixes(named: Iterable[FixResult]) -> tuple[FixResult, ...]:
    """Of the fixes the findings of a host name, those that are safe, without repetition, in the order to make them."""
    chosen: list[FixResult] = []
    for fix in sorted(named, key=lambda fix: fix.module != _SERVICE):
        if fix not in chosen and is_safe(fix):
            chosen.append(fix)
    return tuple(chosen)


def is_safe(fix: FixResult) -> bool:
    """Whether a fix starts the service, refreshes its state, or clears a KMS host name, and does nothing else.

    >>> is_safe(FixResult("win_kms_client", {"host": "kms.corp.example"}, True))
    False
    """
    options = {name: value for name, value in fix.options.items() if name not in _MANNER}
    if not fix.safe:
        return False
    if fix.module == _SERVICE:
        return options.keys() <= {"enabled", "refreshed"} and any(options.values())
    options.pop("activation_id", None)
    return fix.module == _KMS and options in ({"state": "absent"}, {"host": ""})
