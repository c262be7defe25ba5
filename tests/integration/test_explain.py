# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The playbook explain: an answer without any inventory."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.launch import environment

PLAYBOOK = "licenseops.windows.explain"


def explain(directory: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the playbook the way its comment says."""
    return subprocess.run(
        [sys.executable, "-m", "ansible", "playbook", PLAYBOOK, *arguments],
        env=environment(directory),
        cwd=directory,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.mark.parametrize("code", ["0xC004F074", "-1073418124", "3221549172"])
def test_a_code_is_explained_without_inventory(tmp_path: Path, code: str) -> None:
    run = explain(tmp_path, "-e", f"code={code}")
    assert run.returncode == 0, run.stdout
    assert "0xC004F074  -1073418124  SL_E_VL_BINDING_SERVICE_UNAVAILABLE" in run.stdout
    assert "No KMS host gave a usable answer." in run.stdout
    assert "event 12288" in run.stdout


def test_the_answer_can_be_japanese(tmp_path: Path) -> None:
    run = explain(tmp_path, "-e", "code=0xC004F074", "-e", "licenseops_language=ja")
    assert run.returncode == 0, run.stdout
    assert "0xC004F074" in run.stdout
    assert "有効な応答を返した KMS ホストがありません。" in run.stdout
    assert "イベント 12288" in run.stdout
    assert "usable answer" not in run.stdout


def test_an_unknown_code_has_an_answer(tmp_path: Path) -> None:
    run = explain(tmp_path, "-e", "code=0x80071234")
    assert run.returncode == 0, run.stdout
    assert "net helpmsg 4660" in run.stdout


def test_without_a_code_it_says_how_to_call_it(tmp_path: Path) -> None:
    run = explain(tmp_path)
    assert run.returncode != 0
    assert "ansible-playbook licenseops.windows.explain -e code=0xC004F074" in run.stdout


def test_a_text_without_a_code_is_named(tmp_path: Path) -> None:
    run = explain(tmp_path, "-e", "code=hello")
    assert run.returncode != 0
    assert "There is no error code in 'hello'." in run.stdout
