# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rows of a survey: what they take from results, and that they come back as they were written."""

from __future__ import annotations

import json
from datetime import datetime, timezone
from typing import Any

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._fleet._survey import (
    FORMAT,
    RowFate,
    Survey,
    SurveyRow,
    read_survey,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._language._errors import InputError

NOON = datetime(2026, 3, 2, 12, 0, 0, tzinfo=timezone.utc)
PRODUCT = {"application": "windows", "is_addon": False, "partial_product_key": "ABCDE", "licensed": True}
READ = {"products": [PRODUCT], "licensed": True, "host": {"uuid": "u", "name": "PC", "build": 22631}, "changed": False}


@pytest.mark.parametrize(
    ("result", "fate", "reason"),
    [
        (READ, RowFate.READ, None),
        ({**READ, "failed": True, "msg": "Not licensed."}, RowFate.READ, None),
        ({"unreachable": True, "msg": "No connection."}, RowFate.UNREACHABLE, "No connection."),
        ({"failed": True, "msg": "Refused.", "error": {"message": "Refused."}}, RowFate.FAILED, "Refused."),
        ({"skipped": True}, RowFate.NOT_ASKED, None),
        ({}, RowFate.NOT_ASKED, None),
    ],
)
def test_a_row_says_what_became_of_its_host(result: dict[str, Any], fate: RowFate, reason: str | None) -> None:
    """A host that misses an assertion was read all the same; one that the play did not come to was not asked."""
    row = SurveyRow.of_task("pc-1", ["b", "a"], result, NOON)
    assert (row.fate, row.reason, row.groups, row.asked_at) == (fate, reason, ("a", "b"), "2026-03-02T12:00:00Z")
    assert bool(row.products) == (fate is RowFate.READ)


def test_no_result_names_its_own_host() -> None:
    """What a task returned says nothing about the inventory."""
    assert SurveyRow.of_task("pc-1", [], {**READ, "name": "other", "groups": ["x"]}).name == "pc-1"


def test_a_survey_comes_back_as_it_was_written() -> None:
    """Through JSON, errors with their codes included."""
    refusal = {"message": "Refused.", "advice": "Ask.", "code": "0x80070005", "symbol": "E_ACCESSDENIED"}
    rows = (
        SurveyRow.of_task("pc-1", ["desks"], READ, NOON),
        SurveyRow.of_task("pc-2", [], {"failed": True, "msg": "Refused.", "error": refusal}, NOON),
    )
    survey = Survey(FORMAT, "2026-03-02T12:00:00Z", "2026-03-02T12:00:07Z", "all", complete=True, rows=rows)
    assert read_survey(json.loads(json.dumps(survey.as_data())), "survey.json") == survey


def test_windows_is_licensed_by_the_base_row_with_a_key() -> None:
    """Not by an add-on, nor by Office."""
    addon, office = {**PRODUCT, "is_addon": True}, {**PRODUCT, "application": "office"}
    row = SurveyRow.of_task("pc-1", [], {"products": [addon, office, PRODUCT]})
    assert row.windows == row.products[2]
    assert SurveyRow.of_task("pc-1", [], {"products": [addon, office]}).windows is None


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        (None, "no survey"),
        ([], "no survey"),
        ({"format": 1}, "no survey"),
        ({"format": 1, "began_at": "", "ended_at": "", "rows": [{"name": "a", "fate": "gone"}]}, "no survey"),
        ({"format": FORMAT + 1}, "newer version"),
    ],
)
def test_what_is_no_survey_is_refused(data: Any, complaint: str) -> None:
    """With the name of where it comes from."""
    with pytest.raises(InputError, match=rf"x\.json.* {complaint}"):
        read_survey(data, "x.json")
