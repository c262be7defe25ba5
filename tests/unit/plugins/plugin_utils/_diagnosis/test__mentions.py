# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What texts may mention: nothing that is not known, and nothing that belongs to another finding."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._diagnosis import _kinds as kinds
from ansible_collections.licenseops.windows.plugins.plugin_utils._diagnosis._case import Case, Failure, Source
from ansible_collections.licenseops.windows.plugins.plugin_utils._diagnosis._evidence import Computer, Gap, Proxy
from ansible_collections.licenseops.windows.plugins.plugin_utils._diagnosis._mentions import (
    evaluation_mentions,
    mentions_of,
    unknown_mentions,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._model import Channel, KmsClient, Product
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._short_name import short_name
from ansible_collections.licenseops.windows.tests.unit.plugins.support.evidence import (
    KMS,
    client,
    clock,
    evaluation,
    evidence,
    pinned,
    request,
    response,
)
from ansible_collections.licenseops.windows.tests.unit.plugins.support.products import OFFICE_ID, WINDOWS_ID, windows

RPC = 0x800706BA
AZURE = "azkms.core.windows.net"
BARE = {"product": short_name(client()), "family": "Professional"}
ASKED = Failure(RPC, Source.EVENT, request(1, RPC))


def mentions(product: Product, failure: Failure | None = None, kind: Any = kinds.KMS_RPC_FAILED, **parts: Any) -> Any:
    """What a finding about a product may mention."""
    return mentions_of(kind, Case(product, evidence(**parts), failure))


@pytest.mark.parametrize(
    ("case", "more"),
    [
        pytest.param(mentions(client()), {}, id="nothing is known"),
        pytest.param(
            mentions(client(), **pinned(KMS, port=1689)), {"host": KMS, "port": 1689}, id="a host that is set"
        ),
        pytest.param(
            mentions(client(), ASKED, **pinned("other", port=1689)),
            {"host": KMS, "port": 1688, "asked": KMS},
            id="a host that was asked",
        ),
        pytest.param(
            mentions(
                client(), Failure(RPC, Source.EVENT, replace(request(1, RPC), kms_port=None)), **pinned("o", port=9)
            ),
            {"host": KMS, "port": 9, "asked": KMS},
            id="an event without a port",
        ),
        pytest.param(
            mentions(client(), Failure(RPC, Source.EVENT, request(1, RPC, None)), **pinned(KMS)),
            {"host": KMS, "port": 1688},
            id="an event without a host",
        ),
        pytest.param(
            mentions(client(), **pinned(AZURE)), {"host": AZURE, "port": 1688, "provider": "Azure"}, id="a cloud"
        ),
        pytest.param(
            mentions(client(kms=KmsClient(discovered_host=KMS))),
            {"host": KMS, "port": 1688},
            id="a host that was found",
        ),
        pytest.param(
            mentions(client(), computer=Computer(is_joined=True, domain="d.example")), {"domain": "d.example"}, id="DNS"
        ),
        pytest.param(mentions(client(), proxy=Proxy("p:1")), {"proxy": "p:1"}, id="a proxy"),
        pytest.param(mentions(client(), proxy=Proxy()), {}, id="no proxy"),
        pytest.param(mentions(client(), system=clock(9)), {}, id="a clock that is none of its business"),
    ],
)
def test_what_is_known_is_mentioned(case: Any, more: dict[str, Any]) -> None:
    assert case == BARE | more


@pytest.mark.parametrize(
    ("product", "seen", "more"),
    [
        (client(), clock(5), {"difference": "5:00"}),
        (client(), clock(-50), {"difference": "50:00", "days": 2}),
        (client(), clock(4), {"in_time": "4:00"}),
        (windows(), clock(5), {"difference": "5:00"}),
        (windows(), clock(4), {}),
        (client(), Gap(), {}),
    ],
)
def test_a_wrong_clock_mentions_how_wrong_it_is(product: Product, seen: Any, more: dict[str, Any]) -> None:
    found = mentions(product, kind=kinds.CLOCK_WRONG, system=seen)
    assert found == {"product": short_name(product), "family": "Professional", **more}


ANSWERS = [
    replace(response(3, 0, 0), activation_id=WINDOWS_ID, required=25),
    replace(response(2, 0, 9), activation_id=WINDOWS_ID, required=5),
]


@pytest.mark.parametrize(
    ("events", "more"),
    [
        (ANSWERS, {"count": 0, "required": 25}),
        ([replace(ANSWERS[0], required=0), ANSWERS[1]], {"count": 0, "required": 0}),
        ([replace(ANSWERS[0], required=None), ANSWERS[1]], {"count": 9, "required": 5}),
        ([replace(ANSWERS[0], count=None), ANSWERS[1]], {"count": 9, "required": 5}),
        ([replace(ANSWERS[0], activation_id=OFFICE_ID), ANSWERS[1]], {"count": 9, "required": 5}),
        ([replace(ANSWERS[0], activation_id=OFFICE_ID)], {}),
        ([], {}),
    ],
)
def test_a_low_count_mentions_the_newest_answer_about_the_product(events: list[Any], more: dict[str, Any]) -> None:
    assert mentions(client(), kind=kinds.KMS_COUNT_LOW, events=tuple(events)) == BARE | more
    assert mentions(client(), events=tuple(events)) == BARE


def test_an_evaluation_is_mentioned_by_whether_it_can_be_converted() -> None:
    assert evaluation_mentions(evaluation()) == {"server_evaluation": "ServerDatacenterEval"}
    assert evaluation_mentions(evaluation(family="EnterpriseEval")) == {"client_evaluation": "EnterpriseEval"}
    assert mentions(evaluation())["server_evaluation"] == "ServerDatacenterEval"
    for channel in set(Channel) - {Channel.EVALUATION}:
        assert evaluation_mentions(windows(channel=channel)) == {}


def test_an_unknown_code_is_mentioned_in_all_its_forms() -> None:
    assert unknown_mentions(0x80190197) == {
        "code": "0x80190197",
        "signed": -2145844841,
        "facility": 25,
        "origin": "HTTP",
        "number": 0x197,
    }
    assert unknown_mentions(7)["origin"] == "?"
