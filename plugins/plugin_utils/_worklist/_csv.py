# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The list as CSV that survives spreadsheets: read in the forms they save, written as UTF-8 with BOM and commas.

Cells people added are kept as they are: with or without a name above them, beyond the header, or under a name that is
there twice. No cell of ours or of theirs is written so that a spreadsheet takes it for a formula.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from .._language._cell import BOM, bare, shielded
from .._language._text import Listed, Text
from ._columns import COLUMNS, REQUIRED, WorklistError, row_of, texts_of
from ._old_reasons import is_first_form, is_without_codes, with_code, with_facts
from ._row import Extra, ListRow
from ._sheet import Sheet, numbered

_DELIMITERS = ",;\t"

_Line = tuple[int, list[str]]


@dataclass(frozen=True, slots=True)
class _Header:
    """Where the columns are.

    Attributes:
        own: Ours by name.
        added: Those of people, in their order.
        names: The names of these.
        repeated: The names several of these have; none is one of them.
    """

    own: Mapping[str, int]
    added: tuple[int, ...]
    names: tuple[str, ...]
    repeated: frozenset[str]

    def extra(self, cells: Sequence[str]) -> Extra:
        """What people put into a line. Where a name repeats, empty cells count, so that each stays in its column."""
        found = ((name, bare(_cell(cells, place))) for name, place in zip(self.names, self.added, strict=True))
        return tuple((name, text) for name, text in found if text or name in self.repeated)


def write_csv(sheet: Sheet) -> str:
    """The list as text, with the columns people added behind ours."""
    added = _columns(sheet)
    target = io.StringIO(newline="")
    writer = csv.writer(target, lineterminator="\r\n")
    writer.writerow([shielded(name) for name in (*COLUMNS, *(name for name, _number in added))])
    for row in sheet.rows:
        own, theirs = texts_of(row), dict(numbered(row.extra))
        cells = [*(own[name] for name in COLUMNS), *(str(theirs.get(place, "")) for place in added)]
        writer.writerow(map(shielded, cells))
    return BOM + target.getvalue()


def read_csv(text: str) -> Sheet:
    """A list.

    Raises:
        WorklistError: It is no list, or a row of it is broken.
    """
    lines = _lines(text)
    if not lines:
        return Sheet()
    header = _header(lines)
    rows = tuple(_row(header, cells, number) for number, cells in lines[1:])
    if is_first_form(header.own):
        rows = tuple(map(with_facts, rows))
    if is_without_codes(header.own):
        rows = tuple(map(with_code, rows))
    return Sheet(rows, header.names)


def records(text: str) -> Iterator[tuple[Text, dict[str, str]]]:
    """Every line that holds something, as place and texts by column name, in any order of columns.

    Raises:
        WorklistError: The columns of a list are not there.
    """
    lines = _lines(text)
    if not lines:
        return
    header = _header(lines)
    for number, cells in lines[1:]:
        yield _place(number), _own(header, cells) | {name: str(value) for name, value in header.extra(cells)}


def _row(header: _Header, cells: list[str], number: int) -> ListRow:
    return row_of(_own(header, cells), _place(number), header.extra(cells))


def _own(header: _Header, cells: list[str]) -> dict[str, str]:
    return {name: bare(_cell(cells, place)).strip() for name, place in header.own.items()}


def _place(number: int) -> Text:
    return Text("Line {number}", number=number)


def _cell(cells: Sequence[str], place: int) -> str:
    return cells[place] if place < len(cells) else ""


def _lines(text: str) -> list[_Line]:
    """Lines that hold something, with their numbers; the header is the first.

    Raises:
        WorklistError: It is no CSV, or the columns of a list are not there.
    """
    body = text.removeprefix(BOM)
    if not body.strip():
        return []
    if "\0" in body:
        raise WorklistError(
            "The file is no CSV: it has NUL characters in it.", advice="Give a file of text, as CSV UTF-8."
        )
    if body[:4].lower() == "sep=":  # a hint for spreadsheets, which some of them save too
        body = body.partition("\n")[2]
    return _split(body, _delimiter(body))


def _split(body: str, delimiter: str) -> list[_Line]:
    reader = csv.reader(io.StringIO(body, newline=""), delimiter=delimiter, strict=True)
    try:
        return [(reader.line_num, cells) for cells in reader if any(map(str.strip, cells))]
    except csv.Error as problem:
        raise WorklistError(
            "Line {number} is no CSV: {problem}.",
            advice="Save the file as CSV again.",
            number=reader.line_num,
            problem=problem,
        ) from None


def _delimiter(body: str) -> str:
    """The one that shows the columns of a list.

    Raises:
        WorklistError: None does.
    """
    missing = [(_missing(_first_line(body, delimiter)), delimiter) for delimiter in _DELIMITERS]
    fewest, delimiter = min(missing, key=lambda item: len(item[0]))
    if fewest:
        raise WorklistError(
            "The file is no offline work list: it has no column {names}.",
            advice="Give the path of a list, or of a file that does not exist yet.",
            names=Listed(*sorted(fewest)),
        )
    return delimiter


def _first_line(body: str, delimiter: str) -> list[str]:
    try:
        lines = csv.reader(io.StringIO(body, newline=""), delimiter=delimiter)
        return next((cells for cells in lines if any(map(str.strip, cells))), [])
    except csv.Error:
        return []


def _missing(cells: list[str]) -> frozenset[str]:
    return REQUIRED - set(map(_folded, cells))


def _folded(name: str) -> str:
    return name.strip().lower()


def _header(lines: list[_Line]) -> _Header:
    """Which column is what; ours in any case. Columns without a name that hold nothing are nobody's.

    Raises:
        WorklistError: One of ours is there twice.
    """
    cells = lines[0][1]
    count = Counter(map(_folded, cells))
    twice = [name for name in COLUMNS if count[name] > 1]
    if twice:
        raise WorklistError(
            "The list has the column {name} twice.", advice="Remove or rename one of them.", name=twice[0]
        )
    used = {place for _number, line in lines for place, cell in enumerate(line) if cell.strip()}
    added = tuple(place for place in sorted(used) if _folded(_cell(cells, place)) not in COLUMNS)
    names = tuple(bare(_cell(cells, place)) for place in added)
    repeated = frozenset(name for name, number in Counter(names).items() if number > 1)
    own = {_folded(cell): place for place, cell in enumerate(cells) if _folded(cell) in COLUMNS}
    return _Header(own, added, names, repeated)


def _columns(sheet: Sheet) -> tuple[tuple[str, int], ...]:
    """The columns people added: those of the header, then whatever else a row has."""
    header = ((name, None) for name in sheet.columns)
    found = dict.fromkeys(place for place, _value in numbered(header))
    for row in sheet.rows:
        found |= dict.fromkeys(place for place, _value in numbered(row.extra))
    return tuple(found)
