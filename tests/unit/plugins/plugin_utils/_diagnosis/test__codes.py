# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a code says by itself."""

from __future__ import annotations

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._diagnosis._codes import (
    is_outer,
)


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (0xC004F074, True),
        (0xC004F039, True),
        (0x8007139F, True),
        (0xC0020017, True),
        (0x8007232B, False),
        (0xC004F038, False),
        (0, False),
        (0xC004ABCD, False),
    ],
)
def test_codes_that_hide_others_are_known(code: int, expected: bool) -> None:
    assert is_outer(code) is expected
