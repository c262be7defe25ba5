# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""TLS 1.2 that is switched off: where it says why, and its neighbours where it does not."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._diagnosis import _kinds as kinds
from ansible_collections.licenseops.windows.plugins.plugin_utils._diagnosis._case import Case
from ansible_collections.licenseops.windows.plugins.plugin_utils._diagnosis._evidence import (
    NOT_ASKED,
    System,
    TlsClient,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._diagnosis._facts import event_fact, state_fact
from ansible_collections.licenseops.windows.plugins.plugin_utils._diagnosis._failure import examined
from ansible_collections.licenseops.windows.plugins.plugin_utils._diagnosis._finding import Confidence, Fact, Finding
from ansible_collections.licenseops.windows.plugins.plugin_utils._diagnosis._rules_online import disabled_tls
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._model import Product
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._short_name import short_name
from ansible_collections.licenseops.windows.tests.unit.plugins.support.evidence import (
    client,
    evidence,
    failure,
    kms_licensed,
    request,
)
from ansible_collections.licenseops.windows.tests.unit.plugins.support.products import licensed, service, windows

TLS_FAILED, UNREACHED, BLOCKED = 0x80072F8F, 0x80072EFD, 0xC004C003
OFF = TlsClient(("Enabled",), enabled=0)
NOT_BY_DEFAULT = TlsClient(("Enabled", "DisabledByDefault"), enabled=1, disabled_by_default=1)


def case_of(product: Product, code: int, **parts: Any) -> Case:
    """The product after an attempt that failed."""
    attempt = (request if product.channel is client().channel else failure)(1, code)
    return examined(evidence(product, events=[attempt], **parts))[0]


@pytest.mark.parametrize(
    ("parts", "seen"),
    [
        ({"tls": OFF}, Fact("tls_off", {"values": "Enabled=0"})),
        ({"tls": NOT_BY_DEFAULT}, Fact("tls_off", {"values": "Enabled=1, DisabledByDefault=1"})),
        ({"system": System(build=9200), "tls_protocols": 0xA0}, Fact("tls_protocols", {"value": "0xA0"})),
        ({"system": System(build=9200), "tls_protocols": 0}, Fact("tls_protocols", {"value": "0x0"})),
    ],
)
@pytest.mark.parametrize(("code", "confidence"), [(TLS_FAILED, Confidence.CERTAIN), (UNREACHED, Confidence.LIKELY)])
def test_tls_that_is_off(parts: dict[str, Any], seen: Fact, code: int, confidence: Confidence) -> None:
    assert list(disabled_tls(case_of(windows(), code, **parts))) == [
        Finding(
            kinds.TLS_DISABLED,
            confidence,
            product=windows(),
            code=code,
            mentions={"product": short_name(windows())},
            facts=(seen, event_fact(failure(1, code)), state_fact(windows())),
        )
    ]


@pytest.mark.parametrize(
    ("product", "code", "parts"),
    [
        pytest.param(windows(), BLOCKED, {"tls": OFF}, id="the service was reached"),
        pytest.param(client(), TLS_FAILED, {"tls": OFF}, id="a KMS client"),
        pytest.param(kms_licensed(), TLS_FAILED, {"tls": OFF}, id="a licensed KMS client"),
        pytest.param(licensed(windows(reason=TLS_FAILED)), TLS_FAILED, {"tls": OFF}, id="licensed"),
        pytest.param(windows(), TLS_FAILED, {"tls": TlsClient(("Enabled",), enabled=1)}, id="on"),
        pytest.param(windows(), TLS_FAILED, {"tls": TlsClient(disabled_by_default=0)}, id="on by default"),
        pytest.param(windows(), TLS_FAILED, {"tls": TlsClient()}, id="nothing is set"),
        pytest.param(windows(), TLS_FAILED, {"tls_protocols": 0xA0}, id="a Windows that has it on"),
        pytest.param(windows(), TLS_FAILED, {"system": System(build=9200), "tls_protocols": 0x800}, id="switched on"),
        pytest.param(windows(), TLS_FAILED, {"system": System(build=9200), "tls_protocols": 0xA80}, id="and others"),
        pytest.param(windows(), TLS_FAILED, {"system": System(build=9200), "tls_protocols": None}, id="not set"),
        pytest.param(windows(), TLS_FAILED, {"system": System(build=9200)}, id="not asked for"),
        pytest.param(windows(), TLS_FAILED, {}, id="nothing was read"),
    ],
)
def test_tls_that_says_nothing(product: Product, code: int, parts: dict[str, Any]) -> None:
    assert list(disabled_tls(case_of(product, code, **parts))) == []


def test_a_licensed_product_is_reached_by_a_given_code_and_is_no_matter_of_tls() -> None:
    seen = evidence(licensed(windows()), tls=OFF, service=service(), system=NOT_ASKED)
    assert list(disabled_tls(examined(seen)[0])) == []
