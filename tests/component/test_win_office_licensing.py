# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""win_office_licensing in five beats, what it refuses, and that it touches nothing but its own values."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.fleet import Fleet
from tests.support.play import PSRP, Playbook

MODULE = "win_office_licensing"
CHECK = ("--check", "--diff")
HOST = "microsoft-365"
CONFIGURATION = r"SOFTWARE\Microsoft\Office\ClickToRun\Configuration"
POLICY = r"SOFTWARE\Policies\Microsoft\Office\16.0\Common\Licensing"
POLICY_OF_32_BITS = r"SOFTWARE\WOW6432Node\Policies\Microsoft\Office\16.0\Common\Licensing"
NAMES = {"shared_computer": "SharedComputerLicensing", "device_based": "O365ProPlusRetail.DeviceBasedLicensing"}
ALL = {"shared_computer": True, "device_based": True, "extended_offline": True}


def office(fleet: Fleet, host: str = HOST) -> dict[str, dict[str, Any]]:
    """What stands in the registry of a host about Office, by key."""
    values: dict[str, dict[str, Any]] = fleet.admin.state(host)["office"]
    return values


def called(fleet: Fleet, host: str = HOST) -> list[str]:
    """The methods called that may change something, in order."""
    return [entry["method"] for entry in fleet.admin.journal(host) if entry["mutating"]]


def requests(fleet: Fleet, host: str = HOST) -> int:
    """Requests so far, without those of logins."""
    summary = fleet.summary(host)
    return summary["requests"] - summary["authentication"]


@pytest.mark.parametrize("connection", [{}, PSRP], ids=["winrm", "psrp"])
@pytest.mark.parametrize("option", NAMES)
def test_a_setting_of_click_to_run_is_turned_on_once(
    fleet: Fleet, playbook: Playbook, option: str, connection: dict[str, str]
) -> None:
    before = office(fleet)
    foreseen = playbook.task(HOST, MODULE, {option: True}, arguments=CHECK, variables=connection)
    assert (foreseen.is_changed, foreseen.result["after"]) == (True, {option: "on"})
    assert foreseen.result["diff"]["after"].endswith(": on\n")
    assert (office(fleet), fleet.mutating(HOST), requests(fleet)) == (before, 0, 2)
    done = playbook.task(HOST, MODULE, {option: True}, variables=connection)
    assert (done.is_changed, done.result["steps"]) == (True, foreseen.result["steps"])
    assert (done.result["before"], done.result["after"]) == ({option: "absent"}, {option: "on"})
    assert office(fleet) == {CONFIGURATION: {**before[CONFIGURATION], NAMES[option]: "1"}}
    assert (called(fleet), requests(fleet)) == (["SetStringValue"], 2 + 8)
    fleet.mark()
    again = playbook.task(HOST, MODULE, {option: True}, variables=connection)
    assert (again.is_changed, again.result["after"]) == (False, {option: "on"})
    assert (fleet.mutating_since_mark(HOST), requests(fleet)) == (0, 2 + 8 + 2)


def test_the_policy_is_made_in_both_places_and_turned_off_again(fleet: Fleet, playbook: Playbook) -> None:
    assert playbook.task(HOST, MODULE, {"extended_offline": True}, arguments=CHECK).is_changed
    assert (set(office(fleet)), fleet.mutating(HOST)) == ({CONFIGURATION}, 0)
    for is_on, value in ((True, 1), (False, 0)):
        assert playbook.task(HOST, MODULE, {"extended_offline": is_on}).is_changed
        for path in (POLICY, POLICY_OF_32_BITS):
            assert office(fleet)[path] == {"ExtendedOfflineSubscription": value}
        fleet.mark()
        assert not playbook.task(HOST, MODULE, {"extended_offline": is_on}).is_changed
        assert fleet.mutating_since_mark(HOST) == 0
    assert called(fleet) == ["CreateKey", "SetDWORDValue"] * 4


def test_all_are_set_in_a_task_and_nothing_of_windows_is_touched(fleet: Fleet, playbook: Playbook) -> None:
    keyed = fleet.keyed(HOST)
    task = playbook.task(HOST, MODULE, ALL)
    assert task.result["after"] == dict.fromkeys(ALL, "on")
    assert task.result["release_ids"] == ["O365ProPlusRetail"]
    assert called(fleet) == ["SetStringValue"] * 2 + ["CreateKey", "SetDWORDValue"] * 2
    classes = {entry["class"] for entry in fleet.admin.journal(HOST) if entry["kind"] != "authentication"}
    assert classes == {"StdRegProv", "Win32_ComputerSystemProduct"}, "the latter tells the machine"
    assert fleet.keyed(HOST) == keyed
    fleet.mark()
    off = playbook.task(HOST, MODULE, {"shared_computer": False})
    assert off.result["steps"] == ["Turn shared computer activation off."]
    assert office(fleet)[CONFIGURATION]["SharedComputerLicensing"] == "0"
    assert office(fleet)[CONFIGURATION]["O365ProPlusRetail.DeviceBasedLicensing"] == "1"
    assert fleet.mutating_since_mark(HOST) == 1


def test_off_is_what_it_is_already(fleet: Fleet, playbook: Playbook) -> None:
    task = playbook.task(HOST, MODULE, dict.fromkeys(ALL, False))
    assert (task.is_changed, task.result["after"]) == (False, dict.fromkeys(ALL, "absent"))
    assert (fleet.mutating(HOST), requests(fleet)) == (0, 5)


@pytest.mark.parametrize(
    ("host", "sentence"),
    [
        ("fresh", "The host has no Office that was installed by click-to-run."),
        ("office", "None of the installed products knows device-based licensing: ProPlus2024Volume."),
    ],
)
@pytest.mark.parametrize("arguments", [(), CHECK], ids=["real", "check"])
def test_what_office_does_not_know_is_refused_in_a_sentence(
    fleet: Fleet, playbook: Playbook, host: str, sentence: str, arguments: tuple[str, ...]
) -> None:
    task = playbook.task(host, MODULE, {"device_based": True}, arguments=arguments)
    assert (task.verdict, task.result["msg"].startswith(sentence)) == ("failed", True)
    assert task.result["error"]["advice"]
    assert fleet.mutating(host) == 0


def test_a_refusal_is_said_in_japanese_too(playbook: Playbook) -> None:
    task = playbook.task("office", MODULE, {"shared_computer": True, "language": "ja"})
    assert "共有コンピューターのライセンス認証に対応する製品がインストールされていません" in task.result["msg"]
    assert "ProPlus2024Volume" in task.result["msg"]


def test_a_step_is_said_in_japanese_too(playbook: Playbook) -> None:
    task = playbook.task(HOST, MODULE, {"shared_computer": True, "language": "ja"}, arguments=CHECK)
    assert task.result["steps"] == ["共有コンピューターのライセンス認証の有効化。"]
    assert task.result["diff"]["before"] == "共有コンピューターのライセンス認証: なし\n"


@pytest.mark.parametrize(("call", "code"), [("CreateKey", "0x80070005"), ("SetDWORDValue", "0x80070005")])
def test_an_account_without_rights_is_told_with_a_next_step(
    fleet: Fleet, playbook: Playbook, call: str, code: str
) -> None:
    fleet.admin.add_fault(HOST, "access_denied", on={"method": call}, level="return_value", times="always")
    task = playbook.task(HOST, MODULE, {"extended_offline": True})
    assert (task.verdict, task.is_changed, task.result["error"]["code"]) == ("failed", False, code)
    assert "administrator of the host" in task.result["error"]["advice"]
    assert (set(office(fleet)), called(fleet)[-1]) == ({CONFIGURATION}, call)


def test_a_value_of_another_type_is_replaced(fleet: Fleet, playbook: Playbook) -> None:
    task = playbook.task("microsoft-365-odd", MODULE, {"shared_computer": True, "extended_offline": False})
    assert task.result["before"] == {"shared_computer": "unclear", "extended_offline": "unclear"}
    assert task.result["after"] == {"shared_computer": "on", "extended_offline": "off"}
    found = office(fleet, "microsoft-365-odd")
    assert found[CONFIGURATION]["SharedComputerLicensing"] == "1"
    assert found[POLICY] == found[POLICY_OF_32_BITS] == {"ExtendedOfflineSubscription": 0}
