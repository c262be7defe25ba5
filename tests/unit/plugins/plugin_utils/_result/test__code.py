# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Codes as results show them."""

from __future__ import annotations

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._result._code import render_code


@pytest.mark.parametrize(
    ("code", "symbol"),
    [(0xC004F074, "SL_E_VL_BINDING_SERVICE_UNAVAILABLE"), (0x8007232B, None)],
    ids=["symbol", "no symbol"],
)
def test_a_code_is_rendered_with_symbol_and_text(code: int, symbol: str | None) -> None:
    rendered = render_code(code)
    assert rendered["code"] == f"0x{code:08X}"
    assert rendered["symbol"] == symbol
    assert rendered["text"].endswith(".")


def test_an_unknown_code_is_rendered_without_symbol_and_text() -> None:
    assert render_code(0x12345678) == {"code": "0x12345678", "symbol": None, "text": None}
