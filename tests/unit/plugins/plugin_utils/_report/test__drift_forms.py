# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What has changed, as lines, as JSON and as a page."""

from __future__ import annotations

import json

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._fleet._drift import Drift
from ansible_collections.licenseops.windows.plugins.plugin_utils._fleet._drift_kinds import Change, Kind
from ansible_collections.licenseops.windows.plugins.plugin_utils._fleet._survey import FORMAT, Survey
from ansible_collections.licenseops.windows.plugins.plugin_utils._language._text import Language, Text
from ansible_collections.licenseops.windows.plugins.plugin_utils._report._drift_json import drift_json, is_drift_json
from ansible_collections.licenseops.windows.plugins.plugin_utils._report._drift_lines import HEADINGS, drift_lines, told
from ansible_collections.licenseops.windows.plugins.plugin_utils._report._drift_page import is_drift_page, render_drift

BEFORE, AFTER = (Survey(FORMAT, f"2026-03-0{day}T08:00:00Z", "") for day in (2, 9))

CHANGES = [
    (Change(Kind.NEW, "pc-2"), "pc-2"),
    (Change(Kind.KEY, "a", "Windows", "...AAAAA", "...BBBBB"), "a: Windows, ...AAAAA -> ...BBBBB"),
    (Change(Kind.UNLICENSED, "a", "Windows", "mak", None), "a: Windows, mak -> none"),
    (Change(Kind.ESU, "a", None, None, "2"), "a: none -> 2"),
    (Change(Kind.ESU, "a", None, "1", None), "a: 1 -> none"),
    (Change(Kind.CLONES, "a", None, None, "id", ("c", "b")), "a, b, c: id"),
    (
        Change(Kind.CLONES, "a-0", None, None, "id", tuple(f"a-{number}" for number in range(12, 0, -1))),
        "a-0, a-1, a-2, a-3, a-4, a-5, a-6, a-7, a-8, a-9, 3 more: id",
    ),
    (Change(Kind.UNREAD, "a", None, None, "No connection."), "a: No connection."),
    (Change(Kind.RENAMED, "b", None, "a", "b"), "b: a -> b"),
]


def drift(*changes: Change, remarks: tuple[Text, ...] = ()) -> Drift:
    """What has changed of a hundred machines."""
    return Drift(changes, 100, remarks)


@pytest.mark.parametrize(("change", "line"), CHANGES, ids=[line for _change, line in CHANGES])
def test_a_change_is_a_line(change: Change, line: str) -> None:
    assert told(change, Language.ENGLISH) == line


def test_each_kind_has_a_heading_in_both_languages() -> None:
    assert HEADINGS.keys() == set(Kind)
    for heading in HEADINGS.values():
        assert heading.said_in(Language.JAPANESE) != heading.said_in(Language.ENGLISH)


def test_lines_name_ten_of_a_kind_in_natural_order_and_count_the_rest() -> None:
    changes = [Change(Kind.NEW, f"pc-{number}") for number in range(12, 0, -1)]
    lines = drift_lines(drift(*changes, remarks=(Text("Both are the same survey."),)), Language.ENGLISH)
    assert lines == [
        "Both are the same survey.",
        "New: 12",
        *(f"  pc-{number}" for number in range(1, 11)),
        "  2 more",
        "100 machines: 12 changes.",
    ]
    assert drift_lines(drift(), Language.JAPANESE) == ["100 台: 変化はありません。"]


def test_the_file_for_programs_has_every_kind_and_every_change() -> None:
    text = drift_json(drift(*(change for change, _line in CHANGES)), BEFORE, AFTER)
    data = json.loads(text)
    assert is_drift_json(text.encode()[:200])
    assert data["counts"] == {kind.value: sum(change.kind is kind for change, _line in CHANGES) for kind in Kind}
    assert [item["host"] for item in data["changes"]] == [change.host for change, _line in CHANGES]
    assert data["surveys"] == {"before": BEFORE.began_at, "after": AFTER.began_at}


@pytest.mark.parametrize("language", Language)
def test_the_page_shows_all_of_it_and_runs_nothing(language: Language) -> None:
    """What comes from hosts is text."""
    odd = Change(Kind.KMS_HOST, "<b>pc</b>", None, "<i>a</i>", "b")
    many = [Change(Kind.NEW, f"pc-{number}") for number in range(40)]
    page = render_drift(drift(odd, *many), BEFORE, AFTER, language)
    assert is_drift_page(page.encode()[:4096])
    assert "&lt;b&gt;pc&lt;/b&gt;" in page
    assert "<b>pc</b>" not in page
    assert "<i>a</i>" not in page
    assert "<script" not in page
    assert page.count('<th scope="row">') == 41
    assert page.count("<details>") == 1
    assert f"<b>40</b>{HEADINGS[Kind.NEW].said_in(language)}" in page


def test_a_survey_with_an_odd_moment_stops_no_file() -> None:
    """Somebody may have edited it."""
    odd = Survey(FORMAT, "yester\ud800day", "")
    for text in (render_drift(drift(), odd, odd, Language.ENGLISH), drift_json(drift(), odd, odd)):
        assert "yester?day" in text.encode().decode()
