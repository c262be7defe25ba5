# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Office that was installed by click-to-run, and how it is licensed on a computer. Its users are not known here."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final


class OfficeSetting(enum.Enum):
    """A setting of Microsoft 365 Apps for all users of a computer."""

    SHARED_COMPUTER = "shared computer activation"
    DEVICE_BASED = "device-based licensing"
    EXTENDED_OFFLINE = "extended offline access"


class OfficeValue(enum.Enum):
    """How a setting stands."""

    ON = "on"
    OFF = "off"
    ABSENT = "absent"
    UNCLEAR = "unclear"

    def is_as(self, is_on: bool) -> bool:
        """Whether it stands as wished; what is absent is off."""
        return self is OfficeValue.ON if is_on else self in (OfficeValue.OFF, OfficeValue.ABSENT)


_ENTERPRISE = ("O365ProPlusRetail", "O365ProPlusEEANoTeamsRetail")
_BUSINESS = ("O365BusinessRetail", "O365BusinessEEANoTeamsRetail")
_SUBSCRIBED = ("ProjectProRetail", "VisioProRetail")

#: Release IDs of the products that know a setting (documented; device-based licensing by the name of its value).
SUPPORTING: Final[Mapping[OfficeSetting, tuple[str, ...]]] = {
    OfficeSetting.SHARED_COMPUTER: (*_ENTERPRISE, *_BUSINESS, *_SUBSCRIBED),
    OfficeSetting.DEVICE_BASED: _ENTERPRISE[:1],
    OfficeSetting.EXTENDED_OFFLINE: (*_ENTERPRISE, *_SUBSCRIBED),
}


@dataclass(frozen=True, slots=True)
class ClickToRun:
    """What click-to-run has installed, and the settings that were asked for.

    Attributes:
        release_ids: The products, as Office names them, at least one.
        settings: Setting and value.
        version: VersionToReport, 16.0.17932.20130 for instance; None when it was not asked for or is not there.
        platform: x64 or x86; None as the version.
        channel: The address updates come from, which names the channel by a GUID; None as the version.
    """

    release_ids: tuple[str, ...]
    settings: tuple[tuple[OfficeSetting, OfficeValue], ...] = ()
    version: str | None = None
    platform: str | None = None
    channel: str | None = None

    def value(self, setting: OfficeSetting) -> OfficeValue:
        """How a setting stands; absent as long as nobody asked for it."""
        return dict(self.settings).get(setting, OfficeValue.ABSENT)

    def having(self, setting: OfficeSetting, value: OfficeValue) -> ClickToRun:
        """The same with a setting at a value."""
        return replace(self, settings=tuple(({**dict(self.settings), setting: value}).items()))

    def supports(self, setting: OfficeSetting) -> bool:
        """Whether one of the products knows a setting."""
        known = {release_id.lower() for release_id in SUPPORTING[setting]}
        return any(release_id.lower() in known for release_id in self.release_ids)
