# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A state that is only read, and what may be asserted of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from .._language._errors import LicensingError
from .._language._text import Text
from .._licensing._host import Host, Scope
from .._licensing._lifecycle import lasts_longer_lifted
from .._licensing._model import Identity, Product, Service
from .._licensing._next_step import advice_for
from .._licensing._reason import Reason
from ._target import Target, require_known_id, scope_of
from ._wish import Observed, Step, Wish, identity_of


@dataclass(frozen=True, slots=True)
class KnownState(Wish):
    """Nothing is to change; the state is to be known.

    Attributes:
        support: Today, and the day up to which it matters whether Windows is supported. Where a subscription would keep
            it so for longer, the host is asked for one.
    """

    target: Target
    with_installation_ids: bool = False
    with_service: bool = False
    with_identity: bool = False
    with_subscription: bool = False
    support: tuple[date, date] | None = None

    @property
    def subject(self) -> Target:
        """The products a result is about."""
        return self.target

    @property
    def scope(self) -> Scope:
        """Products with a key, of one application or of all, or one activation ID with or without a key."""
        return replace(scope_of(self.target), with_installation_ids=self.with_installation_ids)

    def read(self, host: Host, known: Observed) -> Observed:
        """The products, and what was asked for beside them: of a subscription only where one is possible."""
        observed = Observed(host.products(self.scope)).having(
            host.service() if self.with_service else None,
            identity_of(host, known) if self.with_identity else None,
        )
        return observed.having(host.subscription() if self._asks_for_subscription(observed) else None)

    def _asks_for_subscription(self, observed: Observed) -> bool:
        if self.with_subscription:
            return any(map(_may_be_lifted, observed.products))
        return self.support is not None and _lasts_longer_by_subscription(observed, *self.support)

    def missing(self, observed: Observed) -> tuple[Step, ...]:
        """Nothing, if there is such a product."""
        require_known_id(observed.products, self.target.activation_id)
        return ()


def build_in(observed: Observed) -> int | None:
    """The build of Windows; None where nothing that was read tells it."""
    service, identity = observed.part(Service), observed.part(Identity)
    if identity is not None and identity.build is not None:
        return identity.build
    return service.build if service is not None else None


def _lasts_longer_by_subscription(observed: Observed, today: date, until: date) -> bool:
    build, windows = build_in(observed), (item for item in observed.products if item.is_primary)
    return build is not None and any(lasts_longer_lifted(item.family, build, today, until) for item in windows)


def _may_be_lifted(product: Product) -> bool:
    """Whether a subscription may be what gives the host its edition: no server takes one (documented)."""
    return product.is_primary and not product.is_server


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
