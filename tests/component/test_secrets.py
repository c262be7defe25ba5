# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keys and Confirmation IDs show nowhere: not in results, diffs or on the terminal, going well or failing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.integration import keys
from tests.support.fleet import Fleet
from tests.support.play import PSRP, WINRM, Playbook
from tests.support.secrets import (
    WRONG_KEY,
    assert_no_secret,
    assert_refused,
    misplaced,
    misplaced_secrets,
    secrets_of,
    tasks,
)


@pytest.mark.parametrize("connection", [WINRM, PSRP], ids=["winrm", "psrp"])
def test_no_secret_shows_anywhere(fleet: Fleet, playbook: Playbook, connection: dict[str, Any]) -> None:
    secrets = secrets_of(fleet)
    run = playbook.run("firmware:airgap", tasks(), variables={**connection, **secrets}, arguments=["-vvvvvv", "--diff"])
    assert len({result.task for result in run.results}) == len(tasks()), "every task ran"
    assert any(result.is_changed for result in run.results)
    text = run.output + json.dumps([result.result for result in run.results])
    assert_no_secret(text, {**secrets, "firmware": keys.FIRMWARE})
    assert "...PKX99" in text, "the last five characters do show"


def test_check_mode_with_diff_shows_no_secret_either(fleet: Fleet, playbook: Playbook) -> None:
    run = playbook.run(
        "fresh",
        [{"name": "plan", "licenseops.windows.win_activation": {"product_key": "{{ mak }}"}}],
        variables={"mak": keys.MAK_PRO},
        arguments=["--check", "--diff", "-vvvv"],
    )
    assert run.only.is_changed
    assert_no_secret(run.output, {"mak": keys.MAK_PRO})


def test_a_secret_in_a_wrong_option_is_refused_unseen_and_reaches_no_host(fleet: Fleet, playbook: Playbook) -> None:
    secrets = misplaced_secrets(fleet)
    run = playbook.run("fresh", misplaced(), variables=secrets, arguments=["-vvvvvv", "--diff"])
    assert_refused(run)
    assert fleet.summary("fresh")["requests"] == 0
    assert_no_secret(run.output + json.dumps([item.result for item in run.results]), secrets)


def test_a_loop_over_names_shows_no_key_going_well_or_failing(fleet: Fleet, playbook: Playbook, tmp_path: Path) -> None:
    """As the documentation advises: Ansible prints the items of a loop, where a task fails even those with a label."""
    secrets = {"windows": keys.MAK_PRO, "mistyped": WRONG_KEY}
    (tmp_path / "vault.json").write_text(json.dumps({"vault_keys": secrets}), encoding="utf-8")
    task = {
        "name": "install",
        "licenseops.windows.win_product_key": {"product_key": "{{ vault_keys[item] }}"},
        "loop": "{{ vault_keys | list }}",
        "ignore_errors": True,
    }
    run = playbook.run("fresh", [task], arguments=["-vvvvvv", "--diff", "--extra-vars", f"@{tmp_path / 'vault.json'}"])
    assert "(item=windows)" in run.output and "(item=mistyped)" in run.output
    assert_no_secret(run.output + json.dumps([item.result for item in run.results]), secrets)
