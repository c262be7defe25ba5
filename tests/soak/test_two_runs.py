# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every way in which runs may meet on a machine, each several times: one activation a machine, and the ledger agrees.

tests/integration/test_two_runs.py is the short form.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

from tests.integration import keys
from tests.support.fleet import Fleet
from tests.support.play import PSRP, WINRM
from tests.support.race import Figures, Names, Race, at_once, controller, judged, others, pcs, tally, under_way

ROUNDS = 3
MACHINES = 8

#: Seconds before Activate arrives.
DELAYS = (0, 0.05, 0.3, 1.5)

#: Seconds: runs wait for one another, and for what a killed one may have left under way.
PATIENCE = 20

CROWDS: Mapping[str, Sequence[Names]] = {
    "two runs": [pcs(MACHINES)] * 2,
    "four runs": [pcs(MACHINES)] * 4,
    "two names in one play": [{**pcs(3), **others(3)}],
    "two names in two plays": [pcs(3), others(3)],
}

Say = Callable[[object], None]
Round = Callable[[Race], Figures]


@pytest.fixture
def rounds_of(track: Fleet, tmp_path: Path, say: Say, chance: random.Random) -> Callable[..., list[list[str]]]:
    """Some rounds under the same circumstances: the claims that did not hold, by round."""

    def run(round_of: Round, delay: float, limit: int | None) -> list[list[str]]:
        found = []
        for number in range(ROUNDS):
            directory, connection = tmp_path / f"round{number}", chance.choice((WINRM, PSRP))
            directory.mkdir()
            race = Race.on(
                track,
                directory,
                key=keys.MAK_PRO,
                delay=delay,
                limit=limit,
                timeout=PATIENCE,
                connection=connection,
            )
            figures = round_of(race)
            say(f"{figures} {connection['ansible_connection']} {figures.problems or ''}")
            found.append(figures.problems)
        return [problems for problems in found if problems]

    return run


Rounds = Callable[[Round, float, int | None], list[list[str]]]


@pytest.mark.parametrize("is_killed", [False, True], ids=["all live", "one is killed"])
@pytest.mark.parametrize("has_ledger", [True, False], ids=["one ledger", "no ledger"])
@pytest.mark.parametrize("delay", DELAYS)
@pytest.mark.parametrize("crowd", CROWDS)
def test_at_once(
    rounds_of: Rounds, chance: random.Random, crowd: str, delay: float, has_ledger: bool, is_killed: bool
) -> None:
    names = CROWDS[crowd]
    machines = {machine for mapping in names for machine in mapping.values()}
    luck = chance if is_killed else None
    assert rounds_of(lambda race: at_once(race, names, luck), delay, len(machines) if has_ledger else None) == []


def with_own_ledgers(race: Race) -> Figures:
    """Two runs that share their controller only."""
    ledgers = [race.directory / name for name in ("one.sqlite", "two.sqlite")]
    runs = [race.begin(pcs(MACHINES), ledger=str(ledger), max_activations=MACHINES) for ledger in ledgers]
    figures = judged(race, [pcs(MACHINES)], [run.finished() for run in runs])
    lines = [tally(ledger) for ledger in ledgers]
    assert (sum(item.spent for item in lines), sum(item.pending for item in lines)) == (figures.used, 0), lines
    return figures


@pytest.mark.parametrize("delay", DELAYS)
def test_own_ledgers(rounds_of: Rounds, delay: float) -> None:
    assert rounds_of(with_own_ledgers, delay, None) == []


def on_two_controllers(race: Race, lines: int | None) -> Figures:
    """Two runs that share the ledger only; the first is killed when it has so many lines, and run again."""
    homes = [controller(race.directory / name) for name in ("here", "there")]
    runs = [race.begin(pcs(MACHINES), environ=home) for home in homes]
    was_killed = lines is not None and runs[0].killed_when(lambda: tally(race.ledger).lines >= lines)
    finished = [run.finished() for run in runs[was_killed:]]
    if was_killed:
        finished.append(race.run(pcs(MACHINES), environ=homes[0]))
    return judged(race, [pcs(MACHINES)], finished, f"killed run 0 at line {lines}" if was_killed else "")


@pytest.mark.parametrize("is_killed", [False, True], ids=["both live", "one is killed"])
@pytest.mark.parametrize("delay", DELAYS)
def test_two_controllers(rounds_of: Rounds, chance: random.Random, delay: float, is_killed: bool) -> None:
    def round_of(race: Race) -> Figures:
        return on_two_controllers(race, chance.randrange(1, MACHINES + 1) if is_killed else None)

    assert rounds_of(round_of, delay, MACHINES) == []


def rerun_after_a_kill(race: Race, goal: int) -> Figures:
    """A run alone, killed with so many Activates in flight, and run again at once; its locks are still there."""
    names = pcs(MACHINES)
    was_killed = race.begin(names).killed_when(lambda: under_way(race.fleet, names) >= goal)
    locks = len(list(race.directory.rglob("*.lock")))
    assert bool(locks) == was_killed, "the run left no lock behind, or one that nobody needs"
    left = f"killed with {under_way(race.fleet, names)} in flight, {tally(race.ledger).lines} lines, {locks} locks left"
    return judged(race, [names], [race.run(names)], left if was_killed else "no kill: it had ended")


@pytest.mark.parametrize("has_ledger", [True, False], ids=["one ledger", "no ledger"])
@pytest.mark.parametrize("delay", [0.3, 1.5, 5])
def test_left_in_flight(rounds_of: Rounds, chance: random.Random, delay: float, has_ledger: bool) -> None:
    def round_of(race: Race) -> Figures:
        return rerun_after_a_kill(race, chance.randrange(1, MACHINES + 1))

    assert rounds_of(round_of, delay, MACHINES if has_ledger else None) == []
