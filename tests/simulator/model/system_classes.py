# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The few Win32_* classes a licensing client reads besides Software Protection."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta, timezone

from .eventlog import SPP_CLASSIC_SOURCE, SPP_PROVIDER, Event, Severity
from .state import PROTECTION_SERVICE, MachineState
from .values import WmiValue

Row = dict[str, WmiValue]

#: Windows language numbers of the locales a profile may name
_LANGUAGES = {"en-US": 1033, "ja-JP": 1041, "de-DE": 1031}
_SERVICES = (
    ("sppsvc", "Software Protection", r"C:\Windows\system32\sppsvc.exe", "NT AUTHORITY\\NetworkService"),
    ("WinRM", "Windows Remote Management (WS-Management)", r"C:\Windows\System32\svchost.exe -k NetworkService",
     "NT AUTHORITY\\NetworkService"),
    ("Winmgmt", "Windows Management Instrumentation", r"C:\Windows\system32\svchost.exe -k netsvcs",
     "LocalSystem"),
    ("W32Time", "Windows Time", r"C:\Windows\system32\svchost.exe -k LocalService",
     "NT AUTHORITY\\LocalService"),
    ("ClipSVC", "Client License Service (ClipSVC)", r"C:\Windows\System32\svchost.exe -k wsappx",
     "LocalSystem"),
)  # fmt: skip


def local_time(state: MachineState, moment: datetime) -> datetime:
    """A moment with the host's own offset, as WMI shows times."""
    return moment.astimezone(timezone(state.spec.utc_offset))


def _offset_minutes(state: MachineState) -> int:
    return int(state.spec.utc_offset / timedelta(minutes=1))


def _computer_name(state: MachineState) -> str:
    return state.spec.name.split(".")[0].upper()[:15]


def _memory() -> Row:
    return {
        "FreePhysicalMemory": 5242880,
        "FreeSpaceInPagingFiles": 1310720,
        "FreeVirtualMemory": 6291456,
        "MaxNumberOfProcesses": 4294967295,
        "MaxProcessMemorySize": 137438953344,
        "SizeStoredInPagingFiles": 1310720,
        "TotalSwapSpaceSize": None,
        "TotalVirtualMemorySize": 9699328,
        "TotalVisibleMemorySize": 8388608,
    }


def _system_paths() -> Row:
    return {
        "BootDevice": r"\Device\HarddiskVolume1",
        "SystemDevice": r"\Device\HarddiskVolume2",
        "SystemDirectory": r"C:\Windows\system32",
        "SystemDrive": "C:",
        "WindowsDirectory": r"C:\Windows",
    }


def _operating_system(state: MachineState) -> list[Row]:
    spec = state.spec
    language = _LANGUAGES.get(spec.locale, 1033)
    return [
        {
            **_memory(),
            **_system_paths(),
            "BuildNumber": str(spec.build),
            "BuildType": "Multiprocessor Free",
            "Caption": spec.caption,
            "CodeSet": "932" if spec.locale == "ja-JP" else "1252",
            "CountryCode": "81" if spec.locale == "ja-JP" else "1",
            "CreationClassName": "Win32_OperatingSystem",
            "CSCreationClassName": "Win32_ComputerSystem",
            "CSDVersion": None,
            "CSName": _computer_name(state),
            "CurrentTimeZone": _offset_minutes(state),
            "DataExecutionPrevention_32BitApplications": True,
            "DataExecutionPrevention_Available": True,
            "DataExecutionPrevention_Drivers": True,
            "DataExecutionPrevention_SupportPolicy": 2,
            "Debug": False,
            "Description": "",
            "Distributed": False,
            "EncryptionLevel": 256,
            "ForegroundApplicationBoost": 2,
            "InstallDate": local_time(state, state.installed_at).replace(microsecond=0),
            "LargeSystemCache": None,
            "LastBootUpTime": local_time(state, state.booted_at),
            "LocalDateTime": local_time(state, state.now),
            "Locale": f"{language:04x}",
            "Manufacturer": "Microsoft Corporation",
            "MUILanguages": [spec.locale],
            "Name": f"{spec.caption}|C:\\Windows|\\Device\\Harddisk0\\Partition2",
            "NumberOfLicensedUsers": 0,
            "NumberOfProcesses": 120,
            "NumberOfUsers": 1,
            "OperatingSystemSKU": spec.operating_system_sku,
            "Organization": "",
            "OSArchitecture": "64 ビット" if spec.locale == "ja-JP" else "64-bit",
            "OSLanguage": language,
            "OSProductSuite": 256 if spec.product_type == 1 else 272,
            "OSType": 18,
            "OtherTypeDescription": None,
            "PAEEnabled": None,
            "PlusProductID": None,
            "PlusVersionNumber": None,
            "PortableOperatingSystem": False,
            "Primary": True,
            "ProductType": spec.product_type,
            "RegisteredUser": "Simulator",
            "SerialNumber": "00000-00000-00000-AA000",
            "ServicePackMajorVersion": 0,
            "ServicePackMinorVersion": 0,
            "Status": "OK",
            "SuiteMask": 272,
            "Version": spec.version,
        }
    ]


def _computer_system(state: MachineState) -> list[Row]:
    spec = state.spec
    name = _computer_name(state)
    return [
        {
            "BootupState": "Normal boot",
            "Caption": name,
            "CreationClassName": "Win32_ComputerSystem",
            "CurrentTimeZone": _offset_minutes(state),
            "Description": "AT/AT COMPATIBLE",
            "DNSHostName": spec.name.split(".")[0],
            "Domain": spec.domain or "WORKGROUP",
            "DomainRole": (1 if spec.domain else 0) + (2 if spec.product_type != 1 else 0),
            "HypervisorPresent": True,
            "Manufacturer": "licenseops.windows",
            "Model": "Simulated machine",
            "Name": name,
            "NumberOfLogicalProcessors": 2,
            "NumberOfProcessors": 1,
            "OEMStringArray": None,
            "PartOfDomain": spec.domain is not None,
            "PCSystemType": 1,
            "PrimaryOwnerName": "Simulator",
            "Roles": ["LM_Workstation", "LM_Server", "NT"],
            "Status": "OK",
            "SystemType": "x64-based PC",
            "TotalPhysicalMemory": 8589934592,
            "UserName": None,
            "Workgroup": None if spec.domain else "WORKGROUP",
        }
    ]


def _computer_product(state: MachineState) -> list[Row]:
    identity = str(uuid.uuid5(uuid.NAMESPACE_OID, state.hardware)).upper()
    return [
        {
            "Caption": "Computer System Product",
            "Description": "Computer System Product",
            "IdentifyingNumber": f"SIM-{identity[:8]}",
            "Name": "Simulated machine",
            "SKUNumber": None,
            "UUID": identity if state.spec.uuid is None else state.spec.uuid,
            "Vendor": "licenseops.windows",
            "Version": "1.0",
        }
    ]


def _service(state: MachineState, name: str, title: str, path: str, account: str) -> Row:
    control = state.services[name]
    is_disabled = name == PROTECTION_SERVICE and state.has_disabled_fault
    is_running = control.is_running
    shown = state.spec.texts.get(f"service:{name}", title)
    return {
        "AcceptPause": False,
        "AcceptStop": is_running,
        "Caption": shown,
        "CheckPoint": 0,
        "CreationClassName": "Win32_Service",
        "DelayedAutoStart": name == "sppsvc",
        "Description": shown,
        "DesktopInteract": False,
        "DisplayName": shown,
        "ErrorControl": "Normal",
        "ExitCode": 0,
        "InstallDate": None,
        "Name": name,
        "PathName": path,
        "ProcessId": 1044 if is_running else 0,
        "ServiceSpecificExitCode": 0,
        "ServiceType": "Own Process" if name == "sppsvc" else "Share Process",
        "Started": is_running,
        "StartMode": "Disabled" if is_disabled else control.mode,
        "StartName": account,
        "State": "Running" if is_running else "Stopped",
        "Status": "OK",
        "SystemCreationClassName": "Win32_ComputerSystem",
        "SystemName": _computer_name(state),
        "TagId": 0,
        "WaitHint": 0,
    }


def _services(state: MachineState) -> list[Row]:
    return [_service(state, *item) for item in _SERVICES]


def _event_time(state: MachineState, moment: datetime) -> datetime:
    return local_time(state, moment) if state.switches.event_times == "local" else moment


def _source(state: MachineState, event: Event) -> str:
    is_classic = event.source == SPP_PROVIDER and state.switches.event_source == "classic"
    return SPP_CLASSIC_SOURCE if is_classic else event.source


def _event_row(state: MachineState, event: Event) -> Row:
    title, default = _SEVERITIES[event.severity]
    return {
        "Category": 0,
        "CategoryString": None,
        "ComputerName": state.spec.name,
        "Data": None,
        "EventCode": event.identifier,
        "EventIdentifier": event.event_identifier,
        "EventType": int(event.severity),
        "InsertionStrings": [*event.strings] or None,
        "Logfile": event.logfile,
        "Message": state.spec.texts.get("event", "The licensing client reports:") + f" {event.text}",
        "RecordNumber": event.number,
        "SourceName": _source(state, event),
        "TimeGenerated": _event_time(state, event.moment),
        "TimeWritten": _event_time(state, event.moment),
        "Type": state.spec.texts.get(title, default),
        "User": None,
    }


def _events(state: MachineState) -> list[Row]:
    return [_event_row(state, event) for event in state.log_book.newest_first()]


#: words of Type: key of the locale's text and the English word; level 0 shows as information (inferred)
_SEVERITIES = {
    Severity.NONE: ("information", "Information"),
    Severity.ERROR: ("error", "Error"),
    Severity.WARNING: ("warning", "Warning"),
    Severity.INFORMATION: ("information", "Information"),
}

SYSTEM_CLASSES: Mapping[str, Callable[[MachineState], list[Row]]] = {
    "Win32_OperatingSystem": _operating_system,
    "Win32_ComputerSystem": _computer_system,
    "Win32_ComputerSystemProduct": _computer_product,
    "Win32_Service": _services,
    "Win32_NTLogEvent": _events,
    "SoftwareLicensingTokenActivationLicense": lambda _state: [],
}
