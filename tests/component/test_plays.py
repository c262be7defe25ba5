# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How plays begin and end: mistakes told before any host is asked, summaries in batches, and files."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.component.bench import LocalFleet
from tests.integration import keys
from tests.support.play import Playbook
from tests.support.plays import module, play, played

PLUGINS = "ansible_collections.licenseops.windows.plugins"
STATUS = "win_activation_status"
KEY = keys.MAK_PRO


@pytest.fixture
def fleet(fates_at_start: LocalFleet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> LocalFleet:
    """The hosts as they were at first; files go where the command is typed."""
    fates_at_start.reset()
    monkeypatch.chdir(tmp_path)
    return fates_at_start


@pytest.mark.parametrize(
    ("playbook_name", "arguments", "said"),
    [
        (
            "status",
            ["-e", "status_hosts=nobody"],
            "The inventory has no host that 'nobody' names. Name hosts or a group with -e status_hosts=",
        ),
        ("status", ["-e", "status_hosts="], "The inventory has no host that '' names."),
        ("status", ["-e", "status_hosts=out", "--limit", "fine"], "--limit leaves out every host of out."),
        ("status", ["-e", "status_application=word"], "status_application is 'word'; it can be windows, office, all."),
        (
            "status",
            ["-e", "licenseops_language=fr"],
            "There are no texts in the language 'fr'. Set language to en or ja.",
        ),
        ("kms_rollover", [], "kms_rollover_to is not set: give it with -e kms_rollover_to=kms-new.corp.example."),
        ("kms_rollover", ["-e", "kms_rollover_to="], "kms_rollover_to is empty: give it with"),
        (
            "kms_rollover",
            ["-e", "kms_rollover_to=a kms_rollover_timeout=soon"],
            "kms_rollover_timeout is 'soon', which is not a whole number.",
        ),
        ("esu", [], "esu_year is not set: give it with -e esu_year=1."),
        ("esu", ["-e", "esu_year=9"], "esu_year is '9'; it can be 1, 2, 3, 4, 5, 6, current, next."),
        (
            "activate",
            ["-e", "activate_replace_licensed=maybe"],
            "activate_replace_licensed is 'maybe', which is not true or false.",
        ),
        (
            "activate",
            ["-e", "activate_product_key={{ vault_nothing }}"],
            "activate_product_key cannot be worked out: it uses something that is not set.",
        ),
        (
            "activate",
            ["-e", "licenseops_language=ja activate_method=magic"],
            "activate_method の値 'magic' は使えません。",
        ),
        ("diagnose", ["-e", "diagnose_event_days=few"], "diagnose_event_days is 'few', which is not a whole number."),
        (
            "offline_collect",
            ["-e", '{"offline_collect_page": ["a"]}'],
            "offline_collect_page is \"['a']\", which is not a text.",
        ),
        (
            "offline_apply",
            ["-e", "offline_apply_timeout=x offline_apply_worklist="],
            "offline_apply_timeout is 'x', which is not a whole number.",
        ),
        ("edition", [], "edition_target is not set: give it with -e edition_target="),
        (
            "edition",
            ["-e", "edition_target=Enterprise edition_restart=now"],
            "edition_restart is 'now'; it can be never, if_needed.",
        ),
        (
            "edition",
            ["-e", "edition_target=Enterprise activate_method=magic"],
            "activate_method is 'magic'; it can be auto, online, kms, ad, offline.",
        ),
        ("policy", [], "policy_file is not set: give it with -e policy_file=policy.yml."),
        (
            "policy",
            ["-e", "policy_file=p.yml policy_survey="],
            "policy_survey is empty: give it with -e policy_survey=survey",
        ),
        ("policy", ["-e", "policy_file=none.yml policy_survey=s.json"], "policy: there is no file "),
        ("report", ["-e", "report_limits=many"], "report_limits is 'many', which is not"),
        ("explain", [], "code is not set: give it with -e code=0xC004F074."),
        ("simulator", ["-e", "simulator_state=on"], "simulator_state is 'on'; it can be started, stopped."),
        ("simulator", ["-e", "simulator_ports=x"], "simulator_ports is 'x', which is not true or false."),
        ("idempotency", [], "idempotency_playbook is not set: give it with -e idempotency_playbook=site.yml."),
        (
            "idempotency",
            ["-e", "idempotency_playbook=a idempotency_connection=ssh"],
            "idempotency_connection is 'ssh'; it can be winrm, psrp.",
        ),
    ],
)
@pytest.mark.parametrize("mode", [[], ["--check"]], ids=["real", "check"])
def test_a_mistake_is_one_sentence_before_any_host_is_asked(
    fleet: LocalFleet, playbook: Playbook, playbook_name: str, arguments: list[str], said: str, mode: list[str]
) -> None:
    run = playbook.run_file(f"licenseops.windows.{playbook_name}", arguments=[*arguments, *mode])
    assert run.returncode == 2, run.output
    assert run.failure.result["msg"].startswith(said), run.output
    assert [fleet.summary(host)["requests"] for host in fleet.hosts] == [0] * len(fleet.hosts)


def test_several_mistakes_are_told_at_once_and_a_key_is_not(playbook: Playbook) -> None:
    run = playbook.run_file(
        "licenseops.windows.activate",
        arguments=["-e", f"activate_timeout=x activate_retries=y activate_kms_host={KEY} activate_method={KEY}"],
    )
    said = run.failure.result["msg"]
    assert "activate_timeout" in said and "activate_retries" in said and "activate_method" in said
    assert KEY not in run.output


def test_texts_of_the_command_line_are_taken_for_what_they_mean(playbook: Playbook) -> None:
    run = playbook.run_file(
        "licenseops.windows.activate",
        arguments=["--check", "--limit", "fine", "-e", "activate_timeout=5 activate_replace_licensed=true"],
    )
    assert run.returncode == 0, run.output


def summary(*results: str, **options: Any) -> dict[str, Any]:
    """A task that sums up."""
    return module("sum up", "play_summary", {"results": list(results), **options}, run_once=True)


def read_and_sum_up(**options: Any) -> list[dict[str, Any]]:
    """Read every host, and sum up in any case."""
    read = module("read", STATUS, register="found")
    return [{"name": "all of it", "block": [read], "always": [summary("found", **options)]}]


def test_with_serial_the_last_batch_sums_up_for_all(fleet: LocalFleet, playbook: Playbook) -> None:
    for hosts in ("fine,gone,out,failing", "fine,failing,out,gone"):
        fleet.admin.add_fault("failing", "access_denied")
        run = playbook.run(hosts, read_and_sum_up(), play={"serial": 2})
        assert run.output.count(" hosts: ") == 1
        assert "4 hosts: 2 fine, 1 failed, 1 unreachable." in run.output


def test_a_host_that_an_earlier_play_has_lost_makes_no_batch_the_last(
    fleet: LocalFleet, playbook: Playbook, tmp_path: Path
) -> None:
    fleet.admin.add_fault("failing", "access_denied")
    plays = [
        play("fine,failing", module("read before", STATUS)),
        {**play("fine,kms-fine,failing", *read_and_sum_up()), "serial": 1},
    ]
    run = played(playbook, tmp_path, plays)
    assert run.output.count(" hosts: ") == 1
    assert "3 hosts: 2 fine, 1 failed." in run.output


def test_a_last_batch_of_which_nobody_is_fine_sums_up_too(fleet: LocalFleet, playbook: Playbook) -> None:
    fleet.admin.add_fault("failing", "access_denied")
    run = playbook.run("fine,kms-fine,failing", read_and_sum_up(), play={"serial": 2})
    assert run.output.count(" hosts: ") == 1
    assert "3 hosts: 2 fine, 1 failed." in run.output


def test_every_batch_sums_up_where_any_can_be_the_last(fleet: LocalFleet, playbook: Playbook) -> None:
    fleet.admin.add_fault("failing", "access_denied")
    plays = {"serial": [1, 2, 9], "any_errors_fatal": True}
    run = playbook.run("fine,failing,out,kms-fine", read_and_sum_up(every_batch=True), play=plays)
    assert "4 hosts: 1 fine, 3 not begun." in run.output
    assert "4 hosts: 1 fine, 1 failed, 1 stopped because of others, 1 not begun." in run.output
    assert "--limit 'failing,out,kms-fine'" in run.output
    assert fleet.summary("kms-fine")["requests"] == 0


@pytest.mark.parametrize("language", ["en", "ja"])
def test_when_nobody_can_be_reached_ansible_alone_says_so(playbook: Playbook, language: str) -> None:
    run = playbook.run("gone,kms-gone", read_and_sum_up(), variables={"licenseops_language": language})
    assert run.returncode == 4
    assert "Traceback" not in run.output
    assert {item.verdict for item in run.results} == {"unreachable"}


def test_files_stand_with_full_paths_at_the_end(playbook: Playbook, tmp_path: Path) -> None:
    arguments = ["--limit", "fine", "-e", "offline_collect_page=page.html"]
    run = playbook.run_file("licenseops.windows.offline_collect", arguments=[*arguments, "--check"])
    lines = run.of("licenseops.windows.offline_collect : Sum up").result["lines"]
    assert lines[-2:] == [
        f"Work list: would be written to {tmp_path}/offline-worklist.csv",
        f"Page: would be written to {tmp_path}/page.html",
    ]
    assert not (tmp_path / "page.html").exists()
    run = playbook.run_file("licenseops.windows.offline_collect", arguments=arguments)
    lines = run.of("licenseops.windows.offline_collect : Sum up").result["lines"]
    named = [Path(line.partition(": ")[2]) for line in lines[-2:]]
    assert named == [tmp_path / "offline-worklist.csv", tmp_path / "page.html"]
    assert [path.is_file() for path in named] == [True, True]


def test_the_ledger_is_named_and_lies_where_the_command_was_typed(playbook: Playbook, tmp_path: Path) -> None:
    variables = {"activate_product_key": KEY}
    arguments = ["--limit", "fine", "-e", "activate_ledger=ledger.sqlite activate_max_activations=5"]
    run = playbook.run_file("licenseops.windows.activate", arguments=arguments, variables=variables)
    assert run.returncode == 0, run.output
    assert run.of("licenseops.windows.activate : Sum up").result["lines"][-1] == f"Ledger: {tmp_path}/ledger.sqlite"
    assert (tmp_path / "ledger.sqlite").is_file()


def test_a_file_that_was_not_written_is_not_named(playbook: Playbook) -> None:
    task = playbook.task(
        "fine",
        "play_summary",
        {"results": ["nothing"], "every_batch": True, "files": {"ledger": "none.sqlite", "page": ""}},
    )
    assert task.result["lines"] == ["1 host: 1 not begun."]


@pytest.mark.parametrize("arguments", [(), ("--check", "--diff")], ids=["real", "check"])
@pytest.mark.parametrize("kind", ["modules.play_check", "modules.play_summary", "filter.status_lines"])
def test_the_examples_run(playbook: Playbook, tmp_path: Path, kind: str, arguments: tuple[str, ...]) -> None:
    tasks = yaml.safe_load(importlib.import_module(f"{PLUGINS}.{kind}").EXAMPLES)
    read = module("read", STATUS, register="status")
    variables = {"windows_mak": KEY}
    run = played(playbook, tmp_path, [play("fine", read, *tasks)], variables=variables, arguments=arguments)
    assert run.returncode == 0, run.output


def test_there_is_no_check_of_a_role_that_is_none(playbook: Playbook) -> None:
    task = playbook.task("fine", "play_check", {"role": "../activate/x"})
    assert task.result["msg"] == "This collection has no role '../activate/x'. Correct role."
