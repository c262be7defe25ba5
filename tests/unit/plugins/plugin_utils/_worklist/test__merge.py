# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What happens to a list when a host is collected, or its Confirmation ID applied or refused."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._language._text import Language, Text
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._errors import HostRefused
from ansible_collections.licenseops.windows.plugins.plugin_utils._worklist._merge import (
    collect,
    mark_applied,
    mark_refused,
    mark_sent,
    row_with,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._worklist._row import ListRow, Pen, RowState
from ansible_collections.licenseops.windows.tests.unit.plugins.support.worklist import (
    LATER,
    NOW,
    applied,
    candidate,
    confirmation_id,
    confirmed,
    installation_id,
    row,
    uuid,
)

FAILED = confirmed(state=RowState.FAILED, reason="No.", refused_block=confirmation_id(1).last_block)
OTHER_ID = installation_id(500)


def states(rows: tuple[ListRow, ...]) -> list[tuple[str, str]]:
    """The first block of every Installation ID and the state of its row."""
    return sorted((item.installation_id, item.state.value) for item in rows)


def moved(of: ListRow, **changes: object) -> ListRow:
    """The same product of the same host with another Installation ID."""
    return replace(of, installation_id=OTHER_ID, **changes)  # type: ignore[arg-type] # any field


@pytest.mark.parametrize(
    "before", [row(), confirmed(), FAILED, confirmed(typed="12")], ids=lambda item: item.state.value
)
def test_a_row_that_is_there_stays_as_it_is(before: ListRow) -> None:
    assert collect((before,), [candidate(before)], Pen(LATER)) == (before,)


def test_a_product_without_a_row_is_needed_from_now_on() -> None:
    (entered,) = collect((), [candidate(row())], Pen(NOW))
    assert entered == row()


def test_rows_the_portal_asks_for_together_stand_together() -> None:
    office = row(1, application="office", portal_product="Office LTSC 2024", activation_id=uuid(9).lower())
    rows: tuple[ListRow, ...] = ()
    for item in (row(2), office, row(3), row(1)):
        rows = collect(rows, [candidate(item)], Pen(NOW))
    assert [(item.portal_product, item.host) for item in rows] == [
        ("Office LTSC 2024", "PC-001"),
        ("Windows 11", "PC-001"),
        ("Windows 11", "PC-002"),
        ("Windows 11", "PC-003"),
    ]


@pytest.mark.parametrize(
    "before", [row(), confirmed(), FAILED, row(state=RowState.STALE)], ids=lambda item: item.state.value
)
def test_what_is_licensed_without_us_is_applied_with_a_reason(before: ListRow) -> None:
    (after,) = collect((before,), [candidate(before, is_licensed=True)], Pen(LATER))
    assert (after.state, after.applied_at, bool(after.reason)) == (RowState.APPLIED, LATER, True)
    assert after.confirmation_id == before.confirmation_id
    assert collect((after,), [candidate(before, is_licensed=True)], Pen("later still")) == (after,)


def test_what_was_sent_by_a_run_that_was_killed_is_applied_without_further_words() -> None:
    sent = mark_sent((confirmed(),), confirmed().key, Pen(NOW))
    assert sent[0].was_sent
    (after,) = collect(sent, [candidate(sent[0], is_licensed=True)], Pen(LATER))
    assert (after.state, after.reason) == (RowState.APPLIED, "")


def test_a_licensed_product_without_a_row_gets_none() -> None:
    assert collect((), [candidate(row(), is_licensed=True)], Pen(NOW)) == ()


def test_a_licensed_product_with_another_id_by_now_settles_its_open_row() -> None:
    (after,) = collect((confirmed(),), [candidate(moved(row()), is_licensed=True)], Pen(LATER))
    assert (after.state, after.installation_id) == (RowState.APPLIED, row().installation_id)


@pytest.mark.parametrize(
    "other",
    [
        confirmed(2),
        confirmed(host="CLONE"),
        confirmed(activation_id=uuid(9).lower()),
        confirmed(partial_product_key="WXF48"),
        confirmed(state=RowState.STALE),
        applied(),
    ],
    ids=["another host's", "a clone's", "another product's", "another key's", "stale", "applied"],
)
def test_a_licensed_product_with_another_id_by_now_leaves_other_rows_alone(other: ListRow) -> None:
    assert collect((other,), [candidate(moved(row()), is_licensed=True)], Pen(LATER)) == (other,)


@pytest.mark.parametrize("before", [row(), confirmed(), FAILED], ids=lambda item: item.state.value)
def test_another_installation_id_makes_the_row_stale_and_a_new_one_needed(before: ListRow) -> None:
    rows = collect((before,), [candidate(moved(before))], Pen(LATER))
    old, new = row_with(rows, before.key), row_with(rows, moved(before).key)
    assert old is not None
    assert new is not None
    assert (old.state, old.reason) == (RowState.STALE, f"Since {LATER} the host has another Installation ID.")
    assert old.confirmation_id == before.confirmation_id
    assert (new.state, new.confirmation_id, new.collected_at) == (RowState.NEEDED, None, LATER)


def test_another_key_makes_the_row_stale_and_names_the_key() -> None:
    rows = collect((confirmed(),), [candidate(moved(row(), partial_product_key="WXF48"))], Pen(LATER))
    old = row_with(rows, confirmed().key)
    assert old is not None
    assert old.reason == f"Since {LATER} the host has another product key, ...WXF48."


def test_an_installation_id_that_comes_back_is_taken_up_again() -> None:
    rows = collect((confirmed(),), [candidate(moved(row()))], Pen(NOW))
    rows = collect(rows, [candidate(row())], Pen(LATER))
    back = row_with(rows, row().key)
    assert back is not None
    assert (back.state, back.confirmation_id) == (RowState.CONFIRMED, confirmation_id(1))


def test_after_a_new_installation_with_the_same_id_the_kept_confirmation_id_is_used() -> None:
    (after,) = collect((applied(),), [candidate(applied())], Pen(LATER))
    assert (after.state, after.confirmation_id, after.confirmed_at) == (RowState.CONFIRMED, confirmation_id(1), NOW)
    assert not after.has_news
    assert not after.was_sent


def test_a_row_applied_without_a_confirmation_id_is_needed_when_the_licence_is_gone() -> None:
    (after,) = collect((applied(confirmation_id=None),), [candidate(row())], Pen(LATER))
    assert after.state is RowState.NEEDED


def test_after_a_new_installation_with_another_id_the_kept_one_is_tried_once() -> None:
    rows = collect((applied(),), [candidate(moved(row()))], Pen(LATER))
    assert states(rows) == sorted([(row().installation_id, "applied"), (OTHER_ID, "confirmed")])
    new = row_with(rows, moved(row()).key)
    assert new is not None
    assert new.confirmation_id == confirmation_id(1)
    refused = mark_refused(mark_sent(rows, new.key, Pen(LATER)), new.key, Text("0xC004F031: No."), Pen(LATER))
    assert states(refused) == sorted([(row().installation_id, "stale"), (OTHER_ID, "needed")])
    given_up = row_with(refused, new.key)
    assert given_up is not None
    assert given_up.confirmation_id is None
    assert (given_up.confirmed_at, given_up.sent_at) == ("", "")
    assert given_up.refused_block == confirmation_id(1).last_block
    assert "0xC004F031" in given_up.reason
    assert collect(refused, [candidate(moved(row()))], Pen("later still")) == refused


def test_a_kept_confirmation_id_that_works_leaves_one_applied_row() -> None:
    rows = collect((applied(),), [candidate(moved(row()))], Pen(LATER))
    rows = mark_applied(rows, moved(row()).key, Pen(LATER))
    assert states(rows) == sorted([(row().installation_id, "stale"), (OTHER_ID, "applied")])


def test_of_several_kept_confirmation_ids_the_last_that_worked_is_tried() -> None:
    old = applied(applied_at="2025-01-01 00:00 UTC")
    newer = applied(confirmation_id=confirmation_id(7), installation_id=installation_id(8), applied_at=LATER)
    rows = collect((newer, old), [candidate(moved(row()))], Pen(LATER))
    new = row_with(rows, moved(row()).key)
    assert new is not None
    assert new.confirmation_id == confirmation_id(7)


def test_a_refused_confirmation_id_fails_with_its_reason_until_there_is_another() -> None:
    (after,) = mark_refused((confirmed(),), confirmed().key, Text("0xC004F031: No."), Pen(LATER))
    assert after.state is RowState.FAILED
    assert after.reason.startswith("0xC004F031: No.")
    assert not after.has_news
    assert replace(after, confirmation_id=confirmation_id(2)).has_news


def test_one_that_was_brought_for_a_new_installation_is_not_taken_for_a_kept_one() -> None:
    new = confirmed(installation_id=OTHER_ID, confirmation_id=confirmation_id(7))
    rows = mark_refused((applied(), new), new.key, Text("No."), Pen(LATER))
    assert states(rows) == sorted([(row().installation_id, "applied"), (OTHER_ID, "failed")])


def test_the_reason_of_a_failure_shows_one_block_at_most() -> None:
    (after,) = mark_refused((confirmed(),), confirmed().key, Text("No."), Pen(LATER))
    assert confirmation_id(1).last_block in after.reason
    assert confirmation_id(1).reveal()[-12:] not in after.reason


def test_a_renamed_host_takes_all_its_rows_along() -> None:
    office = row(1, application="office", activation_id=uuid(9).lower(), installation_id=installation_id(9))
    rows = collect((confirmed(), office, row(2)), [candidate(replace(row(), host="NEW"))], Pen(NOW))
    assert [item.host for item in rows] == ["NEW", "NEW", "PC-002"]
    assert collect((confirmed(),), [candidate(replace(row(), host="NEW"))], Pen(NOW), renames=False) == (confirmed(),)


def test_of_two_names_of_one_machine_the_first_stays_however_often_it_is_collected() -> None:
    names = ("PC-001", "alias", "PC-002")
    office = row(1, application="office", activation_id=uuid(9).lower(), installation_id=installation_id(9))
    before = (confirmed(), office, row(2))
    for name in ("alias", "PC-001", "alias"):
        products = [candidate(replace(row(), host=name)), candidate(replace(office, host=name))]
        assert collect(before, products, Pen(LATER), inventory=names) == before


@pytest.mark.parametrize("old", ["PC-001", "1. Jan"], ids=["given up", "broken by a spreadsheet"])
def test_a_name_the_inventory_does_not_have_gives_way(old: str) -> None:
    (after,) = collect((row(host=old),), [candidate(row(host="NEW"))], Pen(NOW), inventory=("NEW", "PC-002"))
    assert after.host == "NEW"


def test_names_that_two_machines_exchanged_are_exchanged() -> None:
    rows, names = (row(1), row(2)), ("PC-001", "PC-002")
    for number, name in ((1, "PC-002"), (2, "PC-001"), (1, "PC-002"), (2, "PC-001")):
        rows = collect(rows, [candidate(row(number, host=name))], Pen(NOW), inventory=names)
    assert [(item.host, item.host_uuid) for item in rows] == [("PC-002", uuid(1)), ("PC-001", uuid(2))]


def test_a_name_that_was_handed_on_to_another_machine_is_given_up() -> None:
    names = ("PC-001", "PC-OLD")
    rows = collect((row(1),), [candidate(row(2, host="PC-001"))], Pen(NOW), inventory=names)
    for _again in range(2):
        rows = collect(rows, [candidate(row(1, host="PC-OLD"))], Pen(NOW), inventory=names)
        assert {item.host_uuid: item.host for item in rows} == {uuid(1): "PC-OLD", uuid(2): "PC-001"}


def test_clones_that_share_a_uuid_do_not_outdate_each_other() -> None:
    clone = moved(row(), host="CLONE")
    rows = collect((row(),), [candidate(clone)], Pen(NOW))
    rows = collect(rows, [candidate(row())], Pen(LATER))
    assert {item.state for item in rows} == {RowState.NEEDED}
    assert {item.host for item in rows} == {"PC-001", "CLONE"}


def test_rows_of_other_hosts_and_products_are_left_alone() -> None:
    others = (confirmed(2), row(1, activation_id=uuid(9).lower()))
    rows = collect((row(), *others), [candidate(moved(row()))], Pen(LATER))
    assert set(others) <= set(rows)


def test_an_outcome_for_a_row_that_is_gone_changes_nothing() -> None:
    rows = (row(2),)
    assert mark_applied(rows, row(1).key, Pen(NOW)) == rows
    assert mark_refused(rows, row(1).key, Text("No."), Pen(NOW)) == rows
    assert mark_sent(rows, row(1).key, Pen(NOW)) == rows


IN_JAPANESE = Pen(LATER, Language.JAPANESE)


def test_a_reason_is_in_the_language_of_the_run_that_wrote_it_and_stays_so() -> None:
    rows = collect((confirmed(),), [candidate(moved(row()))], IN_JAPANESE)
    old = row_with(rows, row().key)
    assert old is not None
    assert old.reason == f"{LATER} の時点で、ホストのインストール ID が変わっています。"
    assert collect(rows, [candidate(moved(row()))], Pen("later still")) == rows


def test_the_reasons_of_a_refusal_and_of_what_was_sent_are_whole_in_japanese() -> None:
    refusal = HostRefused(Text("Depositing the Confirmation ID for {product}", product="Windows"), 0xC004F031, "")
    (failed,) = mark_refused((confirmed(),), confirmed().key, refusal.texts[0], IN_JAPANESE)
    assert failed.reason.startswith("Windows への確認 ID の適用に失敗しました。0xC004F031")
    assert failed.reason.endswith(f"。 (確認 ID の末尾 {confirmation_id(1).last_block})")
    (sent,) = mark_sent((confirmed(),), confirmed().key, IN_JAPANESE, refusal.texts[0])
    assert sent.reason.startswith(f"{LATER} に送信しました。Windows への")


@pytest.mark.parametrize("language", list(Language))
def test_what_the_list_knows_is_the_same_in_every_language(language: Language) -> None:
    pen = Pen(LATER, language)
    (failed,) = mark_refused((confirmed(),), confirmed().key, Text("No."), pen)
    assert failed.refused_block == confirmation_id(1).last_block
    assert not failed.has_news
    assert replace(failed, confirmation_id=confirmation_id(2)).has_news
    for outcome in (None, Text("The host is gone.")):
        (sent,) = mark_sent((confirmed(),), confirmed().key, pen, outcome)
        assert (sent.sent_at, sent.was_sent) == (LATER, True)


@pytest.mark.parametrize("before", [FAILED, confirmed(sent_at=NOW)], ids=["refused", "sent"])
@pytest.mark.parametrize("said", ["", "ending in 000000)", f"Sent {LATER}.", "…"])
def test_whatever_a_reason_says_nothing_depends_on_it(before: ListRow, said: str) -> None:
    after = replace(before, reason=said)
    assert (after.has_news, after.was_sent) == (before.has_news, before.was_sent) == (False, before.sent_at == NOW)
    assert not confirmed(reason=said).was_sent
    assert replace(FAILED, reason=said, refused_block="").has_news


@pytest.mark.parametrize(
    ("before", "state", "reason"),
    [
        (
            applied(),
            RowState.CONFIRMED,
            "Not licensed any more; the kept Confirmation ID is used again.",
        ),
        (applied(confirmation_id=None), RowState.NEEDED, "Not licensed any more."),
        (
            confirmed(state=RowState.STALE),
            RowState.CONFIRMED,
            "The Installation ID is that of the host again.",
        ),
        (row(state=RowState.STALE), RowState.NEEDED, "The Installation ID is that of the host again."),
    ],
    ids=["applied", "applied without an ID", "stale", "stale without an ID"],
)
def test_why_a_row_came_back_is_said(before: ListRow, state: RowState, reason: str) -> None:
    (after,) = collect((before,), [candidate(row())], Pen(LATER))
    assert (after.state, after.reason) == (state, reason)


@pytest.mark.parametrize(
    "before",
    [
        applied(sent_at=NOW),
        confirmed(state=RowState.STALE, sent_at=NOW),
        confirmed(state=RowState.STALE, sent_at=NOW, refused_block=confirmation_id(1).last_block),
    ],
    ids=["applied", "stale", "stale and refused"],
)
def test_a_row_that_is_confirmed_again_was_neither_sent_nor_refused_yet(before: ListRow) -> None:
    (again,) = collect((before,), [candidate(row())], Pen(LATER))
    assert (again.state, again.was_sent) == (RowState.CONFIRMED, False)
    assert (again.sent_at, again.refused_block, again.confirmed_at) == ("", "", NOW)


def test_the_list_keeps_when_a_confirmation_id_was_sent_that_worked_or_was_refused() -> None:
    sent = mark_sent((confirmed(),), confirmed().key, Pen(NOW))
    (done,) = mark_applied(sent, confirmed().key, Pen(LATER))
    assert (done.sent_at, done.applied_at, done.was_sent, done.refused_block) == (NOW, LATER, False, "")
    (failed,) = mark_refused(sent, confirmed().key, Text("No."), Pen(LATER))
    assert (failed.sent_at, failed.was_sent, failed.refused_block) == (NOW, False, confirmation_id(1).last_block)
