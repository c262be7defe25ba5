# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The next question: what is worth most, never twice, never more than the budget allows."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._diagnosis._events import in_order
from ansible_collections.licenseops.windows.plugins.plugin_utils._diagnosis._evidence import (
    NOT_ASKED,
    Computer,
    DnsSuffix,
    Evidence,
    Gap,
    Proxy,
    System,
    TlsClient,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._diagnosis._questions import (
    ALL_REQUESTS,
    Question,
    cost_of,
    next_question,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._model import (
    Application,
    Channel,
    KmsClient,
    Product,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._office import ClickToRun
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._office_model import OfficeUsers
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._protection import ProtectionService
from ansible_collections.licenseops.windows.tests.unit.plugins.support.evidence import (
    NOW,
    client,
    evaluation,
    evidence,
    failure,
    given,
    kms_licensed,
    office_client,
    pinned,
    request,
)
from ansible_collections.licenseops.windows.tests.unit.plugins.support.licence_rows import GRACE, row_named
from ansible_collections.licenseops.windows.tests.unit.plugins.support.products import (
    licensed,
    office,
    service,
    windows,
)

RETAIL = ClickToRun(("ProPlus2021Retail",))
MICROSOFT_365 = ClickToRun(("O365ProPlusRetail",))
DENIED = Gap(0x80070005, "denied")
FAULTY = Gap(0x80070422, "disabled")
DEFAULT = 8
TLS_OFF = TlsClient(names=("Enabled", "DisabledByDefault"))
#: Read only where there is Office.
OF_OFFICE = {
    Question.OFFICE_LICENCES,
    Question.OFFICE_SHARING,
    Question.OFFICE_USERS,
    Question.OFFICE_UPDATES,
    Question.NAMES,
}
DEAR = {
    Question.PRODUCTS: 2,
    Question.EVENTS: 2,
    Question.OFFICE_LICENCES: 2,
    Question.NAMES: 2,
    Question.MACHINE_PROXY: 2,
    Question.OFFICE_USERS: 3,
    Question.OFFICE_UPDATES: 3,
}


def world(*products: Product, **parts: Any) -> dict[Question, Any]:
    """What a host would answer to each question."""
    events, installed = in_order(parts.pop("events", [])), parts.pop("installed", None)
    answers = {
        Question.PRODUCTS: ("products", tuple(products)),
        Question.SERVICE: ("service", parts.pop("service", service())),
        Question.SYSTEM: ("system", System(local_time=NOW, clock_offset=0, build=parts.pop("build", 26100))),
        Question.EVENTS: ("events", events),
        Question.COMPUTER: ("computer", Computer(is_joined=False, domain="WORKGROUP")),
        Question.PROTECTION: ("protection", ProtectionService("Auto", "Stopped")),
        Question.PROXY: ("proxy", Proxy()),
        Question.TLS: ("tls", parts.pop("tls", TlsClient())),
        Question.TLS_ENABLED: ("tls", TlsClient(TLS_OFF.names, enabled=0)),
        Question.TLS_BY_DEFAULT: ("tls", TlsClient(TLS_OFF.names, enabled=0, disabled_by_default=1)),
        Question.TLS_PROTOCOLS: ("tls_protocols", None),
        Question.RESTART: ("has_pending_restart", False),
        Question.DNS_SUFFIX: ("dns_suffix", DnsSuffix("corp.example")),
        Question.SUFFIX_SEARCH: ("dns_suffix", DnsSuffix("corp.example", ())),
        Question.TLS_PROTOCOLS_32: ("tls_protocols_32", None),
        Question.MACHINE_PROXY: ("machine_proxy", None),
        Question.OFFICE: ("click_to_run", installed),
        Question.OFFICE_LICENCES: ("licence_bases", frozenset()),
        Question.OFFICE_SHARING: ("click_to_run", installed),
        Question.OFFICE_USERS: ("office_users", OfficeUsers()),
        Question.OFFICE_UPDATES: ("click_to_run", installed),
        Question.NAMES: ("names", ()),
        Question.REVISION: ("revision", 6456),
        Question.SUBSCRIPTION: ("subscription", None),
        Question.ENTRA_JOIN: ("is_entra_joined", False),
    }
    for name, value in parts.items():
        question = next(question for question, (field, dummy) in answers.items() if field == name)
        answers[question] = (name, value)
    return answers


def asked(answers: dict[Question, Any], limit: int = DEFAULT, **start: Any) -> list[Question]:
    """The questions in their order, each paid with the most it can cost."""
    seen, order, spent = Evidence(read_at=NOW, **start), [], 0
    while question := next_question(seen, frozenset(order), spent, limit):
        assert question not in order, f"{question} is asked twice"
        order.append(question)
        spent += cost_of(question)
        assert spent <= limit, f"{spent} requests, {limit} allowed"
        field, value = answers[question]
        seen = replace(seen, **{field: value})
    return order


FIRST = [Question.PRODUCTS, Question.SERVICE, Question.SYSTEM]

HOSTS = {
    "permanent": world(licensed(windows()), licensed(office())),
    "permanent without Office": world(licensed(windows())),
    "kms": world(kms_licensed(), kms_licensed(3)),
    "kms pinned": world(client(), **pinned("kms-old"), events=[request(1, 0x8007232B)]),
    "kms record": world(client(), events=[request(1, 0x8007232B, None)]),
    "kms nothing known": world(client(), office_client()),
    "ad": world(client(enabled_type=1)),
    "mak": world(windows()),
    "mak tls": world(windows(), tls=TLS_OFF, events=[failure(1, 0x80072F8F)]),
    "mak tls old": world(windows(), build=9200, events=[failure(1, 0x80072F8F)]),
    "mak proxy": world(windows(), events=[failure(1, 0x80190197)]),
    "mak unreached": world(windows(), office(), tls=TLS_OFF, events=[failure(1, 0x80072EE7)]),
    "evaluation": world(evaluation()),
    "denied": world(products=DENIED, service=DENIED),
    "disabled": world(products=FAULTY, service=FAULTY),
    "everything denied": {question: (field, DENIED) for question, (field, dummy) in world().items()},
    "no products": world(),
}


@pytest.mark.parametrize("host", HOSTS)
def test_no_budget_is_exceeded_and_nothing_asked_twice(host: str) -> None:
    for limit in range(2, ALL_REQUESTS + 5):
        assert asked(HOSTS[host], limit)[0] is Question.PRODUCTS, limit


@pytest.mark.parametrize("host", HOSTS)
def test_a_large_budget_reads_everything_there_is(host: str) -> None:
    left_out = set(Question) - set(asked(HOSTS[host], ALL_REQUESTS))
    assert left_out <= {Question.TLS_ENABLED, Question.TLS_BY_DEFAULT, *OF_OFFICE}


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("permanent", [*FIRST, Question.OFFICE]),
        ("permanent without Office", FIRST),
        ("evaluation", FIRST),
        ("no products", [*FIRST, Question.COMPUTER]),
        ("kms", [*FIRST, Question.EVENTS]),
        ("kms pinned", [*FIRST, Question.EVENTS, Question.RESTART, Question.COMPUTER]),
        ("kms record", [*FIRST, Question.EVENTS, Question.DNS_SUFFIX, Question.COMPUTER]),
        ("kms nothing known", [*FIRST, Question.EVENTS, Question.RESTART, Question.COMPUTER]),
        ("ad", [*FIRST, Question.EVENTS, Question.COMPUTER, Question.RESTART]),
        ("mak", [*FIRST, Question.EVENTS, Question.RESTART, Question.PROXY]),
        ("mak tls", [*FIRST, Question.EVENTS, Question.TLS, Question.TLS_ENABLED]),
        ("mak tls old", [*FIRST, Question.EVENTS, Question.TLS, Question.TLS_PROTOCOLS]),
        ("mak proxy", [*FIRST, Question.EVENTS, Question.PROXY, Question.RESTART]),
        ("mak unreached", [*FIRST, Question.EVENTS, Question.PROXY, Question.TLS]),
        ("denied", [Question.PRODUCTS, Question.SERVICE, Question.PROTECTION, Question.SYSTEM, Question.COMPUTER]),
        ("disabled", [Question.PRODUCTS, Question.SERVICE, Question.PROTECTION, Question.SYSTEM, Question.COMPUTER]),
    ],
)
def test_the_default_budget_goes_where_the_answers_lead(host: str, expected: list[Question]) -> None:
    assert asked(HOSTS[host]) == expected


def test_a_code_that_tells_all_puts_its_own_questions_before_the_events() -> None:
    order = asked(world(windows(), tls=TLS_OFF), given=given(0x80072F8F))
    assert order[3:6] == [Question.TLS, Question.TLS_ENABLED, Question.TLS_BY_DEFAULT]
    assert Question.EVENTS not in order


def test_a_code_that_hides_another_asks_for_the_events_first() -> None:
    assert asked(world(client()), given=given(0xC004F074))[3] is Question.EVENTS


def test_a_pinned_kms_host_needs_no_suffix() -> None:
    product = client(kms=KmsClient(host="kms-old"))
    order = asked(world(product, events=[request(1, 0x8007232B)]))
    assert Question.DNS_SUFFIX not in order


def test_with_two_requests_the_products_are_read_and_no_more() -> None:
    assert asked(HOSTS["kms"], 2) == [Question.PRODUCTS]


TLS = (Question.TLS, Question.TLS_ENABLED, Question.TLS_BY_DEFAULT)
OLD = System(local_time=NOW, clock_offset=0, build=9599)


def wanted(seen: Evidence, *asked_before: Question) -> list[Question]:
    """All that there is reason to ask now, after products, service and system, with no thought of the price."""
    order = [*FIRST, *asked_before]
    while question := next_question(seen, frozenset(order), 0, ALL_REQUESTS - 1):
        order.append(question)
    return order[len(FIRST) + len(asked_before) :]


@pytest.mark.parametrize(
    ("seen", "expected"),
    [
        pytest.param(evidence(), [Question.COMPUTER], id="no product"),
        pytest.param(evidence(licensed(windows())), [], id="licensed for good"),
        pytest.param(evidence(kms_licensed()), [Question.EVENTS], id="licensed for a time"),
        pytest.param(evidence(products=DENIED), [Question.PROTECTION, Question.COMPUTER], id="products denied"),
        pytest.param(evidence(service=DENIED), [Question.PROTECTION, Question.COMPUTER], id="service denied"),
        pytest.param(evidence(products=NOT_ASKED, service=NOT_ASKED), [], id="not asked for"),
        pytest.param(evidence(events=DENIED), [Question.COMPUTER], id="another part denied"),
        pytest.param(
            evidence(client(), given=given(0xC004F081)),
            [Question.COMPUTER, Question.EVENTS, Question.RESTART],
            id="Active Directory",
        ),
        pytest.param(
            evidence(client(), given=given(0x80072030)),
            [Question.COMPUTER, Question.EVENTS, Question.RESTART],
            id="Active Directory, its schema",
        ),
        pytest.param(
            evidence(client(), given=given(0x8007232A)),
            [Question.COMPUTER, Question.EVENTS, Question.RESTART],
            id="no DNS",
        ),
        pytest.param(
            evidence(client(), given=given(0x8007232B)),
            [Question.DNS_SUFFIX, Question.COMPUTER, Question.EVENTS, Question.RESTART],
            id="no record",
        ),
        pytest.param(
            evidence(client(), **pinned("kms-old"), given=given(0x8007232B)),
            [Question.EVENTS, Question.RESTART, Question.COMPUTER],
            id="no record, a host is set",
        ),
        pytest.param(
            evidence(client(), given=given(0x80070422)),
            [Question.PROTECTION, Question.EVENTS, Question.RESTART, Question.COMPUTER],
            id="service disabled",
        ),
        pytest.param(
            evidence(client(), given=given(0xC004D302)),
            [Question.RESTART, Question.EVENTS, Question.COMPUTER],
            id="restart required",
        ),
        pytest.param(
            evidence(windows(), given=given(0x80190197)),
            [Question.PROXY, Question.EVENTS, Question.RESTART, Question.COMPUTER],
            id="a proxy",
        ),
        pytest.param(
            evidence(windows(), given=given(0x80072F8F)),
            [Question.TLS, Question.PROXY, Question.EVENTS, Question.RESTART, Question.COMPUTER],
            id="TLS",
        ),
        pytest.param(
            evidence(windows(), given=given(0x80072F8F), tls=TLS_OFF),
            [*TLS, Question.PROXY, Question.EVENTS, Question.RESTART, Question.COMPUTER],
            id="TLS, its values exist",
        ),
        pytest.param(
            evidence(windows(), given=given(0x80072F8F), tls=TlsClient(("ENABLED",))),
            [*TLS[:2], Question.PROXY, Question.EVENTS, Question.RESTART, Question.COMPUTER],
            id="TLS, one value exists",
        ),
        pytest.param(
            evidence(windows(), given=given(0x80072F8F), tls=TlsClient(("disabledByDefault",))),
            [TLS[0], TLS[2], Question.PROXY, Question.EVENTS, Question.RESTART, Question.COMPUTER],
            id="TLS, the other value exists",
        ),
        pytest.param(
            evidence(windows(), given=given(0x80072F8F), system=OLD),
            [
                Question.TLS,
                Question.TLS_PROTOCOLS,
                Question.PROXY,
                Question.EVENTS,
                Question.RESTART,
                Question.COMPUTER,
            ],
            id="TLS on an old Windows",
        ),
        pytest.param(
            evidence(windows(), given=given(0x80072EFD)),
            [Question.PROXY, Question.TLS, Question.EVENTS, Question.RESTART, Question.COMPUTER],
            id="unreachable",
        ),
        pytest.param(
            evidence(windows(), given=given(0xCAA50021)),
            [
                Question.OFFICE,
                Question.PROXY,
                Question.TLS,
                Question.NAMES,
                Question.EVENTS,
                Question.RESTART,
                Question.COMPUTER,
            ],
            id="sign-in",
        ),
        pytest.param(
            evidence(client(), given=given(0x80072EFD)),
            [Question.EVENTS, Question.RESTART, Question.COMPUTER],
            id="a KMS client",
        ),
        pytest.param(
            evidence(windows(), given=given(0xC004ABCD)),
            [Question.EVENTS, Question.RESTART, Question.COMPUTER],
            id="unknown",
        ),
        pytest.param(
            evidence(client(enabled_type=1)),
            [Question.EVENTS, Question.COMPUTER, Question.RESTART, Question.DNS_SUFFIX],
            id="only Active Directory is allowed",
        ),
        pytest.param(
            evidence(kms_licensed(enabled_type=1), given=given(0xC004F074)),
            [Question.EVENTS, Question.RESTART, Question.COMPUTER],
            id="it is, and has licensed",
        ),
        pytest.param(
            evidence(client(), windows()),
            [Question.EVENTS, Question.RESTART, Question.COMPUTER, Question.DNS_SUFFIX],
            id="no code says why, for a KMS client",
        ),
        pytest.param(
            evidence(client(), office(reason=0x80190197), given=given(0xC004F074)),
            [Question.EVENTS, Question.PROXY, Question.RESTART, Question.COMPUTER, Question.OFFICE],
            id="a given code that hides another, and a product that says why",
        ),
        pytest.param(
            evidence(windows()),
            [Question.EVENTS, Question.RESTART, Question.PROXY, Question.COMPUTER],
            id="for any other product",
        ),
        pytest.param(
            evidence(client(), given=given(0xC004F034)),
            [Question.EVENTS, Question.RESTART, Question.COMPUTER, Question.DNS_SUFFIX],
            id="a given code that says no why",
        ),
    ],
)
def test_what_there_is_reason_to_ask(seen: Evidence, expected: list[Question]) -> None:
    assert wanted(seen) == expected


OFFICE_365, SESSION_HOST = (
    {"application": Application.OFFICE, "click_to_run": MICROSOFT_365},
    System(local_time=NOW, clock_offset=0, build=20348, is_session_host=True),
)
ENTERPRISE_2024 = ClickToRun(("ProPlus2024Volume",))
LEFT = office(family="Office21ProPlus2021R_Retail", channel=Channel.RETAIL, activation_id="left")
LICENSED_2024 = licensed(office(family="Office24ProPlus2024VL_MAK_AE1"))


@pytest.mark.parametrize(
    ("seen", "expected"),
    [
        pytest.param(evidence(**OFFICE_365), [Question.OFFICE, Question.OFFICE_USERS], id="Microsoft 365 Apps"),
        pytest.param(
            evidence(**OFFICE_365, system=SESSION_HOST),
            [Question.OFFICE, Question.OFFICE_SHARING, Question.OFFICE_USERS],
            id="on a session host",
        ),
        pytest.param(evidence(application=Application.OFFICE), [Question.OFFICE], id="not known yet"),
        pytest.param(
            evidence(application=Application.OFFICE, click_to_run=None),
            [Question.OFFICE, Question.OFFICE_LICENCES],
            id="none by click-to-run",
        ),
        pytest.param(
            evidence(application=Application.OFFICE, click_to_run=ENTERPRISE_2024),
            [Question.OFFICE, Question.OFFICE_LICENCES],
            id="a product without a key",
        ),
        pytest.param(
            evidence(LICENSED_2024, application=Application.OFFICE, click_to_run=ENTERPRISE_2024),
            [Question.OFFICE],
            id="a product with a licence",
        ),
        pytest.param(
            evidence(**OFFICE_365, given=given(0xCAA50021)),
            [
                Question.OFFICE,
                Question.OFFICE_USERS,
                Question.PROXY,
                Question.TLS,
                Question.NAMES,
                Question.OFFICE_UPDATES,
            ],
            id="a code about an account",
        ),
        pytest.param(
            evidence(**OFFICE_365, given=given(0xCAA70007), system=SESSION_HOST),
            [
                Question.OFFICE,
                Question.PROXY,
                Question.TLS,
                Question.NAMES,
                Question.OFFICE_SHARING,
                Question.OFFICE_USERS,
                Question.OFFICE_UPDATES,
            ],
            id="a code about the way, on a session host",
        ),
        pytest.param(
            evidence(**OFFICE_365, given=given(0xCAA70007), proxy=Proxy("proxy:8080"), system=OLD),
            [
                Question.OFFICE,
                Question.TLS_PROTOCOLS,
                Question.TLS_PROTOCOLS_32,
                Question.PROXY,
                Question.TLS,
                Question.OFFICE_USERS,
                Question.OFFICE_UPDATES,
            ],
            id="a code about the way, with a proxy, on an old Windows",
        ),
        pytest.param(
            evidence(licensed(windows()), application=Application.WINDOWS, given=given(0xCAA70007)), [], id="Windows"
        ),
        pytest.param(
            evidence(licensed(windows()), row_named(GRACE), system=SESSION_HOST),
            [Question.OFFICE],
            id="rows of accounts on a session host",
        ),
        pytest.param(evidence(licensed(windows()), row_named(GRACE)), [], id="rows of accounts elsewhere"),
        pytest.param(
            evidence(office(), application=Application.OFFICE, given=given(0x80072EE7), proxy=Proxy()),
            [
                Question.OFFICE,
                Question.NAMES,
                Question.PROXY,
                Question.MACHINE_PROXY,
                Question.TLS,
                Question.EVENTS,
                Question.RESTART,
                Question.COMPUTER,
            ],
            id="a name that was not found",
        ),
        pytest.param(
            evidence(office(), application=Application.OFFICE, given=given(0x80072EFD), proxy=Proxy("proxy:8080")),
            [
                Question.OFFICE,
                Question.PROXY,
                Question.TLS,
                Question.EVENTS,
                Question.RESTART,
                Question.COMPUTER,
            ],
            id="unreachable, with a proxy",
        ),
        pytest.param(
            evidence(LICENSED_2024, LEFT, application=Application.OFFICE, given=given(0xC004F069), click_to_run=RETAIL),
            [Question.OFFICE, Question.OFFICE_LICENCES, Question.EVENTS, Question.RESTART, Question.COMPUTER],
            id="a key of another licence",
        ),
    ],
)
def test_what_there_is_reason_to_ask_about_office(seen: Evidence, expected: list[Question]) -> None:
    assert wanted(seen) == expected


def test_what_may_be_left_over_is_asked_about_before_it_is_taken_for_a_failure() -> None:
    assert wanted(evidence(licensed(windows()), LICENSED_2024, LEFT))[:2] == [Question.OFFICE, Question.EVENTS]
    both = evidence(licensed(windows()), LICENSED_2024, LEFT, click_to_run=ENTERPRISE_2024)
    assert wanted(both) == [Question.OFFICE]


def test_without_a_row_of_office_the_service_is_no_question_of_office() -> None:
    seen = evidence(application=Application.OFFICE, service=NOT_ASKED)
    first = next_question(seen, frozenset({Question.PRODUCTS}), 1, DEFAULT)
    assert first is Question.SYSTEM
    for other in (evidence(office(), application=Application.OFFICE), evidence(products=DENIED)):
        assert next_question(other, frozenset({Question.PRODUCTS}), 1, DEFAULT) is Question.SERVICE


def test_what_is_too_dear_makes_way_for_what_can_be_paid() -> None:
    seen = evidence(windows())
    assert next_question(seen, frozenset(FIRST), 6, 8) is Question.EVENTS
    assert next_question(seen, frozenset(FIRST), 7, 8) is Question.RESTART
    assert next_question(seen, frozenset(FIRST), 8, 8) is None


def test_everything_is_read_from_as_many_requests_on_as_there_are() -> None:
    seen = evidence(licensed(windows()))
    assert len(Question) + sum(DEAR.values()) - len(DEAR) == ALL_REQUESTS <= 40
    assert next_question(seen, frozenset(FIRST), 0, ALL_REQUESTS - 1) is None
    assert next_question(seen, frozenset(FIRST), 0, ALL_REQUESTS) is Question.EVENTS
    listed = {Question.TLS_ENABLED, Question.TLS_BY_DEFAULT}
    assert set(Question) - set(wanted_of_all(seen)) == listed | OF_OFFICE
    assert set(wanted_of_all(replace(seen, tls=TLS_OFF, click_to_run=MICROSOFT_365))) == set(Question)


def wanted_of_all(seen: Evidence) -> list[Question]:
    """Everything that can be asked."""
    order: list[Question] = []
    while question := next_question(seen, frozenset(order), 0, ALL_REQUESTS):
        order.append(question)
    return order


@pytest.mark.parametrize("question", Question)
def test_what_takes_more_than_one_request_says_so(question: Question) -> None:
    assert cost_of(question) == DEAR.get(question, 1)
