# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A survey in a file: JSON, one row a line, so that two of them can be compared by any tool."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from .._fleet._survey import Survey, SurveyRow, read_survey
from .._language._errors import InputError

#: How the file of a survey begins.
_BEGIN = b'{"format": '

#: How the file of what is kept of a machine begins.
_EXPORT_BEGIN = b'{"format": "licenseops.windows/history", "version": 1, "readings": [\n'


def is_survey(head: bytes) -> bool:
    """Whether the first bytes of a file are those of a survey."""
    return head.startswith(_BEGIN) and b'"began_at": ' in head


def survey_text(survey: Survey) -> str:
    """A survey as its file holds it."""
    rows = ",\n".join(json.dumps(row.as_data(), ensure_ascii=False) for row in survey.rows)  # never all as data at once
    data = replace(survey, rows=()).as_data()
    del data["rows"]
    head = json.dumps(data, ensure_ascii=False).removesuffix("}")
    return f'{head}, "rows": [\n{rows}\n]}}\n'


def is_export(head: bytes) -> bool:
    """Whether the first bytes of a file are those of what is kept of a machine."""
    return head.startswith(_EXPORT_BEGIN)


def export_text(rows: Sequence[tuple[int, str, SurveyRow]]) -> str:
    """What is kept of a machine, for its file: the number of each run, when that began, and the row."""
    items = [{"run": run, "began_at": began_at, "row": row.as_data()} for run, began_at, row in rows]
    return "".join(
        [_EXPORT_BEGIN.decode(), ",\n".join(json.dumps(item, ensure_ascii=True) for item in items), "\n]}\n"]
    )


def load_survey(path: Path) -> Survey:
    """The survey of a file.

    Raises:
        InputError: It cannot be read, or is no survey.
    """
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except OSError as problem:
        raise InputError(
            "{path} cannot be read: {problem}.", advice="Correct the path.", path=path, problem=problem.strerror
        ) from None
    except ValueError:
        data = None
    return read_survey(data, str(path))
