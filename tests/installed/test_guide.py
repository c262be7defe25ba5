# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The guide "Check your playbooks in CI": every file it shows is written, every command it shows is run."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.installed.guide import Block, blocks_of, steps_of, written
from tests.installed.stranger import ROOT, Done, Stranger

GUIDE = ROOT / "docs" / "ci.md"
BLOCKS = blocks_of(GUIDE)
CHECK = "licenseops.windows.idempotency"


def steps(blocks: Sequence[Block]) -> list[str]:
    """The commands of some blocks, each once; the examples of the CI systems have the same ones."""
    return list(dict.fromkeys(" ".join(step.split()) for block in blocks for step in steps_of(block)))


def by_itself() -> list[str]:
    """The commands of the last section, which starts a simulator of its own."""
    return steps([block for block in BLOCKS if block.section == BLOCKS[-1].section])


def recap(done: Done) -> int:
    """How many tasks changed something."""
    return sum(map(int, re.findall(r"changed=(\d+)", done.output)))


def test_the_guide_has_its_examples() -> None:
    names = {block.name for block in BLOCKS}
    assert {"site.yml", "Jenkinsfile", ".gitlab-ci.yml", ".github/workflows/idempotency.yml"} < names
    assert all(list(steps_of(block)) for block in BLOCKS if block.name in names & {"Jenkinsfile", ".gitlab-ci.yml"})
    assert len(steps(BLOCKS)) == 9


def test_both_languages_show_the_same() -> None:
    shown = [[(block.name, block.text) for block in blocks_of(GUIDE.with_name(name))] for name in ("ci.md", "ci.ja.md")]
    assert shown[0] == shown[1]


def test_every_step_of_a_ci_job_works(stranger: Stranger, project: Path) -> None:
    written(BLOCKS, project)
    for step in steps(BLOCKS):
        if step not in by_itself() and not step.startswith("molecule"):
            done = stranger.run(step, project).succeeded()
            assert "is idempotent" in done.output or " check " not in step, done.output
    suites = ElementTree.parse(project / "idempotency.xml").getroot()
    assert [suite.get("name") for suite in suites] == ["check mode", "first run", "second run"]
    assert {suite.get("failures") for suite in suites} == {"0"}
    assert not (project / "simulator.json").exists()


def test_the_simulator_by_itself(stranger: Stranger, project: Path) -> None:
    written(BLOCKS, project)
    begin, *others, end = by_itself()
    assert recap(stranger.run(begin, project).succeeded()) == 2
    assert recap(stranger.run(begin, project).succeeded()) == 0
    assert [recap(stranger.run(step, project).succeeded()) for step in others] == [2, 2]
    assert recap(stranger.run(end, project).succeeded()) == 1
    assert not (project / "simulator.json").exists()


def test_molecule_takes_the_simulated_hosts_as_its_instances(stranger: Stranger, project: Path) -> None:
    written(BLOCKS, project)
    stranger.lend("molecule")
    done = stranger.run("molecule test", project).succeeded()
    assert recap(done) >= 4  # start, inventory, two hosts, stop
    assert not (project / "simulator.json").exists()


@pytest.mark.parametrize("name", ["fleet.yml"])
def test_the_scenario_it_shows_can_be_used(stranger: Stranger, project: Path, name: str) -> None:
    written(BLOCKS, project)
    done = stranger.run(f"python {stranger.collection}/tests/simulator start {name} --lifetime 60", project).succeeded()
    assert done.output.startswith("21 simulated hosts listen")
