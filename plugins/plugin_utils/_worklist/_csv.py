# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The list as CSV that survives spreadsheets: read in the forms they save, written as UTF-8 with BOM and commas."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from .._language import Text
from ._columns import COLUMNS, REQUIRED, WorklistError, row_of, texts_of
from ._row import Row

_BOM = "\ufeff"
_DELIMITERS = ",;\t"

#: A cell that begins with one of these is a formula to a spreadsheet, whoever wrote it. An apostrophe in front keeps it
#: text.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "'")


def write_csv(rows: tuple[Row, ...]) -> str:
    """The list as text, with the columns people added behind ours."""
    added = tuple(dict.fromkeys(name for row in rows for name, _value in row.extra))
    target = io.StringIO(newline="")
    writer = csv.writer(target, lineterminator="\r\n")
    writer.writerow((*COLUMNS, *added))
    for row in rows:
        texts = {**texts_of(row), **dict(row.extra)}
        writer.writerow([_shielded(texts.get(name, "")) for name in (*COLUMNS, *added)])
    return _BOM + target.getvalue()


def read_csv(text: str) -> tuple[Row, ...]:
    """The rows of a list.

    Raises:
        WorklistError: It is no list, or a row of it is broken.
    """
    return tuple(row_of(texts, place) for place, texts in records(text))


def records(text: str) -> Iterator[tuple[Text, dict[str, str]]]:
    """Every line that holds something, as place and texts by column name, in any order of columns.

    Raises:
        WorklistError: The columns of a list are not there.
    """
    body = text.removeprefix(_BOM)
    if not body.strip():
        return
    if body[:4].lower() == "sep=":  # a hint for spreadsheets, which some of them save too
        body = body.partition("\n")[2]
    reader = csv.reader(io.StringIO(body, newline=""), delimiter=_delimiter(body), strict=True)
    try:
        names = _names(next(reader, []))
        for cells in reader:
            texts = {name: _bare(cell) for name, cell in zip(names, cells, strict=False) if name}
            if any(texts.values()):
                yield Text("Line {number}", number=reader.line_num), texts
    except csv.Error as problem:
        raise WorklistError(
            "Line {number} is no CSV: {problem}.",
            advice="Save the file as CSV again.",
            number=reader.line_num,
            problem=problem,
        ) from None


def _names(header: list[str]) -> list[str]:
    """Column names; ours in any case."""
    folded = [cell.strip().lower() for cell in header]
    missing = sorted(REQUIRED - set(folded))
    if missing:
        raise WorklistError(
            "The file is no offline work list: it has no column {names}.",
            advice="Give the path of a list, or of a file that does not exist yet.",
            names=", ".join(missing),
        )
    return [name if name in COLUMNS else cell.strip() for name, cell in zip(folded, header, strict=True)]


def _delimiter(body: str) -> str:
    first = body.lstrip().partition("\n")[0]
    return max(_DELIMITERS, key=first.count)


def _shielded(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA_STARTS) else cell


def _bare(cell: str) -> str:
    return cell.strip().removeprefix("'")
