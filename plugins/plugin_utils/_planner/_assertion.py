# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Assertions on a state that was only read."""

from __future__ import annotations

from .._language._errors import LicensingError
from .._language._text import Text
from .._licensing._next_step import advice_for
from .._licensing._reason import Reason
from ._desired import Observed, Target


class Unmet(LicensingError):
    """The state is not what the task asserts."""


def unmet(target: Target, observed: Observed, min_days_remaining: int) -> Unmet | None:
    """Why the products meant are not licensed for that many days; None when they are, or when no row tells."""
    if target.is_by_account(observed.products):
        return None
    found = target.select(observed.products)
    if not found:
        return Unmet(
            "No product key is installed for {target}.", advice="Install one with win_product_key.", target=target.words
        )
    for product in found:
        if not product.is_licensed:
            return Unmet(
                "{product} is not licensed, its state is {state}: {reason}",
                advice=advice_for(product, "Activate it with win_activation."),
                product=product.title,
                state=product.status.label,
                reason=Reason(product.reason),
            )
        if product.days_remaining < min_days_remaining:
            return Unmet(
                "{product} is licensed for {days:.1f} more days, less than the {wanted} asked for.",
                advice="A KMS client renews every 7 days while it reaches its KMS host; check why it did not.",
                product=product.title,
                days=product.days_remaining,
                wanted=min_days_remaining,
            )
    return None


def untold(target: Target, observed: Observed) -> Text | None:
    """That nothing could be asserted, because no row tells of a licence; None when one does."""
    if not target.is_by_account(observed.products):
        return None
    return Text(
        "Of {target} the host shows rows of Microsoft 365 Apps only, which say nothing about the licence of their "
        "users, so nothing was asserted.",
        target=target.words,
    )
