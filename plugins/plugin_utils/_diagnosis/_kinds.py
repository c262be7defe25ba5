# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every finding has its entry here: how bad it is, how it is known, and which others it makes needless.

Its id is that of results and of ``texts/``. A cause of the catalogue of codes that has no entry is a plain one. It must
not know any host.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


class Severity(enum.IntEnum):
    """How bad it is; the smallest is the worst."""

    CRITICAL = enum.auto()
    WARNING = enum.auto()
    INFO = enum.auto()

    @property
    def label(self) -> str:
        """The stable name used in results."""
        return self.name.lower()


class Role(enum.IntEnum):
    """What a finding is to others of the same weight; the smallest is told first.

    ROOT: has to be put right before anything can work. CAUSE: says why. CONSEQUENCE: follows from something.
    """

    ROOT = enum.auto()
    CAUSE = enum.auto()
    CONSEQUENCE = enum.auto()


class Known(enum.Enum):
    """How a finding is known.

    CODE: by a code; the catalogue of codes has its texts. HOST: by what the host shows; all its texts are our own.
    """

    CODE = "code"
    HOST = "host"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of finding.

    Attributes:
        id: Stable name; that of the cause in the catalogue of codes where there is one.
        known: How it is known.
        severity: How bad it is at its worst; a rule may find it milder.
        role: What it is to others of the same weight.
        explains: With it, these say nothing new.
        is_generic: It only says "not licensed"; anything that says why makes it needless.
        stands_beside: It never says why another product or the host is not licensed.
        is_of_kms: Only a KMS client can meet it.
        is_silence: A KMS host was asked and did not answer.
        is_state: It describes a state rather than the verdict on an attempt.
        speaks_for_products: Of the host as a whole, it makes the same finding of a product needless.
        concerns_kms_only: Of the host as a whole, it says why a KMS client is not licensed, and no other product.
        concerns_office_only: Of the host as a whole, it is about Office, and says nothing of any other product.
        keeps_advice_whole: One sentence of the advice alone is no step: it says what not to do, or what is normal.
        adds_steps_of_cause: The steps of the cause behind it follow its own; without own ones they always do.
    """

    id: str
    known: Known = Known.CODE
    severity: Severity = Severity.CRITICAL
    role: Role = Role.CAUSE
    explains: tuple[Kind, ...] = ()
    is_generic: bool = False
    stands_beside: bool = False
    is_of_kms: bool = False
    is_silence: bool = False
    is_state: bool = False
    speaks_for_products: bool = False
    concerns_kms_only: bool = False
    concerns_office_only: bool = False
    keeps_advice_whole: bool = False
    adds_steps_of_cause: bool = False

    @property
    def says_why(self) -> bool:
        """False for what says no more than that a product is not licensed, or that all is well."""
        return not self.is_generic and self.severity is not Severity.INFO


# Not licensed, and no more than that.
NOT_ACTIVATED: Final = Kind("not_activated", role=Role.CONSEQUENCE, is_generic=True)
LICENCE_NOT_AVAILABLE: Final = Kind("licence_not_available", role=Role.CONSEQUENCE, is_generic=True)
UNSPECIFIED_ERROR: Final = Kind("unspecified_error", role=Role.CONSEQUENCE, is_generic=True)
LIMITED_TIME_RUNNING: Final = Kind(
    "limited_time_running", severity=Severity.INFO, role=Role.CONSEQUENCE, is_generic=True
)
KMS_NOT_BOUND: Final = Kind(
    "kms_not_bound", role=Role.CONSEQUENCE, explains=(NOT_ACTIVATED,), is_generic=True, is_of_kms=True
)
NO_ACTION_NEEDED: Final = Kind("no_action_needed", severity=Severity.INFO)

# The way to a KMS host, and its answer.
KMS_NO_ANSWER: Final = Kind("kms_no_answer", role=Role.CONSEQUENCE, is_of_kms=True, is_silence=True)
KMS_RPC_FAILED: Final = Kind("kms_rpc_failed", is_of_kms=True, is_silence=True)
KMS_RECORD_MISSING: Final = Kind("kms_record_missing", is_of_kms=True, is_silence=True)
NETWORK_UNREACHABLE: Final = Kind("network_unreachable", is_silence=True)
KMS_HOST_NAME_UNKNOWN: Final = Kind("kms_host_name_unknown", Known.HOST, is_of_kms=True)
KMS_CLOUD_UNREACHABLE: Final = Kind("kms_cloud_unreachable", Known.HOST, is_of_kms=True)
DNS_UNAVAILABLE: Final = Kind("dns_unavailable", is_of_kms=True)
KMS_COUNT_LOW: Final = Kind("kms_count_low", is_of_kms=True)
KMS_HOST_NOT_ACTIVATED: Final = Kind("kms_host_not_activated", is_of_kms=True)
KMS_HOST_KEY_MISMATCH: Final = Kind("kms_host_key_mismatch", is_of_kms=True)

#: The KMS host that is set on a product of Office hides the one that is set for the whole host.
KMS_HOST_DIFFERS: Final = Kind(
    "kms_host_differs",
    Known.HOST,
    role=Role.ROOT,
    explains=(KMS_RPC_FAILED, KMS_NO_ANSWER, KMS_HOST_NOT_ACTIVATED, KMS_HOST_KEY_MISMATCH),
    is_of_kms=True,
)

# A volume licence that does not last, or should not be there.
KMS_RENEWAL_FAILING: Final = Kind("kms_renewal_failing", Known.HOST, Severity.WARNING, Role.ROOT)
KMS_LICENCE_ENDING: Final = Kind("kms_licence_ending", Known.HOST, role=Role.CONSEQUENCE, adds_steps_of_cause=True)
KMS_UNEXPLAINED: Final = Kind("kms_unexplained", Known.HOST, Severity.WARNING, stands_beside=True)

# Active Directory and activation types.
AD_OBJECT_NOT_FOUND: Final = Kind("ad_object_not_found")
AD_SCHEMA_TOO_OLD: Final = Kind("ad_schema_too_old")
AD_NOT_JOINED: Final = Kind(
    "ad_not_joined", Known.HOST, role=Role.ROOT, explains=(AD_OBJECT_NOT_FOUND, AD_SCHEMA_TOO_OLD)
)
TOKEN_PREREQUISITE_MISSING: Final = Kind("token_prerequisite_missing")
ACTIVATION_TYPE_UNSUITABLE: Final = Kind(
    "activation_type_unsuitable", Known.HOST, role=Role.ROOT, explains=(TOKEN_PREREQUISITE_MISSING,)
)

# The way to the activation service.
TLS_FAILED: Final = Kind("tls_failed")
ENDPOINT_UNREACHABLE: Final = Kind("endpoint_unreachable")
PROXY_INTERFERES: Final = Kind("proxy_interferes")
M365_SIGNIN_FAILED: Final = Kind("m365_signin_failed")
_TLS_STANDS_BEHIND: Final = (TLS_FAILED, ENDPOINT_UNREACHABLE, M365_SIGNIN_FAILED)
TLS_DISABLED: Final = Kind("tls_disabled", Known.HOST, role=Role.ROOT, explains=_TLS_STANDS_BEHIND)
TLS_NOT_DEFAULT: Final = Kind(
    "tls_not_default", Known.HOST, role=Role.ROOT, explains=_TLS_STANDS_BEHIND, concerns_office_only=True
)
WINHTTP_PROXY_MISSING: Final = Kind("winhttp_proxy_missing", Known.HOST, explains=(ENDPOINT_UNREACHABLE,))
NAMES_UNRESOLVED: Final = Kind(
    "names_unresolved",
    Known.HOST,
    role=Role.ROOT,
    explains=(ENDPOINT_UNREACHABLE, M365_SIGNIN_FAILED),
    concerns_office_only=True,
)

# The clock, which both ways need.
CLOCK_WRONG: Final = Kind(
    "clock_wrong",
    role=Role.ROOT,
    explains=(KMS_NO_ANSWER, TLS_FAILED),
    concerns_kms_only=True,
    adds_steps_of_cause=True,
)

# Key, edition and hardware.
KEY_MISSING: Final = Kind("key_missing")
KEY_BLOCKED: Final = Kind("key_blocked", keeps_advice_whole=True)
KEY_EDITION_MISMATCH: Final = Kind("key_edition_mismatch")
PRODUCT_LICENCE_MISSING: Final = Kind("product_licence_missing")
LICENCE_FILES_DAMAGED: Final = Kind("licence_files_damaged")
HARDWARE_CHANGED: Final = Kind("hardware_changed", is_state=True)
GENUINE_VALIDATION_FAILED: Final = Kind("genuine_validation_failed", is_state=True)
DIGITAL_LICENCE_NOT_FOUND: Final = Kind("digital_licence_not_found")
FIRMWARE_KEY_UNUSED: Final = Kind("firmware_key_unused", Known.HOST, explains=(DIGITAL_LICENCE_NOT_FOUND,))
FIRMWARE_KEY_OTHER_EDITION: Final = Kind(
    "firmware_key_other_edition", Known.HOST, explains=(DIGITAL_LICENCE_NOT_FOUND,)
)

# Evaluations and Extended Security Updates.
VALIDITY_EXPIRED: Final = Kind("validity_expired", is_state=True)
EVALUATION_EDITION: Final = Kind("evaluation_edition", Known.HOST, role=Role.ROOT)
EVALUATION_ENDING: Final = Kind("evaluation_ending", Known.HOST, Severity.WARNING, Role.CONSEQUENCE)
ADDON_BASE_MISSING: Final = Kind("addon_base_missing")
ESU_BASE_NOT_LICENSED: Final = Kind("esu_base_not_licensed", Known.HOST, explains=(ADDON_BASE_MISSING,))
ESU_NOT_SUPPORTED: Final = Kind("esu_not_supported", Known.HOST, explains=(ESU_BASE_NOT_LICENSED,))

# How long Windows is supported; none of it says why something is not licensed.
SUPPORT_ENDED: Final = Kind("support_ended", Known.HOST, Severity.WARNING, Role.CONSEQUENCE, stands_beside=True)
SUPPORT_ENDING: Final = Kind("support_ending", Known.HOST, Severity.WARNING, Role.CONSEQUENCE, stands_beside=True)
RELEASE_OUT_OF_SERVICE: Final = Kind(
    "release_out_of_service", Known.HOST, Severity.WARNING, Role.CONSEQUENCE, stands_beside=True
)
ESU_YEAR_ENDED: Final = Kind("esu_year_ended", Known.HOST, Severity.WARNING, Role.CONSEQUENCE, stands_beside=True)
ESU_YEAR_ENDING: Final = Kind("esu_year_ending", Known.HOST, Severity.WARNING, Role.CONSEQUENCE, stands_beside=True)
ESU_BASELINE_MISSING: Final = Kind("esu_baseline_missing", Known.HOST, Severity.WARNING, stands_beside=True)

# An edition that a user brings by signing in.
SUBSCRIPTION_OVER: Final = Kind("subscription_over", Known.HOST)
SUBSCRIPTION_ON_HOME: Final = Kind("subscription_on_home", Known.HOST, Severity.WARNING, stands_beside=True)
SUBSCRIPTION_NOT_JOINED: Final = Kind("subscription_not_joined", Known.HOST, Severity.WARNING, stands_beside=True)
SUBSCRIPTION_BASE_NOT_LICENSED: Final = Kind(
    "subscription_base_not_licensed", Known.HOST, Severity.WARNING, Role.CONSEQUENCE, stands_beside=True
)

# The host as a whole.
SERVICE_TRANSIENT: Final = Kind("service_transient")
SERVICE_DISABLED: Final = Kind(
    "service_disabled", role=Role.ROOT, explains=(SERVICE_TRANSIENT,), speaks_for_products=True, keeps_advice_whole=True
)
SERVICE_RULE_REFUSED: Final = Kind("service_rule_refused", keeps_advice_whole=True)
NOT_ADMINISTRATOR: Final = Kind("not_administrator", role=Role.ROOT)
RESTART_REQUIRED: Final = Kind("restart_required", role=Role.CONSEQUENCE, stands_beside=True)
ACCOUNT_LICENCE: Final = Kind("account_licence", Known.HOST, Severity.INFO, stands_beside=True)
EVIDENCE_MISSING: Final = Kind("evidence_missing", Known.HOST, Severity.INFO, stands_beside=True)
UNKNOWN_CODE: Final = Kind("unknown_code", Known.HOST, stands_beside=True)

# Office. What the host cannot show of a subscription makes the remark about its rows needless.
OFFICE_LICENCE_UNSEEN: Final = Kind(
    "office_licence_unseen", Known.HOST, explains=(ACCOUNT_LICENCE,), concerns_office_only=True
)
_SIGN_IN: Final = (M365_SIGNIN_FAILED, OFFICE_LICENCE_UNSEEN)
OFFICE_ACCOUNT_WRONG: Final = Kind(
    "office_account_wrong", Known.HOST, role=Role.ROOT, explains=_SIGN_IN, concerns_office_only=True
)
OFFICE_SHARING_MISSING: Final = Kind(
    "office_sharing_missing", Known.HOST, role=Role.ROOT, explains=_SIGN_IN, concerns_office_only=True
)
OFFICE_KEY_MISSING: Final = Kind("office_key_missing", Known.HOST, stands_beside=True, concerns_office_only=True)
OFFICE_LICENCES_MISSING: Final = Kind(
    "office_licences_missing",
    Known.HOST,
    role=Role.ROOT,
    explains=(KEY_EDITION_MISMATCH, PRODUCT_LICENCE_MISSING),
    stands_beside=True,
    concerns_office_only=True,
)
OFFICE_RETAIL_BESIDE_VOLUME: Final = Kind("office_retail_beside_volume", Known.HOST, role=Role.ROOT)
OFFICE_DATA_DAMAGED: Final = Kind("office_data_damaged", Known.HOST, concerns_office_only=True)
OFFICE_LEFTOVERS: Final = Kind("office_leftovers", Known.HOST, Severity.INFO, stands_beside=True)
OFFICE_OUT_OF_SUPPORT: Final = Kind(
    "office_out_of_support", Known.HOST, Severity.WARNING, Role.CONSEQUENCE, stands_beside=True
)

#: Every entry of this file, by its id.
KINDS: Final[Mapping[str, Kind]] = {entry.id: entry for entry in tuple(globals().values()) if isinstance(entry, Kind)}


def kind_of_cause(cause_id: str) -> Kind:
    """The kind of finding that a cause of the catalogue leads to."""
    return KINDS.get(cause_id) or Kind(cause_id)
