# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The WQL parser and the evaluation of conditions."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest

from tests.simulator.model.schema import ClassSchema, Member
from tests.simulator.model.values import WmiValue
from tests.simulator.model.wql import Query, WqlSyntaxError, class_in, parse
from tests.simulator.model.wql_filter import check, matches

SCHEMA = ClassSchema(
    "Thing",
    frozenset({"root/cimv2"}),
    ("Name",),
    {
        "name": Member("Name", "string"),
        "size": Member("Size", "uint32"),
        "fresh": Member("Fresh", "boolean"),
        "born": Member("Born", "datetime"),
        "tags": Member("Tags", "string", is_array=True),
    },
    {},
)
ROW: dict[str, WmiValue] = {
    "Name": "It's a Box",
    "Size": 40,
    "Fresh": True,
    "Born": datetime(2026, 3, 1, tzinfo=timezone.utc),
    "Tags": ["a"],
}


def test_columns_and_class_are_read() -> None:
    assert parse("select A, b from C") == Query(("A", "b"), "C", None)
    assert parse("SELECT * FROM C;").columns is None


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("Name = 'it''s a box'", True),
        (r"Name = 'It\'s a Box'", True),
        ('Name = "It\'s a Box"', True),
        ("Name <> 'x'", True),
        ("Name != 'x'", True),
        ("Name LIKE 'It%'", True),
        ("Name LIKE '%b_x'", True),
        ("Name LIKE '%b[a-o]x'", True),
        ("Name LIKE '%b[^o]x'", False),
        ("Name LIKE 'box'", False),
        ("NAME IS NOT NULL", True),
        ("name IS NULL", False),
        ("Name <> null", True),
        ("Name = NULL", False),
        ("Size > 39 AND Size < 41", True),
        ("Size >= 41 OR Size <= 40", True),
        ("Size = '40'", True),
        ("Size = 0x28", True),
        ("40 = Size", True),
        ("41 > Size", True),
        ("Fresh = TRUE", True),
        ("Fresh = 1", True),
        ("Fresh = 'true'", True),
        ("Fresh <> false", True),
        ("Fresh = False", False),
        ("NOT Size = 40", False),
        ("NOT (Size = 1 OR Fresh = false)", True),
        ("(Size = 1 OR Size = 40) AND Fresh = TRUE", True),
        ("Size = 1 OR Size = 40 AND Fresh = FALSE", False),
        ("Born >= '20260301000000.000000+000'", True),
        ("Born > '20260301000000.000000-060'", False),
    ],
)
def test_conditions_are_evaluated(condition: str, expected: bool) -> None:
    where = parse(f"SELECT * FROM Thing WHERE {condition}").where
    check(where, SCHEMA)
    assert matches(where, ROW, SCHEMA) is expected


@pytest.mark.parametrize("condition", ["Name = 'x'", "Name <> 'x'", "Name LIKE '%'", "Size < 5"])
def test_a_null_satisfies_no_comparison(condition: str) -> None:
    where = parse(f"SELECT * FROM Thing WHERE {condition}").where
    assert not matches(where, {}, SCHEMA)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "SELECT FROM C",
        "SELECT A FROM",
        "SELECT A, FROM C",
        "SELECT A FROM C WHERE",
        "SELECT A FROM C WHERE B",
        "SELECT A FROM C WHERE B =",
        "SELECT A FROM C WHERE B = 'x",
        "SELECT A FROM C WHERE B = 'x' ORDER BY A",
        "SELECT A FROM C WHERE (B = 1",
        "SELECT A FROM C WHERE B IN (1, 2)",
        "SELECT A FROM C WHERE B < NULL",
        "SELECT A FROM C WHERE B LIKE 5",
        "SELECT A FROM C WHERE B IS NOT EMPTY",
        "SELECT COUNT(*) FROM C",
        "DELETE FROM C",
        "SELECT A FROM C, D",
        "SELECT A FROM C WHERE B = 1 AND",
        "SELECT A FROM C WHERE B == 1",
        "SELECT [A] FROM C",
    ],
)
def test_other_texts_are_syntax_errors(text: str) -> None:
    with pytest.raises(WqlSyntaxError):
        parse(text)


@pytest.mark.parametrize(
    "condition", ["Other = 1", "Tags = 'a'", "Size = 'many'", "Fresh = 'perhaps'", "Size LIKE '4%'", "Born > 'soon'"]
)
def test_conditions_that_do_not_fit_the_class_are_refused(condition: str) -> None:
    with pytest.raises(WqlSyntaxError):
        check(parse(f"SELECT * FROM Thing WHERE {condition}").where, SCHEMA)


def test_the_class_of_a_query_can_be_named_for_a_journal() -> None:
    assert class_in("SELECT a FROM Box WHERE b = 1") == "Box"
    assert class_in("no query") is None
