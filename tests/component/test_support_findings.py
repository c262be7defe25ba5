# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a diagnosis and an assertion say of dates of support on 2027-08-15, and what asking costs.

By Microsoft's pages, Windows 11 25H2 Pro and year 2 of Windows 10 end on 2027-10-12, as does 24H2 Enterprise; 24H2 Pro
ended a year before, and 26H2 and 25H2 Enterprise end a year later. Year 3 of Windows 10, the last, ends on 2028-10-10.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.component.bench import LocalFleet
from tests.simulator.scenario import parse_scenario
from tests.support.play import Playbook

DIAGNOSIS, STATUS = "win_activation_diagnosis", "win_activation_status"
LICENSED = {"situation": "mak_licensed", "key": "mak-windows-pro"}
ENTERPRISE = {"type": 0, "status": 1, "edition": "Enterprise"}
NONE = {"type": 120, "status": 120}


def ten(*years: int, revision: int = 6456) -> dict[str, Any]:
    """A Windows 10 22H2 with licensed years."""
    rows = {f"esu-year-{item}": {"situation": "mak_licensed", "key": f"esu-windows-10-year-{item}"} for item in years}
    return {"profile": "windows-10-pro", "revision": revision, "windows": LICENSED, "licences": rows}


def eleven(build: int, subscription: dict[str, Any] | None = None) -> dict[str, Any]:
    """A Windows 11 Pro, with or without columns of a subscription."""
    own = {"subscription": subscription} if subscription is not None else {}
    return {"profile": "windows-11-pro", "build": build, "windows": LICENSED, **own}


#: What a host is, what is found, and words that stand there in any language.
HOSTS: dict[str, tuple[dict[str, Any], list[str], tuple[str, ...]]] = {
    "26h2": (eleven(26300), [], ()),
    "25h2": (eleven(26200), ["support_ending"], ("25H2", "58", "2027-10-12")),
    "25h2-subscribed": (eleven(26200, ENTERPRISE), [], ()),
    "25h2-alone": (eleven(26200, NONE), ["support_ending"], ("25H2", "2027-10-12")),
    "24h2": (eleven(26100), ["release_out_of_service"], ("24H2", "2026-10-13")),
    "24h2-subscribed": (eleven(26100, ENTERPRISE), ["support_ending"], ("24H2", "58", "2027-10-12")),
    "without": (ten(), ["support_ended"], ("22H2", "2025-10-14", "esu_year: current")),
    "without-old": (ten(revision=6455), ["esu_baseline_missing", "support_ended"], ("19045.6455", "19045.6456")),
    "year-1": (ten(1), ["esu_year_ended"], ("1", "2", "esu_year: current")),
    "year-2": (ten(2), ["esu_year_ending"], ("58", "3", "2027-10-13", "esu_year: next")),
    "years-2-3": (ten(2, 3), [], ()),
}
#: Hosts that are asked for something because of dates, whose answer may change what is found.
ASKED_FOR_A_SUBSCRIPTION = {"25h2", "25h2-subscribed", "25h2-alone", "24h2", "24h2-subscribed"}
ASKED_FOR_A_REVISION = {"without", "without-old", "year-1"}


def scenario_on(day: str, **hosts: dict[str, Any]) -> LocalFleet:
    """Hosts on a day."""
    return LocalFleet(parse_scenario({"simulation": {"clock": f"{day}T08:00:00Z"}, "hosts": hosts}))


@pytest.fixture(scope="module")
def fleet_at_start() -> LocalFleet:
    """All of them."""
    return scenario_on("2027-08-15", **{name: host for name, (host, _ids, _words) in HOSTS.items()})


def told(result: dict[str, Any]) -> str:
    """All that a diagnosis tells a person."""
    return " ".join(" ".join([item["title"], item["cause"], *item["next_steps"]]) for item in result["findings"])


@pytest.mark.parametrize("language", ["en", "ja"])
def test_what_is_found_and_who_is_asked_for_it(fleet: LocalFleet, playbook: Playbook, language: str) -> None:
    run = playbook.run("all", [{"name": "diagnose", f"licenseops.windows.{DIAGNOSIS}": {"language": language}}])
    assert run.returncode == 0, run.output
    results = {name: run.of("diagnose", name).result for name in HOSTS}
    found = {name: [item["id"] for item in result["findings"]] for name, result in results.items()}
    assert found == {name: ids for name, (_host, ids, _words) in HOSTS.items()}
    for name, (_host, _ids, words) in HOSTS.items():
        assert [word for word in words if word not in told(results[name])] == [], name
    journals = {name: fleet.admin.journal(name) for name in HOSTS}
    assert {
        name for name, items in journals.items() if any("SubscriptionStatus" in (item["wql"] or "") for item in items)
    } == ASKED_FOR_A_SUBSCRIPTION
    assert {
        name for name, items in journals.items() if any(item["method"] == "GetDWORDValue" for item in items)
    } == ASKED_FOR_A_REVISION


@pytest.mark.parametrize("language", ["en", "ja"])
def test_after_the_last_year_none_is_offered(tmp_path: Path, language: str) -> None:
    playbook = Playbook(scenario_on("2028-08-15", last=ten(3)), tmp_path)
    result = playbook.task("last", DIAGNOSIS, {"language": language}).result
    assert [item["id"] for item in result["findings"]] == ["esu_year_ending"]
    assert "2028-10-10" in told(result) and "esu_year: next" not in told(result)


@pytest.mark.parametrize(
    ("host", "options", "says", "queries"),
    [
        pytest.param("26h2", {"assert": "supported"}, None, 0, id="supported by itself"),
        pytest.param("25h2", {"assert": "supported"}, None, 0, id="today, by itself"),
        pytest.param("25h2-subscribed", {"min_support_days": 58}, None, 0, id="just as long by itself"),
        pytest.param("25h2-subscribed", {"min_support_days": 59}, None, 1, id="a day longer by a subscription"),
        pytest.param("25h2-alone", {"min_support_days": 59}, "58 more days", 1, id="a day too long"),
        pytest.param("24h2-subscribed", {"assert": "supported"}, None, 1, id="only by a subscription"),
        pytest.param("24h2-subscribed", {"assert": "supported", "host_id": True}, None, 1, id="with the host's build"),
        pytest.param("24h2", {"assert": "supported"}, "ended on 2026-10-13", 1, id="a Windows that knows none"),
        pytest.param("24h2-subscribed", {"min_support_days": 10**9}, "58 more days", 1, id="for ever"),
        pytest.param("24h2-subscribed", {}, None, 0, id="not asserted"),
        pytest.param("without", {"assert": "supported"}, "ended on 2025-10-14", 0, id="no edition lasts longer"),
    ],
)
def test_a_subscription_counts_where_support_is_asserted(
    fleet: LocalFleet, playbook: Playbook, host: str, options: dict[str, Any], says: str | None, queries: int
) -> None:
    task = playbook.task(host, STATUS, options)
    assert task.verdict == ("ok" if says is None else "failed")
    assert (says or "") in task.result.get("msg", "")
    asked = [item["wql"] or "" for item in fleet.admin.journal(host)]
    assert sum("SubscriptionStatus" in wql for wql in asked) == queries
