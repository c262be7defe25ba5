# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The demo of air-gapped hosts: work list, page, portal, mistakes and all, until nothing is left to do.

The simulator's confirmation service plays the portal. With Chromium and playwright the page is filled in a real
browser, otherwise the export is written as the page would write it. Ends with 0 when everything went as it should.
List, page and logs stay in .build/demo-offline.
"""

from __future__ import annotations

import json
import shutil
import sys
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.browser.page_driver import fill_page, missing  # noqa: E402  # found only through the line above
from tests.support.fleet import Fleet  # noqa: E402  # the same
from tests.support.launch import PlayRun  # noqa: E402  # the same
from tests.support.portal import Portal, answers, fill  # noqa: E402  # the same
from tests.support.station import Line, Station, deposits, has_changed, spent, unlicensed  # noqa: E402  # the same

LOGS = ROOT / ".build" / "demo-offline"
MISTYPED, MIXED_UP, TAKEN_FOR = "plant-b", "plant-c", "plant-a"
REIMAGED = "store-1"
LONGEST_NAME = 44
#: The page as the person at the portal gets it.
PAGE_BEFORE = LOGS / "page-before.html"


class Demo:
    """The story, and what went another way than told."""

    def __init__(self, fleet: Fleet) -> None:
        self.fleet = fleet
        self.station = Station.of(fleet, LOGS, fleet.hosts)
        self.portal = Portal(fleet)
        self.export = LOGS / "confirmations.json"
        self.problems: list[str] = []

    def expect(self, is_so: bool, otherwise: str) -> None:
        """Remember what is not as it should be."""
        if not is_so:
            self.problems.append(otherwise)

    def collect(self) -> None:
        """Read every host's Installation IDs."""
        say(f"1. Collecting the Installation IDs of {len(self.fleet.hosts)} air-gapped hosts ...")
        run = self.station.collect()
        self.expect(run.returncode == 0, "collecting failed")
        shutil.copy(self.station.page, PAGE_BEFORE)
        lines = self.station.lines()
        show_lines(lines)
        say(f"   {counted(lines)}. Nothing was sent to any host that could change it.")
        self.expect(not any(map(self.fleet.mutating, self.fleet.hosts)), "collecting sent something mutating")

    def type_in(self) -> None:
        """A person, the page and the portal."""
        if reason := missing():
            say(f"\n2. Filling in the page, without a browser: {reason}")
            fill(self.station.page, self.portal, self.export)
        else:
            say("\n2. Filling in the page in Chromium; the simulator plays the portal ...")
            fill_page(self.station.page, answers(self.station.page, self.portal), self.export)
        say(f"   {self.portal.fetched} Confirmation IDs were fetched: {spent(self.fleet)} activations are spent.")

    def mistakes(self) -> None:
        """An export with two mistakes: the good IDs are used, the others named."""
        say(f"\n3. Two mistakes: a wrong digit for {MISTYPED}, and the row of {TAKEN_FOR} for {MIXED_UP} ...")
        wrong = LOGS / "confirmations-with-mistakes.json"
        wrong.write_text(with_mistakes(self.export.read_text(encoding="utf-8")), encoding="utf-8")
        run = self.station.apply(confirmations=str(wrong))
        told = problems_of(run)
        for sentence in told:
            say(f"   - {sentence}")
        show_lines(self.station.lines())
        self.expect(any(MISTYPED in text and "block C" in text for text in told), "the mistyped block was not named")
        self.expect(any(MIXED_UP in text and TAKEN_FOR in text for text in told), "the mixed-up hosts were not named")
        for host in (MISTYPED, MIXED_UP):
            self.expect(not self.fleet.mutating(host), f"{host} was sent something")

    def finish(self) -> None:
        """The right export for the rest, and once more."""
        say("\n4. The right export: only what is missing is sent ...")
        run = self.station.apply(confirmations=str(self.export))
        self.expect(run.returncode == 0, "applying failed")
        self.expect(unlicensed(self.fleet, self.fleet.hosts) == [], "not everything is licensed")
        sent = sum(deposits(self.fleet, host) for host in self.fleet.hosts)
        say(f"   {counted(self.station.lines())}. {sent} IDs were sent, each once.")
        self.expect(sent == self.portal.fetched == spent(self.fleet), "an ID was sent twice or an activation wasted")
        say("\n5. Applying again: nothing should be left to do ...")
        self.fleet.mark()
        again = self.station.apply(confirmations=str(self.export))
        touched = [host for host in self.fleet.hosts if self.fleet.mutating_since_mark(host)]
        changed = sum(item.is_changed for item in again.results)
        say(f"   changed={changed}, hosts that were sent anything mutating: {len(touched)}")
        self.expect(not has_changed(again) and not touched, "the second run was not idle")

    def reimage(self) -> None:
        """A host installed anew is licensed with the ID that was kept."""
        say(f"\n6. {REIMAGED} is installed anew. Collecting and applying again ...")
        before = spent(self.fleet)
        self.fleet.admin.reimage(REIMAGED)
        self.expect(unlicensed(self.fleet, [REIMAGED]) != [], f"{REIMAGED} is still licensed, installed anew")
        self.station.collect()
        self.station.apply()
        is_licensed = unlicensed(self.fleet, [REIMAGED]) == []
        say(f"   licensed: {'yes' if is_licensed else 'no'}, new activations: {spent(self.fleet) - before}")
        self.expect(is_licensed and spent(self.fleet) == before, "the kept ID was not used")


def main() -> int:
    """Run the demo."""
    shutil.rmtree(LOGS, ignore_errors=True)
    LOGS.mkdir(parents=True)
    started = time.monotonic()
    with Fleet.started(ROOT / "playbooks" / "demo" / "offline_fleet.yml", LOGS) as fleet:
        demo = Demo(fleet)
        for chapter in (demo.collect, demo.type_in, demo.mistakes, demo.finish, demo.reimage):
            chapter()
    show_where(demo.station)
    print(f"\n{time.monotonic() - started:.0f} seconds. Full logs: {LOGS.relative_to(ROOT)}")
    for problem in demo.problems:
        print(f"UNEXPECTED: {problem}")
    return 1 if demo.problems else 0


def say(text: str) -> None:
    """Progress, at once."""
    print(text, flush=True)


def with_mistakes(text: str) -> str:
    """An export with a mistyped digit, and a row that carries the Installation ID of another host."""
    export: dict[str, Any] = json.loads(text)
    rows = {row["host"]: row for row in export["confirmations"] if row["host"] in (MISTYPED, MIXED_UP, TAKEN_FOR)}
    digits = rows[MISTYPED]["confirmation_id"].replace("-", "")
    rows[MISTYPED]["confirmation_id"] = digits[:13] + str((int(digits[13]) + 1) % 10) + digits[14:]
    rows[MIXED_UP]["installation_id"] = rows[TAKEN_FOR]["installation_id"]
    return json.dumps(export)


def problems_of(run: PlayRun) -> list[str]:
    """The sentences about what was brought back, each once."""
    return list(dict.fromkeys(text for item in run.results for text in item.result.get("problems") or ()))


def counted(lines: Iterable[Line]) -> str:
    """Rows by state."""
    return ", ".join(f"{count} {state}" for state, count in sorted(Counter(line["state"] for line in lines).items()))


def show_lines(lines: Sequence[Line]) -> None:
    """Host, what the portal asks, key, Installation ID and state."""
    rows = [("host", "the portal asks", "key", "Installation ID", "state")]
    rows += [
        (line["host"], shortened(line["portal_product"]), f"...{line['partial_product_key']}",
         f"{line['installation_id'][:15]}...", line["state"])
        for line in sorted(lines, key=lambda line: (line["portal_product"], line["host"]))
    ]  # fmt: skip
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for number, row in enumerate(rows):
        say("   " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
        if number == 0:
            say("   " + "  ".join("-" * width for width in widths))


def shortened(name: str) -> str:
    """A product name that fits."""
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 3]}..."


def show_where(station: Station) -> None:
    """What to open."""
    print()
    for what, path in (
        ("The page, nothing typed yet; open it in a browser or on a phone", PAGE_BEFORE),
        ("The page at the end", station.page),
        ("The work list; open it in a spreadsheet", station.worklist),
    ):
        print(f"{what}:\n  {path.relative_to(ROOT)}")


if __name__ == "__main__":
    sys.exit(main())
