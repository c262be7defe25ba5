# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""win_activation as desired state: methods, KMS settings, ESU years, the ledger, and whole fleets in check mode."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.integration import keys
from tests.support.fleet import Fleet
from tests.support.play import Playbook

MODULE = "win_activation"


def test_key_kms_host_and_type_are_planned_together_in_a_safe_order(fleet: Fleet, playbook: Playbook) -> None:
    options = {"source": "gvlk", "kms_host": "kms1.corp.example", "activation_type": "kms", "method": "kms"}
    foreseen = playbook.task("fresh", MODULE, options, arguments=["--check", "--diff"])
    assert fleet.mutating("fresh") == 0
    task = playbook.task("fresh", MODULE, options)
    assert task.result["steps"] == foreseen.result["steps"]
    assert fleet.methods("fresh") == [
        "GetStringValue",
        "GetStringValue",
        "SetKeyManagementServiceMachine",
        "InstallProductKey",
        "SetVLActivationTypeEnabled",
        "Activate",
        "RefreshLicenseStatus",
    ]
    assert task.result["product"]["activated_by"] == "kms"
    fleet.mark()
    assert not playbook.task("fresh", MODULE, options).is_changed
    assert fleet.mutating_since_mark("fresh") == 0


@pytest.mark.parametrize(
    ("host", "options", "method"),
    [
        ("licensed", {}, "online"),
        ("kms", {}, "kms"),
        ("fresh", {"product_key": keys.MAK_PRO}, "online"),
        ("kms-fresh", {"source": "gvlk"}, "kms"),
        ("kms", {"activation_type": "ad"}, "ad"),
    ],
)
def test_auto_explains_its_choice(playbook: Playbook, host: str, options: dict[str, Any], method: str) -> None:
    result = playbook.task(host, MODULE, options, arguments=["--check"]).result
    assert result["method"] == method
    assert result["method_reason"].startswith(f"{method}, because")


@pytest.mark.parametrize(
    ("host", "options", "sentence"),
    [
        ("kms-lost", {"method": "online"}, "cannot be activated online"),
        ("trial", {"method": "kms"}, "is no KMS client setup key"),
        ("kms-lost", {"method": "kms", "confirmation_id": "123453" + "543214" * 7}, "makes no sense with method kms"),
        ("fresh", {"max_activations": 3, "product_key": keys.MAK_PRO}, "Give ledger"),
    ],
)
def test_a_method_that_does_not_go_with_the_key_is_refused(
    fleet: Fleet, playbook: Playbook, host: str, options: dict[str, Any], sentence: str
) -> None:
    options = options | ({"allow_failing_check_digits": True} if "confirmation_id" in options else {})
    assert sentence in playbook.task(host, MODULE, options).result["msg"]
    assert fleet.mutating(host) == 0


def test_offline_in_one_module(fleet: Fleet, playbook: Playbook) -> None:
    waiting = playbook.task("airgap", MODULE, {"method": "offline"})
    assert "waits for its Confirmation ID" in waiting.result["msg"]
    assert len(waiting.result["installation_id_blocks"]) == 9
    answer = fleet.confirmation_id("airgap", "FDF64")
    options = {"confirmation_id": answer, "installation_id": waiting.result["installation_id"]}
    assert playbook.task("airgap", MODULE, options).result["licensed"] is True
    assert not playbook.task("airgap", MODULE, options).is_changed


def test_esu_year_2_beside_year_1_leaves_everything_else_alone(fleet: Fleet, playbook: Playbook) -> None:
    before = set(fleet.keyed("esu"))
    task = playbook.task("esu", MODULE, {"esu_year": 2})
    assert [(item["year"], item["licensed"]) for item in task.result["esu"]] == [(1, True), (2, True)]
    assert set(fleet.keyed("esu")) == before
    assert fleet.methods("esu") == ["Activate", "RefreshLicenseStatus"]
    fleet.mark()
    assert not playbook.task("esu", MODULE, {"esu_year": 2}).is_changed
    assert fleet.mutating_since_mark("esu") == 0


def test_the_esu_role_replaces_a_licence_of_the_add_on_only_with_consent(fleet: Fleet, playbook: Playbook) -> None:
    variables = {"esu_hosts": "esu", "esu_year": 1, "esu_product_key": keys.UNKNOWN}
    run = playbook.run_file("licenseops.windows.esu", arguments=["--check", "-e", json.dumps(variables)])
    assert "Client-ESU-Year1" in run.failure.result["msg"], "what would be lost is named"
    assert "Set replace_licensed: true" in run.failure.result["msg"]
    agreed = json.dumps(variables | {"esu_replace_licensed": True})
    run = playbook.run_file("licenseops.windows.esu", arguments=["--check", "-e", agreed])
    assert run.results[-2].result["steps"][0] == "Install the product key ...FMD32."
    assert fleet.mutating("esu") == 0


def test_esu_offline(fleet: Fleet, playbook: Playbook) -> None:
    options: dict[str, Any] = {"esu_year": 2, "method": "offline"}
    waiting = playbook.task("esu", MODULE, options)
    assert len(waiting.result["installation_id"]) == 63
    options["confirmation_id"] = fleet.confirmation_id("esu", "PFX63")
    assert playbook.task("esu", MODULE, options).result["esu"][1] == {
        "year": 2,
        "license_status": "licensed",
        "licensed": True,
    }
    assert not playbook.task("esu", MODULE, options).is_changed


@pytest.mark.parametrize(
    ("host", "sentence"),
    [
        ("firmware", "Windows itself is not licensed"),
        ("licensed", "There is no year 1 of Extended Security Updates for Professional, build 26200"),
        ("kms", "There is no year 1 of Extended Security Updates for ServerStandard, build 26100"),
    ],
    ids=["base not licensed", "Windows 11", "Server 2025"],
)
def test_esu_is_refused_clearly(fleet: Fleet, playbook: Playbook, host: str, sentence: str) -> None:
    task = playbook.task(host, MODULE, {"esu_year": 1, "product_key": keys.ESU_YEAR_1_KEY})
    assert sentence in task.result["msg"]
    assert fleet.mutating(host) == 0


def test_the_limit_stops_before_the_key_is_even_installed(fleet: Fleet, playbook: Playbook, tmp_path: Path) -> None:
    options = {"product_key": keys.MAK_PRO, "ledger": str(tmp_path / "ledger.sqlite"), "max_activations": 1}
    forecast = playbook.task("fresh", MODULE, options, arguments=["--check"]).result["forecast"]
    assert forecast == {"key": "...PKX99", "activations": 1, "limit": 1, "spent": 0, "pending": 0}
    assert not (tmp_path / "ledger.sqlite").exists()
    assert playbook.task("fresh", MODULE, options).result["licensed"] is True
    refused = playbook.task("trial", MODULE, options)
    assert "The limit of 1 activation for the key ...PKX99 is reached" in refused.result["msg"]
    assert fleet.mutating("trial") == 0
    assert fleet.spent("PKX99") == 1
    assert not playbook.task("fresh", MODULE, options).is_changed


def test_a_refused_activation_does_not_count(fleet: Fleet, playbook: Playbook, tmp_path: Path) -> None:
    options = {"ledger": str(tmp_path / "ledger.sqlite"), "max_activations": 1, "retries": 0}
    fleet.admin.add_fault("trial", "hresult", on={"method": "Activate"}, times=1, code="0x80072EE7")
    failed = playbook.task("trial", MODULE, options | {"product_key": keys.MAK_PRO})
    assert failed.result["error"]["code"] == "0x80072EE7"
    assert playbook.task("fresh", MODULE, options | {"product_key": keys.MAK_PRO}).result["licensed"] is True


def test_a_mixed_fleet_in_check_mode_shows_its_plan_and_sends_nothing_mutating(
    fleet: Fleet, playbook: Playbook
) -> None:
    hosts = ["fresh", "trial", "licensed", "kms", "esu", "firmware", "tokyo"]
    options = {"product_key": "{{ mak }}"}
    run = playbook.run(
        ":".join(hosts),
        [
            {"name": "plan", "licenseops.windows.win_activation": options, "ignore_errors": True},
            {"name": "consent", "licenseops.windows.win_activation": options | {"replace_licensed": True}},
        ],
        variables={"mak": keys.MAK_PRO},
        arguments=["--check", "--diff"],
    )
    foreseen = {host: run.of("plan", host).verdict for host in hosts}
    assert foreseen == dict.fromkeys(hosts, "ok") | {"esu": "failed", "tokyo": "failed"}
    for host in ("esu", "tokyo"):
        assert "licensed by digital" in run.of("plan", host).result["msg"], "a digital licence would be lost"
    assert {host: run.of("consent", host).is_changed for host in hosts} == dict.fromkeys(hosts, True) | {
        "licensed": False
    }
    assert "+product key ...PKX99: installed" in run.output
    assert sum(fleet.mutating(host) for host in fleet.hosts) == 0


def test_kms_rollover_stops_at_the_first_failing_batch_and_restores_it(fleet: Fleet, playbook: Playbook) -> None:
    variables = {
        "kms_rollover_hosts": "kms:kms-lost:kms-few",
        "kms_rollover_to": "kms-nowhere.corp.example",
        "kms_rollover_timeout": 5,
        "kms_rollover_batches": [2, 1],
    }
    run = playbook.run_file("licenseops.windows.kms_rollover", arguments=["-e", json.dumps(variables)])
    assert run.returncode != 0
    assert fleet.admin.state("kms-lost")["service"]["kms_machine"] == ""
    assert fleet.summary("kms-few")["requests"] == 0, "the second batch is not begun"
    good = variables | {"kms_rollover_hosts": "kms:kms-lost", "kms_rollover_to": "kms1.corp.example"}
    run = playbook.run_file("licenseops.windows.kms_rollover", arguments=["-e", json.dumps(good)])
    assert run.returncode == 0, run.output
    for host in ("kms", "kms-lost"):
        assert fleet.admin.state(host)["service"]["kms_machine"] == "kms1.corp.example"
    fleet.mark()
    again = playbook.run_file("licenseops.windows.kms_rollover", arguments=["-e", json.dumps(good)])
    assert not any(result.is_changed for result in again.results)
    assert fleet.mutating_since_mark("kms") == 0


def test_check_mode_forecasts_what_a_fleet_would_spend(fleet: Fleet, playbook: Playbook) -> None:
    variables = {"activate_hosts": "fresh:trial:licensed:firmware:kms", "activate_product_key": keys.MAK_PRO}
    run = playbook.run_file(
        "licenseops.windows.activate", arguments=["--check", "--limit", "!kms", "-e", json.dumps(variables)]
    )
    assert run.returncode == 0, run.output
    assert "Would use 3 activations of ...PKX99" in run.output
    assert sum(fleet.mutating(host) for host in fleet.hosts) == 0
