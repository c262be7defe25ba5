# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How a key was sold, from what its row says of it."""

from __future__ import annotations

import re

from .._cim._row import Row
from .._licensing._model import Application, Channel

#: Leading word of ProductKeyChannel (recorded: Retail, Retail:TB:Eval, Retail:TB:Sub, OEM:DM, Volume:GVLK, Volume:MAK).
_CHANNELS = (
    ("retail:tb:sub", Channel.SUBSCRIPTION),
    ("retail:tb", Channel.EVALUATION),
    ("retail", Channel.RETAIL),
    ("oem", Channel.OEM),
    ("volume:gvlk", Channel.GVLK),
    ("volume:mak", Channel.MAK),
    ("volume:csvlk", Channel.CSVLK),
)

#: Words in Description, for rows whose ProductKeyChannel says nothing; order matters (documented, recorded).
_DESCRIBED_CHANNELS = (
    ("VIRTUAL_MACHINE_ACTIVATION", Channel.AVMA),
    ("TIMEBASED_SUB", Channel.SUBSCRIPTION),
    ("TIMEBASED_", Channel.EVALUATION),
    ("VOLUME_KMSCLIENT", Channel.GVLK),
    ("VOLUME_KMS", Channel.CSVLK),
    ("MAK", Channel.MAK),
    ("OEM_", Channel.OEM),
    ("RETAIL", Channel.RETAIL),
)

#: Keys of these channels license a volume product by themselves, whatever its row is called.
_VOLUME = frozenset({Channel.MAK, Channel.GVLK, Channel.CSVLK})

#: In names and families of rows that stand in for the licence of an account: Microsoft 365 Apps, the grace of a
#: click-to-run Office, a subscription (recorded: Office16O365BusinessR_Grace, Office16O365ProPlusR_Subscription1).
_BY_ACCOUNT = re.compile(r"O365|_Grace|_Subscription", re.IGNORECASE)

#: The channel of a grace row, which otherwise calls itself retail (recorded).
_GRACE_CHANNEL = "RETAIL(GRACE)"


def channel_of(row: Row, application: Application) -> Channel:
    """How a key was sold; rows of Office that stand in for the licence of an account count as subscriptions."""
    description = row.text("Description") or ""
    found = _named_channel(row.text("ProductKeyChannel") or "", description)
    is_office = application in (Application.OFFICE, Application.OFFICE_2010)
    if not is_office or found in _VOLUME:
        return found
    names = f"{row.text('Name') or ''} {row.text('LicenseFamily') or ''}"
    is_by_account = _BY_ACCOUNT.search(names) or _GRACE_CHANNEL in description.upper()
    return Channel.SUBSCRIPTION if is_by_account else found


def _named_channel(key_channel: str, description: str) -> Channel:
    lowered = key_channel.lower()
    for prefix, channel in _CHANNELS:
        if lowered.startswith(prefix):
            return channel
    upper = description.upper()
    return next((channel for word, channel in _DESCRIBED_CHANNELS if word in upper), Channel.OTHER)
