# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Facts: each with the names and numbers a person needs to check it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._diagnosis import _kinds as kinds
from ansible_collections.licenseops.windows.plugins.plugin_utils._diagnosis._case import Case, Failure, Source
from ansible_collections.licenseops.windows.plugins.plugin_utils._diagnosis._evidence import (
    NOT_ASKED,
    Computer,
    ControllerView,
    Evidence,
    Given,
    Proxy,
    Reach,
    SrvAnswer,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._diagnosis._facts import (
    controller_facts,
    event_fact,
    facts_beside,
    facts_of,
    failure_facts,
    given_text_fact,
    kms_facts,
    state_fact,
    type_facts,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._diagnosis._finding import Fact
from ansible_collections.licenseops.windows.plugins.plugin_utils._diagnosis._kinds import Kind
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._model import KmsClient, Product
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._protection import ProtectionService
from ansible_collections.licenseops.windows.tests.unit.plugins.support.evidence import (
    KMS,
    NOW,
    client,
    clock,
    evidence,
    given,
    pinned,
    request,
    response,
)
from ansible_collections.licenseops.windows.tests.unit.plugins.support.products import windows

RPC, OUTER = 0x800706BA, 0xC004F074
EVENT = request(1, RPC)
SEEN = {"event": 12288, "code": "0x800706BA"}


@pytest.mark.parametrize(
    ("event", "mentions"),
    [
        (EVENT, {**SEEN, "time": "2026-03-02 07:00 UTC", "place": f"{KMS}:1688"}),
        (replace(EVENT, kms_port=1689), {**SEEN, "time": "2026-03-02 07:00 UTC", "place": f"{KMS}:1689"}),
        (replace(EVENT, kms_port=None), {**SEEN, "time": "2026-03-02 07:00 UTC", "place": f"{KMS}:1688"}),
        (replace(EVENT, at=None, kms_host=None), SEEN),
        (replace(EVENT, at=None, kms_host=None, result=None), {"event": 12288, "code": "0x00000000"}),
        (
            replace(response(1, 0, 0), at=None, required=25),
            {"event": 12289, "code": "0x00000000", "count": 0, "required": 25},
        ),
        (
            replace(response(1, 0, 3), at=None, required=0),
            {"event": 12289, "code": "0x00000000", "count": 3, "required": 0},
        ),
        (replace(response(1, 0, 3), at=None), {"event": 12289, "code": "0x00000000"}),
        (replace(EVENT, at=None, kms_host=None, required=5), SEEN),
    ],
)
def test_an_event(event: Any, mentions: dict[str, Any]) -> None:
    assert event_fact(event) == Fact("event", mentions)


def test_a_failure_shows_where_its_code_was_found() -> None:
    assert failure_facts(None) == ()
    assert failure_facts(Failure(RPC, Source.REASON)) == ()
    assert failure_facts(Failure(RPC, Source.GIVEN)) == (Fact("given", {"code": "0x800706BA"}),)
    assert failure_facts(Failure(RPC, Source.EVENT, EVENT, 0)) == (
        event_fact(EVENT),
        Fact("outer", {"code": "0x00000000", "inner": "0x800706BA"}),
    )
    assert facts_of(Case(windows(), evidence(), Failure(RPC, Source.GIVEN, EVENT))) == (
        Fact("given", {"code": "0x800706BA"}),
        event_fact(EVENT),
        state_fact(windows()),
    )


def test_the_state_of_a_row() -> None:
    mentions = {"product": windows().title, "status": "notification", "reason": "0xC004F034"}
    assert state_fact(windows()) == Fact("state", mentions)


TITLE = client().title


@pytest.mark.parametrize(
    ("product", "parts", "expected"),
    [
        (
            client(kms=KmsClient("own.example")),
            pinned(KMS),
            [Fact("kms_host_product", {"host": "own.example", "product": TITLE})],
        ),
        (client(), pinned(KMS), [Fact("kms_host_service", {"host": KMS})]),
        (client(kms=KmsClient(lookup_domain="l.example")), {}, [Fact("kms_lookup", {"domain": "l.example"})]),
        (client(kms=KmsClient(lookup_domain="l.example")), pinned(KMS), [Fact("kms_host_service", {"host": KMS})]),
        (client(), {"computer": Computer(is_joined=False, domain="W")}, []),
        (client(), {}, []),
    ],
)
def test_where_the_kms_host_is_set(product: Product, parts: dict[str, Any], expected: list[Fact]) -> None:
    assert list(kms_facts(Case(product, evidence(**parts)))) == expected


@pytest.mark.parametrize(("kind", "name"), [(1, "ad"), (3, "token"), (2, None), (None, None)])
def test_an_activation_type(kind: int | None, name: str | None) -> None:
    expected = (Fact("activation_type", {"type": name, "product": TITLE}),) if name else ()
    assert type_facts(Case(client(enabled_type=kind), evidence())) == expected


ALL = evidence(
    system=clock(1),
    proxy=Proxy("p:8080"),
    has_pending_restart=True,
    protection=ProtectionService("", "Stopped"),
)
AHEAD = Fact("clock_ahead", {"difference": "1:00"})
PROXY = Fact("proxy", {"proxy": "p:8080"})


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (kinds.CLOCK_WRONG, [AHEAD, Fact("clock_of_kms_host")]),
        (kinds.TLS_FAILED, [AHEAD, PROXY]),
        (kinds.ENDPOINT_UNREACHABLE, [PROXY]),
        (kinds.PROXY_INTERFERES, [PROXY]),
        (kinds.RESTART_REQUIRED, [Fact("restart_pending")]),
        (kinds.SERVICE_DISABLED, [Fact("start_mode", {"mode": "?"})]),
        (kinds.KEY_BLOCKED, []),
    ],
)
def test_what_the_host_shows_beside_a_kind(kind: Kind, expected: list[Fact]) -> None:
    assert list(facts_beside(kind, ALL)) == expected


@pytest.mark.parametrize(
    "seen",
    [
        evidence(system=NOT_ASKED),
        evidence(system=NOT_ASKED, proxy=Proxy(), has_pending_restart=False),
    ],
)
def test_what_was_not_seen_is_not_shown(seen: Evidence) -> None:
    assert [facts_beside(kind, seen) for kind in kinds.KINDS.values()] == [()] * len(kinds.KINDS)


def test_the_view_of_the_controller() -> None:
    view = ControllerView(
        (
            SrvAnswer("a.example", (("k1", 1688), ("k2", 1689))),
            SrvAnswer("b.example", problem="NX"),
            SrvAnswer("c.example"),
        ),
        (Reach("k1", 1688), Reach("k2", 1689, "refused")),
    )
    assert controller_facts(evidence(controller=view)) == (
        Fact("controller_records", {"domain": "a.example", "hosts": "k1:1688, k2:1689"}),
        Fact("controller_no_records", {"domain": "b.example", "problem": "NX"}),
        Fact("controller_no_records", {"domain": "c.example", "problem": "?"}),
        Fact("controller_reaches", {"place": "k1:1688"}),
        Fact("controller_reaches_not", {"place": "k2:1689", "problem": "refused"}),
    )
    assert controller_facts(evidence()) == ()


def test_a_given_text_is_shown_in_one_line_and_cut() -> None:
    assert given_text_fact(evidence(given=given(RPC))) == (Fact("given_text", {"text": "failed with 0x800706BA"}),)
    assert given_text_fact(evidence(given=Given((), " a\n\tb "))) == (Fact("given_text", {"text": "a b"}),)
    assert given_text_fact(evidence(given=Given((), "x" * 301))) == (Fact("given_text", {"text": "x" * 300}),)
    assert given_text_fact(evidence(given=Given((), " "))) == given_text_fact(evidence()) == ()


def test_a_moment_is_shown_to_the_minute() -> None:
    (fact,) = [event_fact(replace(EVENT, at=NOW))]
    assert fact.mentions["time"] == "2026-03-02 08:00 UTC"
