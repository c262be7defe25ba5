# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Long proofs with real ansible-playbook processes. Their moments come from SEED, which is printed."""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.support.fleet import Fleet
from tests.support.launch import ROOT
from tests.support.race import SCENARIO

AIR_GAPPED = ROOT / "tests" / "integration" / "offline_fleet.yml"

SEED = int(os.environ.get("SEED") or random.SystemRandom().randrange(1_000_000))


def pytest_report_header() -> str:
    """What is needed to see the same moments again."""
    return f"SEED={SEED}"


@pytest.fixture
def chance(request: pytest.FixtureRequest) -> random.Random:
    """The luck of one test; the same for the same seed, whichever other tests run."""
    return random.Random(f"{SEED} {request.node.name}")


@pytest.fixture
def track(tmp_path: Path) -> Iterator[Fleet]:
    """Machines for races. A simulator for each test: it ends by itself before all of them have run."""
    with Fleet.started(SCENARIO, tmp_path) as fleet:
        yield fleet


@pytest.fixture
def air_gap(tmp_path: Path) -> Iterator[Fleet]:
    """Air-gapped hosts, and a simulator for each test."""
    with Fleet.started(AIR_GAPPED, tmp_path) as fleet:
        yield fleet


@pytest.fixture
def say(request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]) -> Callable[[object], None]:
    """Prints a line at once, also when the test passes."""

    def line(text: object) -> None:
        with capsys.disabled():
            print(f"\n  {request.node.name.removeprefix('test_')}: {text}", end="", flush=True)

    return line
