# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Errors in the language of the reader, however it is chosen."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from tests.support.play import Playbook

#: Set up as a KMS client that finds no KMS host: its only name leads nowhere.
HOST = "kms-lost"
TASK: dict[str, Any] = {"name": "Activate", "licenseops.windows.win_activation": {"method": "kms", "retries": 0}}
GROUP = "group/licenseops.windows.activation"


def error_of(playbook: Playbook, **settings: Any) -> Mapping[str, Any]:
    """The failed result of activating a host that cannot be."""
    outcome = playbook.run(HOST, [TASK], **settings).only
    assert outcome.verdict == "failed", outcome.result
    return outcome.result


def is_japanese(result: Mapping[str, Any]) -> bool:
    """Whether sentence, cause and next step are Japanese, in the message and in the parts."""
    error = result["error"]
    told = [error[name] for name in ("text", "cause", "advice")]
    assert all(text in result["msg"] for text in told), result["msg"]
    assert error["code"] in result["msg"]
    assert error["symbol"].startswith("SL_E_")
    return all(text.endswith("。") for text in told) and "に失敗しました。" in result["msg"]


def test_it_is_english_by_default(playbook: Playbook) -> None:
    result = error_of(playbook)
    assert not is_japanese(result)
    assert "failed with" in result["msg"]


def test_japanese_by_the_option(playbook: Playbook) -> None:
    task = {"name": "Activate", "licenseops.windows.win_activation": {"method": "kms", "retries": 0, "language": "ja"}}
    assert is_japanese(playbook.run(HOST, [task]).only.result)


def test_japanese_by_the_module_defaults_of_the_group(playbook: Playbook) -> None:
    assert is_japanese(error_of(playbook, play={"module_defaults": {GROUP: {"language": "ja"}}}))


def test_japanese_by_a_variable(playbook: Playbook) -> None:
    assert is_japanese(error_of(playbook, variables={"licenseops_language": "ja"}))


def test_japanese_by_the_environment(playbook: Playbook) -> None:
    assert is_japanese(error_of(playbook, environ={"LICENSEOPS_LANGUAGE": "ja_JP.UTF-8"}))


def test_a_mistyped_key_is_told_in_japanese(playbook: Playbook) -> None:
    options = {"product_key": "AAAAA-BBBBB-CCCCC-DDDDD", "language": "ja"}
    outcome = playbook.task(HOST, "win_product_key", options)
    assert outcome.verdict == "failed"
    assert "プロダクト キー" in outcome.result["msg"]
    assert outcome.result["msg"].endswith("。")


def test_reasons_of_the_products_are_told_in_japanese(playbook: Playbook) -> None:
    result = playbook.task(HOST, "win_activation_status", {"language": "ja"}).result
    assert result["products"]
    assert all(product["reason"]["text"].endswith("。") for product in result["products"])


def test_a_host_that_cannot_be_reached_is_told_in_japanese(playbook: Playbook) -> None:
    outcome = playbook.task(
        HOST, "win_activation_status", {"language": "ja"}, variables={"ansible_host": "127.0.0.1", "ansible_port": 1}
    )
    assert outcome.verdict == "unreachable"
    assert "ホストに接続できません" in outcome.result["msg"]


def has_japanese(text: str) -> bool:
    """Whether there is a kana or a Chinese character in it."""
    return any("\u3040" <= char <= "\u9fff" for char in text)


def test_everything_a_person_reads_of_a_change_is_japanese(playbook: Playbook) -> None:
    options = {"method": "kms", "kms_host": "kms9.corp.example", "kms_lookup_domain": "corp.example", "language": "ja"}
    result = playbook.task(HOST, "win_activation", options, arguments=("--check", "--diff")).result
    told = [*result["steps"], *result["warnings"], result["method_reason"], *result["diff"]["before"].splitlines()]
    assert len(result["steps"]) >= 2
    assert len(result["warnings"]) == 1
    assert not [text for text in told if not has_japanese(text)]
    assert result["method"] == "kms"


def test_what_was_taken_back_is_told_in_japanese(playbook: Playbook) -> None:
    options = {"method": "kms", "kms_host": "kms9.corp.example", "retries": 1, "language": "ja"}
    result = playbook.task(HOST, "win_activation", options).result
    assert result["notes"]
    assert not [note for note in result["notes"] if not has_japanese(note)]


def test_a_playbook_prints_japanese(playbook: Playbook) -> None:
    run = playbook.run_file("licenseops.windows.status", variables={"licenseops_language": "ja"})
    lines = run.of("Show them").result["lines"]
    assert [row for row in lines if "認証済み" in row]
    assert [line for line in lines if re.fullmatch("[0-9]+ 台: .*。", line)]
    assert [line for line in lines if line.startswith("サポート終了: ")]
