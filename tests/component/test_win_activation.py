# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""win_activation in five beats, and what the activation service counts."""

from __future__ import annotations

import json

import pytest

from tests.integration import keys
from tests.support.fleet import Fleet
from tests.support.play import Playbook

MODULE = "win_activation"
CHECK = ("--check", "--diff")


@pytest.mark.parametrize("host", ["fresh", "trial", "return-values", "odd-wire"])
def test_a_mak_takes_a_host_to_licensed_and_costs_one_activation(fleet: Fleet, playbook: Playbook, host: str) -> None:
    options = {"product_key": keys.MAK_PRO}

    foreseen = playbook.task(host, MODULE, options, arguments=CHECK)
    assert foreseen.result["steps"] == ["Install the product key ...PKX99.", "Activate the product with key ...PKX99."]
    assert "license_status of the product with key ...PKX99: licensed\n" in foreseen.result["diff"]["after"]
    assert foreseen.result["product"]["license_status"] == "licensed"
    assert foreseen.result["predicted"] is True
    assert fleet.mutating(host) == 0
    assert "PKX99" not in fleet.keyed(host)

    before = fleet.spent("PKX99")
    done = playbook.task(host, MODULE, options)
    assert done.is_changed
    assert done.result["licensed"] is True
    assert done.result["predicted"] is False
    assert done.result["product"]["activated_by"] == "mak"
    assert fleet.keyed(host)["PKX99"]["license_status"] == 1
    assert fleet.spent("PKX99") == before + 1

    fleet.mark()
    again = playbook.task(host, MODULE, options)
    assert not again.is_changed
    assert again.result["steps"] == []
    assert fleet.mutating_since_mark(host) == 0
    assert fleet.spent("PKX99") == before + 1


def test_a_licensed_host_is_never_activated_again_whatever_is_given(fleet: Fleet, playbook: Playbook) -> None:
    for options in ({}, {"product_key": keys.MAK_PRO}):
        assert not playbook.task("licensed", MODULE, options).is_changed
    assert fleet.methods("licensed") == []


def test_a_kms_client_is_activated_by_the_host_dns_announces(fleet: Fleet, playbook: Playbook) -> None:
    task = playbook.task("kms-fresh", MODULE, {"source": "gvlk"})
    product = task.result["product"]
    assert (product["activated_by"], product["channel"]) == ("kms", "gvlk")
    assert product["kms"]["discovered_host"] == "kms1.corp.example"
    assert product["grace_minutes"] == 259200
    assert fleet.keyed("kms-fresh")["MY832"]["license_status"] == 1
    fleet.mark()
    assert not playbook.task("kms-fresh", MODULE, {"source": "gvlk"}).is_changed
    assert fleet.mutating_since_mark("kms-fresh") == 0


def test_a_firmware_key_is_installed_and_activated(fleet: Fleet, playbook: Playbook) -> None:
    task = playbook.task("firmware", MODULE, {"source": "firmware"})
    assert task.result["product"]["activated_by"] == "oem"
    assert fleet.keyed("firmware")["DXX36"]["license_status"] == 1


def test_every_office_product_with_a_key_is_activated(fleet: Fleet, playbook: Playbook) -> None:
    task = playbook.task("office", MODULE, {"application": "office"})
    assert task.result["licensed"] is True
    assert len(task.result["steps"]) == 2
    assert fleet.spent("VWM72") == 1
    assert fleet.spent("KRT37") == 1
    assert not playbook.task("office", MODULE, {"application": "office"}).is_changed


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({}, "is no KMS client setup key, so method kms cannot activate it"),
        ({"activate_source": "firmware"}, "source: firmware gives a key of Windows, and application is office"),
    ],
    ids=["with the key it has", "with a key of Windows"],
)
def test_office_by_kms_leaves_the_licence_of_windows_alone(
    fleet: Fleet, playbook: Playbook, options: dict[str, str], sentence: str
) -> None:
    variables = {"activate_hosts": "office", "activate_application": "office", "activate_method": "kms", **options}
    before = fleet.keyed("office")
    run = playbook.run_file("licenseops.windows.activate", arguments=["-e", json.dumps(variables)])
    assert sentence in run.failure.result["msg"]
    assert fleet.mutating("office") == 0
    assert fleet.keyed("office") == before
    assert before["PKX99"]["license_status"] == 1


def test_the_role_replaces_a_licence_only_with_consent(fleet: Fleet, playbook: Playbook) -> None:
    variables = {"activate_hosts": "licensed", "activate_method": "kms", "activate_kms_host": "kms1.corp.example"}
    for arguments in (["--check"], []):
        run = playbook.run_file("licenseops.windows.activate", arguments=[*arguments, "-e", json.dumps(variables)])
        assert "Set replace_licensed: true" in run.failure.result["msg"], run.output
    assert fleet.mutating("licensed") == 0
    agreed = json.dumps(variables | {"activate_replace_licensed": True})
    run = playbook.run_file("licenseops.windows.activate", arguments=["-e", agreed])
    assert run.returncode == 0, run.output
    assert {last: row["license_status"] for last, row in fleet.keyed("licensed").items()} == {"T83GX": 1}


def test_one_esu_year_is_activated_by_its_activation_id(fleet: Fleet, playbook: Playbook) -> None:
    task = playbook.task("esu", MODULE, {"activation_id": keys.ESU_YEAR_2})
    assert task.result["product"]["esu_year"] == 2
    assert task.result["product"]["licensed"] is True
    assert fleet.methods("esu") == ["Activate", "RefreshLicenseStatus"]


@pytest.mark.parametrize(
    ("host", "options", "code", "left_behind"),
    [
        ("fresh", {"product_key": keys.MAK_PRO_BLOCKED}, "0xC004C003", {"PWT72"}),
        ("fresh", {"product_key": keys.MAK_PRO_EXHAUSTED}, "0xC004C020", {"KKD86"}),
        ("kms-lost", {}, "0xC004F074", {"VMK7H"}),
        ("kms-few", {"source": "gvlk"}, "0xC004F038", {"T83GX"}),
        ("airgap", {}, "0x80072EE7", {"FDF64"}),
    ],
    ids=["blocked", "exhausted", "no KMS host", "KMS count", "no Internet"],
)
def test_a_failing_activation_names_product_code_and_next_step_and_is_sent_once(
    fleet: Fleet, playbook: Playbook, host: str, options: dict[str, str], code: str, left_behind: set[str]
) -> None:
    task = playbook.task(host, MODULE, options | {"retries": 0})
    assert (task.verdict, task.result["error"]["code"]) == ("failed", code)
    (last,) = left_behind
    assert f"key ...{last}" in task.result["msg"]
    assert code in task.result["msg"]
    assert task.result["msg"].endswith(task.result["error"]["advice"])
    assert fleet.methods(host).count("Activate") == 1
    assert set(fleet.keyed(host)) == left_behind, "a failed activation must not cost the key"


def test_a_host_without_a_key_says_what_to_give(fleet: Fleet, playbook: Playbook) -> None:
    task = playbook.task("fresh", MODULE)
    assert "No product key is installed for Windows" in task.result["msg"]
    assert "product_key or source" in task.result["msg"]
    assert fleet.mutating("fresh") == 0


def test_the_last_activation_of_a_key_is_not_wasted_on_a_second_run(fleet: Fleet, playbook: Playbook) -> None:
    options = {"product_key": keys.MAK_PRO_LOW}
    assert playbook.task("fresh", MODULE, options).result["licensed"]
    assert playbook.task("trial", MODULE, options).result["error"]["code"] == "0xC004C020"
    assert fleet.spent("WXF48") == 1
    assert not playbook.task("fresh", MODULE, options).is_changed
