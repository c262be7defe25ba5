# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module show on the terminal: its example, and lines without quotes at any verbosity."""

from __future__ import annotations

import importlib
from typing import Any

import pytest
import yaml

from tests.support.play import Playbook

LINES = ['2 hosts: "fine"', "    東京, 大阪", "", "C:\\Windows"]
PRINTED = '2 hosts: "fine"\n    東京, 大阪\n\nC:\\Windows\nok: [showcase]\n'


@pytest.mark.parametrize("arguments", [(), ("--check", "--diff"), ("-vvv",)], ids=["run", "check mode", "verbose"])
def test_lines_stand_on_the_terminal_once_and_as_they_are(playbook: Playbook, arguments: tuple[str, ...]) -> None:
    tasks = [{"name": "Show", "licenseops.windows.show": {"lines": LINES}}]
    run = playbook.run("showcase", tasks, arguments=arguments)
    assert run.returncode == 0, run.output
    assert PRINTED in run.output[run.output.index("TASK [Show]") :]
    assert run.output.count("東京") == 1
    assert run.of("Show").result["lines"] == LINES


@pytest.mark.parametrize("arguments", [(), ("--check", "--diff")], ids=["run", "check mode"])
@pytest.mark.parametrize("kind", ["modules.show", "filter.full_path"])
def test_the_example_runs(playbook: Playbook, kind: str, arguments: tuple[str, ...]) -> None:
    plugin: Any = importlib.import_module(f"ansible_collections.licenseops.windows.plugins.{kind}")
    run = playbook.run("showcase", yaml.safe_load(plugin.EXAMPLES), arguments=arguments)
    assert run.returncode == 0, run.output
