# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Security identifiers of people."""

from __future__ import annotations

import re
from typing import Final

#: Of a domain or of the computer itself, and of Microsoft Entra ID (documented).
_USER: Final = re.compile(r"S-1-(?:5-21|12-1)(?:-[0-9]{1,10}){1,12}", re.IGNORECASE)


def is_user_sid(text: str) -> bool:
    """Whether a text is the SID of a person.

    >>> is_user_sid("S-1-12-1-1-2-3-4"), is_user_sid("S-1-5-18"), is_user_sid("S-1-5-21-1-2-3-1001_Classes")
    (True, False, False)
    """
    return _USER.fullmatch(text) is not None
