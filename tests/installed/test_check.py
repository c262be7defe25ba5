# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A foreign playbook with three planted faults: all are named, and nothing else is."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

from tests.installed.stranger import Stranger

FAULTY = Path(__file__).parent / "faulty.yml"
REFRESH = "SoftwareLicensingService.RefreshLicenseStatus"
#: Run, line of the playbook, task, hosts, what is wrong: a row of the table.
ROW = re.compile(r"^  (check mode|first run|second run) +(\S+) +(\S.*?)  +(\S.*?)  +(\S.*)$", re.MULTILINE)


def line_of(task: str) -> int:
    """Where a task stands."""
    lines = FAULTY.read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, start=1) if line.strip() == f"- name: {task}")


def test_the_faults_of_a_foreign_playbook_are_named(stranger: Stranger, project: Path) -> None:
    (project / "site.yml").write_text(FAULTY.read_text(encoding="utf-8"), encoding="utf-8")
    program = stranger.collection / "tests" / "simulator"
    done = stranger.run(f"python {program} check site.yml --junit out.xml --forks 5", project)
    assert done.returncode == 1, done.output
    found = {row[:4]: row[4] for row in ROW.findall(done.output)}
    expected = {
        ("check mode", "Fails in check mode", "desk-01"): "failed: Assertion failed",
        ("check mode", "Refresh the others", "tokyo-01"): f"sent {REFRESH} x2, though nothing may change here",
        ("second run", "Is not idempotent", "srv-01"): "changed; sent SoftwareLicensingService."
        "SetKeyManagementServiceMachine",
        ("second run", "Lies about changed", "tokyo-01"): f"sent {REFRESH}, though nothing may change here",
    }
    assert found == {
        (run, f"site.yml:{line_of(task)}", task, hosts): what for (run, task, hosts), what in expected.items()
    }
    assert "It would have talked to 192.0.2.7, which is not simulated" in done.output
    suites = {suite.get("name"): suite for suite in ElementTree.parse(project / "out.xml").getroot()}
    assert {name: suite.get("failures") for name, suite in suites.items()} == {
        "check mode": "2",
        "first run": "0",
        "second run": "2",
    }
    assert sorted(path.name for path in project.iterdir()) == ["out.xml", "site.yml"]
