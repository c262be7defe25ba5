# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Software Protection objects as WMI shows them: one mapping of every property per row."""

from __future__ import annotations

import hashlib

from .state import Licence, MachineState
from .values import NO_DATE, NO_NUMBER, ActivationType, Binding, Channel, WmiValue, minutes_until

_REQUEST_COUNTERS = ("Total", "Failed", "Unlicensed", "Licensed", "OOBGrace", "OOTGrace", "NonGenuineGrace")
_SERVICE_URL = "https://activation.invalid/simulator"


def _counters() -> dict[str, WmiValue]:
    """recorded: counters of a machine that is no KMS host are all ones."""
    names = [f"KeyManagementService{name}Requests" for name in (*_REQUEST_COUNTERS, "Notification")]
    return dict.fromkeys((*names, "KeyManagementServiceCurrentCount", "RequiredClientCount"), NO_NUMBER)


def _token_fields() -> dict[str, WmiValue]:
    return {
        "TokenActivationILID": None,
        "TokenActivationILVID": NO_NUMBER,
        "TokenActivationGrantNumber": NO_NUMBER,
        "TokenActivationCertificateThumbprint": None,
        "TokenActivationAdditionalInfo": None,
    }


def localise(state: MachineState, text: str) -> str:
    """Replace the words a localized Windows translates, unless the switch says it does not."""
    if state.switches.localized_product_names:
        for word, translation in state.spec.texts.items():
            if word.startswith("word:"):
                text = text.replace(word[5:], translation)
    return text


def _digits(*parts: str) -> str:
    return str(int.from_bytes(hashlib.sha256("|".join(parts).encode()).digest()[:12], "big")).rjust(30, "0")


def _product_ids(state: MachineState, licence: Licence) -> dict[str, WmiValue]:
    if licence.key is None:
        return dict.fromkeys(
            ("PartialProductKey", "ProductKeyID", "ProductKeyID2", "ProductKeyChannel", "OfflineInstallationId")
        )
    digits = _digits(licence.key.identity, licence.sku.activation_id)
    build = f"{state.spec.build:05}.0000"
    return {
        "PartialProductKey": licence.key.last5,
        "ProductKeyID": f"{digits[:5]}-{digits[5:10]}-{digits[10:15]}-AA{digits[15:18]}",
        "ProductKeyID2": f"03612-{digits[:5]}-{digits[5:8]}-{digits[8:14]}-03-1033-{build}-{digits[14:21]}",
        "ProductKeyChannel": licence.sku.key_channel,
        "OfflineInstallationId": state.installation_id(licence),
    }


def _kms_fields(state: MachineState, licence: Licence) -> dict[str, WmiValue]:
    is_client = licence.sku.channel is Channel.GVLK and licence.key is not None
    return {
        "KeyManagementServiceMachine": licence.kms.machine or None,
        "KeyManagementServicePort": licence.kms.port,
        "KeyManagementServiceLookupDomain": licence.kms.lookup_domain or None,
        "KeyManagementServiceProductKeyID": licence.kms_pid or None,
        "DiscoveredKeyManagementServiceMachineName": licence.discovered.name or None,
        "DiscoveredKeyManagementServiceMachinePort": licence.discovered.port,
        "DiscoveredKeyManagementServiceMachineIpAddress": licence.discovered.address or None,
        "IsKeyManagementServiceMachine": int(licence.sku.channel is Channel.CSVLK and licence.is_licensed),
        "VLActivationInterval": licence.activation_interval if is_client else NO_NUMBER,
        "VLRenewalInterval": licence.renewal_interval if is_client else NO_NUMBER,
        "VLActivationType": licence.activated_by,
        "VLActivationTypeEnabled": licence.kms.activation_type or state.service.kms.activation_type,
        **_counters(),
        **_token_fields(),
    }


def _directory_fields(licence: Licence) -> dict[str, WmiValue]:
    names = (
        "ADActivationObjectName",
        "ADActivationObjectDN",
        "ADActivationCsvlkPid",
        "ADActivationCsvlkSkuId",
    )
    is_used = licence.binding is Binding.DIRECTORY and licence.activated_by == ActivationType.DIRECTORY
    values = licence.directory_object if is_used and licence.directory_object else (None,) * len(names)
    return dict(zip(names, values, strict=True))


def _urls(licence: Licence) -> dict[str, WmiValue]:
    extension = "OEM" if licence.sku.channel.startswith("oem") else "Retail"  # recorded: configextension=Retail|OEM
    return {
        "ProcessorURL": f"{_SERVICE_URL}/processor",
        "MachineURL": f"{_SERVICE_URL}/machine",
        "ProductKeyURL": f"{_SERVICE_URL}/productkey",
        "UseLicenseURL": f"{_SERVICE_URL}/uselicense?configextension={extension}",
        "ValidationURL": f"{_SERVICE_URL}/validation",
    }


def product_row(state: MachineState, licence: Licence) -> dict[str, WmiValue]:
    """All properties of one SoftwareLicensingProduct."""
    sku = licence.sku
    return {
        "ID": sku.activation_id,
        "ApplicationID": sku.application,
        "Name": localise(state, sku.name),
        "Description": localise(state, sku.description),
        "LicenseFamily": sku.family,
        "LicenseIsAddon": sku.is_addon,
        "LicenseDependsOn": sku.depends_on,
        "LicenseStatus": int(licence.status),
        "LicenseStatusReason": int(licence.reason),
        "GracePeriodRemaining": minutes_until(licence.expires_at, state.now),
        "ExtendedGrace": NO_NUMBER,
        "EvaluationEndDate": licence.evaluation_end or NO_DATE,
        "TrustedTime": state.now.replace(microsecond=0) if licence.key else NO_DATE,
        "GenuineStatus": 0,
        "RemainingAppReArmCount": state.application_rearms[sku.application],
        "RemainingSkuReArmCount": licence.rearm_left,
        "IAID": None,
        "AutomaticVMActivationHostMachineName": None,
        "AutomaticVMActivationHostDigitalPid2": None,
        "AutomaticVMActivationLastActivationTime": NO_DATE,
        **_product_ids(state, licence),
        **_kms_fields(state, licence),
        **_directory_fields(licence),
        **_urls(licence),
    }


def _firmware(state: MachineState) -> dict[str, WmiValue]:
    record = state.spec.firmware_key
    # the key's own edition, which need not be the installed one
    edition = min(record.families) if record else ""
    return {
        "OA2xBiosMarkerStatus": int(record is not None),
        "OA2xBiosMarkerMinorVersion": 1 if record else NO_NUMBER,
        "OA3xOriginalProductKey": record.key if record else "",
        "OA3xOriginalProductKeyDescription": f"[4.0] {edition} OEM:DM" if record else "",
        "OA3xOriginalProductKeyPkPn": "[4.0]X00-00000" if record else "",
    }


def service_row(state: MachineState) -> dict[str, WmiValue]:
    """All properties of SoftwareLicensingService."""
    service = state.service
    return {
        "Version": f"{state.spec.version}.{state.spec.revision}",
        "KeyManagementServiceMachine": service.kms.machine,
        "KeyManagementServicePort": service.kms.port,
        "KeyManagementServiceLookupDomain": service.kms.lookup_domain,
        "IsKeyManagementServiceMachine": int(service.is_kms_host),
        "VLActivationInterval": service.activation_interval,
        "VLRenewalInterval": service.renewal_interval,
        "KeyManagementServiceProductKeyID": "",
        "DiscoveredKeyManagementServiceMachineName": service.discovered.name,
        "DiscoveredKeyManagementServiceMachinePort": service.discovered.port,
        "DiscoveredKeyManagementServiceMachineIpAddress": service.discovered.address,
        "PolicyCacheRefreshRequired": 0,
        "ClientMachineID": service.client_machine_id,
        "RemainingWindowsReArmCount": service.rearm_left,
        "KeyManagementServiceListeningPort": service.listening_port or NO_NUMBER,
        "KeyManagementServiceDnsPublishing": service.dns_publishing,
        "KeyManagementServiceLowPriority": service.low_priority,
        "KeyManagementServiceHostCaching": service.host_caching,
        **_counters(),
        **_token_fields(),
        **_firmware(state),
        **{f"Subscription{name}": value for name, value in (state.spec.subscription or {}).items()},
    }
