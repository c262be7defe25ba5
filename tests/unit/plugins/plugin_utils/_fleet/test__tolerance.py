# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How many hosts may stay unread."""

from __future__ import annotations

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._fleet._survey import (
    FORMAT,
    RowFate,
    Survey,
    SurveyRow,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._fleet._tolerance import Tolerance
from ansible_collections.licenseops.windows.plugins.plugin_utils._language._errors import InputError


def survey(**counts: int) -> Survey:
    """A survey with so many rows of each fate."""
    rows = [SurveyRow(f"{fate}-{number}", fate=RowFate(fate)) for fate in counts for number in range(counts[fate])]
    return Survey(FORMAT, "", "", rows=tuple(rows))


@pytest.mark.parametrize(
    ("text", "counts", "fails"),
    [
        ("0", {"read": 3}, False),
        ("0", {"read": 3, "failed": 1}, True),
        ("1", {"unreachable": 1, "failed": 1}, True),
        ("2", {"unreachable": 1, "failed": 1}, False),
        ("50%", {"read": 1, "unreachable": 1}, False),
        ("49%", {"read": 1, "unreachable": 1}, True),
        (" 5% ", {"read": 19, "unreachable": 1}, False),
        ("0%", {}, False),
        ("50%", {"read": 1, "unreachable": 1, "not_asked": 98}, False),
        ("1%", {"read": 1, "unreachable": 1, "not_asked": 198}, True),
    ],
)
def test_what_was_not_asked_does_not_count(text: str, counts: dict[str, int], fails: bool) -> None:
    assert (Tolerance.parse(text).objection(survey(**counts)) is not None) == fails


@pytest.mark.parametrize("text", ["", "some", "-1", "1.5", "101%", "5 %", "%", "1e3", "9999999999"])
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="max_unreachable is neither"):
        Tolerance.parse(text)
