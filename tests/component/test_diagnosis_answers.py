# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How win_activation_diagnosis answers: codes in any form, part of the products, a rescue block, no secrets."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.component.bench import LocalFleet
from tests.component.diagnosis_runs import MODULE, SCENARIO
from tests.integration import keys
from tests.support.fleet import Fleet
from tests.support.play import PSRP, WINRM, Playbook

NAME = "win_activation_diagnosis"
UNKNOWN = "0xC004ABCD"


@pytest.fixture(scope="module")
def fleet_at_start() -> LocalFleet:
    return LocalFleet.of(SCENARIO)


def looped(playbook: Playbook, host: str, option: str, values: list[Any], **options: Any) -> list[dict[str, Any]]:
    """One task, one answer for each value of an option."""
    task = {"name": NAME, MODULE: {**options, option: "{{ item }}"}, "loop": values}
    run = playbook.run(host, [task])
    assert run.returncode == 0, run.output
    return [item.result for item in run.results if item.verdict == "item"]


def identities(result: dict[str, Any]) -> list[str]:
    """Ids of the findings, in order."""
    return [finding["id"] for finding in result["findings"]]


def test_a_code_is_understood_in_any_form(playbook: Playbook) -> None:
    forms = [
        "0xC004C003",
        "0xc004c003",
        "C004C003",
        "-1073430525",
        "3221536771",
        "Activation of Windows (key ...PWT72) failed with 0xC004C003 SL_E_CHPA_PRODUCT_KEY_BLOCKED: it is blocked.",
        "エラー: 0xC004C003 ライセンス認証サービスで",
    ]
    results = looped(playbook, "never-tried", "code", forms)
    assert [identities(result)[0] for result in results] == ["key_blocked"] * len(forms)


def test_a_code_on_a_licensed_host_still_has_a_cause(playbook: Playbook) -> None:
    (result,) = looped(playbook, "healthy-mak", "code", ["0x80072EE7"])
    assert identities(result) == ["endpoint_unreachable"]
    assert result["products"][0]["licensed"] is True


def test_a_code_that_is_no_fault_is_no_finding(playbook: Playbook) -> None:
    for result in looped(playbook, "healthy-mak", "code", ["0x4004F040", "0x00000000"]):
        assert {finding["severity"] for finding in result["findings"]} <= {"info"}
        assert result["healthy"] is True


@pytest.mark.parametrize("language", ["en", "ja"])
def test_an_unknown_code_says_what_can_be_said(playbook: Playbook, language: str) -> None:
    told = f"The host said: {UNKNOWN} Der Vorgang ist gescheitert."
    (result,) = looped(playbook, "never-tried", "code", [told], language=language)
    first = result["findings"][0]
    assert (first["id"], first["code"]["code"], first["code"]["symbol"]) == ("unknown_code", UNKNOWN, None)
    words = " ".join((first["title"], first["cause"], *first["next_steps"], *first["evidence"]))
    for part in (UNKNOWN, "-1073435699", "Der Vorgang ist gescheitert"):
        assert part in words, words
    assert ("facility 4" if language == "en" else "ファシリティ") in words
    assert len(first["next_steps"]) >= 1


def test_text_without_a_code_is_refused_or_does_no_harm(fleet: Fleet, playbook: Playbook) -> None:
    task = playbook.task("never-tried", NAME, {"code": "it does not work"})
    assert task.verdict == "failed" or identities(task.result) == ["not_activated"]


def test_only_the_products_asked_for_are_judged(playbook: Playbook) -> None:
    choices = ["all", "windows", "office"]
    found = looped(playbook, "windows-beside-office", "application", choices)
    assert [len(result["findings"]) for result in found] == [1, 1, 0]
    assert [len(result["products"]) for result in found] == [2, 1, 1]
    without_key = looped(playbook, "code-c004f014", "application", choices)
    assert [identities(result)[:1] for result in without_key][:2] == [["key_missing"], ["key_missing"]]
    assert "Windows" not in str([finding["title"] for finding in without_key[2]["findings"]])


def test_more_days_show_older_failures(playbook: Playbook) -> None:
    near, far = looped(playbook, "healthy-kms-long-ago", "event_days", [3, 30])
    assert (identities(near), identities(far)) == ([], ["kms_renewal_failing"])


@pytest.mark.parametrize(
    "options",
    [
        {"max_requests": 1},
        {"event_days": 0},
        {"event_days": 4000},
        {"controller_checks": True, "dns_servers": ["no one"]},
    ],
    ids=["no request", "no day", "too many days", "no address"],
)
def test_what_cannot_work_is_refused_before_the_host_is_asked(
    fleet: Fleet, playbook: Playbook, options: dict[str, Any]
) -> None:
    task = playbook.task("healthy-mak", NAME, options)
    assert task.verdict == "failed"
    assert fleet.summary("healthy-mak")["requests"] == 0


def test_a_rescue_block_ends_with_the_cause_and_the_next_step(playbook: Playbook) -> None:
    tasks = [
        {
            "block": [{"name": "activate", "licenseops.windows.win_activation": {"retries": 0}}],
            "rescue": [
                {"name": "diagnose", MODULE: {"code": "{{ ansible_failed_result.error.code }}"}, "register": "result"},
                {
                    "name": "say",
                    "ansible.builtin.fail": {
                        "msg": "{{ result.findings[0].cause }} {{ result.findings[0].next_steps[0] }}"
                    },
                },
            ],
        }
    ]
    run = playbook.run("code-c004c020", tasks)
    assert run.of("activate").verdict == "failed"
    assert run.of("diagnose").result["findings"][0]["id"] == "mak_limit_reached"
    assert "multiple activation key" in run.of("say").result["msg"]


def test_both_connections_and_check_mode_see_the_same(fleet: Fleet, playbook: Playbook) -> None:
    hosts = ":".join(
        ("inner-and-outer", "new-board-linked", "healthy-office", "registry-denied", "protection-disabled")
    )
    task = {"name": "diagnose", MODULE: {}}
    seen: list[dict[str, Any]] = []
    for connection, arguments in ((WINRM, ()), (PSRP, ()), (WINRM, ("--check", "--diff"))):
        fleet.admin.clear_journal()
        run = playbook.run(hosts, [task], variables=connection, arguments=arguments)
        assert {item.verdict for item in run.results} == {"ok"}, run.output
        assert not any(item.is_changed for item in run.results)
        seen.append({item.host: _lasting(item.result) for item in run.results})
        seen[-1]["requests"] = {host: fleet.summary(host)["requests"] for host in hosts.split(":")}
    assert seen[0] == seen[1] == seen[2]


def _lasting(result: dict[str, Any]) -> dict[str, Any]:
    """What does not move with the clock between two runs."""
    observed = {name: value for name, value in result["observed"].items() if name != "clock_offset_seconds"}
    findings = [
        {name: value for name, value in item.items() if name != "evidence"} | {"evidence": len(item["evidence"])}
        for item in result["findings"]
    ]
    return {"findings": findings, "observed": observed, "not_read": result["not_read"], "healthy": result["healthy"]}


@pytest.mark.parametrize("connection", [WINRM, PSRP], ids=["winrm", "psrp"])
def test_no_key_shows_at_any_verbosity(playbook: Playbook, connection: dict[str, Any]) -> None:
    tasks = [{"name": "diagnose", MODULE: {"max_requests": 40, "code": "0xC004C003"}, "ignore_errors": True}]
    hosts = ":".join(("firmware-unused", "home-pro-firmware", "healthy-oem", "code-c004c003", "esu-without-base"))
    run = playbook.run(hosts, tasks, variables=connection, arguments=["-vvvvvv", "--diff"])
    assert {item.verdict for item in run.results} == {"ok"}, run.output
    text = run.output + json.dumps([item.result for item in run.results])
    for key in (*keys.ALL, keys.ESU_YEAR_1_KEY, keys.FIRMWARE):
        for form in (key, key.replace("-", ""), key.lower(), key.replace("-", "").lower()):
            assert form not in text
    assert keys.last_five(keys.ESU_YEAR_1_KEY) in text, "the last five characters do show"


def test_a_key_given_as_the_code_does_not_show(playbook: Playbook) -> None:
    task = playbook.task("never-tried", NAME, {"code": f"{keys.MAK_PRO} failed with 0xC004C003"})
    answer = {name: value for name, value in task.result.items() if name != "invocation"}
    assert keys.MAK_PRO not in json.dumps(answer)
