# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A day at the portal: two hundred air-gapped hosts are collected, filled in and applied, and every ID counts once."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.browser.page_driver import fill_page, missing
from tests.support.fleet import Fleet
from tests.support.portal import Portal, answers, open_rows, page_data
from tests.support.station import Line, Station, deposits, row_key, spent, unlicensed

#: Lines of the scenario, and how many products of their hosts need an ID.
GROUPS = {"w10": 1, "w10esu": 2, "w11": 1, "tokyo": 1, "office": 3, "srv": 1}

#: What a person has to choose in the portal for them.
PORTAL_PRODUCTS = {
    "w10": {"Windows 10"},
    "w10esu": {"Windows 10"},
    "w11": {"Windows 11"},
    "tokyo": {"Windows 11"},
    "office": {"Windows 11", "Office LTSC 2024"},
    "srv": {"Windows Server 2022"},
}


def members(fleet: Fleet) -> list[str]:
    """The two hundred hosts."""
    return [host for host in fleet.hosts if host.rpartition("-")[0] in GROUPS]


def states(lines: Iterable[Line]) -> Counter[str]:
    """How many rows are in each state."""
    return Counter(line["state"] for line in lines)


def test_two_hundred_hosts_are_licensed_and_every_id_is_used_once(air_gap: Fleet, tmp_path: Path) -> None:
    if reason := missing():
        pytest.skip(f"the page was not filled in: {reason}")
    hosts = members(air_gap)
    assert len(hosts) == 200
    expected = sum(GROUPS[host.rpartition("-")[0]] for host in hosts)
    station = Station.of(air_gap, tmp_path, hosts)

    collected = station.collect()
    assert collected.returncode == 0, collected.output[-3000:]
    lines = station.lines()
    assert states(lines) == {"needed": expected}
    assert {line["host"] for line in lines} == set(hosts)
    assert len({row_key(line) for line in lines}) == expected
    asked = {(line["host"].rpartition("-")[0], line["portal_product"]) for line in lines}
    assert asked == {(group, product) for group, products in PORTAL_PRODUCTS.items() for product in products}
    assert [host for host in hosts if air_gap.mutating(host)] == []
    assert {row["state"] for row in page_data(station.page)["rows"]} == {"needed"}
    assert len(open_rows(station.page)) == expected

    portal, export = Portal(air_gap), tmp_path / "confirmations.json"
    left = fill_page(station.page, answers(station.page, portal), export)
    assert Counter(left.values()) == {"complete": expected}
    assert len(json.loads(export.read_text(encoding="utf-8"))["confirmations"]) == expected
    assert portal.fetched == expected

    applied = station.apply(confirmations=str(export))
    assert applied.returncode == 0, applied.output[-3000:]
    assert unlicensed(air_gap, hosts) == []
    assert states(station.lines()) == {"applied": expected}
    assert spent(air_gap) == portal.fetched
    assert {host: deposits(air_gap, host) for host in hosts} == {
        host: GROUPS[host.rpartition("-")[0]] for host in hosts
    }

    before = station.worklist.read_bytes()
    air_gap.mark()
    again = station.apply(confirmations=str(export))
    assert again.returncode == 0, again.output[-3000:]
    assert [(item.host, item.task) for item in again.results if item.is_changed] == []
    assert [host for host in hosts if air_gap.mutating_since_mark(host)] == []
    assert station.worklist.read_bytes() == before
    for run in (collected, applied, again):
        assert "Traceback" not in run.output
