# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rules about the dates of Windows: what is found on which day, by dates written from Microsoft's pages."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._diagnosis._diagnose import diagnose
from ansible_collections.licenseops.windows.plugins.plugin_utils._diagnosis._evidence import Evidence, Gap, System
from ansible_collections.licenseops.windows.plugins.plugin_utils._diagnosis._finding import Finding, Mention
from ansible_collections.licenseops.windows.plugins.plugin_utils._diagnosis._questions import Question, next_question
from ansible_collections.licenseops.windows.plugins.plugin_utils._diagnosis._rules_support import (
    old_revision,
    support_of_windows,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._model import Application, Product
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._subscription import (
    Subscription,
    SubscriptionState,
)
from ansible_collections.licenseops.windows.tests.unit.plugins.support.evidence import evidence
from ansible_collections.licenseops.windows.tests.unit.plugins.support.products import esu, licensed, windows

PRO, SERVER = licensed(windows()), licensed(windows(family="ServerStandard"))
LTSC = licensed(windows(family="EnterpriseS"))
LIFTED = Subscription(SubscriptionState.ACTIVE, 0, "Enterprise")
YEAR_1 = {"next": 1, "begins": "2025-10-15"}


def on(day: str, build: int, *products: Product, **parts: Any) -> Evidence:
    """A host on a day, at noon."""
    noon = datetime.fromisoformat(f"{day}T12:00").replace(tzinfo=timezone.utc)
    return evidence(*products, system=System(local_time=noon, clock_offset=0, build=build), **parts)


def year(number: int) -> Product:
    """The add-on of a year, licensed."""
    return licensed(esu(activation_id=f"year {number}", esu_year=number))


def told(findings: list[Finding]) -> list[tuple[str, dict[str, Mention]]]:
    """Ids, and what is mentioned besides the product."""
    return [(item.id, {name: value for name, value in item.mentions.items() if name != "product"}) for item in findings]


@pytest.mark.parametrize(
    ("seen", "expected"),
    [
        pytest.param(on("2025-07-15", 19045, PRO), [], id="92 days before the end"),
        pytest.param(
            on("2025-07-16", 19045, PRO),
            [("support_ending", {"end": "2025-10-14", "days": 90, **YEAR_1})],
            id="90 days before",
        ),
        pytest.param(
            on("2025-10-14", 19045, PRO),
            [("support_ending", {"end": "2025-10-14", "days": 0, **YEAR_1})],
            id="on its last day",
        ),
        pytest.param(
            on("2025-10-15", 19045, PRO), [("support_ended", {"end": "2025-10-14", "year": 1})], id="the day after"
        ),
        pytest.param(
            on("2025-10-15", 19045, licensed(windows(family="Core"))),
            [("support_ended", {"end": "2025-10-14", "unsold": "Windows 10, version 22H2"})],
            id="no year is advised for Home",
        ),
        pytest.param(on("2025-10-15", 19045, licensed(windows(family="Core")), year(1)), [], id="Home that has one"),
        pytest.param(on("2025-10-15", 19045, PRO, year(1)), [], id="the day after, with its first year"),
        pytest.param(
            on("2026-07-15", 19045, PRO, year(1)),
            [("esu_year_ending", {"end": "2026-10-13", "days": 90, "year": 1, "next": 2, "begins": "2026-10-14"})],
            id="the first year ends, and there is another",
        ),
        pytest.param(on("2026-07-15", 19045, PRO, year(1), year(2)), [], id="the first year ends, the second is there"),
        pytest.param(on("2025-10-14", 19045, PRO, year(1)), [], id="on its last day, with the first year ahead"),
        pytest.param(
            on("2026-10-14", 19045, PRO, year(1)),
            [("esu_year_ended", {"end": "2025-10-14", "year": 1, "next": 2})],
            id="the first year is over",
        ),
        pytest.param(on("2026-07-15", 19045, PRO, year(1), year(2)), [], id="the first year ends, and there it is"),
        pytest.param(
            on("2026-07-15", 19045, PRO, year(1), esu(activation_id="year 2", esu_year=2)),
            [],
            id="the first year ends, and the second has its key",
        ),
        pytest.param(on("2025-10-14", 19045, PRO, year(1)), [], id="support ends, and the first year is there"),
        pytest.param(
            on("2026-07-15", 19045, PRO, year(1), year(3)),
            [("esu_year_ending", {"end": "2026-10-13", "days": 90, "year": 1, "next": 2, "begins": "2026-10-14"})],
            id="the first year ends, and only the third is there",
        ),
        pytest.param(on("2026-12-01", 26100, PRO, subscription=LIFTED), [], id="24H2 that a subscription lifts"),
        pytest.param(
            on("2026-12-01", 26100, licensed(windows(family="Core")), subscription=LIFTED),
            [("release_out_of_service", {"end": "2026-10-13"})],
            id="Home is not lifted",
        ),
        pytest.param(
            on("2026-12-01", 26100, PRO, subscription=Subscription(SubscriptionState.EXPIRED, 0)),
            [("release_out_of_service", {"end": "2026-10-13"})],
            id="24H2 whose subscription is over",
        ),
        pytest.param(
            on("2026-12-01", 26100, PRO, subscription=Gap(5, "denied")),
            [("release_out_of_service", {"end": "2026-10-13"})],
            id="24H2 whose subscription is not known",
        ),
        pytest.param(on("2026-10-14", 19045, PRO, year(1), year(2)), [], id="the second is licensed"),
        pytest.param(
            on("2026-10-14", 19045, PRO, year(1), esu(activation_id="year 2", esu_year=2)),
            [],
            id="the second has its key, and findings of its own",
        ),
        pytest.param(
            on("2028-09-01", 19045, PRO, year(3)),
            [("esu_year_ending", {"end": "2028-10-10", "days": 39, "year": 3, "last": 3})],
            id="the last year ends",
        ),
        pytest.param(
            on("2028-10-11", 19045, PRO, year(3)),
            [("support_ended", {"end": "2025-10-14", "unsold": "Windows 10, version 22H2"})],
            id="the last year is over",
        ),
        pytest.param(
            on("2026-12-01", 22631, PRO), [("release_out_of_service", {"end": "2025-11-11"})], id="an old Windows 11"
        ),
        pytest.param(
            on("2026-12-01", 19044, PRO), [("release_out_of_service", {"end": "2023-06-13"})], id="an old Windows 10"
        ),
        pytest.param(on("2026-12-01", 19044, LTSC), [("support_ending", {"end": "2027-01-12", "days": 42})], id="LTSC"),
        pytest.param(
            on("2026-12-01", 9600, SERVER),
            [("support_ended", {"end": "2023-10-10", "unsold": "Windows Server 2012 R2"})],
            id="no year of it is sold any more",
        ),
        pytest.param(on("2026-12-01", 26100, SERVER), [], id="a new server"),
        pytest.param(on("2026-12-01", 19045, windows()), [], id="what is not licensed has other worries"),
        pytest.param(on("2026-12-01", 19045, PRO, application=Application.OFFICE), [], id="only Office is meant"),
        pytest.param(on("2026-12-01", 12345, PRO), [], id="a build nobody knows"),
        pytest.param(evidence(PRO, system=Gap(5, "denied")), [], id="the build is not known"),
    ],
)
def test_what_is_found_on_a_day(seen: Evidence, expected: list[tuple[str, dict[str, Mention]]]) -> None:
    assert told(list(support_of_windows(seen))) == expected


@pytest.mark.parametrize(
    ("seen", "expected"),
    [
        pytest.param(
            on("2026-12-01", 19045, PRO, revision=6455),
            [("esu_baseline_missing", {"revision": "19045.6455", "least": "19045.6456"})],
            id="one too old",
        ),
        pytest.param(on("2026-12-01", 19045, PRO, revision=6456), [], id="just old enough"),
        pytest.param(on("2025-10-14", 19045, PRO, revision=1), [], id="still supported"),
        pytest.param(on("2026-12-01", 19045, PRO, year(2), revision=1), [], id="licensed"),
        pytest.param(on("2026-12-01", 9600, SERVER, revision=1), [], id="no least revision is known"),
        pytest.param(on("2026-12-01", 19045, PRO, revision=None), [], id="the registry does not say"),
        pytest.param(on("2026-12-01", 19045, PRO, revision=Gap(5, "denied")), [], id="refused"),
    ],
)
def test_a_revision_that_is_too_old(seen: Evidence, expected: list[tuple[str, dict[str, Mention]]]) -> None:
    assert told(list(old_revision(seen))) == expected


def test_an_old_revision_comes_beside_the_end_of_support() -> None:
    found = diagnose(on("2026-12-01", 19045, PRO, revision=1))
    assert [item.id for item in found] == ["esu_baseline_missing", "support_ended"]


@pytest.mark.parametrize(
    ("seen", "is_asked"),
    [
        (on("2026-12-01", 19045, PRO), True),
        (on("2026-12-01", 19045, PRO, year(2)), False),
        (on("2025-10-14", 19045, PRO), False),
        (on("2026-12-01", 19045, windows()), False),
        (on("2026-12-01", 9600, SERVER), False),
        (on("2026-12-01", 19045, PRO, application=Application.OFFICE), False),
    ],
)
def test_the_revision_is_asked_for_where_it_matters(seen: Evidence, is_asked: bool) -> None:
    asked: set[Question] = set()
    while question := next_question(seen, frozenset(asked), 0, 20):
        asked.add(question)
    assert (Question.REVISION in asked) is is_asked


@pytest.mark.parametrize(
    ("seen", "is_asked"),
    [
        pytest.param(on("2026-07-14", 26100, PRO), False, id="91 days before Pro ends"),
        pytest.param(on("2026-07-15", 26100, PRO), True, id="90 days before"),
        pytest.param(on("2027-10-12", 26100, PRO), True, id="the last day of Enterprise"),
        pytest.param(on("2027-10-13", 26100, PRO), False, id="the day after"),
        pytest.param(on("2026-12-01", 26100, licensed(windows(family="Core"))), False, id="Home"),
        pytest.param(on("2026-12-01", 26100, licensed(windows(family="Enterprise"))), False, id="Enterprise by itself"),
        pytest.param(on("2026-12-01", 26100, windows()), False, id="not licensed"),
        pytest.param(on("2026-12-01", 19045, PRO), False, id="both ended on one day"),
        pytest.param(on("2026-12-01", 26100, SERVER), False, id="a server"),
    ],
)
def test_a_subscription_is_asked_for_where_it_may_matter(seen: Evidence, is_asked: bool) -> None:
    asked: set[Question] = set()
    while question := next_question(seen, frozenset(asked), 0, 20):
        asked.add(question)
    assert (Question.SUBSCRIPTION in asked) is is_asked
