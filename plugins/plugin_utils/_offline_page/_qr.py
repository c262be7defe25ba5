# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""QR codes as bits: a hundred characters each, which the page draws as SVG when a person looks at the host."""

from __future__ import annotations

import base64

from .._language._errors import LicensingError


class QrLibraryMissing(LicensingError):
    """The controller lacks the library that makes QR codes."""

    def __init__(self) -> None:
        super().__init__(
            "The page needs the Python package segno for its QR codes, and this controller does not have it.",
            advice="Install it where Ansible runs: pip install segno.",
        )


def qr_bits(text: str) -> str:
    """A QR code: its modules row by row, dark ones set, as base64; empty for an empty text.

    The side of the square is the whole root of the number of bits. Error correction is medium, which keeps the 63
    digits of an Installation ID in 25 by 25 modules.

    Raises:
        QrLibraryMissing: segno is not installed.
    """
    if not text:
        return ""
    try:
        import segno
    except ImportError as problem:
        raise QrLibraryMissing from problem
    matrix = segno.make_qr(text, error="m", boost_error=False).matrix
    bits = "".join(str(module) for line in matrix for module in line)
    padded = bits.ljust(-(-len(bits) // 8) * 8, "0")
    return base64.b64encode(int(padded, 2).to_bytes(len(padded) // 8, "big")).decode()
