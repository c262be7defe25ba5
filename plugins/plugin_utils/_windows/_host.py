# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A Windows host over WMI: the one place where the typed model meets the wire."""

from __future__ import annotations

from .._cim._row import Row
from .._cim._session import Instance, MethodFailed, Query, Session, quote
from .._language._text import Text
from .._licensing._errors import HostRefused
from .._licensing._host import Scope
from .._licensing._kms import KmsSetting, KmsValue
from .._licensing._model import Application, Edition, Identity, Product, Service
from .._licensing._offline_id import ConfirmationId
from .._licensing._product_key import ProductKey
from .._licensing._protection import SERVICE_NAME, ProtectionService, service_refused
from .._wsman._errors import MalformedAnswer, WSManFault
from ._faults import refused, translated
from ._rows import (
    HARDWARE_COLUMNS,
    INSTALLATION_ID_COLUMN,
    PRODUCT_COLUMNS,
    SERVICE_COLUMNS,
    SYSTEM_COLUMNS,
    read_identity,
    read_product,
    read_service,
    read_uuid,
)

_SERVICE = "SoftwareLicensingService"
_PRODUCT = "SoftwareLicensingProduct"
_PROTECTION = Instance("Win32_Service", (("Name", SERVICE_NAME),))
_HARDWARE = Query("Win32_ComputerSystemProduct", HARDWARE_COLUMNS)
_READING_UUID = Text("Reading the UUID of the hardware")
_REGISTRY = Instance("StdRegProv", namespace="root/default")
_LOCAL_MACHINE = "2147483650"
_CURRENT_VERSION = r"SOFTWARE\Microsoft\Windows NT\CurrentVersion"

#: Where DigitalProductId, a block of 164 bytes, keeps the encoded key; zeros when wiped (community).
_ENCODED_KEY = slice(52, 67)

#: ERROR_FILE_NOT_FOUND, which StdRegProv returns for a value that does not exist.
_FILE_NOT_FOUND = 2


class RemoteHost:
    """Software Protection of one host, over a CIM session. Implements the planner's ``Host``.

    Faults of the host leave it as ``HostRefused``, with one exception: TimedOut stays a ``WSManFault``, because the
    method may still finish.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._version: str | None = None
        self._was_refreshed = False

    @property
    def was_refreshed(self) -> bool:
        """Whether RefreshLicenseStatus has succeeded yet."""
        return self._was_refreshed

    def products(self, scope: Scope) -> tuple[Product, ...]:
        """Products of a scope, in the order the host gives them; WQL cannot tell an empty key from a present one."""
        wanted = {activation_id.lower() for activation_id in (scope.activation_id, *scope.also_ids) if activation_id}
        columns = PRODUCT_COLUMNS + ((INSTALLATION_ID_COLUMN,) if scope.with_installation_ids else ())
        query = Query(_PRODUCT, columns, where_clause(scope))
        found = (read_product(row) for row in self._query(Text("Reading the products"), query))
        return tuple(
            product
            for product in found
            if product.partial_product_key
            or product.activation_id in wanted
            or (scope.esu_year is not None and product.esu_year == scope.esu_year)
        )

    def service(self) -> Service:
        """The service; also remembers its version, the key of the instance."""
        service = read_service(self._service_row(SERVICE_COLUMNS))
        self._version = service.version
        return service

    def edition(self) -> Edition:
        """EditionID from the registry and the build from the service's version, which equals that of Windows."""
        edition_id = self._registry("GetStringValue", "EditionID").text("sValue")
        parts = self._service_version().split(".")
        if not edition_id or len(parts) < 3 or not parts[2].isdigit():
            raise MalformedAnswer("the edition or the build of Windows cannot be read")
        return Edition(edition_id, int(parts[2]))

    def identity(self) -> Identity:
        """The UUID from Win32_ComputerSystemProduct, name and build from Win32_OperatingSystem."""
        hardware = self._only(_READING_UUID, _HARDWARE)
        system = self._only(Text("Reading the version of Windows"), Query("Win32_OperatingSystem", SYSTEM_COLUMNS))
        return read_identity(hardware, system)

    def hardware_uuid(self) -> str:
        """The UUID from Win32_ComputerSystemProduct; empty also when there is no such row."""
        row = next(iter(self._query(_READING_UUID, _HARDWARE)), None)
        return read_uuid(row) if row is not None else ""

    def firmware_key(self) -> ProductKey | None:
        """The OEM key of the firmware; None when there is none."""
        row = self._service_row(("Version", "OA3xOriginalProductKey"))
        text = row.text("OA3xOriginalProductKey")
        return ProductKey.parse(text, allow_failing_checksum=True) if text else None

    def has_registry_key(self) -> bool:
        """True when DigitalProductId holds an encoded key."""
        try:
            blob = self._registry("GetBinaryValue", "DigitalProductId").texts("uValue")
        except HostRefused as problem:
            if problem.code == _FILE_NOT_FOUND:
                return False
            raise
        return any(byte.strip() != "0" for byte in blob[_ENCODED_KEY])

    def install_key(self, key: ProductKey) -> None:
        """InstallProductKey of the service."""
        self._call_service(
            Text("Installing the key ...{key}", key=key.last_five), "InstallProductKey", {"ProductKey": key.reveal()}
        )

    def uninstall_key(self, product: Product) -> None:
        """UninstallProductKey of a product."""
        self._call_product(Text("Removing the key of {product}", product=product.title), product, "UninstallProductKey")

    def clear_registry_key(self) -> None:
        """ClearProductKeyFromRegistry of the service."""
        self._call_service(Text("Clearing the key from the registry"), "ClearProductKeyFromRegistry")

    def activate(self, product: Product) -> None:
        """Activate of a product."""
        self._call_product(Text("Activation of {product}", product=product.title), product, "Activate")

    def deposit(self, product: Product, installation_id: str, confirmation_id: ConfirmationId) -> None:
        """DepositOfflineConfirmationId of a product."""
        arguments = {"InstallationId": installation_id, "ConfirmationId": confirmation_id.reveal()}
        self._call_product(
            Text("Depositing the Confirmation ID for {product}", product=product.title),
            product,
            "DepositOfflineConfirmationId",
            arguments,
        )

    def configure(self, setting: KmsSetting, value: KmsValue, product: Product | None) -> None:
        """Setters of the service or of a product; both bear the same names. Setting twice does no harm."""
        method, arguments = setter_of(setting, value)
        name = Text(setting.value)
        if product is None:
            action = Text("Setting the {setting}", setting=name)
            self._call_service(action, method, arguments, is_repeatable=True)
        else:
            action = Text("Setting the {setting} of {product}", setting=name, product=product.title)
            self._call_product(action, product, method, arguments, is_repeatable=True)

    def refresh(self) -> None:
        """RefreshLicenseStatus of the service."""
        self._call_service(Text("Refreshing the licence status"), "RefreshLicenseStatus", is_repeatable=True)
        self._was_refreshed = True

    def protection(self) -> ProtectionService | None:
        """Win32_Service of sppsvc; its start mode and state are English on every Windows (documented values)."""
        query = Query(_PROTECTION.class_name, ("StartMode", "State"), f"Name = {quote(SERVICE_NAME)}")
        row = next(iter(self._query(Text("Reading the service {service}", service=SERVICE_NAME), query)), None)
        return ProtectionService(row.text("StartMode") or "", row.text("State") or "") if row is not None else None

    def enable_protection(self) -> None:
        """ChangeStartMode of Win32_Service. Setting twice does no harm."""
        self._call_protection(
            Text("Enabling the service {service}", service=SERVICE_NAME), "ChangeStartMode", {"StartMode": "Automatic"}
        )

    def start_protection(self) -> None:
        """StartService of Win32_Service."""
        self._call_protection(Text("Starting the service {service}", service=SERVICE_NAME), "StartService", {})

    def _query(self, action: Text, query: Query) -> tuple[Row, ...]:
        return translated(action, lambda: self._session.query(query))

    def _only(self, action: Text, query: Query) -> Row:
        rows = self._query(action, query)
        if not rows:
            raise MalformedAnswer(Text("the host has no {class_name}", class_name=query.class_name))
        return rows[0]

    def _service_row(self, columns: tuple[str, ...]) -> Row:
        rows = self._query(Text("Reading the Software Protection service"), Query(_SERVICE, columns))
        if not rows:
            raise MalformedAnswer("the host has no Software Protection service")
        return rows[0]

    def _service_version(self) -> str:
        if self._version is None:
            self._version = self._service_row(("Version",)).text("Version") or ""
        return self._version

    def _call_service(
        self, action: Text, method: str, arguments: dict[str, str] | None = None, *, is_repeatable: bool = False
    ) -> None:
        """Methods of the service need its key as selector: without one, providers answer with an internal error."""
        target = Instance(_SERVICE, (("Version", self._service_version()),))
        translated(action, lambda: self._session.invoke(target, method, arguments, is_repeatable=is_repeatable))

    def _call_protection(self, action: Text, method: str, arguments: dict[str, str]) -> None:
        """The methods of Win32_Service return numbers of their own, not HRESULTs."""
        try:
            self._session.invoke(_PROTECTION, method, arguments, is_repeatable=True)
        except MethodFailed as problem:
            raise service_refused(action, problem.code) from problem
        except WSManFault as problem:
            if problem.is_timeout:
                raise
            raise refused(action, problem) from problem

    def _call_product(
        self,
        action: Text,
        product: Product,
        method: str,
        arguments: dict[str, str] | None = None,
        *,
        is_repeatable: bool = False,
    ) -> None:
        target = Instance(_PRODUCT, (("ID", product.activation_id),))
        translated(
            action,
            lambda: self._session.invoke(target, method, arguments, is_repeatable=is_repeatable),
        )

    def _registry(self, method: str, value_name: str) -> Row:
        arguments = {"hDefKey": _LOCAL_MACHINE, "sSubKeyName": _CURRENT_VERSION, "sValueName": value_name}
        return translated(
            Text("Reading {name} from the registry", name=value_name),
            lambda: self._session.invoke(_REGISTRY, method, arguments, is_repeatable=True),
        )


#: Name of the setting inside the methods' names, and the parameter of the setter (documented).
_SETTERS = {
    KmsSetting.HOST: ("KeyManagementServiceMachine", "MachineName"),
    KmsSetting.PORT: ("KeyManagementServicePort", "PortNumber"),
    KmsSetting.LOOKUP_DOMAIN: ("KeyManagementServiceLookupDomain", "LookupDomain"),
    KmsSetting.ACTIVATION_TYPE: ("VLActivationTypeEnabled", "ActivationType"),
}


def setter_of(setting: KmsSetting, value: KmsValue) -> tuple[str, dict[str, str]]:
    """Method and arguments that bring a setting to a value.

    >>> setter_of(KmsSetting.PORT, None)
    ('ClearKeyManagementServicePort', {})
    """
    if setting is KmsSetting.HOST_CACHING:
        return "DisableKeyManagementServiceHostCaching", {"DisableCaching": "false" if value else "true"}
    name, parameter = _SETTERS[setting]
    return (f"Clear{name}", {}) if value is None else (f"Set{name}", {parameter: str(value)})


def where_clause(scope: Scope) -> str:
    """The WQL condition of a scope.

    >>> where_clause(Scope(activation_id="A", with_keyed=False))
    "ID = 'A'"
    """
    conditions = []
    if scope.with_keyed:
        keyed = "PartialProductKey IS NOT NULL"
        conditions.append(f"{_applications(scope.application)}{keyed}" if scope.application else keyed)
    for activation_id in (scope.activation_id, *scope.also_ids):
        if activation_id:
            conditions.append(f"ID = {quote(activation_id)}")
    if scope.esu_year is not None:
        conditions.append(f"Name LIKE '%-ESU-Year{scope.esu_year}%'")
    return " OR ".join(f"({condition})" for condition in conditions) if len(conditions) > 1 else conditions[0]


def _applications(application: Application) -> str:
    return f"ApplicationID = {quote(application.value)} AND "
