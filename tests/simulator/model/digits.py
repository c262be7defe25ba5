# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Installation IDs and simulated confirmation IDs: decimal blocks that end in a check digit.

The check rule is the one proven on published installation IDs: body digits, those at even positions
counted twice, modulo 7. Confirmation IDs made here are a keyed hash of the installation ID and begin with
zeros: plainly fake, they mean something to this simulator only.
"""

from __future__ import annotations

import hashlib
import hmac

CID_BLOCKS = 8
CID_BLOCK_SIZE = 6
CID_LENGTH = CID_BLOCKS * CID_BLOCK_SIZE
IID_BLOCKS = 9
_CID_SECRET = b"licenseops.windows simulator: not accepted by any real system"
_CID_MARK = "000"


def check_digit(body: str) -> str:
    """The check digit of a block body: sum of the digits, even positions twice, modulo 7.

    >>> check_digit("033255")
    '0'
    """
    total = sum(int(digit) * (2 if position % 2 == 0 else 1) for position, digit in enumerate(body, start=1))
    return str(total % 7)


def blocks(number: str, size: int) -> list[str]:
    """Cut a digit string into blocks of `size`."""
    return [number[start : start + size] for start in range(0, len(number), size)]


def has_valid_blocks(number: str, size: int) -> bool:
    """Whether every block of `size` digits ends in its check digit."""
    return all(check_digit(block[:-1]) == block[-1] for block in blocks(number, size))


def _hash_digits(secret: bytes, text: str, count: int) -> str:
    number = int.from_bytes(hmac.new(secret, text.encode(), hashlib.sha512).digest(), "big")
    return str(number)[-count:].rjust(count, "0")


def _with_check_digits(body: str, body_size: int) -> str:
    return "".join(block + check_digit(block) for block in blocks(body, body_size))


def installation_id(key: str, activation_id: str, hardware: str, length: int) -> str:
    """The installation ID of one product on one machine; it changes with each of its three sources.

    Args:
        length: 63 (9 x 7, recorded) or 54 (9 x 6, recorded on older generations).
    """
    body_size = length // IID_BLOCKS - 1
    body = _hash_digits(b"installation id", f"{key}|{activation_id.lower()}|{hardware}", IID_BLOCKS * body_size)
    return _with_check_digits(body, body_size)


def confirmation_id(installation: str) -> str:
    """The simulator's own, plainly fake confirmation ID for an installation ID."""
    body = _CID_MARK + _hash_digits(_CID_SECRET, installation, CID_BLOCKS * (CID_BLOCK_SIZE - 1) - len(_CID_MARK))
    return _with_check_digits(body, CID_BLOCK_SIZE - 1)
