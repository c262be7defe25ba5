# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Until when Office, its update channels and Windows beneath it are supported. Data, and where it is known from.

Every date is the last day. Those of releases are in the catalogue of support dates. The channel is documented in
Microsoft's overview of update channels of 2025-05-30, the systems below Microsoft 365 Apps in its pages about their
end of support. As of 2026-11-21.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from .._licensing._lifecycle import support_of_office

#: Channels of Microsoft 365 Apps that get nothing new any more, by the GUID in their address.
_CHANNELS: Final[Mapping[str, tuple[str, date]]] = {
    "b8f9b850-328d-4355-9145-c59439a0c4cf": ("Semi-Annual Enterprise Channel (Preview)", date(2025, 7, 8)),
}

#: Microsoft 365 Apps by the build of Windows: Server 2012, then Windows 8.1, whose build Server 2012 R2 shares.
_SYSTEMS: Final[Mapping[int, date]] = {9200: date(2020, 1, 14), 9600: date(2023, 1, 10)}
_SERVER_2012_R2: Final = date(2020, 1, 14)
_CLIENT: Final = 1


def end_of_release(base: str) -> date | None:
    """The last day of a release; None when its name has no year that is known.

    >>> end_of_release("VisioPro2019").isoformat()
    '2025-10-14'
    """
    return support_of_office(base[-4:], date.min).ends


def retired_channel(address: str) -> tuple[str, date] | None:
    """Name and last day of a channel that is retired; None for any other."""
    lowered = address.lower()
    return next((found for guid, found in _CHANNELS.items() if guid in lowered), None)


def end_on_windows(build: int, product_type: int | None) -> date | None:
    """The last day of Microsoft 365 Apps on a Windows; None where they are supported, or nobody knows."""
    end = _SYSTEMS.get(build)
    is_server = product_type is not None and product_type != _CLIENT
    return _SERVER_2012_R2 if end is not None and is_server else end
