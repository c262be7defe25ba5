# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What became of the hosts of a play: a table of what their tasks registered."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._language._text import Language
from ansible_collections.licenseops.windows.plugins.plugin_utils._report._fates import (
    Fate,
    Played,
    count_fates,
    summary_lines,
)

FINE: dict[str, Any] = {"changed": False}
CHANGED: dict[str, Any] = {"changed": True}
FAILED: dict[str, Any] = {"failed": True, "msg": "..."}
GONE: dict[str, Any] = {"unreachable": True, "msg": "..."}
SKIPPED: dict[str, Any] = {"skipped": True, "changed": False}


@pytest.mark.parametrize(
    ("results", "is_out", "fate"),
    [
        ([FINE], False, Fate.FINE),
        ([FINE, CHANGED], False, Fate.CHANGED),
        ([CHANGED, SKIPPED], False, Fate.CHANGED),
        ([SKIPPED, SKIPPED], False, Fate.SKIPPED),
        ([CHANGED, FAILED], True, Fate.FAILED),
        ([FAILED], False, Fate.FAILED),
        ([GONE], True, Fate.UNREACHABLE),
        ([CHANGED, GONE], True, Fate.UNREACHABLE),
        ([], True, Fate.FAILED),
        ([CHANGED], True, Fate.STOPPED),
        ([], False, Fate.WAITING),
    ],
)
def test_the_worst_of_its_tasks_decides(results: list[dict[str, Any]], is_out: bool, fate: Fate) -> None:
    assert Played.of("web", results, is_out=is_out).fate is fate


def played(**fates: Fate) -> list[Played]:
    """Hosts with their fates."""
    return [Played(host, fate, {}) for host, fate in fates.items()]


def test_each_host_is_counted_once() -> None:
    hosts = played(a=Fate.FINE, b=Fate.CHANGED, c=Fate.FAILED, d=Fate.UNREACHABLE, e=Fate.SKIPPED, f=Fate.WAITING)
    assert sum(count_fates(hosts).values()) == len(hosts)
    assert count_fates(hosts) == dict.fromkeys((fate.value for fate in Fate), 1) | {"stopped": 0}
    first = summary_lines(hosts, Language.ENGLISH, is_dry=False)[0]
    assert first == "6 hosts: 1 fine, 1 changed, 1 failed, 1 unreachable, 1 left out, 1 not begun."


@pytest.mark.parametrize(
    ("hosts", "is_dry", "last"),
    [
        (played(a=Fate.FINE), False, "No host needs another run."),
        (played(a=Fate.CHANGED), False, "No host needs another run."),
        (played(a=Fate.FINE), True, "No host needs another run."),
        (played(a=Fate.CHANGED), True, "Nothing was changed: this was check mode. Run it without --check."),
        (played(a=Fate.FINE, b=Fate.WAITING), False, "2 hosts: 1 fine, 1 not begun."),
    ],
)
def test_what_is_left_to_do_is_said_last(hosts: list[Played], is_dry: bool, last: str) -> None:
    assert summary_lines(hosts, Language.ENGLISH, is_dry=is_dry)[-1] == last


def test_the_next_run_is_given_word_for_word() -> None:
    hosts = played(a=Fate.FINE, b=Fate.WAITING, c=Fate.UNREACHABLE, d=Fate.FAILED)
    assert "--limit 'd,c,b'" in summary_lines(hosts, Language.ENGLISH, is_dry=False)[-1]
    assert "--limit 'd,c,b'" in summary_lines(hosts, Language.JAPANESE, is_dry=False)[-1]


def test_thousands_of_failures_are_not_listed() -> None:
    hosts = [Played(f"h{number}", Fate.FAILED, {}) for number in range(10_000)]
    said = summary_lines(hosts, Language.ENGLISH, is_dry=False)[-1]
    assert "h9 and 9990 more." in said
    assert len(said) < 200


def test_what_check_mode_foresees_is_added_up_by_key() -> None:
    results = [
        {"forecast": {"key": "...PKX99", "activations": 1}},
        {"forecast": None},
        FAILED,
        {"forecast": {"key": None}},
    ]
    hosts = [Played.of(f"h{number}", [result], is_out=False) for number, result in enumerate([*results, results[0]])]
    assert "Would use 2 activations of ...PKX99." in summary_lines(hosts, Language.ENGLISH, is_dry=True)
