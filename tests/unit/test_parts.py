# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The parts of "make test": all run, a part that failed is shown whole, and the table has a line for each."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

#: Stands in for make: says something, and counts as pytest does.
MAKE = """#!/bin/sh
echo "this is the log of $1"
echo "nice $(nice)"
echo "=== 3 passed, 1 skipped in 0.12s ==="
[ "$1" != bad ]
"""


@dataclass(frozen=True, slots=True)
class Ended:
    """What a run of parts printed and left behind."""

    returncode: int
    output: str
    table: list[list[str]]
    logs: Path


@pytest.fixture
def ended(root: Path, tmp_path: Path, request: pytest.FixtureRequest) -> Ended:
    """A run of the parts that the test names."""
    make, logs = tmp_path / "make", tmp_path / "logs"
    make.write_text(MAKE, encoding="utf-8")
    make.chmod(0o755)
    options = ["--title", "make test", "--since", str(int(time.time()) - 9), "--make", str(make), "--logs", str(logs)]
    done = subprocess.run(
        [sys.executable, str(root / "scripts" / "parts.py"), *options, *request.param],
        capture_output=True,
        text=True,
        check=False,
    )
    table = (logs / "table.txt").read_text(encoding="utf-8")
    assert table in done.stdout
    return Ended(done.returncode, done.stdout, [line.split() for line in table.splitlines()], logs)


@pytest.mark.parametrize("ended", [["one", "two", "three"]], indirect=True)
def test_the_table_has_the_set_up_every_part_and_the_whole(ended: Ended) -> None:
    assert ended.returncode == 0
    assert [line[0] for line in ended.table[:2]] == ["part", "set-up"]
    assert {line[0] for line in ended.table[2:-1]} == {"one", "two", "three"}
    assert ended.table[-1][:2] == ["make", "test"]
    assert int(ended.table[-1][2]) >= int(ended.table[1][1]) >= 9
    assert all(line[-4:] == ["3", "passed,", "1", "skipped"] for line in ended.table[2:-1])


@pytest.mark.parametrize("ended", [["one", "two"]], indirect=True)
def test_what_went_well_is_one_line_and_a_log(ended: Ended) -> None:
    assert "this is the log" not in ended.output
    assert re.search(r"^one: \d+ s 3 passed, 1 skipped$", ended.output, re.MULTILINE)
    assert (ended.logs / "two.log").read_text(encoding="utf-8").startswith("this is the log of two\n")


@pytest.mark.parametrize("ended", [["bad", "one", "two"]], indirect=True)
def test_all_parts_run_and_one_that_failed_is_shown_whole(ended: Ended) -> None:
    assert ended.returncode == 1
    assert {line[0] for line in ended.table[2:-1]} == {"bad", "one", "two"}
    assert ended.output.count("this is the log of") == ended.output.count("this is the log of bad") == 1
    assert [line[0] for line in ended.table if "FAILED;" in line] == ["bad"]


@pytest.mark.parametrize("ended", [["one", "two", "three"]], indirect=True)
def test_all_parts_give_way_to_the_first(ended: Ended) -> None:
    logs = [(ended.logs / f"{name}.log").read_text(encoding="utf-8") for name in ("one", "two", "three")]
    first, *others = [int(re.findall(r"^nice (\d+)$", log, re.MULTILINE)[0]) for log in logs]
    assert others == [min(first + 5, 19)] * 2
