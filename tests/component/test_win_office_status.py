# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""win_office_status: users, files, assertions, and what it asks for. test_office_fleet.py has forty hosts."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.fleet import Fleet
from tests.support.play import Playbook

MODULE = "win_office_status"
SHARED = "microsoft-365-shared"
ADA, BOB = "S-1-5-21-1111111111-2222222222-3333333333-1001", "S-1-12-1-1-2-3-4"


def read(playbook: Playbook, host: str, **options: Any) -> dict[str, Any]:
    """Office as the module returns it."""
    office: dict[str, Any] = playbook.task(host, MODULE, options).result["office"]
    return office


def test_users_who_are_logged_on_are_read_and_the_others_counted(playbook: Playbook) -> None:
    office = read(playbook, SHARED)
    assert {user["sid"]: (user["kind"], user["vnext"]) for user in office["users"]} == {
        ADA: ("work", True),
        BOB: ("personal", False),
    }
    assert (office["left_out_users"], office["unread_users"]) == (0, 1)


def test_addresses_show_only_when_they_are_asked_for(playbook: Playbook) -> None:
    run = playbook.run(SHARED, [{"name": "office", f"licenseops.windows.{MODULE}": {}}], arguments=("-vvv",))
    assert "ada@corp" not in run.output
    assert {user["identities"] for user in run.only.result["office"]["users"]} == {None}
    asked = read(playbook, SHARED, identities=True)
    assert {user["sid"]: user["identities"] for user in asked["users"]} == {
        ADA: ["ada@corp.example"],
        BOB: ["bob@home.example"],
    }


def test_licence_files_are_listed_only_when_they_are_asked_for(playbook: Playbook) -> None:
    assert read(playbook, SHARED)["files"] is None
    office = read(playbook, SHARED, licence_files=True)
    assert [path.lower() for path in office["files"]] == [r"c:\programdata\microsoft\office\licenses\1\abc"]
    assert office["unread_directories"] == []


def test_version_channel_and_settings(playbook: Playbook) -> None:
    office = read(playbook, SHARED)
    assert (office["version"], office["platform"], office["channel"]["name"]) == ("16.0.17928.20114", "x64", "Current")
    settings = (office["shared_computer"], office["device_based"], office["extended_offline"])
    assert settings == (True, False, False)


def test_a_value_that_means_nothing_is_no_flag(playbook: Playbook) -> None:
    office = read(playbook, "microsoft-365-odd")
    assert (office["shared_computer"], office["extended_offline"]) == (None, None)


@pytest.mark.parametrize(
    ("host", "demand", "sentence"),
    [
        (
            SHARED,
            {"model": ["vnext", "device"]},
            "The licensing model of O365ProPlusRetail is sca, and vnext, device",
        ),
        (SHARED, {"shared_computer": False}, "Shared computer activation is on, and the task asserts the contrary."),
        (
            SHARED,
            {"minimum_version": "16.0.18000"},
            "The version of Office is 16.0.17928.20114, less than the 16.0",
        ),
        (
            "office",
            {"licensed": True},
            "Office LTSC Professional Plus 2024 is not licensed, its state is notif",
        ),
        ("fresh", {"licensed": True}, "The host has no Office."),
    ],
)
def test_an_assertion_that_does_not_hold_is_one_sentence(
    playbook: Playbook, host: str, demand: dict[str, Any], sentence: str
) -> None:
    task = playbook.task(host, MODULE, {"assert": demand})
    assert task.verdict == "failed"
    assert task.result["msg"].startswith(sentence)
    assert task.result["error"]["advice"]
    assert "office" in task.result


@pytest.mark.parametrize(
    ("host", "demand"),
    [
        (SHARED, {"model": ["sca"], "shared_computer": True, "minimum_version": "16.0.9999.1"}),
        ("fresh", {}),
        ("showcase-licensed", {"licensed": True, "model": ["volume"]}),
    ],
)
def test_an_assertion_that_holds_is_quiet(playbook: Playbook, host: str, demand: dict[str, Any]) -> None:
    task = playbook.task(host, MODULE, {"assert": demand})
    assert (task.verdict, task.result.get("warnings", [])) == ("ok", [])


def test_what_nothing_tells_of_is_not_asserted_and_said(playbook: Playbook) -> None:
    task = playbook.task(SHARED, MODULE, {"assert": {"licensed": True}})
    assert task.verdict == "ok"
    assert task.result["warnings"] == [
        "Nothing on the host tells whether O365ProPlusRetail is licensed, so that was not asserted."
    ]


@pytest.mark.parametrize(("host", "requests"), [("fresh", 4), ("showcase-licensed", 12), (SHARED, 18)])
def test_it_only_reads_and_asks_for_no_more_than_it_says(
    fleet: Fleet, playbook: Playbook, host: str, requests: int
) -> None:
    for arguments in ((), ("--check",)):
        fleet.mark()
        playbook.task(host, MODULE, {}, arguments=arguments)
        summary = fleet.summary(host)
        assert fleet.mutating(host) == 0
    assert (summary["requests"] - summary["authentication"]) / 2 == requests
