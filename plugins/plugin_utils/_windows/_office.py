# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where click-to-run keeps what it has installed, and where the settings of Microsoft 365 Apps stand (documented)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from .._cim._session import MethodFailed
from .._licensing._office import ClickToRun, OfficeSetting, OfficeValue
from ._registry import TYPE_MISMATCH, Registry

_CONFIGURATION: Final = r"SOFTWARE\Microsoft\Office\ClickToRun\Configuration"
_POLICY: Final = r"Policies\Microsoft\Office\16.0\Common\Licensing"


@dataclass(frozen=True, slots=True)
class _Place:
    """One value: "1" or "0" as text in the key that click-to-run has made, or as number in the key of a policy."""

    path: str
    name: str
    is_policy: bool = False

    def read(self, registry: Registry) -> OfficeValue:
        try:
            found = registry.number(self.path, self.name) if self.is_policy else registry.string(self.path, self.name)
        except MethodFailed as problem:
            if problem.code == TYPE_MISMATCH:
                return OfficeValue.UNCLEAR
            raise
        return OfficeValue.ABSENT if found is None else _MEANINGS.get(str(found), OfficeValue.UNCLEAR)

    def write(self, registry: Registry, is_on: bool) -> None:
        if self.is_policy:
            registry.create_key(self.path)
            registry.set_number(self.path, self.name, int(is_on))
        else:
            registry.set_string(self.path, self.name, str(int(is_on)))


#: "1" is documented; "0" is documented for extended offline access and inferred for the others (docs/evidence.md).
_MEANINGS: Final = {"1": OfficeValue.ON, "0": OfficeValue.OFF}

_PLACES: Final[Mapping[OfficeSetting, tuple[_Place, ...]]] = {
    OfficeSetting.SHARED_COMPUTER: (_Place(_CONFIGURATION, "SharedComputerLicensing"),),
    OfficeSetting.DEVICE_BASED: (_Place(_CONFIGURATION, "O365ProPlusRetail.DeviceBasedLicensing"),),
    # Office of 32 and of 64 bits read different ones, and both are to be set (documented).
    OfficeSetting.EXTENDED_OFFLINE: tuple(
        _Place(rf"SOFTWARE\{branch}{_POLICY}", "ExtendedOfflineSubscription", is_policy=True)
        for branch in ("", "WOW6432Node\\")
    ),
}


def read_click_to_run(registry: Registry, settings: tuple[OfficeSetting, ...]) -> ClickToRun | None:
    """What is installed, and the settings asked for; None, after one request, where there is no such Office."""
    text = registry.string(_CONFIGURATION, "ProductReleaseIds") or ""
    release_ids = tuple(name.strip() for name in text.split(",") if name.strip())
    if not release_ids:
        return None
    return ClickToRun(release_ids, tuple((setting, _read(registry, setting)) for setting in settings))


def with_version(registry: Registry, found: ClickToRun) -> ClickToRun:
    """The same with version, platform and channel."""
    return replace(with_updates(registry, found), platform=registry.string(_CONFIGURATION, "Platform") or None)


def with_updates(registry: Registry, found: ClickToRun) -> ClickToRun:
    """The same with version and channel; a channel that somebody set comes before that of the setup."""
    channel = registry.string(_CONFIGURATION, "UpdateChannel") or registry.string(_CONFIGURATION, "CDNBaseUrl")
    version = registry.string(_CONFIGURATION, "VersionToReport")
    return replace(found, version=version or None, channel=channel or None)


def with_setting(registry: Registry, found: ClickToRun, setting: OfficeSetting) -> ClickToRun:
    """The same with one more setting."""
    return found.having(setting, _read(registry, setting))


def write_office_setting(registry: Registry, setting: OfficeSetting, is_on: bool) -> None:
    """Turn a setting on or off. Setting twice does no harm."""
    for place in _PLACES[setting]:
        place.write(registry, is_on)


def _read(registry: Registry, setting: OfficeSetting) -> OfficeValue:
    """The value all places agree on."""
    found = {place.read(registry) for place in _PLACES[setting]}
    if len(found) == 1:
        return found.pop()
    return OfficeValue.OFF if all(value.is_as(False) for value in found) else OfficeValue.UNCLEAR
