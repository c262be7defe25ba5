# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Scenarios: what they may say, and the one sentence for what they may not."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from tests.simulator.scenario import load_scenario, parse_scenario
from tests.simulator.simulation import Simulation
from tests.simulator.validation import ScenarioError

README = Path(__file__).resolve().parents[3] / "tests" / "simulator" / "README.md"
PC = {"profile": "windows-10-pro"}


def host(**settings: Any) -> dict[str, Any]:
    """A scenario with one host."""
    return {"hosts": {"pc": {**PC, **settings}}}


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ([], "the scenario: a mapping is expected, not []"),
        ({}, "hosts: at least one host is expected, not None"),
        ({"hosts": {}, "host": {}}, "host: unknown key, allowed are defaults, hosts, simulation, world"),
        ({"hosts": {"pc": "x"}}, "hosts.pc: a mapping is expected, not 'x'"),
        ({"hosts": {"pc": {}}}, "hosts.pc.profile: one of office-2013, "),
        ({"hosts": {"pc": {"profile": "windows-3.11"}}}, "hosts.pc.profile: one of office-2013, "),
        (host(profile="office-ltsc-2024-proplus"), "hosts.pc.profile: exactly one operating system profile"),
        (host(wimdows="no_key"), "hosts.pc.wimdows: unknown key, allowed are address, "),
        (host(address="192.0.2.1"), "hosts.pc.address: an IPv4 address of the loopback network"),
        (host(address="::1"), "hosts.pc.address: an IPv4 address of the loopback network"),
        (host(windows="happy"), "hosts.pc.windows: one of no_key, "),
        (host(windows={"situation": "mak_licensed", "kee": 1}), "hosts.pc.windows.kee: unknown key, allowed are key,"),
        (host(windows={"situation": "mak_licensed", "key": "nope"}), "hosts.pc.windows.key: one of mak-windows-pro,"),
        (
            host(windows={"situation": "mak_licensed", "key": "mak-server-2022"}),
            "hosts.pc.windows.key: a key for Professional/mak is expected, not 'mak-server-2022'",
        ),
        (host(windows="key_not_activated"), "hosts.pc.windows: the situation key_not_activated needs a key"),
        (host(windows="evaluation"), "hosts.pc.windows: Professional has no licence of the kind eval"),
        (host(licences={"esu-year-9": "no_key"}), "hosts.pc.licences.esu-year-9: unknown key, allowed are esu-year-1,"),
        (host(licences={"esu-year-1": "kms_licensed"}), "hosts.pc.licences.esu-year-1: the row esu-year-1 cannot be"),
        (host(locale="fr-FR"), "hosts.pc.locale: one of en-US, de-DE, ja-JP is expected, not 'fr-FR'"),
        (host(utc_offset="9"), "hosts.pc.utc_offset: an offset such as"),
        (host(internet="maybe"), "hosts.pc.internet: a code such as 0x80072EE7 is expected, not 'maybe'"),
        (host(switches={"zero": 1}), "hosts.pc.switches.zero: unknown key, allowed are access_denied_code,"),
        (host(switches={"zero_rows": "none"}), "hosts.pc.switches.zero_rows: one of no_items,"),
        (host(switches={"derived_classes": "yes"}), "hosts.pc.switches.derived_classes: true or false is expected"),
        (host(switches={"installation_id_length": 60}), "hosts.pc.switches.installation_id_length: one of 63, 54"),
        (host(faults=[{"name": "fire"}]), "hosts.pc.faults[0].name: one of access_denied,"),
        (
            host(faults=[{"name": "quota", "variant": "x"}]),
            "hosts.pc.faults[0].variant: unknown key, allowed are name,",
        ),
        (host(faults=[{"name": "quota", "times": 0}]), "hosts.pc.faults[0].times: a whole number from 1 to"),
        (host(faults=[{"name": "quota", "on": {"kind": "x"}}]), "hosts.pc.faults[0].on.kind: one of authentication,"),
        (host(transports={"http": False, "https": False}), "hosts.pc.transports: http or https must be on"),
        (host(kms={"port": 0}), "hosts.pc.kms.port: a whole number from 1 to 65535 is expected, not 0"),
        (host(registry={"HKCU\\X": {}}), "hosts.pc.registry.HKCU\\X: a path that begins with HKLM\\ is expected"),
        (host(repeat=0), "hosts.pc.repeat: a whole number from 1 to 4000 is expected, not 0"),
        ({**host(), "world": {"dnz": {}}}, "world.dnz: unknown key, allowed are activation_service, directories,"),
        ({**host(), "world": {"kms_hosts": {"a": {"ports": 1}}}}, "world.kms_hosts.a.ports: unknown key, allowed are"),
        ({**host(), "world": {"dns": {"srv": {"a": [{}]}}}}, "world.dns.srv.a[0].host: a text is expected, not None"),
        ({**host(), "world": {"activation_service": {"x": {}}}}, "world.activation_service.x: unknown key, allowed"),
        ({**host(), "simulation": {"clock": "noon"}}, "simulation.clock: a date such as 2026-03-02T08:00:00Z"),
        (
            {"hosts": {"a": {**PC, "address": "127.0.0.9"}, "b": {**PC, "address": "127.0.0.9"}}},
            "hosts: the address 127.0.0.9 is given twice, every host needs its own",
        ),
    ],
)
def test_a_bad_scenario_is_told_by_its_place_and_what_is_allowed(data: object, sentence: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        parse_scenario(data)
    assert str(caught.value).startswith(sentence)


@pytest.mark.parametrize(("text", "message"), [("a: [", "is not valid YAML, line"), (None, "cannot be read")])
def test_unreadable_files_are_told(tmp_path: Path, text: str | None, message: str) -> None:
    path = tmp_path / "scenario.yml"
    if text is not None:
        path.write_text(text)
    with pytest.raises(ScenarioError, match=message):
        load_scenario(path)


def test_the_example_of_the_readme_is_a_scenario(tmp_path: Path) -> None:
    match = re.search(r"```yaml\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    assert match is not None
    path = tmp_path / "scenario.yml"
    path.write_text(match[1], encoding="utf-8")
    simulation = Simulation(load_scenario(path))
    assert len(simulation.hosts) == 203
    assert simulation.hosts["srv-01"].machine.state.spec.edition == "ServerStandardEval"
    state = simulation.hosts["desk-02"].machine.state
    assert state.service.kms.machine == "kms1.corp.example"
    assert simulation.world.network.kms_host("192.0.2.10") is not None


def test_defaults_apply_where_a_host_says_nothing() -> None:
    data = {"defaults": {**PC, "locale": "ja-JP"}, "hosts": {"a": None, "b": {"locale": "en-US"}}}
    hosts = parse_scenario(data).hosts
    assert [item.spec.locale for item in hosts] == ["ja-JP", "en-US"]


def test_repeated_hosts_get_numbers_and_consecutive_addresses() -> None:
    hosts = parse_scenario(host(repeat=3, address="127.9.0.255")).hosts
    assert [(item.name, item.address) for item in hosts] == [
        ("pc-001", "127.9.0.255"),
        ("pc-002", "127.9.1.0"),
        ("pc-003", "127.9.1.1"),
    ]


def test_a_reset_returns_to_the_start() -> None:
    simulation = Simulation(parse_scenario(host(windows="kms_licensed")))
    simulation.world.clock.advance(minutes=500)
    found = simulation.hosts["pc"]
    found.machine.change_hardware("other")
    found.journal.open("POST", 1)
    simulation.reset()
    assert found.machine.row("Professional/gvlk").is_licensed
    assert not found.journal.entries
    assert simulation.world.clock.now == simulation.scenario.start


def test_all_switches_can_be_set() -> None:
    switches = {"zero_rows": "no_items", "poll_seconds": 1, "installation_id_length": 54, "no_sku_code": "0xC004F015"}
    found = parse_scenario(host(switches=switches)).hosts[0].switches
    assert (found.zero_rows, found.poll_seconds, found.installation_id_length) == ("no_items", 1, 54)
    assert found.no_sku_code == 0xC004F015
