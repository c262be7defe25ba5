# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The playbook explain: an answer without any inventory."""

from __future__ import annotations

import pytest

from tests.support.launch import PlayRun
from tests.support.play import Playbook

PLAYBOOK = "licenseops.windows.explain"


def explain(playbook: Playbook, *arguments: str) -> PlayRun:
    """Run the playbook the way its comment says."""
    return playbook.run_file(PLAYBOOK, arguments=arguments)


@pytest.mark.parametrize("code", ["0xC004F074", "-1073418124", "3221549172"])
def test_a_code_is_explained_in_any_form(playbook: Playbook, code: str) -> None:
    run = explain(playbook, "-e", f"code={code}")
    assert run.returncode == 0, run.output
    assert "0xC004F074  -1073418124  SL_E_VL_BINDING_SERVICE_UNAVAILABLE" in run.output
    assert "No KMS host gave a usable answer." in run.output
    assert "event 12288" in run.output


def test_the_answer_can_be_japanese(playbook: Playbook) -> None:
    run = explain(playbook, "-e", "code=0xC004F074", "-e", "licenseops_language=ja")
    assert run.returncode == 0, run.output
    assert "0xC004F074" in run.output
    assert "有効な応答を返した KMS ホストがありません。" in run.output
    assert "イベント 12288" in run.output
    assert "usable answer" not in run.output


def test_an_unknown_code_has_an_answer(playbook: Playbook) -> None:
    run = explain(playbook, "-e", "code=0x80071234")
    assert run.returncode == 0, run.output
    assert "net helpmsg 4660" in run.output


def test_without_a_code_it_says_how_to_call_it(playbook: Playbook) -> None:
    run = explain(playbook)
    assert run.returncode != 0
    assert run.failure.result["msg"] == "code is not set: give it with -e code=0xC004F074. No host was asked."


def test_a_text_without_a_code_is_refused_in_one_sentence(playbook: Playbook) -> None:
    run = explain(playbook, "-e", "code=hello")
    assert run.returncode != 0
    assert run.failure.result["msg"] == (
        "code is 'hello', which is not an error code like 0xC004F074, -1073418124 or 3221549172. No host was asked."
    )
