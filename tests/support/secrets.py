# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tasks with secrets in every place, good and bad, and a look for secrets in what they leave behind."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.integration import keys
from tests.support.fleet import Fleet
from tests.support.launch import PlayRun
from tests.support.play import Task

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
        task("win_activation", product_keys={"ProPlus2024Volume": "{{ mak }}"}),
        task("win_activation", application="office", product_keys={"ProPlus2024Volume": "{{ wrong_key }}"}),
        task("win_activation", application="office", product_keys={"ProPlus2042Volume": "{{ mak }}"}),
        task("win_activation", application="office", product_keys={"{{ mak }}": "ProPlus2024Volume"}),
        task("win_activation", application="office", product_keys={"ProPlus2024Volume": ["{{ mak }}"]}),
        task("win_activation", application="office", product_keys="ProPlus2024Volume={{ mak }}"),
        task("win_activation", application="office", product_keys=["{{ mak }}"]),
        task("win_activation", application="office", product_keys={"ProPlus2024Volume": "{{ mak }}"}),
        task("win_offline_activation", confirmation_id="{{ wrong_cid }}"),
        task("win_offline_activation", confirmation_id="{{ cid }}"),
        task("win_offline_activation", confirmation_id="{{ cid }}", installation_id="{{ cid }}"),
        task("win_activation", product_key="{{ mak }}"),
        task("win_product_key", product_key="{{ mak }}"),
        task("win_product_key", source="firmware"),
        task("win_activation_status", service=True, installation_ids=True),
        task("win_activation_diagnosis", max_requests=40, code="0xC004C003"),
        task("win_edition", edition="Enterprise", product_key="{{ mak }}"),
        task("win_edition", edition="full", product_key="{{ wrong_key }}"),
        task("win_product_key", state="cleared"),
        task("win_product_key", state="absent", product_key="{{ mak }}"),
    ]
    return [{"name": f"task {number}", **item} for number, item in enumerate(planned)]


#: Module, and options that are no place for the secret in them.
MISPLACED: list[tuple[str, dict[str, Any]]] = [
    ("win_activation", {"source": "{{ mak }}"}),
    ("win_activation", {"application": "office", "office_product": "{{ mak }}"}),
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
    ("win_office_licensing", {"shared_computer": "{{ mak }}"}),
    ("win_office_status", {"identities": "{{ mak }}"}),
    ("win_office_reset", {"backup": ".", "users": ["{{ mak }}"]}),
    ("win_edition", {"edition": "{{ mak }}"}),
    ("win_edition", {"edition": "Enterprise", "restart": "{{ mak }}"}),
    ("fleet_history", {"store": "/nowhere/{{ mak }}.sqlite"}),
    ("fleet_history", {"store": "/nowhere/history.sqlite", "forget": "{{ mak }}"}),
    ("fleet_survey", {"hosts": ["{{ mak }}"]}),
    ("play_check", {"hosts": "{{ mak }}"}),
    ("fleet_survey", {"hosts": "all", "dest": "/nowhere/{{ mak }}.json"}),
    ("fleet_survey", {"hosts": "all", "max_unreachable": "{{ cid }}"}),
    ("fleet_drift", {"before": "/nowhere/{{ mak }}.json", "after": "/nowhere/survey.json"}),
    ("fleet_drift", {"before": "a.json", "after": "b.json", "fail_on": ["{{ mak }}"]}),
    ("licence_policy", {"policy": "/nowhere/{{ mak }}.yml"}),
    ("licence_policy", {"policy": "/nowhere/policy.yml", "results": ["{{ mak }}"]}),
    ("offline_worklist", {"path": "/nowhere/{{ mak }}.csv"}),
    ("fleet_report", {"survey": "/nowhere/{{ mak }}.json"}),
    ("fleet_report", {"survey": "s", "html": "/nowhere/{{ cid }}.html"}),
    ("fleet_report", {"survey": "s", "limits": {"PKX99": "{{ mak }}"}}),
    ("offline_worklist", {"path": "/nowhere/list.csv", "host": "h", "products": [{"name": ["{{ cid }}"]}]}),
]


def secrets_of(fleet: Fleet) -> dict[str, str]:
    """What the tasks are given, by the variables they are in."""
    return {
        "mak": keys.MAK_PRO,
        "blocked": keys.MAK_PRO_BLOCKED,
        "enterprise": keys.MAK_ENTERPRISE,
        "unknown": keys.UNKNOWN,
        "wrong_key": WRONG_KEY,
        "wrong_cid": WRONG_CID,
        "cid": fleet.confirmation_id("airgap", "FDF64"),
    }


def misplaced_secrets(fleet: Fleet) -> dict[str, str]:
    """What stands in the wrong options, by the variables they are in."""
    cid = fleet.confirmation_id("airgap", "FDF64")
    blocks = " ".join(cid[at : at + 6] for at in range(0, len(cid), 6))
    return {"mak": keys.MAK_PRO, "cid": cid, "cid_in_blocks": blocks, "setup_key": SETUP_KEY}


def misplaced() -> list[Task]:
    """Tasks with a secret in a wrong option, which register their results."""
    return [
        {"name": f"task {number}", f"licenseops.windows.{module}": options, "ignore_errors": True, "register": "kept"}
        for number, (module, options) in enumerate(MISPLACED)
    ]


def assert_refused(run: PlayRun) -> None:
    """Every misplaced secret was refused by the name of its option, before anything was sent."""
    for number, (module, options) in enumerate(MISPLACED):
        result = run.of(f"task {number}")
        assert result.verdict == "failed", (module, options)
        assert "Nothing was sent." in result.result["error"]["advice"], (module, options)
        assert any(f"The option {option} holds a " in result.result["msg"] for option in options), (module, options)
