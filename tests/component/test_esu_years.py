# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``esu_year: current`` and ``next`` on hosts of every programme on 2026-12-01, and what a fleet needs next year."""

from __future__ import annotations

from typing import Any

import pytest

from tests.component.bench import LocalFleet
from tests.integration import keys
from tests.simulator.scenario import parse_scenario
from tests.support.play import Playbook

CHECK = ("--check",)
MODULE = "win_activation"
LICENSED = {"situation": "mak_licensed", "key": "mak-windows-pro"}
YEAR_2 = {"situation": "mak_licensed", "key": "esu-windows-10-year-2"}
HOSTS: dict[str, dict[str, Any]] = {
    "without": {"profile": "windows-10-pro", "windows": LICENSED},
    "with": {"profile": "windows-10-pro", "windows": LICENSED, "licences": {"esu-year-2": YEAR_2}},
    "newer": {"profile": "windows-11-pro", "windows": LICENSED},
    "over": {"profile": "server-2012r2-standard", "windows": "mak_licensed"},
    "not-begun": {"profile": "server-2016-standard", "windows": "mak_licensed"},
    "keyless": {"profile": "windows-10-pro", "windows": "no_key"},
}


@pytest.fixture(scope="module")
def fleet_at_start() -> LocalFleet:
    """A host of each fate."""
    return LocalFleet(parse_scenario({"simulation": {"clock": "2026-12-01T08:00:00Z"}, "hosts": HOSTS}))


def test_the_current_year_is_that_of_the_day_and_activates_once(fleet: LocalFleet, playbook: Playbook) -> None:
    options = {"esu_year": "current", "product_key": keys.ESU_YEAR_2_KEY}
    foreseen = playbook.task("without", MODULE, options, arguments=CHECK)
    assert (foreseen.is_changed, fleet.mutating("without")) == (True, 0)
    assert foreseen.result["forecast"]["activations"] == 1
    done = playbook.task("without", MODULE, options)
    assert (done.is_changed, done.result["product"]["esu_year"], done.result["licensed"]) == (True, 2, True)
    fleet.mark()
    assert not playbook.task("without", MODULE, options).is_changed
    assert fleet.mutating_since_mark("without") == 0


def test_a_host_that_has_the_current_year_is_left_alone(fleet: LocalFleet, playbook: Playbook) -> None:
    task = playbook.task("with", MODULE, {"esu_year": "current"})
    assert (task.is_changed, task.result["product"]["esu_year"], fleet.mutating("with")) == (False, 2, 0)


@pytest.mark.parametrize(
    ("host", "year", "words"),
    [
        ("newer", "current", "There are no Extended Security Updates for Professional, build 26100."),
        ("over", "current", "The Extended Security Updates of this host ended on 2026-10-13, with year 3."),
        ("over", "next", "The Extended Security Updates of this host ended on 2026-10-13, with year 3."),
        ("not-begun", "current", "covers today for this host: the first begins on 2027-01-13."),
        ("not-begun", "next", "The host does not know year 1 of Extended Security Updates"),
        ("keyless", "current", "no key of Windows tells the edition"),
    ],
)
def test_a_year_that_there_is_not_is_one_sentence_and_no_change(
    fleet: LocalFleet, playbook: Playbook, host: str, year: str, words: str
) -> None:
    task = playbook.task(host, MODULE, {"esu_year": year, "product_key": keys.ESU_YEAR_2_KEY})
    assert task.is_failed
    assert words in task.message
    assert fleet.mutating(host) == 0


def test_the_status_of_a_fleet_says_what_the_next_year_needs(fleet: LocalFleet, playbook: Playbook) -> None:
    run = playbook.run_file("licenseops.windows.status", arguments=["-e", "status_hosts=all"])
    year = "Extended Security Updates, year"
    assert (
        f"{year} 3 (win10_22h2), 2027-10-13 to 2028-10-10: activations needed: 2; hosts that have it: 0." in run.output
    )
    assert (
        f"{year} 1 (server_2016), 2027-01-13 to 2028-01-11: activations needed: 1; hosts that have it: 0." in run.output
    )
    assert "Hosts of which nothing is known, not counted: 1." in run.output
    assert "Support has ended: newer (2026-10-13), over (2023-10-10), without (2025-10-14)." in run.output
