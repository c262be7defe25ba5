# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists of the first form: what their reasons told is not lost, and from the first writing on is data."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection
from dataclasses import replace

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._language._text import Language, Text
from ansible_collections.licenseops.windows.plugins.plugin_utils._worklist._columns import texts_of
from ansible_collections.licenseops.windows.plugins.plugin_utils._worklist._confirm import confirm
from ansible_collections.licenseops.windows.plugins.plugin_utils._worklist._confirmations import (
    read_confirmations,
    typed_into,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._worklist._csv import read_csv, write_csv
from ansible_collections.licenseops.windows.plugins.plugin_utils._worklist._json import read_json, write_json
from ansible_collections.licenseops.windows.plugins.plugin_utils._worklist._row import (
    ListRow,
    RowState,
    refusal,
    sending,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._worklist._sheet import Sheet, unique
from ansible_collections.licenseops.windows.tests.unit.plugins.support.worklist import (
    FACTS,
    LATER,
    NOW,
    applied,
    confirmation_id,
    confirmed,
    csv_of_first_form,
    row,
)

BLOCK = confirmation_id(1).last_block

#: As the version before wrote them, in both languages.
REFUSED = {
    "en": f"0xC004F031: No. (Confirmation ID ending in {BLOCK})",
    "ja": f"0xC004F031: 不可。 (確認 ID の末尾 {BLOCK})",
    "cut": f"no no no ... no (Confirmation ID ending in {BLOCK})",
}
SENT = {
    "en": f"Sent {NOW}.",
    "ja": f"{NOW} に送信しました。",
    "with its outcome": f"Sent {NOW}. The connection to the host broke at {LATER}.",
}


def old_json(*rows: ListRow, without: Collection[str] = FACTS, added: str = "") -> str:
    """The same as JSON."""
    listed = [{name: text for name, text in texts_of(item).items() if name not in without} for item in rows]
    named = [item | {"Floor": added} for item in listed]
    return json.dumps({"format": "licenseops.windows/worklist", "version": 1, "rows": named})


FORMS = pytest.mark.parametrize(
    ("old", "read", "write"),
    [
        pytest.param(csv_of_first_form, read_csv, write_csv, id="csv"),
        pytest.param(old_json, read_json, write_json, id="json"),
    ],
)
Old = Callable[..., str]
Read = Callable[[str], Sheet]
Write = Callable[[Sheet], str]


@FORMS
@pytest.mark.parametrize("reason", REFUSED.values(), ids=REFUSED)
def test_what_was_refused_is_known_however_the_reason_tells_it(old: Old, read: Read, write: Write, reason: str) -> None:
    (found,) = read(old(confirmed(state=RowState.FAILED, reason=reason))).rows
    assert (found.refused_block, found.reason, found.has_news) == (BLOCK, reason, False)
    (again,) = read(old(confirmed(state=RowState.FAILED, confirmation_id=confirmation_id(2), reason=reason))).rows
    assert (again.refused_block, again.has_news) == (BLOCK, True), "a person put another one there"


@FORMS
@pytest.mark.parametrize("reason", SENT.values(), ids=SENT)
def test_when_it_was_sent_is_known_however_the_reason_tells_it(old: Old, read: Read, write: Write, reason: str) -> None:
    (found,) = read(old(confirmed(reason=reason))).rows
    assert (found.sent_at, found.reason, found.was_sent) == (NOW, reason, True)


@FORMS
@pytest.mark.parametrize(
    "plain",
    [
        confirmed(),
        confirmed(reason="The Installation ID is that of the host again."),
        confirmed(state=RowState.STALE, reason=f"Since {NOW} the host has another Installation ID."),
        confirmed(state=RowState.FAILED, reason="by hand"),
        confirmed(state=RowState.FAILED, reason=f"A part number, A{BLOCK})."),
        confirmed(state=RowState.FAILED, reason=f"Sent {NOW}."),
        confirmed(reason=REFUSED["en"]),
        applied(reason=f"{SENT['en']} {REFUSED['en']}"),
        row(reason=f"{SENT['en']} {REFUSED['en']}"),
        row(state=RowState.FAILED, typed="12 34"),
    ],
    ids=lambda item: f"{item.state.value} {item.reason}",
)
def test_what_a_reason_does_not_tell_is_not_made_up(old: Old, read: Read, write: Write, plain: ListRow) -> None:
    (found,) = read(old(plain)).rows
    # Why it is in its state may become a code, see test__note.py.
    assert replace(found, reason_code="") == replace(plain, extra=(("Floor", ""),) if old is old_json else ())


@FORMS
@pytest.mark.parametrize(
    ("reason", "block"),
    [
        (f"(code 123456) of {BLOCK}) and more (Confirmation ID ending in 654321)", BLOCK),
        ("(code 123456) (Confirmation ID ending in 654321)", "654321"),
    ],
    ids=["its own anywhere", "else the last"],
)
def test_of_several_blocks_its_own_counts(old: Old, read: Read, write: Write, reason: str, block: str) -> None:
    (found,) = read(old(confirmed(state=RowState.FAILED, reason=reason))).rows
    assert found.refused_block == block


@FORMS
def test_a_list_once_written_is_in_the_new_form_and_keeps_what_people_added(old: Old, read: Read, write: Write) -> None:
    before = [confirmed(1, state=RowState.FAILED, reason=REFUSED["ja"]), confirmed(2, reason=SENT["ja"]), row(3)]
    sheet = read(old(*before, added="3rd"))
    assert [item.extra for item in sheet.rows] == [(("Floor", "3rd"),)] * 3
    text = write(sheet)
    assert read(text) == sheet
    silent = Sheet(tuple(replace(item, reason="") for item in sheet.rows), sheet.columns, sheet.members)
    assert [(item.has_news, item.was_sent) for item in read(write(silent)).rows] == [
        (False, False),
        (False, True),
        (False, False),
    ]


@FORMS
def test_of_a_list_of_the_new_form_no_reason_counts(old: Old, read: Read, write: Write) -> None:
    rows = (confirmed(1, state=RowState.FAILED, reason=REFUSED["en"]), confirmed(2, reason=SENT["en"]))
    found = read(write(Sheet(rows))).rows
    assert found == rows
    assert [(item.has_news, item.was_sent) for item in found] == [(True, False), (False, False)]


@pytest.mark.parametrize("lost", FACTS)
def test_a_list_that_lost_one_of_the_columns_is_of_the_new_form(lost: str) -> None:
    rows = (confirmed(1, state=RowState.FAILED, reason=REFUSED["en"]), confirmed(2, reason=SENT["en"]))
    found = read_csv(csv_of_first_form(*rows, without=[lost])).rows
    assert [(item.refused_block, item.sent_at) for item in found] == [("", "")] * 2


def test_json_of_the_new_version_needs_no_member_that_is_empty() -> None:
    text = old_json(confirmed(reason=SENT["en"])).replace('"version": 1', '"version": 2')
    (found,) = read_json(text).rows
    assert not found.was_sent


@FORMS
def test_an_old_list_is_a_file_of_confirmations_for_a_new_one(old: Old, read: Read, write: Write) -> None:
    """As when a copy of it was filled in before the update."""
    for text in (old(confirmed(1), confirmed(2)), write(Sheet((confirmed(1), confirmed(2))))):
        given = read_confirmations(text)
        assert confirm((row(1), row(2)), given, NOW).rows == (confirmed(1), confirmed(2))


def test_of_an_old_and_a_new_line_of_one_product_the_new_one_knows_more() -> None:
    old = confirmed(state=RowState.FAILED, reason=REFUSED["en"])
    new = replace(old, refused_block=BLOCK, sent_at=LATER)
    for pair in ((old, new), (new, old)):
        (left,) = read_csv(write_csv(Sheet(unique(pair)))).rows
        assert (left.refused_block, left.sent_at, left.has_news) == (BLOCK, LATER, False)


def test_a_refused_one_of_an_old_list_is_not_taken_again_and_another_one_is() -> None:
    before = read_csv(csv_of_first_form(confirmed(state=RowState.FAILED, reason=REFUSED["ja"]))).rows
    assert typed_into(before) == ()
    typed = (replace(before[0], confirmation_id=confirmation_id(2)),)
    (after,) = confirm(typed, typed_into(typed), LATER).rows
    assert (after.state, after.refused_block, after.confirmed_at) == (RowState.CONFIRMED, "", LATER)
    assert after.confirmation_id == confirmation_id(2)


@pytest.mark.parametrize("language", list(Language))
def test_the_sentences_of_the_version_before_are_those_of_today(language: Language) -> None:
    """So that what is tested here is what stands in old lists."""
    name = language.value
    assert sending(NOW).said_in(language) == SENT[name]
    told = refusal(confirmation_id(1), Text("No.")).said_in(language)
    assert told.endswith(REFUSED[name].partition("。" if name == "ja" else ".")[2])
