# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a code says by itself, whichever host it was seen on."""

from __future__ import annotations

from typing import Final

from .._licensing._catalog import find_error
from .._licensing._hresult import ACCESS_DENIED_CODES
from ._kinds import KMS_NO_ANSWER, KMS_RECORD_MISSING, NOT_ADMINISTRATOR, Kind, kind_of_cause

#: A name does not exist: host not found and no data of Winsock; the catalogue has those of DNS.
_WINSOCK_NAMES: Final = frozenset({0x80072AF9, 0x80072AFC})

#: In event 8198 it comes with any failure of KMS (documented: Microsoft's article on event 8198).
_ANY_FAILURE: Final = 0x8007139F


def cause_of(code: int) -> Kind | None:
    """The cause a code stands for, None for a code nobody knows.

    >>> cause_of(0xC004C003).id
    'key_blocked'
    """
    entry = find_error(code)
    if entry is not None:
        return kind_of_cause(entry.cause_id)
    if code in ACCESS_DENIED_CODES:
        return NOT_ADMINISTRATOR
    return KMS_RECORD_MISSING if code in _WINSOCK_NAMES else None


def is_retryable(code: int) -> bool:
    """True when trying again later, with no change by a person, can succeed."""
    entry = find_error(code)
    return entry is not None and entry.is_retryable


def is_outer(code: int) -> bool:
    """True for a code behind which a KMS client hides the reason it met."""
    return code == _ANY_FAILURE or cause_of(code) is KMS_NO_ANSWER


def is_generic(code: int) -> bool:
    """True when a code says no more than that the product is not licensed, or nothing at all."""
    cause = cause_of(code)
    return code == 0 or (cause is not None and not cause.says_why)


def is_telling(code: int) -> bool:
    """True for a code that hides nothing and says why."""
    return cause_of(code) is not None and not is_outer(code) and not is_generic(code)
