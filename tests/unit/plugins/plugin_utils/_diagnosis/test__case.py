# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A case: what a product and its host say together, each source before the next one."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._diagnosis._case import Case, Failure, Source, cases_of
from ansible_collections.licenseops.windows.plugins.plugin_utils._diagnosis._evidence import (
    Computer,
    DnsSuffix,
    Evidence,
    Gap,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._diagnosis._kinds import KMS_RPC_FAILED
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._model import Channel, KmsClient, Product
from ansible_collections.licenseops.windows.tests.unit.plugins.support.evidence import (
    NOW,
    client,
    clock,
    evaluation,
    evidence,
    kms_licensed,
    pinned,
    request,
)
from ansible_collections.licenseops.windows.tests.unit.plugins.support.licence_rows import GRACE, row_named
from ansible_collections.licenseops.windows.tests.unit.plugins.support.products import licensed, service, windows

AZURE = "azkms.core.windows.net"
RPC = 0x800706BA
MEMBER = Computer(is_joined=True, domain="joined.example")
SUFFIX = DnsSuffix("suffix.example")
BOTH = {"dns_suffix": SUFFIX, "computer": MEMBER}
UNREAD = Gap(5, "denied")


def own(**settings: Any) -> Product:
    """A KMS client with settings of its own."""
    return client(kms=KmsClient(**settings))


def of_service(**settings: Any) -> dict[str, Any]:
    """KMS settings of the whole host."""
    return {"service": service(kms=KmsClient(**settings))}


def test_without_a_failure_there_is_no_code_no_cause_and_no_event() -> None:
    case = Case(client(), evidence(client()))
    assert (case.code, case.cause, case.event, case.is_told_by_row) == (0, None, None, False)


@pytest.mark.parametrize(("source", "is_told"), [(Source.REASON, True), (Source.EVENT, False), (Source.GIVEN, False)])
def test_a_failure_brings_its_code_its_cause_and_its_event(source: Source, is_told: bool) -> None:
    event = request(1, RPC)
    case = Case(client(), evidence(client()), Failure(RPC, source, event))
    assert (case.code, case.cause, case.event, case.is_told_by_row) == (RPC, KMS_RPC_FAILED, event, is_told)


@pytest.mark.parametrize(
    ("case", "host", "port"),
    [
        pytest.param(Case(own(host="a"), evidence(**pinned("b", port=2))), "a", 1688, id="its own, its default port"),
        pytest.param(Case(own(host="a", port=1), evidence(**pinned("b", port=2))), "a", 1, id="its own"),
        pytest.param(Case(own(port=1), evidence(**pinned("b", port=2))), "b", 2, id="that of the service"),
        pytest.param(Case(own(), evidence(**pinned("b"))), "b", 1688, id="of the service, the default port"),
        pytest.param(Case(own(discovered_port=3), evidence(**pinned("b"))), "b", 3, id="the port that was found"),
        pytest.param(Case(own(port=1), evidence(service=UNREAD)), None, 1688, id="the service was not read"),
        pytest.param(Case(own(), evidence()), None, 1688, id="none"),
    ],
)
def test_the_kms_host_that_is_set(case: Case, host: str | None, port: int) -> None:
    assert (case.kms_settings.host, case.kms_port) == (host, port)


@pytest.mark.parametrize(
    ("asked", "expected"),
    [("kms-asked.example", "kms-asked.example"), (None, "set")],
)
def test_the_host_that_was_asked_goes_before_the_one_that_is_set(asked: str | None, expected: str) -> None:
    failure = Failure(RPC, Source.EVENT, request(1, RPC, asked))
    assert Case(own(discovered_host="found"), evidence(**pinned("set")), failure).asked_host == expected


def test_the_host_that_is_set_goes_before_the_one_that_was_found() -> None:
    assert Case(own(discovered_host="found"), evidence(**pinned("set"))).asked_host == "set"
    assert Case(own(discovered_host="found"), evidence()).asked_host == "found"
    assert Case(own(), evidence()).asked_host is None


def test_the_cloud_of_a_kms_host_matters_to_a_kms_client_alone() -> None:
    assert Case(client(), evidence(**pinned(AZURE))).cloud == "Azure"
    assert Case(client(), evidence(**pinned("kms1.corp.example"))).cloud is None
    assert Case(client(), evidence()).cloud is None
    assert Case(windows(), evidence(**pinned(AZURE))).cloud is None


@pytest.mark.parametrize(
    ("product", "seen", "expected"),
    [
        (own(lookup_domain="own"), evidence(**of_service(lookup_domain="service"), **BOTH), "own"),
        (own(), evidence(**of_service(lookup_domain="service"), **BOTH), "service"),
        (own(), evidence(**BOTH), "suffix.example"),
        (own(), evidence(service=UNREAD, **BOTH), "suffix.example"),
        (own(), evidence(dns_suffix=DnsSuffix(), computer=MEMBER), "joined.example"),
        (own(), evidence(computer=MEMBER), "joined.example"),
        (own(), evidence(computer=Computer(is_joined=False, domain="WORKGROUP")), None),
        (own(), evidence(), None),
    ],
)
def test_the_domain_that_names_the_kms_host(product: Product, seen: Evidence, expected: str | None) -> None:
    assert Case(product, seen).lookup_domain == expected


@pytest.mark.parametrize(
    ("product", "days"),
    [
        (kms_licensed(1), 1),
        (licensed(client(grace_minutes=1439)), 0),
        (licensed(client(grace_minutes=2881)), 2),
        (evaluation(3), 3),
        (evaluation(3, evaluation_end=NOW + timedelta(hours=47)), 1),
        (evaluation(3, evaluation_end=NOW), 0),
        (evaluation(3, evaluation_end=NOW - timedelta(days=3)), 0),
    ],
)
def test_whole_days_are_left(product: Product, days: int) -> None:
    assert Case(product, evidence(product)).days_left == days


def test_the_clock_of_the_host_tells_how_many_days_an_evaluation_has() -> None:
    assert Case(evaluation(3), evidence(system=clock(25))).days_left == 1


@pytest.mark.parametrize(
    ("kind", "expected"),
    [(None, (False, False)), (1, (True, False)), (2, (False, False)), (3, (False, True))],
)
def test_an_activation_type_may_shut_all_ways_but_one(kind: int | None, expected: tuple[bool, bool]) -> None:
    case = Case(client(enabled_type=kind), evidence())
    assert (case.allows_directory_only, case.allows_token_only) == expected


@pytest.mark.parametrize(
    ("product", "expected"),
    [
        (kms_licensed(), True),
        (kms_licensed(activation_type=1), True),
        (kms_licensed(activation_type=3), False),
        (client(activation_type=2), False),
        (licensed(windows()), False),
    ],
)
def test_what_kms_or_active_directory_licensed_is_renewed(product: Product, expected: bool) -> None:
    assert Case(product, evidence(product)).is_renewed is expected


def test_a_volume_client_is_one_by_its_key() -> None:
    assert [Case(windows(channel=item), evidence()).is_volume_client for item in Channel] == [
        item is Channel.GVLK for item in Channel
    ]


def test_rows_of_accounts_are_no_cases() -> None:
    seen = evidence(client(), row_named(GRACE))
    assert cases_of(seen) == (Case(client(), seen),)
