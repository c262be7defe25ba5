# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rows of Microsoft 365 Apps: never activated, never unlicensed, and no hindrance to anything else."""

from __future__ import annotations

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._errors import PlanError
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._model import Application, Product
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._activation import Activated
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._activation_method import Method
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._activation_steps import Activate
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._key import InstallKey, KeyAbsent, KeyPresent
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._plan import plan
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._state import unmet, untold
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._target import Target
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._wish import Observed
from ansible_collections.licenseops.windows.tests.unit.plugins.support.licence_rows import (
    GRACE,
    LEFTOVERS,
    SUBSCRIBED,
    row_named,
)
from ansible_collections.licenseops.windows.tests.unit.plugins.support.products import (
    OFFICE_ID,
    key,
    licensed,
    office,
    windows,
)

OFFICE, WINDOWS, ALL = Target(Application.OFFICE), Target(Application.WINDOWS), Target()
ROWS = tuple(map(row_named, LEFTOVERS))
KEY = key("TNTTT-TTTTT-TTTTT-TTTTT-DXX36")


def test_only_the_volume_product_is_activated() -> None:
    (step,) = plan(Observed((office(), *ROWS)), Activated(OFFICE))
    assert isinstance(step, Activate)
    assert step.target == Target(Application.OFFICE, OFFICE_ID)


def test_a_licensed_volume_product_beside_them_needs_nothing() -> None:
    assert plan(Observed((licensed(office()), *ROWS)), Activated(OFFICE)) == ()


@pytest.mark.parametrize("target", [OFFICE, Target(activation_id=ROWS[0].activation_id)], ids=["Office", "by its ID"])
@pytest.mark.parametrize("method", [Method.AUTO, Method.ONLINE, Method.OFFLINE])
def test_nothing_but_them_is_one_sentence(target: Target, method: Method) -> None:
    with pytest.raises(PlanError, match="rows of Microsoft 365 Apps only, which are activated by signing in") as caught:
        plan(Observed(ROWS[:1]), Activated(target, method=method))
    assert str(caught.value).endswith("with an account that has a licence. Nothing was sent.")


def test_a_volume_key_may_be_installed_beside_them() -> None:
    steps = plan(Observed((licensed(windows()), *ROWS)), Activated(OFFICE, KEY))
    assert [type(step) for step in steps] == [InstallKey, Activate]


@pytest.mark.parametrize("target", [OFFICE, Target(activation_id=row_named(SUBSCRIBED).activation_id)])
def test_a_licensed_subscription_comes_back_by_signing_in_so_a_key_may_take_its_place(target: Target) -> None:
    (step,) = plan(Observed((row_named(SUBSCRIBED),)), KeyPresent(KEY, target))
    assert isinstance(step, InstallKey)


def test_keys_they_left_behind_can_be_taken_away() -> None:
    assert len(plan(Observed((office(), *ROWS)), KeyAbsent(OFFICE))) == 1 + len(ROWS)


@pytest.mark.parametrize(
    ("target", "products", "is_licensed"),
    [
        (OFFICE, (licensed(office()), *ROWS), True),
        (OFFICE, (office(), *ROWS), False),
        (OFFICE, ROWS, None),
        (Target(activation_id=row_named(GRACE).activation_id), ROWS[:1], None),
        (ALL, (licensed(windows()), *ROWS), True),
        (ALL, (licensed(windows()), office(), *ROWS), False),
        (WINDOWS, (licensed(windows()), *ROWS), True),
        (WINDOWS, ROWS, False),
        (OFFICE, (), False),
    ],
)
def test_they_count_neither_as_licensed_nor_as_unlicensed(
    target: Target, products: tuple[Product, ...], is_licensed: bool | None
) -> None:
    observed = Observed(products)
    assert target.is_licensed(products) is is_licensed
    assert (unmet(target, observed, 0) is None) == (is_licensed is not False)
    assert (untold(target, observed) is not None) == (is_licensed is None)
