# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Options for all modules at once, by the action group."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.integration import keys
from tests.support.fleet import ROOT
from tests.support.play import Playbook
from tests.support.policies import write_policies

GROUP = "group/licenseops.windows.activation"
HOST = "showcase"

#: The least each module needs.
NEEDS: dict[str, dict[str, Any]] = {
    "fleet_drift": {"before": "{{ directory }}/survey.json", "after": "{{ directory }}/survey.json"},
    "fleet_history": {"store": "{{ directory }}/history.sqlite"},
    "fleet_report": {"survey": "{{ directory }}/survey.json"},
    "fleet_survey": {"hosts": HOST},
    "licence_policy": {"policy": "{{ directory }}/policy.yml", "survey": "{{ directory }}/survey.json"},
    "offline_worklist": {"path": "{{ directory }}/list.csv"},
    "play_summary": {"results": ["result"], "every_batch": True},
    "win_product_key": {"product_key": keys.MAK_PRO},
    "win_edition": {"edition": "full"},
    "win_kms_client": {"state": "absent"},
    "win_office_licensing": {"shared_computer": True},
    "win_office_reset": {"backup": "{{ directory }}/resets"},
}


def members() -> list[str]:
    """The modules of the group."""
    names: list[str] = yaml.safe_load((ROOT / "meta" / "runtime.yml").read_text())["action_groups"]["activation"]
    return names


def play(**defaults: Any) -> dict[str, Any]:
    """Keywords of a play with options for the group."""
    return {"module_defaults": {GROUP: defaults}}


@pytest.mark.parametrize("name", members())
def test_options_of_the_group_are_taken_by_every_member(playbook: Playbook, tmp_path: Path, name: str) -> None:
    write_policies(tmp_path)
    host = "microsoft-365" if name == "win_office_licensing" else HOST
    task = {"name": "task", f"licenseops.windows.{name}": NEEDS.get(name, {})}
    run = playbook.run(
        host,
        [task],
        play=play(language="ja", timeout=90, retries=1),
        variables={"directory": str(tmp_path)},
        arguments=("--check",),
    )
    assert run.only.verdict == "ok", run.output


@pytest.mark.parametrize(
    ("options", "defaults", "complaint"),
    [
        pytest.param({"timeout": 90}, {}, "不明なオプションです: timeout", id="of the task itself"),
        pytest.param({}, {"tiemout": 90}, "不明なオプションです: tiemout", id="mistyped in the group"),
        pytest.param({}, {"product_key": keys.MAK_PRO}, "不明なオプションです: product_key", id="of other modules"),
    ],
)
def test_what_no_member_could_leave_aside_is_refused(
    playbook: Playbook, options: dict[str, Any], defaults: dict[str, Any], complaint: str
) -> None:
    task = {"name": "task", "licenseops.windows.win_activation_status": options}
    run = playbook.run(HOST, [task], play=play(language="ja", **defaults))
    assert run.only.verdict == "failed"
    assert complaint in run.only.result["msg"]
