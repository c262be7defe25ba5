# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the bits of a code tell, whether the catalogue knows it or not ([MS-ERREF] 2.1)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

#: Who uses which high word of an HRESULT (winerror.h, slerror.h, wsmerror.h; Store codes: community).
_ORIGINS: Final[Mapping[int, str]] = {
    0xC004: "Software Protection",
    0x4004: "Software Protection",
    0x8004: "COM / WMI",
    0x8007: "Win32",
    0x8009: "Security / DNS",
    0x8019: "HTTP",
    0x8024: "Windows Update",
    0x8033: "WinRM",
    0x803F: "Microsoft Store / Activation",
    0x87E1: "Microsoft Store / Activation",
    0x800F: "Setup / CBS",
    0x80D0: "BITS",
    0xC002: "RPC",
    0xCAA2: "Microsoft Entra / sign-in",
    0xCAA5: "Microsoft Entra / sign-in",
    0xCAA7: "Microsoft Entra / sign-in",
    0xCAA8: "Microsoft Entra / sign-in",
}

#: Win32 5, E_ACCESSDENIED, WBEM_E_ACCESS_DENIED, and WinRM's codes for the WMI service and the provider (wsmerror.h).
ACCESS_DENIED_CODES: Final = frozenset({5, 0x80070005, 0x80041003, 0x80338104, 0x80338105})

_WIN32 = 0x8007
_SEVERITY = 0x8000_0000


def origin_of(code: int) -> str | None:
    """Who uses codes of this kind, None when that is not known."""
    return _ORIGINS.get(code >> 16)


def facility_of(code: int) -> int:
    """The facility, 11 bits."""
    return code >> 16 & 0x7FF


def number_of(code: int) -> int:
    """The low word, which means something within its facility only."""
    return code & 0xFFFF


def signed(code: int) -> int:
    """The form in which scripts and event logs print it.

    >>> signed(0xC004F074)
    -1073418124
    """
    return code - 2 * _SEVERITY if code & _SEVERITY else code


def is_error(code: int) -> bool:
    """Whether the severity bit is set."""
    return bool(code & _SEVERITY)


def win32_error(code: int) -> int | None:
    """The error number of Windows inside an HRESULT, None when it comes from elsewhere.

    >>> win32_error(0x800706BA)
    1722
    """
    return number_of(code) if code >> 16 == _WIN32 else None


def as_hresult(code: int) -> int:
    """A bare error number of Windows as an HRESULT; what is one already stays.

    >>> hex(as_hresult(5))
    '0x80070005'
    """
    return _WIN32 << 16 | code if 0 < code <= 0xFFFF else code
