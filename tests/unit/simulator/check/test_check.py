# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From what tasks did and what hosts received to what is wrong."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from tests.simulator.check import command
from tests.simulator.check.judge import Fault, Finding, Fleet, Sent, Stage, findings_of
from tests.simulator.check.junit import write_junit
from tests.simulator.check.records import Execution, Record, Span, Verdict, read_record
from tests.simulator.check.report import described, table
from tests.simulator.check.runs import Playbook, Run
from tests.simulator.control import ControlError

FLEET = Fleet({"one": "127.77.0.1", "two": "127.77.0.2"})


def ran(
    host: str = "one",
    verdict: Verdict = Verdict.OK,
    *,
    is_changed: bool = False,
    targets: Sequence[str] = (),
    span: tuple[int, int] = (0, 0),
    task: str = "Task",
) -> Execution:
    """A task that has run on a host."""
    return Execution(host, task, "site.yml:3", verdict, is_changed, "Because.", frozenset(targets), Span(*span))


def judged(stage: Stage, *executions: Execution, sent: Sequence[tuple[str, int]] = ()) -> list[Finding]:
    """The findings of a run."""
    return findings_of(stage, Record(executions, True), [Sent(host, number, "C.M") for host, number in sent], FLEET)


def faults(findings: Sequence[Finding]) -> list[tuple[str, tuple[Fault, ...]]]:
    """Tasks with their faults."""
    return [(item.task, item.faults) for item in findings]


@pytest.mark.parametrize(
    ("stage", "execution", "expected"),
    [
        (Stage.CHECK, ran(is_changed=True), ()),
        (Stage.FIRST, ran(is_changed=True), ()),
        (Stage.SECOND, ran(is_changed=True), (Fault.CHANGED,)),
        (Stage.SECOND, ran(verdict=Verdict.FAILED, is_changed=True), (Fault.FAILED, Fault.CHANGED)),
        (Stage.CHECK, ran(verdict=Verdict.FAILED), (Fault.FAILED,)),
        (Stage.FIRST, ran(verdict=Verdict.UNREACHABLE), (Fault.UNREACHABLE,)),
        (Stage.CHECK, ran(verdict=Verdict.IGNORED), ()),
        (Stage.SECOND, ran(verdict=Verdict.SKIPPED), ()),
    ],
)
def test_what_a_task_may_do_depends_on_the_run(stage: Stage, execution: Execution, expected: tuple[Fault, ...]) -> None:
    assert faults(judged(stage, execution)) == ([("Task", expected)] if expected else [])


@pytest.mark.parametrize(
    ("stage", "expected"), [(Stage.CHECK, [(Fault.SENT,)]), (Stage.FIRST, []), (Stage.SECOND, [(Fault.SENT,)])]
)
def test_a_task_that_says_nothing_of_what_it_sent_is_found(stage: Stage, expected: list[tuple[Fault, ...]]) -> None:
    found = judged(stage, ran(span=(4, 9)), sent=[("one", 5), ("one", 9)])
    assert [item.faults for item in found] == expected
    assert [item.calls for item in found] == [(("C.M", 2),)] * len(expected)


def test_a_request_belongs_to_the_task_that_ran_when_it_came() -> None:
    first, second = ran(task="First", span=(0, 4)), ran(task="Second", span=(4, 9))
    assert faults(judged(Stage.SECOND, first, second, sent=[("one", 4)])) == [("First", (Fault.SENT,))]
    assert faults(judged(Stage.SECOND, first, second, sent=[("one", 5)])) == [("Second", (Fault.SENT,))]


def test_of_tasks_at_the_same_time_the_one_about_the_host_sent_it() -> None:
    found = judged(Stage.SECOND, ran("one", span=(0, 9)), ran("two", span=(0, 9)), sent=[("two", 5)])
    assert [(item.host, item.is_shared) for item in found] == [("two", False)]


@pytest.mark.parametrize("target", ["two", "127.77.0.2"])
def test_a_delegated_task_is_about_the_host_it_was_delegated_to(target: str) -> None:
    tasks = ran("one", targets=[target], span=(0, 9), task="Delegated"), ran("one", span=(0, 9), task="Own")
    assert [item.task for item in judged(Stage.SECOND, *tasks, sent=[("two", 5)])] == ["Delegated"]


def test_where_nobody_can_tell_all_are_named() -> None:
    tasks = [ran(host, targets=["two"], span=(0, 9)) for host in ("one", "three")]
    found = judged(Stage.SECOND, *tasks, sent=[("two", 5)])
    assert [(item.host, item.is_shared) for item in found] == [("one", True), ("three", True)]
    assert described(found[0]).endswith("(or another task at the same time)")


def test_a_host_under_another_name_is_found_by_the_time_alone() -> None:
    assert faults(judged(Stage.SECOND, ran("alias", span=(0, 9)), sent=[("one", 5)])) == [("Task", (Fault.SENT,))]


def test_what_came_while_no_task_ran_is_not_lost() -> None:
    found = judged(Stage.CHECK, ran(span=(0, 4)), sent=[("one", 5)])
    assert [(item.host, item.task, described(item)) for item in found] == [
        ("one", "", "was sent C.M while no task ran")
    ]


def written(path: Path, *lines: Mapping[str, Any]) -> Record:
    """What is read of the lines of a callback."""
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return read_record(path)


def line(verdict: str, host: str = "one") -> dict[str, Any]:
    """A line of the callback."""
    return {
        "host": host, "task": "Task", "path": "site.yml:3", "verdict": verdict, "changed": False, "message": "",
        "targets": [], "span": [1, 2],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("failures", "expected"),
    [
        (0, [Verdict.IGNORED, Verdict.OK, Verdict.IGNORED]),
        (1, [Verdict.IGNORED, Verdict.OK, Verdict.FAILED]),
        (2, [Verdict.FAILED, Verdict.OK, Verdict.FAILED]),
    ],
)
def test_failures_that_were_rescued_are_no_failures(tmp_path: Path, failures: int, expected: list[Verdict]) -> None:
    fates = {"fates": {"one": {"failed": failures, "unreachable": 0}}}
    record = written(tmp_path / "run.jsonl", line("failed"), line("ok"), line("failed"), fates)
    assert [item.verdict for item in record.executions] == expected
    assert record.is_complete


def test_a_run_that_was_cut_off_is_not_complete(tmp_path: Path) -> None:
    assert not written(tmp_path / "run.jsonl", line("ok")).is_complete
    assert not read_record(tmp_path / "none.jsonl").is_complete


def test_the_table_has_the_hosts_of_a_task_together_and_no_secret() -> None:
    key = "TNTTT-TTTTT-TTTTT-TTTTT-PKX99"
    findings = [
        Finding(Stage.CHECK, f"host-{number}", "タスク", "site.yml:3", (Fault.FAILED,), f"No {key}\nhere")
        for number in range(5)
    ]
    head, rule, row = table(findings)
    assert row.split("  ")[1:] == [
        "check mode",
        "site.yml:3",
        "タスク",
        "host-0, host-1, host-2 and 2 more",
        "failed: No *****-PKX99 here",
    ]
    assert head.index("what") - 3 == row.index("failed")  # three characters are twice as wide
    assert len(rule) == len(head)


def test_junit_has_a_case_for_each_task_on_each_host(tmp_path: Path) -> None:
    tasks = ran("one"), ran("two", Verdict.FAILED), ran("three", Verdict.SKIPPED)
    run = Run(Stage.CHECK, 2, Record(tasks, True), ())
    findings = [
        *judged(Stage.CHECK, *tasks),
        Finding(Stage.CHECK, "four", "", "", (Fault.SENT,), calls=(("C.\x00M", 1),)),
    ]
    write_junit(tmp_path / "out.xml", [run], findings)
    suite = ElementTree.parse(tmp_path / "out.xml").getroot()[0]
    assert suite.attrib == {"name": "check mode", "tests": "4", "failures": "2", "skipped": "1"}
    assert [case.get("name") for case in suite] == ["Task [one]", "Task [two]", "Task [three]", "- [four]"]
    assert [case.find("failure") is not None for case in suite] == [False, True, False, True]
    assert (suite[0].get("file"), suite[0].get("line")) == ("site.yml", "3")


class Runs:
    """Stands in for the runner: runs as a test wants them."""

    def __init__(self, *verdicts: Verdict, host: str = "one") -> None:
        self._verdicts, self._host = verdicts, host
        self.made: list[Stage] = []

    def run(self, _playbook: Playbook, stage: Stage) -> Run:
        """The next one."""
        self.made.append(stage)
        executions = (ran(self._host, self._verdicts[len(self.made) - 1]),) if self._verdicts else ()
        return Run(stage, 0, Record(executions, bool(self._verdicts)), ())


@pytest.mark.parametrize(
    ("verdicts", "runs"),
    [
        ((Verdict.OK, Verdict.OK, Verdict.OK), 3),
        ((Verdict.FAILED, Verdict.OK, Verdict.OK), 3),
        ((Verdict.OK, Verdict.FAILED), 2),
    ],
)
def test_after_a_real_run_that_failed_there_is_no_other(verdicts: tuple[Verdict, ...], runs: int) -> None:
    runner = Runs(*verdicts)
    found, findings = command._tried(Playbook("site.yml"), runner, FLEET)  # type: ignore[arg-type] # stands in
    assert len(found) == len(runner.made) == runs
    assert bool(findings) == (Verdict.FAILED in verdicts)


@pytest.mark.parametrize(
    ("runner", "reason"), [(Runs(), "ran nothing"), (Runs(Verdict.OK, host="real"), "no task ran on")]
)
def test_what_proves_nothing_is_no_success(runner: Runs, reason: str) -> None:
    with pytest.raises(ControlError, match=reason):
        command._tried(Playbook("site.yml"), runner, FLEET)  # type: ignore[arg-type] # stands in


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ([], "name the playbook first"),
        (["--forks", "5", "site.yml"], "name the playbook first"),
        (["none.yml"], "there is no playbook none.yml"),
        (["a.b.site", "--check"], "leave --check out"),
        (["a.b.site", "--state", "none.json"], "no simulator runs behind none.json"),
        (["a.b.site", "--state", "none.json", "--scenario", "x.yml"], "give either --state or --scenario"),
        (["a.b.site", "--junit", "/none/out.xml"], "--junit: /none/out.xml cannot be written"),
    ],
)
def test_what_cannot_be_tried_is_one_sentence(
    words: list[str], reason: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command.main(words) == 2
    said = capsys.readouterr().err
    assert reason in said
    assert len(said.splitlines()) == 1
