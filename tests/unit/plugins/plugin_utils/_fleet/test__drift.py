# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What counts as a change between two surveys, and what does not."""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import replace
from typing import Any

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._fleet import _same_machine
from ansible_collections.licenseops.windows.plugins.plugin_utils._fleet._drift import drift_of
from ansible_collections.licenseops.windows.plugins.plugin_utils._fleet._drift_kinds import Change, Kind
from ansible_collections.licenseops.windows.plugins.plugin_utils._fleet._survey import (
    FORMAT,
    RowFate,
    Survey,
    SurveyRow,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._language._errors import InputError
from ansible_collections.licenseops.windows.plugins.plugin_utils._result._support_dates import OfficeSupportDates

WINDOWS = {
    "application": "windows",
    "is_addon": False,
    "family": "Professional",
    "partial_product_key": "AAAAA",
    "licensed": True,
    "activated_by": "mak",
}
OFFICE = {**WINDOWS, "application": "office", "office_product": "ProPlus2024Volume", "partial_product_key": "OOOOO"}
ESU = {**WINDOWS, "is_addon": True, "esu_year": 1, "partial_product_key": "EEEEE"}


def row(
    name: str,
    *products: dict[str, Any],
    uuid: str | None = "",
    client: str | None = "",
    computer: str | None = "",
    support: str = "supported",
    **service: Any,
) -> SurveyRow:
    """A host that was read; by default all that tells it from others goes by its name."""
    identity = {"uuid": f"uuid-{name}" if uuid == "" else uuid, "name": name if computer == "" else computer}
    served = {"client_machine_id": f"client-{name}" if client == "" else client, **service}
    result = {
        "products": list(products or [WINDOWS]),
        "host": identity,
        "service": served,
        "support": {"state": support},
    }
    return SurveyRow.of_task(name, [], result)


def unread(name: str, fate: RowFate = RowFate.UNREACHABLE) -> SurveyRow:
    """A host that was not."""
    return SurveyRow(name, fate=fate, reason="No connection.")


def survey(*rows: SurveyRow, began: str = "2026-03-02T08:00:00Z", **options: Any) -> Survey:
    """A survey of a group."""
    return Survey(FORMAT, began, began, **{"pattern": "windows", "application": "all", **options}, rows=rows)


def later(*rows: SurveyRow, **options: Any) -> Survey:
    """A week after."""
    return survey(*rows, began="2026-03-09T08:00:00Z", **options)


def changes(before: list[SurveyRow], after: list[SurveyRow]) -> list[Change]:
    """What has changed."""
    return list(drift_of(survey(*before), later(*after)).changes)


def kms(host: str | None = None, found: str | None = None) -> dict[str, Any]:
    """Settings of a KMS client."""
    return {"host": host, "discovered_host": found}


def client(**settings: Any) -> dict[str, Any]:
    """A Windows that KMS has activated."""
    return {**WINDOWS, "activated_by": "kms", "kms": kms(**settings)}


#: A second key of the same product, which licenses nothing.
SPARE = {**OFFICE, "partial_product_key": "ZZZZZ", "licensed": False, "license_status": "notification"}
UNLICENSED = {**WINDOWS, "licensed": False, "reason": {"code": "0xC004F074"}}

ONE_HOST = [
    ("the same again", [WINDOWS], [WINDOWS], []),
    ("minutes that run down", [{**WINDOWS, "grace_minutes": 900}], [{**WINDOWS, "grace_minutes": 9}], []),
    ("no licence any more", [WINDOWS], [UNLICENSED], [Change(Kind.UNLICENSED, "a", "Windows", "mak", "0xC004F074")]),
    ("licensed by now", [UNLICENSED], [WINDOWS], [Change(Kind.LICENSED, "a", "Windows", "0xC004F074", "mak")]),
    ("never licensed", [UNLICENSED], [{**UNLICENSED, "reason": {"code": "0xC004C003"}}], []),
    ("another way", [WINDOWS], [client()], [Change(Kind.ACTIVATED_BY, "a", "Windows", "mak", "kms")]),
    (
        "another key",
        [WINDOWS],
        [{**WINDOWS, "partial_product_key": "BBBBB"}],
        [Change(Kind.KEY, "a", "Windows", "...AAAAA", "...BBBBB")],
    ),
    (
        "another edition",
        [WINDOWS],
        [{**WINDOWS, "family": "Enterprise"}],
        [Change(Kind.EDITION, "a", "Windows", "Professional", "Enterprise")],
    ),
    (
        "another KMS host that is set",
        [client(host="kms1")],
        [client(host="kms2")],
        [Change(Kind.KMS_HOST, "a", None, "kms1", "kms2")],
    ),
    ("its case", [client(host="KMS1")], [client(host="kms1")], []),
    (
        "one that was found and served nobody before",
        [client(found="kms1")],
        [client(found="rogue")],
        [Change(Kind.KMS_HOST, "a", None, "kms1", "rogue")],
    ),
    (
        "set, where it was found",
        [client(found="kms1")],
        [client(host="kms1", found="kms1")],
        [Change(Kind.KMS_HOST, "a", None, "kms1", "kms1")],
    ),
    ("none found this time", [client(found="kms1")], [client()], []),
    ("a year of updates", [WINDOWS], [WINDOWS, ESU], [Change(Kind.ESU, "a", None, None, "1")]),
    (
        "another year",
        [WINDOWS, ESU],
        [WINDOWS, {**ESU, "licensed": False}, {**ESU, "esu_year": 2}],
        [Change(Kind.ESU, "a", None, "1", "2")],
    ),
    (
        "Office without a licence",
        [WINDOWS, OFFICE],
        [WINDOWS, {**OFFICE, "licensed": False, "license_status": "notification"}],
        [Change(Kind.UNLICENSED, "a", "ProPlus2024Volume", "mak", "notification")],
    ),
    ("two keys of one product, in another order", [WINDOWS, OFFICE, SPARE], [WINDOWS, SPARE, OFFICE], []),
    (
        "a KMS host of Office alone",
        [WINDOWS, {**OFFICE, "activated_by": "kms", "kms": kms("kms1")}],
        [WINDOWS, {**OFFICE, "activated_by": "kms", "kms": kms("Rogue")}],
        [Change(Kind.KMS_HOST, "a", "ProPlus2024Volume", "kms1", "rogue")],
    ),
    ("a way that an older survey does not tell", [{**WINDOWS, "activated_by": None}], [WINDOWS], []),
    ("Office that was removed", [WINDOWS, OFFICE], [WINDOWS], []),
    ("Windows without a key", [WINDOWS], [OFFICE], [Change(Kind.UNLICENSED, "a", "Windows", "mak", None)]),
    ("the order of products", [OFFICE, WINDOWS], [WINDOWS, OFFICE], []),
]


@pytest.mark.parametrize(
    ("old", "new", "expected"), [case[1:] for case in ONE_HOST], ids=[case[0] for case in ONE_HOST]
)
def test_what_has_changed_of_a_machine(
    old: list[dict[str, Any]], new: list[dict[str, Any]], expected: list[Change]
) -> None:
    assert changes([row("a", *old)], [row("a", *new)]) == expected


def test_dns_that_gives_the_other_of_two_hosts_is_no_change() -> None:
    before = [row("a", client(found="kms1")), row("b", client(found="kms2"))]
    assert changes(before, [row("a", client(found="kms2")), row("b", client(found="kms1"))]) == []


def test_support_that_ended_is_a_change() -> None:
    assert changes([row("a")], [row("a", support="ended")]) == [Change(Kind.SUPPORT, "a", None, "supported", "ended")]


def test_the_support_of_office_is_compared_where_both_surveys_are_about_it() -> None:
    before, after = (
        replace(row("a"), office_support=(OfficeSupportDates("ProPlus2019Volume", state),))
        for state in ("supported", "ended")
    )
    assert changes([before], [after]) == [Change(Kind.SUPPORT, "a", "ProPlus2019Volume", "supported", "ended")]
    assert drift_of(survey(before, application="windows"), later(after)).changes == ()


MACHINES = [
    ("new", [row("a")], [row("a"), row("b")], [Change(Kind.NEW, "b")]),
    ("vanished", [row("a"), row("b")], [row("a")], [Change(Kind.VANISHED, "b")]),
    ("renamed", [row("a")], [row("b", uuid="uuid-a")], [Change(Kind.RENAMED, "b", None, "a", "b")]),
    (
        "renamed and unlicensed",
        [row("a")],
        [row("b", UNLICENSED, uuid="UUID-A")],
        [Change(Kind.UNLICENSED, "b", "Windows", "mak", "0xC004F074"), Change(Kind.RENAMED, "b", None, "a", "b")],
    ),
    (
        "names swapped",
        [row("a"), row("b")],
        [row("a", uuid="uuid-b"), row("b", uuid="uuid-a")],
        [Change(Kind.RENAMED, "a", None, "b", "a"), Change(Kind.RENAMED, "b", None, "a", "b")],
    ),
    (
        "other hardware, of which nothing else is told",
        [row("a")],
        [row("a", UNLICENSED, uuid="fresh")],
        [Change(Kind.HARDWARE, "a", None, "uuid-a", "fresh")],
    ),
    (
        "gone, and its name taken by another machine",
        [row("a"), row("b")],
        [row("a", uuid="uuid-b")],
        [Change(Kind.HARDWARE, "a", None, "uuid-a", "uuid-b"), Change(Kind.RENAMED, "a", None, "b", "a")],
    ),
    (
        "gone, and its name given to another machine as well",
        [row("a"), row("b")],
        [row("a", uuid="uuid-b", client="client-b", computer="b"), row("b")],
        [
            Change(Kind.HARDWARE, "a", None, "uuid-a", "uuid-b"),
            Change(Kind.TWO_NAMES, "a", None, None, "uuid-b", ("b",)),
        ],
    ),
    (
        "replaced, and in use under another name",
        [row("a")],
        [row("a", uuid="fresh"), row("b", uuid="uuid-a")],
        [Change(Kind.HARDWARE, "a", None, "uuid-a", "fresh"), Change(Kind.RENAMED, "b", None, "a", "b")],
    ),
    (
        "renamed into two names, of which one is compared",
        [row("a")],
        [row(name, UNLICENSED, uuid="uuid-a", client="client-a", computer="a") for name in "bc"],
        [
            Change(Kind.UNLICENSED, "b", "Windows", "mak", "0xC004F074"),
            Change(Kind.RENAMED, "b", None, "a", "b"),
            Change(Kind.TWO_NAMES, "b", None, None, "uuid-a", ("c",)),
            Change(Kind.NEW, "c"),
        ],
    ),
    (
        "a second name, and its client machine ID in another case",
        [row("a"), row("b", uuid="uuid-a", client="client-a", computer="a")],
        [row("a"), row("b", uuid="uuid-a", client="CLIENT-A", computer="A")],
        [],
    ),
    (
        "a copy with the UUID and the client machine ID",
        [row("a")],
        [row("a"), row("copy", uuid="uuid-a", client="client-a")],
        [
            Change(Kind.CLONES, "a", None, None, "client-a", ("copy",)),
            Change(Kind.SAME_UUID, "a", None, None, "uuid-a", ("copy",)),
            Change(Kind.NEW, "copy"),
        ],
    ),
    (
        "clones of which one was renamed",
        [row("a"), row("b", client="client-a")],
        [row("a"), row("c", uuid="uuid-b", client="client-a")],
        [Change(Kind.RENAMED, "c", None, "b", "c")],
    ),
    ("Windows anew on the same hardware", [row("a")], [row("a", client="fresh")], []),
    ("no UUID, before or after", [row("a", uuid=None)], [row("a")], []),
    ("no UUID, and another key", [row("a", uuid=None)], [row("a", uuid=None, computer="x")], []),
    (
        "a second name",
        [row("a")],
        [row("a"), row("twin", uuid="uuid-a", client="client-a", computer="a")],
        [Change(Kind.TWO_NAMES, "a", None, None, "uuid-a", ("twin",)), Change(Kind.NEW, "twin")],
    ),
    (
        "a second name that was there before",
        [row("a"), row("twin", uuid="uuid-a", client="client-a", computer="a")],
        [row("a"), row("twin", uuid="uuid-a", client="client-a", computer="a")],
        [],
    ),
    (
        "a copy with the UUID",
        [row("a")],
        [row("a"), row("copy", uuid="uuid-a")],
        [Change(Kind.SAME_UUID, "a", None, None, "uuid-a", ("copy",)), Change(Kind.NEW, "copy")],
    ),
    (
        "clones",
        [row("a"), row("b"), row("c")],
        [row("a"), row("b", client="client-a"), row("c", client="CLIENT-A")],
        [Change(Kind.CLONES, "a", None, None, "client-a", ("b", "c"))],
    ),
    (
        "clones that were there before, and one more",
        [row("a"), row("b", client="client-a"), row("c")],
        [row("a"), row("b", client="client-a"), row("c", client="client-a")],
        [Change(Kind.CLONES, "a", None, None, "client-a", ("b", "c"))],
    ),
    (
        "clones of which one left",
        [row("a"), row("b", client="x"), row("c", client="x"), row("d", client="x")],
        [row("a"), row("b", client="x"), row("c", client="x")],
        [Change(Kind.VANISHED, "d")],
    ),
    ("unreachable", [row("a")], [unread("a")], [Change(Kind.UNREAD, "a", None, None, "No connection.")]),
    ("refused", [row("a")], [unread("a", RowFate.FAILED)], [Change(Kind.UNREAD, "a", None, None, "No connection.")]),
    ("back again", [unread("a")], [row("a", UNLICENSED)], [Change(Kind.READ_AGAIN, "a")]),
    ("not asked", [row("a")], [unread("a", RowFate.NOT_ASKED)], []),
    ("not asked before", [unread("a", RowFate.NOT_ASKED)], [row("a")], []),
    ("never reached", [unread("a")], [unread("a", RowFate.FAILED)], []),
    (
        "a machine that left its name, which answers no more",
        [row("a")],
        [unread("a"), row("b", uuid="uuid-a")],
        [Change(Kind.RENAMED, "b", None, "a", "b"), Change(Kind.UNREAD, "a", None, None, "No connection.")],
    ),
]


@pytest.mark.parametrize(
    ("old", "new", "expected"), [case[1:] for case in MACHINES], ids=[case[0] for case in MACHINES]
)
def test_which_machine_is_which(old: list[SurveyRow], new: list[SurveyRow], expected: list[Change]) -> None:
    assert changes(old, new) == expected


def test_every_kind_is_in_the_tables() -> None:
    told = {change.kind for table in (ONE_HOST, MACHINES) for case in table for change in case[-1]}
    assert told | {Kind.SUPPORT} == set(Kind)


def test_hosts_of_another_pattern_are_neither_new_nor_vanished() -> None:
    drift = drift_of(survey(row("a"), row("b")), later(row("b", UNLICENSED), row("c"), pattern="servers"))
    assert [change.kind for change in drift.changes] == [Kind.UNLICENSED]
    assert "'windows' and of 'servers'" in str(drift.remarks[0])


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("all", "windows", ["Windows"]),
        ("office", "all", ["ProPlus2024Volume"]),
        ("windows", "windows", ["Windows"]),
        ("windows", "office", []),
        (None, "all", ["Windows", "ProPlus2024Volume"]),
    ],
)
def test_products_are_compared_where_both_surveys_read_them(first: Any, second: Any, expected: list[str]) -> None:
    office = {**OFFICE, "licensed": False, "license_status": "notification"}
    drift = drift_of(
        survey(row("a", WINDOWS, OFFICE), application=first), later(row("a", UNLICENSED, office), application=second)
    )
    assert [change.product for change in drift.changes] == expected
    is_partial = {first, second} & {"windows", "office"} and first != second
    assert bool(drift.remarks) == bool(is_partial)


def test_what_limits_a_comparison_is_told() -> None:
    same = survey(row("a"))
    assert [str(text) for text in drift_of(same, same).remarks] == ["Both are the same survey."]
    for broken_off in (
        drift_of(same, later(row("a"), complete=False)),
        drift_of(replace(same, complete=False), later(row("a"))),
    ):
        assert "was broken off" in str(broken_off.remarks[0])
    partial = drift_of(same, later(row("a"), application="windows"))
    assert [str(text) for text in partial.remarks] == [
        "Only Windows was compared, since one survey is about nothing else."
    ]
    with pytest.raises(InputError, match="Swap before and after"):
        drift_of(later(row("a")), same)


def test_what_hosts_say_is_told_as_any_file_can_hold_it() -> None:
    """Half of a character, and what looks like a key."""
    odd = "a\ud800 TNTTT-TTTTT-TTTTT-TTTTT-PKX99"
    names = [f"pc-{number}\ud800" for number in range(2)]
    before = [row(name, {**WINDOWS, "family": odd}) for name in names]
    after = [replace(unread(names[0]), reason=odd), *(row(name, client="x") for name in [names[1], f"new-{odd}"])]
    found = changes(before, after)
    assert {change.kind for change in found} == {Kind.EDITION, Kind.CLONES, Kind.NEW, Kind.UNREAD}
    assert "TNTTT" not in str(found)
    for change in found:
        for text in (change.host, change.product, change.before, change.after, *change.others):
            (text or "").encode()


def test_ten_times_the_machines_are_ten_times_the_work(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is looked at grows with them, and not with their pairs."""
    looks: Counter[str] = Counter()

    def count(frame: Any, event: str, _argument: Any) -> None:
        if event == "call" and frame.f_code.co_filename == _same_machine.__file__:
            looks[frame.f_code.co_name] += 1

    calls = []
    for number in (100, 1000):
        before = [row(f"pc-{index}") for index in range(number)]
        after = [replace(item, name=f"new-{item.name}") for item in before]
        looks.clear()
        sys.setprofile(count)
        try:
            found = changes(before, after)
        finally:
            sys.setprofile(None)
        assert Counter(change.kind for change in found) == {Kind.RENAMED: number}
        calls.append(sum(looks.values()))
    assert calls[1] < 11 * calls[0]
