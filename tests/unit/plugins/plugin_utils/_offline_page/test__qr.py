# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""QR codes as bits."""

from __future__ import annotations

import base64
import math
import sys

import pytest
import segno

from ansible_collections.licenseops.windows.plugins.plugin_utils._offline_page._qr import QrLibraryMissing, qr_bits


@pytest.mark.parametrize(
    ("text", "side"), [("0" * 63, 25), ("0" * 54, 25), ("https://aka.ms/aoh", 25), ("1", 21), ("0" * 300, 49)]
)
def test_the_bits_are_the_modules_row_by_row(text: str, side: int) -> None:
    packed = base64.b64decode(qr_bits(text))
    bits = "".join(f"{byte:08b}" for byte in packed)
    assert math.isqrt(len(bits)) == side
    modules = [[int(bits[line * side + place]) for place in range(side)] for line in range(side)]
    assert modules == [list(line) for line in segno.make_qr(text, error="m", boost_error=False).matrix]


def test_no_text_no_code() -> None:
    assert qr_bits("") == ""


def test_without_the_library_one_sentence_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "segno", None)
    with pytest.raises(QrLibraryMissing) as caught:
        qr_bits("1")
    assert "needs the Python package segno" in str(caught.value)
    assert "pip install segno" in str(caught.value)
