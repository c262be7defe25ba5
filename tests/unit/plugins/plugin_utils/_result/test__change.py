# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a change was, or would be: products before and after, steps, and the diff."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._language._text import Language, Text
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._model import Application
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._activation_steps import Activate
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._key import InstallKey
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._protection import ProtectionReady
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._target import Target
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._wish import Observed
from ansible_collections.licenseops.windows.plugins.plugin_utils._result._change import (
    render_change,
    render_diff,
    render_steps,
    render_texts,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._result._product import render_product
from ansible_collections.licenseops.windows.plugins.plugin_utils._task._task import Outcome
from ansible_collections.licenseops.windows.tests.unit.plugins.support.products import key, licensed, windows

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=timezone.utc)
STEPS = (InstallKey(key(), Target(last_five="PKX99")),)


def test_a_diff_shows_each_thing_before_and_after() -> None:
    steps = (InstallKey(key(), Target(last_five="PKX99")), Activate(Target(activation_id="x"), "Office", "unlicensed"))
    assert render_diff(steps) == {
        "before": "product key ...PKX99: not installed\nlicense_status of Office: unlicensed\n",
        "after": "product key ...PKX99: installed\nlicense_status of Office: licensed\n",
    }


def test_no_steps_are_an_empty_diff() -> None:
    assert render_diff(()) == {"before": "", "after": ""}


@pytest.mark.parametrize("language", Language)
def test_a_change_has_exactly_the_documented_keys_in_the_language(language: Language) -> None:
    before, after = Observed((windows(),)), Observed((licensed(windows()),))
    assert render_change(Outcome(ProtectionReady(), before, after, STEPS), NOW, language) == {
        "product": render_product(licensed(windows()), NOW, language),
        "licensed": True,
        "before": [render_product(windows(), NOW, language)],
        "after": [render_product(licensed(windows()), NOW, language)],
        "steps": [step.describe(language) for step in STEPS],
        "predicted": False,
    }


def test_without_one_product_there_is_none() -> None:
    both = Observed((licensed(windows()), windows(activation_id="b")))
    told = render_change(Outcome(ProtectionReady(), Observed(()), both, ()), NOW)
    assert (told["product"], told["licensed"], told["before"], len(told["after"]), told["steps"]) == (
        None, False, [], 2, [],
    )  # fmt: skip


def test_steps_texts_and_diffs_are_in_the_language() -> None:
    steps = (*STEPS, Activate(Target(Application.WINDOWS), "Windows", "unlicensed"))
    outcome = Outcome(ProtectionReady(), Observed(()), Observed(()), steps)
    english, japanese = (render_steps(outcome, language)["steps"] for language in Language)
    assert [step.describe(Language.ENGLISH) for step in steps] == english
    assert not set(english) & set(japanese)
    assert render_diff(steps) != render_diff(steps, Language.JAPANESE)
    assert render_texts((Text("The key {key} is {state}.", key="X", state="Y"),), Language.ENGLISH) == [
        "The key X is Y."
    ]
