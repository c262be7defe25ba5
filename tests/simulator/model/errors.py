# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Failures the model can raise.

Two families: `SppError` carries an HRESULT of Software Protection, `WbemError` one of WMI itself.
How either travels (fault dialect, return value) is none of this layer's business.
"""

from __future__ import annotations

from enum import IntEnum


class Spp(IntEnum):
    """HRESULTS the model raises or shows as LicenseStatusReason (names follow slerror.h where it has one)."""

    # informational reasons
    USER_RIGHT = 0x4004F040
    OOB_GRACE = 0x4004F00C
    OOT_GRACE = 0x4004F00D
    NON_GENUINE_GRACE = 0x4004F065
    STORE_ACTIVATION = 0x4004F401
    # keys
    PKEY_NOT_INSTALLED = 0xC004F014
    INVALID_KEY = 0xC004F050
    KEY_BLOCKED = 0xC004F051
    UNKNOWN_KEY = 0xC004E016
    SKU_NOT_INSTALLED = 0xC004F015
    MISMATCHED_SKU = 0xC004F069
    EDITION_MISMATCHED = 0xC004F210
    INVALID_UPGRADE = 0xC004F061
    ADD_ON_KEY = 0x8004E026
    # rights and state
    LUA_ACCESS_DENIED = 0xC004F025
    ACCESS_DENIED = 0x80070005
    INVALID_ARGUMENT = 0x80070057
    SERVICE_DISABLED = 0x80070422
    RESTART_PENDING = 0xC004D302
    NO_REARM_LEFT = 0xC004D307
    ACTIVATION_IN_PROGRESS = 0xC004E028
    NOT_SUPPORTED = 0xC004F016
    VALUE_NOT_FOUND = 0xC004F012
    # activation service
    BLOCKED_BY_SERVER = 0xC004C003
    RETAIL_QUOTA = 0xC004C008
    MAK_QUOTA = 0xC004C020
    NOT_ACCEPTED = 0xC004C001
    OEM_NOT_ONLINE = 0xC004C016
    EVALUATION_OVER = 0xC004E01C
    EUL_NOT_AVAILABLE = 0xC004F034
    OUT_OF_TOLERANCE = 0xC004F00F
    GRACE_EXPIRED = 0xC004F009
    MISMATCHED_PID = 0xC004F005
    NON_GENUINE_EXPIRED = 0xC004F064
    NOT_GENUINE = 0xC004F200
    # KMS and directory
    KMS_UNAVAILABLE = 0xC004F074
    KMS_COUNT_LOW = 0xC004F038
    KMS_NOT_ACTIVATED = 0xC004F041
    KMS_REFUSED = 0xC004F042
    KMS_CLOCK = 0xC004F06C
    KMS_NOT_BOUND = 0xC004F056
    DNS_NAME_MISSING = 0x8007232B
    DNS_NO_RECORDS = 0x8007251D
    RPC_UNAVAILABLE = 0x800706BA
    AD_OBJECT_MISSING = 0xC004F081
    AD_SCHEMA_OLD = 0xC004F083
    AD_NO_SUCH_OBJECT = 0x80072030
    TOKEN_GRANT_NOT_FOUND = 0xC004F304
    # offline activation
    CID_INVALID_DATA = 0xC004F02C
    CID_INVALID_VERSION = 0xC004F02D
    CID_UNSUPPORTED_VERSION = 0xC004F02E
    CID_INVALID_LENGTH = 0xC004F02F
    CID_SAVE_FAILED = 0xC004F030
    CID_MISMATCH = 0xC004F031
    CID_CHECK_DIGITS = 0xC004F04D
    IID_KEY_CHANGED = 0xC004F07E
    IID_OTHER_HARDWARE = 0xC004F07F


class Wbem(IntEnum):
    """WMI status codes (wbemcli.h, documented)."""

    FAILED = 0x80041001
    ACCESS_DENIED = 0x80041003
    NOT_FOUND = 0x80041002
    TYPE_MISMATCH = 0x80041005
    INVALID_PARAMETER = 0x80041008
    NOT_SUPPORTED = 0x8004100C
    INVALID_CLASS = 0x80041010
    INVALID_QUERY = 0x80041017
    INVALID_NAMESPACE = 0x8004100E
    QUOTA_VIOLATION = 0x8004106C
    PROVIDER_NOT_CAPABLE = 0x80041024
    INVALID_METHOD = 0x8004102E
    INVALID_METHOD_PARAMETERS = 0x8004102F


class ModelError(Exception):
    """Any failure of the model; `code` is unsigned."""

    def __init__(self, code: int, subject: str = "") -> None:
        super().__init__(f"0x{code:08X}{' ' + subject if subject else ''}")
        self.code = int(code)
        self.subject = subject


class SppError(ModelError):
    """Software Protection refused or failed a method."""


class WbemError(ModelError):
    """WMI refused the query, the path or the parameters; `subject` names the class, property or query."""
