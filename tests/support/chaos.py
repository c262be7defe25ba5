# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fleets under trouble that comes from a seed, and what has to hold whatever it is: also on the whole of the fleet."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ansible_collections.licenseops.windows.plugins.plugin_utils._controller._ledger import Ledger, ReservationState
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._product_key import ProductKey
from tests.integration import keys

from .fleet import Fleet
from .launch import PlayRun
from .play import Playbook, Task

SCENARIO = Path(__file__).with_name("chaos.yml")
ACTIVATION = "licenseops.windows.win_activation"

#: The part of all requests that is disturbed.
DISTURBED = 0.05
#: Requests of one host that may be disturbed; a run takes about half as many.
REQUESTS = 24

FORKS = ("--forks", "20")
QUICK = {"timeout": 8, "retries": 2}
ONLINE = {ACTIVATION: {"product_key": keys.MAK_PRO, **QUICK}}
BY_KMS = {ACTIVATION: {"source": "gvlk", **QUICK}}

_TROUBLE: Sequence[Mapping[str, Any]] = (
    {"name": "drop_before"},
    {"name": "drop_after"},
    {"name": "dead_context"},
    {"name": "busy_503"},
    {"name": "too_many_operations"},
    {"name": "quota"},
    {"name": "timed_out", "completes": True},
    {"name": "timed_out", "completes": "later"},
    {"name": "timed_out", "completes": False},
    {"name": "malformed_response", "variant": "not_xml"},
    {"name": "malformed_response", "variant": "truncated_xml"},
    {"name": "malformed_response", "variant": "wrong_relates_to"},
)
#: Answers that say something for good, so that no task tries again by itself; a second run does.
_STUBBORN: Sequence[Mapping[str, Any]] = (
    {"name": "internal_error"},
    {"name": "access_denied"},
    {"name": "hresult", "code": "0x80041001", "processed": True},
)

#: Lines of the scenario that a run licenses, by what happens to their hosts.
NEEDY, BOUND, LICENSED = ("mak", "waiting"), ("kms",), ("licensed",)


def members(fleet: Fleet, *groups: str, most: int = 1000) -> list[str]:
    """The hosts of some lines of the scenario, so many of each at most."""
    found = [[host for host in fleet.hosts if host.rpartition("-")[0] == group] for group in groups]
    return [host for hosts in found for host in hosts[:most]]


def disturb(fleet: Fleet, hosts: Sequence[str], part: float, seed: int) -> None:
    """Arm faults so that about that part of the requests is hit; a stubborn one at most once per host."""
    chance = random.Random(seed)
    for host in hosts:
        kinds = [*_TROUBLE, *_STUBBORN]
        for number in range(REQUESTS):
            if chance.random() >= part:
                continue
            fault = chance.choice(kinds)
            fleet.admin.add_fault(host, skip=number, **fault)
            if fault in _STUBBORN:
                kinds = [*_TROUBLE]


def disturbed_part(fleet: Fleet, hosts: Sequence[str]) -> float:
    """What came of it."""
    entries = [entry for host in hosts for entry in fleet.admin.journal(host) if entry["kind"] != "authentication"]
    return sum(entry["injected"] is not None for entry in entries) / len(entries)


def task(name: str, action: Task, group: str) -> Task:
    """A task for the hosts of some lines of the scenario."""
    return {"name": name, **action, "when": f"inventory_hostname is match('{group}')"}


def unlicensed(fleet: Fleet, hosts: Sequence[str]) -> list[str]:
    """Hosts whose Windows is not licensed, as the model has it."""
    return [host for host in hosts if not any(row["license_status"] == 1 for row in fleet.admin.state(host)["keyed"])]


def done(run: PlayRun) -> list[Any]:
    """Results of tasks that were not skipped."""
    return [item for item in run.results if item.verdict != "skipped"]


def require_quiet(fleet: Fleet, hosts: Sequence[str], last: PlayRun) -> None:
    """The last run found nothing to do, and sent nothing that could change a host."""
    assert {item.host for item in done(last)} == set(hosts)
    assert {(item.verdict, item.is_changed) for item in done(last)} == {("ok", False)}
    assert [host for host in hosts if fleet.mutating_since_mark(host)] == []


def require_silent(runs: Sequence[PlayRun]) -> None:
    """No run shows a key, or a mistake of ours."""
    for run in runs:
        assert keys.MAK_PRO not in run.output
        assert "Traceback" not in run.output


def licensed_in_three_runs(fleet: Fleet, directory: Path, *, most: int, part: float, seed: int) -> None:
    """Hosts of every kind, so many of each at most, are licensed after three runs in which a part of requests fails."""
    needy, licensed = members(fleet, *NEEDY, most=most), members(fleet, *LICENSED, most=most)
    hosts = [*needy, *members(fleet, *BOUND, most=most), *licensed]
    disturb(fleet, hosts, part, seed)
    playbook = Playbook(fleet, directory)
    tasks = [task("online", ONLINE, "mak-|waiting-|licensed-"), task("kms", BY_KMS, "kms-")]

    def run() -> PlayRun:
        return playbook.run(":".join(hosts), tasks, arguments=FORKS)

    first = run()
    assert len(done(first)) == len(hosts)
    failed = {item.host for item in done(first) if item.verdict != "ok"}
    # An activation of unknown fate is never sent again by the same task: that host waits for the second run.
    assert 0 < len(failed) < len(hosts) * 3 * part, [item.result.get("msg") for item in done(first)]
    second = run()
    assert len(unlicensed(fleet, hosts)) < len(hosts) * part
    third = run()
    assert not unlicensed(fleet, hosts)
    assert 0.6 * part < disturbed_part(fleet, hosts) < 1.4 * part
    assert fleet.spent(keys.last_five(keys.MAK_PRO)) == len(needy)
    assert [host for host in hosts if "UninstallProductKey" in fleet.methods(host)] == []
    assert [host for host in licensed if fleet.mutating(host)] == []
    # A host that is licensed may still have been disturbed while it was read.
    assert {item.verdict for item in (*done(second), *done(third))} <= {"ok", "failed"}
    fleet.admin.clear_faults()
    fleet.mark()
    last = run()
    require_quiet(fleet, hosts, last)
    require_silent([first, second, third, last])


def limited(fleet: Fleet, directory: Path, *, most: int, limit: int) -> None:
    """Of so many hosts that want an activation at once, exactly the limit gets one."""
    file, key, hosts = directory / "ledger.sqlite", keys.MAK_PRO_LOW, members(fleet, "limited", most=most)
    options = {"product_key": key, "ledger": str(file), "max_activations": limit, **QUICK}
    run = Playbook(fleet, directory).run(":".join(hosts), [{"name": "limited", ACTIVATION: options}], arguments=FORKS)
    assert Counter(item.verdict for item in run.results) == {"ok": limit, "failed": len(hosts) - limit}
    (sentence,) = {item.result["msg"] for item in run.results if item.verdict == "failed"}
    reached = f"The limit of {limit} activations for the key ...WXF48 is reached: {limit} are spent or under way. "
    assert sentence.startswith(f"{reached}Raise max_activations ")
    winners = {item.host for item in run.results if item.verdict == "ok"}
    assert fleet.spent("WXF48") == limit
    assert set(unlicensed(fleet, hosts)) == set(hosts) - winners
    with Ledger(file) as ledger:
        count = ledger.count(ProductKey.parse(key))
        entries = ledger.entries()
    assert (count.spent, count.pending) == (limit, 0)
    assert {entry.host for entry in entries} == winners
    assert {(entry.state, entry.last_five) for entry in entries} == {(ReservationState.SPENT, "WXF48")}
    assert key not in run.output


def ends_well(fleet: Fleet, directory: Path, connection: Mapping[str, Any], *, most: int, seed: int) -> None:
    """Two runs under many faults and one without license every host, once each."""
    hosts = members(fleet, "single", most=most)
    disturb(fleet, hosts, 4 * DISTURBED, seed)
    playbook = Playbook(fleet, directory)

    def run() -> PlayRun:
        return playbook.run(
            ":".join(hosts), [{"name": "single", **ONLINE}], arguments=FORKS, variables=dict(connection)
        )

    runs = [run(), run()]
    fleet.admin.clear_faults()
    runs.append(run())
    assert {item.verdict for item in runs[-1].results} == {"ok"}
    assert not unlicensed(fleet, hosts)
    assert fleet.spent(keys.last_five(keys.MAK_PRO)) == len(hosts)
    fleet.mark()
    require_quiet(fleet, hosts, run())
    require_silent(runs)
