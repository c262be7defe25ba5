# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the failure of a product leads to: kind, weight, certainty, and what is told with it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._diagnosis import _kinds as kinds
from ansible_collections.licenseops.windows.plugins.plugin_utils._diagnosis._case import Case
from ansible_collections.licenseops.windows.plugins.plugin_utils._diagnosis._clock import clock_facts
from ansible_collections.licenseops.windows.plugins.plugin_utils._diagnosis._evidence import (
    Computer,
    ControllerView,
    Evidence,
    Gap,
    Proxy,
    Reach,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._diagnosis._facts import event_fact, state_fact
from ansible_collections.licenseops.windows.plugins.plugin_utils._diagnosis._failure import examined
from ansible_collections.licenseops.windows.plugins.plugin_utils._diagnosis._finding import (
    Confidence,
    Fact,
    Finding,
    ModuleCall,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._diagnosis._kinds import Kind, Severity, kind_of_cause
from ansible_collections.licenseops.windows.plugins.plugin_utils._diagnosis._rules_product import (
    failing_product,
    given_without_product,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._model import (
    Application,
    Channel,
    KmsClient,
    LicenseStatus,
    Product,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._protection import ProtectionService
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._short_name import short_name
from ansible_collections.licenseops.windows.tests.unit.plugins.support.evidence import (
    KMS,
    NOW,
    acquisition,
    client,
    clock,
    evaluation,
    evidence,
    failure,
    given,
    kms_licensed,
    office_client,
    pinned,
    request,
    response,
)
from ansible_collections.licenseops.windows.tests.unit.plugins.support.products import licensed, office, windows

CERTAIN, LIKELY, POSSIBLE = Confidence
NAME, RPC, OUTER, BLOCKED, NOBODY = 0x8007232B, 0x800706BA, 0xC004F074, 0xC004C003, 0xC004ABCD
NOT_BOUND, NOT_ACTIVATED, GRACE, NO_ACTION = 0xC004F056, 0xC004F009, 0x4004F00C, 0x4004F040
COUNT, CLOCK, TLS, RESTART, EDITION = 0xC004F038, 0xC004F06C, 0x80072F8F, 0xC004D302, 0xC004F210
HARDWARE, DIGITAL, KEY_MISSING = 0xC004F00F, 0x803F7001, 0xC004F014
OLD, AZURE = "kms-old.corp.example", "azkms.core.windows.net"


def case_of(product: Product, *others: Product, **parts: Any) -> Case:
    """The product, examined on a host with others."""
    return examined(evidence(product, *others, **parts))[0]


def found(product: Product, *others: Product, **parts: Any) -> list[Finding]:
    """What keeps a product on a host with others."""
    return list(failing_product(case_of(product, *others, **parts)))


def test_a_finding_is_told_with_all_that_belongs_to_it() -> None:
    product, event = client(), request(2, RPC)
    view = ControllerView(ports=(Reach(KMS, 1688, "refused"),))
    seen = {**pinned(KMS), "events": [event, failure(3, OUTER)], "controller": view, "proxy": Proxy("p:8080")}
    assert found(product, **seen, computer=Computer(is_joined=True, domain="corp.example")) == [
        Finding(
            kinds.KMS_RPC_FAILED,
            CERTAIN,
            product=product,
            code=RPC,
            behind=kinds.KMS_RPC_FAILED,
            mentions={
                "product": short_name(product),
                "family": "Professional",
                "host": KMS,
                "port": 1688,
                "asked": KMS,
                "domain": "corp.example",
                "proxy": "p:8080",
            },
            facts=(
                event_fact(event),
                Fact("outer", {"code": "0xC004F074", "inner": "0x800706BA"}),
                state_fact(product),
                Fact("kms_host_service", {"host": KMS}),
                Fact("controller_reaches_not", {"place": f"{KMS}:1688", "problem": "refused"}),
            ),
            retry_helps=True,
        )
    ]


def test_a_code_nobody_knows_is_told_with_its_forms_and_its_text() -> None:
    assert found(windows(), given=given(NOBODY)) == [
        Finding(
            kinds.UNKNOWN_CODE,
            LIKELY,
            product=windows(),
            code=NOBODY,
            mentions={
                "code": "0xC004ABCD",
                "signed": -1073435699,
                "facility": 4,
                "number": 0xABCD,
                "origin": "Software Protection",
            },
            facts=(
                Fact("given", {"code": "0xC004ABCD"}),
                state_fact(windows()),
                Fact("given_text", {"text": "failed with 0xC004ABCD"}),
            ),
        )
    ]


def test_a_product_without_a_reason_has_no_code() -> None:
    (finding,) = found(windows(reason=0))
    assert (finding.kind, finding.code, finding.behind) == (kinds.NOT_ACTIVATED, None, None)
    assert finding.fix == ModuleCall("win_activation", {})


ENDED = {"status": LicenseStatus.NOTIFICATION, "reason": NOT_ACTIVATED}


@pytest.mark.parametrize(
    ("product", "parts", "expected"),
    [
        pytest.param(client(), {"given": given(RPC)}, kinds.KMS_RPC_FAILED, id="the cause of its code"),
        pytest.param(
            client(), {**pinned(AZURE), "events": [request(1, RPC, AZURE)]}, kinds.KMS_CLOUD_UNREACHABLE, id="a cloud"
        ),
        pytest.param(
            client(),
            {**pinned(AZURE), "events": [request(1, 0xC004F041, AZURE)]},
            kinds.KMS_HOST_NOT_ACTIVATED,
            id="a cloud that answers",
        ),
        pytest.param(
            windows(), {**pinned(AZURE), "given": given(RPC)}, kinds.KMS_RPC_FAILED, id="a cloud, and no KMS client"
        ),
        pytest.param(
            client(),
            {**pinned(OLD), "events": [request(1, NAME, OLD.upper())]},
            kinds.KMS_HOST_NAME_UNKNOWN,
            id="a name that is set",
        ),
        pytest.param(
            client(),
            {**pinned(OLD), "events": [request(1, NAME, None)]},
            kinds.KMS_HOST_NAME_UNKNOWN,
            id="a name that is set, and the event names none",
        ),
        pytest.param(
            client(), {**pinned(OLD), "given": given(NAME)}, kinds.KMS_HOST_NAME_UNKNOWN, id="a name, by a given code"
        ),
        pytest.param(
            client(), {**pinned(OLD), "events": [request(1, NAME, KMS)]}, kinds.KMS_RECORD_MISSING, id="another name"
        ),
        pytest.param(
            client(kms=KmsClient(discovered_host=OLD)),
            {"events": [request(1, NAME, OLD)]},
            kinds.KMS_RECORD_MISSING,
            id="a name that was found",
        ),
        pytest.param(
            windows(), {**pinned(OLD), "given": given(NAME)}, kinds.KMS_RECORD_MISSING, id="a name, and no KMS client"
        ),
        pytest.param(
            client(), {**pinned(OLD), "events": [request(1, RPC, OLD)]}, kinds.KMS_RPC_FAILED, id="set, and no name"
        ),
        pytest.param(evaluation(), {"given": given(EDITION)}, kinds.EVALUATION_EDITION, id="a key for an evaluation"),
        pytest.param(evaluation(), {"given": given(BLOCKED)}, kinds.KEY_BLOCKED, id="another key for an evaluation"),
        pytest.param(windows(), {"given": given(EDITION)}, kinds.KEY_EDITION_MISMATCH, id="a key of another edition"),
        pytest.param(client(), {}, kinds.KMS_NOT_BOUND, id="not bound"),
        pytest.param(client(reason=NOT_ACTIVATED), {}, kinds.NOT_ACTIVATED, id="not activated"),
        pytest.param(windows(reason=GRACE), {}, kinds.NOT_ACTIVATED, id="grace"),
        pytest.param(windows(), {"given": given(GRACE)}, kinds.LIMITED_TIME_RUNNING, id="grace, and somebody asks"),
        pytest.param(windows(), {"events": [failure(1, NOBODY)]}, kinds.UNKNOWN_CODE, id="unknown"),
        pytest.param(evaluation(-1, **ENDED), {}, kinds.VALIDITY_EXPIRED, id="an evaluation that has ended"),
        pytest.param(
            evaluation(0, **ENDED, evaluation_end=NOW), {}, kinds.VALIDITY_EXPIRED, id="one that ends this moment"
        ),
        pytest.param(
            evaluation(0, **ENDED, evaluation_end=NOW + timedelta(seconds=1)),
            {},
            kinds.NOT_ACTIVATED,
            id="one that ends in a second",
        ),
        pytest.param(
            evaluation(0, **ENDED, evaluation_end=None), {}, kinds.VALIDITY_EXPIRED, id="one that has no end to read"
        ),
        pytest.param(
            evaluation(-1, **(ENDED | {"status": LicenseStatus.OOB_GRACE})),
            {},
            kinds.NOT_ACTIVATED,
            id="one with grace",
        ),
    ],
)
def test_what_was_found(product: Product, parts: dict[str, Any], expected: Kind) -> None:
    assert [finding.kind for finding in found(product, **parts)] == [expected]


@pytest.mark.parametrize(
    ("kind", "parts", "behind"),
    [
        (kinds.KMS_CLOUD_UNREACHABLE, {**pinned(AZURE), "events": [request(1, RPC, AZURE)]}, None),
        (kinds.KMS_HOST_NAME_UNKNOWN, {**pinned(OLD), "events": [request(1, NAME, OLD)]}, kinds.KMS_RECORD_MISSING),
        (kinds.NOT_ACTIVATED, {"given": given(NOT_ACTIVATED)}, kinds.NOT_ACTIVATED),
    ],
)
def test_whose_explanation_belongs_to_it(kind: Kind, parts: dict[str, Any], behind: Kind | None) -> None:
    (finding,) = found(client(), **parts)
    assert (finding.kind, finding.behind) == (kind, behind)


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ({"given": given(RPC)}, True),
        ({"given": given(BLOCKED)}, False),
        ({**pinned(AZURE), "given": given(RPC)}, False),
        ({"events": []}, True),
    ],
)
def test_trying_again_helps_where_the_code_alone_says_what_it_is(parts: dict[str, Any], expected: bool) -> None:
    (finding,) = found(client(), **parts)
    assert finding.retry_helps is expected


@pytest.mark.parametrize(
    ("product", "parts", "milder"),
    [
        (windows(), {"given": given(BLOCKED)}, None),
        (licensed(windows()), {"given": given(BLOCKED)}, Severity.WARNING),
        (licensed(windows()), {"given": given(GRACE)}, None),
        (windows(), {"given": given(NO_ACTION)}, None),
        (windows(), {}, None),
        *(
            (windows(status=status, reason=GRACE), {}, Severity.WARNING)
            for status in (LicenseStatus.OOB_GRACE, LicenseStatus.OOT_GRACE, LicenseStatus.EXTENDED_GRACE)
        ),
        (windows(status=LicenseStatus.NON_GENUINE_GRACE, reason=NOT_ACTIVATED), {}, None),
        (windows(status=LicenseStatus.OOB_GRACE, reason=GRACE), {"given": given(NOT_ACTIVATED)}, None),
        (windows(status=LicenseStatus.OOB_GRACE, reason=GRACE), {"given": given(BLOCKED)}, None),
        (client(status=LicenseStatus.OOB_GRACE), {}, None),
    ],
)
def test_what_works_for_now_is_a_warning(product: Product, parts: dict[str, Any], milder: Severity | None) -> None:
    (finding,) = found(product, **parts)
    assert finding.milder is milder


@pytest.mark.parametrize(
    ("product", "parts", "confidence"),
    [
        pytest.param(client(), {"events": [request(1, RPC)]}, CERTAIN, id="the code fits the product"),
        pytest.param(windows(), {"given": given(NOBODY)}, LIKELY, id="nobody knows the code"),
        pytest.param(client(), {"given": given(OUTER)}, LIKELY, id="it hides another"),
        pytest.param(windows(), {"given": given(RPC)}, LIKELY, id="a code of KMS and no KMS client"),
        pytest.param(windows(), {}, LIKELY, id="no more than not licensed"),
        pytest.param(evaluation(-1, **ENDED), {}, CERTAIN, id="an evaluation that has ended"),
        pytest.param(windows(), {"events": [acquisition(1, BLOCKED)]}, CERTAIN, id="an event of the only product"),
        pytest.param(client(), {"system": clock(4), "given": given(CLOCK)}, LIKELY, id="the clock is right"),
        pytest.param(client(), {"system": clock(5), "given": given(CLOCK)}, CERTAIN, id="the clock is wrong"),
        pytest.param(client(), {"system": Gap(), "given": given(CLOCK)}, LIKELY, id="the clock was not read"),
        pytest.param(windows(), {"given": given(KEY_MISSING)}, LIKELY, id="it has a key"),
        pytest.param(windows(partial_product_key=None), {"given": given(KEY_MISSING)}, CERTAIN, id="it has no key"),
    ],
)
def test_how_sure_it_is(product: Product, parts: dict[str, Any], confidence: Confidence) -> None:
    (finding,) = found(product, **parts)
    assert finding.confidence is confidence


def test_an_event_that_may_be_of_another_product_is_no_sure_sign() -> None:
    (finding,) = found(windows(), office(), events=[acquisition(1, BLOCKED)])
    assert (finding.kind, finding.confidence) == (kinds.KEY_BLOCKED, LIKELY)


@pytest.mark.parametrize(
    ("product", "parts", "names"),
    [
        (client(), {"events": [request(1, RPC)]}, ["event", "state"]),
        (client(), {**pinned(OLD), "given": given(RPC)}, ["given", "state", "kms_host_service"]),
        (windows(), {**pinned(OLD), "given": given(RPC)}, ["given", "state"]),
        (client(), {**pinned(OLD), "given": given(BLOCKED)}, ["given", "state"]),
        (
            windows(),
            {"given": given(TLS), "system": clock(1), "proxy": Proxy("p")},
            ["given", "state", "clock_ahead", "proxy"],
        ),
        (windows(), {"given": given(RESTART), "has_pending_restart": True}, ["given", "state", "restart_pending"]),
    ],
)
def test_what_else_was_seen(product: Product, parts: dict[str, Any], names: list[str]) -> None:
    (finding,) = found(product, **parts)
    assert [fact.name for fact in finding.facts] == names


@pytest.mark.parametrize(
    ("product", "parts", "expected"),
    [
        pytest.param(licensed(windows()), {}, [], id="all is well"),
        pytest.param(licensed(windows()), {"events": [failure(1, BLOCKED)]}, [], id="overtaken"),
        pytest.param(licensed(windows()), {"given": given(BLOCKED)}, [kinds.KEY_BLOCKED], id="a given code"),
        pytest.param(kms_licensed(), {"events": [request(1, RPC)]}, [], id="a renewal is told elsewhere"),
        pytest.param(
            kms_licensed(), {"events": [request(1, RPC), failure(2, OUTER)]}, [], id="a renewal that hides another"
        ),
        pytest.param(
            kms_licensed(),
            {"events": [request(1, RPC)], "given": given(OUTER)},
            [kinds.KMS_RPC_FAILED],
            id="a renewal behind a given code",
        ),
        pytest.param(
            kms_licensed(),
            {"events": [request(1, RPC)], "given": given(NO_ACTION)},
            [],
            id="a renewal beside a given remark",
        ),
    ],
)
def test_of_a_licensed_product_only_a_given_code_is_told(
    product: Product, parts: dict[str, Any], expected: list[Kind]
) -> None:
    assert [finding.kind for finding in found(product, **parts)] == expected


def test_a_given_code_is_told_of_one_licensed_product_only() -> None:
    first, second = examined(evidence(licensed(windows()), licensed(office()), given=given(BLOCKED)))
    assert [finding.kind for finding in failing_product(first)] == [kinds.KEY_BLOCKED]
    assert list(failing_product(second)) == []


@pytest.mark.parametrize(
    ("product", "parts", "expected"),
    [
        pytest.param(
            windows(reason=HARDWARE),
            {"given": given(BLOCKED)},
            [(kinds.KEY_BLOCKED, CERTAIN), (kinds.HARDWARE_CHANGED, LIKELY)],
            id="the state beside",
        ),
        pytest.param(
            windows(reason=HARDWARE),
            {"events": [failure(1, DIGITAL)]},
            [(kinds.DIGITAL_LICENCE_NOT_FOUND, LIKELY), (kinds.HARDWARE_CHANGED, CERTAIN)],
            id="the state goes first",
        ),
        pytest.param(windows(reason=HARDWARE), {}, [(kinds.HARDWARE_CHANGED, CERTAIN)], id="the state alone"),
        pytest.param(
            windows(reason=HARDWARE), {"given": given(HARDWARE)}, [(kinds.HARDWARE_CHANGED, CERTAIN)], id="the same"
        ),
        pytest.param(
            licensed(windows(), reason=HARDWARE),
            {"given": given(BLOCKED)},
            [(kinds.KEY_BLOCKED, CERTAIN)],
            id="licensed",
        ),
        pytest.param(
            windows(reason=BLOCKED),
            {"given": given(DIGITAL)},
            [(kinds.DIGITAL_LICENCE_NOT_FOUND, CERTAIN)],
            id="a verdict is no state",
        ),
        pytest.param(
            windows(reason=NOBODY), {"given": given(BLOCKED)}, [(kinds.KEY_BLOCKED, CERTAIN)], id="nobody knows"
        ),
    ],
)
def test_the_state_of_the_row_stands_beside_another_failure(
    product: Product, parts: dict[str, Any], expected: list[tuple[Kind, Confidence]]
) -> None:
    assert [(item.kind, item.confidence) for item in found(product, **parts)] == expected


def test_the_state_beside_is_told_by_the_row_alone() -> None:
    beside = found(windows(reason=HARDWARE), given=given(BLOCKED))[1]
    assert (beside.code, beside.facts) == (HARDWARE, (state_fact(windows(reason=HARDWARE)),))


@pytest.mark.parametrize(
    ("seen", "expected"),
    [
        pytest.param(
            evidence(given=given(NAME)),
            Finding(
                kinds.KMS_RECORD_MISSING,
                CERTAIN,
                code=NAME,
                behind=kinds.KMS_RECORD_MISSING,
                facts=(Fact("given", {"code": "0x8007232B"}),),
                retry_helps=True,
            ),
            id="no product",
        ),
        pytest.param(
            evidence(products=Gap(5), given=given(RPC)),
            Finding(
                kinds.KMS_RPC_FAILED,
                LIKELY,
                code=RPC,
                behind=kinds.KMS_RPC_FAILED,
                facts=(Fact("given", {"code": "0x800706BA"}),),
                retry_helps=True,
            ),
            id="products that could not be read",
        ),
        pytest.param(
            evidence(given=given(NOBODY)),
            Finding(
                kinds.UNKNOWN_CODE,
                LIKELY,
                code=NOBODY,
                mentions={
                    "code": "0xC004ABCD",
                    "signed": -1073435699,
                    "facility": 4,
                    "number": 0xABCD,
                    "origin": "Software Protection",
                },
                facts=(Fact("given", {"code": "0xC004ABCD"}), Fact("given_text", {"text": "failed with 0xC004ABCD"})),
            ),
            id="a code nobody knows",
        ),
        pytest.param(
            evidence(given=given(0x80070422), protection=ProtectionService("Manual", "Stopped")),
            Finding(
                kinds.SERVICE_DISABLED,
                CERTAIN,
                code=0x80070422,
                behind=kinds.SERVICE_DISABLED,
                facts=(Fact("given", {"code": "0x80070422"}), Fact("start_mode", {"mode": "Manual"})),
                fix=ModuleCall("win_software_protection", {"enabled": True}, is_safe=True),
            ),
            id="with what the host shows",
        ),
        pytest.param(
            evidence(given=given(CLOCK), system=clock(2)),
            Finding(
                kinds.CLOCK_WRONG,
                CERTAIN,
                code=CLOCK,
                behind=kinds.CLOCK_WRONG,
                facts=(Fact("given", {"code": "0xC004F06C"}), *clock_facts(evidence(system=clock(2)))),
                retry_helps=True,
            ),
            id="with its clock",
        ),
    ],
)
def test_a_given_code_without_a_product(seen: Evidence, expected: Finding) -> None:
    assert list(given_without_product(seen)) == [expected]


@pytest.mark.parametrize("seen", [evidence(), evidence(windows(), given=given(BLOCKED)), evidence(windows())])
def test_no_code_or_a_product_it_is_about(seen: Evidence) -> None:
    assert list(given_without_product(seen)) == []


def test_a_code_for_office_is_none_of_windows() -> None:
    only = evidence(licensed(office()), given=given(BLOCKED), application=Application.OFFICE)
    assert list(given_without_product(only)) == []


def test_the_count_of_the_product_is_told_and_no_other() -> None:
    events = [request(1, 0), response(2, COUNT, 3), request(3, 0, activation_id="x"), response(4, COUNT, 9)]
    (finding,) = found(client(), office_client(), events=events)
    assert (finding.kind, finding.mentions["count"], finding.mentions["required"]) == (kinds.KMS_COUNT_LOW, 3, 25)


def test_channels_other_than_evaluation_take_keys_of_another_edition_as_such() -> None:
    for channel in Channel:
        (finding,) = found(windows(channel=channel), given=given(EDITION))
        is_evaluation = channel is Channel.EVALUATION
        assert finding.kind is (kinds.EVALUATION_EDITION if is_evaluation else kind_of_cause("key_edition_mismatch"))
