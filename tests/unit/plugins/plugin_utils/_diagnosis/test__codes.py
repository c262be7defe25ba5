# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a code says by itself."""

from __future__ import annotations

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._diagnosis._codes import (
    cause_of,
    is_generic,
    is_outer,
    is_retryable,
    is_telling,
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


@pytest.mark.parametrize(
    ("code", "cause", "generic", "telling", "retryable"),
    [
        pytest.param(0, None, True, False, False, id="none"),
        pytest.param(0xC004ABCD, None, False, False, False, id="nobody knows it"),
        pytest.param(0xC004C003, "key_blocked", False, True, False, id="a cause"),
        pytest.param(0x800706BA, "kms_rpc_failed", False, True, True, id="a cause that may pass"),
        pytest.param(0xC004F074, "kms_no_answer", False, False, True, id="hides another"),
        pytest.param(0x8007139F, "service_transient", False, False, True, id="comes with any failure of KMS"),
        pytest.param(0xC004F056, "kms_not_bound", True, False, True, id="only not licensed"),
        pytest.param(0x4004F040, "no_action_needed", True, False, False, id="all is well"),
        pytest.param(0x4004F00C, "limited_time_running", True, False, False, id="grace"),
        pytest.param(5, "not_administrator", False, True, False, id="Win32's access denied"),
        pytest.param(0x80070005, "not_administrator", False, True, False, id="access denied"),
        pytest.param(0x8033801A, "wmi_unavailable", False, True, False, id="no such class"),
        pytest.param(0x80072AF9, "kms_record_missing", False, True, False, id="Winsock: host not found"),
        pytest.param(0x80072AFC, "kms_record_missing", False, True, False, id="Winsock: no data"),
        pytest.param(0x80072AFB, None, False, False, False, id="Winsock: no recovery"),
    ],
)
def test_what_a_code_says(code: int, cause: str | None, generic: bool, telling: bool, retryable: bool) -> None:
    found = cause_of(code)
    assert (found.id if found else None) == cause
    assert (is_generic(code), is_telling(code), is_retryable(code)) == (generic, telling, retryable)
