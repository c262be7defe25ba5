# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Hosts that do not stay as they were: installed anew, other hardware, other names, two names, licensed elsewhere."""

from __future__ import annotations

from pathlib import Path

from tests.support.fleet import Fleet
from tests.support.portal import Portal, confirmation, export_text, fill, page_data
from tests.support.station import Station, deposits, has_changed, row_key, spent, unlicensed

HOST, MOVED = "bench-001", "bench-moved"


def licensed(fleet: Fleet, host: str) -> bool:
    """Whether everything with a key is licensed."""
    return not unlicensed(fleet, [host])


def confirmed(fleet: Fleet, station: Station) -> tuple[Portal, Path]:
    """Collect, and fetch an ID for every row."""
    portal, export = Portal(fleet), station.directory / "confirmations.json"
    assert station.collect().returncode == 0
    fill(station.page, portal, export)
    return portal, export


def test_a_host_installed_anew_is_licensed_with_the_kept_id(air_gap: Fleet, tmp_path: Path) -> None:
    station = Station.of(air_gap, tmp_path, [HOST, "bench-office"])
    portal, export = confirmed(air_gap, station)
    assert station.apply(confirmations=str(export)).returncode == 0
    export.unlink()
    assert licensed(air_gap, HOST)
    before = {row_key(line): line["confirmation_id"] for line in station.lines()}
    for host in station.names:
        air_gap.admin.reimage(host)
    assert not licensed(air_gap, HOST)
    assert not licensed(air_gap, "bench-office")
    # One is collected again, the other applied at once.
    assert station.collect("--limit", "bench-office").returncode == 0
    states = {(line["host"], line["state"]) for line in station.lines()}
    assert states == {(HOST, "applied"), ("bench-office", "confirmed")}
    assert {row["state"] for row in page_data(station.page)["rows"]} == {"applied", "confirmed"}
    assert station.apply().returncode == 0
    assert licensed(air_gap, HOST)
    assert licensed(air_gap, "bench-office")
    assert spent(air_gap) == portal.fetched == len(before)
    assert {row_key(line): line["confirmation_id"] for line in station.lines()} == before
    assert {line["state"] for line in station.lines()} == {"applied"}
    air_gap.mark()
    assert not has_changed(station.apply())
    assert air_gap.mutating_since_mark(HOST) == 0


def test_another_installation_id_after_a_reimage_tries_the_kept_id_once(air_gap: Fleet, tmp_path: Path) -> None:
    station = Station.of(air_gap, tmp_path, [MOVED])
    _portal, export = confirmed(air_gap, station)
    assert station.apply(confirmations=str(export)).returncode == 0
    (first,) = station.lines()
    air_gap.admin.reimage(MOVED)
    air_gap.admin.clear_journal()
    station.apply()
    assert deposits(air_gap, MOVED) == 1, "a refusal costs nothing"
    by_state = {line["state"]: line for line in station.lines()}
    assert set(by_state) == {"stale", "needed"}
    assert row_key(by_state["stale"]) == row_key(first)
    assert by_state["stale"]["confirmation_id"] == first["confirmation_id"]
    assert by_state["needed"]["installation_id"] != first["installation_id"]
    station.apply()
    assert station.collect().returncode == 0
    assert deposits(air_gap, MOVED) == 1, "and is not tried again"
    _portal, export = confirmed(air_gap, station)
    assert station.apply(confirmations=str(export)).returncode == 0
    assert licensed(air_gap, MOVED)
    assert sorted(line["state"] for line in station.lines()) == ["applied", "stale"]


def test_a_row_that_was_never_applied_goes_stale_and_nothing_is_sent(air_gap: Fleet, tmp_path: Path) -> None:
    station = Station.of(air_gap, tmp_path, [MOVED, HOST])
    _portal, export = confirmed(air_gap, station)
    air_gap.admin.reimage(MOVED)
    run = station.apply(confirmations=str(export))
    assert run.returncode != 0, "the stale host is told"
    assert air_gap.mutating(MOVED) == 0
    assert licensed(air_gap, HOST), "the other host is not held up"
    (told,) = {item.result["msg"] for item in run.results if item.host == MOVED and item.verdict == "failed"}
    assert MOVED in told or "Installation ID" in told
    (stale,) = [line for line in station.lines() if line["host"] == MOVED and line["state"] == "stale"]
    assert stale["reason"]
    assert station.collect().returncode == 0
    mine = [line for line in station.lines() if line["host"] == MOVED]
    assert sorted(line["state"] for line in mine) == ["needed", "stale"]
    again = station.task("offline_worklist", {"path": str(station.worklist), "confirmations": str(export)})
    assert again.verdict == "failed"
    assert any(MOVED in text and "Installation ID" in text for text in again.result["problems"]), again.result
    assert air_gap.mutating(MOVED) == 0


def test_other_hardware_sends_nothing(air_gap: Fleet, tmp_path: Path) -> None:
    station = Station.of(air_gap, tmp_path, [HOST])
    _portal, export = confirmed(air_gap, station)
    air_gap.admin.change_hardware(HOST)
    station.apply(confirmations=str(export))
    assert air_gap.mutating(HOST) == 0
    assert station.collect().returncode == 0
    states = sorted(line["state"] for line in station.lines())
    assert len(states) == 2
    assert "needed" in states
    assert "applied" not in states
    station.apply()
    assert air_gap.mutating(HOST) == 0
    fresh = tmp_path / "fresh.json"
    rows = [row for row in page_data(station.page)["rows"] if row["state"] == "needed"]
    answers = [confirmation(row, Portal(air_gap).confirmation_id(row)) for row in rows]
    fresh.write_text(export_text(page_data(station.page)["list"], answers), encoding="utf-8")
    assert station.apply(confirmations=str(fresh)).returncode == 0
    assert licensed(air_gap, HOST)


def test_a_renamed_host_keeps_its_row_and_its_id(air_gap: Fleet, tmp_path: Path) -> None:
    station = Station.of(air_gap, tmp_path, [HOST, "bench-002"])
    _portal, export = confirmed(air_gap, station)
    given = {"path": str(station.worklist), "confirmations": str(export)}
    assert station.task("offline_worklist", given).verdict == "ok"
    # The two have exchanged their names.
    renamed = Station.of(air_gap, tmp_path, {HOST: "bench-002", "bench-002": HOST})
    before = {row_key(line): line["confirmation_id"] for line in station.lines()}
    assert renamed.collect().returncode == 0
    lines = renamed.lines()
    assert {row_key(line): line["confirmation_id"] for line in lines} == before
    portal = Portal(air_gap)
    assert {line["host"]: portal.simulated_host(line["host_uuid"]) for line in lines} == renamed.names
    assert renamed.apply().returncode == 0
    assert licensed(air_gap, HOST)
    assert licensed(air_gap, "bench-002")
    assert (deposits(air_gap, HOST), deposits(air_gap, "bench-002")) == (1, 1)


def test_many_names_of_one_machine_share_its_row_and_its_deposit(air_gap: Fleet, tmp_path: Path) -> None:
    aliases = {f"alias-{number}": HOST for number in range(10)}
    station = Station.of(air_gap, tmp_path, {**aliases, "bench-002": "bench-002"})
    portal, export = confirmed(air_gap, station)
    assert len(station.lines()) == 2
    assert portal.fetched == 2
    assert station.apply(confirmations=str(export)).returncode == 0
    assert deposits(air_gap, HOST) == 1
    assert {line["state"] for line in station.lines()} == {"applied"}
    settled = station.worklist.read_bytes()
    assert not has_changed(station.apply())
    assert station.worklist.read_bytes() == settled


def test_a_host_licensed_by_someone_else_is_applied_and_sent_nothing(air_gap: Fleet, tmp_path: Path) -> None:
    station = Station.of(air_gap, tmp_path, [HOST, "bench-licensed"])
    portal, export = confirmed(air_gap, station)
    row = next(line for line in station.lines() if line["host"] == HOST)
    options = {"confirmation_id": portal.confirmation_id(row)}
    assert station.task("win_offline_activation", options, hosts=HOST).result["licensed"] is True
    air_gap.mark()
    run = station.apply(confirmations=str(export))
    assert run.returncode == 0
    assert air_gap.mutating_since_mark(HOST) == 0
    assert air_gap.mutating("bench-licensed") == 0
    mine = [line for line in station.lines() if line["host"] == HOST]
    assert [(line["state"], bool(line["reason"])) for line in mine] == [("applied", True)]


def test_another_key_makes_another_row(air_gap: Fleet, tmp_path: Path) -> None:
    station = Station.of(air_gap, tmp_path, [HOST])
    _portal, export = confirmed(air_gap, station)
    other = {"product_key": "TNTTT-TTTTT-TTTTT-TTTTT-WXF48"}
    assert station.task("win_product_key", other, hosts=HOST).is_changed
    air_gap.admin.clear_journal()
    station.apply(confirmations=str(export))
    assert air_gap.mutating(HOST) == 0
    assert station.collect().returncode == 0
    lines = {line["partial_product_key"]: line["state"] for line in station.lines()}
    assert lines["WXF48"] == "needed"
    assert lines["PKX99"] in ("confirmed", "stale")
