# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is made before Ansible forks a process for each host, and what is left to these."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from tests.support.play import Playbook

HOSTS = "trial,licensed"
CODES = {"_licensing/catalog/errors.json", "_licensing/catalog/gvlk.json"}
TEXTS = {f"_licensing/catalog/texts/{language}.json" for language in ("en", "ja")}
FINDINGS = {f"_diagnosis/texts/{language}.json" for language in ("en", "ja")}
MESSAGES = {"_language/messages/ja.json"}
DATES = {"_licensing/catalog/lifecycle.json"}
PRODUCTS = {"_licensing/catalog/office.json"}


def touched(playbook: Playbook, module: str, directory: Path) -> tuple[Counter[str], Counter[str]]:
    """What of this collection was opened or imported by the process that forks, and by those of the hosts."""
    record = directory / f"{module}.touched"
    task = {"name": module, f"licenseops.windows.{module}": {"language": "ja"}}
    environ = {"ANSIBLE_CALLBACKS_ENABLED": "record,touched", "TOUCHED_FILE": str(record)}
    run = playbook.run(HOSTS, [task], environ=environ)
    assert [result.verdict for result in run.results] == ["ok", "ok"], run.output
    lines = [line.split(" ") for line in record.read_text(encoding="utf-8").splitlines()]
    parent, workers = (Counter(name for where, name in lines if where == who) for who in ("parent", "worker"))
    return parent, workers


def catalogues(found: Counter[str]) -> dict[str, int]:
    """The data files among them, and how often each was opened."""
    return {name: count for name, count in found.items() if name.endswith((".json", ".yml"))}


def test_a_diagnosis_opens_and_imports_nothing_of_ours_after_the_fork(playbook: Playbook, tmp_path: Path) -> None:
    parent, workers = touched(playbook, "win_activation_diagnosis", tmp_path)
    assert workers == Counter()
    assert "plugin_utils._windows._witness" in parent
    assert catalogues(parent) == dict.fromkeys(CODES | TEXTS | FINDINGS | MESSAGES | DATES | PRODUCTS, 1)


def test_a_status_loads_only_what_its_code_may_need(playbook: Playbook, tmp_path: Path) -> None:
    parent, workers = touched(playbook, "win_activation_status", tmp_path)
    assert workers == Counter()
    assert catalogues(parent) == dict.fromkeys(CODES | TEXTS | MESSAGES | DATES | PRODUCTS, 1)
