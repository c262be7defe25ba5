# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Requests, counted by the simulator. The authentication legs of NTLM and SPNEGO are three."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.integration import keys
from tests.support.fleet import Fleet
from tests.support.play import PSRP, WINRM, Playbook

STATUS, ACTIVATION = "win_activation_status", "win_activation"
BOTH = pytest.mark.parametrize("connection", [WINRM, PSRP], ids=["winrm", "psrp"])


@BOTH
@pytest.mark.parametrize(
    ("host", "module", "options", "requests", "mutating"),
    [
        ("licensed", STATUS, {}, 4, 0),
        ("esu", STATUS, {}, 5, 0),
        ("office", STATUS, {"application": "all"}, 5, 0),
        ("licensed", STATUS, {"service": True}, 6, 0),
        ("kms", STATUS, {"service": True}, 5, 0),
        ("kms", STATUS, {"assert": ["supported"]}, 5, 0),
        ("licensed", ACTIVATION, {}, 4, 0),
        ("licensed", ACTIVATION, {"product_key": keys.MAK_PRO}, 4, 0),
        ("kms", ACTIVATION, {"source": "gvlk"}, 4, 0),
        ("esu", ACTIVATION, {}, 5, 0),
        ("fresh", ACTIVATION, {"product_key": keys.MAK_PRO}, 12, 3),
        ("return-values", ACTIVATION, {"product_key": keys.MAK_PRO}, 14, 3),
        ("kms-fresh", ACTIVATION, {"source": "gvlk"}, 13, 3),
        ("trial", ACTIVATION, {"product_key": keys.MAK_PRO}, 12, 3),
    ],
    ids=[
        "status of Windows",
        "status of Windows with ESU",
        "status of everything",
        "status with the service, and what it says of a subscription",
        "status of a server with the service",
        "status with the dates of support",
        "already licensed",
        "already licensed, with the key",
        "already licensed by KMS, with the source",
        "already licensed, with ESU",
        "MAK from no key",
        "MAK from no key, empty rows in three answers",
        "KMS from no key",
        "MAK over another key",
    ],
)
def test_requests_of_a_task(
    fleet: Fleet,
    playbook: Playbook,
    connection: dict[str, Any],
    host: str,
    module: str,
    options: dict[str, Any],
    requests: int,
    mutating: int,
) -> None:
    task = playbook.task(host, module, options, variables=connection)
    assert task.verdict == "ok"
    summary = fleet.summary(host)
    assert (summary["requests"], summary["authentication"], summary["mutating"]) == (requests, 3, mutating)


def test_a_ledger_costs_no_request(fleet: Fleet, playbook: Playbook, tmp_path: Path) -> None:
    options = {"product_key": keys.MAK_PRO, "ledger": str(tmp_path / "ledger.sqlite"), "max_activations": 2}
    task = {"name": "activate", f"licenseops.windows.{ACTIVATION}": options}
    run = playbook.run("fresh:licensed", [task])
    assert [item.result["licensed"] for item in run.results] == [True, True]
    for host, requests, mutating in (("fresh", 12, 3), ("licensed", 4, 0)):
        summary = fleet.summary(host)
        assert (summary["requests"], summary["authentication"], summary["mutating"]) == (requests, 3, mutating)


@BOTH
def test_a_loop_logs_in_once(fleet: Fleet, playbook: Playbook, connection: dict[str, Any]) -> None:
    task = {"name": "read", f"licenseops.windows.{STATUS}": {}, "loop": list(range(10))}
    assert playbook.run("licensed", [task], variables=connection).returncode == 0
    summary = fleet.summary("licensed")
    assert (summary["requests"], summary["authentication"]) == (13, 3)


@BOTH
def test_one_query_is_small(fleet: Fleet, playbook: Playbook, connection: dict[str, Any]) -> None:
    playbook.task("licensed", STATUS, variables=connection)
    assert fleet.summary("licensed")["bytes_in"] < 5000, "peers send 250 KB a task"
