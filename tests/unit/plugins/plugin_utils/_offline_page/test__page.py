# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The page as text: what is in it, what never is, and that nothing in it can break out of its place."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._language._text import Language
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._offline_id import ConfirmationId
from ansible_collections.licenseops.windows.plugins.plugin_utils._offline_page import _page
from ansible_collections.licenseops.windows.plugins.plugin_utils._offline_page._page import render
from ansible_collections.licenseops.windows.plugins.plugin_utils._worklist._row import ListRow, RowState

PLACE = Path(_page.__file__).parent
TEXTS: dict[str, dict[str, str]] = json.loads((PLACE / "texts.json").read_text(encoding="utf-8"))
SOURCES = "\n".join(path.read_text(encoding="utf-8") for path in [*PLACE.rglob("*.js"), PLACE / "page.html.j2"])
FAKE_ID = "000000" * 8


def row(number: int = 1, **values: Any) -> ListRow:
    fields: dict[str, Any] = {
        "host": f"press-{number}",
        "host_uuid": f"4C4C4544-0000-4000-8000-{number:012X}",
        "application": "windows",
        "product_name": "Windows(R), Enterprise edition",
        "portal_product": "Windows 11",
        "activation_id": "a0000000-0000-4000-8000-000000000001",
        "channel": "Volume:MAK",
        "partial_product_key": "3V66T",
        "installation_id": "0" * 63,
        "collected_at": f"2026-03-02 08:{number:02d} UTC",
    }
    return ListRow(**{**fields, **values})


def data_of(page: str) -> dict[str, Any]:
    """What the page carries."""
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)
    assert found
    data: dict[str, Any] = json.loads(found[1])
    return data


def test_it_carries_what_a_person_and_the_way_back_need() -> None:
    data = data_of(render([row(1), row(2)]))
    del data["portal_qr"]
    rows = data.pop("rows")
    assert data == {
        "format": "licenseops.windows/offline-page",
        "version": 1,
        "list": data["list"],
        "created_at": "2026-03-02 08:02 UTC",
        "portal": "https://aka.ms/aoh",
        "language": None,
    }
    assert rows[0].pop("qr")
    assert rows[0] == {
        "host": "press-1",
        "host_uuid": "4C4C4544-0000-4000-8000-000000000001",
        "application": "windows",
        "product_name": "Windows(R), Enterprise edition",
        "portal_product": "Windows 11",
        "activation_id": "a0000000-0000-4000-8000-000000000001",
        "partial_product_key": "3V66T",
        "installation_id": "0" * 63,
        "state": "needed",
        "reason": {"en": "", "ja": ""},
        "print": "",
        "attempt": "",
    }


def test_confirmation_ids_stay_in_the_list() -> None:
    fake = "000011000022000033000044000055000066001111002222"
    confirmed = row(state=RowState.CONFIRMED, typed=fake, extra=(("note", fake),))
    parsed = ConfirmationId.parse(fake, allow_failing_check_digits=True)
    page = render([row(), row(2, confirmation_id=parsed, state=RowState.FAILED), confirmed])
    assert fake not in page
    assert fake[:6] + "-" not in page


@pytest.mark.parametrize("state", RowState)
def test_the_attempt_that_was_refused_is_known_by_its_time(state: RowState) -> None:
    time = "2026-03-02 09:00 UTC"
    attempt = data_of(render([row(state=state, confirmed_at=time)]))["rows"][0]["attempt"]
    assert attempt == (time if state is RowState.FAILED else "")


def test_the_same_rows_give_the_same_page_in_any_order() -> None:
    assert render([row(1), row(2)]) == render([row(2), row(1)])


def test_products_stand_together_and_hosts_in_the_order_people_count_in() -> None:
    rows = [
        row(1, application="office", portal_product="Office 2019", host="a"),
        row(2, portal_product="Windows 11", host="PC-10"),
        row(3, portal_product="Windows 11", host="pc-2"),
        row(4, portal_product="", product_name="Windows 8", host="b"),
        row(5, portal_product="Windows 11", host="10.0.0.7"),
        row(6, portal_product="Windows 11", host="PC-2", activation_id="b0000000-0000-4000-8000-000000000000"),
    ]
    listed = data_of(render(rows))["rows"]
    assert [item["host"] for item in listed] == ["10.0.0.7", "pc-2", "PC-2", "PC-10", "b", "a"]


def test_the_list_is_known_by_its_keys_and_not_by_its_progress() -> None:
    first = data_of(render([row(1), row(2)]))["list"]
    assert re.fullmatch("[0-9a-f]{12}", first)
    assert data_of(render([row(2), row(1, state=RowState.APPLIED, host="renamed")]))["list"] == first
    assert data_of(render([row(1), row(2, installation_id="0" * 62 + "1")]))["list"] != first


def test_an_empty_list_is_a_page_as_well() -> None:
    assert data_of(render([]))["rows"] == []


@pytest.mark.parametrize("text", ["</script><script>alert(1)</script>", "<!--<script>", "]]>", "\u2028", "'\"&<>"])
def test_nothing_in_a_row_ends_the_element_that_holds_it(text: str) -> None:
    page = render([row(host=text, reason=text)])
    assert data_of(page)["rows"][0]["host"] == text
    assert page.count("</script") == 3
    assert "alert(1)</script" not in page


def test_what_stands_in_an_attribute_is_escaped_and_japanese_is_left_readable() -> None:
    page = render([row(host="受付")])
    assert "default-src &#39;none&#39;" in page
    assert "受付" in page


def test_the_template_leaves_no_trace_of_its_own_lines() -> None:
    page = render([row()])
    assert '<ul>\n<li data-text="keys_enter"></li>\n<li data-text="keys_sides"></li>\n' in page


def test_the_policy_lets_in_this_script_and_this_style_alone() -> None:
    page = render([row()])
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)
    assert policy
    rules = dict(part.strip().split(" ", 1) for part in policy[1].replace("&#39;", "'").split(";"))
    assert rules.pop("default-src") == "'none'"
    for name, pattern in [("script-src", "<script>(.*?)</script>"), ("style-src", "<style>(.*?)</style>")]:
        found = re.search(pattern, page, re.DOTALL)
        assert found
        digest = base64.b64encode(hashlib.sha256(found[1].encode()).digest()).decode()
        assert rules.pop(name) == f"'sha256-{digest}'"
    assert rules == {"img-src": "data:", "base-uri": "'none'", "form-action": "'none'"}


def test_it_refers_to_nothing_outside_but_the_portal_and_a_namespace() -> None:
    addresses = set(re.findall(r"https?://[^\s\"'<>]+", render([row()])))
    assert addresses == {"https://aka.ms/aoh", "http://www.w3.org/2000/svg"}
    assert not re.findall(r"@import|url\(|\.innerHTML|insertAdjacentHTML|document\.write|eval\(", render([row()]))


@pytest.mark.parametrize("language", list(Language))
def test_it_starts_in_the_language_asked_for(language: Language) -> None:
    page = render([row()], language)
    assert f'<html lang="{language.value}">' in page
    assert f"<title>{TEXTS[language.value]['title']}</title>" in page
    assert data_of(page)["language"] == language.value


def test_two_hundred_hosts_make_a_small_file() -> None:
    assert len(render([row(number % 60, host=f"press-{number}") for number in range(200)]).encode()) < 250_000


def test_both_languages_have_the_same_texts_with_the_same_places() -> None:
    places = {
        language: {name: sorted(re.findall(r"\{(\w+)\}", text)) for name, text in texts.items()}
        for language, texts in TEXTS.items()
    }
    assert set(TEXTS) == {language.value for language in Language}
    assert places["en"] == places["ja"]


def test_every_text_is_used_and_every_used_text_is_there() -> None:
    used = set(re.findall(r'(?:text\(|data-(?:text|label)=)"(\w+)"', SOURCES))
    assert used <= set(TEXTS["en"])
    computed = {f"{prefix}_" for prefix in re.findall(r"`(\w+)_\$\{", SOURCES)}
    unused = {name for name in set(TEXTS["en"]) - used if not any(name.startswith(prefix) for prefix in computed)}
    assert not {name for name in unused if not re.search(rf'[".]{name}\b', SOURCES)}


NUMBERS = {"n", "m", "rows", "machines", "done", "ready", "all", "old"}
#: Texts that are said of more than one only, parts of IDs and machines with several rows, or that name a block.
NEVER_ONE = {
    "copied_block",
    "machine",
    "paste_long",
    "paste_iid",
    "paste_overflow",
    "paste_short",
    "doubt_long",
    "replace_why",
}


def test_what_is_counted_has_a_singular_and_japanese_counts_rows_and_machines_apart() -> None:
    counted = {
        name: re.findall(r"\{(\w+)\} (?!\{\1\||of )([a-z]\w*)", text)
        for name, text in TEXTS["en"].items()
        if name not in NEVER_ONE
    }
    assert [name for name, nouns in counted.items() if any(number in NUMBERS for number, _noun in nouns)] == []
    for name, text in TEXTS["ja"].items():
        units = dict(re.findall(r"\{(\w+)\} (件|台)", text))
        machines = {number for number, unit in units.items() if unit == "台"}
        assert machines <= {"machines", "ready", "m"}, name
        assert not {number for number, unit in units.items() if unit == "件"} & {"machines", "ready", "m"}, name


def test_an_id_that_is_in_the_list_is_known_by_a_print_that_gives_nothing_away() -> None:
    digits = "000011000022000033000044000055000066001111002222"
    known = ConfirmationId.parse(digits, allow_failing_check_digits=True)
    (found,) = data_of(render([row(state=RowState.CONFIRMED, confirmation_id=known)]))["rows"]
    other = ConfirmationId.parse(digits[::-1], allow_failing_check_digits=True)
    (unlike,) = data_of(render([row(state=RowState.CONFIRMED, confirmation_id=other)]))["rows"]
    assert re.fullmatch("[0-9a-f]{8}", found["print"])
    assert found["print"] != unlike["print"]
    assert _page._print("a") == "e40c292c"  # as published with the function
    assert data_of(render([row()]))["rows"][0]["print"] == ""
