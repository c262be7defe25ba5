# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Licences by volume activation that no KMS host of the owner explains. It is a remark, and no verdict."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from .._licensing._model import ActivatedBy
from .._licensing._short_name import short_name
from . import _kinds as kinds
from ._case import Case
from ._evidence import known
from ._facts import state_fact
from ._failure import KMS_VALIDITY_MINUTES
from ._finding import Confidence, Fact, Finding
from ._kms_hosts import is_approved, is_own

_BY_HOST: Final = frozenset({ActivatedBy.KMS, ActivatedBy.UNKNOWN})


def unexplained_licence(case: Case) -> Iterator[Finding]:
    """Longer than any KMS host grants, or by a host that is none or not the owner's."""
    if not (case.is_volume_client and case.product.is_licensed):
        return
    facts = (*_too_long(case), *_strange_host(case))
    if facts:
        yield Finding(
            kinds.KMS_UNEXPLAINED,
            Confidence.CERTAIN,
            product=case.product,
            mentions={"product": short_name(case.product)},
            facts=(*facts, state_fact(case.product)),
        )


def _too_long(case: Case) -> Iterator[Fact]:
    minutes = case.product.grace_minutes
    if minutes > KMS_VALIDITY_MINUTES:
        yield Fact("kms_too_long", {"product": case.product.title, "minutes": minutes, "most": KMS_VALIDITY_MINUTES})


def _strange_host(case: Case) -> Iterator[Fact]:
    host, port = _place_in_use(case)
    if host is None or case.product.activated_by not in _BY_HOST:
        return
    mentions = {"product": case.product.title, "host": host}
    if is_own(host) and not _is_kms_host(case):
        yield Fact("kms_own_address", mentions)
    if not is_approved(host, port, case.evidence.approved_kms_hosts):
        yield Fact("kms_not_approved", mentions)


def _place_in_use(case: Case) -> tuple[str | None, int | None]:
    """Host and port: those that are set go before those that were found."""
    service, own = known(case.evidence.service), case.product.kms
    if case.kms_settings.host:
        return case.kms_settings.host, case.kms_settings.port
    found = service.kms if service else own
    return own.discovered_host or found.discovered_host, own.discovered_port or found.discovered_port


def _is_kms_host(case: Case) -> bool:
    service = known(case.evidence.service)
    return service is not None and service.is_kms_host
