# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A survey over sockets: threads with logins of their own, hosts that keep them waiting, and Ctrl-C."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path
from typing import Any

from ansible_collections.licenseops.windows.plugins.plugin_utils._fleet._survey import RowFate
from ansible_collections.licenseops.windows.plugins.plugin_utils._store._survey_file import load_survey
from tests.support.fleet import Fleet
from tests.support.launch import Launch, controller_of, written
from tests.support.play import PSRP, WINRM

#: Each by both kinds of connection, and the first by two names.
HOSTS = ("licensed", "digital", "tokyo", "office", "esu")

#: Seconds; a run takes some.
PATIENCE = 60


def launch(fleet: Fleet, directory: Path, **options: Any) -> Launch:
    """A survey of hosts with names that begin with the kind of their connection."""
    inventory = {
        kind: fleet.inventory({f"{kind}-{host}": host for host in HOSTS}, connection, {})["windows"]
        for kind, connection in (("winrm", WINRM), ("psrp", PSRP))
    }
    inventory["winrm"]["hosts"]["winrm-twin"] = inventory["winrm"]["hosts"]["winrm-licensed"]
    options = {"hosts": "all", "dest": str(directory / "survey.json"), **options}
    story = [
        {
            "hosts": "localhost",
            "gather_facts": False,
            "tasks": [{"licenseops.windows.fleet_survey": options}],
        }
    ]
    files = written(directory / "play.yml", story), written(directory / "inventory.json", inventory)
    return Launch(str(files[0]), files[1], environ=controller_of(directory))


def test_every_thread_has_a_login_of_its_own_and_a_host_that_drips_keeps_nobody(fleet: Fleet, tmp_path: Path) -> None:
    """Two connections to one machine at once, by two names and by both kinds, are as good as any other two."""
    fleet.admin.add_fault("esu", "drip", times=2, seconds=2)
    run = fleet.run(launch(fleet, tmp_path, workers=11, timeout=4), tmp_path)
    assert run.returncode == 0, run.output
    rows = {row.name: row for row in load_survey(tmp_path / "survey.json").rows}
    assert len(rows) == 2 * len(HOSTS) + 1
    for name, row in rows.items():
        expected = RowFate.FAILED if name.endswith("esu") else RowFate.READ
        assert row.fate is expected, row.reason
    assert "4 seconds that it has in all" in str(rows["winrm-esu"].reason)
    assert {rows[name].host for name in ("winrm-licensed", "winrm-twin", "psrp-licensed")} == {rows["winrm-twin"].host}
    assert fleet.summary("licensed")["authentication"] == 9
    assert [fleet.summary(host)["authentication"] for host in HOSTS[1:4]] == [6, 6, 6]


def test_a_run_that_is_broken_off_keeps_what_was_read(fleet: Fleet, tmp_path: Path) -> None:
    """As a terminal does it for Ctrl-C: the signal goes to Ansible, whose worker is in a session of its own."""
    fleet.admin.add_fault("esu", "drip", times=2, seconds=2)
    running = launch(fleet, tmp_path, workers=11).begin(tmp_path)
    others, end = [host for host in HOSTS if host != "esu"], time.monotonic() + PATIENCE
    while time.monotonic() < end and any(fleet.summary(host)["requests"] < 14 for host in others):
        time.sleep(0.05)
    time.sleep(0.3)  # the last answers are read
    os.killpg(running.process.pid, signal.SIGINT)
    run = running.finished()
    assert run.returncode != 0
    while time.monotonic() < end and not (tmp_path / "survey.json").exists():
        time.sleep(0.05)
    survey = load_survey(tmp_path / "survey.json")
    fates = {row.name: row.fate for row in survey.rows}
    assert not survey.complete
    assert [name for name, fate in fates.items() if fate is RowFate.NOT_ASKED] == ["winrm-esu", "psrp-esu"]
    assert set(fates.values()) == {RowFate.READ, RowFate.NOT_ASKED}
