# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The bench itself: what it refuses, what it keeps apart, and that nobody waits.

That it gives what real runs give is tested beside those, in tests/integration/test_modules.py.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest
from ansible import context
from requests.adapters import HTTPAdapter

from tests.component.bench import LocalFleet
from tests.integration import keys
from tests.support.launch import controller_of
from tests.support.play import Playbook
from tests.support.plays import module

STATUS = "win_activation_status"


def test_a_fault_of_sockets_is_refused(fleet: LocalFleet) -> None:
    with pytest.raises(ValueError, match="over sockets only"):
        fleet.admin.add_fault("trial", "idle_drop")


def test_a_setting_of_ansible_is_refused(playbook: Playbook) -> None:
    with pytest.raises(ValueError, match="a process of its own"):
        playbook.task("trial", STATUS, environ={"ANSIBLE_DEBUG": "1"})


def test_waiting_takes_no_time_and_the_hosts_age_by_it(fleet: LocalFleet, playbook: Playbook) -> None:
    fleet.admin.add_fault("trial", "timed_out", on={"method": "Activate"}, completes=False)
    before = fleet.simulation.world.clock.now
    task = playbook.task("trial", "win_activation", {"product_key": keys.MAK_PRO, "timeout": 3600})
    assert "within 3600 seconds" in task.result["msg"]
    assert (fleet.simulation.world.clock.now - before).total_seconds() >= 3600


def test_each_host_of_a_task_gets_its_own_options(fleet: LocalFleet, playbook: Playbook) -> None:
    task = module("set", "win_kms_client", {"host": "{{ inventory_hostname }}.corp.example"})
    playbook.run("kms:kms-lost", [task])
    for host in ("kms", "kms-lost"):
        assert fleet.admin.state(host)["service"]["kms_machine"] == f"{host}.corp.example"


def test_each_task_logs_in_anew_as_a_process_of_its_own_does(fleet: LocalFleet, playbook: Playbook) -> None:
    playbook.run("licensed", [module("read", STATUS)] * 2)
    assert fleet.summary("licensed")["authentication"] == 6


def test_arguments_and_variables_of_a_run_are_gone_with_it(playbook: Playbook) -> None:
    before = (context.CLIARGS, tempfile.gettempdir(), HTTPAdapter.send, dict(os.environ))
    foreseen = playbook.task("fresh", STATUS, arguments=["--check", "-vvv", "-e", "licenseops_language=ja"])
    assert (context.CLIARGS, tempfile.gettempdir(), HTTPAdapter.send, dict(os.environ)) == before
    said = "{{ ansible_check_mode }} {{ licenseops_language | default(0) }}"
    assert (
        playbook.run("fresh", [{"name": "say", "ansible.builtin.debug": {"msg": said}}]).only.result["msg"] == "False 0"
    )
    assert foreseen.verdict == "ok"


def test_machines_are_locked_where_no_other_test_does(playbook: Playbook, tmp_path: Path) -> None:
    playbook.task("fresh", "win_product_key", {"product_key": keys.MAK_PRO})
    assert (Path(controller_of(tmp_path)["TMPDIR"]) / "licenseops.windows.locks").is_dir()
