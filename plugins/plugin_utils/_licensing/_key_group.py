# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whose a key probably is, by the number of the range it was made in.

A host takes a key of Windows for Windows, whatever the task is about, and nothing it offers tells beforehand whose a
key is. The published setup keys do, in part: those since Windows 10 and since Office 2016 lie in blocks of neighbouring
numbers, by generation, one application each. That other channels were given numbers in the same blocks is inferred.
"""

from __future__ import annotations

from ._product_key import ProductKey

#: First and last group of a generation, by the setup keys that Microsoft publishes: Windows 10 and 11; Server 2016 and
#: its time; Server 2019 and 2022 and theirs; Server 2025.
_WINDOWS_GROUPS = (range(3281, 3320), range(3760, 3957), range(4250, 4547), range(4844, 4938))


def is_probably_windows(key: ProductKey) -> bool:
    """Whether a key lies in a block of Windows; false also where nobody can tell.

    >>> is_probably_windows(ProductKey.parse("W269N-WFGWX-YVC9B-4J6C9-T83GX"))
    True
    """
    group = key.group
    return group is not None and any(group in block for block in _WINDOWS_GROUPS)
