# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The file of a survey."""

from __future__ import annotations

from pathlib import Path

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._fleet._survey import FORMAT, Survey, SurveyRow
from ansible_collections.licenseops.windows.plugins.plugin_utils._language._errors import InputError
from ansible_collections.licenseops.windows.plugins.plugin_utils._store._survey_file import load_survey, survey_text

ROWS = tuple(SurveyRow.of_task(name, [], {"unreachable": True, "msg": "応答なし"}) for name in ("pc-1", "pc-2"))


@pytest.mark.parametrize("rows", [(), ROWS])
def test_it_holds_one_row_a_line_and_is_read_again(rows: tuple[SurveyRow, ...], tmp_path: Path) -> None:
    """Words of any language stand there as they are."""
    survey = Survey(FORMAT, "2026-03-02T12:00:00Z", "2026-03-02T12:00:07Z", "all", complete=True, rows=rows)
    path = tmp_path / "survey.json"
    path.write_text(survey_text(survey), encoding="utf-8")
    assert load_survey(path) == survey
    lines = path.read_text(encoding="utf-8").splitlines()
    assert [line.count('"name"') for line in lines if "pc-" in line] == [1] * len(rows)


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"[1]", b'{"format": 1, "rows": [', b"{}"])
def test_what_is_no_survey_is_refused(content: bytes, tmp_path: Path) -> None:
    """One that was cut off, too."""
    path = tmp_path / "x.json"
    path.write_bytes(content)
    with pytest.raises(InputError, match="is no survey"):
        load_survey(path)
    with pytest.raises(InputError, match="cannot be read"):
        load_survey(tmp_path / "none.json")
