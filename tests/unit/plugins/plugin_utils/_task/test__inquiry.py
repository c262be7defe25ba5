# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An inquiry: which questions are asked, when it ends, and what is left when the way to the host breaks off."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._diagnosis._evidence import Evidence, Gap, System
from ansible_collections.licenseops.windows.plugins.plugin_utils._diagnosis._questions import ALL_REQUESTS, Question
from ansible_collections.licenseops.windows.plugins.plugin_utils._language._errors import (
    LicensingError,
    UncertainError,
    UnreachableError,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._task._inquiry import gather
from ansible_collections.licenseops.windows.tests.unit.plugins.support.evidence import NOW, client
from ansible_collections.licenseops.windows.tests.unit.plugins.support.products import licensed, service, windows

BROKEN = UncertainError("It broke.")
DENIED = Gap(0x80070005, "denied")
HEALTHY = {
    Question.PRODUCTS: {"products": (licensed(windows()),)},
    Question.SERVICE: {"service": service()},
    Question.SYSTEM: {"system": System(build=26100)},
}


class FakeWitness:
    """Answers from a table, with a request an answer; what is not in the table is denied."""

    def __init__(self, answers: Mapping[Question, dict[str, Any] | Exception]) -> None:
        self.answers = answers
        self.asked: list[Question] = []

    @property
    def requests(self) -> int:
        return len(self.asked)

    def answer(self, question: Question, evidence: Evidence) -> Evidence:
        self.asked.append(question)
        answer = self.answers.get(question, {})
        if isinstance(answer, Exception):
            raise answer
        return replace(evidence, **answer)


def asked(answers: Mapping[Question, dict[str, Any] | Exception], limit: int = 8) -> tuple[FakeWitness, Evidence]:
    """A witness after an inquiry, and the evidence."""
    witness = FakeWitness(answers)
    return witness, gather(witness, Evidence(read_at=NOW), limit)


def test_a_host_that_is_licensed_for_good_is_asked_three_questions() -> None:
    witness, seen = asked(HEALTHY)
    assert witness.asked == [Question.PRODUCTS, Question.SERVICE, Question.SYSTEM]
    assert (seen.build, seen.events) == (26100, Gap())


def test_an_answer_decides_what_is_asked_next() -> None:
    witness, _seen = asked({**HEALTHY, Question.PRODUCTS: {"products": (client(),)}})
    assert witness.asked[:4] == [Question.PRODUCTS, Question.SERVICE, Question.SYSTEM, Question.EVENTS]
    assert len(witness.asked) == len({*witness.asked}) > 4


def test_what_is_denied_is_not_asked_again() -> None:
    witness, seen = asked({Question.PRODUCTS: {"products": DENIED}}, ALL_REQUESTS)
    assert len(witness.asked) == len({*witness.asked})
    assert seen.products == DENIED


@pytest.mark.parametrize(("limit", "questions"), [(0, 0), (1, 1), (2, 2), (3, 3), (4, 3)])
def test_no_more_is_asked_than_the_limit_allows(limit: int, questions: int) -> None:
    """Products may take two requests; without room for that, the next question is asked."""
    assert len(asked(HEALTHY, limit)[0].asked) == questions


@pytest.mark.parametrize("broken", [Question.SERVICE, Question.SYSTEM])
def test_what_is_known_is_kept_when_the_way_breaks_off(broken: Question) -> None:
    witness, seen = asked({**HEALTHY, broken: BROKEN})
    assert seen.known_products == (licensed(windows()),)
    assert witness.asked[-1] is broken


@pytest.mark.parametrize("products", [BROKEN, {"products": DENIED}])
def test_a_way_that_breaks_off_before_a_product_is_known_is_an_error(products: dict[str, Any] | Exception) -> None:
    with pytest.raises(UncertainError):
        asked({Question.PRODUCTS: products, Question.SERVICE: BROKEN})


@pytest.mark.parametrize("problem", [UnreachableError("Nobody there."), LicensingError("No Windows.")])
def test_any_other_trouble_is_an_error_whatever_is_known(problem: LicensingError) -> None:
    with pytest.raises(type(problem)):
        asked({**HEALTHY, Question.SYSTEM: problem})
