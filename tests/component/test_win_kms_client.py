# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""win_kms_client in five beats, at both levels, and settings that come back when a later step fails."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.fleet import Fleet
from tests.support.play import Playbook

MODULE = "win_kms_client"
CHECK = ("--check", "--diff")


def service(fleet: Fleet, host: str) -> dict[str, Any]:
    """What the model knows of the service-level settings."""
    settings: dict[str, Any] = fleet.admin.state(host)["service"]
    return settings


@pytest.mark.parametrize(
    ("options", "machine", "port"),
    [
        ({"host": "kms1.corp.example"}, "kms1.corp.example", 1688),
        ({"host": "kms1.corp.example:1689"}, "kms1.corp.example", 1689),
        ({"host": "kms1.corp.example", "port": 1690}, "kms1.corp.example", 1690),
        ({"host": "192.0.2.7"}, "192.0.2.7", 1688),
        ({"host": "2001:db8::10"}, "[2001:db8::10]", 1688),
        ({"host": "[2001:db8::10]:1691"}, "[2001:db8::10]", 1691),
    ],
)
def test_a_kms_host_is_set_once(
    fleet: Fleet, playbook: Playbook, options: dict[str, Any], machine: str, port: int
) -> None:
    assert playbook.task("kms-lost", MODULE, options, arguments=CHECK).is_changed
    assert fleet.mutating("kms-lost") == 0
    task = playbook.task("kms-lost", MODULE, options)
    assert task.is_changed
    assert task.result["service"]["kms"]["host"] == machine
    assert (service(fleet, "kms-lost")["kms_machine"], service(fleet, "kms-lost")["kms_port"]) == (machine, port)
    fleet.mark()
    assert not playbook.task("kms-lost", MODULE, options).is_changed
    assert fleet.mutating_since_mark("kms-lost") == 0


def test_all_settings_are_cleared_once(fleet: Fleet, playbook: Playbook) -> None:
    playbook.task("kms-lost", MODULE, {"host": "kms1.corp.example:1689", "lookup_domain": "corp.example"})
    task = playbook.task("kms-lost", MODULE, {"state": "absent"})
    assert task.result["steps"] == ["Clear the lookup domain.", "Clear the KMS host.", "Clear the KMS port."]
    assert service(fleet, "kms-lost")["kms_machine"] == ""
    assert not playbook.task("kms-lost", MODULE, {"state": "absent"}).is_changed


def test_host_caching_and_activation_type(fleet: Fleet, playbook: Playbook) -> None:
    options = {"host_caching": False, "activation_type": "kms"}
    task = playbook.task("kms-lost", MODULE, options)
    assert task.result["steps"] == ["Set the KMS host caching to off.", "Set the activation type to kms."]
    assert task.result["service"]["host_caching"] is False
    assert not playbook.task("kms-lost", MODULE, options).is_changed
    assert playbook.task("kms-lost", MODULE, {"activation_type": "any"}).is_changed


def test_a_product_can_have_a_host_of_its_own_which_wins_and_is_reported(fleet: Fleet, playbook: Playbook) -> None:
    (row,) = fleet.keyed("kms-lost").values()
    own = {"activation_id": row["activation_id"], "host": "kms-own.corp.example"}
    assert playbook.task("kms-lost", MODULE, own).is_changed
    assert not playbook.task("kms-lost", MODULE, own).is_changed
    (changed,) = fleet.keyed("kms-lost").values()
    assert changed["kms_machine"] == "kms-own.corp.example"
    task = playbook.task("kms-lost", MODULE, {"host": "kms1.corp.example"})
    (warning,) = task.result["warnings"]
    assert "kms-own.corp.example, which wins over that of the service" in warning


def test_a_lookup_domain_beside_a_host_is_warned_of(playbook: Playbook) -> None:
    task = playbook.task("kms-lost", MODULE, {"host": "kms1.corp.example", "lookup_domain": "corp.example"})
    assert "has no effect as long as the KMS host" in task.result["warnings"][0]


def test_the_old_host_comes_back_when_the_port_cannot_be_set(fleet: Fleet, playbook: Playbook) -> None:
    playbook.task("kms-lost", MODULE, {"host": "kms-old.corp.example"})
    fleet.admin.add_fault(
        "kms-lost", "hresult", on={"method": "SetKeyManagementServicePort"}, times="always", code="0x80070057"
    )
    task = playbook.task("kms-lost", MODULE, {"host": "kms1.corp.example:1689"})
    assert task.verdict == "failed"
    assert task.result["notes"] == ["Taken back: Set the KMS host to kms1.corp.example."]
    assert task.result["changed"] is False
    assert service(fleet, "kms-lost")["kms_machine"] == "kms-old.corp.example"


def test_the_old_host_comes_back_when_the_activation_fails(fleet: Fleet, playbook: Playbook) -> None:
    playbook.task("kms-lost", MODULE, {"host": "kms-old.corp.example"})
    task = playbook.task("kms-lost", "win_activation", {"kms_host": "kms-new.corp.example", "retries": 0})
    assert task.result["error"]["code"] == "0xC004F074"
    assert service(fleet, "kms-lost")["kms_machine"] == "kms-old.corp.example"


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({}, "There is nothing to set."),
        ({"host": "kms one"}, "is not a KMS host"),
        ({"host": "kms1.corp.example:0"}, "0 is not a TCP port"),
        ({"host": "kms1.corp.example:abc"}, "is not a TCP port"),
        ({"host": "kms1.corp.example:1689", "port": 1690}, "The port is given twice"),
        ({"port": 65536}, "65536 is not a TCP port"),
        ({"lookup_domain": "-"}, "is not a DNS domain"),
        ({"state": "absent", "host": "kms1.corp.example"}, "makes no sense with state: absent"),
        ({"host_caching": True, "activation_id": "00000000-0000-4000-8000-000000000000"}, "for the service only"),
    ],
)
def test_wrong_options_get_one_sentence_and_no_request(
    fleet: Fleet, playbook: Playbook, options: dict[str, Any], sentence: str
) -> None:
    assert sentence in playbook.task("kms-lost", MODULE, options).result["msg"]
    assert fleet.summary("kms-lost")["requests"] == 0
