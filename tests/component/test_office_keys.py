# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keys and KMS settings of Office in five beats, with neighbours that stay as they are."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.component.bench import LocalFleet
from tests.integration import keys
from tests.support.play import Playbook

KEY, KMS = "win_product_key", "win_kms_client"
CHECK = ("--check", "--diff")

SETUP_PRO_PLUS, SETUP_VISIO = "GCVGB", "YY89G"
EXCLUSIVE = {"state": "exclusive", "application": "office", "product_key": keys.OFFICE}


@pytest.fixture(scope="module")
def office_at_start() -> LocalFleet:
    """The hosts all tests of this file share."""
    return LocalFleet.of(Path(__file__).parent / "office_keys.yml")


@pytest.fixture
def office(office_at_start: LocalFleet) -> LocalFleet:
    """The hosts as their scenario describes them, with empty journals."""
    office_at_start.reset()
    return office_at_start


@pytest.fixture
def play(office: LocalFleet, tmp_path: Path) -> Playbook:
    """Runs tasks against these hosts."""
    return Playbook(office, tmp_path)


def families(fleet: LocalFleet, host: str) -> set[str]:
    """The licences that have a key, as the model knows them."""
    return {row["family"] for row in fleet.admin.state(host)["keyed"]}


def test_leftovers_of_one_product_go_and_all_others_stay(office: LocalFleet, play: Playbook) -> None:
    before = families(office, "leftovers")

    foreseen = play.task("leftovers", KEY, EXCLUSIVE, arguments=CHECK)
    assert foreseen.is_changed
    gone = {"Office24ProPlus2024VL_KMS_Client_AE", "Office24ProPlus2024R_Grace"}
    assert len(foreseen.result["steps"]) == 2
    assert all(any(family in step for family in gone) for step in foreseen.result["steps"])
    assert foreseen.result["diff"]["before"].count(": installed\n") == 2
    assert office.mutating("leftovers") == 0
    assert families(office, "leftovers") == before

    done = play.task("leftovers", KEY, EXCLUSIVE)
    assert done.result["steps"] == foreseen.result["steps"]
    assert done.result["licensed"] is True
    assert office.methods("leftovers") == ["UninstallProductKey", "RefreshLicenseStatus"] * 2
    assert families(office, "leftovers") == before - gone

    office.mark()
    assert not play.task("leftovers", KEY, EXCLUSIVE).is_changed
    assert office.mutating_since_mark("leftovers") == 0


def test_a_licence_is_not_lost_for_a_key_that_licenses_nothing(office: LocalFleet, play: Playbook) -> None:
    options = {
        "state": "exclusive",
        "application": "office",
        "office_product": "ProPlus2024Volume",
        "source": "gvlk",
        "replace_licensed": True,
    }
    task = play.task("leftovers", KEY, options)
    assert task.verdict == "failed"
    assert "its removal would end the licence" in task.result["msg"]
    assert office.mutating("leftovers") == 0


def test_a_product_of_office_becomes_a_kms_client_and_nothing_else_does(office: LocalFleet, play: Playbook) -> None:
    options = {"application": "office", "office_product": "VisioPro2024Volume", "source": "gvlk"}
    before = office.keyed("unkeyed")
    assert play.task("unkeyed", KEY, options, arguments=CHECK).result["steps"] == ["Install the product key ...YY89G."]
    assert office.mutating("unkeyed") == 0
    done = play.task("unkeyed", KEY, options)
    assert done.result["product"]["family"] == "Office24VisioPro2024VL_KMS_Client_AE"
    assert office.methods("unkeyed") == ["InstallProductKey"]
    assert set(office.keyed("unkeyed")) == {*before, SETUP_VISIO}
    office.mark()
    assert not play.task("unkeyed", KEY, options).is_changed
    assert office.mutating_since_mark("unkeyed") == 0


def test_every_key_of_one_product_is_removed_by_its_name(office: LocalFleet, play: Playbook) -> None:
    before = families(office, "leftovers")
    options = {"state": "absent", "application": "office", "office_product": "proplus2024volume"}
    assert play.task("leftovers", KEY, options).is_changed
    assert families(office, "leftovers") == {family for family in before if "ProPlus2024" not in family}
    assert not play.task("leftovers", KEY, options).is_changed


def test_all_kms_clients_of_office_get_a_host_of_their_own(office: LocalFleet, play: Playbook) -> None:
    options = {"application": "office", "host": "kms-office.corp.example:1700"}

    foreseen = play.task("clients", KMS, options, arguments=CHECK)
    assert len(foreseen.result["steps"]) == 4
    assert foreseen.result["diff"]["after"].count("kms-office.corp.example") == 2
    assert office.mutating("clients") == 0

    done = play.task("clients", KMS, options)
    assert done.is_changed
    assert (
        sorted(office.methods("clients"))
        == ["SetKeyManagementServiceMachine"] * 2 + ["SetKeyManagementServicePort"] * 2
    )
    machines = {last_five: row["kms_machine"] for last_five, row in office.keyed("clients").items()}
    assert {last_five for last_five, machine in machines.items() if machine} == {SETUP_PRO_PLUS, SETUP_VISIO}
    assert office.admin.state("clients")["service"]["kms_machine"] == ""

    office.mark()
    assert not play.task("clients", KMS, options).is_changed
    assert office.mutating_since_mark("clients") == 0

    assert play.task("clients", KMS, {"application": "office", "state": "absent"}).is_changed
    assert not any(row["kms_machine"] for row in office.keyed("clients").values())


def test_without_a_kms_client_of_office_the_task_says_so_and_windows_keeps_its_settings(
    office: LocalFleet, play: Playbook
) -> None:
    task = play.task("unkeyed", KMS, {"application": "office", "host": "kms-office.corp.example"})
    assert task.verdict == "failed"
    assert "No Office product of this host has a KMS client setup key" in task.result["msg"]
    assert office.mutating("unkeyed") == 0
