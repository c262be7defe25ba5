# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every row of the users' article about Office has the right first finding; a healthy Office has none."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.component.bench import LocalFleet
from tests.component.diagnosis_office_cases import ARTICLE, CASES, HEALTHY, REMARKS, OfficeCase
from tests.component.diagnosis_runs import MODULE, Answer, played
from tests.support.once import once
from tests.support.play import Playbook

SCENARIO = Path(__file__).parent / "diagnosis_office_fleet.yml"
JAPANESE = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")
DEFAULT_LIMIT, LOGIN = 8, 3
QUIET = (*HEALTHY, *REMARKS)

EVERY = pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.host}: {case.name}")


@dataclass(frozen=True, slots=True)
class Recorded:
    """Answers in both languages, with the requests of the English one after the login; the quiet hosts two times."""

    english: list[Answer]
    japanese: list[Answer]
    costs: list[int]
    quiet: dict[str, Answer]
    of_office: dict[str, Answer]
    quiet_costs: dict[str, int]
    journal: list[list[str | None]]


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Recorded:
    return Recorded(**once(tmp_path_factory, "diagnosis_office", lambda directory: asdict(_record(directory))))


def _record(directory: Path) -> Recorded:
    fleet = LocalFleet.of(SCENARIO)
    playbook = Playbook(fleet, directory)
    run = played(playbook, directory, [_play(case.host, case.options) for case in CASES])
    english = [{"verdict": item.verdict, **item.result} for item in run.results]
    run = played(playbook, directory, [_play(case.host, {**case.options, "language": "ja"}) for case in CASES])
    japanese = [{"verdict": item.verdict, **item.result} for item in run.results]
    costs = [_cost_of(fleet, playbook, directory, case) for case in CASES]
    fleet.admin.clear_journal()
    quiet = _by_host(playbook, directory, {})
    quiet_costs = {host: _cost(fleet, host) for host in QUIET}
    journal = [
        [item["kind"], item["class"], item["method"]] for host in fleet.hosts for item in fleet.admin.journal(host)
    ]
    of_office = _by_host(playbook, directory, {"application": "office"})
    return Recorded(english, japanese, costs, quiet, of_office, quiet_costs, journal)


def _play(hosts: str, options: dict[str, Any]) -> dict[str, Any]:
    return {"hosts": hosts, "gather_facts": False, "tasks": [{"name": "diagnose", MODULE: options}]}


def _by_host(playbook: Playbook, directory: Path, options: dict[str, Any]) -> dict[str, Answer]:
    run = played(playbook, directory, [_play(":".join(QUIET), options)])
    return {item.host: {"verdict": item.verdict, **item.result} for item in run.results}


def _cost(fleet: LocalFleet, host: str) -> int:
    counts = fleet.summary(host)
    return counts["requests"] - counts["authentication"]


def _cost_of(fleet: LocalFleet, playbook: Playbook, directory: Path, case: OfficeCase) -> int:
    fleet.admin.clear_journal()
    played(playbook, directory, [_play(case.host, case.options)])
    return _cost(fleet, case.host)


def answer_to(answers: list[Answer], case: OfficeCase) -> Answer:
    """The answer to a case."""
    answer = answers[CASES.index(case)]
    assert answer["verdict"] == "ok", answer.get("msg")
    return answer


def identities(answer: Answer) -> list[str]:
    """Ids of the findings, in order."""
    return [finding["id"] for finding in answer["findings"]]


@EVERY
def test_the_right_finding_comes_first(record: Recorded, case: OfficeCase) -> None:
    answer = answer_to(record.english, case)
    found = identities(answer)
    assert found[:1] == [case.finding], found
    assert not set(case.absent) & set(found)
    assert set(case.also) <= set(found)
    first = answer["findings"][0]
    assert first["severity"] == case.severity
    assert case.application in (None, (first["product"] or {"application": "host"})["application"])
    assert case.module in (None, (first["fix"] or {"module": ""})["module"].rpartition(".")[2])


@EVERY
def test_it_says_what_was_seen_and_what_to_do(record: Recorded, case: OfficeCase) -> None:
    first = answer_to(record.english, case)["findings"][0]
    seen = " ".join((first["title"], first["cause"], *first["evidence"]))
    assert [word for word in case.says if word not in seen] == [], seen
    steps, place = " ".join(first["next_steps"]), 0
    for words in case.advises:
        place = steps.find(words, place)
        assert place >= 0, f"{words} is not in {steps}, or too early"
    assert [word for word in case.last if word not in " ".join(first["fallbacks"])] == []
    assert first["evidence"], "a finding rests on something"


@EVERY
def test_both_languages_say_the_same(record: Recorded, case: OfficeCase) -> None:
    english, japanese = (answer_to(answers, case)["findings"] for answers in (record.english, record.japanese))
    same = ("id", "severity", "confidence", "product", "retry_helps", "fix", "group")
    assert [{name: item[name] for name in same} for item in english] == [
        {name: item[name] for name in same} for item in japanese
    ]
    for one, other in zip(english, japanese, strict=True):
        assert len(one["evidence"]) == len(other["evidence"])
        assert one["id"] != case.finding or bool(one["fallbacks"]) == bool(other["fallbacks"])
        assert not JAPANESE.search(repr([one[part] for part in ("title", "cause", "next_steps", "fallbacks")]))
        assert all(JAPANESE.search(text) for text in (other["title"], other["cause"], *other["next_steps"]))


@EVERY
def test_it_costs_no_more_than_it_may(record: Recorded, case: OfficeCase) -> None:
    limit = case.options.get("max_requests", DEFAULT_LIMIT)
    assert 0 < record.costs[CASES.index(case)] <= limit


def test_the_article_has_twelve_rows() -> None:
    assert len(ARTICLE) == 12


@pytest.mark.parametrize("host", HEALTHY)
def test_a_healthy_office_has_no_finding(record: Recorded, host: str) -> None:
    for answer in (record.quiet[host], record.of_office[host]):
        assert answer["verdict"] == "ok", answer.get("msg")
        assert (identities(answer), answer["healthy"], answer["not_read"]) == ([], True, [])


@pytest.mark.parametrize(("host", "expected"), REMARKS.items(), ids=REMARKS)
def test_what_is_left_over_beside_a_licence_is_one_remark(
    record: Recorded, host: str, expected: tuple[str, str]
) -> None:
    name, words = expected
    answer = record.quiet[host]
    (finding,) = answer["findings"]
    assert (finding["id"], finding["severity"], answer["healthy"]) == (name, "info", True)
    assert words in " ".join(finding["evidence"]) and answer["support"] is None


def test_leftovers_are_tidied_up_by_one_module(record: Recorded) -> None:
    (finding,) = record.of_office["left-setup-key"]["findings"]
    assert "win_product_key" in finding["next_steps"][0] and "state: exclusive" in finding["next_steps"][0]


def test_the_healthy_hosts_are_of_every_kind(record: Recorded) -> None:
    assert len(HEALTHY) >= 15
    answers = [record.quiet[host] for host in HEALTHY]
    products = [product for answer in answers for product in answer["products"] if product["application"] == "office"]
    assert {product["activated_by"] for product in products} >= {"mak", "kms", "ad", "retail"}
    years = {year for product in products for year in ("2013", "2016", "2019", "2021", "2024") if year in repr(product)}
    assert years == {"2013", "2016", "2019", "2021", "2024"}
    assert {answer["observed"]["language"] for answer in answers} == {1033, 1041, 1031}


def test_a_host_without_office_is_asked_nothing_about_it(record: Recorded) -> None:
    assert record.quiet_costs["ok-no-office"] == 3
    assert record.quiet_costs["ok-365"] == 3, "no row tells of Office, and nobody asks about it"
    assert record.quiet_costs["ok-2024"] == 6, "two for the rows, the service, the system, no events, what is installed"


def test_nothing_is_ever_changed(record: Recorded) -> None:
    invoked = {(name, str(method)) for kind, name, method in record.journal if kind == "invoke"}
    assert {name for name, _method in invoked} == {"StdRegProv"}
    assert all(method.startswith(("Get", "Enum")) for _name, method in invoked)
