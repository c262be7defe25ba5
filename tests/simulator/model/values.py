# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Values and enumerations shared by the whole licensing model.

Nothing here knows a socket, an envelope or a file. Marks in comments name the evidence:
recorded, documented, community or inferred.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from enum import IntEnum, StrEnum
from typing import TypeAlias

Scalar: TypeAlias = bool | int | str | datetime


@dataclass(frozen=True, slots=True)
class Embedded:
    """An object inside another one, as some methods return it."""

    class_name: str
    row: Mapping[str, WmiValue]


WmiValue: TypeAlias = Scalar | list[Scalar] | Embedded | None
Properties: TypeAlias = Mapping[str, WmiValue]

WINDOWS_APPLICATION = "55c92734-d682-4d71-983e-d6ec3f16059f"  # documented

#: recorded: unused numbers of the provider print as all ones
NO_NUMBER = 0xFFFFFFFF
#: recorded: unused dates of the provider print as the FILETIME epoch
NO_DATE = datetime(1601, 1, 1, tzinfo=timezone.utc)

#: documented: KMS validity, retry and renewal intervals, all in minutes
KMS_VALIDITY = 259_200
KMS_RETRY = 120
KMS_RENEWAL = 10_080
INTERVAL_RANGE = range(15, 43_201)
KMS_PORT = 1688

#: documented: a fresh Windows up to Windows 7 may run 30 days before it must be activated; community: an Office, too
INITIAL_GRACE = timedelta(days=30)
#: the generation that has no initial grace period any more (documented), as a level of schemas
WINDOWS_8 = 8


class LicenseStatus(IntEnum):
    """LicenseStatus of a product row (documented)."""

    UNLICENSED = 0
    LICENSED = 1
    OOB_GRACE = 2
    OOT_GRACE = 3
    NON_GENUINE_GRACE = 4
    NOTIFICATION = 5
    EXTENDED_GRACE = 6


class ActivationType(IntEnum):
    """Values of VLActivationType and VLActivationTypeEnabled (documented)."""

    ANY = 0
    DIRECTORY = 1
    KMS = 2
    TOKEN = 3


class Channel(StrEnum):
    """Kinds of licence rows, by the short name used in profiles and scenarios."""

    RETAIL = "retail"
    OEM_DM = "oem_dm"
    OEM_SLP = "oem_slp"
    OEM_COA = "oem_coa"
    MAK = "mak"
    GVLK = "gvlk"
    CSVLK = "csvlk"
    EVALUATION = "eval"
    SUBSCRIPTION = "subscription"
    AVMA = "avma"


#: ProductKeyChannel texts: recorded, except OEM:SLP (community), VT:IA (community) and Volume:CSVLK (inferred)
CHANNEL_PROPERTY: Mapping[Channel, str] = {
    Channel.RETAIL: "Retail",
    Channel.OEM_DM: "OEM:DM",
    Channel.OEM_SLP: "OEM:SLP",
    Channel.OEM_COA: "OEM:NONSLP",
    Channel.MAK: "Volume:MAK",
    Channel.GVLK: "Volume:GVLK",
    Channel.CSVLK: "Volume:CSVLK",
    Channel.EVALUATION: "Retail:TB:Eval",
    Channel.SUBSCRIPTION: "Retail:TB:Sub",
    Channel.AVMA: "VT:IA",
}

#: channel words at the end of Description (documented)
CHANNEL_WORD: Mapping[Channel, str] = {
    Channel.RETAIL: "RETAIL",
    Channel.OEM_DM: "OEM_DM",
    Channel.OEM_SLP: "OEM_SLP",
    Channel.OEM_COA: "OEM_COA_NSLP",
    Channel.MAK: "VOLUME_MAK",
    Channel.GVLK: "VOLUME_KMSCLIENT",
    Channel.CSVLK: "VOLUME_KMS",
    Channel.EVALUATION: "TIMEBASED_EVAL",
    Channel.SUBSCRIPTION: "TIMEBASED_SUB",
    Channel.AVMA: "VIRTUAL_MACHINE_ACTIVATION",
}


class Binding(StrEnum):
    """What a licensed row owes its licence to."""

    NONE = "none"
    RETAIL = "retail"
    MAK = "mak"
    OEM = "oem"
    DIGITAL = "digital"
    KMS = "kms"
    DIRECTORY = "ad"
    EVALUATION = "evaluation"


def minutes_until(moment: datetime | None, now: datetime) -> int:
    """Whole minutes left until `moment`, rounded up, never negative."""
    if moment is None or moment <= now:
        return 0
    return -int((now - moment).total_seconds() // 60)
