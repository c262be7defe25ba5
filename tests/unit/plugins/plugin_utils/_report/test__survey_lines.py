# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lines of a survey, in both languages."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._fleet._survey import (
    FORMAT,
    RowFate,
    Survey,
    SurveyRow,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._language._text import Language
from ansible_collections.licenseops.windows.plugins.plugin_utils._report._survey_lines import (
    Progress,
    counts_of,
    progress_line,
    survey_lines,
)

KEY = {"application": "windows", "is_addon": False, "partial_product_key": "ABCDE"}


def row(name: str, *, licensed: bool = True) -> SurveyRow:
    """A host that was read."""
    return SurveyRow.of_task(name, [], {"products": [{**KEY, "licensed": licensed}]})


UNREAD = (
    SurveyRow("gone", fate=RowFate.UNREACHABLE, reason="No connection."),
    SurveyRow("odd", fate=RowFate.FAILED, reason="Refused."),
)
SURVEY = Survey(
    FORMAT, "", "", complete=True, rows=(row("pc-10", licensed=False), row("pc-9", licensed=False), *UNREAD)
)


def test_it_counts_hosts_and_names_those_that_need_somebody() -> None:
    assert survey_lines(SURVEY, Language.ENGLISH) == [
        "4 hosts: 2 not licensed, 1 failed, 1 unreachable.",
        "Not licensed: pc-9, pc-10",
        "gone: No connection.",
        "odd: Refused.",
    ]
    assert survey_lines(SURVEY, Language.JAPANESE)[1] == "未認証: pc-9、pc-10"


def test_of_many_it_names_ten() -> None:
    rows = [row(f"pc-{number}", licensed=False) for number in range(12)]
    rows += [SurveyRow(f"gone-{number}", fate=RowFate.UNREACHABLE, reason="No.") for number in range(13)]
    lines = survey_lines(replace(SURVEY, rows=tuple(rows)), Language.ENGLISH)
    assert lines[1].endswith("pc-9 and 2 more")
    assert (len(lines), lines[-1]) == (13, "3 more were not read.")


def test_one_that_was_broken_off_says_so() -> None:
    rows = (*SURVEY.rows, SurveyRow("late", fate=RowFate.NOT_ASKED))
    lines = survey_lines(replace(SURVEY, complete=False, rows=rows), Language.ENGLISH)
    assert lines[0].endswith("1 not asked.")
    assert lines[-1] == "The survey was broken off."


def test_counts_have_stable_names_and_zeros() -> None:
    assert counts_of(SURVEY.rows) == {
        "read": 2,
        "unreachable": 1,
        "failed": 1,
        "not_asked": 0,
        "licensed": 0,
        "not_licensed": 2,
        "without_key": 0,
    }


@pytest.mark.parametrize(
    ("progress", "line"),
    [
        (Progress(100, 40, 10, 5.0), "50 of 100 hosts: 40 read, 10 not; 10 a second; 5 s left"),
        (Progress(100, 0, 0, 5.0), "0 of 100 hosts: 0 read, 0 not; 0 a second"),
        (Progress(2, 2, 0, 0.0), "2 of 2 hosts: 2 read, 0 not; 0 a second"),
    ],
)
def test_progress_tells_what_is_left_as_soon_as_that_can_be_known(progress: Progress, line: str) -> None:
    assert progress_line(progress, Language.ENGLISH) == line
    assert str(progress.total) in progress_line(progress, Language.JAPANESE)
