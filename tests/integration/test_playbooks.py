# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each playbook once as a user runs it; its roles and their cases are in tests/component and molecule."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration import keys
from tests.support.fleet import Fleet
from tests.support.launch import environment
from tests.support.play import Playbook

TROUBLED = Path(__file__).parents[1] / "component" / "diagnose_fleet.yml"
KMS_HOST = "kms1.corp.example"

#: One host of each fate: mended, in a trouble that stays, not reached.
FATES = ["locked", "unreachable", "web-1"]


def test_activate(fleet: Fleet, playbook: Playbook) -> None:
    variables = {"activate_hosts": "fresh:trial:licensed", "activate_product_key": keys.MAK_PRO}
    run = playbook.run_file("licenseops.windows.activate", arguments=["--forks", "3", "-e", json.dumps(variables)])
    assert run.returncode == 0, run.output
    assert {fleet.keyed(host)["PKX99"]["license_status"] for host in ("fresh", "trial", "licensed")} == {1}
    assert fleet.spent("PKX99") == 2


def test_esu(fleet: Fleet, playbook: Playbook) -> None:
    variables = {"esu_hosts": "esu", "esu_year": 2}
    run = playbook.run_file("licenseops.windows.esu", arguments=["-e", json.dumps(variables)])
    assert run.returncode == 0, run.output
    assert fleet.keyed("esu")["PFX63"]["license_status"] == 1


def test_kms_rollover(fleet: Fleet, playbook: Playbook) -> None:
    variables = {"kms_rollover_hosts": "kms:kms-lost", "kms_rollover_to": KMS_HOST, "kms_rollover_batches": [1, 1]}
    run = playbook.run_file("licenseops.windows.kms_rollover", arguments=["-e", json.dumps(variables)])
    assert run.returncode == 0, run.output
    for host in ("kms", "kms-lost"):
        assert fleet.admin.state(host)["service"]["kms_machine"] == KMS_HOST


def test_status(fleet: Fleet, playbook: Playbook) -> None:
    run = playbook.run_file("licenseops.windows.status", arguments=["--limit", "licensed:office:kms"])
    assert run.returncode == 0, run.output
    assert [fleet.mutating(host) for host in fleet.hosts] == [0] * len(fleet.hosts)


@pytest.fixture
def troubled(tmp_path: Path) -> Iterator[Fleet]:
    """The fleet with the usual troubles."""
    with Fleet.started(TROUBLED, tmp_path) as fleet:
        yield fleet


def test_diagnose(troubled: Fleet, tmp_path: Path) -> None:
    reports = tmp_path / "reports"
    run = Playbook(troubled, tmp_path).run_file(
        "licenseops.windows.diagnose",
        variables={"diagnose_report_dir": str(reports), "diagnose_remediate": True},
        arguments=["--limit", ",".join(FATES)],
    )
    assert run.returncode == 0, run.output
    document = json.loads((reports / "diagnosis.json").read_text(encoding="utf-8"))
    assert sorted(host["name"] for host in document["hosts"]) == FATES
    groups = {group["id"]: group["hosts"] for group in document["groups"]}
    assert (groups["host_unreachable"], groups["service_disabled"]) == (["unreachable"], ["locked"])
    assert "kms_host_name_unknown" not in groups, "that was mended"
    assert [fix["host"] for fix in document["fixes"]] == ["web-1"]


def test_explain_needs_no_inventory(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "ansible", "playbook", "licenseops.windows.explain", "-e", "code=0xC004F074"],
        env=environment(tmp_path),
        cwd=tmp_path,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    assert "No KMS host gave a usable answer." in done.stdout
