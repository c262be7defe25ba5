# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a diagnosis costs a host, counted by the simulator: few requests, never one that could change something."""

from __future__ import annotations

import json
import statistics
from pathlib import Path
from typing import Any

import pytest

from tests.component.bench import LocalFleet
from tests.component.diagnosis_cases import HEALTHY, PERMANENT
from tests.component.diagnosis_runs import MODULE, SCENARIO, Recorded, played, recorded
from tests.support.fleet import Fleet
from tests.support.play import Playbook

DEFAULT_LIMIT, PERMANENT_LIMIT, LOGIN = 8, 6, 3
LIMITS = (3, 5, 40)
#: failing in different ways, so that different questions are asked
SAMPLE = (
    "inner-and-outer",
    "new-board-default-key",
    "healthy-kms",
    "esu-without-base",
    "two-causes",
    "registry-denied",
)


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Recorded:
    return recorded(tmp_path_factory)


@pytest.fixture(scope="module")
def fleet_at_start() -> LocalFleet:
    return LocalFleet.of(SCENARIO)


def cost(counts: dict[str, int]) -> int:
    """Requests after the login."""
    return counts["requests"] - counts["authentication"]


def test_no_host_is_asked_more_than_eight_times(record: Recorded) -> None:
    costs = {host: cost(counts) for host, counts in record.traffic.items()}
    assert {host: sent for host, sent in costs.items() if not 0 < sent <= DEFAULT_LIMIT} == {}
    assert statistics.median(costs.values()) <= PERMANENT_LIMIT


def test_every_host_is_logged_into_once(record: Recorded) -> None:
    assert {counts["authentication"] for counts in record.traffic.values()} == {LOGIN}


def test_a_host_licensed_for_good_is_asked_less(record: Recorded) -> None:
    assert set(PERMANENT) <= set(HEALTHY)
    costs = {host: cost(record.traffic[host]) for host in PERMANENT}
    assert {host: sent for host, sent in costs.items() if sent > PERMANENT_LIMIT} == {}


def test_nothing_is_ever_changed(record: Recorded) -> None:
    assert {host for host, counts in record.traffic.items() if counts["mutating"]} == set()
    calls = {(kind, name, method) for entries in record.journal.values() for kind, name, method in entries}
    invoked = {(name, method) for kind, name, method in calls if kind == "invoke"}
    assert {name for name, _method in invoked} == {"StdRegProv"}
    assert all(str(method).startswith(("Get", "Enum")) for _name, method in invoked)
    assert {kind for kind, _name, _method in calls} <= {"enumerate", "pull", "get", "invoke", "release"}


def test_the_limit_is_kept_whatever_it_is(fleet: Fleet, playbook: Playbook, tmp_path: Path) -> None:
    for limit in LIMITS:
        fleet.admin.clear_journal()
        plays = [{"hosts": ":".join(SAMPLE), "gather_facts": False, "tasks": [{MODULE: {"max_requests": limit}}]}]
        run = played(playbook, tmp_path, plays)
        assert [item.verdict for item in run.results] == ["ok"] * len(SAMPLE)
        costs = {host: cost(fleet.summary(host)) for host in SAMPLE}
        assert {host: sent for host, sent in costs.items() if not 0 < sent <= limit} == {}
        if limit == max(LIMITS):
            assert_everything_is_read({item.host: item.result for item in run.results})


def assert_everything_is_read(results: dict[str, dict[str, Any]]) -> None:
    """Nothing is left out that could be read; only a value that Windows does not have may be null."""
    may_be_missing = {"dns_suffix", "dns_suffix_search", "firmware_key", "machine_proxy", "office_accounts"}
    for host in set(SAMPLE) - {"registry-denied"}:
        unread = {name for name, value in results[host]["observed"].items() if value is None}
        has_office = any(product["application"] == "office" for product in results[host]["products"])
        assert unread <= may_be_missing | (set() if has_office else {"names"}), host
        assert results[host]["not_read"] == []
    refused = {item["what"] for item in results["registry-denied"]["not_read"]}
    assert len(refused) >= 3, refused


def test_a_loop_logs_in_once(fleet: Fleet, playbook: Playbook) -> None:
    task = {"name": "diagnose", MODULE: {"code": "{{ item }}"}, "loop": ["0x80072EE7", "0xC004F074", "0xC004C003"]}
    assert playbook.run("healthy-mak", [task]).returncode == 0
    assert fleet.summary("healthy-mak")["authentication"] == LOGIN


def test_a_log_full_of_failures_costs_no_more(tmp_path: Path) -> None:
    """A KMS client tries again every two hours, and a log may be fuller than that."""
    place = {"kms_host": "kms-blocked.corp.example:1688", "code": "0x800706BA"}
    attempts = [{"id": 12288, "hours_ago": number / 8, **place} for number in range(1, 500)]
    attempts += [{"id": 8198, "hours_ago": number / 8, "code": "0xC004F074"} for number in range(1, 500)]
    host = {"profile": "windows-11-pro", "windows": "kms_never_activated", "events": attempts}
    scenario = tmp_path / "busy.json"
    content = {"simulation": {"clock": "now"}, "hosts": {"busy": host | {"kms": {"machine": place["kms_host"][:-5]}}}}
    scenario.write_text(json.dumps(content), encoding="utf-8")
    fleet = LocalFleet.of(scenario)
    task = Playbook(fleet, tmp_path).task("busy", "win_activation_diagnosis")
    assert task.result["findings"][0]["id"] == "kms_rpc_failed"
    assert len(task.result["observed"]["events"]) == 20
    assert cost(fleet.summary("busy")) <= DEFAULT_LIMIT
