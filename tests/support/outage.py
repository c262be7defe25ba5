# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Power cuts and crowds at a station: whatever is killed when, and however many write at once, what has to hold.

Moments are counted in requests, not in time.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

from .fleet import Fleet
from .launch import PlayRun, Running
from .portal import Portal, fill
from .station import Line, Station, deposits, needed_deposits, row_key, spent

#: Requests of a whole run on one host, about; the last moments of a run lie behind it.
REQUESTS = 12
#: Seconds a run waits for what a killed one may have left under way, unless it is told otherwise.
PATIENCE = 60


def bench(fleet: Fleet, count: int) -> list[str]:
    """Some hosts with one product, and one with four."""
    return [*[host for host in fleet.hosts if host.startswith("bench-0")][:count], "bench-office"]


def rows_of(fleet: Fleet, hosts: list[str]) -> int:
    """Products with a key on some hosts."""
    return sum(needed_deposits(fleet, host) for host in hosts)


def requests(fleet: Fleet, hosts: list[str]) -> int:
    """Requests to some hosts so far."""
    return sum(fleet.summary(host)["requests"] for host in hosts)


def deposited_more_than_once(fleet: Fleet, hosts: list[str]) -> list[str]:
    """Hosts that were sent more IDs than they have products."""
    return [host for host in hosts if deposits(fleet, host) > needed_deposits(fleet, host)]


def killed_at(running: Running, goal: int, progress: Callable[[], int]) -> bool:
    """Kill a run at an amount of progress; false when it ended before."""
    return running.killed_when(lambda: progress() >= goal)


class Kept:
    """The rows of a list as they were last seen; none of them may go, nor any Confirmation ID."""

    def __init__(self, station: Station) -> None:
        self._station = station
        self.rows: dict[tuple[str, ...], Line] = {}

    def look(self) -> None:
        """Look again."""
        if not self._station.worklist.exists():
            assert not self.rows
            return
        now = {row_key(line): line for line in self._station.lines()}
        assert set(self.rows) <= set(now), "a row is lost"
        for key, line in self.rows.items():
            assert line["confirmation_id"] in ("", now[key]["confirmation_id"]), "an ID is lost"
        self.rows.update(now)


def power_cuts(station: Station, kills: int, chance: random.Random, patience: int = PATIENCE) -> None:
    """Collecting and applying are killed again and again, and in the end every row is there and every ID used once."""
    fleet, hosts, kept = station.fleet, list(station.names), Kept(station)
    portal, count, export = Portal(fleet), rows_of(fleet, hosts), station.directory / "confirmations.json"

    def killed_again(start: Callable[[], Running]) -> int:
        killed = 0
        for _kill in range(kills):
            goal = requests(fleet, hosts) + chance.randrange(1, REQUESTS * len(hosts))
            killed += killed_at(start(), goal, lambda: requests(fleet, hosts))
            kept.look()
        return killed

    killed = killed_again(station.collecting)
    require_ended_well(station.collect())
    kept.look()
    assert len(kept.rows) == count
    fill(station.page, portal, export)
    killed += killed_again(lambda: station.applying(confirmations=str(export), timeout=patience))
    require_ended_well(station.apply(confirmations=str(export), timeout=patience))
    kept.look()
    assert killed >= kills, "hardly anything was killed: the moments lie too late"
    assert len(kept.rows) == count
    require_applied(station)
    assert spent(fleet) == portal.fetched == count


def killed_after_deposits(station: Station, numbers: Sequence[int], patience: int = PATIENCE) -> None:
    """Applying is killed right after some deposits, and nothing is deposited twice."""
    fleet, hosts, export = station.fleet, list(station.names), station.directory / "confirmations.json"
    require_ended_well(station.collect())
    fill(station.page, Portal(fleet), export)
    for number in numbers:
        running = station.applying("--forks", "2", confirmations=str(export), timeout=patience)
        assert killed_at(running, number, lambda: sum(deposits(fleet, host) for host in hosts))
        assert len(station.lines()) == rows_of(fleet, hosts)
    require_ended_well(station.apply(confirmations=str(export), timeout=patience))
    require_applied(station)


def slices_at_once(station: Station, count: int) -> None:
    """Runs on parts of the hosts write one list at the same time, and nothing is lost."""
    fleet, hosts, export = station.fleet, list(station.names), station.directory / "confirmations.json"
    slices = [",".join(hosts[start::count]) for start in range(count)]

    def at_once(start: Callable[..., Running], **variables: str) -> None:
        runs = [start("--limit", part, **variables) for part in slices]
        finished = [run.finished() for run in runs]
        assert [run.returncode for run in finished] == [0] * count, finished[0].output[-2000:]

    at_once(station.collecting)
    lines = station.lines()
    assert len(lines) == len({row_key(line) for line in lines}) == rows_of(fleet, hosts)
    assert station.task("offline_worklist", {"path": str(station.worklist), "page": str(station.page)}).verdict == "ok"
    fill(station.page, Portal(fleet), export)
    at_once(station.applying, confirmations=str(export))
    assert len(station.lines()) == len(lines)
    require_applied(station)


def require_ended_well(run: PlayRun) -> None:
    """The run ended without an error; otherwise its last words are shown."""
    assert run.returncode == 0, run.output[-4000:]


def require_applied(station: Station) -> None:
    """Every row is applied, and no host was sent more IDs than it has products."""
    assert {line["state"] for line in station.lines()} == {"applied"}
    assert deposited_more_than_once(station.fleet, list(station.names)) == []
