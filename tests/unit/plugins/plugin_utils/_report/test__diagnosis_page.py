# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The page: its document, its lines, and that the same state gives the same page."""

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone
from string import Formatter
from typing import Any

import pytest
from markupsafe import Markup

from ansible_collections.licenseops.windows.plugins.plugin_utils._language._text import Language
from ansible_collections.licenseops.windows.plugins.plugin_utils._report._diagnosis_page import (
    escape_texts,
    make_page,
    page_texts,
    render_document,
    render_lines,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._result._finding import Health
from ansible_collections.licenseops.windows.tests.unit.plugins.support.diagnoses import (
    CLEAR_HOST,
    OBSERVED,
    VIEW,
    Result,
    diagnosed,
    finding,
    pinned,
    product,
    unreachable,
)

NOW = datetime(2026, 11, 2, 8, 0, tzinfo=timezone.utc)
LATER = NOW + timedelta(minutes=5)
FLEET: dict[str, Result] = {f"web-{number}": diagnosed(pinned()) for number in range(1, 18)} | {
    "db": diagnosed(finding("clock_wrong", "warning", retry_helps=True)),
    "lab": unreachable(),
    "ok": diagnosed(),
}


def document_of(
    results: dict[str, Result], language: Language = Language.ENGLISH, now: datetime = NOW, previous: Any = None
) -> dict[str, Any]:
    return render_document(make_page(results, language, now, previous))


def lines_of(results: dict[str, Result], language: Language = Language.ENGLISH) -> list[str]:
    return render_lines(make_page(results, language, NOW))


def fields_of(text: str) -> set[str | None]:
    return {field for _literal, field, _spec, _conversion in Formatter().parse(text) if field}


def test_both_languages_have_the_same_words_with_the_same_blanks() -> None:
    english, japanese = page_texts(Language.ENGLISH), page_texts(Language.JAPANESE)
    assert english.keys() == japanese.keys()
    assert not [name for name in english if fields_of(english[name]) != fields_of(japanese[name])]


def test_there_is_a_word_for_every_health_and_no_word_breaks_html() -> None:
    for language in Language:
        texts = page_texts(language)
        assert {health.value for health in Health} <= texts.keys()
        assert escape_texts(dict(texts)) == texts


def test_the_document_counts_groups_and_lists() -> None:
    document = document_of(FLEET)
    assert document["since"] == "2026-11-02 08:00 UTC"
    assert document["counts"] == {
        "hosts": 20, "critical": 17, "unreachable": 1, "undiagnosed": 0, "warning": 1, "healthy": 1,
    }  # fmt: skip
    first = document["groups"][0]
    assert (first["id"], len(first["hosts"]), first["next_step"]) == (
        "kms_host_name_unknown", 17, "do kms_host_name_unknown",
    )  # fmt: skip
    assert (first["safe_fix"], first["fix"], first["more_steps"]) == (True, "win_kms_client", ["then that"])
    assert [host["name"] for host in document["hosts"]][-3:] == ["lab", "db", "ok"]


def test_the_document_has_exactly_these_keys() -> None:
    result = diagnosed(
        pinned(),
        controller_view=VIEW,
        support={"lines": ["Maker: Contoso"]},
        not_read=[{"what": "events", "why": "0x80041003 Denied"}, {"what": "proxy"}],
    )
    document = render_document(make_page({"a": result}, Language.ENGLISH, NOW, fixes={"b": ["Clear it."], "c": []}))
    assert document == {
        "format": "licenseops.windows/diagnosis",
        "version": 1,
        "language": "en",
        "since": "2026-11-02 08:00 UTC",
        "counts": {"hosts": 1, "critical": 1, "unreachable": 0, "undiagnosed": 0, "warning": 0, "healthy": 0},
        "groups": [
            {
                "id": "kms_host_name_unknown",
                "severity": "critical",
                "title": "KMS host kms-old.corp.example cannot be resolved",
                "hosts": ["a"],
                "products": ["Windows, Pro (...PKX99)"],
                "cause": "why kms_host_name_unknown",
                "code": "0xC004F074 SL_E_VL_KEY_MANAGEMENT_SERVICE_ID_MISMATCH",
                "next_step": "do kms_host_name_unknown",
                "more_steps": ["then that"],
                "fallbacks": ["else that"],
                "retry_helps": False,
                "fix": "win_kms_client",
                "safe_fix": True,
            }
        ],
        "hosts": [
            {
                "name": "a",
                "state": "critical",
                "message": "",
                "findings": [
                    {
                        "id": "kms_host_name_unknown",
                        "group": "",
                        "severity": "critical",
                        "title": "KMS host kms-old.corp.example cannot be resolved",
                        "cause": "why kms_host_name_unknown",
                        "confidence": "certain",
                        "product": "Windows, Pro ...PKX99",
                        "product_name": "Windows, Pro",
                        "code": "0xC004F074 SL_E_VL_KEY_MANAGEMENT_SERVICE_ID_MISMATCH",
                        "next_steps": ["do kms_host_name_unknown", "then that"],
                        "fallbacks": ["else that"],
                        "evidence": ["seen here"],
                        "retry_helps": False,
                        "fix": CLEAR_HOST,
                    }
                ],
                "support": ["Maker: Contoso"],
                "products": [
                    {
                        "activation_id": "00000000-0000-4000-8000-000000000001",
                        "name": "Windows, Pro",
                        "application": "windows",
                        "channel": "gvlk",
                        "partial_product_key": "PKX99",
                        "license_status": "licensed",
                        "licensed": True,
                        "activated_by": "kms",
                        "reason": "0x00000000",
                        "expires_on": "2027-05-01",
                    }
                ],
                "observed": {
                    "windows": None,
                    "build": 20348,
                    "edition_sku": None,
                    "domain": "corp.example",
                    "dns_suffix": None,
                    "pending_restart": None,
                    "proxy": None,
                    "clock_offset_minutes": 0,
                    "spp_start_mode": "Auto",
                },
                "not_read": ["events: 0x80041003 Denied", "proxy: None"],
                "controller_view": [
                    "_vlmcs._tcp.corp.example SRV: kms1.corp.example:1688",
                    "_vlmcs._tcp.lab.example SRV: the name does not exist",
                    "kms1.corp.example:1688 TCP: OK",
                ],
            }
        ],
        "fixes": [{"host": "b", "steps": ["Clear it."]}],
    }


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ({"product": None, "code": None}, ("", "")),
        ({"product": {"name": None}, "code": {"code": None, "symbol": None}}, ("", "")),
        ({"product": {"name": "Office", "short_name": "Off"}, "code": None}, ("Off", "")),
        ({"product": {"name": "Office"}, "code": {"code": "0x1", "symbol": None}}, ("Office", "0x1")),
        ({"product": {}, "code": {"symbol": "SL_E"}}, ("", "SL_E")),
    ],
)
def test_a_finding_names_what_it_has(said: dict[str, Any], shown: tuple[str, str]) -> None:
    document = document_of({"a": diagnosed(finding("x", **said))})
    (told,) = document["hosts"][0]["findings"]
    assert (told["product"], told["code"], told["fix"]) == (*shown, None)
    (group,) = document["groups"]
    assert (group["code"], group["fix"]) == (shown[1], None)


def test_a_finding_without_steps_has_none_in_the_document_and_in_the_lines() -> None:
    results = {"a": diagnosed(finding("x", next_steps=[], fallbacks=[], product=None))}
    (group,) = document_of(results)["groups"]
    assert (group["next_step"], group["more_steps"]) == ("", [])
    assert lines_of(results)[2:-2] == ["[Critical] 1 host: x", "    a"]


@pytest.mark.parametrize("parts", [{}, {"products": None, "observed": None, "not_read": None, "controller_view": None}])
def test_a_result_with_findings_alone_is_a_host_too(parts: dict[str, None]) -> None:
    (host,) = document_of({"a": {"findings": [], **parts}})["hosts"]
    assert (host["products"], host["not_read"], host["controller_view"], host["state"]) == ([], [], [], "healthy")
    assert set(host["observed"].values()) == {None}


@pytest.mark.parametrize(
    ("expires_at", "day"), [(None, None), ("", None), ("2026-05-01T08:00Z", "2026-05-01"), ("2026-05-01", "2026-05-01")]
)
def test_of_the_end_of_a_licence_the_day_is_shown(expires_at: str | None, day: str | None) -> None:
    (shown,) = document_of({"a": diagnosed(products=[product(expires_at=expires_at)])})["hosts"][0]["products"]
    assert shown["expires_on"] == day


def test_a_product_whose_reason_is_not_known_has_none() -> None:
    (shown,) = document_of({"a": diagnosed(products=[product(reason=None)])})["hosts"][0]["products"]
    assert shown["reason"] is None


@pytest.mark.parametrize(
    ("view", "lines"),
    [
        (None, []),
        ({"records": [{"name": "n", "hosts": [], "problem": None}]}, ["n SRV: -"]),
        ({"records": [{"name": "n", "hosts": [{"host": "a", "port": 1}, {"host": "b", "port": 2}], "problem": ""}]},
         ["n SRV: a:1, b:2"]),
        ({"ports": [{"host": "a", "port": 1, "reachable": False, "problem": "refused"}]}, ["a:1 TCP: refused"]),
    ],
)  # fmt: skip
def test_the_view_of_the_controller_is_a_line_for_each_thing(view: dict[str, Any] | None, lines: list[str]) -> None:
    assert document_of({"a": diagnosed(controller_view=view)})["hosts"][0]["controller_view"] == lines


def test_the_document_is_json_all_the_way_down() -> None:
    document = document_of(FLEET)
    assert json.loads(json.dumps(document)) == document


def test_the_lines_say_how_many_who_and_what_next() -> None:
    lines = lines_of(FLEET)
    assert lines[0] == "20 hosts: Critical 17, Not reached 1, Warning 1, Healthy 1"
    assert lines[2] == "[Critical] 17 hosts: KMS host kms-old.corp.example cannot be resolved"
    assert lines[3] == "    web-1, web-2, web-3, web-4, web-5, web-6, web-7, web-8, and 9 more"
    assert lines[4] == "    Products concerned: Windows, Pro (...PKX99)"
    assert lines[5] == "    Next step: do kms_host_name_unknown then that"
    assert lines[6] == "    If that does not help: else that"
    assert lines[7] == "    A safe fix exists. Run the playbook again with -e diagnose_remediate=true."
    assert "    Trying again later can help." in lines


@pytest.mark.parametrize(
    ("count", "shown"),
    [(1, "h1"), (8, "h1, h2, h3, h4, h5, h6, h7, h8"), (9, "h1, h2, h3, h4, h5, h6, h7, h8, and 1 more")],
)
def test_a_line_has_room_for_eight_names(count: int, shown: str) -> None:
    lines = lines_of({f"h{number}": diagnosed(finding("x", "warning")) for number in range(1, count + 1)})
    assert lines[3] == f"    {shown}"


def test_the_lines_say_no_more_than_there_is() -> None:
    assert lines_of({"a": diagnosed(finding("x", "warning", product=None, next_steps=["do x"], fallbacks=[]))}) == [
        "1 host: Warning 1",
        "",
        "[Warning] 1 host: x",
        "    a",
        "    Next step: do x",
        "",
        "Read over WMI; nothing was run or changed on the hosts.",
    ]


def test_the_lines_say_which_fixes_were_made_and_do_not_say_that_nothing_was_changed() -> None:
    page = make_page(
        {"a": diagnosed(), "b": diagnosed()}, Language.ENGLISH, NOW, fixes={"a": ["Clear it.", "Start it."]}
    )
    assert render_lines(page)[-5:] == [
        "Safe fixes made",
        "    a: Clear it.",
        "    a: Start it.",
        "",
        "The safe fixes named above were made (1 host). Nothing else was changed, and nothing was run on the hosts.",
    ]


def test_the_blocks_for_support_calls_of_the_worst_hosts_are_shown_and_the_others_counted() -> None:
    block = {"lines": ["Maker: Contoso", "Model: Desk 7"]}
    lines = lines_of(
        {f"h{number}": diagnosed(finding("x"), support=block) for number in range(1, 6)} | {"ok": diagnosed()}
    )
    assert [line for line in lines if line.startswith("For a support call")] == [
        f"For a support call: h{number}" for number in (1, 2, 3)
    ]
    assert lines.count("    Model: Desk 7") == 3
    assert "More such blocks: 2. All of them are in the report that diagnose_report_dir writes." in lines
    assert not any("More such blocks" in line for line in lines_of({"h": diagnosed(finding("x"), support=block)}))


def test_the_lines_are_japanese_when_asked() -> None:
    lines = lines_of(FLEET, Language.JAPANESE)
    assert lines[0] == "20 台: 重大 17、接続不可 1、警告 1、正常 1"
    assert lines[2].startswith("[重大] 17 台: ")
    assert lines[3].endswith("ほか 9 台")


@pytest.mark.parametrize(
    ("results", "lines"),
    [
        ({}, ["No host was diagnosed."]),
        ({"a": diagnosed()}, ["1 host: Healthy 1", "Every host is healthy. There is nothing to do."]),
    ],
)
def test_where_nothing_is_wrong_the_page_says_so(results: dict[str, Result], lines: list[str]) -> None:
    assert [line for line in lines_of(results) if line and not line.startswith("Read over WMI")] == lines


def test_the_same_state_keeps_its_time_and_every_byte() -> None:
    first = json.dumps(document_of(FLEET))
    assert json.dumps(document_of(FLEET, now=LATER, previous=first)) == first
    assert json.dumps(document_of(FLEET, now=LATER, previous=json.loads(first))) == first


def test_a_later_run_in_the_same_state_leaves_what_was_fixed_on_the_page_and_says_that_it_changed_nothing() -> None:
    fixes = {"web-1": ["Clear it."]}
    first = json.dumps(render_document(make_page(FLEET, Language.ENGLISH, NOW, fixes=fixes)))
    later = make_page(FLEET, Language.ENGLISH, LATER, first, fixes={"web-1": []})
    assert json.dumps(render_document(later)) == first
    assert render_lines(later)[-1] == "Read over WMI; nothing was run or changed on the hosts."
    changed = make_page(FLEET | {"db": diagnosed()}, Language.ENGLISH, LATER, first)
    assert render_document(changed)["fixes"] == []


def test_what_wavers_from_minute_to_minute_is_no_new_state() -> None:
    before = {"a": diagnosed(products=[product(grace_minutes=100, expires_at="2027-05-01T08:00Z")])}
    after = {
        "a": diagnosed(
            products=[product(grace_minutes=95, expires_at="2027-05-01T08:01Z")],
            observed=OBSERVED | {
                "clock_offset_seconds": -131,
                "spp_service": {"start_mode": "Auto", "state": "Running"},
                "events": [],
            },
        )
    }  # fmt: skip
    assert document_of(after, now=LATER, previous=json.dumps(document_of(before))) == document_of(before)


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"db": diagnosed()}, id="repaired"),
        pytest.param({"ok": unreachable()}, id="gone"),
        pytest.param({"new": diagnosed()}, id="another host"),
        pytest.param({"ok": diagnosed(products=[product(licensed=False)])}, id="another product state"),
        pytest.param({"ok": diagnosed(observed=OBSERVED | {"clock_offset_seconds": 600})}, id="another clock"),
    ],
)
def test_another_state_has_a_time_of_its_own(change: dict[str, Result]) -> None:
    first = json.dumps(document_of(FLEET))
    assert document_of(FLEET | change, now=LATER, previous=first)["since"] == "2026-11-02 08:05 UTC"


def test_another_language_is_another_page() -> None:
    first = json.dumps(document_of(FLEET))
    assert document_of(FLEET, Language.JAPANESE, LATER, first)["since"] == "2026-11-02 08:05 UTC"


@pytest.mark.parametrize("previous", [None, "", "{", "[]", "null", "7", '{"since": ""}', '{"format": "x"}', {}, [], 7])
def test_a_file_that_is_no_such_page_is_written_anew(previous: Any) -> None:
    assert document_of(FLEET, previous=previous)["since"] == "2026-11-02 08:00 UTC"


@pytest.mark.parametrize(("seconds", "minutes"), [(None, None), (0, 0), (299, 0), (-299, 0), (-21720, -362), (300, 5)])
def test_the_clock_is_told_in_minutes(seconds: int | None, minutes: int | None) -> None:
    results = {"a": diagnosed(observed=OBSERVED | {"clock_offset_seconds": seconds})}
    assert document_of(results)["hosts"][0]["observed"]["clock_offset_minutes"] == minutes


def test_the_proxy_is_told_by_its_server() -> None:
    results = {"a": diagnosed(observed=OBSERVED | {"proxy": {"server": "proxy.corp.example:8080", "bypass": None}})}
    assert document_of(results)["hosts"][0]["observed"]["proxy"] == "proxy.corp.example:8080"


def test_what_the_controller_saw_is_a_line_each() -> None:
    assert document_of({"a": diagnosed(controller_view=VIEW)})["hosts"][0]["controller_view"] == [
        "_vlmcs._tcp.corp.example SRV: kms1.corp.example:1688",
        "_vlmcs._tcp.lab.example SRV: the name does not exist",
        "kms1.corp.example:1688 TCP: OK",
    ]


def test_every_text_is_escaped_and_nothing_else() -> None:
    value = {"a": ["<b>", {"c": "\"&'"}], "d": 7, "e": None, "f": True}
    assert escape_texts(value) == {
        "a": ["&lt;b&gt;", {"c": "&#34;&amp;&#39;"}], "d": 7, "e": None, "f": True,
    }  # fmt: skip


def test_a_text_that_calls_itself_safe_is_escaped_too() -> None:
    escaped = escape_texts(Markup("<b>"))
    assert (escaped, type(escaped)) == ("&lt;b&gt;", str)


@pytest.mark.parametrize("language", Language)
def test_a_row_of_microsoft_365_apps_is_shown_with_no_state_of_its_own(language: Language) -> None:
    left = product(application="office", channel="subscription", license_status="notification", licensed=False)
    document = document_of({"a": diagnosed() | {"products": [product(), left]}}, language)
    windows, office = document["hosts"][0]["products"]
    assert office["expires_on"] is None
    assert (windows["license_status"], windows["licensed"]) == ("licensed", True)
    assert (office["license_status"], office["licensed"], office["reason"]) == ("by_account", None, None)
    assert "Microsoft 365" in page_texts(language)["by_account"]


@pytest.mark.parametrize(("application", "channel"), [("office", "gvlk"), ("windows", "subscription")])
def test_other_rows_are_shown_with_their_state(application: str, channel: str) -> None:
    (shown,) = document_of({"a": diagnosed(products=[product(application=application, channel=channel)])})["hosts"][0][
        "products"
    ]
    assert (shown["license_status"], shown["licensed"], shown["expires_on"]) == ("licensed", True, "2027-05-01")
