# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A day at the portal: air-gapped hosts are collected, filled in and applied, and every ID counts once."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from tests.browser.page_driver import fill_page, missing

from .fleet import Fleet
from .launch import PlayRun
from .portal import Portal, answers, fill, open_rows, page_data
from .station import Line, Station, deposits, row_key, spent, unlicensed

#: Lines of the scenario, and how many products of their hosts need an ID.
GROUPS = {"w10": 1, "w10esu": 2, "w11": 1, "tokyo": 1, "office": 3, "srv": 1}

#: What a person has to choose in the portal for them.
PORTAL_PRODUCTS = {
    "w10": {"Windows 10"},
    "w10esu": {"Windows 10"},
    "w11": {"Windows 11"},
    "tokyo": {"Windows 11"},
    "office": {"Windows 11", "Office LTSC Professional Plus 2024", "Visio LTSC Professional 2024"},
    "srv": {"Windows Server 2022"},
}


def members(fleet: Fleet, most: int) -> list[str]:
    """The hosts of some lines of the scenario, so many of each at most."""
    found = [[host for host in fleet.hosts if host.rpartition("-")[0] == group] for group in GROUPS]
    return [host for hosts in found for host in hosts[:most]]


def products(host: str) -> int:
    """How many products of a host need an ID."""
    return GROUPS[host.rpartition("-")[0]]


def states(lines: Iterable[Line]) -> Counter[str]:
    """How many rows are in each state."""
    return Counter(line["state"] for line in lines)


def require_collected(station: Station) -> None:
    """Every product is in the list and on the page, under the name the portal asks for, and no host was changed."""
    lines, hosts = station.lines(), list(station.names)
    expected = sum(map(products, hosts))
    assert states(lines) == {"needed": expected}
    assert {line["host"] for line in lines} == set(hosts)
    assert len({row_key(line) for line in lines}) == expected
    asked = {(line["host"].rpartition("-")[0], line["portal_product"]) for line in lines}
    assert asked == {(group, product) for group, products in PORTAL_PRODUCTS.items() for product in products}
    assert [host for host in hosts if station.fleet.mutating(host)] == []
    assert {row["state"] for row in page_data(station.page)["rows"]} == {"needed"}
    assert len(open_rows(station.page)) == expected


def filled_in(station: Station, export: Path) -> int:
    """A person fills in the whole page, in a browser where there is one; how many IDs the portal gave."""
    portal, expected = Portal(station.fleet), len(station.lines())
    if missing():
        fill(station.page, portal, export)
    else:
        left = fill_page(station.page, answers(station.page, portal), export)
        assert Counter(left.values()) == {"complete": expected}
    assert len(json.loads(export.read_text(encoding="utf-8"))["confirmations"]) == expected
    return portal.fetched


def require_licensed(station: Station, fetched: int) -> None:
    """Every product is licensed, with the ID that was fetched for it, sent once."""
    hosts = list(station.names)
    assert unlicensed(station.fleet, hosts) == []
    assert states(station.lines()) == {"applied": sum(map(products, hosts))}
    assert spent(station.fleet) == fetched == len(station.lines())
    assert {host: deposits(station.fleet, host) for host in hosts} == {host: products(host) for host in hosts}


def require_idle(station: Station, export: Path) -> PlayRun:
    """Applying once more does nothing."""
    before = station.worklist.read_bytes()
    station.fleet.mark()
    again = station.apply(confirmations=str(export))
    assert again.returncode == 0, again.output[-3000:]
    assert [(item.host, item.task) for item in again.results if item.is_changed] == []
    assert [host for host in station.names if station.fleet.mutating_since_mark(host)] == []
    assert station.worklist.read_bytes() == before
    return again


def day_at_the_portal(station: Station) -> None:
    """The whole day."""
    collected = station.collect()
    assert collected.returncode == 0, collected.output[-3000:]
    require_collected(station)
    export = station.directory / "confirmations.json"
    fetched = filled_in(station, export)
    applied = station.apply(confirmations=str(export))
    assert applied.returncode == 0, applied.output[-3000:]
    require_licensed(station, fetched)
    again = require_idle(station, export)
    assert all("Traceback" not in run.output for run in (collected, applied, again))
