# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every query a host is asked, as data: the class, the columns we name, and the condition."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from .._cim._session import Query, quote
from .._diagnosis._events import EVENT_CODES
from .._licensing._host import Scope
from .._licensing._model import Application
from .._licensing._protection import SERVICE_NAME

PRODUCT_CLASS: Final = "SoftwareLicensingProduct"
SERVICE_CLASS: Final = "SoftwareLicensingService"

#: All exist since Windows 8 and Server 2012. OfflineInstallationId is left out because it is slow to compute.
_PRODUCT_COLUMNS = (
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
    "RemainingSkuReArmCount",
)

#: The column of a product that is read only when it is asked for.
INSTALLATION_ID: Final = "OfflineInstallationId"

#: LicenseFamily of every volume licence of Office has "VL_" in it; in a pattern, _ is any one character.
_VOLUME: Final = "%VL[_]%"

#: The firmware key itself is a secret and not among them.
SERVICE: Final = Query(
    SERVICE_CLASS,
    (
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
    ),
)
SERVICE_VERSION: Final = Query(SERVICE_CLASS, ("Version",))
FIRMWARE_KEY: Final = Query(SERVICE_CLASS, ("Version", "OA3xOriginalProductKey"))

#: The Windows service behind licensing, not the WMI class of that name.
PROTECTION: Final = Query("Win32_Service", ("StartMode", "State"), f"Name = {quote(SERVICE_NAME)}")

#: The SMBIOS UUID (documented).
HARDWARE: Final = Query("Win32_ComputerSystemProduct", ("UUID",))
IDENTITY: Final = Query("Win32_OperatingSystem", ("CSName", "BuildNumber"))

SYSTEM: Final = Query(
    "Win32_OperatingSystem",
    (
        "Caption",
        "Version",
        "LocalDateTime",
        "BuildNumber",
        "OperatingSystemSKU",
        "ProductType",
        "LastBootUpTime",
        "OSLanguage",
        "SuiteMask",
    ),
)

UPTIME: Final = Query("Win32_OperatingSystem", ("LastBootUpTime", "LocalDateTime"))
SYSTEM_DIRECTORY: Final = Query("Win32_OperatingSystem", ("SystemDirectory",))
DOMAIN_ROLE: Final = Query("Win32_ComputerSystem", ("DomainRole",))
BATTERY: Final = Query("Win32_Battery", ("BatteryStatus",))

#: Not every Windows has these columns; 1803 has not (recorded), and refuses the query. Their names are inferred.
SUBSCRIPTION: Final = Query(
    SERVICE_CLASS, ("Version", "SubscriptionType", "SubscriptionStatus", "SubscriptionEdition", "SubscriptionExpiry")
)

#: The volume licences of Office whose files are there, with and without a key.
VOLUME_LICENCES: Final = Query(
    PRODUCT_CLASS,
    ("ID", "LicenseFamily"),
    f"ApplicationID = {quote(Application.OFFICE.value)} AND LicenseFamily LIKE '%VL[_]%'",
)
_PING_COLUMNS = ("Address", "PrimaryAddressResolutionStatus", "ProtocolAddress")

COMPUTER: Final = Query("Win32_ComputerSystem", ("PartOfDomain", "Domain", "Manufacturer", "Model"))

#: The classic log names the source by its old name, newer ones by that of the provider (recorded, documented).
_EVENT_SOURCES = ("Microsoft-Windows-Security-SPP", "Software Protection Platform Service")
_EVENT_COLUMNS = ("EventCode", "InsertionStrings", "RecordNumber", "TimeGenerated")


def products_of(scope: Scope) -> Query:
    """The rows of a scope, and others: WQL cannot tell an empty key from a present one."""
    columns = (*_PRODUCT_COLUMNS, INSTALLATION_ID) if scope.with_installation_ids else _PRODUCT_COLUMNS
    return Query(PRODUCT_CLASS, columns, where_clause(scope))


def where_clause(scope: Scope) -> str:
    """The WQL condition of a scope.

    >>> where_clause(Scope(activation_id="A", with_keyed=False))
    "ID = 'A'"
    """
    conditions = tuple(_conditions(scope))
    return " OR ".join(f"({condition})" for condition in conditions) if len(conditions) > 1 else conditions[0]


def events_since(moment: datetime) -> Query:
    """Events of Software Protection that tell of a failure, a request or an answer."""
    conditions = (
        "Logfile = 'Application'",
        _any_of(f"SourceName = {quote(source)}" for source in _EVENT_SOURCES),
        f"TimeGenerated >= '{moment:%Y%m%d%H%M%S}.000000+000'",
        _any_of(f"EventCode = {code}" for code in EVENT_CODES),
    )
    return Query("Win32_NTLogEvent", _EVENT_COLUMNS, " AND ".join(conditions))


def pings_of(names: tuple[str, ...]) -> Query:
    """One ping for each name (several at once: community)."""
    return Query("Win32_PingStatus", _PING_COLUMNS, _any_of(f"Address = {quote(name)}" for name in names))


def _conditions(scope: Scope) -> Iterator[str]:
    if scope.with_keyed:
        yield f"{_of_application(scope.application)}PartialProductKey IS NOT NULL"
    for activation_id in filter(None, (scope.activation_id, *scope.also_ids)):
        yield f"ID = {quote(activation_id)}"
    if scope.esu_year is not None:
        yield f"Name LIKE '%-ESU-Year{scope.esu_year}%'"
    if scope.volume_families is not None:
        families = (f"{start}%" for start in scope.volume_families) if scope.volume_families else iter((_VOLUME,))
        own = _of_application(Application.OFFICE)
        yield f"{own}{_any_of(f'LicenseFamily LIKE {quote(family)}' for family in families)}"


def _of_application(application: Application | None) -> str:
    return f"ApplicationID = {quote(application.value)} AND " if application else ""


def _any_of(conditions: Iterator[str]) -> str:
    return f"({' OR '.join(conditions)})"
