# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From rows to the model: how each column is read."""

from __future__ import annotations

from datetime import datetime

from .._cim._row import Row
from .._language._text import Text
from .._licensing._build import parse_build
from .._licensing._extended import ESU_YEARS, year_of
from .._licensing._kms import DEFAULT_PORT
from .._licensing._model import Application, Identity, KmsClient, LicenseStatus, Product, Service
from .._licensing._protection import ProtectionService
from .._licensing._subscription import Subscription, SubscriptionState
from .._wsman._errors import MalformedAnswer
from ._channel import channel_of
from ._queries import INSTALLATION_ID

#: What an unused uint32 member reads (recorded).
NOT_AVAILABLE = 0xFFFFFFFF

_APPLICATIONS = {application.value: application for application in Application if application.value}

#: EvaluationEndDate of a product without an end reads 1601-01-01 (recorded).
_NO_DATE_BEFORE = 1602


def read_product(row: Row) -> Product:
    """A product from its row.

    Raises:
        MalformedAnswer: The row has no ID or a status that is not one of the seven documented.
    """
    activation_id = (row.text("ID") or "").lower()
    if not activation_id:
        raise MalformedAnswer("a product has no ID")
    application = _APPLICATIONS.get((row.text("ApplicationID") or "").lower(), Application.OTHER)
    return Product(
        activation_id=activation_id,
        application=application,
        name=row.text("Name") or "",
        description=row.text("Description") or "",
        family=row.text("LicenseFamily") or "",
        channel=channel_of(row, application),
        is_addon=row.flag("LicenseIsAddon") or False,
        status=_status(row),
        reason=(row.number("LicenseStatusReason") or 0) % 0x1_0000_0000,
        partial_product_key=row.text("PartialProductKey") or None,
        grace_minutes=_available(row, "GracePeriodRemaining") or 0,
        evaluation_end=_evaluation_end(row),
        activation_type=_available(row, "VLActivationType") or 0,
        kms=_kms_client(row),
        enabled_type=_available(row, "VLActivationTypeEnabled") or None,
        ad_object=row.text("ADActivationObjectName") or None,
        esu_year=_esu_year(row, activation_id),
        installation_id=row.text(INSTALLATION_ID) or None,
        rearms_left=_available(row, "RemainingSkuReArmCount"),
    )


def _esu_year(row: Row, activation_id: str) -> int | None:
    """By the activation ID where it is published, else by what an add-on calls itself."""
    if activation_id in ESU_YEARS or not row.flag("LicenseIsAddon"):
        return ESU_YEARS.get(activation_id)
    return year_of(row.text("LicenseFamily") or "", row.text("Name") or "")


def read_subscription(row: Row) -> Subscription:
    """What the service says of a subscription."""
    return Subscription(
        SubscriptionState.of(row.number("SubscriptionStatus")),
        row.number("SubscriptionType"),
        row.text("SubscriptionEdition") or None,
        row.text("SubscriptionExpiry") or None,
    )


def read_service(row: Row) -> Service:
    """The service from its row.

    The firmware key itself is a secret and stays on the host: its description and part number, empty when there is
    none (community), tell whether it is there.

    Raises:
        MalformedAnswer: The row has no Version.
    """
    version = row.text("Version")
    if not version:
        raise MalformedAnswer("the Software Protection service has no Version")
    return Service(
        version=version,
        kms=_kms_client(row),
        client_machine_id=row.text("ClientMachineID") or None,
        windows_rearms_left=_available(row, "RemainingWindowsReArmCount"),
        host_caching=row.flag("KeyManagementServiceHostCaching"),
        is_kms_host=_available(row, "IsKeyManagementServiceMachine") == 1,
        has_firmware_key=bool(row.text("OA3xOriginalProductKeyDescription") or row.text("OA3xOriginalProductKeyPkPn")),
        firmware_key_description=row.text("OA3xOriginalProductKeyDescription") or None,
    )


def read_identity(hardware: Row, system: Row) -> Identity:
    """A host's identity from the rows of its hardware and its operating system."""
    return Identity(
        uuid=read_uuid(hardware),
        name=system.text("CSName") or "",
        build=parse_build(system.text("BuildNumber") or ""),
    )


def read_uuid(hardware: Row) -> str:
    """The UUID of the hardware, upper case; empty when it shows none."""
    return (hardware.text("UUID") or "").strip().upper()


def read_protection(row: Row) -> ProtectionService:
    """The Windows service; its start mode and state are English on every Windows (documented values)."""
    return ProtectionService(start_mode=row.text("StartMode") or "", state=row.text("State") or "")


def _status(row: Row) -> LicenseStatus:
    number = row.number("LicenseStatus")
    status = next((item for item in LicenseStatus if item == number), None)
    if status is None:
        raise MalformedAnswer(Text("LicenseStatus is {number}", number=number))
    return status


def _available(row: Row, name: str) -> int | None:
    number = row.number(name)
    return None if number == NOT_AVAILABLE else number


def _evaluation_end(row: Row) -> datetime | None:
    moment = row.moment("EvaluationEndDate")
    return moment if moment is not None and moment.year >= _NO_DATE_BEFORE else None


def _kms_client(row: Row) -> KmsClient:
    port = _available(row, "KeyManagementServicePort")
    discovered = row.text("DiscoveredKeyManagementServiceMachineName") or None
    return KmsClient(
        host=row.text("KeyManagementServiceMachine") or None,
        port=None if port in (0, DEFAULT_PORT) else port,
        lookup_domain=row.text("KeyManagementServiceLookupDomain") or None,
        discovered_host=discovered,
        discovered_port=_available(row, "DiscoveredKeyManagementServiceMachinePort") if discovered else None,
        activation_interval=_available(row, "VLActivationInterval"),
        renewal_interval=_available(row, "VLRenewalInterval"),
    )
