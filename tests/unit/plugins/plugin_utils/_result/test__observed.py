# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a diagnosis read beside the products, and what the controller saw."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._diagnosis._events import Event
from ansible_collections.licenseops.windows.plugins.plugin_utils._diagnosis._evidence import (
    Computer,
    ControllerView,
    DnsSuffix,
    Evidence,
    Gap,
    Proxy,
    Reach,
    SrvAnswer,
    System,
    TlsClient,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._diagnosis._evidence_office import NameCheck
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._office import (
    ClickToRun,
    OfficeSetting,
    OfficeValue,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._office_model import (
    Account,
    AccountKind,
    OfficeUser,
    OfficeUsers,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._protection import ProtectionService
from ansible_collections.licenseops.windows.plugins.plugin_utils._result._observed import ObservedResult, ViewResult
from ansible_collections.licenseops.windows.tests.unit.plugins.support.products import service

NOW = datetime(2026, 3, 2, 8, 0, 59, tzinfo=timezone.utc)
NOTHING: dict[str, Any] = {
    "clock_offset_seconds": None,
    "windows": None,
    "version": None,
    "build": None,
    "edition_sku": None,
    "product_type": None,
    "booted_at": None,
    "language": None,
    "maker": None,
    "model": None,
    "domain_member": None,
    "domain": None,
    "dns_suffix": None,
    "dns_suffix_search": None,
    "proxy": None,
    "tls": None,
    "pending_restart": None,
    "spp_service": None,
    "firmware_key": None,
    "windows_rearms_left": None,
    "events": None,
    "session_host": None,
    "machine_proxy": None,
    "office": None,
    "office_accounts": None,
    "names": None,
}

NO_OFFICE: dict[str, Any] = {"release_ids": [], "version": None, "channel": None, "shared_computer": None}


def tls(**values: int) -> dict[str, int | None]:
    names = ("enabled", "disabled_by_default", "default_secure_protocols", "default_secure_protocols_32")
    return dict.fromkeys(names) | values


def observed(**parts: Any) -> dict[str, Any]:
    return ObservedResult.of(Evidence(read_at=NOW, **parts)).as_data()


def test_everything_has_its_documented_key() -> None:
    assert observed(
        system=System(NOW, -7, 20348, 8, 3, NOW, 1041, "Windows Server", "10.0.20348", is_session_host=True),
        service=service(windows_rearms_left=0, has_firmware_key=True, firmware_key_description="Professional OEM:DM"),
        events=(Event(9, 12288, NOW, (), 0xC004F074, "kms.example", 1688, "id"),),
        computer=Computer(False, "WORKGROUP", "Contoso", "Desk 7"),
        protection=ProtectionService("Auto", "Stopped"),
        proxy=Proxy("proxy:8080", "<local>"),
        tls=TlsClient(("Enabled",), 0, 1),
        tls_protocols=2048,
        tls_protocols_32=128,
        machine_proxy="proxy:3128",
        click_to_run=ClickToRun(
            ("O365ProPlusRetail",),
            ((OfficeSetting.SHARED_COMPUTER, OfficeValue.OFF),),
            "16.0.17932.20130",
            channel="http://officecdn.microsoft.com/pr/492350f6-3a01-4f97-b9c0-c7c6ddf67d60",
        ),
        office_users=OfficeUsers((OfficeUser("S-1", accounts=(Account(AccountKind.WORK), Account(AccountKind.WORK))),)),
        names=(NameCheck("a.example", True, "192.0.2.1"),),
        has_pending_restart=False,
        dns_suffix=DnsSuffix("corp.example", ("a.example", "b.example")),
    ) == {
        "clock_offset_seconds": -7,
        "windows": "Windows Server",
        "version": "10.0.20348",
        "build": 20348,
        "edition_sku": 8,
        "product_type": 3,
        "booted_at": "2026-03-02T08:00:59Z",
        "language": 1041,
        "maker": "Contoso",
        "model": "Desk 7",
        "domain_member": False,
        "domain": "WORKGROUP",
        "dns_suffix": "corp.example",
        "dns_suffix_search": ["a.example", "b.example"],
        "proxy": {"server": "proxy:8080", "bypass": "<local>"},
        "tls": {
            "enabled": 0,
            "disabled_by_default": 1,
            "default_secure_protocols": 2048,
            "default_secure_protocols_32": 128,
        },
        "pending_restart": False,
        "spp_service": {"state": "Stopped", "start_mode": "Auto"},
        "firmware_key": "Professional OEM:DM",
        "windows_rearms_left": 0,
        "events": [
            {
                "id": 12288,
                "time": "2026-03-02T08:00:59Z",
                "code": "0xC004F074",
                "kms_host": "kms.example",
                "activation_id": "id",
            }
        ],
        "session_host": True,
        "machine_proxy": "proxy:3128",
        "office": {
            "release_ids": ["O365ProPlusRetail"],
            "version": "16.0.17932.20130",
            "channel": "Current",
            "shared_computer": "off",
        },
        "office_accounts": [{"sid": "S-1", "accounts": ["work"]}],
        "names": [{"name": "a.example", "resolved": True, "address": "192.0.2.1"}],
    }


def test_nothing_that_was_not_read_is_told() -> None:
    assert observed() == NOTHING
    refused = dict.fromkeys(("system", "service", "events", "computer", "protection", "proxy", "tls"), Gap(5, "No."))
    assert observed(**refused, has_pending_restart=Gap(5), dns_suffix=Gap(5), tls_protocols=Gap(5)) == NOTHING


@pytest.mark.parametrize(
    ("parts", "told"),
    [
        pytest.param({"system": System()}, {}, id="a system that says nothing"),
        pytest.param({"computer": Computer()}, {}, id="a computer that says nothing"),
        pytest.param({"events": ()}, {"events": []}, id="no events"),
        pytest.param({"dns_suffix": DnsSuffix(None, ())}, {"dns_suffix_search": []}, id="an empty search list"),
        pytest.param({"dns_suffix": DnsSuffix("a")}, {"dns_suffix": "a"}, id="no search list"),
        pytest.param({"click_to_run": None}, {"office": NO_OFFICE}, id="no Office"),
        pytest.param(
            {"click_to_run": ClickToRun(("A",))}, {"office": NO_OFFICE | {"release_ids": ["A"]}}, id="no more of it"
        ),
        pytest.param({"office_users": OfficeUsers()}, {"office_accounts": []}, id="nobody is logged on"),
        pytest.param({"names": ()}, {"names": []}, id="no names"),
        pytest.param({"proxy": Proxy()}, {"proxy": {"server": None, "bypass": None}}, id="no proxy"),
        pytest.param(
            {"tls": TlsClient()},
            {
                "tls": {
                    "enabled": None,
                    "disabled_by_default": None,
                    "default_secure_protocols": None,
                    "default_secure_protocols_32": None,
                }
            },
            id="TLS as it comes",
        ),
        pytest.param(
            {"tls_protocols": 0},
            {
                "tls": {
                    "enabled": None,
                    "disabled_by_default": None,
                    "default_secure_protocols": 0,
                    "default_secure_protocols_32": None,
                }
            },
            id="TLS of WinHTTP alone",
        ),
        pytest.param(
            {"service": service(windows_rearms_left=None, firmware_key_description="X")},
            {"build": 26100},
            id="a description of no key",
        ),
    ],
)
def test_a_part_tells_what_it_has(parts: dict[str, Any], told: dict[str, Any]) -> None:
    assert observed(**parts) == NOTHING | told


def test_of_many_events_the_newest_are_told() -> None:
    events = observed(events=tuple(Event(9, 10_000 + number, None, ()) for number in range(30)))["events"]
    assert [event["id"] for event in events] == list(range(10_000, 10_020))
    assert events[0] == {"id": 10_000, "time": None, "code": None, "kms_host": None, "activation_id": None}


def test_a_code_of_success_is_told_too() -> None:
    (event,) = observed(events=(Event(9, 12289, None, (), 0),))["events"]
    assert event["code"] == "0x00000000"


def test_the_view_of_the_controller_has_its_documented_keys() -> None:
    view = ControllerView(
        (SrvAnswer("corp.example", (("kms1", 1688), ("kms2", 1689))), SrvAnswer("lab.example", (), "no such name")),
        (Reach("kms1", 1688), Reach("kms2", 1689, "refused")),
    )
    assert ViewResult.of(view).as_data() == {
        "records": [
            {
                "name": "_vlmcs._tcp.corp.example",
                "hosts": [{"host": "kms1", "port": 1688}, {"host": "kms2", "port": 1689}],
                "problem": None,
            },
            {"name": "_vlmcs._tcp.lab.example", "hosts": [], "problem": "no such name"},
        ],
        "ports": [
            {"host": "kms1", "port": 1688, "reachable": True, "problem": None},
            {"host": "kms2", "port": 1689, "reachable": False, "problem": "refused"},
        ],
    }
