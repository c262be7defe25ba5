# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Codes in all the forms people have them in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._code_text import find_codes

NO_KMS = 0xC004F074
NO_RECORD = 0x8007232B

ERROR_CODES = st.integers(0x8000_0000, 0xEFFF_FFFF)
SURROUNDINGS = st.sampled_from(["{}", "hr={}", "failed ({}).", "エラー {} です", "コード：{}。", "\n{}\n", "x:{},"])


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        pytest.param("0xC004F074", [NO_KMS], id="hexadecimal"),
        pytest.param("0xc004f074", [NO_KMS], id="lower case"),
        pytest.param("0XC004F074", [NO_KMS], id="upper case prefix"),
        pytest.param("C004F074", [NO_KMS], id="without prefix"),
        pytest.param("-1073418124", [NO_KMS], id="signed"),
        pytest.param("−1073418124", [NO_KMS], id="signed with a minus of typography"),
        pytest.param("3221549172", [NO_KMS], id="unsigned"),
        pytest.param(" 0xC004F074\n", [NO_KMS], id="spaces around it"),
        pytest.param("０ｘＣ００４Ｆ０７４", [NO_KMS], id="full-width"),
        pytest.param("－１０７３４１８１２４", [NO_KMS], id="full-width and signed"),
        pytest.param("0xFFFFFFFFC004F074", [NO_KMS], id="widened to 64 bits"),
        pytest.param("0xC004F074L", [NO_KMS], id="from C source"),
        pytest.param("Activation failed: 0xc004f074 (No KMS host)", [NO_KMS], id="in a sentence"),
        pytest.param("エラー0xC004F074が発生しました", [NO_KMS], id="in Japanese without spaces"),
        pytest.param("hr=0x8007232B", [NO_RECORD], id="after an equals sign"),
        pytest.param("hr=-2147015893;", [0x8007_232B], id="signed after an equals sign"),
        pytest.param("https://example.test/fix-error-0xc004f074-now", [NO_KMS], id="in an address"),
        pytest.param("error 8007232B, again 8007232b", [NO_RECORD], id="each once"),
        pytest.param("0xC004F074, 0x00000000, kms.example:1688, 0x8007232B", [NO_KMS, NO_RECORD], id="no zeros"),
        pytest.param("80070005", [0x8007_0005], id="digits only, hexadecimal by their start"),
        pytest.param("1074065472", [0x4004_F040], id="an informational code"),
        pytest.param("5", [5], id="a Win32 code alone"),
        pytest.param("0x5", [5], id="a short hexadecimal code"),
        pytest.param("0", [0], id="success alone"),
        pytest.param("999999999", [999_999_999], id="the largest that is too short for a code"),
        pytest.param("4294967295", [0xFFFF_FFFF], id="the largest number alone"),
        pytest.param("-2147483648", [0x8000_0000], id="the smallest number alone"),
        pytest.param("hr=-268435457", [0xEFFF_FFFF], id="the last facility"),
    ],
)
def test_codes_are_found_in_any_form(text: str, codes: list[int]) -> None:
    assert list(find_codes(text)) == codes


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="nothing"),
        pytest.param("4294967296", id="too large"),
        pytest.param("-2147483649", id="too small"),
        pytest.param("hr=-268435456", id="no facility"),
        pytest.param("Activation failed", id="words"),
        pytest.param("5 hosts, 12 rows, 1688", id="small numbers in text"),
        pytest.param("at 1763698632", id="a moment in seconds"),
        pytest.param("4294967296", id="more than 32 bits"),
        pytest.param("-2147483649", id="less than 32 bits"),
        pytest.param("-5 minutes", id="a small negative number"),
        pytest.param("-5", id="a small negative number alone"),
        pytest.param("0x1C004F0740", id="too many digits"),
        pytest.param("SkuId=c004f074-1111-2222-3333-444455556666;", id="a GUID that starts like a code"),
        pytest.param("3221549172-3221549172", id="blocks of digits joined by dashes"),
        pytest.param("host-3221549172", id="part of a name"),
        pytest.param("deadbeef cafebabe", id="hexadecimal words"),
        pytest.param("1.3221549172", id="a fraction"),
    ],
)
def test_what_is_no_code_is_left_alone(text: str) -> None:
    assert find_codes(text) == ()


@given(ERROR_CODES, SURROUNDINGS)
def test_every_error_code_is_found_in_every_form_and_surrounding(code: int, surrounding: str) -> None:
    for form in (f"0x{code:X}", f"0x{code:x}", str(code), str(code - 2**32)):
        assert find_codes(surrounding.format(form)) == (code,)
