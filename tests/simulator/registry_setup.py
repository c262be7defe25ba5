# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The registry of a simulated host as it begins, and the scenario keys that change it."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from .model.editions import write_edition
from .model.machine import Machine
from .model.registry import CURRENT_VERSION, REG_EXPAND_SZ, SPP_KEY, RegistryValue
from .model.services import set_start_mode
from .model.spec import MachineSpec
from .model.state import PROTECTION_SERVICE
from .office_section import OfficeSetup, UserPlan
from .validation import Node

_WINHTTP = r"SOFTWARE\Microsoft\Windows\CurrentVersion\Internet Settings\Connections"
_PROTOCOLS = r"SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Protocols"
_SERVICING = r"SOFTWARE\Microsoft\Windows\CurrentVersion\Component Based Servicing"
_CLICK_TO_RUN = r"SOFTWARE\Microsoft\Office\ClickToRun\Configuration"
_LICENSING_POLICIES = (
    r"SOFTWARE\Policies\Microsoft\Office\16.0\Common\Licensing",
    r"SOFTWARE\WOW6432Node\Policies\Microsoft\Office\16.0\Common\Licensing",
)
_PROFILE_LIST = CURRENT_VERSION + r"\ProfileList"
_SERVICE_PROFILES = {
    "S-1-5-18": r"%systemroot%\system32\config\systemprofile",
    "S-1-5-19": r"%systemroot%\ServiceProfiles\LocalService",
    "S-1-5-20": r"%systemroot%\ServiceProfiles\NetworkService",
}
_CODE_INTEGRITY = r"SYSTEM\CurrentControlSet\Control\CI\Policy"
_TCPIP = r"SYSTEM\CurrentControlSet\Services\Tcpip\Parameters"
#: keys a running Windows always has there; SessionsPending is no sign of a pending restart (community)
_SERVICING_KEYS = ("ApplicabilityEvaluationCache", "ComponentDetect", "Interface", "PackageDetect", "SessionsPending")
#: documented: the value on Windows 8 and later is versioned 0x18; newer builds write 0x28 and more zeros (community)
_BLOB_OLD, _BLOB_NEW, _FIRST_NEW_BUILD = 0x18, 0x28, 17763
_DIRECT, _MANUAL = 1, 3
_TLS_FAILURE = 0x80072F8F
_TLS12 = {
    "disabled": {"Enabled": 0, "DisabledByDefault": 1},
    "disabled_by_default": {"DisabledByDefault": 1},
    "enabled": {"Enabled": 1, "DisabledByDefault": 0},
}


@dataclass(frozen=True, slots=True)
class MachineSettings:
    """Scenario keys that show in the registry or in the service manager."""

    proxy: str = "direct"
    bypass: str = ""
    tls12: str | None = None
    has_pending_restart: bool = False
    is_protection_disabled: bool = False
    office: OfficeSetup = field(default_factory=OfficeSetup)
    users: tuple[UserPlan, ...] = ()

    def after_setup(self) -> MachineSettings:
        """What a new installation takes over: what the network or a policy prescribes, no damage of the past."""
        return replace(self, has_pending_restart=False, is_protection_disabled=False)


def read_machine_settings(node: Node, office: OfficeSetup, users: tuple[UserPlan, ...]) -> MachineSettings:
    """Read the keys proxy, tls12, pending_restart and software_protection of a host."""
    proxy, bypass = _read_proxy(node.at("proxy"))
    return MachineSettings(
        proxy=proxy,
        bypass=bypass,
        tls12=node.at("tls12").choice(_TLS12) if node.at("tls12").is_set else None,
        has_pending_restart=node.at("pending_restart").flag(False),
        is_protection_disabled=node.at("software_protection").choice(("automatic", "disabled"), "automatic")
        == "disabled",
        office=office,
        users=users,
    )


def _read_proxy(node: Node) -> tuple[str, str]:
    if not isinstance(node.value, dict):
        return node.text("direct"), ""
    node.keys(("server", "bypass"))
    return node.at("server").text(), node.at("bypass").text("<local>")


def default_internet_error(node: Node) -> int:
    """inferred: with TLS 1.2 switched off an online activation fails, unless the scenario says how it goes."""
    return _TLS_FAILURE if node.at("tls12").value in ("disabled", "disabled_by_default") else 0


def fill_registry(machine: Machine, settings: MachineSettings) -> None:
    """Everything a fresh Windows has there, then what the scenario wants."""
    registry, spec = machine.state.registry, machine.state.spec
    for name, data in _version_values(machine):
        registry.set(CURRENT_VERSION, name, data)
    registry.set(SPP_KEY, "BackupProductKeyDefault", "")
    _fill_network(machine, settings)
    _fill_protocols(machine, settings)
    _fill_office(machine, settings.office)
    _fill_users(machine, settings.users)
    for name in _SERVICING_KEYS:
        registry.create(rf"{_SERVICING}\{name}")
    for service, control in machine.state.services.items():
        set_start_mode(machine.state, service, control.mode)
    if settings.is_protection_disabled:
        set_start_mode(machine.state, PROTECTION_SERVICE, "Disabled")
    if settings.has_pending_restart:
        machine.state.set_servicing_pending()
    _fill_edition(machine)
    for path, entries in spec.registry.items():
        registry.create(path)
        for name, data in entries.items():
            registry.set(path, name, data)


def _version_values(machine: Machine) -> Iterator[tuple[str, object]]:
    spec = machine.state.spec
    yield "EditionID", spec.edition
    if spec.display_version is not None:
        yield "DisplayVersion", spec.display_version
    yield "CompositionEditionID", spec.edition
    yield "ProductName", spec.product_name
    yield "CurrentBuild", str(spec.build)
    yield "CurrentBuildNumber", str(spec.build)
    yield "CurrentVersion", "6.3"
    yield "UBR", spec.revision
    yield "InstallationType", _installation_type(spec)
    yield "DigitalProductId", bytes(164)


def _installation_type(spec: MachineSpec) -> str:
    """documented: never localized; multi-session is a client here."""
    if spec.is_client:
        return "Client"
    return "Server Core" if spec.is_core else "Server"


def _fill_edition(machine: Machine) -> None:
    """EditionID as its switch spells it, and the policy of S mode."""
    write_edition(machine.state)
    if machine.state.spec.is_s_mode:
        machine.state.registry.set(_CODE_INTEGRITY, "SkuPolicyRequired", 1)


def _fill_network(machine: Machine, settings: MachineSettings) -> None:
    """WinHTTP settings and the DNS suffixes; without a suffix the values are there and empty (community)."""
    registry, spec = machine.state.registry, machine.state.spec
    registry.create(_WINHTTP)
    if settings.proxy != "absent":
        registry.set(_WINHTTP, "WinHttpSettings", winhttp_blob(settings.proxy, settings.bypass, spec.build))
    suffix = spec.dns_suffix or spec.domain or ""
    registry.set(_TCPIP, "Hostname", spec.name.split(".")[0])
    registry.set(_TCPIP, "Domain", suffix)
    registry.set(_TCPIP, "NV Domain", suffix)
    registry.set(_TCPIP, "SearchList", ",".join(spec.suffix_search))


def winhttp_blob(proxy: str, bypass: str, build: int) -> bytes:
    """WinHttpSettings: version, counter, flags, then proxy and bypass list with their lengths (community layout).

    `direct` gives the value Microsoft documents for no proxy: 18000000 00000000 01000000 00000000 00000000.
    """
    is_direct = proxy == "direct"
    server, exceptions = (b"", b"") if is_direct else (proxy.encode("ascii"), bypass.encode("ascii"))
    is_new = build >= _FIRST_NEW_BUILD and not is_direct
    head = struct.pack("<III", _BLOB_NEW if is_new else _BLOB_OLD, 0, _DIRECT if is_direct else _MANUAL)
    parts = b"".join(struct.pack("<I", len(text)) + text for text in (server, exceptions))
    return head + parts + bytes(20 if is_new else 0)


def _fill_protocols(machine: Machine, settings: MachineSettings) -> None:
    """A client Windows has the SSL 2.0 key only (community); the TLS 1.2 key exists once somebody made it."""
    registry = machine.state.registry
    registry.set(rf"{_PROTOCOLS}\SSL 2.0\Client", "DisabledByDefault", 1)
    for name, value in _TLS12.get(settings.tls12 or "", {}).items():
        registry.set(rf"{_PROTOCOLS}\TLS 1.2\Client", name, value)


def _fill_office(machine: Machine, office: OfficeSetup) -> None:
    """Click-to-run has a key where it has installed something; the key of its policies exists once somebody made it."""
    registry = machine.state.registry
    if office.release_ids:
        for name, text in _click_to_run_values(office):
            registry.set(_CLICK_TO_RUN, name, text)
    if office.extended_offline is not None:
        for path in _LICENSING_POLICIES:
            registry.set(path, "ExtendedOfflineSubscription", office.extended_offline)


def _click_to_run_values(office: OfficeSetup) -> Iterator[tuple[str, str]]:
    yield "ProductReleaseIds", ",".join(office.release_ids)
    yield "Platform", office.platform
    yield "VersionToReport", office.version
    yield "UpdateChannel", office.channel
    yield "CDNBaseUrl", office.channel
    if office.shared_computer is not None:
        yield "SharedComputerLicensing", office.shared_computer
    if office.device_based is not None:
        yield "O365ProPlusRetail.DeviceBasedLicensing", office.device_based


def _fill_users(machine: Machine, users: tuple[UserPlan, ...]) -> None:
    """ProfileList names everybody who has a profile; the hive is there only of those who are logged on (documented)."""
    registry, hives = machine.state.registry, machine.state.hives
    folders = {**_SERVICE_PROFILES, **{user.sid: rf"C:\Users\{user.name}" for user in users}}
    for sid, folder in folders.items():
        registry.set(rf"{_PROFILE_LIST}\{sid}", "ProfileImagePath", RegistryValue(REG_EXPAND_SZ, folder))
    for user in users:
        hives.add(user.sid)
        for path, values in user.keys.items():
            hives.loaded.create(rf"{user.sid}\{path}")
            for name, value in values.items():
                hives.loaded.set(rf"{user.sid}\{path}", name, value)
        if not user.is_loaded:
            hives.log_off(user.sid)
