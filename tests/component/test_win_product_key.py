# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""win_product_key in five beats: check mode, nothing happened, act, proof by the model, again."""

from __future__ import annotations

import pytest

from tests.integration import keys
from tests.support.fleet import Fleet
from tests.support.play import Playbook

MODULE = "win_product_key"
CHECK = ("--check", "--diff")


def test_a_key_is_installed_once(fleet: Fleet, playbook: Playbook) -> None:
    options = {"product_key": keys.MAK_PRO}

    foreseen = playbook.task("fresh", MODULE, options, arguments=CHECK)
    assert foreseen.is_changed
    assert foreseen.result["diff"]["after"] == "product key ...PKX99: installed\n"
    assert foreseen.result["steps"] == ["Install the product key ...PKX99."]
    assert fleet.mutating("fresh") == 0
    assert fleet.keyed("fresh") == {}

    done = playbook.task("fresh", MODULE, options)
    assert done.is_changed
    assert done.result["product"]["partial_product_key"] == "PKX99"
    assert fleet.methods("fresh") == ["InstallProductKey"]
    assert set(fleet.keyed("fresh")) == {"PKX99"}
    assert fleet.spent("PKX99") == 0, "installing a key must not activate it"

    fleet.mark()
    assert not playbook.task("fresh", MODULE, options).is_changed
    assert fleet.mutating_since_mark("fresh") == 0


def test_a_new_key_replaces_the_old_one_without_removing_it_first(fleet: Fleet, playbook: Playbook) -> None:
    task = playbook.task("trial", MODULE, {"product_key": keys.MAK_PRO})
    assert task.result["before"][0]["partial_product_key"] == "3V66T"
    assert fleet.methods("trial") == ["InstallProductKey"]
    assert set(fleet.keyed("trial")) == {"PKX99"}


def test_an_esu_key_leaves_the_key_of_windows_alone(fleet: Fleet, playbook: Playbook) -> None:
    before = set(fleet.keyed("firmware"))
    task = playbook.task("firmware", MODULE, {"product_key": keys.ESU_YEAR_1_KEY, "activation_id": keys.ESU_YEAR_1})
    assert task.result["product"]["esu_year"] == 1
    assert set(fleet.keyed("firmware")) == before | {"FFR38"}


def test_a_key_that_belongs_to_another_product_than_was_named_is_an_error(playbook: Playbook) -> None:
    task = playbook.task("esu", MODULE, {"product_key": keys.ESU_YEAR_1_KEY, "activation_id": keys.ESU_YEAR_2})
    assert task.verdict == "failed"
    assert "belongs to" in task.result["msg"]
    assert "FFR38" in task.result["msg"]


@pytest.mark.parametrize(("host", "last"), [("kms-fresh", "MY832"), ("fresh", "T83GX")])
def test_the_setup_key_follows_the_edition(fleet: Fleet, playbook: Playbook, host: str, last: str) -> None:
    assert playbook.task(host, MODULE, {"source": "gvlk"}).is_changed
    assert set(fleet.keyed(host)) == {last}
    fleet.mark()
    assert not playbook.task(host, MODULE, {"source": "gvlk"}).is_changed
    assert fleet.mutating_since_mark(host) == 0


@pytest.mark.parametrize(
    ("host", "options", "last", "means"),
    [
        ("licensed", {"source": "gvlk"}, "T83GX", "mak"),
        ("digital", {"product_key": keys.MAK_PRO}, "PKX99", "digital"),
    ],
    ids=["setup key over a MAK", "MAK over a digital licence"],
)
def test_a_licence_that_cannot_be_brought_back_is_replaced_only_with_consent(
    fleet: Fleet, playbook: Playbook, host: str, options: dict[str, str], last: str, means: str
) -> None:
    module, before = f"licenseops.windows.{MODULE}", fleet.keyed(host)
    run = playbook.run(
        host,
        [
            {"name": "foreseen", module: options, "check_mode": True, "ignore_errors": True},
            {"name": "refused", module: options, "ignore_errors": True},
            {"name": "foreseen with consent", module: options | {"replace_licensed": True}, "check_mode": True},
        ],
    )
    assert run.of("foreseen").result["msg"] == run.of("refused").result["msg"]
    assert f"which is licensed by {means}" in run.of("refused").result["msg"]
    assert "Set replace_licensed: true if it may be lost. Nothing was sent." in run.of("refused").result["msg"]
    assert run.of("foreseen with consent").result["steps"] == [f"Install the product key ...{last}."]
    assert fleet.mutating(host) == 0
    assert fleet.keyed(host) == before

    assert playbook.task(host, MODULE, options | {"replace_licensed": True}).is_changed
    assert set(fleet.keyed(host)) == {last}


def test_a_kms_client_takes_another_key_without_consent(fleet: Fleet, playbook: Playbook) -> None:
    assert playbook.task("kms", MODULE, {"product_key": keys.MAK_AIR_GAPPED}).is_changed
    assert fleet.methods("kms") == ["InstallProductKey"]
    assert set(fleet.keyed("kms")) == {"FDF64"}


def test_an_office_key_taken_for_one_of_windows_is_refused_where_a_licence_would_be_lost(
    fleet: Fleet, playbook: Playbook
) -> None:
    task = playbook.task("digital", MODULE, {"product_key": keys.OFFICE})
    assert "If the key is for Office, set application: office" in task.result["msg"]
    assert fleet.mutating("digital") == 0


def test_an_office_key_taken_for_one_of_windows_is_told_afterwards_where_nothing_was_at_stake(
    fleet: Fleet, playbook: Playbook
) -> None:
    before = fleet.keyed("showcase")
    task = playbook.task("showcase", MODULE, {"product_key": keys.VISIO})
    assert "The key ...KRT37 was installed, but it belongs to" in task.result["msg"]
    assert "not to Windows. Correct application or activation_id" in task.result["msg"]
    assert set(fleet.keyed("showcase")) == set(before) | {"KRT37"}
    again = playbook.task("showcase", MODULE, {"product_key": keys.VISIO, "application": "office"})
    assert not again.is_changed


def test_there_is_no_setup_key_for_an_evaluation(fleet: Fleet, playbook: Playbook) -> None:
    task = playbook.task("trial-server", MODULE, {"source": "gvlk"})
    assert "no KMS client setup key for ServerDatacenterEval" in task.result["msg"]
    assert fleet.mutating("trial-server") == 0


def test_the_firmware_key_is_installed_and_never_shown(fleet: Fleet, playbook: Playbook) -> None:
    run = playbook.run(
        "firmware",
        [{"name": "install", "licenseops.windows.win_product_key": {"source": "firmware"}}],
        arguments=["-vvvv", "--diff"],
    )
    assert run.only.is_changed
    assert set(fleet.keyed("firmware")) == {"DXX36"}
    assert keys.FIRMWARE not in run.output
    assert not playbook.task("firmware", MODULE, {"source": "firmware"}).is_changed


def test_a_host_without_a_firmware_key_says_so(playbook: Playbook) -> None:
    assert (
        "firmware of this host holds no product key"
        in playbook.task("fresh", MODULE, {"source": "firmware"}).result["msg"]
    )


def test_a_key_is_removed_once(fleet: Fleet, playbook: Playbook) -> None:
    options = {"state": "absent", "activation_id": keys.ESU_YEAR_1}
    assert playbook.task("esu", MODULE, options, arguments=CHECK).is_changed
    assert "FFR38" in fleet.keyed("esu")
    assert fleet.mutating("esu") == 0
    assert playbook.task("esu", MODULE, options).is_changed
    assert "FFR38" not in fleet.keyed("esu")
    assert len(fleet.keyed("esu")) == 2
    fleet.mark()
    assert not playbook.task("esu", MODULE, options).is_changed
    assert fleet.mutating_since_mark("esu") == 0


def test_absent_for_windows_never_touches_an_add_on(fleet: Fleet, playbook: Playbook) -> None:
    playbook.task("esu", MODULE, {"state": "absent"})
    assert set(fleet.keyed("esu")) == {"FFR38", "PFX63"}


def test_absent_for_office_removes_every_office_key(fleet: Fleet, playbook: Playbook) -> None:
    task = playbook.task("office", MODULE, {"state": "absent", "application": "office"})
    assert len(task.result["steps"]) == 2
    assert set(fleet.keyed("office")) == {"PKX99"}


def test_the_registry_copy_is_cleared_once_and_the_key_stays(fleet: Fleet, playbook: Playbook) -> None:
    options = {"state": "cleared"}
    assert playbook.task("licensed", MODULE, options, arguments=CHECK).is_changed
    assert fleet.mutating("licensed") == 0
    assert playbook.task("licensed", MODULE, options).is_changed
    assert [name for name in fleet.methods("licensed") if not name.startswith("Get")] == ["ClearProductKeyFromRegistry"]
    assert fleet.keyed("licensed")["PKX99"]["license_status"] == 1
    fleet.mark()
    assert not playbook.task("licensed", MODULE, options).is_changed
    assert fleet.mutating_since_mark("licensed") == 0


@pytest.mark.parametrize(
    ("key", "code"),
    [(keys.UNKNOWN, "0xC004E016"), (keys.MAK_ENTERPRISE, "0xC004F210")],
    ids=["unknown key", "key of another edition"],
)
@pytest.mark.parametrize("host", ["fresh", "return-values", "odd-wire"])
def test_a_refused_key_is_reported_with_code_and_advice(
    fleet: Fleet, playbook: Playbook, host: str, key: str, code: str
) -> None:
    before = fleet.keyed(host)
    task = playbook.task(host, MODULE, {"product_key": key})
    assert (task.verdict, task.result["error"]["code"]) == ("failed", code)
    assert task.result["error"]["advice"]
    assert task.result["changed"] is False
    assert fleet.keyed(host) == before
