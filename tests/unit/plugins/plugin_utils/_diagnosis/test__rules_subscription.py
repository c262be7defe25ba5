# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rules about subscriptions: what stands in the way, and hosts that have none."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._diagnosis._evidence import NOT_ASKED, Evidence, Gap
from ansible_collections.licenseops.windows.plugins.plugin_utils._diagnosis._finding import Finding
from ansible_collections.licenseops.windows.plugins.plugin_utils._diagnosis._kinds import Severity
from ansible_collections.licenseops.windows.plugins.plugin_utils._diagnosis._questions import Question, next_question
from ansible_collections.licenseops.windows.plugins.plugin_utils._diagnosis._rules_subscription import (
    subscription_findings,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._model import (
    ActivatedBy,
    Application,
    Channel,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._subscription import (
    Subscription,
    SubscriptionState,
    activated_by,
)
from ansible_collections.licenseops.windows.tests.unit.plugins.support.evidence import evidence
from ansible_collections.licenseops.windows.tests.unit.plugins.support.products import licensed, office, windows

State = SubscriptionState
PRO, HOME = licensed(windows()), licensed(windows(family="CoreSingleLanguage"))
WAITING = Subscription(State.NOT_ACTIVE, 0, "Enterprise")


def of(state: SubscriptionState, type_number: int | None = 0) -> Subscription:
    """A subscription to Enterprise."""
    return Subscription(state, type_number, "Enterprise")


def host(base: Any, subscription: Any, **parts: Any) -> Evidence:
    """A host of which this was read."""
    return evidence(base, subscription=subscription, **parts)


@pytest.mark.parametrize(
    ("seen", "expected"),
    [
        pytest.param(host(HOME, WAITING), ("subscription_on_home", Severity.WARNING), id="Home"),
        pytest.param(host(HOME, of(State.EXPIRED)), ("subscription_on_home", Severity.WARNING), id="Home, and over"),
        pytest.param(
            host(PRO, of(State.EXPIRED)), ("subscription_over", Severity.WARNING), id="over, licensed by itself"
        ),
        pytest.param(host(windows(), of(State.DISABLED)), ("subscription_over", Severity.CRITICAL), id="over"),
        pytest.param(
            host(PRO, WAITING, is_entra_joined=False), ("subscription_not_joined", Severity.WARNING), id="not joined"
        ),
        pytest.param(
            host(windows(), WAITING, is_entra_joined=False),
            ("subscription_not_joined", Severity.WARNING),
            id="nor licensed",
        ),
        pytest.param(
            host(windows(), WAITING, is_entra_joined=True),
            ("subscription_base_not_licensed", Severity.WARNING),
            id="the base is not licensed",
        ),
        pytest.param(
            host(windows(), WAITING, is_entra_joined=Gap(5, "denied")),
            ("subscription_base_not_licensed", Severity.WARNING),
            id="whether it is joined cannot be read",
        ),
    ],
)
def test_what_stands_in_the_way(seen: Evidence, expected: tuple[str, Severity]) -> None:
    found: list[Finding] = list(subscription_findings(seen))
    assert [(item.id, item.severity) for item in found] == [expected]


@pytest.mark.parametrize(
    "seen",
    [
        pytest.param(host(PRO, WAITING, is_entra_joined=True), id="nobody has signed in yet"),
        pytest.param(host(PRO, of(State.ACTIVE)), id="active"),
        pytest.param(host(HOME, of(State.NOT_INSTALLED, 120)), id="not installed"),
        pytest.param(host(HOME, of(State.NOT_ACTIVE, 120)), id="of no type"),
        pytest.param(host(HOME, of(State.UNKNOWN)), id="a state nobody knows"),
        pytest.param(host(HOME, None), id="a Windows without"),
        pytest.param(host(HOME, NOT_ASKED), id="not asked"),
        pytest.param(host(HOME, Gap(5, "denied")), id="refused"),
        pytest.param(host(office(), WAITING), id="no key of Windows"),
        pytest.param(host(HOME, WAITING, application=Application.OFFICE), id="only Office is meant"),
    ],
)
def test_what_is_no_finding(seen: Evidence) -> None:
    assert not list(subscription_findings(seen))


def asked(seen: Evidence, limit: int) -> set[Question]:
    """All that is asked with so many requests."""
    found: set[Question] = set()
    while question := next_question(seen, frozenset(found), 0, limit):
        found.add(question)
    return found


def test_it_is_asked_for_where_a_row_shows_one_and_where_all_is_read() -> None:
    row = licensed(windows(channel=Channel.SUBSCRIPTION, family="Enterprise"))
    assert Question.SUBSCRIPTION in asked(evidence(row), 20)
    assert Question.SUBSCRIPTION not in asked(evidence(PRO), 20)
    assert Question.SUBSCRIPTION in asked(evidence(PRO), 40)


def test_the_join_is_asked_for_only_where_a_subscription_is_expected() -> None:
    assert Question.ENTRA_JOIN in asked(host(PRO, WAITING), 20)
    assert Question.ENTRA_JOIN not in asked(host(PRO, of(State.ACTIVE)), 20)


@pytest.mark.parametrize(
    ("product", "subscription", "expected"),
    [
        (PRO, of(State.ACTIVE), ActivatedBy.SUBSCRIPTION),
        (PRO, of(State.EXPIRED), PRO.activated_by),
        (PRO, None, PRO.activated_by),
        (windows(), of(State.ACTIVE), ActivatedBy.NONE),
        (licensed(office()), of(State.ACTIVE), licensed(office()).activated_by),
    ],
)
def test_what_licenses_windows(product: Any, subscription: Subscription | None, expected: ActivatedBy) -> None:
    assert activated_by(product, subscription) is expected
