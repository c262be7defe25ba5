# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The list as CSV, through the hands of spreadsheets and of people."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._offline_id import ConfirmationId
from ansible_collections.licenseops.windows.plugins.plugin_utils._worklist._columns import COLUMNS, WorklistError
from ansible_collections.licenseops.windows.plugins.plugin_utils._worklist._csv import read_csv, write_csv
from ansible_collections.licenseops.windows.plugins.plugin_utils._worklist._json import read_json, write_json
from ansible_collections.licenseops.windows.plugins.plugin_utils._worklist._row import ListRow, RowState
from ansible_collections.licenseops.windows.plugins.plugin_utils._worklist._sheet import Sheet
from ansible_collections.licenseops.windows.tests.unit.plugins.support.worklist import (
    applied,
    confirmation_digits,
    confirmed,
    csv_of,
    installation_id,
    row,
    rows_of,
)

ROWS = (
    row(1),
    confirmed(2, host="desk,; 7", reason='said "no",\nthen yes'),
    applied(3, host="東京-01", extra=(("my notes", "by phone; done"),)),
    row(4, state=RowState.STALE, host="=1+1", typed="12 34"),
    row(5, host="'quoted", product_name="@SUM(A1)"),
    confirmed(6, state=RowState.FAILED, refused_block="000241", sent_at="2026-03-02 09:00 UTC"),
    confirmed(7, confirmation_id=ConfirmationId.parse("1" * 48, allow_failing_check_digits=True)),
)
TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20).map(str.strip)


def cells(text: str, delimiter: str = ",") -> list[list[str]]:
    """The cells of a file."""
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=delimiter))


def saved(table: list[list[str]], delimiter: str = ",", end: str = "\r\n") -> str:
    """A file of cells."""
    target = io.StringIO(newline="")
    csv.writer(target, delimiter=delimiter, lineterminator=end).writerows(table)
    return target.getvalue()


@pytest.mark.parametrize(("write", "read"), [(write_csv, read_csv), (write_json, read_json)], ids=["csv", "json"])
def test_what_is_written_is_read_back(write: Callable[[Sheet], str], read: Callable[[str], Sheet]) -> None:
    text = write(Sheet(ROWS))
    assert read(text).rows == ROWS
    assert write(read(text)) == text
    assert read(write(Sheet())) == Sheet()
    assert read("") == read("\ufeff \r\n") == Sheet()


@given(
    st.lists(
        st.builds(lambda number, host, reason: row(number, host=host, reason=reason), st.integers(1, 9), TEXTS, TEXTS)
    )
)
def test_any_text_survives(rows: list[ListRow]) -> None:
    assert read_csv(write_csv(Sheet(tuple(rows)))).rows == tuple(rows)
    assert read_json(write_json(Sheet(tuple(rows)))).rows == tuple(rows)


def test_json_can_be_read_by_people_in_every_script() -> None:
    text = write_json(Sheet((row(host="東京-01"),)))
    assert '\n   "host": "東京-01"' in text
    assert text.endswith("}\n")


def test_ids_are_text_to_every_spreadsheet() -> None:
    (header, line) = cells(csv_of(confirmed()))
    assert tuple(header) == COLUMNS
    shown = dict(zip(header, line, strict=True))
    assert shown["installation_id"].startswith("0000")
    assert shown["installation_id"].replace("-", "") == installation_id(1)
    assert [len(block) for block in shown["installation_id"].split("-")] == [7] * 9
    assert [len(block) for block in shown["confirmation_id"].split("-")] == [6] * 8
    assert csv_of().startswith("\ufeff")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "'"])
def test_no_cell_is_a_formula(start: str) -> None:
    text = csv_of(row(host=f"{start}cmd|calc", product_name=f"{start}1"))
    assert not any(cell.startswith(("=", "+", "-", "@", "\t")) for line in cells(text) for cell in line)


def edited_semicolons(table: list[list[str]]) -> str:
    return saved(table, ";")


def edited_tabs_in_unix_lines(table: list[list[str]]) -> str:
    return saved(table, "\t", "\n")


def edited_columns_the_other_way_round(table: list[list[str]]) -> str:
    return saved([line[::-1] for line in table], ";")


def edited_all_quoted(table: list[list[str]]) -> str:
    return "\ufeff" + "\r\n".join(
        ",".join(f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in line) for line in table
    )


def edited_with_a_hint_and_empty_ends(table: list[list[str]]) -> str:
    wider = [[f" {cell} " for cell in line] + ["", ""] for line in table]
    return "sep=;\r\n" + saved([*wider, [""] * 5, []], ";")


def edited_capitals_in_the_header(table: list[list[str]]) -> str:
    return saved([[name.upper() for name in table[0]], *table[1:]])


@pytest.mark.parametrize(
    "edit", [name for name in globals().values() if getattr(name, "__name__", "").startswith("edited_")]
)
def test_what_a_spreadsheet_saves_means_the_same(edit: Callable[[list[list[str]]], str]) -> None:
    rows = (row(1), confirmed(2, host="desk,; 7"), applied(3))
    assert rows_of(edit(cells(csv_of(*rows)))) == rows


@pytest.mark.parametrize(
    "typed",
    [
        confirmation_digits(1),
        " ".join(confirmation_digits(1)[at : at + 6] for at in range(0, 48, 6)),
        confirmation_digits(1).translate({ord(str(n)): chr(0xFF10 + n) for n in range(10)}),
    ],
    ids=["digits", "spaces", "full-width"],
)
def test_a_confirmation_id_is_read_however_it_was_typed(typed: str) -> None:
    table = cells(csv_of(row()))
    table[1][COLUMNS.index("confirmation_id")] = typed
    (found,) = rows_of(saved(table))
    assert found.confirmation_id == confirmed().confirmation_id
    assert found.has_news


@pytest.mark.parametrize("cell", ["...000241", "…000241", "...０００２４１", "000241", "241", "'000241", " 241 "])
def test_a_block_keeps_its_zeros_whatever_a_spreadsheet_makes_of_it(cell: str) -> None:
    table = cells(csv_of(confirmed(state=RowState.FAILED, refused_block="000241")))
    place = COLUMNS.index("refused_block")
    assert table[1][place] == "...000241"
    table[1][place] = cell
    (found,) = rows_of(saved(table))
    assert found.refused_block == "000241"


@pytest.mark.parametrize("typed", ["1234", "1.23457E+47", "later"])
def test_what_is_no_confirmation_id_is_kept_as_it_was_typed(typed: str) -> None:
    table = cells(csv_of(row()))
    table[1][COLUMNS.index("confirmation_id")] = typed
    rows = rows_of(saved(table))
    assert (rows[0].confirmation_id, rows[0].typed) == (None, typed)
    assert cells(csv_of(*rows))[1][COLUMNS.index("confirmation_id")] == typed


def test_columns_people_add_are_kept() -> None:
    table = cells(csv_of(row(1), row(2)))
    table = [[*table[0], "Floor", "Empty"], [*table[1], "3rd", ""], [*table[2], "", ""]]
    rows = rows_of(saved(table))
    assert rows[0].extra == (("Floor", "3rd"),)
    assert cells(csv_of(*rows, row(3)))[0] == [*COLUMNS, "Floor"]


@pytest.mark.parametrize(
    ("column", "text", "says"),
    [
        pytest.param("installation_id", "3.3255E+61", "turned the Installation ID into a number", id="number"),
        pytest.param("installation_id", "0332", "has 4 digits", id="short"),
        pytest.param("host_uuid", "", "hardware of PC-002 shows no UUID", id="no UUID"),
        pytest.param("activation_id", "x", "is no GUID", id="no GUID"),
        pytest.param("partial_product_key", "", "end of the product key is missing", id="no key"),
        pytest.param("state", "erledigt", "no state 'erledigt'", id="state"),
        pytest.param("refused_block", "unknown", "refused_block is no block of six digits", id="words for a block"),
        pytest.param("refused_block", "...1234567", "refused_block is no block of six digits", id="a longer block"),
    ],
)
def test_a_row_that_cannot_be_told_from_others_is_named_by_line_and_host(column: str, text: str, says: str) -> None:
    table = cells(csv_of(row(1), row(2)))
    table[2][COLUMNS.index(column)] = text
    with pytest.raises(WorklistError, match=says) as caught:
        rows_of(saved(table))
    assert caught.value.message.startswith("Line 3 (PC-002): ")


def test_a_row_without_a_name_is_named_by_its_line() -> None:
    table = cells(csv_of(row(host="")))
    table[1][COLUMNS.index("host_uuid")] = ""
    with pytest.raises(WorklistError, match=r"^Line 2: The hardware of the host shows no UUID"):
        rows_of(saved(table))


@pytest.mark.parametrize(
    "text",
    [
        "a,b,c\r\n1,2,3\r\n",
        "just words",
        "[defaults]\nforks=5\n",
        "host,host_uuid\n1,2\n",
        '{"a": 1}',
        "\x00\x01",
        "x" * 200_000,
    ],
    ids=["another table", "words", "configuration", "half a header", "json", "binary", "a cell beyond all bounds"],
)
def test_a_file_of_another_program_is_no_list(text: str) -> None:
    with pytest.raises(WorklistError, match=r"is no (offline work list|CSV)"):
        read_csv(text)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[1]", "no JSON object"),
        ("{", "no JSON object"),
        ("{}", "is no offline work list"),
        ('{"format": "licenseops.windows/worklist", "version": 4, "rows": []}', "has version 4"),
        ('{"format": "licenseops.windows/worklist", "version": 1, "rows": {}}', "no list of rows"),
        ('{"format": "licenseops.windows/worklist", "version": 1, "rows": [{}]}', "Entry 1 has no activation_id"),
    ],
)
def test_json_of_another_program_is_no_list(text: str, says: str) -> None:
    with pytest.raises(WorklistError, match=says):
        read_json(text)


def test_an_open_quote_is_a_sentence() -> None:
    with pytest.raises(WorklistError, match="is no CSV"):
        read_csv(f'{",".join(COLUMNS)}\n"half')
