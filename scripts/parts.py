# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs parts of "make test" side by side, and ends with a table that shows when each of them ran.

All parts run, whatever fails. Each has a log of its own: that of a part that failed is printed whole, of the others the
line in which pytest counts. Ends with 0 when every part did.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

#: Columns of the picture of time.
WIDTH = 40

#: More parts at once than this wait for one another's memory.
MOST_LANES = 4

#: How much all parts give way to the first one, which is the longest: when they are done, a processor would stand idle.
POLITENESS = 5

_COUNTED = re.compile(r"^=* ?(\d+ (?:passed|failed|error|skipped).*?) in [\d.]+s.*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Ran:
    """A part that has ended; times are seconds since the beginning.

    Attributes:
        said: What it says of its tests, as far as it counts them.
    """

    name: str
    begin: float
    end: float
    returncode: int = 0
    log: str = ""

    @property
    def said(self) -> str:
        """How it went, in a few words."""
        counted = _COUNTED.findall(self.log)
        return "; ".join([*(["FAILED"] if self.returncode else []), *counted])


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be run.

    Attributes:
        title: How the whole is called.
        since: When the whole began, in seconds of the epoch; what lies before the first part is the set-up.
        make: The make program.
        logs: The directory of the logs and of the table.
    """

    title: str
    since: float
    make: str
    logs: Path
    parts: Sequence[str]

    @classmethod
    def given(cls, arguments: Sequence[str]) -> Order:
        """The order on the command line."""
        parser = argparse.ArgumentParser(description=__doc__)
        parser.add_argument("--title", required=True)
        parser.add_argument("--since", type=float, required=True)
        parser.add_argument("--make", default="make")
        parser.add_argument("--logs", type=Path, required=True)
        parser.add_argument("parts", nargs="+")
        return cls(**vars(parser.parse_args(arguments)))

    def clock(self) -> float:
        """Seconds since the beginning."""
        return time.time() - self.since

    def command(self, name: str) -> Sequence[str]:
        """What runs a part."""
        command = [self.make, name]
        return command if name == self.parts[0] else ["nice", "-n", str(POLITENESS), *command]

    def run(self, name: str) -> Ran:
        """Run one part."""
        begin, path = self.clock(), self.logs / f"{name}.log"
        with path.open("w", encoding="utf-8") as log:
            done = subprocess.run(self.command(name), stdout=log, stderr=subprocess.STDOUT, check=False)
        said = path.read_text(encoding="utf-8", errors="replace")
        return Ran(name, begin, self.clock(), done.returncode, said)


def lanes() -> int:
    """How many parts run at once: more than there are processors, because parts wait for disks, sockets and clocks."""
    return min((os.cpu_count() or 1) + 2, MOST_LANES)


def side_by_side(run: Callable[[str], Ran], parts: Sequence[str]) -> Iterable[Ran]:
    """The parts as they end; they begin in their order."""
    with ThreadPoolExecutor(max_workers=lanes()) as pool:
        waiting = [pool.submit(run, name) for name in parts]
        for future in as_completed(waiting):
            yield future.result()


def told(ran: Ran) -> str:
    """What is printed when a part ends."""
    line = f"{ran.name}: {ran.end - ran.begin:.0f} s {ran.said}".rstrip()
    return f"{'=' * 78}\n{ran.log.rstrip()}\n{'=' * 78}\n{line}" if ran.returncode else line


def table(title: str, ended: Sequence[Ran], total: float) -> str:
    """A line a part: seconds, when it ran, what it says."""
    rows = [f"  {'part':<12} {'seconds':>7}"]
    rows += [
        f"  {ran.name:<12} {ran.end - ran.begin:>7.0f}  {stretch(ran, total):<{WIDTH}}  {ran.said}".rstrip()
        for ran in ended
    ]
    return "\n".join([*rows, f"  {title:<12} {total:>7.0f}"])


def stretch(ran: Ran, total: float) -> str:
    """The part on the line of time."""
    first = int(ran.begin / total * WIDTH)
    return " " * first + "=" * max(1, round(ran.end / total * WIDTH) - first)


def main() -> int:
    """Run all parts."""
    order = Order.given(sys.argv[1:])
    order.logs.mkdir(parents=True, exist_ok=True)
    ended = [Ran("set-up", 0, order.clock())]
    for ran in side_by_side(order.run, order.parts):
        print(told(ran), flush=True)
        ended.append(ran)
    summary = table(order.title, sorted(ended, key=lambda ran: ran.begin), order.clock())
    (order.logs / "table.txt").write_text(f"{summary}\n", encoding="utf-8")
    print(f"\n{summary}\n\n  Logs: {order.logs}")
    return 1 if any(ran.returncode for ran in ended) else 0


if __name__ == "__main__":
    sys.exit(main())
