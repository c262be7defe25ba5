# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Hosts whose edition comes from a subscription, or should: status and diagnosis, in both languages."""

from __future__ import annotations

from typing import Any

import pytest

from tests.component.bench import LocalFleet
from tests.simulator.scenario import parse_scenario
from tests.support.play import Playbook

JOINED = {r"HKLM\SYSTEM\CurrentControlSet\Control\CloudDomainJoin\JoinInfo\0A1B": {"TenantId": "x"}}
PRO = {"profile": "windows-11-pro", "windows": "digital_licence"}
HOME = {"profile": "windows-11-home", "windows": "digital_licence"}
WAITING = {"type": 0, "status": 0, "edition": "Enterprise"}
HOSTS: dict[str, dict[str, Any]] = {
    "active": {
        **PRO,
        "registry": JOINED,
        "subscription": {"type": 0, "status": 1, "edition": "Enterprise", "expiry": "E"},
    },
    "older": PRO,
    "without": {**PRO, "subscription": {"type": 120, "status": 120}},
    "server": {"profile": "server-2022-standard", "windows": "mak_licensed"},
    "keyless": {"profile": "windows-11-pro", "windows": "no_key", "subscription": WAITING},
    "home": {**HOME, "registry": JOINED, "subscription": WAITING},
    "alone": {**PRO, "subscription": WAITING},
    "waiting": {**PRO, "registry": JOINED, "subscription": WAITING},
    "unlicensed": {"profile": "windows-11-pro", "windows": "default_key", "registry": JOINED, "subscription": WAITING},
    "over": {**PRO, "registry": JOINED, "subscription": {"type": 0, "status": 110, "edition": "Enterprise"}},
}


@pytest.fixture(scope="module")
def fleet_at_start() -> LocalFleet:
    """Hosts on a day on which their Windows is supported."""
    return LocalFleet(parse_scenario({"simulation": {"clock": "2026-03-02T08:00:00Z"}, "hosts": HOSTS}))


def test_status_says_what_licenses_windows_and_what_lies_below(playbook: Playbook) -> None:
    result = playbook.task("active", "win_activation_status", {"service": True}).result
    assert (result["licensed"], result["products"][0]["activated_by"]) == (True, "subscription")
    assert result["subscription"] == {
        "state": "active",
        "edition": "Enterprise",
        "expires": "E",
        "base_edition": "Professional",
        "base_activated_by": "digital",
    }


@pytest.mark.parametrize(
    ("host", "state"), [("over", "expired"), ("waiting", "not_active"), ("without", "not_installed")]
)
def test_one_that_is_not_active_licenses_nothing(playbook: Playbook, host: str, state: str) -> None:
    result = playbook.task(host, "win_activation_status", {"service": True}).result
    assert (result["subscription"]["state"], result["products"][0]["activated_by"]) == (state, "digital")


@pytest.mark.parametrize(("host", "queries"), [("older", 1), ("server", 0), ("keyless", 0)])
def test_hosts_that_cannot_say_or_have_none(fleet: LocalFleet, playbook: Playbook, host: str, queries: int) -> None:
    """A Windows without the columns refuses the query; where no subscription is possible, none is sent."""
    result = playbook.task(host, "win_activation_status", {"service": True}).result
    assert result["subscription"] is None
    asked = [item["wql"] or "" for item in fleet.admin.journal(host) if item["kind"] == "enumerate"]
    assert sum("SubscriptionStatus" in wql for wql in asked) == queries


def test_a_plain_status_asks_for_no_subscription(playbook: Playbook) -> None:
    result = playbook.task("active", "win_activation_status").result
    assert "subscription" not in result


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("home", ["subscription_on_home"]),
        ("alone", ["subscription_not_joined"]),
        ("over", ["subscription_over"]),
        ("active", []),
        ("waiting", []),
        ("without", []),
        ("older", []),
    ],
)
@pytest.mark.parametrize("language", ["en", "ja"])
def test_what_the_diagnosis_finds(playbook: Playbook, host: str, expected: list[str], language: str) -> None:
    result = playbook.task(host, "win_activation_diagnosis", {"max_requests": 40, "language": language}).result
    assert [finding["id"] for finding in result["findings"]] == expected
    assert result["not_read"] == []
    assert all(finding["title"] and finding["cause"] and finding["next_steps"] for finding in result["findings"])


def test_a_base_that_is_not_licensed_has_its_own_finding_first(playbook: Playbook) -> None:
    result = playbook.task("unlicensed", "win_activation_diagnosis", {"max_requests": 40}).result
    found = [finding["id"] for finding in result["findings"]]
    assert found[-1] == "subscription_base_not_licensed" and len(found) == 2


def test_a_healthy_host_is_not_asked(fleet: LocalFleet, playbook: Playbook) -> None:
    playbook.task("home", "win_activation_diagnosis")
    asked = [item["wql"] or "" for item in fleet.admin.journal("home") if item["kind"] == "enumerate"]
    assert asked and not any("Subscription" in wql for wql in asked)
