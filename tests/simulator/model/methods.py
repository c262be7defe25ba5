# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which function serves which method of the two Software Protection classes.

Handlers take the machine, the addressed product row (None for the service) and the arguments by name; they
return output parameters and raise `SppError` on failure.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from . import activation, installation, rearm, settings
from .digits import CID_BLOCK_SIZE, CID_LENGTH, confirmation_id, has_valid_blocks, installation_id
from .errors import Spp, SppError, Wbem, WbemError
from .network import ActivationObject, Directory
from .state import Licence, MachineState
from .timekeeping import settle
from .values import Channel, WmiValue

Arguments = Mapping[str, WmiValue]
Outputs = dict[str, WmiValue]
Handler = Callable[[MachineState, Licence | None, Arguments], Outputs]

#: documented limit of an activation object's name
_OBJECT_NAME_LIMIT = 40


def _text(arguments: Arguments, name: str) -> str:
    value = arguments.get(name)
    if value is None:
        raise WbemError(Wbem.INVALID_METHOD_PARAMETERS, name)
    return str(value)


def _number(arguments: Arguments, name: str) -> int:
    value = arguments.get(name)
    if not isinstance(value, int):
        raise WbemError(Wbem.INVALID_METHOD_PARAMETERS, name)
    return int(value)


def _row(licence: Licence | None) -> Licence:
    if licence is None:
        raise WbemError(Wbem.INVALID_METHOD_PARAMETERS)
    return licence


@dataclass(frozen=True, slots=True)
class _OnMachine:
    """A method without parameters that concerns the whole machine."""

    action: Callable[[MachineState], None]

    def __call__(self, state: MachineState, _licence: Licence | None, _arguments: Arguments) -> Outputs:
        self.action(state)
        return {}


@dataclass(frozen=True, slots=True)
class _OnRow:
    """A method without parameters that needs a product row."""

    action: Callable[[MachineState, Licence], None]

    def __call__(self, state: MachineState, licence: Licence | None, _arguments: Arguments) -> Outputs:
        self.action(state, _row(licence))
        return {}


@dataclass(frozen=True, slots=True)
class _WithText:
    """A method of the service with one text."""

    parameter: str
    action: Callable[[MachineState, str], None]

    def __call__(self, state: MachineState, _licence: Licence | None, arguments: Arguments) -> Outputs:
        self.action(state, _text(arguments, self.parameter))
        return {}


@dataclass(frozen=True, slots=True)
class _WithNumber:
    """A method of the service with one number."""

    parameter: str
    action: Callable[[MachineState, int], None]

    def __call__(self, state: MachineState, _licence: Licence | None, arguments: Arguments) -> Outputs:
        self.action(state, _number(arguments, self.parameter))
        return {}


@dataclass(frozen=True, slots=True)
class _WithFlag:
    """A method that switches a setting of the service on, or off where its name says Disable."""

    parameter: str
    action: Callable[[MachineState, bool], None]
    is_inverse: bool = False

    def __call__(self, state: MachineState, _licence: Licence | None, arguments: Arguments) -> Outputs:
        self.action(state, bool(_number(arguments, self.parameter)) is not self.is_inverse)
        return {}


@dataclass(frozen=True, slots=True)
class _SettingText:
    """A KMS setting with a text, of the service or of a product row."""

    parameter: str
    action: Callable[[MachineState, Licence | None, str], None]

    def __call__(self, state: MachineState, licence: Licence | None, arguments: Arguments) -> Outputs:
        self.action(state, licence, _text(arguments, self.parameter))
        return {}


@dataclass(frozen=True, slots=True)
class _SettingNumber:
    """A KMS setting with a number, of the service or of a product row."""

    parameter: str
    action: Callable[[MachineState, Licence | None, int], None]

    def __call__(self, state: MachineState, licence: Licence | None, arguments: Arguments) -> Outputs:
        self.action(state, licence, _number(arguments, self.parameter))
        return {}


@dataclass(frozen=True, slots=True)
class _Clearing:
    """A KMS setting that goes back to its default, of the service or of a product row."""

    action: Callable[[MachineState, Licence | None], None]

    def __call__(self, state: MachineState, licence: Licence | None, _arguments: Arguments) -> Outputs:
        self.action(state, licence)
        return {}


def _deposit(state: MachineState, licence: Licence | None, arguments: Arguments) -> Outputs:
    installation_text = _text(arguments, "InstallationId")
    activation.deposit_confirmation_id(state, _row(licence), installation_text, _text(arguments, "ConfirmationId"))
    return {}


def _refresh(state: MachineState) -> None:
    if state.is_disabled:
        raise SppError(Spp.SERVICE_DISABLED)
    settle(state)


def _install_license(state: MachineState, text: str) -> None:
    installation.require_write_access(state)
    if not text.lstrip("\ufeff \r\n").startswith("<"):
        raise SppError(Spp.INVALID_ARGUMENT)


def _directory(state: MachineState) -> Directory:
    directory = state.world.network.directories.get((state.spec.domain or "").lower())
    if directory is None:
        raise SppError(Spp.AD_NO_SUCH_OBJECT)
    if not directory.has_current_schema:
        raise SppError(Spp.AD_SCHEMA_OLD)
    return directory


def _host_key_id(state: MachineState, key: str) -> str:
    """The forest's installation ID for a KMS host key; other keys are not accepted (documented)."""
    record = state.world.keyring.find(key)
    if record is None or record.channel is not Channel.CSVLK:
        raise SppError(Spp.INVALID_KEY)
    return installation_id(key, "forest", str(state.spec.domain), state.switches.installation_id_length)


def _publish(state: MachineState, name: str) -> None:
    if not name or len(name) > _OBJECT_NAME_LIMIT:
        raise SppError(Spp.INVALID_ARGUMENT)
    _directory(state).objects.append(ActivationObject(name))


def _ad_online(state: MachineState, _licence: Licence | None, arguments: Arguments) -> Outputs:
    installation.require_write_access(state)
    _directory(state)
    _host_key_id(state, _text(arguments, "ProductKey"))
    if state.spec.internet_error:
        raise SppError(state.spec.internet_error)
    _publish(state, _text(arguments, "ActivationObjectName"))
    return {}


def _ad_generate(state: MachineState, _licence: Licence | None, arguments: Arguments) -> Outputs:
    installation.require_write_access(state)
    return {"InstallationID": _host_key_id(state, _text(arguments, "ProductKey"))}


def _ad_deposit(state: MachineState, _licence: Licence | None, arguments: Arguments) -> Outputs:
    installation.require_write_access(state)
    _directory(state)
    confirmation = _text(arguments, "ConfirmationID")
    if len(confirmation) != CID_LENGTH or not confirmation.isdigit():
        raise SppError(Spp.CID_INVALID_LENGTH)
    if not has_valid_blocks(confirmation, CID_BLOCK_SIZE):
        raise SppError(Spp.CID_CHECK_DIGITS)
    if confirmation != confirmation_id(_host_key_id(state, _text(arguments, "ProductKey"))):
        raise SppError(Spp.CID_MISMATCH)
    _publish(state, _text(arguments, "ActivationObjectName"))
    return {}


def _no_policy(_state: MachineState, _licence: Licence | None, arguments: Arguments) -> Outputs:
    raise SppError(Spp.VALUE_NOT_FOUND, _text(arguments, "PolicyName"))


def _no_token(_state: MachineState, _licence: Licence | None, _arguments: Arguments) -> Outputs:
    raise SppError(Spp.TOKEN_GRANT_NOT_FOUND)


def _unsupported(_state: MachineState, _licence: Licence | None, _arguments: Arguments) -> Outputs:
    raise SppError(Spp.NOT_SUPPORTED)


_SHARED: Mapping[str, Handler] = {
    "SetKeyManagementServiceMachine": _SettingText("MachineName", settings.set_machine),
    "ClearKeyManagementServiceMachine": _Clearing(settings.clear_machine),
    "SetKeyManagementServicePort": _SettingNumber("PortNumber", settings.set_port),
    "ClearKeyManagementServicePort": _Clearing(settings.clear_port),
    "SetKeyManagementServiceLookupDomain": _SettingText("LookupDomain", settings.set_lookup_domain),
    "ClearKeyManagementServiceLookupDomain": _Clearing(settings.clear_lookup_domain),
    "SetVLActivationTypeEnabled": _SettingNumber("ActivationType", settings.set_activation_type),
    "ClearVLActivationTypeEnabled": _Clearing(settings.clear_activation_type),
}

SERVICE_METHODS: Mapping[str, Handler] = {
    **_SHARED,
    "InstallProductKey": _WithText("ProductKey", installation.install_product_key),
    "InstallLicense": _WithText("License", _install_license),
    "InstallLicensePackage": _WithText("LicensePackage", _install_license),
    "ClearProductKeyFromRegistry": _OnMachine(installation.clear_registry_key),
    "RefreshLicenseStatus": _OnMachine(_refresh),
    "ReArmWindows": _OnMachine(rearm.rearm_windows),
    "ReArmApp": _WithText("ApplicationId", rearm.rearm_application),
    "SetVLActivationInterval": _WithNumber("ActivationInterval", settings.set_activation_interval),
    "SetVLRenewalInterval": _WithNumber("RenewalInterval", settings.set_renewal_interval),
    "SetKeyManagementServiceListeningPort": _WithNumber("PortNumber", settings.set_listening_port),
    "ClearKeyManagementServiceListeningPort": _OnMachine(settings.clear_listening_port),
    "DisableKeyManagementServiceDnsPublishing": _WithFlag(
        "DisablePublishing", settings.set_dns_publishing, is_inverse=True
    ),
    "EnableKeyManagementServiceLowPriority": _WithFlag("EnableLowPriority", settings.set_low_priority),
    "DisableKeyManagementServiceHostCaching": _WithFlag("DisableCaching", settings.set_host_caching, is_inverse=True),
    "GenerateActiveDirectoryOfflineActivationId": _ad_generate,
    "DepositActiveDirectoryOfflineActivationConfirmation": _ad_deposit,
    "DoActiveDirectoryOnlineActivation": _ad_online,
    "AcquireGenuineTicket": _unsupported,
}

PRODUCT_METHODS: Mapping[str, Handler] = {
    **_SHARED,
    "Activate": _OnRow(activation.activate),
    "UninstallProductKey": _OnRow(installation.uninstall_product_key),
    "DepositOfflineConfirmationId": _deposit,
    "ReArmSku": _OnRow(rearm.rearm_sku),
    "GetPolicyInformationDWord": _no_policy,
    "GetPolicyInformationString": _no_policy,
    "GetTokenActivationGrants": _no_token,
    "GenerateTokenActivationChallenge": _no_token,
    "DepositTokenActivationResponse": _no_token,
}
