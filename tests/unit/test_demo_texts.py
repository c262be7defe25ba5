# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the demos say has a Japanese text with the same facts, and no text is left over."""

from __future__ import annotations

import ast
import importlib
import json
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest
import yaml

SCRIPTS = Path(__file__).resolve().parents[2] / "scripts"
JAPANESE: dict[str, str] = yaml.safe_load((SCRIPTS / "demo_ja.yml").read_text(encoding="utf-8"))

#: Functions whose texts people read, and which of their arguments that is.
SAYING = {"say": 0, "words": 0, "expect": 1}


def said() -> Iterator[str]:
    """The texts in calls of these functions, and headings of tables."""
    for path in SCRIPTS.glob("demo*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            name = getattr(getattr(node, "func", None), "id", getattr(getattr(node, "func", None), "attr", ""))
            if name in SAYING:
                yield from texts_of(node.args[SAYING[name]])  # type: ignore[attr-defined] # calls alone have a func
            elif name == "show_table":
                yield from texts_of(node.args[0])  # type: ignore[attr-defined] # the same


def texts_of(node: ast.expr) -> list[str]:
    """The texts an argument can be."""
    return [item.value for item in ast.walk(node) if isinstance(item, ast.Constant) and isinstance(item.value, str)]


def names_in(template: str) -> set[str]:
    """The facts a template wants."""
    return {name for _text, name, *_others in Formatter().parse(template) if name}


def test_every_text_of_the_demos_is_there_in_japanese() -> None:
    found = set(said()) - {"license_status"}
    assert len(found) > 40
    assert not found - JAPANESE.keys()


def test_a_japanese_text_uses_the_facts_of_its_template_and_is_said_somewhere() -> None:
    assert not [template for template, text in JAPANESE.items() if names_in(text) - names_in(template)]
    code = "".join(path.read_text(encoding="utf-8") for path in SCRIPTS.glob("demo*.py"))
    states = {"unlicensed", "oob_grace", "oot_grace", "non_genuine_grace", "extended_grace", "notification"}
    rows = {"needed", "confirmed", "applied", "stale"}
    assert not [template for template in JAPANESE if template not in code and template not in states | rows]


def test_progress_counts_hosts_by_whole_lines_of_tasks_that_ask_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(SCRIPTS))
    stage = importlib.import_module("demo_stage")
    record = tmp_path / "record.jsonl"
    assert stage.answers(record) == set()
    tasks = ("Check the variables", "ns.role : Validating arguments against arg spec 'main'", "ns.role : Activate")
    lines = [json.dumps({"host": f"h{number}", "task": task}) for number, task in enumerate(tasks)]
    record.write_text("\n".join([*lines, '{"host": "h9", "task": "ns.role : Act']), encoding="utf-8")
    assert stage.answers(record) == {"h2"}
