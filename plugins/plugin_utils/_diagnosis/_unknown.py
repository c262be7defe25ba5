# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A code the catalogue does not know still says where it comes from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from .._licensing._reason import hex_code
from ._evidence import Evidence
from ._finding import Fact, Mention

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
    0x800F: "Setup / CBS",
    0x80D0: "BITS",
    0xC002: "RPC",
    0xCAA2: "Microsoft Entra / sign-in",
    0xCAA5: "Microsoft Entra / sign-in",
    0xCAA7: "Microsoft Entra / sign-in",
    0xCAA8: "Microsoft Entra / sign-in",
}

_LONGEST_TEXT = 300


def unknown_mentions(code: int) -> Mapping[str, Mention]:
    """The forms in which a code may be searched for, and who uses codes of its kind.

    >>> unknown_mentions(0x8007000E)["signed"]
    -2147024882
    """
    return {
        "code": hex_code(code),
        "signed": code - 0x1_0000_0000 if code & 0x8000_0000 else code,
        "facility": facility_of(code),
        "origin": _ORIGINS.get(code >> 16, "?"),
        "number": code & 0xFFFF,
    }


def facility_of(code: int) -> int:
    """The facility of an HRESULT, 11 bits ([MS-ERREF] 2.1)."""
    return code >> 16 & 0x7FF


def unknown_facts(evidence: Evidence) -> tuple[Fact, ...]:
    """The text that came with a given code, shortened."""
    text = " ".join(evidence.given.text.split()) if evidence.given else ""
    return (Fact("given_text", {"text": text[:_LONGEST_TEXT]}),) if text else ()
