# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Power cuts and crowds: whatever is killed when, and however many write at once, no row is lost and no ID sent twice.

The moments come from fixed seeds and are counted in requests, not in time.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.fleet import Fleet
from tests.support.launch import Running
from tests.support.portal import Portal, confirmation, export_text, fill, page_data
from tests.support.station import Line, Station, deposits, needed_deposits, row_key, spent

KILLS = 2
#: Requests of a whole run on one host, about; the last moments of a run lie behind it.
REQUESTS = 12


def bench(fleet: Fleet, count: int = 6) -> list[str]:
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


@pytest.mark.parametrize("seed", [1, 2])
def test_power_cuts_lose_no_row_and_send_no_id_twice(air_gap: Fleet, tmp_path: Path, seed: int) -> None:
    chance, hosts = random.Random(seed), bench(air_gap)
    station, portal, count = Station.of(air_gap, tmp_path, hosts), Portal(air_gap), rows_of(air_gap, hosts)
    seen: dict[tuple[str, ...], Line] = {}

    def whole_and_growing() -> None:
        if not station.worklist.exists():
            assert not seen
            return
        now = {row_key(line): line for line in station.lines()}
        assert set(seen) <= set(now), "a row is lost"
        for key, line in seen.items():
            assert line["confirmation_id"] in ("", now[key]["confirmation_id"]), "an ID is lost"
        seen.update(now)

    def killed_again(start: Callable[[], Running]) -> int:
        killed = 0
        for _kill in range(KILLS):
            goal = requests(air_gap, hosts) + chance.randrange(1, REQUESTS * len(hosts))
            killed += killed_at(start(), goal, lambda: requests(air_gap, hosts))
            whole_and_growing()
        return killed

    killed = killed_again(station.collecting)
    assert station.collect().returncode == 0
    whole_and_growing()
    assert len(seen) == count

    export = tmp_path / "confirmations.json"
    fill(station.page, portal, export)
    killed += killed_again(lambda: station.applying(confirmations=str(export)))
    assert station.apply(confirmations=str(export)).returncode == 0
    whole_and_growing()
    assert killed >= KILLS, "hardly anything was killed: the moments lie too late"
    assert len(seen) == count
    assert {line["state"] for line in station.lines()} == {"applied"}
    assert deposited_more_than_once(air_gap, hosts) == []
    assert spent(air_gap) == portal.fetched == count


def test_a_kill_right_after_each_deposit_deposits_nothing_twice(air_gap: Fleet, tmp_path: Path) -> None:
    hosts = bench(air_gap, 3)
    station, portal, export = Station.of(air_gap, tmp_path, hosts), Portal(air_gap), tmp_path / "confirmations.json"
    assert station.collect().returncode == 0
    fill(station.page, portal, export)
    for number in (1, 3, 5):
        running = station.applying("--forks", "2", confirmations=str(export))
        assert killed_at(running, number, lambda: sum(deposits(air_gap, host) for host in hosts))
        assert len(station.lines()) == len(hosts) + 3
    assert station.apply(confirmations=str(export)).returncode == 0
    assert deposited_more_than_once(air_gap, hosts) == []
    assert {line["state"] for line in station.lines()} == {"applied"}


def test_an_export_cut_off_anywhere_takes_nothing_away(air_gap: Fleet, tmp_path: Path) -> None:
    hosts = bench(air_gap, 4)
    station, portal = Station.of(air_gap, tmp_path, hosts), Portal(air_gap)
    assert station.collect().returncode == 0
    rows = page_data(station.page)["rows"]
    whole = export_text(
        page_data(station.page)["list"], [confirmation(row, portal.confirmation_id(row)) for row in rows]
    )
    before = station.worklist.read_bytes()
    chance = random.Random(4)
    cuts = [0, 1, len(whole) - 1, *(chance.randrange(2, len(whole) - 1) for _cut in range(5))]
    tasks = []
    for cut in cuts:
        path = tmp_path / f"cut{cut}.json"
        path.write_text(whole[:cut], encoding="utf-8")
        options = {"path": str(station.worklist), "confirmations": str(path)}
        tasks.append({"name": f"cut {cut}", "licenseops.windows.offline_worklist": options})
    run = station.tasks(tasks)
    assert [item.verdict for item in run.results] == ["failed"] * len(cuts)
    assert all(f"cut{cut}.json" in item.result["msg"] for cut, item in zip(cuts, run.results, strict=True))
    assert "Traceback" not in run.output
    assert station.worklist.read_bytes() == before
    (tmp_path / "whole.json").write_text(whole, encoding="utf-8")
    taken = station.task(
        "offline_worklist", {"path": str(station.worklist), "confirmations": str(tmp_path / "whole.json")}
    )
    assert (taken.verdict, taken.is_changed) == ("ok", True)
    assert {line["state"] for line in station.lines()} == {"confirmed"}


def test_slices_that_run_at_once_lose_nothing(air_gap: Fleet, tmp_path: Path) -> None:
    hosts = [*[host for host in air_gap.hosts if host.startswith("srv-")][:20], "bench-office"]
    station, portal, export = Station.of(air_gap, tmp_path, hosts), Portal(air_gap), tmp_path / "confirmations.json"
    slices = [",".join(hosts[start::3]) for start in range(3)]

    def at_once(start: Callable[..., Running], **variables: str) -> None:
        runs = [start("--limit", part, **variables) for part in slices]
        finished = [run.finished() for run in runs]
        assert [run.returncode for run in finished] == [0, 0, 0], finished[0].output[-2000:]

    at_once(station.collecting)
    lines = station.lines()
    assert len(lines) == len({row_key(line) for line in lines}) == rows_of(air_gap, hosts)
    assert station.task("offline_worklist", {"path": str(station.worklist), "page": str(station.page)}).verdict == "ok"
    fill(station.page, portal, export)
    at_once(station.applying, confirmations=str(export))
    assert {line["state"] for line in station.lines()} == {"applied"}
    assert len(station.lines()) == len(lines)
    assert deposited_more_than_once(air_gap, hosts) == []
