# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rules about volume clients: what each finds, word for word, and its neighbour that is none."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._diagnosis import _kinds as kinds
from ansible_collections.licenseops.windows.plugins.plugin_utils._diagnosis._case import Case
from ansible_collections.licenseops.windows.plugins.plugin_utils._diagnosis._evidence import (
    NOT_ASKED,
    Computer,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._diagnosis._facts import event_fact, state_fact
from ansible_collections.licenseops.windows.plugins.plugin_utils._diagnosis._failure import examined
from ansible_collections.licenseops.windows.plugins.plugin_utils._diagnosis._finding import (
    Confidence,
    Fact,
    Finding,
    ModuleCall,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._diagnosis._kinds import Severity
from ansible_collections.licenseops.windows.plugins.plugin_utils._diagnosis._rules_volume import (
    ending_licence,
    failing_renewal,
    unsuitable_type,
    workgroup,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._model import Channel, KmsClient, Product
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._short_name import short_name
from ansible_collections.licenseops.windows.tests.unit.plugins.support.evidence import (
    KMS,
    client,
    evidence,
    failure,
    given,
    kms_licensed,
    pinned,
    request,
)
from ansible_collections.licenseops.windows.tests.unit.plugins.support.products import licensed, office, windows

RPC, DIRECTORY, BLOCKED = 0x800706BA, 0xC004F081, 0xC004C003
WORKGROUP = Computer(is_joined=False, domain="WORKGROUP")
ATTEMPT = request(1, RPC)
PINNED = pinned(KMS)


def case_of(product: Product, **parts: Any) -> Case:
    """The product, examined on a host of its own."""
    return examined(evidence(product, **parts))[0]


def names_of(finding: Finding) -> list[str]:
    """What a finding rests on."""
    return [fact.name for fact in finding.facts]


def test_a_renewal_that_fails() -> None:
    product = kms_licensed(100)
    assert list(failing_renewal(case_of(product, **PINNED, events=[ATTEMPT]))) == [
        Finding(
            kinds.KMS_RENEWAL_FAILING,
            Confidence.CERTAIN,
            product=product,
            code=RPC,
            behind=kinds.KMS_RPC_FAILED,
            mentions={
                "product": short_name(product),
                "family": "Professional",
                "host": KMS,
                "port": 1688,
                "asked": KMS,
                "days": 100,
            },
            facts=(
                event_fact(ATTEMPT),
                state_fact(product),
                Fact("kms_host_service", {"host": KMS}),
                Fact("days_left", {"product": product.title, "days": 100}),
            ),
            retry_helps=True,
        )
    ]


def test_a_renewal_by_active_directory_that_fails_and_may_not_pass() -> None:
    product = kms_licensed(100, activation_type=1)
    (finding,) = failing_renewal(case_of(product, events=[failure(1, DIRECTORY)]))
    assert (finding.behind, finding.retry_helps) == (kinds.AD_OBJECT_NOT_FOUND, False)
    assert names_of(finding) == ["event", "state", "days_left"]


def test_a_renewal_whose_end_is_not_known_mentions_no_days() -> None:
    (finding,) = failing_renewal(case_of(kms_licensed(0), events=[ATTEMPT]))
    assert "days" not in finding.mentions and names_of(finding) == ["event", "state"]
    (finding,) = failing_renewal(case_of(licensed(client(activation_type=2, grace_minutes=1)), events=[ATTEMPT]))
    assert finding.mentions["days"] == 0 and names_of(finding) == ["event", "state", "days_left"]


@pytest.mark.parametrize(
    ("product", "parts"),
    [
        pytest.param(kms_licensed(100), {"events": []}, id="no attempt"),
        pytest.param(client(), {"events": [ATTEMPT]}, id="not licensed"),
        pytest.param(licensed(windows()), {"events": [failure(1, BLOCKED)]}, id="a MAK"),
        pytest.param(
            licensed(windows(activation_type=2, channel=Channel.MAK)), {"events": [failure(1, BLOCKED)]}, id="no client"
        ),
        pytest.param(kms_licensed(100), {"given": given(RPC)}, id="a given code"),
    ],
)
def test_a_renewal_that_is_not_known_to_fail(product: Product, parts: dict[str, Any]) -> None:
    assert list(failing_renewal(case_of(product, **parts))) == []


@pytest.mark.parametrize(
    ("minutes", "severity", "days"),
    [
        (30 * 1440 - 1, Severity.WARNING, 29),
        (7 * 1440, Severity.WARNING, 7),
        (7 * 1440 - 1, Severity.CRITICAL, 6),
        (1, Severity.CRITICAL, 0),
    ],
)
def test_a_licence_that_ends(minutes: int, severity: Severity, days: int) -> None:
    product = kms_licensed(grace_minutes=minutes)
    (finding,) = ending_licence(case_of(product))
    assert finding == Finding(
        kinds.KMS_LICENCE_ENDING,
        Confidence.CERTAIN,
        product=product,
        milder=None if severity is Severity.CRITICAL else severity,
        mentions={"product": short_name(product), "family": "Professional", "days": days},
        facts=(Fact("days_left", {"product": product.title, "days": days}),),
    )
    assert finding.severity is severity


def test_a_licence_that_ends_tells_of_the_attempt_that_failed() -> None:
    (finding,) = ending_licence(case_of(kms_licensed(9), **PINNED, events=[ATTEMPT]))
    assert finding.behind is kinds.KMS_RPC_FAILED
    assert names_of(finding) == ["days_left", "event", "kms_host_service"]
    assert finding.mentions["asked"] == KMS


@pytest.mark.parametrize(
    "product",
    [
        pytest.param(kms_licensed(30), id="a month is left"),
        pytest.param(kms_licensed(0), id="it has no end"),
        pytest.param(kms_licensed(9, activation_type=3), id="by a token"),
        pytest.param(kms_licensed(9, channel=Channel.RETAIL), id="no client"),
        pytest.param(client(grace_minutes=9, activation_type=2), id="not licensed"),
    ],
)
def test_a_licence_that_does_not_end(product: Product) -> None:
    assert list(ending_licence(case_of(product))) == []


@pytest.mark.parametrize("enabled", [1, None])
@pytest.mark.parametrize("code", [DIRECTORY, 0x80072030])
def test_active_directory_is_wanted_in_a_workgroup(code: int, enabled: int | None) -> None:
    product, event = client(enabled_type=enabled), failure(1, code)
    kind_of_activation = [Fact("activation_type", {"type": "ad", "product": product.title})] if enabled else []
    assert list(workgroup(case_of(product, computer=WORKGROUP, events=[event]))) == [
        Finding(
            kinds.AD_NOT_JOINED,
            Confidence.CERTAIN,
            product=product,
            code=code,
            mentions={"product": short_name(product)},
            facts=(
                Fact("workgroup", {"workgroup": "WORKGROUP"}),
                *kind_of_activation,
                event_fact(event),
                state_fact(product),
            ),
        )
    ]


def test_the_activation_type_alone_says_so_too() -> None:
    (finding,) = workgroup(case_of(client(enabled_type=1), computer=Computer(is_joined=False)))
    assert finding.code is None and finding.facts[0] == Fact("workgroup", {"workgroup": "?"})


@pytest.mark.parametrize(
    ("product", "computer"),
    [
        pytest.param(client(enabled_type=1), Computer(is_joined=True, domain="corp.example"), id="a member"),
        pytest.param(client(enabled_type=1), Computer(), id="nobody knows"),
        pytest.param(client(enabled_type=1), NOT_ASKED, id="not read"),
        pytest.param(client(enabled_type=2), WORKGROUP, id="KMS is wanted"),
        pytest.param(client(), WORKGROUP, id="any way will do"),
        pytest.param(kms_licensed(enabled_type=1), WORKGROUP, id="licensed"),
        pytest.param(windows(enabled_type=1), WORKGROUP, id="a MAK"),
    ],
)
def test_active_directory_that_is_not_wanted_or_there(product: Product, computer: Any) -> None:
    assert list(workgroup(case_of(product, computer=computer))) == []


@pytest.mark.parametrize(
    ("kind", "parts", "confidence", "name"),
    [
        (1, PINNED, Confidence.CERTAIN, "ad"),
        (3, PINNED, Confidence.CERTAIN, "token"),
        (3, {}, Confidence.LIKELY, "token"),
    ],
)
def test_an_activation_type_that_shuts_the_way(
    kind: int, parts: dict[str, Any], confidence: Confidence, name: str
) -> None:
    product = client(enabled_type=kind)
    host = (Fact("kms_host_service", {"host": KMS}),) if parts else ()
    assert list(unsuitable_type(case_of(product, **parts))) == [
        Finding(
            kinds.ACTIVATION_TYPE_UNSUITABLE,
            confidence,
            product=product,
            mentions={"product": short_name(product), "type": name},
            facts=(Fact("activation_type", {"type": name, "product": product.title}), *host),
            fix=ModuleCall("win_kms_client", {"activation_type": "any"}),
        )
    ]


def test_a_shut_way_without_a_kms_host_shows_no_domain_either() -> None:
    seen = replace(evidence(client(enabled_type=3)), computer=Computer(is_joined=True, domain="corp.example"))
    (finding,) = unsuitable_type(examined(seen)[0])
    assert names_of(finding) == ["activation_type"]


@pytest.mark.parametrize(
    ("product", "parts"),
    [
        pytest.param(client(enabled_type=1), {}, id="Active Directory, and no KMS host"),
        pytest.param(client(enabled_type=2), PINNED, id="KMS"),
        pytest.param(client(), PINNED, id="any"),
        pytest.param(kms_licensed(enabled_type=3), PINNED, id="licensed"),
        pytest.param(office(enabled_type=3), PINNED, id="a MAK"),
        pytest.param(client(enabled_type=1, kms=KmsClient(discovered_host=KMS)), {}, id="only found"),
    ],
)
def test_an_activation_type_that_shuts_no_way(product: Product, parts: dict[str, Any]) -> None:
    assert list(unsuitable_type(case_of(product, **parts))) == []
