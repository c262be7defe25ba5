# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Windows service behind licensing, sppsvc, as the service control manager sees it.

When it is disabled, nothing of licensing can be read: this is all there is then.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .._language._text import Text
from ._errors import HostRefused

#: Name of the Windows service behind licensing (documented).
SERVICE_NAME = "sppsvc"

_ACCESS_DENIED = 0x80070005

#: HRESULT of what the methods of Win32_Service return (documented; codes not named here tell nothing more).
_RETURNED: Mapping[int, int] = {
    2: _ACCESS_DENIED,
    7: 0x8007041D,  # did not start in time
    10: 0x80070420,  # runs already
    12: 0x80070433,  # a service it depends on does not exist
    13: 0x8007042C,  # a service it depends on did not start
    14: 0x80070422,  # disabled
    15: 0x8007042D,  # its account cannot log on
    16: 0x80070430,  # marked for deletion
}

_PROTECTED_ADVICE = (
    "Run the task as an administrator of the host. Some versions of Windows protect this service even from "
    "administrators: set the registry value Start below HKLM\\SYSTEM\\CurrentControlSet\\Services\\sppsvc to 2, look "
    "for the group policy that disabled the service, and restart the host."
)
_SERVICE_ADVICE = "Look at the events of the Service Control Manager in the host's System log."


@dataclass(frozen=True, slots=True)
class ProtectionService:
    """The service sppsvc.

    Attributes:
        start_mode: ``Auto``, ``Manual`` or ``Disabled``, as Win32_Service names them (never localized).
        state: ``Running``, ``Stopped`` and the like. The service stops when idle: stopped alone means nothing.
    """

    start_mode: str
    state: str

    @property
    def is_disabled(self) -> bool:
        """Whether nothing can start it."""
        return self.start_mode.lower() == "disabled"

    @property
    def is_running(self) -> bool:
        """Whether it runs at this moment."""
        return self.state.lower() == "running"


def service_refused(action: str | Text, returned: int) -> HostRefused:
    """The error behind a ReturnValue of Win32_Service.

    >>> hex(service_refused("Starting it", 14).code)
    '0x80070422'
    """
    code = _RETURNED.get(returned, 0)
    if code == _ACCESS_DENIED:
        return HostRefused(action, code, "", _PROTECTED_ADVICE)
    return HostRefused(action, code, f"Win32_Service returned {returned}", "" if code else _SERVICE_ADVICE)
