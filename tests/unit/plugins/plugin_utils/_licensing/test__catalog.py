# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The catalogues: complete, consistent, and the right setup key for an edition."""

from __future__ import annotations

import re
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
import yaml

from ansible_collections.licenseops.windows.plugins.plugin_utils._diagnosis._texts import sentences as parted
from ansible_collections.licenseops.windows.plugins.plugin_utils._language._text import Language
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing import _catalog
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._catalog import (
    SetupKey,
    find_error,
    setup_key_ending,
    setup_key_for,
    setup_keys,
    text_of_cause,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._model import Edition
from ansible_collections.licenseops.windows.plugins.plugin_utils._wsman._errors import QUOTA_CODES, WSManFault

FOLDER = Path(_catalog.__file__).parent / "catalog"
ERRORS: dict[str, Any] = yaml.safe_load((FOLDER / "errors.yml").read_text(encoding="utf-8"))
CODES: dict[str, dict[str, Any]] = ERRORS["codes"]
TEXTS: dict[Language, dict[str, Any]] = {
    language: yaml.safe_load((FOLDER / "texts" / f"{language.value}.yml").read_text(encoding="utf-8"))
    for language in Language
}
CAUSES: dict[str, dict[str, str]] = TEXTS[Language.ENGLISH]["causes"]

NEWEST_BUILD = 99999


def test_the_catalogue_knows_341_codes() -> None:
    assert len(CODES) == 341


def test_codes_are_eight_upper_case_hexadecimal_digits_in_numerical_order_and_once_each() -> None:
    written = re.findall(r"^  ['\"]?(0x\w+)['\"]?:", (FOLDER / "errors.yml").read_text(encoding="utf-8"), re.MULTILINE)
    assert all(re.fullmatch(r"0x[0-9A-F]{8}", code) for code in written)
    assert written == sorted(set(written))
    assert written == list(CODES)


def test_every_cause_is_used_and_every_cause_used_exists() -> None:
    assert {row["cause"] for row in CODES.values()} == set(CAUSES)


def is_complete(row: dict[str, Any]) -> bool:
    return (
        set(row) == {"symbol", "cause", "category", "retryable", "status"}
        and (row["symbol"] is None or bool(re.fullmatch(r"[A-Z][A-Z0-9_]+", row["symbol"])))
        and bool(re.fullmatch(r"[a-z]+(-[a-z]+)*", row["category"]))
        and row["status"] in {"documented", "community", "inferred"}
        and isinstance(row["retryable"], bool)
    )


def test_every_entry_has_all_its_fields() -> None:
    assert not [code for code, row in CODES.items() if not is_complete(row)]


@pytest.mark.parametrize("code", list(CODES)[::20])
def test_an_entry_is_found_by_its_number(code: str) -> None:
    entry = find_error(int(code, 16))
    assert entry is not None
    row = CODES[code]
    assert (entry.code, entry.symbol, entry.cause_id) == (int(code, 16), row["symbol"], row["cause"])
    assert (entry.category, entry.is_retryable, entry.status) == (row["category"], row["retryable"], row["status"])


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("code", list(CODES)[::20])
def test_an_entry_has_its_texts_in_every_language(code: str, language: Language) -> None:
    entry = find_error(int(code, 16))
    assert entry is not None
    cause = TEXTS[language]["causes"][entry.cause_id]
    assert entry.text(language) == TEXTS[language]["codes"][code]
    assert entry.cause(language) == cause["cause"]
    assert entry.advice(language) == language.gap.join(
        cause[key].strip() for key in ("advice", "otherwise") if key in cause
    )


def test_texts_are_english_when_no_language_is_named() -> None:
    entry = find_error(0xC004F074)
    assert entry is not None
    assert (entry.text(), entry.cause(), entry.advice()) == (
        entry.text(Language.ENGLISH),
        entry.cause(Language.ENGLISH),
        entry.advice(Language.ENGLISH),
    )


def test_the_texts_of_a_cause_are_found_by_its_name() -> None:
    found = text_of_cause("key_blocked", Language.JAPANESE)
    assert found is not None
    assert found.advice == TEXTS[Language.JAPANESE]["causes"]["key_blocked"]["advice"]
    assert text_of_cause("no_such_cause", Language.JAPANESE) is None


def test_every_code_can_be_looked_up() -> None:
    assert not [code for code in CODES if find_error(int(code, 16)) is None]


def sentences(language: Language) -> list[str]:
    """Every text of a language."""
    causes = TEXTS[language]["causes"].values()
    return [*TEXTS[language]["codes"].values(), *(text for cause in causes for text in cause.values())]


ENGLISH = sentences(Language.ENGLISH)
JAPANESE = sentences(Language.JAPANESE)

HALF_WIDTH_KATAKANA = re.compile("[\uff61-\uff9f]")
KANA_OR_KANJI = re.compile("[\u3041-\u3096\u30a1-\u30fa\u4e00-\u9fff]")


def test_there_is_one_file_of_texts_for_each_language() -> None:
    assert {path.stem for path in (FOLDER / "texts").iterdir()} == {language.value for language in Language}


@pytest.mark.parametrize("language", list(Language))
def test_every_language_says_every_code_and_every_cause_in_the_same_order(language: Language) -> None:
    assert list(TEXTS[language]) == ["causes", "codes"]
    assert list(TEXTS[language]["codes"]) == list(CODES)
    assert list(TEXTS[language]["causes"]) == list(CAUSES)


def test_english_texts_are_whole_sentences_on_one_line() -> None:
    assert not [text for text in ENGLISH if not re.fullmatch(r"[A-Z0-9][^\n]*[.]", text)]


def test_japanese_texts_are_japanese_sentences_on_one_line() -> None:
    assert not [text for text in JAPANESE if not re.fullmatch(r"[^\n]*。", text) or not KANA_OR_KANJI.search(text)]


def test_japanese_texts_use_full_width_katakana_and_punctuation() -> None:
    assert not [text for text in JAPANESE if HALF_WIDTH_KATAKANA.search(text) or re.search(r"[、。] |, |\. ", text)]


@pytest.mark.parametrize("language", list(Language))
def test_no_text_has_needless_spaces(language: Language) -> None:
    assert not [text for text in sentences(language) if text != text.strip() or "  " in text]


@pytest.mark.parametrize("language", list(Language))
def test_every_cause_has_a_cause_and_an_advice(language: Language) -> None:
    keys = [["cause", "advice"], ["cause", "advice", "otherwise"]]
    assert not [name for name, cause in TEXTS[language]["causes"].items() if list(cause) not in keys]


def test_a_fallback_there_is_in_one_language_there_is_in_every_other() -> None:
    named = [{name for name, cause in texts["causes"].items() if "otherwise" in cause} for texts in TEXTS.values()]
    assert all(names == named[0] for names in named) and len(named[0]) > 30


#: How a sentence begins that follows on the one before it, and one that is for when nothing helped.
CONTINUES = ("Then ", "Once ", "その後", "そのうえで", "続いて")
FALLS_BACK = (
    "Otherwise",
    "If it fails",
    "If the code",
    "If that",
    "If they agree",
    "それでも",
    "同じコードが",
    "失敗が続く",
)


@pytest.mark.parametrize("language", list(Language))
def test_what_follows_on_a_step_is_no_fallback_and_a_fallback_no_step(language: Language) -> None:
    """Who does the first half only and reads on under "if that does not help" is led astray."""
    causes = TEXTS[language]["causes"].items()
    assert not [name for name, cause in causes if cause.get("otherwise", "").startswith(CONTINUES)]
    assert not [name for name, cause in causes for said in parted(cause["advice"]) if said.startswith(FALLS_BACK)]


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize(
    ("cause", "place"),
    [
        ("activation_service_failed", "status.cloud.microsoft"),
        ("endpoint_unreachable", "status.cloud.microsoft"),
        ("m365_signin_failed", "status.cloud.microsoft"),
        ("trusted_store_damaged", {Language.ENGLISH: "System Restore", Language.JAPANESE: "システムの復元"}),
        ("licence_store_damaged", {Language.ENGLISH: "System Restore", Language.JAPANESE: "システムの復元"}),
    ],
)
def test_service_status_and_system_restore_are_named_where_they_help(
    cause: str, place: str | dict[Language, str], language: Language
) -> None:
    text = text_of_cause(cause, language)
    assert text is not None
    assert (place if isinstance(place, str) else place[language]) in text.otherwise


@pytest.mark.parametrize("name", list(CAUSES))
def test_modules_and_numbers_are_the_same_in_all_languages(name: str) -> None:
    """What stays when the words are taken away: modules, services, paths, amounts."""
    kept = [
        {part: set(re.findall(r"win_\w+|\b0x[0-9A-F]{8}\b|\b\d{2,}\b", cause[part])) for part in cause}
        for cause in (TEXTS[language]["causes"][name] for language in Language)
    ]
    assert kept[0]["advice"] - WRITTEN_OUT <= kept[1]["advice"] | kept[1]["cause"] | WRITTEN_OUT
    assert kept[1]["advice"] - WRITTEN_OUT <= kept[0]["advice"] | kept[0]["cause"] | WRITTEN_OUT


#: Written as words in one of the languages: half a minute.
WRITTEN_OUT = {"30"}


def test_every_module_the_advice_names_exists() -> None:
    modules = {path.stem for path in FOLDER.parents[2].joinpath("modules").glob("*.py")}
    planned = {"win_kms_client", "win_activation_diagnosis", "win_kms_host", "win_edition", "win_rearm"}
    named = {name for text in [*ENGLISH, *JAPANESE] for name in re.findall(r"\bwin_\w+", text)}
    assert named
    assert named <= modules | planned


@pytest.mark.parametrize(
    ("code", "symbol", "category", "is_retryable"),
    [
        (0xC004F074, "SL_E_VL_BINDING_SERVICE_UNAVAILABLE", "network", True),
        (0xC004F050, "SL_E_INVALID_PRODUCT_KEY", "key", False),
        (0xC004C008, "SL_E_CHPA_MAXIMUM_UNLOCK_EXCEEDED", "quota", False),
        (0xC004F04D, "SL_E_CIDIID_INVALID_CHECK_DIGITS", "offline-id", False),
        (0x8007232B, None, "dns", True),
        (0x80070005, None, "permission", False),
        (0xC004F07C, "SL_E_SLP_INVALID_MARKER_VERSION", "hardware", False),
        (0xC004F212, "SL_E_OEM_KEY_EDITION_MISMATCH", "key", False),
        (0xC004F213, "SL_E_NO_PRODUCT_KEY_FOUND", "hardware", False),
        (0x800704CF, None, "network", True),
        (0x87E10BC6, None, "server", True),
        (0x80004005, None, "state", False),
        (0x8004FC12, None, "auth", False),
        (0x8033801A, "ERROR_WSMAN_ENUMERATE_CANNOT_PROCESS_FILTER", "wmi", False),
        (0x80338000, "ERROR_WSMAN_RESOURCE_NOT_FOUND", "wmi", False),
        (0x8033805B, "ERROR_WSMAN_UNEXPECTED_SELECTORS", "wmi", False),
        (0x80338104, "ERROR_WSMAN_WMI_SVC_ACCESS_DENIED", "permission", False),
        (0x80338029, "ERROR_WSMAN_OPERATION_TIMEDOUT", "busy", True),
        (0x803381A5, "ERROR_WSMAN_QUOTA_MAX_SHELLS", "busy", True),
        (0x803381E8, "ERROR_WSMAN_QUOTA_MAX_OPERATIONS_USER_PPQ", "busy", True),
    ],
)
def test_codes_people_meet_are_described(code: int, symbol: str | None, category: str, is_retryable: bool) -> None:
    entry = find_error(code)
    assert entry is not None
    assert (entry.symbol, entry.category, entry.is_retryable) == (symbol, category, is_retryable)


def test_every_code_of_a_host_that_is_busy_is_one_a_fault_calls_passing() -> None:
    busy = {int(code, 16) for code, row in CODES.items() if row["category"] == "busy"}
    assert len(busy) == 11
    assert not [hex(code) for code in busy if not WSManFault((code,), "", "").is_passing]
    assert {code for code in QUOTA_CODES if find_error(code)} == QUOTA_CODES


@pytest.mark.parametrize("code", [0, 1, 0xC004FFFF, 0xFFFFFFFF, -1])
def test_an_unknown_code_has_no_entry(code: int) -> None:
    assert find_error(code) is None


def test_trying_again_is_not_advised_where_only_another_key_or_id_helps() -> None:
    """It would cost time, and with a key that is nearly used up an activation."""
    hopeless = {
        "key_blocked",
        "key_mistyped",
        "key_not_accepted",
        "key_limit_reached",
        "key_missing",
        "licence_not_available",
        "id_check_digits",
    }
    assert hopeless <= set(CAUSES)
    assert not [code for code, row in CODES.items() if row["retryable"] and row["cause"] in hopeless]


def test_no_two_setup_keys_serve_the_same_edition_and_build() -> None:
    for one, other in combinations(setup_keys(), 2):
        if one.edition_id == other.edition_id:
            lower, upper = sorted((one, other), key=lambda entry: entry.first_build)
            assert (lower.last_build or NEWEST_BUILD) < upper.first_build, (one.name, other.name)


def test_every_setup_key_is_published_once_and_ends_differently() -> None:
    keys = [entry.key for entry in setup_keys()]
    assert len(keys) == len(set(keys)) == len({key[-5:] for key in keys}) == 53


@pytest.mark.parametrize("entry", setup_keys(), ids=lambda entry: entry.name)
def test_a_setup_key_is_found_for_its_first_and_last_build_and_by_its_end(entry: SetupKey) -> None:
    for build in (entry.first_build, entry.last_build or NEWEST_BUILD):
        found = setup_key_for(Edition(entry.edition_id, build))
        assert found is not None
        assert found.reveal() == entry.key
    ending = setup_key_ending(entry.key[-5:])
    assert ending is not None
    assert ending.reveal() == entry.key


@pytest.mark.parametrize(
    ("edition", "build", "end"),
    [
        pytest.param("Professional", 26100, "T83GX", id="11 Pro"),
        pytest.param("professional", 19045, "T83GX", id="10 Pro, other case"),
        pytest.param("ServerStandard", 14393, "KHKQY", id="Server 2016"),
        pytest.param("ServerStandard", 17763, "J464C", id="Server 2019"),
        pytest.param("ServerStandard", 26100, "MY832", id="Server 2025"),
        pytest.param("ServerStandard", 18362, None, id="a build between two releases"),
        pytest.param("ServerStandard", 20348, "VMK7H", id="Server 2022"),
        pytest.param("ServerStandard", 9200, "92BT4", id="Server 2012"),
        pytest.param("ServerDatacenter", 9200, "8W83P", id="Server 2012 Datacenter"),
        pytest.param("ServerStandard", 9600, "MDVJX", id="Server 2012 R2"),
        pytest.param("Enterprise", 9200, "CWCK7", id="8 Enterprise"),
        pytest.param("Professional", 7601, None, id="Windows 7"),
        pytest.param("ServerStandardEval", 26100, None, id="evaluation"),
        pytest.param("Core", 1, None, id="no such build"),
    ],
)
def test_the_setup_key_fits_edition_and_build(edition: str, build: int, end: str | None) -> None:
    found = setup_key_for(Edition(edition, build))
    assert (found.last_five if found else None) == end


def test_no_setup_key_ends_like_a_fake_key() -> None:
    assert setup_key_ending("PKX99") is None
