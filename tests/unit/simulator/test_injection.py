# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Faults by name, as seen through one host's acceptor."""

from __future__ import annotations

from typing import Any

import pytest

from tests.simulator.injection import FAULT_TYPES, FaultPlan, read_rule
from tests.simulator.validation import Node
from tests.unit.simulator.machines import key
from tests.unit.simulator.wire import ANY, ENUMERATION, Wire, enumerate_body, envelope

INSTALL = f"<m:ProductKey>{key('mak-windows-pro')}</m:ProductKey>"
QUERY = envelope(ANY, f"{ENUMERATION}/Enumerate", enumerate_body("SELECT Version FROM SoftwareLicensingService"))


def wire(**rule: Any) -> Wire:
    """A host with one armed fault."""
    return Wire(windows="no_key", faults=[rule])


def is_keyed(host: Wire) -> bool:
    """Whether the key went in."""
    return host.host.machine.row("Professional/mak").key is not None


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        ({"name": "access_denied"}, 0x80338104),
        ({"name": "access_denied", "level": "service"}, 5),
        ({"name": "access_denied", "level": "provider"}, 0x80338105),
        ({"name": "too_many_operations"}, 2150859174),
        ({"name": "quota"}, 2150859173),
        ({"name": "internal_error"}, 1359),
        ({"name": "hresult", "code": "0xC004C003"}, 0xC004C003),
        ({"name": "timed_out", "completes": False}, 2150858793),
        ({"name": "slow"}, 2150858793),
    ],
)
def test_a_fault_takes_the_place_of_the_request_once(rule: dict[str, Any], code: int) -> None:
    host = wire(**rule)
    answer = host.service("InstallProductKey", INSTALL)
    assert (answer.status, answer.fault_code, is_keyed(host)) == (500, code, False)
    assert host.host.journal.as_data()[-1]["injected"] == rule["name"]
    assert host.service("InstallProductKey", INSTALL).status == 200


@pytest.mark.parametrize(
    ("rule", "after"),
    [
        ({"name": "timed_out"}, [True]),
        ({"name": "timed_out", "completes": "later"}, [False, False, True]),
        ({"name": "slow", "seconds": 75}, [False, False, True]),
        ({"name": "hresult", "code": 0xC004F074, "processed": True}, [True]),
        ({"name": "malformed_response"}, [True]),
        ({"name": "drop_after"}, [True]),
        ({"name": "drop_before"}, [False, False]),
        ({"name": "dead_context"}, [False, False]),
        ({"name": "busy_503"}, [False, False]),
        ({"name": "busy_503", "processed": True}, [True]),
        ({"name": "empty_400"}, [True]),
        ({"name": "empty_400", "processed": False}, [False, False]),
        ({"name": "login_expired"}, [True]),
        ({"name": "login_expired", "processed": False}, [False, False]),
        ({"name": "redirect"}, [False, False]),
        ({"name": "redirect", "processed": True}, [True]),
    ],
)
def test_it_is_known_whether_the_request_took_effect(rule: dict[str, Any], after: list[bool]) -> None:
    host = wire(**rule)
    host.service("InstallProductKey", INSTALL)
    seen = [is_keyed(host)]
    while len(seen) < len(after):
        host.send(QUERY)
        seen.append(is_keyed(host))
    assert seen == after


def test_slow_requests_within_the_limit_are_served() -> None:
    host = wire(name="slow", seconds=59)
    assert host.service("InstallProductKey", INSTALL).status == 200


def test_a_filter_waits_for_its_request() -> None:
    host = wire(name="quota", on={"kind": "invoke", "class": "softwarelicensingservice", "method": "installproductkey"})
    assert host.send(QUERY).status == 200
    assert host.service("RefreshLicenseStatus").status == 200
    assert host.service("InstallProductKey", INSTALL).status == 500


def test_times_and_skip_count_fitting_requests() -> None:
    host = wire(name="quota", times=2, skip=1)
    assert [host.send(QUERY).status for _dummy in range(5)] == [200, 500, 500, 200, 200]


def test_always_means_always() -> None:
    host = wire(name="quota", times="always")
    assert {host.send(QUERY).status for _dummy in range(5)} == {500}


@pytest.mark.parametrize(
    ("variant", "status", "check"),
    [
        ("not_xml", 200, lambda text: "<" not in text),
        ("truncated_xml", 200, lambda text: text.startswith("<s:Envelope") and "</s:Envelope>" not in text),
        ("html", 200, lambda text: text.startswith("<html>")),
        ("empty", 200, lambda text: text == ""),
        ("wrong_relates_to", 200, lambda text: "uuid:00000000-0000-0000-0000-000000000000" in text),
        ("unknown_body", 200, lambda text: "urn:example:unknown" in text),
    ],
)
def test_answers_can_be_damaged(variant: str, status: int, check: Any) -> None:
    answer = wire(name="malformed_response", variant=variant).send(QUERY)
    assert answer.status == status
    assert check(answer.text)


def test_a_disabled_service_lasts_until_the_faults_are_cleared() -> None:
    host = wire(name="service_disabled")
    for _dummy in range(2):
        assert host.send(QUERY).fault_code == 0x80070422
    host.host.clear_faults()
    assert host.send(QUERY).status == 200


def test_late_status_is_a_fault_too() -> None:
    host = wire(name="late_status", reads=1)
    host.service("InstallProductKey", INSTALL)
    wql = "SELECT ID FROM SoftwareLicensingProduct WHERE PartialProductKey <> NULL"
    assert [len(host.enumerate(wql).items) for _dummy in range(2)] == [0, 1]


def test_a_failing_method_can_be_forced_as_a_return_value() -> None:
    host = Wire(faults=[{"name": "hresult", "code": "0xC004C008"}], switches=None)
    object.__setattr__(host.host.machine.state.switches, "licensing_errors", "return_value")
    assert "<p:ReturnValue>3221536776</p:ReturnValue>" in host.service("RefreshLicenseStatus").body


def test_log_ins_are_hit_only_when_named() -> None:
    plan = FaultPlan()
    plan.add(read_rule(Node({"name": "drop_before"})))
    assert plan.take(("drop_before",), "authentication") is None
    plan.add(read_rule(Node({"name": "drop_before", "on": {"kind": "authentication"}})))
    assert plan.take(("drop_before",), "authentication") is not None


def test_every_fault_says_what_it_does() -> None:
    assert all(item.about.endswith(".") for item in FAULT_TYPES.values())
