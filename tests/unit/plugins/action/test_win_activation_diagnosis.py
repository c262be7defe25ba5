# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``win_activation_diagnosis``: its options, the shape of its result, and what never shows."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from ansible_collections.licenseops.windows.plugins.action import win_activation_diagnosis
from ansible_collections.licenseops.windows.plugins.plugin_utils._diagnosis._evidence import (
    Computer,
    DnsSuffix,
    Evidence,
    Gap,
    Proxy,
    SrvAnswer,
    TlsClient,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._diagnosis._kms_hosts import ApprovedHost
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._protection import ProtectionService
from ansible_collections.licenseops.windows.tests.unit.plugins.support.evidence import (
    client,
    evidence,
    failure,
    office_client,
    pinned,
    request,
)
from ansible_collections.licenseops.windows.tests.unit.plugins.support.products import (
    CONFIRMATION_ID,
    FAKE_KEY,
    OFFICE_ID,
    WINDOWS_ID,
    licensed,
    service,
    windows,
)

OLD = "kms-old.corp.example"
PINNED = evidence(client(), **pinned(OLD), events=[request(1, 0x8007232B, OLD)])

FINDING = {
    "id", "severity", "confidence", "product", "code", "title", "cause", "next_steps", "evidence", "retry_helps", "fix",
    "group", "fallbacks",
}  # fmt: skip
OBSERVED = {
    "clock_offset_seconds", "build", "edition_sku", "product_type", "booted_at", "language", "domain_member", "domain",
    "dns_suffix", "dns_suffix_search", "proxy", "tls", "pending_restart", "spp_service", "firmware_key",
    "windows_rearms_left", "events", "windows", "version", "maker", "model",
    "office", "office_accounts", "session_host", "names", "machine_proxy",
}  # fmt: skip


class Asked:
    """Stands in for the reading, and remembers what it was asked for."""

    def __init__(self, seen: Evidence) -> None:
        self.seen = seen
        self.start: Evidence | None = None
        self.limit: int | None = None
        self.event_days: int | None = None

    def witness(self, _client: Any, event_days: int, _clock: Any) -> Asked:
        self.event_days = event_days
        return self

    def gather(self, _witness: Asked, start: Evidence, limit: int) -> Evidence:
        self.start, self.limit = start, limit
        given, application = start.given, start.application
        return Evidence(**{name: getattr(self.seen, name) for name in self.seen.__slots__}
                        | {"given": given, "application": application})  # fmt: skip


def diagnosed(monkeypatch: pytest.MonkeyPatch, seen: Evidence, **args: Any) -> tuple[dict[str, Any], Asked]:
    """The result of the action on a host, and what was asked of it."""
    asked = Asked(seen)
    monkeypatch.setattr(win_activation_diagnosis, "client_for", lambda _connection: None)
    monkeypatch.setattr(win_activation_diagnosis, "RemoteWitness", asked.witness)
    monkeypatch.setattr(win_activation_diagnosis, "gather", asked.gather)
    facts = {
        "args": args,
        "async_val": 0,
        "check_mode": False,
        "diff": False,
        "action": "diagnosis",
    }
    connection = SimpleNamespace(transport="winrm", become=None, _shell=SimpleNamespace(tmpdir=None))
    action = win_activation_diagnosis.ActionModule(SimpleNamespace(**facts), connection, None, None, None, None)
    return action.run(None, {}), asked


def test_a_healthy_host_gives_nothing_and_is_healthy(monkeypatch: pytest.MonkeyPatch) -> None:
    result, asked = diagnosed(monkeypatch, evidence(licensed(windows())))
    assert (result["findings"], result["healthy"], result["diagnosis"]) == ([], True, None)
    assert (result["changed"], result["not_read"], result["controller_view"]) == (False, [], None)
    assert [product["licensed"] for product in result["products"]] == [True]
    assert (asked.limit, asked.event_days) == (8, 3)


def test_the_list_of_approved_kms_hosts_goes_with_the_evidence(monkeypatch: pytest.MonkeyPatch) -> None:
    hosts = ["KMS1.corp.example", "192.0.2.7:1689", "2001:db8::7"]
    _result, asked = diagnosed(monkeypatch, evidence(licensed(windows())), approved_kms_hosts=hosts)
    assert asked.start is not None
    assert asked.start.approved_kms_hosts == (
        ApprovedHost("kms1.corp.example"),
        ApprovedHost("192.0.2.7", 1689),
        ApprovedHost("2001:db8::7"),
    )


def test_an_approved_kms_host_that_is_none_is_refused_before_anything_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    result, asked = diagnosed(monkeypatch, evidence(licensed(windows())), approved_kms_hosts=["kms one"])
    assert result["failed"] and "'kms one' is not a KMS host" in result["msg"]
    assert asked.start is None


def test_a_finding_says_all_there_is(monkeypatch: pytest.MonkeyPatch) -> None:
    result, dummy = diagnosed(monkeypatch, PINNED)
    (finding,) = result["findings"]
    assert finding.keys() == FINDING
    assert (finding["id"], finding["severity"], finding["confidence"]) == (
        "kms_host_name_unknown",
        "critical",
        "certain",
    )
    assert finding["product"] == {
        "activation_id": WINDOWS_ID,
        "name": "Windows(R), Professional edition",
        "short_name": "Windows Professional",
        "partial_product_key": "T83GX",
        "application": "windows",
    }
    assert finding["code"]["code"] == "0x8007232B"
    assert finding["title"] == result["diagnosis"] == f"KMS host {OLD} cannot be resolved"
    assert finding["fix"] == {"module": "win_kms_client", "options": {"state": "absent"}, "safe": True}
    assert result["healthy"] is False


def test_words_come_in_the_language_asked_for_and_names_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    english, japanese = (diagnosed(monkeypatch, PINNED, language=name)[0] for name in ("en", "ja"))
    words = {"title", "cause", "next_steps", "fallbacks", "evidence", "code"}
    (first,), (second,) = english["findings"], japanese["findings"]
    assert all(first[name] != second[name] for name in words)
    assert {name: first[name] for name in FINDING - words} == {name: second[name] for name in FINDING - words}
    assert english["observed"] == japanese["observed"]


def test_what_was_not_read_is_null(monkeypatch: pytest.MonkeyPatch) -> None:
    result, dummy = diagnosed(monkeypatch, Evidence(read_at=PINNED.read_at))
    assert result["observed"].keys() == OBSERVED
    assert set(result["observed"].values()) == {None}
    assert result["healthy"] is False


def test_what_was_read_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = evidence(
        client(),
        events=[request(number, 0x8007232B, OLD) for number in range(1, 31)],
        computer=Computer(is_joined=True, domain="corp.example"),
        dns_suffix=DnsSuffix("corp.example", ("a.example",)),
        proxy=Proxy("proxy.corp.example:8080", "<local>"),
        tls=TlsClient(("Enabled",), enabled=1),
        protection=ProtectionService("Auto", "Stopped"),
        has_pending_restart=False,
        service=service(has_firmware_key=True, firmware_key_description="[4.0] Professional OEM:DM"),
    )
    observed = diagnosed(monkeypatch, seen)[0]["observed"]
    assert (observed["domain_member"], observed["domain"], observed["dns_suffix"]) == (
        True,
        "corp.example",
        "corp.example",
    )
    assert observed["proxy"] == {"server": "proxy.corp.example:8080", "bypass": "<local>"}
    assert observed["tls"] == {
        "enabled": 1,
        "disabled_by_default": None,
        "default_secure_protocols": None,
        "default_secure_protocols_32": None,
    }
    assert observed["spp_service"] == {"state": "Stopped", "start_mode": "Auto"}
    assert (observed["pending_restart"], observed["firmware_key"]) == (False, "[4.0] Professional OEM:DM")
    assert len(observed["events"]) == 20
    assert observed["events"][0] == {
        "id": 12288,
        "time": "2026-03-02T07:00:00Z",
        "code": "0x8007232B",
        "kms_host": OLD,
        "activation_id": WINDOWS_ID,
    }


def test_what_was_refused_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    result, dummy = diagnosed(monkeypatch, evidence(licensed(windows()), events=Gap(0x80338105, "Zugriff verweigert")))
    assert result["not_read"] == [{"what": "events", "why": "0x80338105 Zugriff verweigert"}]
    assert ([finding["id"] for finding in result["findings"]], result["healthy"]) == (["evidence_missing"], True)


@pytest.mark.parametrize(
    "code", ["0xC004C003", "-1073430525", "3221536771", "Activation failed with 0xc004c003: ...", "ｃｏｄｅ 0xC004C003"]
)
def test_a_code_is_understood_in_any_text(monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    result, dummy = diagnosed(monkeypatch, evidence(windows()), code=code)
    assert result["findings"][0]["id"] == "key_blocked"
    assert result["warnings"] == []


@pytest.mark.parametrize(("code", "warnings"), [("nothing of use", 1), ("", 0), ("  ", 0)])
def test_a_text_without_a_code_is_a_warning(monkeypatch: pytest.MonkeyPatch, code: str, warnings: int) -> None:
    result, asked = diagnosed(monkeypatch, evidence(windows()), code=code)
    assert len(result["warnings"]) == warnings
    assert asked.start is not None and asked.start.given is None


@pytest.mark.parametrize("secret", [FAKE_KEY, FAKE_KEY.lower(), CONFIRMATION_ID])
def test_a_pasted_secret_shows_nowhere(monkeypatch: pytest.MonkeyPatch, secret: str) -> None:
    result, dummy = diagnosed(monkeypatch, evidence(windows()), code=f"{secret} failed with 0xC004ABCD")
    assert result["findings"][0]["id"] == "unknown_code"
    assert secret not in repr(result)


@pytest.mark.parametrize(
    "args",
    [
        {"max_requests": 1},
        {"max_requests": -8},
        {"event_days": 0},
        {"event_days": 366},
        {"dns_servers": ["dns.example"]},
    ],
)
def test_an_option_out_of_range_stops_before_the_first_request(
    monkeypatch: pytest.MonkeyPatch, args: dict[str, Any]
) -> None:
    result, asked = diagnosed(monkeypatch, evidence(windows()), **args)
    assert result["failed"] is True and result["error"]["advice"]
    assert (asked.limit, asked.event_days) == (None, None)


def test_controller_checks_are_made_after_the_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    class Names:
        def __init__(self, _servers: object) -> None: ...

        def records(self, domain: str) -> SrvAnswer:
            return SrvAnswer(domain, (("kms1.corp.example", 1688),))

        def addresses(self, _host: str) -> tuple[tuple[str, ...], str]:
            return ("192.0.2.10",), ""

    monkeypatch.setattr(win_activation_diagnosis, "Dns", Names)
    monkeypatch.setattr(win_activation_diagnosis, "reach", lambda _host, _port: "refused")
    seen = evidence(client(), dns_suffix=DnsSuffix("corp.example"), events=[request(1, 0x800706BA)])
    result, dummy = diagnosed(monkeypatch, seen, controller_checks=True)
    assert result["controller_view"] == {
        "records": [
            {
                "name": "_vlmcs._tcp.corp.example",
                "hosts": [{"host": "kms1.corp.example", "port": 1688}],
                "problem": None,
            }
        ],
        "ports": [{"host": "kms1.corp.example", "port": 1688, "reachable": False, "problem": "refused"}],
    }
    assert any("Controller's view" in line for line in result["findings"][0]["evidence"])


def test_findings_of_several_products_name_theirs(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = evidence(
        windows(),
        office_client(),
        events=[failure(1, 0xC004C003), request(2, 0x800706BA, activation_id=OFFICE_ID)],
    )
    findings = diagnosed(monkeypatch, seen)[0]["findings"]
    assert [(item["id"], item["product"]["application"]) for item in findings] == [
        ("key_blocked", "windows"),
        ("kms_rpc_failed", "office"),
    ]
