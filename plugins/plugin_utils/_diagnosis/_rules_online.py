# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Activation over the Internet: TLS that is switched off."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from .._licensing._model import Channel
from ._evidence import Evidence, TlsClient, known
from ._facts import facts_of
from ._failure import cause_of, failure_of
from ._finding import Confidence, Fact, Finding, Mention, Severity

#: Causes a connection without TLS 1.2 can have; the service is never reached.
_UNREACHED: Final = frozenset({"tls_failed", "endpoint_unreachable"})

#: DefaultSecureProtocols: the bit of TLS 1.2, and the first build that has it on by default (documented).
_TLS12_BIT = 0x800
_FIRST_BUILD_WITH_TLS12 = 9600


def disabled_tls(evidence: Evidence) -> Iterator[Finding]:
    """TLS 1.2 is off on a host that fails to reach the activation service."""
    seen = _disabling(evidence)
    if seen is None:
        return
    for product in evidence.known_products:
        failure = failure_of(product, evidence)
        if product.is_licensed or product.channel is Channel.GVLK or failure is None:
            continue
        if cause_of(failure.code) not in _UNREACHED:
            continue
        is_tls = cause_of(failure.code) == "tls_failed"
        yield Finding(
            id="tls_disabled",
            severity=Severity.CRITICAL,
            confidence=Confidence.CERTAIN if is_tls else Confidence.LIKELY,
            product=product,
            code=failure.code,
            mentions={"product": product.title},
            facts=(seen, *facts_of(failure, product, evidence)),
        )


def _disabling(evidence: Evidence) -> Fact | None:
    """The setting that switches TLS 1.2 off, None when nothing does."""
    tls, protocols = known(evidence.tls), known(evidence.tls_protocols)
    if tls is not None and tls.is_off:
        return Fact("tls_off", _values(tls))
    is_old = (evidence.build or _FIRST_BUILD_WITH_TLS12) < _FIRST_BUILD_WITH_TLS12
    if is_old and protocols is not None and not protocols & _TLS12_BIT:
        return Fact("tls_protocols", {"value": f"0x{protocols:X}"})
    return None


def _values(tls: TlsClient) -> dict[str, Mention]:
    values = {"Enabled": tls.enabled, "DisabledByDefault": tls.disabled_by_default}
    return {"values": ", ".join(f"{name}={value}" for name, value in values.items() if value is not None)}
