# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The plainly fake keys of the simulated world, by what they are; tests/simulator/profiles/keys.yml has the list."""

from __future__ import annotations

_PREFIX = "TNTTT-TTTTT-TTTTT-TTTTT-"

MAK_PRO = f"{_PREFIX}PKX99"
MAK_PRO_LOW = f"{_PREFIX}WXF48"
MAK_PRO_BLOCKED = f"{_PREFIX}PWT72"
MAK_PRO_EXHAUSTED = f"{_PREFIX}KKD86"
MAK_ENTERPRISE = f"{_PREFIX}DPX94"
MAK_AIR_GAPPED = f"{_PREFIX}FDF64"
IOT = f"{_PREFIX}THR68"
RETAIL_HOME = f"{_PREFIX}KPM43"
FIRMWARE = f"{_PREFIX}DXX36"
ESU_YEAR_1_KEY = f"{_PREFIX}FFR38"
ESU_YEAR_2_KEY = f"{_PREFIX}PFX63"
OFFICE = f"{_PREFIX}VWM72"
VISIO = f"{_PREFIX}KRT37"
UNKNOWN = f"{_PREFIX}FMD32"

ALL = (
    MAK_PRO,
    MAK_PRO_LOW,
    MAK_PRO_BLOCKED,
    MAK_PRO_EXHAUSTED,
    MAK_ENTERPRISE,
    MAK_AIR_GAPPED,
    FIRMWARE,
    OFFICE,
    VISIO,
)

ESU_YEAR_1 = "f520e45e-7413-4a34-a497-d2765967d094"
ESU_YEAR_2 = "1043add5-23b1-4afb-9a0f-64343c8f3f8d"
ESU_YEAR_3 = "83d49986-add3-41d7-ba33-87c7bfb5c0fb"


def last_five(key: str) -> str:
    """What Windows shows of a key."""
    return key[-5:]
