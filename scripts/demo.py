# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The demo: a simulated fleet is taken to "licensed" over real WinRM, and once more to show that nothing is left to do.

Ends with 0 when everything went as it should, the two hosts that fail on purpose included. Logs are in .build/demo.
"""

from __future__ import annotations

import json
import shutil
import sys
import time
from typing import Any

from demo_stage import ROOT, WatchedFleet, language, say, show_end, show_table, show_wrapped, words

from ansible_collections.licenseops.windows.plugins.plugin_utils._report._status_lines import product_label
from tests.support.launch import Launch, TaskResult

DEMO = ROOT / "playbooks" / "demo"
LOGS = ROOT / ".build" / "demo"
REPORT = LOGS / "report.html"

#: So that the table fits into eighty columns.
LONGEST_NAME = 22
AIR_GAPPED = "srv2022-airgap"
AIR_GAPPED_KEY = "FDF64"
BY_ACCOUNT = "w11-365"
MUST_FAIL = {"w11-blocked": "0xC004C003", "srv2022-lost": "0xC004F074"}

Results = tuple[TaskResult, ...]
Row = tuple[str, str, str, str]


def main() -> int:
    """Run the demo."""
    shutil.rmtree(LOGS, ignore_errors=True)
    LOGS.mkdir(parents=True)
    began = time.monotonic()
    say("Starting fifteen simulated Windows hosts ...")
    with WatchedFleet.started(DEMO / "fleet.yml", LOGS) as fleet:
        say("Collecting the Installation ID of the air-gapped host ...")
        play(fleet, "collect", "--limit", AIR_GAPPED, playbook="licenseops.windows.activate")
        say("Playing the portal: a person types it in there and copies the Confirmation ID ...")
        answers = LOGS / "confirmation_ids.json"
        confirmation_id = fleet.confirmation_id(AIR_GAPPED, AIR_GAPPED_KEY)
        answers.write_text(json.dumps({"confirmation_ids": {AIR_GAPPED: confirmation_id}}), encoding="utf-8")
        say("First run: taking the fleet to licensed; two hosts fail on purpose ...")
        first = play(fleet, "first", "--extra-vars", f"@{answers}")
        fleet.mark()
        say("Second run: nothing should be left to do ...")
        second = play(fleet, "second", "--extra-vars", f"@{answers}")
        say("Asking all hosts at once, for the report ...")
        make_report(fleet)
        show_hosts(fleet, first)
        show_failures(first)
        show_recap(fleet, second)
        problems = judge(fleet, first, second)
    if not REPORT.exists():
        problems.append(words("there is no report"))
    look_at = [
        ("The report on the fleet:", REPORT),
        ("What Ansible printed in the first run:", LOGS / "first" / "output.txt"),
    ]
    return show_end(began, LOGS, look_at, problems)


def play(fleet: WatchedFleet, name: str, *arguments: str, playbook: str = str(DEMO / "site.yml")) -> Results:
    """Run a playbook once, with its output in a log."""
    directory = LOGS / name
    directory.mkdir()
    launch = Launch(
        playbook,
        DEMO / "inventory.yml",
        ("--forks", "6", *arguments),
        {"SIMULATOR_STATE": str(fleet.state_file)},
    )
    return fleet.run(launch, directory).results


def make_report(fleet: WatchedFleet) -> None:
    """What the playbooks survey and report make of the fleet: a page of its hosts and of what is wrong with some."""
    survey = LOGS / "survey.json"
    asked = json.dumps({"survey_dest": str(survey)})
    play(fleet, "survey", "--extra-vars", asked, playbook="licenseops.windows.survey")
    wanted = {"report_survey": str(survey), "report_html": str(REPORT), "report_csv": "", "report_json": ""}
    play(fleet, "report", "--extra-vars", json.dumps(wanted), playbook="licenseops.windows.report")


def show_hosts(fleet: WatchedFleet, results: Results) -> None:
    """Host, product, before, after, how."""
    print()
    rows = [(host, *row) for host in sorted(fleet.hosts) for row in rows_of(host, results)]
    show_table(("host", "product", "before", "after", "how"), rows)


def rows_of(host: str, results: Results) -> list[Row]:
    """One host: its Windows, or its products of Office."""
    own = [item.result for item in results if item.host == host]
    found = next((result["office"]["products"] for result in own if isinstance(result.get("office"), dict)), None)
    if found is None:
        about = [result for result in own if "product" in result or ("before" in result and "error" in result)]
        # Of a host whose edition changed first, what the activation left, and what there was before both.
        return [row_of(host, about[-1] | {"before": about[0]["before"]}, about[0].get("edition"))]
    done = next((result for result in own if isinstance(result.get("office"), list)), {})
    return [office_row(product, done, own) for product in found]


def row_of(host: str, result: dict[str, Any], edition: dict[str, Any] | None) -> Row:
    """Windows or an add-on of it, and whether its edition was changed."""
    product = result.get("product") or {}
    kind = (product.get("application"), product.get("is_addon"))
    before = next((item for item in result["before"] if (item["application"], item["is_addon"]) == kind), None)
    return (
        product_label(product, language(), LONGEST_NAME),
        state_of(before) if before else words("no key"),
        words("licensed" if product.get("licensed") else "failed"),
        words("fails on purpose") if host in MUST_FAIL else how(product, edition),
    )


def state_of(product: dict[str, Any]) -> str:
    """As it was found. An evaluation is licensed, too, but not for long."""
    return words("evaluation") if product["channel"] == "eval" else words(product["license_status"])


def office_row(found: dict[str, Any], done: dict[str, Any], own: list[dict[str, Any]]) -> Row:
    """A product of Office as it was found, and as its activation and the removal of leftovers left it."""
    name = str(found["office_product"])
    states = [row["license_status"] for row in found["rows"]]
    before = words("licensed" if found["licensed"] else next(iter(states), "no key"))
    entry = next((entry for entry in done.get("office", ()) if entry["office_product"] == name), None)
    if entry is None:
        return name, before, words("left alone"), words("by account")
    product = next((row for row in done["after"] if row["activation_id"] == entry["activation_id"]), {})
    gone = sum(len(result["steps"]) for result in own if is_removal_of(result, name))
    means = words("{how}, {count} removed", how=how(product), count=gone) if gone else how(product)
    return name, before, words("licensed" if entry["licensed"] else "failed"), means


def is_removal_of(result: dict[str, Any], name: str) -> bool:
    """Whether a result is that of the task which removes leftovers of a product."""
    return "steps" in result and (result.get("item") or {}).get("office_product") == name


def how(product: dict[str, Any], edition: dict[str, Any] | None = None) -> str:
    """By what a product is licensed, and what changed its edition before."""
    by = str(product.get("activated_by") or "none")
    if by == "kms":
        by = f"kms {(product['kms']['discovered_host'] or product['kms']['host'] or '').partition('.')[0]}".strip()
    return f"{edition['route']}, {by}" if edition and edition["route"] else by


def show_failures(results: Results) -> None:
    """The hosts that could not be licensed, with what they say."""
    for item in results:
        if item.verdict in ("failed", "unreachable"):
            mark = words(" (fails on purpose)") if item.host in MUST_FAIL else ""
            print()
            show_wrapped(f"{item.host}{mark}: {item.result['msg']}", "  ")


def show_recap(fleet: WatchedFleet, results: Results) -> None:
    """Changes of the second run."""
    print()
    say("Second run:")
    rows = []
    for host in sorted(fleet.hosts):
        own = [item for item in results if item.host == host]
        changed = sum(item.is_changed for item in own)
        failed = sum(item.verdict in ("failed", "unreachable") for item in own)
        rows.append((host, str(changed), str(failed), words("fails on purpose") if host in MUST_FAIL else ""))
    show_table(("host", "changed", "failed", "note"), rows, indent="  ")


def judge(fleet: WatchedFleet, first: Results, second: Results) -> list[str]:
    """What did not go as it should."""
    problems = []
    if fleet.mutating(BY_ACCOUNT):
        problems.append(
            words("{host} was sent something that changes it, and is licensed by an account", host=BY_ACCOUNT)
        )
    for host in fleet.hosts:
        failures = [item for item in first if item.host == host and item.verdict in ("failed", "unreachable")]
        expected = MUST_FAIL.get(host)
        if expected and not any(expected in item.result["msg"] for item in failures):
            problems.append(words("{host} should have failed with {code}", host=host, code=expected))
        if not expected and failures:
            problems.append(words("{host} failed: {said}", host=host, said=failures[0].result["msg"]))
        if not expected and any(item.is_changed for item in second if item.host == host):
            problems.append(words("{host} was changed by the second run", host=host))
        if not expected and fleet.mutating_since_mark(host):
            problems.append(words("{host} was sent something that changes it by the second run", host=host))
    return problems


if __name__ == "__main__":
    sys.exit(main())
