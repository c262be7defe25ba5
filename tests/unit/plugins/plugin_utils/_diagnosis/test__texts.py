# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Texts: each finding can be told in each language, whatever is known, and each code of the users' article."""

from __future__ import annotations

import re
from string import Formatter
from typing import Any

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._diagnosis._diagnose import diagnose
from ansible_collections.licenseops.windows.plugins.plugin_utils._diagnosis._evidence import (
    ControllerView,
    Evidence,
    Gap,
    Reach,
    SrvAnswer,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._diagnosis._finding import (
    Confidence,
    Fact,
    Finding,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._diagnosis._kinds import KMS_RPC_FAILED, kind_of_cause
from ansible_collections.licenseops.windows.plugins.plugin_utils._diagnosis._texts import Told, _texts, sentences, tell
from ansible_collections.licenseops.windows.plugins.plugin_utils._language._text import Language
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._catalog import text_of_cause
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._model import Channel, Product
from ansible_collections.licenseops.windows.tests.unit.plugins.support.evidence import (
    client,
    clock,
    evidence,
    failure,
    given,
    kms_licensed,
    pinned,
    request,
    response,
)
from ansible_collections.licenseops.windows.tests.unit.plugins.support.products import windows

ENGLISH, JAPANESE = Language.ENGLISH, Language.JAPANESE
OLD = "kms-old.corp.example"

#: Hiragana or katakana: no Japanese sentence does without.
KANA = re.compile(r"[\u3041-\u30fa]")

#: The thirty codes of the users' article and what each is about, by hand.
SEEDS = {
    0xC004C001: "key_not_accepted",
    0xC004C003: "key_blocked",
    0xC004C008: "key_limit_reached",
    0xC004B100: "activation_service_failed",
    0xC004C020: "mak_limit_reached",
    0xC004C021: "mak_limit_reached",
    0xC004F009: "not_activated",
    0xC004F00F: "hardware_changed",
    0xC004F014: "key_missing",
    0xC004F02C: "confirmation_id_malformed",
    0xC004F035: "firmware_licence_unusable",
    0xC004F038: "kms_count_low",
    0xC004F039: "kms_no_answer",
    0xC004F041: "kms_host_not_activated",
    0xC004F042: "kms_host_key_mismatch",
    0xC004F050: "key_mistyped",
    0xC004F051: "key_blocked",
    0xC004F064: "genuine_validation_failed",
    0xC004F065: "genuine_validation_failed",
    0xC004F06C: "clock_wrong",
    0x80070005: "not_administrator",
    0x8007232A: "dns_unavailable",
    0x8007232B: "kms_record_missing",
    0x800706BA: "kms_rpc_failed",
    0x8007251D: "kms_record_missing",
    0xC004F074: "kms_no_answer",
    0x8004FE21: "system_files_altered",
    0x80092328: "kms_record_missing",
    0x8007007B: "kms_record_missing",
    0x80070490: "key_refused_in_settings",
}

#: Where the code comes from: a task, LicenseStatusReason, events.
WAYS = {
    "given to a KMS client": lambda code: evidence(client(), given=given(code)),
    "given to a host with a MAK": lambda code: evidence(windows(), given=given(code)),
    "given to a host without a key": lambda code: evidence(given=given(code)),
    "reason of the row": lambda code: evidence(client(reason=code)),
    "event 8198": lambda code: evidence(windows(), events=[failure(1, code)]),
    "event 12288": lambda code: evidence(client(), events=[request(1, code)]),
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("code", SEEDS, ids=hex)
def test_each_code_of_the_article_leads_to_its_cause_in_both_languages(code: int, way: str) -> None:
    top = diagnose(WAYS[way](code))[0]
    if (code, way) == (0xC004F009, "given to a host without a key"):
        assert top.id == "key_missing"  # that a product is not activated explains nothing there
        return
    assert top.id == SEEDS[code]
    english, japanese = tell(top, ENGLISH), tell(top, JAPANESE)
    if (code, way) == (0xC004F06C, "event 12288"):
        assert "KMS host kms1.corp.example" in english.next_steps[0]  # the clock of this host is right
        assert is_japanese(japanese)
        return
    catalogue = text_of_cause(SEEDS[code], ENGLISH)
    assert catalogue is not None
    assert english.cause == catalogue.cause
    assert " ".join(english.next_steps) == catalogue.advice.strip()
    assert " ".join(english.fallbacks) == catalogue.otherwise.strip()
    assert not is_japanese(english) and is_japanese(japanese)


def is_japanese(told: Told) -> bool:
    """Title, cause and every step; evidence may be all names and codes."""
    return all(KANA.search(text) for text in (told.title, told.cause, *told.next_steps, *told.fallbacks))


def flat(told: Told) -> str:
    """All of it."""
    return "\n".join((told.title, told.cause, *told.next_steps, *told.fallbacks, *told.evidence))


def bare(finding_id: str, **changes: Any) -> Finding:
    """A finding of which nothing is known but its id."""
    return Finding(kind_of_cause(finding_id), Confidence.CERTAIN, **changes)


ALL_MENTIONS: dict[str, str | int] = {
    "product": "Windows (key ...T83GX)",
    "family": "Professional",
    "firmware": "Core",
    "host": OLD,
    "port": 1688,
    "domain": "corp.example",
    "difference": "6:00",
    "in_time": "0:02",
    "days": 12,
    "count": 3,
    "required": 25,
    "type": "ad",
    "year": 1,
    "parts": "events",
    "code": "0xC004ABCD",
    "signed": -1,
    "facility": 4,
    "number": 43981,
    "origin": "Software Protection",
    "proxy": "proxy.corp.example:8080",
    "provider": "Azure",
    "end": "2029-01-09",
    "office": "O365ProPlusRetail",
    "release": "VisioPro2024Volume",
    "other": "kms1.corp.example",
    "volume": "Office ProPlus2024",
    "products": "Office ProPlus2024",
    "names": "login.microsoftonline.com",
    "version": "16.0.17932.20130",
    "work_users": "S-1-5-21-1-2-3-1001",
    "personal_users": "S-1-5-21-1-2-3-1002",
    "way": "0xCAA70007",
    "refused": "0xCAA50021",
    "revision": "19045.3803",
    "least": "19045.6456",
    "next": 2,
    "begins": "2026-10-14",
    "last": 3,
    "unsold": "Windows Server 2012 R2",
}

#: What a rule always mentions with a finding whose title or cause cannot do without.
NEEDED = {
    "kms_host_name_unknown": ("host",),
    "clock_wrong": ("host", "in_time"),
    "kms_licence_ending": ("days",),
    "kms_cloud_unreachable": ("host", "port", "provider"),
    "kms_unexplained": ("product",),
    "kms_not_bound": ("product",),
    "evaluation_ending": ("product", "days"),
    "evaluation_edition": ("family",),
    "firmware_key_unused": ("firmware",),
    "firmware_key_other_edition": ("firmware", "family"),
    "ad_not_joined": (),
    "activation_type_unsuitable": ("type",),
    "esu_base_not_licensed": ("year",),
    "esu_not_supported": ("year",),
    "evidence_missing": ("parts",),
    "winhttp_proxy_missing": ("proxy",),
    "names_unresolved": ("names",),
    "kms_host_differs": ("product", "host", "other"),
    "office_licence_unseen": ("office",),
    "office_account_wrong": ("office", "personal_users"),
    "office_key_missing": ("office",),
    "office_licences_missing": ("office",),
    "office_retail_beside_volume": ("product", "volume"),
    "office_leftovers": ("products",),
    "office_out_of_support": ("office",),
    "support_ended": ("product", "end"),
    "support_ending": ("product", "end", "days"),
    "release_out_of_service": ("product", "end"),
    "esu_year_ended": ("product", "end", "year", "next"),
    "esu_year_ending": ("product", "end", "year", "days"),
    "esu_baseline_missing": ("product", "revision", "least"),
    "subscription_on_home": ("family",),
    "subscription_base_not_licensed": ("product",),
    "unknown_code": ("code", "signed", "facility", "number", "origin"),
}


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("finding_id", sorted(_texts(ENGLISH)["causes"]))
def test_a_finding_of_our_own_is_told_with_much_and_with_little(finding_id: str, language: Language) -> None:
    if finding_id == "unknown_fault":
        findings = [bare("unknown_code")]
    else:
        least = {name: ALL_MENTIONS[name] for name in NEEDED.get(finding_id, ())}
        findings = [bare(finding_id, code=1, mentions=mentions) for mentions in (least, ALL_MENTIONS)]
        findings += [bare(finding_id, code=1, behind=KMS_RPC_FAILED, mentions=ALL_MENTIONS)]
    for finding in findings:
        told = tell(finding, language)
        assert told.title and told.cause
        assert told.next_steps or finding.behind is None
        assert "{" not in flat(told)


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("licence", [client(), kms_licensed(100)], ids=["not activated", "renewal fails"])
def test_nobody_is_told_to_open_a_port_on_a_kms_host_of_a_cloud(licence: Product, language: Language) -> None:
    name = "azkms.core.windows.net"
    (finding,) = diagnose(evidence(licence, **pinned(name), events=[request(1, 0x800706BA, name)]))
    told = tell(finding, language)
    known = text_of_cause("kms_rpc_failed", language)
    assert known is not None
    assert not set(sentences(known.advice)) & set(told.next_steps)
    assert len(told.next_steps) == 3 and all("Azure" in step for step in (*told.next_steps[:2], *told.fallbacks))
    assert len(told.fallbacks) == 1 and "win_activation" in told.next_steps[2]


def test_a_failing_renewal_is_told_with_the_cause_and_the_steps_behind_it() -> None:
    (finding,) = diagnose(evidence(kms_licensed(100), events=[request(1, 0x800706BA)]))
    behind = text_of_cause("kms_rpc_failed", ENGLISH)
    assert behind is not None
    told = tell(finding, ENGLISH)
    assert told.title == "Renewal by KMS host kms1.corp.example fails"
    assert behind.cause in told.cause and "100 more days" in told.cause
    assert (told.next_steps, told.fallbacks) == (sentences(behind.advice), sentences(behind.otherwise))


@pytest.mark.parametrize("language", Language)
def test_a_fallback_does_not_continue_the_steps(language: Language) -> None:
    texts = _texts(language)["fallbacks"]
    assert texts.keys() <= _texts(language)["steps"].keys()
    assert not [text for items in texts.values() for text in items if text.startswith(("Then ", "Once ", "その後"))]


def test_both_languages_have_the_same_texts_with_the_same_names() -> None:
    english, japanese = (_texts(language) for language in (ENGLISH, JAPANESE))
    assert english.keys() == japanese.keys()
    for section in ("titles", "causes", "steps", "fallbacks", "facts"):
        assert english[section].keys() == japanese[section].keys()
        for key, text in english[section].items():
            assert names(text) == names(japanese[section][key]), key


def names(text: str | list[str]) -> list[set[str]]:
    """Names in each alternative."""
    alternatives = text if isinstance(text, list) else [text]
    return [{name for dummy, name, *_rest in Formatter().parse(item) if name} for item in alternatives]


@pytest.mark.parametrize("section", ["titles", "causes", "steps", "fallbacks"])
def test_japanese_texts_are_japanese(section: str) -> None:
    texts = _texts(JAPANESE)[section].values()
    lines = [line for text in texts for line in (text if isinstance(text, list) else [text])]
    assert lines and all(KANA.search(line) for line in lines)


@pytest.mark.parametrize("section", ["causes", "steps", "fallbacks"])
@pytest.mark.parametrize(("language", "end"), [(ENGLISH, (".", "{cause}")), (JAPANESE, ("。", "{cause}"))])
def test_causes_and_steps_are_sentences(section: str, language: Language, end: tuple[str, ...]) -> None:
    texts = _texts(language)[section].values()
    lines = [line for text in texts for line in (text if isinstance(text, list) else [text])]
    assert [line for line in lines if not line.endswith(end)] == []


SEEN: list[tuple[Evidence, list[str]]] = [
    (
        evidence(
            client(), **pinned(OLD), events=[request(1, 0x8007232B, OLD, hours_ago=1 / 3), failure(2, 0xC004F074)]
        ),
        [
            "Event 12288 of 2026-03-02 07:40 UTC: 0x8007232B for kms-old.corp.example:1688",
            "0xC004F074 hides it: 0x8007232B is the inner code",
            "Windows(R), Professional edition (key ...T83GX): notification, reason 0xC004F056",
            "KMS host set for the whole host: kms-old.corp.example",
        ],
    ),
    (
        evidence(client(), events=[request(1, 0), response(2, 0xC004F038, 3)]),
        [
            "Event 12289 of 2026-03-02 07:00 UTC: 0xC004F038 for kms1.corp.example:1688; 3 of 25 clients counted",
            "Windows(R), Professional edition (key ...T83GX): notification, reason 0xC004F056",
        ],
    ),
    (
        evidence(windows(), given=given(0xC004C003)),
        [
            "Given: 0xC004C003",
            "Windows(R), Professional edition (key ...PKX99): notification, reason 0xC004F034",
        ],
    ),
    (
        evidence(client(), events=[request(1, 0xC004F06C)], system=clock(-6.5)),
        [
            "Event 12288 of 2026-03-02 07:00 UTC: 0xC004F06C for kms1.corp.example:1688",
            "Windows(R), Professional edition (key ...T83GX): notification, reason 0xC004F056",
            "The clock of the host is 6:30 hours behind the controller's",
        ],
    ),
    (evidence(products=Gap(5, "Zugriff verweigert")), ["products: 0x00000005 Zugriff verweigert"]),
    (evidence(products=Gap(0, "damaged")), ["products: damaged"]),
]


@pytest.mark.parametrize(("seen", "expected"), SEEN)
def test_evidence_can_be_checked_by_a_person(seen: Evidence, expected: list[str]) -> None:
    assert list(tell(diagnose(seen)[0], ENGLISH).evidence) == expected


def test_the_view_of_the_controller_is_labelled_and_changes_no_order() -> None:
    seen = evidence(client(), **pinned(OLD), events=[request(1, 0x800706BA, OLD)])
    view = ControllerView(
        (SrvAnswer("corp.example", (("kms1.corp.example", 1688),)), SrvAnswer("b.example", problem="NXDOMAIN")),
        (Reach(OLD, 1688), Reach("kms1.corp.example", 1688, "refused")),
    )
    with_view = diagnose(evidence(client(), **pinned(OLD), events=[request(1, 0x800706BA, OLD)], controller=view))
    assert [item.id for item in with_view] == [item.id for item in diagnose(seen)]
    told = tell(with_view[0], ENGLISH).evidence
    assert [line for line in told if line.startswith("Controller's view: ")] == [
        "Controller's view: _vlmcs._tcp.corp.example names kms1.corp.example:1688",
        "Controller's view: no answer for _vlmcs._tcp.b.example (NXDOMAIN)",
        "Controller's view: kms-old.corp.example:1688 accepts connections",
        "Controller's view: kms1.corp.example:1688 cannot be reached (refused)",
    ]


@pytest.mark.parametrize(
    ("code", "facility", "signed", "origin"),
    [
        (0xC004ABCD, 4, -1073435699, "Software Protection"),
        (0x8007ABCD, 7, -2146980915, "Win32"),
        (0x80191234, 25, -2145840588, "HTTP"),
        (0x00001234, 0, 4660, "?"),
    ],
)
def test_an_unknown_code_says_where_it_comes_from(code: int, facility: int, signed: int, origin: str) -> None:
    finding = diagnose(evidence(windows(), given=given(code)))[0]
    told = tell(finding, ENGLISH)
    assert finding.id == "unknown_code"
    assert finding.mentions["facility"] == facility and str(signed) in told.cause and origin in told.cause
    assert f"0x{code:08X}" in told.title and f"0x{code:08X}" in told.next_steps[0]
    assert f"The text with it: failed with 0x{code:08X}" in told.evidence


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One. Two.", ("One.", "Two.")),
        ("Ask a.example and b.example.", ("Ask a.example and b.example.",)),
        ("一つ目です。二つ目です。", ("一つ目です。", "二つ目です。")),
        ("Use version 1.2. Then go on.", ("Use version 1.2.", "Then go on.")),
        ("", ()),
    ],
)
def test_an_advice_is_taken_apart_at_its_sentences(text: str, expected: tuple[str, ...]) -> None:
    assert sentences(text) == expected


def test_a_fact_nobody_has_words_for_is_left_out() -> None:
    finding = bare("key_blocked", behind=kind_of_cause("key_blocked"), facts=(Fact("event", {}), Fact("no such fact")))
    assert tell(finding, ENGLISH).evidence == ()


def test_a_retail_key_is_no_kms_client() -> None:
    product = windows(channel=Channel.RETAIL)
    finding = diagnose(evidence(product, **pinned(OLD), given=given(0x8007232B)))[0]
    assert (finding.id, finding.confidence) == ("kms_record_missing", Confidence.LIKELY)


def steps_of(finding_id: str, **changes: Any) -> tuple[str, ...]:
    """The steps of a finding in English."""
    return tell(bare(finding_id, **changes), ENGLISH).next_steps


RPC_ADVICE = sentences(text_of_cause("kms_rpc_failed", ENGLISH).advice)  # type: ignore[union-attr]  # it has one


def test_the_catalogue_tells_the_steps_of_a_cause_sentence_by_sentence() -> None:
    assert steps_of("kms_rpc_failed", behind=KMS_RPC_FAILED) == RPC_ADVICE
    assert len(steps_of("tls_failed", behind=kind_of_cause("tls_failed"))) == 2


@pytest.mark.parametrize("finding_id", ["key_blocked", "service_rule_refused"])
def test_an_advice_that_begins_with_what_not_to_do_stays_whole(finding_id: str) -> None:
    known = text_of_cause(finding_id, ENGLISH)
    assert known is not None and len(sentences(known.advice)) > 1
    assert steps_of(finding_id, behind=kind_of_cause(finding_id)) == (known.advice.strip(),)


def test_own_steps_stand_alone_unless_those_of_the_cause_follow() -> None:
    assert len(steps_of("kms_host_name_unknown", behind=KMS_RPC_FAILED, mentions={"host": OLD})) == 2
    ending = steps_of("kms_licence_ending", behind=KMS_RPC_FAILED, mentions={"days": 3})
    assert ending[0].startswith("Make renewal work") and ending[1:] == RPC_ADVICE
    assert len(steps_of("kms_licence_ending", mentions={"days": 3})) == 1
    assert steps_of("kms_renewal_failing", behind=KMS_RPC_FAILED) == RPC_ADVICE


def test_a_clock_that_is_right_sends_to_the_kms_host_first_and_then_to_the_steps_of_the_cause() -> None:
    behind = kind_of_cause("clock_wrong")
    plain = steps_of("clock_wrong", behind=behind)
    in_time = steps_of("clock_wrong", behind=behind, mentions={"host": OLD, "in_time": "0:02"})
    assert OLD in in_time[0] and in_time[1:] == plain and plain


def test_steps_of_our_own_behind_a_finding_are_told_line_by_line() -> None:
    behind = kind_of_cause("kms_cloud_unreachable")
    mentions = {"host": "azkms.core.windows.net", "port": 1688, "provider": "Azure"}
    own = steps_of("kms_cloud_unreachable", mentions=mentions)
    assert len(own) == 3 and all("{" not in step for step in own)
    assert steps_of("kms_renewal_failing", behind=behind, mentions=mentions) == own


def test_a_cause_that_is_behind_and_has_no_texts_is_left_out() -> None:
    told = tell(bare("kms_renewal_failing", behind=kind_of_cause("no_such_cause")), ENGLISH)
    assert told.cause == "The product is still licensed, but the newest attempt to renew it failed."
    assert told.next_steps == ()


@pytest.mark.parametrize(("language", "end"), [(ENGLISH, "."), (JAPANESE, "。")])
def test_without_a_title_the_cause_stands_in_without_its_end(language: Language, end: str) -> None:
    behind = kind_of_cause("key_mistyped")
    told = tell(bare("key_mistyped", behind=behind), language)
    assert told.cause == f"{told.title}{end}"


def test_an_error_without_a_code_is_told_as_such() -> None:
    told = tell(bare("unknown_code", code=None), ENGLISH)
    assert told.title == "The host answered with an error that has no code"
    known = {"code": "0x1", "signed": 1, "facility": 0, "number": 1, "origin": "?"}
    assert tell(bare("unknown_code", code=1, mentions=known), ENGLISH).title == "Code 0x1 is not in the catalogue"


def test_the_first_alternative_that_is_known_is_told() -> None:
    titles = [tell(bare("kms_rpc_failed", mentions=item), ENGLISH).title for item in ({"host": OLD, "port": 1}, {})]
    assert titles == [f"KMS host {OLD}:1 cannot be reached", "The KMS host cannot be reached"]


def test_evidence_is_told_once() -> None:
    fact = Fact("no_windows_key")
    told = tell(bare("key_missing", facts=(fact, Fact("restart_pending"), fact)), ENGLISH)
    assert [line.split()[0] for line in told.evidence] == ["No", "Component"]
