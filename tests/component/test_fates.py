# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every playbook and role with one host of each fate: fine, failing, unreachable, and left out.

In check mode and without, in English and in Japanese: nothing crashes, what is fine ends well, what fails says so in
its own words and no others, and the summary counts each host once.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.component.bench import LocalFleet
from tests.support.fleet import ROOT
from tests.support.launch import PlayRun
from tests.support.play import Playbook
from tests.support.plays import play, played

#: Playbooks that ask no host of the inventory, or are no playbooks to be run by themselves on hosts, and why.
WITHOUT_HOSTS = {
    "drift": "compares surveys, and asks no host; tests/component/test_fleet_drift.py",
    "survey": "makes a row of each fate and fails for none; tests/component/test_fleet_survey.py",
    "explain": "asks no host; tests/component/test_explain.py",
    "policy": "judges a survey, and asks no host; tests/component/test_licence_policy.py",
    "report": "reads a survey, and asks no host; tests/component/test_fleet_report.py",
    "simulator": "starts simulated hosts, and asks none",
    "idempotency": "runs a playbook of the user",
}

#: What Ansible prints when a playbook itself is wrong, and what Python does.
CRASHES = ("Traceback", "object has no attribute", "is undefined", "Error while resolving", "has no element")

#: The code of the fault, in the sentence that the failing host ends with.
DENIED = "0x80338104"


@dataclass(frozen=True, slots=True)
class Case:
    """A playbook and what is to come out of it.

    Attributes:
        role: The role it runs, where that has another name; none for a playbook without one.
        hosts: What the names of its hosts begin with.
        ends: Exit codes of Ansible; 0 where the playbook tells of failures and goes on.
        told: What stands in the summary by language, in check mode and without.
    """

    variables: dict[str, Any] = field(default_factory=dict)
    role: str = ""
    hosts: str = ""
    ends: tuple[int, ...] = (2, 4, 6)
    told: Mapping[str, tuple[str, str]] = field(default_factory=dict)


def counted(check: str, real: str) -> tuple[str, str]:
    """The summary in check mode and without."""
    return check, real


CHANGING = {
    "en": counted(
        "3 hosts: 1 would be changed, 1 failed, 1 unreachable.", "3 hosts: 1 changed, 1 failed, 1 unreachable."
    ),
    "ja": counted("3 台: 変更予定 1、失敗 1、接続不可 1。", "3 台: 変更あり 1、失敗 1、接続不可 1。"),
}
READING = {
    "en": counted(*["3 hosts: 1 fine, 1 failed, 1 unreachable."] * 2),
    "ja": counted(*["3 台: 正常 1、失敗 1、接続不可 1。"] * 2),
}
CASES = {
    "activate": Case(told=CHANGING),
    "esu": Case({"esu_year": "1"}, hosts="esu-", told=CHANGING),
    "edition": Case({"edition_target": "Enterprise", "activate_method": "kms"}, hosts="edition-", told=CHANGING),
    "office": Case({"office_activate_source": "gvlk"}, role="office_activate", hosts="office-", told=CHANGING),
    "office_reset": Case({"office_reset_confirm": True}, hosts="account-", told=CHANGING),
    "offline_collect": Case(
        {"offline_collect_worklist": "list.csv", "offline_collect_page": "page.html"}, told=READING
    ),
    "offline_apply": Case({"offline_apply_worklist": "list.csv"}, told=READING),
    "status": Case(
        told={
            "en": counted(*["3 hosts: 1 not licensed, 1 failed, 1 unreachable."] * 2),
            "ja": counted(*["3 台: 未認証 1、失敗 1、接続不可 1。"] * 2),
        }
    ),
    "diagnose": Case(
        ends=(0,),
        told={"en": counted("3 hosts", "3 hosts"), "ja": counted("3 台", "3 台")},
    ),
    "kms_rollover": Case(
        {"kms_rollover_to": "kms1.corp.example", "kms_rollover_batches": [3]},
        hosts="kms-",
        told={
            "en": counted(
                "3 hosts: 1 failed, 1 unreachable, 1 stopped because of others.",
                "3 hosts: 1 failed, 1 unreachable, 1 stopped because of others.",
            ),
            "ja": counted(*["3 台: 失敗 1、接続不可 1、ほかのホストのため中止 1。"] * 2),
        },
    ),
}


#: The playbooks of the roles.
ROLES = {case.role or name: name for name, case in CASES.items() if (ROOT / "roles" / (case.role or name)).is_dir()}


@pytest.fixture
def fleet(fates_at_start: LocalFleet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> LocalFleet:
    """The hosts as they were at first, one of which answers nothing; files go where the command is typed."""
    fates_at_start.reset()
    for host in ("failing", "esu-failing", "kms-failing", "office-failing"):
        fates_at_start.admin.add_fault(host, "access_denied")
    # These do without the UUID of the hardware, which they ask for first.
    for host in ("account-failing", "edition-failing"):
        fates_at_start.admin.add_fault(host, "access_denied", times=2)
    monkeypatch.chdir(tmp_path)
    return fates_at_start


def failures(run: PlayRun, verdict: str) -> dict[str, list[str]]:
    """What failing hosts said."""
    found: dict[str, list[str]] = {}
    for item in run.results:
        if item.verdict == verdict:
            found.setdefault(item.host, []).append(item.result["msg"])
    return found


def given(variables: Mapping[str, Any]) -> list[str]:
    """Variables as they are typed."""
    return ["--extra-vars", json.dumps(dict(variables))]


def collected(playbook: Playbook) -> None:
    """Write the list that is to be applied."""
    variables = CASES["offline_collect"].variables
    run = playbook.run_file("licenseops.windows.offline_collect", variables=variables, arguments=["--limit", "fine"])
    assert run.returncode == 0, run.output
    Path("page.html").unlink()


def test_every_playbook_and_every_role_is_in_the_table() -> None:
    playbooks = {path.stem for path in (ROOT / "playbooks").glob("*.yml")}
    assert playbooks - WITHOUT_HOSTS.keys() == CASES.keys()
    assert {path.name for path in (ROOT / "roles").iterdir()} - WITHOUT_HOSTS.keys() == ROLES.keys()


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("mode", ["check", "real"])
@pytest.mark.parametrize("name", CASES)
def test_each_host_ends_as_it_is(fleet: LocalFleet, playbook: Playbook, name: str, mode: str, language: str) -> None:
    case = CASES[name]
    fine, failing, gone, out = (f"{case.hosts}{host}" for host in ("fine", "failing", "gone", "out"))
    arguments = ["--limit", f"{fine},{failing},{gone}", *(["--check"] if mode == "check" else [])]
    if name == "offline_apply":
        collected(playbook)
    run = playbook.run_file(
        f"licenseops.windows.{name}", arguments=[*arguments, *given(case.variables | {"licenseops_language": language})]
    )
    assert run.returncode in case.ends, run.output
    assert not [crash for crash in CRASHES if crash in run.output], run.output
    if case.ends != (0,):
        (said,) = failures(run, "failed").pop(failing)
        assert DENIED in said
        assert failures(run, "failed").keys() == {failing}
        assert failures(run, "unreachable").keys() == {gone}, run.output
    assert case.told[language][mode == "real"] in run.output, run.output
    assert fleet.summary(out)["requests"] == 0
    assert not [item for item in run.results if item.host == out]
    if mode == "check":
        assert [fleet.mutating(host) for host in fleet.hosts] == [0] * len(fleet.hosts)
        assert not [
            path.name for path in Path.cwd().iterdir() if path.name in ("page.html", "reports", "office-resets")
        ]


@pytest.mark.parametrize("arguments", [(), ("--check",)], ids=["real", "check"])
@pytest.mark.parametrize("role", sorted(ROLES))
def test_a_host_that_a_condition_leaves_out_of_a_role_is_left_out(
    fleet: LocalFleet, playbook: Playbook, tmp_path: Path, role: str, arguments: tuple[str, ...]
) -> None:
    case = CASES[ROLES[role]]
    hosts = [f"{case.hosts}{host}" for host in ("fine", "failing", "gone", "out")]
    condition = f"inventory_hostname != '{hosts[-1]}'"
    story = play(hosts, roles=[{"role": f"licenseops.windows.{role}", "when": condition}])
    if role == "offline_apply":
        collected(playbook)
    run = played(playbook, tmp_path, [story], variables=case.variables, arguments=arguments)
    assert run.returncode in case.ends, run.output
    assert not [crash for crash in CRASHES if crash in run.output], run.output
    assert fleet.summary(hosts[-1])["requests"] == 0
    assert not [item for item in run.results if item.host == hosts[-1] and item.verdict not in ("ok", "skipped")]
    counts = "Not reached 1" if role == "diagnose" else "1 failed, 1 unreachable, 1 left out"
    assert re.search(f"4 hosts: .*{counts}", run.output), run.output


@pytest.mark.parametrize("role", ["diagnose", "offline_apply", "offline_collect"])
def test_a_condition_that_leaves_out_the_first_host_is_refused_where_it_leaves_out_what_is_done_for_all(
    fleet: LocalFleet, playbook: Playbook, tmp_path: Path, role: str
) -> None:
    case = CASES[role]
    first, second = f"{case.hosts}out", f"{case.hosts}fine"
    story = play(
        [first, second], roles=[{"role": f"licenseops.windows.{role}", "when": f"inventory_hostname == '{second}'"}]
    )
    run = played(playbook, tmp_path, [story], variables={**case.variables, "diagnose_report_dir": "reports"})
    assert run.failure.result["msg"].startswith(f"A condition leaves out {first}, the first host of the play"), (
        run.output
    )
    assert fleet.summary(second)["requests"] == 0


@pytest.mark.parametrize("name", sorted(CASES.keys() - {"diagnose"}))
def test_a_fleet_of_which_nobody_is_fine_is_summed_up_too(fleet: LocalFleet, playbook: Playbook, name: str) -> None:
    case = CASES[name]
    if name == "offline_apply":
        collected(playbook)
    hosts = f"{case.hosts}failing,{case.hosts}gone"
    run = playbook.run_file(f"licenseops.windows.{name}", arguments=["--limit", hosts, *given(case.variables)])
    assert run.returncode in case.ends, run.output
    assert not [crash for crash in CRASHES if crash in run.output], run.output
    assert run.failure.host == f"{case.hosts}failing"
    assert "2 hosts: 1 failed, 1 unreachable." in run.output, run.output
