# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every path between editions that the catalogue has, and what is none, on simulated hosts."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._edition_matrix import all_paths
from tests.component.bench import LocalFleet
from tests.integration import keys
from tests.simulator.scenario import parse_scenario
from tests.support.play import Playbook

RESTART = {"restart": "if_needed"}


def seen(fleet: LocalFleet, host: str) -> dict[str, Any]:
    """What the model knows of a host."""
    state: dict[str, Any] = fleet.admin.state(host)
    return state


#: A profile of each build whose editions change.
PROFILES = {
    9200: "server-2012-standard",
    9600: "server-2012r2-standard",
    14393: "server-2016-standard",
    17763: "server-2019-standard",
    20348: "server-2022-standard",
    26100: "server-2025-standard",
}
#: Keys of editions that Microsoft publishes no setup key for.
OWN_KEYS = {"IoTEnterprise": keys.IOT, "Core": keys.RETAIL_HOME}


@dataclass(frozen=True, slots=True)
class Case:
    """One path on one host."""

    source: str
    target: str
    is_core: bool
    build: int | None

    @property
    def host(self) -> str:
        """Its name."""
        return f"{self.source}-{self.target}{'-core' if self.is_core else ''}-{self.build or 'client'}".lower()

    @property
    def as_scenario(self) -> dict[str, Any]:
        """The host as a scenario has it."""
        host: dict[str, Any] = {"profile": PROFILES.get(self.build or 0, "windows-11-pro"), "edition": self.source}
        if self.build is not None:
            host["installation_type"] = "Server Core" if self.is_core else "Server"
        return host


def _cases() -> list[Case]:
    """Every path of the catalogue, on every build it names."""
    found = []
    for path, is_core, builds in all_paths():
        found += [Case(path.source, path.target, bool(is_core), build) for build in builds or (None,)]
    return found


@pytest.fixture(scope="module")
def paths() -> LocalFleet:
    """A host for every path."""
    switches = {
        "edition_upgrade_by_key": True,
        "edition_change_in_group": True,
        "changepk_takes_setup_keys": True,
    }
    defaults = {"servicing": {"seconds": 20}, "power": {"away": 20}, "switches": switches, "windows": "no_key"}
    hosts = {case.host: {**case.as_scenario, **_first_key(case)} for case in _cases()}
    return LocalFleet(parse_scenario({"defaults": defaults, "hosts": hosts}))


def _first_key(case: Case) -> dict[str, str]:
    return {"windows": "evaluation"} if case.source.endswith("Eval") else {}


def test_every_path_of_the_catalogue_arrives_and_a_second_run_changes_nothing(
    paths: LocalFleet, tmp_path: Path
) -> None:
    cases = _cases()
    assert len(cases) == 86
    variables = {case.host: {"edition": case.target, "key": OWN_KEYS.get(case.target, "")} for case in cases}
    task = {
        "name": "change",
        "licenseops.windows.win_edition": {
            "edition": "{{ wanted[inventory_hostname].edition }}",
            "product_key": "{{ wanted[inventory_hostname].key | default(omit, true) }}",
            "accept_caveat": True,
            **RESTART,
        },
    }
    playbook = Playbook(paths, tmp_path)
    first = playbook.run("all", [task], variables={"wanted": variables})
    results = {case.host: first.of("change", case.host) for case in cases}
    assert not {host: result.message for host, result in results.items() if result.is_failed}
    for case in cases:
        state = seen(paths, case.host)
        assert (state["edition"], state["tasks"], state["own_registry"]) == (case.target, [], []), case.host
        assert results[case.host].is_changed, case.host
    paths.mark()
    again = playbook.run("all", [task], variables={"wanted": variables})
    assert not [result.host for result in again.results if result.is_changed or result.is_failed]
    assert not [case.host for case in cases if paths.mutating_since_mark(case.host)]


def test_what_is_no_path_is_refused_before_anything_is_sent(paths: LocalFleet, tmp_path: Path) -> None:
    """Each host asked for each edition of its kind that the catalogue does not lead to."""
    hosts = {(case.source, case.is_core, case.build): case for case in _cases()}
    editions = {
        True: ("ServerStandard", "ServerDatacenter", "ServerTurbine", "ServerSolution"),
        False: ("Core", "Professional", "Enterprise", "Education", "EnterpriseS", "ServerRdsh", "ProfessionalN"),
    }
    paths.reset()
    ways = {(case.source, case.is_core, case.build, case.target) for case in _cases()}
    playbook, count = Playbook(paths, tmp_path), 0
    for number in range(7):
        wanted = {}
        for where, case in hosts.items():
            others = [
                name for name in editions[case.build is not None] if (*where, name) not in ways and name != case.source
            ]
            if number < len(others):
                wanted[case.host] = others[number]
        task = {"name": "change", "licenseops.windows.win_edition": {"edition": "{{ wanted[inventory_hostname] }}"}}
        run = playbook.run(",".join(wanted), [task], variables={"wanted": wanted})
        count += len(wanted)
        assert not [result.host for result in run.results if not result.is_failed]
        assert not [result.host for result in run.results if "cannot become" not in result.message]
    assert count >= 100
    assert not [case.host for case in hosts.values() if paths.mutating(case.host)]
