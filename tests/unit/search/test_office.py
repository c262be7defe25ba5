# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tasks about products of Office, one after the other: no sequence of them asks for a change of anything of Windows.

That is looked at in every request, in ``wire``: no key of Windows changes, no method is sent to one of its rows, no
setting to the service, nothing licensed is activated, no key is taken away.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._office_activation import OfficeActivated
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._wish import Wish as Desired
from ansible_collections.licenseops.windows.plugins.plugin_utils._result._office_activation import render_office
from tests.simulator.model.state import Licence

from .effort import SEARCH
from .lab import Lab, Report, new_host
from .office_space import OfficeWish, activations, office_situations, office_wishes
from .space import Deed, Wish, accidents, faults
from .test_foresight import NOW, by_key, differences

_WINDOWS = "55c92734-d682-4d71-983e-d6ec3f16059f"


@dataclass
class OfficeLab(Lab):
    """A lab for tasks that are given as the planner has them."""

    def _desire(self, wish: Wish) -> Desired:
        assert isinstance(wish, OfficeWish) and wish.desired is not None
        return wish.desired


def windows_rows(lab: Lab) -> list[tuple[Any, ...]]:
    """All that a task about Office must leave as it is: rows of Windows and the settings of the service."""
    state = lab.host.machine.state
    rows: list[Licence] = [item for item in state.licences.values() if item.sku.application == _WINDOWS]
    told = [(item.sku.activation_id, item.key, item.is_licensed, repr(item.kms)) for item in rows]
    return [*told, (repr(state.service.kms), state.service.host_caching)]


def _alone(products: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows whose key no other row has; those of grace share one."""
    ends = Counter(product["partial_product_key"] for product in products)
    return [product for product in products if ends[product["partial_product_key"]] == 1]


def office_of(report: Report) -> dict[str, Any]:
    """The result of a task about products."""
    assert report.outcome is not None
    wish = report.outcome.wish
    assert isinstance(wish, OfficeActivated)
    return render_office(wish, report.outcome, NOW)


@settings(SEARCH, max_examples=3 * SEARCH.max_examples)
@given(
    office_situations(),
    st.lists(office_wishes(), min_size=1, max_size=3),
    st.lists(faults(), max_size=2),
    st.lists(accidents(), max_size=1),
)
def test_no_sequence_of_tasks_about_office_touches_windows(
    situation: dict[str, Any], wishes: list[OfficeWish], trouble: list[dict[str, Any]], meanwhile: list[Deed]
) -> None:
    lab = OfficeLab(new_host(situation))
    before = windows_rows(lab)
    for fault in trouble:
        lab.arm(fault)
    for wish in wishes:
        lab.run(wish, meanwhile)
        lab.require_sound()
        lab.restart_service()
    lab.end_trouble()
    for wish in wishes:
        lab.run(wish)
        lab.require_sound()
    assert windows_rows(lab) == before


@settings(SEARCH, max_examples=3 * SEARCH.max_examples)
@given(office_situations(), activations())
def test_a_second_task_changes_nothing_of_what_is_licensed(situation: dict[str, Any], desired: OfficeActivated) -> None:
    lab = OfficeLab(new_host(situation | {"durations": {}}))
    wish = OfficeWish("office", application="office", desired=desired)
    first = lab.run(wish)
    again = lab.run(wish)
    lab.require_sound()
    if first.outcome is None:
        return
    if first.error is None:
        assert (again.error, again.mutating) == (None, 0)
    settled = {entry["office_product"] for entry in office_of(first)["office"] if not entry["failed"]}
    changed = {entry["office_product"] for entry in office_of(again)["office"] if entry["changed"]}
    assert not settled & changed


@settings(SEARCH, max_examples=3 * SEARCH.max_examples)
@given(office_situations(), activations())
def test_what_is_foreseen_of_office_comes_about(situation: dict[str, Any], desired: OfficeActivated) -> None:
    lab = OfficeLab(new_host(situation | {"durations": {}}))
    wish = OfficeWish("office", application="office", desired=desired)
    dry = lab.run(wish, is_dry=True)
    assert dry.mutating == 0
    real = lab.run(wish)
    if dry.error is not None:
        assert real.error is not None
    if dry.outcome is None or real.error is not None or dry.error is not None:
        return
    foreseen, actual = office_of(dry), office_of(real)
    assert foreseen["steps"] == actual["steps"]
    wrong = differences(foreseen["licensed"], actual["licensed"], "licensed")
    for ahead, after in zip(foreseen["office"], actual["office"], strict=True):
        wrong += differences(ahead, after, str(ahead["office_product"]))
    rows, found = by_key(_alone(foreseen["after"])), by_key(_alone(actual["after"]))
    wrong += [line for key in rows.keys() & found.keys() for line in differences(rows[key], found[key], key)]
    assert not wrong
