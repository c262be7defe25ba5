# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""win_software_protection in five beats: what is disabled runs again, and what only rests is left alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.component.bench import LocalFleet
from tests.support.fleet import Fleet
from tests.support.play import PSRP, Playbook

MODULE = "win_software_protection"
CHECK = ("--check", "--diff")
HEALING = ["ChangeStartMode", "StartService"]


@pytest.fixture
def fleet() -> LocalFleet:
    """The fleet with the usual troubles."""
    return LocalFleet.of(Path(__file__).parent / "diagnose_fleet.yml")


def service(fleet: Fleet, host: str) -> dict[str, Any]:
    """What the model knows of sppsvc."""
    state: dict[str, Any] = fleet.admin.state(host)["software_protection"]
    return state


@pytest.mark.parametrize("connection", [{}, PSRP], ids=["winrm", "psrp"])
def test_a_disabled_service_is_enabled_and_started_once(
    fleet: Fleet, playbook: Playbook, connection: dict[str, str]
) -> None:
    before = service(fleet, "disabled")
    foreseen = playbook.task("disabled", MODULE, arguments=CHECK, variables=connection)
    assert (foreseen.is_changed, len(foreseen.result["steps"])) == (True, 2)
    assert (service(fleet, "disabled"), fleet.mutating("disabled")) == (before, 0)
    done = playbook.task("disabled", MODULE, variables=connection)
    assert done.is_changed
    assert done.result["steps"] == foreseen.result["steps"]
    assert done.result["service"] == {"name": "sppsvc", "start_mode": "Auto", "state": "Running", "enabled": True}
    assert service(fleet, "disabled") != before
    assert fleet.methods("disabled") == HEALING
    assert playbook.task("disabled", "win_activation_status").result["products"][0]["licensed"]
    fleet.mark()
    assert not playbook.task("disabled", MODULE, variables=connection).is_changed
    assert fleet.mutating_since_mark("disabled") == 0


def test_a_service_that_rests_is_left_alone_and_one_query_is_enough(fleet: Fleet, playbook: Playbook) -> None:
    task = playbook.task("ok", MODULE)
    assert (task.is_changed, task.result["steps"]) == (False, [])
    summary = fleet.summary("ok")
    assert (summary["requests"] - summary["authentication"], summary["mutating"]) == (1, 0)


def test_a_refresh_is_sent_and_is_no_change_when_nothing_reads_differently(fleet: Fleet, playbook: Playbook) -> None:
    task = playbook.task("ok", MODULE, {"refreshed": True})
    assert (task.is_changed, task.result["steps"]) == (False, ["Refresh the licence status."])
    assert fleet.methods("ok") == ["RefreshLicenseStatus"]
    assert task.result["before"] == task.result["after"] != []


def test_a_refresh_in_check_mode_is_not_sent(fleet: Fleet, playbook: Playbook) -> None:
    playbook.task("ok", MODULE, {"refreshed": True}, arguments=CHECK)
    assert fleet.methods("ok") == []


def test_a_disabled_service_is_enabled_before_it_is_refreshed(fleet: Fleet, playbook: Playbook) -> None:
    task = playbook.task("disabled", MODULE, {"refreshed": True})
    assert task.is_changed
    assert fleet.methods("disabled") == [*HEALING, "RefreshLicenseStatus"]


def test_a_service_protected_from_administrators_is_told_with_a_next_step(fleet: Fleet, playbook: Playbook) -> None:
    task = playbook.task("locked", MODULE)
    assert (task.verdict, task.result["changed"]) == ("failed", False)
    assert task.result["error"]["code"] == "0x80070005"
    assert r"CurrentControlSet\Services\sppsvc to 2" in task.result["error"]["advice"]
    assert fleet.methods("locked") == ["ChangeStartMode"]


def test_asking_for_nothing_sends_nothing(fleet: Fleet, playbook: Playbook) -> None:
    assert "never disables" in playbook.task("ok", MODULE, {"enabled": False}).result["msg"]
    assert fleet.summary("ok")["requests"] == 0
