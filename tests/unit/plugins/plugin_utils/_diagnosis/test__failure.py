# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which failure counts: inner before outer, later before earlier, and a success that makes all before it history."""

from __future__ import annotations

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._diagnosis._case import Case, Source
from ansible_collections.licenseops.windows.plugins.plugin_utils._diagnosis._events import Event
from ansible_collections.licenseops.windows.plugins.plugin_utils._diagnosis._evidence import Given, System
from ansible_collections.licenseops.windows.plugins.plugin_utils._diagnosis._failure import (
    failure_of,
    given_code,
    given_target,
    latest_attempt,
    renewed_at,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._model import Product
from ansible_collections.licenseops.windows.tests.unit.plugins.support.evidence import (
    NOW,
    acquisition,
    client,
    clock,
    evidence,
    failure,
    given,
    kms_licensed,
    office_client,
    request,
    response,
)
from ansible_collections.licenseops.windows.tests.unit.plugins.support.products import (
    OFFICE_ID,
    OTHER_OFFICE_ID,
    licensed,
    office,
    windows,
)

OUTER, NAME, RPC, COUNT, BLOCKED = 0xC004F074, 0x8007232B, 0x800706BA, 0xC004F038, 0xC004C003


@pytest.mark.parametrize(
    ("product", "events", "expected"),
    [
        # nothing tried: the state itself
        (client(), [], 0xC004F056),
        (windows(), [], 0xC004F034),
        (licensed(windows()), [], None),
        # the newest attempt, and its inner code
        (client(), [request(1, RPC), request(2, NAME)], NAME),
        (client(), [request(1, NAME), failure(2, OUTER)], NAME),
        (client(), [request(1, NAME), failure(2, 0x8007139F)], NAME),
        (client(), [failure(2, OUTER)], OUTER),
        (windows(), [failure(1, 0x80072EE7), failure(2, BLOCKED)], BLOCKED),
        (windows(), [failure(1, BLOCKED, activation_id=None)], BLOCKED),
        # what a success has overtaken
        (client(), [request(1, NAME), request(2, 0), response(3)], 0xC004F056),
        (client(), [request(1, 0), response(2), request(3, RPC)], RPC),
        (kms_licensed(), [request(1, RPC, hours_ago=9), request(2, 0), response(3)], None),
        (kms_licensed(), [request(1, 0, hours_ago=9), response(2, hours_ago=9), request(3, RPC)], RPC),
        (licensed(windows()), [failure(9, BLOCKED)], None),
        # minutes left tell that the licence was renewed 2 days ago, or 1 hour ago
        (kms_licensed(days=178), [request(1, RPC, hours_ago=50)], None),
        (kms_licensed(days=178), [request(1, RPC, hours_ago=40)], RPC),
        (kms_licensed(days=180 - 1 / 24), [request(1, RPC, hours_ago=2)], None),
        # what the row says after an attempt beats an older event
        (windows(reason=BLOCKED), [failure(1, 0x80072EE7)], BLOCKED),
        (client(reason=OUTER), [request(1, NAME)], NAME),
        (client(reason=OUTER), [], OUTER),
        # a state that is a reason of its own, with and without a newer attempt
        (windows(reason=0xC004F00F), [], 0xC004F00F),
        (windows(reason=0xC004F00F), [failure(1, 0xC004C020)], 0xC004C020),
        # events of another product
        (client(), [request(1, NAME, activation_id=OFFICE_ID)], 0xC004F056),
    ],
)
def test_the_failure_that_counts(product: Product, events: list[Event], expected: int | None) -> None:
    found = failure_of(Case(product, evidence(product, events=events)))
    assert (found.code if found else None) == expected


def test_an_inner_code_remembers_what_hid_it() -> None:
    found = failure_of(Case(client(), evidence(client(), events=[request(1, NAME), failure(2, OUTER)])))
    assert found is not None and found.event is not None
    assert (found.code, found.outer, found.source, found.event.number) == (NAME, OUTER, Source.EVENT, 1)


@pytest.mark.parametrize(
    ("codes", "events", "expected"),
    [
        ((BLOCKED,), [failure(1, 0x80072EE7)], (BLOCKED, Source.GIVEN)),
        ((OUTER,), [request(1, NAME)], (NAME, Source.EVENT)),
        ((OUTER,), [], (OUTER, Source.GIVEN)),
        ((OUTER, RPC), [], (RPC, Source.GIVEN)),
        ((0xC004F034,), [failure(1, BLOCKED)], (BLOCKED, Source.EVENT)),
        ((0xC004F034,), [], (0xC004F034, Source.GIVEN)),
        ((0xC004ABCD,), [], (0xC004ABCD, Source.GIVEN)),
    ],
)
def test_a_given_code_is_the_newest_failure(
    codes: tuple[int, ...], events: list[Event], expected: tuple[int, Source]
) -> None:
    product = client()
    found = failure_of(Case(product, evidence(product, events=events, given=given(*codes))))
    assert found is not None
    assert (found.code, found.source) == expected


@pytest.mark.parametrize(
    ("codes", "expected"),
    [
        ((OUTER, NAME), NAME),
        ((0xC004ABCD, NAME), NAME),
        ((0xC004ABCD, OUTER), OUTER),
        ((0xC004ABCD,), 0xC004ABCD),
        ((0x4004F040, BLOCKED), BLOCKED),
        ((), None),
    ],
)
def test_of_several_given_codes_the_most_telling_counts(codes: tuple[int, ...], expected: int | None) -> None:
    assert given_code(evidence(given=Given(codes, ""))) == expected


def test_a_given_code_goes_to_the_product_that_shows_it() -> None:
    first, second = windows(), office()
    seen = evidence(first, second, given=given(BLOCKED), events=[failure(1, BLOCKED, activation_id=OFFICE_ID)])
    assert given_target(seen) == second


@pytest.mark.parametrize(
    ("products", "expected"),
    [
        ((windows(), office()), windows()),
        ((licensed(windows()), office()), office()),
        ((licensed(windows()), licensed(office())), licensed(windows())),
        ((licensed(office()),), None),
        ((office(),), office()),
        ((), None),
    ],
)
def test_else_to_one_that_is_not_licensed(products: tuple[Product, ...], expected: Product | None) -> None:
    assert given_target(evidence(*products, given=given(BLOCKED))) == expected


def test_an_event_without_a_product_is_about_windows_when_it_could_be_several() -> None:
    events = [failure(1, BLOCKED, activation_id=None)]
    seen = evidence(office(), windows(), events=events)
    found = [failure_of(Case(item, seen)) for item in (windows(), office())]
    assert [item.code for item in found if item] == [BLOCKED, 0xC004F034]


NAMELESS = [
    pytest.param(acquisition(1, 0xC004C020), id="8200"),
    pytest.param(failure(1, 0xC004C020, activation_id=None), id="8198 without a product"),
]


@pytest.mark.parametrize("event", NAMELESS)
@pytest.mark.parametrize("host", [(kms_licensed(),), (kms_licensed(), office()), (kms_licensed(), office_client())])
def test_an_event_without_a_product_says_nothing_about_a_kms_client_that_is_licensed(
    host: tuple[Product, ...], event: Event
) -> None:
    assert failure_of(Case(host[0], evidence(*host, events=[event]))) is None


@pytest.mark.parametrize("event", NAMELESS)
def test_nor_about_one_that_is_not(event: Event) -> None:
    seen = evidence(client(), office_client(), events=[event])
    assert [found.code for item in seen.known_products if (found := failure_of(Case(item, seen)))] == [0xC004F056] * 2


@pytest.mark.parametrize("event", NAMELESS)
def test_it_is_about_the_product_with_another_key_that_is_not_licensed(event: Event) -> None:
    for host in (kms_licensed(), licensed(windows())):
        seen = evidence(host, office(), events=[event])
        found = failure_of(Case(office(), seen))
        assert found is not None and found.event == event


@pytest.mark.parametrize("code", [RPC, COUNT])
def test_a_kms_answer_without_a_request_is_about_none_of_several_clients(code: int) -> None:
    seen = evidence(kms_licensed(), office_client(), events=[response(1, code)])
    alone = evidence(kms_licensed(), events=[response(1, code)])
    assert latest_attempt(Case(kms_licensed(), seen)) is None
    assert latest_attempt(Case(kms_licensed(), alone)) is not None


def test_a_kms_event_without_a_product_is_not_about_a_mak() -> None:
    event = request(1, NAME, activation_id="no GUID")
    assert event.activation_id is None
    seen = evidence(windows(), office_client(), events=[event])
    assert failure_of(Case(windows(), seen)) == failure_of(Case(windows(), evidence(windows())))
    found = failure_of(Case(office_client(), seen))
    assert found is not None and found.code == NAME


def test_a_success_of_one_product_is_none_of_another() -> None:
    first, second = client(), office_client(activation_id=OTHER_OFFICE_ID)
    events = [request(1, NAME), request(2, 0, activation_id=OTHER_OFFICE_ID), response(3)]
    found = failure_of(Case(first, evidence(first, second, events=events)))
    assert found is not None and found.code == NAME


def test_the_time_of_renewal_is_told_by_the_clock_of_the_host() -> None:
    product = kms_licensed(days=179)
    assert renewed_at(Case(product, evidence(product, system=clock(6)))) == NOW.replace(hour=14, day=1)
    assert renewed_at(Case(licensed(client()), evidence())) is None
    assert renewed_at(Case(client(), evidence(system=System()))) is None
