# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lookup message: a sentence in the chosen language."""

from __future__ import annotations

from typing import Any

import pytest
from ansible.errors import AnsibleError
from ansible.plugins.loader import lookup_loader

from ansible_collections.licenseops.windows.tests.unit.plugins.support.products import FAKE_KEY

FORECAST = "Would use {count} activations of {key}."
FACTS = {"count": 2, "key": "...PKX99"}


def say(*terms: str, variables: dict[str, Any] | None = None, **options: Any) -> list[str]:
    """What a playbook gets."""
    said: list[str] = lookup_loader.get("licenseops.windows.message").run(
        list(terms), variables=variables or {}, **options
    )
    return said


def test_a_sentence_is_in_english_unless_told_otherwise() -> None:
    assert say(FORECAST, facts=FACTS) == ["Would use 2 activations of ...PKX99."]


@pytest.mark.parametrize(
    ("variables", "language"),
    [({}, "ja"), ({"licenseops_language": "ja"}, None), ({"licenseops_language": "ja"}, "")],
    ids=["option", "variable", "an empty option counts as none"],
)
def test_the_language_is_chosen_as_in_modules(variables: dict[str, Any], language: str | None) -> None:
    (said,) = say(FORECAST, facts=FACTS, variables=variables, language=language)
    assert said == "プロダクト キー ...PKX99 のライセンス認証を 2 回分使用します。"


@pytest.mark.parametrize("written", ["ja_JP.UTF-8", "JA", "ja-JP"])
def test_the_environment_may_write_the_language_as_a_locale(monkeypatch: pytest.MonkeyPatch, written: str) -> None:
    monkeypatch.setenv("LICENSEOPS_LANGUAGE", written)
    assert say("no end") == ["期限なし"]


def test_an_empty_environment_counts_as_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LICENSEOPS_LANGUAGE", "")
    assert say("no end") == ["no end"]


def test_an_empty_variable_leaves_the_choice_to_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LICENSEOPS_LANGUAGE", "ja")
    assert say("no end", variables={"licenseops_language": ""}) == ["期限なし"]


def test_a_language_without_texts_is_one_clear_error() -> None:
    with pytest.raises(AnsibleError, match=r"There are no texts in the language 'fr'\. Set language to en or ja\."):
        say("no end", language="fr")


def test_each_term_is_a_sentence() -> None:
    assert say("no end", "A fix failed.", language="ja") == ["期限なし", "修復に失敗しました。"]


def test_what_has_no_other_words_is_said_in_english() -> None:
    assert say("No such sentence {x}", facts={"x": 1}, language="ja") == ["No such sentence 1"]


def test_a_fact_that_is_missing_is_told() -> None:
    with pytest.raises(AnsibleError, match="no fact for a name in braces"):
        say(FORECAST, facts={"count": 2})


def test_a_key_that_slipped_in_does_not_come_out() -> None:
    assert FAKE_KEY not in say("{name}", facts={"name": FAKE_KEY})[0]
