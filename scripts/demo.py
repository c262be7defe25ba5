# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The demo: a simulated fleet is taken to "licensed" over real WinRM, and once more to show that nothing is left to do.

Ends with 0 when everything went as it should, the two hosts that must fail included. Logs are in .build/demo.
"""

from __future__ import annotations

import json
import shutil
import sys
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.support.fleet import Fleet  # noqa: E402  # found only through the line above
from tests.support.launch import Launch, TaskResult  # noqa: E402  # the same

DEMO = ROOT / "playbooks" / "demo"
LOGS = ROOT / ".build" / "demo"
LONGEST_NAME = 48
AIR_GAPPED = "srv2022-airgap"
AIR_GAPPED_KEY = "FDF64"
MUST_FAIL = {"w11-blocked": "0xC004C003", "srv2022-lost": "0xC004F074"}
ACTIVATED = ("win_activation", "win_offline_activation")


def main() -> int:
    """Run the demo."""
    shutil.rmtree(LOGS, ignore_errors=True)
    LOGS.mkdir(parents=True)
    started = time.monotonic()
    with Fleet.started(DEMO / "fleet.yml", LOGS) as fleet:
        say("Collecting the Installation ID of the air-gapped host ...")
        play(fleet, "collect", "--limit", AIR_GAPPED)
        say("Playing the portal: a person types it in there and copies the Confirmation ID ...")
        answers = LOGS / "confirmation_ids.json"
        answers.write_text(
            json.dumps({"confirmation_ids": {AIR_GAPPED: fleet.confirmation_id(AIR_GAPPED, AIR_GAPPED_KEY)}})
        )
        say("First run: taking the fleet to licensed ...")
        first = play(fleet, "first", "--extra-vars", f"@{answers}")
        fleet.mark()
        say("Second run: nothing should be left to do ...\n")
        second = play(fleet, "second", "--extra-vars", f"@{answers}")
        show_table(first)
        show_failures(first)
        show_recap(second)
        problems = judge(fleet, first, second)
    print(f"\n{time.monotonic() - started:.0f} seconds. Full logs: {LOGS.relative_to(ROOT)}")
    for problem in problems:
        print(f"UNEXPECTED: {problem}")
    return 1 if problems else 0


def say(text: str) -> None:
    """Progress, at once."""
    print(text, flush=True)


def play(fleet: Fleet, name: str, *arguments: str) -> tuple[TaskResult, ...]:
    """Run the role's playbook once, with its output in a log."""
    directory = LOGS / name
    directory.mkdir()
    launch = Launch(
        "licenseops.windows.activate",
        DEMO / "inventory.yml",
        ("--forks", "6", *arguments),
        {"SIMULATOR_STATE": str(fleet.state_file)},
    )
    return launch.begin(directory).finished().results


def activation_of(results: tuple[TaskResult, ...], host: str) -> dict[str, Any]:
    """The result of the task that activated a host."""
    for item in results:
        if (
            item.host == host
            and item.verdict in ("ok", "failed")
            and "before" in item.result
            and "Verify" not in item.task
        ):
            last = item.result
    return last


def hosts_of(results: tuple[TaskResult, ...]) -> list[str]:
    """All hosts, in the order of their first result."""
    return list(dict.fromkeys(item.host for item in results))


def show_table(results: tuple[TaskResult, ...]) -> None:
    """Host, product, before, after, how."""
    rows = [("host", "product", "before", "after", "how")]
    rows += [row_of(host, activation_of(results, host)) for host in sorted(hosts_of(results))]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for number, row in enumerate(rows):
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
        if number == 0:
            print("  ".join("-" * width for width in widths))


def row_of(host: str, result: dict[str, Any]) -> tuple[str, str, str, str, str]:
    """One host."""
    product = result.get("product") or {}
    kind = (product.get("application"), product.get("is_addon"))
    before = next((item for item in result["before"] if (item["application"], item["is_addon"]) == kind), None)
    how = product.get("activated_by", "none")
    if how == "kms":
        how = f"kms {product['kms']['discovered_host'] or '(configured host)'}"
    if how == "none":
        how = (result.get("error") or {}).get("code", "")
    return (
        host,
        shortened(product.get("name", "")),
        before["license_status"] if before else "no key",
        product.get("license_status", ""),
        how,
    )


def shortened(name: str) -> str:
    """A product name that fits; the name of an ESU add-on lists every edition."""
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 3]}..."


def show_failures(results: tuple[TaskResult, ...]) -> None:
    """The hosts that could not be licensed, a sentence each."""
    for item in results:
        if item.verdict in ("failed", "unreachable"):
            print(f"\n{item.host}: {item.result['msg']}")


def show_recap(results: tuple[TaskResult, ...]) -> None:
    """Changes of the second run."""
    print("\nSecond run:")
    for host in sorted(hosts_of(results)):
        changed = sum(item.is_changed for item in results if item.host == host)
        failed = sum(item.verdict not in ("ok", "skipped") for item in results if item.host == host)
        print(f"  {host:<16} changed={changed} failed={failed}")


def judge(fleet: Fleet, first: tuple[TaskResult, ...], second: tuple[TaskResult, ...]) -> list[str]:
    """What did not go as it should."""
    problems = []
    for host in fleet.hosts:
        failures = [item for item in first if item.host == host and item.verdict in ("failed", "unreachable")]
        expected = MUST_FAIL.get(host)
        if expected and not any(expected in item.result["msg"] for item in failures):
            problems.append(f"{host} should have failed with {expected}")
        if not expected and failures:
            problems.append(f"{host} failed: {failures[0].result['msg']}")
        if not expected and any(item.is_changed for item in second if item.host == host):
            problems.append(f"{host} was changed by the second run")
        if not expected and fleet.mutating_since_mark(host):
            problems.append(f"{host} was sent something mutating by the second run")
    return problems


if __name__ == "__main__":
    sys.exit(main())
