# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The READMEs of roles: one in every language, each with all variables, and none without a way to the other."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(name="copy")
def copied(tmp_path: Path) -> Path:
    """The script and one role, to be spoilt."""
    shutil.copytree(ROOT / "roles" / "esu", tmp_path / "roles" / "esu")
    (tmp_path / "scripts").mkdir()
    shutil.copy(ROOT / "scripts" / "role_readme.py", tmp_path / "scripts")
    return tmp_path


def check(place: Path) -> tuple[int, str]:
    """What the check says of the roles at a place."""
    command = [sys.executable, str(place / "scripts" / "role_readme.py"), "--check"]
    run = subprocess.run(command, check=False, capture_output=True, text=True)
    return run.returncode, run.stdout + run.stderr


def test_the_tables_of_all_languages_are_those_of_the_specifications() -> None:
    assert check(ROOT) == (0, "")


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        pytest.param("meta/argument_specs.ja.yml", "esu_ledger:", "x:", "esu_ledger has no description", id="missing"),
        pytest.param("meta/argument_specs.ja.yml", "esu_ledger:", "x:", "x is described (ja), and no", id="left over"),
        pytest.param("meta/argument_specs.yml", "Keep it in a vault.", "Lock it.", "Out of date: esu (en)", id="en"),
        pytest.param("README.ja.md", "| 必須 |", "| 任意 |", "Out of date: esu (ja)", id="ja"),
    ],
)
def test_a_table_that_does_not_fit_fails(copy: Path, file: str, old: str, new: str, says: str) -> None:
    path = copy / "roles" / "esu" / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    code, output = check(copy)
    assert code == 1
    assert says in output


def test_a_role_without_a_japanese_readme_fails(copy: Path) -> None:
    (copy / "roles" / "esu" / "README.ja.md").unlink()
    assert check(copy) == (1, "roles/esu/README.ja.md is missing\n")


PAGES = [*ROOT.glob("*.ja.md"), *ROOT.glob("docs/*.ja.md"), *ROOT.glob("roles/*/*.ja.md")]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_a_page_leads_to_its_other_language_and_else_stays_in_its_own(page: Path) -> None:
    other = page.with_name(page.name.replace(".ja.md", ".md"))
    japanese, english = page.read_text(encoding="utf-8"), other.read_text(encoding="utf-8")
    assert f"({other.name})" in japanese
    assert f"({page.name})" in english
    links = re.findall(r"\]\(([^):#]+\.md)[^)]*\)(?!\s\(英語\))", japanese.replace(f"({other.name})", ""))
    assert not [link for link in links if not link.endswith(".ja.md")]
    assert not [link for link in links if not (page.parent / link).exists()]
