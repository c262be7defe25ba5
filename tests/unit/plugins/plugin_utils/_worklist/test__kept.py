# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What people add to a list is there after the next run, whatever it is; what cannot be kept is refused."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ansible_collections.licenseops.windows.plugins.plugin_utils._controller._list_file import Seal, Store
from ansible_collections.licenseops.windows.plugins.plugin_utils._language._text import Text
from ansible_collections.licenseops.windows.plugins.plugin_utils._worklist._columns import (
    COLUMNS,
    WorklistError,
    texts_of,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._worklist._csv import read_csv, write_csv
from ansible_collections.licenseops.windows.plugins.plugin_utils._worklist._json import read_json, write_json
from ansible_collections.licenseops.windows.plugins.plugin_utils._worklist._merge import (
    collect,
    mark_refused,
    mark_sent,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._worklist._row import ListRow, Pen, RowState
from ansible_collections.licenseops.windows.plugins.plugin_utils._worklist._sheet import Rows, Sheet, unique
from ansible_collections.licenseops.windows.tests.unit.plugins.support.worklist import (
    LATER,
    NOW,
    applied,
    candidate,
    confirmed,
    row,
)

#: What makes a formula of a cell, in half and in full width.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")

#: Anything a person or a spreadsheet may leave in a cell; NUL and halves of characters are in no text file.
CELL = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12),
    st.text("'\"=+-@\t\r\n,; ＝＋－＠a", max_size=6),
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | CELL,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(CELL, inner, max_size=3),
    max_leaves=8,
)


class Plain:
    """A cipher that knows no encryption."""

    def is_encrypted(self, text: str) -> bool:
        return False

    def opened(self, text: str) -> tuple[str, Seal]:
        raise AssertionError

    def seal(self) -> Seal:
        raise AssertionError


def run(path: Path, number: int = 9) -> Rows:
    """One more host is collected; the rows after that."""

    def change(rows: Rows) -> tuple[Rows, None]:
        return collect(rows, [candidate(row(number))], Pen(LATER)), None

    store = Store(path, Plain())
    store.update(change)
    return store.read()


def run_on(text: str, read: Callable[[str], Sheet], write: Callable[[Sheet], str], number: int = 9) -> str:
    """The same without a file; the list after that."""
    sheet = read(text)
    return write(replace(sheet, rows=collect(unique(sheet.rows), [candidate(row(number))], Pen(LATER))))


def table(path: Path) -> list[list[str]]:
    return table_of(path.read_bytes().decode())


def table_of(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def save(path: Path, lines: list[list[str]]) -> Path:
    path.write_text(saved(lines), encoding="utf-8", newline="")
    return path


def saved(lines: list[list[str]]) -> str:
    target = io.StringIO(newline="")
    csv.writer(target, lineterminator="\r\n").writerows(lines)
    return target.getvalue()


def line_of(item: ListRow) -> list[str]:
    return [texts_of(item)[name] for name in COLUMNS]


def lists(path: Path, header: list[str], *lines: list[str]) -> Path:
    """A list of as many hosts as there are lines, with more cells behind ours."""
    return save(path, lines_of(header, *lines))


def lines_of(header: list[str], *lines: list[str]) -> list[list[str]]:
    return [[*COLUMNS, *header], *[[*line_of(row(number)), *cells] for number, cells in enumerate(lines, 1)]]


def added(path: Path) -> list[list[str]]:
    """The cells behind ours, header first; those of the new host are the last."""
    lines = table(path)
    assert tuple(lines[0][: len(COLUMNS)]) == COLUMNS
    return [line[len(COLUMNS) :] for line in lines]


@pytest.mark.parametrize(
    ("header", "lines", "after"),
    [
        pytest.param(["Floor"], [["3rd"], ["4th"]], [["Floor"], ["3rd"], ["4th"], [""]], id="a column"),
        pytest.param(["Floor"], [[""], [""]], [["Floor"], [""], [""], [""]], id="a column to be filled in"),
        pytest.param([], [["see note"], []], [[""], ["see note"], [""], [""]], id="a cell beyond the header"),
        pytest.param(["", "b"], [["x", "y"], []], [["", "b"], ["x", "y"], ["", ""], ["", ""]], id="no name"),
        pytest.param(
            ["n", "n"], [["1", "2"], ["", "3"]], [["n", "n"], ["1", "2"], ["", "3"], ["", ""]], id="one name twice"
        ),
        pytest.param(
            ["", "n", ""],
            [["", "", "1"], ["2", "", ""]],
            [["", "n", ""], ["", "", "1"], ["2", "", ""], ["", "", ""]],
            id="two without a name",
        ),
        pytest.param(["b", "a"], [["", "1"], ["2", ""]], [["b", "a"], ["", "1"], ["2", ""], ["", ""]], id="order"),
        pytest.param([" a "], [[" x "], []], [[" a "], [" x "], [""], [""]], id="blanks"),
        pytest.param(["Extra"], [["'quoted'"], []], [["Extra"], ["'quoted'"], [""], [""]], id="an apostrophe"),
        pytest.param(["", ""], [["", ""], []], [[], [], [], []], id="a spreadsheet's empty columns"),
    ],
)
def test_cells_and_columns_people_add_are_kept(
    tmp_path: Path, header: list[str], lines: list[list[str]], after: list[list[str]]
) -> None:
    path = lists(tmp_path / "list.csv", header, *lines)
    run(path)
    assert added(path) == after
    before = path.read_bytes()
    run(path)
    assert path.read_bytes() == before


def test_columns_of_a_list_without_rows_are_kept(tmp_path: Path) -> None:
    path = lists(tmp_path / "list.csv", ["Floor", "n", "n"])
    run(path)
    assert added(path) == [["Floor", "n", "n"], ["", "", ""]]


@pytest.mark.parametrize("start", FORMULA_STARTS)
def test_neither_cells_nor_headers_become_formulas(tmp_path: Path, start: str) -> None:
    formula = f"{start}cmd|calc"
    path = lists(tmp_path / "list.csv", [formula], [formula])
    run(path)
    assert added(path)[:2] == [[f"'{formula}"], [f"'{formula}"]]
    run(path, 8)
    assert added(path)[:2] == [[f"'{formula}"], [f"'{formula}"]]


def test_one_of_our_columns_twice_is_refused(tmp_path: Path) -> None:
    path = lists(tmp_path / "list.csv", ["Host"], ["another name"])
    before = path.read_bytes()
    with pytest.raises(WorklistError, match="has the column host twice"):
        run(path)
    assert path.read_bytes() == before


def test_a_line_that_is_only_a_remark_is_refused(tmp_path: Path) -> None:
    path = lists(tmp_path / "list.csv", [], [])
    save(path, [*table(path), [""] * len(COLUMNS) + ["from here on: branch office"]])
    before = path.read_bytes()
    with pytest.raises(WorklistError, match=r"Line 3: .* shows no UUID"):
        run(path)
    assert path.read_bytes() == before


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_column_whose_name_is_full_of_other_delimiters_does_not_hide_the_list(tmp_path: Path, delimiter: str) -> None:
    name = "".join({",", ";", "\t"} - {delimiter}) * 20
    target = io.StringIO(newline="")
    csv.writer(target, delimiter=delimiter).writerows([[*COLUMNS, name], [*line_of(row(1)), "x"]])
    path = tmp_path / "list.csv"
    path.write_text(target.getvalue(), encoding="utf-8", newline="")
    assert len(run(path)) == 2
    assert [line[0].lstrip("'") for line in added(path)] == [name, "x", ""]


DUPLICATES = {
    "a note on the second": (row(), "", row(), "by phone", RowState.NEEDED, "by phone"),
    "a note on the first": (row(), "by phone", confirmed(), "", RowState.CONFIRMED, "by phone"),
    "the second is applied": (confirmed(), "", applied(), "done", RowState.APPLIED, "done"),
    "the first is applied, the second has the ID": (
        applied(confirmation_id=None),
        "",
        confirmed(),
        "",
        RowState.APPLIED,
        "",
    ),
    "both say the same": (confirmed(), "x", confirmed(), "x", RowState.CONFIRMED, "x"),
}


@pytest.mark.parametrize("name", DUPLICATES)
def test_of_two_lines_of_one_product_nothing_is_lost(tmp_path: Path, name: str) -> None:
    one, note, other, second, state, kept = DUPLICATES[name]
    path = save(tmp_path / "list.csv", [[*COLUMNS, "note"], [*line_of(one), note], [*line_of(other), second]])
    rows = run(path)
    assert len(rows) == 2
    (left,) = [item for item in rows if item.host == "PC-001"]
    assert left.state is state
    assert left.confirmation_id == (one.confirmation_id or other.confirmation_id)
    assert left.applied_at == (NOW if state is RowState.APPLIED else "")
    assert added(path)[1] == [kept]


@pytest.mark.parametrize(
    ("one", "note", "other", "second", "says"),
    [
        (row(), "by phone", row(), "by mail", "with different texts in the column 'note'"),
        (confirmed(), "", confirmed(confirmation_id=confirmed(3).confirmation_id), "", "two different Confirmation"),
        (row(typed="12"), "", confirmed(), "", "two different Confirmation IDs"),
        (row(typed="12"), "", row(typed="13"), "", "two different Confirmation IDs"),
    ],
)
def test_two_lines_that_contradict_each_other_are_refused(
    tmp_path: Path, one: ListRow, note: str, other: ListRow, second: str, says: str
) -> None:
    path = save(tmp_path / "list.csv", [[*COLUMNS, "note"], [*line_of(one), note], [*line_of(other), second]])
    before = path.read_bytes()
    with pytest.raises(WorklistError, match=rf"PC-001 .* is on the list twice, .*{says}"):
        run(path)
    assert path.read_bytes() == before


def as_json(path: Path, item: dict[str, Any], **top: Any) -> Path:
    path.write_text(json_of(item, top), encoding="utf-8")
    return path


def json_of(item: dict[str, Any], top: dict[str, Any]) -> str:
    document = {"format": "licenseops.windows/worklist", "version": 2, "rows": [texts_of(row()) | item]} | top
    return json.dumps(document)


VALUES: list[Any] = [
    None, True, False, 0, 1, -1, 10**30, 1.5, 1e300, "", "text", "\0", [], [1, "2", None], {}, {"a": {"b": [True]}},
]  # fmt: skip


@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_json_keeps_what_it_does_not_know_on_every_level_with_its_type(tmp_path: Path, value: Any) -> None:
    path = as_json(tmp_path / "list.json", {"extra": value, "Host": value, "": value}, extra=value, note=value)
    run(path)
    after = json.loads(path.read_text(encoding="utf-8"))
    mine = after["rows"][0]
    assert len(after["rows"]) == 2
    for kept in (mine["extra"], mine["Host"], mine[""], after["extra"], after["note"]):
        assert json.dumps(kept) == json.dumps(value)
    assert set(after) == {"format", "version", "rows", "extra", "note"}
    assert set(after["rows"][1]) == set(COLUMNS)


@pytest.mark.parametrize("value", [5, 1.5, True, [], {}, ["a"]], ids=repr)
@pytest.mark.parametrize("name", ["host", "confirmation_id", "reason"])
def test_a_value_of_ours_that_is_no_text_is_refused(tmp_path: Path, name: str, value: Any) -> None:
    path = as_json(tmp_path / "list.json", {name: value})
    before = path.read_bytes()
    with pytest.raises(WorklistError, match=rf"Entry 1.*: {name} is no text"):
        run(path)
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ('"a": 1, "a": 2', "has the name 'a' twice in one place"),
        ('"a": 3.14159265358979323846', "has a number that cannot be kept, 3.14159265358979323846"),
        ('"a": 1e999', "has a number that cannot be kept, 1e999"),
        ('"a": NaN', "has a number that cannot be kept, NaN"),
        (f'"a": {"1" * 5000}', "has a number that cannot be kept, 1111"),
        ('"a": "\\ud800"', "has half of a character in it"),
        (f'"a": {"[" * 700}{"]" * 700}', "is nested too deeply"),
        (f'"a": {"[" * 100_000}{"]" * 100_000}', "nested too deeply"),
    ],
    ids=["a name twice", "digits", "size", "no number", "long number", "half a character", "deep", "deeper"],
)
def test_what_json_cannot_keep_is_refused(tmp_path: Path, written: str, says: str) -> None:
    path = as_json(tmp_path / "list.json", {})
    text = path.read_text(encoding="utf-8")
    for place in ('{"format"', '{"host"'):
        path.write_text(text.replace(place, place.replace("{", "{" + written + ", "), 1), encoding="utf-8")
        before = path.read_bytes()
        with pytest.raises(WorklistError, match=says) as caught:
            run(path)
        assert str(path) in caught.value.message
        assert len(str(caught.value)) < 500
        assert path.read_bytes() == before


@settings(max_examples=200)
@given(header=st.lists(CELL, max_size=4), lines=st.lists(st.lists(CELL, max_size=5), max_size=4))
def test_every_cell_survives_two_runs(header: list[str], lines: list[list[str]]) -> None:
    header = [name for name in header if name.strip().lower() not in COLUMNS]
    once = run_on(saved(lines_of(header, *lines)), read_csv, write_csv)
    assert run_on(once, read_csv, write_csv) == once
    written = table_of(once)
    names = dict(enumerate(header))
    for number, cells in enumerate(lines, 1):
        (line,) = [line for line in written if line[0] == f"PC-{number:03}"]
        kept = list(zip(written[0], line, strict=True))[len(COLUMNS) :]
        for place, cell in enumerate(cells):
            if cell.strip():
                wanted = (unshielded(names.get(place, "")), unshielded(cell))
                assert wanted in [(unshielded(name), unshielded(text)) for name, text in kept]
    assert not [cell for line in written for cell in line if cell.startswith(FORMULA_STARTS)]


def unshielded(text: str) -> str:
    bare = text.lstrip("'")
    return text[1:] if text != bare and bare.startswith(FORMULA_STARTS) else text


@settings(max_examples=200)
@given(item=st.dictionaries(CELL, JSON, max_size=4), top=st.dictionaries(CELL, JSON, max_size=4))
def test_every_value_survives_two_runs(item: dict[str, Any], top: dict[str, Any]) -> None:
    item = {name: value for name, value in item.items() if name not in COLUMNS}
    top = {name: value for name, value in top.items() if name not in ("format", "version", "rows")}
    once = run_on(json_of(item, top), read_json, write_json)
    twice = run_on(once, read_json, write_json, 8)
    assert run_on(twice, read_json, write_json, 9) == twice
    after = json.loads(twice)
    assert json.dumps(top) == json.dumps({name: after[name] for name in top})
    assert json.dumps(item) == json.dumps({name: after["rows"][0][name] for name in item})
    assert twice != once


@pytest.mark.parametrize("name", ["list.csv", "list.json"])
def test_however_much_a_host_says_the_list_can_be_read_again(tmp_path: Path, name: str) -> None:
    mine = confirmed()
    store = Store(tmp_path / name, Plain())
    store.update(lambda _rows: ((mine,), None))
    store.update(lambda rows: (mark_refused(rows, mine.key, Text("no " * 100_000), Pen(NOW)), None))
    (refused,) = store.read()
    assert refused.state is RowState.FAILED
    assert not refused.has_news
    store.update(lambda rows: (mark_sent((mine,), mine.key, Pen(NOW), Text("no " * 100_000)), None))
    (sent,) = store.read()
    assert sent.was_sent


def test_a_file_that_is_only_read_stays_as_a_person_left_it(tmp_path: Path) -> None:
    path = lists(tmp_path / "list.csv", ["", "n", "n"], ["", "'x", ""], ["1"])
    before = path.read_bytes()
    assert Store(path, Plain()).update(lambda rows: (rows, None)) == (None, False)
    assert path.read_bytes() == before
