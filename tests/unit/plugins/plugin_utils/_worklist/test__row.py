# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A row of the list: what it shows of itself, and how much a reason may say."""

from __future__ import annotations

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._language._text import Text
from ansible_collections.licenseops.windows.plugins.plugin_utils._worklist._row import Pen, RowState
from ansible_collections.licenseops.windows.tests.unit.plugins.support.worklist import (
    NOW,
    confirmation_digits,
    confirmation_id,
    confirmed,
    row,
)


def test_a_row_shows_nothing_of_what_people_typed_or_added() -> None:
    shown = repr(confirmed(typed=confirmation_digits(2), extra=(("note", confirmation_digits(3)),)))
    for number in (1, 2, 3):
        assert confirmation_digits(number)[:12] not in shown
    assert confirmation_id(1).last_block in shown


@pytest.mark.parametrize(("length", "kept"), [(1999, 1999), (2000, 2000), (2001, 2005), (100_000, 2005)])
def test_of_a_reason_no_cell_holds_beginning_and_end_stay(length: int, kept: int) -> None:
    said = "b" + "x" * (length - 2) + "e"
    written = Pen(NOW).written(Text("{said}", said=said))
    assert (len(written), written[0], written[-1], " ... " in written) == (kept, "b", "e", length > 2000)


@pytest.mark.parametrize(
    ("state", "changes", "has_news"),
    [
        (RowState.NEEDED, {}, False),
        (RowState.NEEDED, {"typed": "12"}, True),
        (RowState.NEEDED, {"confirmation_id": confirmation_id(1)}, True),
        (RowState.CONFIRMED, {"confirmation_id": confirmation_id(1)}, False),
        (RowState.APPLIED, {"typed": "12"}, False),
        (RowState.STALE, {"confirmation_id": confirmation_id(1)}, False),
        (RowState.FAILED, {}, False),
        (RowState.FAILED, {"typed": "12"}, True),
        (RowState.FAILED, {"confirmation_id": confirmation_id(1)}, True),
        (RowState.FAILED, {"confirmation_id": confirmation_id(1), "refused_block": "000000"}, True),
        (
            RowState.FAILED,
            {"confirmation_id": confirmation_id(1), "refused_block": confirmation_id(1).last_block},
            False,
        ),
    ],
)
def test_news_is_what_a_person_typed_and_nobody_looked_at(
    state: RowState, changes: dict[str, object], has_news: bool
) -> None:
    assert row(state=state, **changes).has_news is has_news


@pytest.mark.parametrize("state", list(RowState))
@pytest.mark.parametrize("sent_at", ["", NOW])
def test_a_row_was_sent_while_nobody_knows_what_became_of_it(state: RowState, sent_at: str) -> None:
    assert row(state=state, sent_at=sent_at).was_sent is (state is RowState.CONFIRMED and sent_at != "")


@pytest.mark.parametrize(
    ("changes", "title"),
    [
        ({}, "PC-001 (Windows 11, key ...PKX99)"),
        ({"portal_product": ""}, "PC-001 (Windows(R), Professional edition, key ...PKX99)"),
        (
            {"portal_product": "", "product_name": ""},
            "PC-001 (aaaaaaaa-0000-0000-0000-000000000001, key ...PKX99)",
        ),
    ],
    ids=["as the portal calls it", "as Windows calls it", "by its ID"],
)
def test_a_row_is_named_by_host_product_and_key(changes: dict[str, str], title: str) -> None:
    assert str(row(**changes).title) == title
