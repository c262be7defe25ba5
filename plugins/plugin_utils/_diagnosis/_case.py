# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A case: a product of a host, with all that is known of the host and what keeps the product from being licensed."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from .._licensing._kms import DEFAULT_PORT
from .._licensing._model import MINUTES_PER_DAY, ActivatedBy, Channel, KmsClient, Product
from ._codes import cause_of
from ._events import Event
from ._evidence import Evidence, known
from ._kinds import Kind
from ._kms_hosts import cloud_of

#: VLActivationTypeEnabled (documented).
_AD_ONLY, _TOKEN_ONLY = 1, 3


class Source(enum.Enum):
    """Where a code was found."""

    GIVEN = "given"
    EVENT = "event"
    REASON = "reason"


@dataclass(frozen=True, slots=True)
class Failure:
    """What keeps a product from being licensed.

    Attributes:
        code: Unsigned HRESULT.
        source: Where it was found.
        event: The event it was read from.
        outer: The code it hid behind, None when it did not.
    """

    code: int
    source: Source
    event: Event | None = None
    outer: int | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """A product of a host.

    Attributes:
        product: The product.
        evidence: All that is known of the host.
        failure: What keeps it from being licensed; None when nothing does, or nobody has looked yet.
    """

    product: Product
    evidence: Evidence
    failure: Failure | None = None

    @property
    def code(self) -> int:
        """The code of its failure, 0 when there is none."""
        return self.failure.code if self.failure else 0

    @property
    def cause(self) -> Kind | None:
        """The cause of its failure, None when there is none or nobody knows it."""
        return cause_of(self.code)

    @property
    def event(self) -> Event | None:
        """The event its failure was read from."""
        return self.failure.event if self.failure else None

    @property
    def is_told_by_row(self) -> bool:
        """Whether nothing but the row itself says why."""
        return self.failure is not None and self.failure.source is Source.REASON

    @property
    def is_volume_client(self) -> bool:
        """True for a product that KMS or Active Directory licenses."""
        return self.product.channel is Channel.GVLK

    @property
    def is_renewed(self) -> bool:
        """Whether KMS or AD licensed it for a time, which they have to renew."""
        return self.product.activated_by in (ActivatedBy.KMS, ActivatedBy.AD)

    @property
    def allows_directory_only(self) -> bool:
        """Whether its activation type shuts every way but Active Directory."""
        return self.product.enabled_type == _AD_ONLY

    @property
    def allows_token_only(self) -> bool:
        """Whether its activation type shuts every way but a token."""
        return self.product.enabled_type == _TOKEN_ONLY

    @property
    def kms_settings(self) -> KmsClient:
        """The KMS settings that count: its own when they name a host, else those of the service."""
        service = known(self.evidence.service)
        if self.product.kms.host:
            return self.product.kms
        return service.kms if service else KmsClient()

    @property
    def asked_host(self) -> str | None:
        """The KMS host of the failing attempt, else the one that is set, else the one that was found."""
        asked = self.event.kms_host if self.event else None
        return asked or self.kms_settings.host or self.product.kms.discovered_host

    @property
    def kms_port(self) -> int:
        """The port that is set, else the one that was found."""
        return self.kms_settings.port or self.product.kms.discovered_port or DEFAULT_PORT

    @property
    def cloud(self) -> str | None:
        """The cloud whose KMS host it asks."""
        return cloud_of(self.asked_host) if self.is_volume_client and self.asked_host else None

    @property
    def lookup_domain(self) -> str | None:
        """The domain whose SRV records name the KMS host, as far as it is known."""
        evidence = self.evidence
        service, suffix, computer = known(evidence.service), known(evidence.dns_suffix), known(evidence.computer)
        forced = self.product.kms.lookup_domain or (service.kms.lookup_domain if service else None)
        joined = computer.domain if computer and computer.is_joined else None
        return forced or (suffix.primary if suffix else None) or joined

    @property
    def days_left(self) -> int:
        """Whole days until a temporary licence ends; that of an evaluation has a date."""
        if self.product.evaluation_end is not None:
            return max((self.product.evaluation_end - self.evidence.host_now).days, 0)
        return self.product.grace_minutes // MINUTES_PER_DAY


def cases_of(evidence: Evidence) -> tuple[Case, ...]:
    """Each product whose row tells of its licence, before anybody has looked for its failure."""
    return tuple(Case(product, evidence) for product in evidence.known_products)
