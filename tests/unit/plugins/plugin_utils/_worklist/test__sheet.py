# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Two lines of one product become one, which knows what either knew."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._worklist._columns import WorklistError
from ansible_collections.licenseops.windows.plugins.plugin_utils._worklist._row import ListRow, RowState
from ansible_collections.licenseops.windows.plugins.plugin_utils._worklist._sheet import unique
from ansible_collections.licenseops.windows.tests.unit.plugins.support.worklist import (
    LATER,
    NOW,
    applied,
    confirmation_id,
    confirmed,
    row,
)

BLOCK = confirmation_id(1).last_block
STALE = confirmed(state=RowState.STALE)
FAILED = confirmed(state=RowState.FAILED, refused_block=BLOCK)
SENT = confirmed(sent_at=NOW)


def joined(one: ListRow, other: ListRow) -> ListRow:
    """What the two become, in whichever order they stand."""
    (left,), (right,) = unique((one, other)), unique((other, one))
    assert replace(left, extra=()) == replace(right, extra=())
    assert set(left.extra) == set(right.extra)
    return left


@pytest.mark.parametrize(
    ("less", "more"),
    [(row(), confirmed()), (confirmed(), SENT), (SENT, FAILED), (FAILED, STALE), (STALE, applied())],
    ids=lambda item: item.state.value,
)
def test_what_is_further_on_counts(less: ListRow, more: ListRow) -> None:
    assert joined(replace(less, collected_at=LATER), more).state is more.state
    assert joined(replace(less, collected_at=LATER), more).collected_at == NOW


def test_of_two_that_are_as_far_the_one_with_a_confirmation_id_counts() -> None:
    typed = row(confirmation_id=confirmation_id(1))
    assert joined(row(collected_at=LATER), typed) == typed


@pytest.mark.parametrize(
    ("less", "more", "both"),
    [
        (row(typed="12"), row(), row(typed="12")),
        (row(host=""), row(), row()),
        (row(reason="by hand"), row(), row(reason="by hand")),
        (row(reason="by hand"), confirmed(), confirmed()),
        (confirmed(reason="by hand"), applied(), applied()),
        (confirmed(), applied(confirmation_id=None, confirmed_at=""), applied()),
        (confirmed(sent_at=NOW), applied(), applied(sent_at=NOW)),
        (replace(FAILED, refused_block=""), FAILED, FAILED),
        (FAILED, STALE, replace(STALE, refused_block=BLOCK)),
        (applied(applied_at=""), applied(), applied()),
    ],
    ids=["typed", "host", "reason", "reason of another state", "reason of an earlier state", "confirmation", "sent",
         "refused", "refused once", "applied"],
)  # fmt: skip
def test_what_only_one_knows_is_kept(less: ListRow, more: ListRow, both: ListRow) -> None:
    assert joined(less, more) == both


@pytest.mark.parametrize(
    ("one", "other", "kept"),
    [
        ((("a", "1"),), (("b", "2"),), {("a", "1"), ("b", "2")}),
        ((("a", ""),), (("a", "2"),), {("a", "2")}),
        ((("a", None),), (("a", 2),), {("a", 2)}),
        ((("a", "1"), ("a", "")), (("a", ""), ("a", "2")), {("a", "1"), ("a", "2")}),
        ((("a", "1"),), (("a", "1"),), {("a", "1")}),
    ],
    ids=["other columns", "an empty cell", "null", "columns of one name", "the same"],
)
def test_what_people_added_to_either_is_kept(
    one: tuple[tuple[str, object], ...], other: tuple[tuple[str, object], ...], kept: set[tuple[str, object]]
) -> None:
    assert set(joined(row(extra=one), row(extra=other)).extra) == kept


@pytest.mark.parametrize(("one", "other"), [("1", "2"), (1, True), (1, "1"), ([], {})], ids=repr)
def test_values_that_contradict_each_other_are_refused(one: object, other: object) -> None:
    with pytest.raises(WorklistError, match="with different texts in the column 'a'"):
        unique((row(extra=(("a", one),)), row(extra=(("a", other),))))


def test_rows_of_different_products_stay_apart_and_in_order() -> None:
    rows = (row(2), row(1), row(1, partial_product_key="WXF48"), row(3))
    assert unique(rows) == rows
