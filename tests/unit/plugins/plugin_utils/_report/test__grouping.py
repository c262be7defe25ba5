# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Grouping by cause: who stands where, and who is left out, which is nobody."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._report._grouping import Group, group_by_cause
from ansible_collections.licenseops.windows.plugins.plugin_utils._result._finding import Health
from ansible_collections.licenseops.windows.plugins.plugin_utils._result._read import HostDiagnosis, read_results
from ansible_collections.licenseops.windows.tests.unit.plugins.support.diagnoses import (
    CLEAR_HOST,
    EXCUSES,
    diagnosed,
    failed,
    finding,
    pinned,
    unreachable,
)


def hosts_of(results: dict[str, dict[str, Any]]) -> dict[str, HostDiagnosis]:
    return {host.host: host for host in read_results(results, EXCUSES)}


def groups_of(results: dict[str, dict[str, Any]]) -> tuple[Group, ...]:
    return group_by_cause(read_results(results, EXCUSES))


def shapes_of(results: dict[str, dict[str, Any]]) -> list[tuple[str, tuple[str, ...]]]:
    return [(group.example.title, group.hosts) for group in groups_of(results)]


def test_hosts_with_the_same_cause_and_title_are_one_group() -> None:
    results = {name: diagnosed(pinned()) for name in ("web-10", "web-2")} | {"db": diagnosed(pinned("kms-b"))}
    assert shapes_of(results) == [
        ("KMS host kms-old.corp.example cannot be resolved", ("web-2", "web-10")),
        ("KMS host kms-b cannot be resolved", ("db",)),
    ]


def test_the_worst_is_first_and_then_the_one_with_most_hosts() -> None:
    results = {
        "a": diagnosed(finding("often", "warning")),
        "b": diagnosed(finding("often", "warning"), finding("note", "info")),
        "c": diagnosed(finding("rare")),
        "d": diagnosed(finding("less", "warning")),
        "e": unreachable(),
        "f": failed("No."),
    }
    assert [title for title, _hosts in shapes_of(results)] == ["rare", "not reached", "No.", "often", "less", "note"]


def test_a_host_with_two_causes_stands_in_both_groups_and_once_in_each() -> None:
    results = {"a": diagnosed(pinned(), finding("clock_wrong"), finding("clock_wrong"))}
    assert [hosts for _title, hosts in shapes_of(results)] == [("a",), ("a",)]


def test_a_group_is_as_bad_as_its_worst_host() -> None:
    results = {"a": diagnosed(finding("x", "warning")), "b": diagnosed(finding("x", "critical"))}
    assert [group.health for group in groups_of(results)] == [Health.CRITICAL]


@pytest.mark.parametrize(
    ("other", "is_safe"), [(CLEAR_HOST, True), (CLEAR_HOST | {"safe": False}, False), (None, False)]
)
def test_a_group_has_a_safe_fix_only_when_all_its_hosts_have_one(other: dict[str, Any] | None, is_safe: bool) -> None:
    (group,) = groups_of({"a": diagnosed(finding("x", fix=CLEAR_HOST)), "b": diagnosed(finding("x", fix=other))})
    assert group.is_safe is is_safe


def test_trying_again_helps_a_group_only_when_it_helps_all_of_it() -> None:
    (group,) = groups_of({"a": diagnosed(finding("x", retry_helps=True)), "b": diagnosed(finding("x"))})
    assert not group.retry_helps


def test_failures_with_the_same_error_are_one_group_with_its_advice() -> None:
    results = {name: failed("No ssh here.", "Use winrm.") for name in ("a", "b")}
    (group,) = groups_of(results)
    assert (group.example.title, group.example.next_steps, group.hosts) == ("No ssh here.", ("Use winrm.",), ("a", "b"))
    assert hosts_of(results)["a"].message == "No ssh here. Use winrm."


def test_a_failure_without_advice_borrows_it() -> None:
    (group,) = groups_of({"a": {"msg": "boom"}})
    assert (group.example.title, group.example.next_steps) == ("failed", ("read it",))


def test_two_hundred_hosts_are_all_there() -> None:
    results = {f"web-{number}": diagnosed(pinned()) if number % 2 else unreachable() for number in range(200)}
    assert sum(len(group.hosts) for group in groups_of(results)) == len(hosts_of(results)) == 200


def test_the_first_of_its_hosts_speaks_for_a_group() -> None:
    results = {name: diagnosed(finding("x", cause=f"seen on {name}")) for name in ("web-10", "web-2", "web-3")}
    (group,) = groups_of(results)
    assert group.example.cause == "seen on web-2"


def test_of_groups_that_are_as_bad_and_as_many_the_names_decide() -> None:
    results = {"a": diagnosed(finding("y", title="1"), finding("x", title="3"), finding("x", title="2"))}
    assert [title for title, _hosts in shapes_of(results)] == ["2", "3", "1"]
