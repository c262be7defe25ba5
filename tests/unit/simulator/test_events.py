# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Win32_NTLogEvent: what is in the logs, how it is queried, and what activations leave there."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.simulator.model import Machine
from tests.simulator.model.switches import Switches
from tests.simulator.served import ForcedFailure
from tests.simulator.simulation import new_host, new_machine
from tests.simulator.validation import ScenarioError
from tests.unit.simulator.machines import fails, install, product, shown
from tests.unit.simulator.wire import Wire

LOG = "Logfile = 'Application'"
OWN = f"{LOG} AND SourceName = 'Software Protection Platform Service'"
PAST = [
    {"id": 12288, "hours_ago": 3, "code": 0x8007232B, "kms_host": "kms-old:1688", "row": "Professional/gvlk"},
    {"id": 12289, "hours_ago": 100, "count": 30},
    {"id": 8198, "hours_ago": 2.5, "code": 0xC004F074, "trigger": "UserLogon;SessionId=1"},
    {"id": 8200, "hours_ago": 1, "code": 0x80072EE7},
    {"id": 1003, "hours_ago": 0.5, "strings": ["a", "b"]},
]


def rows(machine: Machine, where: str, columns: str = "*") -> list[dict[str, Any]]:
    """Events of a condition."""
    return machine.rows(f"SELECT {columns} FROM Win32_NTLogEvent WHERE {where}")


def client(**settings: Any) -> Machine:
    """A KMS client with a past."""
    return new_machine(windows="kms_never_activated", **{"events": PAST, **settings})


def test_seeded_events_have_the_strings_windows_writes() -> None:
    machine = client()
    found = {row["EventCode"]: row["InsertionStrings"] for row in rows(machine, f"{OWN} AND EventCode > 8000")}
    licence = machine.row("Professional/gvlk")
    cmid = machine.state.service.client_machine_id
    identifier = licence.sku.activation_id
    assert found[12288] == [
        f"0x8007232B, 0x00000000, kms-old:1688, {cmid}, 2026/03/02 05:00, 1, 5, 0, {identifier}, 25"
    ]
    assert found[12289] == ["0x00000000, 0x00000000, 1, 0, 30, 120, 10080, 2026/02/26 04:00"]
    rule, application = "eeba1977-569e-4571-b639-7623d8bfecc0", "55c92734-d682-4d71-983e-d6ec3f16059f"
    command = f"RuleId={rule};Action=AutoActivate;AppId={application};SkuId={identifier}"
    assert found[8198] == ["hr=0xC004F074", f"{command};NotificationInterval=1440;Trigger=UserLogon;SessionId=1"]
    assert found[8200] == ["hr=0x80072EE7"]


def test_an_event_has_every_property_of_the_class() -> None:
    row = rows(client(), f"{OWN} AND EventCode = 8198")[0]
    assert len(row) == 16
    assert (row["EventIdentifier"], row["EventType"], row["Type"]) == (0xC0002006, 1, "Error")
    row = rows(client(locale="ja-JP"), f"{OWN} AND EventCode = 12288")[0]
    assert (row["EventIdentifier"], row["EventType"], row["Type"]) == (0x40003000, 3, "情報")
    assert row["ComputerName"] == "machine"


def test_the_newest_come_first_and_numbers_fall() -> None:
    found = rows(client(), OWN, "EventCode, RecordNumber, TimeGenerated")
    times = [row["TimeGenerated"] for row in found]
    numbers = [row["RecordNumber"] for row in found]
    assert times == sorted(times, reverse=True)
    assert numbers == sorted(numbers, reverse=True)
    assert found[0]["EventCode"] == 1003


def test_a_new_event_gets_the_next_number_even_when_the_clock_was_set_back() -> None:
    machine = client()
    newest = rows(machine, LOG, "RecordNumber")[0]["RecordNumber"]
    machine.state.clock_offset = timedelta(days=-10)
    with fails(0xC004F074):
        product(machine, "Professional/gvlk", "Activate")
    row = rows(machine, LOG)[0]
    assert (row["EventCode"], row["RecordNumber"]) == (12288, newest + 1)


@pytest.mark.parametrize(
    ("since", "count"),
    [
        ("20260302050000.000000+000", 1),
        ("20260302050001.000000+000", 0),
        ("20260302140000.000000+540", 1),
        ("20260302140001.000000+540", 0),
        ("20260301230000.000000-360", 1),
        ("20260301230000.500000-360", 0),
    ],
)
def test_times_are_compared_as_moments_whatever_their_offset(since: str, count: int) -> None:
    for times in ("utc", "local"):
        machine = client(utc_offset="+09:00", switches=Switches(event_times=times))
        assert len(rows(machine, f"{OWN} AND EventCode = 12288 AND TimeGenerated >= '{since}'")) == count


@pytest.mark.parametrize(
    "text", ["20260302", "20260302050000", "2026-03-02T05:00:00Z", "20260302050000.000000", "3/2/2026"]
)
def test_a_time_that_is_no_dmtf_datetime_is_an_invalid_query(text: str) -> None:
    with fails(0x80041017):
        rows(client(), f"TimeGenerated >= '{text}'")


def test_times_are_whole_seconds_in_utc_or_with_the_offset_of_the_host() -> None:
    where = f"{OWN} AND EventCode = 8198"
    wql = f"SELECT TimeGenerated FROM Win32_NTLogEvent WHERE {where}"
    settings: dict[str, Any] = {"windows": "kms_never_activated", "events": PAST, "utc_offset": "+09:00"}
    assert "<Datetime>2026-03-02T05:30:00Z</Datetime>" in Wire(**settings).enumerate(wql).body
    local = Wire(**settings, switches=Switches(event_times="local"))
    assert "<Datetime>2026-03-02T14:30:00+09:00</Datetime>" in local.enumerate(wql).body


def test_codes_are_chosen_by_or_lists_of_numbers_or_texts() -> None:
    machine = client()
    chosen = rows(machine, f"{OWN} AND (EventCode = 12288 OR EventCode = '8198' OR EventCode = 8208)", "EventCode")
    assert [row["EventCode"] for row in chosen] == [8198, 12288]


@pytest.mark.parametrize("code", [12288, 12289, 8198, 8200, 8208])
def test_other_providers_use_the_same_codes(code: int) -> None:
    machine = new_machine()
    assert not rows(machine, f"{OWN} AND EventCode = {code}")
    strangers = rows(machine, f"{LOG} AND EventCode = {code}")
    assert strangers
    assert {row["SourceName"] for row in strangers} == {"VSS"}


def test_other_logs_are_there_and_number_on_their_own() -> None:
    found = rows(client(), "Logfile = 'System'", "SourceName, RecordNumber")
    assert [(row["SourceName"], row["RecordNumber"]) for row in found] == [
        ("Service Control Manager", 5301),
        ("EventLog", 5300),
    ]
    both = client().rows("SELECT Logfile FROM Win32_NTLogEvent")
    assert {row["Logfile"] for row in both} == {"Application", "System"}


@pytest.mark.parametrize(
    ("choice", "name"),
    [("classic", "Software Protection Platform Service"), ("provider", "Microsoft-Windows-Security-SPP")],
)
def test_the_source_has_its_classic_name_unless_the_switch_says_otherwise(choice: str, name: str) -> None:
    machine = client(switches=Switches(event_source=choice))
    assert {row["SourceName"] for row in rows(machine, f"{LOG} AND EventCode = 1003")} == {name}


def test_an_event_is_found_by_its_two_keys() -> None:
    machine = client()
    number = rows(machine, f"{OWN} AND EventCode = 8198")[0]["RecordNumber"]
    found = machine.get("Win32_NTLogEvent", {"Logfile": "Application", "RecordNumber": str(number)})
    assert found.rows[0]["EventCode"] == 8198


def test_an_event_without_strings_leaves_no_trace_of_them() -> None:
    wql = f"SELECT InsertionStrings, EventCode FROM Win32_NTLogEvent WHERE {LOG} AND EventCode = 903"
    body = Wire().enumerate(wql).body
    assert "<EventCode>903</EventCode>" in body
    assert "InsertionStrings" not in body


@pytest.mark.parametrize(("logs", "expected"), [(True, [8200, 8198]), (False, [8200])])
def test_a_failing_online_activation_leaves_its_code(logs: bool, expected: list[int]) -> None:
    machine = new_machine(windows="no_key", internet=0x80072EE7, switches=Switches(online_failure_logs_8198=logs))
    install(machine, "mak-windows-pro")
    with fails(0x80072EE7):
        product(machine, "Professional/mak", "Activate")
    assert [event.identifier for event in machine.state.events] == expected
    assert {event.strings[0] for event in machine.state.events} == {"hr=0x80072EE7"}


def test_what_is_refused_before_anything_is_asked_leaves_nothing() -> None:
    machine = new_machine(windows="no_key")
    with fails(0xC004F014):
        product(machine, "Professional/mak", "Activate")
    assert machine.state.events == []


def test_attempts_of_the_service_itself_write_8198_beside_12288() -> None:
    machine = new_machine(windows="kms_never_activated")
    machine.state.world.clock.advance(minutes=121)
    shown(machine, "Professional/gvlk")
    assert [event.identifier for event in machine.state.events] == [12288, 8198]
    assert machine.state.events[-1].strings[0] == "hr=0xC004F074"


def test_an_activation_that_fails_on_purpose_leaves_the_same_traces() -> None:
    host = new_host(windows="kms_never_activated", kms={"machine": "kms1"})
    with host.served.forcing(ForcedFailure(0xC004F039)), fails(0xC004F039):
        product(host.served, "Professional/gvlk", "Activate")
    assert host.machine.state.events[-1].text.startswith("0xC004F039, 0x00000000, kms1:1688, ")
    host = new_host(windows={"situation": "key_not_activated", "key": "mak-windows-pro"})
    with host.served.forcing(ForcedFailure(0x80070490)), fails(0x80070490):
        product(host.served, "Professional/mak", "Activate")
    assert [event.identifier for event in host.machine.state.events] == [8200, 8198]


@pytest.mark.parametrize(("sets", "reason"), [(False, 0xC004F056), (True, 0xC004F074)])
def test_the_reason_of_a_row_shows_the_last_failure_only_with_the_switch(sets: bool, reason: int) -> None:
    machine = new_machine(windows="kms_never_activated", switches=Switches(failed_activation_sets_reason=sets))
    with fails(0xC004F074):
        product(machine, "Professional/gvlk", "Activate")
    assert shown(machine, "Professional/gvlk")["LicenseStatusReason"] == reason


def test_the_reason_of_a_licensed_row_stays() -> None:
    machine = new_machine(
        windows="mak_licensed", internet=0x80072EE7, switches=Switches(failed_activation_sets_reason=True)
    )
    with fails(0x80072EE7):
        product(machine, "Professional/mak", "Activate")
    assert shown(machine, "Professional/mak")["LicenseStatusReason"] == 0x4004F040


@pytest.mark.parametrize(
    ("event", "place"),
    [
        ({"id": 1003, "hours_ago": 1}, "events.0..id"),
        ({"id": 12288, "row": "none", "hours_ago": 1}, "events.0..row"),
        ({"id": 12288}, "events.0..hours_ago"),
        ({"id": 12288, "hours_ago": -1}, "events.0..hours_ago"),
        ({"id": 12288, "other": 1}, "events.0..other"),
    ],
)
def test_events_that_cannot_be_are_refused(event: dict[str, Any], place: str) -> None:
    with pytest.raises(ScenarioError, match=place):
        new_machine(events=[event])
