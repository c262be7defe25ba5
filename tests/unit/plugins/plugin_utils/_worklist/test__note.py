# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Why a row is in its state, as a code: beside the words, read in every language, never worse than the words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._language._text import Language, Text
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._errors import HostRefused
from ansible_collections.licenseops.windows.plugins.plugin_utils._worklist._csv import read_csv, write_csv
from ansible_collections.licenseops.windows.plugins.plugin_utils._worklist._json import read_json, write_json
from ansible_collections.licenseops.windows.plugins.plugin_utils._worklist._merge import (
    collect,
    mark_applied,
    mark_refused,
    mark_sent,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._worklist._note import Note, NoteKind
from ansible_collections.licenseops.windows.plugins.plugin_utils._worklist._row import ListRow, Pen, RowState
from ansible_collections.licenseops.windows.plugins.plugin_utils._worklist._sheet import Sheet, unique
from ansible_collections.licenseops.windows.tests.unit.plugins.support.worklist import (
    LATER,
    NOW,
    applied,
    candidate,
    confirmation_id,
    confirmed,
    csv_of,
    installation_id,
    row,
)

REFUSED = 0xC004F031
UNKNOWN = 0xC004ABCD
BLOCK = confirmation_id(1).last_block
PENS = pytest.mark.parametrize(
    "pen", [Pen(LATER, language) for language in Language], ids=lambda pen: pen.language.value
)


def refused(code: int) -> Text:
    """What a host answers to a deposit for Windows."""
    action = Text("Depositing the Confirmation ID for {product}", product=row().product_name)
    return HostRefused(action, code, "Nein.").texts[0]


def outcomes(pen: Pen) -> dict[str, ListRow]:
    """A row for every note, as the list gets it."""
    moved = candidate(row(installation_id=installation_id(500)))
    borrowed = confirmed(installation_id=installation_id(500), confirmation_id=confirmation_id(1))
    key = confirmed().key
    made = [
        *collect((row(),), [candidate(row(), is_licensed=True)], pen),
        *collect((applied(),), [candidate(row())], pen),
        *collect((applied(confirmation_id=None),), [candidate(row())], pen),
        *collect((row(state=RowState.STALE),), [candidate(row())], pen),
        *collect((applied(),), [moved], pen),
        *collect((row(),), [moved], pen),
        *collect((row(),), [candidate(row(partial_product_key="WXF48", installation_id=installation_id(7)))], pen),
        *mark_sent((confirmed(),), key, pen),
        *mark_sent((confirmed(2),), confirmed(2).key, pen, Text("The host is gone.")),
        *mark_refused((confirmed(),), key, refused(REFUSED), pen, REFUSED),
        *mark_refused((applied(), borrowed), borrowed.key, refused(REFUSED), pen, REFUSED),
    ]
    return {item.reason_code: item for item in made if item.reason_code}


def test_every_note_comes_out_of_what_happens_to_a_list() -> None:
    assert list(outcomes(Pen(LATER))) == [
        "found_licensed",
        "kept_id_used_again",
        "not_licensed_any_more",
        "installation_id_valid_again",
        "kept_id_tried_once",
        f"other_installation_id {LATER}",
        f"other_product_key WXF48 {LATER}",
        "sent",
        "sent_unanswered",
        "refused 0xC004F031",
        "kept_id_refused 0xC004F031",
    ]
    assert {code.split()[0] for code in outcomes(Pen(LATER))} == {kind.value for kind in NoteKind}


@PENS
@pytest.mark.parametrize("reader", list(Language))
def test_a_reader_gets_the_words_of_their_language_whoever_wrote_them(pen: Pen, reader: Language) -> None:
    expected = outcomes(Pen(LATER, reader))
    for code, written in outcomes(pen).items():
        assert written.note is not None
        assert written.note.cell == code
        if written.note.kind is not NoteKind.SENT_UNANSWERED:  # what came instead of an answer has no code
            assert written.why.said_in(reader) == expected[code].reason


@PENS
def test_codes_survive_both_formats_beside_words_a_person_understands(pen: Pen) -> None:
    rows = tuple(replace(item, host_uuid=row(place + 1).host_uuid) for place, item in enumerate(outcomes(pen).values()))
    for again in (read_csv(write_csv(Sheet(rows))), read_json(write_json(Sheet(rows)))):
        assert [(item.reason_code, item.reason) for item in again.rows] == [
            (item.reason_code, item.reason) for item in rows
        ]
        assert all(item.reason for item in again.rows)


def test_a_code_nobody_knows_is_told_in_the_words_of_the_host() -> None:
    (failed,) = mark_refused((confirmed(),), confirmed().key, refused(UNKNOWN), Pen(LATER), UNKNOWN)
    assert failed.reason_code == "refused 0xC004ABCD"
    assert failed.why.said_in(Language.JAPANESE) == failed.reason
    assert "Nein" in failed.reason


def test_an_answer_that_decides_nothing_is_told_by_its_code() -> None:
    (sent,) = mark_sent((confirmed(),), confirmed().key, Pen(LATER), refused(0x80070005), 0x80070005)
    assert sent.reason_code == "sent 0x80070005"
    assert sent.why.said_in(Language.JAPANESE).startswith(f"{LATER} に送信しました。ホストの応答: 0x80070005")


@pytest.mark.parametrize(
    "cell",
    [
        "refused 0xC004F031",  # the state was changed by a program that does not know notes
        "something_new 0xC004F031",
        "needs a look",
        "other_product_key",
        "",
    ],
)
@pytest.mark.parametrize("state", [RowState.CONFIRMED, RowState.STALE])
def test_where_the_code_says_nothing_the_words_do_and_both_stay(cell: str, state: RowState) -> None:
    before = confirmed(state=state, reason="Ask Mia.", reason_code=cell)
    assert [str(before.why), before.why.said_in(Language.JAPANESE)] == ["Ask Mia."] * 2
    (after,) = read_csv(csv_of(before)).rows
    assert (after.reason, after.reason_code) == ("Ask Mia.", cell)


def test_what_is_settled_has_no_code_any_more() -> None:
    (failed,) = mark_refused((confirmed(),), confirmed().key, refused(REFUSED), Pen(LATER), REFUSED)
    (done,) = mark_applied((failed,), failed.key, Pen(LATER))
    assert (done.reason, done.reason_code) == ("", "")


def test_of_two_lines_of_one_row_words_and_code_stay_together() -> None:
    (failed,) = mark_refused((confirmed(),), confirmed().key, refused(REFUSED), Pen(LATER), REFUSED)
    for pair in (
        (failed, replace(failed, reason="", reason_code="")),
        (replace(failed, reason="", reason_code=""), failed),
    ):
        (one,) = unique(pair)
        assert (one.reason, one.reason_code) == (failed.reason, failed.reason_code)


def without_codes(*rows: ListRow) -> str:
    """The list as JSON, as a version without codes wrote it."""
    bare = tuple(replace(item, reason_code="") for item in rows)
    return write_json(Sheet(bare)).replace('"version": 3', '"version": 2').replace('"reason_code": "",', "")


@PENS
def test_the_reasons_of_an_older_list_become_codes_where_they_are_exactly_ours(pen: Pen) -> None:
    for code, item in outcomes(pen).items():
        (read,) = read_json(without_codes(item)).rows
        # The words around the code of a kept ID were never alone; what came instead of an answer cannot be known.
        untold = ("kept_id_refused", "sent_unanswered")
        assert read.reason_code == ("" if code.startswith(untold) else code)
        assert read.reason == item.reason


@pytest.mark.parametrize(
    "item",
    [
        row(state=RowState.STALE, reason="Since then it is another one."),
        row(state=RowState.FAILED, reason="0xC004F031 or 0xC004C008, ask Mia."),
        row(state=RowState.NEEDED, reason="0xC004F031, ask Mia."),
        confirmed(reason=f"Sent {NOW}. By post."),
        row(),
    ],
    ids=lambda item: item.reason,
)
def test_what_people_wrote_into_an_older_list_stays_words(item: ListRow) -> None:
    (read,) = read_json(without_codes(item)).rows
    assert (read.reason, read.reason_code, str(read.why)) == (item.reason, "", item.reason)
    columns = csv_of(item).replace("reason_code,", "reason code,")
    assert read_csv(columns).rows[0].why.said_in(Language.JAPANESE) == item.reason


def test_a_note_is_read_as_it_is_written() -> None:
    for kind in NoteKind:
        for note in (
            Note(kind),
            Note(kind, code=REFUSED),
            Note(kind, key="4Q7TD", time=NOW),
            Note(kind, REFUSED, "4Q7TD", NOW),
        ):
            assert Note.parse(note.cell) == note
