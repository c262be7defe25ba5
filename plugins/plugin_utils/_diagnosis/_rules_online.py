# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Activation over the Internet: TLS that is switched off."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from .._language._text import Listed
from .._licensing._short_name import short_name
from . import _kinds as kinds
from ._case import Case
from ._evidence import Evidence, TlsClient, known
from ._facts import facts_of
from ._finding import Confidence, Fact, Finding, Mention

#: The bit of TLS 1.2 in DefaultSecureProtocols (documented).
_TLS12_BIT: Final = 0x800


def disabled_tls(case: Case) -> Iterator[Finding]:
    """TLS 1.2 is off on a host that fails to reach the activation service."""
    seen = _disabling(case.evidence)
    may_be_why = case.cause in kinds.TLS_DISABLED.explains and not case.is_volume_client
    if seen is not None and may_be_why and not case.product.is_licensed:
        yield Finding(
            kinds.TLS_DISABLED,
            Confidence.CERTAIN if case.cause is kinds.TLS_FAILED else Confidence.LIKELY,
            product=case.product,
            code=case.code,
            mentions={"product": short_name(case.product)},
            facts=(seen, *facts_of(case)),
        )


def _disabling(evidence: Evidence) -> Fact | None:
    """The setting that switches TLS 1.2 off, None when nothing does."""
    tls, protocols = known(evidence.tls), known(evidence.tls_protocols)
    if tls is not None and tls.is_off:
        return Fact("tls_off", _values(tls))
    if evidence.needs_tls12_switched_on and protocols is not None and not protocols & _TLS12_BIT:
        return Fact("tls_protocols", {"value": f"0x{protocols:X}"})
    return None


def _values(tls: TlsClient) -> dict[str, Mention]:
    values = {"Enabled": tls.enabled, "DisabledByDefault": tls.disabled_by_default}
    return {"values": Listed(*(f"{name}={value}" for name, value in values.items() if value is not None))}
