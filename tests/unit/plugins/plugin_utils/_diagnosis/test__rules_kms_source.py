# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a KMS licence comes from: the host in use and its port, each from the same place."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._diagnosis import _kinds as kinds
from ansible_collections.licenseops.windows.plugins.plugin_utils._diagnosis._case import Case, cases_of
from ansible_collections.licenseops.windows.plugins.plugin_utils._diagnosis._evidence import NOT_ASKED
from ansible_collections.licenseops.windows.plugins.plugin_utils._diagnosis._facts import state_fact
from ansible_collections.licenseops.windows.plugins.plugin_utils._diagnosis._finding import Confidence, Fact, Finding
from ansible_collections.licenseops.windows.plugins.plugin_utils._diagnosis._kms_hosts import (
    ApprovedHost,
    cloud_of,
    is_approved,
    is_own,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._diagnosis._rules_kms_source import unexplained_licence
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._model import KmsClient, Product
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._short_name import short_name
from ansible_collections.licenseops.windows.tests.unit.plugins.support.evidence import client, evidence, kms_licensed
from ansible_collections.licenseops.windows.tests.unit.plugins.support.products import licensed, service, windows

MOST = 259_200
LIST = (ApprovedHost("a.example", 1), ApprovedHost("b.example"))


def case_of(product: Product, **parts: Any) -> Case:
    """The product on a host whose owner approves of the list."""
    return cases_of(evidence(product, **({"approved_kms_hosts": LIST} | parts)))[0]


def names(case: Case) -> list[str]:
    """What is strange about it."""
    return [fact.name for finding in unexplained_licence(case) for fact in finding.facts[:-1]]


def test_a_licence_that_nothing_explains() -> None:
    product = kms_licensed(grace_minutes=MOST + 1, kms=KmsClient(host="127.0.0.1"))
    about = {"product": product.title}
    assert list(unexplained_licence(case_of(product))) == [
        Finding(
            kinds.KMS_UNEXPLAINED,
            Confidence.CERTAIN,
            product=product,
            mentions={"product": short_name(product)},
            facts=(
                Fact("kms_too_long", {**about, "minutes": MOST + 1, "most": MOST}),
                Fact("kms_own_address", {**about, "host": "127.0.0.1"}),
                Fact("kms_not_approved", {**about, "host": "127.0.0.1"}),
                state_fact(product),
            ),
        )
    ]


@pytest.mark.parametrize(
    ("product", "strange"),
    [
        (kms_licensed(grace_minutes=MOST), []),
        (kms_licensed(grace_minutes=MOST + 1), ["kms_too_long"]),
        (licensed(windows(grace_minutes=MOST + 1)), []),
        (client(grace_minutes=MOST + 1), []),
    ],
)
def test_nobody_grants_more_than_180_days(product: Product, strange: list[str]) -> None:
    assert names(case_of(product)) == strange


@pytest.mark.parametrize(
    ("own", "of_service", "strange"),
    [
        pytest.param(KmsClient("a.example", 1), KmsClient("c.example"), [], id="its own goes before the service's"),
        pytest.param(KmsClient("a.example"), KmsClient("b.example", 1), ["kms_not_approved"], id="with its own port"),
        pytest.param(KmsClient(port=1), KmsClient("a.example", 2), ["kms_not_approved"], id="the service's, its port"),
        pytest.param(KmsClient(port=2), KmsClient("a.example", 1), [], id="the service's, and its port is approved"),
        pytest.param(
            KmsClient(discovered_host="c.example"), KmsClient("b.example"), [], id="what is set before what was found"
        ),
        pytest.param(
            KmsClient(discovered_host="a.example", discovered_port=1),
            KmsClient(discovered_host="c.example", discovered_port=2),
            [],
            id="found for the product",
        ),
        pytest.param(
            KmsClient(), KmsClient(discovered_host="a.example", discovered_port=1), [], id="found for the service"
        ),
        pytest.param(
            KmsClient(),
            KmsClient(discovered_host="a.example", discovered_port=2),
            ["kms_not_approved"],
            id="found for the service at another port",
        ),
        pytest.param(KmsClient(), KmsClient(), [], id="no host is known"),
    ],
)
def test_host_and_port_come_from_the_same_place(own: KmsClient, of_service: KmsClient, strange: list[str]) -> None:
    assert names(case_of(kms_licensed(kms=own), service=service(kms=of_service))) == strange


@pytest.mark.parametrize(
    ("own", "strange"),
    [(KmsClient(discovered_host="c.example"), ["kms_not_approved"]), (KmsClient(), []), (KmsClient("b.example"), [])],
)
def test_a_service_that_was_not_read_names_no_host(own: KmsClient, strange: list[str]) -> None:
    assert names(case_of(kms_licensed(kms=own), service=NOT_ASKED)) == strange


@pytest.mark.parametrize(
    ("kind", "strange"),
    [(2, ["kms_not_approved"]), (0, ["kms_not_approved"]), (1, []), (3, [])],
)
def test_only_a_licence_that_a_kms_host_may_have_granted_is_asked_for_it(kind: int, strange: list[str]) -> None:
    assert names(case_of(kms_licensed(activation_type=kind, kms=KmsClient("c.example")))) == strange


@pytest.mark.parametrize("is_host", [True, False])
def test_a_kms_host_may_be_its_own_client(is_host: bool) -> None:
    case = case_of(
        kms_licensed(), service=service(kms=KmsClient("localhost"), is_kms_host=is_host), approved_kms_hosts=()
    )
    assert names(case) == ([] if is_host else ["kms_own_address"])
    unread = case_of(kms_licensed(kms=KmsClient("localhost")), service=NOT_ASKED, approved_kms_hosts=())
    assert names(unread) == ["kms_own_address"]


@pytest.mark.parametrize(
    ("host", "port", "expected"),
    [
        ("a.example", 1, True),
        ("A.example.", 1, True),
        ("a.example", 2, False),
        ("a.example", None, False),
        ("b.example", 2, True),
        ("b.example", None, True),
        ("c.example", None, False),
    ],
)
def test_a_host_is_on_the_list_with_its_port(host: str, port: int | None, expected: bool) -> None:
    assert is_approved(host, port, LIST) is expected
    assert is_approved(host, port, ())


def test_a_host_without_a_port_uses_the_default_one() -> None:
    assert is_approved("a.example", None, [ApprovedHost.parse("a.example:1688")])
    assert ApprovedHost.parse("[2001:DB8::1]:1689") == ApprovedHost("2001:db8::1", 1689)


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("127.0.0.1", True),
        ("0.0.0.0", True),
        ("::1", True),
        ("::", True),
        ("[::ffff:127.0.0.1]", True),
        ("::ffff:0.0.0.0", True),
        ("::ffff:10.0.0.1", False),
        ("10.0.0.1", False),
        ("2001:db8::1", False),
        ("localhost", True),
        ("LOCALHOST.localdomain.", True),
        ("kms.corp.example", False),
    ],
)
def test_the_computer_itself_is_known_by_its_addresses(host: str, expected: bool) -> None:
    assert is_own(host) is expected


def test_the_clouds_name_their_kms_hosts() -> None:
    assert cloud_of("kms.windows.googlecloud.com") == "Google Cloud"
    assert cloud_of("KMS.core.windows.net.") == "Azure"
    assert cloud_of("kms.corp.example") is None
