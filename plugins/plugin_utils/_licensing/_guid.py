# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""GUIDs in texts: activation IDs, and the UUIDs of hardware."""

from __future__ import annotations

import re
from typing import Final, NewType

#: A GUID in lower case, without braces.
Guid = NewType("Guid", str)

#: What one looks like inside another pattern; of any case, and with no group of its own.
GUID_PATTERN: Final = r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}"

_WHOLE = re.compile(GUID_PATTERN)
_WITHIN = re.compile(rf"\b{GUID_PATTERN}\b", re.ASCII)


def parse_guid(text: str) -> Guid | None:
    """A GUID from what people write, braces or none; None when it is none.

    >>> parse_guid(" {4C4C4544-0042-3510-8052-B4C04F564433}")
    '4c4c4544-0042-3510-8052-b4c04f564433'
    """
    bare = text.strip().strip("{}")
    return Guid(bare.lower()) if is_guid(bare) else None


def is_guid(text: str) -> bool:
    """Whether a text is a GUID and nothing else, in either case."""
    return _WHOLE.fullmatch(text) is not None


def without_guids(text: str) -> str:
    """A text with a space in the place of each GUID.

    >>> without_guids("Product 4c4c4544-0042-3510-8052-b4c04f564433: 0xC004F074")
    'Product  : 0xC004F074'
    """
    return _WITHIN.sub(" ", text)
