# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From rows to the model: the columns we name, and how each is read."""

from __future__ import annotations

import re
from datetime import datetime

from .._cim._row import Row
from .._language._text import Text
from .._licensing._extended import ESU_YEARS, year_of
from .._licensing._kms import DEFAULT_PORT
from .._licensing._model import Application, Channel, Identity, KmsClient, LicenseStatus, Product, Service
from .._wsman._errors import MalformedAnswer

#: All exist since Windows 8 and Server 2012. OfflineInstallationId is left out because it is slow to compute.
PRODUCT_COLUMNS = (
    "ID",
    "ApplicationID",
    "Name",
    "Description",
    "LicenseFamily",
    "LicenseIsAddon",
    "LicenseStatus",
    "LicenseStatusReason",
    "GracePeriodRemaining",
    "EvaluationEndDate",
    "PartialProductKey",
    "ProductKeyChannel",
    "VLActivationType",
    "VLActivationTypeEnabled",
    "VLActivationInterval",
    "VLRenewalInterval",
    "KeyManagementServiceMachine",
    "KeyManagementServicePort",
    "KeyManagementServiceLookupDomain",
    "DiscoveredKeyManagementServiceMachineName",
    "DiscoveredKeyManagementServiceMachinePort",
    "ADActivationObjectName",
)
INSTALLATION_ID_COLUMN = "OfflineInstallationId"

SERVICE_COLUMNS = (
    "Version",
    "KeyManagementServiceMachine",
    "KeyManagementServicePort",
    "KeyManagementServiceLookupDomain",
    "DiscoveredKeyManagementServiceMachineName",
    "DiscoveredKeyManagementServiceMachinePort",
    "KeyManagementServiceHostCaching",
    "VLActivationInterval",
    "VLRenewalInterval",
    "ClientMachineID",
    "RemainingWindowsReArmCount",
    "IsKeyManagementServiceMachine",
    "OA3xOriginalProductKeyDescription",
    "OA3xOriginalProductKeyPkPn",
)

#: Of Win32_ComputerSystemProduct, the SMBIOS UUID, and of Win32_OperatingSystem (documented).
HARDWARE_COLUMNS = ("UUID",)
SYSTEM_COLUMNS = ("CSName", "BuildNumber")

#: What an unused uint32 member reads (recorded).
NOT_AVAILABLE = 0xFFFFFFFF

_APPLICATIONS = {application.value: application for application in Application if application.value}

#: Leading word of ProductKeyChannel (recorded: Retail, Retail:TB:Eval, Retail:TB:Sub, OEM:DM, Volume:GVLK, Volume:MAK).
_CHANNELS = (
    ("retail:tb:sub", Channel.SUBSCRIPTION),
    ("retail:tb", Channel.EVALUATION),
    ("retail", Channel.RETAIL),
    ("oem", Channel.OEM),
    ("volume:gvlk", Channel.GVLK),
    ("volume:mak", Channel.MAK),
    ("volume:csvlk", Channel.CSVLK),
)

#: Words in Description, for rows whose ProductKeyChannel says nothing; order matters (documented, recorded).
_DESCRIBED_CHANNELS = (
    ("VIRTUAL_MACHINE_ACTIVATION", Channel.AVMA),
    ("TIMEBASED_SUB", Channel.SUBSCRIPTION),
    ("TIMEBASED_", Channel.EVALUATION),
    ("VOLUME_KMSCLIENT", Channel.GVLK),
    ("VOLUME_KMS", Channel.CSVLK),
    ("MAK", Channel.MAK),
    ("OEM_", Channel.OEM),
    ("RETAIL", Channel.RETAIL),
)

#: Keys of these channels license a volume product by themselves, whatever its row is called.
_VOLUME = frozenset({Channel.MAK, Channel.GVLK, Channel.CSVLK})

#: In names and families of rows that stand in for the licence of an account: Microsoft 365 Apps, the grace of a
#: click-to-run Office, a subscription (recorded: Office16O365BusinessR_Grace, Office16O365ProPlusR_Subscription1).
_BY_ACCOUNT = re.compile(r"O365|_Grace|_Subscription", re.IGNORECASE)

#: The channel of a grace row, which otherwise calls itself retail (recorded).
_GRACE_CHANNEL = "RETAIL(GRACE)"

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
        channel=_channel(row, application),
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
        installation_id=row.text(INSTALLATION_ID_COLUMN) or None,
    )


def _esu_year(row: Row, activation_id: str) -> int | None:
    """By the activation ID where it is published, else by what an add-on calls itself."""
    if activation_id in ESU_YEARS or not row.flag("LicenseIsAddon"):
        return ESU_YEARS.get(activation_id)
    return year_of(row.text("LicenseFamily") or "", row.text("Name") or "")


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
    build = system.text("BuildNumber") or ""
    return Identity(
        uuid=read_uuid(hardware),
        name=system.text("CSName") or "",
        build=int(build) if build.isdecimal() else None,
    )


def read_uuid(hardware: Row) -> str:
    """The UUID of the hardware, upper case; empty when it shows none."""
    return (hardware.text("UUID") or "").strip().upper()


def _status(row: Row) -> LicenseStatus:
    number = row.number("LicenseStatus")
    try:
        return LicenseStatus(-1 if number is None else number)
    except ValueError as problem:
        raise MalformedAnswer(Text("LicenseStatus is {number}", number=number)) from problem


def _channel(row: Row, application: Application) -> Channel:
    """How a key was sold; rows of Office that stand in for the licence of an account count as subscriptions."""
    description = row.text("Description") or ""
    found = _named_channel(row.text("ProductKeyChannel") or "", description)
    is_office = application in (Application.OFFICE, Application.OFFICE_2010)
    if not is_office or found in _VOLUME:
        return found
    names = f"{row.text('Name') or ''} {row.text('LicenseFamily') or ''}"
    is_by_account = _BY_ACCOUNT.search(names) or _GRACE_CHANNEL in description.upper()
    return Channel.SUBSCRIPTION if is_by_account else found


def _named_channel(key_channel: str, description: str) -> Channel:
    lowered = key_channel.lower()
    for prefix, channel in _CHANNELS:
        if lowered.startswith(prefix):
            return channel
    upper = description.upper()
    return next((channel for word, channel in _DESCRIBED_CHANNELS if word in upper), Channel.OTHER)


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
