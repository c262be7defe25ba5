# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Activation over the Internet, and the sign-in to Office: TLS that is off, no proxy, names that are not found."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from .._language._text import Listed
from .._licensing._model import Application
from .._licensing._short_name import short_name
from . import _kinds as kinds
from ._case import Case, Failure, Source
from ._evidence import Evidence, Gap, TlsClient, known
from ._facts import facts_of, failure_facts
from ._finding import Confidence, Fact, Finding, Mention
from ._office_matter import ACCOUNT_NAMES, ACTIVATION_NAMES, sign_in_code
from ._rules_office import account_mentions

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


def disabled_tls_of_sign_in(evidence: Evidence) -> Iterator[Finding]:
    """TLS 1.2 is off, or no default of an old Windows, where people cannot sign in to Microsoft 365 Apps."""
    code, off = sign_in_code(evidence), _off_by_protocol(evidence)
    if code is None:
        return
    missing = _missing_default(evidence)
    if off is not None or missing:
        yield Finding(
            kinds.TLS_DISABLED if off is not None else kinds.TLS_NOT_DEFAULT,
            Confidence.CERTAIN,
            code=code,
            mentions=account_mentions(evidence),
            facts=(*((off,) if off is not None else ()), *missing, *failure_facts(Failure(code, Source.GIVEN))),
        )


def missing_tls_default(case: Case) -> Iterator[Finding]:
    """Office that fails on the way to its service, on a Windows so old that TLS 1.2 is no default."""
    missing = _missing_default(case.evidence)
    may_be_why = case.cause in kinds.TLS_NOT_DEFAULT.explains and _goes_online(case)
    if missing and may_be_why and _disabling(case.evidence) is None and not case.product.is_licensed:
        yield Finding(
            kinds.TLS_NOT_DEFAULT,
            Confidence.LIKELY,
            product=case.product,
            code=case.code,
            mentions={"product": short_name(case.product)},
            facts=(*missing, *facts_of(case)),
        )


def missing_proxy(case: Case) -> Iterator[Finding]:
    """The computer has a proxy, but WinHTTP, which Software Protection uses, has none."""
    proxy, other = known(case.evidence.proxy), known(case.evidence.machine_proxy)
    may_be_why = case.cause in kinds.WINHTTP_PROXY_MISSING.explains and _goes_online(case)
    if may_be_why and proxy is not None and not proxy.server and other and not case.product.is_licensed:
        yield Finding(
            kinds.WINHTTP_PROXY_MISSING,
            Confidence.LIKELY,
            product=case.product,
            code=case.code,
            mentions={"product": short_name(case.product), "proxy": other},
            facts=(Fact("machine_proxy", {"proxy": other}), Fact("no_winhttp_proxy"), *facts_of(case)),
        )


def unresolved_names(case: Case) -> Iterator[Finding]:
    """The host itself finds no address for the activation service of Office."""
    missing = _unresolved(case.evidence, ACTIVATION_NAMES)
    may_be_why = case.cause in kinds.NAMES_UNRESOLVED.explains and _goes_online(case)
    if missing and may_be_why and not case.product.is_licensed:
        yield Finding(
            kinds.NAMES_UNRESOLVED,
            _confidence_of_names(case.evidence),
            product=case.product,
            code=case.code,
            mentions={"product": short_name(case.product), "names": Listed(*missing)},
            facts=(*_name_facts(missing), *facts_of(case)),
        )


def unresolved_names_of_sign_in(evidence: Evidence) -> Iterator[Finding]:
    """The host itself finds no address for a service that the sign-in needs."""
    code, missing = sign_in_code(evidence), _unresolved(evidence, ACCOUNT_NAMES)
    if code is not None and missing:
        yield Finding(
            kinds.NAMES_UNRESOLVED,
            _confidence_of_names(evidence),
            code=code,
            mentions={**account_mentions(evidence), "names": Listed(*missing)},
            facts=(*_name_facts(missing), *failure_facts(Failure(code, Source.GIVEN))),
        )


def _goes_online(case: Case) -> bool:
    """Whether it is Office, with a key that needs Microsoft's service."""
    return case.product.application is Application.OFFICE and not case.is_volume_client


def _disabling(evidence: Evidence) -> Fact | None:
    """The setting that switches TLS 1.2 off, None when nothing does."""
    protocols = known(evidence.tls_protocols)
    off = _off_by_protocol(evidence)
    if off is not None:
        return off
    if evidence.needs_tls12_switched_on and protocols is not None and not protocols & _TLS12_BIT:
        return Fact("tls_protocols", {"value": f"0x{protocols:X}"})
    return None


def _off_by_protocol(evidence: Evidence) -> Fact | None:
    tls = known(evidence.tls)
    return Fact("tls_off", _values(tls)) if tls is not None and tls.is_off else None


def _missing_default(evidence: Evidence) -> tuple[Fact, ...]:
    """The places where an old Windows lacks TLS 1.2 as default; programs of 32 bits have one of their own."""
    if not evidence.needs_tls12_switched_on:
        return ()
    places = {"WinHttp": evidence.tls_protocols, r"Wow6432Node\...\WinHttp": evidence.tls_protocols_32}
    return tuple(
        Fact("tls_default", {"place": place, "value": "-" if value is None else f"0x{value:X}"})
        for place, value in places.items()
        if not isinstance(value, Gap) and not (value or 0) & _TLS12_BIT
    )


def _unresolved(evidence: Evidence, names: tuple[str, ...]) -> tuple[str, ...]:
    """Those that do not resolve. Behind a proxy they need not: the proxy finds them."""
    proxy = known(evidence.proxy)
    if proxy is not None and proxy.server:
        return ()
    failed = {item.name.lower() for item in known(evidence.names) or () if item.is_resolved is False}
    return tuple(name for name in names if name in failed)


def _confidence_of_names(evidence: Evidence) -> Confidence:
    return Confidence.LIKELY if known(evidence.proxy) is None else Confidence.CERTAIN


def _name_facts(names: tuple[str, ...]) -> tuple[Fact, ...]:
    return tuple(Fact("name_unresolved", {"name": name}) for name in names)


def _values(tls: TlsClient) -> dict[str, Mention]:
    values = {"Enabled": tls.enabled, "DisabledByDefault": tls.disabled_by_default}
    return {"values": Listed(*(f"{name}={value}" for name, value in values.items() if value is not None))}
