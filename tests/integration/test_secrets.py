# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keys and Confirmation IDs show nowhere: not in output, logs or results, at any verbosity, going well or failing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.integration import keys
from tests.support.fleet import Fleet
from tests.support.play import PSRP, WINRM, Playbook

WRONG_KEY = keys.MAK_PRO[:-1] + "8"
WRONG_CID = "1234567" + "1" * 41


def forms(secret: str) -> set[str]:
    """The ways a secret might be written."""
    bare = secret.replace("-", "")
    return {
        secret,
        bare,
        secret.lower(),
        bare.lower(),
        bare[:20],
        "-".join(bare[i : i + 6] for i in range(0, len(bare), 6)),
    }


def tasks() -> list[dict[str, Any]]:
    """Every module with a secret, going well and failing in every way; secrets come from variables."""

    def task(module: str, **options: Any) -> dict[str, Any]:
        return {f"licenseops.windows.{module}": options, "ignore_errors": True}

    planned = [
        task("win_product_key", product_key="{{ wrong_key }}"),
        task("win_product_key", product_key="{{ enterprise }}"),
        task("win_product_key", product_key="{{ unknown }}", activation_id="{{ mak }}"),
        task("win_activation", product_key="{{ mak }}", timeout="{{ mak }}"),
        task("win_activation", product_key="{{ mak }}", nonsense="{{ mak }}"),
        task("win_activation", product_key="{{ blocked }}"),
        task("win_offline_activation", confirmation_id="{{ wrong_cid }}"),
        task("win_offline_activation", confirmation_id="{{ cid }}"),
        task("win_offline_activation", confirmation_id="{{ cid }}", installation_id="{{ cid }}"),
        task("win_activation", product_key="{{ mak }}"),
        task("win_product_key", product_key="{{ mak }}"),
        task("win_product_key", source="firmware"),
        task("win_activation_status", service=True, installation_ids=True),
        task("win_product_key", state="cleared"),
        task("win_product_key", state="absent", product_key="{{ mak }}"),
    ]
    return [{"name": f"task {number}", **item} for number, item in enumerate(planned)]


@pytest.mark.parametrize("connection", [WINRM, PSRP], ids=["winrm", "psrp"])
def test_no_secret_shows_anywhere(fleet: Fleet, playbook: Playbook, tmp_path: Path, connection: dict[str, Any]) -> None:
    secrets = {
        "mak": keys.MAK_PRO,
        "blocked": keys.MAK_PRO_BLOCKED,
        "enterprise": keys.MAK_ENTERPRISE,
        "unknown": keys.UNKNOWN,
        "wrong_key": WRONG_KEY,
        "wrong_cid": WRONG_CID,
        "cid": fleet.confirmation_id("airgap", "FDF64"),
    }
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
    for name, secret in {**secrets, "firmware": keys.FIRMWARE}.items():
        for form in forms(secret):
            assert form not in text, f"{name} shows"
    assert "...PKX99" in text, "the last five characters do show"


def test_check_mode_with_diff_shows_no_secret_either(fleet: Fleet, playbook: Playbook) -> None:
    run = playbook.run(
        "fresh",
        [{"name": "plan", "licenseops.windows.win_activation": {"product_key": "{{ mak }}"}}],
        variables={"mak": keys.MAK_PRO},
        arguments=["--check", "--diff", "-vvvv"],
    )
    assert run.only.is_changed
    assert not any(form in run.output for form in forms(keys.MAK_PRO))
