# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Errors of the licensing world: the most telling code, its words, and what to do."""

from __future__ import annotations

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._language._text import Language, Text
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._catalog import find_error
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._errors import (
    HostRefused,
    StillRunning,
    most_telling,
)

UNKNOWN = 0xC004FFFF


@pytest.mark.parametrize(
    ("codes", "code"),
    [
        pytest.param((), 0, id="none"),
        pytest.param((0x80338000,), 0x80338000, id="one"),
        pytest.param((0x80041001, 0x80338000), 0x80041001, id="the first of unknown ones"),
        pytest.param((0x80041001, 0x80338029), 0x80041001, id="an unknown one before the timeout of WinRM around it"),
        pytest.param((0x80041001, 0x80004005), 0x80041001, id="an unknown one before one that says nothing"),
        pytest.param((0x80338104, 5), 0x80338104, id="a number of Windows beside that of WinRM"),
        pytest.param((0x80338000, 0xC004F050), 0xC004F050, id="Software Protection's own"),
        pytest.param((0x80338000, 0x8007232B), 0x8007232B, id="one the catalogue knows"),
        pytest.param((0x8007232B, 0xC004F074), 0xC004F074, id="its own before a known one"),
        pytest.param((0x8007232B, UNKNOWN), UNKNOWN, id="its own though unknown"),
        pytest.param((0xC004F038, 0xC004F074), 0xC004F038, id="the first of its own"),
    ],
)
def test_of_several_codes_the_most_telling_one_counts(codes: tuple[int, ...], code: int) -> None:
    assert most_telling(codes) == code


def test_a_known_code_is_told_with_symbol_text_cause_and_advice() -> None:
    error = HostRefused("Activation", 0xC004F074, "Kein KMS gefunden.")
    entry = find_error(0xC004F074)
    assert entry is not None
    assert error.message == (
        f"Activation failed with 0xC004F074 SL_E_VL_BINDING_SERVICE_UNAVAILABLE: {entry.text()} {entry.cause()}"
    )
    assert error.advice == entry.advice()
    assert (error.entry, error.symbol) == (entry, "SL_E_VL_BINDING_SERVICE_UNAVAILABLE")
    assert error.host_text == "Kein KMS gefunden."


@pytest.mark.parametrize(
    ("code", "text", "message"),
    [
        pytest.param(
            UNKNOWN,
            "It said no.",
            "Activation failed with 0xC004FFFF, a code this collection does not know. The host said: It said no.",
            id="unknown code",
        ),
        pytest.param(
            UNKNOWN,
            "",
            "Activation failed with 0xC004FFFF, a code this collection does not know.",
            id="unknown code without a text",
        ),
        pytest.param(0, "It said no.", "Activation failed with an error without a code: It said no.", id="no code"),
        pytest.param(
            0, "", "Activation failed with an error without a code: the host gave no text.", id="neither code nor text"
        ),
    ],
)
def test_an_unknown_code_is_told_with_what_the_host_said(code: int, text: str, message: str) -> None:
    error = HostRefused("Activation", code, text)
    # A host may end its text with a stop, which is not ours to remove.
    assert error.message.replace("..", ".") == message
    assert error.advice.startswith("Search Microsoft's documentation")
    assert error.entry is None


def test_the_text_of_the_host_is_not_given_a_second_stop() -> None:
    assert not HostRefused("Activation", 0, "It said no.").message.endswith("..")


def test_what_may_still_run_says_how_long_was_waited_and_that_it_was_not_sent_again() -> None:
    error = StillRunning("Activate Windows", 120)
    assert "Activate Windows was sent" in error.message
    assert "within 120 seconds" in error.message
    assert "not sent again" in error.advice


def test_a_refusal_is_told_in_japanese_with_the_same_code_and_symbol() -> None:
    entry = find_error(0xC004F074)
    assert entry is not None
    action = Text("Activation of {product}", product="Windows")
    ja = Language.JAPANESE
    message, advice = HostRefused(action, 0xC004F074, "").told(ja)
    known = "Windows のライセンス認証に失敗しました。0xC004F074 SL_E_VL_BINDING_SERVICE_UNAVAILABLE: "
    assert message == f"{known}{entry.text(ja)}{entry.cause(ja)}"
    assert advice == entry.advice(ja)


def test_what_a_host_said_of_an_unknown_code_is_quoted_in_japanese() -> None:
    message, advice = HostRefused(Text("Reading the products"), 0x12345678, "失敗しました。").told(Language.JAPANESE)
    assert message == (
        "製品の読み取りに失敗しました。0x12345678 は、このコレクションに登録されていないコードです。"
        "ホストのメッセージ: 失敗しました。"
    )
    assert advice.startswith("Microsoft のドキュメント")


def test_a_lost_result_is_told_in_japanese() -> None:
    lost = StillRunning(Text("Activate {product}", product="Windows"), 120).told(Language.JAPANESE)
    assert lost[0].startswith("Windows のライセンス認証の要求を送信しましたが、120 秒以内")
