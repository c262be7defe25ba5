# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Products and the service, as numbers and stable names; never localized text.

Values come from the classes SoftwareLicensingProduct and SoftwareLicensingService in ``root/cimv2``
(learn.microsoft.com/previous-versions/windows/desktop/sppwmi).
"""

from __future__ import annotations

import enum
import math
from dataclasses import dataclass
from datetime import datetime

from .._language._text import Title
from ._build import build_in
from ._extended import is_server

#: Minutes of a day; Software Protection counts grace in minutes.
MINUTES_PER_DAY = 1440


class Application(enum.Enum):
    """The ApplicationID of a product (documented)."""

    WINDOWS = "55c92734-d682-4d71-983e-d6ec3f16059f"
    OFFICE = "0ff1ce15-a989-479d-af46-f275c6370663"
    OFFICE_2010 = "59a52881-a989-479d-af46-f275c6370663"
    OTHER = ""

    @property
    def label(self) -> str:
        """The stable name used in results."""
        return "office" if self is Application.OFFICE_2010 else self.name.lower()


class LicenseStatus(enum.IntEnum):
    """LicenseStatus (documented). Only LICENSED means activated."""

    UNLICENSED = 0
    LICENSED = 1
    OOB_GRACE = 2
    OOT_GRACE = 3
    NON_GENUINE_GRACE = 4
    NOTIFICATION = 5
    EXTENDED_GRACE = 6

    @property
    def label(self) -> str:
        """The stable name used in results."""
        return self.name.lower()


class Channel(enum.Enum):
    """How a key was sold."""

    RETAIL = "retail"
    OEM = "oem"
    MAK = "mak"
    GVLK = "gvlk"
    CSVLK = "csvlk"
    EVALUATION = "eval"
    SUBSCRIPTION = "subscription"
    AVMA = "avma"
    OTHER = "other"


class ActivatedBy(enum.Enum):
    """What made a product licensed."""

    KMS = "kms"
    AD = "ad"
    TOKEN = "token"
    MAK = "mak"
    RETAIL = "retail"
    OEM = "oem"
    DIGITAL = "digital"
    SUBSCRIPTION = "subscription"
    AVMA = "avma"
    NONE = "none"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class KmsClient:
    """KMS client settings of a product or of the service.

    Attributes:
        host: Configured host name, None when the host is to be found by DNS.
        port: Configured TCP port, None for the default 1688.
        lookup_domain: Domain whose SRV records are used.
        discovered_host: Host last found by DNS.
        discovered_port: Its port.
        activation_interval: Minutes between attempts while not activated.
        renewal_interval: Minutes between renewals.
    """

    host: str | None = None
    port: int | None = None
    lookup_domain: str | None = None
    discovered_host: str | None = None
    discovered_port: int | None = None
    activation_interval: int | None = None
    renewal_interval: int | None = None


@dataclass(frozen=True, slots=True)
class Product:
    """One row of SoftwareLicensingProduct.

    Attributes:
        activation_id: The SKU GUID, lower case.
        family: LicenseFamily; for Windows the EditionID.
        reason: LicenseStatusReason, unsigned HRESULT.
        grace_minutes: Minutes left in the present state; 0 for a permanent licence.
        activation_type: VLActivationType, what activated a volume client: 0 none, 1 AD, 2 KMS, 3 token.
        enabled_type: VLActivationTypeEnabled: 1 AD, 2 KMS, 3 token; None when any is allowed.
        esu_year: The year of an Extended Security Updates add-on, None for all else.
        installation_id: Digits of the Installation ID, when it was asked for.
        rearms_left: RemainingSkuReArmCount; None where the host does not say.
    """

    activation_id: str
    application: Application
    name: str
    description: str
    family: str
    channel: Channel
    is_addon: bool
    status: LicenseStatus
    reason: int
    partial_product_key: str | None
    grace_minutes: int
    evaluation_end: datetime | None
    activation_type: int
    kms: KmsClient
    enabled_type: int | None = None
    ad_object: str | None = None
    esu_year: int | None = None
    installation_id: str | None = None
    rearms_left: int | None = None

    def knows(self, member: str) -> bool:
        """Whether a member is known; all of them are in a row that was read."""
        return True

    @property
    def is_licensed(self) -> bool:
        """LicenseStatus 1, and nothing else."""
        return self.status is LicenseStatus.LICENSED

    @property
    def is_primary(self) -> bool:
        """The product that stands for Windows itself: Windows, key present, not an add-on."""
        return self.application is Application.WINDOWS and bool(self.partial_product_key) and not self.is_addon

    @property
    def follows_account(self) -> bool:
        """Whether the licence is that of a signed-in account, so that the row tells nothing of it.

        Microsoft 365 Apps keep their licences with the user since version 1910. Their rows in Software Protection are
        left behind and may read expired while the subscription is active (documented, recorded).
        """
        is_office = self.application in (Application.OFFICE, Application.OFFICE_2010)
        return is_office and self.channel is Channel.SUBSCRIPTION

    @property
    def is_server(self) -> bool:
        """Whether it is of Windows Server."""
        return is_server(self.family)

    @property
    def is_stopped_evaluation(self) -> bool:
        """Whether it is an evaluation that neither licenses nor grants grace; as a rule its time is over."""
        is_stopped = self.status in (LicenseStatus.UNLICENSED, LicenseStatus.NOTIFICATION)
        return is_stopped and self.channel is Channel.EVALUATION

    @property
    def is_permanent(self) -> bool:
        """Licensed without an end."""
        return self.is_licensed and self.grace_minutes == 0

    @property
    def days_remaining(self) -> float:
        """Days until the licensed state ends; infinite when permanent, 0 when not licensed."""
        if not self.is_licensed:
            return 0.0
        return math.inf if self.is_permanent else self.grace_minutes / MINUTES_PER_DAY

    @property
    def title(self) -> Title:
        """How messages name the product: name and last five characters of its key."""
        return Title(self.name or self.activation_id, self.partial_product_key)

    @property
    def activated_by(self) -> ActivatedBy:
        """What made it licensed, as far as the row tells."""
        if not self.is_licensed:
            return ActivatedBy.NONE
        if self.channel is Channel.GVLK:
            return _BY_ACTIVATION_TYPE.get(self.activation_type, ActivatedBy.UNKNOWN)
        if self.reason == REASON_STORE_BASED:
            return ActivatedBy.DIGITAL
        return _BY_CHANNEL.get(self.channel, ActivatedBy.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Service:
    """The row of SoftwareLicensingService.

    Attributes:
        version: Version of Software Protection, equal to that of Windows; key of the instance.
        kms: Service-level KMS client settings.
        client_machine_id: GUID by which a KMS host counts this client; None before the first use.
        windows_rearms_left: RemainingWindowsReArmCount.
        host_caching: True when the name of a KMS host that worked is remembered.
        is_kms_host: True when this computer itself is a KMS host.
        has_firmware_key: True when the firmware holds an OEM key. The key itself is never kept here.
        firmware_key_description: Edition and channel of that key, no secret.
    """

    version: str
    kms: KmsClient
    client_machine_id: str | None
    windows_rearms_left: int | None
    host_caching: bool | None
    is_kms_host: bool
    has_firmware_key: bool
    firmware_key_description: str | None

    def knows(self, member: str) -> bool:
        """Whether a member is known; all of them are in a row that was read."""
        return True

    @property
    def build(self) -> int | None:
        """Build of Windows, which the version of Software Protection names."""
        return build_in(self.version)


@dataclass(frozen=True, slots=True)
class Edition:
    """What Windows is installed.

    Attributes:
        edition_id: EditionID of the registry, ``Professional`` for instance.
        build: Build number.
    """

    edition_id: str
    build: int


@dataclass(frozen=True, slots=True)
class Identity:
    """What tells a host from others.

    Attributes:
        uuid: UUID of the hardware, upper case; empty when it shows none.
        name: Name of the computer.
        build: Build number of Windows; None when it cannot be read.
    """

    uuid: str
    name: str
    build: int | None


#: SL_I_STORE_BASED_ACTIVATION: a digital licence (name documented, use community).
REASON_STORE_BASED = 0x4004F401

_BY_ACTIVATION_TYPE = {1: ActivatedBy.AD, 2: ActivatedBy.KMS, 3: ActivatedBy.TOKEN}
_BY_CHANNEL = {
    Channel.MAK: ActivatedBy.MAK,
    Channel.CSVLK: ActivatedBy.MAK,
    Channel.RETAIL: ActivatedBy.RETAIL,
    Channel.OEM: ActivatedBy.OEM,
    Channel.SUBSCRIPTION: ActivatedBy.SUBSCRIPTION,
    Channel.AVMA: ActivatedBy.AVMA,
}
