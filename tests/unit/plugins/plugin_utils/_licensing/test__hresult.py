# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who uses which codes, each by a code of theirs that administrators meet."""

from __future__ import annotations

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._hresult import origin_of


@pytest.mark.parametrize(
    ("code", "origin"),
    [
        (0xC004F074, "Software Protection"),
        (0x4004F040, "Software Protection"),
        (0x80041003, "COM / WMI"),
        (0x800706BA, "Win32"),
        (0x80090302, "Security / DNS"),
        (0x80190194, "HTTP"),
        (0x8024402C, "Windows Update"),
        (0x80338104, "WinRM"),
        (0x803FA067, "Microsoft Store / Activation"),
        (0x87E10BC6, "Microsoft Store / Activation"),
        (0x800F0805, "Setup / CBS"),
        (0x80D05001, "BITS"),
        (0xC0020017, "RPC"),
        (0xCAA20003, "Microsoft Entra / sign-in"),
        (0xCAA50024, "Microsoft Entra / sign-in"),
        (0xCAA70004, "Microsoft Entra / sign-in"),
        (0xCAA82EE2, "Microsoft Entra / sign-in"),
        (0x12345678, None),
    ],
)
def test_the_high_word_tells_whose_code_it_is(code: int, origin: str | None) -> None:
    assert origin_of(code) == origin
