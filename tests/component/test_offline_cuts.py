# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Exports that a person saved half: nothing is taken away."""

from __future__ import annotations

import random
from pathlib import Path

from tests.support.fleet import Fleet
from tests.support.outage import bench
from tests.support.portal import Portal, confirmation, export_text, page_data
from tests.support.station import Station


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
