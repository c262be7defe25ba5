# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Licences by volume activation that no KMS host of the owner explains. It is a remark, and no verdict."""

from __future__ import annotations

from collections.abc import Iterator

from .._licensing._model import ActivatedBy, Channel, Product
from ._evidence import Evidence, known
from ._facts import state_fact
from ._failure import KMS_VALIDITY_MINUTES
from ._finding import Confidence, Fact, Finding, Severity
from ._kms_hosts import is_approved, is_own

_BY_HOST = frozenset({ActivatedBy.KMS, ActivatedBy.UNKNOWN})


def unexplained_licence(evidence: Evidence) -> Iterator[Finding]:
    """Longer than any KMS host grants, or by a host that is none or not the owner's."""
    for product in evidence.known_products:
        facts = _strange(product, evidence) if product.is_licensed and product.channel is Channel.GVLK else ()
        if facts:
            yield Finding(
                id="kms_unexplained",
                severity=Severity.WARNING,
                confidence=Confidence.CERTAIN,
                product=product,
                mentions={"product": product.title},
                facts=(*facts, state_fact(product)),
            )


def _strange(product: Product, evidence: Evidence) -> tuple[Fact, ...]:
    about = {"product": product.title}
    found: list[Fact] = []
    if product.grace_minutes > KMS_VALIDITY_MINUTES:
        found.append(Fact("kms_too_long", {**about, "minutes": product.grace_minutes, "most": KMS_VALIDITY_MINUTES}))
    host = _host_of(product, evidence) if product.activated_by in _BY_HOST else None
    if host is None:
        return tuple(found)
    if is_own(host) and not _is_kms_host(evidence):
        found.append(Fact("kms_own_address", {**about, "host": host}))
    if not is_approved(host, _port_of(product, evidence), evidence.approved_kms_hosts):
        found.append(Fact("kms_not_approved", {**about, "host": host}))
    return tuple(found)


def _host_of(product: Product, evidence: Evidence) -> str | None:
    """The host in use: one that is set goes before one that was found."""
    service = known(evidence.service)
    found = product.kms.discovered_host or (service.kms.discovered_host if service else None)
    return evidence.kms_host_of(product) or found


def _port_of(product: Product, evidence: Evidence) -> int | None:
    """The port that goes with it, from the same place."""
    service = known(evidence.service)
    if product.kms.host:
        return product.kms.port
    if service is not None and service.kms.host:
        return service.kms.port
    return product.kms.discovered_port or (service.kms.discovered_port if service else None)


def _is_kms_host(evidence: Evidence) -> bool:
    service = known(evidence.service)
    return service is not None and service.is_kms_host
