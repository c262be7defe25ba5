# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Records: what is written comes back, and reading forgives what it can."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, Any

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._result._finding import Health
from ansible_collections.licenseops.windows.plugins.plugin_utils._result._record import (
    OptionalFlag,
    OptionalNumber,
    OptionalText,
    OptionalTexts,
    Record,
    Texts,
    Words,
    many,
    many_if_read,
    one,
)


@dataclass(frozen=True, slots=True)
class Part(Record):
    name: Annotated[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole(Record):
    text: OptionalText = None
    words: Words = ""
    number: OptionalNumber = None
    flag: OptionalFlag = None
    texts: Texts = ()
    texts_if_read: OptionalTexts = None
    part: Annotated[Part | None, one(Part)] = None
    parts: Annotated[tuple[Part, ...], many(Part)] = ()
    parts_if_read: Annotated[tuple[Part, ...] | None, many_if_read(Part)] = None
    options: Annotated[dict[str, str], dict] = field(default_factory=dict)
    health: Annotated[Health, Health]


NOTHING = {
    "text": None, "words": "", "number": None, "flag": None, "texts": [], "texts_if_read": None, "part": None,
    "parts": [], "parts_if_read": None, "options": {}, "health": "info",
}  # fmt: skip
FULL = {
    "text": "a", "words": "b", "number": 7, "flag": False, "texts": ["c"], "texts_if_read": [], "part": {"name": "d"},
    "parts": [{"name": "e"}, {"name": "f"}], "parts_if_read": [{"name": "g"}], "options": {"h": "i"},
    "health": "critical",
}  # fmt: skip


@pytest.mark.parametrize("data", [NOTHING, FULL])
def test_a_record_is_read_as_it_was_written(data: dict[str, Any]) -> None:
    assert Whole.from_data(data).as_data() == data


def test_what_is_missing_is_what_its_field_says() -> None:
    assert Whole.from_data({"health": "info", "options": {}, "more": 7}) == Whole(health=Health.INFO)


def test_a_record_holds_no_other_values_than_its_fields() -> None:
    record = Whole.from_data(FULL)
    assert (record.part, record.parts, record.health) == (Part("d"), (Part("e"), Part("f")), Health.CRITICAL)
    assert (record.texts, record.texts_if_read, record.parts_if_read) == (("c",), (), (Part("g"),))


@pytest.mark.parametrize(
    ("name", "written", "read"),
    [
        ("text", "", ""),
        ("text", 7, "7"),
        ("words", None, ""),
        ("words", 7, "7"),
        ("number", 0, 0),
        ("number", -1, -1),
        ("number", "-12", -12),
        ("number", 10**30, 10**30),
        ("number", "1" * 18, 111111111111111111),
        ("number", "1" * 19, None),
        ("number", "some", None),
        ("number", 1.5, None),
        ("flag", True, True),
        ("flag", 0, False),
        ("texts", [1, None], ["1", "None"]),
        ("texts", None, []),
        ("part", {}, None),
        ("parts", None, []),
        ("parts_if_read", [], []),
    ],
)
def test_reading_forgives_what_is_never_written(name: str, written: Any, read: Any) -> None:
    assert Whole.from_data(NOTHING | {name: written}).as_data()[name] == read


@pytest.mark.parametrize(
    ("data", "problem", "words"),
    [
        ({"options": {}}, KeyError, "health"),
        ({"options": {}, "health": "bad"}, ValueError, "bad"),
        ({"options": {}, "health": None}, ValueError, "None"),
        (FULL | {"part": {"other": 1}}, KeyError, "name"),
        (FULL | {"parts": 7}, TypeError, "iterable"),
        (FULL | {"parts": ["d"]}, AttributeError, "get"),
        ([], AttributeError, "get"),
    ],
)
def test_what_cannot_be_forgiven_is_an_error(data: Any, problem: type[Exception], words: str) -> None:
    with pytest.raises(problem, match=words):
        Whole.from_data(data)
