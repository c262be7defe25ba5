# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every code of the users' article: a host that produces it, and the cause on top, in both languages."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.component.diagnosis_cases import CODES, CodeCase
from tests.component.diagnosis_runs import Answer, Recorded, recorded

JAPANESE = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")

EVERY = pytest.mark.parametrize("case", CODES, ids=lambda case: case.code)
KEPT = pytest.mark.parametrize("case", [case for case in CODES if case.is_kept], ids=lambda case: case.code)


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Recorded:
    return recorded(tmp_path_factory)


def top(answer: Answer) -> dict[str, Any]:
    """The first finding."""
    assert answer["verdict"] == "ok", answer.get("msg")
    assert answer["findings"], "nothing was found"
    finding: dict[str, Any] = answer["findings"][0]
    return finding


def in_english(record: Recorded, case: CodeCase) -> Answer:
    """The answer that knows the code where it had to be told, as the Japanese one does."""
    return record.told.get(case.host, record.alone[case.host])


def test_the_article_has_thirty_codes() -> None:
    assert len({case.code for case in CODES}) == len(CODES) == 30


@pytest.mark.parametrize("case", [case for case in CODES if case.provoked_by], ids=lambda case: case.code)
def test_a_task_fails_with_the_code(record: Recorded, case: CodeCase) -> None:
    assert record.raised[case.host] == case.raised_code


@KEPT
def test_the_host_alone_shows_the_cause(record: Recorded, case: CodeCase) -> None:
    finding = top(record.alone[case.host])
    assert (finding["id"], finding["severity"]) == (case.finding, "critical")
    assert record.alone[case.host]["healthy"] is False
    assert record.alone[case.host]["diagnosis"] == finding["title"]


@KEPT
def test_the_host_alone_shows_the_code(record: Recorded, case: CodeCase) -> None:
    finding = top(record.alone[case.host])
    assert case.code in (finding["code"] or {}).get("code", "") + " ".join(finding["evidence"])


@pytest.mark.parametrize("case", [case for case in CODES if case.provoked_by], ids=lambda case: case.code)
def test_the_code_of_the_failed_task_leads_to_the_cause(record: Recorded, case: CodeCase) -> None:
    assert top(record.told[case.host])["id"] == case.finding


@EVERY
def test_both_languages_say_the_same(record: Recorded, case: CodeCase) -> None:
    english, japanese = in_english(record, case), record.japanese[case.host]
    same = ("id", "severity", "confidence", "product", "retry_helps", "fix")
    assert [{name: item[name] for name in same} for item in english["findings"]] == [
        {name: item[name] for name in same} for item in japanese["findings"]
    ]
    for one, other in zip(english["findings"], japanese["findings"], strict=True):
        assert (one["code"] or {}).get("code") == (other["code"] or {}).get("code")
        assert len(one["next_steps"]) > 0 < len(other["next_steps"])


@EVERY
def test_english_is_english_and_japanese_is_japanese(record: Recorded, case: CodeCase) -> None:
    assert not JAPANESE.search(repr(in_english(record, case)["findings"]))
    for finding in record.japanese[case.host]["findings"]:
        for text in (finding["title"], finding["cause"], *finding["next_steps"]):
            assert JAPANESE.search(text), f"{finding['id']}: {text}"
        told = (finding["code"] or {}).get("text")
        assert told is None or JAPANESE.search(told), told


@EVERY
def test_the_next_step_is_one_that_can_be_taken(record: Recorded, case: CodeCase) -> None:
    finding = top(in_english(record, case))
    assert finding["title"] and finding["cause"].endswith(".")
    assert all(step.endswith(".") for step in finding["next_steps"])
    assert finding["evidence"], "a finding rests on something"
