# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the artefact carries: all that works without a checkout, and nothing else."""

from __future__ import annotations

import re

from tests.installed.stranger import Stranger


def test_it_carries_the_simulator_whole(stranger: Stranger) -> None:
    carried = {name for name in stranger.files if name.startswith("tests/")}
    ours = {"__main__.py", "texts.ja.yml", "scenarios/starter.yml", "profiles/keys.yml", "check/command.py"}
    assert {f"tests/simulator/{name}" for name in ours} < carried
    assert "tests/simulator/check/callback_plugins/idempotency_check.py" in carried
    assert not [name for name in carried if not re.match(r"tests/(config\.yml$|simulator/)", name)]


def test_it_carries_nothing_that_only_works_in_a_checkout(stranger: Stranger) -> None:
    folders = r"(plugins|roles|playbooks|docs|meta|changelogs|tests|LICENSES)/"
    wanted = rf"{folders}|[A-Z_]+(\.ja)?(\.md|\.rst|\.json|\.toml)?$|requirements"
    assert not [name for name in stranger.files if not re.match(wanted, name)]
    assert not [name for name in stranger.files if re.search(r"^playbooks/demo/|requirements-dev|__pycache__", name)]
