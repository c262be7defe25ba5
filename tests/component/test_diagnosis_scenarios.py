# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Hosts with more than one thing to see: the right finding first. Hosts with nothing wrong: none."""

from __future__ import annotations

from typing import Any

import pytest

from tests.component.diagnosis_cases import HEALTHY, SCENARIOS, WITH_LEFTOVERS, Scenario
from tests.component.diagnosis_runs import Answer, Recorded, recorded

ALL = pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.host)


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Recorded:
    return recorded(tmp_path_factory)


def answer_to(record: Recorded, scenario: Scenario) -> Answer:
    """The diagnosis the scenario speaks of."""
    answer = (record.told if scenario.tells_code else record.alone)[scenario.host]
    assert answer["verdict"] == "ok", answer.get("msg")
    return answer


def identities(answer: Answer) -> tuple[str, ...]:
    """Ids of the findings, in order."""
    return tuple(finding["id"] for finding in answer["findings"])


def module_of(finding: dict[str, Any]) -> str | None:
    """Short name of the module that would fix it."""
    return finding["fix"]["module"].rpartition(".")[2] if finding["fix"] else None


@pytest.mark.parametrize(
    "scenario", [scenario for scenario in SCENARIOS if scenario.after], ids=lambda scenario: scenario.host
)
def test_the_scenario_is_what_it_claims_to_be(record: Recorded, scenario: Scenario) -> None:
    assert record.raised[scenario.host] == scenario.raised


@ALL
def test_the_right_finding_comes_first(record: Recorded, scenario: Scenario) -> None:
    found = identities(answer_to(record, scenario))
    assert found[: len(scenario.findings)] == scenario.findings
    assert not set(scenario.absent) & set(found)
    assert set(scenario.also) <= set(found)
    assert len(found) == len(set(found)) or scenario.application, "one finding for one cause"


@ALL
def test_the_first_finding_tells_what_it_is_about(record: Recorded, scenario: Scenario) -> None:
    first = answer_to(record, scenario)["findings"][0]
    seen = " ".join((first["title"], *first["evidence"]))
    assert [word for word in scenario.says if word not in seen] == []
    assert [word for word in scenario.advises if word not in first["next_steps"][0]] == []
    assert scenario.severity in (None, first["severity"])
    assert scenario.application in (None, (first["product"] or {"application": "host"})["application"])
    assert scenario.module in (None, module_of(first))


@ALL
def test_what_could_not_be_read_is_named(record: Recorded, scenario: Scenario) -> None:
    answer = answer_to(record, scenario)
    unread = {item["what"] for item in answer["not_read"]}
    assert scenario.not_read is None or scenario.not_read in unread
    assert all(item["why"] for item in answer["not_read"])
    assert ("evidence_missing" in identities(answer)) == bool(unread)


@pytest.mark.parametrize("host", HEALTHY)
def test_a_healthy_host_has_no_finding(record: Recorded, host: str) -> None:
    answer = record.alone[host]
    assert answer["verdict"] == "ok", answer.get("msg")
    assert (answer["findings"], answer["healthy"], answer["diagnosis"]) == ([], True, None)
    assert answer["not_read"] == []
    assert answer["products"]


@pytest.mark.parametrize(("host", "leftovers"), WITH_LEFTOVERS.items(), ids=WITH_LEFTOVERS)
def test_microsoft_365_apps_are_one_remark_about_a_healthy_host(record: Recorded, host: str, leftovers: int) -> None:
    answer = record.alone[host]
    (finding,) = answer["findings"]
    assert (finding["id"], finding["severity"], answer["healthy"]) == ("account_licence", "info", True)
    assert (answer["support"], answer["not_read"]) == (None, [])
    assert len(finding["evidence"]) == leftovers
    rows = [product for product in answer["products"] if product["channel"] == "subscription"]
    assert len(rows) == leftovers < len(answer["products"])


def test_the_healthy_hosts_are_of_every_kind(record: Recorded) -> None:
    """Fifteen that speak for all could be chosen from them."""
    answers = [record.alone[host] for host in (*HEALTHY, *WITH_LEFTOVERS)]
    assert len(answers) > 30
    products = [product for answer in answers for product in answer["products"]]
    ways = {(product["application"], product["activated_by"]) for product in products if product["licensed"]}
    assert ways >= {("windows", way) for way in ("mak", "kms", "oem", "digital", "ad", "retail")}
    assert ways >= {("office", "mak"), ("office", "kms"), ("office", "subscription")}
    assert {answer["observed"]["language"] for answer in answers} >= {1033, 1041, 1031}
    families = {product["family"] for product in products if product["channel"] == "subscription"}
    assert len(families) == 4


def test_only_what_costs_nothing_is_called_safe(record: Recorded) -> None:
    fixes = [item["fix"] for answer in record.alone.values() for item in answer["findings"] if item["fix"]]
    safe = {fix["module"].rpartition(".")[2] for fix in fixes if fix["safe"]}
    assert safe == {"win_kms_client", "win_software_protection"}
    assert all(fix["options"] == {"enabled": True} for fix in fixes if fix["safe"] and "protection" in fix["module"])
    assert all(fix["options"]["state"] == "absent" for fix in fixes if fix["safe"] and "kms" in fix["module"])


def test_a_name_on_a_product_is_cleared_there(record: Recorded) -> None:
    for host in ("pinned-on-product", "office-pinned"):
        first = record.alone[host]["findings"][0]
        assert first["fix"]["options"] == {"state": "absent", "activation_id": first["product"]["activation_id"]}
    assert record.alone["ja-pinned"]["findings"][0]["fix"]["options"] == {"state": "absent"}


def test_a_host_that_speaks_japanese_is_judged_like_any_other(record: Recorded) -> None:
    for host, twin in (("ja-firewall", "firewall"), ("ja-blocked", "code-c004c003"), ("ja-unknown", "unknown-code")):
        one, other = record.alone[host]["findings"][0], record.alone[twin]["findings"][0]
        assert all(one[name] == other[name] for name in ("id", "severity", "confidence", "retry_helps"))


def test_what_was_read_beside_is_shown(record: Recorded) -> None:
    observed = record.alone["proxy-407"]["observed"]
    assert observed["proxy"]["server"] == "proxy.corp.example:8080"
    assert record.alone["tls-off"]["observed"]["tls"]["enabled"] == 0
    assert record.alone["ad-in-a-workgroup"]["observed"]["domain_member"] is False
    assert record.alone["protection-disabled"]["observed"]["spp_service"]["start_mode"].lower() == "disabled"
    (event,) = [item for item in record.alone["firewall"]["observed"]["events"] if item["id"] == 12288]
    assert (event["code"], event["kms_host"]) == ("0x800706BA", "kms-blocked.corp.example")
    offset = record.alone["clock-days-off"]["observed"]["clock_offset_seconds"]
    assert abs(offset - 30 * 3600) < 600, "the simulated clock stands still while the tests run"
