# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Subscription activation: an edition of Windows that a user brings by signing in. Only read.

Numbers are those of Get-SubscriptionLicenseInfo of Microsoft's module OSLicense (documented 2026-09). That the columns
of SoftwareLicensingService bear the names of what it shows is inferred.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass

from ._model import ActivatedBy, Product


class SubscriptionState(enum.Enum):
    """SubscriptionStatus."""

    NOT_ACTIVE = "not_active"
    ACTIVE = "active"
    DISABLED = "disabled"
    EXPIRED = "expired"
    NOT_INSTALLED = "not_installed"
    UNKNOWN = "unknown"

    @classmethod
    def of(cls, number: int | None) -> SubscriptionState:
        """That of a number; unknown for one that nobody has documented.

        >>> SubscriptionState.of(110).value, SubscriptionState.of(7).value
        ('expired', 'unknown')
        """
        return cls.UNKNOWN if number is None else _STATES.get(number, cls.UNKNOWN)


_STATES = {
    0: SubscriptionState.NOT_ACTIVE,
    1: SubscriptionState.ACTIVE,
    100: SubscriptionState.DISABLED,
    110: SubscriptionState.EXPIRED,
    120: SubscriptionState.NOT_INSTALLED,
}

#: SubscriptionType of one that comes with a user; 120 is not installed, 9999 invalid.
_BY_USER = 0


@dataclass(frozen=True, slots=True)
class Subscription:
    """What the service says of a subscription.

    Attributes:
        state: Whether it gives the host its edition now.
        type_number: SubscriptionType; None where it is not said.
        edition: The edition it gives, as the service names it.
        expires: When it ends, as the service says it; the form is not documented.
    """

    state: SubscriptionState
    type_number: int | None = None
    edition: str | None = None
    expires: str | None = None

    @property
    def is_active(self) -> bool:
        """Whether the edition of the host comes from it."""
        return self.state is SubscriptionState.ACTIVE

    @property
    def is_expected(self) -> bool:
        """Whether somebody meant the host to have one: a user brought it, and it may be over."""
        is_over = self.state in (SubscriptionState.DISABLED, SubscriptionState.EXPIRED)
        return is_over or (self.state is SubscriptionState.NOT_ACTIVE and self.type_number == _BY_USER)


def activated_by(product: Product, subscription: Subscription | None) -> ActivatedBy:
    """What made a product licensed: for Windows itself a subscription that is active, whatever its own licence."""
    is_lifted = subscription is not None and subscription.is_active and product.is_primary and product.is_licensed
    return ActivatedBy.SUBSCRIPTION if is_lifted else product.activated_by
