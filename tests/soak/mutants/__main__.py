# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The command: choose mutants by a seed, try them, print those that no test notices."""

from __future__ import annotations

import argparse
import os
import random
import signal
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue

from ._changes import Mutant, mutants_of
from ._choice import Suite, pure_files
from ._trial import Broken, Copy

ROOT = Path(__file__).resolve().parents[3]

#: Rooms without input and output.
PURE = ("_language", "_licensing", "_planner", "_diagnosis", "_worklist", "_task", "_result", "_report")

#: The share of mutants that has to be caught.
GOAL = 0.95


@dataclass(frozen=True, slots=True)
class Trial:
    """Mutants, and the tests that can notice them.

    Attributes:
        jobs: How many are tried at once.
        is_near: Whether the tests of a mutant's room are enough.
    """

    tests: Suite
    mutants: Sequence[Mutant]
    jobs: int
    is_near: bool = False

    def survivors(self) -> Iterator[Mutant]:
        """Those that no test notices, as they are found."""
        with tempfile.TemporaryDirectory(prefix="mutants") as directory:
            first, seconds = self._first(Path(directory) / "0")
            copies = [first, *(first.twin(Path(directory) / str(number)) for number in range(1, self.jobs))]
            stages = {path: self._stages(path, seconds) for path in {mutant.path for mutant in self.mutants}}
            waiting: SimpleQueue[Copy] = SimpleQueue()
            for copy in copies:
                waiting.put(copy)

            def survives(mutant: Mutant) -> bool:
                copy = waiting.get()
                try:
                    return not copy.is_caught(mutant, stages[mutant.path], seconds)
                finally:
                    waiting.put(copy)

            with ThreadPoolExecutor(self.jobs) as pool:
                try:
                    verdicts = pool.map(survives, self.mutants)
                    yield from (mutant for mutant, is_left in zip(self.mutants, verdicts, strict=True) if is_left)
                finally:
                    pool.shutdown(wait=False, cancel_futures=True)
                    for copy in copies:
                        copy.stop()

    def _first(self, place: Path) -> tuple[Copy, Mapping[str, float]]:
        """A copy in which all tests pass, and how long each file of tests takes."""
        copy = Copy.of(self.tests.root, place)
        files = sorted({mutant.path for mutant in self.mutants})
        wanted = {test for path in files for stage in self._stages(path, {}) for test in stage}
        return copy, copy.seconds_of(sorted(wanted), files)

    def _stages(self, path: str, seconds: Mapping[str, float]) -> list[list[str]]:
        """The tests of a file: its own, those of its room, the rest; the quickest first."""
        stages = self.tests.of(path)[: 2 if self.is_near else 3]
        return [sorted(stage, key=lambda test: seconds.get(test, 0.0)) for stage in stages]


def chosen(root: Path, only: Sequence[str], seed: int, count: int) -> list[Mutant]:
    """So many mutants, the same for the same seed and code."""
    files = pure_files(root, PURE, only)
    everything = [mutant for path in files for mutant in mutants_of(path, (root / path).read_text(encoding="utf-8"))]
    return random.Random(seed).sample(everything, min(count, len(everything)))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.soak.mutants", description=__doc__)
    own = int(os.environ.get("SEED") or random.SystemRandom().randrange(1_000_000))
    parser.add_argument(
        "--seed", type=int, default=own, help="chooses the mutants; else SEED of the environment, or luck"
    )
    parser.add_argument("--count", type=int, default=200, help="how many (default: 200)")
    parser.add_argument("--only", action="append", default=[], metavar="PART", help="files with this in their path")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="how many at once (default: the cores)")
    parser.add_argument("--near", action="store_true", help="try the tests of the same room only, which is quick")
    parser.add_argument("--list", action="store_true", help="print the mutants and try none")
    return parser.parse_args()


def main() -> int:
    """Print the survivors and the rate; 1 when too many survive, 2 when nothing could be tried."""
    given = _arguments()
    mutants = chosen(ROOT, given.only, given.seed, given.count)
    print(f"SEED={given.seed}: {len(mutants)} mutants", flush=True)
    if given.list or not mutants:
        print(*mutants, sep="\n")
        return 0 if mutants else 2
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))  # so that copies are removed
    left = 0
    try:
        for mutant in Trial(Suite(ROOT), mutants, given.jobs, given.near).survivors():
            print(mutant, flush=True)
            left += 1
    except Broken as problem:
        print(problem, file=sys.stderr)
        return 2
    rate = 1 - left / len(mutants)
    print(f"SEED={given.seed}: {len(mutants) - left} of {len(mutants)} mutants caught, {left} survive: {rate:.1%}")
    return 0 if rate >= GOAL else 1


if __name__ == "__main__":
    sys.exit(main())
