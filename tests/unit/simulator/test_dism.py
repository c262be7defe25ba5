# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""dism.exe and changepk.exe: lists in several languages, refusals, and a change that shows after a restart only."""

from __future__ import annotations

from typing import Any

import pytest

from tests.simulator.model.registry import CURRENT_VERSION, RESTART_KEY
from tests.simulator.model.switches import Switches
from tests.unit.simulator.jobs import CHANGEPK, DISM, Bench, key_of, set_edition

EVALUATION = {"edition": "ServerStandardEval"}
TARGETS = "/Online /Get-TargetEditions"


def edition_id(bench: Bench) -> object:
    """EditionID of the registry."""
    value = bench.machine.state.registry.value(CURRENT_VERSION, "EditionID")
    return value and value.data


def printed(bench: Bench, arguments: str) -> list[str]:
    """What DISM prints, line by line."""
    bench.run(f"{DISM} {arguments}")
    return bench.log[-1].output.splitlines()


def ending(arguments: str, **settings: Any) -> int | None:
    """The exit code of DISM on a host."""
    profile = settings.pop("profile", "server-2022-standard")
    return Bench(profile, switches=settings.pop("switches", None), settings=settings).run(f"{DISM} {arguments}")


@pytest.mark.parametrize(
    ("arguments", "settings", "code"),
    [
        (set_edition(), {}, 3010),
        (
            set_edition().lower().replace("wx4nm-kywyw-qjjr4-xv3qb-6vm33", key_of("gvlk-server-2022-datacenter")),
            {},
            3010,
        ),
        (set_edition(more=r" /LogPath:C:\x.log /ScratchDir:C:\Windows\Temp /English"), {}, 3010),
        (set_edition(key="mak-server-2022"), {}, 0x8A010101),
        (set_edition(key="gvlk-server-2022-standard"), {}, 0x8A010101),
        (set_edition(key="gvlk-server-2019-datacenter"), {}, 0x8A010101),
        (set_edition(key="mak-server-airgapped"), {"profile": "server-2019-standard"}, 87),
        (set_edition().replace("/AcceptEula ", ""), {}, 87),
        (set_edition().replace(f"/ProductKey:{key_of('gvlk-server-2022-datacenter')} ", ""), {}, 87),
        (set_edition().replace("/Online ", ""), {}, 87),
        (set_edition().replace("Edition:", "Edition "), {}, 87),
        (set_edition(more=" /Restart"), {}, 87),
        (set_edition(more=" /Quiet"), {}, 87),
        (set_edition(more=" /LogPath:"), {}, 87),
        (set_edition(more=" /Get-TargetEditions"), {}, 87),
        (set_edition(more=" x"), {}, 87),
        (set_edition(more=r" /GetEula:C:\x.rtf"), {}, 0),
        (set_edition("ServerStandard"), {}, 50),
        (set_edition("ServerDatacenterCor"), {}, 50),
        (set_edition("ServerDatacenter"), {"installation_type": "Server Core"}, 50),
        (set_edition("ServerDatacenterCor"), {"installation_type": "Server Core"}, 3010),
        (set_edition(), {"domain_controller": True}, 3010),
        (set_edition(), {"domain_controller": True, **EVALUATION}, 50),
        (set_edition(), {"profile": "windows-11-pro"}, 50),
        (set_edition(), {"pending_restart": True}, 350),
        (set_edition(), {"elevated": False}, 740),
        (TARGETS, {"elevated": False}, 740),
        (TARGETS, {}, 0),
        ("/Online", {}, 87),
        ("/?", {}, 87),
        ("", {}, 87),
    ],
)
def test_dism_ends_as_reported(arguments: str, settings: dict[str, Any], code: int) -> None:
    assert ending(arguments, **settings) == code


@pytest.mark.parametrize(
    ("settings", "targets"),
    [
        ({}, ["ServerDatacenter"]),
        (EVALUATION, ["ServerStandard", "ServerDatacenter"]),
        ({"installation_type": "Server Core", **EVALUATION}, ["ServerDatacenterCor"]),
        ({"target_editions": ["ServerTurbine"]}, ["ServerTurbine"]),
        ({"edition": "ServerDatacenter"}, []),
    ],
)
def test_the_targets_are_listed(settings: dict[str, Any], targets: list[str]) -> None:
    lines = printed(Bench(settings=settings), f"/English {TARGETS}")
    assert [line.partition(" : ")[2] for line in lines if line.startswith("Target Edition : ")] == targets
    assert ("(The current edition cannot be upgraded to any target editions.)" in lines) is not bool(targets)
    assert lines[-1] == "The operation completed successfully."


@pytest.mark.parametrize(
    ("locale", "arguments", "end"),
    [
        ("en-US", TARGETS, "The operation completed successfully."),
        ("ja-JP", TARGETS, "操作は正常に完了しました。"),
        ("ja-JP", f"/English {TARGETS}", "The operation completed successfully."),
        ("de-DE", TARGETS, "Der Vorgang wurde erfolgreich beendet."),
    ],
)
def test_all_but_the_names_is_translated(locale: str, arguments: str, end: str) -> None:
    lines = printed(Bench(settings={"locale": locale}), arguments)
    assert lines[-1] == end
    assert sum(line.endswith(" : ServerDatacenter") for line in lines) == 1
    assert ("Target Edition : ServerDatacenter" in lines) is (end[0] == "T")


def test_the_heading_looks_like_the_line_below_it() -> None:
    lines = printed(
        Bench(settings={"installation_type": "Server Core", **EVALUATION}), "/English /Online /Get-CurrentEdition"
    )
    found = [line for line in lines if line.lower().startswith("current edition")]
    assert found == ["Current edition is:", "Current Edition : ServerStandardEvalCor"]


def test_quiet_leaves_no_list_but_errors() -> None:
    bench = Bench()
    assert printed(bench, f"{TARGETS} /Quiet") == []
    assert "Error: 50" in printed(bench, set_edition("ServerTurbine"))
    assert "Error: 0x8a010101" in printed(bench, set_edition(key="mak-server-2022"))


def test_one_dism_at_a_time() -> None:
    bench = Bench()
    bench.create(f"{DISM} {set_edition()}")
    assert bench.run(f"{DISM} {TARGETS}", 10) == 0x80070020
    bench = Bench(switches=Switches(dism_busy_code=5))
    bench.create(f"{DISM} {set_edition()}")
    assert bench.run(f"{DISM} {TARGETS}", 10) == 5


def test_nothing_shows_before_the_restart_but_that_one_is_pending() -> None:
    bench = Bench(settings={**EVALUATION})
    bench.run(f"{DISM} {set_edition()}")
    state = bench.machine.state
    assert (edition_id(bench), state.registry.has_key(RESTART_KEY)) == ("ServerStandardEval", True)
    assert bench.run(f"{DISM} {set_edition('ServerStandard', 'gvlk-server-2022-standard')}") == 350
    state.registry.remove_key(RESTART_KEY)
    assert bench.run(f"{DISM} {set_edition('ServerStandard', 'gvlk-server-2022-standard')}") == 350
    bench.machine.reboot()
    assert (edition_id(bench), state.registry.has_key(RESTART_KEY)) == ("ServerDatacenter", False)
    keyed = [item.sku.row for item in state.licences.values() if item.key is not None]
    assert (keyed, state.spec.operating_system_sku) == (["ServerDatacenter/gvlk"], 8)


def test_without_norestart_it_restarts_or_waits_for_somebody_to_answer() -> None:
    bench = Bench()
    bench.fates.seconds = 60
    assert bench.run(f"{DISM} {set_edition()}".replace(" /NoRestart", ""), 60) == 1641
    assert bench.machine.is_down
    bench = Bench()
    asking = set_edition().replace(" /NoRestart", "").replace(" /Quiet", "")
    assert bench.run(f"{DISM} {asking}", 100_000) is None
    assert (bench.machine.is_down, bench.machine.state.pending_edition is not None) == (False, True)


@pytest.mark.parametrize(
    ("key", "settings", "code", "edition"),
    [
        ("gvlk-windows-education", {}, 0, "Education"),
        ("retail-windows-pro", {}, 0, "Professional"),
        ("gvlk-windows-professional", {}, 1, "Core"),
        ("gvlk-windows-professional", {"switches": Switches(changepk_takes_setup_keys=True)}, 0, "Professional"),
        ("gvlk-windows-enterprise", {}, 1, "Core"),
        ("retail-windows-home", {}, 0, "Core"),
        ("gvlk-windows-education", {"pending_restart": True}, 1, "Core"),
        ("gvlk-windows-education", {"elevated": False}, 1, "Core"),
        ("gvlk-server-2022-datacenter", {}, 1, "Core"),
    ],
)
def test_changepk(key: str, settings: dict[str, Any], code: int, edition: str) -> None:
    bench = Bench("windows-11-home", settings=settings)
    assert bench.run(f"{CHANGEPK} /ProductKey {key_of(key)}") == code
    assert edition_id(bench) == "Core"
    bench.machine.reboot()
    assert edition_id(bench) == edition
    if edition != "Core":
        rows = [item.sku.row for item in bench.machine.state.licences.values() if item.key is not None]
        assert rows == [f"{edition}/{key.partition('-')[0]}"]


@pytest.mark.parametrize(
    "arguments", [f"/ProductKey:{key_of('gvlk-windows-education')}", "/ProductKey", "/x y", "/ProductKey x"]
)
def test_changepk_takes_a_blank_and_no_colon(arguments: str) -> None:
    assert Bench("windows-11-home").run(f"{CHANGEPK} {arguments}") == 1


def test_changepk_needs_its_services_and_a_client_and_opens_a_window_for_nobody() -> None:
    line = f"{CHANGEPK} /ProductKey {key_of('gvlk-windows-education')}"
    for name in ("LicenseManager", "wuauserv"):
        bench = Bench("windows-11-home")
        bench.machine.state.services[name].mode = "Disabled"
        assert bench.run(line) == 1
    assert Bench().run(line) == 1
    assert Bench("windows-11-home").run(CHANGEPK, 100_000) is None


def test_changepk_may_restart_by_itself() -> None:
    line = f"{CHANGEPK} /ProductKey {key_of('gvlk-windows-education')}"
    for restarts in (True, False):
        bench = Bench("windows-11-home", switches=Switches(changepk_restarts=restarts))
        bench.fates.seconds = 30
        bench.run(line, 30)
        assert bench.machine.is_down is restarts
