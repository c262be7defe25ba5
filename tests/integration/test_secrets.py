# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keys and Confirmation IDs show nowhere in what a process leaves behind: terminal, log, fact cache."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.integration import keys
from tests.support.fleet import Fleet
from tests.support.play import PSRP, WINRM, Playbook
from tests.support.secrets import (
    all_files,
    assert_no_secret,
    assert_refused,
    misplaced,
    misplaced_secrets,
    secrets_of,
    tasks,
)


@pytest.mark.parametrize("connection", [WINRM, PSRP], ids=["winrm", "psrp"])
def test_no_secret_shows_anywhere(fleet: Fleet, playbook: Playbook, tmp_path: Path, connection: dict[str, Any]) -> None:
    secrets = secrets_of(fleet)
    vault = tmp_path / "vault.json"
    vault.write_text(json.dumps(secrets), encoding="utf-8")
    run = playbook.run(
        "firmware:airgap",
        tasks(),
        variables=connection,
        arguments=["-vvvvvv", "--diff", "--extra-vars", f"@{vault}"],
        environ={"ANSIBLE_DEBUG": "1"},
    )
    assert len({result.task for result in run.results}) == len(tasks()), "every task ran"
    assert any(result.is_changed for result in run.results)
    text = run.output + json.dumps([result.result for result in run.results])
    assert_no_secret(text, {**secrets, "firmware": keys.FIRMWARE})
    assert "...PKX99" in text, "the last five characters do show"


def test_a_secret_in_a_wrong_option_is_refused_unseen_and_reaches_no_host(
    fleet: Fleet, playbook: Playbook, tmp_path: Path
) -> None:
    """The results go into the cache of facts too, as people put them there."""
    secrets = misplaced_secrets(fleet)
    (tmp_path / "vault.json").write_text(json.dumps(secrets), encoding="utf-8")
    cache = tmp_path / "cache"
    kept = [
        {"name": f"keep {number}", "ansible.builtin.set_fact": {f"kept_{number}": "{{ kept }}", "cacheable": True}}
        for number in range(len(misplaced()))
    ]
    run = playbook.run(
        "fresh",
        [task for pair in zip(misplaced(), kept, strict=True) for task in pair],
        arguments=["-vvvvvv", "--diff", "--extra-vars", f"@{tmp_path / 'vault.json'}"],
        environ={
            "ANSIBLE_DEBUG": "1",
            "ANSIBLE_DISPLAY_TRACEBACK": "always",
            "ANSIBLE_CACHE_PLUGIN": "jsonfile",
            "ANSIBLE_CACHE_PLUGIN_CONNECTION": str(cache),
        },
    )
    assert_refused(run)
    assert fleet.summary("fresh")["requests"] == 0
    assert "kept_0" in all_files(cache), "there is something to look at"
    assert_no_secret(run.output + all_files(cache) + json.dumps([item.result for item in run.results]), secrets)
