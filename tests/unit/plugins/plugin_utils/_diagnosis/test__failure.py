# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which failure counts: inner before outer, later before earlier, and a success that makes all before it history."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._diagnosis._case import Case, Source, cases_of
from ansible_collections.licenseops.windows.plugins.plugin_utils._diagnosis._events import Event
from ansible_collections.licenseops.windows.plugins.plugin_utils._diagnosis._evidence import Gap, Given, System
from ansible_collections.licenseops.windows.plugins.plugin_utils._diagnosis._failure import (
    examined,
    failure_of,
    given_code,
    given_target,
    is_about,
    latest_attempt,
    names_its_product,
    renewed_at,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._model import Application, Product
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
    esu,
    licensed,
    office,
    unkeyed,
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


MOST = 259_200


@pytest.mark.parametrize(
    ("minutes", "expected"),
    [(0, None), (1, timedelta(minutes=MOST - 1)), (MOST, timedelta()), (MOST + 1, None)],
)
def test_the_minutes_that_are_left_tell_the_time_of_renewal(minutes: int, expected: timedelta | None) -> None:
    product = kms_licensed(grace_minutes=minutes)
    found = renewed_at(Case(product, evidence(product)))
    assert found == (None if expected is None else NOW - expected)


@pytest.mark.parametrize("product", [kms_licensed(activation_type=3), client(grace_minutes=9, activation_type=2)])
def test_what_is_not_renewed_has_no_time_of_renewal(product: Product) -> None:
    assert renewed_at(Case(product, evidence(product))) is None


@pytest.mark.parametrize(
    ("at", "is_overtaken"),
    [
        (NOW + timedelta(minutes=5), True),
        (NOW + timedelta(minutes=5, seconds=1), False),
        (None, False),
    ],
)
def test_a_failure_within_five_minutes_of_the_renewal_is_overtaken(at: datetime | None, is_overtaken: bool) -> None:
    event = replace(request(1, RPC), at=at)
    product = kms_licensed(grace_minutes=MOST)
    assert (latest_attempt(Case(product, evidence(product, events=(event,)))) is None) is is_overtaken


def test_a_licensed_product_that_nobody_renews_has_no_attempts() -> None:
    product = kms_licensed(activation_type=3)
    assert latest_attempt(Case(product, evidence(product, events=[request(1, RPC)]))) is None


@pytest.mark.parametrize(
    ("product", "events", "code", "outer", "number"),
    [
        pytest.param(client(), [request(1, NAME), failure(2, OUTER)], NAME, OUTER, 1, id="an outer code"),
        pytest.param(client(), [request(1, NAME), failure(2, 0xC004F056)], NAME, 0xC004F056, 1, id="a generic code"),
        pytest.param(client(), [request(1, NAME), failure(2, BLOCKED)], NAME, BLOCKED, 1, id="a KMS client's 8198"),
        pytest.param(client(), [request(1, NAME), request(2, RPC)], RPC, None, 2, id="a newer exchange"),
        pytest.param(client(), [request(1, OUTER), failure(2, OUTER)], OUTER, None, 2, id="nothing inside"),
        pytest.param(client(), [failure(1, NAME), failure(2, OUTER)], OUTER, None, 2, id="no exchange inside"),
        pytest.param(client(), [request(1, NAME), request(2, OUTER)], NAME, OUTER, 1, id="an outer exchange"),
        pytest.param(windows(), [failure(1, 0x80072EE7), failure(2, BLOCKED)], BLOCKED, None, 2, id="no KMS client"),
        pytest.param(windows(), [request(1, NAME), failure(2, OUTER)], NAME, OUTER, 1, id="a MAK that was a client"),
        pytest.param(windows(), [request(1, NAME), failure(2, BLOCKED)], BLOCKED, None, 2, id="and now fails itself"),
    ],
)
def test_the_newest_attempt_gives_way_to_what_it_hides(
    product: Product, events: list[Event], code: int, outer: int | None, number: int
) -> None:
    found = latest_attempt(Case(product, evidence(product, events=events)))
    assert found is not None and found.event is not None
    assert (found.code, found.outer, found.event.number, found.source) == (code, outer, number, Source.EVENT)


@pytest.mark.parametrize(
    ("product", "codes", "events", "expected"),
    [
        pytest.param(client(), (OUTER,), [failure(1, OUTER)], (OUTER, Source.GIVEN, None), id="nothing inside"),
        pytest.param(client(), (OUTER,), [request(1, NAME)], (NAME, Source.EVENT, OUTER), id="an attempt inside"),
        pytest.param(client(), (BLOCKED,), [request(1, NAME)], (BLOCKED, Source.GIVEN, None), id="it says why"),
        pytest.param(client(), (0xC004F009,), [], (0xC004F009, Source.GIVEN, None), id="both say nothing"),
        pytest.param(client(reason=BLOCKED), (), [request(1, NAME)], (BLOCKED, Source.REASON, None), id="a verdict"),
        pytest.param(client(reason=OUTER), (), [request(1, NAME)], (NAME, Source.EVENT, OUTER), id="an outer verdict"),
        pytest.param(
            client(reason=0xC004F00F), (), [request(1, NAME)], (NAME, Source.EVENT, None), id="a state is no verdict"
        ),
        pytest.param(client(), (), [failure(1, 0xC004F009)], (0xC004F009, Source.EVENT, None), id="an empty attempt"),
        pytest.param(client(), (), [], (0xC004F056, Source.REASON, None), id="the state"),
        pytest.param(client(reason=0xC004ABCD), (), [], (0xC004ABCD, Source.REASON, None), id="an unknown reason"),
    ],
)
def test_what_says_most_counts(
    product: Product, codes: tuple[int, ...], events: list[Event], expected: tuple[int, Source, int | None]
) -> None:
    parts = {"given": given(*codes)} if codes else {}
    found = failure_of(Case(product, evidence(product, events=events, **parts)))
    assert found is not None and (found.code, found.source, found.outer) == expected


def test_a_given_code_brings_the_newest_event_that_shows_it() -> None:
    events = [
        failure(1, BLOCKED),
        failure(2, BLOCKED),
        failure(3, 0x80072EE7),
        failure(4, BLOCKED, activation_id=OFFICE_ID),
    ]
    found = failure_of(Case(windows(), evidence(windows(), events=events, given=given(BLOCKED))))
    assert found is not None and found.event == events[1]
    found = failure_of(Case(windows(), evidence(windows(), events=events[2:], given=given(BLOCKED))))
    assert found is not None and found.event is None


@pytest.mark.parametrize(
    ("products", "application", "expected"),
    [
        ((office(), windows()), None, windows()),
        ((office(), windows(reason=0xC004F009)), None, office()),
        ((office(reason=0xC004F009), windows(reason=0xC004F009)), None, windows(reason=0xC004F009)),
        ((licensed(windows(), reason=0xC004F034), office(reason=0xC004F009)), None, office(reason=0xC004F009)),
        ((licensed(office()),), Application.OFFICE, licensed(office())),
        ((licensed(office()),), Application.WINDOWS, None),
        ((licensed(office()), licensed(windows())), None, licensed(windows())),
        ((unkeyed(), licensed(office())), None, unkeyed()),
    ],
)
def test_a_given_code_is_about(
    products: tuple[Product, ...], application: Application | None, expected: Product | None
) -> None:
    seen = evidence(*products, given=given(0xC004F034), application=application)
    assert given_target(seen) == expected
    assert given_target(evidence(*products)) is None


OFFICE_EVENT = replace(acquisition(1, BLOCKED), application_id=Application.OFFICE.value)


@pytest.mark.parametrize(
    ("event", "products", "about"),
    [
        pytest.param(failure(1, BLOCKED), [windows(), office()], [windows()], id="it names its product"),
        pytest.param(failure(1, BLOCKED, activation_id=OFFICE_ID), [windows(), office()], [office()], id="the other"),
        pytest.param(acquisition(1, BLOCKED), [windows(), office()], [windows()], id="of several Windows"),
        pytest.param(acquisition(1, BLOCKED), [office(), esu()], [], id="of several none"),
        pytest.param(acquisition(1, BLOCKED), [office()], [office()], id="the only one"),
        pytest.param(acquisition(1, BLOCKED), [client(), office()], [office()], id="no KMS client"),
        pytest.param(acquisition(1, BLOCKED), [licensed(windows()), office()], [office()], id="none that is licensed"),
        pytest.param(response(1, RPC), [client(), office()], [client()], id="of KMS the only client"),
        pytest.param(response(1, RPC), [kms_licensed(), office()], [kms_licensed()], id="also one that is licensed"),
        pytest.param(response(1, RPC), [client(), office_client()], [], id="of KMS none of several"),
        pytest.param(OFFICE_EVENT, [windows(), office()], [office()], id="it names an application"),
        pytest.param(OFFICE_EVENT, [windows()], [], id="of which there is none"),
        pytest.param(
            replace(OFFICE_EVENT, application_id="x"),
            [windows(application=Application.OTHER), office()],
            [windows(application=Application.OTHER)],
            id="one nobody knows",
        ),
    ],
)
def test_whom_an_event_is_about(event: Event, products: list[Product], about: list[Product]) -> None:
    seen = evidence(*products, events=(event,))
    assert [case.product for case in cases_of(seen) if is_about(event, case)] == about


@pytest.mark.parametrize(
    ("event", "products", "expected"),
    [
        (failure(1, BLOCKED), [windows(), office()], True),
        (acquisition(1, BLOCKED), [windows(), office()], False),
        (acquisition(1, BLOCKED), [windows(), client()], True),
        (acquisition(1, BLOCKED), [], True),
    ],
)
def test_an_event_names_its_product_or_there_is_but_one(event: Event, products: list[Product], expected: bool) -> None:
    assert names_its_product(event, evidence(*products)) is expected


def test_nothing_is_named_on_a_host_that_was_not_read() -> None:
    assert names_its_product(acquisition(1, BLOCKED), evidence(products=Gap()))


def test_examined_cases_have_their_failures() -> None:
    first, second = examined(evidence(licensed(windows()), office()))
    assert first.failure is None
    assert second.failure is not None and second.code == 0xC004F034
