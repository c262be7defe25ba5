# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which findings stay beside which, and in what order: findings made by hand, without a host."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from typing import Any

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._diagnosis import _kinds as kinds
from ansible_collections.licenseops.windows.plugins.plugin_utils._diagnosis._diagnose import sifted
from ansible_collections.licenseops.windows.plugins.plugin_utils._diagnosis._finding import Confidence, Finding
from ansible_collections.licenseops.windows.plugins.plugin_utils._diagnosis._kinds import KINDS, Kind, Severity
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._model import Application, Product
from ansible_collections.licenseops.windows.tests.unit.plugins.support.evidence import client, office_client
from ansible_collections.licenseops.windows.tests.unit.plugins.support.products import esu, office, windows

CERTAIN, LIKELY, POSSIBLE = Confidence
HOST = None


def found(kind: Kind, product: Product | None = HOST, confidence: Confidence = CERTAIN, **more: Any) -> Finding:
    """A finding."""
    return Finding(kind, confidence, product, **more)


def ids(*findings: Finding) -> list[str]:
    """What is left of findings, whichever comes first."""
    left = [item.id for item in sifted(findings)]
    assert left == [item.id for item in sifted(reversed(findings))]
    return left


#: What explains what, by hand.
EXPLAINED = [
    ("clock_wrong", "kms_no_answer"),
    ("clock_wrong", "tls_failed"),
    ("tls_disabled", "tls_failed"),
    ("tls_disabled", "endpoint_unreachable"),
    ("tls_disabled", "m365_signin_failed"),
    ("tls_not_default", "tls_failed"),
    ("tls_not_default", "endpoint_unreachable"),
    ("tls_not_default", "m365_signin_failed"),
    ("winhttp_proxy_missing", "endpoint_unreachable"),
    ("names_unresolved", "endpoint_unreachable"),
    ("names_unresolved", "m365_signin_failed"),
    ("kms_host_differs", "kms_rpc_failed"),
    ("kms_host_differs", "kms_no_answer"),
    ("kms_host_differs", "kms_host_not_activated"),
    ("kms_host_differs", "kms_host_key_mismatch"),
    ("office_licence_unseen", "account_licence"),
    ("office_account_wrong", "m365_signin_failed"),
    ("office_account_wrong", "office_licence_unseen"),
    ("office_sharing_missing", "m365_signin_failed"),
    ("office_sharing_missing", "office_licence_unseen"),
    ("office_licences_missing", "key_edition_mismatch"),
    ("office_licences_missing", "product_licence_missing"),
    ("ad_not_joined", "ad_object_not_found"),
    ("ad_not_joined", "ad_schema_too_old"),
    ("activation_type_unsuitable", "token_prerequisite_missing"),
    ("firmware_key_unused", "digital_licence_not_found"),
    ("firmware_key_other_edition", "digital_licence_not_found"),
    ("esu_base_not_licensed", "addon_base_missing"),
    ("esu_not_supported", "esu_base_not_licensed"),
    ("service_disabled", "service_transient"),
    ("kms_not_bound", "not_activated"),
]

GENERIC = ["not_activated", "licence_not_available", "unspecified_error", "limited_time_running", "kms_not_bound"]

#: These explain nothing that is generic.
BESIDE = [
    "restart_required",
    "evidence_missing",
    "account_licence",
    "unknown_code",
    "kms_unexplained",
    "office_key_missing",
    "office_licences_missing",
    "office_leftovers",
    "office_out_of_support",
]

#: Of the host as a whole, these are about Office.
OF_OFFICE = [
    "tls_not_default",
    "names_unresolved",
    "office_licence_unseen",
    "office_account_wrong",
    "office_sharing_missing",
    "office_key_missing",
    "office_licences_missing",
    "office_data_damaged",
]


def test_a_deeper_finding_makes_what_it_explains_needless_and_nothing_else() -> None:
    for one, other in combinations([kind for kind in KINDS.values() if not kind.is_generic], 2):
        needless = {second for first, second in EXPLAINED if {first, second} == {one.id, other.id}}
        assert set(ids(found(one, client()), found(other, client()))) == {one.id, other.id} - needless


def test_of_a_host_it_does_so_for_every_product_and_of_a_product_for_no_other() -> None:
    for name, other in EXPLAINED:
        kind, explained = KINDS[name], KINDS[other]
        assert ids(found(kind), found(explained, office_client())) == [name]
        left = ids(found(kind), found(explained, client()))
        assert left == [name] or (set(left) == {name, other} and name in OF_OFFICE)
        assert len(ids(found(kind, windows()), found(explained, office()))) == 2
        assert len(ids(found(kind, windows()), found(explained))) == 2


@pytest.mark.parametrize("generic", GENERIC)
def test_whatever_says_why_makes_a_generic_finding_needless(generic: str) -> None:
    for name, kind in KINDS.items():
        if name in GENERIC or kind.severity is not Severity.CRITICAL:
            continue
        left = ids(found(kind, client()), found(KINDS[generic], client(), milder=Severity.WARNING))
        assert left == ([name] if name not in BESIDE else [name, generic])


@pytest.mark.parametrize("generic", GENERIC)
@pytest.mark.parametrize("other", GENERIC)
def test_generic_findings_explain_one_another_in_one_case_only(generic: str, other: str) -> None:
    if generic != other:
        both = ids(found(KINDS[generic], client()), found(KINDS[other], client()))
        is_explained = {generic, other} == {"kms_not_bound", "not_activated"}
        assert sorted(both) == (["kms_not_bound"] if is_explained else sorted([generic, other]))


@pytest.mark.parametrize("remark", ["evidence_missing", "account_licence", "kms_unexplained"])
def test_a_remark_of_the_same_weight_explains_nothing(remark: str) -> None:
    kind = KINDS[remark]
    assert len(ids(found(kind), found(kinds.NOT_ACTIVATED, client(), milder=kind.severity))) == 2


@pytest.mark.parametrize(
    ("why", "is_needless"),
    [
        pytest.param(found(kinds.KEY_BLOCKED, client(), CERTAIN), True, id="certain"),
        pytest.param(found(kinds.KEY_BLOCKED, client(), LIKELY), True, id="likely"),
        pytest.param(found(kinds.KEY_BLOCKED, client(), POSSIBLE), False, id="only possible"),
        pytest.param(found(kinds.KEY_BLOCKED, client(), milder=Severity.WARNING), False, id="milder"),
        pytest.param(found(kinds.KEY_BLOCKED, office_client()), False, id="of another product"),
        pytest.param(found(kinds.KEY_BLOCKED), True, id="of the host"),
        pytest.param(found(kinds.NO_ACTION_NEEDED, client()), False, id="a remark"),
        pytest.param(found(kinds.CLOCK_WRONG), True, id="a clock of the host, and a KMS client"),
        pytest.param(found(kinds.CLOCK_WRONG, client()), True, id="a clock of a KMS client"),
    ],
)
def test_how_surely_and_of_what_a_finding_has_to_say_why(why: Finding, is_needless: bool) -> None:
    assert (len(ids(why, found(kinds.NOT_ACTIVATED, client()))) == 1) is is_needless


@pytest.mark.parametrize("name", OF_OFFICE)
def test_what_is_about_office_says_nothing_of_windows(name: str) -> None:
    assert len(ids(found(KINDS[name]), found(kinds.NOT_ACTIVATED, windows()))) == 2
    of_office = ids(found(KINDS[name]), found(kinds.NOT_ACTIVATED, office()))
    assert of_office == ([name, "not_activated"] if name in BESIDE else [name])


def test_nothing_else_is_about_office_alone() -> None:
    assert {name for name, kind in KINDS.items() if kind.concerns_office_only} == set(OF_OFFICE)


def test_the_clock_of_a_host_concerns_its_kms_clients_alone() -> None:
    for product in (windows(), HOST):
        assert len(ids(found(kinds.CLOCK_WRONG), found(kinds.NOT_ACTIVATED, product))) == 2
    assert ids(found(kinds.CLOCK_WRONG, windows()), found(kinds.NOT_ACTIVATED, windows())) == ["clock_wrong"]
    assert ids(found(kinds.NOT_ADMINISTRATOR), found(kinds.NOT_ACTIVATED, windows())) == ["not_administrator"]


def test_only_a_disabled_service_is_told_once_for_the_host_and_all_its_products() -> None:
    for kind in KINDS.values():
        is_once = kind is kinds.SERVICE_DISABLED
        assert len(sifted([found(kind), found(kind, windows()), found(kind, office())])) == (1 if is_once else 3)
    assert len(sifted([found(kinds.SERVICE_DISABLED, windows()), found(kinds.SERVICE_DISABLED, office())])) == 2


@pytest.mark.parametrize("product", [HOST, windows()])
def test_of_two_findings_of_a_kind_the_surer_one_stays_and_of_equals_the_first(product: Product | None) -> None:
    first, second = (found(kinds.KEY_MISSING, product, LIKELY, code=code) for code in (1, 2))
    surer = replace(second, confidence=CERTAIN)
    assert sifted([first, surer]) == sifted([surer, first]) == (surer,)
    assert sifted([first, second]) == (first,)


#: What has to be put right first, and what follows from something.
ROOTS = {
    "service_disabled",
    "not_administrator",
    "clock_wrong",
    "tls_disabled",
    "activation_type_unsuitable",
    "ad_not_joined",
    "evaluation_edition",
    "kms_renewal_failing",
    "kms_host_differs",
    "names_unresolved",
    "office_account_wrong",
    "office_licences_missing",
    "office_retail_beside_volume",
    "office_sharing_missing",
    "tls_not_default",
}
OF_SUPPORT = {
    "support_ended",
    "support_ending",
    "release_out_of_service",
    "esu_year_ended",
    "esu_year_ending",
    "esu_baseline_missing",
}
OF_SUBSCRIPTIONS = {"subscription_on_home", "subscription_not_joined", "subscription_base_not_licensed"}

CONSEQUENCES = {
    *GENERIC,
    "kms_licence_ending",
    "evaluation_ending",
    "kms_no_answer",
    "restart_required",
    "office_out_of_support",
    *(OF_SUPPORT - {"esu_baseline_missing"}),
    "subscription_base_not_licensed",
}


def test_of_the_same_weight_roots_come_first_and_consequences_last() -> None:
    middle = Kind("m")
    for name, kind in KINDS.items():
        plain = replace(kind, explains=(), is_generic=False, stands_beside=True, severity=Severity.CRITICAL)
        order = ids(found(plain), found(replace(middle, id="a")), found(replace(middle, id="z")))
        place = 0 if name in ROOTS else 2 if name in CONSEQUENCES else 1
        assert order.index(name) == place


def test_severity_goes_before_confidence_and_that_before_role_and_that_before_product() -> None:
    worst = found(Kind("z", role=kinds.Role.CONSEQUENCE), office(), POSSIBLE)
    surest = found(Kind("y", role=kinds.Role.CONSEQUENCE), office(), milder=Severity.WARNING)
    root = found(Kind("x", role=kinds.Role.ROOT), office(), LIKELY, milder=Severity.WARNING)
    of_host = found(Kind("w"), HOST, LIKELY, milder=Severity.WARNING)
    assert ids(of_host, root, surest, worst) == ["z", "y", "x", "w"]


def test_the_host_comes_first_then_windows_its_addons_office_and_all_else() -> None:
    products = [
        HOST,
        windows(),
        esu(),
        office(),
        office(application=Application.OFFICE_2010, activation_id="c"),
        windows(application=Application.OTHER, activation_id="a"),
    ]
    findings = [found(Kind(id_), product) for id_, product in zip("zyxvwu", products, strict=True)]
    assert sifted(reversed(findings)) == tuple(findings)


def test_the_last_thing_that_counts_is_the_name() -> None:
    names = [item.id for item in sifted([found(Kind("b")), found(Kind("a"))])]
    assert names == ["a", "b"]


def test_how_bad_each_finding_can_be() -> None:
    warnings = {"kms_renewal_failing", "kms_unexplained", "evaluation_ending", "office_out_of_support"}
    warnings |= OF_SUPPORT | OF_SUBSCRIPTIONS
    remarks = {
        "limited_time_running",
        "no_action_needed",
        "account_licence",
        "evidence_missing",
        "office_leftovers",
    }
    assert {name for name, kind in KINDS.items() if kind.severity is Severity.WARNING} == warnings
    assert {name for name, kind in KINDS.items() if kind.severity is Severity.INFO} == remarks


def test_a_finding_is_as_bad_as_its_kind_unless_it_is_milder() -> None:
    assert found(kinds.KEY_BLOCKED).severity is Severity.CRITICAL
    assert found(kinds.KEY_BLOCKED, milder=Severity.INFO).severity is Severity.INFO
    assert found(kinds.KMS_UNEXPLAINED).severity is Severity.WARNING
