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
from typing import Any

from demo_stage import ROOT, WatchedFleet, say, show_end, show_table, show_wrapped, words

from ansible_collections.licenseops.windows.plugins.plugin_utils._language._table import shortened
from tests.browser.page_driver import fill_page, missing
from tests.support.fleet import Fleet
from tests.support.launch import PlayRun
from tests.support.portal import Portal, answers, fill
from tests.support.station import Line, Station, deposits, has_changed, spent, unlicensed

LOGS = ROOT / ".build" / "demo-offline"
MISTYPED, MIXED_UP, TAKEN_FOR = "plant-b", "plant-c", "plant-a"
REIMAGED = "store-1"
#: So that the tables fit into eighty columns.
LONGEST_NAME = 24
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

    def expect(self, is_so: bool, otherwise: str, **facts: str) -> None:
        """Remember what is not as it should be."""
        if not is_so:
            self.problems.append(words(otherwise, **facts))

    def collect(self) -> None:
        """Read every host's Installation IDs."""
        say("1. Collecting the Installation IDs of {count} air-gapped hosts ...", count=len(self.fleet.hosts))
        run = self.station.collect()
        self.expect(run.returncode == 0, "collecting failed")
        shutil.copy(self.station.page, PAGE_BEFORE)
        lines = self.station.lines()
        show_lines(lines)
        say("   {states}. Nothing was sent to any host that could change it.", states=counted(lines))
        self.expect(
            not any(map(self.fleet.mutating, self.fleet.hosts)), "collecting sent something that changes a host"
        )

    def type_in(self) -> None:
        """A person, the page and the portal."""
        print()
        if reason := missing():
            say("2. Filling in the page, without a browser: {reason}", reason=reason)
            fill(self.station.page, self.portal, self.export)
        else:
            say("2. Filling in the page in Chromium; the simulator plays the portal ...")
            fill_page(self.station.page, answers(self.station.page, self.portal), self.export)
        say(
            "   {fetched} Confirmation IDs were fetched: {spent} activations are spent.",
            fetched=self.portal.fetched,
            spent=spent(self.fleet),
        )

    def mistakes(self) -> None:
        """An export with two mistakes: the good IDs are used, the others named."""
        print()
        say("3. Two mistakes on purpose: a wrong digit for {host},", host=MISTYPED)
        say("   and the row of {taken} for {host} ...", taken=TAKEN_FOR, host=MIXED_UP)
        wrong = LOGS / "confirmations-with-mistakes.json"
        wrong.write_text(with_mistakes(self.export.read_text(encoding="utf-8")), encoding="utf-8")
        run = self.station.apply(confirmations=str(wrong))
        told = problems_of(run)
        for sentence in told:
            show_wrapped(f"   - {sentence}", "     ")
        show_lines(self.station.lines())
        self.expect(
            any(MISTYPED in text and words("block C") in text for text in told), "the mistyped block was not named"
        )
        self.expect(any(MIXED_UP in text and TAKEN_FOR in text for text in told), "the mixed-up hosts were not named")
        for host in (MISTYPED, MIXED_UP):
            self.expect(not self.fleet.mutating(host), "{host} was sent something", host=host)

    def finish(self) -> None:
        """The right export for the rest, and once more."""
        print()
        say("4. The right export: only what is missing is sent ...")
        run = self.station.apply(confirmations=str(self.export))
        self.expect(run.returncode == 0, "applying failed")
        self.expect(unlicensed(self.fleet, self.fleet.hosts) == [], "not everything is licensed")
        sent = sum(deposits(self.fleet, host) for host in self.fleet.hosts)
        say("   {states}. {sent} IDs were sent, each once.", states=counted(self.station.lines()), sent=sent)
        self.expect(sent == self.portal.fetched == spent(self.fleet), "an ID was sent twice or an activation wasted")
        print()
        say("5. Applying again: nothing should be left to do ...")
        self.fleet.mark()
        again = self.station.apply(confirmations=str(self.export))
        touched = [host for host in self.fleet.hosts if self.fleet.mutating_since_mark(host)]
        changed = sum(item.is_changed for item in again.results)
        say(
            "   changed: {changed}; hosts that were sent something that changes them: {touched}",
            changed=changed,
            touched=len(touched),
        )
        self.expect(not has_changed(again) and not touched, "the second run was not idle")

    def reimage(self) -> None:
        """A host installed anew is licensed with the ID that was kept."""
        print()
        say("6. {host} is installed anew. Collecting and applying again ...", host=REIMAGED)
        before = spent(self.fleet)
        self.fleet.admin.reimage(REIMAGED)
        self.expect(unlicensed(self.fleet, [REIMAGED]) != [], "{host} is still licensed, installed anew", host=REIMAGED)
        self.station.collect()
        self.station.apply()
        is_licensed = unlicensed(self.fleet, [REIMAGED]) == []
        used = spent(self.fleet) - before
        say("   licensed: {answer}, new activations: {used}", answer=words("yes" if is_licensed else "no"), used=used)
        self.expect(is_licensed and not used, "the kept ID was not used")


def main() -> int:
    """Run the demo."""
    shutil.rmtree(LOGS, ignore_errors=True)
    LOGS.mkdir(parents=True)
    began = time.monotonic()
    say("Starting ten simulated Windows hosts without Internet ...")
    with WatchedFleet.started(ROOT / "playbooks" / "demo" / "offline_fleet.yml", LOGS) as fleet:
        demo = Demo(fleet)
        for chapter in (demo.collect, demo.type_in, demo.mistakes, demo.finish, demo.reimage):
            chapter()
    look_at = (
        ("The page, nothing typed yet; open it in a browser or on a phone:", PAGE_BEFORE),
        ("The page at the end:", demo.station.page),
        ("The work list; open it in a spreadsheet:", demo.station.worklist),
    )
    return show_end(began, LOGS, look_at, demo.problems)


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
    counts = Counter(line["state"] for line in lines)
    return ", ".join(
        words("{count} {state}", count=count, state=words(state)) for state, count in sorted(counts.items())
    )


def show_lines(lines: Sequence[Line]) -> None:
    """Host, what the portal asks, key, Installation ID and state."""
    rows = [
        (line["host"], shortened(line["portal_product"], LONGEST_NAME), f"...{line['partial_product_key']}",
         f"{line['installation_id'][:15]}...", words(line["state"]))
        for line in sorted(lines, key=lambda line: (line["portal_product"], line["host"]))
    ]  # fmt: skip
    show_table(("host", "the portal asks", "key", "Installation ID", "state"), rows, indent="   ")


if __name__ == "__main__":
    sys.exit(main())
