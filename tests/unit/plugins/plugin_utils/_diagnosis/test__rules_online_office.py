# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The way of Office to its services: TLS that is no default, a proxy that WinHTTP lacks, names that are not found."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._diagnosis._diagnose import diagnose
from ansible_collections.licenseops.windows.plugins.plugin_utils._diagnosis._evidence import (
    Evidence,
    Gap,
    Proxy,
    System,
    TlsClient,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._diagnosis._evidence_office import NameCheck
from ansible_collections.licenseops.windows.plugins.plugin_utils._diagnosis._finding import Confidence
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._model import Application, Channel
from ansible_collections.licenseops.windows.tests.unit.plugins.support.evidence import NOW, evidence, given
from ansible_collections.licenseops.windows.tests.unit.plugins.support.products import licensed, office, windows

TLS_FAILED, UNREACHED, NO_NAME, ASKS, SIGN_IN, BLOCKED = (
    0x80072F8F,
    0x80072EFD,
    0x80072EE7,
    0x80190197,
    0xCAA70007,
    0xC004C003,
)
OLD = System(local_time=NOW, clock_offset=0, build=9200)
OFF = TlsClient(("Enabled",), enabled=0)
DIRECT, BY_PROXY = Proxy(), Proxy("proxy:8080")
UNKNOWN = (NameCheck("activation.sls.microsoft.com", False), NameCheck("login.microsoftonline.com", True, "192.0.2.1"))
FOUND = (NameCheck("activation.sls.microsoft.com", True), NameCheck("login.microsoftonline.com", False))


def failing(code: int, **parts: Any) -> Evidence:
    """Office with a MAK that fails, beside a licensed Windows."""
    return evidence(licensed(windows()), office(reason=code), events=[], **parts)


def signing_in(code: int = SIGN_IN, **parts: Any) -> Evidence:
    """Somebody cannot sign in to Office."""
    return evidence(application=Application.OFFICE, given=given(code), **parts)


@pytest.mark.parametrize(
    ("seen", "expected"),
    [
        pytest.param(failing(TLS_FAILED, system=OLD, tls_protocols=None), "tls_not_default", id="not set"),
        pytest.param(failing(UNREACHED, system=OLD, tls_protocols=None), "tls_not_default", id="not set, unreached"),
        pytest.param(failing(TLS_FAILED, system=OLD, tls_protocols=0xA0), "tls_disabled", id="set without it"),
        pytest.param(
            failing(TLS_FAILED, system=OLD, tls_protocols=0x800, tls_protocols_32=None), "tls_not_default", id="32 bits"
        ),
        pytest.param(
            failing(TLS_FAILED, system=OLD, tls_protocols=0x800, tls_protocols_32=0xA00), "tls_failed", id="both set"
        ),
        pytest.param(failing(TLS_FAILED, system=OLD), "tls_failed", id="not asked for"),
        pytest.param(failing(TLS_FAILED, system=OLD, tls_protocols=Gap(5)), "tls_failed", id="refused"),
        pytest.param(failing(TLS_FAILED, tls_protocols=None), "tls_failed", id="a newer Windows"),
        pytest.param(failing(BLOCKED, system=OLD, tls_protocols=None), "key_blocked", id="another code"),
        pytest.param(failing(TLS_FAILED, system=OLD, tls_protocols=None, tls=OFF), "tls_disabled", id="switched off"),
        pytest.param(signing_in(system=OLD, tls_protocols=None), "tls_not_default", id="a sign-in"),
        pytest.param(signing_in(system=OLD, tls_protocols=0x800, tls_protocols_32=0x80), "tls_not_default", id="half"),
        pytest.param(
            signing_in(system=OLD, tls_protocols=0x800, tls_protocols_32=0x800), "m365_signin_failed", id="set"
        ),
        pytest.param(signing_in(system=OLD, tls_protocols=None, tls=OFF), "tls_disabled", id="off, a sign-in"),
        pytest.param(signing_in(tls_protocols=None, tls_protocols_32=None), "m365_signin_failed", id="a newer one"),
        pytest.param(signing_in(tls=OFF), "tls_disabled", id="off on a newer one"),
        pytest.param(failing(UNREACHED, proxy=DIRECT, machine_proxy="p:1"), "winhttp_proxy_missing", id="no proxy"),
        pytest.param(failing(UNREACHED, proxy=BY_PROXY, machine_proxy="p:1"), "endpoint_unreachable", id="a proxy"),
        pytest.param(failing(UNREACHED, proxy=DIRECT, machine_proxy=None), "endpoint_unreachable", id="none at all"),
        pytest.param(failing(UNREACHED, machine_proxy="p:1"), "endpoint_unreachable", id="that of WinHTTP not read"),
        pytest.param(failing(ASKS, proxy=DIRECT, machine_proxy="p:1"), "proxy_interferes", id="a proxy asks"),
        pytest.param(failing(NO_NAME, names=UNKNOWN), "names_unresolved", id="a name"),
        pytest.param(failing(UNREACHED, names=UNKNOWN, proxy=DIRECT), "names_unresolved", id="a name, no proxy"),
        pytest.param(failing(NO_NAME, names=UNKNOWN, proxy=BY_PROXY), "endpoint_unreachable", id="the proxy finds it"),
        pytest.param(failing(NO_NAME, names=FOUND), "endpoint_unreachable", id="names of accounts"),
        pytest.param(failing(NO_NAME, names=Gap(5)), "endpoint_unreachable", id="names refused"),
        pytest.param(failing(TLS_FAILED, names=UNKNOWN), "tls_failed", id="a name, and another code"),
        pytest.param(signing_in(names=FOUND), "names_unresolved", id="a name of accounts"),
        pytest.param(signing_in(names=FOUND, proxy=BY_PROXY), "m365_signin_failed", id="the proxy finds that one"),
    ],
)
def test_what_stands_in_the_way_comes_first_and_alone(seen: Evidence, expected: str) -> None:
    beside = {"evidence_missing", "support_ended"}
    assert [item.id for item in diagnose(seen) if item.id not in beside] == [expected]


def test_nothing_of_it_is_said_of_kms_clients_of_windows_or_of_what_is_licensed() -> None:
    parts: dict[str, Any] = {
        "system": OLD,
        "tls_protocols": None,
        "proxy": DIRECT,
        "machine_proxy": "p:1",
        "names": UNKNOWN,
        "events": [],
    }
    new = {"tls_not_default", "winhttp_proxy_missing", "names_unresolved"}
    for product in (
        office(channel=Channel.GVLK, reason=UNREACHED),
        windows(reason=UNREACHED),
        licensed(office(), reason=UNREACHED),
    ):
        assert not new & {item.id for item in diagnose(evidence(product, **parts))}


def test_names_are_sure_once_the_proxy_is_known() -> None:
    sure, likely = (diagnose(failing(NO_NAME, names=UNKNOWN, **more))[0].confidence for more in ({"proxy": DIRECT}, {}))
    assert (sure, likely) == (Confidence.CERTAIN, Confidence.LIKELY)


def test_every_name_that_is_missing_is_evidence() -> None:
    missing = (NameCheck("login.microsoftonline.com", False), NameCheck("OLS.officeapps.live.com", False))
    (finding,) = diagnose(signing_in(names=missing))
    assert finding.mentions["names"] == "login.microsoftonline.com, ols.officeapps.live.com"
    assert len([fact for fact in finding.facts if fact.name == "name_unresolved"]) == 2


def test_where_tls_is_missing_is_evidence() -> None:
    (finding,) = diagnose(signing_in(system=OLD, tls_protocols=None, tls_protocols_32=0x80))
    found = [fact.mentions for fact in finding.facts if fact.name == "tls_default"]
    assert found == [{"place": "WinHttp", "value": "-"}, {"place": r"Wow6432Node\...\WinHttp", "value": "0x80"}]
