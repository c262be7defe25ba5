# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""win_activation_status: reads, never writes, and its assertions fail when they should."""

from __future__ import annotations

import pytest

from tests.integration import keys
from tests.support.fleet import Fleet
from tests.support.play import Playbook

MODULE = "win_activation_status"


def test_a_licensed_host_reads_as_the_model_says(fleet: Fleet, playbook: Playbook) -> None:
    result = playbook.task("licensed", MODULE).result
    model = fleet.keyed("licensed")["PKX99"]
    (product,) = result["products"]
    assert result["licensed"] is True
    assert result["changed"] is False
    assert product["activation_id"] == model["activation_id"]
    assert (product["channel"], product["activated_by"], product["family"]) == ("mak", "mak", "Professional")
    assert (product["license_status"], product["license_status_code"]) == ("licensed", 1)
    assert (product["grace_minutes"], product["expires_at"]) == (0, None)
    assert fleet.mutating("licensed") == 0


def test_a_host_without_a_key_is_not_licensed_and_has_no_products(playbook: Playbook) -> None:
    result = playbook.task("fresh", MODULE).result
    assert (result["products"], result["licensed"]) == ([], False)


def test_a_japanese_host_reads_like_an_english_one_but_for_its_names(playbook: Playbook) -> None:
    english, japanese = (playbook.task(host, MODULE).result["products"][0] for host in ("digital", "tokyo"))
    assert japanese["name"] != english["name"]
    people_only = {"name", "description", "activation_id"}
    assert {name: value for name, value in japanese.items() if name not in people_only} == {
        name: value for name, value in english.items() if name not in people_only
    }


def test_esu_add_ons_do_not_mix_with_windows(playbook: Playbook) -> None:
    result = playbook.task("esu", MODULE, {"assert": "licensed"}).result
    by_year = {product["esu_year"]: product for product in result["products"]}
    assert by_year[None]["is_addon"] is False
    assert (by_year[1]["license_status"], by_year[2]["licensed"]) == ("licensed", False)
    assert result["licensed"] is True, "an add-on that is not licensed must not make Windows unlicensed"


@pytest.mark.parametrize(
    ("options", "count", "licensed"),
    [
        ({"application": "windows"}, 1, True),
        ({"application": "office"}, 2, False),
        ({"application": "all"}, 3, False),
        ({"activation_id": "1043ADD5-23B1-4AFB-9A0F-64343C8F3F8D"}, None, None),
    ],
    ids=["windows", "office", "all", "an ID this host does not have"],
)
def test_office_beside_windows(
    playbook: Playbook, options: dict[str, str], count: int | None, licensed: bool | None
) -> None:
    task = playbook.task("office", MODULE, options)
    if count is None:
        assert task.verdict == "failed"
        assert "has no product with activation ID 1043add5" in task.result["msg"]
        return
    assert (len(task.result["products"]), task.result["licensed"]) == (count, licensed)


def test_microsoft_365_apps_count_neither_as_licensed_nor_as_unlicensed(playbook: Playbook) -> None:
    task = playbook.task("microsoft-365", MODULE, {"application": "office", "assert": "licensed"})
    assert (task.verdict, task.result["licensed"]) == ("ok", None)
    assert [product["channel"] for product in task.result["products"]] == ["subscription"] * 3
    assert "say nothing about the licence of their users" in task.result["warnings"][0]
    assert playbook.task("microsoft-365", MODULE, {"application": "all", "assert": "licensed"}).verdict == "ok"


def test_microsoft_365_apps_are_never_activated(fleet: Fleet, playbook: Playbook) -> None:
    task = playbook.task("microsoft-365", "win_activation", {"application": "office"})
    assert task.verdict == "failed"
    assert "activated by signing in and not by a key" in task.result["msg"]
    assert fleet.mutating("microsoft-365") == 0


def test_an_unkeyed_product_is_found_by_its_activation_id(playbook: Playbook) -> None:
    (product,) = playbook.task("esu", MODULE, {"activation_id": keys.ESU_YEAR_3}).result["products"]
    assert (product["esu_year"], product["license_status"], product["partial_product_key"]) == (3, "unlicensed", None)


def test_installation_ids_come_only_when_asked_for(playbook: Playbook) -> None:
    (without,) = playbook.task("licensed", MODULE).result["products"]
    (with_id,) = playbook.task("licensed", MODULE, {"installation_ids": True}).result["products"]
    assert without["installation_id"] is None
    assert len(with_id["installation_id"]) == 63


def test_the_service_reports_kms_settings_and_the_firmware_key_by_presence_only(playbook: Playbook) -> None:
    run = playbook.run(
        "firmware:kms", [{"licenseops.windows.win_activation_status": {"service": True}, "name": "read"}]
    )
    firmware, kms = (run.of("read", host).result["service"] for host in ("firmware", "kms"))
    assert (firmware["firmware_key_present"], kms["firmware_key_present"]) == (True, False)
    assert kms["client_machine_id"]
    assert firmware["windows_rearms_left"] > 0
    assert keys.FIRMWARE not in run.output


@pytest.mark.parametrize(
    ("host", "options", "sentence"),
    [
        ("licensed", {"assert": "licensed"}, None),
        ("kms", {"min_days_remaining": 30}, None),
        ("licensed", {"min_days_remaining": 10000}, None),
        ("kms", {"min_days_remaining": 200}, "less than the 200 asked for"),
        ("trial", {"assert": "licensed"}, "0xC004F034"),
        ("fresh", {"assert": "licensed"}, "No product key is installed for Windows"),
        ("office", {"application": "office", "assert": "licensed"}, "is not licensed"),
        ("esu", {"activation_id": keys.ESU_YEAR_2, "assert": "licensed"}, "is not licensed"),
    ],
)
def test_assertions(playbook: Playbook, host: str, options: dict[str, object], sentence: str | None) -> None:
    task = playbook.task(host, MODULE, options)
    assert task.verdict == ("ok" if sentence is None else "failed")
    if sentence is not None:
        assert sentence in task.result["msg"]
        assert task.result["error"]["advice"], "a failure says what to do"
        assert "products" in task.result, "a failed assertion still shows what was read"
