# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Compiled catalogues: each is fresh, all are read, and nothing else is."""

from __future__ import annotations

import datetime
import json
from pathlib import Path

import pytest

from scripts.compile_catalogues import CATALOGUES, compiled, stale

SOURCES = sorted(CATALOGUES.rglob("*.yml"))


def test_there_are_catalogues() -> None:
    assert SOURCES


def test_every_compiled_catalogue_says_what_its_source_says() -> None:
    names = [path.relative_to(CATALOGUES).as_posix() for path, _content in stale()]
    assert names == [], "run python scripts/compile_catalogues.py"


def test_a_source_that_was_changed_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scripts.compile_catalogues.CATALOGUES", tmp_path)
    source = tmp_path / "facts.yml"
    source.write_text("ends: 2026-11-21\n", encoding="utf-8")
    assert [path.name for path, _content in stale()] == ["facts.json"]
    source.with_suffix(".json").write_text(compiled(source), encoding="utf-8")
    assert list(stale()) == []
    source.write_text("ends: 2026-11-22\n", encoding="utf-8")
    assert [json.loads(content) for _path, content in stale()] == [{"ends": "2026-11-22"}]


def test_a_day_is_a_text_and_what_has_no_form_is_refused(tmp_path: Path) -> None:
    source = tmp_path / "facts.yml"
    source.write_text("day: 2026-11-21\n", encoding="utf-8")
    assert datetime.date.fromisoformat(json.loads(compiled(source))["day"]) == datetime.date(2026, 11, 21)
    source.write_text("names: !!set {a, b}\n", encoding="utf-8")
    with pytest.raises(TypeError, match="write it as a text"):
        compiled(source)


def test_shared_code_reads_no_yaml_but_policies_which_people_write() -> None:
    readers = {path.name for path in CATALOGUES.rglob("*.py") if "import yaml" in path.read_text(encoding="utf-8")}
    assert {name for name in readers if not name.startswith("_policy_")} == set()
