# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A row of the work list, its state, and the key by which rows are found."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field
from datetime import datetime, timezone

from .._licensing._offline_id import ConfirmationId, installation_id_blocks

#: How the reason of a row begins whose Confirmation ID was sent and whose outcome is not known.
SENT = "Sent"


class State(enum.Enum):
    """How far a row has come."""

    #: The Installation ID is known, the Confirmation ID is not.
    NEEDED = "needed"
    #: The Confirmation ID is there and was not sent yet.
    CONFIRMED = "confirmed"
    #: The host is licensed.
    APPLIED = "applied"
    #: The host has another Installation ID by now; this row is history.
    STALE = "stale"
    #: The host refused the Confirmation ID.
    FAILED = "failed"


@dataclass(frozen=True, slots=True, order=True)
class Key:
    """What makes a row one of its kind; a host name is no part of it, because names change and repeat.

    Attributes:
        host_uuid: UUID of the hardware, upper case.
        activation_id: The SKU GUID, lower case.
        partial_product_key: Last five characters of the key.
        installation_id: Digits.
    """

    host_uuid: str
    activation_id: str
    partial_product_key: str
    installation_id: str

    @property
    def kinship(self) -> tuple[str, str, str]:
        """The key without the Installation ID: the same product and key on the same hardware."""
        return self.host_uuid, self.activation_id, self.partial_product_key


@dataclass(frozen=True, slots=True)
class Row:
    """One product of one host.

    Attributes:
        host: Name of the host in the inventory.
        application: ``windows`` or ``office``.
        portal_product: What the portal asks for, ``Windows 11`` for instance.
        installation_id: Digits, 63 or 54.
        reason: Why the row is in its state, a sentence; empty when the state says it all.
        collected_at: Text like ``2026-03-02 08:00 UTC``, as are the other times; empty when it did not happen.
        typed: What a person put where the Confirmation ID belongs, while it is none. Kept, never sent.
        extra: Columns of the file that are not ours, name and text.
    """

    host: str
    host_uuid: str
    application: str
    product_name: str
    portal_product: str
    activation_id: str
    channel: str
    partial_product_key: str
    installation_id: str
    confirmation_id: ConfirmationId | None = None
    state: State = State.NEEDED
    reason: str = ""
    collected_at: str = ""
    confirmed_at: str = ""
    applied_at: str = ""
    typed: str = field(default="", repr=False)
    extra: tuple[tuple[str, str], ...] = field(default=(), repr=False)

    @property
    def key(self) -> Key:
        """What the row is found by."""
        return Key(self.host_uuid, self.activation_id, self.partial_product_key, self.installation_id)

    @property
    def installation_id_blocks(self) -> tuple[str, ...]:
        """The nine blocks the portal asks for."""
        return installation_id_blocks(self.installation_id)

    @property
    def has_news(self) -> bool:
        """Whether a person typed a Confirmation ID into the list that was not looked at yet."""
        if self.state is State.NEEDED:
            return bool(self.confirmation_id or self.typed)
        return self.state is State.FAILED and (self.typed != "" or self.refused_mark not in self.reason)

    @property
    def refused_mark(self) -> str:
        """How the reason of a failed row names the Confirmation ID that was refused."""
        return f"Confirmation ID ending in {self.confirmation_id.last_block}" if self.confirmation_id else ""

    @property
    def was_sent(self) -> bool:
        """Whether its Confirmation ID may have reached the host already: a run was killed, or the answer was lost."""
        return self.state is State.CONFIRMED and self.reason.startswith(f"{SENT} ")

    @property
    def title(self) -> str:
        """How messages name the row: host, product and last five characters of its key."""
        product = self.portal_product or self.product_name or self.activation_id
        return f"{self.host} ({product}, key ...{self.partial_product_key})"


def stamp(moment: datetime) -> str:
    """A time as the list shows it: text that spreadsheets leave alone.

    >>> stamp(datetime(2026, 3, 2, 8, 0, 59, tzinfo=timezone.utc))
    '2026-03-02 08:00 UTC'
    """
    return f"{moment.astimezone(timezone.utc):%Y-%m-%d %H:%M} UTC"
