# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What --diff prints: text that a person can read, in every language, and no escapes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.component.bench import LocalFleet
from tests.integration import keys
from tests.support.play import Playbook
from tests.support.plays import module

KMS = {"kms_host": "kms1.corp.example", "product_key": keys.MAK_PRO}


def printed(playbook: Playbook, host: str, name: str, options: dict[str, Any], language: str) -> list[str]:
    """The lines of the diff of one task in check mode."""
    task = module("task", name, options | {"language": language})
    run = playbook.run(host, [task], arguments=("--check", "--diff"))
    assert run.returncode == 0, run.output
    assert "\\u" not in run.output
    lines = run.output[run.output.index("TASK [task]") : run.output.index("PLAY RECAP")].splitlines()
    return [line for line in lines[1:] if line[:1] in tuple("-+@")]


def test_a_diff_is_a_line_a_thing(playbook: Playbook) -> None:
    assert printed(playbook, "fresh", "win_activation", KMS, "en") == [
        "--- before",
        "+++ after",
        "@@ -1,3 +1,3 @@",
        "-KMS host: none",
        "-product key ...PKX99: not installed",
        "-license_status of the product with key ...PKX99: unlicensed",
        "+KMS host: kms1.corp.example",
        "+product key ...PKX99: installed",
        "+license_status of the product with key ...PKX99: licensed",
    ]


def test_a_diff_is_japanese_with_its_characters_as_they_are(playbook: Playbook) -> None:
    lines = printed(playbook, "fresh", "win_activation", KMS, "ja")
    assert lines[3].startswith("-KMS ホスト: ")
    assert "+KMS ホスト: kms1.corp.example" in lines
    assert "+プロダクト キー ...PKX99 の製品の license_status: licensed" in lines
    assert len(lines) == 9


def test_a_diff_of_a_japanese_host_has_its_names(playbook: Playbook) -> None:
    options = {"product_key": keys.MAK_PRO, "replace_licensed": True}
    lines = printed(playbook, "tokyo", "win_activation", options, "ja")
    assert any(line.startswith("+プロダクト キー ...PKX99: ") for line in lines)


@pytest.mark.parametrize(("language", "last"), [("en", "+shared computer activation: on"), ("ja", None)])
def test_a_diff_of_office_is_text_too(playbook: Playbook, language: str, last: str | None) -> None:
    lines = printed(playbook, "microsoft-365", "win_office_licensing", {"shared_computer": True}, language)
    assert len(lines) == 5
    assert last is None or lines[-1] == last


def test_a_diff_of_the_work_list_names_the_list_and_the_rows_that_change(air_gap: LocalFleet, tmp_path: Path) -> None:
    playbook, host, path = Playbook(air_gap, tmp_path), next(iter(air_gap.hosts)), tmp_path / "一覧.csv"
    options = {"application": "all", "installation_ids": True, "host_id": True}
    tasks = [
        module("status", "win_activation_status", options) | {"register": "status"},
        module(
            "task",
            "offline_worklist",
            {
                "path": str(path),
                "products": "{{ status.products }}",
                "host": "東京-01",
                "host_uuid": "{{ status.host.uuid }}",
                "language": "ja",
            },
        ),
    ]
    run = playbook.run(host, tasks, arguments=("--diff",))
    assert run.returncode == 0, run.output
    assert "\\u" not in run.output
    assert f"+++ after: {path}" in run.output
    (line,) = [line for line in run.output.splitlines() if line.startswith("+東京-01")][:1]
    assert line.endswith(": needed")
    again = playbook.run(host, tasks, arguments=("--diff",))
    assert "+東京-01" not in again.output
