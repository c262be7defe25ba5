# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lookup error_info: one explanation for each term."""

from __future__ import annotations

from typing import Any

import pytest
from ansible.errors import AnsibleError
from ansible.plugins.loader import lookup_loader

from ansible_collections.licenseops.windows.tests.unit.plugins.support.products import CONFIRMATION_BLOCKS, FAKE_KEY

CAUSE = "KMS ホスト"


def look_up(*terms: Any, variables: dict[str, Any] | None = None, **options: Any) -> list[dict[str, Any]]:
    """What a playbook gets."""
    plugin = lookup_loader.get("licenseops.windows.error_info")
    found: list[dict[str, Any]] = plugin.run(list(terms), variables=variables or {}, **options)
    return found


def test_a_known_code_is_explained_with_all_the_catalogue_knows() -> None:
    (info,) = look_up("0xC004F074")
    assert info == {
        "code": "0xC004F074",
        "signed": -1073418124,
        "symbol": "SL_E_VL_BINDING_SERVICE_UNAVAILABLE",
        "text": "The client found no KMS host that would activate it.",
        "cause": "No KMS host gave a usable answer.",
        "cause_id": "kms_no_answer",
        "next_step": info["next_step"],
        "category": "network",
        "retryable": True,
        "known": True,
        "facility": "Software Protection",
        "status": "documented",
        "other_codes": [],
    }
    assert "12288" in info["next_step"]


@pytest.mark.parametrize(
    "term",
    ["0xc004f074", -1073418124, "-1073418124", 3221549172, "3221549172", "Activation failed: 0xC004F074 (no KMS)."],
)
def test_a_code_is_understood_in_any_form(term: object) -> None:
    assert [info["code"] for info in look_up(term)] == ["0xC004F074"]


def test_each_term_gets_its_own_explanation() -> None:
    assert [info["code"] for info in look_up("0xC004F074", "hr=0x8007232B")] == ["0xC004F074", "0x8007232B"]


def test_the_code_that_says_most_about_licensing_is_explained_and_the_others_are_named() -> None:
    (info,) = look_up("0x80131501: inner 0xC004F034, 0x80070005")
    assert (info["code"], info["other_codes"]) == ("0xC004F034", ["0x80131501", "0x80070005"])


def test_a_bare_error_number_of_windows_is_taken_as_one() -> None:
    assert [info["code"] for info in look_up(5, "5")] == ["0x80070005", "0x80070005"]


@pytest.mark.parametrize(
    ("code", "facility", "cause", "next_step"),
    [
        ("0x80071234", "Win32", "It is error 4660 of Windows (Win32)", "net helpmsg 4660"),
        ("0xC004FFFE", "Software Protection", "It is number 0xFFFE of Software Protection.", "Search Microsoft's"),
        ("0x88AB0001", "0x0AB", "It is number 0x0001 of facility 0x0AB.", "Search Microsoft's"),
        ("0x40040001", "Software Protection", "so it is no error", "Search Microsoft's"),
    ],
)
def test_an_unknown_code_still_says_where_it_comes_from_and_where_to_look(
    code: str, facility: str, cause: str, next_step: str
) -> None:
    (info,) = look_up(code)
    assert (info["code"], info["known"], info["facility"]) == (code, False, facility)
    assert (info["symbol"], info["category"], info["retryable"], info["status"]) == (None, None, None, None)
    assert code in info["text"]
    assert cause in info["cause"]
    assert next_step in info["next_step"]


def test_the_language_is_an_option() -> None:
    assert CAUSE in look_up("0xC004F074", language="ja")[0]["cause"]


def test_the_language_may_come_from_a_variable() -> None:
    assert CAUSE in look_up("0xC004F074", variables={"licenseops_language": "ja"})[0]["cause"]


def test_the_language_may_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LICENSEOPS_LANGUAGE", "ja")
    assert CAUSE in look_up("0xC004F074")[0]["cause"]


def test_the_environment_may_write_the_language_as_a_locale(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LICENSEOPS_LANGUAGE", "ja_JP.UTF-8")
    assert CAUSE in look_up("0xC004F074")[0]["cause"]


@pytest.mark.parametrize("language", [None, ""])
def test_an_empty_language_counts_as_none(monkeypatch: pytest.MonkeyPatch, language: str | None) -> None:
    monkeypatch.setenv("LICENSEOPS_LANGUAGE", "")
    assert "KMS host" in look_up("0xC004F074", variables={"licenseops_language": ""}, language=language)[0]["cause"]


def test_a_language_without_texts_is_one_clear_error() -> None:
    with pytest.raises(AnsibleError, match=r"There are no texts in the language 'fr'\. Set language to en or ja\."):
        look_up("0xC004F074", language="fr")


def test_codes_and_names_are_the_same_in_all_languages() -> None:
    english, japanese = look_up("0xC004F074")[0], look_up("0xC004F074", language="ja")[0]
    assert {name for name in english if english[name] != japanese[name]} == {"text", "cause", "next_step"}


def test_an_unknown_code_is_explained_in_japanese_as_well() -> None:
    (info,) = look_up("0x80071234", language="ja")
    assert all(info[name].endswith("。") for name in ("text", "cause", "next_step"))


@pytest.mark.parametrize("term", ["", "activation failed", "host-1"])
def test_a_text_without_a_code_is_one_clear_error(term: str) -> None:
    with pytest.raises(AnsibleError, match="There is no error code in"):
        look_up(term)


def test_the_error_is_told_in_the_language_too() -> None:
    with pytest.raises(AnsibleError, match="エラー コードがありません"):
        look_up("nothing", language="ja")


@pytest.mark.parametrize("secret", [FAKE_KEY, " ".join(CONFIRMATION_BLOCKS)], ids=["key", "Confirmation ID"])
def test_a_secret_in_a_term_without_a_code_does_not_show(secret: str) -> None:
    with pytest.raises(AnsibleError) as caught:
        look_up(f"slmgr /ipk {secret}")
    assert "There is no error code in 'slmgr /ipk ********'" in str(caught.value)
    assert not any(block in str(caught.value) for block in secret.replace("-", " ").split()[:-1])
