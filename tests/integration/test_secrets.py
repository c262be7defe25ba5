# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keys and Confirmation IDs show nowhere: not in output, logs or results, at any verbosity, going well or failing."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.integration import keys
from tests.support.fleet import Fleet
from tests.support.play import PSRP, WINRM, Playbook

WRONG_KEY = keys.MAK_PRO[:-1] + "8"
SETUP_KEY = "W269N-WFGWX-YVC9B-4J6C9-T83GX"
WRONG_CID = "1234567" + "1" * 41


#: So many symbols of a secret in a row are too many, in whatever form.
TELLING = 10


def shown(text: str) -> str:
    """The letters and digits of a text: what is left of a secret in all its forms."""
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", text).upper()))


def assert_no_secret(text: str, secrets: Mapping[str, str]) -> None:
    """Nothing of them is there, but the last five characters."""
    text = shown(text)
    for name, secret in secrets.items():
        symbols = shown(secret)
        parts = [symbols[at : at + TELLING] for at in range(len(symbols) - TELLING + 1)]
        assert not [part for part in parts if part in text], f"{name} shows"


def all_files(directory: Path) -> str:
    """What stands in all the files below a directory."""
    paths = [path for path in sorted(directory.rglob("*")) if path.is_file()]
    return "\n".join(f"{path}: {path.read_text(encoding='utf-8', errors='replace')}" for path in paths)


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


#: Module, and options that are no place for the secret in them.
MISPLACED: list[tuple[str, dict[str, Any]]] = [
    ("win_activation", {"source": "{{ mak }}"}),
    ("win_activation", {"method": "{{ mak | lower }}"}),
    ("win_activation", {"kms_host": "{{ mak }}"}),
    ("win_activation", {"kms_lookup_domain": "{{ mak | replace('-', '') }}"}),
    ("win_activation", {"esu_year": "{{ mak }}"}),
    ("win_activation", {"kms_port": "{{ cid }}"}),
    ("win_activation", {"ledger": "/nowhere/{{ mak }}.sqlite"}),
    ("win_activation", {"language": "{{ mak }}"}),
    ("win_activation", {"product_key": "{{ mak }}", "application": "{{ cid }}"}),
    ("win_product_key", {"state": "{{ mak }}"}),
    ("win_product_key", {"activation_id": "{{ mak }}", "source": "gvlk"}),
    ("win_kms_client", {"host": "{{ mak }}"}),
    ("win_kms_client", {"host": "{{ setup_key }}"}),
    ("win_kms_client", {"port": "{{ mak }}"}),
    ("win_offline_activation", {"worklist": "/nowhere/{{ cid }}"}),
    ("win_offline_activation", {"installation_id": "{{ cid_in_blocks }}"}),
    ("win_activation_status", {"assert": "{{ mak }}"}),
    ("win_activation_diagnosis", {"dns_servers": ["192.0.2.1", "{{ mak }}"]}),
    ("win_software_protection", {"enabled": "{{ mak }}"}),
    ("offline_worklist", {"path": "/nowhere/{{ mak }}.csv"}),
    ("offline_worklist", {"path": "/nowhere/list.csv", "host": "h", "products": [{"name": ["{{ cid }}"]}]}),
]


def test_a_secret_in_a_wrong_option_is_refused_unseen_and_reaches_no_host(
    fleet: Fleet, playbook: Playbook, tmp_path: Path
) -> None:
    """The results go into the cache of facts too, as people put them there."""
    cid = fleet.confirmation_id("airgap", "FDF64")
    blocks = " ".join(cid[at : at + 6] for at in range(0, len(cid), 6))
    secrets = {"mak": keys.MAK_PRO, "cid": cid, "cid_in_blocks": blocks, "setup_key": SETUP_KEY}
    (tmp_path / "vault.json").write_text(json.dumps(secrets), encoding="utf-8")
    cache = tmp_path / "cache"
    planned = [
        {"name": f"task {number}", f"licenseops.windows.{module}": options, "ignore_errors": True, "register": "kept"}
        for number, (module, options) in enumerate(MISPLACED)
    ]
    kept = [
        {"name": f"keep {number}", "ansible.builtin.set_fact": {f"kept_{number}": "{{ kept }}", "cacheable": True}}
        for number in range(len(MISPLACED))
    ]
    run = playbook.run(
        "fresh",
        [task for pair in zip(planned, kept, strict=True) for task in pair],
        arguments=["-vvvvvv", "--diff", "--extra-vars", f"@{tmp_path / 'vault.json'}"],
        environ={
            "ANSIBLE_DEBUG": "1",
            "ANSIBLE_DISPLAY_TRACEBACK": "always",
            "ANSIBLE_CACHE_PLUGIN": "jsonfile",
            "ANSIBLE_CACHE_PLUGIN_CONNECTION": str(cache),
        },
    )
    for number, (module, options) in enumerate(MISPLACED):
        result = run.of(f"task {number}")
        assert result.verdict == "failed", (module, options)
        assert "Nothing was sent." in result.result["error"]["advice"], (module, options)
        assert any(f"The option {option} holds a " in result.result["msg"] for option in options), (module, options)
    assert fleet.summary("fresh")["requests"] == 0
    assert "kept_0" in all_files(cache), "there is something to look at"
    assert_no_secret(run.output + all_files(cache) + json.dumps([item.result for item in run.results]), secrets)


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
