# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs that activate the same machines at once, and what it cost: by the activation service and by the ledger's file.

Both are read without the collection's own code.
"""

from __future__ import annotations

import random
import sqlite3
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .fleet import Fleet
from .launch import PlayRun, Running, TaskResult, controller_of, written
from .play import WINRM
from .station import Order, Station

SCENARIO = Path(__file__).with_name("race.yml")

#: Names of an inventory, and the machines behind them.
Names = Mapping[str, str]

#: Seconds; what is late is so by five at most.
_ARRIVAL_LIMIT = 30
_POLL = 0.02
#: Requests of a run on one machine, about.
_REQUESTS = 12


@dataclass(frozen=True, slots=True)
class Tally:
    """Lines of a ledger; pending ones are under way, or nobody knows what became of them."""

    spent: int
    pending: int

    @property
    def lines(self) -> int:
        """All of them; each counts."""
        return self.spent + self.pending


def tally(ledger: Path | None) -> Tally:
    """What the file says, by SQLite alone; nothing when there is none yet."""
    if ledger is None or not ledger.exists():
        return Tally(0, 0)
    # Not read-only: what a killed process left half done is taken back by whoever opens the file next.
    with closing(sqlite3.connect(f"{ledger.as_uri()}?mode=rw", uri=True, timeout=60)) as database:
        tables = {name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        if "activation" not in tables:
            return Tally(0, 0)
        states = dict(database.execute("SELECT state, COUNT(*) FROM activation GROUP BY state").fetchall())
    spent = states.pop("spent", 0)
    return Tally(spent, sum(states.values()))


def controller(directory: Path) -> dict[str, str]:
    """The environment of a controller whose disk is its own."""
    places = {
        "HOME": "home",
        "ANSIBLE_HOME": "ansible",
        "XDG_RUNTIME_DIR": "runtime",
        "XDG_STATE_HOME": "state",
        "XDG_CACHE_HOME": "cache",
        "XDG_DATA_HOME": "data",
        "XDG_CONFIG_HOME": "config",
    }
    for name in places.values():
        (directory / name).mkdir(mode=0o700, parents=True, exist_ok=True)
    return {variable: str(directory / name) for variable, name in places.items()} | controller_of(directory)


def pcs(count: int) -> Names:
    """Machines of the scenario under their own names."""
    return {f"pc-{number + 1:03}": f"pc-{number + 1:03}" for number in range(count)}


def others(count: int) -> Names:
    """The same machines under other names."""
    return {f"also-{name}": name for name in pcs(count)}


def under_way(fleet: Fleet, machines: Iterable[str]) -> int:
    """Requests that were sent and have not arrived."""
    return sum(fleet.admin.state(machine)["under_way"] for machine in machines)


def used(fleet: Fleet) -> int:
    """Activations the activation service has counted, of all keys."""
    return sum(item["used"] for item in fleet.admin.activations().values())


def wait_for(condition: Callable[[], bool]) -> None:
    """Wait until something is so."""
    deadline = time.monotonic() + _ARRIVAL_LIMIT
    while not condition():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(_POLL)


@dataclass(frozen=True, slots=True)
class Race:
    """What all runs on some machines have in common.

    Attributes:
        options: Options of ``win_activation``; a run may have more, or others.
    """

    fleet: Fleet
    directory: Path
    options: Mapping[str, Any]
    connection: Mapping[str, Any]

    @classmethod
    def on(
        cls,
        fleet: Fleet,
        directory: Path,
        *,
        key: str,
        delay: float,
        limit: int | None,
        timeout: int,
        connection: Mapping[str, Any] | None = None,
    ) -> Race:
        """A race on machines as they were at first, every Activate late by a delay; with a limit there is a ledger."""
        fleet.reset()
        for machine in fleet.hosts if delay else ():
            fleet.admin.add_fault(machine, "arrives_late", seconds=delay, times="always", on={"method": "Activate"})
        counting = {"ledger": str(directory / "ledger.sqlite"), "max_activations": limit}
        options = {"product_key": key, "timeout": timeout, **(counting if limit is not None else {})}
        return cls(fleet, directory, options, WINRM if connection is None else connection)

    @property
    def ledger(self) -> Path | None:
        """The ledger all runs share, if they have one."""
        return Path(self.options["ledger"]) if "ledger" in self.options else None

    def begin(self, names: Names, *, environ: Mapping[str, str] | None = None, **options: Any) -> Running:
        """Begin a run; without an environment it is on the one controller of the race."""
        return self._station(names).start(*self._order(names, options), self._home(environ))

    def run(self, names: Names, *, environ: Mapping[str, str] | None = None, **options: Any) -> PlayRun:
        """A whole run."""
        return self._station(names).run(*self._order(names, options), self._home(environ))

    def _station(self, names: Names) -> Station:
        return Station.of(self.fleet, self.directory, names, self.connection)

    def _order(self, names: Names, options: Mapping[str, Any]) -> Order:
        task = {"name": "activate", "licenseops.windows.win_activation": {**self.options, **options}}
        play = self.directory / f"play{len(list(self.directory.glob('play*.json')))}.json"
        written(play, [{"hosts": "all", "gather_facts": False, "tasks": [task]}])
        return str(play), {}, ("--forks", str(len(names)))

    def _home(self, environ: Mapping[str, str] | None) -> Mapping[str, str]:
        return controller(self.directory / "controller") if environ is None else environ

    def settled(self, machines: Iterable[str]) -> None:
        """Wait until everything that was sent has arrived."""
        machines = list(machines)
        wait_for(lambda: under_way(self.fleet, machines) == 0)


@dataclass(frozen=True, slots=True)
class Figures:
    """What a round came to.

    Attributes:
        machines: How many there are.
        used: Activations the activation service counted.
        ledger: Lines of the ledger.
        failed: Results of runs that nobody killed which are not "ok".
        again: Results of one more run that are not "ok" and unchanged.
        sent_again: Requests of that run which could change something.
        kill: The moment of the kill; empty without one.
    """

    machines: int
    used: int
    ledger: Tally | None
    failed: tuple[str, ...]
    again: tuple[str, ...]
    sent_again: int
    kill: str = ""

    @property
    def problems(self) -> list[str]:
        """The claims that do not hold."""
        found = [f"used {self.used} for {self.machines} machines"] if self.used != self.machines else []
        if self.ledger is not None and self.ledger != Tally(self.used, 0):
            found.append(f"used {self.used}, ledger {self.ledger.spent} spent and {self.ledger.pending} pending")
        found += [f"failed: {text}" for text in self.failed]
        found += [f"not unchanged: {text}" for text in self.again]
        return found + ([f"{self.sent_again} changing requests of one run more"] if self.sent_again else [])

    def __str__(self) -> str:
        ledger = "none" if self.ledger is None else f"{self.ledger.spent}+{self.ledger.pending}"
        return f"machines {self.machines} used {self.used} ledger {ledger} {self.kill}".rstrip()


def bad(run: PlayRun) -> list[str]:
    """Results that are not "ok", and a return code without one."""
    found = [_shown(item) for item in run.results if item.verdict != "ok"]
    return found or ([f"returned {run.returncode}: {run.output[-500:]}"] if run.returncode else [])


def _shown(item: TaskResult) -> str:
    return f"{item.host} {item.verdict}: {item.result.get('msg')}"


def judged(race: Race, names: Sequence[Names], finished: Sequence[PlayRun], kill: str = "") -> Figures:
    """The figures after all runs, and one more on everything."""
    machines = _machines(names)
    race.settled(machines)
    race.fleet.mark()
    again = race.run({name: machine for mapping in names for name, machine in mapping.items()})
    return Figures(
        machines=len(machines),
        used=used(race.fleet),
        ledger=None if race.ledger is None else tally(race.ledger),
        failed=tuple(text for run in finished for text in bad(run)),
        again=(*bad(again), *[f"{item.host} changed" for item in again.results if item.is_changed]),
        sent_again=sum(race.fleet.mutating_since_mark(machine) for machine in machines),
        kill=kill,
    )


def at_once(race: Race, names: Sequence[Names], chance: random.Random | None = None) -> Figures:
    """Runs begun together; with a chance one of them is killed at some moment, and run again after the others."""
    runs = [race.begin(mapping) for mapping in names]
    if chance is None:
        return judged(race, names, [run.finished() for run in runs])
    victim = chance.randrange(len(runs))
    moment, is_reached = _moment(race, _machines(names), chance)
    was_killed = runs[victim].killed_when(is_reached)
    finished = [run.finished() for number, run in enumerate(runs) if number != victim or not was_killed]
    if was_killed:
        finished.append(race.run(names[victim]))
    return judged(race, names, finished, f"killed run {victim} at {moment}" if was_killed else "no kill: it had ended")


def _machines(names: Sequence[Names]) -> list[str]:
    return sorted({machine for mapping in names for machine in mapping.values()})


def _moment(race: Race, machines: Sequence[str], chance: random.Random) -> tuple[str, Callable[[], bool]]:
    """When to kill: above all while an Activate is in flight, or about to be."""
    fleet, ledger = race.fleet, race.ledger
    goal, lines = chance.randrange(1, _REQUESTS * len(machines)), chance.randrange(1, len(machines) + 1)
    moments: dict[str, Callable[[], bool]] = {
        f"request {goal}": lambda: sum(fleet.summary(machine)["requests"] for machine in machines) >= goal
    }
    if ledger is not None:
        moments[f"line {lines} of the ledger"] = lambda: tally(ledger).lines >= lines
    if fleet.admin.state(machines[0])["faults"]:
        moments["an Activate in flight"] = lambda: under_way(fleet, machines) > 0
    name = chance.choice([*moments, list(moments)[-1]])
    return name, moments[name]
