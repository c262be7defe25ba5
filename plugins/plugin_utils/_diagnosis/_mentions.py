# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The names and numbers that title, cause and steps of a finding may use."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from .._licensing._hresult import facility_of, number_of, origin_of, signed
from .._licensing._model import Channel, Product
from .._licensing._reason import hex_code
from .._licensing._short_name import short_name
from . import _kinds as kinds
from ._case import Case
from ._clock import KMS_TOLERANCE, clock_mentions, difference, is_off_by_more
from ._evidence import Evidence, known
from ._finding import Mention
from ._kinds import Kind

Mentions = Mapping[str, Mention]


def mentions_of(kind: Kind, case: Case) -> Mentions:
    """What a finding about a product may mention."""
    own = _OF_KIND.get(kind)
    return {
        "product": short_name(case.product),
        "family": case.product.family,
        **evaluation_mentions(case.product),
        **_host_mentions(case),
        **({"domain": case.lookup_domain} if case.lookup_domain else {}),
        **(own(case) if own else {}),
        **_proxy_mentions(case.evidence),
    }


def evaluation_mentions(product: Product) -> Mentions:
    """The family of an evaluation, by whether it can be converted: that of a server can, that of a client cannot."""
    if product.channel is not Channel.EVALUATION:
        return {}
    return {"server_evaluation" if product.is_server else "client_evaluation": product.family}


def unknown_mentions(code: int) -> Mentions:
    """The forms in which a code nobody knows may be searched for, and who uses codes of its kind.

    >>> unknown_mentions(0x8007000E)["signed"]
    -2147024882
    """
    return {
        "code": hex_code(code),
        "signed": signed(code),
        "facility": facility_of(code),
        "origin": origin_of(code) or "?",
        "number": number_of(code),
    }


def _host_mentions(case: Case) -> Mentions:
    """The KMS host that is meant, whether it was asked, and the cloud it belongs to."""
    host, event = case.asked_host, case.event
    if not host:
        return {}
    port = (event.kms_port if event else None) or case.kms_port
    asked = event.kms_host if event else None
    return {
        "host": host,
        "port": port,
        **({"asked": asked} if asked else {}),
        **({"provider": case.cloud} if case.cloud else {}),
    }


def _proxy_mentions(evidence: Evidence) -> Mentions:
    proxy = known(evidence.proxy)
    return {"proxy": proxy.server} if proxy and proxy.server else {}


def _count_mentions(case: Case) -> Mentions:
    """Count and need, from the newest answer of a KMS host about the product."""
    for event in case.evidence.known_events:
        is_own = event.activation_id == case.product.activation_id
        if is_own and event.count is not None and event.required is not None:
            return {"count": event.count, "required": event.required}
    return {}


def _clock_mentions(case: Case) -> Mentions:
    """How wrong the clock is; or that a KMS client is in time, so that its KMS host is the one to look at."""
    offset = case.evidence.clock_offset
    if offset is None:
        return {}
    if is_off_by_more(case.evidence, KMS_TOLERANCE):
        return clock_mentions(offset)
    return {"in_time": difference(offset)} if case.is_volume_client else {}


_OF_KIND: Final[Mapping[Kind, Callable[[Case], Mentions]]] = {
    kinds.KMS_COUNT_LOW: _count_mentions,
    kinds.CLOCK_WRONG: _clock_mentions,
}
