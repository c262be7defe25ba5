# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which machine a host is: by the UUID of its hardware, which an inventory name is not."""

from __future__ import annotations

from dataclasses import dataclass

from ._guid import parse_guid

#: What firmware shows when its maker set nothing: the same on machines of many makers (community).
_PLACEHOLDERS = {"03000200-0400-0500-0006-000700080009", "00020003-0004-0005-0006-000700080009"}


def own_uuid(text: str) -> str | None:
    """The UUID of one machine, upper case; None when there is none, or one that many machines share.

    >>> own_uuid("{4c4c4544-0042-3510-8052-b4c04f564433}")
    '4C4C4544-0042-3510-8052-B4C04F564433'
    >>> own_uuid("FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF") is None
    True
    """
    uuid = (parse_guid(text) or "").upper()
    return uuid if uuid not in _PLACEHOLDERS and len(set(uuid) - {"-"}) > 1 else None


@dataclass(frozen=True, slots=True)
class Machine:
    """A machine that licences are bound to.

    Attributes:
        identity: What tells it from others: the UUID of its hardware or, for want of one, its inventory name.
        name: Its name in the inventory.
        has_uuid: Whether it is known by its hardware; under two names it is two machines otherwise.
    """

    identity: str
    name: str
    has_uuid: bool

    @classmethod
    def known(cls, uuid: str, name: str) -> Machine:
        """By what its hardware shows, and by its name."""
        own = own_uuid(uuid)
        return cls(own, name, True) if own else cls(f"name:{name}", name, False)
