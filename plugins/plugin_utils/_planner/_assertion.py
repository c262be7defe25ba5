# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Assertions on a state that was only read."""

from __future__ import annotations

from .._errors import LicensingError
from .._licensing._catalog import find_error
from .._licensing._reason import describe_code, text_of
from ._desired import Observed, Target


class Unmet(LicensingError):
    """The state is not what the task asserts."""


def unmet(target: Target, observed: Observed, min_days_remaining: int) -> Unmet | None:
    """Why the products meant are not licensed for that many days; None when they are."""
    found = target.select(observed.products)
    if not found:
        return Unmet(f"No product key is installed for {target.title}.", "Install one with win_product_key.")
    for product in found:
        if not product.is_licensed:
            entry = find_error(product.reason)
            return Unmet(
                f"{product.title} is not licensed, its state is {product.status.label}: "
                f"{describe_code(product.reason)} {text_of(product.reason) or ''}".rstrip(),
                entry.advice if entry is not None else "Activate it with win_activation.",
            )
        if product.days_remaining < min_days_remaining:
            return Unmet(
                f"{product.title} is licensed for {product.days_remaining:.1f} more days, "
                f"less than the {min_days_remaining} asked for.",
                "A KMS client renews every 7 days while it reaches its KMS host; check why it did not.",
            )
    return None
