# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Products of Office, several at once: licensed in one task, each by its own key, and nothing of Windows touched."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.component.bench import LocalFleet
from tests.integration import keys
from tests.support.fleet import Fleet
from tests.support.play import Playbook

MODULE = "win_activation"
CHECK = ("--check", "--diff")
SUITE, VISIO, PROJECT = "ProPlus2024Volume", "VisioPro2024Volume", "ProjectPro2024Volume"
SETUP_KEY, PROJECT_SETUP_KEY = "XJ2XN-FW8RK-P4HMP-DKDBV-GCVGB", "FQQ23-N4YCY-73HQ3-FM9WC-76HF4"

#: By KMS, by MAK and by Active Directory: which of the volume ways a product takes is set at its row.
THREE_WAYS = {"application": "office", "source": "gvlk", "product_keys": {VISIO: keys.VISIO}}


@pytest.fixture(scope="module")
def offices_at_start() -> LocalFleet:
    """The hosts all tests of this file share."""
    return LocalFleet.of(Path(__file__).parent / "office_activation.yml")


@pytest.fixture
def offices(offices_at_start: LocalFleet) -> LocalFleet:
    """The hosts as their scenario describes them, with empty journals."""
    offices_at_start.reset()
    return offices_at_start


@pytest.fixture
def play(offices: LocalFleet, tmp_path: Path) -> Playbook:
    """Runs tasks against these hosts."""
    return Playbook(offices, tmp_path)


def changing(fleet: Fleet, host: str) -> list[tuple[str, str]]:
    """Class and method of every request that may change something, in order."""
    return [(entry["class"], entry["method"]) for entry in fleet.admin.journal(host) if entry["mutating"]]


def windows_of(fleet: Fleet, host: str) -> dict[str, Any]:
    """The row of Windows, which has a MAK and is licensed."""
    return {"PKX99": fleet.keyed(host)["PKX99"]}


def by_product(result: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """What a result says of each product."""
    return {entry["office_product"]: entry for entry in result["office"]}


@pytest.mark.parametrize("host", ["three", "three-return-values", "three-late"])
def test_office_visio_and_project_are_licensed_by_three_ways_in_one_task(
    offices: LocalFleet, play: Playbook, host: str
) -> None:
    windows, service = windows_of(offices, host), offices.admin.state(host)["service"]
    foreseen = play.task(host, MODULE, THREE_WAYS, arguments=CHECK)
    assert (foreseen.is_changed, offices.mutating(host)) == (True, 0)
    assert foreseen.result["predicted"] is True
    offices.admin.clear_journal()

    done = play.task(host, MODULE, THREE_WAYS)
    assert (done.verdict, done.result["licensed"]) == ("ok", True)
    assert done.result["steps"] == foreseen.result["steps"]
    ways = {name: (entry["licensed"], entry["method"]) for name, entry in by_product(done.result).items()}
    assert ways == {SUITE: (True, "kms"), VISIO: (True, "online"), PROJECT: (True, "ad")}
    assert ways == {name: (entry["licensed"], entry["method"]) for name, entry in by_product(foreseen.result).items()}
    told = {product["partial_product_key"]: product["activated_by"] for product in done.result["after"]}
    assert told == {"GCVGB": "kms", "KRT37": "mak", "76HF4": "ad"}
    assert (windows_of(offices, host), offices.admin.state(host)["service"]) == (windows, service)
    assert offices.spent("KRT37") >= 1

    offices.admin.clear_journal()
    again = play.task(host, MODULE, THREE_WAYS)
    assert (again.is_changed, offices.mutating(host)) == (False, 0)
    assert again.result["licensed"] is True


def test_three_products_take_six_requests_and_three_for_each(offices: LocalFleet, play: Playbook) -> None:
    assert play.task("three", MODULE, THREE_WAYS).result["licensed"]
    summary = offices.summary("three")
    own = summary["requests"] - summary["authentication"]
    assert (own, summary["authentication"]) == (6 + 3 * 3, 3)
    assert changing(offices, "three") == [
        *[("SoftwareLicensingService", "InstallProductKey")] * 3,
        *[("SoftwareLicensingProduct", "Activate")] * 3,
    ]


def test_one_product_that_fails_leaves_the_others_alone(offices: LocalFleet, play: Playbook) -> None:
    options = {
        "application": "office",
        "source": "gvlk",
        "product_keys": {
            "VisioPro2021Volume": f"{keys.OFFICE[:-5]}QQF72",
            "ProjectPro2021Volume": f"{keys.OFFICE[:-5]}XMJ38",
        },
        "retries": 0,
    }
    task = play.task("blocked", MODULE, options)
    assert (task.verdict, task.is_changed, task.result["licensed"]) == ("failed", True, False)
    assert (task.result["error"]["code"], "Visio" in task.result["msg"]) == ("0xC004C003", True)
    told = {name: (entry["licensed"], entry["failed"]) for name, entry in by_product(task.result).items()}
    assert told == {
        "ProPlus2021Volume": (True, False),
        "VisioPro2021Volume": (False, True),
        "ProjectPro2021Volume": (True, False),
    }
    assert offices.methods("blocked").count("Activate") == 3
    assert offices.spent("XMJ38") == 1


@pytest.mark.parametrize("arguments", [(), CHECK], ids=["real", "check"])
def test_a_missing_licence_is_told_and_the_other_product_is_licensed(
    offices: LocalFleet, play: Playbook, arguments: tuple[str, ...]
) -> None:
    task = play.task("files-missing", MODULE, {"application": "office", "source": "gvlk"}, arguments=arguments)
    assert (task.verdict, task.is_changed) == ("failed", True)
    assert "The volume licence of Visio LTSC Professional 2024 is not installed" in task.result["msg"]
    assert r"Licenses16\*.xrm-ms" in task.result["msg"]
    told = {name: (entry["licensed"], entry["failed"]) for name, entry in by_product(task.result).items()}
    assert told == {SUITE: (True, False), VISIO: (False, True)}


@pytest.mark.parametrize(
    "options", [{"office_product": SUITE, "source": "gvlk"}, {"product_keys": {SUITE: keys.OFFICE}}]
)
def test_a_volume_key_on_a_retail_installation_is_refused(
    offices: LocalFleet, play: Playbook, options: dict[str, Any]
) -> None:
    task = play.task("retail", MODULE, {"application": "office", **options})
    assert task.verdict == "failed"
    assert "is installed as ProPlus2024Retail, and the host has no row for its volume licence" in task.result["msg"]
    assert offices.mutating("retail") == 0


def test_a_release_nobody_knows_is_named_and_not_guessed(offices: LocalFleet, play: Playbook) -> None:
    task = play.task("unknown", MODULE, {"application": "office", "source": "gvlk"})
    assert task.verdict == "failed"
    assert "No KMS client setup key is known for ProPlus2031Volume." in task.result["msg"]
    assert by_product(task.result)[SUITE]["licensed"] is True


def test_settings_go_to_the_products_and_come_back_where_a_product_fails(offices: LocalFleet, play: Playbook) -> None:
    service = offices.admin.state("few")["service"]
    options = {"application": "office", "source": "gvlk", "kms_host": "small.corp.example", "retries": 0}
    task = play.task("few", MODULE, options)
    assert (task.verdict, task.result["licensed"]) == ("failed", False)
    assert {entry["error"]["code"] for entry in task.result["office"]} == {"0xC004F038"}
    assert len([note for note in task.result["notes"] if note.startswith("Taken back")]) == 3
    assert offices.admin.state("few")["service"] == service
    right = options | {"kms_host": "kms.corp.example"}
    assert play.task("few", MODULE, right).result["licensed"]
    offices.mark()
    assert not play.task("few", MODULE, right).is_changed
    assert offices.mutating_since_mark("few") == 0
    assert offices.admin.state("few")["service"] == service


def test_one_product_is_named(offices: LocalFleet, play: Playbook) -> None:
    options = {"application": "office", "office_product": VISIO, "product_key": keys.VISIO}
    task = play.task("plain", MODULE, options)
    assert (task.result["licensed"], list(by_product(task.result))) == (True, [VISIO])
    assert task.result["product"]["partial_product_key"] == "KRT37"
    assert set(offices.keyed("plain")) - set(windows_of(offices, "plain")) == {"KRT37"}


def test_one_key_for_several_products_is_refused(offices: LocalFleet, play: Playbook) -> None:
    task = play.task("plain", MODULE, {"application": "office", "product_key": keys.VISIO})
    assert f"Several products of Office are installed: {SUITE}, {VISIO}, {PROJECT}." in task.result["msg"]
    assert offices.mutating("plain") == 0


def test_a_setup_key_says_by_itself_which_product_is_meant(offices: LocalFleet, play: Playbook) -> None:
    task = play.task("plain", MODULE, {"application": "office", "product_key": SETUP_KEY})
    assert (task.result["licensed"], list(by_product(task.result))) == (True, [SUITE])


def test_offline_is_one_product_in_two_tasks(offices: LocalFleet, play: Playbook) -> None:
    options = {"application": "office", "office_product": VISIO, "product_key": keys.VISIO, "method": "offline"}
    waiting = play.task("plain", MODULE, options)
    assert "waits for its Confirmation ID" in waiting.result["msg"]
    assert len(waiting.result["installation_id"]) == 63
    answer = offices.confirmation_id("plain", "KRT37")
    done = play.task("plain", MODULE, options | {"confirmation_id": answer})
    assert (done.result["licensed"], "Activate" in offices.methods("plain")) == (True, False)
    offices.mark()
    assert not play.task("plain", MODULE, options | {"confirmation_id": answer}).is_changed
    assert offices.mutating_since_mark("plain") == 0


def test_a_limit_is_one_for_each_key(offices: LocalFleet, play: Playbook, tmp_path: Path) -> None:
    project = f"{keys.OFFICE[:-5]}WPX94"
    ledger = {"ledger": str(tmp_path / "ledger.sqlite"), "max_activations": 1}
    first = {"application": "office", "office_product": VISIO, "product_key": keys.VISIO}
    assert play.task("three", MODULE, first | ledger).result["licensed"]
    both = {"application": "office", "source": "gvlk", "product_keys": {VISIO: keys.VISIO, PROJECT: project}}
    foreseen = play.task("plain", MODULE, both | ledger, arguments=CHECK)
    assert {item["key"]: (item["activations"], item["spent"]) for item in foreseen.result["forecasts"]} == {
        "...KRT37": (1, 1),
        "...WPX94": (1, 0),
    }
    task = play.task("plain", MODULE, both | ledger)
    assert "The limit of 1 activation for the key ...KRT37 is reached" in task.result["msg"]
    told = {name: (entry["licensed"], entry["steps"] == []) for name, entry in by_product(task.result).items()}
    assert told == {SUITE: (True, False), VISIO: (False, True), PROJECT: (True, False)}
    assert (offices.spent("KRT37"), offices.spent("WPX94")) == (1, 1)
    assert "KRT37" not in offices.keyed("plain"), "nothing of its strand was sent"


def test_a_leftover_is_named_and_nothing_is_changed(offices: LocalFleet, play: Playbook) -> None:
    task = play.task("leftover", MODULE, {"application": "office"})
    assert (task.verdict, task.is_changed, task.result["licensed"]) == ("ok", False, True)
    assert all("win_product_key with state: exclusive" in warning for warning in task.result["warnings"])
    assert (len(task.result["warnings"]), offices.mutating("leftover")) == (2, 0)


def test_microsoft_365_is_left_alone(offices: LocalFleet, play: Playbook) -> None:
    assert not play.task("microsoft-365", MODULE).is_changed
    task = play.task("microsoft-365", MODULE, {"application": "office"})
    assert "activated by signing in" in task.result["msg"]
    assert offices.mutating("microsoft-365") == 0


def test_a_fat_installation_shows_many_rows_and_only_listed_products_are_meant(
    offices: LocalFleet, play: Playbook
) -> None:
    task = play.task("all-rows", MODULE, {"application": "office", "source": "gvlk"})
    assert list(by_product(task.result)) == [SUITE, VISIO, PROJECT]
    assert (task.result["licensed"], len(task.result["after"])) == (True, 3)


@pytest.fixture(scope="module")
def forty_at_start() -> LocalFleet:
    """Forty hosts with Office of every kind."""
    return LocalFleet.of(Path(__file__).parent / "office_fleet.yml")


def test_the_second_run_on_forty_hosts_changes_nothing(forty_at_start: LocalFleet, tmp_path: Path) -> None:
    forty_at_start.reset()
    play = Playbook(forty_at_start, tmp_path)
    task = {
        "name": "activate",
        f"licenseops.windows.{MODULE}": {"application": "office", "source": "gvlk", "retries": 0},
    }
    windows = {host: forty_at_start.admin.state(host)["service"] for host in forty_at_start.hosts}
    first = play.run("all", [{**task, "ignore_errors": True}])
    assert len(first.results) == 40
    changed = {item.host for item in first.results if item.is_changed}
    assert {"bare-2016", "bare-2019", "bare-2021", "bare-2024", "both-2016", "both-2019"} <= changed
    licensed = {item.host for item in first.results if item.result.get("licensed")}
    assert {
        f"{kind}-{year}" for kind in ("kms", "mak", "leftover") for year in (2013, 2016, 2019, 2021, 2024)
    } <= licensed
    assert changed - {"both-2013", "new"} <= licensed
    forty_at_start.mark()
    again = play.run("all", [{**task, "ignore_errors": True}])
    assert not {item.host for item in again.results if item.is_changed}
    assert not {host for host in forty_at_start.hosts if forty_at_start.mutating_since_mark(host)}
    assert {host: forty_at_start.admin.state(host)["service"] for host in forty_at_start.hosts} == windows
    assert not {
        method for host in forty_at_start.hosts for method in forty_at_start.methods(host) if "Uninstall" in method
    }
