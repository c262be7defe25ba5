# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The playbook diagnose: one page for a fleet with troubles, and the safe fixes."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from tests.component.bench import LocalFleet
from tests.support.fleet import Fleet
from tests.support.launch import PlayRun
from tests.support.play import Playbook

DIAGNOSE = "licenseops.windows.diagnose"
PINNED = ["web-1", "web-2", "web-10"]
SHOW = "licenseops.windows.diagnose : Show the page"
WRITE = "licenseops.windows.diagnose : Write the files"
FILES = ("diagnosis.html", "diagnosis.json")


@pytest.fixture
def fleet() -> LocalFleet:
    """The fleet with the usual troubles."""
    return LocalFleet.of(Path(__file__).parent / "diagnose_fleet.yml")


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    """Where the page goes."""
    return tmp_path / "reports"


def diagnose(playbook: Playbook, *arguments: str, **variables: Any) -> PlayRun:
    """Run the playbook on all hosts."""
    run = playbook.run_file(DIAGNOSE, arguments=arguments, variables=variables)
    assert run.returncode == 0, run.output
    return run


def lines_of(run: PlayRun) -> list[str]:
    """What the terminal showed."""
    lines: list[str] = run.of(SHOW).result["lines"]
    return lines


def document_of(reports: Path) -> dict[str, Any]:
    """What programs read."""
    document: dict[str, Any] = json.loads((reports / "diagnosis.json").read_text(encoding="utf-8"))
    return document


def footer_of(reports: Path) -> str:
    """What the page says of changes, at its end."""
    page = (reports / "diagnosis.html").read_text(encoding="utf-8")
    return page[page.index("<footer>") : page.index("</footer>")]


def groups_of(reports: Path) -> dict[str, list[str]]:
    """Hosts by cause."""
    return {group["id"]: group["hosts"] for group in document_of(reports)["groups"]}


def changes(fleet: Fleet, host: str) -> list[str]:
    """The methods called that change something."""
    return [entry["method"] for entry in fleet.admin.journal(host) if entry["mutating"]]


def test_a_fleet_is_one_page_with_every_host_on_it(fleet: Fleet, playbook: Playbook, reports: Path) -> None:
    run = diagnose(playbook, diagnose_report_dir=str(reports))
    document = document_of(reports)
    assert sorted(host["name"] for host in document["hosts"]) == sorted(fleet.hosts)
    assert groups_of(reports)["kms_host_name_unknown"] == PINNED
    assert groups_of(reports)["service_disabled"] == ["disabled", "locked"]
    assert groups_of(reports)["mak_limit_reached"] == ["exhausted"]
    assert groups_of(reports)["host_unreachable"] == ["unreachable"]
    assert document["counts"]["healthy"] == 2
    assert "[Critical] 3 hosts: " in lines_of(run)[2]
    assert "kms-old.corp.example" in lines_of(run)[2]
    assert lines_of(run)[3] == "    web-1, web-2, web-10"


def test_hosts_are_only_read_within_the_budget_and_a_second_run_writes_nothing(
    fleet: Fleet, playbook: Playbook, reports: Path
) -> None:
    diagnose(playbook, diagnose_report_dir=str(reports))
    for host in fleet.hosts:
        summary = fleet.summary(host)
        assert summary["mutating"] == 0
        assert summary["requests"] - summary["authentication"] <= 8
    before = {name: ((reports / name).read_bytes(), (reports / name).stat().st_mtime_ns) for name in FILES}
    assert not any(result.is_changed for result in diagnose(playbook, diagnose_report_dir=str(reports)).results)
    assert {name: ((reports / name).read_bytes(), (reports / name).stat().st_mtime_ns) for name in FILES} == before
    assert {path.name: path.stat().st_mode & 0o777 for path in reports.iterdir()} == dict.fromkeys(FILES, 0o600)
    assert reports.stat().st_mode & 0o777 == 0o700


def test_a_relative_directory_is_below_where_the_command_was_typed_and_the_last_lines_say_where_the_files_are(
    playbook: Playbook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not below the playbook, which lies where the collection is installed."""
    monkeypatch.chdir(tmp_path)
    place = tmp_path / "reports"
    run = diagnose(playbook, "--limit", "ok", diagnose_report_dir="reports")
    printed = run.output[: run.output.index("PLAY RECAP")].rstrip().splitlines()
    assert printed[-3:] == [
        f"Written: {place}/diagnosis.json", f"Written: {place}/diagnosis.html", "ok: [ok -> localhost]",
    ]  # fmt: skip
    assert {path.name for path in place.iterdir()} == set(FILES)
    again = diagnose(playbook, "--limit", "ok", diagnose_report_dir="reports")
    assert f"Nothing new, left as it is: {place}/diagnosis.html" in again.output
    tried = diagnose(playbook, "--check", "--limit", "ok", "-e", "diagnose_report_dir=elsewhere")
    assert f"Would be written: {tmp_path}/elsewhere/diagnosis.html" in tried.output
    assert not (tmp_path / "elsewhere").exists()


def test_the_page_on_the_terminal_is_a_text_and_no_quoted_list(playbook: Playbook) -> None:
    run = diagnose(playbook, "--limit", "web-1,ok")
    page = "\n".join(lines_of(run))
    assert page in run.output
    assert "For a support call: web-1\n    Maker: licenseops.windows\n    Model: Simulated machine\n" in page
    assert "[\n" not in run.output and '\\"' not in run.output


def test_check_mode_writes_nothing(fleet: Fleet, playbook: Playbook, reports: Path) -> None:
    run = diagnose(playbook, "--check", diagnose_report_dir=str(reports), diagnose_remediate=True)
    assert len(lines_of(run)) > 2
    assert "nothing was run or changed" in lines_of(run)[-1]
    assert not reports.exists()
    assert [fleet.mutating(host) for host in fleet.hosts] == [0] * len(fleet.hosts)


def test_with_serial_the_last_batch_reports_on_all(fleet: Fleet, playbook: Playbook, reports: Path) -> None:
    run = diagnose(playbook, "-e", "diagnose_batches=2", diagnose_report_dir=str(reports))
    assert lines_of(run)[0].startswith(f"{len(fleet.hosts)} hosts: ")
    assert len(document_of(reports)["hosts"]) == len(fleet.hosts)
    assert groups_of(reports)["kms_host_name_unknown"] == PINNED


def test_the_page_is_japanese_when_asked(playbook: Playbook, reports: Path) -> None:
    run = diagnose(playbook, diagnose_report_dir=str(reports), licenseops_language="ja")
    assert lines_of(run)[2].startswith("[重大] 3 台: ")
    assert '<html lang="ja">' in (reports / "diagnosis.html").read_text(encoding="utf-8")
    assert document_of(reports)["groups"][0]["id"] == "kms_host_name_unknown"


def test_safe_fixes_are_shown_first_and_then_made_and_nothing_else(
    fleet: Fleet, playbook: Playbook, reports: Path
) -> None:
    run = diagnose(playbook, diagnose_report_dir=str(reports), diagnose_remediate=True)
    assert "kms_host_name_unknown" not in groups_of(reports)
    assert groups_of(reports)["service_disabled"] == ["locked"]
    made = {fix["host"]: fix["steps"] for fix in document_of(reports)["fixes"]}
    assert made == {host: ["Clear the KMS host."] for host in PINNED} | {
        "disabled": ["Set the start mode of the service sppsvc to automatic.", "Start the service sppsvc."]
    }
    assert "The safe fixes named above were made (4 hosts)." in footer_of(reports)
    assert lines_of(run)[-1].startswith("The safe fixes named above were made (4 hosts).")
    assert "    web-1: Clear the KMS host." in lines_of(run)
    assert [changes(fleet, host) for host in PINNED] == [["ClearKeyManagementServiceMachine"]] * 3
    assert changes(fleet, "disabled") == ["ChangeStartMode", "StartService"]
    assert fleet.admin.state("web-1")["service"]["kms_machine"] == ""
    assert [fleet.mutating(host) for host in ("exhausted", "ok", "tokyo", "unreachable")] == [0, 0, 0, 0]
    shown = [item for item in run.results if item.task.endswith(" : Show the steps") and item.host == "disabled"]
    assert len(shown) == 2
    assert shown[0].result["lines"] == shown[1].result["lines"] != []


def test_after_the_fixes_there_is_nothing_left_to_fix_and_nothing_to_write(
    fleet: Fleet, playbook: Playbook, reports: Path
) -> None:
    diagnose(playbook, "--limit", "!locked", diagnose_remediate=True, diagnose_report_dir=str(reports))
    fleet.mark()
    run = diagnose(playbook, "--limit", "!locked", diagnose_remediate=True, diagnose_report_dir=str(reports))
    assert "The safe fixes named above were made (4 hosts)." in footer_of(reports)
    assert "nothing was run or changed" in lines_of(run)[-1]
    assert not any(result.is_changed for result in run.results)
    assert [fleet.mutating_since_mark(host) for host in fleet.hosts] == [0] * len(fleet.hosts)


def test_a_fix_that_fails_leaves_the_host_on_the_page(fleet: Fleet, playbook: Playbook, reports: Path) -> None:
    run = diagnose(playbook, "--limit", "locked", diagnose_report_dir=str(reports), diagnose_remediate=True)
    assert groups_of(reports)["service_disabled"] == ["locked"]
    assert document_of(reports)["fixes"] == []
    assert "nothing was run or changed" in footer_of(reports)
    (said,) = [item for item in run.results if item.task.endswith(" : Say that a fix failed")]
    assert "0x80070005" in said.result["lines"][0] and said.result["lines"][0].startswith("locked: ")
    assert fleet.methods("locked") == ["ChangeStartMode"]


def test_a_diagnosis_that_fails_is_told_as_such(playbook: Playbook, reports: Path) -> None:
    run = diagnose(playbook, diagnose_report_dir=str(reports), diagnose_max_requests=1)
    assert len(groups_of(reports)["host_not_diagnosed"]) > 2
    assert "max_requests is too small." in "\n".join(lines_of(run))


def foreign(reports: Path, what: str) -> None:
    """Something in the way of the report."""
    reports.mkdir()
    page, document = (reports / name for name in FILES)
    if what == "page of somebody":
        mark = '<meta name="generator" content="licenseops.windows/diagnosis">'
        page.write_text(f"<!DOCTYPE html>\n<title>Minutes</title>{mark}", encoding="utf-8")
    elif what == "document of somebody":
        document.write_text('{"reports": [{"format": "licenseops.windows/diagnosis"}]}', encoding="utf-8")
    elif what == "binary":
        page.write_bytes(b"\xff\xfe\x00")
    elif what == "pipe":
        os.mkfifo(page)
    elif what == "one file twice":
        document.touch()
        page.symlink_to(document)
    else:
        reports.rmdir()
        reports.write_text("of a person", encoding="utf-8")


@pytest.mark.parametrize(
    "what", ["page of somebody", "document of somebody", "binary", "pipe", "one file twice", "a file for a directory"]
)
def test_nothing_of_anybody_else_is_replaced_and_no_host_is_asked(
    fleet: Fleet, playbook: Playbook, reports: Path, what: str
) -> None:
    foreign(reports, what)
    before = {path: path.read_bytes() for path in (reports, *reports.glob("*")) if path.is_file()}
    run = playbook.run_file(DIAGNOSE, variables={"diagnose_report_dir": str(reports)})
    assert run.returncode != 0
    (said,) = {item.result["msg"] for item in run.results if item.verdict == "failed"}
    assert said.startswith("diagnose_report_dir: ")
    assert "is not replaced" in said or "is no directory" in said
    assert "Traceback" not in run.output
    assert {path: path.read_bytes() for path in (reports, *reports.glob("*")) if path.is_file()} == before
    assert [fleet.summary(host)["requests"] for host in fleet.hosts] == [0] * len(fleet.hosts)


@pytest.mark.parametrize("name", ["a\0b", "n" * 5000], ids=["NUL", "5000 characters"])
def test_a_directory_that_cannot_be_is_one_sentence(playbook: Playbook, reports: Path, name: str) -> None:
    run = playbook.run_file(DIAGNOSE, variables={"diagnose_report_dir": str(reports / name)})
    (said,) = {item.result["msg"] for item in run.results if item.verdict == "failed"}
    assert said.startswith("diagnose_report_dir: ")
    assert "is no directory, and none can be made there" in said
    assert len(said) < 400
