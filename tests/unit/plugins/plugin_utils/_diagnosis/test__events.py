# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Events from their insertion strings: Microsoft's samples, what is missing, and text that must not matter."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._diagnosis._events import (
    EVENT_CODES,
    Event,
    in_order,
    read_event,
)
from ansible_collections.licenseops.windows.tests.unit.plugins.support.evidence import (
    CMID,
    KMS,
    NOW,
    failure,
    request,
    response,
)
from ansible_collections.licenseops.windows.tests.unit.plugins.support.products import OFFICE_ID, WINDOWS_ID

#: Shape of the sample in Microsoft's description of the event (TechNet ff793440).
SAMPLE = (
    f"0xC004F06C, 0x00000000, host.example:1688, {CMID}, 2010/09/29 17:52, 0, 2, 41760, "
    "ae2ee509-1b34-41c0-acb7-6d4650168915, 5"
)


def test_the_documented_request_is_read_field_by_field() -> None:
    event = read_event(7, 12288, NOW, [SAMPLE])
    assert (event.number, event.code_of_event, event.at, event.result) == (7, 12288, NOW, 0xC004F06C)
    assert (event.kms_host, event.kms_port) == ("host.example", 1688)
    assert event.activation_id == "ae2ee509-1b34-41c0-acb7-6d4650168915"
    assert event.required == 5
    assert event.is_failure and not event.is_success


@pytest.mark.parametrize(
    ("strings", "host", "port"),
    [
        (["0x8007232B,0x0,kms.example:1688"], "kms.example", 1688),
        (["0x8007232B, 0x0, kms.example"], "kms.example", None),
        (["0x8007232B, 0x0, [2001:db8::10]:1689"], "[2001:db8::10]", 1689),
        (["0x8007232B, 0x0, , " + CMID], None, None),
        (["0x8007232B"], None, None),
        (["0x8007232B", "0x00000000", "kms.example:1688"], "kms.example", 1688),
        (["情報: 0x8007232B, 0x0, kms.example:1688"], "kms.example", 1688),
        (["Die Information, folgt\r\n0x8007232B, 0x0, kms.example:1688"], "kms.example", 1688),
        (["0x8007232B, 0x0, what is this?"], None, None),
    ],
)
def test_the_kms_host_is_found_or_is_none(strings: list[str], host: str | None, port: int | None) -> None:
    event = read_event(1, 12288, None, strings)
    assert (event.result, event.kms_host, event.kms_port) == (0x8007232B, host, port)


@pytest.mark.parametrize(
    "strings", [[], [""], ["   "], [",,,,,,,,,"], ["no code in here"], ["0xZZ"], ["0x123456789"], ["12288"]]
)
@pytest.mark.parametrize("number", [12288, 12289, 8198, 8200, 8208, 1033])
def test_strings_without_a_code_are_no_failure_and_no_success(number: int, strings: list[str]) -> None:
    event = read_event(1, number, None, strings)
    assert event.result is None
    assert not event.is_failure and not event.is_success
    assert event.strings == tuple(strings)


def test_the_product_is_the_second_guid_when_fields_are_missing() -> None:
    event = read_event(1, 12288, None, [f"0x8007232B, 0x0, kms.example:1688, {CMID}, {WINDOWS_ID.upper()}"])
    assert event.activation_id == WINDOWS_ID
    assert read_event(1, 12288, None, [f"0x8007232B, 0x0, kms.example:1688, {CMID}"]).activation_id is None


@pytest.mark.parametrize(
    ("text", "result", "is_bound", "count", "is_success", "is_failure"),
    [
        ("0x00000000, 0x00000000, 1, 0, 50, 120, 10080, 2026/03/02 07:00", 0, True, 50, True, False),
        ("0x0,0x0,1,0,50,120,10080", 0, True, 50, True, False),
        ("0xC004F038, 0x04000000, 0, 0, 3, 120, 10080", 0xC004F038, False, 3, False, True),
        ("0x00000000, 0x04000000, 0, 0, 3, 120, 10080", 0xC004F038, False, 3, False, True),
        ("0x00000000, 0x00000000, 0, 0, 50", 0, False, 50, False, False),
        ("0x00000000", 0, None, None, True, False),
        ("0x00000000, zero, one, 0, many", 0, None, None, True, False),
    ],
)
def test_an_answer_of_a_kms_host_is_read(
    text: str, result: int, is_bound: bool | None, count: int | None, is_success: bool, is_failure: bool
) -> None:
    event = read_event(1, 12289, None, [text])
    assert (event.result, event.is_bound, event.count) == (result, is_bound, count)
    assert (event.is_success, event.is_failure) == (is_success, is_failure)


@pytest.mark.parametrize(
    ("strings", "result", "activation_id"),
    [
        (
            ["hr=0x8007139F", f"RuleId=r;Action=AutoActivate;AppId=a;SkuId={WINDOWS_ID};Trigger=x"],
            0x8007139F,
            WINDOWS_ID,
        ),
        (["hr = 0xc004c003"], 0xC004C003, None),
        (["HR=0xC004C003", f"SkuId={{{WINDOWS_ID.upper()}}}"], 0xC004C003, WINDOWS_ID),
        (["0x80072EE7", "slui.exe"], 0x80072EE7, None),
        (["hr=0x0"], 0, None),
        (["ライセンス認証に失敗しました", "hr=0xC004C020"], 0xC004C020, None),
    ],
)
def test_a_failed_activation_is_read(strings: list[str], result: int, activation_id: str | None) -> None:
    for number in (8198, 8200):
        event = read_event(1, number, None, strings)
        assert (event.result, event.activation_id, event.is_failure) == (result, activation_id, bool(result))


def test_a_genuine_ticket_that_failed_is_no_failed_activation() -> None:
    assert not read_event(1, 8208, None, ["hr=0x80072EE7"]).is_failure


def test_a_request_that_was_sent_is_no_success_yet() -> None:
    event = request(1, 0)
    assert not event.is_failure and not event.is_success


def test_the_newest_comes_first_by_record_number_even_when_the_clock_was_set_back() -> None:
    events = in_order([request(5, 0x8007232B, hours_ago=-6), response(9, hours_ago=1), request(8, 0, hours_ago=1)])
    assert [event.number for event in events] == [9, 8, 5]


def test_without_record_numbers_the_time_decides() -> None:
    events = in_order([request(0, 1, hours_ago=5), request(0, 2, hours_ago=1), request(0, 3, hours_ago=3)])
    assert [event.result for event in events] == [2, 3, 1]


def test_an_answer_belongs_to_the_request_before_it() -> None:
    events = in_order([request(1, 0, activation_id=WINDOWS_ID), request(2, 0, activation_id=OFFICE_ID), response(3)])
    assert (events[0].activation_id, events[0].kms_host, events[0].required) == (OFFICE_ID, KMS, 25)


def test_a_refusal_may_be_written_before_the_request_it_answers() -> None:
    events = in_order([response(1, 0xC004F038, 3), request(2, 0xC004F038)])
    assert (events[1].activation_id, events[1].count, events[1].required) == (WINDOWS_ID, 3, 25)


@pytest.mark.parametrize(
    "others",
    [
        [request(1, 0, hours_ago=9)],
        [request(1, 0x8007232B)],
        [failure(1, 0xC004F074)],
        [],
    ],
)
def test_an_answer_without_its_request_belongs_to_nobody(others: list[Event]) -> None:
    assert in_order([*others, response(5)])[0].activation_id is None


@pytest.mark.parametrize(
    ("number", "is_kms", "fails"),
    [(12288, True, True), (12289, True, True), (8198, False, True), (8200, False, True), (8208, False, False)],
)
def test_what_an_event_with_a_code_is(number: int, is_kms: bool, fails: bool) -> None:
    event = Event(1, number, None, (), result=0xC004C003)
    assert (event.is_kms, event.is_failure, event.is_success) == (is_kms, fails, False)
    granted = Event(1, number, None, (), result=0)
    assert (granted.is_failure, granted.is_success) == (False, number == 12289)


def test_an_event_without_a_code_has_the_code_zero() -> None:
    assert [Event(1, 8198, None, (), result=result).code for result in (None, 0, 7)] == [0, 0, 7]


def test_five_events_are_asked_for() -> None:
    assert EVENT_CODES == (12288, 12289, 8198, 8200, 8208)


@pytest.mark.parametrize(
    ("is_bound", "result", "is_success"),
    [(True, 0, True), (None, 0, True), (False, 0, False), (True, 1, False), (True, None, False)],
)
def test_a_success_is_an_answer_that_granted_something(
    is_bound: bool | None, result: int | None, is_success: bool
) -> None:
    assert Event(1, 12289, None, (), result=result, is_bound=is_bound).is_success is is_success


@pytest.mark.parametrize(
    ("flags", "result", "bound", "expected"),
    [
        ("0x04000000", 0, 0, 0xC004F038),
        ("0x0C000001", 0, 0, 0xC004F038),
        ("0x08000000", 0, 0, 0),
        ("0x00000001", 0, 0, 0),
        ("0x04000000", 0, 1, 0),
        ("0x04000000", 0xC004F041, 0, 0xC004F041),
        ("4000000", 0, 0, 0),
    ],
)
def test_a_count_that_is_not_reached_may_stand_in_the_flags(flags: str, result: int, bound: int, expected: int) -> None:
    assert read_event(1, 12289, None, [f"0x{result:08X}, {flags}, {bound}, 0, 3"]).result == expected


@pytest.mark.parametrize(("text", "expected"), [("0", False), ("1", True), ("2", False), ("x", None)])
def test_bound_is_one(text: str, expected: bool | None) -> None:
    assert read_event(1, 12289, None, [f"0x0, 0x0, {text}"]).is_bound is expected


def test_the_application_of_an_event_is_read() -> None:
    event = read_event(1, 8198, None, [f"hr=0x80072EE7;AppId={OFFICE_ID.upper()};SkuId={WINDOWS_ID}"])
    assert (event.application_id, event.activation_id) == (OFFICE_ID, WINDOWS_ID)


def test_a_named_code_goes_before_any_other_and_of_others_the_first() -> None:
    assert read_event(1, 8198, None, ["0x80072EE7 0x80072EE2 hr=0xC004C003"]).result == 0xC004C003
    assert read_event(1, 8198, None, ["0x80072EE7 0x80072EE2"]).result == 0x80072EE7


def at_minute(minutes: float, number: int, code: int = 0) -> Event:
    """A request so long before the answer at zero."""
    return request(number, code, hours_ago=minutes / 60)


@pytest.mark.parametrize(
    ("others", "is_connected"),
    [
        pytest.param([at_minute(5, 1)], True, id="five minutes before"),
        pytest.param([at_minute(5.1, 1)], False, id="longer before"),
        pytest.param([at_minute(-5, 9)], True, id="five minutes after"),
        pytest.param([at_minute(-5.1, 9)], False, id="longer after"),
        pytest.param([replace(at_minute(99, 1), at=None)], True, id="nobody knows when"),
    ],
)
def test_an_answer_and_its_request_are_written_within_five_minutes(others: list[Event], is_connected: bool) -> None:
    ordered = in_order([*others, response(5, hours_ago=0)])
    answer = next(event for event in ordered if event.code_of_event == 12289)
    assert (answer.activation_id == WINDOWS_ID, answer.kms_port == 1688) == (is_connected, is_connected)


def test_an_answer_whose_moment_is_unknown_is_connected() -> None:
    answer = replace(response(5, hours_ago=99), at=None)
    assert in_order([at_minute(0, 1), answer])[0].activation_id == WINDOWS_ID


def test_the_nearest_requests_count_that_before_first() -> None:
    before = [request(1, 0, "far.example"), request(2, 0, "near.example")]
    after = [request(8, 0, "after.example"), request(9, 0, "last.example")]
    found = {event.number: event.kms_host for event in in_order([*before, response(5), *after])}
    assert found[5] == "near.example"
    found = {event.number: event.kms_host for event in in_order([response(5), *after])}
    assert found[5] == "after.example"


def test_a_request_that_failed_otherwise_is_not_that_of_the_answer() -> None:
    events = in_order([request(1, 0x8007232B, "other.example"), response(5, 0xC004F038), request(8, 0xC004F038, "k")])
    assert {event.number: event.kms_host for event in events}[5] == "k"


def test_only_answers_are_connected() -> None:
    events = in_order([request(1, 0), failure(5, 0xC004C003, activation_id=None)])
    assert events[0].activation_id is None


def test_the_code_is_the_end_of_its_field() -> None:
    assert read_event(1, 12288, None, ["0x1 is no code, 0x8007232B, 0x0, kms.example"]).kms_host == "kms.example"


def test_fields_stand_at_documented_places() -> None:
    fields = ["0x0", "f1", "kms.example:1688", *(f"f{place}" for place in range(3, 8)), WINDOWS_ID, "25"]
    event = read_event(1, 12288, None, [", ".join(fields)])
    assert (event.activation_id, event.required) == (WINDOWS_ID, 25)
    assert read_event(1, 12288, None, [", ".join(fields[:-1])]).required is None
    assert read_event(1, 12289, None, ["0x0, 0x0, 1, 7, 50"]).count == 50


def test_without_number_and_moment_events_stay_as_they_are() -> None:
    events = [replace(request(0, code), at=None) for code in (1, 2)]
    assert [event.result for event in in_order([*events, request(0, 3)])] == [3, 1, 2]
