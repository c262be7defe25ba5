# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The order in which people look for names."""

from __future__ import annotations

import re
from math import inf

NaturalOrder = tuple[tuple[float, str], ...]


def natural_order(name: str) -> NaturalOrder:
    """A sort key with which web-2 comes before web-10, and a number before a word.

    >>> sorted(["web-10", "Web-2", "db", "10.0.0.2"], key=natural_order)
    ['10.0.0.2', 'db', 'Web-2', 'web-10']
    """
    parts = re.findall(r"([0-9]+)|([^0-9]+)", name.casefold())
    return tuple((int(digits), "") if digits else (inf, word) for digits, word in parts)
