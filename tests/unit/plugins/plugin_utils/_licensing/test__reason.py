# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Codes as people read them."""

from __future__ import annotations

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._catalog import find_error
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._reason import (
    describe_code,
    hex_code,
    symbol_of,
    text_of,
)


@pytest.mark.parametrize(
    ("code", "shown"), [(0, "0x00000000"), (5, "0x00000005"), (0xC004F074, "0xC004F074"), (0xABCDEF, "0x00ABCDEF")]
)
def test_a_code_is_shown_in_eight_upper_case_hexadecimal_digits(code: int, shown: str) -> None:
    assert hex_code(code) == shown


@pytest.mark.parametrize(
    ("code", "symbol", "text"),
    [
        (0x4004F040, "SL_E_VL_INFO_PRODUCT_USER_RIGHT", "The product is activated."),
        (0x4004F00C, "SL_I_OOB_GRACE_PERIOD", "The product runs in its initial grace period."),
        (0x4004F00D, "SL_I_OOT_GRACE_PERIOD", "The product runs in an additional grace period."),
        (0x4004F065, "SL_I_NONGENUINE_GRACE_PERIOD", "The product runs in the non-genuine grace period."),
        (0x4004F401, "SL_I_STORE_BASED_ACTIVATION", "The product has a digital licence."),
        (0x4004FC04, "SL_I_TIMEBASED_VALIDITY_PERIOD", "The product is licensed for a limited time."),
        (0x4004FC05, "SL_I_PERPETUAL_OOB_GRACE_PERIOD", "The product runs in a grace period without end."),
        (0x4004FC06, "SL_I_TIMEBASED_EXTENDED_GRACE_PERIOD", "The product runs in an extended grace period."),
    ],
)
def test_reasons_of_a_good_state_are_known(code: int, symbol: str, text: str) -> None:
    assert (symbol_of(code), text_of(code)) == (symbol, text)


def test_error_codes_come_from_the_catalogue() -> None:
    entry = find_error(0xC004F034)
    assert entry is not None
    assert (symbol_of(0xC004F034), text_of(0xC004F034)) == (entry.symbol, entry.text())
    assert entry.symbol == "SL_E_EUL_NOT_AVAILABLE"


def test_an_unknown_code_has_neither() -> None:
    assert (symbol_of(0x12345678), text_of(0x12345678)) == (None, None)


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        pytest.param(0xC004F074, "0xC004F074 SL_E_VL_BINDING_SERVICE_UNAVAILABLE", id="with a symbol"),
        pytest.param(0x8007232B, "0x8007232B", id="known, without a symbol"),
        pytest.param(0x12345678, "0x12345678", id="unknown"),
    ],
)
def test_a_code_is_described_with_its_symbol_if_it_has_one(code: int, shown: str) -> None:
    assert describe_code(code) == shown
