# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Variables of roles and playbooks: a table of values, good and bad."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._ansible._variables import (
    objection_to,
    objection_to_missing,
)

INT: dict[str, Any] = {"type": "int", "default": 120}
BOOL: dict[str, Any] = {"type": "bool"}
CHOICE: dict[str, Any] = {"type": "str", "choices": ["", "en", "ja"]}
YEAR: dict[str, Any] = {"type": "int", "choices": [1, 2, 3], "required": True}
LIST: dict[str, Any] = {"type": "list", "elements": "str"}
PATH: dict[str, Any] = {"type": "path", "default": ""}
SECRET: dict[str, Any] = {"type": "str", "no_log": True}
SECRET_CHOICE: dict[str, Any] = {**SECRET, "choices": ["a", "b"]}
CODE: dict[str, Any] = {"type": "error_code"}


@pytest.mark.parametrize(
    ("option", "value"),
    [
        *((INT, value) for value in (5, "5", " 5 ")),
        *((BOOL, value) for value in (True, "true", "no", 0, "1")),
        *((CHOICE, value) for value in ("", "en", "ja")),
        *((YEAR, value) for value in (1, "3")),
        *((LIST, value) for value in ([], ["a"], "a,b", "")),
        *((PATH, value) for value in ("", "list.csv", "/srv/x")),
        *((SECRET, value) for value in ("", "TNTTT")),
        *((CODE, value) for value in ("0xC004F074", "it failed with 0xC004F074", -1073418124, 5)),
        ({}, 5),
    ],
)
def test_what_can_be_meant_is_taken(option: dict[str, Any], value: Any) -> None:
    assert objection_to("x", option, value) is None


@pytest.mark.parametrize(
    ("option", "value", "said"),
    [
        (INT, "abc", "x is 'abc', which is not a whole number."),
        (INT, "", "x is empty: leave it out, or give it a value."),
        (INT, None, "x is empty: leave it out, or give it a value."),
        (INT, [1], "x is '[1]', which is not a whole number."),
        (BOOL, "perhaps", "x is 'perhaps', which is not true or false."),
        (CHOICE, "fr", "x is 'fr'; it can be en, ja."),
        (CHOICE, ["en"], "x is \"['en']\", which is not a text."),
        (YEAR, "9", "x is '9'; it can be 1, 2, 3."),
        (YEAR, " ", "x is empty: give it with -e x=1."),
        (LIST, {"a": 1}, "x is \"{'a': 1}\", which is not a list."),
        (PATH, True, "x is 'True', which is not a text."),
        (PATH, ["a"], "x is \"['a']\", which is not a text."),
        (SECRET, ["TNTTT"], "x is not a text."),
        (SECRET_CHOICE, "TNTTT", "x is not one of a, b."),
        (CODE, "hello", "x is 'hello', which is not an error code like 0xC004F074, -1073418124 or 3221549172."),
    ],
)
def test_what_is_wrong_is_one_sentence(option: dict[str, Any], value: Any, said: str) -> None:
    assert str(objection_to("x", option, value)) == said


def test_a_long_value_is_not_repeated() -> None:
    assert len(str(objection_to("x", INT, "a" * 10_000))) < 200


def test_a_missing_one_is_shown_how_to_give() -> None:
    assert str(objection_to_missing("x", {"example": "kms1"})) == "x is not set: give it with -e x=kms1."
    assert str(objection_to_missing("x", YEAR)) == "x is not set: give it with -e x=1."
    assert str(objection_to_missing("x", {})) == "x is not set: give it with -e x=VALUE."
