# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A Windows host over WMI: what the planner asks of it, and the methods that change it."""

from __future__ import annotations

from collections.abc import Mapping

from .._cim._session import Instance, MethodFailed, Session
from .._language._text import Text
from .._licensing._errors import HostRefused
from .._licensing._host import Scope
from .._licensing._kms import KmsSetting, KmsValue
from .._licensing._model import Edition, Identity, Product, Service
from .._licensing._office import ClickToRun, OfficeSetting
from .._licensing._office_model import OfficeFiles, OfficeUsers
from .._licensing._offline_id import ConfirmationId
from .._licensing._product_key import ProductKey
from .._licensing._protection import SERVICE_NAME, ProtectionService, service_refused
from .._licensing._readiness import Readiness, Uptime
from .._licensing._registry_copy import SignIns
from .._licensing._servicing import JobOrder, ServicingRestart, Traces, Way
from .._licensing._subscription import Subscription
from .._licensing._windows_installation import WindowsInstallation
from .._wsman._errors import MalformedAnswer
from ._faults import translated
from ._jobs import Jobs
from ._office import write_office_setting
from ._queries import HARDWARE, IDENTITY, PRODUCT_CLASS, PROTECTION, SERVICE_CLASS
from ._reader import Reader
from ._readiness import read_installation, read_readiness, read_servicing_restart, read_uptime
from ._rows import read_identity
from ._setters import setter_of

_PROTECTION = Instance(PROTECTION.class_name, (("Name", SERVICE_NAME),))

_SYSTEM = Instance("Win32_OperatingSystem")

#: Flags of Win32Shutdown (documented).
_RESTART, _FORCED_RESTART = 2, 6

#: ERROR_SHUTDOWN_IN_PROGRESS and ERROR_SHUTDOWN_IS_SCHEDULED: the host is about to restart anyway.
_ON_ITS_WAY = frozenset({0x8007045B, 0x800704A6})

_READING_SERVICE = Text("Reading the Software Protection service")
_READING_OFFICE = Text("Reading the settings of Office")
_READING_UUID = Text("Reading the UUID of the hardware")


class RemoteHost:
    """Software Protection of one host, over a CIM session. Implements the planner's ``Host``.

    Faults of the host leave it as ``HostRefused``, with one exception: TimedOut stays a ``WSManFault``, because the
    method may still finish.

    A capability that reads something new gets a query in ``_queries``, a function of ``_rows`` for its row and a method
    of ``Reader``; what stands in the registry gets a file like ``_office``, which knows paths, types and meanings. Here
    it is one line, ``translated`` with a sentence that says what was being done. One that changes something is one line
    too: ``_call`` with such a sentence, the instance and the name of the method, or ``translated`` again.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._reader = Reader(session)
        self._jobs = Jobs(session, self._reader.registry)
        self._version: str | None = None
        self._was_refreshed = False

    @property
    def was_refreshed(self) -> bool:
        """Whether RefreshLicenseStatus has succeeded yet."""
        return self._was_refreshed

    def products(self, scope: Scope) -> tuple[Product, ...]:
        """Products of a scope, in the order the host gives them."""
        return translated(Text("Reading the products"), lambda: self._reader.products(scope))

    def service(self) -> Service:
        """The service; also remembers its version, the key of the instance."""
        service = translated(_READING_SERVICE, self._reader.service)
        self._version = service.version
        return service

    def subscription(self) -> Subscription | None:
        """Columns of the service that not every Windows has."""
        return translated(Text("Reading the subscription"), self._reader.subscription)

    def edition(self) -> Edition:
        """EditionID from the registry and the build from the service's version, which equals that of Windows."""
        edition_id = translated(_reading("EditionID"), self._reader.edition_id)
        parts = self._service_version().split(".")
        if not edition_id or len(parts) < 3 or not parts[2].isdigit():
            raise MalformedAnswer("the edition or the build of Windows cannot be read")
        return Edition(edition_id, int(parts[2]))

    def identity(self) -> Identity:
        """The UUID from Win32_ComputerSystemProduct, name and build from Win32_OperatingSystem."""
        hardware = translated(_READING_UUID, lambda: self._reader.row(HARDWARE))
        system = translated(Text("Reading the version of Windows"), lambda: self._reader.row(IDENTITY))
        return read_identity(hardware, system)

    def hardware_uuid(self) -> str:
        """The UUID from Win32_ComputerSystemProduct; empty also when there is no such row."""
        return translated(_READING_UUID, self._reader.hardware_uuid)

    def firmware_key(self) -> ProductKey | None:
        """The OEM key of the firmware; None when there is none."""
        text = translated(_READING_SERVICE, self._reader.firmware_key)
        return ProductKey.parse(text, allow_failing_checksum=True) if text else None

    def has_registry_key(self) -> bool:
        """True when DigitalProductId holds an encoded key."""
        return translated(_reading("DigitalProductId"), self._reader.has_registry_key)

    def protection(self) -> ProtectionService | None:
        """Win32_Service of sppsvc."""
        return translated(Text("Reading the service {service}", service=SERVICE_NAME), self._reader.protection)

    def click_to_run(self, settings: tuple[OfficeSetting, ...]) -> ClickToRun | None:
        """ProductReleaseIds of click-to-run, and the values of the settings."""
        return translated(_READING_OFFICE, lambda: self._reader.click_to_run(settings))

    def office_installation(self) -> ClickToRun | None:
        """The key Configuration of click-to-run, and the policy about extended offline access."""
        return translated(_READING_OFFICE, self._reader.office_installation)

    def office_users(self, with_addresses: bool) -> OfficeUsers:
        """LicensingNext and Identity of each loaded hive; ProfileList names the others."""
        return translated(
            Text("Reading the users of Office"), lambda: self._reader.office_users(with_addresses=with_addresses)
        )

    def office_files(self) -> OfficeFiles:
        """CIM_DataFile, one query a directory."""
        return translated(Text("Listing the licence files of Office"), self._reader.office_files)

    def office_sign_ins(self, sids: tuple[str, ...]) -> SignIns:
        """The keys Licensing and Identity of each loaded hive, with all their values."""
        return translated(Text("Reading the sign-ins of Office"), lambda: self._reader.office_sign_ins(sids))

    def remove_office_keys(self, sid: str, paths: tuple[str, ...]) -> None:
        """DeleteKey of StdRegProv, key by key."""
        action = Text("Removing the sign-in of {sid} from Office", sid=sid)
        translated(action, lambda: self._reader.remove_office_keys(sid, paths))

    def install_key(self, key: ProductKey) -> None:
        """InstallProductKey of the service."""
        action = Text("Installing the key ...{key}", key=key.last_five)
        self._call(action, self._service_instance(), "InstallProductKey", {"ProductKey": key.reveal()})

    def uninstall_key(self, product: Product) -> None:
        """UninstallProductKey of a product."""
        action = Text("Removing the key of {product}", product=product.title)
        self._call(action, _instance_of(product), "UninstallProductKey")

    def clear_registry_key(self) -> None:
        """ClearProductKeyFromRegistry of the service."""
        self._call(Text("Clearing the key from the registry"), self._service_instance(), "ClearProductKeyFromRegistry")

    def activate(self, product: Product) -> None:
        """Activate of a product."""
        self._call(Text("Activation of {product}", product=product.title), _instance_of(product), "Activate")

    def deposit(self, product: Product, installation_id: str, confirmation_id: ConfirmationId) -> None:
        """DepositOfflineConfirmationId of a product."""
        action = Text("Depositing the Confirmation ID for {product}", product=product.title)
        arguments = {"InstallationId": installation_id, "ConfirmationId": confirmation_id.reveal()}
        self._call(action, _instance_of(product), "DepositOfflineConfirmationId", arguments)

    def configure(self, setting: KmsSetting, value: KmsValue, product: Product | None) -> None:
        """Setters of the service or of a product; both bear the same names. Setting twice does no harm."""
        name = Text(setting.value)
        if product is None:
            action, target = Text("Setting the {setting}", setting=name), self._service_instance()
        else:
            action = Text("Setting the {setting} of {product}", setting=name, product=product.title)
            target = _instance_of(product)
        self._call(action, target, *setter_of(setting, value), is_repeatable=True)

    def configure_office(self, setting: OfficeSetting, is_on: bool) -> None:
        """SetStringValue and SetDWORDValue of StdRegProv. Setting twice does no harm."""
        action = Text("Setting {setting}", setting=Text(setting.value))
        translated(action, lambda: write_office_setting(self._reader.registry, setting, is_on))

    def refresh(self) -> None:
        """RefreshLicenseStatus of the service."""
        action = Text("Refreshing the licence status")
        self._call(action, self._service_instance(), "RefreshLicenseStatus", is_repeatable=True)
        self._was_refreshed = True

    def enable_protection(self) -> None:
        """ChangeStartMode of Win32_Service. Setting twice does no harm."""
        action = Text("Enabling the service {service}", service=SERVICE_NAME)
        self._call_protection(action, "ChangeStartMode", {"StartMode": "Automatic"})

    def start_protection(self) -> None:
        """StartService of Win32_Service."""
        self._call_protection(Text("Starting the service {service}", service=SERVICE_NAME), "StartService", {})

    def installation(self) -> WindowsInstallation:
        """EditionID, CurrentBuild, InstallationType and UBR of the registry."""
        return translated(_reading("EditionID"), lambda: read_installation(self._reader.registry))

    def uptime(self) -> Uptime:
        """LastBootUpTime and LocalDateTime of Win32_OperatingSystem."""
        return translated(Text("Reading when the host was started"), lambda: read_uptime(self._session))

    def servicing_restart(self) -> ServicingRestart:
        """Keys below Component Based Servicing."""
        action = Text("Reading whether a restart is pending")
        return translated(action, lambda: read_servicing_restart(self._reader.registry))

    def readiness(self, installation: WindowsInstallation) -> Readiness:
        """Rights, role, power, space, services and processes."""
        return read_readiness(self._session, self._reader.registry, is_server=installation.is_server)

    def traces(self) -> Traces:
        """The Task Scheduler and a key of the registry."""
        return translated(Text("Looking for a change of the edition"), self._jobs.traces)

    def start_job(self, order: JobOrder) -> Way:
        """RegisterByXml and StartByPath of the Task Scheduler, else Create of Win32_Process."""
        return translated(Text("Starting {tool}", tool=order.tool.value), lambda: self._jobs.start(order))

    def remove_traces(self) -> None:
        """Delete the tasks and the key."""
        translated(Text("Removing what a change of the edition has left"), self._jobs.remove)

    def restart(self, forced: bool) -> None:
        """Win32Shutdown of Win32_OperatingSystem, of the class itself, as Windows' own clients call it over WS-Man."""
        arguments = {"Flags": str(_FORCED_RESTART if forced else _RESTART), "Reserved": "0"}
        try:
            translated(Text("Restarting the host"), lambda: self._session.invoke(_SYSTEM, "Win32Shutdown", arguments))
        except HostRefused as refusal:
            if refusal.code not in _ON_ITS_WAY:
                raise

    def _service_version(self) -> str:
        if self._version is None:
            self._version = translated(_READING_SERVICE, self._reader.service_version)
        return self._version

    def _service_instance(self) -> Instance:
        """Methods of the service need its key as selector: without one, providers answer with an internal error."""
        return Instance(SERVICE_CLASS, (("Version", self._service_version()),))

    def _call(
        self,
        action: Text,
        target: Instance,
        method: str,
        arguments: Mapping[str, str] | None = None,
        *,
        is_repeatable: bool = False,
    ) -> None:
        translated(action, lambda: self._session.invoke(target, method, arguments, is_repeatable=is_repeatable))

    def _call_protection(self, action: Text, method: str, arguments: Mapping[str, str]) -> None:
        """The methods of Win32_Service return numbers of their own, not HRESULTs."""

        def call() -> None:
            try:
                self._session.invoke(_PROTECTION, method, arguments, is_repeatable=True)
            except MethodFailed as problem:
                raise service_refused(action, problem.code) from problem

        translated(action, call)


def _instance_of(product: Product) -> Instance:
    return Instance(PRODUCT_CLASS, (("ID", product.activation_id),))


def _reading(name: str) -> Text:
    return Text("Reading {name} from the registry", name=name)
