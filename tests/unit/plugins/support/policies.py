# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Policies and hosts for tests: results of ``win_activation_status`` in short, and rules as data."""

from __future__ import annotations

from datetime import date, datetime, timezone
from typing import Any

import yaml

from ansible_collections.licenseops.windows.plugins.plugin_utils._fleet._policy import read_policy
from ansible_collections.licenseops.windows.plugins.plugin_utils._fleet._policy_judge import Judgement, judge
from ansible_collections.licenseops.windows.plugins.plugin_utils._fleet._policy_subject import CheckRun, Subject
from ansible_collections.licenseops.windows.plugins.plugin_utils._fleet._survey import SurveyRow

NOW = datetime(2026, 12, 1, 8, 0, tzinfo=timezone.utc)
TODAY = date(2026, 12, 1)

GONE = {"unreachable": True, "msg": "No connection."}


def windows(**other: Any) -> dict[str, Any]:
    """A Windows that is licensed by KMS."""
    return {
        "application": "windows",
        "is_addon": False,
        "partial_product_key": "ABCDE",
        "licensed": True,
        "channel": "gvlk",
        "activated_by": "kms",
        "family": "Professional",
        "kms": {"host": "kms.corp.example"},
        **other,
    }


def office(**other: Any) -> dict[str, Any]:
    """A product of Office that is licensed by a MAK."""
    own = {"application": "office", "channel": "mak", "activated_by": "mak", "office_product": "ProPlus2024Volume"}
    return windows() | own | {"kms": None} | other


def status(*products: dict[str, Any], **other: Any) -> dict[str, Any]:
    """What the module returns for a host."""
    return {"products": list(products), "host": {"uuid": "u", "build": 26200}, **other}


def subject(
    name: str = "pc-1", result: dict[str, Any] | None = None, groups: tuple[str, ...] = (), run: CheckRun | None = None
) -> Subject:
    """A host; by default one that is licensed."""
    return Subject(SurveyRow.of_task(name, groups, status(windows()) if result is None else result, NOW), NOW, run)


def judged(rules: Any, *subjects: Subject, today: date = TODAY, age: int | None = None, **policy: Any) -> Judgement:
    """Hosts judged by rules: a list of them, or what a single one requires."""
    listed = rules if isinstance(rules, list) else [{"name": "it", "require": rules}]
    text = yaml.safe_dump({"rules": listed, **policy}, sort_keys=False)
    return judge(read_policy(text.encode(), "policy.yml"), subjects, today, age)
