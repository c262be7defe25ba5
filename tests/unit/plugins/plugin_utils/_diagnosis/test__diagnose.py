# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From evidence to findings, as tables: the ids in their order, nothing for a healthy host."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._diagnosis._diagnose import diagnose, is_healthy
from ansible_collections.licenseops.windows.plugins.plugin_utils._diagnosis._evidence import (
    Computer,
    Evidence,
    Gap,
    Proxy,
    TlsClient,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._diagnosis._finding import (
    Confidence,
    Finding,
    ModuleCall,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._diagnosis._kinds import (
    KMS_CLOUD_UNREACHABLE,
    Severity,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._diagnosis._kms_hosts import ApprovedHost
from ansible_collections.licenseops.windows.plugins.plugin_utils._diagnosis._texts import tell
from ansible_collections.licenseops.windows.plugins.plugin_utils._language._text import Language
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._model import (
    Application,
    Channel,
    KmsClient,
    LicenseStatus,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._protection import ProtectionService
from ansible_collections.licenseops.windows.tests.unit.plugins.support.evidence import (
    NOW,
    acquisition,
    client,
    clock,
    evaluation,
    evidence,
    failure,
    given,
    in_grace,
    kms_licensed,
    office_client,
    pinned,
    request,
    response,
)
from ansible_collections.licenseops.windows.tests.unit.plugins.support.licence_rows import GRACE, row_named
from ansible_collections.licenseops.windows.tests.unit.plugins.support.products import (
    ESU_ID,
    OFFICE_ID,
    WINDOWS_ID,
    esu,
    licensed,
    office,
    service,
    unkeyed,
    windows,
)

OLD = "kms-old.corp.example"
NAME, RPC, OUTER = 0x8007232B, 0x800706BA, 0xC004F074
DENIED = Gap(0x80338105, "denied")
HOME_KEY = {"has_firmware_key": True, "firmware_key_description": "[4.0] Core OEM:DM"}
PRO_KEY = {"has_firmware_key": True, "firmware_key_description": "[4.0] Professional OEM:DM"}
WORKGROUP = Computer(is_joined=False, domain="WORKGROUP")
MEMBER = Computer(is_joined=True, domain="corp.example")
TLS_OFF = TlsClient(("Enabled",), enabled=0)


def retail(**changes: Any) -> Any:
    """Windows with the default key of a retail installation."""
    return windows(**({"channel": Channel.RETAIL, "partial_product_key": "3V66T"} | changes))


HEALTHY = {
    "MAK": evidence(licensed(windows())),
    "MAK after failures": evidence(licensed(windows()), events=[failure(1, 0x80072EE7)]),
    "retail": evidence(licensed(retail())),
    "digital licence": evidence(licensed(retail(), reason=0x4004F401)),
    "OEM": evidence(licensed(windows(channel=Channel.OEM)), service=service(**PRO_KEY)),
    "digital upgrade from Home": evidence(licensed(retail()), service=service(**HOME_KEY)),
    "KMS": evidence(kms_licensed(), events=[request(1, 0), response(2)]),
    "KMS without events": evidence(kms_licensed(), events=[]),
    "KMS with events unread": evidence(kms_licensed()),
    "KMS after a failure": evidence(kms_licensed(), events=[request(1, NAME), request(2, 0), response(3)]),
    "KMS renewed after the failure": evidence(kms_licensed(179.99), events=[request(1, NAME)]),
    "KMS beside an event that names no product": evidence(kms_licensed(), events=[acquisition(1, 0xC004C020)]),
    "KMS beside an 8198 that names no product": evidence(
        kms_licensed(), events=[failure(1, 0xC004C020, activation_id=None)]
    ),
    "KMS with a pinned host": evidence(kms_licensed(), **pinned(OLD), events=[]),
    "AD": evidence(kms_licensed(activation_type=1), events=[], computer=MEMBER),
    "evaluation": evidence(evaluation(31)),
    "ESU": evidence(licensed(windows()), licensed(esu())),
    "Office": evidence(licensed(windows()), licensed(office())),
    "Office alone asked for": evidence(licensed(office()), application=Application.OFFICE),
    "no Office at all": evidence(application=Application.OFFICE),
    "proxy": evidence(licensed(windows()), proxy=Proxy("proxy.corp.example:8080")),
    "TLS off": evidence(licensed(windows()), tls=TLS_OFF),
    "TLS fine": evidence(licensed(windows()), tls=TlsClient(("Enabled",), enabled=1)),
    "restart": evidence(licensed(windows()), has_pending_restart=True),
    "sppsvc stopped": evidence(kms_licensed(), protection=ProtectionService("Auto", "Stopped")),
    "clock a little off": evidence(kms_licensed(), system=clock(3.9)),
    "clock of a MAK host six hours off": evidence(licensed(windows()), system=clock(-6)),
    "workgroup": evidence(kms_licensed(), computer=WORKGROUP),
}


LOCAL = service(kms=KmsClient(host="127.0.0.2"))
AZURE = "azkms.core.windows.net"
OURS = (ApprovedHost("kms1.corp.example"), ApprovedHost("kms2.corp.example", 1689))


@pytest.mark.parametrize(
    ("host", "facts"),
    [
        pytest.param(evidence(kms_licensed(180.01), events=[]), ["kms_too_long"], id="longer than KMS grants"),
        pytest.param(
            evidence(kms_licensed(1000, activation_type=1), events=[]), ["kms_too_long"], id="by AD, too long"
        ),
        pytest.param(evidence(kms_licensed(), service=LOCAL), ["kms_own_address"], id="loopback"),
        pytest.param(evidence(kms_licensed(), **pinned("0.0.0.0")), ["kms_own_address"], id="no address"),
        pytest.param(evidence(kms_licensed(), **pinned("[::1]")), ["kms_own_address"], id="loopback in IPv6"),
        pytest.param(evidence(kms_licensed(), **pinned("LocalHost.")), ["kms_own_address"], id="the computer by name"),
        pytest.param(
            evidence(kms_licensed(), **pinned(OLD), approved_kms_hosts=OURS), ["kms_not_approved"], id="other"
        ),
        pytest.param(
            evidence(kms_licensed(), **pinned("kms2.corp.example"), approved_kms_hosts=OURS),
            ["kms_not_approved"],
            id="another port",
        ),
        pytest.param(
            evidence(kms_licensed(kms=KmsClient(discovered_host=OLD)), approved_kms_hosts=OURS),
            ["kms_not_approved"],
            id="found by DNS",
        ),
        pytest.param(
            evidence(kms_licensed(500), service=LOCAL, approved_kms_hosts=OURS),
            ["kms_too_long", "kms_own_address", "kms_not_approved"],
            id="all of it",
        ),
    ],
)
def test_what_kms_does_not_explain_is_told_as_just_that(host: Evidence, facts: list[str]) -> None:
    (finding,) = diagnose(host)
    assert (finding.id, finding.severity, finding.fix) == ("kms_unexplained", Severity.WARNING, None)
    assert [fact.name for fact in finding.facts] == [*facts, "state"]
    assert not is_healthy(host, [finding])


@pytest.mark.parametrize(
    "host",
    [
        pytest.param(evidence(kms_licensed(180), events=[]), id="as long as KMS grants"),
        pytest.param(evidence(kms_licensed(), **pinned("KMS1.corp.example."), approved_kms_hosts=OURS), id="approved"),
        pytest.param(evidence(kms_licensed(kms=KmsClient()), approved_kms_hosts=OURS), id="no host is known"),
        pytest.param(
            evidence(kms_licensed(activation_type=1), **pinned(OLD), approved_kms_hosts=OURS), id="activated by AD"
        ),
        pytest.param(evidence(licensed(windows()), **pinned(OLD), approved_kms_hosts=OURS), id="a MAK"),
        pytest.param(
            evidence(kms_licensed(), service=replace(LOCAL, is_kms_host=True)), id="a KMS host that is its own client"
        ),
    ],
)
def test_what_kms_explains_is_healthy(host: Evidence) -> None:
    assert diagnose(host) == ()


@pytest.mark.parametrize("code", [RPC, NAME, 0x800705B4, 0x800704CF])
@pytest.mark.parametrize(
    ("name", "provider"),
    [
        (AZURE, "Azure"),
        ("20.118.99.224", "Azure"),
        ("40.83.235.53", "Azure"),
        ("169.254.169.250", "AWS"),
        ("169.254.169.251", "AWS"),
    ],
)
def test_a_kms_host_of_a_cloud_is_told_as_one(name: str, provider: str, code: int) -> None:
    (finding,) = diagnose(evidence(client(), **pinned(name), events=[request(1, code, name)]))
    assert (finding.id, finding.mentions["provider"], finding.fix) == ("kms_cloud_unreachable", provider, None)


def test_a_failing_renewal_by_a_cloud_has_the_steps_of_the_cloud() -> None:
    host = evidence(kms_licensed(100), **pinned(AZURE), events=[request(1, RPC, AZURE)])
    (finding,) = diagnose(host)
    assert (finding.id, finding.behind) == ("kms_renewal_failing", KMS_CLOUD_UNREACHABLE)


@pytest.mark.parametrize("host", HEALTHY)
def test_a_healthy_host_has_no_findings(host: str) -> None:
    findings = diagnose(HEALTHY[host])
    assert findings == ()
    assert is_healthy(HEALTHY[host], findings)


KMS_HOSTS: list[tuple[Evidence, list[str]]] = [
    # the name
    (evidence(client(), **pinned(OLD), events=[request(1, NAME, OLD)]), ["kms_host_name_unknown"]),
    (evidence(client(), **pinned(OLD), events=[request(1, 0x80072AF9, OLD)]), ["kms_host_name_unknown"]),
    (evidence(client(), **pinned(OLD), events=[request(1, 0x8007007B, None)]), ["kms_host_name_unknown"]),
    (evidence(client(kms=KmsClient(host=OLD)), events=[request(1, 0x8007251D, OLD)]), ["kms_host_name_unknown"]),
    (evidence(client(), **pinned(OLD), given=given(OUTER, NAME)), ["kms_host_name_unknown"]),
    # no name can be resolved at all: the configured one may be right
    (evidence(client(), **pinned(OLD), events=[request(1, 0x8007267C, OLD)]), ["dns_unavailable"]),
    (evidence(client(), **pinned(OLD), events=[request(1, 0x8007232A, OLD)]), ["dns_unavailable"]),
    # the setting was changed after the attempt
    (evidence(client(), **pinned("kms2.corp.example"), events=[request(1, NAME, OLD)]), ["kms_record_missing"]),
    (evidence(client(), events=[request(1, NAME, None)]), ["kms_record_missing"]),
    # further inside
    (evidence(client(), events=[request(1, RPC), failure(2, OUTER)]), ["kms_rpc_failed"]),
    (evidence(client(), given=given(OUTER), events=[request(1, RPC)]), ["kms_rpc_failed"]),
    (evidence(client(), events=[request(1, 0), response(2, 0xC004F038, 3)]), ["kms_count_low"]),
    (evidence(client(), events=[response(1, 0xC004F038, 3), request(2, 0xC004F038)]), ["kms_count_low"]),
    (evidence(client(), events=[request(1, 0xC004F041)]), ["kms_host_not_activated"]),
    (evidence(client(), events=[request(1, 0xC004F042)]), ["kms_host_key_mismatch"]),
    (evidence(client(), events=[failure(1, 0x8007139F)]), ["service_transient"]),
    (evidence(client(), given=given(OUTER)), ["kms_no_answer"]),
    (evidence(client(), given=given(OUTER), events=DENIED), ["kms_no_answer", "evidence_missing"]),
    (evidence(client(), events=DENIED), ["kms_not_bound", "evidence_missing"]),
    (evidence(client()), ["kms_not_bound"]),
    (evidence(client(reason=0xC004F009)), ["not_activated"]),
    # the clock
    (evidence(client(), system=clock(6), events=[request(1, 0xC004F06C)]), ["clock_wrong"]),
    (evidence(client(), events=[request(1, 0xC004F06C)]), ["clock_wrong"]),
    (evidence(client(), system=clock(-5)), ["clock_wrong"]),
    (evidence(client(), system=clock(5), given=given(OUTER)), ["clock_wrong"]),
    (evidence(kms_licensed(), system=clock(5)), ["clock_wrong"]),
    (evidence(licensed(windows()), system=clock(25)), ["clock_wrong"]),
    (
        evidence(client(), **pinned(OLD), system=clock(6), events=[request(1, NAME, OLD)]),
        ["kms_host_name_unknown", "clock_wrong"],
    ),
    # licensed, and not for long
    (evidence(kms_licensed(100), events=[request(1, RPC)]), ["kms_renewal_failing"]),
    (evidence(kms_licensed(29)), ["kms_licence_ending"]),
    (evidence(kms_licensed(29), events=[request(1, RPC)]), ["kms_renewal_failing", "kms_licence_ending"]),
    (evidence(kms_licensed(6), events=[request(1, RPC)]), ["kms_licence_ending", "kms_renewal_failing"]),
    (evidence(kms_licensed(100, activation_type=1), events=[failure(1, 0xC004F081)]), ["kms_renewal_failing"]),
    # Active Directory and activation types
    (evidence(client(enabled_type=1), computer=WORKGROUP), ["ad_not_joined"]),
    (evidence(client(enabled_type=1), computer=WORKGROUP, given=given(0x80072030)), ["ad_not_joined"]),
    (evidence(client(), computer=WORKGROUP, events=[failure(1, 0xC004F081)]), ["ad_not_joined"]),
    (evidence(client(), computer=MEMBER, events=[failure(1, 0xC004F081)]), ["ad_object_not_found"]),
    (evidence(client(enabled_type=1), **pinned(OLD), computer=MEMBER), ["activation_type_unsuitable"]),
    (evidence(client(enabled_type=3), **pinned(OLD), given=given(0xC004F304)), ["activation_type_unsuitable"]),
    (evidence(client(enabled_type=3)), ["activation_type_unsuitable"]),
    (evidence(client(enabled_type=2), **pinned(OLD), computer=WORKGROUP), ["kms_not_bound"]),
]

EDITION_HOSTS: list[tuple[Evidence, list[str]]] = [
    (evidence(), ["key_missing"]),
    (evidence(licensed(office())), ["key_missing"]),
    (evidence(given=given(0xC004F050)), ["key_mistyped", "key_missing"]),
    (evidence(windows(**in_grace(windows()))), ["not_activated"]),
    (evidence(windows(reason=0)), ["not_activated"]),
    (evidence(windows(status=LicenseStatus.OOT_GRACE, reason=0x4004F00D)), ["not_activated"]),
    (evidence(windows(status=LicenseStatus.NON_GENUINE_GRACE, reason=0x4004F065)), ["genuine_validation_failed"]),
    (evidence(windows(reason=0xC004F00F)), ["hardware_changed"]),
    (evidence(windows(reason=0xC004F00F), events=[failure(1, 0xC004C020)]), ["mak_limit_reached", "hardware_changed"]),
    (
        evidence(retail(reason=0xC004F00F), events=[failure(1, 0x803F7001)]),
        ["hardware_changed", "digital_licence_not_found"],
    ),
    (evidence(retail(), service=service(**PRO_KEY)), ["firmware_key_unused"]),
    (evidence(retail(), service=service(**PRO_KEY), events=[failure(1, 0x803F7001)]), ["firmware_key_unused"]),
    (evidence(retail(), service=service(**HOME_KEY)), ["firmware_key_other_edition"]),
    (evidence(client(), service=service(**PRO_KEY)), ["kms_not_bound"]),
    (evidence(retail(), service=service(has_firmware_key=True)), ["not_activated"]),
    (
        evidence(retail(), service=service(**PRO_KEY), events=[failure(1, 0xC004C003)]),
        ["key_blocked", "firmware_key_unused"],
    ),
    (evidence(licensed(retail(family="Core")), given=given(0xC004F210)), ["key_edition_mismatch"]),
    (evidence(evaluation(), given=given(0xC004F069)), ["evaluation_edition"]),
    (evidence(evaluation(12), given=given(0xC004E016)), ["evaluation_edition", "evaluation_ending"]),
    (evidence(evaluation(29)), ["evaluation_ending"]),
    (evidence(evaluation(0, status=LicenseStatus.NOTIFICATION, reason=0xC004F009)), ["validity_expired"]),
    (evidence(windows(), esu(), system=replace(clock(0), build=19045)), ["esu_base_not_licensed", "not_activated"]),
    (
        evidence(windows(), esu(), system=replace(clock(0), build=19045), events=[failure(1, 0xC004C003)]),
        ["key_blocked", "esu_base_not_licensed"],
    ),
    (evidence(esu(), system=replace(clock(0), build=19045)), ["esu_base_not_licensed", "key_missing"]),
    (evidence(licensed(windows()), esu()), ["esu_not_supported"]),
    (
        evidence(licensed(windows(family="EnterpriseS")), esu(), system=replace(clock(0), build=19045)),
        ["esu_not_supported"],
    ),
    (
        evidence(
            licensed(windows(family="ServerStandard")),
            esu(family="Server-ESU-Year1"),
            system=replace(clock(0), build=9600),
        ),
        ["not_activated", "support_ended"],
    ),
    (
        evidence(
            licensed(windows(family="ServerStandard")),
            esu(name="Server-ESU-Year1"),
            system=replace(clock(0), build=14393),
        ),
        ["not_activated"],
    ),
    (
        evidence(licensed(windows(family="EnterpriseS")), esu(), system=replace(clock(0), build=14393)),
        ["not_activated"],
    ),
    (
        evidence(licensed(windows(family="ServerStandard")), esu(), system=replace(clock(0), build=14393)),
        ["esu_not_supported"],
    ),
    (evidence(licensed(windows()), esu(), system=replace(clock(0), build=19045)), ["not_activated"]),
]

ONLINE_HOSTS: list[tuple[Evidence, list[str]]] = [
    (evidence(windows(), events=[failure(1, 0x80072F8F)]), ["tls_failed"]),
    (evidence(windows(), events=[failure(1, 0x80072F8F)], tls=TLS_OFF), ["tls_disabled"]),
    (
        evidence(windows(), events=[failure(1, 0x80072EFE)], tls=TlsClient((), disabled_by_default=1)),
        ["tls_disabled"],
    ),
    (evidence(windows(), events=[failure(1, 0xC004C003)], tls=TLS_OFF), ["key_blocked"]),
    (evidence(windows(), events=[failure(1, 0x80072F8F)], tls_protocols=0xA0), ["tls_failed"]),
    (
        evidence(windows(), events=[failure(1, 0x80072F8F)], tls_protocols=0xA0, system=replace(clock(0), build=9200)),
        ["tls_disabled"],
    ),
    (evidence(windows(), events=[failure(1, 0x80072F8F)], system=clock(-26_280)), ["clock_wrong"]),
    (evidence(windows(), events=[failure(1, 0x80190197)], proxy=Proxy("p:8080")), ["proxy_interferes"]),
    (evidence(windows(), events=[failure(1, 0x80072EFD)], proxy=Proxy("p:8080")), ["endpoint_unreachable"]),
    (evidence(windows(), events=[failure(1, 0x80072EE7), failure(2, 0xC004C020)]), ["mak_limit_reached"]),
    (
        evidence(windows(), given=given(0xC004D302), has_pending_restart=True),
        ["restart_required"],
    ),
    (evidence(windows(), has_pending_restart=True), ["not_activated", "restart_required"]),
    (evidence(windows(), events=[failure(1, 0xC004ABCD)]), ["unknown_code"]),
]

BROKEN_HOSTS: list[tuple[Evidence, list[str]]] = [
    (evidence(products=DENIED, service=DENIED), ["not_administrator", "evidence_missing"]),
    (evidence(products=DENIED), ["not_administrator", "evidence_missing"]),
    (evidence(products=Gap(0x80070422, ""), service=Gap(0x80070422, "")), ["service_disabled", "evidence_missing"]),
    (
        evidence(
            products=Gap(0x80070422, ""),
            service=Gap(0x80070422, ""),
            protection=ProtectionService("Disabled", "Stopped"),
        ),
        ["service_disabled", "evidence_missing"],
    ),
    (evidence(windows(), protection=ProtectionService("Disabled", "Stopped")), ["service_disabled"]),
    (evidence(products=Gap(0x8033801A, "")), ["wmi_unavailable", "evidence_missing"]),
    (evidence(products=Gap(0x80041999, "?")), ["unknown_code", "evidence_missing"]),
    (evidence(products=Gap(0, "a damaged answer")), ["unknown_code", "evidence_missing"]),
    (evidence(products=DENIED, given=given(NAME)), ["not_administrator", "kms_record_missing", "evidence_missing"]),
    (evidence(licensed(windows()), service=DENIED), ["evidence_missing"]),
]

SEVERAL_PRODUCTS: list[tuple[Evidence, list[tuple[str, str | None]]]] = [
    (
        evidence(
            client(),
            office_client(),
            **pinned(OLD),
            events=[request(1, NAME, OLD), request(2, RPC, activation_id=OFFICE_ID)],
        ),
        [("kms_host_name_unknown", WINDOWS_ID), ("kms_rpc_failed", OFFICE_ID)],
    ),
    (
        evidence(licensed(windows()), office_client(), events=[request(1, RPC, activation_id=OFFICE_ID)]),
        [("kms_rpc_failed", OFFICE_ID)],
    ),
    (
        evidence(windows(), esu(), office(), system=replace(clock(0), build=19045), events=[failure(1, 0xC004C003)]),
        [("key_blocked", WINDOWS_ID), ("esu_base_not_licensed", ESU_ID), ("not_activated", OFFICE_ID)],
    ),
    (
        evidence(client(), office_client(), system=clock(6)),
        [("clock_wrong", None)],
    ),
    (
        evidence(windows(), office_client(), system=clock(6)),
        [("clock_wrong", None), ("not_activated", WINDOWS_ID)],
    ),
]


@pytest.mark.parametrize(("seen", "expected"), [*KMS_HOSTS, *EDITION_HOSTS, *ONLINE_HOSTS, *BROKEN_HOSTS])
def test_findings_in_their_order(seen: Evidence, expected: list[str]) -> None:
    findings = diagnose(seen)
    assert [finding.id for finding in findings] == expected
    assert is_healthy(seen, findings) is (expected == ["evidence_missing"])


@pytest.mark.parametrize(("seen", "expected"), SEVERAL_PRODUCTS)
def test_each_product_has_findings_of_its_own(seen: Evidence, expected: list[tuple[str, str | None]]) -> None:
    found = [(item.id, item.product.activation_id if item.product else None) for item in diagnose(seen)]
    assert found == expected


def first(seen: Evidence) -> Finding:
    """The finding on top."""
    return diagnose(seen)[0]


@pytest.mark.parametrize(
    ("seen", "severity", "confidence"),
    [
        (evidence(client(), events=[request(1, RPC)]), Severity.CRITICAL, Confidence.CERTAIN),
        (evidence(client(**in_grace(client())), events=[request(1, RPC)]), Severity.CRITICAL, Confidence.CERTAIN),
        (evidence(client(**in_grace(client()))), Severity.WARNING, Confidence.LIKELY),
        (evidence(windows()), Severity.CRITICAL, Confidence.LIKELY),
        (evidence(windows(), given=given(RPC)), Severity.CRITICAL, Confidence.LIKELY),
        (evidence(licensed(windows()), given=given(0xC004F050)), Severity.WARNING, Confidence.CERTAIN),
        (evidence(windows(), given=given(0xC004F014)), Severity.CRITICAL, Confidence.LIKELY),
        (evidence(client(), given=given(OUTER)), Severity.CRITICAL, Confidence.LIKELY),
        (evidence(client(), events=[request(1, 0xC004F06C)]), Severity.CRITICAL, Confidence.LIKELY),
        (evidence(client(), events=[request(1, 0xC004F06C)], system=clock(6)), Severity.CRITICAL, Confidence.CERTAIN),
        (evidence(kms_licensed(), system=clock(6)), Severity.WARNING, Confidence.LIKELY),
        (evidence(kms_licensed(29)), Severity.WARNING, Confidence.CERTAIN),
        (evidence(kms_licensed(6.9)), Severity.CRITICAL, Confidence.CERTAIN),
        (evidence(licensed(windows()), given=given(0x4004F00C)), Severity.INFO, Confidence.LIKELY),
        (evidence(windows(), events=[failure(1, 0xC004ABCD)]), Severity.CRITICAL, Confidence.LIKELY),
    ],
)
def test_how_bad_and_how_sure(seen: Evidence, severity: Severity, confidence: Confidence) -> None:
    finding = first(seen)
    assert (finding.severity, finding.confidence) == (severity, confidence)


@pytest.mark.parametrize(
    ("seen", "fix"),
    [
        (
            evidence(client(), **pinned(OLD), events=[request(1, NAME, OLD)]),
            ModuleCall("win_kms_client", {"state": "absent"}, is_safe=True),
        ),
        (
            evidence(client(), **pinned(OLD, lookup_domain="corp.example"), events=[request(1, NAME, OLD)]),
            ModuleCall("win_kms_client", {"state": "absent"}),
        ),
        (
            evidence(client(kms=KmsClient(host=OLD)), events=[request(1, NAME, OLD)]),
            ModuleCall("win_kms_client", {"state": "absent", "activation_id": WINDOWS_ID}, is_safe=True),
        ),
        (
            evidence(windows(), protection=ProtectionService("Disabled", "Stopped")),
            ModuleCall("win_software_protection", {"enabled": True}, is_safe=True),
        ),
        (
            evidence(windows(), given=given(0xC004F002)),
            ModuleCall("win_software_protection", {"refreshed": True}, is_safe=True),
        ),
        (evidence(retail(), service=service(**PRO_KEY)), ModuleCall("win_activation", {"source": "firmware"})),
        (
            evidence(licensed(windows()), office()),
            ModuleCall("win_activation", {"activation_id": OFFICE_ID}),
        ),
        (evidence(windows()), ModuleCall("win_activation", {})),
        (evidence(client(enabled_type=3)), ModuleCall("win_kms_client", {"activation_type": "any"})),
        (evidence(windows(), events=[failure(1, 0xC004C003)]), None),
    ],
)
def test_the_task_that_puts_it_right(seen: Evidence, fix: ModuleCall | None) -> None:
    assert first(seen).fix == fix


@pytest.mark.parametrize(
    ("code", "expected"), [(RPC, True), (0xC004C003, False), (0xC004ABCD, False), (0x80072EE2, True)]
)
def test_whether_trying_again_helps_comes_from_the_catalogue(code: int, expected: bool) -> None:
    assert first(evidence(client(), given=given(code))).retry_helps is expected


def test_a_host_that_was_not_read_is_not_healthy() -> None:
    nothing = Evidence(read_at=NOW)
    assert not is_healthy(nothing, diagnose(nothing))


def test_rows_without_a_key_do_not_count_as_windows() -> None:
    assert first(evidence(unkeyed())).id == "key_missing"


def test_a_failure_of_office_is_not_told_as_a_failing_renewal_of_windows() -> None:
    seen = evidence(kms_licensed(), office(), events=[acquisition(1, 0xC004C020)])
    findings = diagnose(seen)
    assert [(item.id, item.product) for item in findings] == [("mak_limit_reached", office())]


@pytest.mark.parametrize(
    ("products", "confidence"),
    [
        pytest.param([windows()], Confidence.CERTAIN, id="there is one it can be about"),
        pytest.param([licensed(windows()), office()], Confidence.CERTAIN, id="the other is licensed"),
        pytest.param([client(), office()], Confidence.CERTAIN, id="the other is a KMS client"),
        pytest.param([windows(), office()], Confidence.LIKELY, id="it can be about two"),
        pytest.param([windows(), row_named(GRACE)], Confidence.LIKELY, id="it can be of Microsoft 365 Apps"),
    ],
)
def test_an_event_that_names_no_product_is_sure_evidence_only_where_there_is_one_it_can_be_about(
    products: list[Any], confidence: Confidence
) -> None:
    findings = diagnose(evidence(*products, events=[acquisition(1, 0xC004C020)]))
    assert next(item for item in findings if item.id == "mak_limit_reached").confidence is confidence


def ended(family: str, **changes: Any) -> Any:
    """An evaluation whose time is over."""
    own: dict[str, Any] = {
        "status": LicenseStatus.NOTIFICATION,
        "reason": 0xC004F009,
        "family": family,
        "grace_minutes": 0,
    }
    return evaluation(-1, **(own | changes))


SERVER, DESKTOP = "ServerDatacenterEval", "EnterpriseEval"


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize(
    ("seen", "found_id"),
    [
        pytest.param(lambda family: evidence(ended(family)), "validity_expired", id="over"),
        pytest.param(lambda family: evidence(evaluation(9, family=family)), "evaluation_ending", id="soon over"),
        pytest.param(
            lambda family: evidence(evaluation(family=family), given=given(0xC004F069)), "evaluation_edition", id="key"
        ),
    ],
)
def test_an_evaluation_needs_another_edition_or_a_new_installation(
    seen: Any, found_id: str, language: Language
) -> None:
    for family, converts in ((SERVER, True), (DESKTOP, False)):
        finding = diagnose(seen(family))[0]
        told = tell(finding, language)
        assert finding.id == found_id
        assert ("win_edition" in " ".join(told.next_steps)) is converts
        assert family in told.next_steps[0]
        assert finding.fix is None
        assert "win_activation" not in told.next_steps[0]


@pytest.mark.parametrize("language", Language)
def test_no_activation_is_advised_for_an_evaluation_that_is_over(language: Language) -> None:
    for family in (SERVER, DESKTOP):
        (finding,) = diagnose(evidence(ended(family)))
        assert "win_activation" not in " ".join(tell(finding, language).next_steps)


def test_an_evaluation_that_still_has_time_may_be_activated() -> None:
    (finding,) = diagnose(evidence(ended(SERVER, evaluation_end=NOW + timedelta(days=90))))
    assert finding.id == "not_activated"


def test_a_product_that_has_no_licence_to_be_had_is_not_told_to_try_again() -> None:
    (finding,) = diagnose(evidence(retail(), given=given(0xC004F034)))
    assert (finding.id, finding.retry_helps, finding.fix) == ("licence_not_available", False, None)
