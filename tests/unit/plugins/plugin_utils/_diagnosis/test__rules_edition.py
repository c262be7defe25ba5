# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rules about editions: what each finds, word for word, and its neighbour that is none."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._diagnosis import _kinds as kinds
from ansible_collections.licenseops.windows.plugins.plugin_utils._diagnosis._case import Case, cases_of
from ansible_collections.licenseops.windows.plugins.plugin_utils._diagnosis._evidence import NOT_ASKED, Evidence, System
from ansible_collections.licenseops.windows.plugins.plugin_utils._diagnosis._facts import state_fact
from ansible_collections.licenseops.windows.plugins.plugin_utils._diagnosis._finding import (
    Confidence,
    Fact,
    Finding,
    ModuleCall,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._diagnosis._kinds import Kind
from ansible_collections.licenseops.windows.plugins.plugin_utils._diagnosis._rules_edition import (
    ending_evaluation,
    extended_updates,
    firmware_edition,
    firmware_key,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._model import (
    Channel,
    LicenseStatus,
    Product,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._short_name import short_name
from ansible_collections.licenseops.windows.tests.unit.plugins.support.evidence import NOW, clock, evaluation, evidence
from ansible_collections.licenseops.windows.tests.unit.plugins.support.products import (
    OTHER_WINDOWS_ID,
    esu,
    licensed,
    office,
    service,
    windows,
)

CERTAIN, LIKELY, POSSIBLE = Confidence
PRO_KEY = {"has_firmware_key": True, "firmware_key_description": "[4.0] Professional OEM:DM"}


def case_of(product: Product, *others: Product, **parts: Any) -> Case:
    """The product, on a host with others."""
    return cases_of(evidence(product, *others, **parts))[0]


@pytest.mark.parametrize(
    ("product", "days"),
    [
        (evaluation(30, evaluation_end=NOW + timedelta(days=30, seconds=-1)), 29),
        (evaluation(0, evaluation_end=NOW), 0),
        (evaluation(0, evaluation_end=None, grace_minutes=30 * 1440 - 1), 29),
        (evaluation(0, evaluation_end=None, grace_minutes=1), 0),
    ],
)
def test_an_evaluation_that_ends(product: Product, days: int) -> None:
    assert list(ending_evaluation(case_of(product))) == [
        Finding(
            kinds.EVALUATION_ENDING,
            CERTAIN,
            product=product,
            mentions={"product": short_name(product), "days": days, "server_evaluation": "ServerDatacenterEval"},
            facts=(Fact("days_left", {"product": product.title, "days": days}),),
        )
    ]


@pytest.mark.parametrize(
    "product",
    [
        pytest.param(evaluation(30), id="a month is left"),
        pytest.param(evaluation(0, evaluation_end=None, grace_minutes=30 * 1440), id="a month of minutes is left"),
        pytest.param(evaluation(0, evaluation_end=None), id="no end is known"),
        pytest.param(evaluation(3, status=LicenseStatus.NOTIFICATION), id="not licensed"),
        pytest.param(evaluation(3, channel=Channel.RETAIL), id="no evaluation"),
    ],
)
def test_an_evaluation_that_does_not_end(product: Product) -> None:
    assert list(ending_evaluation(case_of(product))) == []


@pytest.mark.parametrize(
    ("family", "kind", "fix"),
    [
        ("Professional", kinds.FIRMWARE_KEY_UNUSED, ModuleCall("win_activation", {"source": "firmware"})),
        ("professional", kinds.FIRMWARE_KEY_UNUSED, ModuleCall("win_activation", {"source": "firmware"})),
        ("Core", kinds.FIRMWARE_KEY_OTHER_EDITION, None),
    ],
)
def test_a_firmware_key_that_is_not_used(family: str, kind: Kind, fix: ModuleCall | None) -> None:
    product = windows(channel=Channel.RETAIL, family=family)
    assert list(firmware_key(case_of(product, service=service(**PRO_KEY)))) == [
        Finding(
            kind,
            LIKELY,
            product=product,
            mentions={"product": short_name(product), "family": family, "firmware": "Professional"},
            facts=(Fact("firmware", {"firmware": "Professional", "family": family}), state_fact(product)),
            fix=fix,
        )
    ]


RETAIL = windows(channel=Channel.RETAIL)


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(case_of(licensed(RETAIL), service=service(**PRO_KEY)), id="licensed"),
        pytest.param(case_of(windows(), service=service(**PRO_KEY)), id="a volume key"),
        pytest.param(case_of(RETAIL), id="no firmware key"),
        pytest.param(case_of(office(channel=Channel.RETAIL), RETAIL, service=service(**PRO_KEY)), id="Office"),
        pytest.param(case_of(office(channel=Channel.RETAIL), service=service(**PRO_KEY)), id="Office alone"),
    ],
)
def test_a_firmware_key_that_is_none_of_our_business(case: Case) -> None:
    assert list(firmware_key(case)) == []


@pytest.mark.parametrize(
    ("parts", "edition"),
    [
        (PRO_KEY, "Professional"),
        ({"has_firmware_key": True, "firmware_key_description": "[4.0] Core oem:DM"}, "Core"),
        ({"has_firmware_key": True, "firmware_key_description": "something else"}, None),
        ({"has_firmware_key": True}, None),
        ({**PRO_KEY, "has_firmware_key": False}, None),
    ],
)
def test_the_edition_of_the_firmware_key(parts: dict[str, Any], edition: str | None) -> None:
    assert firmware_edition(evidence(service=service(**parts))) == edition
    assert firmware_edition(evidence(service=NOT_ASKED)) is None


def on_build(build: int | None) -> dict[str, Any]:
    """A host with that build of Windows, or one that cannot be read."""
    return {"system": System(build=build), "service": service(version="")}


LTSC = {"end": "2029-01-09"}


@pytest.mark.parametrize(
    ("base", "parts", "expected"),
    [
        pytest.param(windows(), on_build(19045), [(kinds.ESU_BASE_NOT_LICENSED, {})], id="not licensed"),
        pytest.param(None, on_build(19045), [(kinds.ESU_BASE_NOT_LICENSED, {})], id="no key, a build that is covered"),
        pytest.param(
            None,
            on_build(22631),
            [(kinds.ESU_NOT_SUPPORTED, {}), (kinds.ESU_BASE_NOT_LICENSED, {})],
            id="no key, a build that is not",
        ),
        pytest.param(licensed(windows()), on_build(22631), [(kinds.ESU_NOT_SUPPORTED, {})], id="not covered"),
        pytest.param(
            licensed(windows(family="EnterpriseS")), on_build(17763), [(kinds.ESU_NOT_SUPPORTED, LTSC)], id="LTSC"
        ),
        pytest.param(
            windows(family="EnterpriseS"),
            on_build(17763),
            [(kinds.ESU_NOT_SUPPORTED, LTSC), (kinds.ESU_BASE_NOT_LICENSED, {})],
            id="both",
        ),
        pytest.param(licensed(windows()), on_build(19045), [], id="covered and licensed"),
        pytest.param(licensed(windows()), on_build(None), [], id="nobody knows the build"),
    ],
)
def test_extended_updates(base: Product | None, parts: dict[str, Any], expected: list[tuple[Kind, Any]]) -> None:
    addon, bases = esu(esu_year=2), [base] if base else []
    build = parts["system"].build
    seen = [
        *([Fact("build", {"build": build, "family": base.family if base else "?"})] if build else []),
        state_fact(base) if base else Fact("no_windows_key"),
        state_fact(addon),
    ]
    assert list(extended_updates(case_of(addon, *bases, **parts))) == [
        Finding(
            kind,
            CERTAIN,
            product=addon,
            mentions={"product": short_name(addon), "year": 2, **more},
            facts=tuple(seen),
        )
        for kind, more in expected
    ]


def test_an_unread_build_is_not_shown() -> None:
    (finding,) = extended_updates(case_of(esu(), windows(), **on_build(None)))
    assert [fact.name for fact in finding.facts] == ["state", "state"]


@pytest.mark.parametrize("product", [windows(), licensed(esu()), office()])
def test_what_is_no_extended_update_or_licensed_needs_none(product: Product) -> None:
    assert list(extended_updates(case_of(product, system=clock(0)))) == []


@pytest.mark.parametrize(
    ("system", "version", "build", "is_off_by_default"),
    [
        (System(build=9599), "10.0.26100.1", 9599, True),
        (System(build=9600), "6.2.9200.1", 9600, False),
        (System(), "6.2.9200.1", 9200, True),
        (NOT_ASKED, "10.0.26100", 26100, False),
        (NOT_ASKED, "10.0", None, False),
        (NOT_ASKED, "10.0.x.1", None, False),
    ],
)
def test_the_build_and_what_depends_on_it(
    system: Any, version: str, build: int | None, is_off_by_default: bool
) -> None:
    seen: Evidence = evidence(system=system, service=service(version=version))
    assert (seen.build, seen.needs_tls12_switched_on) == (build, is_off_by_default)
    assert replace(seen, service=NOT_ASKED, system=NOT_ASKED).build is None


def test_of_two_windows_the_first_one_with_a_key_counts() -> None:
    second = replace(RETAIL, activation_id=OTHER_WINDOWS_ID)
    assert list(firmware_key(case_of(second, RETAIL, service=service(**PRO_KEY))))
    assert list(firmware_key(cases_of(evidence(second, RETAIL, service=service(**PRO_KEY)))[1])) == []
