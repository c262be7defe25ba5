# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rules about the host as a whole: what each finds, word for word, and its neighbour that is none."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._diagnosis import _kinds as kinds
from ansible_collections.licenseops.windows.plugins.plugin_utils._diagnosis._clock import clock_facts, clock_mentions
from ansible_collections.licenseops.windows.plugins.plugin_utils._diagnosis._evidence import NOT_ASKED, Evidence, Gap
from ansible_collections.licenseops.windows.plugins.plugin_utils._diagnosis._finding import (
    Confidence,
    Fact,
    Finding,
    ModuleCall,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._diagnosis._kinds import Severity, kind_of_cause
from ansible_collections.licenseops.windows.plugins.plugin_utils._diagnosis._rules_host import (
    account_rows,
    disabled_service,
    missing_evidence,
    missing_key,
    pending_restart,
    unreadable,
    wrong_clock,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._model import Application
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._protection import ProtectionService
from ansible_collections.licenseops.windows.tests.unit.plugins.support.evidence import (
    client,
    clock,
    evidence,
    failure,
    given,
    kms_licensed,
)
from ansible_collections.licenseops.windows.tests.unit.plugins.support.licence_rows import GRACE, row_named
from ansible_collections.licenseops.windows.tests.unit.plugins.support.products import (
    licensed,
    office,
    unkeyed,
    windows,
)

DENIED = Gap(0x80338105, "denied")
DISABLED_CODE, SHUTDOWN = 0x80070422, 0x8007045B
DISABLED = ProtectionService("Disabled", "Stopped")
STOPPED = ProtectionService("Auto", "Stopped")
TLS_FAILED = 0x80072F8F


def gap_fact(code: str, text: str = "denied") -> Fact:
    """That the products could not be read."""
    return Fact("gap", {"part": "products", "code": code, "text": text})


@pytest.mark.parametrize(
    ("gap", "expected"),
    [
        pytest.param(
            DENIED,
            Finding(
                kinds.NOT_ADMINISTRATOR,
                Confidence.CERTAIN,
                code=0x80338105,
                behind=kinds.NOT_ADMINISTRATOR,
                facts=(gap_fact("0x80338105"),),
            ),
            id="denied",
        ),
        pytest.param(
            Gap(0xC004F002),
            Finding(
                kinds.SERVICE_TRANSIENT,
                Confidence.CERTAIN,
                code=0xC004F002,
                behind=kinds.SERVICE_TRANSIENT,
                facts=(Fact("gap", {"part": "products", "code": "0xC004F002"}),),
                retry_helps=True,
                fix=ModuleCall("win_software_protection", {"refreshed": True}, is_safe=True),
            ),
            id="a code that may pass",
        ),
        pytest.param(
            Gap(0x80041999, "?"),
            Finding(
                kinds.UNKNOWN_CODE,
                Confidence.LIKELY,
                code=0x80041999,
                mentions={
                    "code": "0x80041999",
                    "signed": -2147214951,
                    "facility": 4,
                    "number": 6553,
                    "origin": "COM / WMI",
                },
                facts=(gap_fact("0x80041999", "?"),),
            ),
            id="unknown",
        ),
        pytest.param(
            Gap(0, "damaged"),
            Finding(
                kinds.UNKNOWN_CODE,
                Confidence.LIKELY,
                mentions={"code": "0x00000000", "signed": 0, "facility": 0, "number": 0, "origin": "?"},
                facts=(Fact("gap", {"part": "products", "text": "damaged"}),),
            ),
            id="no code",
        ),
    ],
)
def test_products_that_could_not_be_read(gap: Gap, expected: Finding) -> None:
    assert list(unreadable(evidence(products=gap))) == [expected]
    assert list(unreadable(evidence(products=gap, protection=STOPPED))) == [expected]
    assert list(unreadable(evidence(products=gap, protection=DISABLED))) == []


def test_products_that_were_read_or_not_asked_for_are_no_fault() -> None:
    assert list(unreadable(evidence(products=NOT_ASKED))) == list(unreadable(evidence())) == []


@pytest.mark.parametrize(
    ("products", "code"),
    [
        (Gap(DISABLED_CODE), DISABLED_CODE),
        (Gap(SHUTDOWN), None),
        (NOT_ASKED, None),
        ((), None),
        ((licensed(windows()),), None),
    ],
)
def test_a_disabled_service(products: Any, code: int | None) -> None:
    assert list(disabled_service(evidence(products=products, protection=DISABLED))) == [
        Finding(
            kinds.SERVICE_DISABLED,
            Confidence.CERTAIN,
            code=code,
            behind=kinds.SERVICE_DISABLED,
            facts=(Fact("start_mode", {"mode": "Disabled"}),),
            fix=ModuleCall("win_software_protection", {"enabled": True}, is_safe=True),
        )
    ]


@pytest.mark.parametrize("protection", [STOPPED, NOT_ASKED, DENIED])
def test_a_service_that_is_not_known_to_be_disabled(protection: ProtectionService | Gap) -> None:
    assert list(disabled_service(evidence(products=Gap(DISABLED_CODE), protection=protection))) == []


@pytest.mark.parametrize(
    ("seen", "is_missing"),
    [
        (evidence(), True),
        (evidence(application=Application.WINDOWS), True),
        (evidence(application=Application.OFFICE), False),
        (evidence(unkeyed()), True),
        (evidence(licensed(office())), True),
        (evidence(windows()), False),
        (evidence(products=NOT_ASKED), False),
        (evidence(products=DENIED), False),
    ],
)
def test_windows_without_a_key(seen: Evidence, is_missing: bool) -> None:
    expected = Finding(
        kinds.KEY_MISSING,
        Confidence.LIKELY,
        code=0xC004F014,
        behind=kinds.KEY_MISSING,
        facts=(Fact("no_windows_key"),),
    )
    assert list(missing_key(seen)) == ([expected] if is_missing else [])


def test_rows_of_accounts_are_listed() -> None:
    (finding,) = account_rows(evidence(windows(), row_named(GRACE)))
    assert (finding.kind, finding.confidence, finding.severity) == (
        kinds.ACCOUNT_LICENCE,
        Confidence.CERTAIN,
        Severity.INFO,
    )
    assert [fact.mentions["product"] for fact in finding.facts] == [row_named(GRACE).title]
    assert list(account_rows(evidence(windows()))) == []


HOUR = 1 / 3600


@pytest.mark.parametrize(
    ("seen", "confidence", "milder"),
    [
        pytest.param(evidence(client(), system=clock(4 + HOUR)), Confidence.LIKELY, None, id="a client"),
        pytest.param(evidence(client(), system=clock(-4 - HOUR)), Confidence.LIKELY, None, id="behind"),
        pytest.param(
            evidence(kms_licensed(), system=clock(4 + HOUR)), Confidence.LIKELY, Severity.WARNING, id="licensed"
        ),
        pytest.param(
            evidence(kms_licensed(), windows(), system=clock(5)), Confidence.LIKELY, Severity.WARNING, id="and a MAK"
        ),
        pytest.param(evidence(windows(), system=clock(24 + HOUR)), Confidence.LIKELY, Severity.WARNING, id="a MAK"),
        pytest.param(evidence(system=clock(25)), Confidence.LIKELY, Severity.WARNING, id="no key"),
        pytest.param(
            evidence(windows(), system=clock(25), events=[failure(1, TLS_FAILED)]),
            Confidence.CERTAIN,
            None,
            id="a certificate was refused",
        ),
        pytest.param(
            evidence(kms_licensed(), office(), system=clock(24), given=given(TLS_FAILED)),
            Confidence.LIKELY,
            Severity.WARNING,
            id="a certificate was refused, the date is right",
        ),
    ],
)
def test_a_wrong_clock(seen: Evidence, confidence: Confidence, milder: Severity | None) -> None:
    assert list(wrong_clock(seen)) == [
        Finding(
            kinds.CLOCK_WRONG,
            confidence,
            milder=milder,
            behind=kinds.CLOCK_WRONG,
            mentions=clock_mentions(seen.clock_offset or timedelta()),
            facts=clock_facts(seen),
        )
    ]


@pytest.mark.parametrize(
    "seen",
    [
        pytest.param(evidence(client(), system=clock(4)), id="within the tolerance"),
        pytest.param(evidence(client(), system=clock(-4)), id="behind, within the tolerance"),
        pytest.param(evidence(windows(), system=clock(24)), id="a day, without a client"),
        pytest.param(evidence(client(), system=NOT_ASKED), id="not read"),
        pytest.param(evidence(client(), system=clock(9), given=given(0xC004F06C)), id="told by a product"),
    ],
)
def test_a_clock_that_is_none_of_our_business(seen: Evidence) -> None:
    assert list(wrong_clock(seen)) == []


def test_a_pending_restart_is_possibly_why() -> None:
    assert list(pending_restart(evidence(licensed(windows()), office(), has_pending_restart=True))) == [
        Finding(
            kinds.RESTART_REQUIRED,
            Confidence.POSSIBLE,
            milder=Severity.WARNING,
            behind=kinds.RESTART_REQUIRED,
            facts=(Fact("restart_pending"),),
        )
    ]


@pytest.mark.parametrize(
    "seen",
    [
        pytest.param(evidence(licensed(windows()), has_pending_restart=True), id="all is licensed"),
        pytest.param(evidence(has_pending_restart=True), id="no products"),
        pytest.param(evidence(windows(), has_pending_restart=False), id="none is pending"),
        pytest.param(evidence(windows()), id="not read"),
        pytest.param(evidence(windows(), has_pending_restart=True, given=given(0xC004D302)), id="told by a product"),
    ],
)
def test_a_restart_that_is_none_of_our_business(seen: Evidence) -> None:
    assert list(pending_restart(seen)) == []


def test_what_could_not_be_read_is_listed() -> None:
    seen = evidence(windows(), events=DENIED, proxy=Gap(0, "odd"), computer=NOT_ASKED)
    assert list(missing_evidence(seen)) == [
        Finding(
            kinds.EVIDENCE_MISSING,
            Confidence.CERTAIN,
            mentions={"parts": "events, proxy"},
            facts=(
                Fact("gap", {"part": "events", "code": "0x80338105", "text": "denied"}),
                Fact("gap", {"part": "proxy", "text": "odd"}),
            ),
        )
    ]
    assert list(missing_evidence(evidence())) == []


@pytest.mark.parametrize(
    ("part", "name"),
    [
        ("products", "products"),
        ("service", "service"),
        ("system", "system"),
        ("events", "events"),
        ("computer", "computer"),
        ("protection", "spp_service"),
        ("proxy", "proxy"),
        ("tls", "tls"),
        ("tls_protocols", "tls_protocols"),
        ("has_pending_restart", "pending_restart"),
        ("dns_suffix", "dns_suffix"),
    ],
)
def test_every_part_that_was_refused_is_told_by_its_name(part: str, name: str) -> None:
    (finding,) = missing_evidence(evidence(**{part: DENIED}))
    assert finding.mentions == {"parts": name}


def test_a_plain_cause_is_told_of_the_host_as_well() -> None:
    (finding,) = unreadable(evidence(products=Gap(0x8033801A)))
    assert finding.kind == finding.behind == kind_of_cause("wmi_unavailable")
